"""/seasons/{code}/changes — what people did in a season: workflow and cells, with filters."""

from datetime import date
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand
from app.domain.seasons.trail import KINDS, TrailFilter
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
async def changes_page(code: str, what: str = '', who: str = '', text: str = '', since: str = '', until: str = '',
                       skip: int = 0) -> None:
    """What is asked for stands in the address; days are written as 2030-02-28."""
    wanted = TrailFilter(what if what in KINDS else '', who[:100], text[:200], _day(since), _day(until))
    visitor = await member()
    demand(visitor.me.actor, 'seasons.look')
    season = await season_page(visitor, OVERVIEW_TAB, code)
    with season.body, block('rt-body'), block('rt-page rt-wide'):
        await Changes(visitor, season, wanted, max(0, skip)).open()


class Changes:
    """Others' changes are offered, so that nothing moves under a reader's eyes."""

    def __init__(self, who: Visitor, season: SeasonPage, wanted: TrailFilter, skip: int) -> None:
        self.who, self.season = who, season
        self.is_open = False
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Changes', tag='h2')
                Text('What people did in this season, the newest first.', 'rt-meta', 'div')
            self.more = Button('Show what is new', self._look, icon='sync')
        self.more.set_visibility(False)
        self.trail = Trail(self._look, wanted, skip)

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
            ui.navigate.history.replace(self._address())

    def _address(self) -> str:
        wanted, path = self.trail.wanted, f'/seasons/{self.season.view.code}/changes'
        told = {'what': wanted.kind, 'who': wanted.who, 'text': wanted.text, 'since': wanted.since,
                'until': wanted.until, 'skip': self.trail.skip}
        query = urlencode({name: value for name, value in told.items() if value})
        return f'{path}?{query}' if query else path


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return day if day and 1900 < day.year < 2200 else None
