"""What the timeline of the portfolio is told about sprints: when they end, and what was forecast."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.domain.happenings import Happened
from app.domain.sprints.facts.board import ACTIVE, Board, Sprint
from app.services.sprints import ground
from app.work import Work
from models.sprints import SprintBoard, SprintForecast


def tell_sprints(work: Work, first: date, last: date) -> Sequence[Happened]:
    """Every sprint by the day it ends, and the latest forecast of each board by the day that is 85 % sure."""
    ids = work.session.exec(select(SprintBoard.id).order_by(col(SprintBoard.id))).all()
    told = [one for board_id in ids for one in _of_board(work, ground.board_of(work, board_id))]
    return [one for one in told if first <= one.start <= last]


def _of_board(work: Work, board: Board) -> Iterator[Happened]:
    for sprint in board.sprints.values():
        if (day := _end(board, sprint)) and not sprint.is_gone:
            verb = 'ends' if sprint.state == ACTIVE else 'ended' if sprint.complete else 'will end'
            yield Happened(day, day, f'{board.name}: {sprint.name} {verb}')
    if forecast := _forecast(work, board):
        yield forecast


def _end(board: Board, sprint: Sprint) -> date | None:
    end = sprint.complete or sprint.end
    return datetime.fromtimestamp(end / 1000, UTC).astimezone(ZoneInfo(board.zone)).date() if end else None


def _forecast(work: Work, board: Board) -> Happened | None:
    row = work.session.exec(select(SprintForecast).where(SprintForecast.board_id == board.id).order_by(
        col(SprintForecast.id).desc())).first()
    sure = row and row.answer.get('p85_date')
    if not row or not sure or row.done_on:
        return None
    day = date.fromisoformat(sure)
    return Happened(day, day, f'{board.name}: {row.question.get("label") or "the work"} done, 85 % sure')
