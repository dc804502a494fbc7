"""Tables of the sprints: what Jira told with its whole history, and what people decided here about it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import JSON, BigInteger, Column, Field, Index, Numeric, SQLModel, UniqueConstraint

from models.moment import Moment


def _json() -> Any:
    return Column(JSON, nullable=False)


class SprintSite(SQLModel, table=True):
    """One Jira, a file that was taken from one, or the demo."""
    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str  # cloud, server, csv, demo
    url: str = ''
    account: str = ''  # e-mail it is read with; Cloud only
    account_name: str = ''
    zone: str = 'UTC'  # of that account: JQL dates are in it
    is_default: bool = False
    options: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # of its kind: seed, size
    fields: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # role → {id, name, confidence, confirmed}
    field_names: dict[str, str] = Field(sa_column=_json(), default_factory=dict)  # id → name, those that are read
    priorities: list[list[str]] = Field(sa_column=_json(), default_factory=list)  # [id, name], the most urgent first
    link_types: dict[str, str] = Field(sa_column=_json(), default_factory=dict)
    people: dict[str, str] = Field(sa_column=_json(), default_factory=dict)  # account → name
    projects: list[str] = Field(sa_column=_json(), default_factory=list)  # known keys
    state: str = 'new'  # new, ok, behind, auth, throttled, unavailable, config
    since: datetime | None = Field(default=None, sa_type=Moment)  # of the state
    error: str = ''  # in words
    ok_at: datetime | None = Field(default=None, sa_type=Moment)  # last complete read
    skew: int = 0  # seconds their clock is ahead of ours
    mark: int = 1  # grows with each change of issues, sprints or statuses
    allows_unsigned: bool = False  # deliveries that are only known by their unguessable address
    hook: str | None = Field(default=None, unique=True)  # hash of the token in the address of its webhook
    version: int = 1


class SprintStatus(SQLModel, table=True):
    site_id: int = Field(foreign_key='sprintsite.id', primary_key=True)
    status: str = Field(primary_key=True)  # id at the site
    name: str
    category: str = ''  # new, indeterminate, done
    is_listed: bool = True


class SprintBoard(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('site_id', 'number'),)
    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key='sprintsite.id', index=True)
    number: int
    name: str
    kind: str  # scrum, kanban
    zone: str = 'UTC'
    filter: str = ''  # JQL
    projects: list[str] = Field(sa_column=_json(), default_factory=list)
    rules: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # app.domain.sprints.facts.board.BoardRules
    data_version: int = 1  # grows with whatever could change a figure
    state: str = 'new'  # new, ok, behind, failed
    since: datetime | None = Field(default=None, sa_type=Moment)
    error: str = ''
    ok_at: datetime | None = Field(default=None, sa_type=Moment)
    watermark: datetime | None = Field(default=None, sa_type=Moment)  # start of the last complete read, by their clock
    census_at: datetime | None = Field(default=None, sa_type=Moment)
    progress: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # of a first read that was cut off
    version: int = 1


class SprintStar(SQLModel, table=True):
    board_id: int = Field(foreign_key='sprintboard.id', primary_key=True)
    identity: str = Field(primary_key=True)


class SprintSight(SQLModel, table=True):
    """Who may see figures of persons on a board."""
    board_id: int = Field(foreign_key='sprintboard.id', primary_key=True)
    identity: str = Field(primary_key=True)


class SprintMapping(SQLModel, table=True):
    """How the columns of a board are read, from a moment on."""
    __table_args__ = (UniqueConstraint('board_id', 'number'),)
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    number: int  # 1 is the first
    valid_from: datetime = Field(sa_type=Moment)
    columns: list[dict[str, Any]] = Field(sa_column=_json())  # {name, kind, statuses}
    estimate: str = ''  # field id
    is_guessed: bool = False
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)


class SprintFieldRule(SQLModel, table=True):
    """A value worked out from fields of an issue, in its versions: discipline, stakeholder, or one by a name."""
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    target: str
    number: int
    rule: dict[str, Any] = Field(sa_column=_json())
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)


class Sprint(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('site_id', 'number'),)
    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key='sprintsite.id', index=True)
    number: int = Field(sa_type=BigInteger)
    name: str
    names: list[str] = Field(sa_column=_json(), default_factory=list)
    state: str
    goal: str = ''
    start: int | None = Field(default=None, sa_type=BigInteger)  # ms since 1970, as all that is compared with histories
    activated: int | None = Field(default=None, sa_type=BigInteger)
    end: int | None = Field(default=None, sa_type=BigInteger)
    complete: int | None = Field(default=None, sa_type=BigInteger)
    origin: int | None = None
    is_gone: bool = False
    mark: int = Field(default=1, index=True)


class SprintOnBoard(SQLModel, table=True):
    board_id: int = Field(foreign_key='sprintboard.id', primary_key=True)
    sprint_id: int = Field(foreign_key='sprint.id', primary_key=True, index=True)


class SprintIssue(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('site_id', 'number'),)
    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key='sprintsite.id', index=True)
    number: int = Field(sa_type=BigInteger)
    key: str = Field(index=True)
    keys: list[str] = Field(sa_column=_json(), default_factory=list)  # it had before
    type: str
    is_subtask: bool = False
    is_epic: bool = False
    parent: int | None = Field(default=None, sa_type=BigInteger)
    project: str
    title: str
    status: str
    created: int = Field(sa_type=BigInteger)
    updated: str = ''  # as Jira says it, for comparing
    fields: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # app.domain.sprints.jira.reading.RawIssue
    is_partial: bool = False
    gone: str = ''  # deleted, moved, hidden
    gone_since: datetime | None = Field(default=None, sa_type=Moment)
    mark: int = Field(default=1, index=True)


class SprintIssueOnBoard(SQLModel, table=True):
    board_id: int = Field(foreign_key='sprintboard.id', primary_key=True)
    issue_id: int = Field(foreign_key='sprintissue.id', primary_key=True, index=True)
    is_in: bool = True  # the board's filter finds it now


class SprintChange(SQLModel, table=True):
    issue_id: int = Field(foreign_key='sprintissue.id', primary_key=True)
    history: int = Field(sa_type=BigInteger, primary_key=True)
    item: int = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)
    author: str = ''
    author_name: str = ''
    field: str  # id as Jira names it
    was: str = ''
    now: str = ''
    was_text: str = ''
    now_text: str = ''


class SprintSnapshot(SQLModel, table=True):
    """A report as it was when its sprint started or closed; nothing changes it any more."""
    __table_args__ = (Index('ix_sprintsnapshot_sprint', 'board_id', 'sprint'),)
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id')
    sprint: int = Field(sa_type=BigInteger)  # number
    kind: str  # start, close, manual
    number: int = 1  # of its kind: a sprint that is opened again closes a second time
    as_of: int = Field(sa_type=BigInteger)
    taken_at: datetime = Field(sa_type=Moment)
    by_name: str = ''
    is_reconstructed: bool = False
    mapping: int = 1
    data_version: int = 1
    hash: str
    body: dict[str, Any] = Field(sa_column=_json())  # the report, schema-versioned


class SprintForecast(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    question: dict[str, Any] = Field(sa_column=_json())
    answer: dict[str, Any] = Field(sa_column=_json())
    seed: str
    data_hash: str
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)
    done_on: date | None = None  # when its scope really was done
    is_p50_met: bool | None = None
    is_p85_met: bool | None = None


class SprintDiscipline(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('board_id', 'name'),)
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    name: str
    short: str = ''
    colour: int = 1
    rank: int = 0
    rules: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # estimate, components, labels, values, …
    version: int = 1


class SprintMember(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('board_id', 'name'),)
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    name: str
    account: str = ''
    identity: str = ''
    is_lead: bool = False
    weekdays: list[int] = Field(sa_column=_json(), default_factory=list)  # Monday is 0; empty: as the board
    hours: Decimal = Field(default=Decimal(8), sa_type=Numeric(5, 2))
    focus: Decimal = Field(default=Decimal('0.75'), sa_type=Numeric(4, 3))
    shares: dict[str, str] = Field(sa_column=_json(), default_factory=dict)  # discipline → percent
    version: int = 1


class SprintDayOff(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    member_id: int | None = Field(default=None, foreign_key='sprintmember.id', index=True)  # None: everybody
    day: date
    is_half: bool = False
    reason: str = ''
    origin: str = 'ours'  # ours, csv, ical


class SprintCapacity(SQLModel, table=True):
    board_id: int = Field(foreign_key='sprintboard.id', primary_key=True)
    sprint: int = Field(sa_type=BigInteger, primary_key=True)
    discipline_id: int = Field(foreign_key='sprintdiscipline.id', primary_key=True)
    unit: str = 'hours'
    amount: Decimal | None = Field(default=None, sa_type=Numeric(12, 4))
    reserve: Decimal | None = Field(default=None, sa_type=Numeric(6, 4))
    points_per_hour: Decimal | None = Field(default=None, sa_type=Numeric(12, 6))
    in_progress: Decimal | None = Field(default=None, sa_type=Numeric(12, 4))
    exceptions: dict[str, str] = Field(sa_column=_json(), default_factory=dict)  # member → hours
    is_carried: bool = False
    version: int = 1


class SprintOverride(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    number: int = Field(sa_type=BigInteger)  # of the issue
    kind: str
    value: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


class SprintQueue(SQLModel, table=True):
    """A queue as it was built: what went in, what came out, and every decision in order."""
    __table_args__ = (UniqueConstraint('board_id', 'sprint', 'number'),)
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    sprint: int = Field(sa_type=BigInteger)
    number: int
    state: str = 'draft'  # draft, published, live, archived
    parameters: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    inputs: dict[str, Any] = Field(sa_column=_json())
    hash: str
    result: dict[str, Any] = Field(sa_column=_json())
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)
    published_at: datetime | None = Field(default=None, sa_type=Moment)
    published_by: str = ''
    sequence: int = 0  # of the calendar; grows with each publication
    version: int = 1


class SprintDelivery(SQLModel, table=True):
    """A delivery of a webhook: a hint that something should be read again."""
    __table_args__ = (UniqueConstraint('origin', 'identifier'),)
    id: int = Field(default=None, primary_key=True)
    site_id: int | None = Field(default=None, foreign_key='sprintsite.id', index=True)
    origin: str  # jira/{site}, github/{source}, …
    identifier: str
    event: str
    outcome: str = 'waiting'  # waiting, done, ignored, failed
    hint: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # {issue, key, sprint}
    tries: int = 0
    error: str = ''
    at: datetime = Field(sa_type=Moment, index=True)
    due_at: datetime | None = Field(default=None, sa_type=Moment, index=True)  # while it waits: when it is handed on


class SprintChannel(SQLModel, table=True):
    """Where something is announced. Its address is a secret, kept in the vault."""
    id: int = Field(default=None, primary_key=True)
    board_id: int | None = Field(default=None, foreign_key='sprintboard.id', index=True)  # None: for all
    name: str = Field(unique=True)
    kind: str  # slack, teams, email, confluence
    address: str = ''  # what may be seen of it: host, space, recipients
    options: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # events it is told, space, parent page
    failing_since: datetime | None = Field(default=None, sa_type=Moment)
    error: str = ''
    is_on: bool = True
    version: int = 1


class SprintPublication(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    sprint: int | None = Field(default=None, sa_type=BigInteger)
    channel_id: int | None = Field(default=None, foreign_key='sprintchannel.id')
    report: str  # which kind
    page: str = ''  # id of the wiki page
    page_version: int = 0
    url: str = ''
    block_hash: str = ''
    options: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # where a new page goes, words above it
    state: str = 'pending'  # pending, published, failed
    error: str = ''
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)
    data_version: int = 0


class SprintRecord(SQLModel, table=True):
    """An analysis with its parameters, kept so that the next can be compared with it."""
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    sprint: int | None = Field(default=None, sa_type=BigInteger)
    kind: str
    parameters: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    result: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    data_version: int
    by_name: str
    at: datetime = Field(sa_type=Moment)


class SprintCalendar(SQLModel, table=True):
    """With whose eyes a calendar program reads the queues."""
    hash: str = Field(primary_key=True)  # of the token in its address
    identity: str = Field(index=True)
    at: datetime = Field(sa_type=Moment)


class SprintEstimate(SQLModel, table=True):
    """What people at a poker table agreed on for an issue, the latest standing."""
    id: int = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key='sprintboard.id', index=True)
    number: int = Field(sa_type=BigInteger)  # of the issue
    value: str
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)
    table: str  # name of the poker table
    state: str = 'kept'  # kept, pending, written, refused: in Jira
    message: str = ''
