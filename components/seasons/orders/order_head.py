"""The head of an order: its number and state, and what can be done about it now."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui

from app.domain.seasons.buying import DRAFT, OrderView
from app.domain.seasons.season import SeasonView
from components.controls import Button, Text, block, link
from components.moments import local_day
from components.seasons.orders.words import OrderPill, counted

Wish = Callable[[], Awaitable[Any]]


class OrderHead(ui.element):
    """`wishes` are named after the deeds of app.domain.seasons.orders."""

    def __init__(self, season: SeasonView, wishes: Mapping[str, Wish]) -> None:
        super().__init__('div')
        self.classes('rt-phead rt-order-phead')
        with self:
            with block('rt-grow'):
                link('All orders', f'/seasons/{season.code}/orders', 'rt-sm')
                with block('rt-row rt-wrap'):
                    self.title = Text('', '', 'h2')
                    self.pill = OrderPill()
                self.meta = Text('', 'rt-meta', 'div')
            with block('rt-row rt-wrap rt-order-deeds'):
                self.buttons = {
                    'drop': Button('Delete draft', wishes['drop'], look='ghost'),
                    'cancel': Button('Cancel order', wishes['cancel'], look='danger'),
                    'close_short': Button('Close short', wishes['close_short']),
                    'withdraw': Button('Withdraw', wishes['withdraw']),
                    'ship': Button('Mark as shipped', wishes['ship'], icon='local_shipping'),
                    'ask': Button('Ask for override', wishes['ask'], icon='gavel'),
                    'save': Button('Save', wishes['save'], icon='check'),
                    'submit': Button('Submit order', wishes['submit'], icon='send', look='primary'),
                    'confirm': Button('Confirm order', wishes['confirm'], icon='check', look='primary'),
                    'receive': Button('Post receipt', wishes['receive'], icon='inventory_2', look='primary')}

    def show(self, view: OrderView, may_buy: bool, may_edit: bool) -> None:
        self.title.say(f'{view.number}{f" · {view.title}" if view.title else ""}')
        self.pill.show_state(view.state, view.is_asked)
        self.meta.say(' · '.join(filter(None, (
            view.supplier_name, counted(len(view.lines), 'line'), f'revision {view.revision}'
            if view.revision > 1 else '', f'drafted by {view.by_name}, {local_day(view.at)}',
            f'confirmed {local_day(view.confirmed_at)}' if view.confirmed_at else ''))))
        is_draft = view.state == DRAFT
        wanted = {
            'drop': is_draft and not view.revisions, 'cancel': 'cancel' in view.deeds and bool(
                view.revisions or not is_draft), 'close_short': 'close_short' in view.deeds,
            'withdraw': 'withdraw' in view.deeds, 'ship': 'ship' in view.deeds, 'ask': False, 'save': may_edit,
            'submit': 'submit' in view.deeds, 'confirm': 'confirm' in view.deeds and not view.is_asked,
            'receive': 'receive' in view.deeds}
        for name, is_wanted in wanted.items():
            self.buttons[name].set_visibility(may_buy and is_wanted)

    def offer_override(self, is_wanted: bool) -> None:
        """Where an order is over budget, and somebody may let it pass."""
        self.buttons['ask'].set_visibility(is_wanted)
