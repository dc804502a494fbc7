"""What admins have set up, as domain objects."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import select

from app.domain.portfolio.items.setting import (
    Absence,
    Happening,
    Iteration,
    Marker,
    Person,
    Plan,
    Rates,
    Rules,
    Setting,
    Source,
    Team,
)
from app.work import Work
from models.portfolio import (
    PortfolioCalendar,
    PortfolioDayOff,
    PortfolioEvent,
    PortfolioGrant,
    PortfolioHoliday,
    PortfolioIteration,
    PortfolioMarker,
    PortfolioPerson,
    PortfolioPlan,
    PortfolioSettings,
    PortfolioSource,
    PortfolioTeam,
)


def load_setting(work: Work) -> Setting:
    every = work.session.exec
    settings = every(select(PortfolioSettings)).first()
    return Setting(
        sources={row.id: Source(row.id, row.name, row.kind, row.time_zone, row.dependency_rule)
                 for row in every(select(PortfolioSource))},
        plans=_plans(work), teams=_teams(work),
        people={row.id: Person(row.id, row.name, row.team_id, row.site, row.is_internal, row.rate_name, row.hours)
                for row in every(select(PortfolioPerson))},
        weekdays={row.team_id: frozenset(row.weekdays) for row in every(select(PortfolioCalendar))},
        absences=tuple(Absence(row.team_id, row.person_id, row.start, row.end, row.reason)
                       for row in every(select(PortfolioDayOff))),
        holidays=_holidays(work), iterations=_iterations(work),
        markers=tuple(Marker(row.id, row.plan_id, row.day, row.label, row.colour, row.origin)
                      for row in every(select(PortfolioMarker))),
        happenings=tuple(Happening(row.id, row.plan_id, row.start, row.end or row.start, row.title, row.category,
                                   row.is_special) for row in every(select(PortfolioEvent))),
        rules=rules_of(settings.rules if settings else {}), rates=rates_of(settings.rates if settings else {}))


def rules_of(stored: Mapping[str, Any]) -> Rules:
    """What was not stored is as usual."""
    known = {one.name for one in fields(Rules)}
    return Rules(**{name: _tuples(value) for name, value in stored.items() if name in known})


def rates_of(stored: Mapping[str, Any]) -> Rates:
    known = {one.name for one in fields(Rates)}
    return Rates(**{name: _decimals(value) for name, value in stored.items() if name in known})


def stored(decided: Rules | Rates) -> dict[str, Any]:
    """As JSON: decimals as text."""
    return {name: _plain(value) for name, value in asdict(decided).items()}


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list | tuple) else value


def _decimals(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: Decimal(str(one)) for name, one in value.items()}
    return Decimal(value) if isinstance(value, str) and value.replace('.', '', 1).isdigit() else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return str(value) if isinstance(value, Decimal) else value


def _plans(work: Work) -> dict[int, Plan]:
    grants: dict[int, set[str]] = {}
    for row in work.session.exec(select(PortfolioGrant)):
        grants.setdefault(row.plan_id, set()).add(row.identity)
    rows = sorted(work.session.exec(select(PortfolioPlan)), key=lambda row: (row.rank, row.name.casefold(), row.id))
    return {row.id: Plan(row.id, row.slug, row.source_id, row.name, row.kind, row.area, row.colour, row.rank,
                         row.team_id, row.has_children, tuple(row.types), tuple(row.states_read),
                         tuple(row.states_shown), row.is_open, frozenset(grants.get(row.id, ()))) for row in rows}


def _teams(work: Work) -> dict[int, Team]:
    rows = sorted(work.session.exec(select(PortfolioTeam)), key=lambda row: (row.rank, row.name.casefold(), row.id))
    return {row.id: Team(row.id, row.slug, row.name, row.short, row.colour, row.rank, row.is_excluded,
                         tuple(row.sites)) for row in rows}


def _holidays(work: Work) -> dict[str, frozenset[date]]:
    found: dict[str, set[date]] = {}
    for row in work.session.exec(select(PortfolioHoliday)):
        found.setdefault(row.site, set()).add(row.day)
    return {site: frozenset(days) for site, days in found.items()}


def _iterations(work: Work) -> dict[int, Iteration]:
    rows = sorted(work.session.exec(select(PortfolioIteration)), key=lambda row: (row.start or date.max, row.path))
    return {row.id: Iteration(row.id, row.source_id, row.path, row.start, row.end, tuple(row.teams), row.is_quarter)
            for row in rows}
