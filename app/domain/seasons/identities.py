"""What must hold of a season whatever was done to it: asked after every operation in tests, and each night."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.domain.seasons import figures
from app.domain.seasons.axes import Axes, Cell, Node, Nodes
from app.domain.seasons.budget import Position
from app.domain.seasons.consumption import consumed_in
from app.domain.seasons.cube import Flags, Numbers
from app.domain.seasons.facts import Facts
from app.domain.seasons.ledger import GOING_OUT
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.waterfall import Waterfall

SUMMED = ('net_sales', 'required_receipts', 'otb', 'received', 'open_on_order')


@dataclass(frozen=True)
class Broken:
    """An identity that does not hold; `where` names the first place, `off` by how much."""
    rule: str
    where: str
    off: int


def broken(rolled: Rolled) -> tuple[Broken, ...]:
    """Of a version with what happened."""
    return (*_flows(rolled), *_openings(rolled), *_budgets(rolled), *_transfers(rolled.facts), *_sums(rolled))


def broken_lines(lines: Iterable[tuple[str, int, int, int, int]]) -> tuple[Broken, ...]:
    """Lines of orders as (name, ordered, open, accepted, cancelled) that have neither been closed short nor lost
    anything: open, accepted and cancelled are what was ordered, and what came beyond it.
    """
    off = ((name, waits + came + gone - max(ordered, came + gone)) for name, ordered, waits, came, gone in lines)
    return tuple(Broken('on order + accepted + cancelled = ordered', name, amount) for name, amount in off if amount)


def broken_waterfall(found: Waterfall) -> tuple[Broken, ...]:
    return (Broken('the waterfall closes', '', found.remainder),) if found.remainder else ()


def broken_consumption(position: Position, by_lines: int) -> tuple[Broken, ...]:
    """What lines of receipts and orders consume is what the position says."""
    off = consumed_in(position, '', '').consumed - by_lines
    return (Broken('consumed by lines = consumed by position', '', off),) if off else ()


def _flows(rolled: Rolled) -> Iterator[Broken]:
    get = rolled.array
    out = sum((get(name) for name in GOING_OUT[rolled.terms.basis]), np.int64(0))
    off = (get('eop') - get('bop') - get('receipts') - get('transfers_in') + get('transfers_out')
           - get('adjustments') + out)
    yield from _first('closing − opening stock = flows', rolled.axes, off)


def _openings(rolled: Rolled) -> Iterator[Broken]:
    off = np.zeros(rolled.axes.shape, np.int64)
    off[:, :, 1:] = rolled.array('bop')[:, :, 1:] - rolled.array('eop')[:, :, :-1]
    yield from _first('opening stock = closing stock of the period before', rolled.axes, off)


def _budgets(rolled: Rolled) -> Iterator[Broken]:
    get = rolled.array
    off = (get('required_receipts') + get('budget_transfers') - get('received') - get('open_on_order')
           - get('outside_on_order') - get('reserve') - get('otb'))
    yield from _first('open to buy = its parts', rolled.axes, off)


def _transfers(facts: Facts) -> Iterator[Broken]:
    if total := int(facts.transfers.sum()):
        yield Broken('budget transfers add up to nothing', '', total)


def _sums(rolled: Rolled) -> Iterator[Broken]:
    """Every node is the sum of its children, on all axes."""
    for measure in SUMMED:
        for axis, nodes in _axes(rolled.axes):
            for node, children in _families(nodes):
                parts = sum(figures.figure(rolled, _cell(measure, axis, one)) or 0 for one in children)
                if off := (figures.figure(rolled, _cell(measure, axis, node)) or 0) - parts:
                    yield Broken(f'{measure} of a node = the sum of its children', node.key, off)


def _axes(axes: Axes) -> Iterator[tuple[str, Nodes]]:
    yield from (('location', axes.location_nodes), ('category', axes.category_nodes), ('period', axes.period_nodes))


def _families(nodes: Nodes) -> Iterator[tuple[Node, list[Node]]]:
    children: dict[str, list[Node]] = {}
    for one in nodes.values():
        if one.parent is not None:
            children.setdefault(one.parent, []).append(one)
    yield from ((nodes[key], found) for key, found in children.items())


def _cell(measure: str, axis: str, node: Node) -> Cell:
    return Cell(measure, **{axis: node.key})


def _first(rule: str, axes: Axes, off: Numbers) -> Iterator[Broken]:
    wrong: Flags = off != 0
    if wrong.any():
        at = tuple(int(one[0]) for one in np.nonzero(wrong))
        where = f'{axes.locations[at[0]].code}, {axes.categories[at[1]].code}, {axes.periods[at[2]].start}'
        yield Broken(rule, where, int(off[at]))
