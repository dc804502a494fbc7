"""Other teams of the same site that do the same kinds of work at the same time: how much room they have left."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from sqlalchemy import select as columns
from sqlmodel import col, func, select

from app.domain.sprints.capacity.capacity import LEARNED, capacity_of
from app.domain.sprints.capacity.learning import learned_for
from app.domain.sprints.facts.board import CLOSED, KANBAN, Board, Number, Sprint
from app.domain.sprints.metrics.disciplines import demand_of
from app.domain.sprints.queue.adapter import is_done
from app.domain.sprints.queue.inputs import ZERO, Team
from app.services.sprints import ground
from app.work import Work
from models.sprints import SprintBoard, SprintCapacity, SprintDiscipline

MOST: Final = 5  # boards that are looked at


def teams_beside(work: Work, board: Board, number: Number) -> Iterator[Team]:
    """By name; only those of which somebody said how much fits."""
    names = {one.name.casefold(): own for own, one in board.disciplines.items()}
    for board_id in _candidates(work, board, list(names)):
        other = ground.board_of(work, board_id)
        sprint = _beside(other, board.sprints[number])
        if sprint is None or other.kind == KANBAN:
            continue
        left = _left(work, other, sprint)
        ours = {names[name]: amount for name, amount in left.items() if name in names and amount > 0}
        if ours:
            yield Team(other.name, ours)


def _candidates(work: Work, board: Board, names: list[str]) -> list[int]:
    """Boards of the site with a discipline of such a name and a capacity that was said."""
    wanted = columns(col(SprintBoard.id)).join(
        SprintDiscipline, col(SprintDiscipline.board_id) == col(SprintBoard.id)).where(
        col(SprintBoard.site_id) == board.site, col(SprintBoard.id) != board.id,
        func.lower(col(SprintDiscipline.name)).in_(names),
        col(SprintBoard.id).in_(select(SprintCapacity.board_id))).order_by(col(SprintBoard.name)).distinct()
    return list(work.session.execute(wanted.add_columns(col(SprintBoard.name)).limit(MOST)).scalars())


def _beside(other: Board, sprint: Sprint) -> Sprint | None:
    """The sprint of the other team that shares most time with ours."""
    if sprint.start is None or sprint.end is None:
        return None
    shared = {one.number: min(one.end, sprint.end) - max(one.start, sprint.start) for one in other.sprints.values()
              if one.state != CLOSED and not one.is_gone and one.start and one.end}
    best = max(shared, key=lambda one: (shared[one], -one), default=None)
    return other.sprints[best] if best is not None and shared[best] > 0 else None


def _left(work: Work, other: Board, sprint: Sprint) -> dict[str, Decimal]:
    """Points by name of the discipline: what is available less what sits in the sprint and is not done."""
    past = learned_for(other, sprint, int(work.now.timestamp() * 1000), LEARNED)
    rooms = capacity_of(other, sprint, past).rooms
    taken = dict.fromkeys(rooms, ZERO)
    for issue in other.issues.values():
        if sprint.number in issue.sprints and not issue.is_epic and not issue.gone and not is_done(other, issue):
            for own, amount in demand_of(other, issue).parts.items():
                if own in taken:
                    taken[own] += amount
    return {room.name.casefold(): room.available - taken[own] for own, room in rooms.items()
            if room.available is not None}
