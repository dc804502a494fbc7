"""The story that is being estimated, above the table."""

from datetime import datetime

from nicegui import ui

from app.domain.poker.looks import TableView
from app.domain.poker.table import State, Table
from app.domain.poker.views import StoryView
from components.controls import Pill, Text, block, outside_link, sign, symbol
from components.ticker import Ticker

PILLS = {State.REVEALING: ('Turning', 'visibility', 'prim'), State.RESULTS: ('Cards are up', 'visibility', 'ok'),
         State.CLOSED: ('Closed', 'block', '')}


class StoryHead(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-story-head').props('aria-label=Story')
        self.before: StoryView | None = None
        with self:
            with block('rt-grow') as self.body:
                self.meta = block('rt-row rt-sm rt-3').style('margin-bottom: 2px; flex-wrap: wrap')
                self.title = Text('', tag='h1')
                self.text = block()
            with block('rt-col').style('align-items: flex-end; gap: 4px'):
                self.pill = Pill('', '', '')
                self.clock = SmallClock()

    def show(self, view: TableView, now: datetime) -> None:
        self.clock.show(view.table, now)
        self.title.say(view.story.title if view.story else _without_story(view))
        if view.story != self.before:
            self.before = view.story
            self._draw(view.story)
        table = view.table
        if table.is_paused:
            self.pill.show('Paused', 'pause_circle', 'warn')
        elif table.state == State.VOTING:
            self.pill.show(f'Round {table.last_round}', '', 'prim')
        else:
            self.pill.show(*PILLS.get(table.state, ('Waiting', 'hourglass_top', '')))

    def _draw(self, story: StoryView | None) -> None:
        self.meta.clear()
        self.text.clear()
        if story is None:
            return
        with self.meta:
            if story.key or story.link:
                sign('bookmark', 14)
            if story.key:
                Text(story.key, 'rt-b')
            if story.link:
                outside_link('Open in the tracker', story.link)
            if story.imported:
                Text(f'came with {story.imported}')
        with self.text:
            if story.description:
                Text(story.description, 'rt-2 rt-story-text', 'p')
            if story.criteria:
                with ui.expansion('Read the acceptance criteria').classes('rt-criteria').props(
                        f'dense dense-toggle expand-icon={symbol("keyboard_arrow_down")}'):
                    Text(story.criteria, 'rt-2 rt-story-text rt-whole', 'p')


class SmallClock(ui.element):
    """On phones, where the large one has no room."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-small-clock rt-only-phone')
        self.ends_at: datetime | None = None
        with self:
            sign('timer', 16)
            self.ticker = Ticker()

    def show(self, table: Table, now: datetime) -> None:
        ends_at = table.round.timer_ends_at if table.round and table.is_voting else None
        if ends_at and ends_at != self.ends_at:
            self.ticker.run(max(0.0, (ends_at - now).total_seconds()))
        if bool(ends_at) != self.visible:
            self.set_visibility(bool(ends_at))
        self.ends_at = ends_at


def _without_story(view: TableView) -> str:
    if view.table.state == State.WAITING:
        return 'No story picked yet'
    return 'A round without a story'
