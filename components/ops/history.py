"""The history of runs: what it is narrowed to stands in the address, so that it can be kept and sent."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from nicegui import ui

from app.domain.ops.views import RunLine
from components.chips import Chip, ChoiceChip
from components.controls import Button, Field, block, sign
from components.moments import short_day
from components.ops.month import Month
from components.ops.runs import RunTable
from components.pager import Pager

STATES = {'waiting': 'Waiting', 'running': 'Running', 'succeeded': 'Done', 'failed': 'Failed or lost',
          'timed_out': 'Ran out of time', 'cancelled': 'Cancelled', 'lost': 'Lost', 'blocked': 'Needs approval'}
TRIGGERS = {'ui': 'By hand', 'api': 'API', 'schedule': 'Schedule', 'area': 'Its own page', 'system': 'Roundtable'}
FILTERS = ('text', 'command', 'state', 'actor', 'trigger', 'since', 'until')

Filter = Mapping[str, str]


class HistoryList(ui.element):
    """`change` is told of every filter and place; `show` what was found."""

    def __init__(self, wanted: Filter, limit: int, commands: Mapping[str, str], own: tuple[str, str],
                 change: Callable[[Filter, int], Awaitable[None]]) -> None:
        super().__init__('div')
        self.wanted = {name: wanted.get(name, '') for name in FILTERS}
        self.limit, self.skip, self.own, self.change, self.commands = limit, 0, own, change, commands
        self.people = {own[0]: own[1]}
        with self:
            self.month = Month()
            self._make_filters()
            with block('rt-card'):
                self.table = RunTable(forget=self.forget)
                self.pager = Pager(lambda: self._page(-limit), lambda: self._page(limit))
        self._show_filters()

    def show(self, found: tuple[tuple[RunLine, ...], int], skip: int) -> None:
        lines, total = found
        self.skip = skip
        self.table.is_narrowed = any(self.wanted.values())
        self.table.show(lines)
        self.pager.set_visibility(total > self.limit or skip > 0)
        self.pager.show(skip, len(lines), total)
        self.people |= {line.actor: line.actor_name for line in lines if line.actor != 'system'}
        self.actor.offer(dict(self.people))

    async def forget(self) -> None:
        self.text.set_value('')
        await self._narrow(**dict.fromkeys(FILTERS, ''))

    def _make_filters(self) -> None:
        with block('rt-filters'):
            with block('rt-filter'):
                sign('search', 18, 'rt-3')
                self.text = ui.input(value=self.wanted['text'], placeholder='Number, name, person or reason').props(
                    'borderless dense debounce=250 aria-label="Filter the runs"')
                self.text.on_value_change(lambda: self._narrow(text=self.text.value or ''))
            self.command = ChoiceChip('Command', 'Command', lambda value: self._narrow(command=value))
            self.state = ChoiceChip('State', 'State', lambda value: self._narrow(state=value))
            self.actor = ChoiceChip('Started by', 'Started by', lambda value: self._narrow(actor=value))
            self.trigger = ChoiceChip('How', 'How', lambda value: self._narrow(trigger=value))
            self.span = SpanChip(lambda since, until: self._narrow(since=since, until=until))
        self.command.offer(dict(self.commands))
        self.state.offer(STATES)
        self.actor.offer(dict(self.people))
        self.trigger.offer(TRIGGERS)

    def _show_filters(self) -> None:
        for name, chip in (('command', self.command), ('state', self.state), ('actor', self.actor),
                           ('trigger', self.trigger)):
            chip.choose(self.wanted[name])
        self.span.show_span(self.wanted['since'], self.wanted['until'])

    async def _narrow(self, **changes: str) -> None:
        if all(self.wanted[name] == (value or '') for name, value in changes.items()):
            return
        self.wanted |= {name: value or '' for name, value in changes.items()}
        self._show_filters()
        await self.change(self.wanted, 0)

    async def _page(self, step: int) -> None:
        await self.change(self.wanted, max(0, self.skip + step))


class SpanChip(Chip):
    """From one day to another, each of them included; either may be left open."""

    def __init__(self, choose: Callable[[str, str], Awaitable[None]]) -> None:
        super().__init__('Date', 'calendar_month', lambda: choose('', ''))
        self.choose = choose
        with self.menu:
            self.since = Field('From', kind='date')
            self.until = Field('To', kind='date')
            Button('Show these days', self._choose, look='primary', size='s')

    def show_span(self, since: str, until: str) -> None:
        self.since.set(since)
        self.until.set(until)
        first, last = (short_day(day) if (day := day_of(text)) else '' for text in (since, until))
        self.show(f'{first} – {last}' if first and last else f'since {first}' if first else
                  f'until {last}' if last else '')

    async def _choose(self) -> None:
        self.menu.parent_slot.parent.close()  # type: ignore[union-attr]
        await self.choose(self.since.value, self.until.value)


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


