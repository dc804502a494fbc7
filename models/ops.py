"""Tables of the operations area: commands, runs and what they said, schedules, secrets, reports."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, BigInteger, Column, Field, Index, LargeBinary, SQLModel, UniqueConstraint, text

from models.moment import Moment

WAITING = text("state IN ('queued', 'delayed')")
LIVE = text("state IN ('starting', 'running', 'cancelling', 'finishing')")


class OpsCommand(SQLModel, table=True):
    """A definition as it once was; runs name it by its digest."""
    slug: str = Field(primary_key=True)
    version: str = Field(primary_key=True)  # digest of the body
    body: str = Field()  # JSON
    made_at: datetime = Field(sa_type=Moment)


class OpsSwitch(SQLModel, table=True):
    """Where an admin decided otherwise than the definition."""
    slug: str = Field(primary_key=True)
    is_enabled: bool


class OpsRun(SQLModel, table=True):
    """One execution that was asked for. `owner` and `attempts` are the fence: only who has both may write about it."""
    __table_args__ = (
        UniqueConstraint('schedule_id', 'fire_time'), UniqueConstraint('command', 'idempotency_key'),
        Index('ix_opsrun_waiting', 'priority', 'available_at', 'id', sqlite_where=WAITING, postgresql_where=WAITING),
        Index('ix_opsrun_live', 'concurrency_key', sqlite_where=LIVE, postgresql_where=LIVE),
        Index('ix_opsrun_command', 'command', 'id'))

    id: int = Field(default=None, primary_key=True)
    command: str
    version: str  # of the definition
    name: str  # of the command, as it was called
    area: str
    is_process: bool
    is_export: bool = False
    is_quiet: bool = False
    parameters: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    trigger: str
    actor: str = Field(index=True)
    actor_name: str
    request_id: str = ''
    note: str = ''
    former_id: int | None = None  # the run this one repeats
    priority: int = 5
    label: str = ''
    concurrency_key: str
    concurrency_limit: int = 1
    idempotency_key: str | None = None
    body_hash: str = ''
    schedule_id: int | None = Field(default=None, index=True)
    fire_time: datetime | None = Field(default=None, sa_type=Moment)
    state: str = Field(index=True)
    is_partial: bool = False
    reason: str = ''  # in words: why it waits, or ended as it did
    stop_reason: str = ''  # cancel, timeout, drain, lease: why it was told to stop
    approved_by: str = ''
    asked_at: datetime = Field(sa_type=Moment, index=True)
    available_at: datetime = Field(sa_type=Moment)
    deadline_at: datetime = Field(sa_type=Moment)
    started_at: datetime | None = Field(default=None, sa_type=Moment)  # of the newest attempt
    ended_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    attempts: int = 0
    most_attempts: int = 1
    owner: str = ''
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    result: str = ''  # JSON
    is_pinned: bool = False


class OpsAttempt(SQLModel, table=True):
    run_id: int = Field(foreign_key='opsrun.id', primary_key=True)
    n: int = Field(primary_key=True)
    state: str
    reason: str = ''
    owner: str
    pid: int | None = None
    pid_start: float | None = None  # as the system tells it: a number used again has another one
    boot_id: str = ''
    exit_code: int | None = None
    signal: int | None = None
    started_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    lines: int = 0  # all that were said, also dropped ones
    size: int = 0  # bytes
    dropped: int = 0
    warnings: int = 0
    errors: int = 0
    first_error: int | None = None
    progress: float | None = None
    progress_text: str = ''
    last_line: str = ''
    last_at: datetime | None = Field(default=None, sa_type=Moment)


class OpsChunk(SQLModel, table=True):
    """Many lines in one row: a row for each would be too slow by a factor of a hundred."""
    run_id: int = Field(foreign_key='opsrun.id', primary_key=True)
    n: int = Field(primary_key=True)
    first_seq: int = Field(primary_key=True)
    last_seq: int
    first_at: datetime = Field(sa_type=Moment)
    size: int  # bytes of the lines, before they were packed
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class OpsSection(SQLModel, table=True):
    """A part of a log that can be folded."""
    run_id: int = Field(foreign_key='opsrun.id', primary_key=True)
    n: int = Field(primary_key=True)
    first_seq: int = Field(primary_key=True)
    name: str
    last_seq: int | None = None
    began_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class OpsSchedule(SQLModel, table=True):
    """When something runs by itself. Its runs name it and the time they stand for, which is unique."""
    id: int = Field(default=None, primary_key=True)
    command: str = Field(index=True)
    kind: str  # cron, every, once
    expression: str
    zone: str
    parameters: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    is_enabled: bool = True
    misfire: str = 'once'
    misfire_most: int = 1
    overlap: str = 'queue'
    jitter: int = 0
    grace: int = 300
    note: str = ''
    shipped: str | None = Field(default=None, unique=True)  # name of an entry the program brought along
    version: int = 1
    made_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    last_fire: datetime | None = Field(default=None, sa_type=Moment)
    next_fire: datetime | None = Field(default=None, sa_type=Moment, index=True)
    missed_at: datetime | None = Field(default=None, sa_type=Moment)  # the last time whose start was reported missing


class OpsPause(SQLModel, table=True):
    """What stands still until somebody lets it go on: one row, called schedules, while nothing shall run by itself."""
    what: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Moment)
    by: str  # name of a person, or Roundtable
    reason: str = ''


class OpsReport(SQLModel, table=True):
    """What a run found out, read from its database or from what it wrote."""
    id: int = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key='opsrun.id', index=True)
    n: int
    kind: str = Field(index=True)
    source: str
    parser_version: int
    body: str = ''  # JSON
    is_complete: bool = True
    issues: list[str] = Field(sa_column=Column(JSON, nullable=False))
    error: str = ''
    made_at: datetime = Field(sa_type=Moment)


class OpsFile(SQLModel, table=True):
    """A file a run was given or has left: its content lies under the data folder, named by its hash."""
    id: int = Field(default=None, primary_key=True)
    run_id: int | None = Field(default=None, foreign_key='opsrun.id', index=True)
    kind: str = Field(index=True)  # upload, result, database, backup
    name: str
    size: int = Field(sa_type=BigInteger)
    sha256: str
    path: str
    key: str = Field(default='', index=True)  # what it is a copy of, such as team:123
    made_at: datetime = Field(sa_type=Moment)
    checked_at: datetime | None = Field(default=None, sa_type=Moment)  # when a backup was last tried out
    fault: str = ''  # what was wrong then


class Secret(SQLModel, table=True):
    """That there is a secret, never what it is."""
    __table_args__ = (UniqueConstraint('scope', 'name'),)

    id: int = Field(default=None, primary_key=True)
    scope: str = 'shared'  # or the identity of the person whose runs alone may use it
    name: str
    version: int = 1  # of the value in force
    updated_at: datetime = Field(sa_type=Moment)
    updated_by: str
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)
    last_used_by: str = ''
    warning: str = ''


class SecretVersion(SQLModel, table=True):
    """A sealed value. Its data key is wrapped by the master key named by `kid`."""
    secret_id: int = Field(foreign_key='secret.id', primary_key=True)
    version: int = Field(primary_key=True)
    kid: str = Field(index=True)
    record: str  # JSON of v, alg, kid, wrapped_dek, nonce, ct, tag
    made_at: datetime = Field(sa_type=Moment)
    made_by: str


class MasterKey(SQLModel, table=True):
    """A key this database was used with; the check value tells a wrong key of the same name."""
    kid: str = Field(primary_key=True)
    check: str
    made_at: datetime = Field(sa_type=Moment)


class OpsTeam(SQLModel, table=True):
    """The team of the Fantasy Premier League this workspace plays with: one row, or none yet."""
    id: int = Field(default=1, primary_key=True)
    fpl_team_id: int
    chosen_at: datetime = Field(sa_type=Moment)
    chosen_by: str


class FplCopy(SQLModel, table=True):
    """The last good answer of the FPL to one address; the row without a path tells of its refusals to answer at all."""
    path: str = Field(primary_key=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # packed; empty before the first good answer
    etag: str = ''
    fetched_at: datetime | None = Field(default=None, sa_type=Moment)
    failed_at: datetime | None = Field(default=None, sa_type=Moment)  # since then it does not answer
    failure: str = ''
    retry_at: datetime | None = Field(default=None, sa_type=Moment)


class StreamTicket(SQLModel, table=True):
    """Opens the stream of one run once, within half a minute: a socket of a browser cannot send a token."""
    hash: str = Field(primary_key=True)
    run_id: int
    kind: str  # of the credential it was asked for with: session, token
    key: str
    ends_at: datetime = Field(sa_type=Moment, index=True)
