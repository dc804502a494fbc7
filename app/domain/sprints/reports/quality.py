"""What in the data makes figures of a board doubtful: how many, which, and where it is mended."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import FUTURE, Board, Issue, Ms, Sprint
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.facts.estimates import is_odd, number_of
from app.domain.sprints.facts.replay import past_of
from app.domain.sprints.flow.cycle import NEVER
from app.domain.sprints.forecasts.scopes import is_there
from app.domain.sprints.metrics.carrying import often_carried
from app.domain.sprints.metrics.disciplines import shares_of
from app.domain.sprints.metrics.rows import key_order, status_name

STALE: Final = 4  # closed sprints that ended without it being done: more than three
LONGEST: Final = 60  # days of a sprint that still looks like one
DAY_MS: Final = 86_400_000

JIRA, SETTINGS, CAPACITY, SYNC = 'jira', 'settings', 'capacity', 'sync'  # where something is mended
TITLES: Final = {
    'unestimated': ('Unestimated', 'Open issues without an estimate: they count 0 in every figure of points.', JIRA),
    'undisciplined': ('No discipline', 'Open issues of which nothing says who can do them: no queue takes them in.',
                      CAPACITY),
    'stale': ('Stale', 'Open issues that were in more than three closed sprints and not done in any.', JIRA),
    'unmapped': ('Statuses in no column', 'Statuses that no column shows: what stands in them counts as not done.',
                 SETTINGS),
    'partial': ('Partly read', 'Issues of which a part of the history could not be read yet. They still count.', SYNC),
    'gaps': ('Gaps in the history', 'Issues whose history does not fit together; the later change wins.', SYNC),
    'points': ('Odd estimates', 'Estimates that are no number, or above 1000.', JIRA),
    'sprints': ('Odd sprints', 'Sprints without dates, or with dates that make no sense.', JIRA),
    'priorities': ('Unknown priorities', 'Open issues with a priority the site does not list: they come last.', JIRA),
    'mapping': ('Columns not confirmed', 'Nobody has confirmed yet how the columns of this board are read.', SETTINGS)}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One issue, status or sprint. `url` is empty where only we know it."""
    name: str
    title: str
    note: str
    url: str = ''


@dataclass(frozen=True, slots=True)
class Check:
    key: str
    title: str
    text: str
    mended: str  # jira, settings, capacity, sync
    doubts: tuple[Doubt, ...]


_checks: WeakKeyDictionary[Board, tuple[Check, ...]] = WeakKeyDictionary()


def checks_of(board: Board) -> tuple[Check, ...]:
    """All of them, also those that found nothing; kept for as long as the board is the same."""
    found = _checks.get(board)
    if found is None:
        found = _checks[board] = tuple(Check(key, *words, tuple(FINDERS[key](board)))
                                       for key, words in TITLES.items())
    return found


def _open(board: Board) -> Iterator[Issue]:
    """By key; epics are no work."""
    for issue in sorted(board.issues.values(), key=lambda one: key_order(one.key)):
        if not issue.is_epic and is_there(issue) and not past_of(board, issue).is_done_at(NEVER):
            yield issue


def _unestimated(board: Board) -> Iterator[Doubt]:
    for issue in _open(board):
        counts = board.rules.counts_subtasks or not issue.is_subtask
        if counts and not issue.estimates.get(board.columns.estimate, '').strip():
            yield _doubt(issue, issue.type)


def _undisciplined(board: Board) -> Iterator[Doubt]:
    return (_doubt(issue, issue.type) for issue in _open(board) if board.disciplines and not shares_of(board, issue))


def _stale(board: Board) -> Iterator[Doubt]:
    for one in often_carried(board, STALE):
        if is_there(issue := board.issues[one.number]):
            yield _doubt(issue, f'not done in {len(one.sprints)} sprints')


def _unmapped(board: Board) -> Iterator[Doubt]:
    """The most used first: how many stand there now, how many ever did, and since when nobody did."""
    mapped = {status for one in board.mappings for column in one.columns for status in column.statuses}
    now: dict[str, int] = {}
    ever: dict[str, int] = {}
    last: dict[str, Ms] = {}
    for issue in board.issues.values():
        if issue.is_epic:
            continue
        past = past_of(board, issue)
        spans = [(at, status) for at, status in past.status.spans() if status and status not in mapped]
        for status in {status for _, status in spans}:
            ever[status] = ever.get(status, 0) + 1
            now[status] = now.get(status, 0) + (past.status.values[-1] == status and is_there(issue))
            last[status] = max(last.get(status, 0), *(at for at, own in spans if own == status))
    for status in sorted(ever, key=lambda one: (-now[one], -ever[one], one)):
        day = days_of(board).text(last[status])
        yield Doubt(status_name(board, status), '' if _is_listed(board, status) else 'not in use any more at the site',
                    f'{_issues(now[status])} now, {_issues(ever[status])} ever; last entered {day}')


def _is_listed(board: Board, status: str) -> bool:
    return status in board.statuses and board.statuses[status].is_listed


def _partial(board: Board) -> Iterator[Doubt]:
    return (_doubt(issue, 'read in part') for issue in board.issues.values() if issue.is_partial and is_there(issue))


def _gaps(board: Board) -> Iterator[Doubt]:
    for issue in board.issues.values():
        if faults := past_of(board, issue).faults:
            more = f', and {len(faults) - 1} more' if len(faults) > 1 else ''
            yield _doubt(issue, f'{faults[0]}{more}')


def _points(board: Board) -> Iterator[Doubt]:
    estimate = board.columns.estimate
    for issue in board.issues.values():
        if not is_there(issue):
            continue
        if odd := past_of(board, issue).odd_estimates(estimate):
            yield _doubt(issue, f'“{odd[0][:40]}” is no number')
        elif is_odd(value := number_of(issue.estimates.get(estimate, ''))):
            yield _doubt(issue, f'estimated at {value}')


def _sprints(board: Board) -> Iterator[Doubt]:
    for sprint in board.sprints.values():
        if not sprint.is_gone and (note := _sprint_note(sprint)):
            yield Doubt(sprint.name, sprint.state, note)


def _sprint_note(sprint: Sprint) -> str:
    start, end = sprint.start, sprint.end
    if start is None or end is None:
        missing = ' and '.join(word for word, at in (('start', start), ('end', end)) if at is None)
        return '' if sprint.state == FUTURE else f'has no {missing}'
    if end < start:
        return 'ends before it starts'
    if end == start:
        return 'has no length'
    length = (end - start) // DAY_MS
    return f'is {length} days long' if length > LONGEST else ''


def _priorities(board: Board) -> Iterator[Doubt]:
    known = {one for one, _ in board.priorities}
    return (_doubt(issue, f'priority {issue.priority}') for issue in _open(board)
            if known and issue.priority and issue.priority not in known)


def _mapping(board: Board) -> Iterator[Doubt]:
    if board.columns.is_guessed:
        yield Doubt(board.name, '', 'the last column is taken as done, the first as not started')


def _doubt(issue: Issue, note: str) -> Doubt:
    return Doubt(issue.key, issue.title, note, issue.url)


def _issues(count: int) -> str:
    return '1 issue' if count == 1 else f'{count} issues'


FINDERS: Final[dict[str, Callable[[Board], Iterable[Doubt]]]] = {
    'unestimated': _unestimated, 'undisciplined': _undisciplined, 'stale': _stale, 'unmapped': _unmapped,
    'partial': _partial, 'gaps': _gaps, 'points': _points, 'sprints': _sprints, 'priorities': _priorities,
    'mapping': _mapping}
