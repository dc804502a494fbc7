"""A proposal for the weeks to come, by category: the plan times how the last weeks missed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from app.domain.seasons.axes import Cell, Node, Nodes
from app.domain.seasons.changes import stored_within
from app.domain.seasons.cube import BLANK, Cube, Flags, Numbers
from app.domain.seasons.doing import Box
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.rounding import half_up
from app.domain.seasons.spread import spread
from app.domain.seasons.trend import trend

FOLLOWING: Final = ('net_sales', 'units', 'markdown', 'discount', 'cogs')  # move with what sells


@dataclass(frozen=True)
class Proposal:
    """Of one category, for its open periods; `factor` is None where nothing has been planned and sold yet."""
    category: str  # key of a node
    name: str
    level: int
    factor: Fraction | None
    weeks: int  # elapsed ones that had stock
    planned: int
    proposed: int


def proposals(rolled: Rolled, location: str = '') -> tuple[Proposal, ...]:
    """Of every category at a location node; totals are the sums of what is proposed for their leaves."""
    axes = rolled.axes
    leaves = {node.start: _proposal(rolled, location, node) for node in axes.category_nodes.values() if node.is_leaf}
    return tuple(leaves[node.start] if node.is_leaf else _summed(node, [leaves[at] for at in range(
        node.start, node.stop)]) for node in axes.category_nodes.values())


def _summed(node: Node, parts: Sequence[Proposal]) -> Proposal:
    known = [one for one in parts if one.factor is not None]
    planned, proposed = sum(one.planned for one in parts), sum(one.proposed for one in parts)
    factor = Fraction(proposed, planned) if known and planned > 0 else None
    return Proposal(node.key, node.name, node.level, factor, max((one.weeks for one in parts), default=0), planned,
                    proposed)


def _proposal(rolled: Rolled, location: str, node: Node) -> Proposal:
    places = rolled.axes.location_nodes[location].slice
    elapsed = rolled.terms.elapsed
    sold, stock = (rolled.array(name)[places, node.start, :elapsed].sum(axis=0) for name in ('net_sales', 'bop'))
    plan = _plan(rolled.cube, places, node.start)
    received = rolled.array('received')[places, node.start, :elapsed].sum(axis=0)
    held = (stock + received).tolist()
    factor = trend(sold.tolist(), plan[:elapsed].tolist(), held) if elapsed else None
    planned = int(plan[elapsed:].sum())
    return Proposal(node.key, node.name, node.level, factor, sum(one > 0 for one in held), planned,
                    planned if factor is None else half_up(planned * factor))


def _plan(cube: Cube, places: slice, category: int) -> Numbers:
    sheet = cube.sheet('net_sales')
    return np.asarray(sheet.values[places, category].sum(axis=0), np.int64)


def followed(cube: Cube, location: str, accepted: Sequence[Proposal], fixed: Flags, measure: str,
             elapsed: int) -> tuple[Box, Numbers]:
    """What becomes of a measure in the open periods of the accepted categories; all else stays."""
    axes = cube.axes
    box = (axes.location_nodes[location].slice, slice(0, axes.shape[1]), slice(0, axes.shape[2]))
    now = stored_within(cube, measure, box)
    new = np.array(now)
    for at, factor in _leaves(axes.category_nodes, accepted):
        part = now[:, at, elapsed:]
        stays = fixed[:, at, elapsed:] | (part == BLANK)
        if not stays.all() and factor is not None:
            new[:, at, elapsed:] = np.where(stays, part, _scaled(np.where(part == BLANK, 0, part), stays, factor))
    return box, new


def _leaves(nodes: Nodes, accepted: Sequence[Proposal]) -> Iterator[tuple[int, Fraction | None]]:
    for one in accepted:
        node = nodes[one.category]
        if node.is_leaf:
            yield node.start, one.factor


def _scaled(now: Numbers, stays: Flags, factor: Fraction) -> Numbers:
    """The sum of what is open by the factor, right to the unit."""
    open_ = np.where(stays, 0, now)
    return spread(half_up(int(open_.sum()) * factor), open_) if (open_ > 0).any() else now


def cells_of(accepted: Sequence[Proposal], location: str) -> tuple[Cell, ...]:
    return tuple(Cell('net_sales', location, one.category) for one in accepted)
