"""A scenario over the live plan: what each step of its log aims at, one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.growing import grow_around
from app.domain.portfolio.planning.operations import MoveItems, Operation
from app.domain.portfolio.planning.sketching import Sketch
from app.domain.portfolio.scenarios.pinning import COPY, GROUPS, LIVE, Aims, differences, pin, same_values
from app.errors import Rejected

GROWING = frozenset({'MoveItems', 'ResizeItem', 'PlanItem', 'ChangeIteration', 'Opposite', 'GoBack', 'KeepFields'})
GONE = 'It is no longer at the source.'
Place = tuple[int, str]  # item and key


@dataclass(frozen=True, eq=False)
class Entry:
    """A step of the log, or a part of one."""
    seq: int
    step: int
    actor: str
    actor_name: str
    kind: str
    aims: Aims
    base: Aims  # what the live plan had there
    revs: Mapping[int, int] = field(default_factory=dict)  # of the items, then
    state: str = 'live'
    undone_at: int = 0
    is_alone: bool = False
    version: int = 0
    operation: Operation | None = None  # where only that was kept, not what it aimed at

    @property
    def places(self) -> frozenset[Place]:
        return frozenset((own, key) for own, values in self.aims.items() for key in values)


@dataclass(frozen=True)
class Pin:
    """A value that somebody wanted, with what the live plan had when it was first wanted."""
    base: Any
    rev: int
    seq: int
    actor_name: str


@dataclass(frozen=True, eq=False)
class Replay:
    live: Portfolio
    portfolio: Portfolio
    pins: Mapping[Place, Pin] = field(default_factory=dict)
    aside: Mapping[int, str] = field(default_factory=dict)  # entries that could not be done, with the reason
    last: int = 0

    @classmethod
    def of(cls, live: Portfolio) -> 'Replay':
        return cls(live, live)


def replay(begun: Replay, entries: Iterable[Entry]) -> Replay:
    """Further entries on top; those that are not live count as if they were not there."""
    sketch = Sketch(begun.portfolio, begun.live)
    pins, aside, last = dict(begun.pins), dict(begun.aside), begun.last
    for entry in entries:
        last = max(last, entry.seq)
        if entry.state != 'live':
            continue
        if entry.operation:
            entry, reason = _aimed(sketch, entry, entry.operation)
        else:
            reason = ''
        if reason := reason or _done(sketch, entry):
            aside[entry.seq] = reason
        _note(pins, entry)
    return Replay(begun.live, sketch.finish(), pins, aside, last)


def _done(sketch: Sketch, entry: Entry) -> str:
    """Why a part of it had to be set aside; empty where all was done."""
    reason = ''
    for own, values in entry.aims.items():
        item = sketch.find(own)
        if own != GROUPS and COPY not in values and (item is None or item.is_gone):
            reason = GONE
        else:
            reason = pin(sketch, own, values) or reason
    if entry.kind in GROWING and not entry.is_alone:
        placed = {own for own, values in entry.aims.items() if 'start' in values or 'end' in values}
        for own in placed:
            item = sketch.find(own)
            if item and item.parent not in placed:  # a parent that was placed, too, is as it was wanted
                grow_around(sketch, own)
    return reason


def _aimed(sketch: Sketch, entry: Entry, operation: Operation) -> tuple[Entry, str]:
    """What an operation aims at that was kept as such."""
    before = sketch.finish()
    try:
        then = apply(before, operation, sketch.live)
    except Rejected as error:
        return entry, str(error)
    aims = differences(before, then.portfolio, set(then.changed) - then.grown)
    revs = {own: before.items[own].rev for own in aims if own in before.items}
    is_alone = isinstance(operation, MoveItems) and operation.is_alone
    return replace(entry, aims=aims, base=same_values(sketch.live, aims), revs=revs, is_alone=is_alone), ''


def _note(pins: dict[Place, Pin], entry: Entry) -> None:
    for own, values in entry.aims.items():
        for key, value in values.items():
            if value == LIVE:
                pins.pop((own, key), None)
            elif (own, key) not in pins or entry.kind == 'KeepFields':
                base = entry.base.get(own, {}).get(key)
                pins[own, key] = Pin(base, entry.revs.get(own, 0), entry.seq, entry.actor_name)
