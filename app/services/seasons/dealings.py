"""Orders and receipts of a season summed up by the database, for its analytics."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.seasons.analysis import Deliveries, OrderState
from app.domain.seasons.axes import Axes
from app.domain.seasons.buying import STATE_NAMES
from app.domain.seasons.orders import COMMITTED
from app.domain.seasons.season import RETAIL
from app.domain.seasons.variance import Arrival
from app.services.seasons.order_facts import open_worth, period_at
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceipt, SeasonReceiptLine
from models.seasons import Season


def order_states(work: Work, season: Season) -> tuple[tuple[OrderState, ...], date | None, int]:
    """By state, the day of the first commitment, and how many pieces were ordered of lines of which something came."""
    line, order = SeasonOrderLine, SeasonOrder
    came = columns(col(SeasonReceiptLine.line_id).label('line'), func.sum(
        _worth(season, SeasonReceiptLine)).label('worth')).group_by(col(SeasonReceiptLine.line_id)).subquery()
    is_full = case((and_(col(line.accepted) > 0, col(line.accepted) >= col(line.quantity) - col(line.cancelled)), 1),
                   else_=0)
    rows = work.session.execute(
        columns(col(order.state), func.count(func.distinct(col(order.id))).label('orders'),
                func.count(col(line.id)).label('lines'), func.sum(_worth(season, line)).label('ordered'),
                func.sum(came.c.worth).label('received'), func.sum(is_full).label('full'),
                func.min(col(order.confirmed_at)).label('first'),
                func.sum(case((col(line.accepted) > 0, col(line.quantity) - col(line.cancelled)), else_=0)).label(
                    'begun'))
        .outerjoin(line, col(line.order_id) == col(order.id)).outerjoin(came, came.c.line == col(line.id))
        .where(col(order.season_id) == season.id).group_by(col(order.state))).all()
    found = {row.state: row for row in rows}
    firsts = [row.first for row in rows if row.first]
    states = tuple(OrderState(state, row.orders, row.lines, int(row.ordered or 0), int(row.received or 0),
                              int(row.full or 0)) for state in STATE_NAMES if (row := found.get(state)))
    return states, min(firsts).date() if firsts else None, sum(int(row.begun or 0) for row in rows)


def deliveries(work: Work, season_id: int, ordered: int) -> Deliveries:
    """Of receipts that stand: in time is by the day its line was expected."""
    line, order, receipt, came = SeasonOrderLine, SeasonOrder, SeasonReceipt, SeasonReceiptLine
    expected = func.coalesce(col(line.expected), col(order.expected))
    row = work.session.execute(
        columns(func.count(expected).label('lines'),
                func.sum(case((col(receipt.day) <= expected, 1), else_=0)).label('in_time'),
                func.sum(case((col(receipt.day) < expected, 1), else_=0)).label('early'),
                func.sum(col(came.received)).label('received'), func.sum(col(came.accepted)).label('accepted'),
                func.sum(col(came.rejected)).label('rejected'), func.sum(col(came.worth)).label('retail'),
                func.sum(col(came.value)).label('cost'))
        .join(receipt, col(receipt.id) == col(came.receipt_id)).join(line, col(line.id) == col(came.line_id))
        .join(order, col(order.id) == col(line.order_id))
        .where(col(order.season_id) == season_id, col(receipt.state) == 'posted',
               col(receipt.reverses_id).is_(None))).one()
    return Deliveries(row.lines, int(row.in_time or 0), ordered, int(row.received or 0),
                      int(row.accepted or 0), int(row.rejected or 0), int(row.retail or 0), int(row.cost or 0),
                      int(row.early or 0))


def arrivals(work: Work, season: Season, axes: Axes) -> Iterator[Arrival]:
    """Lines of orders that count: what was due when, what came when, what is awaited until when."""
    today = work.now.date()
    came = _came(work, season)
    line, order = SeasonOrderLine, SeasonOrder
    rows = work.session.execute(
        columns(col(line.id), col(line.quantity), col(line.accepted), col(line.cancelled), col(line.is_short),
                _worth(season, line).label('worth'), func.coalesce(
                    col(line.expected), col(order.expected), col(order.ordered)).label('due'))
        .join(order, col(order.id) == col(line.order_id))
        .where(col(order.season_id) == season.id, col(order.state).in_((*COMMITTED, 'complete')))).all()
    current = period_at(axes, today)
    for row in rows:
        due = period_at(axes, row.due or today)
        waits = open_worth(int(row.worth), row)
        yield Arrival(due, int(row.worth), tuple((period_at(axes, day), value) for day, value in came.get(row.id, ())),
                      (max(due, current), waits) if waits else None)


def _worth(season: Season, table: Any) -> Any:
    """At the basis of the season."""
    return col(table.worth if season.basis == RETAIL else table.value)


def _came(work: Work, season: Season) -> dict[int, list[tuple[date, int]]]:
    receipt, line = SeasonReceipt, SeasonReceiptLine
    found: dict[int, list[Any]] = {}
    for row in work.session.execute(
            columns(col(line.line_id), col(receipt.day), func.sum(_worth(season, line)).label('worth'))
            .join(receipt, col(receipt.id) == col(line.receipt_id)).where(col(receipt.season_id) == season.id)
            .group_by(col(line.line_id), col(receipt.day))):
        found.setdefault(row.line_id, []).append((row.day, int(row.worth)))
    return found
