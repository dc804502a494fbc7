"""Why a cell says what it says: the formula in words, and every number in it with where it comes from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.domain.seasons import figures
from app.domain.seasons.axes import Cell
from app.domain.seasons.cube import Flags
from app.domain.seasons.ledger import GOING_OUT
from app.domain.seasons.measures import DERIVED, FIRST, LAST, MEASURES, RATIO
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.rolling import COUNTED, Rolled
from app.domain.seasons.season import COST

PLAN, ACTUAL, MIXED, WORKED_OUT = 'plan', 'what happened', 'plan and what happened', 'worked out'
COUNT, EXPECTED = 'counted stock', 'what the season before is expected to leave'
PROVISIONAL: Final = 'Provisional until counted: it opens with what the season before is expected to leave.'
FROM: Final = {'received': 'receipts', 'open_on_order': 'orders', 'transfers': 'budget transfers',
               'carried': 'elapsed periods', 'reserve': 'reserves', 'budget_transfers': 'budget transfers'}
LABELS: Final = {'carried': 'Carried over', 'transfers': 'Budget transfers', 'counted': 'What counting showed'}


@dataclass(frozen=True)
class Part:
    """One number of the formula; `sign` is 1, -1, or 0 for what divides."""
    label: str
    measure: str
    sign: int
    value: int | None
    source: str
    cell: Cell | None = None  # that can be explained further


@dataclass(frozen=True)
class Explained:
    cell: Cell
    label: str
    value: int | None
    ratio: Ratio | None
    formula: str
    parts: tuple[Part, ...]
    leaves: int  # summed up
    notes: tuple[str, ...] = ()


def explain(rolled: Rolled, cell: Cell) -> Explained:
    """Of any cell of the season; sums of signed parts are the value, to the unit."""
    measure = MEASURES[cell.measure]
    box = rolled.axes.box(cell)
    leaves = int(rolled.told[box].sum()) if box else 0
    ratio = figures.ratio(rolled, cell) if measure.kind == RATIO else None
    return Explained(cell, measure.label, figures.figure(rolled, cell), ratio, _formula(rolled, cell),
                     _parts(rolled, cell) if leaves else (), leaves, _notes(rolled, cell))


def _formula(rolled: Rolled, cell: Cell) -> str:
    name, is_cost = cell.measure, rolled.terms.basis == COST
    if name == 'required_receipts' and is_cost:
        return 'cost of goods sold + shrink + target closing stock − opening stock'
    if name == 'eop' and _is_wholly(rolled, cell, 'receipts'):
        out = ' − '.join(MEASURES[one].label.lower() for one in GOING_OUT[rolled.terms.basis])
        return f'opening stock + receipts + transfers in − transfers out + adjustments − {out}'
    if name in ('sell_through', 'stock_to_sales') and is_cost:
        return MEASURES[name].formula.replace('net sales', 'cost of goods sold').replace('sold ÷', 'goods sold ÷')
    return MEASURES[name].formula or ('what was typed' if MEASURES[name].is_input else '')


def _parts(rolled: Rolled, cell: Cell) -> tuple[Part, ...]:
    way = _WAYS.get(cell.measure)
    return way(rolled, cell) if way else _flat(rolled, cell, PARTS.get(cell.measure, ()))


def _required(rolled: Rolled, cell: Cell) -> tuple[Part, ...]:
    if _is_wholly(rolled, cell, 'happened') or _is_wholly(rolled, cell, 'receipts'):
        return _flat(rolled, cell, [('received' if _is_wholly(rolled, cell, 'happened') else 'receipts', 1)])
    return _flat(rolled, cell, [*((one, 1) for one in GOING_OUT[rolled.terms.basis]), ('eop', 1), ('bop', -1),
                                ('transfers_in', -1), ('transfers_out', 1), ('adjustments', -1)])


def _closing(rolled: Rolled, cell: Cell) -> tuple[Part, ...]:
    """Stock at the end from stock at the beginning, however it is planned."""
    return _flat(rolled, cell, [('bop', 1), ('receipts', 1), ('transfers_in', 1), ('transfers_out', -1),
                                ('adjustments', 1), *((one, -1) for one in GOING_OUT[rolled.terms.basis])])


def _opening(rolled: Rolled, cell: Cell) -> tuple[Part, ...]:
    """The closing stock of the period before."""
    start = rolled.axes.period_nodes[cell.period].start
    if start == 0:
        return ()
    before = Cell('eop', cell.location, cell.category, rolled.axes.periods[start - 1].key)
    return (_part(rolled, before, 1),)


def _flat(rolled: Rolled, cell: Cell, names: Sequence[tuple[str, int]]) -> tuple[Part, ...]:
    parts = [_part(rolled, Cell(name, cell.location, cell.category, cell.period), sign) for name, sign in names]
    return tuple(one for one in parts if one.value or one.measure in ALWAYS)


def _part(rolled: Rolled, cell: Cell, sign: int) -> Part:
    is_measure = cell.measure in MEASURES
    value = figures.figure(rolled, cell) if is_measure else _plain(rolled, cell)
    label = MEASURES[cell.measure].label if is_measure else LABELS[cell.measure]
    return Part(label, cell.measure, sign, value, _source(rolled, cell), cell if is_measure else None)


def _plain(rolled: Rolled, cell: Cell) -> int:
    node = rolled.axes.period_nodes[cell.period]
    return int(figures.line_of(rolled, cell)[node.slice].sum())


def _source(rolled: Rolled, cell: Cell) -> str:
    if cell.measure in FROM:
        return FROM[cell.measure]
    measure = MEASURES[cell.measure]
    if measure.kind == DERIVED or (cell.measure == 'bop' and rolled.axes.period_nodes[cell.period].start):
        return WORKED_OUT
    if cell.measure == 'receipts':
        return WORKED_OUT if not _is_wholly(rolled, cell, 'receipts') else PLAN
    at = _edge(rolled, cell)
    if cell.measure == 'bop' and rolled.provisional[at[:2]].any():
        return EXPECTED if rolled.provisional[at[:2]].all() else MIXED
    if cell.measure in COUNTED and (counted := counted_in(rolled, cell.measure, at)).any():
        return COUNT if counted.all() else MIXED
    happened = rolled.happened[at[0], at[2]]
    return ACTUAL if happened.all() else MIXED if happened.any() else PLAN


def _edge(rolled: Rolled, cell: Cell) -> tuple[slice, slice, slice]:
    """Where a stock is read; for flows the whole cell."""
    box = rolled.axes.box(cell)
    assert box is not None  # asked before
    over = MEASURES[cell.measure].over_time if cell.measure in MEASURES else ''
    if over == FIRST:
        return box[0], box[1], slice(box[2].start, box[2].start + 1)
    return (box[0], box[1], slice(box[2].stop - 1, box[2].stop)) if over == LAST else box


def counted_in(rolled: Rolled, measure: str, at: tuple[slice, slice, slice]) -> Flags:
    """Leaves whose stock was counted there: at the ends of elapsed periods, or before the season."""
    last = rolled.terms.elapsed if measure == 'eop' else 1
    found: Flags = rolled.actual.sheet(measure).filled[at] if rolled.actual else np.zeros(1, np.bool_)
    return found if at[2].stop <= last else found & False


def _is_rolled_on(rolled: Rolled, at: tuple[slice, slice, slice]) -> bool:
    rest = rolled.facts.told.get('inside_rest')
    return rest is not None and bool((rolled.happened[at[0], at[2]][:, None] & (rest.box(at) > 0)
                                      & ~counted_in(rolled, 'eop', at)).any())


def _is_wholly(rolled: Rolled, cell: Cell, how: str) -> bool:
    """Whether all of a cell has happened, or is planned by receipts."""
    box = rolled.axes.box(cell)
    assert box is not None
    if how == 'happened':
        return bool(rolled.happened[box[0], box[2]].all())
    return bool((rolled.cube.sheet('by_receipts').values[box] != 0).all())


def _notes(rolled: Rolled, cell: Cell) -> tuple[str, ...]:
    box = rolled.axes.box(cell)
    if box is None:
        return ()
    happened, found = rolled.happened[box[0], box[2]], []
    if happened.any():
        found.append('Elapsed: it counts with what happened.' if happened.all() else
                     'Elapsed periods in it count with what happened.')
    if cell.measure == 'bop' and box[2].start == 0 and rolled.provisional[box[:2]].any():
        found.append(PROVISIONAL)
    if cell.measure == 'eop' and _is_rolled_on(rolled, _edge(rolled, cell)):
        found.append('Counted before the last day, and rolled on with receipts and sales since.')
    by_receipts = rolled.cube.sheet('by_receipts').values[box] != 0
    if cell.measure in STEERED and by_receipts.any():
        found.append('Planned by receipts: closing stock follows from them.' if by_receipts.all() else
                     'A part of it is planned by receipts.')
    if MEASURES[cell.measure].kind == RATIO:
        found.append('Of totals it is worked out from their sums, never averaged.')
    return tuple(found)


STEERED: Final = ('eop', 'bop', 'receipts', 'required_receipts', 'otb')
ALWAYS: Final = ('required_receipts', 'received', 'open_on_order', 'net_sales', 'eop', 'bop', 'cogs')
PARTS: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    'otb': (('required_receipts', 1), ('transfers', 1), ('carried', 1), ('received', -1), ('open_on_order', -1),
            ('outside_on_order', -1), ('reserve', -1)),
    'budget_transfers': (('transfers', 1), ('carried', 1)), 'margin': (('net_sales', 1), ('cogs', -1)),
    'margin_share': (('margin', 0), ('net_sales', 0)), 'mmu': (('net_sales', 0), ('cogs', 0)),
    'markdown_share': (('markdown', 0), ('net_sales', 0)), 'cover': (('eop', 0),),
    'sell_through': (('net_sales', 0), ('bop', 0), ('receipts', 0)), 'stock_to_sales': (('bop', 0), ('net_sales', 0)),
    'turn': (('cogs', 0), ('bop', 0), ('eop', 0)), 'gmroi': (('margin', 0), ('bop', 0), ('eop', 0)),
}
_WAYS: Final[dict[str, Callable[[Rolled, Cell], tuple[Part, ...]]]] = {
    'required_receipts': _required, 'receipts': _required, 'eop': _closing, 'bop': _opening}
