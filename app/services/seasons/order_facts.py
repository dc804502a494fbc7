"""What each order counts as, with its receipts, by itself: so that a change of one asks for that one only."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, func
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.seasons.axes import Axes
from app.domain.seasons.landed import open_value
from app.domain.seasons.orders import COMMITTED, is_settled
from app.domain.seasons.season import RETAIL
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceipt, SeasonReceiptLine
from models.seasons import Season

OPEN: Final = 'open_on_order'
SHEETS: Final = {'draft': 'drafts', 'submitted': 'submitted'}  # by state; all others are on order
Leaf = tuple[int, int]  # positions of a location and a category


@dataclass
class Dealt:
    """Of one order: what is awaited, asked for or drafted (sheet, leaf, period, worth), and what came on which day."""
    awaited: list[tuple[str, Leaf, int, int]] = field(default_factory=list)
    came: list[tuple[Leaf, date, int]] = field(default_factory=list)
    overdue: int = 0  # lines

    def wait_for(self, sheet: str, leaf: Leaf, period: int, worth: int, is_late: bool) -> None:
        self.awaited.append((sheet, leaf, period, worth))
        self.overdue += is_late


def dealt_by_order(work: Work, season: Season, axes: Axes, today: date, order: int | None = None) -> dict[int, Dealt]:
    """Of one order, or of all that count as anything; seen from a day."""
    found: defaultdict[int, Dealt] = defaultdict(Dealt)
    for row in _lines(work, season.id, order):
        if leaf := leaf_of(axes, row):
            _await(found[row.order_id], season, axes, today, row, leaf)
    for row in _came(work, season, order):
        if leaf := leaf_of(axes, row):
            found[row.order_id].came.append((leaf, row.day, int(row.worth)))
    return dict(found)


def period_at(axes: Axes, day: date) -> int:
    """The number of the period a day lies in, or is nearest to."""
    return max(bisect_right(axes.periods, day, key=lambda one: one.start) - 1, 0)


def open_worth(value: int, line: Any) -> int:
    """What is still awaited of a line's `value`."""
    return open_value(value, line.quantity, line.accepted, line.cancelled, line.is_short)


def _await(found: Dealt, season: Season, axes: Axes, today: date, row: Row[Any], leaf: Leaf) -> None:
    worth = row.worth if season.basis == RETAIL else row.value
    due, is_committed = row.due or row.expected or row.ordered or today, row.state in COMMITTED
    found.wait_for(SHEETS.get(row.state, OPEN), leaf, period_at(axes, max(due, today)),
                   open_worth(worth, row) if is_committed else worth,
                   is_committed and due < today and not is_settled(row))


def leaf_of(axes: Axes, row: Row[Any]) -> Leaf | None:
    """None: it has left the season."""
    at = axes.location_at.get(row.location), axes.category_at.get(row.category)
    return None if at[0] is None or at[1] is None else (at[0], at[1])


def _lines(work: Work, season_id: int, number: int | None) -> Sequence[Row[Any]]:
    line, order = SeasonOrderLine, SeasonOrder
    wanted: Any = columns(
        col(line.order_id), col(line.location), col(line.category), col(line.quantity), col(line.value),
        col(line.worth), col(line.cancelled), col(line.accepted), col(line.is_short), col(line.expected).label('due'),
        col(order.expected), col(order.ordered), col(order.state)).join(
        order, col(order.id) == col(line.order_id)).where(
        col(order.season_id) == season_id, col(order.state).in_(('draft', 'submitted', *COMMITTED)))
    return work.session.execute(wanted if number is None else wanted.where(col(order.id) == number)).all()


def _came(work: Work, season: Season, number: int | None) -> Sequence[Row[Any]]:
    """By order, leaf and day."""
    worth = col(SeasonReceiptLine.worth if season.basis == RETAIL else SeasonReceiptLine.value)
    line, receipt = SeasonOrderLine, SeasonReceipt
    key = col(receipt.order_id), col(line.location), col(line.category), col(receipt.day)
    wanted = columns(*key, func.sum(worth).label('worth')).join(
        SeasonReceiptLine, col(SeasonReceiptLine.line_id) == col(line.id)).join(
        receipt, col(receipt.id) == col(SeasonReceiptLine.receipt_id)).where(
        col(receipt.season_id) == season.id).group_by(*key)
    return work.session.execute(wanted if number is None else wanted.where(col(receipt.order_id) == number)).all()
