"""/portfolio/health — what is wrong with the plan, and what to do about it."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from app.domain.access import demand, may
from app.domain.portfolio.health.finding import NAMES
from app.domain.portfolio.health.views import FindingView, HealthAsk, HealthView
from app.errors import AppError
from app.events import FINDINGS
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import health
from app.services.portfolio.today import view_today
from components.controls import block
from components.feedback import problem_shown, refusals_shown, toast
from components.portfolio.findings import KINDS, AcceptDialog, FindingScreen, FindingWishes
from pages.kit import Visitor, action, do, look, member, page
from pages.portfolio.following import follow_scenarios, number_of, remember, topics_of
from pages.portfolio.tabs import HEALTH_TAB, portfolio_frame

PATH = '/portfolio/health'
PAGE = 50


@page(PATH, 'Plan health')
async def health_page(plan: str = '', code: str = '', kind: str = '', text: str = '', scenario: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    shell = await portfolio_frame(who, HEALTH_TAB, 'Plan health')
    ask = HealthAsk(number_of(plan), code if code in NAMES else '', kind == 'accepted', text[:100])
    screen = HealthPage(who, await look(who, view_today), ask, number_of(scenario))
    with shell.content, block('rt-page'):
        await screen.open()
    shell.shortcuts.add('/', 'Filter', screen.focus_filter, 'Plan health')


class HealthPage:
    """What is asked for, and what can be done about a finding."""

    def __init__(self, who: Visitor, today: date, ask: HealthAsk, scenario: int | None) -> None:
        self.who, self.today, self.ask, self.scenario, self.skip = who, today, ask, scenario, 0

    async def open(self) -> None:
        wishes = FindingWishes(
            self.choose_plan, self.choose_code, self.choose_kind, self.choose_text, self.choose_scenario, self.turn,
            self.accept, self.withdraw, self.mend, self._address, may(self.who.me.actor, 'portfolio.plan'))
        self.screen = FindingScreen(wishes, 'accepted' if self.ask.shows_accepted else 'open', self.ask.text)
        self.feed = block()
        await follow_scenarios(self.who, lambda found: self.screen.offer(found, self.scenario))
        await self._follow()

    async def choose_plan(self, plan: str) -> None:
        await self._want(plan=number_of(plan))

    async def choose_code(self, code: str) -> None:
        await self._want(code=code)

    async def choose_kind(self, kind: str) -> None:
        await self._want(shows_accepted=kind == list(KINDS)[1])

    async def choose_text(self, text: str) -> None:
        await self._want(text=text[:100])

    async def choose_scenario(self, scenario: int | None) -> None:
        self.scenario = scenario
        await self._want()

    async def turn(self, by: int) -> None:
        self.skip = max(0, self.skip + by * PAGE)
        await self._follow()

    def focus_filter(self) -> None:
        self.screen.text.run_method('focus')

    async def accept(self, one: FindingView) -> None:
        async def keep(reason: str, until: date) -> None:
            await do(self.who, health.accept, one.key, reason, until, self.scenario)
            with self.screen:
                toast('Accepted', partial(self._undo, one))
        with self.screen:
            AcceptDialog(one, self.today, keep).open()

    async def withdraw(self, one: FindingView) -> None:
        await action(self.who, health.withdraw, one.key, done='It counts as open again')()

    async def mend(self, one: FindingView) -> None:
        """From the live plan this opens a scenario of one's own, and one sees it in there."""
        with refusals_shown():
            done = await do(self.who, health.mend, one.key, self.scenario)
            with self.screen:
                toast(f'Done in {done.name}')
            if self.scenario is None:
                await self.choose_scenario(done.scenario_id)

    async def _undo(self, one: FindingView) -> None:
        await action(self.who, health.withdraw, one.key)()

    async def _want(self, **changes: Any) -> None:
        self.ask, self.skip = replace(self.ask, **changes), 0
        await self._follow()

    async def _follow(self) -> None:
        """From now on, what is asked for now."""
        ask, scenario = self.ask, self.scenario
        remember(PATH, {'plan': ask.plan, 'code': ask.code, 'kind': 'accepted' if ask.shows_accepted else '',
                        'text': ask.text, 'scenario': scenario})
        self.feed.clear()
        with self.feed, block():
            try:
                await follow(topics_of(scenario, FINDINGS), sessions.looking, self.who.credential, health.view_health,
                             ask, scenario, self.skip, PAGE, show=self._show)
            except AppError as error:
                if scenario is None:
                    raise
                problem_shown(error)  # a scenario that is gone
                await self.choose_scenario(None)

    def _show(self, view: HealthView) -> None:
        self.screen.show(view, self.skip)

    def _address(self, item_id: int) -> str:
        query = {'item': item_id, 'scenario': self.scenario}
        return f'/portfolio?{urlencode({name: value for name, value in query.items() if value})}'


