"""Our figures beside those that Jira's own sprint report shows; never taken as a source."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from app.domain.sprints.facts.board import POINTS, Number
from app.domain.sprints.facts.estimates import number_of
from app.domain.sprints.jira.reading import SiteReport
from app.domain.sprints.metrics.report import CLASS_NAMES, COMPLETED, DONE_BEFORE, NOT_COMPLETED, REMOVED, Report, Row
from app.domain.sprints.metrics.rows import key_order

ADDED: Final = 'added'
SUMS: Final[Mapping[str, str]] = {  # of last estimates, as Jira calls them
    COMPLETED: 'completedIssuesEstimateSum', NOT_COMPLETED: 'issuesNotCompletedEstimateSum',
    REMOVED: 'puntedIssuesEstimateSum', DONE_BEFORE: 'issuesCompletedInAnotherSprintEstimateSum'}
NAMES: Final[Mapping[str, str]] = {**CLASS_NAMES, ADDED: 'Added'}
ADDED_WORDS: Final = {True: 'Added', False: 'Not added'}
JOINED: Final = 'By its history it joined after the start, or left and came back.'
THERE: Final = 'By its history it was in the sprint at the start already.'
GONE: Final = 'Jira does not show it any more; what is known of it stays here.'
REASONS: Final[Mapping[tuple[str, str], str]] = {  # (ours, theirs)
    (NOT_COMPLETED, COMPLETED): 'By the columns as they are read here its status at the end was not done.',
    (COMPLETED, NOT_COMPLETED): 'By the columns as they are read here its status at the end was done.',
    (COMPLETED, DONE_BEFORE): 'A change in the sprint left or reached a done status, so it counts as completed in it.',
    (DONE_BEFORE, COMPLETED): 'It was done at the start, and no change in the sprint left or reached a done status.',
    (NOT_COMPLETED, DONE_BEFORE): 'It was opened again and was not done at the end of the sprint.',
    (REMOVED, NOT_COMPLETED): 'By its history it had left the sprint before the end.',
    (REMOVED, COMPLETED): 'By its history it had left the sprint before the end, done or not.',
    (NOT_COMPLETED, REMOVED): 'By its history it was in the sprint at the end. What the closing itself takes out, Jira '
                              'writes down some seconds later.',
    (COMPLETED, REMOVED): 'By its history it was in the sprint at the end, and done.'}


@dataclass(frozen=True, slots=True)
class Line:
    """One class. Amounts are points; None where Jira says none, which it does where nothing is estimated."""
    class_: str
    name: str
    ours: int
    theirs: int
    our_amount: Decimal
    their_amount: Decimal | None
    only_ours: tuple[str, ...]  # keys
    only_theirs: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.only_ours and not self.only_theirs and self.their_amount in (None, self.our_amount)


@dataclass(frozen=True, slots=True)
class Differing:
    """An issue that Jira counts otherwise. Empty names: not in that report at all."""
    number: Number | None  # None: not known here
    key: str
    ours: str
    theirs: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    lines: tuple[Line, ...]
    issues: tuple[Differing, ...] = ()

    @property
    def agrees(self) -> bool:
        return all(line.agrees for line in self.lines)


def reconcile(report: Report, theirs: SiteReport) -> Reconciliation:
    """Class by class, and what each takes for added. Amounts are compared only where the report counts points."""
    keys = {row.number: row.key for row in report.rows} | dict(theirs.keys)
    lists = {COMPLETED: theirs.completed, NOT_COMPLETED: theirs.not_completed, REMOVED: theirs.removed,
             DONE_BEFORE: theirs.completed_elsewhere}
    lines = [_line(report, class_, numbers, keys, theirs.sums) for class_, numbers in lists.items()]
    return Reconciliation((*lines, _added(report, theirs)), tuple(_differing(report, lists, theirs, keys)))


def _line(report: Report, class_: str, theirs: frozenset[Number], keys: Mapping[Number, str],
          sums: Mapping[str, str | None]) -> Line:
    rows = [row for row in report.rows if row.class_ == class_]
    ours = {row.number for row in rows}
    told = number_of(sums.get(SUMS[class_]) or '') if report.unit == POINTS else None
    return Line(class_, NAMES[class_], len(ours), len(theirs),
                sum((row.last for row in rows if row.last is not None), Decimal(0)), told,
                _keys(ours - theirs, keys), _keys(theirs - ours, keys))


def _added(report: Report, theirs: SiteReport) -> Line:
    """Jira marks by key, and tells no sum."""
    ours = {row.key for row in report.rows if row.is_added}
    return Line(ADDED, NAMES[ADDED], len(ours), len(theirs.added), report.figures.added.amount, None,
                tuple(sorted(ours - theirs.added, key=key_order)), tuple(sorted(theirs.added - ours, key=key_order)))


def _differing(report: Report, lists: Mapping[str, frozenset[Number]], theirs: SiteReport, keys: Mapping[Number, str],
               ) -> Iterator[Differing]:
    """Each issue once, by key."""
    rows = {row.number: row for row in report.rows if row.class_ in lists}
    told = {number: class_ for class_, numbers in lists.items() for number in numbers}
    for number in sorted({*rows, *told}, key=lambda one: key_order(keys.get(one) or f'#{one}')):
        row, class_ = rows.get(number), told.get(number, '')
        key = keys.get(number) or f'#{number}'
        if row is None or row.class_ != class_:
            yield Differing(number if row else None, key, NAMES[row.class_] if row else '', NAMES.get(class_, ''),
                            _reason(row, class_))
        elif row.is_added != (row.key in theirs.added):
            yield Differing(number, key, ADDED_WORDS[row.is_added], ADDED_WORDS[not row.is_added],
                            JOINED if row.is_added else THERE)


def _reason(row: Row | None, theirs: str) -> str:
    """Why that may be, as far as our own report can tell."""
    if row is None:
        return 'Here it is not in the sprint: this board does not know it, or its history says that it never joined.'
    if not theirs:
        return (GONE if row.gone else 'Jira leaves subtasks out of its report.' if row.is_subtask else
                'Jira does not list it: the filter of the board may not find it any more.')
    if row.class_ == NOT_COMPLETED and theirs == COMPLETED and not row.column:
        return f'Its status “{row.status}” is in no column here, so it counts as not done.'
    return REASONS.get((row.class_, theirs), 'Jira judges it at another moment than at the end of the sprint.')


def _keys(numbers: Iterable[Number], keys: Mapping[Number, str]) -> tuple[str, ...]:
    return tuple(sorted((keys.get(one) or f'#{one}' for one in numbers), key=key_order))


WAITING, ANSWERED, SILENT, FAILED = 'waiting', 'answered', 'silent', 'failed'


@dataclass(frozen=True, slots=True)
class ReconcileView:
    """What Jira's own report said the last time somebody asked. `state` is empty where nobody did; `silent`: it has
    no such report. `told_at` is of the last answer, which stays when a later question fails.
    """
    state: str = ''
    told_at: datetime | None = None
    by_name: str = ''
    error: str = ''
    found: Reconciliation | None = None


def plain(theirs: SiteReport) -> dict[str, Any]:
    """Fit to be kept as JSON."""
    return {'completed': sorted(theirs.completed), 'not_completed': sorted(theirs.not_completed),
            'removed': sorted(theirs.removed), 'elsewhere': sorted(theirs.completed_elsewhere),
            'added': sorted(theirs.added), 'sums': dict(theirs.sums),
            'keys': {str(number): key for number, key in theirs.keys.items()}}


def from_plain(stored: Mapping[str, Any]) -> SiteReport:
    return SiteReport(frozenset(stored['completed']), frozenset(stored['not_completed']), frozenset(stored['removed']),
                      frozenset(stored['elsewhere']), frozenset(stored['added']), stored['sums'],
                      {int(number): key for number, key in stored['keys'].items()})
