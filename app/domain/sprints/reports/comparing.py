"""Two reports of a sprint beside each other: what came in, what went out, and what changed about the rest, with what.

Both may be frozen or made anew; all that counts stands in their rows. What is in the later one is always what was in
the earlier one, with added, without removed, and re-estimated.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.metrics.numbers import NONE, ratio, tally
from app.domain.sprints.metrics.report import REMOVED, Report, Row, Tally
from app.errors import Rejected

ESTIMATE, STATUS, PRIORITY, ASSIGNEE, STAKEHOLDER, DISCIPLINE, TYPE = (
    'estimate', 'status', 'priority', 'assignee', 'stakeholder', 'discipline', 'type')
NEVER_SAID: Final = 'None'


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    before: Row
    after: Row
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Of one type, or one status."""
    name: str
    before: Tally
    after: Tally


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ratios are shares of what was committed in the earlier report; None where that was nothing."""
    unit: str
    before: Tally
    after: Tally
    committed: Decimal
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[ChangedRow, ...]
    counts: Mapping[str, int]  # field → issues in which it changed
    added_amount: Decimal
    removed_amount: Decimal
    shifted: Decimal  # re-estimated, net
    churned: Decimal  # re-estimated, ups and downs together
    net: Decimal | None
    churn: Decimal | None
    by_type: tuple[Group, ...]
    by_status: tuple[Group, ...]


def compare(before: Report, after: Report) -> Comparison:
    """The earlier one first. Raises Rejected where they count different things."""
    if before.unit != after.unit:
        raise Rejected('These two reports count in different units.', 'sprints.units')
    old, new = _members(before), _members(after)
    added = tuple(row for number, row in new.items() if number not in old)
    removed = tuple(row for number, row in old.items() if number not in new)
    changed = tuple(_changed(old[number], row) for number, row in new.items() if number in old)
    return _compared(before, (old.values(), new.values()), added, removed,
                     tuple(one for one in changed if one.changes))


def _compared(before: Report, sides: tuple[Iterable[Row], Iterable[Row]], added: tuple[Row, ...],
              removed: tuple[Row, ...], changed: tuple[ChangedRow, ...]) -> Comparison:
    old, new = list(sides[0]), list(sides[1])
    came, gone = tally(row.last for row in added).amount, tally(row.last for row in removed).amount
    shifts = [(one.after.last or NONE) - (one.before.last or NONE) for one in changed]
    shifted, churned = sum(shifts, NONE), sum(map(abs, shifts), NONE)
    committed = before.figures.committed.amount
    return Comparison(
        before.unit, tally(row.last for row in old), tally(row.last for row in new), committed, added, removed,
        changed, Counter(change.field for one in changed for change in one.changes), came, gone, shifted, churned,
        ratio(came - gone + shifted, committed), ratio(came + gone + churned, committed),
        _groups(old, new, lambda row: row.type), _groups(old, new, lambda row: row.status))


def _members(report: Report) -> Mapping[int, Row]:
    """What is in it; what was removed by then is not."""
    return {row.number: row for row in report.rows if row.class_ != REMOVED}


def _changed(before: Row, after: Row) -> ChangedRow:
    """One count for each field; rank, links and comments are none of them."""
    pairs = (
        (ESTIMATE, before.last != after.last, _amount(before.last), _amount(after.last)),
        (STATUS, before.status_id != after.status_id, before.status, after.status),
        *((name, was != now, was, now) for name, was, now in (
            (PRIORITY, before.priority, after.priority), (ASSIGNEE, before.assignee, after.assignee),
            (STAKEHOLDER, before.stakeholder, after.stakeholder), (TYPE, before.type, after.type))),
        (DISCIPLINE, dict(before.disciplines) != dict(after.disciplines), _shares(before), _shares(after)))
    return ChangedRow(before, after, tuple(FieldChange(name, was or NEVER_SAID, now or NEVER_SAID)
                                           for name, differs, was, now in pairs if differs))


def _groups(before: Iterable[Row], after: Iterable[Row], name_of: Callable[[Row], str]) -> tuple[Group, ...]:
    """The biggest of the later one first."""
    old, new = _by(before, name_of), _by(after, name_of)
    found = [Group(name, tally(old.get(name, ())), tally(new.get(name, ()))) for name in {*old, *new}]
    return tuple(sorted(found, key=lambda group: (-group.after.issues, -group.before.issues, group.name)))


def _by(rows: Iterable[Row], name_of: Callable[[Row], str]) -> Mapping[str, list[Decimal | None]]:
    found: dict[str, list[Decimal | None]] = {}
    for row in rows:
        found.setdefault(name_of(row), []).append(row.last)
    return found


def _amount(amount: Decimal | None) -> str:
    return '' if amount is None else str(amount)


def _shares(row: Row) -> str:
    """One alone needs no share."""
    return ', '.join(name if share == 1 else f'{name} {share * 100:.0f} %' for name, share in row.disciplines.items())
