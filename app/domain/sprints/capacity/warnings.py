"""What does not fit in the capacity of a sprint, in sentences with their numbers: the worst first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.facts.board import CLOSED, DONE, Board, Issue, Sprint
from app.domain.sprints.metrics.disciplines import demand_of
from app.domain.sprints.queue.words import counted, listed, points

FINE, UNDER, INFO, WARN, HIGH, CRITICAL = '', 'under', 'info', 'warn', 'high', 'critical'
OVER: Final = (HIGH, CRITICAL)
LEVELS: Final = ((Decimal('1.5'), CRITICAL), (Decimal('1.1'), HIGH), (Decimal(1), WARN))  # more than so much of a room
LOW_USE, LITTLE, MUCH = Decimal('0.5'), Decimal('0.2'), Decimal('0.4')
FULL: Final = 100  # percent
URGENT, MINOR = 2, 5  # the last band that is urgent, the first that is not
ORDER: Final = (CRITICAL, HIGH, WARN, UNDER, INFO)
NONE: Final = Decimal(0)
TENTH: Final = Decimal('0.1')


@dataclass(frozen=True)
class Warn:
    kind: str  # over, under, urgent, minor, person, no_days, no_share, no_calendar, undisciplined
    level: str
    text: str


@dataclass(frozen=True)
class Loaded:
    name: str
    planned: Decimal
    points: Decimal | None
    level: str


@dataclass(frozen=True)
class Person:
    name: str
    percent: Decimal  # over all boards
    has_share: bool
    has_days: bool  # of their own


def level_of(planned: Decimal, capacity: Decimal | None) -> str:
    """How far over or under; an unknown capacity is neither."""
    if capacity is None:
        return FINE
    if capacity <= 0:
        return CRITICAL if planned > 0 else FINE
    use = planned / capacity
    return next((level for most, level in LEVELS if use > most), UNDER if use < LOW_USE else FINE)


def warnings_of(board: Board, sprint: Sprint, days: int, rooms: Sequence[Loaded], people: Sequence[Person],
                issues: Sequence[Issue]) -> tuple[Warn, ...]:
    """`issues` are those in the sprint."""
    found = [*_rooms(rooms), *_people(people), *_dates(sprint, days), *_undisciplined(board, issues)]
    if sprint.state != CLOSED:
        found += _mismatch(board, rooms, issues)
    return tuple(sorted(found, key=lambda one: ORDER.index(one.level)))


def _rooms(rooms: Sequence[Loaded]) -> Iterator[Warn]:
    for one in rooms:
        if one.points is None or not one.level:
            continue
        use = f' ({points((one.planned / one.points * 100).quantize(TENTH))} %)' if one.points > 0 else ''
        told = f'{points(one.planned)} of {points(one.points)} points{use}'
        if one.level == UNDER:
            yield Warn('under', UNDER, f'{one.name} is less than half used: {told}.')
        else:
            yield Warn('over', one.level, f'{one.name} is {points(one.planned - one.points)} points over: {told}.')


def _people(people: Sequence[Person]) -> Iterator[Warn]:
    for one in people:
        if one.percent > FULL:
            yield Warn('person', WARN, f'{one.name} is shared out to {points(one.percent)} % over all boards.')
    if named := listed(one.name for one in people if not one.has_share):
        yield Warn('no_share', INFO, f'No discipline on this board, so no hours count: {named}.')
    if named := listed(one.name for one in people if not one.has_days):
        yield Warn('no_calendar', INFO, f'No days of their own, so those of the board count: {named}.')


def _dates(sprint: Sprint, days: int) -> Iterator[Warn]:
    if not (sprint.start or sprint.activated) or not sprint.end:
        yield Warn('no_days', INFO, 'This sprint has no dates, so no hours of people add up.')
    elif not days:
        yield Warn('no_days', WARN, 'This sprint has no working day, so no hours of people add up.')


def _undisciplined(board: Board, issues: Sequence[Issue]) -> Iterator[Warn]:
    if lacking := [one.key for one in issues if not demand_of(board, one).parts]:
        named = ', '.join(lacking[:3]) + (f' and {len(lacking) - 3} more' if len(lacking) > 3 else '')
        verbs = 'needs a discipline and counts' if len(lacking) == 1 else 'need a discipline and count'
        yield Warn('undisciplined', INFO, f'{counted(len(lacking), "issue")} in the sprint {verbs} nowhere: {named}.')


def _mismatch(board: Board, rooms: Sequence[Loaded], issues: Sequence[Issue]) -> Iterator[Warn]:
    """Bands go by the order of the priorities; an unknown priority counts as the last."""
    whole = sum((one.points for one in rooms if one.points and one.points > 0), NONE)
    if not whole:
        return
    urgent = _in_bands(board, issues, 1, URGENT)
    minor = _in_bands(board, issues, MINOR, len(board.issues))
    waiting = [one for one in board.issues.values() if _waits(board, one)]
    if urgent < whole * LITTLE and waiting:
        yield Warn('urgent', WARN, f'{points(urgent)} of {points(whole)} points go to the first two priorities, and '
                   f'{counted(len(waiting), "such issue")} {"waits" if len(waiting) == 1 else "wait"} outside.')
    if minor > whole * MUCH:
        yield Warn('minor', WARN, f'{points(minor)} of {points(whole)} points go to what is least urgent.')


def _in_bands(board: Board, issues: Sequence[Issue], first: int, last: int) -> Decimal:
    return sum((demand_of(board, one).size for one in issues if first <= _band(board, one) <= last), NONE)


def _waits(board: Board, issue: Issue) -> bool:
    """Urgent, open, and in no sprint that is still open."""
    return (_band(board, issue) <= URGENT and not issue.is_epic and not issue.is_subtask and not issue.gone
            and issue.is_on_board and board.columns.kind_of(issue.status) != DONE
            and not any(board.sprints[one].state != CLOSED for one in issue.sprints if one in board.sprints))


def _band(board: Board, issue: Issue) -> int:
    order = board.rules.bands or tuple(one for one, _ in board.priorities)
    return order.index(issue.priority) + 1 if issue.priority in order else max(1, len(order))
