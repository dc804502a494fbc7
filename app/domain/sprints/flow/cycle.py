"""How long work took: from the day it was started to the day it was done, both counted.

Started is the first entry (or the last, if wanted) into a started column, for what never stood in one into a waiting
one; done is the last entry into a done column, and whoever opens an issue again takes that back. What went straight
to done has no cycle. Dates on which an issue was flagged at noon do not count.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Final, TypeVar

from app.domain.sprints.facts.board import DONE, STARTED, WAITING, Board, ColumnOfBoard, Issue, Ms, Number
from app.domain.sprints.facts.calendar import DAY, Days
from app.domain.sprints.facts.replay import Past, past_of
from app.domain.sprints.facts.timelines import Timeline
from app.domain.sprints.forecasts.forecast import WORKING
from app.domain.sprints.metrics.numbers import percentile

OFF: Final = -1  # in no column of the board
NEVER: Final = 2 ** 62
SHARE, FEWEST = Decimal('0.2'), 5  # of all issues in a rolling mean
SHARES: Final = (Decimal('0.5'), Decimal('0.85'), Decimal('0.95'))
HUNDREDTH: Final = Decimal('0.01')
BARS: Final = 24  # of a histogram, at most

T = TypeVar('T')


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Of an issue through the columns of its board, as they are now."""
    issue: Issue
    past: Past
    places: Timeline[int]  # numbers of columns from the left; OFF
    start: Ms | None
    finish: Ms | None

    def stretches(self) -> Iterator[tuple[Ms, Ms, int]]:
        """From, until just before, column."""
        return stretches(self.places)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Of something done."""
    number: Number
    key: str
    title: str
    type: str
    started: date
    finished: date
    at: Ms
    days: int
    flagged: int  # dates that do not count
    url: str


@dataclass(frozen=True, slots=True)
class Ranks:
    """Nearest ranks; None where there is nothing."""
    p50: int | None
    p85: int | None
    p95: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Rolling:
    """Around one issue of a control chart."""
    mean: Decimal
    deviation: Decimal


def course_of(board: Board, issue: Issue, from_last: bool = False) -> Course:
    """Where it begins and ends is kept with its past; the issue itself never is, or none could ever be forgotten."""
    past = past_of(board, issue)
    key = f'course {from_last}'
    if key not in past.kept:
        finish = _finish(past)
        past.kept[key] = (_start(past, finish, from_last), finish)
    start, finish = past.kept[key]
    return Course(issue, past, _places(board, past), start, finish)


def counts_in_flow(board: Board, issue: Issue) -> bool:
    """No epics, and nothing that was deleted before it was done."""
    return not issue.is_epic and (issue.gone != 'deleted' or past_of(board, issue).is_done_at(NEVER))


def cycle_of(days: Days, course: Course, calendar: str) -> Cycle | None:
    """None for what is not done, or was never started."""
    if course.start is None or course.finish is None:
        return None
    issue, started, finished = course.issue, days.of(course.start), days.of(course.finish)
    flagged = flagged_dates(days, course.past, started, finished)
    off = sum(counts(days, day, calendar) for day in flagged)
    return Cycle(issue.number, issue.key, issue.title, issue.type, started, finished, course.finish,
                 max(1, age(days, started, finished, calendar) - off), off, issue.url)


def age(days: Days, first: date, last: date, calendar: str) -> int:
    """Dates from the first to the last, both counted; never less than one."""
    whole = (last - first).days + 1
    if calendar != WORKING:
        return max(1, whole)
    return max(1, sum(days.is_working(first + number * DAY) for number in range(whole)))


def counts(days: Days, day: date, calendar: str) -> bool:
    return calendar != WORKING or days.is_working(day)


def flagged_dates(days: Days, past: Past, first: date, last: date) -> frozenset[date]:
    """Those whose noon was flagged."""
    low, high = days.noon(first), days.noon(last) + 1
    return frozenset(day for start, end, is_on in stretches(past.flags()) if is_on and start < high and end > low
                     for day in days.dates(max(start, low), min(end, high)))


def stretches(line: Timeline[T]) -> Iterator[tuple[Ms, Ms, T]]:
    """From, until just before, what held."""
    spans = list(line.spans())
    ends = [at for at, _ in spans[1:]] + [NEVER]
    for (at, value), end in zip(spans, ends, strict=True):
        yield at, end, value


def entries(kinds: Timeline[str], wanted: str) -> list[Ms]:
    """Moments on which it came there from elsewhere."""
    found, former = [], ''
    for at, kind in kinds.spans():
        if kind == wanted != former:
            found.append(at)
        former = kind
    return found


def ranks(values: Iterable[int]) -> Ranks:
    every = [Decimal(value) for value in values]
    p50, p85, p95 = (None if one is None else int(one) for one in (percentile(every, share) for share in SHARES))
    return Ranks(p50, p85, p95, len(every))


def histogram(values: Sequence[int]) -> tuple[tuple[int, int, int], ...]:
    """(from, to, how many) of bars of the same width that touch each other."""
    if not values:
        return ()
    width = -(-max(values) // BARS)
    found = [0] * -(-max(values) // width)
    for value in values:
        found[(value - 1) // width] += 1
    return tuple((place * width + 1, (place + 1) * width, count) for place, count in enumerate(found))


def rolling(values: Sequence[int]) -> tuple[Rolling, ...]:
    """Mean and deviation over a fifth of the values, an odd number and at least five, around each. Running sums make
    it as fast for ten thousand values as for ten.
    """
    size = max(FEWEST, int(len(values) * SHARE))
    half = (size if size % 2 else size + 1) // 2
    sums = [0, *accumulate(values)]
    squares = [0, *accumulate(value * value for value in values)]
    found = []
    for place in range(len(values)):
        low, high = max(0, place - half), min(len(values), place + half + 1)
        found.append(_rolling(sums[high] - sums[low], squares[high] - squares[low], high - low))
    return tuple(found)


def _rolling(total: int, squares: int, count: int) -> Rolling:
    """The variance is that of whole numbers, exact until its root is drawn."""
    variance = Decimal(count * squares - total * total) / (count * count)
    return Rolling((Decimal(total) / count).quantize(HUNDREDTH), variance.sqrt().quantize(HUNDREDTH))


def _start(past: Past, finish: Ms | None, from_last: bool) -> Ms | None:
    for kind in (STARTED, WAITING):
        if found := [at for at in entries(past.kind, kind) if finish is None or at <= finish]:
            return found[-1 if from_last else 0]
    return None


def _finish(past: Past) -> Ms | None:
    return entries(past.kind, DONE)[-1] if past.kind.values[-1] == DONE else None


def _places(board: Board, past: Past) -> Timeline[int]:
    """Which kind of column it was is asked of the mapping of that time, which column of today's."""
    known: Timeline[int] | None = past.kept.get('columns')
    if known is None:
        columns = board.columns.columns
        moments = tuple(sorted({*past.status.moments, *past.kind.moments}))
        known = past.kept['columns'] = Timeline(moments, tuple(
            _place(columns, past.status_at(at), past.kind_at(at)) for at in moments))
    return known


def _place(columns: Sequence[ColumnOfBoard], status: str, kind: str) -> int:
    own = [place for place, column in enumerate(columns) if kind and column.kind == kind]
    return next((place for place in own if status in columns[place].statuses), own[0] if own else OFF)
