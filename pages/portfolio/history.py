"""/portfolio/history — who moved which item when, at its source, in scenarios and by publishing."""

from dataclasses import replace

from app.domain.access import demand
from app.domain.portfolio.items.history import HistoryAsk
from app.events import SCENARIOS
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import history, revisions
from app.services.portfolio.history import PAGE
from components.controls import block
from components.feedback import refusals_shown, toast
from components.portfolio.history import HistoryScreen, HistoryWishes
from pages.kit import Visitor, do, member, page
from pages.portfolio.following import number_of, remember, topics_of
from pages.portfolio.tabs import HISTORY_TAB, portfolio_frame

PATH = '/portfolio/history'


@page(PATH, 'History')
async def history_page(plan: str = '', q: str = '', skip: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    shell = await portfolio_frame(who, HISTORY_TAB, 'History')
    screen = HistoryPage(who, HistoryAsk(number_of(plan), q[:200], number_of(skip) or 0))
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        await screen.open()


class HistoryPage:
    def __init__(self, who: Visitor, ask: HistoryAsk) -> None:
        self.who, self.ask = who, ask

    async def open(self) -> None:
        wishes = HistoryWishes(self.choose_plan, self.search, self.read, lambda: self.turn(-PAGE),
                               lambda: self.turn(PAGE))
        self.screen = HistoryScreen(wishes, self.ask.text)
        self.feed = block()
        await self._follow()

    async def choose_plan(self, plan: str) -> None:
        await self._change(replace(self.ask, plan=number_of(plan), skip=0))

    async def search(self) -> None:
        await self._change(replace(self.ask, text=self.screen.search.value.strip()[:200], skip=0))

    async def turn(self, by: int) -> None:
        await self._change(replace(self.ask, skip=max(0, self.ask.skip + by)))

    async def read(self, item_id: int) -> None:
        with refusals_shown():
            run = await do(self.who, revisions.read_history, item_id)
            toast('Its history is being read.' if run else 'All of its history is here.')

    async def _change(self, ask: HistoryAsk) -> None:
        if ask != self.ask:
            self.ask = ask
            await self._follow()

    async def _follow(self) -> None:
        remember(PATH, {'plan': self.ask.plan or '', 'q': self.ask.text, 'skip': self.ask.skip or ''})
        self.feed.clear()
        with self.feed:
            watcher = block()
        with watcher:
            await follow(topics_of(None, SCENARIOS), sessions.looking, self.who.credential, history.view_history,
                         self.ask, show=self.screen.show)
