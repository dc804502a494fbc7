"""Who may take what back: everybody their own steps, the latest first, unless somebody else built on it."""

from collections.abc import Iterable, Sequence

from app.domain.portfolio.replaying import Entry
from app.errors import Conflict

UNDOABLE = ('live', 'published')


def latest_step(entries: Sequence[Entry], actor: str) -> tuple[Entry, ...]:
    """What this person would undo; empty where there is nothing. Raises Conflict naming whoever stands in the way."""
    own = [entry for entry in entries if entry.actor == actor and entry.state in UNDOABLE]
    if not own:
        return ()
    step = tuple(entry for entry in own if entry.step == own[-1].step)
    later = _later_by_others(entries, step, actor)
    if later:
        raise Conflict(f'{later.actor_name} has changed the same since. Undoing yours would undo theirs.',
                       'portfolio.conflict')
    return step


def redoable_step(entries: Sequence[Entry], actor: str) -> tuple[Entry, ...]:
    """What this person undid last, unless they did something else since or somebody changed the same."""
    own = [entry for entry in entries if entry.actor == actor and entry.state == 'undone' and entry.undone_at]
    if not own:
        return ()
    last = max(entry.undone_at for entry in own)
    step = tuple(entry for entry in own if entry.undone_at == last)
    later = _later_by_others(entries, step, actor)
    if later:
        raise Conflict(f'{later.actor_name} has changed the same since. Redoing yours would undo theirs.',
                       'portfolio.conflict')
    return step


def next_undone(entries: Iterable[Entry]) -> int:
    return 1 + max((entry.undone_at for entry in entries), default=0)


def _later_by_others(entries: Sequence[Entry], step: Sequence[Entry], actor: str) -> Entry | None:
    places = frozenset(place for entry in step for place in entry.places)
    first = min(entry.seq for entry in step)
    return next((entry for entry in reversed(entries) if entry.seq > first and entry.actor != actor
                 and entry.state in UNDOABLE and places & entry.places), None)
