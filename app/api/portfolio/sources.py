"""The wish to read a source again, the history of one item, and the word that items are really gone."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, RowId, Signed
from app.api.strict import StrictRoute
from app.services.portfolio import revisions, sources

router = APIRouter(tags=['portfolio: sources'], route_class=StrictRoute)

Kind = Literal['items', 'markers', 'teams', 'iterations', 'history', 'all', 'anew']


class SyncBody(Body):
    """`anew` reads every item whole, also those that have not changed."""
    source: Annotated[int, Field(ge=1, le=LARGEST)]
    kind: Kind = 'all'


class AskedOut(BaseModel):
    """Null where there is nothing to read."""
    run_id: str | None


@router.post('/sync', status_code=202)
async def read_source(client: Signed, body: SyncBody, response: Response) -> AskedOut:
    """Asks for a run that reads it; whoever asks while one is on its way gets that one."""
    return _asked(await client.do(sources.sync_now, body.source, body.kind), response)


@router.post('/plans/{plan_id}/gone', status_code=202)
async def confirm_gone(client: Signed, plan_id: RowId, response: Response) -> AskedOut:
    """Yes, these items are gone: the next answer is believed, and asked for at once."""
    return _asked(await client.do(sources.confirm_gone, plan_id), response)


@router.post('/items/{item_id}/history', status_code=202)
async def read_history(client: Signed, item_id: RowId, response: Response) -> AskedOut:
    """Asks for a run that reads its revisions, unless all of them are here."""
    return _asked(await client.do(revisions.read_history, item_id), response)


def _asked(run_id: int | None, response: Response) -> AskedOut:
    if run_id:
        response.headers['Location'] = f'/api/v1/ops/runs/{run_id}'
    return AskedOut(run_id=str(run_id) if run_id else None)
