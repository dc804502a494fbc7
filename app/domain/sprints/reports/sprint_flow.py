"""The flow inside one sprint: how many of its issues stood in which column at the end of each of its days."""

from dataclasses import dataclass
from datetime import date

from app.domain.sprints.facts.board import Board, Ms, Number
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.facts.naming import named_in
from app.domain.sprints.flow.cfd import day_ends, occupancy, within
from app.domain.sprints.flow.cycle import counts_in_flow, course_of
from app.domain.sprints.metrics.classes import window_of

LONGEST = 400  # days; a sprint that was never closed may last for years


@dataclass(frozen=True, slots=True)
class SprintFlow:
    days: tuple[date, ...]
    columns: tuple[tuple[str, str], ...]  # name, kind
    counts: tuple[tuple[int, ...], ...]  # by day, by column from the left


def sprint_flow(board: Board, sprint: Number, now: Ms) -> SprintFlow | None:
    """Up to now, or to its end; None before its start."""
    known = board.sprints[sprint]
    window = window_of(known, now)
    if not window.has_start or window.start > now:
        return None
    days = days_of(board)
    first, last = days.of(window.start), days.of(min(window.end, now))
    last = min(max(first, last), date.fromordinal(first.toordinal() + LONGEST))
    ends = [min(one, window.end, now) for one in day_ends(days, first, last)]
    courses = [course_of(board, issue) for issue in named_in(board).get(sprint, ()) if counts_in_flow(board, issue)]
    counts = occupancy((one for course in courses for one in within(course, sprint)), ends, len(board.columns.columns))
    return SprintFlow(tuple(days.of(one) for one in ends), tuple((one.name, one.kind) for one in board.columns.columns),
                      counts)
