"""/seasons/{code}/changes — what people did in a season: workflow and cells, with filters."""

from app.domain.access import demand
from app.events import cells_topic, orders_topic, season_topic
from app.realtime import follow
from app.services.seasons import trail
from components.controls import Button, Text, block
from components.feedback import refusals_shown
from components.seasons.trail import PAGE, Trail
from pages.kit import Visitor, look, member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import OVERVIEW_TAB


@page('/seasons/{code}/changes', 'Changes')
async def changes_page(code: str) -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, OVERVIEW_TAB, code)
    with season.body, block('rt-body'), block('rt-page rt-wide'):
        await Changes(who, season).open()


class Changes:
    """Others' changes are offered, so that nothing moves under a reader's eyes."""

    def __init__(self, who: Visitor, season: SeasonPage) -> None:
        self.who, self.season = who, season
        self.is_open = False
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Changes', tag='h2')
                Text('What people did in this season, the newest first.', 'rt-meta', 'div')
            self.more = Button('Show what is new', self._look, icon='sync')
        self.more.set_visibility(False)
        self.trail = Trail(self._look)

    async def open(self) -> None:
        await self._look()
        number = self.season.view.id
        await follow((season_topic(number), cells_topic(number), orders_topic(number)), trail.watch_mark, number,
                     show=self._tell)

    def _tell(self, _mark: tuple[int, ...]) -> None:
        self.more.set_visibility(self.is_open)
        self.is_open = True

    async def _look(self) -> None:
        with refusals_shown():
            found = await look(self.who, trail.view_trail, self.season.view.code, self.trail.wanted, self.trail.skip,
                               PAGE)
            self.trail.show(found)
            self.more.set_visibility(False)
