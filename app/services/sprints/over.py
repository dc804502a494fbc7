"""Disciplines that are asked for much more than they have: told when they get there, and not again while they stay.

They get there by what people say about capacity, and by what is planned into a sprint in Jira.
"""

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal

from app.domain.sprints.capacity.capacity import LEARNED, Past, capacity_of
from app.domain.sprints.capacity.learning import learned_for
from app.domain.sprints.capacity.views import planned_into
from app.domain.sprints.capacity.warnings import OVER, level_of
from app.domain.sprints.facts.board import CLOSED, Board, Number
from app.domain.sprints.queue.words import listed, points
from app.services.sprints import announcements, ground
from app.work import Work

Place = tuple[Number, int]  # sprint, discipline


def over_in(board: Board, number: Number, past: Sequence[Past]) -> Mapping[int, str]:
    """Disciplines of a sprint, and by how much."""
    planned, _ = planned_into(board, number)
    none = Decimal(0)
    return {key: f'{room.name} is asked for {points(planned.get(key, none))} of {points(room.points)} points'
            for key, room in capacity_of(board, board.sprints[number], past).rooms.items()
            if room.points is not None and level_of(planned.get(key, none), room.points) in OVER}


def list_over(work: Work, board_id: int) -> frozenset[Place]:
    """Of all sprints that are not over yet, before something changes."""
    return frozenset(_over(work, ground.board_of(work, board_id)))


def tell_new(work: Work, board_id: int, before: Set[Place]) -> None:
    """After a read: those that were not over before it."""
    board = ground.board_of(work, board_id)
    new = {place: text for place, text in _over(work, board).items() if place not in before}
    for number in sorted({number for number, _ in new}):
        texts = [text for (own, _), text in sorted(new.items()) if own == number]
        announcements.over_capacity(work, board_id, number, f'{board.sprints[number].name}: {listed(texts)}.')


def _over(work: Work, board: Board) -> Mapping[Place, str]:
    """Only where somebody said how much fits."""
    now = int(work.now.timestamp() * 1000)
    known = {one.sprint for one in board.capacities}
    ahead = [one for one in board.sprints.values() if one.number in known and one.state != CLOSED and not one.is_gone]
    return {(sprint.number, own): text for sprint in ahead
            for own, text in over_in(board, sprint.number, learned_for(board, sprint, now, LEARNED)).items()}
