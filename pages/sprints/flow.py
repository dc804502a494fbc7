"""/sprints/boards/{b}/flow — how work moves over a board, sprints or not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand
from app.domain.sprints.flow.flow import FlowAsk
from app.domain.sprints.flow.views import FlowPage
from app.domain.sprints.forecasts.forecast import ALL, WORKING
from app.domain.sprints.setup.standing import BoardView
from app.events import board_topic
from app.realtime import follow
from app.services.sprints import boards, flow
from components.controls import block
from components.sprints.flow_charts import ARRIVALS, STANDING
from components.sprints.flow_screen import FlowScreen
from pages.kit import Visitor, look, member, page
from pages.sprints.notes import StaleNote, demo_note
from pages.sprints.tabs import FLOW_TAB, board_frame

LONGEST = 200  # characters of a filter


@page('/sprints/boards/{board_id}/flow', 'Flow')
async def flow_page(board_id: int) -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    board: BoardView = await look(who, boards.view_board, board_id)
    shell = await board_frame(who, FLOW_TAB, board_id, board.name)
    query = ui.context.client.request.query_params
    screen = FlowPageScreen(who, board, ask_of(query), ARRIVALS if query.get('picture') == ARRIVALS else STANDING)
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        await screen.open()
    shell.shortcuts.add('G B', 'Go to the boards', lambda: ui.navigate.to('/sprints'), 'Flow')


class FlowPageScreen:
    """What is asked for; whoever asks the same shares one look."""

    def __init__(self, who: Visitor, board: BoardView, ask: FlowAsk, way: str) -> None:
        self.who, self.board, self.ask, self.way = who, board, ask, way
        self.page: FlowPage | None = None

    async def open(self) -> None:
        demo_note(self.board)
        self.stale = StaleNote()
        self.screen = FlowScreen(self.choose, self.choose_way, self.clear, self.way)
        self.feed = block().style('display: none')
        await self._follow()

    async def choose(self, name: str, value: str) -> None:
        ask = changed(self.ask, name, value)
        if ask != self.ask:
            self.ask = ask
            await self._follow()

    async def choose_way(self, way: str) -> None:
        self.way = way
        self._remember()
        if self.page:
            self.screen.show(self.page, way)

    async def clear(self) -> None:
        self.ask = replace(self.ask, type='', size='', epic='', label='')
        await self._follow()

    async def _follow(self) -> None:
        """From now on, what is asked for now."""
        self._remember()
        self.feed.clear()
        with self.feed:
            watcher = block()
        with watcher:
            await follow(board_topic(self.board.id), flow.watch_flow, self.board.id, self.ask, show=self._show)

    def _show(self, page: FlowPage) -> None:
        self.page = page
        self.stale.show(page.board)
        self.screen.show(page, self.way)

    def _remember(self) -> None:
        ui.navigate.history.replace(address_of(f'/sprints/boards/{self.board.id}/flow', self.ask, self.way))


def changed(ask: FlowAsk, name: str, value: str) -> FlowAsk:
    if name in ('from', 'to'):
        day = day_of(value)
        return replace(ask, first=day) if name == 'from' else replace(ask, last=day)
    if name == 'start':
        return replace(ask, from_last=value == 'last')
    return replace(ask, **{name: value})  # type: ignore[arg-type]


def address_of(path: str, ask: FlowAsk, way: str) -> str:
    given = {'from': ask.first, 'to': ask.last, 'type': ask.type, 'size': ask.size, 'epic': ask.epic,
             'label': ask.label, 'calendar': ask.calendar if ask.calendar != ALL else '',
             'start': 'last' if ask.from_last else '', 'picture': way if way != STANDING else ''}
    query = urlencode({name: str(value) for name, value in given.items() if value})
    return f'{path}?{query}' if query else path


def ask_of(query: Mapping[str, str]) -> FlowAsk:
    """What an address says; what makes no sense there is left out."""
    def text(name: str) -> str:
        return query.get(name, '')[:LONGEST]
    return FlowAsk(day_of(text('from')), day_of(text('to')), text('type'), text('size'), text('epic'), text('label'),
                   WORKING if text('calendar') == WORKING else ALL, text('start') == 'last')


def day_of(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2200 else None
