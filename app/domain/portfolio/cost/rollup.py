"""Cost summed up: by plan, item, team, site and month, each line once; parents against the sum of their children."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from app.domain.portfolio.capacity.counting import EVERYTHING, Load, Scope, load_of
from app.domain.portfolio.capacity.covering import chains_of
from app.domain.portfolio.capacity.organisation import chosen_teams
from app.domain.portfolio.cost.cost import Line, all_booked, booked_of, own_lines, undated
from app.domain.portfolio.items.funding import funding_of
from app.domain.portfolio.items.items import Item, Portfolio, Shares
from app.domain.portfolio.items.setting import Setting

BYS = ('plan', 'item', 'team', 'site')
FLAGGED = Decimal(10)  # percent of deviation above which one should look

Key = int | str


class Amount(NamedTuple):
    """Hundredths of hours and of money."""
    hours: int = 0
    cost: int = 0

    def plus(self, hours: int, cost: int) -> 'Amount':
        return Amount(self.hours + hours, self.cost + cost)


@dataclass(frozen=True)
class Row:
    """A plan, item, team or site. The months are those of the table."""
    key: Key  # 0: unfunded
    months: tuple[Amount, ...]
    total: Amount
    internal: Amount
    external: Amount
    begins_before: bool = False  # work that lies outside the window
    ends_after: bool = False


@dataclass(frozen=True)
class Table:
    by: str
    months: tuple[date, ...]
    rows: tuple[Row, ...]
    total: Row
    undated: tuple[tuple[int, Amount], ...] = ()  # items without dates, by what they would take this month
    books_undated: bool = False  # then they are in the sums, too


@dataclass(frozen=True)
class Deviation:
    """A parent against its children, over all their days."""
    item: int
    own: Amount
    children: Amount
    percent: Decimal | None  # of the money; None where the parent costs nothing itself
    is_flagged: bool


class _Sum:
    """What has been added up so far."""

    def __init__(self) -> None:
        self.months: dict[date, Amount] = {}
        self.sides = {True: Amount(), False: Amount()}
        self.items: set[int] = set()

    def add(self, line: Line, hours: int, cost: int) -> None:
        self.months[line.month] = self.months.get(line.month, Amount()).plus(hours, cost)
        self.items.add(line.item)

    def split(self, is_internal: bool, hours: int, cost: int) -> None:
        self.sides[is_internal] = self.sides[is_internal].plus(hours, cost)


def figures(portfolio: Portfolio, by: str, first: date, last: date, today: date, scope: Scope = EVERYTHING,
            plan: int | None = None, team: int | None = None, item: int | None = None) -> Table:
    """All that is booked within these days, or only of one plan, team or item."""
    pays, items = funding_of(portfolio).of, portfolio.items
    is_booked = portfolio.setting.rates.books_undated
    without = undated(portfolio, today, scope)
    lines = (line for line in (*all_booked(portfolio, first, last, scope),
                               *(_within(without, first, last) if is_booked else ()))
             if (team is None or line.team == team) and (item is None or line.item == item)
             and (plan is None or pays(items[line.item]) == plan))
    sums, whole = _summed(portfolio, by, lines)
    months = _months(first, last)
    rows = tuple(_row(portfolio, key, one, months, first, last) for key, one in sums.items())
    return Table(by, months, tuple(sorted(rows, key=lambda row: (-row.total.cost, -row.total.hours, str(row.key)))),
                 _row(portfolio, 'all', whole, months, first, last), _undated_items(without, pays, items, plan, team),
                 is_booked)


def also_in(portfolio: Portfolio, plan: int) -> tuple[int, ...]:
    """Items that are listed with a plan, but booked to another one: they are in no sum of it."""
    pays = funding_of(portfolio).of
    return tuple(item.id for item in portfolio.items.values()
                 if item.shares and not item.is_gone and item.category != 'Removed'
                 and (item.plan == plan or plan in item.also_in) and pays(item) != plan)


@lru_cache(maxsize=8)
def deviations(portfolio: Portfolio, scope: Scope = EVERYTHING) -> tuple[Deviation, ...]:
    """Of every parent that costs something or whose children do; the worst first."""
    setting, above, below = portfolio.setting, chains_of(portfolio.tree).above, dict[int, Amount]()
    teams = chosen_teams(setting, scope)
    for team in teams:
        for item, amount in _by_item(setting, load_of(portfolio, team, scope)).items():
            for parent in above(item):
                below[parent] = below.get(parent, Amount()).plus(*amount)
    found = [_deviation(portfolio.items[parent], _own(setting, portfolio.items[parent].span,
                                                      portfolio.items[parent].shares, teams), amount)
             for parent, amount in below.items()]
    return tuple(sorted(found, key=lambda one: (-abs(one.percent or Decimal(0)), one.item)))


def deviation_percent(own: int, children: int) -> Decimal | None:
    if not own:
        return None
    return (Decimal(children - own) * 100 / own).quantize(Decimal('0.1'), ROUND_HALF_UP)


def _deviation(item: Item, own: Amount, children: Amount) -> Deviation:
    percent = deviation_percent(own.cost or own.hours, children.cost if own.cost else children.hours)
    return Deviation(item.id, own, children, percent, percent is not None and abs(percent) > FLAGGED)


@lru_cache(maxsize=512)
def _by_item(setting: Setting, load: Load) -> Mapping[int, Amount]:
    """What each item costs of one team over all its days; kept for as long as the load of the team stays."""
    found: dict[int, Amount] = {}
    for line in booked_of(setting, load, date.min, date.max):
        found[line.item] = found.get(line.item, Amount()).plus(line.hours, line.cost)
    return found


@lru_cache(maxsize=20_000)
def _own(setting: Setting, span: tuple[date, date] | None, shares: Shares, teams: tuple[int, ...]) -> Amount:
    """What an item with these days and shares would cost by itself."""
    own = Amount()
    for line in own_lines(setting, 0, span, shares, teams, date.min, date.max):
        own = own.plus(line.hours, line.cost)
    return own


def _summed(portfolio: Portfolio, by: str, lines: Iterable[Line]) -> tuple[dict[Key, _Sum], _Sum]:
    sums, whole = dict[Key, _Sum](), _Sum()
    pays, items = funding_of(portfolio).of, portfolio.items
    names: dict[str, Callable[[Line], Key]] = {
        'plan': lambda line: pays(items[line.item]), 'item': lambda line: line.item, 'team': lambda line: line.team}
    name = names.get(by)
    for line in lines:
        whole.add(line, line.hours, line.cost)
        own = sums.setdefault(name(line), _Sum()) if name else None
        if own:
            own.add(line, line.hours, line.cost)
        for site, is_internal, hours, cost in line.portions:
            whole.split(is_internal, hours, cost)
            if own is None:
                place = sums.setdefault(site, _Sum())
                place.add(line, hours, cost)
                place.split(is_internal, hours, cost)
            else:
                own.split(is_internal, hours, cost)
    return sums, whole


def _row(portfolio: Portfolio, key: Key, found: _Sum, months: tuple[date, ...], first: date, last: date) -> Row:
    amounts = tuple(found.months.get(month, Amount()) for month in months)
    spans = [span for own in found.items if (span := portfolio.items[own].span)]
    return Row(key, amounts, Amount(sum(one.hours for one in amounts), sum(one.cost for one in amounts)),
               found.sides[True], found.sides[False], any(start < first for start, _ in spans),
               any(end > last for _, end in spans))


def _undated_items(without: Iterable[Line], pays: Callable[[Item], int], items: Mapping[int, Item], plan: int | None,
                   team: int | None) -> tuple[tuple[int, Amount], ...]:
    found: dict[int, Amount] = {}
    for line in without:
        if (team is None or line.team == team) and (plan is None or pays(items[line.item]) == plan):
            found[line.item] = found.get(line.item, Amount()).plus(line.hours, line.cost)
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1].cost, pair[0])))


def _within(lines: Iterable[Line], first: date, last: date) -> Iterable[Line]:
    return (line for line in lines if first.replace(day=1) <= line.month <= last)


def _months(first: date, last: date) -> tuple[date, ...]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
                 for n in range(count))

