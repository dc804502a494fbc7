"""What is set up, for everybody who may look: only plans they see, no hours or rates without the right to cost."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.portfolio.capacity.availability import hours_of
from app.domain.portfolio.cost.cost import rate_of
from app.domain.portfolio.items.setting import WORKWEEK, Iteration, Plan, Team
from app.services.portfolio import ground
from app.work import Work
from models.portfolio import PortfolioCalendar, PortfolioDayOff, PortfolioHoliday, PortfolioSource


@dataclass(frozen=True)
class PlanInfo:
    plan: Plan
    items: int
    read_at: datetime | None  # last good read of its source


@dataclass(frozen=True)
class TeamInfo:
    team: Team
    people: int


@dataclass(frozen=True)
class IterationInfo:
    iteration: Iteration
    read_at: datetime | None


@dataclass(frozen=True)
class PersonInfo:
    id: int
    name: str
    team: int | None
    site: str
    is_internal: bool
    rate_name: str
    hours: Decimal | None  # both only with the right to see cost
    rate: Decimal | None


@dataclass(frozen=True)
class DayOffInfo:
    id: int
    start: date
    end: date
    reason: str
    origin: str


@dataclass(frozen=True)
class CalendarInfo:
    team: int
    weekdays: tuple[int, ...]
    origin: str
    at_source: tuple[int, ...]
    version: int
    days_off: tuple[DayOffInfo, ...]  # of the whole team


@dataclass(frozen=True)
class HolidayInfo:
    id: int
    site: str
    day: date
    name: str


def list_plans(work: Work, actor: Actor) -> tuple[PlanInfo, ...]:
    sight, live = ground.sight_of(work, actor), ground.live(work)
    items = Counter(item.plan for item in live.items.values() if not item.is_gone)
    read = _read_at(work)
    return tuple(PlanInfo(plan, items[plan.id], read.get(plan.source)) for plan in live.setting.plans.values()
                 if sight.sees(plan.id))


def list_teams(work: Work, actor: Actor) -> tuple[TeamInfo, ...]:
    ground.sight_of(work, actor)
    setting = ground.setting_of(work)
    return tuple(TeamInfo(team, len(setting.members.get(team.id, ()))) for team in setting.teams.values())


def list_iterations(work: Work, actor: Actor) -> tuple[IterationInfo, ...]:
    """Of sources of which somebody sees a plan."""
    sight, setting = ground.sight_of(work, actor), ground.setting_of(work)
    sources = {plan.source for plan in setting.plans.values() if sight.sees(plan.id)}
    read = _read_at(work)
    return tuple(IterationInfo(one, read.get(one.source)) for one in setting.iterations.values()
                 if one.source in sources or sight.plans is None)


def list_people(work: Work, actor: Actor) -> tuple[PersonInfo, ...]:
    sight, setting = ground.sight_of(work, actor), ground.setting_of(work)
    people = sorted(setting.people.values(), key=lambda one: (one.name.casefold(), one.id))
    return tuple(PersonInfo(one.id, one.name, one.team, one.site, one.is_internal,
                            one.rate_name if sight.has_cost else '',
                            hours_of(setting, one) if sight.has_cost else None,
                            rate_of(setting, one) if sight.has_cost else None) for one in people)


def list_calendars(work: Work, actor: Actor) -> tuple[CalendarInfo, ...]:
    """Of every team. Whose days off they are, if one person's, is nobody's business here."""
    ground.sight_of(work, actor)
    rows = {row.team_id: row for row in work.session.exec(select(PortfolioCalendar))}
    off: dict[int, list[DayOffInfo]] = {}
    for row in work.session.exec(select(PortfolioDayOff).where(col(PortfolioDayOff.team_id).is_not(None))
                                 .order_by(col(PortfolioDayOff.start), col(PortfolioDayOff.id))):
        off.setdefault(row.team_id or 0, []).append(DayOffInfo(row.id, row.start, row.end, row.reason, row.origin))
    return tuple(_calendar(team, rows.get(team), tuple(off.get(team, ()))) for team in ground.setting_of(work).teams)


def list_holidays(work: Work, actor: Actor) -> tuple[HolidayInfo, ...]:
    ground.sight_of(work, actor)
    rows = work.session.exec(select(PortfolioHoliday).order_by(col(PortfolioHoliday.day), col(PortfolioHoliday.site)))
    return tuple(HolidayInfo(row.id, row.site, row.day, row.name) for row in rows)


def _read_at(work: Work) -> dict[int, datetime | None]:
    return {row.id: row.ok_at for row in work.session.exec(select(PortfolioSource))}


def _calendar(team: int, row: PortfolioCalendar | None, off: tuple[DayOffInfo, ...]) -> CalendarInfo:
    if row is None:
        return CalendarInfo(team, tuple(sorted(WORKWEEK)), 'usual', (), 0, off)
    return CalendarInfo(team, tuple(sorted(row.weekdays)), row.origin, tuple(row.at_source), row.version, off)
