"""A season and the steps it goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

CREATED, LOCATED, PLANNED, BUDGETED, RANGED, LOCKED = (
    'created', 'locations_defined', 'plan_uploaded', 'otb_uploaded', 'range_uploaded', 'locked')
STATES: Final = (CREATED, LOCATED, PLANNED, BUDGETED, RANGED, LOCKED)
STATE_NAMES: Final = dict(zip(STATES, ('Created', 'Locations defined', 'Plan uploaded', 'OTB uploaded',
                                       'Range uploaded', 'Locked'), strict=True))
RETAIL, COST = 'retail', 'cost'
TARGET, WORKING, ORIGINAL, CURRENT, SNAPSHOT, SCENARIO, ACTUAL, LY, LLY, AT_LOCK = (
    'target', 'working', 'original', 'current', 'snapshot', 'scenario', 'actual', 'ly', 'lly', 'locked')
OPENING = 'opening'  # kind of the version that holds what the season before is expected to leave
DRAFT, REVIEW, APPROVED, RETURNED = 'draft', 'review', 'approved', 'returned'  # of a scope
OFF, WARN, APPROVE, BLOCK = 'off', 'warn', 'approve', 'block'


@dataclass(frozen=True)
class SeasonRules:
    """What the admin of a season decides; money in minor units."""
    policy: str = APPROVE  # what an order over budget meets: off, warn, approve, block
    level: int = 1  # of the category tree budgets are checked at; 0: the season as a whole
    places: str = 'company'  # company, cluster, location
    span: str = 'month'  # week, month, season (to date)
    allowance_share: Decimal | None = None
    allowance_amount: int | None = None
    counts_without_budget: bool = False  # a scope without an approved plan has the budget 0, else it is not checked
    may_confirm: bool = True  # a buyer may confirm an order within budget
    unspent: str = 'pool'  # of elapsed periods planned by receipts: lapse, roll, pool
    blanks_are_zero: bool = False
    late_days: int = 30  # receipts after the end
    low_share: Decimal = Decimal('0.20')  # left of the budget: alert
    has_imbalance_alert: bool = False


@dataclass(frozen=True)
class StepTaken:
    """The last time a state was reached."""
    state: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class SeasonView:
    """What every page of a season says at its top."""
    id: int
    code: str
    name: str
    start: date
    end: date
    state: str
    revision: int
    basis: str
    currency: str
    digits: int  # of minor units
    imu: Decimal
    rules: SeasonRules
    calendar: str
    company: int
    today: date
    seq: int
    axes: int
    facts: int
    steps: tuple[StepTaken, ...] = ()
    rates: Mapping[str, Decimal] = field(default_factory=dict, hash=False)  # nobody changes it; views are shared
    counts: Mapping[str, int] = field(default_factory=dict, hash=False)  # locations, categories
    is_demo: bool = False
    version: int = 1

    @property
    def is_locked(self) -> bool:
        return self.state == LOCKED

    @property
    def step(self) -> int:
        return STATES.index(self.state)
