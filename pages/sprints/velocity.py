"""/sprints/boards/{b}/velocity — the sprints of a board beside each other."""

from nicegui import ui

from app.domain.access import demand
from app.domain.sprints.facts.board import POINTS
from app.domain.sprints.metrics.velocity import FEWEST, MOST
from app.domain.sprints.setup.standing import BoardView
from app.events import board_topic
from app.realtime import follow
from app.services.sprints import boards, explaining
from components.controls import block
from components.feedback import empty_state
from components.sprints.history import HistoryScreen
from components.sprints.words import UNIT_NAMES
from pages.kit import Visitor, look, member, page
from pages.sprints.tabs import HISTORY_TAB, board_frame


@page('/sprints/boards/{board_id}/velocity', 'History')
async def velocity_page(board_id: int, last: str = '', estimate: str = POINTS) -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    board: BoardView = await look(who, boards.view_board, board_id)
    shell = await board_frame(who, HISTORY_TAB, board_id, board.name)
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        if board.kind == 'kanban':
            empty_state('view_kanban', 'Velocity is not for kanban', 'This board has no sprints. Its throughput is '
                        'told on the page of its flow.')
            return
        unit = estimate if estimate in UNIT_NAMES else POINTS
        await HistoryPage(who, board, last if _fits(last) else '', unit).open()


class HistoryPage:
    def __init__(self, who: Visitor, board: BoardView, last: str, unit: str) -> None:
        self.who, self.board, self.last, self.unit = who, board, last, unit

    async def open(self) -> None:
        self.screen = HistoryScreen(self.board.id, self.choose_last, self.choose_unit)
        self.feed = block().style('display: none')
        await self._follow()

    async def choose_last(self, last: str) -> None:
        if last != self.last:
            self.last = last
            await self._follow()

    async def choose_unit(self, unit: str) -> None:
        if unit != self.unit:
            self.unit = unit
            await self._follow()

    async def _follow(self) -> None:
        path = f'/sprints/boards/{self.board.id}/velocity'
        given = [f'{name}={value}' for name, value in (
            ('last', self.last), ('estimate', self.unit if self.unit != POINTS else '')) if value]
        ui.navigate.history.replace(f'{path}?{"&".join(given)}' if given else path)
        self.screen.choose(self.last, self.unit)
        self.feed.clear()
        with self.feed:
            watcher = block()
        with watcher:
            await follow(board_topic(self.board.id), explaining.watch_history, self.board.id,
                         int(self.last) if self.last else None, self.unit,
                         show=lambda view: self.screen.show(view, self.board.zone))


def _fits(last: str) -> bool:
    return last.isdecimal() and len(last) < 3 and FEWEST <= int(last) <= MOST
