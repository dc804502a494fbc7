"""What people see of a publication: before it, what would be sent; afterwards, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

FIELD_WORDS: Mapping[str, str] = {
    'start': 'Start', 'end': 'End', 'state': 'State', 'iteration': 'Iteration', 'tags': 'Tags', 'parent': 'Parent',
    'plan': 'Plan', 'links': 'Links', 'shares': 'Shares'}


@dataclass(frozen=True)
class CellView:
    """One field of one item. In a conflict `before` is what others made of it meanwhile, `base` what it was."""
    field: str
    before: str
    after: str
    base: str = ''
    is_conflict: bool = False
    mine_by: str = ''
    theirs_by: str = ''

    @property
    def word(self) -> str:
        return FIELD_WORDS[self.field]


@dataclass(frozen=True)
class RowView:
    item_id: int
    number: str
    type: str
    title: str
    plan: str
    cells: tuple[CellView, ...]

    @property
    def conflicts(self) -> int:
        return sum(cell.is_conflict for cell in self.cells)


@dataclass(frozen=True)
class GroupView:
    group_id: int
    name: str
    plan: str
    text: str


@dataclass(frozen=True)
class LeftOutView:
    title: str
    reason: str


@dataclass(frozen=True)
class SourceView:
    """Where changes go, and with whose token; `obstacle` says why not."""
    id: int
    name: str
    kind: str
    token: str  # own, shared, none needed
    obstacle: str = ''


@dataclass(frozen=True)
class ReviewView:
    scenario_id: int
    name: str
    version: int
    rows: tuple[RowView, ...]
    groups: tuple[GroupView, ...]
    left_out: tuple[LeftOutView, ...]
    hidden: int  # changed items of plans that this person may not see
    sources: tuple[SourceView, ...]
    may_publish: bool
    reason: str = ''  # why not
    run_id: int | None = None  # that publishes it now
    last_run_id: int | None = None
    may_set_token: bool = False  # one's own

    @property
    def fields(self) -> tuple[str, ...]:
        """Columns of the table, in their usual order."""
        there = {cell.field for row in self.rows for cell in row.cells}
        return tuple(field for field in FIELD_WORDS if field in there)

    @property
    def conflicts(self) -> int:
        return sum(row.conflicts for row in self.rows)


@dataclass(frozen=True)
class EntryView:
    """One item (or group) of a run."""
    kind: str
    item_id: int
    number: str
    title: str
    fields: tuple[str, ...]
    state: str
    message: str
    at: datetime | None


@dataclass(frozen=True)
class PublishingView:
    """A run as it goes."""
    run_id: int
    scenario_id: int
    by: str
    state: str  # of the run
    is_over: bool
    reason: str
    entries: tuple[EntryView, ...]

    def count(self, *states: str) -> int:
        return sum(entry.state in states for entry in self.entries)

    @property
    def done(self) -> int:
        return len(self.entries) - self.count('pending', 'checking')
