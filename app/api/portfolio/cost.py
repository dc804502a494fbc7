"""What planned work costs, in money or hours. Without the right to see cost all of this answers 403."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.doors import LARGEST, Client, Download, Listing, Part, Signed
from app.api.portfolio.capacity import Day, From, Ids, Scenario, as_file
from app.api.strict import StrictRoute
from app.domain.portfolio.cost.costing import CostAsk, CostRow, CostView, DeviationView
from app.services.portfolio import cost
from app.services.portfolio.today import view_today

router = APIRouter(prefix='/cost', tags=['portfolio: cost'], route_class=StrictRoute)

By = Literal['plan', 'item', 'team', 'site']
Unit = Literal['money', 'hours']
Key = Annotated[int | None, Query(ge=1, le=LARGEST)]
PlanKey = Annotated[int | None, Query(ge=0, le=LARGEST)]


class CostRowOut(BaseModel):
    """`key` is the id of the plan (0: unfunded), item or team, or the name of the site. `months` are in the order of
    the answer. `begins_before` and `ends_after` tell of work outside the window.
    """
    key: int | str
    name: str
    note: str
    months: list[Decimal]
    total: Decimal
    internal: Decimal
    external: Decimal
    begins_before: bool
    ends_after: bool
    live_total: Decimal | None


class UndatedOut(BaseModel):
    item: int
    number: str
    title: str
    amount: Decimal


class AlsoInOut(BaseModel):
    item: int
    number: str
    title: str
    booked_to: str


class CostOut(BaseModel):
    """`undated` is what items without dates would take this month; it is in no sum unless `books_undated`. `also_in`
    are items listed with the plan and booked to another.
    """
    by: By
    unit: Unit
    currency: str
    months: list[date]
    rows: list[CostRowOut]
    total: CostRowOut
    undated: list[UndatedOut]
    undated_total: Decimal
    books_undated: bool
    also_in: list[AlsoInOut]
    notes: list[str]


class DeviationOut(BaseModel):
    """`percent` is null where the parent itself costs nothing; `flagged` is above ten percent."""
    item: int
    number: str
    title: str
    own: Decimal
    children: Decimal
    percent: Decimal | None
    flagged: bool


@router.get('')
async def view_cost(client: Signed, by: By = 'plan', unit: Unit = 'money', first: From = None, to: Day = None,
                    plan: PlanKey = None, team: Key = None, item: Key = None, teams: Ids = None,
                    scenario: Scenario = None) -> CostOut:
    """Without days this year. `plan`, `team` and `item` narrow the table to what is inside."""
    ask = await _ask(client, by, unit, first, to, plan, team, item, teams)
    return _out(await client.look(cost.view_cost, ask, scenario))


@router.get('/export')
async def export_cost(client: Signed, _slot: Download, by: By = 'plan', unit: Unit = 'money', first: From = None,
                      to: Day = None, plan: PlanKey = None, team: Key = None, item: Key = None, teams: Ids = None,
                      scenario: Scenario = None) -> Response:
    """As CSV, with the numbers of the screen."""
    ask = await _ask(client, by, unit, first, to, plan, team, item, teams)
    return as_file(await client.look(cost.export_cost, ask, scenario), f'cost-by-{by}')


@router.get('/deviations')
async def list_deviations(client: Signed, part: Part, unit: Unit = 'money',
                          scenario: Scenario = None) -> Listing[DeviationOut]:
    """Parents against the sum of their children, the worst first."""
    found: tuple[DeviationView, ...] = await client.look(cost.view_deviations, unit, scenario)
    some, total = part.cut(found)
    return Listing(items=[DeviationOut(item=one.item_id, number=one.number, title=one.title, own=one.own,
                                       children=one.children, percent=one.percent, flagged=one.is_flagged)
                          for one in some], total=total)


async def _ask(client: Client, by: By, unit: Unit, first: date | None, to: date | None, plan: int | None,
               team: int | None, item: int | None, teams: list[int] | None) -> CostAsk:
    year = (first or to or await client.look(view_today)).year
    return CostAsk(first or date(year, 1, 1), to or date(year, 12, 31), by, unit, plan, team, item, tuple(teams or ()))


def _out(view: CostView) -> CostOut:
    return CostOut(
        by=view.ask.by, unit=view.ask.unit, currency=view.currency, months=list(view.months),
        rows=[_row(row) for row in view.rows], total=_row(view.total), undated_total=view.undated_total,
        undated=[UndatedOut(item=one.item_id, number=one.number, title=one.title, amount=one.amount)
                 for one in view.undated],
        books_undated=view.books_undated, notes=list(view.notes),
        also_in=[AlsoInOut(item=one.item_id, number=one.number, title=one.title, booked_to=one.booked_to)
                 for one in view.also_in])


def _row(row: CostRow) -> CostRowOut:
    return CostRowOut(key=row.key, name=row.name, note=row.note, months=list(row.months), total=row.total,
                      internal=row.internal, external=row.external, begins_before=row.begins_before,
                      ends_after=row.ends_after, live_total=row.before)
