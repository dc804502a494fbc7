"""Which work a flow is about, and how its days are counted."""

from collections.abc import Awaitable, Callable
from datetime import date

from nicegui import ui

from app.domain.sprints.flow.flow import Flow
from app.domain.sprints.forecasts.forecast import ALL, WORKING
from components.chips import ChoiceChip
from components.controls import Field, Segmented

Choose = Callable[[str, str], Awaitable[None]]  # name of what is chosen, value
CALENDARS = {ALL: 'All days', WORKING: 'Working days'}
STARTS = {'first': 'From first start', 'last': 'From last start'}


class FlowBar(ui.element):
    def __init__(self, choose: Choose) -> None:
        super().__init__('div')
        self.choose = choose
        self.classes('rt-row rt-numbers-bar rt-flow-bar').props('role=toolbar aria-label="What is shown"')
        with self:
            self.first = self._day('From', 'from')
            self.last = self._day('To', 'to')
            self.calendar = Segmented('Days', CALENDARS, ALL, lambda value: choose('calendar', value))
            self.start = Segmented('Start of work', STARTS, 'first', lambda value: choose('start', value))
            self.chips = {name: self._chip(label, name) for name, label in (
                ('type', 'Type'), ('size', 'Estimate'), ('epic', 'Epic'), ('label', 'Label'))}

    def show(self, flow: Flow) -> None:
        ask, choices = flow.ask, flow.choices
        self.first.set(flow.first.isoformat())
        self.last.set(flow.last.isoformat())
        self.calendar.show(ask.calendar)
        self.start.show('last' if ask.from_last else 'first')
        for name, value, options in (('type', ask.type, choices.types), ('size', ask.size, choices.sizes),
                                     ('epic', ask.epic, choices.epics), ('label', ask.label, choices.labels)):
            chip = self.chips[name]
            chip.offer(dict(options))
            chip.choose(value)
            chip.set_visibility(bool(options) or bool(value))

    def _day(self, label: str, name: str) -> Field:
        """Told when it is left or chosen, not with every digit."""
        field = Field(label, kind='date').classes('rt-flow-day')
        field.input.on('change', lambda: self._chosen(name, field), args=[])
        return field

    async def _chosen(self, name: str, field: Field) -> None:
        try:
            date.fromisoformat(field.value)
        except ValueError:
            field.complain('Give a day.')
            return
        await self.choose(name, field.value)

    def _chip(self, label: str, name: str) -> ChoiceChip:
        async def choose(value: str) -> None:
            await self.choose(name, value)
        return ChoiceChip(label, label, choose)


def days_words(count: int | None) -> str:
    """5 days."""
    return 'n/a' if count is None else f'{count} day{"" if count == 1 else "s"}'
