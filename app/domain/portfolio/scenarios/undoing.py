"""Who may take what back: everybody their own steps, the latest first, unless somebody else built on it."""

from collections.abc import Sequence

from app.domain.portfolio.scenarios.pinning import Values
from app.domain.portfolio.scenarios.replaying import Entry
from app.errors import Conflict

UNDOABLE = ('live', 'published')
OPPOSITE = 'Opposite'  # a step that makes as it was what has been published already
RELEASED = 'Released'  # what was published is no longer wanted: it is there
LASTING = (OPPOSITE, RELEASED)  # steps that are not undone themselves
TAKEN_BACK = -1  # instead of the order of undoing: published, and undone by its opposite


def latest_step(entries: Sequence[Entry], actor: str) -> tuple[Entry, ...]:
    """What this person would undo; empty where there is nothing. Raises Conflict naming whoever stands in the way."""
    own = [entry for entry in entries if entry.actor == actor and entry.state in UNDOABLE
           and entry.kind not in LASTING and entry.undone_at >= 0]
    if not own:
        return ()
    step = tuple(entry for entry in own if entry.step == own[-1].step)
    if later := _later_by_others(entries, step, actor):
        raise Conflict(f'{later.actor_name} has changed the same since. Undoing yours would undo theirs.',
                       'portfolio.conflict')
    return step


def redoable_step(entries: Sequence[Entry], actor: str) -> tuple[Entry, ...]:
    """What this person undid last, unless they did something else since or somebody changed the same."""
    own = [entry for entry in entries if entry.actor == actor and entry.undone_at > 0]
    if not own:
        return ()
    last = max(entry.undone_at for entry in own)
    step = tuple(entry for entry in own if entry.undone_at == last)
    if later := _later_by_others(entries, step, actor):
        raise Conflict(f'{later.actor_name} has changed the same since. Redoing yours would undo theirs.',
                       'portfolio.conflict')
    return step


def opposite_of(entries: Sequence[Entry], step: Sequence[Entry]) -> dict[int, Values]:
    """What has to be wanted so that what was published of a step becomes as it was."""
    released = {place for entry in entries if entry.kind == RELEASED and entry.state == 'live'
                for place in entry.places}
    found: dict[int, Values] = {}
    for entry in reversed(step):  # of several values the one before the first
        for own, key in entry.places:
            if entry.state == 'published' or (own, key) in released:
                found.setdefault(own, {})[key] = entry.base.get(own, {}).get(key)
    return found


def _later_by_others(entries: Sequence[Entry], step: Sequence[Entry], actor: str) -> Entry | None:
    places = frozenset(place for entry in step for place in entry.places)
    first = min(entry.seq for entry in step)
    return next((entry for entry in reversed(entries) if entry.seq > first and entry.actor != actor
                 and entry.state in UNDOABLE and entry.kind != RELEASED and places & entry.places), None)
