"""/portfolio/cost — what planned work costs, for those who may see it."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand
from app.domain.portfolio.cost.costing import MONEY, CostAsk, Formula, narrowed
from app.domain.portfolio.cost.rollup import Key
from app.domain.portfolio.items.dates import is_planned
from app.errors import AppError
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import cost
from app.services.portfolio.today import view_today
from components.controls import block, classed
from components.feedback import problem_shown
from components.portfolio.cost import BYS, LENGTHS, UNITS, CostScreen, CostWishes
from components.portfolio.cost_panel import FormulaPanel
from pages.kit import Visitor, look, member, page
from pages.portfolio.following import follow_scenarios, ids_of, number_of, remember, text_of, topics_of
from pages.portfolio.tabs import COST_TAB, portfolio_frame

PATH = '/portfolio/cost'
USUAL = '12'


@page(PATH, 'Cost')
async def cost_page(by: str = '', unit: str = '', start: str = '', months: str = '', teams: str = '', plan: str = '',
                    team: str = '', item: str = '', scenario: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    demand(who.me.actor, 'portfolio.cost')
    shell = await portfolio_frame(who, COST_TAB, 'Cost')
    today: date = await look(who, view_today)
    ask = CostAsk(today, today, by if by in BYS else 'plan', unit if unit in UNITS else MONEY, number_of(plan),
                  number_of(team), number_of(item), ids_of(teams))
    screen = CostPage(who, today, ask, _month(start) or today.replace(month=1, day=1),
                      months if months in LENGTHS else USUAL, number_of(scenario))
    with shell.content, block('rt-with-panel') as screen.place, block('rt-body'), block('rt-page'):
        await screen.open()
    shell.shortcuts.add('Escape', 'Close the panel', screen.close, 'Cost')


class CostPage:
    """What is asked for, the screen that shows it, and the amount that is open."""

    def __init__(self, who: Visitor, today: date, ask: CostAsk, start: date, months: str,
                 scenario: int | None) -> None:
        self.who, self.today, self.wanted, self.start, self.months = who, today, ask, start, months
        self.scenario = scenario
        self.place: ui.element
        self.panel: FormulaPanel | None = None

    @property
    def ask(self) -> CostAsk:
        return replace(self.wanted, first=self.start, last=date.fromordinal(
            _later(self.start, int(self.months)).toordinal() - 1))

    async def open(self) -> None:
        wishes = CostWishes(self.choose_by, self.choose_unit, self.choose_months, self.move, self.now,
                            self.choose_teams, self.choose_scenario, self.inside, self.outside, self.open_number)
        self.screen = CostScreen(wishes, self.wanted.by, self.wanted.unit, self.months, self._address)
        self.feed = block()
        await follow_scenarios(self.who, lambda found: self.screen.offer(found, self.scenario))
        await self._follow()

    async def choose_by(self, by: str) -> None:
        await self._want(by=by)

    async def choose_unit(self, unit: str) -> None:
        await self._want(unit=unit)

    async def choose_teams(self, teams: tuple[int, ...]) -> None:
        await self._want(teams=teams)

    async def choose_months(self, months: str) -> None:
        self.months = months
        await self._want()

    async def move(self, by: int) -> None:
        self.start = _later(self.start, by * int(self.months))
        await self._want()

    async def now(self) -> None:
        """This year, or this month where less is shown."""
        self.start = self.today.replace(day=1, month=1 if int(self.months) >= 12 else self.today.month)
        await self._want()

    async def choose_scenario(self, scenario: int | None) -> None:
        self.scenario = scenario
        await self._want()

    async def inside(self, key: Key) -> None:
        self.wanted = narrowed(self.wanted, key)
        await self._want()

    async def outside(self, kind: str) -> None:
        back = {'item': 'item', 'team': 'team', 'plan': 'plan'}[kind]
        await self._want(**{kind: None, 'by': back})

    async def open_number(self, key: Key | None, month: date | None, title: str) -> None:
        try:
            found: tuple[Formula, ...] = await look(self.who, cost.view_formulas, self.ask, key, month, self.scenario)
        except AppError as error:
            problem_shown(error)
            return
        self._drop()
        currency = self.screen.view.currency if self.screen.view else ''
        with self.place:
            self.panel = FormulaPanel(title, found, self.wanted.unit, currency, self._address, self.close)
        classed(self.place, open=True)
        self.panel.begin()

    def close(self) -> None:
        with self.place:
            self._drop()

    async def _want(self, **changes: Any) -> None:
        self.wanted = replace(self.wanted, **changes)
        self._drop()
        await self._follow()

    async def _follow(self) -> None:
        """From now on, what is asked for now."""
        remember(PATH, self._query())
        self.screen.lead_to_file(f'/api/v1/portfolio/cost/export?{urlencode(self._file_query(), doseq=True)}')
        self.feed.clear()
        topics, key = topics_of(self.scenario), self.who.credential
        with self.feed, block():
            try:
                await follow(topics, sessions.looking, key, cost.view_cost, self.ask, self.scenario,
                             show=self.screen.show)
                await follow(topics, sessions.looking, key, cost.view_deviations, self.wanted.unit, self.scenario,
                             show=self._show_deviations)
            except AppError as error:
                if self.scenario is None and not (self.wanted.plan or self.wanted.item or self.wanted.team):
                    raise
                problem_shown(error)  # what the address names is gone, or not for this person
                self.scenario = None
                await self._want(plan=None, item=None, team=None)

    def _show_deviations(self, found: Any) -> None:
        view = self.screen.view
        self.screen.deviations.show(found, 'h' if self.wanted.unit != MONEY else view.currency if view else '')

    def _query(self) -> dict[str, object]:
        ask = self.wanted
        return {'by': ask.by if ask.by != 'plan' else '', 'unit': ask.unit if ask.unit != MONEY else '',
                'months': self.months if self.months != USUAL else '', 'teams': text_of(ask.teams),
                'start': f'{self.start:%Y-%m}' if self.start != self.today.replace(month=1, day=1) else '',
                'plan': ask.plan, 'team': ask.team, 'item': ask.item, 'scenario': self.scenario}

    def _file_query(self) -> dict[str, object]:
        ask = self.ask
        query = {'by': ask.by, 'unit': ask.unit, 'from': ask.first, 'to': ask.last, 'plan': ask.plan,
                 'team': ask.team, 'item': ask.item, 'teams': list(ask.teams), 'scenario': self.scenario}
        return {name: value for name, value in query.items() if value is not None and value != []}

    def _address(self, item_id: int) -> str:
        query = {'item': item_id, 'scenario': self.scenario}
        return f'/portfolio?{urlencode({name: value for name, value in query.items() if value})}'

    def _drop(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel = None
        classed(self.place, open=False)


def _later(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f'{text}-01') if text else None
        return month if is_planned(month) else None
    except ValueError:
        return None
