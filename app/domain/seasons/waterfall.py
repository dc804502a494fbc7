"""Why open-to-buy is not what it was: every event that moved it, with what it did; nothing may be left over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import Numbers
from app.domain.seasons.rolling import Rolled

KINDS: Final = {  # in the order in which they are shown
    'plan': 'Plan edits', 'actuals': 'Sales and markdown', 'stock': 'Stock counts', 'receipt': 'Receipts',
    'order': 'New and changed orders', 'cancelled': 'Cancelled orders', 'overdue': 'Late deliveries',
    'transfer': 'Budget transfers', 'reserve': 'Reserves', 'time': 'Periods that ended', 'opening': 'Opening stock',
    'structure': 'Locations of the season', 'rules': 'Rules of the season'}
OTHER: Final = 'Other changes'


@dataclass(frozen=True, eq=False)
class Move:
    """`effect` is on open-to-buy, [category, period] by position."""
    at: datetime
    kind: str
    text: str
    by_name: str
    effect: Numbers


@dataclass(frozen=True)
class Step:
    """What events of a kind did together; `causes` are those that did most, whichever way."""
    kind: str
    label: str
    amount: int
    count: int
    causes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Waterfall:
    before: int
    steps: tuple[Step, ...]
    after: int

    @property
    def remainder(self) -> int:
        """What no event accounts for: 0, or somebody forgot to tell."""
        return self.after - self.before - sum(one.amount for one in self.steps)


def effect_of(before: Rolled, after: Rolled) -> Numbers:
    """What a change does to open-to-buy, [category, period] by position: of all locations together."""
    return _everywhere(after) - _everywhere(before)


def _everywhere(rolled: Rolled) -> Numbers:
    return rolled.leaves('otb').band(slice(0, rolled.axes.shape[0]))


def waterfall(before: int, after: int, moves: Iterable[Move], axes: Axes, category: str = '', period: str = '',
              causes: int = 5) -> Waterfall:
    """Between two moments, of a category node and a period node."""
    box = axes.category_nodes[category].slice, axes.period_nodes[period].slice
    told: dict[str, list[tuple[str, int]]] = {}
    for move in moves:
        if amount := int(move.effect[box].sum()):
            told.setdefault(move.kind, []).append((move.text, amount))
    kinds = sorted(told, key=lambda kind: list(KINDS).index(kind) if kind in KINDS else len(KINDS))
    return Waterfall(before, tuple(_step(kind, told[kind], causes) for kind in kinds), after)


def _step(kind: str, told: Sequence[tuple[str, int]], causes: int) -> Step:
    most = sorted(told, key=lambda each: -abs(each[1]))[:causes]
    return Step(kind, KINDS.get(kind, OTHER), sum(amount for _, amount in told), len(told), tuple(most))
