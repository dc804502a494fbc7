"""Plans row by row, under the names that programs of the old system use."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from app.api.doors import Body, Listing, Part, Signed
from app.api.seasons.reading import number_of
from app.api.strict import StrictRoute
from app.domain.seasons.asking import amount_of, told
from app.domain.seasons.axes import Cell
from app.domain.seasons.plan_rows import PlanFigures, PlanRow
from app.errors import NotFound
from app.services.seasons import ground, plan_rows

router = APIRouter(prefix='/plans', tags=['seasons: plan'], route_class=StrictRoute)

Amount = str | int | float | None
Key = Annotated[str, Path(max_length=300, description='`season~location~category`, all three by their codes.')]
Code = Annotated[str, Query(max_length=120)]
MONEY, UNITS = Cell('net_sales'), Cell('units')


class FiguresBody(Body):
    """Money as string or number with no more decimals than the currency; what is not named stays."""
    planned_sales: Amount = None
    planned_margin: Amount = None
    planned_units: Amount = None
    inventory_turns: Amount = None
    ly_sales: Amount = None
    lly_sales: Amount = None
    period: str = Field('', max_length=40)
    version: str = Field('working', max_length=40)


class PlanBody(FiguresBody):
    """Without a `period` figures are of the season, and brought down to weeks like last year, else evenly."""
    season: str = Field(max_length=20)
    location: str = Field(max_length=100)
    category: str = Field(max_length=100)


class PlanOut(BaseModel):
    """`approved`: the scope it lies in is."""
    id: str
    season: str
    location: str
    category: str
    version: str
    planned_sales: str | None
    planned_margin: str | None
    planned_units: str | None
    inventory_turns: str | None
    ly_sales: str | None
    lly_sales: str | None
    approved: bool
    branch: str
    cluster: str


@router.get('')
async def list_plans(client: Signed, part: Part, season: Code, location: Code = '', category: Code = '',
                     version: Code = 'working') -> Listing[PlanOut]:
    """Every location and category of a season of which something is planned."""
    view = await client.look(ground.view_season, season)
    found, total = await client.look(plan_rows.list_plans, season, location, category, version, part.skip, part.limit)
    return Listing(items=[_out(one, view.digits) for one in found], total=total)


@router.post('', status_code=201)
async def record_plan(client: Signed, body: PlanBody) -> PlanOut:
    """409 `seasons.duplicate` where there is one already."""
    view = await client.look(ground.view_season, body.season)
    found = await client.do(plan_rows.record_plan, body.season, body.location, body.category,
                            _figures(body, view.digits), body.period, body.version, is_new=True)
    return _out(found, view.digits)


@router.get('/{plan_id}')
async def view_plan(client: Signed, plan_id: Key, version: Code = 'working') -> PlanOut:
    season, location, category = _parts(plan_id)
    view = await client.look(ground.view_season, season)
    return _out(await client.look(plan_rows.view_plan, season, location, category, version), view.digits)


@router.patch('/{plan_id}')
async def change_plan(client: Signed, plan_id: Key, body: FiguresBody) -> PlanOut:
    season, location, category = _parts(plan_id)
    view = await client.look(ground.view_season, season)
    found = await client.do(plan_rows.record_plan, season, location, category, _figures(body, view.digits),
                            body.period, body.version)
    return _out(found, view.digits)


@router.delete('/{plan_id}', status_code=204)
async def empty_plan(client: Signed, plan_id: Key, version: Code = 'working') -> None:
    """All its cells become empty; the log keeps what they were."""
    await client.do(plan_rows.empty_plan, *_parts(plan_id), version)


@router.post('/{plan_id}/approve')
async def approve_plan(client: Signed, plan_id: Key) -> PlanOut:
    """With everything else in its scope, which somebody has submitted."""
    season, location, category = _parts(plan_id)
    view = await client.look(ground.view_season, season)
    return _out(await client.do(plan_rows.approve_plan, season, location, category), view.digits)


def _parts(plan_id: str) -> tuple[str, str, str]:
    parts = plan_id.split('~')
    if len(parts) != 3:
        raise NotFound('A plan is named season~location~category.')
    return parts[0], parts[1], parts[2]


def _figures(body: FiguresBody, digits: int) -> PlanFigures:
    def money(name: str) -> int | None:
        return amount_of(MONEY, _exact(getattr(body, name)), digits, name)
    turns = body.inventory_turns
    return PlanFigures(money('planned_sales'), money('planned_margin'),
                       amount_of(UNITS, _exact(body.planned_units), digits, 'planned_units'),
                       None if turns is None else number_of(str(turns), 'inventory_turns'),
                       money('ly_sales'), money('lly_sales'))


def _exact(value: Amount) -> str | int | Decimal | None:
    return Decimal(str(value)) if isinstance(value, float) else value


def _out(row: PlanRow, digits: int) -> PlanOut:
    told_of = row.figures

    def money(value: int | None) -> str | None:
        return told('net_sales', value, digits)
    return PlanOut(id=row.key, season=row.season, location=row.location, category=row.category, version=row.version,
                   planned_sales=money(told_of.sales), planned_margin=money(told_of.margin),
                   planned_units=told('units', told_of.units, digits),
                   inventory_turns=None if told_of.turns is None else str(told_of.turns),
                   ly_sales=money(told_of.ly_sales), lly_sales=money(told_of.lly_sales), approved=row.is_approved,
                   branch=row.branch, cluster=row.cluster)
