"""Estimates of items: what a poker table agreed on, until the source says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.portfolio.items.items import Item

POINTS = ('Microsoft.VSTS.Scheduling.StoryPoints', 'Microsoft.VSTS.Scheduling.Effort',
          'Microsoft.VSTS.Scheduling.Size')  # Agile, Scrum and Basic, CMMI
KEPT, PENDING, WRITTEN, REFUSED = 'kept', 'pending', 'written', 'refused'  # at the source


@dataclass(frozen=True)
class EstimateView:
    """What was agreed last on an item, and whether its source knows."""
    value: str
    by_name: str
    at: datetime
    table: str  # name
    state: str
    message: str = ''
    source: str = ''  # name
    may_write: bool = False  # whoever looks


def points(value: str) -> Decimal | None:
    """A card as a number for the source; T-shirts and the like are none."""
    try:
        number = Decimal('0.5') if value == '½' else Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def known(fields: Mapping[str, Any]) -> str:
    """What the source says; `5.0` is 5, and what is no number was no estimate."""
    found = next((fields[name] for name in POINTS if fields.get(name) is not None), '')
    number = points(str(found))
    return f'{number.normalize():f}'[:8] if number is not None else ''


def estimate_of(item: Item) -> str:
    """What was agreed last, wherever that was; empty for none."""
    return item.agreed or known(item.fields)
