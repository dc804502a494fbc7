"""Beside the table: what waits for a decision, what is due in the open cell, and what happened there."""

from functools import partial
from urllib.parse import quote

from nicegui import ui

from app.domain.seasons.budgets import ReserveView, TransferView
from app.domain.seasons.money import written
from app.domain.seasons.otb import Happening, OrderDue, OtbView
from components.controls import Button, IconButton, Text, block, link, point_at
from components.moments import short_moment
from components.seasons.budget_decision import BudgetDecision
from components.seasons.orders.words import OrderPill
from components.seasons.otb.wishes import OtbWishes


class OtbPanel(ui.element):
    def __init__(self, wishes: OtbWishes) -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-otb-panel').props('aria-label="Open-to-buy: details"')
        self.wishes = wishes
        self.shown: dict[str, object] = {}
        self.on('keydown.esc', wishes.close, args=[])
        with self:
            with block('rt-panel-head'):
                self.title = Text('', 'rt-grow rt-clip', 'h2')
                self.cross = IconButton('close', 'Close the panel', wishes.close, has_tooltip=False)
            with block('rt-panel-body'):
                with block('rt-sec') as self.deciding:
                    self.decision = BudgetDecision(wishes.decision, wishes.me, wishes.may_approve)
                self.transfers, self.reserves = block(), block()
                self.orders, self.happened = block(), block()

    def begin(self) -> None:
        point_at(self.cross)

    def show(self, view: OtbView) -> None:
        self.view = view
        self.title.say(f'{view.category_name}, {view.period_name}')
        self.decision.show(view.decision)
        self.deciding.set_visibility(view.decision is not None)
        self._fill('transfers', view.transfers, self._transfers)
        self._fill('reserves', view.reserves, self._reserves)
        self._fill('orders', (view.orders, view.more_orders, view.period_name), self._orders)
        self._fill('happened', view.happened, self._happened)

    def _fill(self, name: str, told: object, fill: object) -> None:
        """Built anew only where something else is told."""
        if self.shown.get(name) == told:
            return
        self.shown[name] = told
        place = getattr(self, name)
        place.clear()
        with place:
            fill()  # type: ignore[operator]

    def _money(self, amount: int) -> str:
        return written(amount, self.view.season.digits)

    def _transfers(self) -> None:
        if not self.view.transfers:
            return
        with block('rt-sec'):
            Text('Transfers that wait', tag='h3')
            for one in self.view.transfers:
                self._transfer(one)

    def _transfer(self, one: TransferView) -> None:
        with block('rt-otb-transfer'):
            Text(f'{self._money(one.amount)} from {one.source_name}, {one.source_when} to {one.target_name}, '
                 f'{one.target_when}', 'rt-b', 'p')
            Text(f'{one.by_name}: {one.reason}', 'rt-sm rt-2', 'p')
            if self.wishes.may_approve and one.by != self.wishes.me:
                with block('rt-row'):
                    Button('Approve transfer', partial(self.wishes.approve, one.id), size='s', look='primary',
                           icon='check')
                    Button('Reject…', partial(self.wishes.reject, one.id), size='s')
            else:
                Text('Waits until somebody else decides.', 'rt-sm rt-3', 'p')

    def _reserves(self) -> None:
        if not self.view.reserves:
            return
        with block('rt-sec'):
            Text('Held back', tag='h3')
            for one in self.view.reserves:
                with block('rt-row'):
                    Text(reserve_words(one, self._money), 'rt-grow rt-sm')
                    if self.wishes.may_plan and self.view.season.state == 'plan_uploaded':
                        Button('Release', partial(self.wishes.release, one.id), size='s', look='ghost')

    def _orders(self) -> None:
        view = self.view
        with block('rt-otb-orders'):
            with block('rt-otb-orders-head'):
                Text(f'On order for {view.period_name}', 'rt-grow', 'h3')
                Text(self._money(sum(one.amount for one in view.orders if one.state != 'draft')), 'rt-sm rt-2')
            for one in view.orders:
                self._order(one)
            if not view.orders:
                Text('Nothing is due here.', 'rt-sm rt-2 rt-otb-none', 'p')
            if view.more_orders:
                link(f'{view.more_orders} more', f'/seasons/{view.season.code}/orders', 'rt-otb-none')

    def _order(self, one: OrderDue) -> None:
        href = f'/seasons/{self.view.season.code}/orders/{quote(one.number, safe="")}'
        with block('rt-otb-order'):
            link(' · '.join(filter(None, (one.number, one.title))), href, 'rt-b rt-clip')
            Text(self._money(one.amount), 'rt-num rt-b')
            when = 'overdue since' if one.is_overdue else 'due'
            due = '' if one.due is None else f'{when} {one.due.day} {one.due:%b}'
            Text(' · '.join(filter(None, (
                f'{one.locations} {"location" if one.locations == 1 else "locations"}', due))), 'rt-sm rt-2')
            OrderPill().show_state(one.state, one.is_asked)

    def _happened(self) -> None:
        with block('rt-sec'):
            Text('What happened', tag='h3')
            for one in self.view.happened:
                self._one(one)
            if not self.view.happened:
                Text('Nothing has moved it yet.', 'rt-sm rt-2', 'p')

    def _one(self, one: Happening) -> None:
        sign = '+' if one.amount > 0 else ''
        with block('rt-otb-happened'):
            Text(f'{one.who}: {one.text}', 'rt-sm', 'p')
            with block('rt-row'):
                Text(short_moment(one.at), 'rt-sm rt-3 rt-grow')
                Text(f'{sign}{self._money(one.amount)}', 'rt-sm rt-num rt-b')


def reserve_words(one: ReserveView, money: object) -> str:
    what = f'{(one.share * 100).normalize():f}\u202f%' if one.share is not None else money(one.amount or 0)  # type: ignore[operator]
    where = f' at {one.location_name}' if one.location else ''
    when = f' in {one.when}' if one.period else ' of each week'
    why = f': {one.reason}' if one.reason else ''
    return f'{what} of {one.category_name}{where}{when}{why}'
