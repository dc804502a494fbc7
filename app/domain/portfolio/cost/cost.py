"""What planned work costs: hours and money by month, reckoned in whole hundredths, so that cents are never lost.

A team's month is its hours; work takes its share of them on its working days. `W` working days of a month of
weekdays · 52 / 12 average ones give the base hours, rounded; the share of these is booked, rounded, once per item,
team and month. What a site adds is rounded by itself and made to add up.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from app.domain.portfolio.capacity.availability import Availability, availability_of, hours_of
from app.domain.portfolio.capacity.counting import Load, is_wanted
from app.domain.portfolio.capacity.covering import Piece
from app.domain.portfolio.capacity.load import EVERYTHING, Scope, bounds_of, load_of
from app.domain.portfolio.capacity.organisation import chosen_teams
from app.domain.portfolio.items.calendars import calendar_of
from app.domain.portfolio.items.items import Item, Portfolio, Shares
from app.domain.portfolio.items.setting import Person, Setting

WEEKS, MONTHS = 52, 12
FINE = 1_000_000  # parts of a unit of money that salaries are kept in


class Crew(NamedTuple):
    """People of a team at one site, internal or external: hundredths of hours a month, money in fine parts."""
    site: str
    is_internal: bool
    hours: int
    money: int


class Portion(NamedTuple):
    """What one crew adds to a line, in hundredths."""
    site: str
    is_internal: bool
    hours: int
    cost: int


class Line(NamedTuple):
    """What one item takes of one team in one month: working days, then hundredths of hours and of money."""
    item: int
    team: int
    month: date  # its first day
    days: int
    share: int  # hundredths of a percent
    base: int  # hundredths of hours before the share
    hours: int
    cost: int
    portions: tuple[Portion, ...]


@dataclass(frozen=True)
class Staff:
    """A team as cost sees it."""
    team: int
    hours: int  # a month, hundredths
    money: int  # a month, fine parts
    weekdays: int
    crews: tuple[Crew, ...]

    @property
    def note(self) -> str:
        """Why its work costs nothing, where it does."""
        if not self.crews:
            return 'has no people, so its work costs nothing here'
        return '' if self.hours and self.weekdays else 'has no hours, so its work costs nothing here'

    def base(self, days: int) -> int:
        """Hundredths of hours of the whole team on so many working days."""
        average = self.weekdays * WEEKS
        return half_up(days * MONTHS * self.hours, average) if average else 0

    def line(self, item: int, month: date, days: int, share: int) -> Line:
        base = self.base(days)
        hours = half_up(base * share, 10_000)
        cost = self._money(self.money, base, share)
        return Line(item, self.team, month, days, share, base, hours, cost, self._portions(base, share, hours, cost))

    def _money(self, money: int, base: int, share: int) -> int:
        """Cents for this much pay a month; the team counts as at least one hour."""
        return half_up(money * share * base, FINE * 100 * max(100, self.hours))

    def _portions(self, base: int, share: int, hours: int, cost: int) -> tuple[Portion, ...]:
        if len(self.crews) == 1:
            return (Portion(self.crews[0].site, self.crews[0].is_internal, hours, cost),)
        if not self.hours:
            return ()
        found = [Portion(crew.site, crew.is_internal, half_up(hours * crew.hours, self.hours),
                         self._money(crew.money, base, share)) for crew in self.crews]
        large = found[0]  # crews are kept with the largest first: it bears what rounding leaves
        found[0] = large._replace(hours=large.hours + hours - sum(one.hours for one in found),
                                  cost=large.cost + cost - sum(one.cost for one in found))
        return tuple(found)


def half_up(part: int, whole: int) -> int:
    """Quotient to the next whole number; neither is negative."""
    return (part * 2 + whole) // (whole * 2)


@lru_cache(maxsize=2048)
def staff_of(setting: Setting, team: int) -> Staff:
    crews: dict[tuple[str, bool], tuple[int, int]] = {}
    for person in setting.members.get(team, ()):
        hours, money = crews.get((person.site, person.is_internal), (0, 0))
        own = int(hours_of(setting, person) * 100)
        crews[person.site, person.is_internal] = hours + own, money + own * int(rate_of(setting, person) * 10_000)
    found = sorted((Crew(*key, *value) for key, value in crews.items()), key=lambda crew: (-crew.hours, crew[:2]))
    return Staff(team, sum(crew.hours for crew in found), sum(crew.money for crew in found),
                 len(calendar_of(setting, team).weekdays), tuple(found))


def rate_of(setting: Setting, person: Person) -> Decimal:
    """Money per hour: of the site for our own people, of the named agreement for others."""
    rates = setting.rates
    if person.is_internal:
        return rates.internal.get(person.site, rates.default_internal)
    return rates.external.get(person.rate_name, rates.default_external)


def booked(portfolio: Portfolio, team: int, first: date, last: date, scope: Scope = EVERYTHING) -> tuple[Line, ...]:
    """Lines of a team within these days; each day of a parent that a child covers is the child's."""
    return booked_of(portfolio.setting, load_of(portfolio, team, scope), first, last)


def all_booked(portfolio: Portfolio, first: date, last: date, scope: Scope = EVERYTHING) -> Iterator[Line]:
    for team in chosen_teams(portfolio.setting, scope):
        yield from booked(portfolio, team, first, last, scope)


def own_figure(setting: Setting, item: Item, first: date, last: date, scope: Scope = EVERYTHING) -> Iterator[Line]:
    """What an item would cost by itself, whatever its children do."""
    return own_lines(setting, item.id, item.span, item.shares, chosen_teams(setting, scope), first, last)


def own_lines(setting: Setting, item: int, span: tuple[date, date] | None, shares: Shares, teams: tuple[int, ...],
              first: date, last: date) -> Iterator[Line]:
    if span is None:
        return
    begin, end = (day.toordinal() for day in span)
    for team, percent in shares:
        if team in teams and percent > 0:
            yield from _lines(setting, team, [Piece(item, begin, end, int(percent * 100))], first, last)


def undated(portfolio: Portfolio, today: date, scope: Scope = EVERYTHING) -> tuple[Line, ...]:
    """What items without dates would cost if each took the current month; in no sum unless admins decided so."""
    rules, found = portfolio.setting.rules, list[Line]()
    teams = frozenset(chosen_teams(portfolio.setting, scope))
    first, last = bounds_of(portfolio.setting, None, 'month', today, today)[0]
    begin, end = first.toordinal(), last.toordinal()
    for item in portfolio.items.values():
        if item.shares and item.span is None and is_wanted(item, scope, rules.counted_categories):
            for team, percent in item.shares:
                if team in teams and percent > 0:
                    piece = Piece(item.id, begin, end, int(percent * 100))
                    found += _lines(portfolio.setting, team, [piece], first, last)
    return tuple(found)


@lru_cache(maxsize=1024)
def booked_of(setting: Setting, load: Load, first: date, last: date) -> tuple[Line, ...]:
    """Kept for as long as the load stays the same object."""
    return tuple(_lines(setting, load.team, load.pieces, first, last))


def _lines(setting: Setting, team: int, found: Sequence[Piece], first: date, last: date) -> Iterator[Line]:
    """Pieces of one item that lie in one month are one line: what is worked, not how it is cut, is rounded."""
    begin, end = first.toordinal(), last.toordinal()
    cut = [(piece, max(piece.first, begin), min(piece.last, end)) for piece in found
           if piece.first <= end and piece.last >= begin]
    if not cut:
        return
    low, high = min(start for _, start, _ in cut), max(stop for _, _, stop in cut)
    months = [start for start, _ in bounds_of(setting, None, 'month', date.fromordinal(low), date.fromordinal(high))]
    edges = [month.toordinal() for month in months]
    sums = [0, *accumulate(_calendar(setting, team).working(low, high))]
    days: dict[tuple[int, int, int], int] = {}
    for piece, start, stop in cut:
        place = bisect_left(edges, start + 1) - 1
        while start <= stop:
            until = min(stop, edges[place + 1] - 1) if place + 1 < len(edges) else stop
            key = (piece.item, place, piece.share)
            days[key] = days.get(key, 0) + sums[until - low + 1] - sums[start - low]
            start, place = until + 1, place + 1
    staff = staff_of(setting, team)
    for (item, place, share), count in days.items():
        if count:
            yield staff.line(item, months[place], count, share)


@lru_cache(maxsize=2048)
def _calendar(setting: Setting, team: int) -> Availability:
    """Money follows working days also where load counts all of them."""
    if not setting.rules.counts_calendar_days:
        return availability_of(setting, team)
    calendar = calendar_of(setting, team)
    return Availability(tuple(int(day in calendar.weekdays) for day in range(7)),
                        frozenset(day.toordinal() for day in calendar.off), {}, {})


def decimal(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
