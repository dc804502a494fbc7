"""Cost as people look at it: rows with names, months as columns, formulas behind numbers. Money and hours are decimals.

Whoever builds one of these has asked whether it may be seen.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.domain.portfolio.capacity.counting import Scope
from app.domain.portfolio.cost.cost import Line, Staff, all_booked, decimal, staff_of, undated
from app.domain.portfolio.cost.rollup import Amount, Deviation, Key, Row, also_in, deviations, figures
from app.domain.portfolio.items.funding import funding_of, plan_name
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.setting import UNFUNDED
from app.domain.portfolio.items.sheets import Sheet
from app.domain.portfolio.views.looks import Filter

MONEY, HOURS = 'money', 'hours'
UNITS = (MONEY, HOURS)
FINE = Decimal(1).scaleb(-6)  # money of a staff is kept in millionths


@dataclass(frozen=True)
class CostAsk:
    """What somebody wants to see. `plan` 0 is what is unfunded; None is all of them."""
    first: date
    last: date
    by: str = 'plan'
    unit: str = MONEY
    plan: int | None = None
    team: int | None = None
    item: int | None = None
    teams: tuple[int, ...] = ()
    plans: tuple[int, ...] = ()

    @property
    def filter(self) -> Filter:
        return Filter(plans=self.plans, teams=self.teams)


@dataclass(frozen=True)
class CostRow:
    key: Key
    name: str
    note: str  # number and type of an item, why a team costs nothing
    months: tuple[Decimal, ...]
    total: Decimal
    internal: Decimal
    external: Decimal
    begins_before: bool
    ends_after: bool
    before: Decimal | None = None  # total of the live plan, where a scenario differs
    is_changed: bool = False


@dataclass(frozen=True)
class UndatedItem:
    item_id: int
    number: str
    title: str
    amount: Decimal


@dataclass(frozen=True)
class AlsoIn:
    """Listed with a plan, booked to another."""
    item_id: int
    number: str
    title: str
    booked_to: str


@dataclass(frozen=True)
class DeviationView:
    item_id: int
    number: str
    title: str
    own: Decimal
    children: Decimal
    percent: Decimal | None
    is_flagged: bool


@dataclass(frozen=True)
class CostView:
    ask: CostAsk
    currency: str
    months: tuple[date, ...]
    rows: tuple[CostRow, ...]
    total: CostRow
    inside: tuple[Decimal, ...]  # internal, by month
    outside: tuple[Decimal, ...]
    undated: tuple[UndatedItem, ...]
    undated_total: Decimal
    books_undated: bool
    also_in: tuple[AlsoIn, ...]
    crumbs: tuple[tuple[str, str], ...] = ()  # what the table is narrowed to: kind and name
    notes: tuple[str, ...] = ()
    sees_all: bool = True
    scenario: str = ''
    teams: tuple[tuple[int, str], ...] = ()
    plans: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Formula:
    """One line that was booked, with everything it was reckoned from."""
    item_id: int
    number: str
    title: str
    team: str
    month: date
    days: int
    share: Decimal
    average: Decimal  # working days of an average month
    team_hours: Decimal
    team_money: Decimal
    base: Decimal
    hours: Decimal
    cost: Decimal
    portions: tuple[tuple[str, bool, Decimal, Decimal], ...]  # site, internal, hours, money


@lru_cache(maxsize=64)
def cost_of(portfolio: Portfolio, before: Portfolio | None, ask: CostAsk, today: date,
            sees: frozenset[int] | None = None, scenario: str = '') -> CostView:
    """Looked at once for all who look alike and may see it."""
    setting, scope = portfolio.setting, Scope.of(portfolio.setting, ask.filter)
    narrow = {'plan': ask.plan, 'team': ask.team, 'item': ask.item}
    table = figures(portfolio, ask.by, ask.first, ask.last, today, scope, **narrow)
    former = figures(before, ask.by, ask.first, ask.last, today, scope, **narrow) if before is not None else None
    unit, totals = _unit(ask.unit), {row.key: row.total for row in former.rows} if former else None
    inside, outside = _sides(portfolio, ask, scope, today, table.months)
    return CostView(
        ask, setting.rates.currency, table.months,
        tuple(_row(portfolio, ask.by, row, unit, totals) for row in table.rows),
        _row(portfolio, '', table.total, unit, {'all': former.total.total} if former else None), inside, outside,
        tuple(UndatedItem(own, portfolio.items[own].number, portfolio.items[own].title, unit(amount))
              for own, amount in table.undated),
        sum((unit(amount) for _, amount in table.undated), Decimal(0)), table.books_undated,
        _also_in(portfolio, ask), _crumbs(portfolio, ask), _notes(portfolio, ask, scope), sees is None, scenario,
        tuple((team.id, team.name) for team in setting.teams.values() if not team.is_excluded),
        (*((plan.id, plan.name) for plan in setting.plans.values() if sees is None or plan.id in sees),
         (UNFUNDED, 'Unfunded')))


def formulas(portfolio: Portfolio, ask: CostAsk, today: date, key: Key | None,
             month: date | None) -> tuple[Formula, ...]:
    """The lines behind a row of the table, or behind one month of it."""
    lines = [line for line in _lines(portfolio, ask, today) if (month is None or line.month == month)
             and (key is None or key in _keys(portfolio, ask.by, line))]
    return tuple(_formula(portfolio, line) for line in sorted(lines, key=lambda one: (-one.cost, one.month)))


@lru_cache(maxsize=16)
def deviations_of(portfolio: Portfolio, unit: str) -> tuple[DeviationView, ...]:
    show = _unit(unit)
    return tuple(_deviation(portfolio, one, show) for one in deviations(portfolio))


def narrowed(ask: CostAsk, key: Key) -> CostAsk:
    """One step into a row: a plan and a team open into their items, an item into its teams."""
    if ask.by == 'plan':
        return replace(ask, by='item', plan=int(key))
    if ask.by == 'team':
        return replace(ask, by='item', team=int(key))
    return replace(ask, by='team', item=int(key)) if ask.by == 'item' else ask


def cost_sheet(view: CostView) -> Sheet:
    unit = 'hours' if view.ask.unit == HOURS else view.currency
    heads = (view.ask.by, 'note', *(f'{month:%Y-%m} {unit}' for month in view.months), f'total {unit}',
             f'internal {unit}', f'external {unit}', *((f'live total {unit}',) if view.scenario else ()))
    rows = [(row.name, row.note, *row.months, row.total, row.internal, row.external,
             *((row.before if row.is_changed else row.total,) if view.scenario else ()))
            for row in (*view.rows, view.total)]
    return Sheet('Cost', heads, tuple(rows))


def _unit(unit: str) -> Callable[[Amount], Decimal]:
    return (lambda amount: decimal(amount.hours)) if unit == HOURS else (lambda amount: decimal(amount.cost))


def _row(portfolio: Portfolio, by: str, row: Row, unit: Callable[[Amount], Decimal],
         former: dict[Key, Amount] | None) -> CostRow:
    name, note = _named(portfolio, by, row.key)
    total = unit(row.total)
    before = unit(former.get(row.key, Amount())) if former is not None else None
    is_changed = before is not None and before != total
    return CostRow(row.key, name, note, tuple(map(unit, row.months)), total, unit(row.internal), unit(row.external),
                   row.begins_before, row.ends_after, before if is_changed else None, is_changed)


def _named(portfolio: Portfolio, by: str, key: Key) -> tuple[str, str]:
    if by == 'plan':
        return plan_name(portfolio, int(key)), ''
    if by == 'team':
        return portfolio.setting.teams[int(key)].name, staff_of(portfolio.setting, int(key)).note
    if by == 'item':
        item = portfolio.items[int(key)]
        return item.title, f'{item.type} {item.number}'
    return (str(key) or 'No site', '') if by == 'site' else ('Total', '')


def _sides(portfolio: Portfolio, ask: CostAsk, scope: Scope, today: date,
           months: Sequence[date]) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Internal and external, by month."""
    sums = {True: dict.fromkeys(months, 0), False: dict.fromkeys(months, 0)}
    for line in _lines(portfolio, ask, today):
        for _, is_internal, hours, cost in line.portions:
            if line.month in sums[is_internal]:
                sums[is_internal][line.month] += hours if ask.unit == HOURS else cost
    return tuple(map(decimal, sums[True].values())), tuple(map(decimal, sums[False].values()))


def _lines(portfolio: Portfolio, ask: CostAsk, today: date) -> Iterable[Line]:
    """What is in the sums."""
    scope, pays = Scope.of(portfolio.setting, ask.filter), funding_of(portfolio).of
    more: Iterable[Line] = undated(portfolio, today, scope) if portfolio.setting.rates.books_undated else ()
    for line in (*all_booked(portfolio, ask.first, ask.last, scope), *more):
        if (ask.team is None or line.team == ask.team) and (ask.item is None or line.item == ask.item) and (
                ask.plan is None or pays(portfolio.items[line.item]) == ask.plan):
            yield line


def _keys(portfolio: Portfolio, by: str, line: Line) -> tuple[Key, ...]:
    if by == 'site':
        return tuple({portion.site for portion in line.portions})
    if by == 'plan':
        return (funding_of(portfolio).of(portfolio.items[line.item]),)
    return (line.item if by == 'item' else line.team,)


def _formula(portfolio: Portfolio, line: Line) -> Formula:
    staff: Staff = staff_of(portfolio.setting, line.team)
    item, team = portfolio.items[line.item], portfolio.setting.teams[line.team]
    return Formula(item.id, item.number, item.title, team.name, line.month, line.days, decimal(line.share),
                   (Decimal(staff.weekdays * 52) / 12).quantize(Decimal('0.001')), decimal(staff.hours),
                   (staff.money * FINE).quantize(Decimal('0.01')), decimal(line.base), decimal(line.hours),
                   decimal(line.cost), tuple((one.site, one.is_internal, decimal(one.hours), decimal(one.cost))
                                             for one in line.portions))


def _deviation(portfolio: Portfolio, one: Deviation, unit: Callable[[Amount], Decimal]) -> DeviationView:
    item = portfolio.items[one.item]
    return DeviationView(item.id, item.number, item.title, unit(one.own), unit(one.children), one.percent,
                         one.is_flagged)


def _also_in(portfolio: Portfolio, ask: CostAsk) -> tuple[AlsoIn, ...]:
    if not ask.plan:
        return ()
    pays = funding_of(portfolio).of
    return tuple(AlsoIn(own, item.number, item.title, plan_name(portfolio, pays(item)))
                 for own in also_in(portfolio, ask.plan) if (item := portfolio.items[own]))


def _crumbs(portfolio: Portfolio, ask: CostAsk) -> tuple[tuple[str, str], ...]:
    found = [('plan', plan_name(portfolio, ask.plan))] if ask.plan is not None else []
    teams, items = portfolio.setting.teams, portfolio.items
    found += [('team', teams[ask.team].name)] if ask.team is not None and ask.team in teams else []
    return (*found, *((('item', items[ask.item].title),) if ask.item is not None and ask.item in items else ()))


def _notes(portfolio: Portfolio, ask: CostAsk, scope: Scope) -> tuple[str, ...]:
    """Teams whose work costs nothing, and why."""
    teams = portfolio.setting.teams
    busy = {line.team for line in all_booked(portfolio, ask.first, ask.last, scope)}
    return tuple(f'{teams[team].name} {note}.' for team in sorted(busy)
                 if (note := staff_of(portfolio.setting, team).note))
