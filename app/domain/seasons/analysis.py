"""What the analytics of a season show: plain rows, ready for charts, tables and files. Money in minor units."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.seasons.consumption import Alert, Forecast
from app.domain.seasons.metrics import Ratio, Variance, ratio_of


@dataclass(frozen=True)
class Wanted:
    """`cluster` is the key of a location node, `level` that of the category tree; `top` locations from either end."""
    cluster: str = ''
    level: int = 1
    top: int = 5


@dataclass(frozen=True)
class Amounts:
    """`budget` is what is required of the plan as it was approved; `planned` and `actual` are sales."""
    key: str
    name: str
    budget: int
    received: int
    on_order: int  # also submitted
    planned: int
    planned_to_date: int
    actual: int | None  # to date; None before anything was told

    @property
    def committed(self) -> int:
        """What is ordered and was not cancelled."""
        return self.received + self.on_order

    @property
    def left(self) -> int:
        return self.budget - self.committed

    @property
    def used(self) -> Ratio | None:
        return ratio_of(self.committed, self.budget)

    @property
    def received_share(self) -> Ratio | None:
        return ratio_of(self.received, self.budget)


@dataclass(frozen=True)
class Execution:
    """Receipts against planned receipts on the same basis, and sold against what there was to sell."""
    key: str
    name: str
    planned: int
    received: int
    variance: Variance
    is_within: bool  # less than 1 % of the plan
    sell_through: Ratio | None


@dataclass(frozen=True)
class MonthParts:
    """Receipts of a month against plan: what came at another time, what came as another amount."""
    key: str
    name: str
    timing: int
    value: int


@dataclass(frozen=True)
class Place:
    """A cluster with its locations, or a location."""
    amounts: Amounts
    count: int


@dataclass(frozen=True)
class OrderState:
    state: str
    orders: int
    lines: int
    ordered: int
    received: int
    full_lines: int

    @property
    def pending(self) -> int:
        return max(self.ordered - self.received, 0)


@dataclass(frozen=True)
class Deliveries:
    """Of all receipts that stand; quantities in thousandths."""
    lines: int = 0
    in_time: int = 0
    ordered: int = 0
    received: int = 0
    accepted: int = 0
    rejected: int = 0
    retail: int = 0  # what was accepted, in minor units of the season
    cost: int = 0  # the same, landed
    early: int = 0  # lines before their day

    @property
    def imu(self) -> Ratio | None:
        """Mark-up of what came: of its retail price what it did not cost."""
        return ratio_of(self.retail - self.cost, self.retail)

    @property
    def on_the_day(self) -> int:
        return self.in_time - self.early

    @property
    def late(self) -> int:
        return self.lines - self.in_time

    @property
    def on_time(self) -> Ratio | None:
        return ratio_of(self.in_time, self.lines)

    @property
    def fill_rate(self) -> Ratio | None:
        return ratio_of(self.accepted, self.ordered)

    @property
    def reject_share(self) -> Ratio | None:
        return ratio_of(self.rejected, self.received)


@dataclass(frozen=True)
class Band:
    """A price band: its share weighted by what categories plan, and the value that stands for."""
    name: str
    share: Decimal
    value: int


@dataclass(frozen=True)
class Intents:
    """Core and fashion of the range, weighted by plan; `plain_core` is the mean of the categories."""
    categories: int
    core: Decimal | None = None
    fashion: Decimal | None = None
    plain_core: Decimal | None = None
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Freshness:
    """How far what happened is known."""
    last: str = ''  # name of the last period with actuals
    last_end: date | None = None
    loaded_at: datetime | None = None
    is_stale: bool = False
    empty_weeks: int = 0  # weeks × rows that had no stock, left out of rates of sale


@dataclass(frozen=True)
class Analysis:
    """A season as it stands, with the filters that were asked for. `is_approved` says whether budgets are those of an
    approved plan, or of the one that is being worked on.
    """
    season: int
    code: str
    name: str
    currency: str
    digits: int
    basis: str
    state: str
    today: date
    wanted: Wanted
    is_approved: bool
    clusters: tuple[tuple[str, str], ...]  # to choose from: key, name
    levels: int  # of the category tree
    total: Amounts
    orders: tuple[OrderState, ...]
    deliveries: Deliveries
    intents: Intents
    months: tuple[Amounts, ...]
    categories: tuple[Amounts, ...]
    execution: tuple[Execution, ...]
    places: tuple[Place, ...]  # clusters
    best: tuple[Amounts, ...]  # locations by what of their budget came, the fullest first
    worst: tuple[Amounts, ...]
    alerts: tuple[Alert, ...]
    forecast: Forecast
    freshness: Freshness
    imu: Decimal  # planned, a fraction

    @property
    def utilisation(self) -> Ratio | None:
        return self.total.used

    @property
    def fulfilment(self) -> Ratio | None:
        return ratio_of(self.total.received, self.total.committed)

    @property
    def pending(self) -> int:
        return sum(one.pending for one in self.orders)
