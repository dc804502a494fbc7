"""/portfolio/capacity — how loaded teams are, by what, and who is away."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand
from app.domain.portfolio.capacity.capacity import MOST_PERIODS, CapacityAsk, CellView
from app.domain.portfolio.items.dates import is_planned
from app.errors import AppError
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import capacity
from app.services.portfolio.today import view_today
from components.controls import block, classed
from components.feedback import problem_shown
from components.portfolio.capacity import BUCKETS, LONGEST_OF_DAYS, SPANS, CapacityScreen, CapacityWishes
from components.portfolio.load_panel import LoadPanel
from components.portfolio.mountain import Mountain
from pages.kit import Visitor, look, member, page
from pages.portfolio.following import follow_scenarios, ids_of, number_of, remember, text_of, topics_of
from pages.portfolio.tabs import CAPACITY_TAB, portfolio_frame

PATH = '/portfolio/capacity'
USUAL = '13'


@page(PATH, 'Capacity')
async def capacity_page(bucket: str = '', start: str = '', weeks: str = '', teams: str = '', plans: str = '',
                        scenario: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    shell = await portfolio_frame(who, CAPACITY_TAB, 'Capacity')
    today: date = await look(who, view_today)
    screen = CapacityPage(who, today, bucket if bucket in BUCKETS else 'week', weeks if weeks in SPANS else USUAL,
                          _day(start) or today, number_of(scenario))
    screen.chosen_teams, screen.chosen_plans = ids_of(teams), ids_of(plans)
    with shell.content, block('rt-with-panel') as screen.place, block('rt-body'), block('rt-page rt-wide'):
        await screen.open()
    for key, words, deed in (('T', 'To today', screen.now), ('Escape', 'Close the panel', screen.close)):
        shell.shortcuts.add(key, words, deed, 'Capacity')


class CapacityPage:
    """What is asked for, the screen that shows it, and the number that is open."""

    def __init__(self, who: Visitor, today: date, bucket: str, weeks: str, start: date, scenario: int | None) -> None:
        self.who, self.today, self.bucket, self.weeks, self.start = who, today, bucket, weeks, start
        self.scenario = scenario
        self.chosen_teams: tuple[int, ...] = ()
        self.chosen_plans: tuple[int, ...] = ()
        self.place: ui.element
        self.panel: LoadPanel | None = None
        self.opened: tuple[int, date, date] | None = None

    @property
    def ask(self) -> CapacityAsk:
        weeks = min(int(self.weeks), LONGEST_OF_DAYS) if self.bucket == 'day' else int(self.weeks)
        first = self.start.replace(day=1) if self.bucket == 'month' else self.start - timedelta(self.start.weekday())
        return CapacityAsk(first, first + timedelta(7 * weeks - 1), self.bucket, self.chosen_teams,
                           self.chosen_plans)

    async def open(self) -> None:
        wishes = CapacityWishes(self.choose_bucket, self.choose_weeks, self.move, self.now, self.choose_teams,
                                self.choose_plans, self.choose_scenario, self.open_cell, self.open_days)
        self.screen = CapacityScreen(wishes, self.bucket, self.weeks)
        self.feed = block()
        await follow_scenarios(self.who, lambda found: self.screen.offer(found, self.scenario))
        await self._follow()

    async def choose_bucket(self, bucket: str) -> None:
        await self._change(bucket=bucket)

    async def choose_weeks(self, weeks: str) -> None:
        await self._change(weeks=weeks)

    async def move(self, by: int) -> None:
        ask = self.ask
        await self._change(start=ask.first + by * ((ask.last - ask.first) + timedelta(1)))

    async def now(self) -> None:
        await self._change(start=self.today)

    async def choose_teams(self, teams: tuple[int, ...]) -> None:
        await self._change(chosen_teams=teams)

    async def choose_plans(self, plans: tuple[int, ...]) -> None:
        await self._change(chosen_plans=plans)

    async def choose_scenario(self, scenario: int | None) -> None:
        await self._change(scenario=scenario)

    async def open_cell(self, team: int, start: date, end: date) -> None:
        try:
            view: CellView = await look(self.who, capacity.view_cell, team, start, end, self.ask, self.scenario)
        except AppError as error:
            problem_shown(error)
            return
        self._drop()
        self.opened = (team, start, end)
        with self.place:
            self.panel = LoadPanel(view, self._address, self.close)
        classed(self.place, open=True)
        self.panel.begin()

    async def open_days(self) -> None:
        """The same days, one by one, over the whole screen."""
        ask = self.ask
        last = min(ask.last, ask.first + timedelta(MOST_PERIODS - 1))
        try:
            view = await look(self.who, capacity.view_capacity, replace(ask, bucket='day', last=last), self.scenario)
        except AppError as error:
            problem_shown(error)
            return
        with self.screen:
            Mountain(view).open()

    def close(self) -> None:
        """The hand is back where it came from."""
        if self.panel and self.opened:
            team, start, _ = self.opened
            with self.place:
                self._drop()
            self.screen.grid.focus(team, start)

    async def _change(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self._drop()
        await self._follow()

    async def _follow(self) -> None:
        """From now on, what is asked for now."""
        remember(PATH, self._query())
        self.screen.lead_to_file(f'/api/v1/portfolio/capacity/export?{urlencode(self._file_query(), doseq=True)}')
        self.feed.clear()
        with self.feed:
            watcher = block()
        with watcher:
            try:
                await follow(topics_of(self.scenario), sessions.looking, self.who.credential, capacity.view_capacity,
                             self.ask, self.scenario, show=self.screen.show)
            except AppError as error:
                if self.scenario is None:
                    raise
                problem_shown(error)  # a scenario that is gone
                await self._change(scenario=None)

    def _query(self) -> dict[str, object]:
        return {'bucket': self.bucket if self.bucket != 'week' else '',
                'weeks': self.weeks if self.weeks != USUAL else '',
                'start': self.ask.first.isoformat() if self.start != self.today else '',
                'teams': text_of(self.chosen_teams), 'plans': text_of(self.chosen_plans), 'scenario': self.scenario}

    def _file_query(self) -> dict[str, object]:
        ask = self.ask
        query = {'from': ask.first, 'to': ask.last, 'bucket': ask.bucket, 'team': list(ask.teams),
                 'plan': list(ask.plans), 'scenario': self.scenario}
        return {name: value for name, value in query.items() if value not in (None, [])}

    def _address(self, item_id: int) -> str:
        query = {'item': item_id, 'scenario': self.scenario}
        return f'/portfolio?{urlencode({name: value for name, value in query.items() if value})}'

    def _drop(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel, self.opened = None, None
        classed(self.place, open=False)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
        return day if is_planned(day) else None
    except ValueError:
        return None
