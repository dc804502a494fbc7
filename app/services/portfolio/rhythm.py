"""Sprints and quarters: when they are, for which teams, and how loaded these are in them."""

from datetime import date
from functools import lru_cache

from app.domain.access import Actor
from app.domain.portfolio.capacity.load import Cell, periods
from app.domain.portfolio.capacity.organisation import chosen_teams
from app.domain.portfolio.items.calendars import Calendar, calendar_of
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.setting import Iteration
from app.domain.portfolio.sources.rhythm import IterationView, RhythmView, TeamIn
from app.services.portfolio.looking import seen_by
from app.services.portfolio.today import view_today
from app.work import Work


def view_rhythm(work: Work, actor: Actor) -> RhythmView:
    seen = seen_by(work, actor, None)
    return _rhythm(seen.portfolio, view_today(work, actor))


@lru_cache(maxsize=16)
def _rhythm(portfolio: Portfolio, today: date) -> RhythmView:
    setting = portfolio.setting
    teams, counts = chosen_teams(setting), _counts(portfolio)
    ordered = sorted(setting.iterations.values(), key=lambda one: (
        one.start or date.max, not one.is_quarter, one.end or date.max, one.path))
    loads = _loads(portfolio, teams, ordered)
    return RhythmView(tuple(_view(portfolio, one, today, loads, counts.get((one.source, one.path), 0))
                            for one in ordered), tuple((team, setting.teams[team].name) for team in teams), today)


def _view(portfolio: Portfolio, one: Iteration, today: date, loads: dict[tuple[int, date, date], Cell],
          items: int) -> IterationView:
    setting = portfolio.setting
    source = setting.sources.get(one.source)
    is_dated = one.start is not None and one.end is not None
    within = [other for other in setting.iterations.values() if other.is_quarter and not one.is_quarter
              and other.source == one.source and other.start and other.end and one.start
              and other.start <= one.start <= other.end]
    return IterationView(
        one.id, one.name, one.path, source.name if source else '', one.start, one.end, one.is_quarter,
        bool(one.start and one.end and one.start <= today <= one.end), bool(one.end and one.end < today),
        Calendar().working_days(one.start, one.end) if one.start and one.end else 0,
        _teams(portfolio, one, loads) if is_dated and not one.is_quarter else (), not one.teams,
        within[0].name if within else '', items)


def _teams(portfolio: Portfolio, one: Iteration, loads: dict[tuple[int, date, date], Cell]) -> tuple[TeamIn, ...]:
    assert one.start and one.end
    return tuple(TeamIn(team, portfolio.setting.teams[team].name, cell.percent, cell.heat,
                        calendar_of(portfolio.setting, team).working_days(one.start, one.end))
                 for team in chosen_teams(portfolio.setting)
                 if (not one.teams or team in one.teams) and (cell := loads.get((team, one.start, one.end))))


def _loads(portfolio: Portfolio, teams: tuple[int, ...],
           iterations: list[Iteration]) -> dict[tuple[int, date, date], Cell]:
    dated = [(one.start, one.end) for one in iterations if one.start and one.end and not one.is_quarter]
    if not dated:
        return {}
    cells = periods(portfolio, teams, 'iteration', min(start for start, _ in dated), max(end for _, end in dated))
    return {(cell.team, cell.start, cell.end): cell for cell in cells}


def _counts(portfolio: Portfolio) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for item in portfolio.items.values():
        if item.iteration and not item.has_left and item.category != 'Removed':
            found[item.source, item.iteration] = found.get((item.source, item.iteration), 0) + 1
    return found
