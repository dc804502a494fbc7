"""Figures of closed sprints beside each other, and whether they rise or fall."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.sprints.facts.board import Board, Number
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.facts.naming import named_in
from app.domain.sprints.flow.cycle import NEVER, counts_in_flow, course_of, cycle_of
from app.domain.sprints.forecasts.forecast import ALL
from app.domain.sprints.metrics.numbers import median, ratio
from app.domain.sprints.metrics.trends import Trend, trend_of
from app.domain.sprints.metrics.velocity import Velocity

PERCENT, DAYS = 'percent', 'days'  # units besides those of estimates
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One figure, from the oldest sprint to the newest; None where a sprint has none."""
    key: str
    name: str
    unit: str
    values: tuple[Decimal | None, ...]
    trend: Trend


def trends_of(board: Board, velocity: Velocity) -> tuple[TrendLine, ...]:
    rows = velocity.rows
    return (
        _line('velocity', 'Velocity', velocity.unit, tuple(row.completed.amount for row in rows)),
        _line('say_do', 'Say/do', PERCENT, tuple(_percent(row.say_do) for row in rows)),
        _line('churn', 'Churn', PERCENT, tuple(_percent(row.churn) for row in rows)),
        _line('carry_over', 'Carry-over', PERCENT, tuple(_percent(ratio(
            row.not_completed.amount, row.not_completed.amount + row.completed.amount)) for row in rows)),
        _line('cycle', 'Cycle time', DAYS, tuple(_cycle(board, row.sprint, row.start, row.end) for row in rows)))


def _line(key: str, name: str, unit: str, values: tuple[Decimal | None, ...]) -> TrendLine:
    return TrendLine(key, name, unit, values, trend_of(values))


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * HUNDRED


def _cycle(board: Board, sprint: Number, start: int | None, end: int) -> Decimal | None:
    """The median of what was done in it."""
    days, begin = days_of(board), -NEVER if start is None else start
    found = []
    for issue in named_in(board).get(sprint, ()):
        course = course_of(board, issue)
        if counts_in_flow(board, issue) and course.finish is not None and begin < course.finish <= end:
            cycle = cycle_of(days, course, ALL)
            found += [Decimal(cycle.days)] if cycle else []
    return median(found)
