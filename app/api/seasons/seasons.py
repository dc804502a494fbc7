"""Seasons: the record of each, and new ones that begin as another."""

from datetime import date, datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.doors import Body, Client, IdempotencyKey, Listing, Part, Signed
from app.api.seasons.addresses import SeasonKey
from app.api.seasons.reading import day_of, number_of
from app.api.strict import StrictRoute
from app.domain.seasons.drafts import SeasonDraft
from app.domain.seasons.phases import phase_of
from app.domain.seasons.season import SeasonView
from app.services.seasons import cloning, ground, seasons

router = APIRouter(prefix='/seasons', tags=['seasons: seasons'], route_class=StrictRoute)


class SeasonOut(BaseModel):
    """`status` moves by steps only; `imu` is a fraction, `plan_rates` what one unit of each currency costs here."""
    id: int
    code: str
    name: str
    start: date
    end: date
    status: str
    phase: str
    revision: int
    basis: str
    currency: str
    imu: str
    calendar: str
    plan_rates: dict[str, str]
    locations: int
    categories: int
    created_at: datetime | None
    created_by: str
    demo: bool
    version: int


class SeasonBody(Body):
    """Without a currency it is the company’s. `imu` is a fraction such as `0.55`."""
    name: str
    start: str = Field(description='A day, such as `2030-02-04`.')
    end: str
    calendar_id: int
    basis: Literal['retail', 'cost'] = 'retail'
    currency: str = ''
    imu: str = '0.55'


class SeasonChange(Body):
    """What is left out stays; `version` is the one that was seen. The status is moved by steps, never here."""
    name: str | None = None
    start: str | None = None
    end: str | None = None
    calendar_id: int | None = None
    basis: Literal['retail', 'cost'] | None = None
    currency: str | None = None
    imu: str | None = None
    version: int | None = None


class CloneBody(SeasonBody):
    """`parts`: the structure always comes along."""
    parts: list[Literal['structure', 'plan', 'range']] = Field(default=['structure'])


@router.get('')
async def list_seasons(client: Signed, part: Part) -> Listing[SeasonOut]:
    """The newest first."""
    found, total = part.cut(await client.look(seasons.list_seasons))
    return Listing(items=[_out(one) for one in found], total=total)


@router.post('', status_code=201)
async def plan_season(client: Signed, body: SeasonBody, key: IdempotencyKey = None) -> SeasonOut:
    code: str = await client.once(key, body, seasons.plan_season, _draft(body.model_dump()))
    return await _season(client, code)


@router.get('/{season}')
async def get_season(client: Signed, season: SeasonKey) -> SeasonOut:
    return await _season(client, season)


@router.patch('/{season}')
async def change_season(client: Signed, season: SeasonKey, body: SeasonChange) -> SeasonOut:
    """While its locations are defined, at the latest while it is planned."""
    former, seen = await client.look(seasons.find_draft, season)
    given = {name: value for name, value in body.model_dump(exclude={'version'}).items() if value is not None}
    draft = _draft({**vars(former), **given})
    await client.do(seasons.change_season, season, draft, body.version if body.version is not None else seen)
    return await _season(client, season)


@router.delete('/{season}', status_code=204)
async def remove_season(client: Signed, season: SeasonKey) -> None:
    """Only while its status is `created`."""
    await client.do(seasons.remove_season, season)


@router.post('/{season}/clone', status_code=201)
async def clone_season(client: Signed, season: SeasonKey, body: CloneBody, key: IdempotencyKey = None) -> SeasonOut:
    given = body.model_dump()
    parts = tuple(given.pop('parts'))
    code: str = await client.once(key, body, cloning.clone_season, season, _draft(given), parts)
    return await _season(client, code)


async def _season(client: Client, code: str) -> SeasonOut:
    return _out(await client.look(ground.view_season, code))


def _out(view: SeasonView) -> SeasonOut:
    first = next(iter(view.steps), None)
    return SeasonOut(
        id=view.id, code=view.code, name=view.name, start=view.start, end=view.end, status=view.state,
        phase=phase_of(view), revision=view.revision, basis=view.basis, currency=view.currency,
        imu=format(view.imu.normalize(), 'f'), calendar=view.calendar,
        plan_rates={currency: format(rate.normalize(), 'f') for currency, rate in view.rates.items()},
        locations=view.counts['locations'], categories=view.counts['categories'],
        created_at=first.at if first else None, created_by=first.by_name if first else '', demo=view.is_demo,
        version=view.version)


def _draft(given: dict[str, Any]) -> SeasonDraft:
    return SeasonDraft(**{**given, 'start': day_of(given['start'], 'start'), 'end': day_of(given['end'], 'end'),
                          'imu': number_of(given['imu'], 'imu')})
