"""A board as it is known: its sprints, issues with their histories, and how its columns are read.

Moments are whole milliseconds since 1970 in UTC, because Jira's histories are; days are local dates of the board's
zone. Issues and sprints go by the numbers that Jira gives them: keys and names change, numbers never do. All of it is
immutable; copies share what has not changed, so what was worked out from a part can be kept by its identity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Ms = int  # milliseconds since 1970, UTC
Number = int  # what Jira calls an id

NOT_STARTED, STARTED, WAITING, DONE = 'not_started', 'started', 'waiting', 'done'  # kinds of columns
FUTURE, ACTIVE, CLOSED = 'future', 'active', 'closed'
POINTS, ISSUES, HOURS = 'points', 'issues', 'hours'  # what is counted
SCRUM, KANBAN = 'scrum', 'kanban'


@dataclass(frozen=True, slots=True)
class Change:
    """One item of an issue's history. `was` and `now` are ids where Jira has ids; texts are for display, and for
    numbers, which stand only there.
    """
    at: Ms
    history: int
    item: int
    field: str  # status, sprint, flagged, assignee, priority, type, link, epic, parent, project, key, … or a field id
    was: str = ''
    now: str = ''
    was_text: str = ''
    now_text: str = ''
    author: str = ''  # account
    author_name: str = ''


@dataclass(frozen=True, slots=True)
class Link:
    """As Jira tells it on this issue: `way` is `out` where the issue is the subject (“blocks”)."""
    type: str  # id of the link type
    way: str  # out, in
    other: Number
    key: str


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Issue:
    number: Number
    key: str
    type: str  # name
    title: str
    project: str  # key
    created: Ms
    status: str  # id
    is_subtask: bool = False
    is_epic: bool = False
    parent: Number | None = None
    sprints: tuple[Number, ...] = ()  # it is in now, closed ones too
    estimates: Mapping[str, str] = field(default_factory=dict)  # field id → as text
    seconds_left: int | None = None
    priority: str = ''  # id
    assignee: str = ''  # account
    reporter: str = ''  # account
    owner: str = ''  # account or text of the owner field
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    epic: str = ''  # key
    rank: str = ''
    due: date | None = None
    is_flagged: bool = False
    links: tuple[Link, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)  # others that a mapping asked for
    url: str = ''
    is_partial: bool = False  # part of its history could not be read yet
    gone: str = ''  # deleted, moved, hidden
    is_on_board: bool = True  # the board's filter finds it now
    changes: tuple[Change, ...] = ()  # as stored; in any order


@dataclass(frozen=True, slots=True)
class Sprint:
    number: Number
    name: str
    state: str  # future, active, closed
    goal: str = ''
    start: Ms | None = None
    activated: Ms | None = None
    end: Ms | None = None
    complete: Ms | None = None
    names: tuple[str, ...] = ()  # it ever had
    origin: Number | None = None  # board it was made on
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    id: str
    name: str
    category: str  # new, indeterminate, done, or empty
    is_listed: bool = True  # False: only the history knows it


@dataclass(frozen=True, slots=True)
class Columns:
    """How statuses were read from some moment on."""
    version: int
    valid_from: Ms
    columns: tuple['ColumnOfBoard', ...]
    estimate: str  # field id; empty: none
    is_guessed: bool = False  # nobody has confirmed it

    def kind_of(self, status: str) -> str:
        """Empty: not on the board."""
        return next((column.kind for column in self.columns if status in column.statuses), '')


@dataclass(frozen=True, slots=True)
class ColumnOfBoard:
    name: str
    kind: str
    statuses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Discipline:
    id: int
    name: str
    short: str
    colour: int
    estimate: str = ''  # field id of its own estimate
    components: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()  # of the mapped field
    subtasks: frozenset[str] = frozenset()  # types of subtasks


@dataclass(frozen=True, slots=True)
class Member:
    """Who works on a board, and how much. Percentages of `shares` are of the hours of a day."""
    id: int
    name: str
    account: str = ''
    identity: str = ''  # in Roundtable
    is_lead: bool = False
    weekdays: frozenset[int] = frozenset(range(5))
    hours: Decimal = Decimal(8)  # a day
    focus: Decimal = Decimal('0.75')
    shares: Mapping[int, Decimal] = field(default_factory=dict)  # discipline → percent


@dataclass(frozen=True, slots=True)
class DayOff:
    day: date
    member: int | None = None  # None: everybody
    is_half: bool = False
    reason: str = ''
    origin: str = 'ours'


@dataclass(frozen=True, slots=True)
class Capacity:
    """What was said about one sprint and discipline; None is unknown, never nothing."""
    sprint: Number
    discipline: int
    unit: str = HOURS
    amount: Decimal | None = None  # given by hand instead of worked out from people
    reserve: Decimal | None = None  # share of 1; None: median of the last sprints
    points_per_hour: Decimal | None = None  # None: from the last sprints
    in_progress: Decimal | None = None
    is_carried: bool = False
    exceptions: Mapping[int, Decimal] = field(default_factory=dict)  # member → hours in this sprint
    version: int = 1


@dataclass(frozen=True, slots=True)
class Override:
    """What somebody decided here about an issue; syncs never touch it."""
    id: int
    number: Number
    kind: str  # pin_top, pin_bottom, pin_before, ban, window, deadline, discipline, stakeholder, split, allow, note
    value: Mapping[str, Any] = field(default_factory=dict)
    by_name: str = ''
    at: Ms = 0


@dataclass(frozen=True, slots=True)
class BoardRules:
    """What a workspace decides for one board; defaults are those of most teams."""
    stakeholder_field: str = ''  # a field id; empty: the reporter
    discipline_field: str = ''
    type_splits: Mapping[str, Mapping[int, Decimal]] = field(default_factory=dict)  # type → discipline → share of 1
    counts_subtasks: bool = False  # in points
    default_points: Decimal = Decimal(3)
    default_capacity: Decimal = Decimal(30)  # points of a sprint in the long-term plan
    epic_size: int = 8  # issues of an epic that nobody broken down yet
    weekdays: frozenset[int] = frozenset(range(5))
    velocity_sprints: int = 7
    grace_days: int = 0
    bands: tuple[str, ...] = ()  # priority ids, the most urgent first; empty: as the site orders them
    shows_people: bool = False  # figures per person, for those who hold the right
    is_fair: bool = True  # stakeholders take turns in a queue
    allocation: Mapping[str, Decimal] = field(default_factory=dict)  # project → percent, of the long-term plan


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Board:
    id: int  # ours
    number: Number
    name: str
    kind: str
    site: int
    site_name: str
    site_kind: str  # cloud, server, csv, demo
    site_url: str
    zone: str
    version: int  # of its data; anything that could change a figure raises it
    sprints: Mapping[Number, Sprint]
    issues: Mapping[Number, Issue]
    mappings: tuple[Columns, ...]  # by valid_from
    statuses: Mapping[str, Status]
    priorities: tuple[tuple[str, str], ...]  # (id, name), the most urgent first
    link_types: Mapping[str, str]  # id → name
    people: Mapping[str, str]  # account → name
    field_names: Mapping[str, str]
    rules: BoardRules = BoardRules()
    disciplines: Mapping[int, Discipline] = field(default_factory=dict)
    members: Mapping[int, Member] = field(default_factory=dict)
    days_off: tuple[DayOff, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    overrides: tuple[Override, ...] = ()
    queries: Mapping[str, frozenset[Number]] = field(default_factory=dict)  # JQL → what its Jira found for it

    @property
    def is_demo(self) -> bool:
        return self.site_kind == 'demo'

    @property
    def is_file(self) -> bool:
        """Without any history."""
        return self.site_kind == 'csv'

    @property
    def columns(self) -> Columns:
        """As they are read now."""
        return self.mappings[-1]

    def columns_at(self, at: Ms) -> Columns:
        """Before the first mapping, the first one stands in."""
        return next((one for one in reversed(self.mappings) if one.valid_from <= at), self.mappings[0])
