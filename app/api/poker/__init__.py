"""/api/v1/poker — planning poker for programs."""

from fastapi import APIRouter

from app.api.poker import decks, rounds, seats, stories, tables

router = APIRouter(prefix='/api/v1/poker')
for part in (tables, seats, rounds, stories, decks):
    router.include_router(part.router)
