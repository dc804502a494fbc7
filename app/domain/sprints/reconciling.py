"""Our figures beside those that Jira's own sprint report shows; never taken as a source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.board import POINTS, Number
from app.domain.sprints.estimates import number_of
from app.domain.sprints.reading import SiteReport
from app.domain.sprints.report import CLASS_NAMES, COMPLETED, DONE_BEFORE, NOT_COMPLETED, REMOVED, Report
from app.domain.sprints.rows import key_order

ADDED: Final = 'added'
SUMS: Final[Mapping[str, str]] = {  # of last estimates, as Jira calls them
    COMPLETED: 'completedIssuesEstimateSum', NOT_COMPLETED: 'issuesNotCompletedEstimateSum',
    REMOVED: 'puntedIssuesEstimateSum', DONE_BEFORE: 'issuesCompletedInAnotherSprintEstimateSum'}
NAMES: Final[Mapping[str, str]] = {**CLASS_NAMES, ADDED: 'Added'}


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
class Reconciliation:
    lines: tuple[Line, ...]

    @property
    def agrees(self) -> bool:
        return all(line.agrees for line in self.lines)


def reconcile(report: Report, theirs: SiteReport) -> Reconciliation:
    """Class by class, and what each takes for added. Amounts are compared only where the report counts points."""
    keys = {row.number: row.key for row in report.rows} | dict(theirs.keys)
    lists = {COMPLETED: theirs.completed, NOT_COMPLETED: theirs.not_completed, REMOVED: theirs.removed,
             DONE_BEFORE: theirs.completed_elsewhere}
    lines = [_line(report, class_, numbers, keys, theirs.sums) for class_, numbers in lists.items()]
    return Reconciliation((*lines, _added(report, theirs)))


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


def _keys(numbers: Iterable[Number], keys: Mapping[Number, str]) -> tuple[str, ...]:
    return tuple(sorted((keys.get(one) or f'#{one}' for one in numbers), key=key_order))
