"""How the sprints are set up: sites, how columns and statuses are read, disciplines and members."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.sprints.jira.stamps import milliseconds, moment
from app.domain.sprints.setup.mapping import ColumnDraft, MappingDraft
from app.domain.sprints.setup.site_setup import SiteDraft
from app.domain.sprints.setup.team_drafts import DisciplineDraft, MemberDraft
from app.domain.sprints.setup.views import BoardSetup, DisciplineLine, MemberLine, SettingsView, SiteLine, StatusLine
from app.services.sprints import board_setup, disciplines, mapping, members, setup, site_setup

router = APIRouter(tags=['sprints: settings'], route_class=StrictRoute)

Kind = Literal['not_started', 'started', 'waiting', 'done']
Amount = Annotated[str, Field(pattern=r'^\d{1,4}(\.\d{1,3})?$', examples=['0.75'])]
Texts = Annotated[list[Annotated[str, Field(max_length=255)]], Field(max_length=50)]
Version = Annotated[int | None, Query(ge=1, le=LARGEST)]
StatusId = Annotated[str, Path(max_length=40, pattern=r'^[\w.-]+$')]


class SiteBody(Body):
    """The token is entered on a page."""
    name: str = Field(max_length=200)
    url: str = Field(max_length=500)
    account: str = Field('', max_length=254)
    writes_estimates: bool = False


class BoardBody(Body):
    number: Annotated[int, Field(ge=1, le=LARGEST)]


class ColumnBody(Body):
    name: str = Field(max_length=200)
    kind: Kind
    statuses: Texts


class MappingBody(Body):
    """`since` is a moment with its zone; null: for all time. `number` is the newest version that was seen."""
    columns: list[ColumnBody] = Field(max_length=40)
    estimate: str = Field('', max_length=60)
    since: Annotated[datetime | None, Field(strict=False)] = None
    number: int | None = None


class StatusBody(Body):
    """Null takes it out of all columns."""
    kind: Kind | None


class DisciplineBody(Body):
    name: str = Field(max_length=200)
    short: str = Field('', max_length=20)
    colour: int = 1
    rank: Annotated[int, Field(ge=0, le=10_000)] = 0
    estimate: str = Field('', max_length=60)
    components: Texts = Field(default_factory=list)
    labels: Texts = Field(default_factory=list)
    values: Texts = Field(default_factory=list)
    subtasks: Texts = Field(default_factory=list)


class MemberBody(Body):
    """`weekdays`: Monday is 0; empty: as the board. `shares`: number of a discipline → percent."""
    name: str = Field(max_length=200)
    account: str = Field('', max_length=200)
    person: Annotated[int | None, Field(ge=1, le=LARGEST)] = None
    lead: bool = False
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list, max_length=7)
    hours: Amount = '8'
    focus: Amount = '0.75'
    shares: dict[Annotated[str, Field(pattern=r'^\d{1,18}$')], Amount] = Field(default_factory=dict)


class SiteOut(BaseModel):
    """`token` says whether there is one; only admins are told."""
    id: int
    name: str
    kind: str
    url: str
    account: str
    zone: str
    default: bool
    state: str
    error: str
    boards: int
    token: bool | None
    webhook: bool
    writes_estimates: bool
    version: int


class MadeOut(BaseModel):
    id: int


class RunOut(BaseModel):
    run: int


class ColumnOut(BaseModel):
    name: str
    kind: str
    statuses: list[str]


class StatusOut(BaseModel):
    """`kind` is null where no column has it; `issues` is in how many it occurs."""
    id: str
    name: str
    kind: str | None
    listed: bool
    issues: int
    last_used: datetime | None


class MappingOut(BaseModel):
    number: int
    guessed: bool
    estimate: str
    columns: list[ColumnOut]
    statuses: list[StatusOut]


class DisciplineOut(BaseModel):
    id: int
    name: str
    short: str
    colour: int
    rank: int
    estimate: str
    components: list[str]
    labels: list[str]
    values: list[str]
    subtasks: list[str]
    version: int


class MemberOut(BaseModel):
    id: int
    name: str
    account: str
    identity: str
    lead: bool
    weekdays: list[int]
    hours: str
    focus: str
    shares: dict[int, str]
    version: int


@router.get('/sites')
async def list_sites(client: Signed, part: Part) -> Listing[SiteOut]:
    """The default one first."""
    view: SettingsView = await client.look(setup.view_settings)
    items, total = part.cut(view.sites)
    return Listing(items=[_site(one) for one in items], total=total)


@router.post('/sites', status_code=201)
async def add_site(client: Signed, body: SiteBody, key: IdempotencyKey = None) -> MadeOut:
    return MadeOut(id=await client.once(key, body, site_setup.add_site, _site_draft(body)))


@router.put('/sites/{site_id}', status_code=204)
async def change_site(client: Signed, site_id: RowId, body: SiteBody, version: Version = None) -> Response:
    """On another host its token is forgotten."""
    await client.do(site_setup.change_site, site_id, _site_draft(body), version)
    return Response(status_code=204)


@router.delete('/sites/{site_id}', status_code=204)
async def remove_site(client: Signed, site_id: RowId, version: Version = None) -> Response:
    """With its boards and all that hangs on them."""
    await client.do(board_setup.remove_site, site_id, version)
    return Response(status_code=204)


@router.post('/sites/{site_id}/look', status_code=202)
async def look_at_site(client: Signed, site_id: RowId, key: IdempotencyKey = None) -> RunOut:
    """Its result says who we are there and which boards can be seen."""
    return RunOut(run=await client.once(key, site_id, site_setup.look, site_id))


@router.post('/sites/{site_id}/boards', status_code=202)
async def add_board(client: Signed, site_id: RowId, body: BoardBody, key: IdempotencyKey = None) -> RunOut:
    """`number` as Jira counts its boards; the run adds it and begins to read it."""
    return RunOut(run=await client.once(key, (site_id, body), site_setup.add_board, site_id, body.number))


@router.delete('/boards/{board_id}', status_code=204)
async def remove_board(client: Signed, board_id: RowId, version: Version = None) -> Response:
    """With its snapshots, queues and forecasts; in Jira nothing changes."""
    await client.do(board_setup.remove_board, board_id, version)
    return Response(status_code=204)


@router.get('/boards/{board_id}/mapping')
async def get_mapping(client: Signed, board_id: RowId) -> MappingOut:
    """How its columns are read today, and every status its histories know."""
    return await _mapping(client, board_id)


@router.put('/boards/{board_id}/mapping')
async def save_mapping(client: Signed, board_id: RowId, body: MappingBody) -> MappingOut:
    columns = tuple(ColumnDraft(one.name, one.kind, tuple(one.statuses)) for one in body.columns)
    since = None if body.since is None else milliseconds(body.since)
    await client.do(mapping.save_mapping, board_id, MappingDraft(columns, body.estimate, since), body.number)
    return await _mapping(client, board_id)


@router.put('/boards/{board_id}/statuses/{status}')
async def map_status(client: Signed, board_id: RowId, status: StatusId, body: StatusBody) -> MappingOut:
    """For all time: also for statuses that the site does not list any more."""
    await client.do(mapping.map_status, board_id, status, body.kind or '')
    return await _mapping(client, board_id)


@router.get('/boards/{board_id}/disciplines')
async def list_disciplines(client: Signed, board_id: RowId, part: Part) -> Listing[DisciplineOut]:
    view: BoardSetup = await client.look(setup.view_board, board_id)
    items, total = part.cut(view.disciplines)
    return Listing(items=[_discipline(one) for one in items], total=total)


@router.post('/boards/{board_id}/disciplines', status_code=201)
async def add_discipline(client: Signed, board_id: RowId, body: DisciplineBody, key: IdempotencyKey = None) -> MadeOut:
    return MadeOut(id=await client.once(key, (board_id, body), disciplines.add_discipline, board_id,
                                        _discipline_draft(body)))


@router.put('/boards/{board_id}/disciplines/{discipline_id}', status_code=204)
async def change_discipline(client: Signed, board_id: RowId, discipline_id: RowId, body: DisciplineBody,
                            version: Version = None) -> Response:
    await client.do(disciplines.change_discipline, board_id, discipline_id, _discipline_draft(body), version)
    return Response(status_code=204)


@router.delete('/boards/{board_id}/disciplines/{discipline_id}', status_code=204)
async def remove_discipline(client: Signed, board_id: RowId, discipline_id: RowId, version: Version = None) -> Response:
    """With what was said about its capacity."""
    await client.do(disciplines.remove_discipline, board_id, discipline_id, version)
    return Response(status_code=204)


@router.get('/boards/{board_id}/members')
async def list_members(client: Signed, board_id: RowId, part: Part) -> Listing[MemberOut]:
    """By name."""
    view: BoardSetup = await client.look(setup.view_board, board_id)
    items, total = part.cut(view.members)
    return Listing(items=[_member(one) for one in items], total=total)


@router.post('/boards/{board_id}/members', status_code=201)
async def add_member(client: Signed, board_id: RowId, body: MemberBody, key: IdempotencyKey = None) -> MadeOut:
    return MadeOut(id=await client.once(key, (board_id, body), members.add_member, board_id, _member_draft(body)))


@router.put('/boards/{board_id}/members/{member_id}', status_code=204)
async def change_member(client: Signed, board_id: RowId, member_id: RowId, body: MemberBody,
                        version: Version = None) -> Response:
    """Leads of the team may change hours, days and shares."""
    await client.do(members.change_member, board_id, member_id, _member_draft(body), version)
    return Response(status_code=204)


@router.delete('/boards/{board_id}/members/{member_id}', status_code=204)
async def remove_member(client: Signed, board_id: RowId, member_id: RowId, version: Version = None) -> Response:
    """With their days off."""
    await client.do(members.remove_member, board_id, member_id, version)
    return Response(status_code=204)


async def _mapping(client: Client, board_id: int) -> MappingOut:
    view: BoardSetup = await client.look(setup.view_board, board_id)
    return MappingOut(
        number=view.number, guessed=view.is_guessed, estimate=view.estimate,
        columns=[ColumnOut(name=one.name, kind=one.kind, statuses=list(one.statuses)) for one in view.columns],
        statuses=[_status(one) for one in view.statuses])


def _status(one: StatusLine) -> StatusOut:
    last = None if one.last is None else moment(one.last).astimezone(UTC)
    return StatusOut(id=one.id, name=one.name, kind=one.kind or None, listed=one.is_listed, issues=one.count,
                     last_used=last)


def _site(one: SiteLine) -> SiteOut:
    site = one.site
    return SiteOut(id=site.id, name=site.name, kind=site.kind, url=site.url, account=site.account, zone=site.zone,
                   default=site.is_default, state=site.state, error=site.error, boards=one.boards,
                   token=one.has_token, webhook=site.has_hook, writes_estimates=one.writes_estimates,
                   version=site.version)


def _site_draft(body: SiteBody) -> SiteDraft:
    return SiteDraft(body.name, body.url, body.account, body.writes_estimates)


def _discipline_draft(body: DisciplineBody) -> DisciplineDraft:
    return DisciplineDraft(body.name, body.short, body.colour, body.rank, body.estimate, tuple(body.components),
                           tuple(body.labels), tuple(body.values), tuple(body.subtasks))


def _discipline(one: DisciplineLine) -> DisciplineOut:
    draft = one.draft
    return DisciplineOut(id=one.id, name=draft.name, short=draft.short, colour=draft.colour, rank=draft.rank,
                         estimate=draft.estimate, components=list(draft.components), labels=list(draft.labels),
                         values=list(draft.values), subtasks=list(draft.subtasks), version=one.version)


def _member_draft(body: MemberBody) -> MemberDraft:
    return MemberDraft(body.name, body.account, f'person:{body.person}' if body.person else '', body.lead,
                       tuple(body.weekdays), Decimal(body.hours), Decimal(body.focus),
                       {int(own): Decimal(share) for own, share in body.shares.items()})


def _member(one: MemberLine) -> MemberOut:
    draft = one.draft
    return MemberOut(id=one.id, name=draft.name, account=draft.account, identity=draft.identity, lead=draft.is_lead,
                     weekdays=list(draft.weekdays), hours=str(draft.hours), focus=str(draft.focus),
                     shares={own: str(share) for own, share in draft.shares.items()}, version=one.version)
