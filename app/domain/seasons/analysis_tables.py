"""The analytics of a season as tables, for whoever calculates further: each cell is what it is, not how it looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.seasons.analysis import Amounts, Analysis, MonthParts
from app.domain.seasons.buying import STATE_NAMES
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import major

MONTHS, CATEGORIES, CLUSTERS, LOCATIONS, ORDERS, EXECUTION, TIMING, BANDS = (
    'months', 'categories', 'clusters', 'locations', 'orders', 'execution', 'timing', 'bands')
NAMES: Final = {MONTHS: 'Months', CATEGORIES: 'Categories', CLUSTERS: 'Clusters', LOCATIONS: 'Locations',
                ORDERS: 'Orders', EXECUTION: 'Plan and receipts', TIMING: 'Timing and value', BANDS: 'Price bands'}
AMOUNTS: Final = ('Budget', 'Received', 'On order', 'Left', 'Used', 'Planned sales', 'Planned to date', 'Sold')

Cell = str | int | Decimal | Ratio | None


@dataclass(frozen=True)
class Table:
    key: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def name(self) -> str:
        return NAMES[self.key]


def tables_of(view: Analysis, timing: Iterable[MonthParts] = ()) -> tuple[Table, ...]:
    """Money in major units, shares as ratios."""
    def money(amount: int | None) -> Decimal | None:
        return None if amount is None else major(amount, view.digits)

    def amounts(row: Amounts) -> tuple[Cell, ...]:
        return (*map(money, (row.budget, row.received, row.on_order, row.left)), row.used,
                *map(money, (row.planned, row.planned_to_date, row.actual)))
    places = dict.fromkeys([*view.best, *view.worst])
    return (
        Table(MONTHS, ('Month', *AMOUNTS), tuple((one.name, *amounts(one)) for one in view.months)),
        Table(CATEGORIES, ('Category', *AMOUNTS), tuple((one.name, *amounts(one)) for one in view.categories)),
        Table(CLUSTERS, ('Cluster', 'Locations', *AMOUNTS),
              tuple((one.amounts.name, one.count, *amounts(one.amounts)) for one in view.places)),
        Table(LOCATIONS, ('Location', *AMOUNTS), tuple((one.name, *amounts(one)) for one in places)),
        Table(ORDERS, ('State', 'Orders', 'Lines', 'Ordered', 'Received', 'Pending', 'Lines in full'),
              tuple((STATE_NAMES[one.state], one.orders, one.lines, money(one.ordered), money(one.received),
                     money(one.pending), one.full_lines) for one in view.orders)),
        Table(EXECUTION, ('Category', 'Planned receipts', 'Received', 'Difference', 'Difference %', 'On plan',
                          'Sell-through'),
              tuple((one.name, money(one.planned), money(one.received), money(one.variance.amount),
                     one.variance.share, 'yes' if one.is_within else 'no', one.sell_through)
                    for one in view.execution)),
        Table(TIMING, ('Month', 'Timing', 'Value'),
              tuple((one.name, money(one.timing), money(one.value)) for one in timing)),
        Table(BANDS, ('Price band', 'Share', 'Value'),
              tuple((one.name, one.share, money(one.value)) for one in view.intents.bands)))
