"""Load by day, week, month or iteration, and what it is made of."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from app.domain.portfolio.capacity.counting import EVERYTHING, Load, Scope, index_of, load_of
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.setting import Setting

__all__ = ['BUCKETS', 'EVERYTHING', 'Bounds', 'Cell', 'Load', 'Part', 'Scope', 'bounds_of', 'contributions',
           'heat_of', 'load_of', 'percent', 'periods', 'ratio', 'whole_percent']

BUCKETS = ('day', 'week', 'month', 'iteration')
HEAT = (50, 80, 101, 111)  # whole percents at which the next class begins


class Cell(NamedTuple):
    """A team in a period. Load and available are sums of hundredths of a percent over its days."""
    team: int
    start: date
    end: date
    load: int
    available: int
    percent: Decimal | None  # one decimal; None: nobody is there
    peak: Decimal | None
    over_days: int

    @property
    def heat(self) -> int | None:
        """Class 0 to 4: below 50, to 79, to 100, to 110, above. None: nobody is there."""
        return None if self.percent is None else heat_of(self.percent)


class Part(NamedTuple):
    """What one item adds: share in percent, on so many working days, hundredths of a percent together."""
    item_id: int
    share: Decimal
    working_days: int
    load: int


Bounds = tuple[tuple[date, date], ...]


def heat_of(percent: Decimal) -> int:
    whole = whole_percent(percent)
    return sum(whole >= bound for bound in HEAT)


def whole_percent(percent: Decimal) -> int:
    """As people read it, half up."""
    return int(percent + Decimal('0.5'))


def periods(portfolio: Portfolio, teams: Iterable[int], bucket: str, first: date, last: date,
            scope: Scope = EVERYTHING) -> tuple[Cell, ...]:
    """Every team in every period that any of these days lies in; cells of a team whose load stayed are not new."""
    index = index_of(portfolio, scope)
    found: list[Cell] = []
    for team in teams:
        found += _cells(index.load(team), bounds_of(portfolio.setting, team, bucket, first, last))
    return tuple(found)


@lru_cache(maxsize=1024)
def bounds_of(setting: Setting, team: int | None, bucket: str, first: date, last: date) -> Bounds:
    """First and last days of whole periods. Iterations are those of the team, or of everybody."""
    if bucket == 'iteration':
        return tuple(sorted({(one.start, one.end) for one in setting.iterations.values()
                             if one.start and one.end and not one.is_quarter and one.end >= first
                             and one.start <= last and one.start <= one.end
                             and (not one.teams or team is None or team in one.teams)}))
    found = []
    day = _begin(bucket, first)
    while day <= last:
        after = _after(bucket, day)
        found.append((day, after - timedelta(1)))
        day = after
    return tuple(found)


def contributions(portfolio: Portfolio, team: int, start: date, end: date,
                  scope: Scope = EVERYTHING) -> tuple[Part, ...]:
    """What adds up to the load of a team on these days, the most first."""
    load = load_of(portfolio, team, scope)
    first, last = start.toordinal(), end.toordinal()
    working = load.calendar.working(first, last)
    found = []
    for item_id, some in load.shares.items():
        days = sum(sum(working[max(piece.first, first) - first:piece.last - first + 1])
                   for piece in some if piece.first <= last and piece.last >= first)
        if days:
            found.append(Part(item_id, Decimal(some[0].share).scaleb(-2), days, days * some[0].share))
    return tuple(sorted(found, key=lambda part: (-part.load, part.item_id)))


@lru_cache(maxsize=4096)
def _cells(load: Load, bounds: Bounds) -> tuple[Cell, ...]:
    if not bounds:
        return ()
    first = min(start for start, _ in bounds).toordinal()
    loads, available = load.between(first, max(end for _, end in bounds).toordinal())
    return tuple(_cell(load.team, start, end, loads[start.toordinal() - first:end.toordinal() - first + 1],
                       available[start.toordinal() - first:end.toordinal() - first + 1]) for start, end in bounds)


def _cell(team: int, start: date, end: date, loads: Sequence[int], available: Sequence[int]) -> Cell:
    load, there = sum(loads), sum(available)
    if not load:
        return Cell(team, start, end, 0, there, ratio(0, there), ratio(0, there), 0)
    over = sum(one > other for one, other in zip(loads, available, strict=True))
    return Cell(team, start, end, load, there, ratio(load, there), _peak(loads, available), over)


def _peak(loads: Sequence[int], available: Sequence[int]) -> Decimal | None:
    highest = [(one / other, one, other) for one, other in zip(loads, available, strict=True) if other]
    return ratio(*max(highest)[1:]) if highest else None


def ratio(part: int, whole: int) -> Decimal | None:
    """Percent with one decimal, half up; None where there is nothing to divide by."""
    if not whole:
        return None
    return Decimal((part * 1000 * 2 + whole) // (whole * 2)).scaleb(-1)


def percent(hundredths: int) -> Decimal:
    """Hundredths of a percent as a percent."""
    return Decimal(hundredths).scaleb(-2)


def _begin(bucket: str, day: date) -> date:
    if bucket == 'week':
        return day - timedelta(day.weekday())
    return day.replace(day=1) if bucket == 'month' else day


def _after(bucket: str, start: date) -> date:
    if bucket == 'month':
        return (start.replace(day=28) + timedelta(4)).replace(day=1)
    return start + timedelta(7 if bucket == 'week' else 1)
