"""Every leaf of a season by measure: plan, what happened, orders and receipts put together (app.domain.seasons.ledger).

What was worked out is kept for the cubes and facts it came from; when few rows of a cube change, only they are worked
out anew.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import Cube, Flags, Numbers, blank
from app.domain.seasons.facts import Facts
from app.domain.seasons.leaves import NO_ROWS, Leaves, Positions, Rows, rows_of
from app.domain.seasons.ledger import POOL, Given, worked_out
from app.domain.seasons.season import RETAIL
from app.domain.seasons.trading import shut

FLOWS: Final = ('net_sales', 'units', 'markdown', 'discount', 'shrink', 'transfers_in', 'transfers_out', 'cogs',
                'adjustments')  # that are planned and then happen
COUNTED: Final = ('bop', 'eop')  # stock: it tells nothing of what was sold
STEERING: Final = ('bop', 'eop', 'receipts', 'by_receipts', 'outside_on_order')  # that are planned only
KEPT: Final = 6  # several versions of a season or two
FEW: Final = 0.2  # of all rows: above, working everything out is quicker

Pick = Callable[[Leaves | NDArray[Any]], NDArray[Any]]  # [locations, categories, periods] → [rows, periods]


@dataclass(frozen=True)
class Terms:
    """What, beside the cells, decides about figures."""
    elapsed: int = 0  # periods
    basis: str = RETAIL
    unspent: str = POOL  # what becomes of it where planned by receipts: lapse, roll, pool
    imu: Decimal | None = None
    is_partial: bool = False  # rows that the version tells nothing of do not count, whatever stock there is


@dataclass(frozen=True, eq=False)
class Rolled:
    """`values` by measure; beside measures it holds `carried`, `submitted` and `drafts`. A measure that is absent is
    nothing everywhere.
    """
    cube: Cube
    facts: Facts
    actual: Cube | None
    terms: Terms
    values: Mapping[str, Leaves]
    known: Leaves  # flags: of which anything is told
    happened: Flags  # [location, period]: flows count with what happened
    has_past: bool  # what happened decides about anything
    opening: Cube | None = None  # what the season before is expected to leave
    sums: dict[tuple[str, str], Numbers] = field(default_factory=dict, repr=False)  # kept by …seasons.figures
    lines: dict[tuple[str, str, str], Numbers] = field(default_factory=dict, repr=False)

    @property
    def axes(self) -> Axes:
        return self.cube.axes

    @property
    def told(self) -> Flags:
        return self.known.array

    @cached_property
    def provisional(self) -> Flags:
        """[location, category]: stock that it opens with is only expected; nobody has counted or planned it."""
        found = np.zeros(self.axes.shape[:2], np.bool_)
        if self.opening and self.axes.periods:
            found = self.opening.sheet('bop').filled[:, :, 0] & ~self.cube.sheet('bop').filled[:, :, 0]
        if self.terms.is_partial and found.any():
            found &= np.logical_or.reduce([one.filled.any(axis=2) for one in self.cube.sheets.values()] or [~found])
        if self.actual and found.any():
            found = found & ~self.actual.sheet('bop').filled[:, :, 0]
        return found

    def leaves(self, name: str) -> Leaves:
        found = self.values.get(name)
        return blank(self.axes.shape).numbers if found is None else found

    def array(self, name: str) -> Numbers:
        """All leaves, read-only; who needs some of them or sums only asks `leaves`."""
        return self.leaves(name).array


Key = tuple[int, int, int, int, Terms]

_lock = threading.Lock()
_kept: OrderedDict[Key, Rolled] = OrderedDict()


def roll(cube: Cube, facts: Facts, actual: Cube | None = None, elapsed: int = 0, basis: str = RETAIL,
         unspent: str = POOL, imu: Decimal | None = None, opening: Cube | None = None,
         is_partial: bool = False) -> Rolled:
    """The same object for as long as the same cubes and facts are asked for. `elapsed` periods are over; `opening` is
    what the season before is expected to leave.
    """
    terms = Terms(elapsed, basis, unspent, imu, is_partial)
    key = (id(cube), id(facts), id(actual), id(opening), terms)
    with _lock:
        if found := _kept.get(key):
            _kept.move_to_end(key)
            return found
        before = next((one for one in reversed(_kept.values()) if _is_earlier(one, key, cube)), None)
    found = (before and _rolled_on(before, cube, facts)) or _rolled(cube, facts, actual, opening, terms)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def elapsed_at(axes: Axes, today: date) -> int:
    """How many periods are over on a day."""
    return sum(one.end < today for one in axes.periods)


def forget() -> None:
    """For tests and measurements: nothing is known from before."""
    with _lock:
        _kept.clear()


def _is_earlier(rolled: Rolled, key: Key, cube: Cube) -> bool:
    """Of the same version, and nothing but its cells and the facts is different."""
    return ((id(rolled.actual), id(rolled.opening), rolled.terms) == key[2:]
            and rolled.cube.number == cube.number and rolled.cube.axes is cube.axes)


def _rolled(cube: Cube, facts: Facts, actual: Cube | None, opening: Cube | None, terms: Terms) -> Rolled:
    happened = _happened(cube.axes, actual, terms.elapsed)
    has_past = bool(happened.any() or _counts(actual, terms.elapsed).any())
    shape = cube.axes.shape
    reader = _Reader(cube, actual if has_past else None, happened, terms.elapsed,
                     lambda one: _all_rows(one, shape[2]), actual, opening, terms.is_partial)
    values, told = _worked_out(reader, facts, terms)
    leaves = {id(one): Leaves(_closed(one.reshape(shape))) for one in values.values()}
    return Rolled(cube, facts, actual, terms, {name: leaves[id(one)] for name, one in values.items()},
                  Leaves(_closed(told.reshape(shape))), happened, has_past, opening)


def _rolled_on(before: Rolled, cube: Cube, facts: Facts) -> Rolled | None:
    """From what was worked out before another edit or order; None where too much is different."""
    locations, categories, periods = cube.axes.shape
    changed = np.union1d(_changed(before.cube, cube), facts.differing(before.facts))
    if len(changed) > FEW * locations * categories:
        return None
    rows = rows_of(changed, categories)
    reader = _Reader(cube, before.actual if before.has_past else None, before.happened, before.terms.elapsed,
                     lambda one: one.rows(rows) if isinstance(one, Leaves) else one[rows], before.actual,
                     before.opening, before.terms.is_partial)
    parts, told = _worked_out(reader, facts, before.terms)
    nothing = np.zeros((len(changed), periods), np.int64)
    values = {name: _patched(before, cube, name, parts.get(name, nothing), rows)
              for name in before.values.keys() | parts.keys()}
    if before.values['receipts'] is before.values['required_receipts']:
        values['receipts'] = values['required_receipts']
    return replace(before, cube=cube, facts=facts, values=values, known=before.known.with_rows(rows, told), sums={},
                   lines={})


def _patched(before: Rolled, cube: Cube, name: str, part: Numbers, rows: Rows) -> Leaves:
    """What was there before, with some rows anew; the same object where none of them is different."""
    if name in FLOWS and not before.has_past:
        return cube.sheet(name).numbers
    return before.leaves(name).with_rows(rows, part)


def _changed(was: Cube, now: Cube) -> Positions:
    """Numbers of the rows in which anything is different."""
    found = [NO_ROWS]
    for name in was.sheets.keys() | now.sheets.keys():
        if was.sheets.get(name) is not now.sheets.get(name):
            a, b = was.sheet(name), now.sheet(name)
            found += [a.numbers.differing(b.numbers), a.flags.differing(b.flags)]
    return np.unique(np.concatenate(found))


def _happened(axes: Axes, actual: Cube | None, elapsed: int) -> Flags:
    """Elapsed periods of a location of which flows are known; counted stock tells of none. Where anything is known at
    all, a location that does not trade has sold nothing, whatever came there.
    """
    found = np.zeros((axes.shape[0], axes.shape[2]), np.bool_)
    for name, sheet in actual.sheets.items() if actual else ():
        if name not in COUNTED:
            found[:, :elapsed] |= sheet.filled[:, :, :elapsed].any(axis=1)
    if actual:
        found[:, :elapsed] |= shut(axes)[:, :elapsed]
    return _closed(found)


def _counts(actual: Cube | None, elapsed: int) -> Flags:
    """[location, category, period]: stock was counted at the end of elapsed periods."""
    sheet = actual.sheets.get('eop') if actual else None
    return np.zeros(0, np.bool_) if sheet is None else np.asarray(sheet.filled[:, :, :elapsed])


def _worked_out(reader: '_Reader', facts: Facts, terms: Terms) -> tuple[dict[str, Numbers], Flags]:
    """Values and marks of some rows."""
    given, pick = reader.given(facts), reader.pick
    values = {**given.flows, **worked_out(given, terms.basis, terms.unspent, terms.elapsed)}
    for name in ('received', 'open_on_order', 'submitted', 'drafts', 'transfers'):
        values[name] = pick(facts.leaves(name))
    values['budget_transfers'] = values['transfers'] + values['carried'] if 'carried' in values else values['transfers']
    told = reader.told(facts)
    for name in ('bop', 'required_receipts', 'otb'):
        told |= values[name] != 0  # also where it only follows from what is told of other periods
    return values, told


@dataclass(frozen=True, eq=False)
class _Reader:
    cube: Cube
    actual: Cube | None  # None where nothing happened
    happened: Flags
    elapsed: int
    pick: Pick
    told_first: Cube | None = None  # also where nothing happened yet: who tells what the season opens with
    expected: Cube | None = None  # what it opens with until somebody tells
    is_partial: bool = False

    def given(self, facts: Facts) -> Given:
        planned = {name: self.pick(self.cube.sheets[name].numbers) for name in STEERING if name in self.cube.sheets}
        flags = planned.get('by_receipts')
        received = self.pick(facts.leaves('received'))
        counted, is_counted = self._counted()
        return Given(
            received.shape, {name: flow for name in FLOWS if (flow := self._flow(name)) is not None}, received,
            self.pick(facts.leaves('open_on_order')), self._opening(), planned.get('eop'), planned.get('receipts'),
            None if flags is None else flags != 0, self._settled(is_counted),
            counted, is_counted, *self._inside(facts), planned.get('outside_on_order'), *(
                self._fact(facts, one) for one in ('transfers', 'reserve', 'reserve_share')))

    def told(self, facts: Facts) -> Flags:
        """Leaves of which a plan, what happened or an order tells."""
        known = [self.pick(sheet.flags) for sheet in self.cube.sheets.values()]
        known += [self.pick(facts.leaves(one)) != 0 for one in ('received', 'open_on_order', 'submitted', 'transfers')]
        if self.actual:
            known += [self.pick(sheet.flags) & (self._over() if name in COUNTED else self._happened())
                      for name, sheet in self.actual.sheets.items()]
        found: Flags = np.logical_or.reduce(known)
        return found

    def _flow(self, name: str) -> Numbers | None:
        """As planned; as it happened where it did."""
        plan, came = self.cube.sheets.get(name), self.actual.sheets.get(name) if self.actual else None
        if self.actual is None or (plan is None and came is None):
            return None if plan is None else self.pick(plan.numbers)
        return np.where(self._happened(), 0 if came is None else self.pick(came.numbers),
                        0 if plan is None else self.pick(plan.numbers))

    def _opening(self) -> Numbers | None:
        """Of the first period: as counted, else as planned, else what the season before is expected to leave."""
        found: Numbers | None = None
        for sheet in (one.sheets.get('bop') for one in (self.expected, self.cube, self.told_first) if one):
            if sheet is not None:
                told = self.pick(sheet.numbers)[:, 0]
                found = told if found is None else np.where(self.pick(sheet.flags)[:, 0], told, found)
        if found is None or not self.is_partial:
            return found
        planned = [self.pick(one.flags).any(axis=1) for one in self.cube.sheets.values()]
        return np.where(np.logical_or.reduce(planned), found, 0) if planned else None

    def _counted(self) -> tuple[Numbers | None, Flags | None]:
        """At the ends of elapsed periods."""
        sheet = self.actual.sheets.get('eop') if self.actual else None
        return (None, None) if sheet is None else (self.pick(sheet.numbers), self.pick(sheet.flags) & self._over())

    def _inside(self, facts: Facts) -> tuple[Numbers | None, Numbers | None]:
        """Counts that can be rolled on to the ends of their periods: where it is known what went out."""
        if self.actual is None or 'inside_rest' not in facts.told:
            return None, None
        return self.pick(facts.leaves('inside')), np.where(self._happened(), self.pick(facts.leaves('inside_rest')), 0)

    def _settled(self, is_counted: Flags | None) -> Flags | None:
        if self.actual is None:
            return None
        return self._happened() if is_counted is None else self._happened() | is_counted

    def _over(self) -> Flags:
        """[periods]"""
        return np.arange(self.cube.axes.shape[2]) < self.elapsed

    def _happened(self) -> Flags:
        """By row."""
        locations, categories, periods = self.cube.axes.shape
        return self.pick(np.broadcast_to(self.happened[:, None], (locations, categories, periods)))

    def _fact(self, facts: Facts, name: str) -> Numbers | None:
        return self.pick(facts.leaves(name)) if name in facts.told else None


def _all_rows(leaves: Leaves | NDArray[Any], periods: int) -> NDArray[Any]:
    return (leaves.array if isinstance(leaves, Leaves) else leaves).reshape(-1, periods)


def _closed(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
