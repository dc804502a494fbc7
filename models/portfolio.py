"""Tables of the portfolio: where items come from, who works on them, and what people try with them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import JSON, Column, Field, Index, Numeric, SQLModel, UniqueConstraint

from models.moment import Moment


def _json() -> Any:
    return Column(JSON, nullable=False)


class PortfolioMark(SQLModel, table=True):
    """One row. Copies in memory are good for as long as both numbers stay the same."""
    id: int = Field(default=1, primary_key=True)
    baseline: int = 1  # grows with each change of items, shares, links or what they hang on
    setup: int = 1  # grows with each change of plans, teams, people, calendars, rules, rates


class PortfolioSource(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str  # azure_devops, demo, file, replay
    base_url: str = ''
    time_zone: str = 'UTC'
    start_field: str = 'Microsoft.VSTS.Scheduling.StartDate'
    end_field: str = 'Microsoft.VSTS.Scheduling.TargetDate'
    capacity_block: str = 'off'  # off, read, read_write
    dependency_rule: str = 'finish_start'  # finish_start, end_end, start_start
    options: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # of its kind: seed and size, file, roots
    state: str = 'new'  # new, ok, stale, auth, throttled, unavailable, config
    since: datetime | None = Field(default=None, sa_type=Moment)  # of the state
    error: str = ''  # in words
    ok_at: datetime | None = Field(default=None, sa_type=Moment)  # last successful read of items
    read_at: dict[str, str] = Field(sa_column=_json(), default_factory=dict)  # kind of data → ISO moment
    lends_token: bool = False  # whether publishers without a token of their own may write with the source's
    writes_estimates: bool = False  # whether what poker tables agree on is written there at once
    version: int = 1


class PortfolioPlan(SQLModel, table=True):
    """An area path of a source."""
    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    source_id: int = Field(foreign_key='portfoliosource.id', index=True)
    name: str
    kind: str  # project, team
    area: str
    has_children: bool = True  # areas below it, too
    types: list[str] = Field(sa_column=_json(), default_factory=list)
    states_read: list[str] = Field(sa_column=_json(), default_factory=list)  # empty: all but Closed and Removed
    states_shown: list[str] = Field(sa_column=_json(), default_factory=list)  # empty: all
    colour: int = 1  # of the bars, 1 to 6
    rank: int = 0
    team_id: int | None = None  # its owner
    delivery_plans: list[str] = Field(sa_column=_json(), default_factory=list)
    is_open: bool = True  # to everybody with a role in the portfolio
    trouble: str = ''  # in words: a path that is gone, an answer that cannot be believed
    doubt: str = ''  # what an admin has to confirm: `empty` or `half`
    item_count: int = 0  # of the last good read
    version: int = 1


class PortfolioGrant(SQLModel, table=True):
    """Who sees a plan that is not open."""
    plan_id: int = Field(foreign_key='portfolioplan.id', primary_key=True)
    identity: str = Field(primary_key=True)


class PortfolioTeam(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str = Field(unique=True)
    short: str = ''
    colour: int = 1
    is_excluded: bool = False
    sites: list[str] = Field(sa_column=_json(), default_factory=list)
    source_id: int | None = None
    external: str = ''  # its name at the source, `Project/Team`
    rank: int = 0
    version: int = 1


class PortfolioPerson(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    team_id: int | None = Field(default=None, foreign_key='portfolioteam.id', index=True)
    site: str = ''
    is_internal: bool = True
    rate_name: str = ''
    hours: Decimal | None = Field(default=None, sa_type=Numeric(7, 2))  # a month; None: as the site says
    external: str = ''  # unique name at the source
    version: int = 1


class PortfolioCalendar(SQLModel, table=True):
    team_id: int = Field(foreign_key='portfolioteam.id', primary_key=True)
    weekdays: list[int] = Field(sa_column=_json())  # Monday is 0
    origin: str = 'ours'  # ours, source
    at_source: list[int] = Field(sa_column=_json(), default_factory=list)  # what the source says where ours wins
    version: int = 1


class PortfolioDayOff(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, index=True)
    person_id: int | None = Field(default=None, index=True)
    start: date
    end: date
    reason: str = ''
    origin: str = 'ours'


class PortfolioHoliday(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('site', 'day'),)
    id: int = Field(default=None, primary_key=True)
    site: str
    day: date
    name: str = ''


class PortfolioItem(SQLModel, table=True):
    """The last good copy of a work item. Only reads of its source change it."""
    __table_args__ = (UniqueConstraint('source_id', 'external_id'),)
    id: int = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key='portfoliosource.id', index=True)
    external_id: str
    rev: int
    type: str
    title: str
    state: str
    category: str  # Proposed, InProgress, Resolved, Completed, Removed, Other
    plan_id: int | None = Field(default=None, foreign_key='portfolioplan.id', index=True)
    also_in: list[int] = Field(sa_column=_json(), default_factory=list)  # plans with overlapping areas
    area: str = ''
    iteration: str = ''
    start: date | None = None  # as shown
    end: date | None = None
    raw_start: str = ''
    raw_end: str = ''
    start_from: str = ''  # `iteration` where it is inferred
    end_from: str = ''
    parent_id: int | None = Field(default=None, index=True)
    parent_external: str = ''  # also where the parent was not read
    rank: float | None = None
    assignee: str = ''
    tags: list[str] = Field(sa_column=_json(), default_factory=list)
    url: str = ''  # for people
    fields: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # all others, short ones
    seen_at: datetime = Field(sa_type=Moment)
    gone_since: datetime | None = Field(default=None, sa_type=Moment)
    gone_reads: int = 0  # successful reads since
    mark: int = Field(default=1, index=True)  # PortfolioMark.baseline of its last change


class PortfolioText(SQLModel, table=True):
    """What is long, and read only for one item."""
    item_id: int = Field(foreign_key='portfolioitem.id', primary_key=True)
    description: str = ''  # as it came, at most 1 MB
    others: list[dict[str, str]] = Field(sa_column=_json(), default_factory=list)  # links that are no arrows
    block_hash: str = ''  # of the capacity block when its shares were last taken over
    block_doubt: dict[str, str] = Field(sa_column=_json(), default_factory=dict)  # team → percent, where both changed


class PortfolioLink(SQLModel, table=True):
    """`from` must be done before `to`; Related has the smaller id first."""
    __table_args__ = (UniqueConstraint('from_id', 'to_id', 'kind'),)
    id: int = Field(default=None, primary_key=True)
    source_id: int = Field(index=True)
    from_id: int = Field(foreign_key='portfolioitem.id', index=True)
    to_id: int = Field(foreign_key='portfolioitem.id', index=True)
    kind: str  # needs, related
    lag: int = 0  # working days


class PortfolioShare(SQLModel, table=True):
    item_id: int = Field(foreign_key='portfolioitem.id', primary_key=True)
    team_id: int = Field(foreign_key='portfolioteam.id', primary_key=True)
    percent: Decimal = Field(sa_type=Numeric(5, 2))
    origin: str = 'ours'  # ours, block


class PortfolioIteration(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('source_id', 'path'),)
    id: int = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key='portfoliosource.id', index=True)
    node_id: str = ''
    path: str  # as work items name it
    start: date | None = None
    end: date | None = None
    teams: list[int] = Field(sa_column=_json(), default_factory=list)
    is_quarter: bool = False  # a program increment rather than a sprint


class PortfolioMarker(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    plan_id: int | None = Field(default=None, index=True)
    team_id: int | None = None
    day: date
    label: str
    colour: str = ''  # of the source, #rrggbb; ours: empty
    origin: str = 'ours'  # ours, source
    version: int = 1


class PortfolioEvent(SQLModel, table=True):
    """A dated happening on the axis: a day, or a band where it ends later."""
    id: int = Field(default=None, primary_key=True)
    plan_id: int | None = Field(default=None, index=True)  # None: for all
    start: date
    end: date | None = None
    title: str
    category: str = ''
    is_special: bool = False
    version: int = 1


class PortfolioGroup(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key='portfolioplan.id', index=True)
    parent_id: int | None = None
    name: str
    colour: int = 1
    rank: int = 0
    members: list[int] = Field(sa_column=_json(), default_factory=list)  # items
    version: int = 1


class PortfolioView(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('owner', 'name'),)
    id: int = Field(default=None, primary_key=True)
    owner: str
    owner_name: str
    name: str
    is_shared: bool = False
    looks: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    changed_at: datetime = Field(sa_type=Moment)
    version: int = 1


class PortfolioStar(SQLModel, table=True):
    """Somebody's favourite, or default."""
    view_id: int = Field(foreign_key='portfolioview.id', primary_key=True)
    identity: str = Field(primary_key=True)
    is_default: bool = False


class PortfolioLooks(SQLModel, table=True):
    """How somebody left the timeline."""
    identity: str = Field(primary_key=True)
    looks: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)


class PortfolioAnnotation(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    view_id: int = Field(foreign_key='portfolioview.id', index=True)
    shape: str  # note, box, line, icon
    day: date
    until: date | None = None
    y: int = 0  # px below the axis
    height: int = 0
    text: str = ''
    colour: int = 1
    version: int = 1


class PortfolioScenario(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    owner: str = Field(index=True)
    owner_name: str
    name: str
    former_id: int | None = None  # what it was copied from
    looks: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    made_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    deleted_at: datetime | None = Field(default=None, sa_type=Moment)
    is_archived: bool = False
    version: int = 1
    rewound: int = 0  # how often something other than the end of its log has changed


class PortfolioScenarioShare(SQLModel, table=True):
    scenario_id: int = Field(foreign_key='portfolioscenario.id', primary_key=True)
    identity: str = Field(primary_key=True)
    may_edit: bool = False


class PortfolioOperation(SQLModel, table=True):
    """One step of the log; never changed but for its state."""
    scenario_id: int = Field(foreign_key='portfolioscenario.id', primary_key=True)
    seq: int = Field(primary_key=True)
    step: int  # one gesture: undone together
    actor: str
    actor_name: str
    at: datetime = Field(sa_type=Moment)
    kind: str
    schema_version: int = 1
    payload: dict[str, Any] = Field(sa_column=_json())
    base: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # item → field → value before, with `rev`
    state: str = 'live'  # live, undone, published, aside
    undone_at: int = 0  # order of undoing, for redo; 0 once it cannot be redone
    version: int = 0  # of the scenario when it came, was undone or redone


class PortfolioCheckpoint(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key='portfolioscenario.id', index=True)
    name: str
    seq: int  # of the last operation it holds
    live: list[int] = Field(sa_column=_json(), default_factory=list)  # operations that were live then
    actor_name: str
    at: datetime = Field(sa_type=Moment)


class PortfolioPublish(SQLModel, table=True):
    """What a run of `portfolio.publish` sends of one item, and how far it is."""
    run_id: int = Field(primary_key=True)
    kind: str = Field(default='item', primary_key=True)  # item, group
    item_id: int = Field(primary_key=True)  # or that of a group, negative where the scenario made it
    scenario_id: int = Field(index=True)
    fields: dict[str, Any] = Field(sa_column=_json())  # field → value to send
    base: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # field → value it was judged against
    base_rev: int
    live_rev: int | None = None
    theirs: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # where they differ
    state: str = 'pending'  # pending, checking, patched, conflict, refused, failed, skipped
    message: str = ''
    at: datetime | None = Field(default=None, sa_type=Moment)


class PortfolioRevision(SQLModel, table=True):
    item_id: int = Field(foreign_key='portfolioitem.id', primary_key=True)
    rev: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str = ''
    changed: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # field → [before, after]


class PortfolioDemoBody(SQLModel, table=True):
    """What was published into a demo source: the items as they are since, instead of those that are made up."""
    source_id: int = Field(foreign_key='portfoliosource.id', primary_key=True)
    number: int = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_column=_json())
    revisions: list[dict[str, Any]] = Field(sa_column=_json(), default_factory=list)


class PortfolioEstimate(SQLModel, table=True):
    """What people at a poker table agreed on for an item, the latest standing."""
    id: int = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key='portfolioitem.id', index=True)
    value: str
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)
    table: str  # name of the poker table
    state: str = 'kept'  # kept, pending, written, refused: at the source
    message: str = ''


class PortfolioSettings(SQLModel, table=True):
    """One row: what admins decide for everybody. Shapes in app.domain.portfolio.items.setting."""
    id: int = Field(default=1, primary_key=True)
    rules: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    rates: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)
    version: int = 1


class PortfolioAcceptance(SQLModel, table=True):
    """A finding that may stand, until a day."""
    key: str = Field(primary_key=True)  # code and what it is about
    reason: str
    until: date
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)


class PortfolioSeat(SQLModel, table=True):
    """What somebody does on a timeline just now; old after ten seconds."""
    __table_args__ = (Index('ix_portfolioseat_place', 'place'),)
    page: str = Field(primary_key=True)  # id of the browser tab
    place: str  # `live`, or the number of a scenario
    identity: str
    name: str
    doing: str  # looks, selects, drags
    item_id: int | None = None
    start: date | None = None
    end: date | None = None
    at: datetime = Field(sa_type=Moment)
