"""From an operation to the leaves that change: nothing here asks whether anybody may.

Leaves that may not change stay as they are where a total is spread; where they themselves are aimed at, they are among
the changes, and whoever applies them refuses.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import numpy as np

from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.changes import Change, change_of, stored_within
from app.domain.seasons.cube import BLANK, Cube, Flags, Numbers, stored_of
from app.domain.seasons.entry import Blank, Copied, Entry, entered
from app.domain.seasons.measures import FIRST, FLAG, LAST, MEASURES
from app.domain.seasons.operations import (
    COPY,
    GROWTH,
    LINE,
    Become,
    Enter,
    Fill,
    Import,
    Leaves,
    Looks,
    Operation,
    Paste,
    Seed,
    Set,
    Spread,
)
from app.domain.seasons.rounding import half_up
from app.domain.seasons.spread import EVEN, INCREMENT, PROPORTIONAL, REPLICATE, SHAPE, HeldTooMuch, spread
from app.errors import NotFound, Rejected

Box = tuple[slice, slice, slice]
Leaf = tuple[int, int, int]  # positions
Fixed = Callable[[str, Box], Flags]  # which leaves of a measure stay, within a box
LARGEST = 10 ** 15  # minor units of a leaf or a total


def nothing_fixed(_measure: str, box: Box) -> Flags:
    return np.zeros(tuple(one.stop - one.start for one in box), bool)


def changes_of(cube: Cube, operation: Operation, fixed: Fixed = nothing_fixed,
               looks: Looks | None = None) -> tuple[Change, ...]:
    """Without leaves that stay what they are. Raises Rejected, NotFound, HeldTooMuch."""
    draft = _Draft(cube, fixed, looks or {})
    match operation:
        case Set(cell, value, basis, shape):
            draft.set(cell, value, basis, shape)
        case Spread(cell, total, basis, shape):
            draft.set(cell, total, basis, shape)
        case Enter(cells, entry, basis, shape):
            for cell in cells:
                draft.enter(cell, entry, basis, shape)
        case Paste(pasted, basis):
            draft.paste(pasted, basis)
        case Fill():
            draft.fill(operation)
        case Seed():
            draft.seed(operation)
        case Import(leaves, totals):
            draft.take(leaves, totals)
        case Become(_, changes):
            return changes
    return draft.changes()


def target_box(axes: Axes, cell: Cell) -> Box:
    """The leaves that carry a cell: of stock over several periods those of its first or last. Raises NotFound."""
    box = axes.box(cell)
    if box is None or cell.measure not in MEASURES:
        raise NotFound(f'There is no such cell in this season: {cell.measure} {cell.location} {cell.category} '
                       f'{cell.period}'.rstrip() + '.')
    measure = MEASURES[cell.measure]
    periods = box[2]
    if measure.unit == FLAG or measure.over_time not in (FIRST, LAST):
        return box
    one = periods.start if measure.over_time == FIRST else periods.stop - 1
    return box[0], box[1], slice(one, one + 1)


def value_of(cube: Cube, cell: Cell) -> int | None:
    """What stands in a cell; of stock over several periods that of its first or last."""
    return _sum_of(stored_within(cube, cell.measure, target_box(cube.axes, cell)))


class _Draft:
    """A cube that is being changed; what was changed already is seen by what comes after."""

    def __init__(self, cube: Cube, fixed: Fixed, looks: Looks) -> None:
        self.cube, self.axes, self.fixed, self.looks = cube, cube.axes, fixed, looks
        self.sheets: dict[str, Numbers] = {}  # those of which more than one box was written
        self.boxes: dict[str, Box] = {}  # around what was written
        self.single: dict[str, Numbers] = {}  # the one box that was written
        self.leaves: dict[str, dict[Leaf, int]] = {}  # of measures of which nothing but leaves was written

    def leaf(self, measure: str, at: Leaf) -> int:
        """What stands in one leaf, or BLANK."""
        if measure in self.boxes:
            self._settle(measure)
            return int(self.sheets[measure][at])
        sheet = self.cube.sheets.get(measure)
        if at in (drafted := self.leaves.get(measure, {})):
            return drafted[at]
        return BLANK if sheet is None else int(sheet.within(_box_of(at))[0, 0, 0])

    def put_leaf(self, measure: str, at: Leaf, value: int) -> None:
        if measure in self.boxes:
            self.put(measure, _box_of(at), np.full((1, 1, 1), value, np.int64))
        else:
            self.leaves.setdefault(measure, {})[at] = value

    def now(self, measure: str, box: Box) -> Numbers:
        self._settle(measure)
        if measure in self.sheets:
            return self.sheets[measure][box].copy()
        return stored_within(self.cube, measure, box)

    def put(self, measure: str, box: Box, new: Numbers) -> None:
        if measure in self.leaves:
            self._settle(measure)
        if measure not in self.boxes:
            self.boxes[measure], self.single[measure] = box, new
            return
        self._settle(measure)
        self.sheets[measure][box] = new
        self.boxes[measure] = _around(self.boxes[measure], box)

    def changes(self) -> tuple[Change, ...]:
        found = (change_of(self.cube, measure, box, self.single[measure] if measure in self.single
                           else self.sheets[measure][box]) for measure, box in self.boxes.items())
        single = (_changed(self.cube, measure, leaves) for measure, leaves in self.leaves.items())
        return tuple(one for one in (*found, *single) if len(one))

    def set(self, cell: Cell, value: int | None, basis: str, shape: str = 'ly') -> None:
        _demand_sane(cell, value)
        box = target_box(self.axes, cell)
        if at := _leaf_of(box):
            was = self.leaf(cell.measure, at) if basis == INCREMENT else 0
            self.put_leaf(cell.measure, at, BLANK if value is None else value + (0 if was == BLANK else was))
            return
        now = self.now(cell.measure, box)
        if MEASURES[cell.measure].unit == FLAG or value is None:
            stays = self.fixed(cell.measure, box)
            self.put(cell.measure, box, np.where(stays, now, BLANK if value is None else value))
        else:
            self.put(cell.measure, box, self._spread(cell, box, now, value, basis, shape))

    def value(self, cell: Cell) -> int | None:
        box = target_box(self.axes, cell)
        if at := _leaf_of(box):
            return None if (found := self.leaf(cell.measure, at)) == BLANK else found
        return _sum_of(self.now(cell.measure, box))

    def enter(self, cell: Cell, entry: Entry, basis: str, shape: str) -> None:
        was = self.value(cell)
        other = value_of(self._look(entry.version), cell) if isinstance(entry, Copied) else None
        becomes = entered(entry, was, other)
        if becomes is not None or was is not None or isinstance(entry, Blank):
            self.set(cell, becomes, basis, shape)

    def paste(self, cells: Iterable[tuple[Cell, int | None]], basis: str) -> None:
        for cell, value in cells:
            self.set(cell, value, basis)

    def fill(self, operation: Fill) -> None:
        for row in operation.rows:
            values = [self.value(cell) for cell in row]
            for cell, value in zip(row[operation.given:], _filled(values, operation), strict=True):
                self.set(cell, value, operation.basis)

    def seed(self, operation: Seed) -> None:
        source = self._look(operation.source)
        for measure, factor in operation.factors:
            box = target_box(self.axes, Cell(measure, operation.cell.location, operation.cell.category,
                                             operation.cell.period))
            box = (box[0], box[1], self.axes.period_nodes[operation.cell.period].slice)
            theirs = stored_within(source, measure, _like(self.axes, box, operation.like))
            wanted = np.broadcast_to(_scaled(theirs, factor), tuple(one.stop - one.start for one in box))
            self.put(measure, box, np.where(self.fixed(measure, box), self.now(measure, box), wanted))

    def take(self, leaves: Sequence[Leaves], totals: Iterable[tuple[Cell, int | None]]) -> None:
        everywhere = tuple(slice(0, size) for size in self.axes.shape)
        for one in leaves:
            if one.measure not in self.boxes:
                self.put(one.measure, everywhere, stored_of(self.cube.sheet(one.measure)))  # type: ignore[arg-type]
            self._settle(one.measure)
            self.sheets[one.measure][one.locations, one.categories, one.periods] = one.values
            self.boxes[one.measure] = everywhere  # type: ignore[assignment]
        for cell, value in totals:
            has_shape = 'ly' in self.looks and value_of(self.looks['ly'], cell)
            self.set(cell, value, SHAPE if has_shape else EVEN)

    def _spread(self, cell: Cell, box: Box, now: Numbers, total: int, basis: str, shape: str) -> Numbers:
        """Leaves that are blank stay so where others carry the total."""
        stays = self.fixed(cell.measure, box)
        if stays.all():
            raise HeldTooMuch(int(np.where(now == BLANK, 0, now).sum()))
        weights = stored_within(self._look(shape), cell.measure, box) if basis == SHAPE else now
        found = spread(total, np.where(weights == BLANK, 0, weights), stays, np.where(now == BLANK, 0, now), basis)
        if basis in (REPLICATE, INCREMENT, EVEN):
            return np.where(stays, now, found)
        return np.where((found == 0) & (now == BLANK), BLANK, np.where(stays, now, found))

    def _look(self, name: str) -> Cube:
        if name not in self.looks:
            raise NotFound('There is no such version of this plan yet.')
        return self.looks[name]

    def _settle(self, measure: str) -> None:
        """A second box is written to, or looked at: from now on there is a whole sheet."""
        if leaves := self.leaves.pop(measure, None):
            sheet = self.sheets[measure] = stored_of(self.cube.sheet(measure))
            at = tuple(np.array(list(leaves), np.intp).T)
            sheet[at] = list(leaves.values())
            self.boxes[measure] = tuple(slice(int(one.min()), int(one.max()) + 1)  # type: ignore[assignment]
                                        for one in at)
        if (first := self.single.pop(measure, None)) is not None:
            self.sheets[measure] = stored_of(self.cube.sheet(measure))
            self.sheets[measure][self.boxes[measure]] = first


def _leaf_of(box: Box) -> Leaf | None:
    if all(one.stop - one.start == 1 for one in box):
        return box[0].start, box[1].start, box[2].start
    return None


def _box_of(at: Leaf) -> Box:
    return slice(at[0], at[0] + 1), slice(at[1], at[1] + 1), slice(at[2], at[2] + 1)


def _changed(cube: Cube, measure: str, leaves: dict[Leaf, int]) -> Change:
    """Without a look at any other leaf; in the order of positions."""
    at = np.array(sorted(leaves), np.intp).T
    new = np.array([leaves[one] for one in sorted(leaves)], np.int64)
    sheet, axes = cube.sheets.get(measure), cube.axes
    where = (at[0], at[1], at[2])
    old = np.full(len(new), BLANK, np.int64) if sheet is None else sheet.stored(where)
    differs = new != old
    places = np.array([one.place for one in axes.locations], np.int32)[at[0][differs]]
    kinds = np.array([one.place for one in axes.categories], np.int32)[at[1][differs]]
    return Change(measure, places, kinds, at[2][differs].astype(np.int32), old[differs], new[differs])


def _sum_of(stored: Numbers) -> int | None:
    filled = stored != BLANK
    return int(stored[filled].sum()) if filled.any() else None


def _around(first: Box, second: Box) -> Box:
    a, b, c = (slice(min(one.start, two.start), max(one.stop, two.stop))
               for one, two in zip(first, second, strict=True))
    return a, b, c


def _demand_sane(cell: Cell, value: int | None) -> None:
    if value is not None and abs(value) > LARGEST:
        raise Rejected('That is more than a plan can hold.', 'seasons.number', field=cell.measure)


def _filled(values: Sequence[int | None], operation: Fill) -> list[int | None]:
    """What the cells after the given ones become."""
    given, count = list(values[:operation.given]), len(values) - operation.given
    last = given[-1] if given else None
    if operation.way == COPY:
        return [last] * count
    if operation.way == GROWTH:
        steps = (last if last is None else half_up(last * (1 + operation.growth) ** (n + 1)) for n in range(count))
        return list(steps)
    if operation.way == LINE:
        end = values[-1]
        if last is None or end is None:
            raise Rejected('A straight line needs a value in its first and its last cell.', 'seasons.fill')
        return [half_up(last + Fraction((end - last) * (n + 1), count)) for n in range(count)]
    return [given[n % len(given)] for n in range(count)]


def _scaled(stored: Numbers, factor: Fraction) -> Numbers:
    """Every leaf by the factor, their sum right to the unit."""
    total = _sum_of(stored)
    if total is None or factor == 1:
        return stored
    values = np.where(stored == BLANK, 0, stored)
    if (values < 0).any():
        found = np.array([half_up(int(one) * factor) for one in values.ravel()], np.int64).reshape(values.shape)
    else:
        found = spread(half_up(total * factor), values, basis=PROPORTIONAL)
    return np.where(stored == BLANK, BLANK, found)


def _like(axes: Axes, box: Box, like: str) -> Box:
    """Where the look-alike lies: in place of the location, or of the category."""
    if not like:
        return box
    if node := axes.location_nodes.get(like):
        return _of_one(node.slice, box[0]), box[1], box[2]
    if node := axes.category_nodes.get(like):
        return box[0], _of_one(node.slice, box[1]), box[2]
    raise NotFound('There is no such location or category in this season.')


def _of_one(source: slice, target: slice) -> slice:
    if source.stop - source.start not in (1, target.stop - target.start):
        raise Rejected('Take a look-alike that has as many leaves as what takes after it.', 'seasons.like')
    return source
