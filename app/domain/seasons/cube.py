"""The cells of one version of a plan in memory: whole numbers, [location, category, period] by position.

A cube is a value: whoever changes cells gets another cube, which shares all sheets that did not change. So a look that
has begun goes on with what it saw, and everybody shares one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.seasons.axes import Axes, Cell

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
BLANK: Final = int(np.iinfo(np.int64).min)  # how a cell without a value is stored


@dataclass(frozen=True, eq=False)
class Sheet:
    """One measure: 0 where nothing is filled in. Both arrays are read-only."""
    values: Numbers
    filled: Flags


@dataclass(frozen=True, eq=False)
class Cube:
    """Version `number` of a plan as of `seq` in the log."""
    number: int
    seq: int
    axes: Axes
    sheets: Mapping[str, Sheet]

    def sheet(self, measure: str) -> Sheet:
        return self.sheets.get(measure) or blank(self.axes.shape)

    def total(self, cell: Cell) -> int | None:
        """The sum of the leaves of a cell; None where all are blank."""
        box = self.axes.box(cell)
        sheet = self.sheets.get(cell.measure)
        if box is None or sheet is None or not sheet.filled[box].any():
            return None
        return int(sheet.values[box].sum())


def blank(shape: tuple[int, int, int]) -> Sheet:
    return sheet_of(np.full(shape, BLANK, np.int64))


def sheet_of(stored: Numbers) -> Sheet:
    """From numbers among which BLANK stands for nothing."""
    filled = stored != BLANK
    return closed(np.where(filled, stored, 0), filled)


def stored_of(sheet: Sheet) -> Numbers:
    return np.where(sheet.filled, sheet.values, BLANK)


def closed(values: Numbers, filled: Flags) -> Sheet:
    """From arrays that nobody writes to any more."""
    values.flags.writeable = filled.flags.writeable = False
    return Sheet(values, filled)
