"""Locations: stores, warehouses and shops on the net."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.doors import Body, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.reading import given_in, one_of, optional_day_of, values_of
from app.api.strict import StrictRoute
from app.domain.seasons.drafts import LocationDraft
from app.domain.seasons.master_views import LocationView
from app.services.seasons.masters import locations

router = APIRouter(tags=['seasons: locations'], route_class=StrictRoute)


class LocationOut(BaseModel):
    id: int
    code: str
    name: str
    type: str
    cluster_id: int | None
    cluster: str
    address: str
    city: str
    state: str
    country: str
    postal_code: str
    is_active: bool
    opens: date | None
    closes: date | None
    is_comparable: bool
    currency: str
    version: int


class LocationBody(Body):
    """`type` is store, warehouse or online; a code of 16 letters and digits is drawn where none is given."""
    name: str
    code: str = ''
    type: str = 'store'
    cluster_id: int | None = None
    address: str = ''
    city: str = ''
    state: str = ''
    country: str = ''
    postal_code: str = ''
    is_active: bool = True
    opens: str | None = None
    closes: str | None = None
    is_comparable: bool = True
    currency: str = ''
    version: int | None = None


class LocationChange(LocationBody):
    """What is left out stays as it was."""
    name: str = ''


class LocationsBody(Body):
    locations: list[LocationBody] = Field(max_length=10_000)


class IdsOut(BaseModel):
    ids: list[int]


@router.get('/locations')
async def list_locations(client: Signed, part: Part) -> Listing[LocationOut]:
    return _locations(part, await client.look(locations.list_locations))


@router.get('/locations/stores')
async def list_stores(client: Signed, part: Part) -> Listing[LocationOut]:
    return _locations(part, await client.look(locations.list_locations, 'store'))


@router.get('/locations/warehouses')
async def list_warehouses(client: Signed, part: Part) -> Listing[LocationOut]:
    return _locations(part, await client.look(locations.list_locations, 'warehouse'))


@router.get('/locations/lookup')
async def find_location(client: Signed, name: str = Query(max_length=255)) -> LocationOut:
    """By its name, in whatever case."""
    return _location(await client.look(locations.find_code, name))


@router.post('/locations', status_code=201)
async def add_location(client: Signed, body: LocationBody, key: IdempotencyKey = None) -> LocationOut:
    number: int = await client.once(key, body, locations.add_location, _location_draft(body))
    return _location(one_of(await client.look(locations.list_locations), number))


@router.post('/locations/bulk', status_code=201)
async def add_locations(client: Signed, body: LocationsBody, key: IdempotencyKey = None) -> IdsOut:
    """All or none."""
    drafts = tuple(_location_draft(one) for one in body.locations)
    return IdsOut(ids=list(await client.once(key, body, locations.add_locations, drafts)))


@router.get('/locations/{location_id}')
async def get_location(client: Signed, location_id: RowId) -> LocationOut:
    return _location(one_of(await client.look(locations.list_locations), location_id))


@router.patch('/locations/{location_id}')
async def change_location(client: Signed, location_id: RowId, body: LocationChange) -> LocationOut:
    """Seasons keep the cluster it had when it was chosen for them."""
    former = one_of(await client.look(locations.list_locations), location_id)
    version = former.version if body.version is None else body.version
    await client.do(locations.change_location, location_id, _changed(former.draft, body), version)
    return _location(one_of(await client.look(locations.list_locations), location_id))


@router.delete('/locations/{location_id}', status_code=204)
async def remove_location(client: Signed, location_id: RowId) -> None:
    await client.do(locations.remove_location, location_id)


def _location(view: LocationView) -> LocationOut:
    given = dict(vars(view.draft))
    return LocationOut(id=view.id, type=given.pop('kind'), state=given.pop('region'), cluster=view.cluster_code,
                       version=view.version, **given)


def _locations(part: Part, found: Any) -> Listing[LocationOut]:
    shown, total = part.cut(found)
    return Listing(items=[_location(one) for one in shown], total=total)


def _location_draft(body: LocationBody) -> LocationDraft:
    given = values_of(body)
    return LocationDraft(kind=given.pop('type'), region=given.pop('state'),
                         opens=optional_day_of(given.pop('opens'), 'opens'),
                         closes=optional_day_of(given.pop('closes'), 'closes'), **given)


def _changed(former: LocationDraft, body: LocationChange) -> LocationDraft:
    given = given_in(body, type='kind', state='region')
    for name in {'opens', 'closes'} & given.keys():
        given[name] = optional_day_of(given[name], name)
    return replace(former, **given)
