"""What is likely to be left at the end of a running sprint, if its days go on as those so far.

The middle is the mean done per working day times the days to come; the range comes from drawing each day to come from
those so far, a thousand times with a seed that follows from the data: the same figures give the same answer.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from app.domain.sprints.facts.board import ACTIVE, ISSUES, NOT_STARTED, STARTED, WAITING
from app.domain.sprints.facts.calendar import Days
from app.domain.sprints.metrics.numbers import percentile
from app.domain.sprints.metrics.report import NOT_COMPLETED, Report
from app.domain.sprints.reports.report_views import Pace

FEWEST: Final = 3  # working days that must have passed
TRIALS: Final = 1_000
LOW, HIGH = Decimal('0.15'), Decimal('0.85')
LAST_DONE: Final = (NOT_STARTED, '', STARTED, WAITING)  # columns, the least likely to be done first


def pace_of(report: Report, days: Days, working: Sequence[date]) -> Pace | None:
    """None while too little has happened, or where the sprint is not running or has no end."""
    if report.state != ACTIVE or report.burndown is None or report.end is None:
        return None
    today = days.of(report.end)
    past = [day for day in working if day <= today]
    ahead = len(working) - len(past)
    if len(past) < FEWEST:
        return None
    left, done = report.figures.remaining.amount, done_by_day(report, days, past)
    likely = max(Decimal(0), left - sum(done, Decimal(0)) / len(past) * ahead).quantize(Decimal(1))
    draw = Random(report.about.data_version).choices
    ends = [max(Decimal(0), left - sum(draw(done, k=ahead), Decimal(0))) for _ in range(TRIALS)]
    low, high = percentile(ends, LOW) or Decimal(0), percentile(ends, HIGH) or Decimal(0)
    return Pace(likely, min(low, likely), max(high, likely), _carried(report, likely))


def done_by_day(report: Report, days: Days, working: Sequence[date]) -> list[Decimal]:
    """What each working day added to what is done; what was done on a day off counts for the one before."""
    found = dict.fromkeys(working, Decimal(0))
    steps = report.burndown.done if report.burndown else ()
    former = steps[0].amount if steps else Decimal(0)
    for step in steps[1:]:
        day = max((one for one in working if one <= days.of(step.at)), default=working[0])
        found[day] += step.amount - former
        former = step.amount
    return [max(amount, Decimal(0)) for amount in found.values()]


def _carried(report: Report, likely: Decimal) -> tuple[int, ...]:
    """Issues that together are as much as is likely to be left, those begun least first."""
    rows = sorted((row for row in report.rows if row.class_ == NOT_COMPLETED),
                  key=lambda row: LAST_DONE.index(row.column))
    found, sum_ = [], Decimal(0)
    for row in rows:
        if sum_ >= likely:
            break
        found.append(row.number)
        sum_ += Decimal(1) if report.unit == ISSUES else row.last or Decimal(0)
    return tuple(found)
