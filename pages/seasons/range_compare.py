"""/seasons/{code}/range/compare — the range of a season beside that of another one."""

from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand
from app.domain.seasons.range_comparing import BAND, DEPTHS
from app.domain.seasons.season import SeasonView
from app.events import orders_topic, season_topic
from app.realtime import follow
from app.services.seasons import range_comparing, seasons
from components.controls import block
from components.seasons.print_button import PrintButton
from components.seasons.range.comparing import RangeComparing, export_links
from pages.kit import look, member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import RANGE_TAB

EXPORT = '/api/v1/range-architecture/compare/export'


@page('/seasons/{code}/range/compare', 'Compare ranges')
async def range_compare_page(code: str, other: str = '', by: str = BAND) -> None:
    """`other` is the code of a season; without one the season before is taken."""
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, RANGE_TAB, code)
    others = [one for one in await look(who, seasons.list_seasons) if one.code != season.view.code]
    chosen = next((one for one in others if one.code == other), None) or _before(season.view, others)
    with season.body, block('rt-body'), block('rt-page rt-wide'):
        await RangeCompare(season, others, chosen, by if by in DEPTHS else BAND).open()


class RangeCompare:
    def __init__(self, season: SeasonPage, others: list[SeasonView], chosen: SeasonView | None, by: str) -> None:
        self.season, self.chosen, self.by = season, chosen, by
        self.path = f'/seasons/{season.view.code}/range/compare'
        self.screen = RangeComparing(season.view.code, {one.code: f'{one.name} ({one.code})' for one in others},
                                     chosen.code if chosen else '', by, self.turn)

    async def open(self) -> None:
        if self.chosen is None:
            self.screen.say_nothing('No other season yet', 'Ranges can be compared as soon as there are two seasons.')
            return
        query = {'other': self.chosen.code, 'by': self.by}
        with self.season.actions:
            PrintButton(lambda: f'/seasons/{self.season.view.code}/print?{urlencode({"of": "ranges", **query})}')
        export_links(self.screen.files, self._file)
        own, other = self.season.view.id, self.chosen.id
        topics = season_topic(own), orders_topic(own), orders_topic(other)
        with block().style('display: none'):
            await follow(topics, range_comparing.watch_comparison, own, other, self.by, show=self.screen.show)

    def turn(self, other: str, by: str) -> None:
        """What is compared stands in the address."""
        ui.navigate.to(f'{self.path}?{urlencode({"other": other, "by": by})}')

    def _file(self, form: str) -> str:
        assert self.chosen
        query = {'season': self.season.view.code, 'with': self.chosen.code, 'by': self.by, 'format': form}
        return f'{EXPORT}?{urlencode(query)}'


def _before(season: SeasonView, others: list[SeasonView]) -> SeasonView | None:
    """The last one that began before, else any."""
    earlier = [one for one in others if one.start < season.start]
    return max(earlier, key=lambda one: one.start) if earlier else next(iter(others), None)
