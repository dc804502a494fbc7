"""What every kind of source answers with, and how it is asked: nobody behind this knows which kind it is.

Days come as the source wrote them (`start_raw`), because only whoever keeps them knows the zone. Everything is plain
text and numbers; nothing here belongs to any library of a source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Protocol

from app.domain.portfolio.items.setting import Plan
from app.domain.trouble import AUTH as AUTH
from app.domain.trouble import CONFIG as CONFIG
from app.domain.trouble import CONFLICT as CONFLICT
from app.domain.trouble import REFUSED as REFUSED
from app.domain.trouble import THROTTLED as THROTTLED
from app.domain.trouble import UNAVAILABLE as UNAVAILABLE
from app.domain.trouble import SourceTrouble as SourceTrouble

BATCH: Final = 200  # items a source answers for at once

PREDECESSOR: Final = 'System.LinkTypes.Dependency-Reverse'  # the other must be done first
SUCCESSOR: Final = 'System.LinkTypes.Dependency-Forward'
RELATED: Final = 'System.LinkTypes.Related'
PARENT: Final = 'System.LinkTypes.Hierarchy-Reverse'
CHILD: Final = 'System.LinkTypes.Hierarchy-Forward'


@dataclass(frozen=True, slots=True)
class BodyLink:
    """A relation as the source keeps it; `number` only where the other end is a work item of the same source."""
    rel: str
    number: int | None
    url: str = ''


@dataclass(frozen=True, slots=True)
class Body:
    """One work item, whole."""
    number: int
    rev: int
    type: str
    title: str
    state: str
    area: str = ''
    iteration: str = ''
    iteration_id: str = ''  # node id, where the source tells it
    start_raw: str = ''
    end_raw: str = ''
    parent: int | None = None  # the first there is
    links: tuple[BodyLink, ...] = ()  # in the order of the source: publishing names them by their place
    tags: tuple[str, ...] = ()
    assignee: str = ''
    description: str = ''
    rank: float | None = None
    url: str = ''  # for people
    fields: Mapping[str, Any] = field(default_factory=dict)  # all others, short ones
    parents: int = 0  # how many it has: more than one is a finding


@dataclass(frozen=True, slots=True)
class NodeFound:
    """A place in the tree of areas or iterations, a project, a team, a type or a state, for whoever sets up."""
    id: str
    name: str
    path: str = ''  # as items name it
    has_children: bool = False
    category: str = ''  # of a state


@dataclass(frozen=True, slots=True)
class IterationFound:
    node_id: str
    path: str  # as items name it
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class DaysFound:
    """Both ends included."""
    start: date
    end: date
    reason: str = ''


@dataclass(frozen=True, slots=True)
class TeamDays:
    """How a team works: its weekdays (Monday is 0) and the iterations it takes part in."""
    weekdays: frozenset[int]
    iterations: tuple[IterationFound, ...] = ()


@dataclass(frozen=True, slots=True)
class Capacity:
    """One member in one iteration."""
    person: str
    external: str = ''  # unique name
    hours_a_day: float = 0
    off: tuple[DaysFound, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamCapacity:
    """Of one team in one iteration."""
    off: tuple[DaysFound, ...] = ()  # the whole team
    members: tuple[Capacity, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkerFound:
    delivery_plan: str  # id
    day: date
    label: str
    colour: str = ''  # #rrggbb


@dataclass(frozen=True, slots=True)
class RevisionFound:
    """The whole of the fields that count, as they were with this revision."""
    rev: int
    at: datetime
    by: str = ''
    fields: Mapping[str, Any] = field(default_factory=dict)  # name at the source → raw value


class Reader(Protocol):
    """A source during one run. Every call may raise SourceTrouble; none keeps anything."""

    def find_ids(self, plan: Plan) -> Sequence[int]:
        """Of all items in its area, of its types and states, by rank."""

    def fetch_revs(self, ids: Sequence[int]) -> Mapping[int, int | None]:
        """At most 200; None for what is gone."""

    def fetch_relinked(self, project: str, since: datetime) -> frozenset[int]:
        """Both ends of links that came or went since then: some sources count that as no revision."""

    def fetch_bodies(self, ids: Sequence[int]) -> Sequence[Body]:
        """At most 200; what is gone is missing."""

    def fetch_iterations(self, project: str) -> Sequence[IterationFound]: ...

    def fetch_team_settings(self, project: str, team: str) -> TeamDays: ...

    def fetch_capacities(self, project: str, team: str, iteration_id: str) -> TeamCapacity: ...

    def fetch_markers(self, project: str) -> Sequence[MarkerFound]: ...

    def fetch_revisions(self, number: int, skip: int = 0) -> Sequence[RevisionFound]:
        """At most 200, oldest first."""

    def browse_projects(self) -> Sequence[NodeFound]: ...

    def browse_areas(self, project: str) -> Sequence[NodeFound]:
        """The whole tree, parents before children."""

    def browse_iterations(self, project: str) -> Sequence[NodeFound]: ...

    def browse_teams(self, project: str) -> Sequence[NodeFound]: ...

    def browse_types(self, project: str) -> Sequence[NodeFound]: ...

    def browse_states(self, project: str, kind: str) -> Sequence[NodeFound]:
        """Of one type, in their order, with category."""

    def browse_delivery_plans(self, project: str) -> Sequence[NodeFound]: ...

    def push_patch(self, number: int, operations: Sequence[Mapping[str, Any]]) -> Body:
        """One JSON patch, all of it or nothing; the item as it is then. Only publishing calls this."""
