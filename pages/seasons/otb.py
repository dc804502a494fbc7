"""/seasons/{code}/otb — what each category may still buy in each month, and what can be done about it."""

from datetime import timedelta
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand
from app.domain.seasons.otb import MONTHS, WEEKS, OtbLooks, OtbView
from app.events import cells_topic, orders_topic, season_topic
from app.realtime import follow
from app.services.seasons import otb
from components.controls import Choice, DeedMenu, Segmented, Text, block, classed
from components.feedback import empty_state
from components.seasons.otb.chart import OtbChart
from components.seasons.otb.formula import OtbFormula
from components.seasons.otb.panel import OtbPanel
from components.seasons.otb.table import OtbTable
from components.seasons.print_button import PrintButton
from pages.kit import member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.otb_deeds import OtbDeeds
from pages.seasons.tabs import OTB_TAB

ALL = 'all'
FILE = '/api/v1/otb/export'
LONGEST = 100  # of a key in an address


@page('/seasons/{code}/otb', 'Open-to-buy')
async def otb_page(code: str, place: str = '', branch: str = '', category: str = '', period: str = '',
                   span: str = MONTHS) -> None:
    """All are keys of nodes; `category` and `period` name the cell that is open."""
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, OTB_TAB, code)
    looks = OtbLooks(place[:LONGEST], branch[:LONGEST], category[:LONGEST], period[:LONGEST], span[:LONGEST])
    with season.body:
        await OtbPlace(season, looks, is_open=bool(category or period)).open()


class OtbPlace:
    def __init__(self, season: SeasonPage, looks: OtbLooks, is_open: bool) -> None:
        self.season, self.looks, self.is_open, self.is_closed = season, looks, is_open, False
        self.view: OtbView | None = None
        self.deeds = OtbDeeds(self)

    async def open(self) -> None:
        wishes = self.deeds.wishes()
        self.deeds.buttons()
        with self.season.actions:
            DeedMenu('download', 'Export', self._files)
            PrintButton(self.paper)
        with block('rt-with-panel rt-otb-screen') as self.screen:
            with block('rt-body'), block('rt-page rt-wide rt-otb-page'):
                self.bar = block('rt-row rt-otb-filters')
                self.nothing = block('rt-card')
                with self.nothing:
                    empty_state('savings', 'Nothing is planned yet',
                                'Open to buy follows from the plan: sales and closing stock are typed there first.')
                self.formula, self.table, self.chart = OtbFormula(wishes), OtbTable(wishes), OtbChart()
            self.panel = OtbPanel(wishes)
        self.feed = block().style('display: none')
        await self.follow()

    async def follow(self) -> None:
        """From now on, what is looked at now."""
        self.feed.clear()
        number = self.season.view.id
        with self.feed, block():
            await follow((season_topic(number), cells_topic(number), orders_topic(number)), otb.watch_otb, number,
                         self.looks, show=self._show)

    def _show(self, view: OtbView) -> None:
        if self.view is None or self.view.places != view.places:
            self._filters(view)
        self.view = view
        for part in (self.formula, self.table, self.chart):
            part.set_visibility(not view.is_empty)
        self.nothing.set_visibility(view.is_empty)
        if not view.is_empty:
            self.formula.show(view)
            self.table.show(view)
            self.chart.show(view)
        is_shown = not self.is_closed and (self.is_open or bool(view.decisions or view.transfers))
        self.panel.set_visibility(is_shown)
        classed(self.screen, open=is_shown)
        if is_shown:
            self.panel.show(view)
        self.deeds.show(view)

    def _filters(self, view: OtbView) -> None:
        self.bar.clear()
        places = {ALL: 'All locations'} | {key: f'{"  " * (level - 1)}{name}' for key, name, level in view.places
                                           if key}
        with self.bar:
            self.place = Choice('Location', places, view.looks.location or ALL, can_search=len(places) > 8,
                                on_change=lambda event: self.at(str(event.value or ALL)))
            Segmented('Periods', {'months': 'Months', 'weeks': 'Weeks'}, view.looks.span, self.spanned)

    async def at(self, place: str) -> None:
        await self.turn(location='' if place == ALL else place)

    async def spanned(self, span: str) -> None:
        await self.turn(span=span)

    async def choose(self, category: str, period: str) -> None:
        self.is_open, self.is_closed = True, False
        await self.turn(category=category, period=period)

    async def drill(self, branch: str) -> None:
        await self.turn(branch=branch, category=branch)

    async def close(self) -> None:
        self.is_open, self.is_closed = False, True
        if self.view:
            self._show(self.view)

    def paper(self) -> str:
        """As it is looked at now."""
        query = {'of': 'otb', 'place': self.looks.location, 'branch': self.looks.branch, 'span': self.looks.span}
        return f'/seasons/{self.season.view.code}/print?{urlencode(query)}'

    def _files(self) -> None:
        """Of what is looked at now."""
        looks = self.looks
        for form, name in (('xlsx', 'Export to Excel'), ('csv', 'Export CSV')):
            query = {'season': self.season.view.code, 'format': form, 'place': looks.location, 'branch': looks.branch,
                     'span': looks.span if looks.span == WEEKS else MONTHS}
            Text(name, 'rt-menu-item', 'a').props['href'] = f'{FILE}?{urlencode(query)}'

    async def turn(self, **changes: str) -> None:
        """What is looked at stands in the address."""
        self.looks = OtbLooks(**{**vars(self.looks), **changes})
        looks = self.looks
        query = {'place': looks.location, 'branch': looks.branch, 'category': looks.category, 'period': looks.period,
                 'span': '' if looks.span == MONTHS else looks.span}
        told = urlencode({name: value for name, value in query.items() if value})
        path = f'/seasons/{self.season.view.code}/otb'
        ui.navigate.history.replace(f'{path}?{told}' if told else path)
        await self.follow()

    @property
    def days_back(self) -> timedelta:
        """How far “why did it change?” looks back at first."""
        return timedelta(days=7)
