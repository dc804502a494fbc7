"""Which issues stand behind a figure of a report, and what parts of it add up to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from app.domain.sprints.metrics.numbers import counted, figures_of
from app.domain.sprints.metrics.report import (
    CLASS_NAMES,
    COMPLETED,
    DONE_BEFORE,
    NOT_COMPLETED,
    NOT_RELEVANT,
    REMOVED,
    Figures,
    Report,
    Row,
)
from app.domain.sprints.reports.analysis_by import WAYS

STUCK: Final = 3  # sprints an issue was not done in, from which on it is worth a list of its own
Fits = Callable[[Row], bool]

ONLY: Final[Mapping[str, tuple[str, Fits]]] = {
    'completed': (CLASS_NAMES[COMPLETED], lambda row: row.class_ == COMPLETED),
    'not_completed': (CLASS_NAMES[NOT_COMPLETED], lambda row: row.class_ == NOT_COMPLETED),
    'removed': (CLASS_NAMES[REMOVED], lambda row: row.class_ == REMOVED),
    'done_before': (CLASS_NAMES[DONE_BEFORE], lambda row: row.class_ == DONE_BEFORE),
    'committed': ('Committed', lambda row: row.is_committed),
    'kept': ('Committed and completed', lambda row: row.is_committed and row.class_ == COMPLETED),
    'outside': ('Outside the commitment', lambda row: row.is_outside),
    'added': ('Added', lambda row: row.is_added),
    'reestimated': ('Re-estimated', lambda row: is_counted(row) and row.initial != row.last),
    'unestimated': ('Unestimated', lambda row: row.is_committed and row.initial is None
                    and not row.is_subtask),
    'unmapped': ('Status in no column', lambda row: is_counted(row) and not row.column),
    'final': ('In the sprint at its end', lambda row: row.class_ in (COMPLETED, NOT_COMPLETED)),
    'carried': ('Carried over from an earlier sprint', lambda row: is_counted(row) and row.rollovers > 0),
    'stuck': (f'Carried over {STUCK} times or more', lambda row: is_counted(row) and row.rollovers >= STUCK),
    'flagged': ('Flagged', lambda row: row.is_flagged),
    'partial': ('Not completely read yet', lambda row: row.is_partial),
    'gone': ('No longer in Jira', lambda row: bool(row.gone)),
}


@dataclass(frozen=True, slots=True)
class RowAsk:
    """What is looked for among the issues of a report; empty is everything."""
    only: str = ''
    text: str = ''
    project: str = ''
    discipline: str = ''
    stakeholder: str = ''
    type: str = ''
    has_subtasks: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Those issues of a report that have something in common."""
    name: str
    issues: int
    figures: Figures
    keys: tuple[str, ...]


def is_counted(row: Row) -> bool:
    """Neither done before the start nor without anything to do with the sprint."""
    return row.class_ not in (NOT_RELEVANT, DONE_BEFORE)


def rows_of(report: Report, ask: RowAsk) -> tuple[Row, ...]:
    """In the order of the report; what had nothing to do with the sprint is never listed."""
    words = ask.text.casefold().split()
    fits = ONLY[ask.only][1] if ask.only in ONLY else None
    return tuple(row for row in report.rows if row.class_ != NOT_RELEVANT and (fits is None or fits(row))
                 and _is_found(row, words) and _is_of(row, ask))


def counts_of(report: Report, ask: RowAsk) -> Mapping[str, int]:
    """How many issues each list has, with what else is looked for."""
    rows = rows_of(report, replace(ask, only=''))
    return {'': len(rows)} | {only: sum(map(fits, rows)) for only, (_, fits) in ONLY.items()}


def parts_of(report: Report, by: str, *, has_subtasks: bool = True) -> tuple[Part, ...]:
    """By discipline an issue counts in each with its share; the largest first, then by name."""
    groups: dict[str, list[Row]] = {}
    for row in report.rows:
        if is_counted(row) and (has_subtasks or not row.is_subtask):
            for name, share in WAYS[by](row).items():
                groups.setdefault(name, []).append(row if share == 1 else _shared(row, share))
    parts = [Part(name, len(rows), figures_of([counted(row, not row.is_subtask) for row in rows]),
                  tuple(row.key for row in rows)) for name, rows in groups.items()]
    return tuple(sorted(parts, key=lambda part: (-part.figures.committed.amount, -part.issues, part.name)))


def _shared(row: Row, share: Decimal) -> Row:
    return replace(row, initial=None if row.initial is None else row.initial * share,
                   last=None if row.last is None else row.last * share)


def _is_found(row: Row, words: Iterable[str]) -> bool:
    told = f'{row.key} {row.title} {row.type} {row.status}'.casefold()
    return all(word in told for word in words)


def _is_of(row: Row, ask: RowAsk) -> bool:
    wanted = {'project': ask.project, 'discipline': ask.discipline, 'stakeholder': ask.stakeholder, 'type': ask.type}
    return (ask.has_subtasks or not row.is_subtask) and all(
        not value or value in WAYS[by](row) for by, value in wanted.items())
