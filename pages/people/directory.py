"""/admin/people and /admin/tokens — accounts, roles and tokens of everybody."""

from functools import partial
from typing import Any

from fastapi.responses import RedirectResponse
from nicegui import ui

from app.domain.access import Grant, demand
from app.domain.people.views import PersonView, TokenView
from app.events import PEOPLE
from app.realtime import follow
from app.security.tokens import digest, new_secret
from app.services.people import accounts, sessions, tokens
from components.controls import Button, Text, block
from components.feedback import refusals_shown, toast
from components.frame import ADMIN, Frame, Tab
from components.palette import Hit
from components.people.directory import Directory, DirectoryWishes, InviteDialog
from components.people.once import OnceDialog
from components.people.tokens import TokenList
from pages.kit import Visitor, action, do, frame, look, member, page
from pages.palette import offer, source
from pages.people.proof import proved, renew_session

PEOPLE_TAB, TOKENS_TAB, AUDIT_TAB, HEALTH_TAB, BACKUPS_TAB = 'People', 'API tokens', 'Audit trail', 'Health', 'Backups'
PATHS = {PEOPLE_TAB: '/admin/people', TOKENS_TAB: '/admin/tokens', AUDIT_TAB: '/admin/audit',
         HEALTH_TAB: '/admin/health', BACKUPS_TAB: '/admin/backups'}
LINKS = {'invite': 'The invitation of {}', 'reset': 'A new password for {}'}

for label, path in PATHS.items():
    offer(Hit('Go to', label, path, 'shield_person', 'admin'), only_admin=True)
offer(Hit('Do', 'Invite somebody', '/admin/people?invite=1', 'person_add', 'admin'), only_admin=True)


@source
async def find_people(who: Visitor, text: str) -> list[Hit]:
    if not who.me.actor.is_admin:
        return []
    people = await look(who, accounts.list_people)
    return [Hit('People', person.name, '/admin/people', 'person', person.email) for person in people
            if text.casefold() in f'{person.name} {person.email}'.casefold()][:5]


async def admin_frame(who: Visitor, tab: str) -> Frame:
    """The frame of an admin page, for admins only; the tabs say how much there is of what."""
    demand(who.me.actor, 'people.admin')
    counts = {PEOPLE_TAB: len(await look(who, accounts.list_people)),
              TOKENS_TAB: sum(token.state == 'active' for token in await look(who, tokens.list_all))}
    return await frame(who, ADMIN, 'Admin', tabs=[Tab(label, path, counts.get(label))
                                                  for label, path in PATHS.items()], tab=tab)


@page('/admin', 'Admin')
async def admin_page() -> RedirectResponse:
    return RedirectResponse(PATHS[PEOPLE_TAB], 303)


@page('/admin/people', 'People')
async def people_page(invite: bool = False) -> None:
    who = await member()
    shell = await admin_frame(who, PEOPLE_TAB)
    ask = InviteDialog(partial(_invite, who))
    with shell.content, block('rt-page'):
        with block('rt-phead'):
            with block('rt-grow'):
                Text('People', tag='h1')
                Text('Everybody with an account. Guests at poker tables need none.', 'rt-meta', 'div')
            Button('Invite', ask.open, icon='person_add', look='primary', key='N')
        directory = Directory(_wishes(who))

        def show(people: tuple[PersonView, ...]) -> None:
            directory.show(people)
            shell.count_tab(PATHS[PEOPLE_TAB], len(people))
        await follow(PEOPLE, sessions.looking, who.credential, accounts.list_people, show=show)
    shell.shortcuts.add('N', 'Invite somebody', ask.open, 'People')
    shell.shortcuts.add('/', 'Filter', lambda: directory.text.run_method('focus'), 'People')
    if invite:
        ask.open()


@page('/admin/tokens', 'API tokens')
async def all_tokens_page() -> None:
    who = await member()
    shell = await admin_frame(who, TOKENS_TAB)
    with shell.content, block('rt-page'):
        with block('rt-phead'), block('rt-grow'):
            Text('API tokens', tag='h1')
            Text('The tokens of everybody. People make them in their account.', 'rt-meta', 'div')
        listed = TokenList(action(who, tokens.revoke, done='Token revoked'), has_owners=True)

        def show(views: tuple[TokenView, ...]) -> None:
            listed.show(views)
            shell.count_tab(PATHS[TOKENS_TAB], sum(token.state == 'active' for token in views))
        await follow(PEOPLE, sessions.looking, who.credential, tokens.list_all, show=show)


def _wishes(who: Visitor) -> DirectoryWishes:
    return DirectoryWishes(
        grant=partial(_grant, who), make_link=partial(_make_link, who), change_email=partial(_change_email, who),
        sign_out=action(who, accounts.end_sessions, done='Signed out everywhere'),
        disable=action(who, accounts.disable, done='Account disabled'),
        enable=action(who, accounts.enable, done='Account enabled'),
        erase=action(who, accounts.erase, done='Account erased'))


async def _grant(who: Visitor, person_id: int, grants: list[Grant]) -> Any:
    async def grant() -> bool:
        await do(who, accounts.set_grants, person_id, grants, who.caller.session)
        return True
    with refusals_shown():
        if await proved(who, grant):
            toast('Roles changed')
            if person_id == who.me.actor.person_id:
                await renew_session(who, PATHS[PEOPLE_TAB])
            return True
    return False


async def _invite(who: Visitor, email: str, role: str) -> bool:
    code = new_secret()

    async def invite() -> bool:
        await do(who, accounts.invite, email, role, digest(code))
        return True
    if not await proved(who, invite):
        return False
    _show_link(who, 'invite', code, email)
    return True


async def _make_link(who: Visitor, person: PersonView) -> None:
    code = new_secret()

    async def make() -> str:
        kind: str = await do(who, accounts.make_link, person.id, digest(code))
        return kind
    with refusals_shown():
        if kind := await proved(who, make):
            _show_link(who, kind, code, person.name)


async def _change_email(who: Visitor, person_id: int, email: str) -> bool:
    async def change() -> bool:
        await do(who, accounts.change_email, person_id, email)
        return True
    if not await proved(who, change):
        return False
    toast('E-mail changed')
    return True


def _show_link(who: Visitor, kind: str, code: str, name: str) -> None:
    with ui.context.client.content:
        OnceDialog(LINKS[kind].format(name), 'Send this link to them, and to nobody else. It works once.',
                   f'{who.caller.origin}/{kind}/{code}', 'link').open()
