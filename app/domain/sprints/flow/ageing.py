"""Work that is under way and how old it is, against the ages at which finished work left the same column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.sprints.facts.board import STARTED, WAITING, Board, Number
from app.domain.sprints.facts.calendar import Days
from app.domain.sprints.flow.cycle import OFF, Course, Ranks, age, ranks


@dataclass(frozen=True, slots=True)
class Aged:
    number: Number
    key: str
    title: str
    type: str
    column: int
    days: int
    is_late: bool  # older than 85 % of what left this column
    is_flagged: bool
    started: date
    url: str


@dataclass(frozen=True, slots=True)
class ColumnAges:
    column: int
    name: str
    left: Ranks  # ages at which finished work left it


def ageing_of(board: Board, courses: Sequence[Course], finished: Iterable[Course], days: Days, today: date,
              calendar: str) -> tuple[tuple[ColumnAges, ...], tuple[Aged, ...]]:
    """Columns in which work is under way, and what stands in them, the oldest first."""
    columns = [(place, one.name) for place, one in enumerate(board.columns.columns) if one.kind in (STARTED, WAITING)]
    left: dict[int, list[int]] = {place: [] for place, _ in columns}
    for course in finished:
        for place, days_old in leaving_ages(course, days, calendar):
            if place in left:
                left[place].append(days_old)
    found = tuple(ColumnAges(place, name, ranks(left[place])) for place, name in columns)
    limits = {one.column: one.left.p85 for one in found}
    under_way = (_aged(course, days, today, calendar, limits) for course in courses)
    return found, tuple(sorted((one for one in under_way if one), key=lambda one: (-one.days, one.number)))


def leaving_ages(course: Course, days: Days, calendar: str) -> Iterable[tuple[int, int]]:
    """How old it was when it left each column for the last time."""
    if course.start is None:
        return
    started = days.of(course.start)
    last = {place: end for start, end, place in course.stretches() if place != OFF and end > course.start}
    for place, end in last.items():
        if course.finish is None or end <= course.finish:
            yield place, age(days, started, days.of(end), calendar)


def _aged(course: Course, days: Days, today: date, calendar: str, limits: dict[int, int | None]) -> Aged | None:
    issue, place = course.issue, course.places.values[-1]
    if course.start is None or course.finish is not None or place not in limits:
        return None
    started = days.of(course.start)
    old, limit = age(days, started, today, calendar), limits[place]
    return Aged(issue.number, issue.key, issue.title, issue.type, place, old, limit is not None and old > limit,
                bool(course.past.flags().values[-1]), started, issue.url)
