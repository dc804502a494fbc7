"""/sprints/boards/{b}/quality — what makes figures of a board doubtful, and where it is mended."""

from nicegui import ui

from app.domain.access import demand, may
from app.domain.sprints.flow.views import QualityView
from app.domain.sprints.reports.quality import CAPACITY, SETTINGS
from app.domain.sprints.setup.standing import BoardView
from app.events import board_topic
from app.realtime import follow
from app.services.sprints import boards, quality, syncing
from components.controls import block
from components.feedback import refusals_shown, toast
from components.sprints.quality import QualityScreen
from pages.kit import Visitor, do, look, member, page
from pages.sprints.notes import StaleNote, demo_note
from pages.sprints.tabs import QUALITY_TAB, board_frame


@page('/sprints/boards/{board_id}/quality', 'Data quality')
async def quality_page(board_id: int, open: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    board: BoardView = await look(who, boards.view_board, board_id)
    shell = await board_frame(who, QUALITY_TAB, board_id, board.name)
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        await QualityPage(who, board, open[:40]).open()
    shell.shortcuts.add('G B', 'Go to the boards', lambda: ui.navigate.to('/sprints'), 'Data quality')


class QualityPage:
    def __init__(self, who: Visitor, board: BoardView, opened: str) -> None:
        self.who, self.board, self.opened = who, board, opened
        self.path = f'/sprints/boards/{board.id}'
        self.view: QualityView | None = None

    async def open(self) -> None:
        actor = self.who.me.actor
        paths = {CAPACITY: f'{self.path}/capacity'}
        if may(actor, 'sprints.plan'):
            paths[SETTINGS] = f'/sprints/settings/boards/{self.board.id}'
        demo_note(self.board)
        self.stale = StaleNote()
        self.screen = QualityScreen(self.choose, paths, self.sync if may(actor, 'sprints.plan') else None)
        with block().style('display: none'):
            await follow(board_topic(self.board.id), quality.watch_quality, self.board.id, show=self._show)

    async def choose(self, key: str) -> None:
        """Which list is unfolded stands in the address."""
        self.opened = key
        path = f'{self.path}/quality'
        ui.navigate.history.replace(f'{path}?open={key}' if key else path)
        if self.view:
            self.screen.show(self.view, key)

    async def sync(self) -> None:
        with refusals_shown():
            run = await do(self.who, syncing.sync_now, self.board.id)
            toast(f'{self.board.name} is being read: run {run}')

    def _show(self, view: QualityView) -> None:
        self.view = view
        self.stale.show(view.board)
        self.screen.show(view, self.opened)
