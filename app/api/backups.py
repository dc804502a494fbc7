"""/api/v1/backups — everything in one file, for admins."""

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel

from app.api.doors import Attended, Download, Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.ops.backups import BackupsView, BackupView
from app.errors import Gone
from app.services.ops import backups

router = APIRouter(prefix='/api/v1/backups', tags=['backups'], route_class=StrictRoute)


class BackupOut(BaseModel):
    """`fault` is what was wrong when it was last tried out, empty where nothing was."""
    name: str
    size: int
    made_at: datetime
    run_id: str | None
    checked_at: datetime | None
    fault: str


class StartedOut(BaseModel):
    run_id: str


@router.get('')
async def list_backups(client: Signed, part: Part) -> Listing[BackupOut]:
    """Newest first."""
    view: BackupsView = await client.look(backups.view_backups)
    items, total = part.cut(view.backups)
    return Listing(items=[_out(item) for item in items], total=total)


@router.post('', status_code=202)
async def make_backup(client: Signed, response: Response) -> StartedOut:
    """The run that makes it; asked for while one is under way, that one."""
    run_id: int = await client.do(backups.make_now)
    response.headers['Location'] = f'/api/v1/ops/runs/{run_id}'
    return StartedOut(run_id=str(run_id))


@router.get('/{name}')
async def fetch_backup(client: Attended, _slot: Download, name: str) -> FileResponse:
    """For a person who has given the password within ten minutes: it holds everything, secrets sealed."""
    place: str = await client.do(backups.fetch, name)
    path = (await client.look(backups.folder)) / place
    if not path.is_file():
        raise Gone('The file of this backup was taken away.', 'backup.gone')
    return FileResponse(path, media_type='application/zip', filename=name)


def _out(view: BackupView) -> BackupOut:
    return BackupOut(name=view.name, size=view.size, made_at=view.made_at,
                     run_id=str(view.run_id) if view.run_id else None, checked_at=view.checked_at, fault=view.fault)
