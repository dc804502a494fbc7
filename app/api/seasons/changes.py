"""What people did in a season, the newest first."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.api.doors import Listing, Part, Signed
from app.api.seasons.addresses import SeasonKey
from app.api.strict import StrictRoute
from app.domain.seasons.trail import TrailEntry, TrailFilter, TrailPage
from app.services.seasons import trail

router = APIRouter(prefix='/seasons/{season}', tags=['seasons: workflow'], route_class=StrictRoute)

Kind = Literal['workflow', 'cells', 'range', 'budget', 'buying', 'imports']


class DifferenceOut(BaseModel):
    name: str
    before: str
    after: str


class ChangeOut(BaseModel):
    """`origin` is the address and device it came from; only admins are told."""
    at: datetime
    by: str
    kind: str
    deed: str
    detail: str
    changes: list[DifferenceOut]
    undone: bool
    origin: str


@router.get('/changes')
async def list_changes(client: Signed, season: SeasonKey, part: Part, kind: Kind | None = None,
                       who: Annotated[str, Query(max_length=100, description='Identity, such as `person:7`.')] = '',
                       text: Annotated[str, Query(max_length=200)] = '', since: date | None = None,
                       until: date | None = None) -> Listing[ChangeOut]:
    """Deeds and edits of the plan with old and new values; days are inclusive."""
    wanted = TrailFilter(kind or '', who, text, since, until)
    page: TrailPage = await client.look(trail.view_trail, season, wanted, part.skip, part.limit)
    return Listing(items=[_change(one) for one in page.entries], total=page.total)


def _change(one: TrailEntry) -> ChangeOut:
    return ChangeOut(at=one.at, by=one.who, kind=one.kind, deed=one.deed, detail=one.detail, undone=one.is_undone,
                     changes=[DifferenceOut(name=name, before=before, after=after)
                              for name, before, after in one.changes], origin=one.origin)
