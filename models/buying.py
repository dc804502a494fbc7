"""Tables of buying: what a season means to buy, what was ordered and received, and moves of its budget."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import JSON, BigInteger, Column, Field, Index, LargeBinary, Numeric, SQLModel, UniqueConstraint

from models.moment import Moment


def _json() -> Any:
    return Column(JSON, nullable=False)


def _fraction() -> Any:
    return Column(Numeric(9, 6), nullable=False)


class SeasonOrder(SQLModel, table=True):
    """A purchase order."""
    __table_args__ = (UniqueConstraint('company_id', 'number'), Index('ix_seasonorder_of', 'season_id', 'state'))
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id')
    season_id: int = Field(foreign_key='season.id')
    supplier_id: int | None = Field(default=None, foreign_key='mastersupplier.id', index=True)
    supplier_name: str = ''
    number: str
    title: str = ''
    ordered: date | None = None
    expected: date | None = None  # of lines that say nothing
    state: str = 'draft'  # draft, submitted, confirmed, shipped, partial, complete, cancelled
    source: str = 'screen'  # screen, csv, api
    currency: str = ''
    rate: Decimal = Field(default=Decimal(1), sa_column=Column(Numeric(18, 8), nullable=False))  # into the season's
    revision: int = 1
    breach: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # stored when it was submitted
    override: dict[str, Any] = Field(sa_column=_json(), default_factory=dict)  # state, asked by, decided by, reason
    by: str = ''
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    version: int = 1


class SeasonOrderLine(SQLModel, table=True):
    """Minor units: cost in the order's currency, retail and value in the season's. Quantities are thousandths."""
    __table_args__ = (UniqueConstraint('order_id', 'number'),)
    id: int = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key='seasonorder.id', index=True)
    number: int
    location: int  # place in the season
    category: int
    sku: str = ''
    text: str = ''
    quantity: int = Field(sa_type=BigInteger)
    cost: int = Field(default=0, sa_type=BigInteger)  # of one
    retail: int = Field(default=0, sa_type=BigInteger)  # of one
    expected: date | None = None
    value: int = Field(default=0, sa_type=BigInteger)  # landed, of the whole line
    worth: int = Field(default=0, sa_type=BigInteger)  # at retail, of the whole line
    cancelled: int = Field(default=0, sa_type=BigInteger)
    accepted: int = Field(default=0, sa_type=BigInteger)  # by all receipts that stand
    rejected: int = Field(default=0, sa_type=BigInteger)
    is_short: bool = False  # closed short: nothing more is awaited


class SeasonCharge(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key='seasonorder.id', index=True)
    kind: str  # freight, duty, insurance, other
    amount: int | None = Field(default=None, sa_type=BigInteger)  # None: only told in words
    currency: str
    allocate: str = 'value'  # value, quantity, weight
    text: str = ''


class SeasonOrderRevision(SQLModel, table=True):
    order_id: int = Field(foreign_key='seasonorder.id', primary_key=True)
    number: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=_json())
    by_name: str
    at: datetime = Field(sa_type=Moment)
    reason: str = ''


class SeasonReceipt(SQLModel, table=True):
    """Goods that came; corrected by another one that reverses it."""
    __table_args__ = (UniqueConstraint('company_id', 'number'), Index('ix_seasonreceipt_of', 'season_id', 'day'))
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id')
    season_id: int = Field(foreign_key='season.id')
    order_id: int = Field(foreign_key='seasonorder.id', index=True)
    number: str
    day: date
    note: str = ''  # number of the delivery note
    state: str = 'posted'  # posted, reversed
    reverses_id: int | None = Field(default=None, foreign_key='seasonreceipt.id', index=True)
    is_late: bool = False  # after the end of the season
    source: str = 'screen'
    rate: Decimal = Field(default=Decimal(1), sa_column=Column(Numeric(18, 8), nullable=False))
    reason: str = ''
    by: str = ''
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)


class SeasonReceiptLine(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    receipt_id: int = Field(foreign_key='seasonreceipt.id', index=True)
    line_id: int = Field(foreign_key='seasonorderline.id', index=True)
    received: int = Field(sa_type=BigInteger)
    accepted: int = Field(sa_type=BigInteger)
    rejected: int = Field(default=0, sa_type=BigInteger)
    cost: int | None = Field(default=None, sa_type=BigInteger)  # of one, where it differs from the order's
    value: int = Field(default=0, sa_type=BigInteger)  # landed, of what was accepted
    worth: int = Field(default=0, sa_type=BigInteger)  # at retail
    revaluation: int = Field(default=0, sa_type=BigInteger)  # what another rate or cost made of it; never in OTB


class SeasonTransfer(SQLModel, table=True):
    """Budget that moves from one category and period to another: two entries whose sum is nothing."""
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id', index=True)
    source: int  # place of a category
    source_period: int
    target: int
    target_period: int
    location: str = ''  # key of a node; empty: the company
    amount: int = Field(sa_type=BigInteger)
    reason: str
    state: str = 'asked'  # asked, approved, rejected
    reply: str = ''
    by: str
    by_name: str
    at: datetime = Field(sa_type=Moment)
    decided_by: str = ''
    decided_by_name: str = ''
    decided_at: datetime | None = Field(default=None, sa_type=Moment)


class SeasonReserve(SQLModel, table=True):
    """Budget that is held back, as an amount or a share of what is required."""
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id', index=True)
    category: str  # key of a node
    location: str = ''
    period: int | None = None  # None: each
    amount: int | None = Field(default=None, sa_type=BigInteger)
    share: Decimal | None = Field(default=None, sa_column=Column(Numeric(9, 6)))
    reason: str = ''
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)


class SeasonStock(SQLModel, table=True):
    """Counted stock at the end of a day."""
    season_id: int = Field(foreign_key='season.id', primary_key=True)
    location: int = Field(primary_key=True)
    category: int = Field(primary_key=True)
    day: date = Field(primary_key=True)
    quantity: int = Field(default=0, sa_type=BigInteger)
    cost: int = Field(default=0, sa_type=BigInteger)
    retail: int = Field(default=0, sa_type=BigInteger)


class SeasonIntent(SQLModel, table=True):
    """What a category's range is meant to be."""
    season_id: int = Field(foreign_key='season.id', primary_key=True)
    category: int = Field(primary_key=True)  # place
    core: Decimal = Field(sa_column=_fraction())
    fashion: Decimal = Field(sa_column=_fraction())
    bands: list[list[str]] = Field(sa_column=_json(), default_factory=list)  # [name, share]
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)
    version: int = 1


class SeasonRange(SQLModel, table=True):
    """A row of the range architecture."""
    __table_args__ = (Index('ix_seasonrange_of', 'season_id', 'category'),)
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id')
    category: int
    cluster: str = ''  # key of a location node; empty: all
    band: str
    fabric: str = ''
    colour: str = ''
    style: str = ''
    styles: int = 0
    options: int = 0
    depth: int = 0  # units of each option
    retail: int = Field(default=0, sa_type=BigInteger)  # planned, of one
    share: Decimal = Field(default=Decimal(0), sa_column=_fraction())
    state: str = 'draft'  # draft, submitted, review, approved, rejected, locked
    revision: int = 1
    comment: str = ''
    asked_by: str = ''
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)
    version: int = 1


class SeasonMove(SQLModel, table=True):
    """Something other than an edit of cells that moved open-to-buy, with its effect by category × period."""
    __table_args__ = (Index('ix_seasonmove_of', 'season_id', 'at'),)
    id: int = Field(default=None, primary_key=True)
    season_id: int = Field(foreign_key='season.id')
    at: datetime = Field(sa_type=Moment)
    kind: str  # order, cancelled, receipt, transfer, reserve, actuals, stock …
    text: str
    by_name: str = ''
    effect: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
