"""Open-to-buy while a season is bought for: where it stands, why it changed, budget that moves or is held back."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.api.doors import Client, Listing, Part, RowId, Signed
from app.api.seasons.otb_bodies import (
    AdjustBody,
    AdjustmentOut,
    AlertOut,
    Amount,
    CauseOut,
    CellOut,
    DashboardOut,
    ForecastOut,
    PositionOut,
    PositionRowOut,
    ReasonBody,
    RecalculatedOut,
    ReplyBody,
    ReserveBody,
    ReserveOut,
    StepOut,
    TermOut,
    WaterfallOut,
)
from app.api.seasons.reading import number_of
from app.api.strict import StrictRoute
from app.domain.seasons.analysis import Analysis, Wanted
from app.domain.seasons.asking import amount_of
from app.domain.seasons.axes import Cell
from app.domain.seasons.budgets import ReserveDraft, ReserveView, TransferDraft, TransferView
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import plain
from app.domain.seasons.otb import OtbCell, OtbLooks, OtbView
from app.domain.seasons.otb_why import Why
from app.domain.seasons.season import SeasonView
from app.services.seasons import analytics, ground, otb, otb_moves, recalculating, reserves, transfers

router = APIRouter(prefix='/otb-management', tags=['seasons: open-to-buy'], route_class=StrictRoute)

Season = Annotated[str, Query(max_length=20, description='The code of a season, such as `K7QM-2XRD`, or its id.')]
Node = Annotated[str, Query(max_length=120, description='Key of a node, such as `c:LINEN` or `m:2030-01`.')]
MONEY = Cell('otb')


@router.get('/position')
async def get_position(client: Signed, season: Season, location: Node = '', branch: Node = '',
                       span: Literal['months', 'weeks'] = 'months') -> PositionOut:
    """Each category in each period."""
    view = await _view(client, season, OtbLooks(location, branch, '', '', span))
    table = view.table
    return PositionOut(
        season=view.season.code, currency=view.season.currency, basis=view.season.basis, approved=view.is_approved,
        as_of=view.season.today, periods=[one.key for one in table.columns], total=_cell(view, table.total.season),
        items=[PositionRowOut(category=row.key, name=row.name, cells=[_cell(view, one) for one in row.cells],
                              season=_cell(view, row.season)) for row in table.rows])


@router.get('/dashboard')
async def get_dashboard(client: Signed, season: Season, category: Node = '', period: Node = '',
                        location: Node = '') -> DashboardOut:
    view = await _view(client, season, OtbLooks(location, '', category, period))
    digits = view.season.digits
    return DashboardOut(
        category=view.looks.category, period=view.looks.period, cell=_cell(view, view.cell),
        terms=[TermOut(measure=one.measure, label=one.label, sign=one.sign, value=plain(one.value, digits))
               for one in view.terms],
        waiting_transfers=len(view.transfers), waiting_orders=len(view.decisions))


@router.get('/consumption')
async def get_consumption(client: Signed, season: Season, category: Node = '', location: Node = '') -> list[CellOut]:
    """By month; open parts count in the period they are expected in."""
    view = await _view(client, season, OtbLooks(location, '', category))
    return [_cell(view, one) for one in view.by_month]


@router.get('/forecast')
async def get_forecast(client: Signed, season: Season, cluster: Node = '') -> ForecastOut:
    found = await _analysis(client, season, cluster)
    told = found.forecast
    return ForecastOut(
        runs_out=told.runs_out, trend=told.trend,
        per_day=None if told.per_day is None else plain(int(told.per_day.rounded()), found.digits),
        projected={month: plain(amount, found.digits) for month, amount in told.projected})


@router.get('/alerts')
async def get_alerts(client: Signed, season: Season, cluster: Node = '') -> list[AlertOut]:
    """The urgent first."""
    found = await _analysis(client, season, cluster)
    return [AlertOut(kind=one.kind, category=one.category, amount=plain(one.amount, found.digits),
                     share=_share(one.share), count=one.count, urgent=one.is_urgent) for one in found.alerts]


@router.get('/waterfall')
async def get_waterfall(client: Signed, season: Season, since: date, category: Node = '',
                        period: Node = '') -> WaterfallOut:
    """Why it is not what it was when that day began."""
    digits = (await _season(client, season)).digits
    why: Why = await client.look(otb_moves.view_why, season, OtbLooks(category=category, period=period), since)
    return _waterfall(why, digits)


@router.post('/recalculate')
async def recalculate(client: Signed, season: Season) -> RecalculatedOut:
    """Rebuilds it from the log and the tables; no figure changes."""
    found = await client.do(recalculating.recalculate, season)
    return RecalculatedOut(at=found.at, cells=found.cells, differing=found.differing)


@router.post('/adjust', status_code=201)
async def adjust(client: Signed, body: AdjustBody) -> AdjustmentOut:
    """Asks for a transfer; somebody else approves it."""
    view = await _season(client, body.season)
    amount = amount_of(MONEY, _exact(body.amount), view.digits, 'amount') or 0
    number: int = await client.do(transfers.ask_transfer, view.code, TransferDraft(
        _key(body.from_), body.period, _key(body.to), body.to_period or body.period, amount, body.reason,
        body.location))
    return await _adjustment(client, view, number)


@router.get('/adjustments')
async def list_adjustments(client: Signed, part: Part, season: Season, state: Node = '') -> Listing[AdjustmentOut]:
    """The latest first."""
    view = await _season(client, season)
    found = await client.look(transfers.list_transfers, season)
    items, total = part.cut([one for one in found if state in ('', one.state)])
    return Listing(items=[_moved(one, view.digits) for one in items], total=total)


@router.post('/adjustments/{adjustment_id}/approve', status_code=204)
async def approve_adjustment(client: Signed, adjustment_id: RowId, body: ReplyBody) -> Response:
    """Not by whoever asked; 409 `seasons.over_budget` where less is left by now."""
    await client.do(transfers.approve_transfer, adjustment_id, body.reply)
    return Response(status_code=204)


@router.post('/adjustments/{adjustment_id}/reject', status_code=204)
async def reject_adjustment(client: Signed, adjustment_id: RowId, body: ReasonBody) -> Response:
    await client.do(transfers.reject_transfer, adjustment_id, body.reason)
    return Response(status_code=204)


@router.get('/reserves')
async def list_reserves(client: Signed, part: Part, season: Season) -> Listing[ReserveOut]:
    view = await _season(client, season)
    items, total = part.cut(await client.look(reserves.list_reserves, season))
    return Listing(items=[_held(one, view.digits) for one in items], total=total)


@router.post('/reserves', status_code=201)
async def hold_reserve(client: Signed, body: ReserveBody) -> ReserveOut:
    view = await _season(client, body.season)
    amount = None if body.amount is None else amount_of(MONEY, _exact(body.amount), view.digits, 'amount')
    share = None if body.percent is None else number_of(str(body.percent), 'percent') / 100
    number: int = await client.do(reserves.hold_reserve, view.code, ReserveDraft(
        _key(body.category), body.location, body.period, amount, share, body.reason))
    found = await client.look(reserves.list_reserves, view.code)
    return next(_held(one, view.digits) for one in found if one.id == number)


@router.delete('/reserves/{reserve_id}', status_code=204)
async def release_reserve(client: Signed, reserve_id: RowId) -> Response:
    await client.do(reserves.release_reserve, reserve_id)
    return Response(status_code=204)


async def _view(client: Client, season: str, looks: OtbLooks) -> OtbView:
    found: OtbView = await client.look(otb.view_otb, season, looks)
    return found


async def _season(client: Client, season: str) -> SeasonView:
    found: SeasonView = await client.look(ground.view_season, season)
    return found


async def _analysis(client: Client, season: str, cluster: str) -> Analysis:
    found: Analysis = await client.look(analytics.view_analysis, season, Wanted(cluster))
    return found


async def _adjustment(client: Client, view: SeasonView, number: int) -> AdjustmentOut:
    found = await client.look(transfers.list_transfers, view.code)
    return next(_moved(one, view.digits) for one in found if one.id == number)


def _key(code: str) -> str:
    """A code, or the key of a node."""
    return code if not code or code.startswith('c:') else f'c:{code}'


def _cell(view: OtbView, cell: OtbCell) -> CellOut:
    def money(value: int) -> str:
        return plain(value, view.season.digits)
    return CellOut(period=cell.period, planned=money(cell.planned), consumed=money(cell.consumed),
                   reserve=money(cell.held), available=money(cell.left), used=_share(cell.share), state=cell.state)


def _waterfall(why: Why, digits: int) -> WaterfallOut:
    def money(value: int) -> str:
        return plain(value, digits)
    found = why.steps
    return WaterfallOut(
        since=why.since, before=money(found.before), after=money(found.after), remainder=money(found.remainder),
        not_approved=money(why.not_approved), approved=money(why.approved),
        steps=[StepOut(kind=one.kind, label=one.label, amount=money(one.amount), count=one.count,
                       causes=[CauseOut(text=text, amount=money(amount)) for text, amount in one.causes])
               for one in found.steps])


def _moved(one: TransferView, digits: int) -> AdjustmentOut:
    return AdjustmentOut(
        id=one.id, from_category=one.source, from_period=one.source_period, to_category=one.target,
        to_period=one.target_period, location=one.location, amount=plain(one.amount, digits), reason=one.reason,
        state=one.state, reply=one.reply, by=one.by_name, at=one.at, decided_by=one.decided_by_name,
        decided_at=one.decided_at)


def _held(one: ReserveView, digits: int) -> ReserveOut:
    return ReserveOut(
        id=one.id, category=one.category, location=one.location, period=one.period, reason=one.reason,
        by=one.by_name, at=one.at, amount=None if one.amount is None else plain(one.amount, digits),
        percent=None if one.share is None else f'{(one.share * 100).normalize():f}')


def _exact(value: Amount) -> str | int | Decimal:
    return Decimal(str(value)) if isinstance(value, float) else value


def _share(ratio: Ratio | None) -> str | None:
    return None if ratio is None else f'{ratio.rounded(6):.6f}'
