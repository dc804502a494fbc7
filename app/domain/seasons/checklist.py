"""What each step of a season still lacks before it can be completed.

A plan cell is missing where a store or online shop that is open in a week has no planned sales; warehouses sell
nothing, and before a store opens nothing is expected of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import Cube, Flags
from app.domain.seasons.leaves import Leaves
from app.domain.seasons.season import BUDGETED, LOCATED, LOCKED, PLANNED, RANGED, STATES

LOCATIONS, PLAN, OTB, RANGE, BUYING, LOCK = 'locations', 'plan', 'otb', 'range', 'buying', 'lock'
STEPS: Final = {LOCATIONS: 'Locations', PLAN: 'Plan', OTB: 'OTB', RANGE: 'Range', BUYING: 'Buying', LOCK: 'Lock'}
REACHES: Final = {LOCATIONS: LOCATED, PLAN: PLANNED, OTB: BUDGETED, RANGE: RANGED, LOCK: LOCKED}  # by completing it
FLAGS: Final = (LOCATED, PLANNED, BUDGETED, RANGED, LOCKED)
DONE, NOW, LATER = 'done', 'now', 'later'


@dataclass(frozen=True)
class Check:
    """One step; `missing` says what is, and is empty where the step can be completed."""
    key: str
    state: str  # done, now, later
    missing: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return STEPS[self.key]

    @property
    def status(self) -> str:
        """As it is announced: `Plan: 14 cells missing`."""
        return f'{self.label}: {"; ".join(self.missing)}' if self.missing else f'{self.label}: {WORDS[self.state]}'


WORDS: Final = {DONE: 'done', NOW: 'ready to complete', LATER: 'comes later'}


@dataclass(frozen=True)
class Checklist:
    """`flags`: locations_defined … locked, derived from the state; `gaps`: missing plan cells by (branch, cluster)."""
    season: int
    state: str
    checks: tuple[Check, ...]
    gaps: Mapping[tuple[str, str], int] = field(default_factory=dict, hash=False)

    def check(self, key: str) -> Check:
        return next(one for one in self.checks if one.key == key)

    @property
    def now(self) -> Check | None:
        return next((one for one in self.checks if one.state == NOW), None)

    @property
    def flags(self) -> dict[str, bool]:
        return {flag: STATES.index(self.state) >= STATES.index(flag) for flag in FLAGS}


def standing(key: str, state: str) -> str:
    """Buying has no end of its own: it is over when the season is locked."""
    at = STATES.index(state)
    reached = STATES.index(REACHES.get(key, LOCKED))
    begun = STATES.index(RANGED) if key == BUYING else reached - 1
    return DONE if at >= reached else NOW if at >= begun else LATER


def expected(axes: Axes) -> Flags:
    """Leaves that should have planned sales."""
    found = np.ones(axes.shape, np.bool_)
    for at, one in enumerate(axes.locations):
        if one.kind == 'warehouse':
            found[at] = False
        elif one.opens or one.closes:
            found[at] &= np.array([not (one.opens and period.end < one.opens)
                                   and not (one.closes and period.start > one.closes) for period in axes.periods])
    return found


def plan_gaps(cube: Cube) -> Flags:
    """Leaves without planned sales that should have some."""
    return _gaps(cube.axes, cube.sheet('net_sales').flags)


def gaps_by_scope(cube: Cube) -> Mapping[tuple[str, str], int]:
    """How many there are in each scope; the same object until a leaf is filled in or emptied."""
    return _gaps_by_scope(cube.axes, cube.sheet('net_sales').flags)


@lru_cache(maxsize=8)
def _gaps_by_scope(axes: Axes, filled: Leaves) -> Mapping[tuple[str, str], int]:
    return by_scope(axes, _gaps(axes, filled))


def _gaps(axes: Axes, filled: Leaves) -> Flags:
    return expected(axes) & ~filled.array


def budget_gaps(cube: Cube) -> int:
    """Months of a category at a location without a stock target and without planned receipts, where sales are
    planned.
    """
    told = cube.sheet('eop').filled | cube.sheet('receipts').filled
    planned = cube.sheet('net_sales').filled
    months = [node for node in cube.axes.period_nodes.values() if node.level == 1]
    return sum(int((planned[..., one.slice].any(-1) & ~told[..., one.slice].any(-1)).sum()) for one in months)


def by_scope(axes: Axes, gaps: Flags) -> dict[tuple[str, str], int]:
    """How many of them lie in each scope: category branch × cluster, by their keys."""
    return {key: int(gaps[location.start:location.stop, category.start:category.stop].sum())
            for key, (location, category) in scopes_of(axes).items()}


def scopes_of(axes: Axes) -> dict[tuple[str, str], tuple[slice, slice]]:
    """(branch, cluster) → (locations, categories): what is approved as a whole."""
    branches = [one for one in axes.category_nodes.values() if one.level == 1]
    clusters = [one for one in axes.location_nodes.values() if one.level == 1]
    return {(branch.key, cluster.key): (cluster.slice, branch.slice) for branch in branches for cluster in clusters}


def counted(number: int, one: str, many: str) -> str:
    return f'{number} {one if number == 1 else many}'
