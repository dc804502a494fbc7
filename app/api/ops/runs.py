"""Runs: ask for one, look at it, and decide what becomes of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse
from pydantic import AwareDatetime, Field

from app.api.doors import LARGEST, Body, Client, Download, IdempotencyKey, Listing, RowId, Signed
from app.api.ops.shapes import RunDetailOut, RunOut, run_detail_out, run_out
from app.api.strict import StrictRoute
from app.domain.ops.views import RunLine
from app.errors import Invalid, NotFound
from app.services.ops import queue, runs
from app.services.ops.queue import Asked, Wanted
from app.services.ops.runs import Sought

router = APIRouter(prefix='/runs', tags=['ops: runs'], route_class=StrictRoute)

Text = Annotated[str, Query(max_length=200)]


class NewRun(Body):
    """`confirm` is the slug once more, for commands that ask for it; priority 0 comes first, 9 last."""
    command: str = Field(max_length=100)
    parameters: dict[str, Any] = Field(default_factory=dict)
    priority: int | None = Field(None, ge=0, le=9)
    note: str = Field('', max_length=queue.LONGEST_NOTE)
    confirm: str = Field('', max_length=100)


class Repetition(Body):
    """Without parameters it is run with those it had."""
    parameters: dict[str, Any] | None = None
    confirm: str = Field('', max_length=100)


class Refusal(Body):
    reason: str = Field(max_length=runs.LONGEST_REASON)


class Verdict(Body):
    """Of a lost run: `finished` believes that it did finish, `again` runs it once more."""
    verdict: Literal['finished', 'again']


class RunChange(Body):
    """A run that is pinned is kept, however old it gets."""
    is_pinned: bool | None = None
    note: str | None = Field(None, max_length=queue.LONGEST_NOTE)


@router.get('')
async def list_runs(
        client: Signed, command: Text = '', state: Text = '', actor: Text = '', trigger: Text = '', q: Text = '',
        since: Annotated[AwareDatetime | None, Query(alias='from')] = None,
        until: Annotated[AwareDatetime | None, Query(alias='to')] = None,
        skip: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Listing[RunOut]:
    """Newest first. `state` is a state, or one of pending, running, completed, failed."""
    lines: tuple[RunLine, ...]
    lines, total = await client.look(runs.list_runs, Sought(command, state, actor, trigger, q, since, until),
                                     skip, limit)
    return Listing(items=list(map(run_out, lines)), total=total)


@router.post('', status_code=201)
async def start_run(client: Signed, body: NewRun, response: Response, key: IdempotencyKey = None) -> RunDetailOut:
    """The same `Idempotency-Key` within a day is the same run; so is one that a running command takes up."""
    with _parameters():
        asked: Asked = await client.do(queue.ask_for, Wanted(
            body.command, body.parameters, body.note, body.priority, body.confirm, key, trigger='api'))
    return await _made(client, asked, response, key)


@router.get('/{run_id}')
async def view_run(client: Signed, run_id: RowId) -> RunDetailOut:
    return run_detail_out(await client.look(runs.view_run, run_id))


@router.patch('/{run_id}')
async def change_run(client: Signed, run_id: RowId, body: RunChange) -> RunDetailOut:
    if body.is_pinned is not None:
        await client.do(runs.pin, run_id, body.is_pinned)
    if body.note is not None:
        await client.do(runs.note, run_id, body.note)
    return await view_run(client, run_id)


@router.get('/{run_id}/files/{file_id}', response_class=FileResponse)
async def fetch_file(client: Signed, _slot: Download, run_id: RowId, file_id: RowId) -> FileResponse:
    """Something the run has made, such as a report; `number` of its result says which."""
    name, path = await client.look(runs.open_file, run_id, file_id)
    if not await asyncio.to_thread(path.is_file):
        raise NotFound('This file is not there any more.')
    return FileResponse(path, media_type='application/octet-stream', filename=name)


@router.post('/{run_id}/cancel')
async def cancel_run(client: Signed, run_id: RowId) -> RunDetailOut:
    """Whatever it has started ends with it; until then it is `cancelling`."""
    await client.do(runs.cancel, run_id)
    return await view_run(client, run_id)


@router.post('/{run_id}/again', status_code=201)
async def repeat_run(client: Signed, run_id: RowId, response: Response, body: Repetition | None = None,
                     key: IdempotencyKey = None) -> RunDetailOut:
    given = body or Repetition()
    with _parameters():
        number = await client.do(runs.again, run_id, given.parameters, word=given.confirm, key=key, trigger='api')
    return await _made(client, Asked(number), response, key)


@router.post('/{run_id}/approve')
async def approve_run(client: Signed, run_id: RowId) -> RunDetailOut:
    await client.do(runs.approve, run_id)
    return await view_run(client, run_id)


@router.post('/{run_id}/decline')
async def decline_run(client: Signed, run_id: RowId, body: Refusal) -> RunDetailOut:
    await client.do(runs.decline, run_id, body.reason)
    return await view_run(client, run_id)


@router.post('/{run_id}/decide')
async def decide_run(client: Signed, run_id: RowId, body: Verdict) -> RunDetailOut:
    await client.do(runs.decide, run_id, body.verdict)
    return await view_run(client, run_id)


@contextmanager
def _parameters() -> Iterator[None]:
    """What does not fit is named by where it stands in the body."""
    try:
        yield
    except Invalid as error:
        raise Invalid([(field if field in NewRun.model_fields else f'parameters.{field}', text)
                       for field, text in error.errors]) from error


async def _made(client: Client, asked: Asked, response: Response, key: str | None) -> RunDetailOut:
    response.headers['Location'] = f'/api/v1/ops/runs/{asked.run_id}'
    if asked.is_replay:
        response.status_code = 200
        if key is not None:
            response.headers['Idempotency-Replayed'] = 'true'
    return await view_run(client, asked.run_id)
