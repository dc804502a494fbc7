"""Receipts of a season, or of one order: what came when, and what was taken back."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.domain.seasons.buying import ReceiptRow, ReceiptsView
from app.domain.seasons.season import SeasonView
from components.controls import Button, Pill, Text, block, link, put, table_head
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import dated
from components.pager import Pager
from components.seasons.orders.orders_table import path_of
from components.seasons.orders.words import money, quantity

HEADS = (('Receipt', ''), ('Order', ''), ('Day', ''), ('State', ''), ('Accepted', 'rt-num'), ('Rejected', 'rt-num'),
         ('Value', 'rt-num'), ('By', ''), ('', ''))
Reverse = Callable[[ReceiptRow], Awaitable[None]]


class ReceiptsTable(ui.element):
    """`reverse` is None for those who cannot take receipts back."""

    def __init__(self, season: SeasonView, turn: Callable[[str, int], Awaitable[None]], reverse: Reverse | None,
                 part: int) -> None:
        super().__init__('section')
        self.classes('rt-card rt-receipts').props['aria-label'] = 'Receipts'
        self.season, self.turn, self.part, self.text, self.skip = season, turn, part, '', 0
        with self:
            with block('rt-filters rt-order-filters'):
                self.search = ui.input(placeholder='Receipt, delivery note or order').props(
                    'outlined dense clearable debounce=300').mark('Filter receipts').classes('rt-order-search')
                self.search.props['aria-label'] = 'Filter receipts'
                self.search.on_value_change(self._search)
            with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Receipts"') as self.table:
                table_head(*HEADS)
                self.rows = Keyed[int, ReceiptLine](block(tag='tbody'), lambda: ReceiptLine(self.season, reverse))
            with block() as self.nothing:
                empty_state('inventory_2', 'Nothing has come yet', 'Goods are received on the page of their order.')
            with block() as self.no_match:
                empty_state('search_off', 'No receipt is like that', 'Take the filter away to see all receipts.')
            self.pager = Pager(self._newer, self._older)

    def show_season(self, season: SeasonView) -> None:
        """Of a season that is locked, nothing is taken back."""
        self.season = season
        for line in self.rows.entries.values():
            line.allow(season)

    def show(self, view: ReceiptsView) -> None:
        for row, line in zip(view.receipts, self.rows.arrange([row.id for row in view.receipts]), strict=True):
            line.show(row)
        self.table.set_visibility(bool(view.receipts))
        self.nothing.set_visibility(not view.receipts and not self.text)
        self.no_match.set_visibility(not view.receipts and bool(self.text))
        self.pager.show(self.skip, len(view.receipts), view.total)
        self.pager.set_visibility(view.total > self.part)

    async def _search(self) -> None:
        await self._go((self.search.value or '').strip()[:100], 0)

    async def _newer(self) -> None:
        await self._go(self.text, max(self.skip - self.part, 0))

    async def _older(self) -> None:
        await self._go(self.text, self.skip + self.part)

    async def _go(self, text: str, skip: int) -> None:
        if (text, skip) != (self.text, self.skip):
            self.text, self.skip = text, skip
            await self.turn(text, skip)


class ReceiptLine(ui.element):
    def __init__(self, season: SeasonView, reverse: Reverse | None) -> None:
        super().__init__('tr')
        self.season = season
        with self:
            with block(tag='td'):
                self.number = Text('', 'rt-b rt-nowrap')
                self.note = Text('', 'rt-sm rt-3 rt-clip', 'div')
            with block(tag='td'):
                self.order = link('', '#', 'rt-plain rt-nowrap')
            self.day = Text('', 'rt-nowrap', 'td')
            with block(tag='td'):
                self.pill = Pill()
            self.accepted = Text('', 'rt-num', 'td')
            self.rejected = Text('', 'rt-num', 'td')
            self.value = Text('', 'rt-num rt-nowrap', 'td')
            self.by = Text('', 'rt-clip', 'td')
            with block('rt-num', 'td'):
                self.deed = Button('Reverse receipt', lambda: reverse(self.row) if reverse and self.row else None,
                                   size='s')
        self.may_reverse = reverse is not None
        self.row: ReceiptRow | None = None

    def show(self, row: ReceiptRow) -> None:
        if row == self.row:
            return
        self.row = row
        self.number.say(row.number)
        self.note.say(' · '.join(filter(None, (row.note, f'takes back {row.reverses}' if row.reverses else '',
                                               row.reason))))
        self.order.say(row.order)
        put(self.order, href=path_of(self.season, row.order))
        self.day.say(dated(row.day))
        self.pill.show(*_look(row))
        self.accepted.say(quantity(row.accepted))
        self.rejected.say(quantity(row.rejected) if row.rejected else '–')
        self.value.say(money(row.counted, self.season.digits))
        self.by.say(row.by_name)
        self.allow(self.season)
        put(self.deed, title=f'Reverse {row.number}')

    def allow(self, season: SeasonView) -> None:
        self.season, row = season, self.row
        self.deed.set_visibility(row is not None and row.state == 'posted' and not row.reverses and self.may_reverse
                                 and not season.is_locked)


def _look(row: ReceiptRow) -> tuple[str, str, str]:
    if row.reverses:
        return 'Reversal', 'undo', ''
    if row.state == 'reversed':
        return 'Reversed', 'undo', ''
    return ('Late', 'schedule', 'warn') if row.is_late else ('Posted', 'check_circle', 'ok')
