"""The cells of one version of a plan in memory: whole numbers, [location, category, period] by position.

A cube is a value: whoever changes cells gets another cube, which shares all sheets that did not change. So a look that
has begun goes on with what it saw, and everybody shares one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.leaves import Box, Leaves

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
BLANK: Final = int(np.iinfo(np.int64).min)  # how a cell without a value is stored


@dataclass(frozen=True, eq=False)
class Sheet:
    """One measure: 0 where nothing is filled in. Whoever needs a part only asks `numbers` and `flags` for it: whole
    arrays, which are read-only, may have to be made first.
    """
    numbers: Leaves
    flags: Leaves

    @property
    def values(self) -> Numbers:
        return self.numbers.array

    @property
    def filled(self) -> Flags:
        return self.flags.array

    def within(self, box: Box) -> Numbers:
        """The leaves in a box, BLANK where nothing is filled in."""
        return np.where(self.flags.box(box), self.numbers.box(box), BLANK)

    def stored(self, leaves: tuple[NDArray[Any], NDArray[Any], NDArray[Any]]) -> Numbers:
        """Single leaves, in the same way."""
        return np.where(self.flags.at(leaves), self.numbers.at(leaves), BLANK)


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
        if box is None or sheet is None or not sheet.flags.box(box).any():
            return None
        return int(sheet.numbers.box(box).sum())


@lru_cache(maxsize=8)
def blank(shape: tuple[int, int, int]) -> Sheet:
    """Takes no room."""
    return Sheet(Leaves(np.broadcast_to(np.int64(0), shape)), Leaves(np.broadcast_to(np.False_, shape)))


def sheet_of(stored: Numbers) -> Sheet:
    """From numbers among which BLANK stands for nothing."""
    return sheet_in(stored.copy())


def sheet_in(stored: Numbers) -> Sheet:
    """The same in the very array, which nobody else has."""
    filled = stored != BLANK
    np.copyto(stored, 0, where=~filled)
    return closed(stored, filled)


def stored_of(sheet: Sheet) -> Numbers:
    return np.where(sheet.filled, sheet.values, BLANK)


def closed(values: Numbers, filled: Flags) -> Sheet:
    """From arrays that nobody writes to any more."""
    values.flags.writeable = filled.flags.writeable = False
    return Sheet(Leaves(values), Leaves(filled))
