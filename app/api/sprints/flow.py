"""How work flows over a board, what makes its data doubtful, and when something will be done."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.doors import Body, IdempotencyKey, RowId, Signed
from app.api.sprints.report_bodies import Ratio
from app.api.sprints.tags import Tagged
from app.api.strict import StrictRoute
from app.domain.sprints.flow.flow import Flow, FlowAsk
from app.domain.sprints.flow.views import ForecastView
from app.domain.sprints.forecasts.forecasting import ForecastAsk
from app.errors import Rejected
from app.services.sprints import flow, forecasts, quality

router = APIRouter(tags=['sprints: flow'], route_class=StrictRoute)

Named = Annotated[str, Query(max_length=200)]
Calendar = Literal['all', 'working']


class Told(BaseModel):
    """Made from what services tell."""
    model_config = ConfigDict(from_attributes=True)


class RanksOut(Told):
    """Days, nearest ranks; null where nothing was done."""
    p50: int | None
    p85: int | None
    p95: int | None
    count: int


class CycleOut(Told):
    """`days` from start to end, both counted, without the `flagged` ones."""
    number: int
    key: str
    title: str
    type: str
    started: date
    finished: date
    days: int
    flagged: int


class ColumnOut(BaseModel):
    name: str
    kind: str


class CfdDayOut(Told):
    """Issues by column from the left: standing there at the end of the day, and arrived there or beyond so far."""
    day: date
    standing: list[int]
    arrived: list[int]


class AgeingOut(Told):
    number: int
    key: str
    title: str
    type: str
    column: int
    days: int
    late: bool = Field(validation_alias='is_late')
    flagged: bool = Field(validation_alias='is_flagged')
    started: date


class ColumnAgesOut(Told):
    column: int
    name: str
    left: RanksOut


class WeekOut(Told):
    first: date
    done: int
    days: int


class EfficiencyOut(Told):
    """Hours; `share` is active time of active and waiting time."""
    active: Decimal
    waiting: Decimal
    share: Ratio | None


class BlockedOut(Told):
    number: int
    key: str
    title: str
    days: int
    now: bool = Field(validation_alias='is_now')


class NetFlowOut(Told):
    first: date
    begun: int
    ended: int
    net: int


class LittleOut(Told):
    """A check: days expected from work under way and what is done a day, beside those measured."""
    under_way: Decimal | None
    per_day: Decimal | None
    expected: Decimal | None
    measured: Decimal | None


class FlowOut(Told):
    first: date
    last: date
    calendar: str
    issues: int
    columns: list[ColumnOut]
    ranks: RanksOut
    cycles: list[CycleOut]
    never_started: int
    cfd: list[CfdDayOut]
    ages: list[ColumnAgesOut]
    ageing: list[AgeingOut]
    daily: list[int]
    weeks: list[WeekOut]
    efficiency: EfficiencyOut
    blocked: list[BlockedOut]
    net: list[NetFlowOut]
    little: LittleOut


class DoubtOut(Told):
    name: str
    title: str
    note: str
    url: str


class CheckOut(Told):
    """`mended` says where: jira, settings, capacity or sync."""
    key: str
    title: str
    text: str
    mended: str
    count: int
    doubts: list[DoubtOut]


class QualityOut(BaseModel):
    items: list[CheckOut]


class ForecastBody(Body):
    """`kind` when: until everything of the scope is done; many: how many are done by the day `until`. `value` names
    the sprint (its number), epic, version, keys or a query that Jira has answered; `items` and `epics` are for the
    scope “number”.
    """
    kind: Literal['when', 'many'] = 'when'
    scope: Literal['backlog', 'sprint', 'epic', 'version', 'keys', 'jql', 'number'] = 'number'
    value: str = Field('', max_length=8000)
    items: int = Field(0, ge=0, le=100_000)
    epics: int = Field(0, ge=0, le=1000)
    split: str = Field('1', pattern=r'^\d{1,2}(\.\d{1,4})?$')
    window: int = Field(60, ge=30, le=90)
    calendar: Calendar = 'all'
    history: Literal['board', 'own'] = 'board'
    until: str | None = Field(None, pattern=r'^\d{4}-\d{2}-\d{2}$')
    seed: str | None = Field(None, pattern=r'^\d{1,20}$')


class SureOut(BaseModel):
    """`share` of the trials; null: not within ten years."""
    share: Ratio
    days: int | None
    day: date | None


class CountOut(BaseModel):
    """In that share of the trials so many are done, or more."""
    share: Ratio
    items: int


class BarOut(BaseModel):
    days: int
    trials: int


class ForecastOut(BaseModel):
    id: int
    board: int
    kind: str
    scope: str
    value: str
    label: str
    items: int
    epics: int
    epic_size: int
    split: str
    size: int
    until: date | None
    sure: list[SureOut]
    counts: list[CountOut]
    histogram: list[BarOut]
    not_reached: int
    window: dict[str, Any]
    seed: str
    data_hash: str
    by: str
    at: datetime
    done_on: date | None
    p50_met: bool | None
    p85_met: bool | None


@router.get('/boards/{board_id}/flow', response_model=FlowOut)
async def get_flow(client: Signed, board_id: RowId, tags: Tagged,
                   first: Annotated[date | None, Query(alias='from')] = None,
                   last: Annotated[date | None, Query(alias='to')] = None, type: Named = '', size: Named = '',
                   epic: Named = '', label: Named = '', calendar: Calendar = 'all', from_last: bool = False,
                   ) -> FlowOut | Response:
    """The last 90 days unless told; `size` is an estimate or “none”; `from_last` counts from the last entry into work.
    """
    ask = FlowAsk(first, last, type, size, epic, label, calendar, from_last)
    if tags.is_known(*await client.look(flow.mark_of, board_id)):
        return tags.unchanged()
    found: Flow = await client.look(flow.view_flow, board_id, ask)
    return FlowOut(
        first=found.first, last=found.last, calendar=calendar, issues=found.issues, columns=[
            ColumnOut(name=name, kind=kind) for name, kind in found.columns], **{
            name: getattr(found, name) for name in FlowOut.model_fields if name not in (
                'first', 'last', 'calendar', 'issues', 'columns')})


@router.get('/boards/{board_id}/quality', response_model=QualityOut)
async def get_quality(client: Signed, board_id: RowId, tags: Tagged) -> QualityOut | Response:
    """All checks, also those that found nothing."""
    if tags.is_known(*await client.look(flow.mark_of, board_id)):
        return tags.unchanged()
    found = await client.look(quality.view_quality, board_id)
    return QualityOut(items=[CheckOut(
        key=one.key, title=one.title, text=one.text, mended=one.mended, count=len(one.doubts),
        doubts=[DoubtOut.model_validate(doubt) for doubt in one.doubts]) for one in found.checks])


@router.post('/boards/{board_id}/forecasts', status_code=201)
async def make_forecast(client: Signed, board_id: RowId, body: ForecastBody, key: IdempotencyKey = None) -> ForecastOut:
    """Refused with a reason where the history says too little."""
    ask = ForecastAsk(body.kind, body.scope, body.value, body.items, body.epics, Decimal(body.split), body.window,
                      body.calendar, body.history, _day(body.until), int(body.seed) if body.seed else None)
    made = await client.look(forecasts.draft, board_id, ask)
    return _forecast(await client.look(forecasts.view_forecast, await client.once(
        key, (board_id, body), forecasts.keep, board_id, made)))


@router.get('/boards/{board_id}/forecasts')
async def list_forecasts(client: Signed, board_id: RowId) -> list[ForecastOut]:
    """The newest first, at most 200."""
    return [_forecast(one) for one in (await client.look(forecasts.list_forecasts, board_id)).rows]


@router.get('/forecasts/{forecast_id}')
async def get_forecast(client: Signed, forecast_id: RowId) -> ForecastOut:
    """With its score, once its scope is done."""
    return _forecast(await client.look(forecasts.view_forecast, forecast_id))


def _forecast(view: ForecastView) -> ForecastOut:
    return ForecastOut(
        id=view.id, board=view.board, kind=view.kind, scope=view.scope, value=view.value, label=view.label,
        items=view.items, epics=view.epics, epic_size=view.epic_size, split=view.split, size=view.size,
        until=view.until, sure=[SureOut(share=one.share, days=one.days, day=one.day) for one in view.sure],
        counts=[CountOut(share=share, items=items) for share, items in view.counts],
        histogram=[BarOut(days=days, trials=trials) for days, trials in view.histogram], not_reached=view.not_reached,
        window={'first': view.first, 'last': view.last, 'days': view.days, 'busy': view.busy, 'done': view.done,
                'calendar': view.calendar, 'history': view.history}, seed=view.seed, data_hash=view.data_hash,
        by=view.by_name, at=view.at, done_on=view.done_on, p50_met=view.is_p50_met, p85_met=view.is_p85_met)


def _day(text: str | None) -> date | None:
    """Raises Rejected for the 31st of February."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Rejected('There is no such day.', field='until') from None
