"""Gaps between target and plan as they are shown: one level of categories at a time, by names people know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.plan.columns import period_name
from app.domain.seasons.reconciling import Gap


@dataclass(frozen=True)
class GapLine:
    """`gap` is above nothing where the plan exceeds its target."""
    cell: Cell
    category: str
    month: str
    target: int
    sum: int | None
    gap: int


def levels_of(axes: Axes) -> Mapping[str, str]:
    """Levels of categories that can be reconciled, by their number as text: the leaves last."""
    last = max((one.level for one in axes.category_nodes.values()), default=0)
    return {'1': 'Top categories', '0': 'All categories together',
            **{str(one): f'Categories of level {one}' if one < last else 'Every category'
               for one in range(2, last + 1)}}


def lines_of(axes: Axes, gaps: Sequence[Gap], level: int) -> tuple[GapLine, ...]:
    return tuple(GapLine(one.cell, axes.category_nodes[one.cell.category].name,
                         period_name(axes, axes.period_nodes[one.cell.period]), one.target, one.sum, one.gap)
                 for one in gaps if one.level == level)
