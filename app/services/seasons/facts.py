"""Orders, receipts, budget transfers, reserves and counts of a season as cells; read anew when one changes, or a day.

A receipt counts with what it was worth when it was posted; what is left of its line is what all parts leave over, so
parts always add up. Reading is few queries, whatever the season holds.
"""

import threading
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from sqlalchemy import Row, func, or_
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.seasons.axes import Axes, Node, Period
from app.domain.seasons.counting import inside, share_behind
from app.domain.seasons.cube import Numbers
from app.domain.seasons.facts import Facts
from app.domain.seasons.landed import open_value
from app.domain.seasons.orders import COMMITTED, is_settled
from app.domain.seasons.season import RETAIL
from app.domain.seasons.spread import EVEN, spread
from app.services.seasons.ground import find_axes
from app.work import Work
from models.buying import (
    SeasonOrder,
    SeasonOrderLine,
    SeasonReceipt,
    SeasonReceiptLine,
    SeasonReserve,
    SeasonStock,
    SeasonTransfer,
)
from models.seasons import Season

_MILLION = 1_000_000
NAMES = ('received', 'open_on_order', 'submitted', 'drafts', 'transfers', 'reserve', 'reserve_share')

_lock = threading.Lock()
_facts: dict[int, tuple[date, Facts]] = {}


@dataclass(frozen=True)
class _Leaves:
    """Sheets, and where what belongs to a place and a day goes; one to which nothing goes is never made."""
    axes: Axes
    current: int  # number of the period that today lies in, or is next to
    sheets: dict[str, Numbers] = field(default_factory=dict)

    def sheet(self, name: str) -> Numbers:
        if name not in self.sheets:
            self.sheets[name] = np.zeros(self.axes.shape, np.int64)
        return self.sheets[name]

    def add(self, name: str, location: int, category: int, period: int, amount: int) -> None:
        at = self.axes.location_at.get(location), self.axes.category_at.get(category)
        if at[0] is not None and at[1] is not None:
            self.sheet(name)[at[0], at[1], period] += amount

    def spread(self, name: str, box: tuple[slice, slice, slice], amount: int) -> None:
        """Evenly."""
        sheet = self.sheet(name)[box]
        sheet += spread(amount, sheet, basis=EVEN)


def facts_of(work: Work, season_id: int) -> Facts:
    """As they are now: in a transaction that changes them, after `move_facts`."""
    axes, today = find_axes(work, season_id), work.now.date()
    number = int(work.session.execute(columns(col(Season.facts)).where(col(Season.id) == season_id)).scalar_one())
    with _lock:
        kept = _facts.get(season_id)
    if kept and kept[0] == today and kept[1].number == number and kept[1].axes is axes:
        return kept[1]
    found = facts_at(work, season_id, today)
    if not work.session.dirty and not work.events:
        with _lock:
            _facts[season_id] = today, found  # what is not committed is nobody else's
    return found


def facts_at(work: Work, season_id: int, today: date) -> Facts:
    """As they are, seen from a day: whatever was due before it and has not come is due then."""
    work.session.flush()
    season, axes = work.get(Season, season_id), find_axes(work, season_id)
    leaves = _Leaves(axes, period_at(axes, today))
    _receipts(work, season, leaves)
    overdue = _orders(work, season, leaves, today)
    _transfers(work, season_id, leaves)
    _reserves(work, season_id, leaves)
    if axes.periods:
        _counts(work, season, leaves)
    for sheet in leaves.sheets.values():
        sheet.setflags(write=False)
    nothing = np.broadcast_to(np.int64(0), axes.shape)
    return Facts(season.facts, axes, overdue=overdue, inside=leaves.sheets.get('inside'),
                 inside_rest=leaves.sheets.get('inside_rest'),
                 **{name: leaves.sheets.get(name, nothing) for name in NAMES})


def period_at(axes: Axes, day: date) -> int:
    """The number of the period a day lies in, or is nearest to."""
    return max(bisect_right(axes.periods, day, key=lambda one: one.start) - 1, 0)


def open_worth(value: int, line: Any) -> int:
    """What is still awaited of a line's `value`."""
    return open_value(value, line.quantity, line.accepted, line.cancelled, line.is_short)


def _receipts(work: Work, season: Season, leaves: _Leaves) -> None:
    """What was received, each receipt in the period of its day."""
    for row in _received(work, season):
        leaves.add('received', row.location, row.category, period_at(leaves.axes, row.day), int(row.worth))


def _received(work: Work, season: Season) -> Sequence[Row[Any]]:
    """By leaf and day."""
    worth = col(SeasonReceiptLine.worth if season.basis == RETAIL else SeasonReceiptLine.value)
    line, receipt = SeasonOrderLine, SeasonReceipt
    return work.session.execute(
        columns(col(line.location), col(line.category), col(receipt.day), func.sum(worth).label('worth'))
        .join(SeasonReceiptLine, col(SeasonReceiptLine.line_id) == col(line.id))
        .join(receipt, col(receipt.id) == col(SeasonReceiptLine.receipt_id))
        .where(col(receipt.season_id) == season.id)
        .group_by(col(line.location), col(line.category), col(receipt.day))).all()


def _counts(work: Work, season: Season, leaves: _Leaves) -> None:
    """Stock counted inside of periods, with what came after it in the same period."""
    periods = leaves.axes.periods
    found = {(leaf, at): (day, counts[day]) for leaf, counts in _counted(work, season, periods).items()
             for at, day in inside(counts, periods).items()}
    for (leaf, at), (day, worth) in found.items():
        leaves.add('inside', *leaf, at, worth)
        leaves.add('inside_rest', *leaf, at, share_behind(periods[at], day))
    for row in _received(work, season) if found else ():
        at = period_at(leaves.axes, row.day)
        known = found.get(((row.location, row.category), at))
        if known and known[0] < row.day <= periods[at].end:
            leaves.add('inside', row.location, row.category, at, int(row.worth))


def _counted(work: Work, season: Season, periods: Sequence[Period]) -> Mapping[tuple[int, int], Mapping[date, int]]:
    """By leaf and day that ends no period, at the season's basis; pieces without a value tell nothing of it."""
    worth = col(SeasonStock.retail if season.basis == RETAIL else SeasonStock.cost)
    rows = work.session.execute(columns(
        col(SeasonStock.location), col(SeasonStock.category), col(SeasonStock.day), worth.label('worth')).where(
        col(SeasonStock.season_id) == season.id, col(SeasonStock.day) >= periods[0].start,
        col(SeasonStock.day).not_in([one.end for one in periods]), or_(worth != 0, col(SeasonStock.quantity) == 0)))
    found: dict[tuple[int, int], dict[date, int]] = {}
    for row in rows:
        found.setdefault((row.location, row.category), {})[row.day] = int(row.worth)
    return found


def _orders(work: Work, season: Season, leaves: _Leaves, today: date) -> int:
    """Writes what is awaited, asked for and drafted; answers how many lines are overdue."""
    overdue = 0
    for row in _lines(work, season.id):
        worth = row.worth if season.basis == RETAIL else row.value
        due = row.due or row.expected or row.ordered or today
        if row.state in COMMITTED:
            worth = open_worth(worth, row)
            overdue += due < today and not is_settled(row)
        period = max(period_at(leaves.axes, due), leaves.current)
        leaves.add(_sheet_of(row.state), row.location, row.category, period, worth)
    return overdue


def _sheet_of(state: str) -> str:
    return {'draft': 'drafts', 'submitted': 'submitted'}.get(state, 'open_on_order')


def _lines(work: Work, season_id: int) -> Sequence[Row[Any]]:
    line, order = SeasonOrderLine, SeasonOrder
    return work.session.execute(
        columns(col(line.id), col(line.location), col(line.category), col(line.quantity), col(line.value),
                col(line.worth), col(line.cancelled), col(line.accepted), col(line.is_short),
                col(line.expected).label('due'), col(order.expected), col(order.ordered), col(order.state))
        .join(order, col(order.id) == col(line.order_id))
        .where(col(order.season_id) == season_id, col(order.state).in_(('draft', 'submitted', *COMMITTED)))).all()


def _transfers(work: Work, season_id: int, leaves: _Leaves) -> None:
    """Two entries each, whose sum is nothing."""
    rows = work.session.exec(select(SeasonTransfer).where(
        SeasonTransfer.season_id == season_id, SeasonTransfer.state == 'approved')).all()
    for row in rows:
        node = leaves.axes.location_nodes.get(row.location)
        for place, period, amount in ((row.source, row.source_period, -row.amount),
                                      (row.target, row.target_period, row.amount)):
            at = leaves.axes.category_at.get(place)
            if node and at is not None:
                leaves.spread('transfers', (node.slice, slice(at, at + 1), slice(period, period + 1)), amount)


def _reserves(work: Work, season_id: int, leaves: _Leaves) -> None:
    for row in work.session.exec(select(SeasonReserve).where(SeasonReserve.season_id == season_id)).all():
        location = leaves.axes.location_nodes.get(row.location)
        category = leaves.axes.category_nodes.get(row.category)
        if location and category:
            periods = [row.period] if row.period is not None else range(len(leaves.axes.periods))
            for period in periods:
                _reserve(leaves, row, (location, category), period)


def _reserve(leaves: _Leaves, row: SeasonReserve, nodes: tuple[Node, Node], period: int) -> None:
    box = nodes[0].slice, nodes[1].slice, slice(period, period + 1)
    if row.amount:
        leaves.spread('reserve', box, row.amount)
    if row.share:
        leaves.sheet('reserve_share')[box] += int(row.share * Decimal(_MILLION))
