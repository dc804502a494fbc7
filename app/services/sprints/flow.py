"""How work flows over a board. Never about persons."""

from datetime import date

from app.domain.access import Actor
from app.domain.sprints.facts.board import Board
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.flow.flow import Flow, FlowAsk, flow_of
from app.domain.sprints.flow.views import FlowPage
from app.services.sprints import boards, ground, reports
from app.work import Work


def view_flow(work: Work, actor: Actor, board_id: int, ask: FlowAsk) -> Flow:
    board = ground.seen_board(work, actor, board_id)
    return flow_of(board, ask, today_on(work, board))


def watch_flow(work: Work, board_id: int, ask: FlowAsk) -> FlowPage:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    return FlowPage(boards.view_shared(work, board_id), flow_of(board, ask, today_on(work, board)))


def mark_of(work: Work, actor: Actor, board_id: int) -> tuple[int, str]:
    """What an answer hangs on: the version of the data, and the day."""
    board = ground.seen_board(work, actor, board_id)
    return board.version, today_on(work, board).isoformat()


def today_on(work: Work, board: Board) -> date:
    """The date it is where the board is."""
    return days_of(board).of(reports.now_of(work, board))
