"""What has happened outside of the plan, as cells: at the valuation basis of the season, in minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import Numbers, blank
from app.domain.seasons.leaves import NO_ROWS, Leaves, Positions


@dataclass(frozen=True, eq=False)
class Facts:
    """`told` holds the names below, `reserve_share` (millionths of what is required in a leaf, held back besides
    `reserve`), `inside` (stock counted before the last day of a period, with what came after it in it) and
    `inside_rest` (millionths of the period behind that count), as far as there is anything of it. What is agreed for a
    node as a whole lies on its leaves, spread exactly, so that every node is the sum of its leaves.
    """
    number: int  # Season.facts when this was read
    axes: Axes
    told: Mapping[str, Leaves]
    overdue: int = 0  # lines

    @property
    def received(self) -> Numbers:
        """In the period of the receipt."""
        return self.leaves('received').array

    @property
    def open_on_order(self) -> Numbers:
        """Of confirmed, shipped and partial orders, in the expected period; overdue in the current."""
        return self.leaves('open_on_order').array

    @property
    def submitted(self) -> Numbers:
        """Of orders that await an answer, in full."""
        return self.leaves('submitted').array

    @property
    def drafts(self) -> Numbers:
        """Counts as nothing; shown."""
        return self.leaves('drafts').array

    @property
    def transfers(self) -> Numbers:
        """Budget that came, less what went."""
        return self.leaves('transfers').array

    @property
    def reserve(self) -> Numbers:
        """Amounts that are held back."""
        return self.leaves('reserve').array

    def leaves(self, name: str) -> Leaves:
        """Whoever needs sums or some rows only asks here."""
        found = self.told.get(name)
        return blank(self.axes.shape).numbers if found is None else found

    def with_leaves(self, number: int, overdue: int, told: Mapping[str, Leaves]) -> 'Facts':
        """After something else has happened."""
        return replace(self, number=number, overdue=overdue, told={**self.told, **told})

    def differing(self, other: 'Facts') -> Positions:
        """Numbers of the rows (a category at a location) in which something else happened."""
        pairs = [(self.leaves(name), other.leaves(name)) for name in self.told.keys() | other.told.keys()]
        found = [mine.differing(others) for mine, others in pairs if mine is not others]
        return np.unique(np.concatenate([NO_ROWS, *found]))
