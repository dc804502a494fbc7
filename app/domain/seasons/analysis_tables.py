"""The analytics of a season as tables."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from app.domain.seasons.analysis import Amounts, Analysis, MonthParts
from app.domain.seasons.buying import STATE_NAMES
from app.domain.seasons.file_tables import Cell, Formula, Table, on_paper
from app.domain.seasons.metrics import ratio_of
from app.domain.seasons.money import major
from app.domain.seasons.paper import Paper

MONTHS, CATEGORIES, CLUSTERS, LOCATIONS, ORDERS, EXECUTION, TIMING, BANDS = (
    'months', 'categories', 'clusters', 'locations', 'orders', 'execution', 'timing', 'bands')
NAMES: Final = {MONTHS: 'Months', CATEGORIES: 'Categories', CLUSTERS: 'Clusters', LOCATIONS: 'Locations',
                ORDERS: 'Orders', EXECUTION: 'Plan and receipts', TIMING: 'Timing and value', BANDS: 'Price bands'}
AMOUNTS: Final = ('Budget', 'Received', 'On order', 'Left', 'Used', 'Planned sales', 'Planned to date', 'Sold')

MILLION: Final = 1_000_000
LEFT: Final = {'Left': Formula('{Budget}-{Received}-{On order}'),
               'Used': Formula('{Received}+{On order}', '{Budget}')}
PENDING: Final = {'Pending': Formula('MAX({Ordered}-{Received},0)')}
DIFFERENCE: Final = {'Difference': Formula('{Received}-{Planned receipts}'),
                     'Difference %': Formula('{Received}-{Planned receipts}', '{Planned receipts}')}


def tables_of(view: Analysis, timing: Iterable[MonthParts] = ()) -> tuple[Table, ...]:
    """Money in major units, shares as ratios."""
    def money(amount: int | None) -> Decimal | None:
        return None if amount is None else major(amount, view.digits)

    def amounts(row: Amounts) -> tuple[Cell, ...]:
        return (*map(money, (row.budget, row.received, row.on_order, row.left)), row.used,
                *map(money, (row.planned, row.planned_to_date, row.actual)))
    places = dict.fromkeys([*view.best, *view.worst])
    return (
        _table(MONTHS, ('Month', *AMOUNTS), [(one.name, *amounts(one)) for one in view.months], LEFT),
        _table(CATEGORIES, ('Category', *AMOUNTS), [(one.name, *amounts(one)) for one in view.categories], LEFT),
        _table(CLUSTERS, ('Cluster', 'Locations', *AMOUNTS),
               [(one.amounts.name, one.count, *amounts(one.amounts)) for one in view.places], LEFT),
        _table(LOCATIONS, ('Location', *AMOUNTS), [(one.name, *amounts(one)) for one in places], LEFT),
        _table(ORDERS, ('State', 'Orders', 'Lines', 'Ordered', 'Received', 'Pending', 'Lines in full'),
               [(STATE_NAMES[one.state], one.orders, one.lines, money(one.ordered), money(one.received),
                 money(one.pending), one.full_lines) for one in view.orders], PENDING),
        _table(EXECUTION, ('Category', 'Planned receipts', 'Received', 'Difference', 'Difference %', 'On plan',
                           'Sell-through'),
               [(one.name, money(one.planned), money(one.received), money(one.variance.amount), one.variance.share,
                 'yes' if one.is_within else 'no', one.sell_through) for one in view.execution], DIFFERENCE),
        _table(TIMING, ('Month', 'Timing', 'Value', 'Together'),
               [(one.name, money(one.timing), money(one.value), money(one.timing + one.value)) for one in timing],
               {'Together': Formula('{Timing}+{Value}')}),
        _table(BANDS, ('Price band', 'Share', 'Value'),
               [(one.name, ratio_of(int(one.share * MILLION), MILLION), money(one.value))
                for one in view.intents.bands], {}))


def analytics_paper(view: Analysis, timing: Iterable[MonthParts], now: datetime) -> Paper:
    """Every table that has rows, and what is known of sales."""
    named, known = dict(view.clusters), view.freshness
    place = named.get(view.wanted.cluster, view.wanted.cluster) or 'all clusters'
    plan = 'the approved plan' if view.is_approved else 'the plan that is being worked on'
    told = f'sales are known through {known.last}' if known.last else 'no sales are known'
    return Paper(f'{view.name}: analytics', (
        f'{view.code} · as of {now:%Y-%m-%d %H:%M} UTC · {told}',
        f'{place} · by {plan}, at {view.basis}, {view.currency}'),
        tuple(on_paper(one) for one in tables_of(view, timing) if one.rows))


def _table(key: str, heads: tuple[str, ...], rows: Iterable[tuple[Cell, ...]],
           formulas: Mapping[str, Formula]) -> Table:
    """Locations without a budget are left out, so those that are told are not the whole."""
    return Table(key, NAMES[key], heads, tuple(rows), formulas, has_total=key != LOCATIONS)
