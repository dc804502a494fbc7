"""What is typed of open-to-buy, row by row, under the names that programs of the old system use; what may be spent is
always worked out.
"""

from asyncio import to_thread
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from app.api.doors import Body, Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.seasons.asking import amount_of
from app.domain.seasons.axes import Cell
from app.domain.seasons.money import digits_of, plain
from app.domain.seasons.otb import OtbCell, OtbLooks, OtbView
from app.domain.seasons.otb_inputs import OtbFigures, OtbInput, spend_limit
from app.domain.seasons.season import SeasonView
from app.errors import NotFound
from app.services.seasons import ground, otb, otb_files, otb_inputs
from app.services.seasons.table_files import CSV_MEDIA, XLSX_MEDIA

router = APIRouter(prefix='/otb', tags=['seasons: open-to-buy'], route_class=StrictRoute)

Amount = str | int | float | None
Code = Annotated[str, Query(max_length=120)]
Key = Annotated[str, Path(max_length=300, description='`season~location~category~month`.')]
MONEY = Cell('eop')


class FiguresBody(Body):
    """Money as string or number with no more decimals than the currency; what is not named stays. `planned_sales` and
    the opening stock of later months are those of the plan: others are refused.
    """
    planned_sales: Amount = None
    planned_closing_stock: Amount = None
    opening_stock: Amount = None
    on_order: Amount = None


class OtbBody(FiguresBody):
    """`month` as 2030-02; `on_order` are orders that are not raised here. The limit is computed: it cannot be sent."""
    season_id: str | int
    location_id: str = Field(max_length=100)
    category_id: str = Field(max_length=100)
    month: str = Field(max_length=40)


class CalculateBody(Body):
    planned_sales: Amount
    planned_closing_stock: Amount
    opening_stock: Amount
    on_order: Amount = 0
    planned_markdown: Amount = 0
    reserve: Amount = 0
    currency: str = Field('EUR', min_length=3, max_length=3)


class OtbOut(BaseModel):
    id: str
    season: str
    location_id: str
    category_id: str
    month: str
    planned_sales: str | None
    planned_closing_stock: str | None
    opening_stock: str | None
    on_order: str | None
    approved_spend_limit: str


class LimitOut(BaseModel):
    approved_spend_limit: str


class SummaryOut(BaseModel):
    """`key` is that of a month or category; `limit` the budget with transfers, `available` signed."""
    key: str
    name: str
    limit: str
    consumed: str
    reserve: str
    available: str


@router.get('')
async def list_otb(client: Signed, part: Part, season: Code, location: Code = '', category: Code = '',
                   month: Code = '') -> Listing[OtbOut]:
    """Every location, category and month of which anything is typed."""
    view: SeasonView = await client.look(ground.view_season, season)
    found = await client.look(otb_inputs.list_inputs, season, location, category, month)
    items, total = part.cut(found)
    return Listing(items=[_out(one, view.digits) for one in items], total=total)


@router.post('', status_code=201)
async def record_otb(client: Signed, body: OtbBody) -> OtbOut:
    """409 `seasons.duplicate` where there is an entry already."""
    view: SeasonView = await client.look(ground.view_season, str(body.season_id))
    found = await client.do(otb_inputs.record_input, view.code, body.location_id, body.category_id, body.month,
                            _figures(body, view.digits), is_new=True)
    return _out(found, view.digits)


@router.post('/calculate')
async def calculate(client: Signed, body: CalculateBody) -> LimitOut:
    """Planned sales + planned closing stock − opening stock − on order; nothing is stored."""
    digits = digits_of(body.currency)

    def money(name: str) -> int:
        return amount_of(MONEY, _exact(getattr(body, name)), digits, name) or 0
    limit = spend_limit(money('planned_sales'), money('planned_closing_stock'), money('opening_stock'),
                        money('on_order'), money('planned_markdown'), money('reserve'))
    return LimitOut(approved_spend_limit=plain(limit, digits))


@router.get('/summary')
async def get_summary(client: Signed, season: Code, by: Literal['month', 'category'] = 'month',
                      location: Code = '') -> list[SummaryOut]:
    """`location` is the key of a cluster or location, such as `k:CLU-NORTH`."""
    view: OtbView = await client.look(otb.view_otb, season, OtbLooks(location=location))
    if by == 'category':
        return [_summed(view, row.key, row.name, row.season) for row in view.table.rows]
    return [_summed(view, one.key, one.name, cell)
            for one, cell in zip(view.table.columns, view.table.total.cells, strict=True)]


@router.get('/export')
async def export_otb(client: Signed, season: Code, place: Code = '', branch: Code = '',
                     span: Literal['months', 'weeks'] = 'months', format: Literal['csv', 'xlsx'] = 'xlsx') -> Response:
    """What is left to buy, as on the page; in a workbook differences and totals are formulas, and what was typed is on
    a sheet that can be imported again.
    """
    told = await client.look(otb_files.told_of, season, OtbLooks(place, branch, span=span))
    content = await to_thread(otb_files.otb_file, told, format)
    name = f'otb-{told[0].season.code}.{format}'.lower()
    return Response(content, media_type=CSV_MEDIA if format == 'csv' else XLSX_MEDIA, headers={
        'Content-Disposition': f'attachment; filename="{name}"', 'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-cache'})


@router.get('/{otb_id}')
async def get_otb(client: Signed, otb_id: Key) -> OtbOut:
    season, *place = _parts(otb_id)
    view: SeasonView = await client.look(ground.view_season, season)
    return _out(await client.look(otb_inputs.view_input, season, *place), view.digits)


@router.patch('/{otb_id}')
async def change_otb(client: Signed, otb_id: Key, body: FiguresBody) -> OtbOut:
    season, *place = _parts(otb_id)
    view: SeasonView = await client.look(ground.view_season, season)
    return _out(await client.do(otb_inputs.record_input, season, *place, _figures(body, view.digits)), view.digits)


@router.delete('/{otb_id}', status_code=204)
async def clear_otb(client: Signed, otb_id: Key) -> Response:
    """What was typed becomes empty; the log keeps what it was."""
    await client.do(otb_inputs.clear_input, *_parts(otb_id))
    return Response(status_code=204)


def _parts(otb_id: str) -> list[str]:
    parts = otb_id.split('~')
    if len(parts) != 4:
        raise NotFound('An entry is named season~location~category~month.')
    return parts


def _figures(body: FiguresBody, digits: int) -> OtbFigures:
    def money(name: str) -> int | None:
        return amount_of(MONEY, _exact(getattr(body, name)), digits, name)
    return OtbFigures(money('planned_sales'), money('planned_closing_stock'), money('opening_stock'),
                      money('on_order'))


def _exact(value: Amount) -> str | int | Decimal | None:
    return Decimal(str(value)) if isinstance(value, float) else value


def _out(row: OtbInput, digits: int) -> OtbOut:
    def money(value: int | None) -> str | None:
        return None if value is None else plain(value, digits)
    told = row.figures
    return OtbOut(id=row.key, season=row.season, location_id=row.location, category_id=row.category, month=row.month,
                  planned_sales=money(told.sales), planned_closing_stock=money(told.closing),
                  opening_stock=money(told.opening), on_order=money(told.on_order),
                  approved_spend_limit=plain(row.limit, digits))


def _summed(view: OtbView, key: str, name: str, cell: OtbCell) -> SummaryOut:
    def money(value: int) -> str:
        return plain(value, view.season.digits)
    return SummaryOut(key=key, name=name, limit=money(cell.planned), consumed=money(cell.consumed),
                      reserve=money(cell.held), available=money(cell.left))
