"""/seasons/{code}/orders — what is ordered, what came of it, and what waits for a decision."""

from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand, may
from app.domain.seasons.buying import DRAFT, Choices, OrderDraft, OrderFilter, OrdersView
from app.domain.seasons.orders import Placed
from app.domain.seasons.phases import BUYING, IN_SEASON, phase_of
from app.domain.seasons.season import RANGED, SeasonView
from app.events import orders_topic
from app.realtime import follow
from app.services.seasons import order_batches, order_views, orders
from components.controls import Button, block
from components.dialogs import confirm
from components.feedback import refusals_shown
from components.seasons.orders.dialogs import NewOrder
from components.seasons.orders.orders_table import OrdersTable, path_of
from components.seasons.orders.placed import show_placed
from components.seasons.print_button import PrintButton
from pages.kit import do, look, member, page
from pages.seasons.buying_tabs import ORDERS, buying_tabs
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import ORDERS_TAB

PART = 50


@page('/seasons/{code}/orders', 'Orders')
async def orders_page(code: str, state: str = '', waiting: bool = False, late: bool = False) -> None:
    """`waiting` shows only those that wait for a decision, `late` those with overdue lines."""
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, ORDERS_TAB, code)
    with season.body:
        await OrdersPlace(season, OrderFilter(state=state[:20], only_overdue=late, only_asked=waiting)).open()


class OrdersPlace:
    def __init__(self, season: SeasonPage, wanted: OrderFilter) -> None:
        self.season, self.who, self.wanted = season, season.who, wanted
        self.may_buy = may(self.who.me.actor, 'seasons.buy')

    async def open(self) -> None:
        view = self.season.view
        with self.season.actions:
            PrintButton(self.paper)
            self.drafts = Button('Confirm all drafts…', self.ask_drafts, icon='done_all')
            self.button = Button('New order', self.add, icon='add', look='primary')
        if self.may_buy:
            self.season.shell.shortcuts.add('N', 'New order', self.add, 'Orders')
        with block('rt-body'), block('rt-page rt-wide'):
            buying_tabs(view.code, ORDERS)
            self.table = OrdersTable(view, self.turn, PART)
            self.table.wanted = self.wanted
        self.feed = block().style('display: none')
        self.count = 0  # drafts
        await self.follow(self.wanted, 0)
        self.season.on_change(self.show_season)

    def may_add(self) -> bool:
        """Until the season ends; afterwards only drafts that are there become orders."""
        return self.may_buy and phase_of(self.season.view) in (BUYING, IN_SEASON)

    def show_season(self, _: SeasonView) -> None:
        self.button.set_visibility(self.may_add())
        self._offer_drafts()
        self.table.offer(self.add if self.may_add() else None)

    def paper(self) -> str:
        """As they are filtered now."""
        now = self.wanted
        told = {'of': 'orders', 'text': now.text, 'state': now.state, 'supplier': now.supplier,
                'category': now.category, 'late': now.only_overdue and '1', 'waiting': now.only_asked and '1'}
        query = urlencode({name: value for name, value in told.items() if value})
        return f'/seasons/{self.season.view.code}/print?{query}'

    async def turn(self, wanted: OrderFilter, skip: int) -> None:
        self.wanted = wanted
        await self.follow(wanted, skip)

    async def follow(self, wanted: OrderFilter, skip: int) -> None:
        """From now on, what is asked for now."""
        self.feed.clear()
        number = self.season.view.id
        with self.feed, block():
            await follow(orders_topic(number), order_views.watch_orders, number, wanted, skip, PART,
                         show=self.show)

    def show(self, view: OrdersView) -> None:
        self.count = view.counts.get(DRAFT, 0)
        self.table.show(view)
        self._offer_drafts()

    def _offer_drafts(self) -> None:
        self.drafts.set_visibility(self.may_buy and self.season.view.state == RANGED and self.count > 1)

    async def ask_drafts(self) -> None:
        with self.season.body:
            sure = await confirm(f'Confirm {self.count} drafts?', 'Each is submitted and confirmed. What is over '
                                 'budget or lacks something stays a draft.', 'Confirm drafts')
        if sure:
            with refusals_shown():
                placed: Placed = await do(self.who, order_batches.place_drafts, self.season.view.code)
                with self.season.body:
                    show_placed(self.season.view, placed)

    async def add(self) -> None:
        if not self.may_add():
            return
        choices: Choices = await look(self.who, order_views.view_choices, self.season.view.code)
        with self.season.body:
            NewOrder(choices, self.season.view.today, self.keep).open()

    async def keep(self, draft: OrderDraft) -> None:
        number = await do(self.who, orders.raise_order, self.season.view.code, draft)
        ui.navigate.to(path_of(self.season.view, number))
