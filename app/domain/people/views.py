"""What the screens about people are shown."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.access import Actor, Grant


@dataclass(frozen=True)
class Me:
    """What the frame around every page shows about the one who looks at it."""
    actor: Actor
    name: str
    avatar: str = ''
    theme: str = 'auto'
    zone: str = 'UTC'
    has_shortcuts: bool = True
    has_sound: bool = False
    unread: int = 0
    workspace: str = ''
    is_demo: bool = False
    locale: str = 'en-GB'


@dataclass(frozen=True)
class Device:
    """One session of a person."""
    id: str  # a prefix of the hash, enough to tell it apart
    agent: str
    address: str
    made_at: datetime
    used_at: datetime
    is_this: bool


@dataclass(frozen=True)
class PersonView:
    id: int
    name: str
    email: str
    avatar: str
    state: str
    grants: tuple[Grant, ...]
    seen_at: datetime | None
    made_at: datetime
    devices: int
    has_mixed_email: bool = False  # of letters of several alphabets


@dataclass(frozen=True)
class Profile:
    name: str
    email: str
    avatar: str
    zone: str
    theme: str
    has_shortcuts: bool
    has_sound: bool
    grants: tuple[Grant, ...]
    locale: str = 'en-GB'


@dataclass(frozen=True)
class Invitee:
    """Whom a link was made for, shown before it is used."""
    person_id: int
    name: str
    email: str
    workspace: str


@dataclass(frozen=True)
class GuestView:
    name: str
    avatar: str


@dataclass(frozen=True)
class TokenView:
    id: str
    name: str
    owner: str
    scopes: tuple[str, ...]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    state: str  # active, expired, revoked


@dataclass(frozen=True)
class Notice:
    """Something the bell says."""
    id: int
    at: datetime
    text: str
    link: str
    is_read: bool


@dataclass(frozen=True)
class WorkspaceView:
    name: str
    is_demo: bool
    people: tuple[tuple[int, str], ...] = ()  # whom one can be, in a demo
    made_at: datetime | None = None
