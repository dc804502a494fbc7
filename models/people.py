"""Tables of the people area: accounts and what they may, how they come in, who is here, what they did."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from models.moment import Moment


class Workspace(SQLModel, table=True):
    """One row, made by the set-up."""
    id: int = Field(default=1, primary_key=True)
    name: str
    zone: str
    is_demo: bool = False
    made_at: datetime = Field(sa_type=Moment)


class SetupCode(SQLModel, table=True):
    """One row while nobody administers this workspace."""
    id: int = Field(default=1, primary_key=True)
    hash: str
    made_at: datetime = Field(sa_type=Moment)
    tries: int = 0


class Person(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    email: str  # as typed
    email_key: str = Field(unique=True)  # as compared
    name: str
    avatar: str = ''  # an animal, or empty for initials
    zone: str
    theme: str = 'auto'
    locale: str = 'en-GB'
    has_shortcuts: bool = True
    has_sound: bool = False
    state: str = Field(default='invited', index=True)
    password: str = ''  # a PHC string
    seen_at: datetime | None = Field(default=None, sa_type=Moment)
    made_at: datetime = Field(sa_type=Moment)


class PersonGrant(SQLModel, table=True):
    """A role in a scope; rights add up."""
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key='person.id', index=True)
    role: str
    area: str = '*'


class PersonSession(SQLModel, table=True):
    """Somebody signed in on one device; only the hash of the cookie is known here."""
    hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key='person.id', index=True)
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime = Field(sa_type=Moment)
    proved_at: datetime = Field(sa_type=Moment)  # when the password was last given
    ended_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    address: str
    agent: str


class Guest(SQLModel, table=True):
    """Somebody with a name and no account; the key is the hash of the visitor's cookie."""
    hash: str = Field(primary_key=True)
    name: str
    avatar: str
    theme: str = 'auto'
    has_sound: bool = False
    used_at: datetime = Field(sa_type=Moment, index=True)


class Ticket(SQLModel, table=True):
    """Something that opens a door once: an invitation, a new password, a sign-in about to be completed."""
    hash: str = Field(primary_key=True)
    kind: str
    person_id: int = Field(foreign_key='person.id', index=True)
    ends_at: datetime = Field(sa_type=Moment, index=True)


class ApiToken(SQLModel, table=True):
    id: str = Field(primary_key=True)  # the public part
    hash: str
    person_id: int = Field(foreign_key='person.id', index=True)
    name: str
    scopes: str
    made_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class SignInFailure(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    account: str = Field(index=True)  # what was typed as e-mail, as compared
    address: str = Field(index=True)
    at: datetime = Field(sa_type=Moment, index=True)


class BellNotice(SQLModel, table=True):
    """Something one person should know, beside what a screen shows anyway."""
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key='person.id', index=True)
    at: datetime = Field(sa_type=Moment)
    text: str
    link: str = ''
    read_at: datetime | None = Field(default=None, sa_type=Moment)


class AuditEntry(SQLModel, table=True):
    """One deed; each entry seals the one before it, and triggers refuse to change or remove any."""
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    actor: str = Field(index=True)
    actor_name: str
    deed: str = Field(index=True)
    area: str
    thing: str
    detail: str
    before: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    is_refused: bool
    address: str
    request_id: str
    key_id: str
    prev: str
    hash: str
    device: str = Field(default='', sa_column_kwargs={'server_default': ''})  # Firefox on Mac; later than the others


class AnsweredRequest(SQLModel, table=True):
    """What a program was answered when it first sent this Idempotency-Key."""
    actor: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    body: str  # hash of the request
    answer: str


class Process(SQLModel, table=True):
    """A running copy of this program; its rows below are worth as much as its heartbeat."""
    name: str = Field(primary_key=True)
    version: str
    started_at: datetime = Field(sa_type=Moment)
    seen: datetime = Field(sa_type=Moment)


class Presence(SQLModel, table=True):
    topic: str = Field(primary_key=True)
    person: str = Field(primary_key=True)  # identity: `person:7`, `guest:…`
    process: str = Field(primary_key=True, index=True)
    since: datetime = Field(sa_type=Moment)
