"""Capacity as people look at it: teams by periods, the plans that pay, and what each number is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from app.domain.portfolio.capacity.availability import availability_of
from app.domain.portfolio.capacity.load import (
    Cell,
    Scope,
    bounds_of,
    contributions,
    load_of,
    percent,
    periods,
    ratio,
)
from app.domain.portfolio.capacity.organisation import Slice, Together, chosen_teams, together
from app.domain.portfolio.items.calendars import calendar_of
from app.domain.portfolio.items.funding import plan_name
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.sheets import Sheet
from app.domain.portfolio.views.looks import Filter

MOST_DAYS = 366 * 5  # that are looked at once
MOST_PERIODS = 400


@dataclass(frozen=True)
class CapacityAsk:
    """What somebody wants to see; empty means all."""
    first: date
    last: date
    bucket: str = 'week'
    teams: tuple[int, ...] = ()
    plans: tuple[int, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def filter(self) -> Filter:
        return Filter(plans=self.plans, teams=self.teams, states=self.states)


@dataclass(frozen=True)
class LoadCell:
    """One number: percent of who is there. `before` is that of the live plan where a scenario differs."""
    start: date
    end: date
    percent: Decimal | None
    peak: Decimal | None
    over_days: int
    load: Decimal  # percent days
    available: Decimal
    heat: int | None
    before: Decimal | None = None
    is_changed: bool = False
    away: tuple[str, ...] = ()  # who, on any day of it
    days_off: int = 0  # of the whole team, that its week would have


@dataclass(frozen=True)
class TeamRow:
    team: int
    name: str
    short: str
    colour: int
    people: int
    cells: tuple[LoadCell | None, ...]  # None: the team has no such iteration


@dataclass(frozen=True)
class PlanRow:
    plan: int  # 0: unfunded
    name: str
    colour: int
    percents: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Period:
    start: date
    end: date
    name: str = ''  # of an iteration


@dataclass(frozen=True)
class CapacityView:
    ask: CapacityAsk
    periods: tuple[Period, ...]
    rows: tuple[TeamRow, ...]
    whole: tuple[Slice, ...]  # all chosen teams together, in periods that all share
    plans: tuple[PlanRow, ...]
    denominator: int  # teams
    weighs_by_hours: bool = False
    counts_calendar_days: bool = False
    teams: tuple[tuple[int, str], ...] = ()  # that can be chosen
    all_plans: tuple[tuple[int, str], ...] = ()
    states: tuple[str, ...] = ()
    sees_all: bool = True  # false: plans one may not see are not counted
    scenario: str = ''


@dataclass(frozen=True)
class PartView:
    """What one item adds to a number."""
    item_id: int
    number: str
    title: str
    share: Decimal
    working_days: int
    load: Decimal
    pieces: tuple[tuple[date, date], ...]  # days on which it counts by itself
    is_cut: bool = False  # its children cover the rest


@dataclass(frozen=True)
class DayView:
    day: date
    load: Decimal
    available: Decimal
    away: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        return self.load > self.available


@dataclass(frozen=True)
class CellView:
    """A number, opened."""
    team: int
    name: str
    cell: LoadCell
    parts: tuple[PartView, ...]
    days: tuple[DayView, ...]
    rule: str


@lru_cache(maxsize=64)
def capacity_of(portfolio: Portfolio, before: Portfolio | None, ask: CapacityAsk,
                sees: frozenset[int] | None = None, scenario: str = '') -> CapacityView:
    """Looked at once for all who look alike; `before` is the live plan where this is a scenario."""
    setting = portfolio.setting
    scope = Scope.of(setting, ask.filter)
    teams = chosen_teams(setting, scope)
    shown = _periods(portfolio, teams, ask)
    now = _cells(portfolio, teams, ask, scope)
    former = _cells(before, teams, ask, scope) if before is not None and before is not portfolio else None
    rows = tuple(_row(portfolio, team, shown, now, former) for team in teams)
    both = together(portfolio, ask.bucket, ask.first, ask.last, scope)
    return CapacityView(
        ask, shown, rows, both.slices, _plans(portfolio, both), len(teams), setting.rules.weighs_by_hours,
        setting.rules.counts_calendar_days, tuple((team, setting.teams[team].name) for team in chosen_teams(setting)),
        tuple((plan.id, plan.name) for plan in setting.plans.values() if sees is None or plan.id in sees),
        tuple(dict.fromkeys(state for state, _ in setting.rules.states)), sees is None, scenario)


def cell_of(portfolio: Portfolio, before: Portfolio | None, team: int, start: date, end: date,
            ask: CapacityAsk) -> CellView:
    """One number with everything it is made of."""
    setting, scope = portfolio.setting, Scope.of(portfolio.setting, ask.filter)
    cell = _sum(portfolio, team, start, end, scope)
    former = _sum(before, team, start, end, scope) if before is not None and before is not portfolio else None
    return CellView(team, setting.teams[team].name, _view(portfolio, cell, former),
                    _parts(portfolio, team, start, end, scope), _days(portfolio, team, start, end, scope),
                    setting.rules.parent_rule)


def capacity_sheet(view: CapacityView) -> Sheet:
    heads = ('team', 'start', 'end', 'load_percent_days', 'available_percent_days', 'percent', 'peak', 'over_days',
             *(('live_percent',) if view.scenario else ()), 'away')
    return Sheet('Capacity', heads, tuple(
        (row.name, cell.start, cell.end, cell.load, cell.available, cell.percent, cell.peak, cell.over_days,
         *((cell.before if cell.is_changed else cell.percent,) if view.scenario else ()), ', '.join(cell.away))
        for row in view.rows for cell in row.cells if cell))


def _periods(portfolio: Portfolio, teams: Sequence[int], ask: CapacityAsk) -> tuple[Period, ...]:
    found = sorted({bounds for team in teams
                    for bounds in bounds_of(portfolio.setting, team, ask.bucket, ask.first, ask.last)})
    names = {(one.start, one.end): one.name for one in portfolio.setting.iterations.values()
             if not one.is_quarter} if ask.bucket == 'iteration' else {}
    return tuple(Period(start, end, names.get((start, end), '')) for start, end in found)


def _cells(portfolio: Portfolio, teams: Sequence[int], ask: CapacityAsk,
           scope: Scope) -> Mapping[tuple[int, date, date], Cell]:
    return {(cell.team, cell.start, cell.end): cell
            for cell in periods(portfolio, teams, ask.bucket, ask.first, ask.last, scope)}


def _row(portfolio: Portfolio, team: int, shown: Sequence[Period], now: Mapping[tuple[int, date, date], Cell],
         former: Mapping[tuple[int, date, date], Cell] | None) -> TeamRow:
    own = portfolio.setting.teams[team]
    keys = [(team, period.start, period.end) for period in shown]
    cells = tuple(_view(portfolio, now[key], former.get(key) if former else None) if key in now else None
                  for key in keys)
    return TeamRow(team, own.name, own.short, own.colour, len(portfolio.setting.members.get(team, ())), cells)


def _view(portfolio: Portfolio, cell: Cell, former: Cell | None) -> LoadCell:
    away, days_off = _absences(portfolio, cell.team, cell.start, cell.end)
    is_changed = former is not None and former.percent != cell.percent
    return LoadCell(cell.start, cell.end, cell.percent, cell.peak, cell.over_days, percent(cell.load),
                    percent(cell.available), cell.heat, former.percent if former and is_changed else None, is_changed,
                    away, days_off)


def _absences(portfolio: Portfolio, team: int, start: date, end: date) -> tuple[tuple[str, ...], int]:
    """Who is away while others are there, and how many days nobody is."""
    calendar, first, last = calendar_of(portfolio.setting, team), start.toordinal(), end.toordinal()
    off = {day for day in calendar.off if start <= day <= end and day.weekday() in calendar.weekdays}
    availability = availability_of(portfolio.setting, team)
    away = [name for day in range(first, last + 1) for name in availability.away.get(day, ())
            if calendar.is_working(date.fromordinal(day))] if availability.away else []
    return tuple(dict.fromkeys(away)), len(off)


def _sum(portfolio: Portfolio, team: int, start: date, end: date, scope: Scope) -> Cell:
    """Any days as one period."""
    cells = periods(portfolio, [team], 'day', start, end, scope)
    load, available = sum(cell.load for cell in cells), sum(cell.available for cell in cells)
    peaks = [cell.peak for cell in cells if cell.peak is not None]
    return Cell(team, start, end, load, available, ratio(load, available), max(peaks, default=None),
                sum(cell.over_days for cell in cells))


def _parts(portfolio: Portfolio, team: int, start: date, end: date, scope: Scope) -> tuple[PartView, ...]:
    shares = load_of(portfolio, team, scope).shares
    return tuple(_part(portfolio.items[part.item_id], part.share, part.working_days, percent(part.load), [
        (date.fromordinal(piece.first), date.fromordinal(piece.last)) for piece in shares[part.item_id]
        if piece.first <= end.toordinal() and piece.last >= start.toordinal()])
        for part in contributions(portfolio, team, start, end, scope))


def _part(item: Item, share: Decimal, days: int, load: Decimal, pieces: Sequence[tuple[date, date]]) -> PartView:
    return PartView(item.id, item.number, item.title, share, days, load, tuple(pieces),
                    any(piece != item.span for piece in pieces))


def _days(portfolio: Portfolio, team: int, start: date, end: date, scope: Scope) -> tuple[DayView, ...]:
    """Days that are worked, or loaded."""
    availability = availability_of(portfolio.setting, team)
    return tuple(DayView(cell.start, percent(cell.load), percent(cell.available),
                         availability.away.get(cell.start.toordinal(), ()))
                 for cell in periods(portfolio, [team], 'day', start, end, scope) if cell.available or cell.load)


def _plans(portfolio: Portfolio, both: Together) -> tuple[PlanRow, ...]:
    plans = portfolio.setting.plans
    return tuple(PlanRow(one.plan, plan_name(portfolio, one.plan), plans[one.plan].colour if one.plan in plans else 0,
                         tuple(cut.percent for cut in one.slices)) for one in both.plans)


def quarter_from(day: date) -> tuple[date, date]:
    """Thirteen weeks from the Monday of this one."""
    first = day - timedelta(day.weekday())
    return first, first + timedelta(7 * 13 - 1)
