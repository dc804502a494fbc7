"""Orders that are due in a cell of open-to-buy, each with what is still awaited of it there."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.buying import ASKED, STATE_NAMES
from app.domain.seasons.orders import COMMITTED, is_settled
from app.domain.seasons.otb import OrderDue
from app.domain.seasons.season import RETAIL
from app.services.seasons.order_facts import open_worth, period_at
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine
from models.seasons import Season

MOST = 20  # orders that are told
STATES = ('draft', 'submitted', *COMMITTED)


def due_in(work: Work, season: Season, axes: Axes, cell: Cell) -> tuple[OrderDue, ...]:
    """By the week in which each line counts: late ones in the present one. The first that is due comes first."""
    period, today = axes.period_nodes[cell.period], work.now.date()
    current = period_at(axes, today)
    found: dict[str, list[Any]] = {}
    for row in _lines(work, season, axes, cell):
        due = row.due or row.expected or row.ordered or today
        if period.start <= max(period_at(axes, due), current) < period.stop and not is_settled(row):
            found.setdefault(row.order, []).append(row)
    orders = (_order(season, rows, today) for rows in found.values())
    return tuple(sorted((one for one in orders if one.amount), key=lambda one: (one.due or date.max, one.number)))


def due_words(one: OrderDue) -> str:
    """`6 locations · due 2 Mar · confirmed`."""
    where = f'{one.locations} {"location" if one.locations == 1 else "locations"}'
    when = '' if one.due is None else f'overdue since {_day(one.due)}' if one.is_overdue else f'due {_day(one.due)}'
    return ' · '.join(filter(None, (where, when, STATE_NAMES[one.state].lower())))


def _day(day: date) -> str:
    return f'{day.day} {day:%b}'


def _order(season: Season, rows: Iterable[Any], today: date) -> OrderDue:
    lines = list(rows)
    first = lines[0]
    days = [day for one in lines if (day := one.due or one.expected)]
    due = min(days) if days else None
    return OrderDue(first.order, first.title, first.state, (first.override or {}).get('state') == ASKED, due,
                    len({one.location for one in lines}), sum(_worth(season, one) for one in lines),
                    first.state in COMMITTED and due is not None and due < today)


def _worth(season: Season, row: Any) -> int:
    worth: int = row.worth if season.basis == RETAIL else row.value
    return open_worth(worth, row) if row.state in COMMITTED else worth


def _lines(work: Work, season: Season, axes: Axes, cell: Cell) -> Iterable[Any]:
    line, order = SeasonOrderLine, SeasonOrder
    wanted = [col(order.season_id) == season.id, col(order.state).in_(STATES)]
    for column, nodes, key, items in ((line.location, axes.location_nodes, cell.location, axes.locations),
                                      (line.category, axes.category_nodes, cell.category, axes.categories)):
        if key:
            wanted.append(col(column).in_([one.place for one in items[nodes[key].slice]]))
    return work.session.execute(columns(
        col(order.number).label('order'), col(order.title), col(order.state), col(order.override),
        col(order.expected), col(order.ordered), col(line.expected).label('due'), col(line.location),
        col(line.quantity), col(line.value), col(line.worth), col(line.cancelled), col(line.accepted),
        col(line.is_short)).join(order, col(order.id) == col(line.order_id)).where(*wanted)).all()
