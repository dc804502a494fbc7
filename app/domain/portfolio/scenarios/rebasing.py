"""What the live plan has changed since something else was wanted, value by value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.portfolio.scenarios.pinning import GROUPS, field_of, value_of
from app.domain.portfolio.scenarios.replaying import Place, Replay

KEEP, DROP, CONFLICT = 'keep', 'drop', 'conflict'


@dataclass(frozen=True)
class Standing:
    """Of one value: what was seen, what is wanted, what is there now."""
    item_id: int
    key: str
    verdict: str  # keep: theirs is as it was; drop: both are the same; conflict
    base: Any
    mine: Any
    theirs: Any
    base_rev: int
    live_rev: int
    by: str

    @property
    def field(self) -> str:
        return field_of(self.key)

    @property
    def place(self) -> Place:
        return self.item_id, self.key


def standings(replay: Replay) -> tuple[Standing, ...]:
    """Of everything the scenario wants; by item and key. What was set aside is not among it."""
    return tuple(sorted(_standings(replay), key=lambda one: one.place))


def verdict(base: Any, mine: Any, theirs: Any) -> str:
    if mine == theirs:
        return DROP
    return KEEP if theirs == base else CONFLICT


def _standings(replay: Replay) -> Iterator[Standing]:
    for (own, key), pin in replay.pins.items():
        live = replay.live.items.get(own)
        if own > GROUPS and (live is None or live.is_gone):
            continue
        mine, theirs = value_of(replay.portfolio, own, key), value_of(replay.live, own, key)
        yield Standing(own, key, verdict(pin.base, mine, theirs), pin.base, mine, theirs, pin.rev,
                       live.rev if live else 0, pin.actor_name)
