"""Runs in lists: the history as a table that becomes cards on a phone, and short lines elsewhere."""

from collections.abc import Callable

from nicegui import ui

from app import clock
from app.domain.ops.states import LIVE, State
from app.domain.ops.views import RunLine
from components.avatars import Avatar
from components.controls import Text, block, classed, link, put, table_head
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import full_moment, short_moment, within
from components.ops.sizes import lasting
from components.ops.states import StatePill
from components.ticker import Ticker

HEADS = (('State', ''), ('Run', ''), ('Command', ''), ('Started by', ''), ('Asked for', ''), ('Took', 'rt-num'),
         ('What it said', ''))
TRIGGERS = {'ui': 'by hand', 'api': 'API', 'schedule': 'schedule', 'area': 'its own page', 'system': 'Roundtable'}


def detail_of(line: RunLine) -> str:
    """Why it waits or ended so, else how far it is, else what it said last."""
    if line.state in LIVE:
        progress = f'{line.progress:.0f} %' if line.progress is not None else ''
        return ' · '.join(filter(None, (progress, line.progress_text or line.last_line)))
    return line.reason or line.last_line


class RunTable(ui.element):
    """J and K choose a row; the hand goes along, so that Enter opens it, and never anything else."""

    def __init__(self, name: str = 'Runs', *, forget: Callable[[], object] | None = None) -> None:
        super().__init__('div')
        self.classes('rt-runs')
        self.chosen = 0
        self.is_narrowed = False
        with self:
            with block('rt-table rt-run-table', 'table').props(f'aria-label="{name}"') as self.table:
                table_head(*HEADS)
                self.rows = Keyed[int, RunRow](block(tag='tbody'), RunRow)
            with block() as self.nothing:
                empty_state('history', 'Nothing has run yet', 'Every run is listed here with its log, for as long as '
                            'it is kept.')
            with block() as self.no_match:
                empty_state('search_off', 'No run is like that', 'Take a filter away, or choose another time.',
                            'Clear filters', forget, 'close')

    def show(self, lines: tuple[RunLine, ...]) -> None:
        for line, row in zip(lines, self.rows.arrange([line.id for line in lines]), strict=True):
            row.show(line)
            classed(row, sel=line.id == self.chosen)
        self.table.set_visibility(bool(lines))
        self.nothing.set_visibility(not lines and not self.is_narrowed)
        self.no_match.set_visibility(not lines and self.is_narrowed)

    def step(self, by: int) -> None:
        numbers = list(self.rows.entries)
        if not numbers:
            return
        place = numbers.index(self.chosen) + by if self.chosen in numbers else 0 if by > 0 else len(numbers) - 1
        self.chosen = numbers[max(0, min(place, len(numbers) - 1))]
        for number, row in self.rows.entries.items():
            classed(row, sel=number == self.chosen)
        self.rows.entries[self.chosen].link.run_method('focus')


class RunRow(ui.element):
    def __init__(self) -> None:
        super().__init__('tr')
        self.line: RunLine | None = None
        with self:
            with block('rt-run-cell-state', 'td'):
                self.pill = StatePill('Waiting', 'schedule')
            with block('rt-run-cell-id', 'td'):
                self.link = link('', '#', 'rt-b')
            with block('rt-run-cell-name', 'td'):
                self.name = link('', '#', 'rt-plain')
            with block('rt-run-cell-who', 'td'), block('rt-row'):
                self.face = Avatar(size=20)
                self.who = Text('', 'rt-clip')
            self.when = Text('', 'rt-2 rt-run-cell-when', 'td')
            with block('rt-num rt-run-cell-took', 'td'):
                self.took = Text()
                self.ticker = Ticker(counts_up=True)
            self.detail = Text('', 'rt-2 rt-clip rt-run-cell-detail', 'td')
        self.on('click', lambda: ui.navigate.to(f'/ops/runs/{self.line.id}') if self.line else None, args=[])

    def show(self, line: RunLine) -> None:
        if line == self.line:
            return
        before, self.line = self.line, line
        self.pill.show_run(line, is_short=True)
        self.link.say(f'Run {line.id}')
        put(self.link, href=f'/ops/runs/{line.id}')
        self.name.say(line.name)
        put(self.name, href=f'/ops/commands/{line.command}')
        self.face.show(line.actor_name, line.actor)
        self.who.say(line.actor_name if line.trigger in ('ui', 'system') else
                     f'{line.actor_name}, {TRIGGERS.get(line.trigger, line.trigger)}')
        self.when.say(short_moment(line.asked_at))
        put(self.when, title=full_moment(line.asked_at))
        self._show_length(line, before)
        detail = detail_of(line)
        self.detail.say(detail)
        put(self.detail, title=detail or None)

    def _show_length(self, line: RunLine, before: RunLine | None) -> None:
        is_live = line.state in LIVE and line.started_at is not None
        self.ticker.set_visibility(is_live)
        self.took.set_visibility(not is_live)
        if is_live and line.started_at and (before is None or before.started_at != line.started_at):
            self.ticker.run((clock.now() - line.started_at).total_seconds())
        elif line.started_at and line.ended_at:
            self.took.say(lasting((line.ended_at - line.started_at).total_seconds()))


class RunLines(ui.element):
    """A card with a few runs of one kind, each with what is worth knowing about it now."""

    def __init__(self, title: str, icon: str, nothing: str, onward: tuple[str, str] | None = None) -> None:
        super().__init__('section')
        self.classes('rt-card').props(f'aria-label="{title}"')
        with self:
            with block('rt-card-head rt-ln'):
                Text(title, tag='h2')
                self.count = Text('0', 'rt-count')
                if onward:
                    block('rt-grow')
                    link(onward[0], onward[1], 'rt-btn rt-ghost rt-s', 'chevron_right')
            place = block(tag='ul').props(f'role=list aria-label="{title}"')
            self.lines = Keyed[int, RunBrief](place, lambda: RunBrief(icon))
            self.nothing = Text(nothing, 'rt-3 rt-run-none', 'p')

    def show(self, lines: tuple[RunLine, ...]) -> None:
        for line, brief in zip(lines, self.lines.arrange([line.id for line in lines]), strict=True):
            brief.show(line)
        self.count.say(str(len(lines)))
        self.nothing.set_visibility(not lines)


class RunBrief(ui.element):
    def __init__(self, icon: str) -> None:
        super().__init__('li')
        self.classes('rt-run-brief').props('role=listitem')
        self.line: RunLine | None = None
        with self:
            with block('rt-row rt-run-brief-head'):
                self.pill = StatePill('Waiting', icon)
                self.link = link('', '#', 'rt-b rt-clip')
                block('rt-grow')
                self.ticker = Ticker(counts_up=True).classes('rt-sm rt-3')
                self.when = Text('', 'rt-sm rt-3')
            self.detail = Text('', 'rt-sm rt-2 rt-clip', 'div')
            self.said = Text('', 'rt-sm rt-mono rt-3 rt-clip', 'div')
            with block('rt-meter') as self.meter:
                self.fill = block(tag='i')

    def show(self, line: RunLine) -> None:
        if line == self.line:
            return
        before, self.line = self.line, line
        self.pill.show_run(line, is_short=True)
        self.link.say(f'Run {line.id}: {line.name}')
        put(self.link, href=f'/ops/runs/{line.id}')
        is_live = line.state in LIVE and line.started_at is not None
        self.ticker.set_visibility(is_live)
        if is_live and line.started_at and (before is None or before.started_at != line.started_at):
            self.ticker.run((clock.now() - line.started_at).total_seconds())
        self.when.say('' if is_live else short_moment(line.ended_at or line.asked_at))
        self.when.set_visibility(not is_live)
        self.detail.say(_briefly(line))
        self.said.say(line.last_line if is_live else '')
        self.said.set_visibility(bool(self.said.text))
        self.meter.set_visibility(line.progress is not None and is_live)
        self.fill.style(f'width: {line.progress or 0:.0f}%')


def _briefly(line: RunLine) -> str:
    by = f'{line.actor_name}, {TRIGGERS[line.trigger]}' if line.trigger in ('api', 'schedule', 'area') else (
        line.actor_name)
    if line.state in LIVE:
        done = f'{line.progress:.0f} %' if line.progress is not None else ''
        return ' · '.join(filter(None, (done, line.progress_text, by)))
    if line.state == State.DELAYED:
        return f'next try {within(short_moment(line.available_at))} · {line.reason}'
    return ' · '.join(filter(None, (line.reason, by)))
