"""Finding something in a whole log, however long it is."""

import re
from bisect import bisect_left
from collections.abc import Awaitable, Callable
from dataclasses import replace

from nicegui import ui

from app.domain.ops.views import Matches
from app.errors import AppError
from components.controls import IconButton, Text, block, put, sign
from components.moments import grouped

DEBOUNCE = 200  # milliseconds after the last key
NOTHING = Matches(0, (), False)


def needle_of(text: str, is_regex: bool) -> re.Pattern[str] | None:
    """What to mark in the lines on screen; the search itself is not done here."""
    if not text:
        return None
    try:
        return re.compile(text if is_regex and len(text) < 60 and not risky(text) else re.escape(text), re.IGNORECASE)
    except re.error:
        return None


def risky(pattern: str) -> bool:
    """Repeated repetitions can take for ever; what they find is not marked, only counted."""
    return bool(re.search(r'[+*}]\)?[+*{]', pattern))


class SearchBox(ui.element):
    """Text, how many lines have it, and the way from one to the next."""

    def __init__(self, find: Callable[[str, bool], Awaitable[Matches]], go_to: Callable[[int], Awaitable[None]],
                 show_hits: Callable[[re.Pattern[str] | None], None]) -> None:
        super().__init__('div')
        self.classes('rt-log-search').props('role=search')
        self.find, self.go_to, self.show_hits = find, go_to, show_hits
        self.matches, self.current, self.is_regex, self.asked = NOTHING, 0, False, 0
        with self:
            sign('search', 16)
            self.line = ui.input(on_change=self.look).classes('rt-grow')
            self.line.props(f'borderless dense debounce={DEBOUNCE} type=search role=searchbox autocomplete=off '
                            'aria-label="Search in log" placeholder="Search in log" clear-icon=close')
            self.line.on('keydown.enter.exact', self.next, args=[])
            self.line.on('keydown.shift.enter', self.previous, args=[])
            self.line.mark('Search in log')
            self.count = Text('', 'rt-log-count').props('role=status')
            with block('rt-log-chip', 'button').props('type=button aria-pressed=false') as self.pattern:
                Text('.*')
                ui.tooltip('Regular expression')
            self.pattern.props['aria-label'] = 'Regular expression'
            self.pattern.on('click', self._switch, args=[])
            IconButton('keyboard_arrow_up', 'Previous match', self.previous, has_tooltip=False)
            IconButton('keyboard_arrow_down', 'Next match', self.next, has_tooltip=False)
        self._tell()

    @property
    def text(self) -> str:
        return self.line.value or ''

    def focus(self) -> None:
        self.line.run_method('focus')
        self.line.run_method('select')

    async def look(self) -> None:
        """Find all, and show the first one."""
        self.asked += 1
        text, turn = self.text, self.asked
        try:
            found = await self.find(text, self.is_regex) if text else NOTHING
        except AppError as error:
            found = replace(NOTHING, hint=str(error))
        if turn != self.asked:
            return  # somebody has asked for something else meanwhile
        self.matches, self.current = found, min(1, len(found.lines))
        self.show_hits(needle_of(text, self.is_regex) if found.total else None)
        self._tell()
        await self._go()

    async def next(self) -> None:
        await self._step(1)

    async def previous(self) -> None:
        await self._step(-1)

    def at(self, seq: int) -> None:
        """Go on from a line that somebody chose."""
        if self.matches.lines:
            self.current = min(bisect_left(self.matches.lines, seq) + 1, len(self.matches.lines))
            self._tell()

    async def _step(self, by: int) -> None:
        if not self.matches.lines:
            await self.look()
            return
        self.current = (self.current - 1 + by) % len(self.matches.lines) + 1
        self._tell()
        await self._go()

    async def _go(self) -> None:
        if self.current:
            await self.go_to(self.matches.lines[self.current - 1])

    async def _switch(self) -> None:
        self.is_regex = not self.is_regex
        put(self.pattern, aria_pressed='true' if self.is_regex else 'false')
        await self.look()

    def _tell(self) -> None:
        found = self.matches
        put(self.line, aria_description=found.hint or None)
        if not self.text:
            self.count.say('')
        elif found.hint and not found.total:
            self.count.say(found.hint)
        else:
            more = '+' if found.is_cut else ''
            self.count.say(f'{grouped(self.current)} of {grouped(found.total)}{more}' if found.total else 'none')
