"""How a project comes on — an epic, a version, some keys — over all boards that hold a part of it.

Its history is what was done of it each week. When it will be done is asked of its own days; where too few of them are
known, of all that its boards did, as if they worked on nothing else. The risk is the share of trials that end after
the target.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from app.domain.sprints.facts.board import Board, Issue, Number
from app.domain.sprints.facts.calendar import DAY, days_of
from app.domain.sprints.facts.estimates import number_of
from app.domain.sprints.facts.replay import past_of
from app.domain.sprints.flow.cycle import NEVER, Course, course_of
from app.domain.sprints.flow.flow import courses_of
from app.domain.sprints.flow.throughput import done_by_day, weeks_of, window_of
from app.domain.sprints.forecasts.forecast import (
    ALL,
    FEWEST,
    USUAL,
    WhenDone,
    Window,
    days_ahead,
    scope_size,
    seed_of,
    when_done,
)
from app.domain.sprints.forecasts.forecasting import risk_of
from app.domain.sprints.forecasts.scopes import EPIC, VERSION, Scope, is_there, scope_of
from app.domain.sprints.metrics.rows import key_order
from app.domain.sprints.queue.adapter import BLOCKING, DEPENDING
from app.errors import Rejected

WEEKS: Final = 26  # of history that are shown
P50, P85, P95 = Decimal('0.5'), Decimal('0.85'), Decimal('0.95')


@dataclass(frozen=True, slots=True)
class ProjectName:
    kind: str  # epic, version, keys, jql
    value: str
    label: str
    boards: tuple[tuple[int, str], ...]  # id, name

    @property
    def key(self) -> str:
        return f'{self.kind}:{self.value}'


@dataclass(frozen=True, slots=True)
class ProjectWeek:
    first: date
    done: int
    points: Decimal  # done in it
    done_so_far: int
    total: int  # there by its end, of what belongs to it now


@dataclass(frozen=True, slots=True)
class Milestone:
    """Issues that share a due date."""
    day: date
    issues: int
    open: int
    keys: tuple[str, ...]  # of the open ones


@dataclass(frozen=True, slots=True)
class Waiting:
    key: str
    title: str
    on: str  # key
    on_title: str
    is_outside: bool  # what it waits for does not belong to the project


@dataclass(frozen=True, slots=True)
class Outlook:
    """None: not within ten years. `reason`: why there is none at all, in a sentence."""
    p50: date | None = None
    p85: date | None = None
    p95: date | None = None
    risk: Decimal | None = None  # P(done after the target)
    is_own: bool = True  # by its own history
    size: int = 0
    reason: str = ''


@dataclass(frozen=True, slots=True)
class Progress:
    name: ProjectName
    issues: int
    open: int
    unbroken: int  # epics without anything in them
    points: Decimal
    points_done: Decimal
    unestimated: int
    target: date | None
    outlook: Outlook
    weeks: tuple[ProjectWeek, ...]
    milestones: tuple[Milestone, ...]
    waiting: tuple[Waiting, ...]

    @property
    def done(self) -> int:
        return self.issues - self.open


Part = tuple[Board, Scope]


def names_on(boards: Sequence[Board]) -> tuple[ProjectName, ...]:
    """Every epic and version, epics first."""
    labels: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], dict[int, str]] = {}
    for board in boards:
        for kind, value, label in _named(board):
            labels[kind, value] = labels.get((kind, value), '') or label
            found.setdefault((kind, value), {})[board.id] = board.name
    order = sorted(found, key=lambda one: (one[0], key_order(one[1]) if one[0] == EPIC else (one[1], 0, '')))
    return tuple(ProjectName(*one, labels[one] or one[1], tuple(found[one].items())) for one in order)


def parts_of(boards: Sequence[Board], kind: str, value: str) -> tuple[Part, ...]:
    """The boards that hold some of it."""
    found = []
    for board in boards:
        try:
            found.append((board, scope_of(board, kind, value)))
        except Rejected:
            continue
    return tuple(found)


def progress_of(name: ProjectName, parts: Sequence[Part], today: date, target: date | None = None) -> Progress:
    """Issues that stand on several boards count once."""
    own = _members(parts)
    issues = [issue for _, issue in own.values()]
    open_ones = {key for key, (board, issue) in own.items() if not past_of(board, issue).is_done_at(NEVER)}
    points = {key: number_of(issue.estimates.get(board.columns.estimate, '')) for key, (board, issue) in own.items()}
    unbroken = max((scope.epics for _, scope in parts), default=0)
    target = target or _due(parts, name)
    return Progress(
        name, len(own), len(open_ones), unbroken, _sum(points.values()),
        _sum(points[key] for key in own if key not in open_ones),
        sum(value is None for value in points.values()), target,
        _outlook(parts, own, len(open_ones), unbroken, today, target), _weeks(own, points, today),
        _milestones(own, open_ones), tuple(_waiting(own, open_ones, {issue.key for issue in issues})))


def _members(parts: Sequence[Part]) -> dict[tuple[int, Number], tuple[Board, Issue]]:
    found: dict[tuple[int, Number], tuple[Board, Issue]] = {}
    for board, scope in parts:
        for number in sorted(scope.members):
            found.setdefault((board.site, number), (board, board.issues[number]))
    return found


def _due(parts: Sequence[Part], name: ProjectName) -> date | None:
    """An epic has a due date of its own."""
    return next((issue.due for board, _ in parts for issue in board.issues.values()
                 if name.kind == EPIC and issue.is_epic and issue.key == name.value and issue.due), None)


def _outlook(parts: Sequence[Part], own: Mapping[tuple[int, Number], tuple[Board, Issue]], items: int, unbroken: int,
             today: date, target: date | None) -> Outlook:
    if not parts or not items + unbroken:
        return Outlook(reason='Everything is done.' if own else 'Nothing belongs to it.')
    days = days_of(parts[0][0])
    size = scope_size(items, unbroken, parts[0][0].rules.epic_size)
    window = window_of(done_by_day([course_of(board, issue) for board, issue in own.values()], days), days, today,
                       USUAL, ALL)
    is_own = sum(count > 0 for count in window.counts) >= FEWEST
    if not is_own:
        window = window_of(done_by_day(_all_courses(parts), days), days, today, USUAL, ALL)
    try:
        found, ahead = _sure(window, size, today)
    except Rejected as refusal:
        return Outlook(size=size, reason=str(refusal))
    return Outlook(found.dates[P50], found.dates[P85], found.dates[P95],
                   None if target is None else risk_of(found, ahead, target), is_own, size)


@lru_cache(256)
def _sure(window: Window, size: int, today: date) -> tuple[WhenDone, tuple[date, ...]]:
    """The same for everybody who asks, so asked once."""
    ahead = days_ahead(today, ALL, frozenset())
    return when_done(window, size, ahead, seed_of(window)), ahead


def _all_courses(parts: Sequence[Part]) -> Iterator[Course]:
    seen: set[tuple[int, Number]] = set()
    for board, _ in parts:
        for course in courses_of(board):
            if (board.site, course.issue.number) not in seen:
                seen.add((board.site, course.issue.number))
                yield course


def _weeks(own: Mapping[tuple[int, Number], tuple[Board, Issue]],
           points: Mapping[tuple[int, Number], Decimal | None], today: date) -> tuple[ProjectWeek, ...]:
    """From the first issue on, at most half a year."""
    if not own:
        return ()
    born = [days_of(board).of(issue.created) for board, issue in own.values()]
    ended = {key: days_of(board).of(finish) for key, (board, issue) in own.items()
             if (finish := course_of(board, issue).finish) is not None}
    first = max(min(born), today - timedelta(today.weekday()) - timedelta(7 * (WEEKS - 1)))
    found = []
    for week in weeks_of({}, first, today):
        last = week.first + 6 * DAY
        inside = [key for key, day in ended.items() if week.first <= day <= last]
        found.append(ProjectWeek(week.first, len(inside), _sum(points[key] for key in inside),
                                 sum(day <= last for day in ended.values()), sum(day <= last for day in born)))
    return tuple(found)


def _milestones(own: Mapping[tuple[int, Number], tuple[Board, Issue]], open_ones: set[tuple[int, Number]],
                ) -> tuple[Milestone, ...]:
    days: dict[date, list[tuple[int, Number]]] = {}
    for key, (_, issue) in own.items():
        if issue.due:
            days.setdefault(issue.due, []).append(key)
    return tuple(Milestone(day, len(days[day]), sum(key in open_ones for key in days[day]),
                           tuple(own[key][1].key for key in days[day] if key in open_ones)) for day in sorted(days))


def _waiting(own: Mapping[tuple[int, Number], tuple[Board, Issue]], open_ones: set[tuple[int, Number]],
             keys: set[str]) -> Iterator[Waiting]:
    """What is open and waits for something that is open: a link says so on either side."""
    for key in sorted(open_ones, key=lambda one: key_order(own[one][1].key)):
        board, issue = own[key]
        for link in issue.links:
            name = board.link_types.get(link.type, '')
            waits = 'in' if BLOCKING.search(name) else 'out' if DEPENDING.search(name) else ''
            other = board.issues.get(link.other)
            if link.way == waits and (other is None or (
                    is_there(other) and not past_of(board, other).is_done_at(NEVER))):
                yield Waiting(issue.key, issue.title, link.key, other.title if other else '', link.key not in keys)


def _named(board: Board) -> Iterator[tuple[str, str, str]]:
    for issue in board.issues.values():
        if not is_there(issue):
            continue
        if issue.is_epic:
            yield EPIC, issue.key, f'{issue.key} {issue.title}'
        elif issue.epic:
            yield EPIC, issue.epic, ''
        for version in issue.versions:
            yield VERSION, version, version


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), Decimal(0))
