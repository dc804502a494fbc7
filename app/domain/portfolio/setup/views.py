"""What admins are shown of what is set up."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.portfolio.items.setting import Rates, Rules
from app.domain.portfolio.setup.drafts import PersonDraft, PlanDraft, SourceDraft, TeamDraft
from app.domain.portfolio.sources.views import Reading


@dataclass(frozen=True)
class TokenView:
    """The token all have in common for something: that there is one, never what it is."""
    purpose: str  # read, write
    set_at: datetime | None = None  # None: there is none
    used_at: datetime | None = None


@dataclass(frozen=True)
class SourceLine:
    id: int
    version: int
    draft: SourceDraft
    state: str
    since: datetime | None
    error: str
    ok_at: datetime | None
    plans: int
    items: int
    readings: tuple[Reading, ...] = ()
    tokens: tuple[TokenView, ...] = ()


@dataclass(frozen=True)
class PlanLine:
    id: int
    version: int
    slug: str
    draft: PlanDraft
    items: int
    trouble: str = ''
    doubt: str = ''  # `empty` or `half`: an answer that nobody believed yet


@dataclass(frozen=True)
class TeamLine:
    id: int
    version: int
    slug: str
    draft: TeamDraft
    people: int
    items: int


@dataclass(frozen=True)
class PersonLine:
    """With what cost reckons them, and where each figure comes from."""
    id: int
    version: int
    draft: PersonDraft
    hours: Decimal
    hours_from: str
    rate: Decimal
    rate_from: str


@dataclass(frozen=True)
class CalendarLine:
    """Of every team, also of those nobody has decided about."""
    team_id: int
    version: int  # 0: nothing is kept
    weekdays: tuple[int, ...]
    origin: str  # ours, source, usual
    at_source: tuple[int, ...] = ()  # where the source says otherwise


@dataclass(frozen=True)
class DayOffLine:
    id: int
    team_id: int | None
    person_id: int | None
    start: date
    end: date
    reason: str
    origin: str


@dataclass(frozen=True)
class HolidayLine:
    id: int
    site: str
    day: date
    name: str


@dataclass(frozen=True)
class IterationLine:
    id: int
    source_id: int
    path: str
    start: date | None
    end: date | None
    is_quarter: bool


@dataclass(frozen=True)
class EventLine:
    id: int
    version: int
    plan_id: int | None
    start: date
    end: date
    title: str
    category: str
    is_special: bool


@dataclass(frozen=True)
class MarkerLine:
    id: int
    version: int
    plan_id: int | None
    team_id: int | None
    day: date
    label: str
    colour: str
    origin: str


@dataclass(frozen=True)
class Oddity:
    """Something the inspector noticed; `code` is stable."""
    code: str
    thing: str  # whose name it is about
    text: str


@dataclass(frozen=True)
class SetupView:
    sources: tuple[SourceLine, ...]
    plans: tuple[PlanLine, ...]
    teams: tuple[TeamLine, ...]
    people: tuple[PersonLine, ...]
    calendars: tuple[CalendarLine, ...]
    days_off: tuple[DayOffLine, ...]
    holidays: tuple[HolidayLine, ...]
    iterations: tuple[IterationLine, ...]
    events: tuple[EventLine, ...]
    markers: tuple[MarkerLine, ...]
    rules: Rules
    rates: Rates
    version: int  # of rules and rates
    oddities: tuple[Oddity, ...]
    viewers: tuple[tuple[str, str], ...]  # identity and name of those a plan can be shown to

    @property
    def sites(self) -> tuple[str, ...]:
        """All that are named anywhere."""
        named = {site for team in self.teams for site in team.draft.sites}
        named |= {person.draft.site for person in self.people} | {day.site for day in self.holidays}
        named |= set(self.rates.internal) | {key.rpartition('|')[0] for key in self.rates.hours}
        return tuple(sorted(named - {''}))

    def team_name(self, team_id: int | None) -> str:
        return next((team.draft.name for team in self.teams if team.id == team_id), '')

    def plan_name(self, plan_id: int | None) -> str:
        return next((plan.draft.name for plan in self.plans if plan.id == plan_id), '')
