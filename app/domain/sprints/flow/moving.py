"""How well work moves: time at work against time waiting, what is held up, and whether more begins than ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from app.domain.sprints.facts.board import DONE, NOT_STARTED, STARTED, WAITING, Board, Ms, Number
from app.domain.sprints.facts.calendar import Days
from app.domain.sprints.facts.timelines import Timeline
from app.domain.sprints.flow.cfd import CfdDay
from app.domain.sprints.flow.cycle import Course, flagged_dates
from app.domain.sprints.metrics.numbers import ratio

HOUR: Final = 3_600_000  # ms
TENTH: Final = Decimal('0.1')


@dataclass(frozen=True, slots=True)
class Efficiency:
    """Hours between start and end of what was done. Flagged time is time waiting."""
    active: Decimal
    waiting: Decimal
    share: Decimal | None  # active of both


@dataclass(frozen=True, slots=True)
class Blocked:
    number: Number
    key: str
    title: str
    days: int  # dates in what is shown whose noon was flagged
    is_now: bool
    url: str


@dataclass(frozen=True, slots=True)
class NetFlow:
    """Of a week: what was begun and what was ended, by arrivals."""
    first: date
    begun: int
    ended: int

    @property
    def net(self) -> int:
        return self.begun - self.ended


@dataclass(frozen=True, slots=True)
class Little:
    """Work under way = what is done a day × days it takes, in the long run; far apart, something else is going on."""
    under_way: Decimal | None  # mean at the end of a day
    per_day: Decimal | None
    expected: Decimal | None  # days, from the two
    measured: Decimal | None  # days, mean of the cycles


def efficiency_of(courses: Iterable[Course]) -> Efficiency:
    """Sums over issues; never a mean of ratios."""
    active = waiting = 0
    for course in courses:
        if course.start is not None and course.finish is not None:
            at_work, held = _times(course, course.start, course.finish)
            active, waiting = active + at_work, waiting + held
    hours = [(Decimal(part) / HOUR).quantize(TENTH) for part in (active, waiting)]
    return Efficiency(hours[0], hours[1], ratio(Decimal(active), Decimal(active + waiting)))


def blocked_of(courses: Iterable[Course], days: Days, first: date, last: date) -> tuple[Blocked, ...]:
    """What was flagged between these days, the longest first."""
    found = []
    for course in courses:
        until = days.of(course.finish) if course.finish is not None else last
        flagged = flagged_dates(days, course.past, first, min(until, last)) if until >= first else frozenset()
        is_now = course.finish is None and bool(course.past.flags().values[-1])
        if flagged or is_now:
            issue = course.issue
            found.append(Blocked(issue.number, issue.key, issue.title, len(flagged), is_now, issue.url))
    return tuple(sorted(found, key=lambda one: (-one.days, one.number)))


def net_of(board: Board, every: Sequence[CfdDay], before: CfdDay) -> tuple[NetFlow, ...]:
    """By weeks; `before`: the day before the first."""
    first, done = borders(board)
    if first is None or done is None:
        return ()
    found: dict[date, list[int]] = {}
    for earlier, one in zip((before, *every), every, strict=False):
        week = found.setdefault(one.day.fromordinal(one.day.toordinal() - one.day.weekday()), [0, 0])
        week[0] += one.arrived[first] - earlier.arrived[first]
        week[1] += one.arrived[done] - earlier.arrived[done]
    return tuple(NetFlow(monday, *both) for monday, both in found.items())


def little_of(board: Board, every: Sequence[CfdDay], done: int, cycles: Sequence[int]) -> Little:
    """`done`: issues in these days."""
    busy = [place for place, one in enumerate(board.columns.columns) if one.kind in (STARTED, WAITING)]
    under_way = ratio(Decimal(sum(one.standing[place] for one in every for place in busy)), Decimal(len(every)))
    per_day = ratio(Decimal(done), Decimal(len(every)))
    measured = ratio(Decimal(sum(cycles)), Decimal(len(cycles)))
    return Little(*(None if one is None else one.quantize(Decimal('0.01'))
                    for one in (under_way, per_day, ratio(under_way, per_day), measured)))


def borders(board: Board) -> tuple[int | None, int | None]:
    """The first column in which work is under way, and the first in which it is done."""
    columns = board.columns.columns
    first = next((place for place, one in enumerate(columns) if one.kind != NOT_STARTED), None)
    return first, next((place for place, one in enumerate(columns) if one.kind == DONE), None)


def _times(course: Course, start: Ms, finish: Ms) -> tuple[int, int]:
    """Active and waiting, in ms."""
    kinds, flags = course.past.kind, course.past.flags()
    moments = sorted({start, finish, *_inside(kinds, start, finish), *_inside(flags, start, finish)})
    active = waiting = 0
    for at, end in pairwise(moments):
        kind = kinds.at(at)
        if kind == STARTED and not flags.at(at):
            active += end - at
        elif kind in (STARTED, WAITING):
            waiting += end - at
    return active, waiting


def _inside(line: Timeline[Any], start: Ms, finish: Ms) -> Iterable[Ms]:
    return (at for at in line.moments if start < at < finish)
