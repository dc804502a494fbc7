"""Load of teams against who is there, by day, week, month or iteration; and of all together, by the plan that pays."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.doors import LARGEST, Client, Download, Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.capacity.capacity import CapacityAsk, CapacityView, quarter_from
from app.domain.portfolio.items.dates import FIRST, LAST
from app.services.portfolio import capacity
from app.services.portfolio.today import view_today

router = APIRouter(tags=['portfolio: capacity'], route_class=StrictRoute)

Bucket = Literal['day', 'week', 'month', 'iteration']
Ids = Annotated[list[Annotated[int, Query(ge=1, le=LARGEST)]] | None, Query()]
Scenario = Annotated[int | None, Query(ge=1, le=LARGEST)]
Day = Annotated[date | None, Query(ge=FIRST, le=LAST)]
From = Annotated[date | None, Query(alias='from', ge=FIRST, le=LAST)]
States = Annotated[list[str] | None, Query(max_length=100)]


class CellOut(BaseModel):
    """`load` and `available` are percent days; `percent` is null where nobody is there. `live_percent` is that of the
    live plan where a scenario was asked for.
    """
    team: int
    name: str
    start: date
    end: date
    load: Decimal
    available: Decimal
    percent: Decimal | None
    peak: Decimal | None
    over_days: int
    live_percent: Decimal | None
    away: list[str]
    items: list[int]


class PlanLoadOut(BaseModel):
    """`plan` is null where no plan pays."""
    plan: int | None
    name: str
    start: date
    end: date
    percent: Decimal | None


class LoadOut(BaseModel):
    """The load of all `teams` together, divided by their number or, where `weighted`, by their hours; plans add up to
    it.
    """
    teams: int
    weighted: bool
    periods: list['PeriodOut']
    plans: list[PlanLoadOut]


class PeriodOut(BaseModel):
    start: date
    end: date
    percent: Decimal | None
    peak: Decimal | None
    over_days: int


@router.get('/capacity')
async def list_capacity(client: Signed, part: Part, first: From = None, to: Day = None, bucket: Bucket = 'week',
                        team: Ids = None, plan: Ids = None, state: States = None,
                        scenario: Scenario = None) -> Listing[CellOut]:
    """One entry per team and period; without days the next thirteen weeks."""
    ask = await _ask(client, first, to, bucket, team, plan, state)
    view: CapacityView = await client.look(capacity.view_capacity, ask, scenario)
    found = await client.look(capacity.list_contributors, ask, scenario)
    cells, total = part.cut([(row, cell) for row in view.rows for cell in row.cells if cell])
    return Listing(items=[CellOut(
        team=row.team, name=row.name, start=cell.start, end=cell.end, load=cell.load, available=cell.available,
        percent=cell.percent, peak=cell.peak, over_days=cell.over_days, away=list(cell.away),
        live_percent=cell.before if cell.is_changed else cell.percent if scenario else None,
        items=list(found.get((row.team, cell.start, cell.end), ()))) for row, cell in cells], total=total)


@router.get('/capacity/export')
async def export_capacity(client: Signed, _slot: Download, first: From = None, to: Day = None,
                          bucket: Bucket = 'week', team: Ids = None, plan: Ids = None, state: States = None,
                          scenario: Scenario = None) -> Response:
    """As CSV, with the numbers of the screen."""
    text: str = await client.look(capacity.export_capacity, await _ask(client, first, to, bucket, team, plan, state),
                                  scenario)
    return as_file(text, 'capacity')


@router.get('/load')
async def view_load(client: Signed, by: Literal['plan'] = 'plan', first: From = None, to: Day = None,
                    bucket: Bucket = 'week', team: Ids = None, plan: Ids = None, state: States = None,
                    scenario: Scenario = None) -> LoadOut:
    ask = await _ask(client, first, to, bucket, team, plan, state)
    view: CapacityView = await client.look(capacity.view_capacity, ask, scenario)
    return LoadOut(
        teams=view.denominator, weighted=view.weighs_by_hours,
        periods=[PeriodOut(start=cut.start, end=cut.end, percent=cut.percent, peak=cut.peak,
                           over_days=cut.over_days) for cut in view.whole],
        plans=[PlanLoadOut(plan=row.plan or None, name=row.name, start=cut.start, end=cut.end, percent=percent)
               for row in view.plans for cut, percent in zip(view.whole, row.percents, strict=True)])


async def _ask(client: Client, first: date | None, to: date | None, bucket: str, teams: list[int] | None,
               plans: list[int] | None, states: list[str] | None) -> CapacityAsk:
    begin, end = quarter_from(first or to or await client.look(view_today))
    return CapacityAsk(first or begin, to or end, bucket, tuple(teams or ()), tuple(plans or ()), tuple(states or ()))


def as_file(text: str, name: str) -> Response:
    return Response(text, media_type='text/csv; charset=utf-8',
                    headers={'Content-Disposition': f'attachment; filename="{name}.csv"'})
