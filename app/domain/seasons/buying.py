"""Purchase orders and receipts: as they are handed in, and as they are looked at.

Quantities are thousandths; `cost` is of one in the order's currency, `retail` of one in the season's; every other
amount is in minor units of the season's currency, and `counted` is what of it bears on open-to-buy at its basis.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

DRAFT, SUBMITTED, CONFIRMED, SHIPPED, PARTIAL, COMPLETE, CANCELLED = (
    'draft', 'submitted', 'confirmed', 'shipped', 'partial', 'complete', 'cancelled')
STATE_NAMES: Final = {DRAFT: 'Draft', SUBMITTED: 'Submitted', CONFIRMED: 'Confirmed', SHIPPED: 'Shipped',
                      PARTIAL: 'Partly received', COMPLETE: 'Complete', CANCELLED: 'Cancelled'}
ASKED, APPROVED, REFUSED = 'asked', 'approved', 'refused'  # of an override
KINDS: Final = ('freight', 'duty', 'insurance', 'other')  # of charges
KEYS: Final = ('value', 'quantity', 'weight')  # by which a charge is shared out among the lines
ONE: Final = 1000  # thousandths
LONGEST_NUMBER: Final = 100


@dataclass(frozen=True)
class LineDraft:
    """`number` is that of a line the order has already; 0 is a new one, as is one that brings its number along."""
    location: str  # code
    category: str  # code
    quantity: int
    cost: int
    retail: int = 0  # 0: by the planned mark-up
    expected: date | None = None
    sku: str = ''
    text: str = ''
    number: int = 0
    cancelled: int = 0
    is_short: bool = False
    is_new: bool = False


@dataclass(frozen=True)
class ChargeDraft:
    """Without an amount it is only told in words, and shared out among nobody."""
    kind: str
    amount: int | None = None  # in its currency
    currency: str = ''  # empty: the order's
    allocate: str = 'value'
    text: str = ''


@dataclass(frozen=True)
class OrderDraft:
    """Without a rate the one of its day is taken, else the season's plan rate."""
    number: str = ''  # empty: the next one
    supplier: str = ''  # code
    supplier_name: str = ''  # where files tell no code
    title: str = ''
    ordered: date | None = None
    expected: date | None = None  # of lines that say nothing
    currency: str = ''  # empty: the supplier's, else the season's
    rate: Decimal | None = None
    lines: tuple[LineDraft, ...] = ()
    charges: tuple[ChargeDraft, ...] = ()
    source: str = 'screen'


@dataclass(frozen=True)
class CameDraft:
    """What came of one line of an order, in thousandths; `cost` only where it is not the order's."""
    line: int  # number
    accepted: int
    rejected: int = 0
    cost: int | None = None


@dataclass(frozen=True)
class ReceiptDraft:
    order: str  # number
    lines: tuple[CameDraft, ...]
    number: str = ''  # empty: the next one
    day: date | None = None  # empty: today
    note: str = ''
    rate: Decimal | None = None  # None: the order's
    source: str = 'screen'


@dataclass(frozen=True)
class LineView:
    id: int
    number: int
    location: str  # code
    location_name: str
    category: str
    category_name: str
    sku: str
    text: str
    quantity: int
    cost: int
    retail: int
    expected: date | None
    value: int  # landed
    worth: int  # at retail
    counted: int
    received: int  # counted
    awaited: int  # counted
    cancelled: int
    accepted: int
    rejected: int
    is_short: bool
    is_overdue: bool

    @property
    def open(self) -> int:
        """What has still to come."""
        return 0 if self.is_short else max(self.quantity - self.accepted - self.cancelled, 0)


@dataclass(frozen=True)
class ChargeView:
    kind: str
    amount: int | None
    currency: str
    allocate: str
    text: str


@dataclass(frozen=True)
class Way:
    """When goods could come instead."""
    day: date
    name: str


@dataclass(frozen=True)
class Decision:
    """An order over budget that waits for somebody; `scopes` are the cells it is about."""
    order: str
    title: str  # Linen is over in March
    over: str
    period: str
    by: str  # identity of whoever asked
    by_name: str
    reason: str
    is_amendment: bool
    version: int
    ways: tuple[Way, ...]
    scopes: tuple[tuple[str, str, str], ...]  # keys of category, location, period


@dataclass(frozen=True)
class OverrideView:
    """`content` is what an order is to become, where it was confirmed already."""
    state: str  # asked, approved, refused
    by: str
    by_name: str
    reason: str
    at: str
    decided_by_name: str = ''
    reply: str = ''
    is_amendment: bool = False


@dataclass(frozen=True)
class OrderRow:
    """A line of a list."""
    id: int
    number: str
    title: str
    supplier: str
    state: str
    ordered: date | None
    expected: date | None  # the earliest that is still awaited
    lines: int
    counted: int
    received: int
    awaited: int
    overdue: int  # lines
    is_asked: bool  # an override is waited for
    by_name: str
    version: int


@dataclass(frozen=True)
class ReceiptRow:
    id: int
    number: str
    order: str
    day: date
    note: str
    state: str
    reverses: str  # number of the receipt it takes back
    is_late: bool
    accepted: int
    rejected: int
    counted: int
    by_name: str
    at: datetime
    reason: str = ''


@dataclass(frozen=True)
class ReceiptLineView:
    line: int
    category_name: str
    location_name: str
    received: int
    accepted: int
    rejected: int
    cost: int | None
    value: int
    worth: int
    revaluation: int


@dataclass(frozen=True)
class ReceiptView:
    row: ReceiptRow
    season_id: int
    season: str  # code
    lines: tuple[ReceiptLineView, ...]
    rate: Decimal
    digits: int


@dataclass(frozen=True)
class RevisionView:
    number: int
    content: Mapping[str, Any] = field(hash=False)
    by_name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class OrderView:
    """`deeds` are those its state allows, whoever looks."""
    id: int
    number: str
    title: str
    season_id: int
    season: str  # code
    supplier: str  # code
    supplier_name: str
    state: str
    ordered: date | None
    expected: date | None
    currency: str
    rate: Decimal
    source: str
    revision: int
    lines: tuple[LineView, ...]
    charges: tuple[ChargeView, ...]
    breaches: tuple[Mapping[str, Any], ...] = field(hash=False)  # stored when it was submitted
    override: OverrideView | None
    receipts: tuple[ReceiptRow, ...]
    revisions: tuple[RevisionView, ...]
    deeds: tuple[str, ...]
    by: str
    by_name: str
    at: datetime
    confirmed_at: datetime | None
    version: int
    tolerance: Decimal = Decimal(0)  # over-receipt
    digits: int = 2  # of the order's currency
    decision: Decision | None = None  # that is waited for

    @property
    def is_asked(self) -> bool:
        """An override is waited for."""
        return self.override is not None and self.override.state == ASKED

    @property
    def counted(self) -> int:
        return sum(line.counted for line in self.lines)

    @property
    def value(self) -> int:
        return sum(line.value for line in self.lines)

    @property
    def received(self) -> int:
        return sum(line.received for line in self.lines)

    @property
    def awaited(self) -> int:
        return sum(line.awaited for line in self.lines)


@dataclass(frozen=True)
class Choice:
    code: str
    name: str


@dataclass(frozen=True)
class Choices:
    """What an order of a season may name."""
    locations: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    suppliers: tuple[Choice, ...]
    currencies: Mapping[str, str] = field(default_factory=dict)  # code of a supplier → its currency
    number: str = ''  # the next one


@dataclass(frozen=True)
class OrderFilter:
    """Empty is everything."""
    text: str = ''  # in number, title or supplier
    state: str = ''
    supplier: str = ''  # code
    category: str = ''  # key of a node
    only_overdue: bool = False
    only_asked: bool = False


@dataclass(frozen=True)
class OrdersView:
    """Some of the orders of a season, the latest first, and how many there are in all; sums at its basis."""
    season_id: int
    orders: tuple[OrderRow, ...]
    total: int
    counts: Mapping[str, int] = field(hash=False)  # by state, of all


@dataclass(frozen=True)
class ReceiptsView:
    season_id: int
    receipts: tuple[ReceiptRow, ...]
    total: int


@dataclass(frozen=True)
class Summary:
    """Of all orders of a season; amounts at its basis."""
    orders: int
    counts: Mapping[str, int]  # by state
    counted: int  # without drafts and cancelled ones
    received: int
    awaited: int
    submitted: int
    drafts: int
    overdue: int  # lines
    lines: int
    lines_complete: int
