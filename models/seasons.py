"""Tables of the seasons: structure, workflow, and the plan as a log of edits with images that follow behind."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import JSON, BigInteger, Column, Field, Index, LargeBinary, Numeric, SQLModel, UniqueConstraint

from models.moment import Moment


def _json() -> Any:
    return Column(JSON, nullable=False)


class Season(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id', index=True)
    calendar_id: int = Field(foreign_key='mastercalendar.id', index=True)
    code: str = Field(unique=True)  # XXXX-XXXX
    name: str
    start: date
    end: date
    state: str = 'created'  # created, locations_defined, plan_uploaded, otb_uploaded, range_uploaded, locked
    revision: int = 1
    basis: str = 'retail'  # retail, cost
    currency: str = 'EUR'
    imu: Decimal = Field(default=Decimal('0.55'), sa_column=Column(Numeric(9, 6), nullable=False))  # planned
    rules: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # app.domain.seasons.season.SeasonRules
    rates: dict[str, str] = Field(sa_column=_json(), default_factory=dict)  # currency → plan rate
    seq: int = Field(default=0, sa_type=BigInteger)  # of the last edit of any version
    axes: int = 1  # grows with the locations and categories of the season
    next_location: int = 0  # the least place of whatever joins, after all that ever did
    next_category: int = 0
    facts: int = Field(default=1, sa_type=BigInteger)  # grows with orders, receipts, transfers, reserves, stock
    by: str = ''  # identity
    by_name: str = ''
    created_at: datetime = Field(sa_type=Moment)
    is_demo: bool = False
    version: int = 1  # of this row


class SeasonStep(SQLModel, table=True):
    """A step that was completed or taken back."""
    __table_args__ = (Index('ix_seasonstep_of', 'season_id', 'at'),)
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id')
    was: str
    now: str
    reason: str = ''
    exceptions: list[str] = Field(sa_column=_json(), default_factory=list)
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)


class SeasonLocation(SQLModel, table=True):
    """A location as it is in this season; its place in stored cells never changes."""
    __table_args__ = (UniqueConstraint('season_id', 'place'),)
    season_id: int = Field(foreign_key='season.id', primary_key=True)
    location_id: int = Field(foreign_key='masterlocation.id', primary_key=True)
    place: int  # from 0, in the order in which they were added
    code: str
    name: str
    kind: str
    cluster: str = ''  # code; empty without
    cluster_name: str = ''
    opens: date | None = None
    closes: date | None = None
    is_comparable: bool = True


class SeasonCategory(SQLModel, table=True):
    """A category at the planning level, with the branch it hangs on in this season."""
    __table_args__ = (UniqueConstraint('season_id', 'place'),)
    season_id: int = Field(foreign_key='season.id', primary_key=True)
    category_id: int = Field(foreign_key='mastercategory.id', primary_key=True)
    place: int
    code: str
    name: str
    path: list[list[str]] = Field(sa_column=_json(), default_factory=list)  # [code, name] from the root to the parent


class SeasonVersion(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('season_id', 'kind', 'number'),)
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id', index=True)
    kind: str  # target, working, original, current, snapshot, scenario, actual, ly, lly, locked
    number: int = 0  # of those of which there are several
    name: str = ''
    revision: int = 1
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)
    frozen_at: datetime | None = Field(default=None, sa_type=Moment)


class SeasonBlob(SQLModel, table=True):
    """An image of one measure at one location: int64, categories by place × periods; follows the log."""
    version_id: int = Field(foreign_key='seasonversion.id', primary_key=True)
    measure: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sha256: str


class SeasonEdit(SQLModel, table=True):
    """The log of the cells; it is what is true."""
    __table_args__ = (UniqueConstraint('season_id', 'seq'), Index('ix_seasonedit_mine', 'season_id', 'actor', 'seq'))
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id')
    version_id: int = Field(foreign_key='seasonversion.id', index=True)
    seq: int = Field(sa_type=BigInteger)
    actor: str
    actor_name: str
    at: datetime = Field(sa_type=Moment)
    operation: str  # set, spread, fill, paste, import, seed, hold …, undo, redo
    scope: dict[str, Any] = Field(sa_column=_json())  # what a person did, for reading: measure, nodes, value
    changes: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # app.domain.seasons.changes
    size: int  # leaves that changed
    effect: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # on open-to-buy, category × period; or empty
    undoes: int | None = Field(default=None, sa_type=BigInteger)  # seq
    undone_by: int | None = Field(default=None, sa_type=BigInteger)
    import_id: int | None = Field(default=None, index=True)
    address: str = Field(default='', sa_column_kwargs={'server_default': ''})  # it came from, as much as is kept
    device: str = Field(default='', sa_column_kwargs={'server_default': ''})


class SeasonHold(SQLModel, table=True):
    """A cell of the grid that spreads leave alone."""
    version_id: int = Field(foreign_key='seasonversion.id', primary_key=True)
    measure: str = Field(primary_key=True)
    location: str = Field(primary_key=True)  # key of a node
    category: str = Field(primary_key=True)
    period: str = Field(primary_key=True)  # key of a node
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)


class SeasonNote(SQLModel, table=True):
    __table_args__ = (Index('ix_seasonnote_of', 'season_id', 'category', 'location'),)
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id')
    measure: str
    location: str  # key of a node
    category: str
    period: str
    text: str
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)


class SeasonScope(SQLModel, table=True):
    """How far the approval of a branch in a cluster is; without a row it is a draft."""
    season_id: int = Field(foreign_key='season.id', primary_key=True)
    branch: str = Field(primary_key=True)  # key of a category node
    cluster: str = Field(primary_key=True)  # key of a location node
    state: str  # draft, review, approved, returned
    asked_by: str = ''
    asked_by_name: str = ''
    by: str = ''
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)
    comment: str = ''
    version: int = 1


class SeasonLimit(SQLModel, table=True):
    """Somebody works on these branches and clusters only; without a row on all."""
    season_id: int = Field(foreign_key='season.id', primary_key=True)
    identity: str = Field(primary_key=True)
    branches: list[str] = Field(sa_column=_json(), default_factory=list)  # keys of category nodes; empty: all
    clusters: list[str] = Field(sa_column=_json(), default_factory=list)


class SeasonLayout(SQLModel, table=True):
    """How somebody left a grid, under a name."""
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id', index=True)
    identity: str
    name: str
    content: dict[str, Any] = Field(sa_column=_json())
    is_shared: bool = False


class SeasonCursor(SQLModel, table=True):
    """Where somebody is in the grid of a plan just now; old after ten seconds."""
    page: str = Field(primary_key=True)  # id of the browser tab
    season_id: int = Field(foreign_key='season.id', index=True)
    identity: str
    name: str
    measure: str
    location: str  # key of a node
    category: str
    period: str
    is_typing: bool = False
    at: datetime = Field(sa_type=Moment)


class SeasonRevision(SQLModel, table=True):
    """A lock: what the season was, provably."""
    season_id: int = Field(foreign_key='season.id', primary_key=True)
    number: int = Field(primary_key=True)
    hash: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # canonical rows, compressed
    locked_by_name: str
    locked_at: datetime = Field(sa_type=Moment)
    reason: str = ''  # of the re-opening
    reopened_by_name: str = ''
    reopened_at: datetime | None = Field(default=None, sa_type=Moment)


class SeasonImport(SQLModel, table=True):
    """One file that was given, and what became of it."""
    __table_args__ = (Index('ix_seasonimport_hash', 'company_id', 'kind', 'sha256'),)
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id')
    season_id: int | None = Field(default=None, foreign_key='season.id', index=True)
    kind: str  # type of file
    name: str
    sha256: str
    size: int
    upload: str = ''  # where the file is kept
    reading: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # encoding, delimiter, sheet, decimals …
    mapping: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    mode: str = 'upsert'  # upsert, update, replace
    state: str = 'pending'  # pending, processing, ready, completed, partial, failed, undone
    counts: dict[str, int] = Field(sa_column=_json(), default_factory=dict)
    error: str = ''
    run_id: int | None = None
    undo: bytes = Field(default=b'', sa_column=Column(LargeBinary, nullable=False))
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class SeasonImportRow(SQLModel, table=True):
    """A row that needs a fix, or says what it changes."""
    import_id: int = Field(foreign_key='seasonimport.id', primary_key=True)
    number: int = Field(primary_key=True)  # as the spreadsheet counts
    state: str  # new, changed, same, rejected
    raw: dict[str, Any] = Field(sa_column=_json())
    fixed: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    issues: list[dict[str, Any]] = Field(sa_column=_json(), default_factory=list)  # field, value, message, suggestions
