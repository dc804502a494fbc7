"""Tables: list, open, look at, change, close; results to take away."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.doors import Anybody, Body, Download, IdempotencyKey, Listing, Part
from app.api.poker.desk import TableId, act, introduced, stay, table_for
from app.api.poker.shapes import (
    SWITCHES,
    OpenTableOut,
    PastRoundOut,
    TableOut,
    open_table_out,
    past_round_out,
)
from app.api.poker.stories import StoryBody
from app.api.strict import StrictRoute
from app.domain.access import Actor
from app.domain.poker.decks import FIBONACCI
from app.domain.poker.results import TableResults
from app.domain.poker.table import Switches
from app.domain.poker.views import LobbyTable
from app.errors import Rejected
from app.services.people import sessions
from app.services.poker import decks, history, lobby, tables
from app.services.poker.tables import TableDraft
from app.work import ask

router = APIRouter(tags=['poker: tables'], route_class=StrictRoute)

Sort = Literal['made_at', '-made_at', 'name', '-name']

MEDIA = {'csv': 'text/csv; charset=utf-8', 'md': 'text/markdown; charset=utf-8', 'json': 'application/json'}


class NewTable(Body):
    """`guest` is the name of a sender without an account."""
    name: str
    deck: str = FIBONACCI.name
    switches: dict[str, bool | int] = Field(default_factory=dict)
    seats: int | None = Field(None, ge=1)
    stories: list[StoryBody] = Field(default_factory=list, max_length=500)
    guest: str | None = None
    avatar: str = ''


class TableChange(Body):
    """`version` is the one that was seen; another one is answered with 409."""
    name: str | None = None
    deck: str | None = None
    switches: dict[str, bool | int] = Field(default_factory=dict)
    seats: int | None = Field(None, ge=1)
    version: int


class OpenedTable(TableOut):
    """`seat_token` is for senders without an account: send it as `Authorization: Seat …`."""
    seat_token: str | None


@router.get('/tables')
async def list_tables(client: Anybody, part: Part, sort: Sort = '-made_at') -> Listing[OpenTableOut]:
    """Open tables that want to be seen, by default newest first."""
    viewer: Actor = await client.look(sessions.whoami)
    await client.look(lobby.demand_welcome)
    items, total = part.cut(_sorted((await ask(lobby.list_tables)).tables, sort))
    return Listing(items=[open_table_out(table, viewer) for table in items], total=total)


@router.post('/tables', status_code=201)
async def open_table(client: Anybody, body: NewTable, response: Response, key: IdempotencyKey = None) -> OpenedTable:
    client, secret = await introduced(client, body.guest, body.avatar, key, body)
    draft = TableDraft(body.name, await client.look(decks.find_deck, body.deck), _switches(body.switches),
                       body.seats or 0, tuple(story.draft() for story in body.stories), body.avatar,
                       _kept(body.switches))
    table_id = UUID(await client.once(key, body, tables.open_table, draft))
    await stay(client, table_id)
    response.headers['Location'] = f'/api/v1/poker/tables/{table_id}'
    return OpenedTable(**vars(await table_for(client, table_id)), seat_token=secret)


@router.get('/tables/{table_id}')
async def view_table(client: Anybody, table_id: TableId) -> TableOut:
    """Whoever sits at it and asks is there."""
    table = await table_for(client, table_id)
    seat = next((seat for seat in table.seats if seat.is_me), None)
    if seat:
        await stay(client, table_id)
    return table if seat is None or seat.is_connected else await table_for(client, table_id)


@router.patch('/tables/{table_id}')
async def change_table(client: Anybody, table_id: TableId, body: TableChange) -> TableOut:
    deck = await client.look(decks.find_deck, body.deck) if body.deck is not None else None
    _switches(body.switches)
    await act(client, table_id, tables.change_table, body.switches, name=body.name, deck=deck, seats=body.seats,
              version=body.version)
    return await table_for(client, table_id)


@router.delete('/tables/{table_id}', status_code=204)
async def close_table(client: Anybody, table_id: TableId) -> None:
    await client.do(tables.close_table, str(table_id))


@router.get('/tables/{table_id}/rounds')
async def list_rounds(client: Anybody, table_id: TableId, part: Part) -> Listing[PastRoundOut]:
    """The rounds that were turned, in the order they were played."""
    results: TableResults = await client.look(history.view_results, str(table_id))
    items, total = part.cut(results.rounds)
    return Listing(items=[past_round_out(item) for item in items], total=total)


@router.get('/tables/{table_id}/export')
async def export(client: Anybody, _slot: Download, table_id: TableId,
                 format: Literal['csv', 'md', 'json'] = 'csv') -> Response:
    text: str = await client.do(history.export, str(table_id), format)
    return Response(text, media_type=MEDIA[format], headers={
        'Content-Disposition': f'attachment; filename="estimates-{str(table_id)[:8]}.{format}"'})


def _kept(given: dict[str, Any]) -> bool | None:
    return bool(given['keep']) if 'keep' in given else None


def _sorted(tables: Sequence[LobbyTable], sort: Sort) -> Sequence[LobbyTable]:
    """They come newest first."""
    if 'name' in sort:
        return sorted(tables, key=lambda table: table.name.casefold(), reverse=sort == '-name')
    return tables if sort == '-made_at' else tables[::-1]


def _switches(given: dict[str, Any]) -> Switches:
    """Known names, and values of the right kind."""
    for name, value in given.items():
        if name not in SWITCHES:
            raise Rejected(f'There is no switch called “{name}”.', 'poker.switch', f'switches.{name}')
        if isinstance(value, bool) != isinstance(getattr(Switches, name), bool):
            raise Rejected('This value does not fit.', 'poker.switch', f'switches.{name}')
    return Switches(**given)
