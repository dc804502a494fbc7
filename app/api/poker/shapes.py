"""What programs are told about tables: a card's face only to its owner, and to all once it is turned."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.domain.access import Actor
from app.domain.poker.decks import Deck
from app.domain.poker.looks import TableView
from app.domain.poker.results import RoundResult
from app.domain.poker.statistics import Statistics
from app.domain.poker.table import Round, Seat, Switches
from app.domain.poker.views import LobbyTable, StoryView

SWITCHES = frozenset(Switches.__dataclass_fields__)


class FaceOut(BaseModel):
    face: str
    number: str | None


class DeckOut(BaseModel):
    name: str
    faces: list[FaceOut]


class SeatOut(BaseModel):
    """`card` is what the sender may see: their own card, and every card once they are turned."""
    public_id: str
    name: str
    avatar: str
    is_voter: bool
    is_host: bool
    is_me: bool
    is_connected: bool
    has_voted: bool
    card: str | None
    hand_raised: bool


class BarOut(BaseModel):
    face: str
    count: int
    names: list[str]


class ResultOut(BaseModel):
    """Averages and medians are decimals as text, or null where nothing can be averaged; agreement is 0 to 1."""
    average: str | None
    median: str | None
    median_faces: list[str]
    suggestion: str | None
    modes: list[str]
    agreement: str | None
    lowest: str | None
    highest: str | None
    spread: int
    consensus: bool
    near_consensus: bool
    coffee: int
    unsure: list[str]
    participation: str
    distribution: list[BarOut]


class RoundOut(BaseModel):
    no: int
    story_id: str | None
    deck: DeckOut
    started_at: datetime | None
    reveal_at: datetime | None
    revealed_at: datetime | None
    timer_ends_at: datetime | None
    result: ResultOut | None = None


class StoryOut(BaseModel):
    id: str
    rank: int
    key: str
    title: str
    link: str
    description: str
    criteria: str
    status: str
    estimate: str
    saved_by: str


class TableOut(BaseModel):
    id: str
    code: str
    name: str
    state: str
    is_paused: bool
    version: int
    server_now: datetime
    expires_at: datetime | None
    limit: int
    deck: DeckOut
    switches: dict[str, Any]
    seats: list[SeatOut]
    round: RoundOut | None
    story: StoryOut | None


class OpenTableOut(BaseModel):
    """A table in the list: nothing a stranger may not know."""
    id: str
    code: str
    name: str
    state: str
    voters: int
    limit: int
    can_join: bool


class PlayedOut(BaseModel):
    name: str
    card: str


class PastRoundOut(BaseModel):
    no: int
    story_key: str
    story_title: str
    started_at: datetime
    revealed_at: datetime
    seconds: int
    estimate: str
    saved_by: str
    cards: list[PlayedOut]
    result: ResultOut


def table_out(view: TableView, viewer: Actor, now: datetime) -> TableOut:
    table = view.table
    return TableOut(
        id=table.id, code=table.code, name=table.name, state=table.state, is_paused=table.is_paused,
        version=table.version, server_now=now, expires_at=table.expires_at, limit=table.rules.max_voters,
        deck=deck_out(table.deck), switches={name: getattr(table.switches, name) for name in sorted(SWITCHES)},
        seats=[_seat_out(view, seat, viewer) for seat in table.here],
        round=round_out(table.round, view.statistics) if table.round else None,
        story=story_out(view.story) if view.story else None)


def round_out(round_: Round, numbers: Statistics | None = None) -> RoundOut:
    return RoundOut(no=round_.no, story_id=None if round_.story is None else str(round_.story),
                    deck=deck_out(round_.deck), started_at=round_.started_at, reveal_at=round_.reveal_at,
                    revealed_at=round_.revealed_at, timer_ends_at=round_.timer_ends_at,
                    result=result_out(numbers) if numbers else None)


def result_out(numbers: Statistics) -> ResultOut:
    def text(value: object) -> str | None:
        return None if value is None else str(value)
    return ResultOut(
        average=text(numbers.average), median=text(numbers.median), median_faces=list(numbers.median_faces),
        suggestion=numbers.suggestion, modes=list(numbers.modes), agreement=text(numbers.agreement),
        lowest=numbers.lowest, highest=numbers.highest, spread=numbers.spread, consensus=numbers.is_consensus,
        near_consensus=numbers.is_near_consensus, coffee=numbers.coffee, unsure=list(numbers.unsure),
        participation=f'{numbers.cards}/{numbers.eligible}',
        distribution=[BarOut(face=bar.face, count=bar.count, names=list(bar.names)) for bar in numbers.distribution])


def past_round_out(result: RoundResult) -> PastRoundOut:
    return PastRoundOut(
        no=result.no, story_key=result.story_key, story_title=result.story_title, started_at=result.started_at,
        revealed_at=result.revealed_at, seconds=result.seconds, estimate=result.estimate, saved_by=result.saved_by,
        cards=[PlayedOut(name=card.name, card=card.face) for card in result.cards],
        result=result_out(result.statistics))


def story_out(story: StoryView) -> StoryOut:
    return StoryOut(id=str(story.id), rank=story.rank, key=story.key, title=story.title, link=story.link,
                    description=story.description, criteria=story.criteria, status=story.status,
                    estimate=story.estimate, saved_by=story.saved_by)


def deck_out(deck: Deck) -> DeckOut:
    return DeckOut(name=deck.name, faces=[FaceOut(face=face.symbol, number=None if face.number is None
                                                  else str(face.number)) for face in deck.faces])


def open_table_out(table: LobbyTable, viewer: Actor) -> OpenTableOut:
    is_open = not table.is_full and not table.is_locked and (table.guests_welcome or not viewer.is_guest)
    return OpenTableOut(id=table.id, code=table.code, name=table.name, state=table.state, voters=len(table.seats),
                        limit=table.limit, can_join=is_open or viewer.identity in table.members)


def _seat_out(view: TableView, seat: Seat, viewer: Actor) -> SeatOut:
    return SeatOut(
        public_id=seat.public_id, name=seat.name, avatar=seat.avatar, is_voter=seat.is_voter,
        is_host=seat.id == view.table.host, is_me=seat.identity == viewer.identity, is_connected=seat.is_connected,
        has_voted=seat.card is not None, card=view.face_for(seat, viewer.identity),
        hand_raised=seat.hand_at is not None)
