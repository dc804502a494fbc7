"""What the pages with numbers are narrowed by: several teams or plans at once, a window of days, a scenario."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from nicegui import ui

from components.chips import Chip
from components.controls import Button, IconButton, Text, block
from components.portfolio.figures import span

LIVE = 'Live plan'


class ManyChip(Chip):
    """Any number of values, chosen from a list that can be searched; none means all."""

    def __init__(self, label: str, name: str, choose: Callable[[tuple[int, ...]], Awaitable[None]]) -> None:
        self.values: tuple[int, ...] = ()
        self.options: dict[int, str] = {}
        self.change = choose
        super().__init__(name, 'filter_list', self._clear)
        with self.menu, block('rt-field').style('min-width: 240px'):
            Text(label, 'rt-label', 'div')
            self.select = ui.select({}, multiple=True, value=[], with_input=True)
            self.select.props('outlined dense options-dense use-chips hide-bottom-space').mark(label)
            self.select.props['aria-label'] = label
            self.select.on('update:model-value', self._choose, args=[])

    def offer(self, options: Iterable[tuple[int, str]], values: Sequence[int]) -> None:
        """What there is to choose from, and what is chosen."""
        found = dict(options)
        if found == self.options and tuple(values) == self.values:
            return
        self.options, self.values = found, tuple(value for value in values if value in found)
        self.select.set_options(found, value=list(self.values))
        names = [found[value] for value in self.values]
        self.show(', '.join(names) if len(names) < 3 else f'{names[0]} and {len(names) - 1} more')

    async def _choose(self) -> None:
        await self.change(tuple(self.select.value or ()))

    async def _clear(self) -> None:
        await self.change(())


class DayWindow(ui.element):
    """From when to when, moved by its own length."""

    def __init__(self, move: Callable[[int], Awaitable[None]], now: Callable[[], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-row rt-window').props('role=group aria-label="Days that are shown"')
        with self:
            IconButton('chevron_left', 'Earlier', lambda: move(-1), has_tooltip=False)
            self.text = Text('', 'rt-num')
            IconButton('chevron_right', 'Later', lambda: move(1), has_tooltip=False)
            Button('Today', now, size='s')

    def show(self, first: date, last: date) -> None:
        self.text.say(span(first, last))


class PlanChoice(ui.element):
    """The live plan or a scenario."""

    def __init__(self, choose: Callable[[int | None], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-plan-choice')
        self.change = choose
        with self:
            self.select = ui.select({0: LIVE}, value=0).props('outlined dense options-dense hide-bottom-space')
            self.select.props['aria-label'] = 'Plan to look at'
            self.select.mark('Plan to look at')
            self.select.on('update:model-value', self._choose, args=[])

    def offer(self, scenarios: Mapping[int, str], value: int | None) -> None:
        options = {0: LIVE, **scenarios}
        if value is not None and value not in options:
            options[value] = 'Scenario'
        if options != self.select.options or (value or 0) != self.select.value:
            self.select.set_options(options, value=value or 0)

    async def _choose(self) -> Any:
        await self.change(self.select.value or None)
