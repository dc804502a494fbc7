"""The sprints of a board beside each other: velocity with its range, trends, and what is carried over too often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.board import POINTS, Board, Ms, Number
from app.domain.sprints.calendar import days_of
from app.domain.sprints.carrying import Carried, often_carried
from app.domain.sprints.cycle import counts_in_flow, course_of, cycle_of
from app.domain.sprints.forecast import ALL
from app.domain.sprints.naming import named_in
from app.domain.sprints.numbers import median, ratio
from app.domain.sprints.report import Report
from app.domain.sprints.trends import Trend, trend_of
from app.domain.sprints.velocity import GraceRow, Velocity, VelocityRow, velocity, with_grace

VELOCITY, SAY_DO, CHURN, CARRIED, CYCLE = 'velocity', 'say_do', 'churn', 'carried', 'cycle'
NAMES: Final[Mapping[str, str]] = {VELOCITY: 'Velocity', SAY_DO: 'Say/do', CHURN: 'Churn', CARRIED: 'Carry-over',
                                   CYCLE: 'Cycle time, median'}
SHARES: Final = frozenset({SAY_DO, CHURN, CARRIED})


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over the sprints that are shown; None where a sprint does not have it."""
    key: str
    values: tuple[Decimal | None, ...]
    trend: Trend


@dataclass(frozen=True, slots=True, eq=False)
class History:
    velocity: Velocity
    series: tuple[Series, ...]
    grace: tuple[GraceRow, ...]  # where the board counts days of grace
    grace_days: int
    often: tuple[Carried, ...]


def history_of(board: Board, now: Ms, last: int | None = None, unit: str = POINTS,
               frozen: Mapping[Number, Report] | None = None) -> History:
    """Trends are those of all sprints that are shown, never of the first against the last ones."""
    found = velocity(board, now, last, unit, frozen or {})
    days = board.rules.grace_days
    return History(found, tuple(_series(key, [_value(board, row, key) for row in found.rows]) for key in NAMES),
                   with_grace(board, now, len(found.rows), days, unit) if days and found.rows else (), days,
                   tuple(often_carried(board)))


def median_cycle(board: Board, sprint: Number, start: Ms | None, end: Ms) -> Decimal | None:
    """Days from start to done, both counted, of what was done in the sprint."""
    if start is None:
        return None
    days = days_of(board)
    courses = [course_of(board, issue) for issue in named_in(board).get(sprint, ()) if counts_in_flow(board, issue)]
    inside = [cycle_of(days, one, ALL) for one in courses if one.finish is not None
              and start < one.finish <= end and one.past.is_in(sprint, one.finish)]
    return median([Decimal(one.days) for one in inside if one])


def _series(key: str, values: Sequence[Decimal | None]) -> Series:
    return Series(key, tuple(values), trend_of(values))


def _value(board: Board, row: VelocityRow, key: str) -> Decimal | None:
    if key == VELOCITY:
        return row.completed.amount
    if key == CARRIED:
        return ratio(row.not_completed.amount, row.completed.amount + row.not_completed.amount)
    return {SAY_DO: row.say_do, CHURN: row.churn}.get(key) if key in SHARES else median_cycle(
        board, row.sprint, row.start, row.end)
