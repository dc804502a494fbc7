"""The cumulative flow: how many issues stood in which column at the end of each day.

The picture is what really stood there and may dip when work moves back. Arrivals are for figures: whoever moves work
back takes its later dates away, so no line ever falls, and what lies between two lines is work on its way.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from app.domain.sprints.facts.board import Ms, Number
from app.domain.sprints.facts.calendar import DAY, Days
from app.domain.sprints.flow.cycle import NEVER, OFF, Course

Stretch = tuple[Ms, Ms, int]  # from, until just before, column


@dataclass(frozen=True, slots=True)
class CfdDay:
    """Counts by column, from the left."""
    day: date
    standing: tuple[int, ...]  # at its end
    arrived: tuple[int, ...]  # so far, in that column or beyond


def cfd_of(courses: Sequence[Course], days: Days, first: date, last: date, columns: int) -> tuple[CfdDay, ...]:
    """Of every day from the first to the last."""
    ends = day_ends(days, first, last)
    standing = occupancy((one for course in courses for one in course.stretches()), ends, columns)
    arrived = arrivals(courses, ends, columns)
    return tuple(CfdDay(first + place * DAY, standing[place], arrived[place]) for place in range(len(ends)))


def day_ends(days: Days, first: date, last: date) -> tuple[Ms, ...]:
    """The last moments of each day."""
    return tuple(days.midnight(first + (number + 1) * DAY) - 1 for number in range((last - first).days + 1))


def occupancy(every: Iterable[Stretch], ends: Sequence[Ms], columns: int) -> tuple[tuple[int, ...], ...]:
    """Of each of these moments, how many stand in each column."""
    steps = [[0] * (len(ends) + 1) for _ in range(columns)]
    for start, end, column in every:
        if column != OFF:
            steps[column][bisect_left(ends, start)] += 1
            steps[column][bisect_left(ends, end)] -= 1
    return tuple(zip(*(list(accumulate(one))[:-1] for one in steps), strict=True)) if columns else ((),) * len(ends)


def arrivals(courses: Iterable[Course], ends: Sequence[Ms], columns: int) -> tuple[tuple[int, ...], ...]:
    """Of each of these moments, how many have come so far: into that column, or past it."""
    steps = [[0] * (len(ends) + 1) for _ in range(columns)]
    for course in courses:
        for column, at in enumerate(arrivals_of(course, columns)):
            if at is not None:
                steps[column][bisect_left(ends, at)] += 1
    return tuple(zip(*(list(accumulate(one))[:-1] for one in steps), strict=True)) if columns else ((),) * len(ends)


def arrivals_of(course: Course, columns: int) -> tuple[Ms | None, ...]:
    """When it came into each column, or past it, for the last time; None where it is not that far now."""
    found: list[Ms | None] = [None] * columns
    for at, place in course.places.spans():
        if place != OFF:
            found = [None if column > place else at if known is None else known
                     for column, known in enumerate(found)]
    return tuple(found)


def within(course: Course, sprint: Number) -> Iterable[Stretch]:
    """Only while it was in that sprint."""
    for stay in course.past.stays.get(sprint, ()):
        low, high = stay.start, NEVER if stay.end is None else stay.end
        for start, end, column in course.stretches():
            if max(start, low) < min(end, high):
                yield max(start, low), min(end, high), column
