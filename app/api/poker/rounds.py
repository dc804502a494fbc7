"""Rounds: start, vote, reveal, restart, save."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from app.api.doors import Anybody, Body, Client
from app.api.poker.desk import RoundNo, TableId, act, table_for
from app.api.poker.shapes import RoundOut, StoryOut, TableOut, story_out
from app.api.strict import StrictRoute
from app.domain.poker.views import StoriesView
from app.errors import NotFound, Rejected
from app.services.poker import rounds, stories

router = APIRouter(prefix='/tables/{table_id}', tags=['poker: rounds'], route_class=StrictRoute)

Service = Callable[..., object]


class NewRound(Body):
    """Without `story_id` on the story that is picked; with null on none."""
    story_id: str | None = None


class Card(Body):
    face: str = Field(max_length=20)


class Estimate(Body):
    value: str = Field(max_length=20)


class Timer(Body):
    """add, pause, resume, restart or stop; `seconds` only for add."""
    action: str
    seconds: int = 30


@router.post('/rounds', status_code=201)
async def start_round(client: Anybody, table_id: TableId, body: NewRound) -> RoundOut:
    if 'story_id' in body.model_fields_set:
        await act(client, table_id, rounds.start_round, whole(body.story_id))
    else:
        await act(client, table_id, rounds.start_picked)
    return await _round(client, table_id)


@router.put('/rounds/{no}/card', status_code=204)
async def lay_card(client: Anybody, table_id: TableId, no: RoundNo, body: Card) -> None:
    """Exactly one of the faces of the deck."""
    await act(client, table_id, rounds.lay_card, no, body.face)


@router.delete('/rounds/{no}/card', status_code=204)
async def take_back_card(client: Anybody, table_id: TableId, no: RoundNo) -> None:
    await act(client, table_id, rounds.take_back_card, no)


@router.post('/rounds/{no}/estimate')
async def save_estimate(client: Anybody, table_id: TableId, no: RoundNo, body: Estimate) -> StoryOut:
    """Keep what was agreed, and go on to the next open story."""
    story = (await table_for(client, table_id)).story
    await act(client, table_id, stories.save_estimate, body.value, no)
    view: StoriesView = await client.look(stories.list_for, str(table_id))
    return next(story_out(item) for item in view.stories if story and str(item.id) == story.id)


@router.post('/rounds/{no}/cancel')
async def cancel_round(client: Anybody, table_id: TableId, no: RoundNo) -> RoundOut:
    """Answers with the round that is not played any more."""
    cancelled = await _round(client, table_id)
    await act(client, table_id, rounds.cancel_round, no)
    return cancelled


@router.post('/undo')
async def undo(client: Anybody, table_id: TableId) -> TableOut:
    await act(client, table_id, rounds.undo)
    return await table_for(client, table_id)


@router.post('/timer')
async def set_timer(client: Anybody, table_id: TableId, body: Timer) -> TableOut:
    await act(client, table_id, rounds.set_timer, body.action, body.seconds)
    return await table_for(client, table_id)


def whole(text: str | None) -> int | None:
    """Ids are text on the wire."""
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Rejected('There is no such story.', 'validation', 'story_id')
    return int(text)


async def _round(client: Client, table_id: UUID) -> RoundOut:
    round_ = (await table_for(client, table_id)).round
    if round_ is None:
        raise NotFound('No round is running.')
    return round_


def _add(path: str, service: Service) -> None:
    """The deeds of a round that need nothing but its number."""
    async def deed(client: Anybody, table_id: TableId, no: RoundNo) -> RoundOut:
        await act(client, table_id, service, no)
        return await _round(client, table_id)
    deed.__name__, deed.__doc__ = service.__name__, service.__doc__
    router.post(f'/rounds/{{no}}/{path}')(deed)


for path, service in (('reveal', rounds.reveal_cards), ('cancel-reveal', rounds.cancel_reveal),
                      ('turn-now', rounds.turn_now), ('restart', rounds.restart_round)):
    _add(path, service)
