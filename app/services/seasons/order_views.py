"""Orders as people look at them: a list with what came and what is awaited, and one with all its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Axes
from app.domain.seasons.buying import (
    ASKED,
    CANCELLED,
    DRAFT,
    SUBMITTED,
    ChargeView,
    Choice,
    Choices,
    LineView,
    OrderFilter,
    OrderRow,
    OrdersView,
    OrderView,
    OverrideView,
    RevisionView,
    Summary,
)
from app.domain.seasons.money import digits_of
from app.domain.seasons.orders import COMMITTED, deeds_of, is_settled
from app.domain.seasons.season import RETAIL
from app.services.seasons.decisions import decision_of
from app.services.seasons.ground import find_axes, seen_season
from app.services.seasons.order_facts import open_worth
from app.services.seasons.order_ground import charges_of, find_order, lines_of, next_number
from app.services.seasons.receipt_views import rows_of_order
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonOrderRevision, SeasonReceiptLine
from models.masters import MasterSupplier
from models.seasons import Season

Lines = Sequence[SeasonOrderLine]


def list_orders(work: Work, actor: Actor, code: str, wanted: OrderFilter, skip: int = 0, limit: int = 100,
                ) -> OrdersView:
    return watch_orders(work, seen_season(work, actor, code).id, wanted, skip, limit)


def watch_orders(work: Work, season_id: int, wanted: OrderFilter, skip: int = 0, limit: int = 100) -> OrdersView:
    """For pages: shared by all who watch."""
    season, axes = work.get(Season, season_id), find_axes(work, season_id)
    conditions = _conditions(season_id, axes, wanted, work)
    total = work.session.execute(columns(func.count()).select_from(SeasonOrder).where(*conditions)).scalar_one()
    rows = work.session.exec(select(SeasonOrder).where(*conditions).order_by(
        col(SeasonOrder.id).desc()).offset(skip).limit(limit)).all()
    lines = _lines(work, [row.id for row in rows])
    came = came_of(work, season, [row.id for row in rows])
    return OrdersView(season_id, tuple(_row(work, season, row, lines.get(row.id, ()), came) for row in rows),
                      int(total), counts_of(work, season_id))


def view_order(work: Work, actor: Actor, number: str) -> OrderView:
    found = find_order(work, number)
    seen_season(work, actor, work.get(Season, found.season_id).code)
    return watch_order(work, found.id)


def number_of(work: Work, actor: Actor, order_id: int) -> str:
    """Of an order that is named by its id."""
    demand(actor, 'seasons.look')
    return work.get(SeasonOrder, order_id).number


def watch_order(work: Work, order_id: int) -> OrderView:
    """For pages: shared by all who watch."""
    order = work.get(SeasonOrder, order_id)
    season, axes = work.get(Season, order.season_id), find_axes(work, order.season_id)
    supplier = work.session.get(MasterSupplier, order.supplier_id) if order.supplier_id else None
    came = came_of(work, season, [order.id])
    lines = tuple(_line(work, season, axes, order, line, came) for line in lines_of(work, order.id))
    view = OrderView(
        order.id, order.number, order.title, season.id, season.code, supplier.code if supplier else '',
        order.supplier_name, order.state, order.ordered, order.expected, order.currency, order.rate, order.source,
        order.revision, lines, tuple(ChargeView(one.kind, one.amount, one.currency, one.allocate, one.text)
                                     for one in charges_of(work, order.id)),
        tuple(order.breach.get('breaches', ())), override_of(order), rows_of_order(work, season, order.id),
        _revisions(work, order.id), (), order.by, order.by_name, order.at, order.confirmed_at, order.version)
    return replace(view, tolerance=supplier.tolerance if supplier else view.tolerance,
                   digits=digits_of(order.currency), deeds=deeds_of(order.state),
                   decision=decision_of(work, season, order))


def view_choices(work: Work, actor: Actor, code: str) -> Choices:
    """What a new order of a season may name."""
    season = seen_season(work, actor, code)
    axes = find_axes(work, season.id)
    suppliers = work.session.exec(select(MasterSupplier).where(
        MasterSupplier.company_id == season.company_id, col(MasterSupplier.is_active)).order_by(
        col(MasterSupplier.name))).all()
    return Choices(tuple(Choice(one.code, one.name) for one in axes.locations),
                   tuple(Choice(one.code, one.name) for one in axes.categories),
                   tuple(Choice(one.code, one.name) for one in suppliers),
                   {one.code: one.currency or season.currency for one in suppliers},
                   next_number(work, SeasonOrder, 'PO'))


def view_summary(work: Work, actor: Actor, code: str) -> Summary:
    season = seen_season(work, actor, code)
    orders = work.session.exec(select(SeasonOrder).where(SeasonOrder.season_id == season.id)).all()
    lines = _lines(work, [row.id for row in orders])
    came = came_of(work, season, [row.id for row in orders])
    rows = [_row(work, season, row, lines.get(row.id, ()), came) for row in orders]
    live = [line for row in orders if row.state not in (DRAFT, CANCELLED) for line in lines.get(row.id, ())]
    return Summary(
        len(rows), counts_of(work, season.id),
        sum(row.counted for row in rows if row.state not in (DRAFT, CANCELLED)),
        sum(row.received for row in rows), sum(row.awaited for row in rows if row.state in COMMITTED),
        sum(row.counted for row in rows if row.state == SUBMITTED),
        sum(row.counted for row in rows if row.state == DRAFT), sum(row.overdue for row in rows), len(live),
        sum(map(is_settled, live)))


def counts_of(work: Work, season_id: int) -> Mapping[str, int]:
    rows = work.session.execute(columns(col(SeasonOrder.state), func.count()).where(
        col(SeasonOrder.season_id) == season_id).group_by(col(SeasonOrder.state))).all()
    return {state: int(count) for state, count in rows}


def came_of(work: Work, season: Season, order_ids: Sequence[int]) -> Mapping[int, int]:
    """What was received of each line, at the season's basis."""
    worth = col(SeasonReceiptLine.worth if season.basis == RETAIL else SeasonReceiptLine.value)
    rows = work.session.execute(columns(col(SeasonReceiptLine.line_id), func.sum(worth)).join(
        SeasonOrderLine, col(SeasonOrderLine.id) == col(SeasonReceiptLine.line_id)).where(
        col(SeasonOrderLine.order_id).in_(order_ids)).group_by(col(SeasonReceiptLine.line_id))).all()
    return {line: int(amount) for line, amount in rows}


def override_of(order: SeasonOrder) -> OverrideView | None:
    told = order.override
    if not told:
        return None
    return OverrideView(told['state'], told['by'], told['by_name'], told['reason'], told['at'],
                        told.get('decided_by_name', ''), told.get('reply', ''), bool(told.get('content')))


def counted_of(season: Season, line: Any) -> int:
    return int(line.worth if season.basis == RETAIL else line.value)


def _conditions(season_id: int, axes: Axes, wanted: OrderFilter, work: Work) -> list[ColumnElement[bool]]:
    found: list[Any] = [col(SeasonOrder.season_id) == season_id]
    if wanted.text:
        pattern = '%' + wanted.text.replace('\\', '\\\\').replace('%', '\\%').replace('_', '\\_') + '%'
        found.append(or_(*(col(column).ilike(pattern, escape='\\') for column in (
            SeasonOrder.number, SeasonOrder.title, SeasonOrder.supplier_name))))
    if wanted.state:
        found.append(col(SeasonOrder.state) == wanted.state)
    if wanted.supplier:
        found.append(col(SeasonOrder.supplier_id).in_(
            select(MasterSupplier.id).where(MasterSupplier.code == wanted.supplier)))
    if wanted.only_asked:
        found.append(col(SeasonOrder.override)['state'].as_string() == ASKED)
    line = SeasonOrderLine
    if wanted.category:
        node = axes.category_nodes.get(wanted.category)
        places = [one.place for one in axes.categories[node.slice]] if node else []
        found.append(exists().where(col(line.order_id) == col(SeasonOrder.id), col(line.category).in_(places)))
    if wanted.only_overdue:
        found += [col(SeasonOrder.state).in_(COMMITTED), exists().where(
            col(line.order_id) == col(SeasonOrder.id), col(line.expected) < work.now.date(),
            col(line.is_short).is_(False), col(line.quantity) > col(line.accepted) + col(line.cancelled))]
    return found


def _lines(work: Work, order_ids: Sequence[int]) -> Mapping[int, Lines]:
    found: dict[int, list[SeasonOrderLine]] = {}
    for line in work.session.exec(select(SeasonOrderLine).where(col(SeasonOrderLine.order_id).in_(order_ids)).order_by(
            col(SeasonOrderLine.order_id), col(SeasonOrderLine.number))):
        found.setdefault(line.order_id, []).append(line)
    return found


def _row(work: Work, season: Season, order: SeasonOrder, lines: Lines, came: Mapping[int, int]) -> OrderRow:
    is_live = order.state not in (CANCELLED, 'complete')
    waiting = [line for line in lines if not is_settled(line)] if is_live else []
    dates = [line.expected or order.expected for line in waiting or lines]
    return OrderRow(
        order.id, order.number, order.title, order.supplier_name, order.state, order.ordered,
        min((day for day in dates if day), default=order.expected), len(lines),
        sum(counted_of(season, line) for line in lines), sum(came.get(line.id, 0) for line in lines),
        sum(open_worth(counted_of(season, line), line) for line in waiting),
        sum(_is_overdue(work, order, line) for line in waiting), order.override.get('state') == ASKED,
        order.by_name, order.version)


def _line(work: Work, season: Season, axes: Axes, order: SeasonOrder, line: SeasonOrderLine,
          came: Mapping[int, int]) -> LineView:
    location = axes.locations[axes.location_at[line.location]] if line.location in axes.location_at else None
    category = axes.categories[axes.category_at[line.category]] if line.category in axes.category_at else None
    counted = counted_of(season, line)
    is_live = order.state not in (CANCELLED, 'complete')
    return LineView(
        line.id, line.number, location.code if location else '', location.name if location else 'Left the season',
        category.code if category else '', category.name if category else 'Left the season', line.sku, line.text,
        line.quantity, line.cost, line.retail, line.expected, line.value, line.worth, counted, came.get(line.id, 0),
        open_worth(counted, line) if is_live else 0, line.cancelled, line.accepted, line.rejected, line.is_short,
        not is_settled(line) and _is_overdue(work, order, line))


def _is_overdue(work: Work, order: SeasonOrder, line: SeasonOrderLine) -> bool:
    due = line.expected or order.expected
    return order.state in COMMITTED and due is not None and due < work.now.date()


def _revisions(work: Work, order_id: int) -> tuple[RevisionView, ...]:
    rows = work.session.exec(select(SeasonOrderRevision).where(SeasonOrderRevision.order_id == order_id).order_by(
        col(SeasonOrderRevision.number).desc())).all()
    return tuple(RevisionView(row.number, row.content, row.by_name, row.at, row.reason) for row in rows)
