"""The long-term plan: sprints to come with what fits into them, and how it is shared between projects."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.capacity.capacity import NONE, CapacityPlan, Past, capacity_of
from app.domain.sprints.capacity.learning import done_by_project
from app.domain.sprints.facts.board import FUTURE, Board, Number
from app.domain.sprints.metrics.numbers import pooled, ratio
from app.domain.sprints.metrics.trends import TOO_FEW, Trend, trend_of

AHEAD: Final = 6  # sprints to come
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class AheadView:
    sprint: Number
    name: str
    points: Decimal  # known, or as usual
    is_known: bool
    planned: Decimal
    by_project: tuple[tuple[str, Decimal], ...]  # points that are meant for it


@dataclass(frozen=True)
class ShareView:
    """A project: what it is to get, and what it got."""
    project: str
    percent: Decimal | None  # None: nothing was said about it
    rank: int | None  # 1 is the most important
    got: Decimal | None  # share of 1 of what was completed, all known sprints together
    trend: Trend


def ahead_of(board: Board, past: Sequence[Past], planned: Callable[[Board, Number], Decimal],
             ) -> tuple[AheadView, ...]:
    """Where nobody said anything about a sprint it takes what is usual, and is told apart."""
    coming = sorted((one for one in board.sprints.values() if one.state == FUTURE and not one.is_gone),
                    key=lambda one: (one.start is None, one.start or 0, one.number))
    found = []
    for sprint in coming[:AHEAD]:
        known = known_points(capacity_of(board, sprint, past))
        points = board.rules.default_capacity if known is None else known
        meant = tuple((project, points * percent / HUNDRED) for project, percent in board.rules.allocation.items())
        found.append(AheadView(sprint.number, sprint.name, points, known is not None, planned(board, sprint.number),
                               meant))
    return tuple(found)


def shares_ahead(board: Board, past: Sequence[Past]) -> tuple[ShareView, ...]:
    """In the order of importance, then projects that got something without being named."""
    done = [done_by_project(board, one) for one in past]
    said = board.rules.allocation
    others = sorted({project for one in done for project in one} - said.keys())
    if not said and len(others) < 2:
        return ()
    wholes = [sum(one.values(), NONE) for one in done]
    ranks = {project: place for place, project in enumerate(said, 1)}
    return tuple(ShareView(
        project, said.get(project), ranks.get(project),
        pooled((one.get(project, NONE), whole) for one, whole in zip(done, wholes, strict=True)),
        trend_of([ratio(one.get(project, NONE), whole) for one, whole in zip(done, wholes, strict=True)])
        if done else Trend(TOO_FEW, 0)) for project in (*said, *others))


def known_points(plan: CapacityPlan) -> Decimal | None:
    """Of all disciplines of which it is known; None where it is of none."""
    known = [room.points for room in plan.rooms.values() if room.points is not None]
    return sum(known, NONE) if known else None
