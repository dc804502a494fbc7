"""Budget that moves between categories and periods, and budget that is held back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

ASKED, APPROVED, REJECTED = 'asked', 'approved', 'rejected'


@dataclass(frozen=True)
class TransferDraft:
    """Keys of nodes: categories at the planning level, weeks or months (then their first week that is not over)."""
    source: str
    source_period: str
    target: str
    target_period: str
    amount: int  # minor units
    reason: str
    location: str = ''  # the company


@dataclass(frozen=True)
class TransferView:
    id: int
    source: str  # key
    source_name: str
    source_period: str  # key
    target: str
    target_name: str
    target_period: str
    location: str
    location_name: str
    amount: int
    reason: str
    state: str
    reply: str
    by: str
    by_name: str
    at: datetime
    decided_by_name: str
    decided_at: datetime | None
    source_when: str = ''  # the periods in words
    target_when: str = ''


@dataclass(frozen=True)
class ReserveDraft:
    """Either an amount for each period, or a share of what is required."""
    category: str  # key of a node
    location: str = ''
    period: str = ''  # each
    amount: int | None = None
    share: Decimal | None = None
    reason: str = ''


@dataclass(frozen=True)
class ReserveView:
    id: int
    category: str
    category_name: str
    location: str
    location_name: str
    period: str
    amount: int | None
    share: Decimal | None
    reason: str
    by_name: str
    at: datetime
    when: str = ''  # the period in words
