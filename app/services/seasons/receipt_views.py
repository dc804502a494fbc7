"""Receipts as people look at them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.buying import ReceiptLineView, ReceiptRow, ReceiptsView, ReceiptView
from app.domain.seasons.money import digits_of
from app.domain.seasons.season import RETAIL
from app.errors import NotFound
from app.services.seasons.ground import find_axes, seen_season
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceipt, SeasonReceiptLine
from models.seasons import Season


def list_receipts(work: Work, actor: Actor, code: str, text: str = '', skip: int = 0, limit: int = 100,
                  ) -> ReceiptsView:
    return watch_receipts(work, seen_season(work, actor, code).id, text, skip, limit)


def watch_receipts(work: Work, season_id: int, text: str = '', skip: int = 0, limit: int = 100) -> ReceiptsView:
    """For pages: shared by all who watch; the latest first."""
    season = work.get(Season, season_id)
    conditions: list[ColumnElement[bool]] = [col(SeasonReceipt.season_id) == season_id]
    if text:
        pattern = '%' + text.replace('\\', '\\\\').replace('%', '\\%').replace('_', '\\_') + '%'
        conditions.append(or_(*(col(one).ilike(pattern, escape='\\') for one in (
            SeasonReceipt.number, SeasonReceipt.note, SeasonOrder.number))))
    total = work.session.execute(columns(func.count()).select_from(SeasonReceipt).join(
        SeasonOrder, col(SeasonOrder.id) == col(SeasonReceipt.order_id)).where(*conditions)).scalar_one()
    return ReceiptsView(season_id, _rows(work, season, conditions, skip, limit), int(total))


def rows_of_order(work: Work, season: Season, order_id: int) -> tuple[ReceiptRow, ...]:
    return _rows(work, season, [col(SeasonReceipt.order_id) == order_id])


def find_receipt(work: Work, number: str) -> SeasonReceipt:
    """Raises NotFound."""
    if row := work.session.exec(select(SeasonReceipt).where(SeasonReceipt.number == number)).first():
        return row
    raise NotFound('There is no such receipt.')


def number_of(work: Work, actor: Actor, receipt_id: int) -> str:
    """Of a receipt that is named by its id."""
    demand(actor, 'seasons.look')
    return work.get(SeasonReceipt, receipt_id).number


def view_receipt(work: Work, actor: Actor, number: str) -> ReceiptView:
    found = find_receipt(work, number)
    season = seen_season(work, actor, work.get(Season, found.season_id).code)
    row, = _rows(work, season, [col(SeasonReceipt.id) == found.id])
    return ReceiptView(row, season.id, season.code, _lines(work, season, found.id), found.rate,
                       digits_of(season.currency))


def _rows(work: Work, season: Season, conditions: Sequence[Any], skip: int = 0, limit: int | None = None,
          ) -> tuple[ReceiptRow, ...]:
    worth = SeasonReceiptLine.worth if season.basis == RETAIL else SeasonReceiptLine.value
    line, taken = SeasonReceiptLine, aliased(SeasonReceipt)
    wanted: list[Any] = [SeasonReceipt, col(SeasonOrder.number), taken.number]
    sums = columns(col(line.receipt_id), func.sum(col(line.accepted)).label('accepted'),
                   func.sum(col(line.rejected)).label('rejected'), func.sum(col(worth)).label('counted')).group_by(
        col(line.receipt_id)).subquery()
    rows = work.session.execute(
        columns(*wanted, sums.c.accepted, sums.c.rejected, sums.c.counted)
        .join(SeasonOrder, col(SeasonOrder.id) == col(SeasonReceipt.order_id))
        .outerjoin(taken, col(taken.id) == col(SeasonReceipt.reverses_id))
        .outerjoin(sums, sums.c.receipt_id == col(SeasonReceipt.id))
        .where(*conditions).order_by(col(SeasonReceipt.id).desc()).offset(skip).limit(limit)).all()
    return tuple(map(_row, rows))


def _row(found: Any) -> ReceiptRow:
    row, order, reverses, accepted, rejected, counted = found
    return ReceiptRow(row.id, row.number, order, row.day, row.note, row.state, reverses or '', row.is_late,
                      int(accepted or 0), int(rejected or 0), int(counted or 0), row.by_name, row.at, row.reason)


def _lines(work: Work, season: Season, receipt_id: int) -> tuple[ReceiptLineView, ...]:
    axes = find_axes(work, season.id)
    rows = work.session.exec(select(SeasonReceiptLine, SeasonOrderLine).join(
        SeasonOrderLine, col(SeasonOrderLine.id) == col(SeasonReceiptLine.line_id)).where(
        SeasonReceiptLine.receipt_id == receipt_id).order_by(col(SeasonOrderLine.number))).all()
    names = {place: axes.locations[at].name for place, at in axes.location_at.items()}
    kinds = {place: axes.categories[at].name for place, at in axes.category_at.items()}
    return tuple(ReceiptLineView(
        line.number, kinds.get(line.category, ''), names.get(line.location, ''), came.received, came.accepted,
        came.rejected, came.cost, came.value, came.worth, came.revaluation) for came, line in rows)
