"""From the figures of a season to the rows of its analytics: sums of slices, no row is looked at one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from app.domain.seasons import metrics
from app.domain.seasons.analysis import Amounts, Band, Execution, Intents, MonthParts, Place, Wanted
from app.domain.seasons.axes import ALL, Axes, Node
from app.domain.seasons.budget import Position
from app.domain.seasons.consumption import Alert, Consumption, Known, alerts, consumed_in, keys_at, months_of
from app.domain.seasons.cube import Cube, Numbers
from app.domain.seasons.facts import Facts
from app.domain.seasons.range_rules import Intent
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.rounding import half_up
from app.domain.seasons.season import COST, SeasonRules
from app.domain.seasons.variance import Arrival, taken_apart
from app.errors import NotFound

WITHIN: Final = Fraction(1, 100)  # of the plan: on plan


@dataclass(frozen=True, eq=False)
class Ground:
    """`plan` is one version rolled forward as planned, without what happened; `actual` what was sold."""
    plan: Rolled
    facts: Facts
    actual: Cube | None
    elapsed: int

    @property
    def axes(self) -> Axes:
        return self.plan.axes

    @property
    def on_order(self) -> Numbers:
        return self.facts.open_on_order + self.facts.submitted

    @property
    def sold_as(self) -> str:
        return 'cogs' if self.plan.terms.basis == COST else 'net_sales'


def level_of(axes: Axes, wanted: Wanted) -> int:
    """The one asked for, or the deepest there is."""
    return min(max(wanted.level, 0), depth_of(axes))


def depth_of(axes: Axes) -> int:
    return max(one.level for one in axes.category_nodes.values())


def location_of(axes: Axes, key: str) -> Node:
    """Raises NotFound."""
    if key not in axes.location_nodes:
        raise NotFound('There is no such cluster or location in this season.')
    return axes.location_nodes[key]


def clusters_of(axes: Axes) -> tuple[Node, ...]:
    return tuple(one for one in axes.location_nodes.values() if one.level == 1)


class Summing:
    """Sums of boxes; what several rows need is worked out once."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.axes = ground, ground.axes
        self.budget, self.received = ground.plan.array('required_receipts'), ground.facts.received
        self.on_order, self.planned = ground.on_order, ground.plan.array('net_sales')
        self.actual = ground.actual.sheets.get('net_sales') if ground.actual else None

    def amounts(self, node: Node, box: tuple[slice, slice, slice], name: str = '') -> Amounts:
        over = slice(box[2].start, max(min(box[2].stop, self.ground.elapsed), box[2].start))
        past = (box[0], box[1], over)
        is_told = self.actual is not None and self.actual.filled[box].any()
        sold = int(self.actual.values[box].sum()) if self.actual is not None and is_told else None
        budget, received, on_order, planned = (int(one[box].sum()) for one in (
            self.budget, self.received, self.on_order, self.planned))
        return Amounts(node.key, name or node.name or node.key, budget, received, on_order, planned,
                       int(self.planned[past].sum()), sold)

    def months(self, location: Node) -> tuple[Amounts, ...]:
        every = self.axes.category_nodes[ALL].slice
        return tuple(self.amounts(node, (location.slice, every, node.slice), month_name(self.axes, node))
                     for node in (self.axes.period_nodes[key] for key in months_of(self.axes)))

    def categories(self, location: Node, level: int) -> tuple[Amounts, ...]:
        season = self.axes.period_nodes[ALL].slice
        return tuple(self.amounts(node, (location.slice, node.slice, season))
                     for node in (self.axes.category_nodes[key] for key in keys_at(self.axes.category_nodes, level)))

    def places(self, nodes: Iterable[Node]) -> tuple[Amounts, ...]:
        every, season = self.axes.category_nodes[ALL].slice, self.axes.period_nodes[ALL].slice
        return tuple(self.amounts(node, (node.slice, every, season)) for node in nodes)

    def executions(self, location: Node, level: int) -> tuple[Execution, ...]:
        return tuple(self._execution(location, self.axes.category_nodes[key])
                     for key in keys_at(self.axes.category_nodes, level))

    def _execution(self, location: Node, node: Node) -> Execution:
        box = location.slice, node.slice
        planned, received = int(self.budget[box].sum()), int(self.received[box].sum())
        return Execution(node.key, node.name, planned, received, metrics.variance(received, planned),
                         abs(received - planned) < WITHIN * planned, self._sell_through(box, received))

    def _sell_through(self, box: tuple[slice, slice], received: int) -> metrics.Ratio | None:
        sheet = self.ground.actual.sheets.get(self.ground.sold_as) if self.ground.actual else None
        if sheet is None or not sheet.filled[box].any():
            return None
        opening = int(self.ground.plan.array('bop')[box][:, :, 0].sum())
        return metrics.season_sell_through(int(sheet.values[box].sum()), opening, received)


def month_name(axes: Axes, node: Node) -> str:
    """By the calendar month in which most of it lies: that is how people call a retail month, too."""
    periods = axes.periods[node.slice]
    middle = periods[len(periods) // 2]
    day = middle.start + (middle.end - middle.start) / 2
    return f'{day:%b %Y}'


def cluster_rows(summing: Summing) -> tuple[Place, ...]:
    nodes = clusters_of(summing.axes)
    return tuple(Place(row, node.stop - node.start) for row, node in zip(summing.places(nodes), nodes, strict=True))


def best_and_worst(rows: Sequence[Amounts], top: int) -> tuple[tuple[Amounts, ...], tuple[Amounts, ...]]:
    """Locations by the share of their budget that came; those without a budget say nothing."""
    known = sorted((row for row in rows if row.budget > 0), key=_came, reverse=True)
    return tuple(known[:top]), tuple(sorted(known[top:][-top:], key=_came))


def intents_of(told: Mapping[int, Intent], summing: Summing, location: Node) -> Intents:
    """By position of the category; what a category plans weighs its shares."""
    if not told:
        return Intents(0)
    budgets = summing.budget[location.slice].sum(axis=(0, 2))
    weights = {at: max(int(budgets[at]), 0) for at in told}
    if not any(weights.values()):
        weights = dict.fromkeys(told, 1)
    whole = Decimal(sum(weights.values()))
    core = sum((told[at].core * weight for at, weight in weights.items()), Decimal(0)) / whole
    fashion = sum((told[at].fashion * weight for at, weight in weights.items()), Decimal(0)) / whole
    plain = sum((one.core for one in told.values()), Decimal(0)) / len(told)
    return Intents(len(told), core, fashion, plain, _bands(told, weights, budgets, whole))


def month_parts(axes: Axes, lines: Iterable[Arrival]) -> tuple[MonthParts, ...]:
    """Periods of a month together: what only moved within it cancels out."""
    parts = taken_apart(lines)
    found = []
    for node in (axes.period_nodes[key] for key in months_of(axes)):
        within = [one for period, one in parts.items() if node.start <= period < node.stop]
        found.append(MonthParts(node.key, month_name(axes, node), sum(one.timing for one in within),
                                sum(one.value for one in within)))
    return tuple(found)


def raised(position: Position, level: int, known: Known, rules: SeasonRules, location: str = '') -> tuple[Alert, ...]:
    """What somebody should look at, by categories of a level over the whole season."""
    rows = [consumed_in(position, key, ALL, location) for key in keys_at(position.axes.category_nodes, level)]
    return alerts(rows, known, rules)


def monthly(position: Position, location: str = '') -> tuple[Consumption, ...]:
    return tuple(consumed_in(position, ALL, key, location) for key in months_of(position.axes))


def empty_weeks(rolled: Rolled) -> int:
    """Elapsed weeks of rows that began and ended without stock although something was planned: they say nothing about
    what would have been sold.
    """
    elapsed = rolled.terms.elapsed
    stock = np.maximum(rolled.array('bop')[:, :, :elapsed], rolled.array('eop')[:, :, :elapsed])
    planned = rolled.cube.sheet('net_sales').values[:, :, :elapsed] > 0
    return int(((stock <= 0) & planned & rolled.happened[:, None, :elapsed]).sum())


def span_of(rolled: Rolled, cube: Cube) -> int:
    """How many periods have actuals: up to the last of which sales are told; stock may be known further."""
    told = np.zeros(rolled.axes.shape[2], np.bool_)
    for name in ('net_sales', 'units', 'cogs'):
        told |= cube.sheet(name).filled.any(axis=(0, 1))
    return int(np.flatnonzero(told)[-1]) + 1 if told.any() else 0


def _came(row: Amounts) -> Fraction:
    return Fraction(row.received, row.budget)


def _bands(told: Mapping[int, Intent], weights: Mapping[int, int], budgets: Numbers,
           whole: Decimal) -> tuple[Band, ...]:
    shares: dict[str, Decimal] = {}
    values: dict[str, Fraction] = {}
    for at, intent in told.items():
        for name, share in intent.bands:
            shares[name] = shares.get(name, Decimal(0)) + share * weights[at] / whole
            values[name] = values.get(name, Fraction(0)) + Fraction(share) * max(int(budgets[at]), 0)
    return tuple(Band(name, share, half_up(values[name])) for name, share in shares.items())
