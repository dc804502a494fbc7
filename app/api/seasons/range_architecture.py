"""Rows of the range, from draft to approved; two seasons side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.doors import Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.range_bodies import DecisionBody, HandInBody, RowBody, RowOut, row_of, row_out
from app.api.strict import StrictRoute
from app.domain.seasons.range_rules import APPROVED, IN_REVIEW, REJECTED
from app.errors import NotFound
from app.services.seasons import ground, range_views, ranges

router = APIRouter(prefix='/range-architecture', tags=['seasons: range'], route_class=StrictRoute)

Season = Annotated[str, Query(max_length=20, description='The code of a season.')]
Other = Annotated[str, Query(alias='with', max_length=20, description='The code of the other season.')]
Code = Annotated[str, Query(max_length=50)]


class PairOut(BaseModel):
    """Null where one of both seasons has no such rows."""
    category: str
    price_band: str
    fabric: str
    color_family: str
    style_type: str
    options: tuple[int | None, int | None]
    units: tuple[int | None, int | None]


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
async def compare(client: Signed, season: Season, other: Other) -> list[PairOut]:
    """By what the rows are, summed over clusters."""
    return [PairOut(category=one.key[0], price_band=one.key[1], fabric=one.key[2], color_family=one.key[3],
                    style_type=one.key[4], options=one.options, units=one.units)
            for one in await client.look(range_views.compare, season, other)]


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


@router.put('/{row_id}')
async def change_row(client: Signed, row_id: RowId, body: RowBody) -> RowOut:
    """What was handed in is a draft again; what was approved becomes a new revision."""
    draft = row_of(body, await _digits(client, body.season))
    await client.do(ranges.change_row, body.season, row_id, draft, body.version)
    return await _row(client, body.season, row_id)


@router.delete('/{row_id}', status_code=204)
async def delete_row(client: Signed, row_id: RowId, season: Season) -> Response:
    """Drafts only."""
    await client.do(ranges.delete_row, season, row_id)
    return Response(status_code=204)


async def _decided(client: Client, season: str, body: DecisionBody, state: str) -> Response:
    await client.do(ranges.decide, season, tuple(body.rows), state, body.comment)
    return Response(status_code=204)


async def _digits(client: Client, season: str) -> int:
    digits: int = (await client.look(ground.view_season, season)).digits
    return digits


async def _row(client: Client, season: str, number: int) -> RowOut:
    for one in await client.look(ranges.list_rows, season):
        if one.id == number:
            return row_out(one, await _digits(client, season))
    raise NotFound('There is no such row in this season.')
