"""What happened in a season, as people read it: deeds of the audit trail and edits of the plan in one list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

DEEDS: Final = {
    'plan_season': 'planned the season', 'change_season': 'changed the season', 'clone': 'began it as another season',
    'choose_locations': 'chose locations', 'choose_categories': 'chose categories',
    'complete_step': 'completed a step', 'take_back': 'took a step back', 'lock': 'locked the season',
    'reopen': 're-opened the season', 'scope': 'moved a scope', 'change_rules': 'changed the rules',
    'limit': 'changed a limit', 'plan_rates': 'took over exchange rates', 'raise_order': 'drafted an order',
    'change_order': 'changed an order', 'drop_order': 'dropped an order', 'post_receipt': 'posted a receipt',
    'reverse_receipt': 'reversed a receipt', 'range_intent': 'changed a range intent',
    'range_row': 'changed a range row', 'range_submit': 'submitted a range'}
EDITS: Final = {
    'set': 'set cells', 'spread': 'spread a total', 'fill': 'filled cells', 'paste': 'pasted cells',
    'import': 'imported figures', 'seed': 'seeded figures', 'undo': 'undid an edit', 'redo': 'redid an edit',
    'copy': 'began a version'}
WORKFLOW, CELLS = 'workflow', 'cells'


@dataclass(frozen=True)
class TrailFilter:
    """Empty means all; days are inclusive."""
    kind: str = ''  # workflow, cells
    who: str = ''  # identity
    text: str = ''
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailEntry:
    """`changes`: (name, before, after)."""
    at: datetime
    who: str
    kind: str
    deed: str
    detail: str = ''
    changes: tuple[tuple[str, str, str], ...] = ()
    is_undone: bool = False


@dataclass(frozen=True)
class TrailPage:
    entries: tuple[TrailEntry, ...]
    total: int
    people: tuple[tuple[str, str], ...]  # identity, name


def deed_words(deed: str) -> str:
    key = deed.removeprefix('seasons.')
    return DEEDS.get(key, key.replace('_', ' '))


def edit_words(operation: str) -> str:
    return EDITS.get(operation, operation.replace('_', ' '))


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((name.replace('_', ' '), before.get(name, ''), after.get(name, '')) for name in {**before, **after})
