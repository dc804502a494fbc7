"""What items are planned against: plans, teams, people, their days, and the rules admins chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

PROJECT, TEAM = 'project', 'team'  # kinds of plans
CATEGORIES = ('Proposed', 'InProgress', 'Resolved', 'Completed', 'Removed')
OTHER = 'Other'  # types and states that nobody has put in order
UNFUNDED = 0  # instead of the id of a plan
WORKWEEK = frozenset(range(5))  # Monday is 0

PARENT_RULES = ('uncovered_days', 'never_if_listed', 'never_if_any_child', 'always_add')
DEPENDENCY_RULES = ('finish_start', 'end_end', 'start_start')


@dataclass(frozen=True)
class Plan:
    """An area path of a source."""
    id: int
    slug: str
    source: int
    name: str
    kind: str  # project, team
    area: str
    colour: int = 1
    rank: int = 0
    team: int | None = None  # its owner
    has_children: bool = True
    types: tuple[str, ...] = ()  # that are read; empty: all of the hierarchy
    states_read: tuple[str, ...] = ()
    states_shown: tuple[str, ...] = ()
    is_open: bool = True
    grants: frozenset[str] = frozenset()  # identities that see it although it is not open


@dataclass(frozen=True)
class Team:
    id: int
    slug: str
    name: str
    short: str = ''
    colour: int = 1
    rank: int = 0
    is_excluded: bool = False
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    team: int | None
    site: str = ''
    is_internal: bool = True
    rate_name: str = ''
    hours: Decimal | None = None  # a month; None: as the site says


@dataclass(frozen=True)
class Absence:
    """Of a person, or of the whole team."""
    team: int | None
    person: int | None
    start: date
    end: date
    reason: str = ''


@dataclass(frozen=True)
class Iteration:
    id: int
    source: int
    path: str  # as items name it
    start: date | None
    end: date | None
    teams: tuple[int, ...] = ()
    is_quarter: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition('\\')[2]


@dataclass(frozen=True)
class Marker:
    id: int
    plan: int | None
    day: date
    label: str
    colour: str = ''
    origin: str = 'ours'


@dataclass(frozen=True)
class Happening:
    """A plan event: a day, or a band."""
    id: int
    plan: int | None  # None: for all
    start: date
    end: date
    title: str
    category: str = ''
    is_special: bool = False


@dataclass(frozen=True)
class Source:
    id: int
    name: str
    kind: str
    time_zone: str = 'UTC'
    dependency_rule: str = 'finish_start'


@dataclass(frozen=True)
class Rules:
    """What admins decide for everybody; stored as JSON under these names."""
    types: tuple[tuple[str, ...], ...] = (  # levels from the top
        ('Initiative',), ('Epic',), ('Feature',),
        ('User Story', 'Product Backlog Item', 'Story', 'Requirement', 'Bug', 'Issue'), ('Task',))
    states: tuple[tuple[str, str], ...] = (
        ('New', 'Proposed'), ('Proposed', 'Proposed'), ('To Do', 'Proposed'), ('Approved', 'Proposed'),
        ('Defined', 'Proposed'), ('Active', 'InProgress'), ('Committed', 'InProgress'), ('In Progress', 'InProgress'),
        ('Doing', 'InProgress'), ('Resolved', 'Resolved'), ('Done', 'Completed'), ('Closed', 'Completed'),
        ('Completed', 'Completed'), ('Removed', 'Removed'))  # in their order, with category
    parent_rule: str = 'uncovered_days'
    counts_calendar_days: bool = False
    counts_selected_plans_only: bool = False
    counted_categories: tuple[str, ...] = ('Proposed', 'InProgress', 'Resolved', 'Completed')
    weighs_by_hours: bool = False  # organisation load
    whole_percents: bool = True  # in capacity blocks
    panels: tuple[str, ...] = ()  # empty: all, in their usual order

    def level(self, kind: str) -> int | None:
        """0 is the top; None for types nobody has put in order."""
        return next((place for place, names in enumerate(self.types) if kind in names), None)


@dataclass(frozen=True)
class Rates:
    """Money per hour, hours per month."""
    currency: str = 'EUR'
    hours: Mapping[str, Decimal] = field(default_factory=dict, hash=False)  # `site|internal`, `site|external`: a month
    internal: Mapping[str, Decimal] = field(default_factory=dict, hash=False)  # by site
    external: Mapping[str, Decimal] = field(default_factory=dict, hash=False)  # by rate name
    default_hours: Decimal = Decimal(140)
    default_internal: Decimal = Decimal(0)
    default_external: Decimal = Decimal(0)
    books_undated: bool = False  # into the current month, as PlannerTool does


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Setting:
    """Everything that is configured. Compared by identity: it changes seldom and is shared by all."""
    sources: Mapping[int, Source] = field(default_factory=_nothing)
    plans: Mapping[int, Plan] = field(default_factory=_nothing)
    teams: Mapping[int, Team] = field(default_factory=_nothing)
    people: Mapping[int, Person] = field(default_factory=_nothing)
    weekdays: Mapping[int, frozenset[int]] = field(default_factory=_nothing)  # by team; missing: Monday to Friday
    absences: tuple[Absence, ...] = ()
    holidays: Mapping[str, frozenset[date]] = field(default_factory=_nothing)  # by site
    iterations: Mapping[int, Iteration] = field(default_factory=_nothing)
    markers: tuple[Marker, ...] = ()
    happenings: tuple[Happening, ...] = ()
    rules: Rules = Rules()
    rates: Rates = Rates()

    @cached_property
    def members(self) -> Mapping[int, tuple[Person, ...]]:
        found: dict[int, list[Person]] = {team: [] for team in self.teams}
        for person in self.people.values():
            if person.team in found:
                found[person.team].append(person)
        return {team: tuple(people) for team, people in found.items()}
