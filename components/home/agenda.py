"""The next ten working days: what each area knows of, a point where it is on one day, a band where it lasts."""

from datetime import date
from typing import Any

from nicegui import ui

from app.domain.agenda import Coming, Placed, arranged, is_band, working_days
from components.controls import Text, block, classed, link, put, sign, symbol
from components.listing import Keyed
from components.moments import short_day

TITLE = 'Next ten working days'
MOST = 7  # lines
MONDAY = 0


class Agenda(ui.element):
    """Areas bring their own; on a phone it is a list."""

    def __init__(self, today: date) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = TITLE
        self.today = today
        self.parts: dict[str, tuple[Coming, ...]] = {}
        with self:
            with block('rt-card-head rt-ln'):
                Text(TITLE, 'rt-grow', 'h2')
                self.more = Text('', 'rt-2 rt-sm')
            with block('rt-agenda'):
                with block('rt-agenda-days').props('aria-hidden=true'):
                    for day in working_days(today):
                        _head(day, today)
                place = block('rt-agenda-lines', 'ul').props('role=list').style('--rt-lines: 3')
                self.lines = Keyed[Coming, AgendaLine](place, AgendaLine)
            self.nothing = Text('Nothing is known of these days. Sprints, markers, plan events and seasons are shown '
                                'here.', 'rt-2 rt-agenda-none', 'p')

    def show(self, area: str, comings: tuple[Coming, ...]) -> None:
        self.parts[area] = comings
        placed = arranged((one for part in self.parts.values() for one in part), self.today)
        shown = [one for one in placed if one.line < MOST]
        for one, line in zip(shown, self.lines.arrange([one.coming for one in shown]), strict=True):
            line.show(one)
        self.lines.place.style(f'--rt-lines: {max([3, *(one.line + 1 for one in shown)])}')
        self.nothing.set_visibility(not shown)
        left = len(placed) - len(shown)
        self.more.say(f'and {left} more' if left else '')


class AgendaLine(ui.element):
    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-agenda-line').props('role=listitem')
        self.shown: Placed | None = None
        with self:
            with block('rt-agenda-dot', 'span'):
                self.icon = sign('event', 15)
            self.title = link('', '#', 'rt-plain rt-clip')
            self.when = Text('', 'rt-agenda-when rt-2 rt-sm')

    def show(self, placed: Placed) -> None:
        if placed == self.shown:
            return
        self.shown, coming = placed, placed.coming
        put(self.icon, name=symbol(coming.icon))
        self.title.say(coming.title)
        put(self.title, href=coming.link, title=coming.title)
        self.when.say(_when(coming))
        classed(self, band=is_band(coming), open=not coming.is_sure,
                **{tone: coming.tone == tone for tone in ('prim', 'acc', 'warn')})
        self.style(f'--rt-column: {placed.column + 1}; --rt-width: {placed.width}; --rt-line: {placed.line + 1}')


def _head(day: date, today: date) -> Any:
    with block('rt-agenda-day') as head:
        Text(f'{day:%a}', '', 'div')
        Text(f'{day.day} {day:%b}' if day == today or day.day == 1 else str(day.day), 'rt-b', 'div')
    classed(head, now=day == today, week=day.weekday() == MONDAY)
    return head


def _when(coming: Coming) -> str:
    return f'{short_day(coming.start)} – {short_day(coming.end)}' if is_band(coming) else short_day(coming.start)
