"""What people call a cell: `Net sales, Linen, Harbour Street, week 6`."""

from collections.abc import Sequence

import numpy as np

from app.domain.seasons.axes import ALL, Axes, Cell, Nodes
from app.domain.seasons.changes import Change, positions
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.money import written
from app.domain.seasons.plan.columns import period_name

FEW = 3  # cells that are named before “and 12 more”


def name_of_cell(axes: Axes, cell: Cell) -> str:
    """Without what is everything anyway."""
    parts = [MEASURES[cell.measure].label if cell.measure in MEASURES else cell.measure,
             _node(axes.category_nodes, cell.category), _node(axes.location_nodes, cell.location),
             name_of_period(axes, cell.period)]
    return ', '.join(filter(None, parts))


def name_of_period(axes: Axes, key: str) -> str:
    """`week 6`, `April 2030`; nothing for the season as a whole."""
    node = axes.period_nodes.get(key)
    if node is None or key == ALL:
        return ''
    return period_name(axes, node)


def leaf_of(axes: Axes, measure: str, location: int, category: int, period: int) -> Cell:
    """By position."""
    return Cell(measure, f'l:{axes.locations[location].code}', f'c:{axes.categories[category].code}',
                axes.periods[period].key)


def first_leaves(axes: Axes, change: Change, count: int = FEW) -> tuple[Cell, ...]:
    """Some of the leaves that change."""
    at = positions(axes, change)
    known = np.flatnonzero((at[0] >= 0) & (at[1] >= 0))[:count]
    rows = zip(*(one[known].tolist() for one in at), strict=True)
    return tuple(leaf_of(axes, change.measure, *row) for row in rows)


def names_of(axes: Axes, cells: Sequence[Cell], count: int | None = None) -> str:
    """`a; b; c and 12 more`; `count` is how many there are in all."""
    more = (len(cells) if count is None else count) - len(cells[:FEW])
    told = '; '.join(name_of_cell(axes, cell) for cell in cells[:FEW])
    return f'{told} and {written(more, 0)} more' if more > 0 else told


def _node(nodes: Nodes, key: str) -> str:
    return nodes[key].name if key != ALL and key in nodes else ''
