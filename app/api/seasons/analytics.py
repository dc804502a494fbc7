"""How a season goes, for programs: money as decimal strings, shares as fractions of one."""

from asyncio import to_thread
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.doors import Client, Signed
from app.api.strict import StrictRoute
from app.domain.seasons.analysis import Amounts, Analysis, MonthParts, OrderState, Place, Wanted
from app.domain.seasons.analysis_tables import tables_of
from app.domain.seasons.consumption import Alert
from app.domain.seasons.file_tables import Table
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import plain
from app.domain.seasons.season import BUDGETED, LOCATED, LOCKED, PLANNED, RANGED, STATES
from app.services.seasons import analytics
from app.services.seasons.table_files import CSV_MEDIA, XLSX_MEDIA, analysis_file, as_csv

router = APIRouter(prefix='/analytics', tags=['seasons: analytics'], route_class=StrictRoute)

Season = Annotated[str, Query(max_length=20, description='The code of a season, such as `K7QM-2XRD`, or its id.')]
Cluster = Annotated[str, Query(max_length=100, description='Key of a cluster or location, such as `k:CLU-NORTH`.')]
Level = Annotated[int, Query(ge=0, le=20, description='Of the category tree; 0 is the season as a whole.')]
Top = Annotated[int, Query(ge=1, le=100)]
TableKey = Literal['months', 'categories', 'clusters', 'locations', 'orders', 'execution', 'timing', 'bands']


class AmountsOut(BaseModel):
    """`used` is committed (received + on order) ÷ budget; `sold` is null before anything was told."""
    key: str
    name: str
    budget: str
    received: str
    on_order: str
    committed: str
    variance: str  # budget − received
    left: str
    used: str | None
    received_share: str | None
    planned_sales: str
    planned_to_date: str
    sold: str | None


class ClusterOut(AmountsOut):
    locations: int


class OrderStateOut(BaseModel):
    state: str
    orders: int
    lines: int
    ordered: str
    received: str
    pending: str
    lines_in_full: int


class OrdersOut(BaseModel):
    states: list[OrderStateOut]
    pending: str
    fulfilment: str | None
    on_time: str | None
    imu: str | None  # of what was received
    planned_imu: str
    fill_rate: str | None
    reject_share: str | None


class ExecutionOut(BaseModel):
    """Receipts and planned receipts on the same basis; within tolerance is less than 1 % of the plan."""
    key: str
    name: str
    planned_receipts: str
    received: str
    variance: str
    variance_share: str | None
    within_tolerance: bool
    sell_through: str | None


class TimingOut(BaseModel):
    month: str
    name: str
    timing: str
    value: str


class PlanOut(BaseModel):
    categories: list[ExecutionOut]
    months: list[TimingOut]


class BandOut(BaseModel):
    name: str
    share: str
    value: str


class BandsOut(BaseModel):
    """Weighted by what categories plan; `mean_core` is the plain mean of the categories."""
    categories: int
    core: str | None
    fashion: str | None
    mean_core: str | None
    bands: list[BandOut]


class LocationsOut(BaseModel):
    top: list[AmountsOut]
    bottom: list[AmountsOut]


class StatusOut(BaseModel):
    status: str
    locations_defined: bool
    plan_uploaded: bool
    otb_uploaded: bool
    range_uploaded: bool
    locked: bool


class AlertOut(BaseModel):
    kind: str
    category: str
    amount: str
    share: str | None
    count: int
    urgent: bool


class DashboardOut(BaseModel):
    """`actuals_through` is the end of the last period of which sales are known."""
    season: str
    name: str
    status: str
    basis: str
    currency: str
    approved: bool
    total: AmountsOut
    utilisation: str | None
    fulfilment: str | None
    core: str | None
    fashion: str | None
    runs_out: date | None
    trend: str
    alerts: list[AlertOut]
    actuals_through: date | None
    actuals_loaded_at: datetime | None
    stale: bool


class WholeOut(BaseModel):
    dashboard: DashboardOut
    months: list[AmountsOut]
    categories: list[AmountsOut]
    clusters: list[ClusterOut]
    locations: LocationsOut
    orders: OrdersOut
    plan: PlanOut
    bands: BandsOut


@router.get('/dashboard')
async def get_dashboard(client: Signed, season: Season, cluster: Cluster = '') -> DashboardOut:
    return _dashboard(await _view(client, season, cluster))


@router.get('/read-only-view')
async def get_read_only_view(client: Signed, season: Season, cluster: Cluster = '', level: Level = 1) -> WholeOut:
    """Everything at once, for whoever only looks."""
    return await _whole(client, season, cluster, level)


@router.get('/complete-view')
async def get_complete_view(client: Signed, season: Season, cluster: Cluster = '', level: Level = 1) -> WholeOut:
    return await _whole(client, season, cluster, level)


@router.get('/budget-vs-actual')
async def get_months(client: Signed, season: Season, cluster: Cluster = '') -> list[AmountsOut]:
    """By month."""
    view = await _view(client, season, cluster)
    return [_amounts(view, one) for one in view.months]


@router.get('/category-breakdown')
async def get_categories(client: Signed, season: Season, cluster: Cluster = '', level: Level = 1) -> list[AmountsOut]:
    """Categories of a level of the tree; branches that end before it with their last."""
    view = await _view(client, season, cluster, level)
    return [_amounts(view, one) for one in view.categories]


@router.get('/cluster-summary')
async def get_clusters(client: Signed, season: Season) -> list[ClusterOut]:
    view = await _view(client, season)
    return [_cluster(view, one) for one in view.places]


@router.get('/location-performance')
async def get_locations(client: Signed, season: Season, cluster: Cluster = '', top: Top = 5) -> LocationsOut:
    """By the share of their budget that was received."""
    return _locations(await _view(client, season, cluster, top=top))


@router.get('/po-status')
async def get_orders(client: Signed, season: Season) -> OrdersOut:
    return _orders(await _view(client, season))


@router.get('/price-band-analysis')
async def get_bands(client: Signed, season: Season, cluster: Cluster = '') -> BandsOut:
    return _bands(await _view(client, season, cluster))


@router.get('/workflow-status')
async def get_workflow_status(client: Signed, season: Season) -> StatusOut:
    """The five flags follow from the status."""
    state = (await _view(client, season)).state
    step = STATES.index(state)
    return StatusOut(status=state, locked=state == LOCKED, **{
        reached: step >= STATES.index(reached) for reached in (LOCATED, PLANNED, BUDGETED, RANGED)})


@router.get('/plan-vs-execution')
async def get_execution(client: Signed, season: Season, cluster: Cluster = '', level: Level = 1) -> PlanOut:
    return _plan(await _view(client, season, cluster, level), await client.look(analytics.view_timing, season))


@router.get('/export')
async def export_analytics(client: Signed, season: Season, format: Literal['csv', 'xlsx', 'json'] = 'csv',
                           table: TableKey = 'months', cluster: Cluster = '', level: Level = 1,
                           top: Top = 100) -> Response:
    """CSV has one table, a workbook all of them, JSON everything."""
    view = await _view(client, season, cluster, level, top)
    timing = await client.look(analytics.view_timing, season)
    if format == 'json':
        return _file(view, 'json', 'application/json', _told(view, timing).model_dump_json(indent=1).encode())
    tables = {one.key: one for one in tables_of(view, timing)}
    content = await to_thread(_written, view, tables, table if format == 'csv' else '')
    return _file(view, format, CSV_MEDIA if format == 'csv' else XLSX_MEDIA, content)


def _written(view: Analysis, tables: Mapping[str, Table], table: str) -> bytes:
    return as_csv(tables[table]) if table else analysis_file(view, list(tables.values()))


def _file(view: Analysis, form: str, media: str, content: bytes) -> Response:
    return Response(content, media_type=media, headers={
        'Content-Disposition': f'attachment; filename="analytics-{view.code.lower()}.{form}"',
        'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'private, no-cache'})


async def _view(client: Client, season: str, cluster: str = '', level: int = 1, top: int = 5) -> Analysis:
    found: Analysis = await client.look(analytics.view_analysis, season, Wanted(cluster, level, top))
    return found


async def _whole(client: Client, season: str, cluster: str, level: int) -> WholeOut:
    return _told(await _view(client, season, cluster, level), await client.look(analytics.view_timing, season))


def _told(view: Analysis, timing: tuple[MonthParts, ...]) -> WholeOut:
    return WholeOut(dashboard=_dashboard(view), months=[_amounts(view, one) for one in view.months],
                    categories=[_amounts(view, one) for one in view.categories],
                    clusters=[_cluster(view, one) for one in view.places], locations=_locations(view),
                    orders=_orders(view), plan=_plan(view, timing), bands=_bands(view))


def _dashboard(view: Analysis) -> DashboardOut:
    return DashboardOut(
        season=view.code, name=view.name, status=view.state, basis=view.basis, currency=view.currency,
        approved=view.is_approved, total=_amounts(view, view.total), utilisation=_share(view.utilisation),
        fulfilment=_share(view.fulfilment), core=_decimal(view.intents.core), fashion=_decimal(view.intents.fashion),
        runs_out=view.forecast.runs_out, trend=view.forecast.trend, alerts=[_alert(view, one) for one in view.alerts],
        actuals_through=view.freshness.last_end, actuals_loaded_at=view.freshness.loaded_at,
        stale=view.freshness.is_stale)


def _amounts(view: Analysis, row: Amounts) -> AmountsOut:
    return AmountsOut(**_row(view, row))


def _row(view: Analysis, row: Amounts) -> dict[str, Any]:
    money = _money(view)
    return {
        'key': row.key, 'name': row.name, 'budget': money(row.budget), 'received': money(row.received),
        'on_order': money(row.on_order), 'committed': money(row.committed),
        'variance': money(row.budget - row.received), 'left': money(row.left), 'used': _share(row.used),
        'received_share': _share(row.received_share), 'planned_sales': money(row.planned),
        'planned_to_date': money(row.planned_to_date), 'sold': None if row.actual is None else money(row.actual)}


def _cluster(view: Analysis, place: Place) -> ClusterOut:
    return ClusterOut(locations=place.count, **_row(view, place.amounts))


def _locations(view: Analysis) -> LocationsOut:
    return LocationsOut(top=[_amounts(view, one) for one in view.best],
                        bottom=[_amounts(view, one) for one in view.worst])


def _orders(view: Analysis) -> OrdersOut:
    return OrdersOut(states=[_state(view, one) for one in view.orders], pending=_money(view)(view.pending),
                     fulfilment=_share(view.fulfilment), on_time=_share(view.deliveries.on_time),
                     imu=_share(view.deliveries.imu), planned_imu=f'{view.imu:.6f}',
                     fill_rate=_share(view.deliveries.fill_rate), reject_share=_share(view.deliveries.reject_share))


def _state(view: Analysis, one: OrderState) -> OrderStateOut:
    money = _money(view)
    return OrderStateOut(state=one.state, orders=one.orders, lines=one.lines, ordered=money(one.ordered),
                         received=money(one.received), pending=money(one.pending), lines_in_full=one.full_lines)


def _plan(view: Analysis, timing: tuple[MonthParts, ...]) -> PlanOut:
    money = _money(view)
    return PlanOut(
        categories=[ExecutionOut(
            key=one.key, name=one.name, planned_receipts=money(one.planned), received=money(one.received),
            variance=money(one.variance.amount), variance_share=_share(one.variance.share),
            within_tolerance=one.is_within, sell_through=_share(one.sell_through)) for one in view.execution],
        months=[TimingOut(month=one.key, name=one.name, timing=money(one.timing), value=money(one.value))
                for one in timing])


def _bands(view: Analysis) -> BandsOut:
    found = view.intents
    return BandsOut(categories=found.categories, core=_decimal(found.core), fashion=_decimal(found.fashion),
                    mean_core=_decimal(found.plain_core),
                    bands=[BandOut(name=one.name, share=_decimal(one.share) or '0', value=_money(view)(one.value))
                           for one in found.bands])


def _alert(view: Analysis, one: Alert) -> AlertOut:
    return AlertOut(kind=one.kind, category=one.category, amount=_money(view)(one.amount), share=_share(one.share),
                    count=one.count, urgent=one.is_urgent)


def _money(view: Analysis) -> Callable[[int], str]:
    return lambda amount: plain(amount, view.digits)


def _share(ratio: Ratio | None) -> str | None:
    return None if ratio is None else _decimal(ratio.rounded(6))


def _decimal(value: Any) -> str | None:
    return None if value is None else f'{value:.6f}'
