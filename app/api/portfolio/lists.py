"""What items are planned against: plans, teams and iterations, as far as somebody sees them, and how fresh they are."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.doors import Listing, Part, Signed
from app.api.strict import StrictRoute
from app.services.portfolio import lists
from app.services.portfolio.lists import IterationInfo, PlanInfo, TeamInfo

router = APIRouter(tags=['portfolio: lists'], route_class=StrictRoute)


class PlanOut(BaseModel):
    """`read_at` is the last good read of its source."""
    id: int
    slug: str
    name: str
    kind: str
    area: str
    colour: int
    team: int | None
    source: int
    open: bool
    items: int
    read_at: datetime | None


class TeamOut(BaseModel):
    id: int
    slug: str
    name: str
    short: str
    colour: int
    excluded: bool
    sites: list[str]
    people: int


class IterationOut(BaseModel):
    id: int
    source: int
    path: str
    start: date | None
    end: date | None
    quarter: bool
    read_at: datetime | None


@router.get('/plans')
async def list_plans(client: Signed, part: Part) -> Listing[PlanOut]:
    found: tuple[PlanInfo, ...] = await client.look(lists.list_plans)
    items, total = part.cut(found)
    return Listing(items=[PlanOut(
        id=one.plan.id, slug=one.plan.slug, name=one.plan.name, kind=one.plan.kind, area=one.plan.area,
        colour=one.plan.colour, team=one.plan.team, source=one.plan.source, open=one.plan.is_open, items=one.items,
        read_at=one.read_at) for one in items], total=total)


@router.get('/teams')
async def list_teams(client: Signed, part: Part) -> Listing[TeamOut]:
    found: tuple[TeamInfo, ...] = await client.look(lists.list_teams)
    items, total = part.cut(found)
    return Listing(items=[TeamOut(
        id=one.team.id, slug=one.team.slug, name=one.team.name, short=one.team.short, colour=one.team.colour,
        excluded=one.team.is_excluded, sites=list(one.team.sites), people=one.people) for one in items], total=total)


@router.get('/iterations')
async def list_iterations(client: Signed, part: Part) -> Listing[IterationOut]:
    found: tuple[IterationInfo, ...] = await client.look(lists.list_iterations)
    items, total = part.cut(found)
    return Listing(items=[IterationOut(
        id=one.iteration.id, source=one.iteration.source, path=one.iteration.path, start=one.iteration.start,
        end=one.iteration.end, quarter=one.iteration.is_quarter, read_at=one.read_at) for one in items], total=total)
