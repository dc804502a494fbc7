"""Issues of a report by what they have in common: discipline, type, priority, stakeholder, status, project.

Never by person: nobody is ranked. By discipline an issue counts in each of its disciplines with its share.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.metrics.numbers import NONE, ratio
from app.domain.sprints.metrics.report import COMPLETED, NOT_COMPLETED, Report, Row
from app.errors import Rejected

NEEDS_ONE: Final = 'Needs discipline'
NOBODY: Final = 'Unknown person'
WITHOUT: Final = 'None'
Shares = Mapping[str, Decimal]
CLAUSE: Final = 200  # keys that one query names at most


@dataclass(frozen=True, slots=True)
class Slice:
    """`amount` is in the unit of the report, by last estimates; `issues` are those with any share."""
    name: str
    issues: int
    amount: Decimal
    done: Decimal
    estimated: int  # issues that have an amount
    keys: tuple[str, ...]

    @property
    def jql(self) -> str:
        """Finds them in Jira."""
        return jql_of(self.keys)


@dataclass(frozen=True, slots=True)
class Analysis:
    by: str
    unit: str
    slices: tuple[Slice, ...]  # the largest first
    issues: int
    amount: Decimal
    mean: Decimal | None  # of those that are estimated
    estimated: int


@dataclass(frozen=True, slots=True)
class SliceMoved:
    """What a slice had the last time, and has now."""
    name: str
    was: Decimal
    now: Decimal
    came: tuple[str, ...]  # keys
    went: tuple[str, ...]


def _only(name: str) -> Shares:
    return {name: Decimal(1)}


WAYS: Final[Mapping[str, Callable[[Row], Shares]]] = {
    'discipline': lambda row: row.disciplines or _only(NEEDS_ONE),
    'type': lambda row: _only(row.type),
    'priority': lambda row: _only(row.priority or WITHOUT),
    'stakeholder': lambda row: _only(row.stakeholder or NOBODY),
    'status': lambda row: _only(row.status),
    'project': lambda row: _only(row.project),
}


def analysis_of(report: Report, by: str, has_subtasks: bool = True,
                fits: Callable[[Row], bool] = lambda _: True) -> Analysis:
    """Of the issues that were in the sprint at the end of its window. Raises Rejected for what nothing goes by."""
    if by not in WAYS:
        raise Rejected('Issues cannot be grouped by that.', 'sprints.by', 'by')
    rows = [row for row in report.rows if row.class_ in (COMPLETED, NOT_COMPLETED)
            and (has_subtasks or not row.is_subtask) and fits(row)]
    amounts = [row.last for row in rows if row.last is not None]
    total = sum(amounts, NONE)
    return Analysis(by, report.unit, _slices(rows, WAYS[by]), len(rows), total, ratio(total, Decimal(len(amounts))),
                    len(amounts))


def differences(last: Analysis, now: Analysis) -> tuple[SliceMoved, ...]:
    """Between two analyses of the same kind; only slices that moved."""
    old, new = ({one.name: one for one in analysis.slices} for analysis in (last, now))
    moved = [_moved(name, old.get(name), new.get(name)) for name in sorted({*old, *new})]
    return tuple(one for one in moved if one.was != one.now or one.came or one.went)


def jql_of(keys: Sequence[str]) -> str:
    """Keys are quoted, because some are reserved words of queries; of very many only the first are named."""
    named = ', '.join(f'"{key}"' for key in keys[:CLAUSE])
    return f'key in ({named}) order by rank' if keys else ''


def _slices(rows: Iterable[Row], way: Callable[[Row], Shares]) -> tuple[Slice, ...]:
    groups: dict[str, list[tuple[Row, Decimal]]] = {}
    for row in rows:
        for name, share in way(row).items():
            groups.setdefault(name, []).append((row, share))
    found = [_slice(name, group) for name, group in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.amount, -one.issues, one.name)))


def _slice(name: str, group: Sequence[tuple[Row, Decimal]]) -> Slice:
    return Slice(name, len(group), sum(((row.last or NONE) * share for row, share in group), NONE),
                 sum(((row.last or NONE) * share for row, share in group if row.class_ == COMPLETED), NONE),
                 sum(row.last is not None for row, _ in group), tuple(row.key for row, _ in group))


def _moved(name: str, old: Slice | None, new: Slice | None) -> SliceMoved:
    before, after = old.keys if old else (), new.keys if new else ()
    return SliceMoved(name, old.amount if old else NONE, new.amount if new else NONE,
                      tuple(key for key in after if key not in before),
                      tuple(key for key in before if key not in after))
