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
    'limit': 'changed a limit', 'plan_rates': 'took over exchange rates', 'reforecast': 'opened a re-forecast',
    'snapshot': 'took a snapshot', 'scenario': 'began a scenario', 'discard_scenario': 'discarded a scenario',
    'promote': 'made a scenario the plan', 'demo': 'made the demo season',
    'hold': 'held cells', 'release': 'released cells', 'note': 'noted something', 'remove_note': 'removed a note',
    'range_intent': 'changed a range intent', 'range_row': 'changed a range row',
    'range_submit': 'handed in range rows', 'range_review': 'took range rows under review',
    'range_approved': 'approved range rows',
    'range_rejected': 'returned range rows',
    'hold_reserve': 'held back a reserve', 'release_reserve': 'released a reserve',
    'ask_transfer': 'asked for a transfer', 'transfer_approved': 'approved a transfer',
    'transfer_rejected': 'rejected a transfer', 'transfer_withdrawn': 'withdrew a transfer',
    'recalculate': 'recalculated open-to-buy',
    'raise_order': 'drafted an order', 'change_order': 'changed an order', 'drop_order': 'dropped an order',
    'order_submitted': 'submitted an order', 'order_confirmed': 'confirmed an order',
    'order_shipped': 'marked an order as shipped', 'order_cancelled': 'cancelled an order',
    'order_complete': 'closed an order short', 'order_draft': 'took an order back to draft',
    'ask_override': 'asked for an override', 'override_approved': 'approved an override',
    'override_rejected': 'rejected an override', 'override_refused': 'refused an override',
    'post_receipt': 'posted a receipt', 'reverse_receipt': 'reversed a receipt',
    'import_file': 'gave a file', 'import': 'imported a file', 'undo_import': 'undid an import',
    'import_orders': 'imported orders', 'undo_import_orders': 'undid an import of orders'}
EDITS: Final = {
    'set': 'set cells', 'spread': 'spread a total', 'enter': 'filled cells', 'fill': 'filled cells',
    'paste': 'pasted cells', 'import': 'imported figures', 'seed': 'seeded figures', 'undo': 'undid an edit',
    'redo': 'redid an edit', 'copy': 'began a version', 'targets': 'set stock targets',
    'trend': 'accepted a proposal from the trend', 'freeze': 'kept an approved scope',
    'push': 'pushed the target down', 'accept': 'accepted the plan as target', 'promote': 'made a scenario the plan',
    'opening': 'took over the stock the season before is expected to leave'}
WORKFLOW, CELLS, RANGE, BUDGET, BUYING, IMPORTS = 'workflow', 'cells', 'range', 'budget', 'buying', 'imports'
KINDS: Final = {WORKFLOW: 'Steps and approval', CELLS: 'Cells of the plan', RANGE: 'Range', BUDGET: 'Open-to-buy',
                BUYING: 'Orders and receipts', IMPORTS: 'Imports'}
BEGINNINGS: Final[Mapping[str, tuple[str, ...]]] = {  # deeds of a kind, or how they begin; all others are workflow
    CELLS: ('hold', 'release', 'note', 'remove_note'), RANGE: ('range_',),
    BUDGET: ('hold_reserve', 'release_reserve', 'ask_transfer', 'transfer_', 'recalculate'),
    BUYING: ('raise_order', 'change_order', 'drop_order', 'order_', 'ask_override', 'override_', 'post_receipt',
             'reverse_receipt', 'import_orders', 'undo_import_orders'),
    IMPORTS: ('import', 'import_file', 'undo_import')}
LOGGED: Final = tuple(EDITS.keys() - {'import'})  # deeds that only repeat what the log of the cells tells


@dataclass(frozen=True)
class TrailFilter:
    """Empty means all; days are inclusive."""
    kind: str = ''  # one of KINDS
    who: str = ''  # identity
    text: str = ''
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailEntry:
    """`changes`: (name, before, after). `origin` is the address and device it came from, for those who may know."""
    at: datetime
    who: str
    kind: str
    deed: str
    detail: str = ''
    changes: tuple[tuple[str, str, str], ...] = ()
    is_undone: bool = False
    origin: str = ''


@dataclass(frozen=True)
class TrailPage:
    """`has_origins` says whether whoever looks may know from where things were done."""
    entries: tuple[TrailEntry, ...]
    total: int
    people: tuple[tuple[str, str], ...]  # identity, name
    has_origins: bool = False


def kind_of(deed: str) -> str:
    """Of the audit trail."""
    key = deed.removeprefix('seasons.')
    return next((kind for kind, begins in BEGINNINGS.items() for begin in begins
                 if key == begin or (begin.endswith('_') and key.startswith(begin))), WORKFLOW)


def origin_words(address: str, device: str) -> str:
    """What runs here by itself comes from nowhere else."""
    return ' · '.join(filter(None, (address or 'server', device)))


def deed_words(deed: str) -> str:
    key = deed.removeprefix('seasons.')
    return DEEDS.get(key, key.replace('_', ' '))


def edit_words(operation: str) -> str:
    return EDITS.get(operation, operation.replace('_', ' '))


def deeds_called(text: str) -> tuple[str, ...]:
    """Deeds by the words people read, for whoever searches for these."""
    return tuple(deed for deed, words in DEEDS.items() if text.lower() in words)


def edits_called(text: str) -> tuple[str, ...]:
    return tuple(operation for operation, words in EDITS.items() if text.lower() in words)


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((name.replace('_', ' '), before.get(name, ''), after.get(name, '')) for name in {**before, **after})
