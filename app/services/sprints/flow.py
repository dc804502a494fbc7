"""How work flows over a board, and whether figures of its sprints rise or fall. Never about persons."""

from datetime import date

from app.domain.access import Actor
from app.domain.sprints.board import KANBAN, POINTS, Board
from app.domain.sprints.calendar import days_of
from app.domain.sprints.flow import Flow, FlowAsk, flow_of
from app.domain.sprints.flow_views import FlowPage
from app.domain.sprints.sprint_trends import TrendLine, trends_of
from app.services.sprints import boards, explaining, ground, reports
from app.work import Work

SHOWN = 12  # sprints of a trend


def view_flow(work: Work, actor: Actor, board_id: int, ask: FlowAsk) -> Flow:
    board = ground.seen_board(work, actor, board_id)
    return flow_of(board, ask, today_on(work, board))


def watch_flow(work: Work, board_id: int, ask: FlowAsk) -> FlowPage:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    return FlowPage(boards.view_shared(work, board_id), flow_of(board, ask, today_on(work, board)),
                    _trends(work, board))


def today_on(work: Work, board: Board) -> date:
    """The date it is where the board is."""
    return days_of(board).of(reports.now_of(work, board))


def _trends(work: Work, board: Board) -> tuple[TrendLine, ...]:
    if board.kind == KANBAN:
        return ()
    return trends_of(board, explaining.watch_velocity(work, board.id, SHOWN, POINTS))
