"""Why a cell says what it says: the formula with its inputs, who changed it last, and the orders it counts."""

from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor
from app.domain.seasons.axes import Axes, Cell, Nodes
from app.domain.seasons.doing import target_box
from app.domain.seasons.explaining import explain
from app.domain.seasons.measures import INPUTS
from app.domain.seasons.naming import name_of_cell
from app.domain.seasons.remarks import Explanation, Linked
from app.domain.seasons.season import WORKING
from app.services.seasons.cell_history import history_of
from app.services.seasons.ground import find_axes, seen_season
from app.services.seasons.notes import watch_notes
from app.services.seasons.rolled import rolled_of
from app.services.seasons.versions import find_version, view_of
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceipt, SeasonReceiptLine

MOST = 20  # lines that are told
COUNTED = ('received', 'open_on_order', 'otb', 'required_receipts')  # measures in which orders and receipts count


def explain_cell(work: Work, actor: Actor, code: str, cell: Cell, version: str | int = WORKING) -> Explanation:
    """Raises NotFound for what is not of this season."""
    season = seen_season(work, actor, code)
    axes = find_axes(work, season.id)
    target_box(axes, cell)
    shown = find_version(work, season.id, version)
    linked, more = _linked(work, season.id, axes, cell) if cell.measure in COUNTED else ((), 0)
    history = history_of(work, season.id, shown.id, cell, 1).changes if cell.measure in INPUTS else ()
    return Explanation(name_of_cell(axes, cell), view_of(shown).label,
                       explain(rolled_of(work, season.id, shown.id), cell), history[0] if history else None,
                       watch_notes(work, season.id, cell), linked, more)


def _linked(work: Work, season_id: int, axes: Axes, cell: Cell) -> tuple[tuple[Linked, ...], int]:
    """Lines due in the cell's periods, then receipts of these days."""
    orders, more_orders = _orders(work, season_id, axes, cell)
    receipts, more_receipts = _receipts(work, season_id, axes, cell)
    return (*orders, *receipts), more_orders + more_receipts


def _orders(work: Work, season_id: int, axes: Axes, cell: Cell) -> tuple[tuple[Linked, ...], int]:
    due = func.coalesce(col(SeasonOrderLine.expected), col(SeasonOrder.expected))
    first, last = _days(axes, cell)
    wanted = [col(SeasonOrder.season_id) == season_id, col(SeasonOrder.state).not_in(('draft', 'cancelled')),
              *_where(axes, cell), due >= first, due <= last]
    joined = columns(col(SeasonOrder.number), col(SeasonOrderLine.text), due, col(SeasonOrderLine.quantity),
                     col(SeasonOrder.state)).join(SeasonOrder, col(SeasonOrder.id) == col(SeasonOrderLine.order_id))
    rows = work.session.execute(joined.where(*wanted).order_by(due, col(SeasonOrder.number),
                                                               col(SeasonOrderLine.number)).limit(MOST)).all()
    return tuple(Linked('order', *row) for row in rows), _left(work, joined.where(*wanted), len(rows))


def _receipts(work: Work, season_id: int, axes: Axes, cell: Cell) -> tuple[tuple[Linked, ...], int]:
    first, last = _days(axes, cell)
    joined = columns(col(SeasonOrder.number), col(SeasonReceipt.number), col(SeasonReceipt.day),
                     col(SeasonReceiptLine.accepted), col(SeasonReceipt.state)).join(
        SeasonReceipt, col(SeasonReceipt.id) == col(SeasonReceiptLine.receipt_id)).join(
        SeasonOrderLine, col(SeasonOrderLine.id) == col(SeasonReceiptLine.line_id)).join(
        SeasonOrder, col(SeasonOrder.id) == col(SeasonOrderLine.order_id)).where(
        col(SeasonReceipt.season_id) == season_id, *_where(axes, cell), col(SeasonReceipt.day) >= first,
        col(SeasonReceipt.day) <= last)
    rows = work.session.execute(joined.order_by(col(SeasonReceipt.day), col(SeasonReceipt.number))
                                .limit(MOST)).all()
    return tuple(Linked('receipt', *row) for row in rows), _left(work, joined, len(rows))


def _left(work: Work, wanted: Any, told: int) -> int:
    """How many more there are."""
    if told < MOST:
        return 0
    count = columns(func.count()).select_from(wanted.subquery())
    return int(work.session.execute(count).scalar_one()) - told


def _where(axes: Axes, cell: Cell) -> list[Any]:
    """Places of the cell's location and category; nothing where it is all of them."""
    found: list[Any] = []
    for column, nodes, key, items in (
            (SeasonOrderLine.location, axes.location_nodes, cell.location, axes.locations),
            (SeasonOrderLine.category, axes.category_nodes, cell.category, axes.categories)):
        if key:
            found.append(col(column).in_([one.place for one in items[nodes[key].slice]]))
    return found


def _days(axes: Axes, cell: Cell) -> tuple[Any, Any]:
    nodes: Nodes = axes.period_nodes
    node = nodes[cell.period]
    return axes.periods[node.start].start, axes.periods[node.stop - 1].end
