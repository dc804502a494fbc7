"""What stands in all leaves of a season, as a value: whoever changes some of it gets another, and both share the rest.

A season is large and most edits are small. So rows that differ are kept beside the whole they differ from; a new whole
is made when many do, or when somebody asks for one. A row is a category at a location, with all its periods.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Flags = NDArray[np.bool_]
Positions = NDArray[np.intp]
Rows = tuple[Positions, Positions]  # positions of locations, of categories
Box = tuple[slice, slice, slice]

FEW: Final = 64  # rows that are kept beside a whole, however small it is
SHARE: Final = 50  # one of so many may be
NO_ROWS: Final = np.zeros(0, np.intp)


@dataclass(frozen=True, eq=False)
class Leaves:
    """[location, category, period] by position, compared by identity; no array of it is written to any more."""
    whole: Array
    numbers: Positions = field(default_factory=lambda: NO_ROWS)  # of rows that differ from the whole, ascending
    part: Array = field(default_factory=lambda: NO_ROWS)  # what stands in these: [rows, periods]
    sums: dict[tuple[int, int], Array] = field(default_factory=dict, repr=False)  # of the whole, shared with it

    @cached_property
    def array(self) -> Array:
        """All of it."""
        return self._made() if len(self.numbers) else self.whole

    @property
    def nbytes(self) -> int:
        return self.whole.nbytes + self.part.nbytes

    def at(self, leaves: tuple[Array, Array, Array]) -> Array:
        """What stands in single leaves, one number for each."""
        found = self.whole[leaves]
        if len(self.numbers):
            where, differs = self._found(leaves[0], leaves[1])
            found[differs] = self.part[where[differs], leaves[2][differs]]
        return found

    def rows(self, rows: Rows) -> Array:
        """[rows, periods]; whoever asks may write to it."""
        found = self.whole[rows]
        if len(self.numbers):
            where, differs = self._found(*rows)
            found[differs] = self.part[where[differs]]
        return found

    def box(self, box: Box) -> Array:
        """What stands within; to be read only."""
        (low, high, _), (left, right, _) = box[0].indices(self.whole.shape[0]), box[1].indices(self.whole.shape[1])
        places, kinds = self._rows_of(self.numbers)
        within = (places >= low) & (places < high) & (kinds >= left) & (kinds < right)
        found = self.whole[box]
        if within.any():
            found = found.copy()
            found[places[within] - low, kinds[within] - left] = self.part[within, box[2]]
        return found

    def band(self, places: slice) -> NDArray[np.int64]:
        """Sums over locations that lie side by side: [category, period]; flags are counted."""
        key = places.start, places.stop
        found = self.sums.get(key)
        if found is None:
            found = self.sums[key] = _closed(self.whole[places].sum(axis=0, dtype=np.int64))
        kinds = self.whole.shape[1]
        start, stop = np.searchsorted(self.numbers, (places.start * kinds, places.stop * kinds))
        if start == stop:
            return found
        rows, found = self._rows_of(self.numbers[start:stop]), found.copy()
        np.add.at(found, rows[1], self.part[start:stop].astype(np.int64) - self.whole[rows])
        return found

    def written(self, leaves: tuple[Array, Array, Array], new: Array) -> 'Leaves':
        """With other numbers in some leaves; of a leaf that is named twice the last one counts."""
        if len(new) > self._most * self.whole.shape[2]:
            found = self.array.copy()
            found[leaves] = new
            return Leaves(_closed(found))
        numbers, row = np.unique(self._numbers_of(leaves[0], leaves[1]), return_inverse=True)
        rows = self._rows_of(numbers)
        part = self.rows(rows)
        part[row, leaves[2]] = new
        return self.with_rows(rows, part)

    def plus(self, amounts: Mapping[tuple[int, int, int], int]) -> 'Leaves':
        """With more in some leaves; the same object where that comes to nothing."""
        told = [(at, amount) for at, amount in amounts.items() if amount]
        if not told:
            return self
        places, kinds, periods = np.array([at for at, _ in told], np.intp).T
        at = places, kinds, periods
        return self.written(at, self.at(at) + np.array([amount for _, amount in told], np.int64))

    def with_rows(self, rows: Rows, part: Array) -> 'Leaves':
        """With other rows, each of which is named once; the same object where none of them is different."""
        if (self.rows(rows) == part).all():
            return self
        numbers = self._numbers_of(*rows)
        stays = ~np.isin(self.numbers, numbers)
        parts = np.concatenate((self.part[stays], part)) if stays.any() else np.array(part)
        numbers = np.concatenate((self.numbers[stays], numbers))
        order = np.argsort(numbers)
        found = replace(self, numbers=numbers[order], part=_closed(parts[order]))
        return found if len(numbers) <= self._most else Leaves(found._made())

    def differing(self, other: 'Leaves') -> Positions:
        """Numbers of rows in which something else stands there."""
        if self.whole is not other.whole:
            return np.flatnonzero((self.array != other.array).any(axis=2))
        numbers: Positions = np.union1d(self.numbers, other.numbers)
        rows = self._rows_of(numbers)
        differs: Flags = (self.rows(rows) != other.rows(rows)).any(axis=1)
        return numbers[differs]

    @property
    def _most(self) -> int:
        """Rows that may differ."""
        rows: int = self.whole.shape[0] * self.whole.shape[1]
        return max(FEW, rows // SHARE)

    def _made(self) -> Array:
        found = self.whole.copy()
        found[self._rows_of(self.numbers)] = self.part
        return _closed(found)

    def _found(self, places: Array, kinds: Array) -> tuple[Positions, Flags]:
        """Where rows are kept beside the whole, and which are."""
        numbers = self._numbers_of(places, kinds)
        where = np.searchsorted(self.numbers, numbers)
        where[where == len(self.numbers)] = 0
        return where, self.numbers[where] == numbers

    def _numbers_of(self, places: Array, kinds: Array) -> Positions:
        return np.asarray(places.astype(np.intp) * self.whole.shape[1] + kinds)

    def _rows_of(self, numbers: Positions) -> Rows:
        return rows_of(numbers, self.whole.shape[1])


def rows_of(numbers: Positions, categories: int) -> Rows:
    places, kinds = np.divmod(numbers, categories)
    return places, kinds


def _closed(array: Array) -> Array:
    array.flags.writeable = False
    return array
