"""/api/v1/search — what the palette finds."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.api.doors import Client, Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.access import may
from app.services.people import accounts, sessions
from app.services.poker import history, lobby

router = APIRouter(prefix='/api/v1', tags=['people'], route_class=StrictRoute)


class HitOut(BaseModel):
    """`link` is where it is on the pages."""
    kind: str
    title: str
    detail: str
    link: str


@router.get('/search')
async def search(client: Signed, part: Part, q: Annotated[str, Query(min_length=1, max_length=100)]) -> Listing[HitOut]:
    """Tables that are open, sessions that are over, and people; of each only what the sender may see."""
    items, total = part.cut([hit async for hit in _hits(client, q.strip())])
    return Listing(items=list(items), total=total)


async def _hits(client: Client, text: str) -> AsyncIterator[HitOut]:
    me = await client.look(sessions.whoami)
    if may(me, 'poker.look'):
        for table in await client.look(lobby.find_tables, text):
            yield HitOut(kind='table', title=table.name, detail=table.code, link=f'/poker/{table.id}')
        for past in (await client.look(history.list_sessions, text))[0]:
            yield HitOut(kind='session', title=past.name, detail='closed', link=f'/poker/history/{past.id}')
    if may(me, 'people.directory'):
        for person in await client.look(accounts.list_people):
            if text.casefold() in f'{person.name} {person.email}'.casefold():
                yield HitOut(kind='person', title=person.name, detail=person.email, link='/admin/people')
