"""Databases of a team: the last ones that were kept, and the way back to one of them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.doors import Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.ops.airsenal.views import CopyView
from app.services.ops import copies

router = APIRouter(prefix='/copies', tags=['ops: reports'], route_class=StrictRoute)


class CopyOut(BaseModel):
    """`is_present` is the one in use."""
    id: str
    run_id: str | None
    fpl_team_id: int
    size: int
    sha256: str
    made_at: datetime
    is_present: bool


class RestoreOut(BaseModel):
    run_id: str


@router.get('')
async def list_copies(client: Signed, part: Part, fpl_team_id: Annotated[int, Query(ge=1)]) -> Listing[CopyOut]:
    """Newest first."""
    found: tuple[CopyView, ...] = await client.look(copies.list_copies, fpl_team_id)
    return Listing(items=[_out(view) for view in part.cut(found)[0]], total=len(found))


@router.post('/{copy_id}/restore', status_code=201)
async def restore_copy(client: Signed, copy_id: RowId, response: Response) -> RestoreOut:
    """Asks for a run that puts it back; it waits for whatever works on the same team."""
    run_id: int = await client.do(copies.restore, copy_id)
    response.headers['Location'] = f'/api/v1/ops/runs/{run_id}'
    return RestoreOut(run_id=str(run_id))


def _out(view: CopyView) -> CopyOut:
    return CopyOut(id=str(view.id), run_id=str(view.run_id) if view.run_id else None, fpl_team_id=view.team_id,
                   size=view.size, sha256=view.sha256, made_at=view.made_at, is_present=view.is_present)
