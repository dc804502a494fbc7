"""Versions of a plan: listed, kept, tried, promoted, compared; forecasts in season; targets from the top."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.doors import Body, Listing, Part, RowId, Signed
from app.api.seasons.addresses import SeasonKey
from app.api.seasons.cells import CellBody, EditedOut
from app.api.strict import StrictRoute
from app.domain.seasons.asking import CellsAsk, Comparison, fraction_told, told
from app.domain.seasons.axes import Cell
from app.domain.seasons.versions import VersionView
from app.services.seasons import ground, programs, reconciliation, reforecast, scenarios, seeding, versions
from app.services.seasons.editing import Edited

router = APIRouter(prefix='/seasons/{season}', tags=['seasons: versions'], route_class=StrictRoute)

Told = Annotated[str, Query(max_length=40, description='A kind, such as `working` or `current:2`, or a number.')]


class VersionOut(BaseModel):
    id: int
    kind: str
    number: int
    name: str
    label: str
    revision: int
    by: str
    at: datetime
    frozen: bool


class VersionBody(Body):
    """A snapshot is never changed; a scenario is a copy to try something in, and needs a name."""
    kind: Literal['snapshot', 'scenario']
    name: str = Field('', max_length=100)
    source: str = Field('working', max_length=40)


class DifferenceOut(BaseModel):
    """`share` is the difference ÷ a, as a fraction."""
    node: str
    name: str
    level: int
    measure: str
    period: str
    a: str | None
    b: str | None
    difference: str | None
    share: str | None


class ComparisonOut(BaseModel):
    a: str
    b: str
    items: list[DifferenceOut]
    total: int


class ReasonBody(Body):
    reason: str = Field(max_length=1_000)


class OpenedOut(BaseModel):
    scopes: int


class ProposalOut(BaseModel):
    """`factor` is what was sold ÷ what was planned in the last weeks with stock; null where nothing tells."""
    node: str
    name: str
    level: int
    factor: str | None
    weeks: int
    planned: str
    proposed: str


class TrendBody(Body):
    nodes: list[str] = Field(min_length=1, max_length=1_000)
    place: str = Field('', max_length=120)


class TargetsBody(Body):
    """`way`: supply, cover, ratio, basic, variation, turns; `parameter` is its weeks, times or turns."""
    scope: CellBody
    way: str = Field(max_length=40)
    parameter: str = Field(max_length=40)


class GapOut(BaseModel):
    node: str
    period: str
    level: int
    target: str | None
    sum: str | None
    gap: str | None
    share: str | None


class ReconcileBody(Body):
    """`accept` takes the sum of the plan as target, `push` brings the target down to the plan."""
    deed: Literal['accept', 'push']
    cells: list[CellBody] = Field(min_length=1, max_length=1_000)


@router.get('/versions')
async def list_versions(client: Signed, season: SeasonKey, part: Part) -> Listing[VersionOut]:
    found, total = part.cut(await client.look(versions.list_versions, season))
    return Listing(items=[_version(one) for one in found], total=total)


@router.post('/versions', status_code=201)
async def keep_version(client: Signed, season: SeasonKey, body: VersionBody) -> VersionOut:
    if body.kind == 'snapshot':
        return _version(await client.do(scenarios.take_snapshot, season, body.name))
    return _version(await client.do(scenarios.begin_scenario, season, body.name, body.source))


@router.delete('/versions/{version_id}', status_code=204)
async def discard_scenario(client: Signed, season: SeasonKey, version_id: RowId) -> None:
    await client.do(scenarios.discard_scenario, season, version_id)


@router.post('/versions/{version_id}/promote')
async def promote_version(client: Signed, season: SeasonKey, version_id: RowId) -> EditedOut:
    """The working plan becomes what this version says, as one step."""
    return _edited(await client.do(scenarios.promote, season, version_id))


@router.get('/compare')
async def compare_versions(
        client: Signed, season: SeasonKey, part: Part, a: Told, b: Told = 'working',
        measure: Annotated[list[str] | None, Query(max_length=40)] = None,
        node: Annotated[str, Query(max_length=120)] = '', place: Annotated[str, Query(max_length=120)] = '',
        periods: Literal['weeks', 'months', 'season'] = 'season', depth: Annotated[int, Query(ge=0, le=20)] = 1,
) -> ComparisonOut:
    """Any two versions, category by category."""
    ask = CellsAsk('', tuple(measure or ('net_sales',)), node, place, periods, depth)
    found: Comparison = await client.look(programs.compare_versions, season, a, b, ask)
    rows, total = part.cut(found.rows)
    return ComparisonOut(a=found.a, b=found.b, total=total, items=[DifferenceOut(
        node=row.node, name=row.name, level=row.level, measure=row.measure, period=row.period,
        a=told(row.measure, row.a, found.digits), b=told(row.measure, row.b, found.digits),
        difference=told(row.measure, row.difference, found.digits),
        share=None if row.share is None else fraction_told(row.share)) for row in rows])


@router.post('/reforecast')
async def open_reforecast(client: Signed, season: SeasonKey, body: ReasonBody) -> OpenedOut:
    """Approved scopes can be planned again; what was approved stays as it was frozen."""
    return OpenedOut(scopes=await client.do(reforecast.open_reforecast, season, body.reason))


@router.get('/trend')
async def view_trend(client: Signed, season: SeasonKey, part: Part,
                     place: Annotated[str, Query(max_length=120)] = '') -> Listing[ProposalOut]:
    """What the weeks to come would be planned at if they missed their plan as the last ones did."""
    view = await client.look(ground.view_season, season)
    found, total = part.cut(await client.look(reforecast.view_trend, season, place))
    return Listing(total=total, items=[ProposalOut(
        node=one.category, name=one.name, level=one.level, weeks=one.weeks,
        factor=None if one.factor is None else fraction_told(one.factor),
        planned=told('net_sales', one.planned, view.digits) or '',
        proposed=told('net_sales', one.proposed, view.digits) or '') for one in found])


@router.post('/trend')
async def accept_trend(client: Signed, season: SeasonKey, body: TrendBody) -> EditedOut:
    return _edited(await client.do(reforecast.accept_trend, season, body.nodes, body.place))


@router.post('/stock-targets')
async def set_targets(client: Signed, season: SeasonKey, body: TargetsBody) -> EditedOut:
    """Closing stock from planned sales."""
    cell = Cell('eop', body.scope.place, body.scope.node, body.scope.period)
    return _edited(await client.do(seeding.set_targets_told, season, cell, body.way, body.parameter))


@router.get('/reconciliation')
async def view_gaps(client: Signed, season: SeasonKey, part: Part,
                    measure: Annotated[str, Query(max_length=40)] = 'net_sales') -> Listing[GapOut]:
    """Targets by category and month against what the plan adds up to."""
    view = await client.look(ground.view_season, season)
    found, total = part.cut(await client.look(reconciliation.view_gaps, season, measure))
    return Listing(total=total, items=[GapOut(
        node=one.cell.category, period=one.cell.period, level=one.level, target=told(measure, one.target, view.digits),
        sum=told(measure, one.sum, view.digits), gap=told(measure, one.gap, view.digits),
        share=None if one.share is None else str(one.share.rounded(4))) for one in found])


@router.post('/reconciliation')
async def reconcile(client: Signed, season: SeasonKey, body: ReconcileBody) -> EditedOut:
    """Gap by gap; what is left alone stays as it is."""
    service = reconciliation.accept_bottom_up if body.deed == 'accept' else reconciliation.push_down
    cells = [Cell(one.measure, one.place, one.node, one.period) for one in body.cells]
    return _edited(await client.do(service, season, cells))


def _edited(found: Edited) -> EditedOut:
    return EditedOut(seq=found.seq, changed=found.changed)


def _version(one: VersionView) -> VersionOut:
    return VersionOut(id=one.id, kind=one.kind, number=one.number, name=one.name, label=one.label,
                      revision=one.revision, by=one.by_name, at=one.at, frozen=one.is_frozen)
