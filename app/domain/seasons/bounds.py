"""What of a plan may not be changed now, and the words of whoever refuses, in a fixed order: the period is over, its
scope is in review or approved, the step does not allow it, the figure is worked out, the cell is held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.domain.seasons.axes import ALL, Axes, Cell
from app.domain.seasons.changes import Change, positions
from app.domain.seasons.cube import BLANK, Flags
from app.domain.seasons.doing import Box, target_box
from app.domain.seasons.measures import INPUTS, MEASURES
from app.domain.seasons.naming import first_leaves, leaf_of, name_of_cell, name_of_period, names_of
from app.domain.seasons.season import APPROVED, PLANNED, RANGED, REVIEW, SCENARIO, TARGET
from app.domain.seasons.steps import ACTUALS, BUDGET, EDITABLE, PLAN, REFORECAST, demand_editable
from app.domain.seasons.trading import shut
from app.domain.seasons.versions import HISTORY
from app.errors import Conflict, Rejected

SIGNED: Final = ('adjustments',)  # inputs of a plan that may be below nothing
THINGS: Final = {'eop': (PLAN, BUDGET), 'by_receipts': (PLAN, BUDGET, REFORECAST), 'bop': (BUDGET,),
                 'outside_on_order': (BUDGET,), 'adjustments': (BUDGET,)}  # at which steps; all others: below
PLANNING: Final = (PLAN, REFORECAST)


@dataclass(frozen=True)
class Hold:
    cell: Cell
    by_name: str


@dataclass(frozen=True)
class Closed:
    """A scope that somebody has asked to approve, or that is approved."""
    branch: str
    cluster: str
    state: str
    by_name: str


@dataclass(frozen=True, eq=False)
class Bounds:
    """Of one version of a season at one moment; `elapsed` is the number of periods that are over, where that counts."""
    axes: Axes
    state: str
    kind: str
    elapsed: int = 0
    scopes: tuple[Closed, ...] = ()
    holds: tuple[Hold, ...] = ()

    @property
    def is_history(self) -> bool:
        return self.kind in HISTORY

    def fixed(self, measure: str, box: Box) -> Flags:
        """Leaves that a spread leaves alone, within a box."""
        stays = np.repeat(shut(self.axes)[box[0], None, box[2]], box[1].stop - box[1].start, axis=1)
        if not self.is_history:
            stays[:, :, :max(self.elapsed - box[2].start, 0)] = True
        for one in self.scopes if self.guards_scopes(measure) else ():
            _mark(stays, box, self.axes.box(Cell(measure, one.cluster, one.branch)))
        for hold in self.holds:
            if hold.cell.measure == measure:
                _mark(stays, box, self.axes.box(hold.cell))
        return stays

    def guards_scopes(self, measure: str) -> bool:
        """Budgets are typed while the plan they belong to is approved already."""
        if self.is_history or self.kind in (SCENARIO, TARGET):
            return False
        return not (self.state == PLANNED and BUDGET in things_of(measure))

    def demand_cells(self, cells: Iterable[Cell]) -> None:
        """Before it is known what becomes of them: of a figure that is worked out nothing can become. Raises Conflict,
        Rejected, NotFound.
        """
        for cell in cells:
            box = target_box(self.axes, cell)
            if reason := self._worked_out(cell):
                self._demand_box(cell, box)
                raise Rejected(reason, 'seasons.derived', field=cell.measure)
            if _is_total(box) and self.fixed(cell.measure, box).all():
                self._demand_box(cell, box)
                self._demand_free((cell,))

    def demand(self, changes: Sequence[Change]) -> None:
        """All refusals of one kind come before those of the next. Raises Conflict, Rejected."""
        at = [(one, positions(self.axes, one)) for one in changes]
        if self.elapsed and not self.is_history:
            for periods in (places[2] for _, places in at):
                if (periods < self.elapsed).any():
                    raise self._over(int(periods[periods < self.elapsed].min()))
        for change, (locations, categories, _) in at:
            self._demand_open(change.measure, locations, categories)
        for change, _ in at:
            self._demand_step(change.measure)
        for change, _ in at:
            self._demand_input(change)
        for change, places in at:
            self._demand_unheld(change, places)

    def _demand_box(self, cell: Cell, box: Box) -> None:
        """Elapsed, scope and step, for all leaves of a cell."""
        if not self.is_history and box[2].start < self.elapsed:
            raise self._over(box[2].start)
        locations, categories = np.mgrid[box[0], box[1]].reshape(2, -1)
        self._demand_open(cell.measure, locations, categories)
        self._demand_step(cell.measure)

    def _over(self, period: int) -> Conflict:
        key = self.axes.periods[period].key
        return Conflict(f'{name_of_period(self.axes, key).capitalize()} is over: it shows what happened and stays as '
                        'it is.', 'seasons.elapsed')

    def _demand_open(self, measure: str, locations: np.ndarray, categories: np.ndarray) -> None:
        for one in self.scopes if self.guards_scopes(measure) else ():
            box = self.axes.box(Cell(measure, one.cluster, one.branch))
            if box and ((locations >= box[0].start) & (locations < box[0].stop) & (categories >= box[1].start)
                        & (categories < box[1].stop)).any():
                raise Conflict(f'{_scope_name(self.axes, one)} {_WAITS[one.state].format(one.by_name)}',
                               'seasons.scope')

    def _demand_step(self, measure: str) -> None:
        if self.kind == SCENARIO:
            return
        things = (ACTUALS,) if self.is_history else things_of(measure)
        if not any(one in EDITABLE[self.state] for one in things):
            demand_editable(self.state, REFORECAST if self.state == RANGED and PLAN in things else things[0])

    def _demand_input(self, change: Change) -> None:
        cell = next(iter(first_leaves(self.axes, change, 1)), Cell(change.measure))
        if reason := self._worked_out(cell) if change.measure not in INPUTS else _typed_once(change):
            raise Rejected(reason, 'seasons.derived', field=change.measure)
        if not self.is_history and change.measure not in SIGNED:
            below = (change.new < 0) & (change.new != BLANK)
            if below.any():
                raise Rejected(f'{names_of(self.axes, _leaves(self.axes, change, below), int(below.sum()))}: a plan '
                               'cannot be below 0 here.', 'seasons.negative', field=change.measure)

    def _demand_unheld(self, change: Change, places: Sequence[np.ndarray]) -> None:
        for hold in self.holds:
            box = self.axes.box(hold.cell) if hold.cell.measure == change.measure else None
            if box and np.all([(at >= one.start) & (at < one.stop) for at, one in zip(places, box, strict=True)],
                              axis=0).any():
                raise _held(self.axes, hold)

    def _demand_free(self, cells: Sequence[Cell]) -> None:
        for cell in cells:
            for hold in self.holds:
                if hold.cell.measure == cell.measure and _touch(self.axes, hold.cell, cell):
                    raise _held(self.axes, hold)

    def _worked_out(self, cell: Cell) -> str:
        measure = MEASURES[cell.measure]
        if not measure.is_input:
            return f'{measure.label} is worked out: {measure.formula}. Change what it comes from.'
        if cell.measure == 'bop' and cell.period != ALL and self.axes.period_nodes[cell.period].start:
            return _BOP
        return ''


_WAITS: Final = {REVIEW: 'waits for approval, asked for by {}. Until then it can only be read.',
                 APPROVED: 'was approved by {}. A manager can open it again.'}
_BOP: Final = 'Opening stock is typed for the first period; later ones follow from the closing stock before.'


def things_of(measure: str) -> tuple[str, ...]:
    """As which part of a season a measure is changed (see app.domain.seasons.steps)."""
    return THINGS.get(measure, PLANNING)


def _typed_once(change: Change) -> str:
    return _BOP if change.measure == 'bop' and (change.periods > 0).any() else ''


def _held(axes: Axes, hold: Hold) -> Conflict:
    return Conflict(f'{name_of_cell(axes, hold.cell)} is held by {hold.by_name}. Release it first.', 'seasons.held')


def _scope_name(axes: Axes, one: Closed) -> str:
    branch, cluster = axes.category_nodes.get(one.branch), axes.location_nodes.get(one.cluster)
    return ' in '.join(node.name for node in (branch, cluster) if node)


def _leaves(axes: Axes, change: Change, wanted: Flags) -> tuple[Cell, ...]:
    at = positions(axes, change)
    rows = list(zip(*(one[wanted][:3].tolist() for one in at), strict=True))
    return tuple(leaf_of(axes, change.measure, *row) for row in rows if min(row) >= 0)


def _touch(axes: Axes, one: Cell, other: Cell) -> bool:
    boxes = axes.box(one), axes.box(other)
    return bool(boxes[0] and boxes[1]) and all(
        a.start < b.stop and b.start < a.stop for a, b in zip(*boxes, strict=True))  # type: ignore[arg-type]


def _is_total(box: Box) -> bool:
    return any(one.stop - one.start > 1 for one in box)


def _mark(stays: Flags, box: Box, other: Box | None) -> None:
    """Whatever of the other box lies within a box."""
    if other:
        stays[tuple(slice(max(theirs.start - ours.start, 0), max(theirs.stop - ours.start, 0))
                    for ours, theirs in zip(box, other, strict=True))] = True
