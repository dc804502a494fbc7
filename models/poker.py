"""Tables of the planning poker area."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from models.moment import Moment


class PokerTable(SQLModel, table=True):
    """One estimating session. Every deadline is a column; `due_at` is the nearest of them."""
    id: str = Field(primary_key=True)  # UUID
    code: str = Field(unique=True)
    name: str
    state: str = Field(index=True)
    deck: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    switches: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    max_voters: int
    host_id: int | None = None  # seat
    round_id: int | None = None  # the one on the table
    story_id: int | None = None
    last_round: int = 0
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    warned: int = 0
    paused_at: datetime | None = Field(default=None, sa_type=Moment)
    reveal_left: float | None = None
    is_timer_frozen: bool = False
    candidate_named: bool = False
    is_orphaned: bool = False
    time_is_up: bool = False
    is_held: bool = False
    undo: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    due_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    version: int = 0
    news_seq: int = 0
    opened_by: str  # identity
    made_at: datetime = Field(sa_type=Moment, index=True)
    closed_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    closed_reason: str = ''


class PokerSeat(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('table_id', 'identity'),)

    id: int = Field(default=None, primary_key=True)
    table_id: str = Field(foreign_key='pokertable.id', index=True)
    identity: str = Field(index=True)
    public_id: str  # to speak of the seat; useless as a credential
    name: str
    avatar: str
    is_voter: bool
    ordinal: int
    joined_at: datetime = Field(sa_type=Moment)
    connected_since: datetime | None = Field(default=None, sa_type=Moment)
    away_since: datetime | None = Field(default=None, sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)
    kicked_until: datetime | None = Field(default=None, sa_type=Moment)
    hand_at: datetime | None = Field(default=None, sa_type=Moment)
    nudged_at: datetime | None = Field(default=None, sa_type=Moment)


class PokerStory(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    table_id: str = Field(foreign_key='pokertable.id', index=True)
    rank: int
    key: str = ''
    title: str
    link: str = ''
    description: str = ''
    criteria: str = ''
    imported: str = ''  # the estimate the story came with
    origin: str = ''  # what it is in another area, `portfolio:17`: whoever it is told to when it is estimated
    status: str = 'open'
    is_deleted: bool = False  # kept for those who change their mind
    estimate: str = ''
    saved_by: str = ''  # name
    saved_at: datetime | None = Field(default=None, sa_type=Moment)
    saved_round: int | None = None


class PokerRound(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('table_id', 'no'),)

    id: int = Field(default=None, primary_key=True)
    table_id: str = Field(foreign_key='pokertable.id', index=True)
    no: int
    story_id: int | None = None
    deck: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    is_void: bool = False  # restarted, cancelled, or come back under another number
    started_at: datetime = Field(sa_type=Moment)
    reveal_at: datetime | None = Field(default=None, sa_type=Moment)
    revealed_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    timer_ends_at: datetime | None = Field(default=None, sa_type=Moment)
    timer_left: float | None = None
    eligible: int = 0
    has_consensus: bool = False  # known when the cards are turned


class PokerCard(SQLModel, table=True):
    round_id: int = Field(foreign_key='pokerround.id', primary_key=True)
    seat_id: int = Field(foreign_key='pokerseat.id', primary_key=True)
    face: str
    laid_at: datetime = Field(sa_type=Moment)


class PokerNews(SQLModel, table=True):
    """What happened at a table, for notices and for those who come back."""
    table_id: str = Field(foreign_key='pokertable.id', primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    kind: str
    who: str
    detail: str


class PokerEstimate(SQLModel, table=True):
    """Every estimate that was ever saved for a story, the latest standing."""
    id: int = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key='pokerstory.id', index=True)
    round_no: int | None = None
    value: str
    by: str  # name
    at: datetime = Field(sa_type=Moment)


class PokerDeck(SQLModel, table=True):
    """A deck somebody made, for themselves or for everyone."""
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key='person.id', index=True)
    is_shared: bool
    name: str
    deck: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    made_at: datetime = Field(sa_type=Moment)
