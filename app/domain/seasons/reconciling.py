"""What was wanted from the top held against what the plan adds up to, by category and month."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.seasons.axes import Cell
from app.domain.seasons.cube import Cube
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.metrics import Ratio, ratio_of
from app.errors import Rejected


@dataclass(frozen=True)
class Gap:
    """`cell` is a category node × month, everywhere; sums are None where nothing is planned."""
    cell: Cell
    level: int
    target: int
    sum: int | None

    @property
    def gap(self) -> int:
        """Above nothing where the plan exceeds its target."""
        return (self.sum or 0) - self.target

    @property
    def share(self) -> Ratio | None:
        return ratio_of(self.gap, self.target)


def reconcile(target: Cube, working: Cube, measure: str = 'net_sales') -> tuple[Gap, ...]:
    """Of every category, from the whole to the leaves, and every month that has a target. Raises Rejected."""
    if not MEASURES[measure].is_input:
        raise Rejected(f'{MEASURES[measure].label} is worked out: it has no target.', field='measure')
    return tuple(_gaps(target, working, measure))


def _gaps(target: Cube, working: Cube, measure: str) -> Iterator[Gap]:
    axes = working.axes
    months = [one.key for one in axes.period_nodes.values() if one.level == 1]
    for category in axes.category_nodes.values():
        for month in months:
            cell = Cell(measure, category=category.key, period=month)
            wanted = target.total(cell)
            if wanted is not None:
                yield Gap(cell, category.level, wanted, working.total(cell))
