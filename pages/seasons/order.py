"""/seasons/{code}/orders/{number} — one order: written, checked, submitted, received."""

from app.domain.access import demand, may
from app.domain.seasons.buying import Choices, OrderView
from app.domain.seasons.season import RANGED, SeasonView
from app.errors import NotFound
from app.events import cells_topic, orders_topic, season_topic
from app.realtime import follow
from app.services.seasons import budget_checks, order_views
from components.controls import block, classed
from components.seasons.orders.order_form import OrderForm
from components.seasons.orders.order_head import OrderHead
from components.seasons.orders.side import OrderSide
from pages.kit import look, member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.order_deeds import OrderDeeds
from pages.seasons.tabs import ORDERS_TAB


@page('/seasons/{code}/orders/{number:path}', 'Order')
async def order_page(code: str, number: str) -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    view: OrderView = await look(who, order_views.view_order, number[:100])
    if view.season != code:
        raise NotFound('There is no such order in this season.')
    choices: Choices = await look(who, order_views.view_choices, code)
    season = await season_page(who, ORDERS_TAB, code)
    with season.body:
        await OrderPlace(season, choices, view.id).open()


class OrderPlace:
    def __init__(self, season: SeasonPage, choices: Choices, order: int) -> None:
        self.season, self.who, self.choices, self.order = season, season.who, choices, order
        self.view: OrderView | None = None
        self.deeds = OrderDeeds(self)

    @property
    def may_buy(self) -> bool:
        return may(self.who.me.actor, 'seasons.buy') and self.season.view.state == RANGED

    async def open(self) -> None:
        actor, season = self.who.me.actor, self.season.view
        with block('rt-with-panel rt-open rt-order-screen') as self.screen:
            with block('rt-body'), block('rt-page rt-wide'):
                self.head = OrderHead(season, self.deeds.wishes())
                self.form = OrderForm(season, self.choices, self.deeds.check)
            self.side = OrderSide(season, self.deeds.decision_wishes(), actor.identity,
                                  may(actor, 'seasons.approve'), self.deeds.reverse if self.may_buy else None)
        self.season.shell.shortcuts.add('Ctrl S', 'Save', self.deeds.keep, 'Order')
        with block().style('display: none'):
            await follow(orders_topic(season.id), order_views.watch_order, self.order, show=self.show)
            await follow((orders_topic(season.id), cells_topic(season.id), season_topic(season.id)),
                         budget_checks.watch_check, self.order, show=self.deeds.show_stored)
        self.season.on_change(self.show_season)

    def show(self, view: OrderView) -> None:
        self.view = view
        may_edit = self.may_buy and ('edit' in view.deeds or 'amend' in view.deeds) and not view.is_asked
        self.form.show(view, may_edit)
        self.head.show(view, self.may_buy, may_edit)
        self.side.show(view)
        classed(self.screen, asked=view.is_asked)
        self.deeds.show_again()

    def show_season(self, _: SeasonView) -> None:
        """A lock takes away what can be done, wherever somebody is at that moment."""
        if self.view:
            self.side.allow(self.deeds.reverse if self.may_buy else None)
            self.show(self.view)
