"""People of teams, and sources with how fresh they are."""

from datetime import datetime
from decimal import Decimal

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.doors import Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.sources.views import SourceView
from app.services.portfolio import lists, sources
from app.services.portfolio.lists import PersonInfo

router = APIRouter(tags=['portfolio: people and sources'], route_class=StrictRoute)


class PersonOut(BaseModel):
    """`hours` a month and `rate` an hour are null without the right to see cost."""
    id: int
    name: str
    team: int | None
    site: str
    internal: bool
    rate_name: str
    hours: Decimal | None
    rate: Decimal | None


class DoubtOut(BaseModel):
    plan: int
    text: str


class SourceOut(BaseModel):
    """`read_at` is by kind of data; `doubts` wait for somebody to confirm them."""
    id: int
    name: str
    kind: str
    state: str
    since: datetime | None
    ok_at: datetime | None
    text: str
    read_at: dict[str, str]
    doubts: list[DoubtOut]
    run_id: str | None


@router.get('/people')
async def list_members(client: Signed, part: Part) -> Listing[PersonOut]:
    found: tuple[PersonInfo, ...] = await client.look(lists.list_people)
    items, total = part.cut(found)
    return Listing(items=[PersonOut(
        id=one.id, name=one.name, team=one.team, site=one.site, internal=one.is_internal, rate_name=one.rate_name,
        hours=one.hours, rate=one.rate) for one in items], total=total)


@router.get('/sources')
async def list_sources(client: Signed, part: Part) -> Listing[SourceOut]:
    found: tuple[SourceView, ...] = await client.look(sources.view_sources)
    items, total = part.cut(found)
    return Listing(items=[SourceOut(
        id=one.id, name=one.name, kind=one.kind, state=one.state, since=one.since, ok_at=one.ok_at, text=one.banner,
        read_at=dict(one.read_at or {}), doubts=[DoubtOut(plan=doubt.plan_id, text=doubt.text) for doubt in one.plans],
        run_id=str(one.run_id) if one.run_id else None) for one in items], total=total)
