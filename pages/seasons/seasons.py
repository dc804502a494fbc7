"""/seasons — all seasons of the company; the first visit sets the company up."""

from datetime import date, timedelta

from nicegui import ui

from app import clock
from app.domain.access import demand, may
from app.domain.seasons.drafts import CalendarDraft, CompanyDraft, SeasonDraft
from app.domain.seasons.master_views import MastersView
from app.domain.seasons.season import SeasonView
from app.events import MASTERS, SEASONS
from app.realtime import follow
from app.services.seasons import seasons
from app.services.seasons.masters import company, views
from components.controls import Button, Text, block
from components.feedback import toast
from components.seasons.forms import CompanyDialog, SeasonDialog
from components.seasons.season_list import ListWishes, SeasonList
from pages.kit import Visitor, do, member, page
from pages.seasons.tabs import SEASONS_TAB, seasons_frame

PATH = '/seasons'


@page(PATH, 'Seasons')
async def seasons_page() -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    shell = await seasons_frame(who, SEASONS_TAB)
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        screen = SeasonsScreen(who)
        await screen.open()
    if screen.may_plan:
        shell.shortcuts.add('N', 'Plan a season', screen.plan, 'Seasons')


class SeasonsScreen:
    def __init__(self, who: Visitor) -> None:
        self.who = who
        self.may_plan, self.may_found = may(who.me.actor, 'seasons.plan'), may(who.me.actor, 'seasons.admin')
        self.masters = MastersView()
        self.seasons: tuple[SeasonView, ...] = ()
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Seasons', tag='h1')
                Text('From an empty sheet to a locked plan.', 'rt-meta', 'div')
            self.button = Button('Plan a season', self.plan, icon='add', look='primary', key='N')
        self.list = SeasonList(ListWishes(self.found if self.may_found else None,
                                          self.plan if self.may_plan else None))
        self.place = block()

    async def open(self) -> None:
        await follow(MASTERS, views.watch_masters, show=self.show_masters)
        await follow(SEASONS, seasons.watch_seasons, show=self.show)

    def show_masters(self, view: MastersView) -> None:
        self.masters = view
        self._draw()

    def show(self, found: tuple[SeasonView, ...]) -> None:
        self.seasons = found
        self._draw()

    def found(self) -> None:
        with self.place:
            CompanyDialog(self._found, clock.now().date()).open()

    def plan(self) -> None:
        """Half a year from the next month on, until somebody says otherwise."""
        if self.masters.company is None or not self.may_plan:
            return
        calendars = self.masters.calendars
        start = (clock.now().date().replace(day=1) + timedelta(days=32)).replace(day=1)
        draft = SeasonDraft('', start, _half_a_year_after(start), calendars[0].id if calendars else 0,
                            currency=self.masters.company.draft.currency)
        with self.place:
            SeasonDialog(self._plan, calendars, draft, 'Plan a season', 'Plan this season').open()

    def _draw(self) -> None:
        self.list.show(self.seasons, self.masters.company is not None)
        self.button.set_visibility(self.may_plan and self.masters.company is not None and bool(self.seasons))

    async def _found(self, draft: CompanyDraft, calendar: CalendarDraft) -> None:
        await do(self.who, company.found_company, draft, calendar)
        with self.place:
            toast(f'{draft.name} is set up. Add its locations and categories under Masters.')

    async def _plan(self, draft: SeasonDraft, _parts: tuple[str, ...]) -> None:
        ui.navigate.to(f'{PATH}/{await do(self.who, seasons.plan_season, draft)}')


def _half_a_year_after(start: date) -> date:
    return (start + timedelta(days=184)).replace(day=1) - timedelta(days=1)
