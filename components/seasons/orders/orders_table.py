"""The orders of a season: one line each, with what came of it; on a phone each becomes a card."""

from collections.abc import Awaitable, Callable
from datetime import date
from urllib.parse import quote

from nicegui import ui

from app.domain.seasons.buying import DRAFT, STATE_NAMES, SUBMITTED, OrderFilter, OrderRow, OrdersView
from app.domain.seasons.season import SeasonView
from components.controls import Button, Text, block, classed, link, put, table_head
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import dated
from components.pager import Pager
from components.seasons.orders.words import OrderPill, counted, money

HEADS = (('Order', ''), ('Supplier', ''), ('State', ''), ('Expected', ''), ('Value', 'rt-num'), ('Received', 'rt-num'),
         ('On order', 'rt-num'))
Turn = Callable[[OrderFilter, int], Awaitable[None]]  # filter, and from which line on


class OrdersTable(ui.element):
    """`turn` looks at another part."""

    def __init__(self, season: SeasonView, turn: Turn, part: int) -> None:
        super().__init__('section')
        self.classes('rt-card rt-orders').props['aria-label'] = 'Orders'
        self.season, self.turn, self.part = season, turn, part
        self.wanted, self.skip = OrderFilter(), 0
        with self:
            with block('rt-filters rt-order-filters'):
                self.search = ui.input(placeholder='Number, title or supplier').props(
                    'outlined dense clearable debounce=300').mark('Filter orders').classes('rt-order-search')
                self.search.props['aria-label'] = 'Filter orders'
                self.search.on_value_change(self._search)
                self.states = Keyed[str, StateChip](block('rt-row rt-wrap'), lambda: StateChip(self._toggle))
                self.late = StateChip(self._toggle)
                self.asked = StateChip(self._toggle)
            with block('rt-scroll-x'), block('rt-table rt-order-table', 'table').props('aria-label="Orders"') as table:
                self.table = table
                table_head(*HEADS)
                self.rows = Keyed[int, OrderLine](block(tag='tbody'), lambda: OrderLine(season))
            self.nothing = block()
            with block() as self.no_match:
                empty_state('search_off', 'No order is like that', 'Take the filter away to see all orders.',
                            'Clear filter', self._clear, 'close')
            self.pager = Pager(self._newer, self._older)
        self.offer(None)

    def offer(self, add: Callable[[], object] | None) -> None:
        """None where nobody can order, or not at this time."""
        self.nothing.clear()
        with self.nothing:
            empty_state('local_shipping', 'No orders yet', 'An order says what a supplier delivers, where and when. '
                        'It is checked against open-to-buy while it is written.', 'New order' if add else '', add)

    def show(self, view: OrdersView) -> None:
        for row, line in zip(view.orders, self.rows.arrange([row.id for row in view.orders]), strict=True):
            line.show(row)
        is_narrowed = self.wanted != OrderFilter()
        self.table.set_visibility(bool(view.orders))
        self.nothing.set_visibility(not view.orders and not is_narrowed)
        self.no_match.set_visibility(not view.orders and is_narrowed)
        self.pager.show(self.skip, len(view.orders), view.total)
        self.pager.set_visibility(view.total > self.part)
        states = [state for state in STATE_NAMES if view.counts.get(state)]
        for state, chip in zip(states, self.states.arrange(states), strict=True):
            chip.show(state, STATE_NAMES[state], view.counts[state], self.wanted.state == state)
        self.late.show('late', 'Overdue', None, self.wanted.only_overdue)
        self.asked.show('asked', 'Waits for a decision', None, self.wanted.only_asked)

    async def _toggle(self, key: str) -> None:
        wanted = self.wanted
        if key == 'late':
            wanted = _with(wanted, only_overdue=not wanted.only_overdue)
        elif key == 'asked':
            wanted = _with(wanted, only_asked=not wanted.only_asked)
        else:
            wanted = _with(wanted, state='' if wanted.state == key else key)
        await self._go(wanted, 0)

    async def _search(self) -> None:
        await self._go(_with(self.wanted, text=(self.search.value or '').strip()[:100]), 0)

    async def _clear(self) -> None:
        self.search.set_value('')
        await self._go(OrderFilter(), 0)

    async def _newer(self) -> None:
        await self._go(self.wanted, max(self.skip - self.part, 0))

    async def _older(self) -> None:
        await self._go(self.wanted, self.skip + self.part)

    async def _go(self, wanted: OrderFilter, skip: int) -> None:
        if (wanted, skip) != (self.wanted, self.skip):
            self.wanted, self.skip = wanted, skip
            await self.turn(wanted, skip)


COUNTS_AS = {DRAFT: 'in drafts', SUBMITTED: 'reserved'}  # until it is on order


class StateChip(Button):
    def __init__(self, toggle: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('', lambda: toggle(self.key), counts_each=True)
        self.key = ''
        self.classes(replace='rt-chip')

    def show(self, key: str, name: str, count: int | None, is_on: bool) -> None:
        self.key = key
        self.say(name if count is None else f'{name} {count}')
        classed(self, on=is_on)
        put(self, aria_pressed='true' if is_on else 'false')


class OrderLine(ui.element):
    def __init__(self, season: SeasonView) -> None:
        super().__init__('tr')
        self.season = season
        self.classes('rt-clickable')
        with self:
            with block('rt-order-name', 'td'):
                self.link = link('', '#', 'rt-b rt-plain')
                self.title = Text('', 'rt-sm rt-3 rt-clip', 'div')
            self.supplier = Text('', 'rt-clip rt-order-supplier', 'td')
            with block('rt-order-state', 'td'):
                self.pill = OrderPill()
            with block('rt-nowrap rt-order-when', 'td'):
                self.expected = Text()
                self.late = Text('', 'rt-sm rt-order-late', 'div')
            self.value = Text('', 'rt-num rt-nowrap', 'td')
            with block('rt-num rt-order-came', 'td'):
                self.received = Text('', 'rt-nowrap', 'div')
                with block('rt-meter').props('aria-hidden=true') as self.meter:
                    self.bar = block(tag='i')
            with block('rt-num rt-nowrap rt-order-open', 'td'):
                self.awaited = Text('', '', 'div')
                self.counts_as = Text('', 'rt-sm rt-3', 'div')
        self.row: OrderRow | None = None
        self.on('click', lambda: ui.navigate.to(path_of(self.season, self.row.number)) if self.row else None, args=[])

    def show(self, row: OrderRow) -> None:
        if row == self.row:
            return
        self.row = row
        digits = self.season.digits
        self.link.say(row.number)
        put(self.link, href=path_of(self.season, row.number))
        self.title.say(row.title or f'{counted(row.lines, "line")}, {row.by_name}')
        self.supplier.say(row.supplier)
        self.pill.show_state(row.state, row.is_asked)
        self.expected.say(day(row.expected))
        self.late.say(f'{counted(row.overdue, "line")} overdue' if row.overdue else '')
        self.value.say(money(row.counted, digits))
        self.received.say(money(row.received, digits))
        share = min(100, 100 * row.received // row.counted) if row.counted else 0
        self.bar.style(f'width: {share}%')
        self.meter.set_visibility(bool(row.received))
        self.awaited.say(money(row.awaited, digits) if row.awaited else '–')
        self.counts_as.say(COUNTS_AS.get(row.state, ''))


def path_of(season: SeasonView, number: str) -> str:
    """Numbers may hold anything."""
    return f'/seasons/{season.code}/orders/{quote(number, safe="")}'


def day(when: date | None) -> str:
    return dated(when) if when else 'not said'


def _with(wanted: OrderFilter, **changes: object) -> OrderFilter:
    return OrderFilter(**{**vars(wanted), **changes})
