"""What an edit does to cells, as the log keeps it: by place, with the value before and after."""

import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import BLANK, Cube, Numbers, Sheet

Places = NDArray[np.int32]
NAMES = ('locations', 'categories', 'periods', 'old', 'new')


@dataclass(frozen=True, eq=False)
class Change:
    """Leaves of one measure, row by row: place of the location, of the category, number of the period from 0;
    BLANK in `old` and `new` stands for a cell without a value.
    """
    measure: str
    locations: Places
    categories: Places
    periods: Places
    old: Numbers
    new: Numbers

    def __len__(self) -> int:
        return len(self.new)


def change_of(cube: Cube, measure: str, box: tuple[slice, slice, slice], new: Numbers) -> Change:
    """What is to become of the leaves in a box, without those that stay as they are; `new` has the box's shape and
    may hold BLANK.
    """
    axes = cube.axes
    old = stored_within(cube, measure, box)
    at = np.nonzero(new != old)
    place = np.array([one.place for one in axes.locations], np.int32)[box[0]]
    kind = np.array([one.place for one in axes.categories], np.int32)[box[1]]
    period = np.arange(axes.shape[2], dtype=np.int32)[box[2]]
    return Change(measure, place[at[0]], kind[at[1]], period[at[2]], old[at], new[at])


def stored_within(cube: Cube, measure: str, box: tuple[slice, slice, slice]) -> Numbers:
    """The leaves in a box, BLANK where nothing is filled in; without a look at all others."""
    sheet = cube.sheets.get(measure)
    if sheet is None:
        return np.broadcast_to(np.int64(BLANK), cube.axes.shape)[box]
    return sheet.within(box)


def reversed_of(changes: Sequence[Change]) -> tuple[Change, ...]:
    """What takes changes back, the last one first."""
    return tuple(replace(one, old=one.new, new=one.old) for one in reversed(changes))


def applied(cube: Cube, changes: Sequence[Change], seq: int) -> Cube:
    """The cube after these changes; leaves of locations or categories that left the season are passed over."""
    sheets = dict(cube.sheets)
    for measure in dict.fromkeys(one.measure for one in changes):
        sheets[measure] = _written(cube.sheet(measure), cube.axes, [one for one in changes if one.measure == measure])
    return replace(cube, sheets=sheets, seq=seq)


def _written(sheet: Sheet, axes: Axes, changes: Sequence[Change]) -> Sheet:
    """All at once, the last change of a leaf counts."""
    at = [positions(axes, one) for one in changes]
    places, kinds, periods = (np.concatenate(one) for one in zip(*at, strict=True))
    known = (places >= 0) & (kinds >= 0) & (periods < axes.shape[2])
    leaves = (places[known], kinds[known], periods[known])
    new = np.concatenate([one.new for one in changes])[known]
    is_filled = new != BLANK
    return Sheet(sheet.numbers.written(leaves, np.where(is_filled, new, 0)), sheet.flags.written(leaves, is_filled))


def positions(axes: Axes, change: Change) -> tuple[Places, Places, Places]:
    """Where the leaves lie in memory; -1 for what is not there any more."""
    return (_looked_up(axes.location_at, change.locations), _looked_up(axes.category_at, change.categories),
            change.periods)


def _looked_up(at: Mapping[int, int], places: Places) -> Places:
    table = np.full(max(max(at, default=0), int(places.max(initial=0))) + 1, -1, np.int32)
    table[list(at)] = list(at.values())
    return table[places]


def encoded(changes: Sequence[Change]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **{f'{number}.{one.measure}.{name}': getattr(one, name)
                      for number, one in enumerate(changes) for name in NAMES})
    return zlib.compress(file.getvalue(), 1)


def decoded(data: bytes) -> tuple[Change, ...]:
    found: dict[tuple[int, str], dict[str, Numbers]] = {}
    with np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False) as archive:
        for key in archive.files:
            number, measure, name = key.split('.')
            found.setdefault((int(number), measure), {})[name] = archive[key]
    return tuple(Change(measure, **arrays) for (_, measure), arrays in sorted(found.items()))  # type: ignore[arg-type]
