"""Entries of the schedule: list, add, change, remove, try an expression out; pause and resume all."""

from datetime import datetime
from typing import Any, Literal

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.doors import Body, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.ops.entries import EntryDraft
from app.domain.ops.views import MomentsView, ScheduleView, Timetable
from app.services.ops import schedules, timetable

router = APIRouter(prefix='/schedules', tags=['ops: schedules'], route_class=StrictRoute)

Kind = Literal['cron', 'every', 'once']
LONGEST = 200  # characters of an expression


class EntryBody(Body):
    """`expression` is five cron fields, a length such as `15 minutes`, or a date such as `2030-01-31 09:00`.

    `misfire` (skip, once, all: up to `misfire_most`) is for times missed while nobody was there, `overlap` (queue,
    skip, allow, replace) for those at which a former run is not over. `jitter` and `grace` are seconds.
    """
    command: str = Field(max_length=LONGEST)
    expression: str = Field(max_length=LONGEST)
    kind: Kind = 'cron'
    zone: str = Field('UTC', max_length=LONGEST)
    parameters: dict[str, Any] = Field(default_factory=dict)
    note: str = ''
    enabled: bool = True
    misfire: str = EntryDraft.misfire
    misfire_most: int = EntryDraft.misfire_most
    overlap: str = EntryDraft.overlap
    jitter: int = EntryDraft.jitter
    grace: int = EntryDraft.grace


class EntryChange(Body):
    """Only what is named is changed; `version` is the one that was seen, another one is answered with 409."""
    version: int
    expression: str | None = Field(None, max_length=LONGEST)
    kind: Kind | None = None
    zone: str | None = Field(None, max_length=LONGEST)
    parameters: dict[str, Any] | None = None
    note: str | None = None
    enabled: bool | None = None
    misfire: str | None = None
    misfire_most: int | None = None
    overlap: str | None = None
    jitter: int | None = None
    grace: int | None = None


class Expression(Body):
    expression: str = Field(max_length=LONGEST)
    kind: Kind = 'cron'
    zone: str = Field('UTC', max_length=LONGEST)


class PauseBody(Body):
    reason: str = Field('', max_length=500)


class EntryOut(BaseModel):
    """`runs`, `succeeded` and `seconds`, on average, are those of the last 30 days."""
    id: str
    command: str
    name: str
    kind: Kind
    expression: str
    words: str
    zone: str
    parameters: dict[str, Any]
    enabled: bool
    misfire: str
    misfire_most: int
    overlap: str
    jitter: int
    grace: int
    note: str
    version: int
    next: list[datetime]
    last_at: datetime | None
    last_run_id: str | None
    last_state: str | None
    missed_at: datetime | None
    runs: int
    succeeded: int
    seconds: float | None
    shipped: bool
    warning: str


class MomentsOut(BaseModel):
    words: str
    next: list[datetime]
    warning: str


class StartedOut(BaseModel):
    run_id: str


class PauseOut(BaseModel):
    """While `paused`, nothing runs by itself."""
    paused: bool
    since: datetime | None = None
    by: str = ''
    reason: str = ''


@router.get('')
async def list_schedules(client: Signed, part: Part) -> Listing[EntryOut]:
    """The nearest first."""
    found: tuple[ScheduleView, ...] = await client.look(timetable.list_schedules)
    items, total = part.cut(found)
    return Listing(items=[entry_out(item) for item in items], total=total)


@router.post('', status_code=201)
async def add_schedule(client: Signed, body: EntryBody, response: Response, key: IdempotencyKey = None) -> EntryOut:
    number = await client.once(key, body, schedules.add, EntryDraft(**_named(body.model_dump())))
    response.headers['Location'] = f'/api/v1/ops/schedules/{number}'
    return await _find(client, number)


@router.post('/preview')
async def preview(client: Signed, body: Expression) -> MomentsOut:
    """What an expression means, and its next five times."""
    found: MomentsView = await client.look(schedules.preview, body.kind, body.expression, body.zone)
    return MomentsOut(words=found.words, next=list(found.next), warning=found.warning)


@router.get('/pause')
async def view_pause(client: Signed) -> PauseOut:
    found: Timetable = await client.look(timetable.view_timetable)
    pause = found.pause
    return PauseOut(paused=True, since=pause.since, by=pause.by, reason=pause.reason) if pause else PauseOut(
        paused=False)


@router.post('/pause', status_code=204)
async def pause_all(client: Signed, body: PauseBody) -> None:
    await client.do(schedules.pause_all, body.reason)


@router.post('/resume', status_code=204)
async def resume_all(client: Signed) -> None:
    """Times that have passed meanwhile are not made up for."""
    await client.do(schedules.resume_all)


@router.get('/{schedule_id}')
async def view_schedule(client: Signed, schedule_id: RowId) -> EntryOut:
    return await _find(client, schedule_id)


@router.patch('/{schedule_id}')
async def change_schedule(client: Signed, schedule_id: RowId, body: EntryChange) -> EntryOut:
    changes = {name: value for name, value in body.model_dump().items() if value is not None and name != 'version'}
    await client.do(schedules.change, schedule_id, _named(changes), body.version)
    return await _find(client, schedule_id)


@router.delete('/{schedule_id}', status_code=204)
async def remove_schedule(client: Signed, schedule_id: RowId) -> None:
    await client.do(schedules.remove, schedule_id)


@router.post('/{schedule_id}/run', status_code=201)
async def run_now(client: Signed, schedule_id: RowId, response: Response, key: IdempotencyKey = None) -> StartedOut:
    """With the parameters of the entry, beside its times."""
    number = await client.once(key, schedule_id, schedules.run_now, schedule_id)
    response.headers['Location'] = f'/api/v1/ops/runs/{number}'
    return StartedOut(run_id=str(number))


def entry_out(view: ScheduleView) -> EntryOut:
    return EntryOut(
        id=str(view.id), command=view.command, name=view.name, kind=_kind(view.kind), expression=view.expression,
        words=view.words, zone=view.zone, parameters=orjson.loads(view.parameters), enabled=view.is_enabled,
        misfire=view.misfire, misfire_most=view.misfire_most, overlap=view.overlap, jitter=view.jitter,
        grace=view.grace, note=view.note, version=view.version, next=list(view.next), last_at=view.last_at,
        last_run_id=str(view.last.id) if view.last else None, last_state=view.last.state if view.last else None,
        missed_at=view.missed_at, runs=view.runs, succeeded=view.succeeded, seconds=view.seconds,
        shipped=view.is_shipped, warning=view.warning)


async def _find(client: Client, schedule_id: int) -> EntryOut:
    return entry_out(await client.look(timetable.view_schedule, schedule_id))


def _named(given: dict[str, Any]) -> dict[str, Any]:
    """As the service calls it."""
    return {'is_enabled' if name == 'enabled' else name: value for name, value in given.items()}


def _kind(kind: str) -> Kind:
    return 'every' if kind == 'every' else 'once' if kind == 'once' else 'cron'
