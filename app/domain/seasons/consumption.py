"""How much of the budget is used, when it will be used up, and what somebody should look at.

Consumed is what came, what is on order by its expected period, here or elsewhere, and what submitted orders have
reserved; drafts count as nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.domain.seasons.axes import Axes, Nodes
from app.domain.seasons.budget import Position
from app.domain.seasons.metrics import Ratio, ratio_of
from app.domain.seasons.rounding import halved_up
from app.domain.seasons.season import SeasonRules

LOW, EXCEEDED, UNDERUSED, IMBALANCE, OVERDUE, STALE, NO_BUDGET, PROVISIONAL = (
    'low', 'exceeded', 'underused', 'imbalance', 'overdue', 'stale', 'no_budget', 'provisional')
URGENT: Final = (EXCEEDED, OVERDUE)
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
HIGH_SHARE, LOW_SHARE = Fraction(4, 5), Fraction(3, 10)


@dataclass(frozen=True)
class Consumption:
    """Of a category × a period, both keys of nodes."""
    category: str
    period: str
    planned: int
    received: int
    on_order: int
    submitted: int
    reserve: int
    is_approved: bool = True

    @property
    def consumed(self) -> int:
        return self.received + self.on_order + self.submitted

    @property
    def available(self) -> int:
        """Signed, never clamped."""
        return self.planned - self.consumed - self.reserve

    @property
    def share(self) -> Ratio | None:
        return ratio_of(self.consumed, self.planned)


@dataclass(frozen=True)
class Alert:
    """`amount` and `share` say how bad it is; `day` since when or when."""
    kind: str
    category: str = ''
    amount: int = 0
    share: Ratio | None = None
    count: int = 0
    day: date | None = None

    @property
    def is_urgent(self) -> bool:
        return self.kind in URGENT


@dataclass(frozen=True)
class Known:
    """What alerts go by besides the budget: overdue lines, the end of the last period with actuals, and whether the
    opening stock was counted.
    """
    elapsed: Fraction = Fraction(0)  # of the season
    overdue: int = 0
    overdue_value: int = 0
    last_actual: date | None = None
    last_elapsed: date | None = None
    is_counted: bool = True


@dataclass(frozen=True)
class Forecast:
    """`projected` are the months to come: (key of the node, amount); `trend` is high, normal or low."""
    runs_out: date | None
    per_day: Ratio | None
    projected: tuple[tuple[str, int], ...]
    trend: str


def consumption(position: Position, categories: Iterable[str], periods: Iterable[str],
                location: str = '') -> tuple[Consumption, ...]:
    """Each category in each period; whatever is not of this season is passed over."""
    axes, wanted = position.axes, list(periods)
    return tuple(consumed_in(position, category, period, location) for category in categories for period in wanted
                 if category in axes.category_nodes and period in axes.period_nodes)


def consumed_in(position: Position, category: str, period: str, location: str = '') -> Consumption:
    axes = position.axes
    box = (axes.location_nodes[location].slice, axes.category_nodes[category].slice, axes.period_nodes[period].slice)
    planned, received, on_order, submitted, reserve = (position.sum(name, box) for name in (
        'budget', 'received', 'on_order', 'submitted', 'reserve'))
    return Consumption(category, period, planned, received, on_order, submitted, reserve,
                       position.has_budget(*box[:2]))


def keys_at(nodes: Nodes, level: int) -> tuple[str, ...]:
    """Nodes of a level, and leaves of branches that end before it."""
    return tuple(key for key, one in nodes.items() if one.level == level or (one.is_leaf and one.level < level))


def months_of(axes: Axes) -> tuple[str, ...]:
    return tuple(key for key, one in axes.period_nodes.items() if one.level == 1)


def alerts(rows: Sequence[Consumption], known: Known, rules: SeasonRules) -> tuple[Alert, ...]:
    """`rows` are categories over the whole season; the urgent first."""
    found = [*_of_season(known), *(alert for row in rows for alert in _of_row(row, known, rules)),
             *(_imbalances(rows) if rules.has_imbalance_alert else ())]
    return tuple(sorted(found, key=lambda one: not one.is_urgent))


def forecast(rows: Sequence[Consumption], first: date | None, today: date, elapsed: int) -> Forecast:
    """Of a category by month, the first `elapsed` of which are over; `first` is the day of the first commitment. The
    months to come are projected at the mean of those that are over.
    """
    consumed, available = sum(one.consumed for one in rows), sum(one.available for one in rows)
    days = (today - first).days if first else 0
    past = sum(one.consumed for one in rows[:elapsed])
    projected = tuple((one.period, halved_up(past, elapsed)) for one in rows[elapsed:]) if elapsed else ()
    return Forecast(run_out(available, consumed, days, today), ratio_of(consumed, days) if days > 0 else None,
                    projected, trend_label(consumed, sum(one.planned for one in rows)))


def run_out(available: int, consumed: int, days: int, today: date) -> date | None:
    """The day on which nothing is left if it goes on like this; None where nothing was consumed yet."""
    if consumed <= 0 or days <= 0:
        return None
    left = max(available, 0) * days // consumed
    return today + timedelta(days=left) if left < 36525 else None


def trend_label(consumed: int, planned: int) -> str:
    if planned <= 0:
        return 'normal'
    share = Fraction(consumed, planned)
    return 'high' if share >= HIGH_SHARE else 'low' if share <= LOW_SHARE else 'normal'


def _of_row(row: Consumption, known: Known, rules: SeasonRules) -> Iterator[Alert]:
    if not row.is_approved:
        if row.consumed:
            yield Alert(NO_BUDGET, row.category, row.consumed)
        return
    if row.consumed > row.planned:
        yield Alert(EXCEEDED, row.category, row.consumed - row.planned, row.share)
    elif row.planned and Decimal(row.available) < rules.low_share * row.planned:
        yield Alert(LOW, row.category, row.available, row.share)
    elif row.share and known.elapsed and row.share.value < HALF * known.elapsed:
        yield Alert(UNDERUSED, row.category, row.available, row.share)


def _of_season(known: Known) -> Iterator[Alert]:
    if known.overdue:
        yield Alert(OVERDUE, amount=known.overdue_value, count=known.overdue)
    if known.last_elapsed and (known.last_actual is None or known.last_actual < known.last_elapsed):
        yield Alert(STALE, day=known.last_actual)
    if not known.is_counted:
        yield Alert(PROVISIONAL)


def _imbalances(rows: Sequence[Consumption]) -> Iterator[Alert]:
    """Categories whose budget lies far from the mean of all."""
    budgets = [one for one in rows if one.is_approved and one.planned]
    mean = Fraction(sum(one.planned for one in budgets), len(budgets) or 1)
    for row in budgets:
        if abs(row.planned - mean) > QUARTER * mean:
            off = row.planned - mean
            yield Alert(IMBALANCE, row.category, halved_up(off.numerator, off.denominator),
                        ratio_of(off.numerator * mean.denominator, off.denominator * mean.numerator))
