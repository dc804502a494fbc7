"""Stock rolled forward and open-to-buy, leaf by leaf.

A leaf is planned by a target (its closing stock is given, receipts follow) or by receipts (they are given, closing
stock follows). An elapsed period of a leaf is settled once it counts with what came: because sales or other flows of
its location are known, or because its stock was counted at the end. Its closing stock is what was counted
(app.domain.seasons.counting), else what the flows leave. Open-to-buy of settled periods is over: in leaves planned by
a target whatever was not spent is in the opening stock of the next period already; in leaves planned by receipts it
lapses, rolls into the current period, or stays in the pool of its own. Budget transfers are never lost that way: they
are carried over. So in every leaf, whatever the period,

open-to-buy = required + transfers + carried − received − on order − outside on-order − reserve
closing stock = opening stock + intake + transfers in − transfers out + adjustments − what goes out

where at cost only goods sold and shrink go out, and a difference that counting shows is an adjustment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.seasons.counting import rolled_on
from app.domain.seasons.season import COST, RETAIL

LAPSE, ROLL, POOL = 'lapse', 'roll', 'pool'
GOING_OUT: Final = {RETAIL: ('net_sales', 'markdown', 'discount', 'shrink'), COST: ('cogs', 'shrink')}
MILLION: Final = 1_000_000

Table = NDArray[np.int64]  # [rows, periods]; a row is a category at a location
Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Given:
    """What is told of some rows; None and absent flows stand for nothing."""
    shape: tuple[int, int]
    flows: Mapping[str, Table]  # planned, or what happened
    received: Table
    open_on_order: Table
    opening: Table | None = None  # of the first period: [rows]
    target: Table | None = None  # closing stock
    receipts: Table | None = None  # planned
    by_receipts: Marks | None = None
    settled: Marks | None = None
    counted: Table | None = None  # closing stock, where `is_counted`
    is_counted: Marks | None = None
    inside: Table | None = None  # counted before the last day, with receipts since, where `rest` says so
    rest: Table | None = None  # millionths of the period behind such a count
    outside_on_order: Table | None = None
    transfers: Table | None = None
    reserve: Table | None = None
    reserve_share: Table | None = None  # millionths of what is required


def worked_out(given: Given, basis: str, unspent: str, elapsed: int) -> dict[str, Table]:
    """By measure, and `carried`; `receipts` are the intake: planned, or what came."""
    need = _need(given, basis)
    given = _rolled_on(given, need)
    eop = _closing(given, need)
    bop = np.empty(given.shape, np.int64)
    bop[:, 1:], bop[:, 0] = eop[:, :-1], 0 if given.opening is None else given.opening
    required = need + eop - bop
    if given.settled is None:
        return {'bop': bop, 'eop': eop, 'required_receipts': required, 'receipts': required,
                **_budget(given, required, None)}
    found = _settled(given, given.settled, required)
    carried = _carried(given, given.settled, found, unspent, elapsed)
    return {'bop': bop, 'eop': eop, **found, **_budget(given, found['required_receipts'], carried)}


def _rolled_on(given: Given, need: Table) -> Given:
    """Counts inside of periods become those at their ends."""
    if given.inside is None or given.rest is None:
        return given
    wanted = given.rest > 0 if given.is_counted is None else (given.rest > 0) & ~given.is_counted
    counted = np.where(wanted, rolled_on(given.inside, given.rest, need), _or_zeros(given, given.counted))
    return replace(given, counted=counted, is_counted=wanted if given.is_counted is None else wanted | given.is_counted)


def plus(*tables: Table | None) -> Table | None:
    """Their sum; None where there are none."""
    known = [one for one in tables if one is not None]
    if len(known) < 2:
        return known[0] if known else None
    total = known[0] + known[1]
    for one in known[2:]:
        total += one
    return total


def _or_zeros(given: Given, table: Table | None) -> Table:
    return np.zeros(given.shape, np.int64) if table is None else table


def _need(given: Given, basis: str) -> Table:
    """What goes out, less what comes in other than by receipts."""
    found = _or_zeros(given, plus(*(given.flows.get(one) for one in (*GOING_OUT[basis], 'transfers_out'))))
    back = plus(given.flows.get('transfers_in'), given.flows.get('adjustments'))
    return found if back is None else found - back


def _closing(given: Given, need: Table) -> Table:
    """Closing stock: given, or forward from period to period where it follows from the flows."""
    eop = _or_zeros(given, given.target)
    if given.settled is not None:
        eop = np.where(given.settled, _or_zeros(given, given.counted), eop)
    follows = _follows(given)
    if follows is None or not follows.any():
        return eop
    change = _or_zeros(given, given.receipts)
    change = (np.where(given.settled, given.received, change) if given.settled is not None else change) - need
    eop, stock = eop.copy(), np.zeros(given.shape[0], np.int64) if given.opening is None else given.opening
    for period in range(given.shape[1]):
        stock = np.where(follows[:, period], stock + change[:, period], eop[:, period])
        eop[:, period] = stock
    return eop


def _follows(given: Given) -> Marks | None:
    if given.settled is None:
        return given.by_receipts
    uncounted = given.settled if given.is_counted is None else given.settled & ~given.is_counted
    return uncounted if given.by_receipts is None else uncounted | (given.by_receipts & ~given.settled)


def _settled(given: Given, settled: Marks, required: Table) -> dict[str, Table]:
    """In settled periods what came stands for what is required; what else moved the stock is an adjustment."""
    came = np.where(settled, given.received, required)
    off = required - came
    return {'required_receipts': came, 'receipts': came,
            'adjustments': off if 'adjustments' not in given.flows else given.flows['adjustments'] + off}


def _carried(given: Given, settled: Marks, found: dict[str, Table], unspent: str, elapsed: int) -> Table | None:
    """Moves what is left of elapsed periods to where it still counts; what stays in the pool is required as planned."""
    is_open = elapsed < given.shape[1]
    left = np.where(settled, _or_zeros(given, given.transfers), 0)
    carried = -left if is_open else np.zeros(given.shape, np.int64)
    onward = left.sum(axis=1)
    if given.by_receipts is not None and (own := given.by_receipts & settled).any():
        spare = np.where(own, _or_zeros(given, given.receipts) - given.received, 0)
        found['required_receipts'] = found['required_receipts'] + spare
        if unspent == LAPSE or (unspent == ROLL and is_open):
            carried -= spare
        if unspent == ROLL:
            onward = onward + spare.sum(axis=1)
    if is_open:
        carried[:, elapsed] += onward
    return carried if carried.any() else None


def _budget(given: Given, required: Table, carried: Table | None) -> dict[str, Table]:
    reserve, outside = plus(given.reserve, _reserved(given, required)), given.outside_on_order
    if given.settled is not None:
        reserve, outside = (one if one is None else np.where(given.settled, 0, one) for one in (reserve, outside))
    less = plus(given.received, given.open_on_order, outside, reserve)
    more = plus(required, given.transfers, carried)
    found = {'reserve': reserve, 'outside_on_order': outside, 'carried': carried, 'otb': _less(more, less)}
    return {name: one for name, one in found.items() if one is not None}


def _less(more: Table | None, less: Table | None) -> Table | None:
    return more if more is None or less is None else more - less


def _reserved(given: Given, required: Table) -> Table | None:
    """A share of what is required, half up."""
    if given.reserve_share is None:
        return None
    return (np.maximum(required, 0) * given.reserve_share + MILLION // 2) // MILLION
