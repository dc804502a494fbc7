"""What stands in a cell of the grid: sums over leaves, stock at their edges, ratios from summed parts.

Sums over locations are kept for as long as the season does not change: below them every total is small.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.seasons import metrics
from app.domain.seasons.axes import Cell
from app.domain.seasons.cube import Numbers
from app.domain.seasons.measures import FIRST, LAST, MEASURES, RATIO
from app.domain.seasons.metrics import Ratio, ratio_of
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.season import COST

MILLION: Final = 1_000_000
KNOWN: Final = 'known'  # in how many leaves anything is told

Line = NDArray[np.int64]  # one number for each period


def figure(rolled: Rolled, cell: Cell) -> int | None:
    """In minor units, or units; None where nothing is known, or the cell is not of this season."""
    measure = MEASURES[cell.measure]
    if measure.kind == RATIO or rolled.axes.box(cell) is None:
        return None
    if cell.measure == 'margin' and not has_cost(rolled):
        return None
    start, stop = _span(rolled, cell)
    if not _line(rolled, KNOWN, cell)[start:stop].any():
        return None
    line = line_of(rolled, cell)
    return int(line[start] if measure.over_time == FIRST else line[stop - 1] if measure.over_time == LAST
               else line[start:stop].sum())


def ratio(rolled: Rolled, cell: Cell) -> Ratio | None:
    """The two numbers a share, a cover or a turn is made of; None where it says nothing."""
    if rolled.axes.box(cell) is None or (cell.measure in NEED_COST and not has_cost(rolled)):
        return None
    return _RATIOS[cell.measure](_Parts(rolled, cell))


def line_of(rolled: Rolled, cell: Cell) -> Line:
    """A measure of a cell's location and category in every period; nothing is blank here."""
    if cell.measure == 'margin':
        return _line(rolled, 'net_sales', cell) - _line(rolled, 'cogs', cell)
    return _line(rolled, cell.measure, cell)


def known_of(rolled: Rolled, cell: Cell) -> NDArray[np.bool_]:
    """In which periods anything is told of a location and a category."""
    return _line(rolled, KNOWN, cell) > 0


def has_cost(rolled: Rolled) -> bool:
    """Whether anybody has told what sold goods cost; without, there is no margin."""
    return 'cogs' in rolled.values


def band(rolled: Rolled, name: str, location: str) -> Numbers:
    """What a location node holds: [category, period]."""
    key = name, location
    found = rolled.sums.get(key)
    if found is None:
        node = rolled.axes.location_nodes[location]
        leaves = rolled.known if name == KNOWN else rolled.leaves(name)
        found = rolled.sums[key] = leaves.band(node.slice)
    return found


def _line(rolled: Rolled, name: str, cell: Cell) -> Line:
    key = name, cell.location, cell.category
    found = rolled.lines.get(key)
    if found is None:
        node = rolled.axes.category_nodes[cell.category]
        found = rolled.lines[key] = band(rolled, name, cell.location)[node.slice].sum(axis=0)
    return found


def _span(rolled: Rolled, cell: Cell) -> tuple[int, int]:
    node = rolled.axes.period_nodes[cell.period]
    return node.start, node.stop


class _Parts:
    """Sums and edges of a cell, for its ratios."""

    def __init__(self, rolled: Rolled, cell: Cell) -> None:
        self.rolled, self.cell = rolled, cell
        self.start, self.stop = _span(rolled, cell)

    def sum(self, name: str) -> int:
        return int(_line(self.rolled, name, self.cell)[self.start:self.stop].sum())

    @property
    def opening(self) -> int:
        return int(_line(self.rolled, 'bop', self.cell)[self.start])

    @property
    def closing(self) -> int:
        return int(_line(self.rolled, 'eop', self.cell)[self.stop - 1])

    @property
    def out(self) -> str:
        """What the stock of this basis is sold as."""
        return 'cogs' if self.rolled.terms.basis == COST else 'net_sales'

    @property
    def stock_at_cost(self) -> Ratio | None:
        """The average, brought from retail to cost by the share that sold goods cost, else by the planned mark-up."""
        openings = _line(self.rolled, 'bop', self.cell)[self.start:self.stop].tolist()
        stock = metrics.average_stock(openings, self.closing)
        if self.rolled.terms.basis == COST:
            return stock
        share = ratio_of(self.sum('cogs'), self.sum('net_sales')) or _cost_share(self.rolled.terms.imu)
        return share and Ratio(stock.numerator * share.numerator, stock.denominator * share.denominator)


def _cost_share(imu: Decimal | None) -> Ratio | None:
    return None if imu is None else Ratio(MILLION - int(imu * MILLION), MILLION)


def _imu(parts: _Parts) -> Ratio | None:
    imu = parts.rolled.terms.imu
    return None if imu is None else Ratio(int(imu * MILLION), MILLION)


def _cover(parts: _Parts) -> Ratio | None:
    sales = _line(parts.rolled, parts.out, parts.cell)[parts.stop:].tolist()
    known = known_of(parts.rolled, parts.cell)[parts.start:parts.stop].any()
    return metrics.forward_cover(parts.closing, sales) if known and sales else None


def _turn(parts: _Parts) -> Ratio | None:
    stock = parts.stock_at_cost
    return stock and metrics.turn(parts.sum('cogs'), stock)


def _gmroi(parts: _Parts) -> Ratio | None:
    stock = parts.stock_at_cost
    return stock and metrics.gmroi(parts.sum('net_sales') - parts.sum('cogs'), stock)


def _mmu(parts: _Parts) -> Ratio | None:
    return metrics.mmu(parts.sum('net_sales'), parts.sum('cogs'))


NEED_COST: Final = ('margin_share', 'mmu', 'turn', 'gmroi')
_RATIOS: Final[dict[str, Callable[[_Parts], Ratio | None]]] = {
    'margin_share': _mmu, 'mmu': _mmu, 'imu': _imu, 'cover': _cover, 'turn': _turn, 'gmroi': _gmroi,
    'markdown_share': lambda parts: metrics.markdown_share(parts.sum('markdown'), parts.sum('net_sales')),
    'sell_through': lambda parts: metrics.season_sell_through(
        parts.sum(parts.out), parts.opening, parts.sum('receipts')),
    'stock_to_sales': lambda parts: metrics.stock_to_sales(parts.opening, parts.sum(parts.out)),
}
