"""Sensitive deeds: the password is asked for where it was last given too long ago."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from nicegui import ui

from app import entrance
from app.errors import Forbidden
from app.services.people import accounts, sessions
from app.work import perform
from components.people.proof import ProofDialog
from pages.kit import Visitor, look

R = TypeVar('R')


async def proved(who: Visitor, deed: Callable[[], Awaitable[R]]) -> R | None:
    """What the deed gives, or None if the password was not given. Raises what is refused for other reasons."""
    try:
        return await deed()
    except Forbidden as error:
        if error.code != 'auth.reauth':
            raise
    with ui.context.client.content:
        dialog = ProofDialog(partial(_prove, who))
    return await deed() if await dialog else None


async def renew_session(who: Visitor, target: str) -> None:
    """The session goes on under a new id, which the browser has to fetch."""
    await perform(sessions.prepare_sign_in, who.me.actor.person_id, who.caller.visitor)
    ui.navigate.to(f'/session/begin?next={target}')


async def _prove(who: Visitor, password: str) -> None:
    profile = await look(who, accounts.view_profile)
    await entrance.prove(who.caller.session, profile.email, password, who.caller.sender)
