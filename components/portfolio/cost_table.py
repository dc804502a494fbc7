"""Rows of cost by month: a name opens what is inside, a number opens what it is made of."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from functools import partial

from nicegui import ui

from app.domain.portfolio.cost.costing import CostRow, CostView
from app.domain.portfolio.cost.rollup import Key
from components.controls import Text, block
from components.pager import Pager
from components.portfolio.figures import amount, full_day, month_name

PAGE = 30
HEADS = {'plan': 'Plan', 'item': 'Item', 'team': 'Team', 'site': 'Site'}

Inside = Callable[[Key], Awaitable[None]]
OpenNumber = Callable[[Key | None, date | None, str], Awaitable[None]]


class CostTable(ui.element):
    def __init__(self, inside: Inside, open_number: OpenNumber) -> None:
        super().__init__('div')
        self.inside, self.open_number = inside, open_number
        self.view: CostView | None = None
        self.skip = 0
        with self:
            self.place = block('rt-scroll-x').props('tabindex=0 role=group aria-label="Cost by month"')
            self.pager = Pager(self._newer, self._older)
        self.pager.newer.say('Before')
        self.pager.older.say('More')

    def show(self, view: CostView) -> None:
        if view == self.view:
            return
        if self.view is None or view.ask != self.view.ask:
            self.skip = 0
        self.view = view
        self._draw()

    def _draw(self) -> None:
        view = self.view
        assert view is not None
        self.place.clear()
        shown = view.rows[self.skip:self.skip + PAGE]
        with self.place, block('rt-table rt-cost-table', 'table').props('aria-label="Cost by month"'):
            self._heads(view)
            with block(tag='tbody'):
                for row in shown:
                    self._row(view, row)
            with block(tag='tfoot'):
                self._row(view, view.total, is_total=True)
        self.pager.show(self.skip, len(shown), len(view.rows))
        self.pager.set_visibility(len(view.rows) > PAGE)

    def _heads(self, view: CostView) -> None:
        with block(tag='thead'), block(tag='tr'):
            Text(HEADS[view.ask.by], '', 'th').props('scope=col')
            for name in (*map(month_name, view.months), 'Total', 'Internal', 'External'):
                Text(name, 'rt-num', 'th').props('scope=col')

    def _row(self, view: CostView, row: CostRow, is_total: bool = False) -> None:
        key = None if is_total else row.key
        with block('rt-total' if is_total else '', 'tr'):
            with block('', 'th').props('scope=row'):
                self._name(view, row, is_total)
            for month, value in zip(view.months, row.months, strict=True):
                self._number(value, f'{row.name}, {month_name(month)}', partial(self.open_number, key, month,
                                                                               f'{row.name}, {month_name(month)}'))
            with block('rt-num', 'td'):
                if row.is_changed and row.before is not None:
                    Text(amount(row.before), 'rt-heat-before', 's').props['title'] = 'Live plan'
                self._button(row.total, f'{row.name}, total', partial(self.open_number, key, None, row.name))
            for value in (row.internal, row.external):
                Text(amount(value) if value else '–', 'rt-num rt-2', 'td')

    def _name(self, view: CostView, row: CostRow, is_total: bool) -> None:
        with block('rt-row rt-cost-name'):
            if row.begins_before and not is_total:
                Text('◂', 'rt-3').props['title'] = f'Begins before {full_day(view.ask.first)}'
            if is_total or view.ask.by == 'site':
                Text(row.name, 'rt-b')
            else:
                Text(row.name, 'rt-link-btn rt-clip', 'button').props('type=button').on(
                    'click', partial(self.inside, row.key), args=[])
            if row.ends_after and not is_total:
                Text('▸', 'rt-3').props['title'] = f'Ends after {full_day(view.ask.last)}'
        if row.note:
            Text(row.note, 'rt-3 rt-sm rt-clip', 'div')

    def _number(self, value: Decimal, name: str, on_open: Callable[[], Awaitable[None]]) -> None:
        if not value:
            Text('–', 'rt-num rt-3', 'td')
            return
        with block('rt-num', 'td'):
            self._button(value, name, on_open)

    def _button(self, value: Decimal, name: str, on_open: Callable[[], Awaitable[None]]) -> None:
        Text(amount(value), 'rt-amount', 'button').props('type=button').props(
            f'aria-label="{amount(value)}: {_plain(name)}, open the formula"').on('click', on_open, args=[])

    async def _newer(self) -> None:
        self.skip = max(0, self.skip - PAGE)
        self._draw()

    async def _older(self) -> None:
        self.skip += PAGE
        self._draw()


def _plain(text: str) -> str:
    """Fit for an attribute that is written as text."""
    return text.replace('"', '”')
