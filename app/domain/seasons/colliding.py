"""Whether others have changed what somebody is about to change, since they looked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.seasons.axes import Cell
from app.domain.seasons.changes import Change
from app.domain.seasons.cube import Flags, Numbers
from app.errors import Conflict


@dataclass(frozen=True)
class Clash:
    """A cell that somebody else has changed: what was to become of it, and what they made of it."""
    cell: Cell
    name: str
    yours: int | None
    theirs: int | None
    by_name: str


class Collided(Conflict):
    """Nothing was changed; `clashes` names cells with both values, `told` the same for programs."""
    code = 'seasons.conflict'

    def __init__(self, clashes: Sequence[Clash], seq: int, told: dict[str, Any]) -> None:
        by = ', '.join(dict.fromkeys(one.by_name for one in clashes))
        super().__init__(f'{by} changed {clashes[0].name} while you were at it. Nothing was overwritten.')
        self.clashes, self.seq, self.told = tuple(clashes), seq, told


def last_others(changes: Sequence[Change], since: Iterable[tuple[bool, str, Sequence[Change]]]) -> dict[str, Flags]:
    """By name of whoever changed leaves last that these changes name, and is not me; for each of them the leaves, one
    flag for each leaf of all changes in a row. `since` holds (is mine, name, changes) of later edits in order.
    """
    keys = [_keys(one) for one in changes]
    who = [np.full(len(one), -1, np.int64) for one in keys]
    names: list[str] = []
    for is_mine, name, others in since:
        number = -1 if is_mine else _number(names, name)
        for other in others:
            for at, change in enumerate(changes):
                if change.measure == other.measure:
                    who[at][np.isin(keys[at], _keys(other))] = number
    found = np.concatenate(who) if who else np.zeros(0, np.int64)
    return {name: found == number for number, name in enumerate(names) if (found == number).any()}


def _number(names: list[str], name: str) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)


def _keys(change: Change) -> Numbers:
    """One number for each leaf, whatever the axes."""
    return ((change.locations.astype(np.int64) << 42) | (change.categories.astype(np.int64) << 21)
            | change.periods.astype(np.int64))
