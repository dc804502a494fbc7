"""Rows of the range, from draft to approved; two seasons side by side."""

from asyncio import to_thread
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.doors import Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.range_bodies import (
    DecisionBody,
    HandInBody,
    RowBody,
    RowChange,
    RowOut,
    changed_row,
    row_of,
    row_out,
)
from app.api.strict import StrictRoute
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import plain
from app.domain.seasons.range_comparing import RangeComparison, RangePair
from app.domain.seasons.range_rules import APPROVED, IN_REVIEW, REJECTED, RangeRow
from app.errors import NotFound
from app.services.seasons import ground, range_comparing, ranges
from app.services.seasons.table_files import CSV_MEDIA, XLSX_MEDIA, comparison_file

router = APIRouter(prefix='/range-architecture', tags=['seasons: range'], route_class=StrictRoute)

Season = Annotated[str, Query(max_length=20, description='The code of a season.')]
Other = Annotated[str, Query(alias='with', max_length=20, description='The code of the other season.')]
By = Annotated[Literal['category', 'band', 'row'], Query(description='What is told apart.')]
Code = Annotated[str, Query(max_length=50)]


class PairOut(BaseModel):
    """This season and the other one, null where one has no such rows; `depth` is units per option. Values are in the
    currency of each.
    """
    category: str
    price_band: str
    fabric: str
    color_family: str
    style_type: str
    options: tuple[int | None, int | None]
    depth: tuple[str | None, str | None]
    units: tuple[int | None, int | None]
    value: tuple[str | None, str | None]


@router.get('')
async def list_rows(client: Signed, part: Part, season: Season, category: Code = '') -> Listing[RowOut]:
    rows = await client.look(ranges.list_rows, season, category)
    digits = await _digits(client, season)
    return Listing(items=[row_out(one, digits) for one in rows[part.skip:part.skip + part.limit]], total=len(rows))


@router.post('', status_code=201)
async def add_row(client: Signed, body: RowBody, key: IdempotencyKey = None) -> RowOut:
    """As a draft; the shares of a category in a cluster never pass 100 %."""
    draft = row_of(body, await _digits(client, body.season))
    number: int = await client.once(key, body, ranges.add_row, body.season, draft)
    return await _row(client, body.season, number)


@router.get('/compare')
async def compare(client: Signed, season: Season, other: Other, by: By = 'row') -> list[PairOut]:
    """By what the rows are, by price band or by category, summed over clusters."""
    view: RangeComparison = await client.look(range_comparing.compare, season, other, by)
    return [_pair(view, one) for one in view.pairs]


@router.get('/compare/export')
async def export_comparison(client: Signed, season: Season, other: Other, by: By = 'row',
                            format: Literal['csv', 'xlsx'] = 'xlsx') -> Response:
    """Both seasons and the difference; in a workbook depth, differences and totals are formulas."""
    view: RangeComparison = await client.look(range_comparing.compare, season, other, by)
    content = await to_thread(comparison_file, view, format)
    name = f'range-{view.own.code}-{view.other.code}.{format}'.lower()
    return Response(content, media_type=CSV_MEDIA if format == 'csv' else XLSX_MEDIA, headers={
        'Content-Disposition': f'attachment; filename="{name}"', 'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-cache'})


@router.post('/submit')
async def submit(client: Signed, body: HandInBody) -> Listing[RowOut]:
    """Hands in the drafts of a category in a cluster; together they are 100 %."""
    await client.do(ranges.submit, body.season, body.category, body.cluster)
    rows = await client.look(ranges.list_rows, body.season, body.category)
    digits = await _digits(client, body.season)
    return Listing(items=[row_out(one, digits) for one in rows], total=len(rows))


@router.post('/review', status_code=204)
async def review(client: Signed, season: Season, body: DecisionBody) -> Response:
    return await _decided(client, season, body, IN_REVIEW)


@router.post('/approve', status_code=204)
async def approve(client: Signed, season: Season, body: DecisionBody) -> Response:
    """Not by whoever handed them in."""
    return await _decided(client, season, body, APPROVED)


@router.post('/reject', status_code=204)
async def reject(client: Signed, season: Season, body: DecisionBody) -> Response:
    """With a comment that says what to change."""
    return await _decided(client, season, body, REJECTED)


@router.get('/{row_id}')
async def get_row(client: Signed, row_id: RowId, season: Season) -> RowOut:
    return await _row(client, season, row_id)


@router.patch('/{row_id}')
async def change_row(client: Signed, row_id: RowId, body: RowChange) -> RowOut:
    """What was handed in is a draft again; what was approved becomes a new revision."""
    former = await _found(client, body.season, row_id)
    draft = changed_row(former.draft, body, await _digits(client, body.season))
    version = former.version if body.version is None else body.version
    await client.do(ranges.change_row, body.season, row_id, draft, version)
    return await _row(client, body.season, row_id)


@router.delete('/{row_id}', status_code=204)
async def delete_row(client: Signed, row_id: RowId, season: Season) -> Response:
    """Drafts only."""
    await client.do(ranges.delete_row, season, row_id)
    return Response(status_code=204)


async def _decided(client: Client, season: str, body: DecisionBody, state: str) -> Response:
    await client.do(ranges.decide, season, tuple(body.rows), state, body.comment)
    return Response(status_code=204)


def _pair(view: RangeComparison, pair: RangePair) -> PairOut:
    sides = pair.own, pair.other
    category, band, fabric, colour, style, *_ = (*pair.key, '', '', '', '')
    depths = [one.depth if one else None for one in sides]
    values = [plain(one.value, side.digits) if one else None
              for one, side in zip(sides, (view.own, view.other), strict=True)]
    return PairOut(category=category, price_band=band, fabric=fabric, color_family=colour, style_type=style,
                   options=(pair.own.options if pair.own else None, pair.other.options if pair.other else None),
                   depth=(_text(depths[0]), _text(depths[1])),
                   units=(pair.own.units if pair.own else None, pair.other.units if pair.other else None),
                   value=(values[0], values[1]))


def _text(depth: Ratio | None) -> str | None:
    return None if depth is None else f'{depth.rounded(2)}'


async def _digits(client: Client, season: str) -> int:
    digits: int = (await client.look(ground.view_season, season)).digits
    return digits


async def _row(client: Client, season: str, number: int) -> RowOut:
    return row_out(await _found(client, season, number), await _digits(client, season))


async def _found(client: Client, season: str, number: int) -> RangeRow:
    rows: tuple[RangeRow, ...] = await client.look(ranges.list_rows, season)
    found = next((one for one in rows if one.id == number), None)
    if found is None:
        raise NotFound('There is no such row in this season.')
    return found
