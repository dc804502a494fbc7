"""Boards, and how fresh they are."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.doors import RowId, Signed
from app.api.strict import StrictRoute
from app.domain.sprints.standing import BoardView
from app.services.sprints import boards

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


@router.get('/boards')
async def list_boards(client: Signed) -> BoardsOut:
    """Favourites first, then by name."""
    return BoardsOut(items=[_out(view) for view in await client.look(boards.list_boards)])


@router.get('/boards/{board_id}')
async def get_board(client: Signed, board_id: RowId) -> BoardOut:
    return _out(await client.look(boards.view_board, board_id))


def _out(view: BoardView) -> BoardOut:
    return BoardOut(id=view.id, number=view.number, name=view.name, kind=view.kind, site=view.site_name,
                    zone=view.zone, projects=list(view.projects), state=view.state, since=view.since, error=view.error,
                    read_at=view.read_at, data_version=view.data_version, starred=view.is_starred, demo=view.is_demo)
