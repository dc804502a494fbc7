"""Plan events and markers: what planners put on the axis, and what delivery plans tell."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.portfolio.calendars import DAY, day_of
from app.api.strict import StrictRoute
from app.domain.portfolio.setup.drafts import HappeningDraft, MarkerDraft
from app.errors import NotFound
from app.services.portfolio import happenings, markers
from app.services.portfolio.happenings import HappeningView
from app.services.portfolio.markers import MarkerView

router = APIRouter(tags=['portfolio: axis'], route_class=StrictRoute)
DAYS, OPTIONAL = ('start', 'end', 'day'), ('end', 'plan', 'team')


class EventBody(Body):
    """Without `end` it is one day, without `plan` it is for all."""
    title: str = Field(max_length=200)
    start: str = Field(pattern=DAY)
    end: str | None = Field(None, pattern=DAY)
    plan: int | None = Field(None, ge=1, le=LARGEST)
    category: str = Field('', max_length=200)
    special: bool = False


class EventChange(Body):
    """Only what is named is changed; `version` is the one that was seen."""
    version: int
    title: str | None = Field(None, max_length=200)
    start: str | None = Field(None, pattern=DAY)
    end: str | None = Field(None, pattern=DAY)
    plan: int | None = Field(None, ge=1, le=LARGEST)
    category: str | None = Field(None, max_length=200)
    special: bool | None = None


class EventOut(BaseModel):
    id: int
    version: int
    title: str
    start: date
    end: date
    plan: int | None
    category: str
    special: bool


class MarkerBody(Body):
    label: str = Field(max_length=120)
    day: str = Field(pattern=DAY)
    plan: int | None = Field(None, ge=1, le=LARGEST)
    team: int | None = Field(None, ge=1, le=LARGEST)


class MarkerChange(Body):
    version: int
    label: str | None = Field(None, max_length=120)
    day: str | None = Field(None, pattern=DAY)
    plan: int | None = Field(None, ge=1, le=LARGEST)
    team: int | None = Field(None, ge=1, le=LARGEST)


class MarkerOut(BaseModel):
    """`origin` is ours or source; those of the source can only be read."""
    id: int
    version: int
    label: str
    day: date
    plan: int | None
    team: int | None
    colour: str
    origin: str


@router.get('/plan-events')
async def list_events(client: Signed, part: Part) -> Listing[EventOut]:
    items, total = part.cut(await client.look(happenings.view_happenings))
    return Listing(items=[_event(one) for one in items], total=total)


@router.post('/plan-events', status_code=201)
async def add_event(client: Signed, body: EventBody, response: Response, key: IdempotencyKey = None) -> EventOut:
    draft = HappeningDraft(body.title, day_of(body.start, 'start'), day_of(body.end, 'end') if body.end else None,
                           body.plan, body.category, body.special)
    made: int = await client.once(key, body, happenings.add_happening, draft)
    response.headers['Location'] = f'/api/v1/portfolio/plan-events/{made}'
    return _event(await _find_event(client, made))


@router.patch('/plan-events/{event_id}')
async def change_event(client: Signed, event_id: RowId, body: EventChange) -> EventOut:
    """What is left out stays; with `plan` null it is for all, with `end` null it is one day."""
    former = (await _find_event(client, event_id)).draft
    draft = replace(former, **_given(body, {'plan': 'plan_id', 'special': 'is_special'}))
    await client.do(happenings.change_happening, event_id, draft, body.version)
    return _event(await _find_event(client, event_id))


@router.delete('/plan-events/{event_id}', status_code=204)
async def remove_event(client: Signed, event_id: RowId) -> None:
    await client.do(happenings.remove_happening, event_id)


@router.get('/markers')
async def list_markers(client: Signed, part: Part) -> Listing[MarkerOut]:
    """The same label of a plan on one day is one marker, ours first."""
    items, total = part.cut(await client.look(markers.view_markers))
    return Listing(items=[_marker(one) for one in items], total=total)


@router.post('/markers', status_code=201)
async def add_marker(client: Signed, body: MarkerBody, response: Response, key: IdempotencyKey = None) -> MarkerOut:
    draft = MarkerDraft(body.label, day_of(body.day, 'day'), body.plan, body.team)
    made: int = await client.once(key, body, markers.add_marker, draft)
    response.headers['Location'] = f'/api/v1/portfolio/markers/{made}'
    return _marker(await _find_marker(client, made))


@router.patch('/markers/{marker_id}')
async def change_marker(client: Signed, marker_id: RowId, body: MarkerChange) -> MarkerOut:
    """What is left out stays; with `plan` or `team` null it is for all of them."""
    former = (await _find_marker(client, marker_id)).draft
    draft = replace(former, **_given(body, {'plan': 'plan_id', 'team': 'team_id'}))
    await client.do(markers.change_marker, marker_id, draft, body.version)
    return _marker(await _find_marker(client, marker_id))


@router.delete('/markers/{marker_id}', status_code=204)
async def remove_marker(client: Signed, marker_id: RowId) -> None:
    await client.do(markers.remove_marker, marker_id)


async def _find_event(client: Client, event_id: int) -> HappeningView:
    found: HappeningView = _one(await client.look(happenings.view_happenings), event_id)
    return found


async def _find_marker(client: Client, marker_id: int) -> MarkerView:
    found: MarkerView = _one(await client.look(markers.view_markers), marker_id)
    return found


def _one(found: tuple[Any, ...], row_id: int) -> Any:
    one = next((one for one in found if one.id == row_id), None)
    if one is None:
        raise NotFound('This does not exist, or not any more.')
    return one


def _given(body: Body, names: dict[str, str]) -> dict[str, Any]:
    """Under the names of the draft, days as days; a null takes away what need not be there."""
    given = {name: value for name, value in body.model_dump(exclude_unset=True).items()
             if name != 'version' and (value is not None or name in OPTIONAL)}
    return {names.get(name, name): day_of(value, name) if value is not None and name in DAYS else value
            for name, value in given.items()}


def _event(one: HappeningView) -> EventOut:
    draft = one.draft
    return EventOut(id=one.id, version=one.version, title=draft.title, start=draft.start, end=draft.end or draft.start,
                    plan=draft.plan_id, category=draft.category, special=draft.is_special)


def _marker(one: MarkerView) -> MarkerOut:
    draft = one.draft
    return MarkerOut(id=one.id, version=one.version, label=draft.label, day=draft.day, plan=draft.plan_id,
                     team=draft.team_id, colour=draft.colour, origin=one.origin)
