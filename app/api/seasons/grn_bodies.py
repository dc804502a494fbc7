"""What programs send and get of receipts: money and quantities as decimal strings."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.api.doors import Body
from app.api.seasons.orders_bodies import QUANTITY, Amount, Number, Text, quantity, whole
from app.api.seasons.reading import number_of, optional_day_of
from app.domain.seasons.buying import CameDraft, ReceiptDraft, ReceiptRow, ReceiptView
from app.domain.seasons.money import digits_of, plain


class CameBody(Body):
    line: int
    accepted: Amount
    rejected: Amount = '0'
    unit_cost: Amount | None = None


class ReceiptBody(Body):
    """Where a season is named, the order must be one of it."""
    po_number: Number
    lines: Annotated[list[CameBody], Field(min_length=1, max_length=500)]
    grn_number: Number = ''
    grn_date: str | None = None
    delivery_note: Text = ''
    rate: Amount | None = None
    season: Annotated[str, Field(max_length=20)] = ''


class ReceiptLineOut(BaseModel):
    line: int
    received: str
    accepted: str
    rejected: str
    value: str
    retail_value: str
    revaluation: str


class ReceiptRowOut(BaseModel):
    id: int
    grn_number: str
    po_number: str
    grn_date: date
    delivery_note: str
    state: str
    reverses: str
    late: bool
    accepted: str
    rejected: str
    received_value: str
    created_by: str


class ReceiptOut(ReceiptRowOut):
    season: str
    rate: str
    lines: list[ReceiptLineOut]


def receipt_of(body: ReceiptBody, currency: str) -> ReceiptDraft:
    """`currency` is the order's."""
    lines = tuple(CameDraft(
        one.line, whole(one.accepted, QUANTITY, f'lines.{at}.accepted'),
        whole(one.rejected, QUANTITY, f'lines.{at}.rejected'),
        None if one.unit_cost is None else whole(one.unit_cost, digits_of(currency), f'lines.{at}.unit_cost'))
        for at, one in enumerate(body.lines))
    rate = None if body.rate is None else number_of(str(body.rate), 'rate')
    return ReceiptDraft(body.po_number, lines, body.grn_number, optional_day_of(body.grn_date, 'grn_date'),
                        body.delivery_note, rate, 'api')


def receipt_row(row: ReceiptRow, digits: int) -> ReceiptRowOut:
    return ReceiptRowOut(**_receipt(row, digits))


def receipt_out(view: ReceiptView) -> ReceiptOut:
    digits = view.digits
    return ReceiptOut(
        **_receipt(view.row, digits), season=view.season, rate=f'{view.rate:f}', lines=[ReceiptLineOut(
            line=one.line, received=plain(one.received, QUANTITY), accepted=plain(one.accepted, QUANTITY),
            rejected=plain(one.rejected, QUANTITY), value=plain(one.value, digits),
            retail_value=plain(one.worth, digits), revaluation=plain(one.revaluation, digits)) for one in view.lines])


def _receipt(row: ReceiptRow, digits: int) -> dict[str, Any]:
    return {'id': row.id, 'grn_number': row.number, 'po_number': row.order, 'grn_date': row.day,
            'delivery_note': row.note, 'state': row.state, 'reverses': row.reverses, 'late': row.is_late,
            'accepted': quantity(row.accepted), 'rejected': quantity(row.rejected),
            'received_value': plain(row.counted, digits), 'created_by': row.by_name}
