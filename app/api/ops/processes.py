"""Processes of this program: which there are, and which of them start nothing more."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from app.api.doors import Client, Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.health import Replica
from app.errors import NotFound
from app.services.ops import processes

router = APIRouter(prefix='/processes', tags=['ops: runs'], route_class=StrictRoute)

Name = Annotated[str, Path(max_length=200)]


class ProcessOut(BaseModel):
    """One that drains claims no run; those it works on go on to their end."""
    name: str
    version: str
    started_at: datetime
    seen_at: datetime
    is_draining: bool


@router.get('')
async def list_processes(client: Signed, part: Part) -> Listing[ProcessOut]:
    found: tuple[Replica, ...] = await client.look(processes.list_processes)
    items, total = part.cut(found)
    return Listing(items=[ProcessOut(**vars(one)) for one in items], total=total)


@router.post('/{name}/drain')
async def drain_process(client: Signed, name: Name) -> ProcessOut:
    """Before it is stopped."""
    await client.do(processes.drain, name)
    return await _view(client, name)


@router.post('/{name}/resume')
async def resume_process(client: Signed, name: Name) -> ProcessOut:
    await client.do(processes.resume, name)
    return await _view(client, name)


async def _view(client: Client, name: str) -> ProcessOut:
    found: tuple[Replica, ...] = await client.look(processes.list_processes)
    one = next((one for one in found if one.name == name), None)
    if one is None:
        raise NotFound('This process has just ended.', 'ops.no_process')
    return ProcessOut(**vars(one))
