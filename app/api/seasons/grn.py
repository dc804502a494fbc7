"""Goods receipts: posted, listed, and taken back by another receipt."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from app.api.doors import Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.grn_bodies import ReceiptBody, ReceiptOut, ReceiptRowOut, receipt_of, receipt_out, receipt_row
from app.api.seasons.orders_bodies import ReasonBody, quantity
from app.api.strict import StrictRoute
from app.domain.seasons.buying import OrderView, ReceiptsView, Summary
from app.domain.seasons.money import plain
from app.domain.seasons.season import SeasonView
from app.services.seasons import ground, order_views, receipt_views, receipts

router = APIRouter(prefix='/grn', tags=['seasons: receipts'], route_class=StrictRoute)

Season = Annotated[str, Query(max_length=20, description='The code of a season.')]
Text = Annotated[str, Query(max_length=100)]


class PostedOut(BaseModel):
    """`warnings` say what is strange about it without being wrong."""
    receipt: ReceiptOut
    warnings: list[str]


class FulfilledLineOut(BaseModel):
    line: int
    ordered: str
    accepted: str
    rejected: str
    cancelled: str
    open: str
    fulfilment: str | None


class FulfilmentOut(BaseModel):
    """Shares of what was ordered, such as `0.6000`."""
    po_number: str
    status: str
    po_value: str
    received_value: str
    pending_value: str
    fulfilment: str | None
    lines: list[FulfilledLineOut]


class ReceiptSummaryOut(BaseModel):
    receipts: int
    po_value: str
    received_value: str
    pending_value: str
    fulfilment: str | None


@router.get('')
async def list_receipts(client: Signed, part: Part, season: Season, search: Text = '') -> Listing[ReceiptRowOut]:
    """The latest first."""
    view: ReceiptsView = await client.look(receipt_views.list_receipts, season, search, part.skip, part.limit)
    digits = (await _season(client, season)).digits
    return Listing(items=[receipt_row(one, digits) for one in view.receipts], total=view.total)


@router.post('', status_code=201)
async def post_receipt(client: Signed, body: ReceiptBody, key: IdempotencyKey = None) -> PostedOut:
    """A number that is there already is refused with 409 `seasons.duplicate`."""
    order: OrderView = await client.look(order_views.view_order, body.po_number)
    posted = await client.once(key, body, receipts.post_receipt, receipt_of(body, order.currency), body.season)
    view = await client.look(receipt_views.view_receipt, posted.number)
    return PostedOut(receipt=receipt_out(view), warnings=list(posted.warnings))


@router.get('/summary')
async def get_summary(client: Signed, season: Season) -> ReceiptSummaryOut:
    found: Summary = await client.look(order_views.view_summary, season)
    view: ReceiptsView = await client.look(receipt_views.list_receipts, season, '', 0, 1)
    digits = (await _season(client, season)).digits
    return ReceiptSummaryOut(receipts=view.total, po_value=plain(found.counted, digits),
                             received_value=plain(found.received, digits),
                             pending_value=plain(found.awaited, digits),
                             fulfilment=_share(found.received, found.counted))


@router.get('/fulfillment/{number:path}')
async def get_fulfilment(client: Signed, number: Annotated[str, Path(max_length=100)]) -> FulfilmentOut:
    """How much of an order has come, line by line."""
    order: OrderView = await client.look(order_views.view_order, number)
    digits = (await _season(client, order.season)).digits
    return FulfilmentOut(
        po_number=order.number, status=order.state, po_value=plain(order.counted, digits),
        received_value=plain(order.received, digits), pending_value=plain(order.awaited, digits),
        fulfilment=_share(order.received, order.counted), lines=[FulfilledLineOut(
            line=one.number, ordered=quantity(one.quantity), accepted=quantity(one.accepted),
            rejected=quantity(one.rejected), cancelled=quantity(one.cancelled), open=quantity(one.open),
            fulfilment=_share(one.accepted, one.quantity)) for one in order.lines])


@router.get('/{grn_id}')
async def get_receipt(client: Signed, grn_id: RowId) -> ReceiptOut:
    return receipt_out(await client.look(receipt_views.view_receipt, await _number(client, grn_id)))


@router.post('/{grn_id}/reverse', status_code=201)
async def reverse_receipt(client: Signed, grn_id: RowId, body: ReasonBody) -> ReceiptOut:
    """Gives the receipt that takes it back."""
    number: str = await client.do(receipts.reverse_receipt, await _number(client, grn_id), body.reason)
    return receipt_out(await client.look(receipt_views.view_receipt, number))


@router.delete('/{grn_id}')
async def delete_receipt(client: Signed, grn_id: RowId) -> ReceiptOut:
    """A posted receipt never vanishes: this reverses it."""
    number: str = await client.do(receipts.reverse_receipt, await _number(client, grn_id), 'Deleted by a program')
    return receipt_out(await client.look(receipt_views.view_receipt, number))


async def _number(client: Client, grn_id: int) -> str:
    number: str = await client.look(receipt_views.number_of, grn_id)
    return number


async def _season(client: Client, code: str) -> SeasonView:
    view: SeasonView = await client.look(ground.view_season, code)
    return view


def _share(part: int, whole: int) -> str | None:
    return f'{Decimal(part) / Decimal(whole):.4f}' if whole else None
