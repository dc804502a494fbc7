"""How much a board gets done in a sprint: the last closed ones with their range, empty ones among them.

The flavour with days of grace measures what was planned some days after the start, and calls late what was done later
than some days after the planned end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from app.domain.sprints.facts.board import POINTS, Board, Ms, Number
from app.domain.sprints.facts.calendar import DAY, Days, days_of, person_days
from app.domain.sprints.metrics.analysis import counted_parts
from app.domain.sprints.metrics.carrying import NEVER, ended, went_to
from app.domain.sprints.metrics.classes import Window
from app.domain.sprints.metrics.numbers import (
    counted,
    figures_of,
    is_counted,
    mean,
    median,
    percentile,
    pooled,
    ratio,
    said_and_done,
    tally,
)
from app.domain.sprints.metrics.report import Report, Tally
from app.domain.sprints.metrics.rows import Part, parts_of
from app.domain.sprints.metrics.trends import Trend, trend_of

FEWEST, MOST = 3, 50
GRACE_USUAL, GRACE_MOST = 6, 15  # sprints
LOW, HIGH = Decimal('0.15'), Decimal('0.85')
NOTHING_FROZEN: Final[Mapping[Number, Report]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class VelocityRow:
    sprint: Number
    name: str
    start: Ms | None
    end: Ms
    committed: Tally
    completed: Tally
    added: Tally
    removed: Tally
    not_completed: Tally
    say_do: Decimal | None
    said: Decimal  # of what was committed, what was done as well: by first estimates
    churn: Decimal | None
    person_days: Decimal | None  # None: nobody said who works on the board
    is_frozen: bool = False  # figures as they were kept at the close


@dataclass(frozen=True, slots=True)
class Velocity:
    """Rows from the oldest to the newest; figures are None where there is no closed sprint."""
    unit: str
    rows: tuple[VelocityRow, ...]
    mean: Decimal | None
    median: Decimal | None
    p15: Decimal | None
    p85: Decimal | None
    per_person_day: Decimal | None
    say_do: Decimal | None  # over all of them together
    closed: int  # closed sprints the board has
    trend: Trend  # of what was completed, over all rows


@dataclass(frozen=True, slots=True)
class GraceRow:
    sprint: Number
    name: str
    planned: Tally  # what was in it after the grace at its start
    completed: Tally  # in time
    late: Tally  # after the planned end and its grace
    incomplete: Tally


def velocity(board: Board, now_ms: Ms, last: int | None = None, unit: str = POINTS,
             frozen: Mapping[Number, Report] = NOTHING_FROZEN, project: str = '') -> Velocity:
    """Of the last closed sprints, 3 to 50; as many as the board says unless told. Of sprints whose close was frozen
    the figures are those, because they never move. `project`, by its key, leaves out all others.
    """
    count = max(FEWEST, min(MOST, board.rules.velocity_sprints if last is None else last))
    windows = _closed(board, now_ms)
    rows = tuple(_row(board, window, unit, frozen.get(window.sprint), project) for window in windows[-count:])
    done = [row.completed.amount for row in rows]
    known = [row for row in rows if row.person_days]
    return Velocity(unit, rows, mean(done), median(done), percentile(done, LOW), percentile(done, HIGH),
                    ratio(sum((row.completed.amount for row in known), Decimal(0)),
                          sum((row.person_days or Decimal(0) for row in known), Decimal(0))),
                    pooled((row.said, row.committed.amount) for row in rows if row.start is not None), len(windows),
                    trend_of(done))


def with_grace(board: Board, now_ms: Ms, last: int = GRACE_USUAL, days: int | None = None, unit: str = POINTS,
               ) -> tuple[GraceRow, ...]:
    """The last closed sprints, at most 15; days of grace as the board says unless told."""
    grace = board.rules.grace_days if days is None else days
    return tuple(_grace_row(board, window, unit, grace)
                 for window in _closed(board, now_ms)[-max(1, min(GRACE_MOST, last)):])


def _closed(board: Board, now: Ms) -> Sequence[Window]:
    """From the oldest to the newest; those that were deleted afterwards happened all the same."""
    return [window for window in ended(board).values() if window.end <= now]


def _row(board: Board, window: Window, unit: str, frozen: Report | None, project: str) -> VelocityRow:
    sprint = board.sprints[window.sprint]
    kept = frozen if frozen and frozen.unit == unit else None
    rows = [counted(row) for row in kept.rows if is_counted(row) and project in ('', row.project)] if (
        kept) else counted_parts(parts_of(board, window, unit, project))
    figures = kept.figures if kept and not project else figures_of(rows, window.has_start)
    return VelocityRow(sprint.number, sprint.name, window.start if window.has_start else None, window.end,
                       figures.committed, figures.completed, figures.added, figures.removed, figures.remaining,
                       figures.say_do, said_and_done(rows), figures.churn,
                       person_days(board, window.start, window.end), kept is not None)


def _grace_row(board: Board, window: Window, unit: str, grace: int) -> GraceRow:
    """Planned: members some days after the start, whatever became of them."""
    sprint, days = board.sprints[window.sprint], days_of(board)
    measured = _later(days, window.start, grace)
    due = _later(days, window.end if window.planned_end is None else window.planned_end, grace)
    parts = [part for part in parts_of(board, window, unit) if part.standing.is_counted]
    inside = [part for part in parts if part.past.is_in(window.sprint, measured)]
    return GraceRow(sprint.number, sprint.name, _tally(inside, measured), *_by_time(parts, window, due))


def _by_time(parts: Sequence[Part], window: Window, due: Ms) -> tuple[Tally, Tally, Tally]:
    """In time, late, not at all. Late is only what stayed in this sprint; what was carried on counts there."""
    left = [part for part in parts if part.past.is_in(window.sprint, window.end)]
    in_time = [part for part in left if part.past.is_done_at(due)]
    late = [part for part in left if not part.past.is_done_at(due) and part.past.is_done_at(NEVER)
            and went_to(part.past, window, part.standing) is None]
    others = [part for part in left if part not in in_time and part not in late]
    return _tally(in_time, window.end), _tally(late, window.end), _tally(others, window.end)


def _tally(parts: Sequence[Part], at: Ms) -> Tally:
    return tally(part.worth.at(at) for part in parts)


def _later(days: Days, ms: Ms, count: int) -> Ms:
    """The same time of the day, that many days later."""
    day = days.of(ms)
    return ms if count <= 0 else ms - days.midnight(day) + days.midnight(day + count * DAY)
