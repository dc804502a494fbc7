"""How the columns of a board are read, version by version, and the statuses that only its history knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.domain.sprints.facts.board import DONE, NOT_STARTED, STARTED, WAITING, Board, ColumnOfBoard, Columns, Ms
from app.errors import Rejected

KINDS: Final[Mapping[str, str]] = {NOT_STARTED: 'Not started', STARTED: 'Started', WAITING: 'Waiting', DONE: 'Done'}
LONGEST: Final = 80
MOST: Final = 40  # columns
RETIRED: Final = 'Retired'  # column of statuses that belong to none any more


@dataclass(frozen=True)
class ColumnDraft:
    name: str
    kind: str
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class MappingDraft:
    columns: tuple[ColumnDraft, ...]
    estimate: str = ''  # field id
    since: Ms | None = None  # None: for all time


@dataclass(frozen=True, slots=True)
class Use:
    """In how many issues a status occurs, and when it was last left, entered or held at creation."""
    count: int
    last: Ms
    name: str = ''


def checked_columns(columns: Sequence[ColumnDraft]) -> tuple[ColumnDraft, ...]:
    """A status stands in one column. Raises Rejected."""
    if not 0 < len(columns) <= MOST:
        raise Rejected(f'A board has 1 to {MOST} columns.', 'sprints.columns', 'columns')
    seen: set[str] = set()
    for one in columns:
        if not 0 < len(one.name.strip()) <= LONGEST:
            raise Rejected('Every column needs a name.', 'sprints.columns', 'columns')
        if one.kind not in KINDS:
            raise Rejected(f'“{one.name}” has to be not started, started, waiting or done.', 'sprints.columns',
                           'columns')
        if twice := seen & set(one.statuses):
            raise Rejected(f'A status stands in one column only: {", ".join(sorted(twice))} is in two.',
                           'sprints.columns', 'columns')
        seen |= set(one.statuses)
    if not any(one.kind == DONE for one in columns):
        raise Rejected('At least one column has to be done.', 'sprints.columns', 'columns')
    return tuple(ColumnDraft(one.name.strip(), one.kind, tuple(sorted(set(one.statuses)))) for one in columns)


def in_force(mappings: Sequence[Columns]) -> tuple[Columns, ...]:
    """Of those that begin at the same moment, the newest; in the order of time."""
    newest: dict[Ms, Columns] = {}
    for one in sorted(mappings, key=lambda own: (own.valid_from, own.version)):
        newest[one.valid_from] = one
    return tuple(newest.values())


def with_status(columns: Sequence[ColumnOfBoard], status: str, kind: str) -> tuple[ColumnDraft, ...]:
    """As they are, with this status as one of that kind: in the last column of the kind, else in one of its own. An
    empty kind takes it out of all of them.
    """
    kept = [ColumnDraft(one.name, one.kind, tuple(sorted(one.statuses - {status}))) for one in columns]
    if not kind:
        return tuple(kept)
    place = max((number for number, one in enumerate(kept) if one.kind == kind), default=None)
    if place is None:
        return (*kept, ColumnDraft(RETIRED, kind, (status,)))
    chosen = kept[place]
    kept[place] = ColumnDraft(chosen.name, kind, tuple(sorted({*chosen.statuses, status})))
    return tuple(kept)


def uses(board: Board) -> Mapping[str, Use]:
    """Status id → how it is used, over all histories."""
    return _uses(board)


def unmapped(board: Board) -> Mapping[str, Use]:
    """Statuses that occur and that today's columns do not place."""
    columns = board.columns
    return {status: use for status, use in uses(board).items() if not columns.kind_of(status)}


@lru_cache(maxsize=8)
def _uses(board: Board) -> Mapping[str, Use]:
    counts: dict[str, int] = {}
    last: dict[str, Ms] = {}
    names: dict[str, str] = {}
    for issue in board.issues.values():
        seen = {issue.status}
        last[issue.status] = max(last.get(issue.status, 0), issue.created)
        for change in issue.changes:
            if change.field != 'status':
                continue
            for status, name in ((change.was, change.was_text), (change.now, change.now_text)):
                if status:
                    seen.add(status)
                    names.setdefault(status, name)
                    last[status] = max(last.get(status, 0), change.at)
        for status in seen:
            counts[status] = counts.get(status, 0) + 1
    return {status: Use(count, last[status], names.get(status, '')) for status, count in counts.items() if status}
