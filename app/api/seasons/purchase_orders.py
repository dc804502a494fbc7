"""Purchase orders: written, checked against the budget, submitted, confirmed, and whatever comes after."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel

from app.api.doors import LARGEST, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.orders_bodies import (
    CheckOut,
    OrderBody,
    OrderLineOut,
    OrderOut,
    ReasonBody,
    ReplyBody,
    ShortBody,
    check_out,
    draft_of,
    order_out,
    order_row,
)
from app.api.strict import StrictRoute
from app.domain.seasons.buying import OrderFilter, OrdersView, OrderView, Summary
from app.domain.seasons.money import plain
from app.domain.seasons.season import SeasonView
from app.services.seasons import budget_checks, ground, order_states, order_views, orders, overrides

router = APIRouter(prefix='/purchase-orders', tags=['seasons: orders'], route_class=StrictRoute)

Season = Annotated[str, Query(max_length=20, description='The code of a season.')]
Text = Annotated[str, Query(max_length=100)]
Number = Annotated[str, Path(max_length=100)]
Version = Annotated[int | None, Query(ge=1, le=LARGEST)]


class SummaryOut(BaseModel):
    """`pending_value` is what confirmed orders still await."""
    orders: int
    by_status: dict[str, int]
    po_value: str
    received_value: str
    pending_value: str
    submitted_value: str
    draft_value: str
    overdue_lines: int
    lines: int
    lines_complete: int


@router.get('')
async def list_orders(client: Signed, part: Part, season: Season, status: Text = '', search: Text = '',
                      supplier: Text = '', category: Text = '', overdue: bool = False,
                      waiting: bool = False) -> Listing[OrderLineOut]:
    """The latest first; `category` is the key of a node, such as `c:LINEN`."""
    wanted = OrderFilter(search, status, supplier, category, overdue, waiting)
    view: OrdersView = await client.look(order_views.list_orders, season, wanted, part.skip, part.limit)
    digits = (await _season(client, season)).digits
    return Listing(items=[order_row(one, digits) for one in view.orders], total=view.total)


@router.post('', status_code=201)
async def raise_order(client: Signed, body: OrderBody, key: IdempotencyKey = None) -> OrderOut:
    """A draft order: it reserves nothing."""
    season = await _season(client, body.season)
    number: str = await client.once(key, body, orders.raise_order, season.code, draft_of(body, season.currency))
    return await _order(client, number)


@router.get('/summary')
async def get_summary(client: Signed, season: Season) -> SummaryOut:
    found: Summary = await client.look(order_views.view_summary, season)
    digits = (await _season(client, season)).digits
    return SummaryOut(
        orders=found.orders, by_status=dict(found.counts), po_value=plain(found.counted, digits),
        received_value=plain(found.received, digits), pending_value=plain(found.awaited, digits),
        submitted_value=plain(found.submitted, digits), draft_value=plain(found.drafts, digits),
        overdue_lines=found.overdue, lines=found.lines, lines_complete=found.lines_complete)


@router.post('/check')
async def check_new(client: Signed, body: OrderBody) -> CheckOut:
    """What the budget would say; nothing is stored."""
    season = await _season(client, body.season)
    answer = await client.look(budget_checks.view_check, season.code, draft_of(body, season.currency))
    return check_out(answer, season.digits)


@router.get('/by-number/{number:path}')
async def find_order(client: Signed, number: Number) -> OrderOut:
    return await _order(client, number)


@router.get('/{order_id}')
async def get_order(client: Signed, order_id: RowId) -> OrderOut:
    return await _order(client, await _number(client, order_id))


@router.put('/{order_id}')
async def change_order(client: Signed, order_id: RowId, body: OrderBody) -> OrderOut:
    """Everything is written over; once it was submitted each change is a revision, held against the budget."""
    number, season = await _number(client, order_id), await _season(client, body.season)
    await client.do(orders.change_order, number, draft_of(body, season.currency), body.version, body.reason)
    return await _order(client, body.po_number or number)


@router.delete('/{order_id}', status_code=204)
async def drop_order(client: Signed, order_id: RowId, version: Version = None) -> Response:
    """Only drafts that were never submitted."""
    await client.do(orders.drop_order, await _number(client, order_id), version)
    return Response(status_code=204)


@router.get('/{order_id}/check')
async def check_order(client: Signed, order_id: RowId) -> CheckOut:
    number = await _number(client, order_id)
    season = await _season(client, (await client.look(order_views.view_order, number)).season)
    return check_out(await client.look(budget_checks.check_order, number), season.digits)


@router.post('/{order_id}/submit')
async def submit(client: Signed, order_id: RowId, version: Version = None) -> OrderOut:
    """Reserves its budget; 409 `seasons.over_budget` says what is over and what would help."""
    return await _turned(client, order_id, order_states.submit, version)


@router.post('/{order_id}/withdraw')
async def withdraw(client: Signed, order_id: RowId, version: Version = None) -> OrderOut:
    return await _turned(client, order_id, order_states.withdraw, version)


@router.post('/{order_id}/confirm')
async def confirm(client: Signed, order_id: RowId, version: Version = None) -> OrderOut:
    return await _turned(client, order_id, order_states.confirm, version)


@router.post('/{order_id}/ship')
async def ship(client: Signed, order_id: RowId, version: Version = None) -> OrderOut:
    return await _turned(client, order_id, order_states.ship, version)


@router.post('/{order_id}/cancel')
async def cancel(client: Signed, order_id: RowId, body: ReasonBody) -> OrderOut:
    return await _turned(client, order_id, order_states.cancel, body.reason, body.version)


@router.post('/{order_id}/close-short')
async def close_short(client: Signed, order_id: RowId, body: ShortBody) -> OrderOut:
    """Nothing more is awaited; the budget is free again."""
    return await _turned(client, order_id, order_states.close_short, body.reason, tuple(body.lines), body.version)


@router.post('/{order_id}/override')
async def ask_override(client: Signed, order_id: RowId, body: ReasonBody) -> OrderOut:
    """Submits an order over budget, and asks somebody else to let it pass."""
    return await _turned(client, order_id, overrides.ask_override, body.reason, body.version)


@router.post('/{order_id}/override/approve')
async def approve_override(client: Signed, order_id: RowId, body: ReplyBody) -> OrderOut:
    """Confirms it; not by whoever asked."""
    return await _turned(client, order_id, overrides.approve_override, body.reply, body.version)


@router.post('/{order_id}/override/refuse')
async def refuse_override(client: Signed, order_id: RowId, body: ReplyBody) -> OrderOut:
    return await _turned(client, order_id, overrides.refuse_override, body.reply, body.version)


async def _turned(client: Client, order_id: int, service: Any, *arguments: Any) -> OrderOut:
    number = await _number(client, order_id)
    await client.do(service, number, *arguments)
    return await _order(client, number)


async def _order(client: Client, number: str) -> OrderOut:
    view: OrderView = await client.look(order_views.view_order, number)
    return order_out(view, (await _season(client, view.season)).digits)


async def _number(client: Client, order_id: int) -> str:
    number: str = await client.look(order_views.number_of, order_id)
    return number


async def _season(client: Client, code: str) -> SeasonView:
    view: SeasonView = await client.look(ground.view_season, code)
    return view
