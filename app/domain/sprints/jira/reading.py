"""What every source of sprints answers with, and how it is asked: nobody behind this knows which kind it is.

Jira itself, a file that was taken from one and the demo all tell this. Moments are whole milliseconds since 1970 in
UTC, so a time without its zone cannot even be written down. Texts are as people typed them; missing is '' or None,
and never a guess.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, TypedDict

from app.domain.trouble import AUTH as AUTH
from app.domain.trouble import CONFIG as CONFIG
from app.domain.trouble import REFUSED as REFUSED
from app.domain.trouble import THROTTLED as THROTTLED
from app.domain.trouble import UNAVAILABLE as UNAVAILABLE
from app.domain.trouble import SourceTrouble as SourceTrouble

Way = Literal['in', 'out']  # `out`: the issue is the subject (“blocks”); `in`: it suffers (“is blocked by”)
Presence = Literal['here', 'moved', 'hidden', 'gone']

CLOUD, SERVER = 'cloud', 'server'  # kinds of Jira; Data Center is a server
FUTURE, ACTIVE, CLOSED = 'future', 'active', 'closed'
SCRUM, KANBAN, SIMPLE = 'scrum', 'kanban', 'simple'  # kinds of boards; simple: of a team-managed project
SPRINT, POINTS, ESTIMATE, RANK = 'sprint', 'points', 'estimate', 'rank'  # roles of fields; estimate: “Story point
EPIC, FLAGGED, OWNER = 'epic', 'flagged', 'owner'                        # estimate” of team-managed projects

# Names of fields in histories that have no field id.
LINK, KEY, PROJECT, PARENT = 'Link', 'Key', 'project', 'Parent'


class IssueLink(TypedDict):
    """`type` is the id of the link type, `number` and `key` are those of the other end."""
    type: str
    way: Way
    number: int
    key: str


class IssueFields(TypedDict, total=False):
    """Current values that histories do not have to tell, fit to be kept as JSON."""
    priority: str  # id
    assignee: str  # account
    reporter: str  # account
    owner: str  # account
    labels: list[str]
    components: list[str]  # names
    versions: list[str]  # names of fix versions
    epic: str  # key
    rank: str  # orders as text
    flagged: bool
    due: str  # a day, 2026-11-30
    resolved: int | None  # ms
    estimates: dict[str, str]  # field id → as written; absent where there is none
    seconds: int | None  # remaining estimate
    original_seconds: int | None  # original estimate
    spent_seconds: int | None  # logged work
    sprints: list[int]  # in the order of Jira
    links: list[IssueLink]
    others: dict[str, Any]  # field id → text or list of texts, of the fields asked for by name


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Which fields of a site carry what; '' where it has none. `others` are read as texts, for whoever maps them."""
    sprint: str = ''
    rank: str = ''
    epic: str = ''
    flagged: str = ''
    owner: str = ''
    estimates: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawIssue:
    """One issue as it is now. `people` names every account that occurs in it; `faults` counts values that could not
    be understood and were read as none.
    """
    number: int
    key: str
    type: str  # name
    is_subtask: bool
    is_epic: bool
    parent: int | None
    project: str  # key
    title: str
    created: int  # ms
    updated: str  # as the source writes it: only ever compared
    status: str  # id
    fields: IssueFields = field(default_factory=IssueFields)
    people: Mapping[str, str] = field(default_factory=dict)  # account → display name
    status_name: str = ''  # for statuses the site does not list
    faults: tuple[str, ...] = ()  # in words


@dataclass(frozen=True, slots=True)
class RawChange:
    """One item of one history. `item` stays the same whichever fields a history is asked for with, so the three
    numbers (issue, history, item) name a change for ever; its size means nothing.
    """
    history: int
    item: int
    at: int  # ms
    author: str  # account; '' where nobody is named
    author_name: str
    field: str  # id, or the name where Jira has no id for it
    was: str
    now: str
    was_text: str
    now_text: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some changes of some issues. Histories of one issue may be spread over pages: those in `whole` are complete
    with this page; whichever of the asked never is in `whole` remains partial.
    """
    changes: Mapping[int, tuple[RawChange, ...]]
    whole: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """That an issue exists, and when it last changed."""
    number: int
    key: str
    updated: str  # as RawIssue.updated


@dataclass(frozen=True, slots=True)
class RawSprint:
    number: int
    name: str
    state: str  # future, active, closed
    goal: str = ''
    start: int | None = None  # ms, planned; people may edit it
    activated: int | None = None  # ms, when it was started really
    end: int | None = None  # ms, planned
    complete: int | None = None  # ms, when it was closed
    board: int | None = None  # where it was made


@dataclass(frozen=True, slots=True)
class RawColumn:
    name: str
    statuses: tuple[str, ...] = ()  # ids
    least: int | None = None  # issues
    most: int | None = None


@dataclass(frozen=True, slots=True)
class RawBoard:
    """`columns` and what follows are known only after `board_configuration`."""
    number: int
    name: str
    kind: str  # scrum, kanban, simple
    projects: tuple[str, ...] = ()  # keys
    filter_jql: str = ''  # '' where the filter may not be seen
    columns: tuple[RawColumn, ...] = ()
    estimate_field: str = ''  # '' where it counts issues
    estimate_name: str = ''
    sub_query: str = ''  # what a kanban board leaves out beside its filter


@dataclass(frozen=True, slots=True)
class RawStatus:
    id: str
    name: str
    category: str = ''  # new, indeterminate, done; '' where the site tells none


@dataclass(frozen=True, slots=True)
class RawField:
    id: str
    name: str
    type: str = ''  # of its schema: number, array, string, user …
    custom: str = ''  # the kind of a custom field, as its schema names it
    is_custom: bool = False


@dataclass(frozen=True, slots=True)
class RawPriority:
    """Listed in the order of the site, the most urgent first."""
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RawLinkType:
    id: str
    name: str
    inward: str = ''
    outward: str = ''


@dataclass(frozen=True, slots=True)
class RawProject:
    id: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the source takes us for."""
    id: str
    name: str
    zone: str  # IANA; the dates of its queries are in it


@dataclass(frozen=True, slots=True)
class SiteInfo:
    kind: str  # cloud, server
    version: str = ''
    title: str = ''
    now: int = 0  # ms, by the clock of the site
    skew: int = 0  # ms its clock is ahead of ours


@dataclass(frozen=True, slots=True)
class FoundIssue:
    """What became of an issue that a search does not return any more; a key only where it may be seen."""
    number: int
    presence: Presence
    key: str = ''


@dataclass(frozen=True, slots=True)
class JqlError:
    """Why a query does not stand, with the place in it where the site names one."""
    text: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What Jira itself says about a sprint; figures as written there, None where it says none. Never a source."""
    completed: frozenset[int]
    not_completed: frozenset[int]
    removed: frozenset[int]
    completed_elsewhere: frozenset[int]
    added: frozenset[str]  # keys
    sums: Mapping[str, str | None] = field(default_factory=dict)  # its own name of the sum → number
    keys: Mapping[int, str] = field(default_factory=dict)


class Reader(Protocol):
    """One conversation with a source. Every call blocks, for runs only, and raises SourceTrouble or answers whole;
    what goes on page by page may raise after some pages.
    """

    @property
    def requests(self) -> int:
        """Asked so far."""

    def who_am_i(self) -> Account: ...

    def server_info(self) -> SiteInfo: ...

    def list_boards(self) -> Sequence[RawBoard]: ...

    def board_configuration(self, number: int) -> RawBoard: ...

    def list_sprints(self, board: int, states: Sequence[str] = ()) -> Sequence[RawSprint] | None:
        """None: a board without sprints, which is a kanban board; no `states`: all."""

    def census(self, jql: str) -> Iterator[Sequence[Seen]]: ...

    def fetch_changed(self, jql: str, since: int) -> Iterator[Sequence[Seen]]:
        """`since` in ms by the clock of the source."""

    def fetch_issues(self, numbers: Sequence[int], fields: FieldMap) -> Iterator[Sequence[RawIssue]]:
        """What is gone, or not to be seen, is left out."""

    def fetch_histories(self, numbers: Sequence[int], fields: Sequence[str] = ()) -> Iterator[HistoryPage]:
        """`fields`: ids, or names of what has no id; none: all."""

    def fetch_fields(self) -> Sequence[RawField]: ...

    def fetch_statuses(self) -> Sequence[RawStatus]: ...

    def fetch_priorities(self) -> Sequence[RawPriority]: ...

    def fetch_link_types(self) -> Sequence[RawLinkType]: ...

    def fetch_projects(self) -> Sequence[RawProject]: ...

    def find_issue(self, number: int, key: str = '') -> FoundIssue:
        """`key`: under which we know it."""

    def parse_jql(self, text: str) -> Sequence[JqlError]:
        """None: it stands."""

    def reconcile(self, board: int, sprint: int) -> SiteReport | None:
        """None: the source has no report of its own."""


BATCH: Final = 100  # issues a source answers whole at once
HISTORIES: Final = 1000  # issues whose histories it answers at once
