"""The state of one estimating table. It is only ever replaced, by the operations in `deeds` and by time in `due`."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from app.domain.poker.decks import FIBONACCI, Deck
from app.errors import Conflict, Forbidden, NotFound

PENDING = timedelta(seconds=10)  # how long a vote waits for somebody who is away
SEAT_HOLD = timedelta(seconds=60)  # after which a newcomer may get the seat of somebody who is away
TAKE_OVER = timedelta(seconds=60)  # after which any voter may become Scrum Master instead of one who is away
KICK = timedelta(minutes=5)  # how long a removed person stays out
UNDO = timedelta(seconds=10)
NUDGE = timedelta(seconds=20)
LONGEST_TIMER = 3600  # seconds


class State(StrEnum):
    WAITING = 'waiting'
    VOTING = 'voting'
    REVEALING = 'revealing'
    RESULTS = 'results'
    CLOSED = 'closed'


CLOSINGS = {
    'expired': 'This table was closed because nothing happened at it for a while.',
    'closed': 'The Scrum Master has closed this table.',
    'admin': 'An admin has closed this table.',
}


def why_closed(reason: str) -> str:
    return CLOSINGS.get(reason, 'This table is closed.')


@dataclass(frozen=True)
class Switches:
    """What a Scrum Master may set, and how a table begins."""
    auto_reveal: bool = False
    countdown: int = 3  # seconds between the reveal and the turning of the cards, 0 to 3
    timer: int = 0  # seconds per round, 0 is none
    timer_reveals: bool = False  # whether the cards turn when the time is up
    facilitate_only: bool = False
    guests: bool = True
    locked: bool = False
    listed: bool = True
    pause: bool = True  # while the Scrum Master is away
    keep: bool = True  # the results, after the table is closed
    averages: bool = True
    everyone_reveals: bool = False
    everyone_moves_on: bool = False
    everyone_edits_stories: bool = False
    everyone_saves: bool = False


@dataclass(frozen=True)
class Seat:
    id: int
    identity: str
    public_id: str
    name: str
    avatar: str = ''
    is_voter: bool = True
    ordinal: int = 0
    connected_since: datetime | None = None
    away_since: datetime | None = None
    left_at: datetime | None = None
    kicked_until: datetime | None = None
    hand_at: datetime | None = None
    nudged_at: datetime | None = None
    card: str | None = None  # in the present round

    @property
    def is_here(self) -> bool:
        """Taken, whether or not its owner is connected."""
        return self.left_at is None

    @property
    def is_connected(self) -> bool:
        return self.is_here and self.away_since is None

    @property
    def is_guest(self) -> bool:
        return self.identity.startswith('guest:')


@dataclass(frozen=True)
class Round:
    no: int
    deck: Deck
    id: int = 0  # of its row, once it has one
    story: int | None = None
    started_at: datetime | None = None
    reveal_at: datetime | None = None
    revealed_at: datetime | None = None
    timer_ends_at: datetime | None = None
    timer_left: float | None = None  # seconds, while the timer is stopped
    eligible: int = 0


@dataclass(frozen=True)
class Undo:
    """The way back from a hasty restart, skip, cancel or next: open until `until` for whoever did it and the host."""
    deed: str
    round: int  # the number of the round that would come back
    state: State
    seat: int | None
    until: datetime
    timer_left: float | None = None


@dataclass(frozen=True)
class News:
    """Something all who are at the table hear of; kept, so that people who come back can be told."""
    kind: str
    who: str = ''
    detail: str = ''


@dataclass(frozen=True)
class Rules:
    """What this installation allows at a table."""
    max_voters: int = 16
    max_observers: int = 50
    expiry: timedelta | None = timedelta(minutes=10)
    grace: timedelta = timedelta(seconds=300)
    guests: bool = True  # whether people without an account may do anything


@dataclass(frozen=True)
class Table:
    id: str
    code: str
    name: str
    state: State = State.WAITING
    deck: Deck = FIBONACCI
    switches: Switches = field(default_factory=Switches)
    rules: Rules = field(default_factory=Rules)
    seats: tuple[Seat, ...] = ()
    host: int | None = None
    round: Round | None = None
    story: int | None = None  # picked, voted on or just revealed
    last_round: int = 0
    expires_at: datetime | None = None
    warned: int = 0  # how many of the announcements before the expiry have been made
    paused_at: datetime | None = None
    reveal_left: float | None = None  # seconds of the countdown, while paused
    is_timer_frozen: bool = False  # by the pause, and not by the Scrum Master
    candidate_named: bool = False
    is_orphaned: bool = False  # the Scrum Master is away so long that any voter may take over
    time_is_up: bool = False  # the timer of this round has been announced as over
    is_held: bool = False  # the Scrum Master has stopped the automatic reveal; the next change of a card frees it
    undo: Undo | None = None
    version: int = 0
    closed_at: datetime | None = None
    closed_reason: str = ''
    news_seq: int = 0  # how much news this table has had
    news: tuple[News, ...] = ()  # and what is to be added

    @cached_property
    def by_id(self) -> dict[int, Seat]:
        return {seat.id: seat for seat in self.seats}

    @cached_property
    def here(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.is_here)

    @cached_property
    def voters(self) -> tuple[Seat, ...]:
        """Whose card is asked for, connected or not."""
        return tuple(seat for seat in self.here if seat.is_voter and not self.is_idle_host(seat))

    @property
    def host_seat(self) -> Seat | None:
        return None if self.host is None else self.by_id[self.host]

    @cached_property
    def cards(self) -> tuple[Seat, ...]:
        """The seats in front of which a card lies, whether or not somebody still sits there."""
        return tuple(seat for seat in self.seats if seat.card is not None)

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def welcomes_guests(self) -> bool:
        return self.switches.guests and self.rules.guests

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def is_voting(self) -> bool:
        return self.state in (State.VOTING, State.REVEALING)

    def is_idle_host(self, seat: Seat) -> bool:
        return seat.id == self.host and self.switches.facilitate_only

    def seat(self, seat_id: int) -> Seat:
        if seat_id not in self.by_id:
            raise NotFound('Nobody sits there.')
        return self.by_id[seat_id]

    def seat_of(self, identity: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.identity == identity), None)

    def public_seat(self, public_id: str) -> Seat:
        for seat in self.here:
            if seat.public_id == public_id:
                return seat
        raise NotFound('Nobody sits there.')

    @cached_property
    def cardless(self) -> tuple[Seat, ...]:
        """The voters without a card, connected or not."""
        return tuple(seat for seat in self.voters if seat.card is None)

    def awaited(self, now: datetime) -> tuple[Seat, ...]:
        """The voters a reveal waits for: those without a card who are connected, or have been until just now."""
        return tuple(seat for seat in self.cardless
                     if (seat.away_since is None or now - seat.away_since < PENDING))

    def has_all_cards(self, now: datetime) -> bool:
        return bool(self.cards) and not self.awaited(now)

    def heir(self) -> Seat | None:
        """Who becomes Scrum Master when there is none: the voter who has been connected longest."""
        connected = [seat for seat in self.here if seat.is_connected and seat.is_voter and seat.id != self.host]
        return min(connected, key=lambda seat: (seat.connected_since is None, seat.connected_since, seat.ordinal),
                   default=None)

    # -- the way operations replace it ---------------------------------------------------------------------------

    def tell(self, kind: str, who: str = '', detail: str = '') -> 'Table':
        return replace(self, news=(*self.news, News(kind, who, detail)))

    def with_seat(self, seat_id: int, **changes: Any) -> 'Table':
        return replace(self, seats=tuple(replace(seat, **changes) if seat.id == seat_id else seat
                                         for seat in self.seats))

    def with_round(self, **changes: Any) -> 'Table':
        return replace(self, round=replace(self.running_round(), **changes))

    def without_cards(self) -> 'Table':
        return replace(self, seats=tuple(replace(seat, card=None) if seat.card else seat for seat in self.seats))

    def kept_open(self, now: datetime) -> 'Table':
        """Activity: the table expires later."""
        if self.rules.expiry is None or self.is_closed:
            return self
        later = now + self.rules.expiry
        return replace(self, expires_at=max(self.expires_at, later) if self.expires_at else later, warned=0)

    # -- guards --------------------------------------------------------------------------------------------------

    def running_round(self) -> Round:
        if self.round is None:
            raise Conflict('No round has been started yet.', 'poker.no_round')
        return self.round

    def demand_open(self) -> None:
        if self.is_closed:
            raise Conflict('This table is closed.', 'poker.closed')

    def demand_running(self) -> None:
        """Open, and not waiting for its Scrum Master."""
        self.demand_open()
        if self.is_paused:
            raise Conflict('The table waits for its Scrum Master.', 'poker.paused')

    def demand_member(self, seat_id: int) -> Seat:
        seat = self.seat(seat_id)
        if not seat.is_here:
            raise Forbidden('Take a seat first.', 'poker.not_seated')
        return seat
