"""/seasons/{code}/analytics — how the season goes: budget, orders, receipts and sales side by side."""

from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand
from app.domain.seasons.analysis import Wanted
from app.events import cells_topic, orders_topic, season_topic
from app.realtime import follow
from app.services.seasons import analytics
from components.controls import block
from components.seasons.analytics.screen import AnalyticsScreen, Filters
from components.seasons.print_button import PrintButton
from pages.kit import member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import ANALYTICS_TAB


@page('/seasons/{code}/analytics', 'Analytics')
async def analytics_page(code: str, cluster: str = '', level: int = 1, mark: int = 5) -> None:
    """`cluster` is the key of a node, `level` that of the category tree; `mark` a share in percent."""
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, ANALYTICS_TAB, code)
    filters = Filters(Wanted(cluster[:100], max(0, min(level, 20))), max(0, min(mark, 100)))
    with season.body, block('rt-body'):
        await AnalyticsPlace(season, filters).open()


class AnalyticsPlace:
    def __init__(self, season: SeasonPage, filters: Filters) -> None:
        self.season, self.filters = season, filters

    async def open(self) -> None:
        number = self.season.view.id
        self.screen = AnalyticsScreen(self.filters, self.filter)
        with self.season.actions:
            PrintButton(self._paper)
        topics = season_topic(number), cells_topic(number), orders_topic(number)
        with self.screen:
            await follow(topics, analytics.watch_analysis, number, self.filters.wanted, show=self.screen.show)
            await follow(topics, analytics.watch_timing, number, show=self.screen.show_timing)

    def filter(self, filters: Filters) -> None:
        """What is asked for stands in the address, so that it can be sent on."""
        ui.navigate.to(f'/seasons/{self.season.view.code}/analytics?{urlencode(_query(filters))}')

    def _paper(self) -> str:
        query = {'of': 'analytics', **_query(self.screen.filters)}
        return f'/seasons/{self.season.view.code}/print?{urlencode(query)}'


def _query(filters: Filters) -> dict[str, str | int]:
    return {'cluster': filters.wanted.cluster, 'level': filters.wanted.level, 'mark': filters.threshold}
