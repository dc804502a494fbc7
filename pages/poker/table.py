"""/poker/{id} — one table; /j/{code} and /session/{id} — ways to it."""

from functools import partial
from urllib.parse import quote

from fastapi.responses import RedirectResponse
from nicegui import ui

from app.domain.names import ANIMALS
from app.domain.poker.table import Table
from app.errors import AppError, Forbidden, Gone
from app.events import stories_topic, table_topic
from app.presence import attend
from app.realtime import follow
from app.services.people import guests
from app.services.poker import history, seats, stories, tables
from app.work import ask, perform
from components.controls import Button, IconButton
from components.doors import refusal_page
from components.frame import Frame
from components.poker.inviting import InviteDialog
from components.poker.joining import JoinDoor
from components.poker.room import Room
from pages.kit import Visitor, caller, do, look, page, visitor
from pages.poker.deeds import open_settings, wishes_at
from pages.poker.offers import stories_from_areas
from pages.poker.tabs import TABLES_TAB, estimate_frame


@page('/j/{code}', 'Join')
async def join_page(code: str) -> RedirectResponse:
    return RedirectResponse(f'/poker/{await ask(tables.find_table, code, caller().sender)}', 303)


@page('/session/{table_id}', 'Join')
async def former_address_page(table_id: str) -> RedirectResponse:
    return RedirectResponse(f'/poker/{quote(table_id)}', 303)


@page('/poker/{table_id}', 'Table')
async def table_page(table_id: str) -> None:
    who = await visitor()
    try:
        table = await ask(tables.demand_open, table_id)
    except Gone as error:
        ui.status_code(410)
        results = ('See the results', f'/poker/history/{quote(table_id)}')
        refusal_page(410, str(error), onward=results if await _may_see_results(who, table_id) else None)
        return
    if not await _is_seated(who, table):
        await _ask_for_name(who, table)
        return
    shell = await estimate_frame(who, TABLES_TAB, table.name)
    shell.classes('rt-at-table')
    views = await stories_from_areas(who)
    with shell.content:
        room = Room(shell, table_id, who.me.actor.identity, wishes_at(who, table_id, views),
                    has_sound=who.me.has_sound)
        room.on_settings(partial(open_settings, who, room))
        _tools(shell, who, room, table)
        await follow(stories_topic(table_id), stories.list_stories, table_id, show=room.show_stories)
        await follow(table_topic(table_id), tables.view_table, table_id, show=room.show)
    attend(table_topic(table_id), who.me.actor.identity)


async def _is_seated(who: Visitor, table: Table) -> bool:
    """Members come in at once, people with an account get a seat without a form, guests give a name first."""
    seat = table.seat_of(who.me.actor.identity)
    if seat and seat.is_here:
        return True
    if who.me.actor.is_guest:
        return False
    await do(who, seats.take_seat, table.id, avatar=who.me.avatar)
    return True


async def _may_see_results(who: Visitor, table_id: str) -> bool:
    try:
        await look(who, history.view_session, table_id)
    except AppError:
        return False
    return True


async def _ask_for_name(who: Visitor, table: Table) -> None:
    if not table.welcomes_guests:
        raise Forbidden('This table is only for people with an account. Sign in to join it.', 'poker.no_guests')
    taken = frozenset(seat.avatar for seat in table.here if seat.avatar)
    free = next((animal for animal in ANIMALS if animal not in taken), '')
    known = await ask(guests.view_guest, who.caller.visitor)

    async def join(name: str, avatar: str, only_watches: bool) -> None:
        await perform(guests.introduce, who.caller.visitor, name, avatar)
        await do(who, seats.take_seat, table.id, is_voter=not only_watches, avatar=avatar)
        ui.navigate.to(f'/poker/{table.id}')
    JoinDoor(table.name, known, free, taken, join, here=quote(f'/poker/{table.id}', safe='/'))


def _tools(shell: Frame, who: Visitor, room: Room, table: Table) -> None:
    """Beside the connection: stories and people on narrow screens, invite, leave."""
    def invite() -> None:
        now = room.view.table if room.view else table
        InviteDialog(table.name, table.code, f'{who.caller.origin}/j/{table.code}', now.welcomes_guests).open()
    with shell.tools:
        Button(table.code, invite, icon='content_copy', size='s').classes('rt-not-phone').props(
            f'aria-label="Code {table.code}"')
        Button('Invite', invite, icon='person_add', size='s').classes('rt-not-phone')
        IconButton('bookmark', 'Stories', room.queue.toggle).classes('rt-only-narrow')
        IconButton('group', 'People', room.toggle_people).classes('rt-only-phone')
        IconButton('logout', 'Leave the table', room.leave).classes('rt-not-phone')
    room.on_invite(invite)
