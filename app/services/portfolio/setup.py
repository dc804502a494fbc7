"""Everything that is set up, as admins look at it; lists of it for everybody else."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col, func, select

from app.domain.access import Actor, demand
from app.domain.portfolio.capacity.availability import hours_of
from app.domain.portfolio.cost.cost import rate_of
from app.domain.portfolio.items.setting import WORKWEEK, Person, Setting
from app.domain.portfolio.setup.inspecting import inspected
from app.domain.portfolio.setup.views import (
    CalendarLine,
    DayOffLine,
    EventLine,
    HolidayLine,
    IterationLine,
    MarkerLine,
    PersonLine,
    PlanLine,
    SetupView,
    SourceLine,
    TeamLine,
)
from app.services.people import accounts
from app.services.portfolio import freshness, ground, people, plans, rates, source_setup, teams, tokens
from app.work import Work
from models.portfolio import (
    PortfolioCalendar,
    PortfolioDayOff,
    PortfolioEvent,
    PortfolioGrant,
    PortfolioHoliday,
    PortfolioItem,
    PortfolioMarker,
    PortfolioPerson,
    PortfolioPlan,
    PortfolioShare,
    PortfolioSource,
    PortfolioTeam,
)


def view_setup(work: Work, actor: Actor) -> SetupView:
    demand(actor, 'portfolio.admin')
    demand(actor, 'portfolio.cost')
    setting = ground.setting_of(work)
    team_lines, person_lines = _teams(work, setting), _people(work, setting)
    holidays = _holidays(work)
    return SetupView(
        _sources(work), _plans(work, setting), team_lines, person_lines, _calendars(work, setting), _days_off(work),
        holidays, tuple(IterationLine(one.id, one.source, one.path, one.start, one.end, one.is_quarter)
                        for one in setting.iterations.values()), _events(work), _markers(work), setting.rules,
        setting.rates, rates.version_of(work),
        inspected(team_lines, person_lines, holidays, setting.rates, _assignees(work)), _viewers(work, actor))


def _sources(work: Work) -> tuple[SourceLine, ...]:
    plans_of, items_of = (_counts(work, table.source_id) for table in (PortfolioPlan, PortfolioItem))
    rows = work.session.exec(select(PortfolioSource).order_by(func.lower(PortfolioSource.name))).all()
    readings, kept = freshness.list_readings(work), tokens.list_tokens(work, [row.id for row in rows])
    return tuple(SourceLine(row.id, row.version, source_setup.draft_of(row), row.state, row.since, row.error,
                            row.ok_at, plans_of[row.id], items_of[row.id], readings.get(row.id, ()), kept[row.id])
                 for row in rows)


def _plans(work: Work, setting: Setting) -> tuple[PlanLine, ...]:
    items = _counts(work, PortfolioItem.plan_id)
    grants: dict[int, set[str]] = {}
    for grant in work.session.exec(select(PortfolioGrant)):
        grants.setdefault(grant.plan_id, set()).add(grant.identity)
    rows = {row.id: row for row in work.session.exec(select(PortfolioPlan))}
    return tuple(PlanLine(row.id, row.version, row.slug, plans.draft_with(row, grants.get(row.id, ())), items[row.id],
                          row.trouble, row.doubt) for key in setting.plans if (row := rows.get(key)))


def _teams(work: Work, setting: Setting) -> tuple[TeamLine, ...]:
    items = _counts(work, PortfolioShare.team_id)
    rows = {row.id: row for row in work.session.exec(select(PortfolioTeam))}
    return tuple(TeamLine(row.id, row.version, row.slug, teams.draft_of(row), len(setting.members.get(row.id, ())),
                          items[row.id]) for key in setting.teams if (row := rows.get(key)))


def _people(work: Work, setting: Setting) -> tuple[PersonLine, ...]:
    rows = work.session.exec(select(PortfolioPerson).order_by(func.lower(PortfolioPerson.name)))
    return tuple(_person(row, setting) for row in rows)


def _person(row: PortfolioPerson, setting: Setting) -> PersonLine:
    person = Person(row.id, row.name, row.team_id, row.site, row.is_internal, row.rate_name, row.hours)
    kind = 'internal' if row.is_internal else 'external'
    own, known = setting.rates, f'{row.site}|{kind}' in setting.rates.hours
    hours_from = ('their own' if row.hours is not None else f'{row.site}, {kind}' if known else 'usual hours')
    named = (own.internal, row.site) if row.is_internal else (own.external, row.rate_name)
    rate_from = named[1] if named[1] in named[0] else f'usual rate, {kind}'
    return PersonLine(row.id, row.version, people.draft_of(row), hours_of(setting, person), hours_from,
                      rate_of(setting, person), rate_from)


def _calendars(work: Work, setting: Setting) -> tuple[CalendarLine, ...]:
    rows = {row.team_id: row for row in work.session.exec(select(PortfolioCalendar))}
    return tuple(CalendarLine(key, row.version, tuple(sorted(row.weekdays)), row.origin, tuple(row.at_source))
                 if (row := rows.get(key)) else CalendarLine(key, 0, tuple(sorted(WORKWEEK)), 'usual')
                 for key in setting.teams)


def _days_off(work: Work) -> tuple[DayOffLine, ...]:
    rows = work.session.exec(select(PortfolioDayOff).order_by(col(PortfolioDayOff.start), col(PortfolioDayOff.id)))
    return tuple(DayOffLine(row.id, row.team_id, row.person_id, row.start, row.end, row.reason, row.origin)
                 for row in rows)


def _holidays(work: Work) -> tuple[HolidayLine, ...]:
    rows = work.session.exec(select(PortfolioHoliday).order_by(col(PortfolioHoliday.site), col(PortfolioHoliday.day)))
    return tuple(HolidayLine(row.id, row.site, row.day, row.name) for row in rows)


def _events(work: Work) -> tuple[EventLine, ...]:
    rows = work.session.exec(select(PortfolioEvent).order_by(col(PortfolioEvent.start), col(PortfolioEvent.id)))
    return tuple(EventLine(row.id, row.version, row.plan_id, row.start, row.end or row.start, row.title, row.category,
                           row.is_special) for row in rows)


def _markers(work: Work) -> tuple[MarkerLine, ...]:
    rows = work.session.exec(select(PortfolioMarker).order_by(col(PortfolioMarker.day), col(PortfolioMarker.id)))
    return tuple(MarkerLine(row.id, row.version, row.plan_id, row.team_id, row.day, row.label, row.colour, row.origin)
                 for row in rows)


def _viewers(work: Work, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Those with a role here, admins aside: they see everything."""
    return tuple((f'person:{person.id}', person.name) for person in accounts.list_people(work, actor)
                 if person.state != 'disabled' and any(grant.area in ('*', 'portfolio') for grant in person.grants)
                 and not any(grant.role == 'admin' and grant.area in ('*', 'portfolio') for grant in person.grants))


def _assignees(work: Work) -> frozenset[str]:
    return frozenset(work.session.execute(columns(col(PortfolioItem.assignee)).distinct()).scalars()) - {''}


def _counts(work: Work, column: Any) -> Counter[int]:
    found: Iterable[Any] = work.session.execute(columns(column, func.count()).group_by(column))
    return Counter({key: count for key, count in found if key is not None})
