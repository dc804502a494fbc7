"""/api/v1/poker — planning poker for programs."""

from fastapi import APIRouter, Depends

from app.api.doors import Anybody
from app.api.poker import decks, rounds, seats, stories, tables
from app.domain.access import demand
from app.services.people import sessions


async def may_look(client: Anybody) -> None:
    """Every answer shows something, so no token comes in without this scope, not even to do something first."""
    demand(await client.look(sessions.whoami), 'poker.look')


router = APIRouter(prefix='/api/v1/poker', dependencies=[Depends(may_look)])
for part in (tables, seats, rounds, stories, decks):
    router.include_router(part.router)
