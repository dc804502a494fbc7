"""/seasons/{code}/setup — rules of a season, who works on what, and what foreign money costs in it."""

from app.domain.access import demand, may
from app.domain.seasons.season import CREATED, LOCATED, SeasonRules, SeasonView
from app.domain.seasons.setup_views import PersonLimit, SetupView
from app.events import PEOPLE, season_topic
from app.realtime import follow
from app.services.seasons import setup
from components.controls import block
from components.feedback import refusals_shown, toast
from components.seasons.setup import LimitDialog, LimitsCard, RatesCard, RulesCard
from pages.kit import Visitor, do, member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import OVERVIEW_TAB


@page('/seasons/{code}/setup', 'Season setup')
async def setup_page(code: str) -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, OVERVIEW_TAB, code)
    with season.body, block('rt-body'), block('rt-page rt-wide rt-season-overview'):
        await SeasonSetup(who, season).open()


class SeasonSetup:
    def __init__(self, who: Visitor, season: SeasonPage) -> None:
        self.who, self.season, self.code = who, season, season.view.code
        is_admin = may(who.me.actor, 'seasons.admin')
        self.view: SetupView | None = None
        self.place = block()
        self.rules = RulesCard(self._keep_rules if is_admin else None)
        self.limits = LimitsCard(self._edit if is_admin else None)
        self.rates = RatesCard(self._take_rates if is_admin else None)

    async def open(self) -> None:
        number = self.season.view.id
        await follow((season_topic(number), PEOPLE), setup.watch_setup, number, show=self.show)
        self.season.on_change(self.show_season)

    def show(self, view: SetupView) -> None:
        self.view = view
        self.rules.show(self.season.view, view)
        self.limits.show(view, self.season.view.is_locked)

    def show_season(self, view: SeasonView) -> None:
        self.rates.show(view, view.state in (CREATED, LOCATED))
        if self.view:
            self.show(self.view)

    async def _keep_rules(self, rules: SeasonRules, version: int) -> None:
        await do(self.who, setup.keep_rules, self.code, rules, version)
        with self.place:
            toast('The rules are saved')

    async def _keep_limit(self, identity: str, branches: tuple[str, ...], clusters: tuple[str, ...]) -> None:
        await do(self.who, setup.keep_limit, self.code, identity, branches, clusters)

    def _edit(self, person: PersonLimit) -> None:
        if self.view:
            with self.place:
                LimitDialog(person, self.view, self._keep_limit).open()

    async def _take_rates(self) -> None:
        with refusals_shown():
            await do(self.who, setup.keep_plan_rates, self.code)
            with self.place:
                toast('The rates of today are taken over')
