"""What all addresses of a table share: the sender counts as present, and is answered with what they may see."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path

from app import clock
from app.api.doors import Client
from app.api.poker.shapes import TableOut, table_out
from app.domain.access import Actor, Credential
from app.domain.poker.looks import TableView
from app.events import table_topic
from app.presence import linger
from app.security.tokens import digest
from app.services.people import guests, sessions
from app.services.poker import tables
from app.work import perform

TableId = Annotated[UUID, Path(description='of the table')]
RoundNo = Annotated[int, Path(ge=1)]


async def act(client: Client, table_id: UUID, service: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Do something at a table. Whoever does so is there, for a minute at least, although no page is open."""
    result = await client.do(service, str(table_id), *arguments, **options)
    await stay(client, table_id)
    return result


async def stay(client: Client, table_id: UUID) -> None:
    viewer: Actor = await client.look(sessions.whoami)
    await linger(table_topic(str(table_id)), viewer.identity)


async def table_for(client: Client, table_id: UUID) -> TableOut:
    view: TableView = await client.look(tables.view_for, str(table_id))
    viewer: Actor = await client.look(sessions.whoami)
    return table_out(view, viewer, clock.now())


async def introduced(client: Client, name: str | None, avatar: str, key: str | None = None,
                     body: object = None) -> tuple[Client, str | None]:
    """Whoever has no account becomes a guest by giving a name; the second value is the token of their seat.

    Whoever sends the same `body` with the same Idempotency-Key again is the same guest.
    """
    if client.credential.kind != 'guest':
        return client, None
    secret = None
    if not client.credential.key:
        secret = await client.stranger_secret(key, body)
        client = Client(client.caller, Credential('guest', digest(secret), client.caller.address))
    if name is not None:
        await perform(guests.introduce, client.credential.key, name, avatar)
    return client, secret
