"""Boards, and how fresh they are."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.api.doors import IdempotencyKey, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.sprints.setup.standing import BoardView
from app.services.sprints import boards, reports, syncing

router = APIRouter(tags=['sprints: boards'], route_class=StrictRoute)


class BoardOut(BaseModel):
    """`state` is new, ok, behind or failed; `read_at` is the last complete read of the site."""
    id: int
    number: int
    name: str
    kind: str
    site: str
    zone: str
    projects: list[str]
    state: str
    since: datetime | None
    error: str
    read_at: datetime | None
    data_version: int
    starred: bool
    demo: bool


class BoardsOut(BaseModel):
    items: list[BoardOut]


class SprintOut(BaseModel):
    """`end` is planned, `complete` is when it was closed."""
    number: int
    name: str
    state: str
    start: datetime | None
    end: datetime | None
    complete: datetime | None
    deleted: bool


class SprintsOut(BaseModel):
    items: list[SprintOut]


class SyncOut(BaseModel):
    run: int


@router.get('/boards')
async def list_boards(client: Signed) -> BoardsOut:
    """Favourites first, then by name."""
    return BoardsOut(items=[_out(view) for view in await client.look(boards.list_boards)])


@router.get('/boards/{board_id}')
async def get_board(client: Signed, board_id: RowId) -> BoardOut:
    return _out(await client.look(boards.view_board, board_id))


@router.get('/boards/{board_id}/sprints')
async def list_sprints(client: Signed, board_id: RowId,
                       state: Annotated[Literal['', 'future', 'active', 'closed'], Query()] = '') -> SprintsOut:
    """In the order in which they happened; those that were deleted in Jira too."""
    found = await client.look(reports.list_sprints, board_id, state)
    return SprintsOut(items=[SprintOut(number=one.number, name=one.name, state=one.state, start=_moment(one.start),
                                       end=_moment(one.end), complete=_moment(one.complete), deleted=one.is_gone)
                             for one in found])


@router.post('/boards/{board_id}/sync', status_code=202)
async def sync_board(client: Signed, board_id: RowId, key: IdempotencyKey = None) -> SyncOut:
    """Read it from Jira as soon as possible; a run that is on its way already is joined."""
    return SyncOut(run=await client.once(key, board_id, syncing.sync_now, board_id))


def _moment(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC)


def _out(view: BoardView) -> BoardOut:
    return BoardOut(id=view.id, number=view.number, name=view.name, kind=view.kind, site=view.site_name,
                    zone=view.zone, projects=list(view.projects), state=view.state, since=view.since, error=view.error,
                    read_at=view.read_at, data_version=view.data_version, starred=view.is_starred, demo=view.is_demo)
