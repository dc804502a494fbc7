"""/portfolio/board — items by team and state, or by any two fields."""

from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from app.domain.access import demand
from app.domain.portfolio.views.board import ROWS, BoardAsk, BoardView
from app.errors import AppError
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import board
from app.services.portfolio.editing import Edited
from components.controls import block
from components.feedback import problem_shown, toast
from components.portfolio.board import BoardScreen, BoardWishes, Key
from pages.kit import Visitor, do, member, page
from pages.portfolio.following import follow_scenarios, number_of, remember, topics_of
from pages.portfolio.tabs import BOARD_TAB, portfolio_frame

PATH = '/portfolio/board'


@page(PATH, 'Board')
async def board_page(rows: str = 'team', columns: str = 'state', plan: str = '', type: str = '', done: str = '',
                     scenario: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    shell = await portfolio_frame(who, BOARD_TAB, 'Board')
    ask = BoardAsk(rows[:200], columns[:200], number_of(plan), type[:200], done == '1')
    screen = BoardPage(who, ask, number_of(scenario))
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        await screen.open()


class BoardPage:
    def __init__(self, who: Visitor, ask: BoardAsk, scenario: int | None) -> None:
        self.who, self.ask, self.scenario = who, ask, scenario
        self.version: int | None = None

    async def open(self) -> None:
        self.screen = BoardScreen(BoardWishes(
            self.choose_scenario, partial(self._choose, 'rows'), partial(self._choose, 'columns'), self.choose_plan,
            partial(self._choose, 'type'), self.turn_done, self.show_more, self.open_cell, self.give_state,
            self._address))
        self.feed = block()
        await follow_scenarios(self.who, lambda found: self.screen.offer(found, self.scenario))
        await self._follow()

    async def choose_scenario(self, scenario: int | None) -> None:
        self.scenario = scenario
        await self._follow()

    async def choose_plan(self, plan: str) -> None:
        await self._change(replace(self.ask, plan=number_of(plan)))

    async def turn_done(self) -> None:
        await self._change(replace(self.ask, shows_done=not self.ask.shows_done))

    async def show_more(self) -> None:
        await self._change(replace(self.ask, row_count=self.ask.row_count + ROWS))

    async def open_cell(self, key: Key) -> None:
        await self._change(replace(self.ask, opened=self.ask.opened | {key}))

    async def give_state(self, item_id: int, state: str) -> bool:
        """On the live plan a scenario is opened, and shown from then on."""
        with self.screen:  # the card that was pressed may be another one by then
            try:
                edited: Edited = await do(self.who, board.give_state, self.scenario, item_id, state, self.version)
            except AppError as error:
                problem_shown(error)
                return False
            if edited.is_new:
                toast(f'The live plan is never edited here: “{edited.name}” was opened for it.')
                await self.choose_scenario(edited.scenario_id)
        return True

    async def _choose(self, name: str, value: str) -> None:
        changes: dict[str, Any] = {name: value}
        await self._change(replace(self.ask, **changes))

    async def _change(self, ask: BoardAsk) -> None:
        if ask != self.ask:
            self.ask = ask
            await self._follow()

    def _show(self, view: BoardView) -> None:
        self.version = view.version
        self.screen.show(view)

    async def _follow(self) -> None:
        remember(PATH, {'rows': self.ask.rows if self.ask.rows != 'team' else '',
                        'columns': self.ask.columns if self.ask.columns != 'state' else '', 'plan': self.ask.plan or '',
                        'type': self.ask.type, 'done': '1' if self.ask.shows_done else '',
                        'scenario': self.scenario or ''})
        self.feed.clear()
        with self.feed:
            watcher = block()
        with watcher:
            try:
                await follow(topics_of(self.scenario), sessions.looking, self.who.credential, board.view_board,
                             self.ask, self.scenario, show=self._show)
            except AppError as error:
                if self.scenario is None:
                    raise
                problem_shown(error)  # a scenario that is gone
                await self.choose_scenario(None)

    def _address(self, item_id: int) -> str:
        query = {'item': item_id, 'scenario': self.scenario}
        return f'/portfolio?{urlencode({name: value for name, value in query.items() if value})}'
