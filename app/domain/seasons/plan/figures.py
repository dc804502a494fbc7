"""What stands in the cells of a row: sums of leaves along the columns, each measure by its own rule over time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.domain.seasons import figures
from app.domain.seasons.axes import Cell
from app.domain.seasons.cube import Cube, Flags, Numbers
from app.domain.seasons.leaves import Box, Leaves
from app.domain.seasons.measures import FIRST, FLOW, LAST, MEASURES, RATIO, SHARE, SUM, WEEKS
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.plan.columns import Column
from app.domain.seasons.plan.view import Value
from app.domain.seasons.rolling import Rolled

Told = tuple[Numbers, Flags]  # by period: the sum, and whether anything is known
MOST_KEPT: Final = 4096  # rows
THIN: Final = '\u202f'


@dataclass(frozen=True, eq=False)
class Figures:
    """Of one version. `rolled` works out stock, open-to-buy and ratios; without it only what was stored is known."""
    cube: Cube
    rolled: Rolled | None = None
    kept: dict[tuple[str, str, str], Told] = field(default_factory=dict, repr=False)

    def row(self, measure: str, location: str, category: str, columns: Sequence[Column]) -> tuple[Value, ...]:
        """One value for each column."""
        if MEASURES[measure].kind == RATIO:
            return tuple(self._ratio(Cell(measure, location, category, one.key)) for one in columns)
        values, known = (one.tolist() for one in self.along(measure, location, category))
        return tuple(_over(measure, values, known, one.start, one.stop) for one in columns)

    def along(self, measure: str, location: str, category: str) -> Told:
        """By period."""
        key = (measure, location, category)
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            found = self.kept[key] = self._along(Cell(*key))
        return found

    def _ratio(self, cell: Cell) -> str | None:
        found = figures.ratio(self.rolled, cell) if self.rolled else None
        return ratio_text(cell.measure, found) if found else None

    def _along(self, cell: Cell) -> Told:
        axes = self.cube.axes
        box = axes.box(cell)
        if box is None or (cell.measure == 'margin' and self.rolled and not figures.has_cost(self.rolled)):
            return np.zeros(axes.shape[2], np.int64), np.zeros(axes.shape[2], np.bool_)
        if self.rolled is None:
            sheet = self.cube.sheet(cell.measure)
            return sheet.numbers.band(box[0])[box[1]].sum(axis=0), _any(sheet.flags, box)
        return figures.line_of(self.rolled, cell), self._known(self.rolled, cell, box)

    def _known(self, rolled: Rolled, cell: Cell, box: Box) -> Flags:
        """What is worked out is known where anything is; a flow that is typed where it was typed or has happened."""
        if MEASURES[cell.measure].kind != FLOW or cell.measure == 'receipts':
            return figures.known_of(rolled, cell)
        typed = _any(self.cube.sheet(cell.measure).flags, box)
        if cell.measure == 'adjustments':
            typed = typed | (figures.line_of(rolled, cell) != 0)  # what counting showed, also without sales
        return typed | (rolled.happened[box[0]].any(axis=0) & figures.known_of(rolled, cell))


def ratio_text(measure: str, ratio: Ratio) -> str:
    """`28.18 %`, `2.6`, `> 8.0`."""
    unit = MEASURES[measure].unit
    found = ratio.rounded(2, 100) if unit == SHARE else ratio.rounded(1 if unit == WEEKS else 2)
    text = f'{abs(found):,}'.replace(',', THIN) + (f'{THIN}%' if unit == SHARE else '')
    return f'{"> " if ratio.is_more else ""}{"−" if found < 0 else ""}{text}'


def _any(flags: Leaves, box: Box) -> Flags:
    return np.asarray(flags.band(box[0])[box[1]].any(axis=0), np.bool_)


def _over(measure: str, values: list[int], known: list[bool], start: int, stop: int) -> int | None:
    """Plain lists: of few periods they add up faster than arrays."""
    if not any(known[start:stop]):
        return None
    over = MEASURES[measure].over_time
    if over == SUM:
        return sum(values[start:stop])
    return values[start] if over == FIRST else values[stop - 1] if over == LAST else None


def change_text(value: Value, against: Value) -> tuple[str, int]:
    """`+6.1 %` and 61 thousandths; nothing where one of the two is no number or there was nothing."""
    if not isinstance(value, int) or not isinstance(against, int) or not against:
        return '', 0
    share = (abs(value - against) * 2000 + abs(against)) // (2 * abs(against))  # half up
    share = share if value >= against else -share
    sign = '+' if share > 0 else '−' if share < 0 else ''
    return f'{sign}{abs(share) // 10}.{abs(share) % 10}{THIN}%', max(-9999, min(share, 9999))
