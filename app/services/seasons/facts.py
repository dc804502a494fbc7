"""Orders, receipts, budget transfers, reserves and counts of a season as cells.

A receipt counts with what it was worth when it was posted; what is left of its line is what all parts leave over, so
parts always add up. Whoever changes one order says so (ground.move_facts): then only what it counts as is read anew.
After anything else, and on another day, everything is, in few queries whatever the season holds.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np
from sqlalchemy import event, or_
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.seasons.axes import Axes, Node
from app.domain.seasons.counting import inside, share_behind
from app.domain.seasons.cube import Numbers
from app.domain.seasons.facts import Facts
from app.domain.seasons.leaves import Leaves
from app.domain.seasons.season import RETAIL
from app.domain.seasons.spread import EVEN, spread
from app.services.seasons.ground import find_axes, has_moved, held_season, moved_orders
from app.services.seasons.order_facts import Dealt, Leaf, dealt_by_order, leaf_of, period_at
from app.work import Work
from models.buying import SeasonReserve, SeasonStock, SeasonTransfer
from models.seasons import Season

_MILLION = 1_000_000
OWN: Final = 'seasons.facts'  # in the notes of a session: season → facts as this transaction sees them
NOTHING: Final = Dealt()


@dataclass(frozen=True)
class _Known:
    """Facts, and what in them orders can move."""
    today: date
    facts: Facts
    orders: Mapping[int, Dealt]
    counted: Mapping[tuple[Leaf, int], date]  # stock of a leaf inside of a period


_lock = threading.Lock()
_shared: dict[int, _Known] = {}


@dataclass(frozen=True)
class _Sheets:
    """What belongs to places and periods; a sheet to which nothing goes is never made."""
    axes: Axes
    made: dict[str, Numbers] = field(default_factory=dict)

    def sheet(self, name: str) -> Numbers:
        if name not in self.made:
            self.made[name] = np.zeros(self.axes.shape, np.int64)
        return self.made[name]

    def add(self, name: str, leaf: Leaf, period: int, amount: int) -> None:
        self.sheet(name)[*leaf, period] += amount

    def spread(self, name: str, box: tuple[slice, slice, slice], amount: int) -> None:
        """Evenly."""
        sheet = self.sheet(name)[box]
        sheet += spread(amount, sheet, basis=EVEN)

    def closed(self) -> Mapping[str, Leaves]:
        """Nobody writes to them any more."""
        for one in self.made.values():
            one.setflags(write=False)
        return {name: Leaves(one) for name, one in self.made.items()}


def facts_of(work: Work, season_id: int) -> Facts:
    """As they are now: in a transaction that changes them, after `move_facts`."""
    axes, today, number = find_axes(work, season_id), work.now.date(), held_season(work, season_id).facts
    own: dict[int, _Known] = work.session.info.get(OWN, {})
    kept = own.get(season_id) or _kept(season_id)
    orders = None
    if kept and kept.today == today and kept.facts.axes is axes:
        if kept.facts.number == number:
            return kept.facts
        orders = moved_orders(work, season_id, kept.facts.number, number)
    found = _read(work, season_id, today) if kept is None or orders is None else _read_on(work, season_id, kept, orders)
    _keep(work, season_id, found)
    return found.facts


def facts_at(work: Work, season_id: int, today: date) -> Facts:
    """As they are, seen from a day: whatever was due before it and has not come is due then."""
    return _read(work, season_id, today).facts


def _kept(season_id: int) -> _Known | None:
    with _lock:
        return _shared.get(season_id)


def _keep(work: Work, season_id: int, known: _Known) -> None:
    """What is not committed is nobody else's."""
    if has_moved(work, season_id):
        own: dict[int, _Known] = work.session.info.setdefault(OWN, {})
        if not own:
            event.listen(work.session, 'after_commit', lambda _: _share(own), once=True)
        own[season_id] = known
    elif not work.session.dirty and not work.events:
        _share({season_id: known})


def _share(own: Mapping[int, _Known]) -> None:
    with _lock:
        _shared.update(own)


def _read(work: Work, season_id: int, today: date) -> _Known:
    """All of it."""
    work.session.flush()
    season, axes = work.get(Season, season_id), find_axes(work, season_id)
    sheets, counted = _Sheets(axes), dict[tuple[Leaf, int], date]()
    _transfers(work, season_id, sheets)
    _reserves(work, season_id, sheets)
    if axes.periods:
        counted = _counts(work, season, sheets)
    orders = dealt_by_order(work, season, axes, today)
    for one in orders.values():
        for entry in _entries(axes, counted, one):
            sheets.add(*entry)
    overdue = sum(one.overdue for one in orders.values())
    return _Known(today, Facts(season.facts, axes, sheets.closed(), overdue), orders, counted)


def _read_on(work: Work, season_id: int, known: _Known, numbers: Iterable[int]) -> _Known:
    """After these orders have changed."""
    work.session.flush()
    season, axes, orders = held_season(work, season_id), known.facts.axes, dict(known.orders)
    overdue, moved = known.facts.overdue, defaultdict[str, Counter[tuple[int, int, int]]](Counter)
    for number in numbers:
        was = orders.pop(number, NOTHING)
        now = dealt_by_order(work, season, axes, known.today, number)
        orders |= now
        overdue -= was.overdue
        for one, sign in ((was, -1), *((one, 1) for one in now.values())):
            for name, leaf, period, amount in _entries(axes, known.counted, one):
                moved[name][*leaf, period] += sign * amount
        overdue += sum(one.overdue for one in now.values())
    return replace(known, orders=orders, facts=known.facts.with_leaves(season.facts, overdue, {
        name: known.facts.leaves(name).plus(amounts) for name, amounts in moved.items()}))


def _entries(axes: Axes, counted: Mapping[tuple[Leaf, int], date], one: Dealt,
             ) -> Iterator[tuple[str, Leaf, int, int]]:
    """What an order counts as; goods that came after a count inside of a period are part of what it has grown to."""
    yield from one.awaited
    for leaf, day, worth in one.came:
        period = period_at(axes, day)
        yield 'received', leaf, period, worth
        count = counted.get((leaf, period))
        if count and count < day <= axes.periods[period].end:
            yield 'inside', leaf, period, worth


def _counts(work: Work, season: Season, sheets: _Sheets) -> dict[tuple[Leaf, int], date]:
    """Stock counted inside of periods; answers on which days."""
    periods, found = sheets.axes.periods, dict[tuple[Leaf, int], date]()
    for leaf, counts in _counted(work, season, sheets.axes).items():
        for at, day in inside(counts, periods).items():
            sheets.add('inside', leaf, at, counts[day])
            sheets.add('inside_rest', leaf, at, share_behind(periods[at], day))
            found[leaf, at] = day
    return found


def _counted(work: Work, season: Season, axes: Axes) -> Mapping[Leaf, Mapping[date, int]]:
    """By leaf and day that ends no period, at the season's basis; pieces without a value tell nothing of it."""
    worth = col(SeasonStock.retail if season.basis == RETAIL else SeasonStock.cost)
    rows = work.session.execute(columns(
        col(SeasonStock.location), col(SeasonStock.category), col(SeasonStock.day), worth.label('worth')).where(
        col(SeasonStock.season_id) == season.id, col(SeasonStock.day) >= axes.periods[0].start,
        col(SeasonStock.day).not_in([one.end for one in axes.periods]),
        or_(worth != 0, col(SeasonStock.quantity) == 0)))
    found: dict[Leaf, dict[date, int]] = {}
    for row in rows:
        if leaf := leaf_of(axes, row):
            found.setdefault(leaf, {})[row.day] = int(row.worth)
    return found


def _transfers(work: Work, season_id: int, sheets: _Sheets) -> None:
    """Two entries each, whose sum is nothing."""
    rows = work.session.exec(select(SeasonTransfer).where(
        SeasonTransfer.season_id == season_id, SeasonTransfer.state == 'approved')).all()
    for row in rows:
        node = sheets.axes.location_nodes.get(row.location)
        for place, period, amount in ((row.source, row.source_period, -row.amount),
                                      (row.target, row.target_period, row.amount)):
            at = sheets.axes.category_at.get(place)
            if node and at is not None:
                sheets.spread('transfers', (node.slice, slice(at, at + 1), slice(period, period + 1)), amount)


def _reserves(work: Work, season_id: int, sheets: _Sheets) -> None:
    for row in work.session.exec(select(SeasonReserve).where(SeasonReserve.season_id == season_id)).all():
        location = sheets.axes.location_nodes.get(row.location)
        category = sheets.axes.category_nodes.get(row.category)
        if location and category:
            periods = [row.period] if row.period is not None else range(len(sheets.axes.periods))
            for period in periods:
                _reserve(sheets, row, (location, category), period)


def _reserve(sheets: _Sheets, row: SeasonReserve, nodes: tuple[Node, Node], period: int) -> None:
    box = nodes[0].slice, nodes[1].slice, slice(period, period + 1)
    if row.amount:
        sheets.spread('reserve', box, row.amount)
    if row.share:
        sheets.sheet('reserve_share')[box] += int(row.share * Decimal(_MILLION))
