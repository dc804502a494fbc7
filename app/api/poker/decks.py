"""Decks: the built-in ones, one's own, and those for everyone."""

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.doors import Anybody, Body, Client, IdempotencyKey, Listing, RowId, Signed
from app.api.poker.shapes import DeckOut, FaceOut, deck_out
from app.api.strict import StrictRoute
from app.domain.poker.decks import BUILT_IN
from app.domain.poker.views import DeckView
from app.errors import NotFound
from app.services.poker import decks

router = APIRouter(prefix='/decks', tags=['poker: decks'], route_class=StrictRoute)


class FaceBody(Body):
    """`number` is a decimal as text, for decks that shall be averaged."""
    face: str = Field(max_length=20)
    number: str | None = Field(None, max_length=20)


class DeckBody(Body):
    name: str
    faces: list[FaceBody] = Field(max_length=50)
    for_everyone: bool = False


class OwnDeckOut(DeckOut):
    """Built-in decks have no id."""
    id: str | None
    for_everyone: bool
    is_mine: bool


@router.get('')
async def list_decks(client: Anybody) -> Listing[OwnDeckOut]:
    own: tuple[DeckView, ...] = await client.look(decks.list_decks)
    built_in = [OwnDeckOut(**vars(deck_out(deck)), id=None, for_everyone=True, is_mine=False) for deck in BUILT_IN]
    items = [*built_in, *map(_deck_out, own)]
    return Listing(items=items, total=len(items))


@router.post('', status_code=201)
async def add_deck(client: Signed, body: DeckBody, response: Response, key: IdempotencyKey = None) -> OwnDeckOut:
    deck_id = await client.once(key, body, decks.add_deck, body.name, _faces(body), body.for_everyone)
    response.headers['Location'] = f'/api/v1/poker/decks/{deck_id}'
    return await _find(client, deck_id)


@router.get('/{deck_id}')
async def view_deck(client: Signed, deck_id: RowId) -> OwnDeckOut:
    return await _find(client, deck_id)


@router.patch('/{deck_id}')
async def change_deck(client: Signed, deck_id: RowId, body: DeckBody) -> OwnDeckOut:
    await client.do(decks.change_deck, deck_id, body.name, _faces(body), body.for_everyone)
    return await _find(client, deck_id)


@router.delete('/{deck_id}', status_code=204)
async def delete_deck(client: Signed, deck_id: RowId) -> None:
    await client.do(decks.delete_deck, deck_id)


async def _find(client: Client, deck_id: int) -> OwnDeckOut:
    own: tuple[DeckView, ...] = await client.look(decks.list_decks)
    for deck in own:
        if deck.id == deck_id:
            return _deck_out(deck)
    raise NotFound('There is no such deck.')


def _faces(body: DeckBody) -> list[tuple[str, str | None]]:
    return [(face.face, face.number) for face in body.faces]


def _deck_out(view: DeckView) -> OwnDeckOut:
    faces = [FaceOut(face=face.symbol, number=None if face.number is None else str(face.number))
             for face in view.deck.faces]
    return OwnDeckOut(id=str(view.id), name=view.name, faces=faces, for_everyone=view.is_shared, is_mine=view.is_own)
