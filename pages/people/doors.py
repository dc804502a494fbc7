"""The ways in: /setup, /sign-in, /invite, /reset."""

import asyncio
from contextlib import suppress
from urllib.parse import quote

from nicegui import ui

from app import entrance
from app.demo import add_table
from app.domain.access import Actor, Credential
from app.errors import NotFound, SignInNeeded
from app.services.people import accounts, sessions
from app.services.people.accounts import Founding
from app.services.poker import tables
from app.work import ask
from components.people.doors import InvitationDoor, ResetDoor, SetupDoor, SignInDoor, already_in
from pages.kit import caller, page


@page('/setup', 'Set-up')
async def setup_page() -> None:
    if await ask(accounts.is_founded):
        raise NotFound('This workspace is set up already.')
    await entrance.offer_setup()
    found = caller()

    async def submit(code: str, workspace: str, name: str, email: str, zone: str, password: str, demo: bool) -> None:
        founding = Founding(workspace, name, email, zone)
        person_id = await entrance.set_up(code, founding, password, found.visitor, found.sender)
        if demo:
            await asyncio.to_thread(add_table, person_id, name)
        enter('/')
    SetupDoor(submit)


@page('/sign-in', 'Sign in')
async def sign_in_page(next: str = '/') -> None:  # the name of the parameter in the address
    found = caller()
    if me := await known(found.credential):
        already_in(me.name, own(next))
        return

    async def sign_in(email: str, password: str) -> None:
        await entrance.sign_in(email, password, found.visitor, found.sender)
        enter(next)

    async def join(code: str) -> None:
        ui.navigate.to(f'/poker/{await ask(tables.find_table, code, found.sender)}')

    async def play(person_id: int) -> None:
        await entrance.play(person_id, found.visitor)
        enter(next)
    SignInDoor(await ask(accounts.view_workspace), sign_in, join, play)


@page('/invite/{code}', 'Invitation')
async def invitation_page(code: str) -> None:
    invitee = await entrance.view_invitee('invite', code, caller().sender)

    async def submit(name: str, zone: str, password: str) -> None:
        await entrance.accept_invitation(code, name, zone, password, caller().visitor)
        enter('/')
    InvitationDoor(invitee, submit)


@page('/reset/{code}', 'New password')
async def reset_page(code: str) -> None:
    invitee = await entrance.view_invitee('reset', code, caller().sender)

    async def submit(password: str) -> None:
        await entrance.reset_password(code, password, caller().visitor)
        enter('/')
    ResetDoor(invitee, submit)


async def known(credential: Credential | None) -> Actor | None:
    """Who is signed in, if their session still counts."""
    if credential and credential.kind == 'session':
        with suppress(SignInNeeded):
            return await ask(sessions.identify, credential)
    return None


def enter(target: str) -> None:
    """Fetch the session's cookie, then go on."""
    ui.navigate.to(f'/session/begin?next={quote(own(target), safe="/")}')


def own(target: str) -> str:
    """Only places of ours."""
    return target if target.startswith('/') and not target.startswith(('//', '/\\')) else '/'
