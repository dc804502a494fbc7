"""The sprints of a board beside each other: velocity with its range, trends, and what is carried over too often."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.sprints.facts.board import POINTS, Board, Ms, Number
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.facts.naming import named_in
from app.domain.sprints.flow.cycle import counts_in_flow, course_of, cycle_of
from app.domain.sprints.forecasts.forecast import ALL
from app.domain.sprints.metrics.carrying import Carried, often_carried
from app.domain.sprints.metrics.numbers import median
from app.domain.sprints.metrics.report import Report
from app.domain.sprints.metrics.velocity import GraceRow, Velocity, velocity, with_grace
from app.domain.sprints.reports.sprint_trends import TrendLine, trends_of


@dataclass(frozen=True, slots=True, eq=False)
class History:
    velocity: Velocity
    trends: tuple[TrendLine, ...]
    grace: tuple[GraceRow, ...]  # where the board counts days of grace
    grace_days: int
    often: tuple[Carried, ...]


def history_of(board: Board, now: Ms, last: int | None = None, unit: str = POINTS,
               frozen: Mapping[Number, Report] | None = None) -> History:
    """Trends are those of all sprints that are shown, never of the first against the last ones."""
    found = velocity(board, now, last, unit, frozen or {})
    days = board.rules.grace_days
    return History(found, trends_of(board, found), with_grace(
        board, now, len(found.rows), days, unit) if days and found.rows else (), days, tuple(often_carried(board)))


def median_cycle(board: Board, sprint: Number, start: Ms | None, end: Ms) -> Decimal | None:
    """Days from start to done, both counted, of what was done in the sprint."""
    if start is None:
        return None
    days = days_of(board)
    courses = [course_of(board, issue) for issue in named_in(board).get(sprint, ()) if counts_in_flow(board, issue)]
    inside = [cycle_of(days, one, ALL) for one in courses if one.finish is not None
              and start < one.finish <= end and one.past.is_in(sprint, one.finish)]
    return median([Decimal(one.days) for one in inside if one])

