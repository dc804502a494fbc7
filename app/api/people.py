"""/api/v1: one's own account, and for admins the accounts of all."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app import entrance, health
from app.api.browser import WEEK
from app.api.doors import Attended, Body, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.access import RULES, Actor, Errand, Grant, may
from app.domain.health import Setting
from app.domain.home import Need
from app.domain.people import zone_name
from app.domain.people.views import Device, Notice, PersonView, Profile, TokenView
from app.errors import NotFound
from app.security import cookies
from app.security.gate import Caller
from app.security.tokens import digest, new_secret, new_token
from app.services.people import accounts, bell, sessions, tokens
from app.services.people import needs as people_needs
from app.services.poker import needs as poker_needs
from app.services.sprints import needs as sprint_needs
from app.work import perform

router = APIRouter(prefix='/api/v1', tags=['people'], route_class=StrictRoute)

NEEDS: Mapping[str, tuple[str, Callable[..., Any]]] = {
    'poker': ('poker.look', poker_needs.list_needs), 'people': ('people.own_look', people_needs.list_needs),
    'sprints': ('sprints.look', sprint_needs.list_needs)}


class SignIn(Body):
    email: str = Field(max_length=300)
    password: str = Field(max_length=1000)


class GrantBody(Body):
    role: str
    area: str = '*'


class Me(BaseModel):
    """Who the sender is, and what they may do."""
    id: str
    name: str
    email: str
    avatar: str
    time_zone: str
    theme: str
    locale: str
    shortcuts: bool
    sound: bool
    grants: list[GrantBody]
    rights: list[str]


class MeChange(Body):
    """`email` is for a person who has signed in within the last ten minutes."""
    name: str | None = None
    email: str | None = Field(None, max_length=300)
    avatar: str | None = None
    time_zone: str | None = None
    theme: Literal['auto', 'light', 'dark'] | None = None
    locale: Literal['en-GB', 'en-US'] | None = None
    shortcuts: bool | None = None
    sound: bool | None = None


class SessionOut(BaseModel):
    id: str
    agent: str
    address: str
    made_at: datetime
    used_at: datetime
    is_this: bool


class TokenOut(BaseModel):
    id: str
    name: str
    owner: str
    scopes: list[str]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    state: str


class TokenBody(Body):
    name: str
    scopes: list[str]
    days: int = 90


class NewTokenOut(BaseModel):
    """`token` is shown this once."""
    id: str
    token: str


class PersonOut(BaseModel):
    id: str
    name: str
    email: str
    avatar: str
    state: str
    grants: list[GrantBody]
    seen_at: datetime | None
    made_at: datetime


class Invitation(Body):
    email: str = Field(max_length=300)
    role: str = 'member'


class Link(BaseModel):
    """Send it to the person it is for; it works once."""
    id: str
    link: str


class PersonChange(Body):
    state: Literal['active', 'disabled'] | None = None
    email: str | None = Field(None, max_length=300)


class GrantsBody(Body):
    grants: list[GrantBody] = Field(max_length=50)


class NoticeOut(BaseModel):
    id: str
    at: datetime
    text: str
    link: str
    is_read: bool


class NeedOut(BaseModel):
    area: str
    title: str
    detail: str
    button: str
    link: str
    due: datetime | None
    is_urgent: bool


@router.post('/session', status_code=204)
async def sign_in(body: SignIn, request: Request) -> Response:
    """For programs that keep cookies; a former session ends."""
    caller: Caller = request.scope['caller']
    secret = new_secret()
    await entrance.sign_in_directly(body.email, body.password, digest(secret), caller.sender, caller.place,
                                    caller.agent)
    if caller.session:
        await perform(sessions.sign_out, caller.session)
    return Response(status_code=204, headers={
        'set-cookie': cookies.set_cookie('session', secret, caller.is_https, WEEK)})


@router.delete('/session', status_code=204)
async def sign_out(request: Request) -> Response:
    caller: Caller = request.scope['caller']
    if caller.session:
        await perform(sessions.sign_out, caller.session)
    return Response(status_code=204, headers={'set-cookie': cookies.drop_cookie('session', caller.is_https)})


@router.get('/me')
async def view_me(client: Signed) -> Me:
    return await _me(client)


@router.patch('/me')
async def change_me(client: Signed, body: MeChange) -> Me:
    if body.time_zone is not None:
        zone_name(body.time_zone, 'time_zone')
    if body.email is not None:
        await client.do(accounts.change_email, (await client.look(sessions.whoami)).person_id, body.email)
    if body.name is not None or body.avatar is not None or body.time_zone is not None:
        now: Profile = await client.look(accounts.view_profile)
        await client.do(accounts.change_profile, _or(body.name, now.name), _or(body.avatar, now.avatar),
                        _or(body.time_zone, now.zone))
    await client.do(accounts.choose, theme=body.theme, has_shortcuts=body.shortcuts, has_sound=body.sound,
                    locale=body.locale)
    return await _me(client)


@router.get('/me/sessions')
async def list_sessions(client: Attended, request: Request) -> Listing[SessionOut]:
    devices: tuple[Device, ...] = await client.look(sessions.list_devices, request.scope['caller'].session)
    return Listing(items=[SessionOut(**vars(device)) for device in devices], total=len(devices))


@router.delete('/me/sessions', status_code=204)
async def end_other_sessions(client: Attended, request: Request) -> None:
    """All but the one that sends this."""
    await client.do(sessions.end_other_devices, request.scope['caller'].session)


@router.delete('/me/sessions/{session_id}', status_code=204)
async def end_session(client: Attended, session_id: str) -> None:
    await client.do(sessions.end_device, session_id)


@router.get('/me/tokens')
async def list_own_tokens(client: Attended) -> Listing[TokenOut]:
    return _tokens(await client.look(tokens.list_own))


@router.post('/me/tokens', status_code=201)
async def make_token(client: Attended, body: TokenBody, key: IdempotencyKey = None) -> NewTokenOut:
    token = new_token(await client.new_secret(key, body))
    await client.once(key, body, tokens.make_token, token.id, token.hash, body.name, body.scopes, body.days)
    return NewTokenOut(id=token.id, token=token.text)


@router.delete('/me/tokens/{token_id}', status_code=204)
async def revoke_own_token(client: Attended, token_id: str) -> None:
    await client.do(tokens.revoke, token_id)


@router.get('/tokens')
async def list_all_tokens(client: Attended) -> Listing[TokenOut]:
    return _tokens(await client.look(tokens.list_all))


@router.get('/people')
@router.get('/users', include_in_schema=False)
async def list_people(client: Signed, part: Part, sort: Literal['name', '-name', 'made_at', '-made_at'] = 'name',
                      state: Literal['', 'invited', 'active', 'disabled'] = '') -> Listing[PersonOut]:
    people: tuple[PersonView, ...] = await client.look(accounts.list_people)
    wanted = sorted((person for person in people if state in ('', person.state)),
                    key=lambda person: person.name.casefold() if 'name' in sort else person.made_at.isoformat(),
                    reverse=sort.startswith('-'))
    items, total = part.cut(wanted)
    return Listing(items=[_person(person) for person in items], total=total)


@router.post('/people', status_code=201)
@router.post('/users', status_code=201, include_in_schema=False)
async def invite(client: Signed, body: Invitation, request: Request, response: Response,
                 key: IdempotencyKey = None) -> Link:
    code = await client.new_secret(key, body)
    person_id = await client.once(key, body, accounts.invite, body.email, body.role, digest(code))
    response.headers['Location'] = f'/api/v1/people/{person_id}'
    return Link(id=str(person_id), link=f'{request.scope["caller"].origin}/invite/{code}')


@router.get('/people/{person_id}')
@router.get('/users/{person_id}', include_in_schema=False)
async def view_person(client: Signed, person_id: RowId) -> PersonOut:
    return _person(await _find(client, person_id))


@router.patch('/people/{person_id}')
@router.patch('/users/{person_id}', include_in_schema=False)
async def change_person(client: Signed, person_id: RowId, body: PersonChange) -> PersonOut:
    if body.email is not None:
        await client.do(accounts.change_email, person_id, body.email)
    if body.state is not None:
        await client.do(accounts.disable if body.state == 'disabled' else accounts.enable, person_id)
    return _person(await _find(client, person_id))


@router.delete('/people/{person_id}', status_code=204)
@router.delete('/users/{person_id}', status_code=204, include_in_schema=False)
async def erase_person(client: Signed, person_id: RowId) -> None:
    await client.do(accounts.erase, person_id)


@router.delete('/people/{person_id}/sessions', status_code=204)
async def end_all_sessions(client: Attended, person_id: RowId) -> None:
    await client.do(accounts.end_sessions, person_id)


@router.post('/people/{person_id}/reset-link', status_code=201)
async def make_link(client: Attended, person_id: RowId, request: Request) -> Link:
    code = new_secret()
    kind = await client.do(accounts.make_link, person_id, digest(code))
    return Link(id=str(person_id), link=f'{request.scope["caller"].origin}/{kind}/{code}')


@router.get('/people/{person_id}/grants')
async def list_grants(client: Signed, person_id: RowId) -> GrantsBody:
    return GrantsBody(grants=_person(await _find(client, person_id)).grants)


@router.put('/people/{person_id}/grants')
async def set_grants(client: Signed, person_id: RowId, body: GrantsBody, request: Request,
                     response: Response) -> GrantsBody:
    """The sessions of that person end; the one that sends this goes on under a new cookie."""
    caller: Caller = request.scope['caller']
    me: Actor = await client.look(sessions.whoami)
    await client.do(accounts.set_grants, person_id, [Grant(grant.role, grant.area) for grant in body.grants],
                    caller.session)
    if caller.session and me.identity == f'person:{person_id}':
        secret = new_secret()
        await client.do(sessions.renew, caller.session, digest(secret))
        response.headers['set-cookie'] = cookies.set_cookie('session', secret, caller.is_https, WEEK)
    return GrantsBody(grants=[GrantBody(role=grant.role, area=grant.area) for grant in body.grants])


@router.get('/bell')
async def list_notices(client: Signed) -> Listing[NoticeOut]:
    notices: tuple[Notice, ...] = await client.look(bell.list_notices)
    return Listing(items=[NoticeOut(**{**vars(notice), 'id': str(notice.id)}) for notice in notices],
                   total=len(notices))


@router.post('/bell/read', status_code=204)
async def read_bell(client: Signed) -> None:
    await client.do(bell.read_all)


@router.get('/home')
async def view_home(client: Signed) -> Listing[NeedOut]:
    """What needs the sender."""
    me = await client.look(sessions.whoami)
    items = [_need(area, need) for area, (deed, service) in NEEDS.items() if may(me, deed)
             for need in await client.look(service)]
    return Listing(items=items, total=len(items))


@router.get('/settings')
async def list_settings(client: Signed) -> list[dict[str, str]]:
    """Values with their source; secrets show only whether they are set."""
    settings: tuple[Setting, ...] = await client.look(health.list_settings)
    return [{'name': item.name, 'value': item.value, 'source': 'default' if item.is_default else 'environment'}
            for item in settings]


async def _me(client: Signed) -> Me:
    me = await client.look(sessions.whoami)
    profile: Profile = await client.look(accounts.view_profile)
    return Me(id=str(me.person_id), name=profile.name, email=profile.email, avatar=profile.avatar,
              time_zone=profile.zone, theme=profile.theme, locale=profile.locale,
              shortcuts=profile.has_shortcuts, sound=profile.has_sound,
              grants=_grants(profile.grants),
              rights=[deed for deed in RULES if not deed.startswith('poker.') and may(me, deed, Errand())])  # any run


async def _find(client: Signed, person_id: int) -> PersonView:
    people: tuple[PersonView, ...] = await client.look(accounts.list_people)
    for person in people:
        if person.id == person_id:
            return person
    raise NotFound('There is nobody with this id.')


def _person(person: PersonView) -> PersonOut:
    return PersonOut(id=str(person.id), name=person.name, email=person.email, avatar=person.avatar,
                     state=person.state, grants=_grants(person.grants), seen_at=person.seen_at, made_at=person.made_at)


def _grants(grants: tuple[Grant, ...]) -> list[GrantBody]:
    return [GrantBody(role=grant.role, area=grant.area) for grant in grants]


def _tokens(views: tuple[TokenView, ...]) -> Listing[TokenOut]:
    return Listing(items=[TokenOut(**{**vars(view), 'scopes': list(view.scopes)}) for view in views],
                   total=len(views))


def _need(area: str, need: Need) -> NeedOut:
    return NeedOut(area=area, title=need.title, detail=need.detail, button=need.button, link=need.link, due=need.due,
                   is_urgent=need.is_urgent)


def _or(given: str | None, present: str) -> str:
    return present if given is None else given
