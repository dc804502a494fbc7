"""How orders, quantities and amounts are written on the pages of buying."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from app.domain.seasons.buying import (
    CANCELLED,
    COMPLETE,
    CONFIRMED,
    DRAFT,
    ONE,
    PARTIAL,
    SHIPPED,
    STATE_NAMES,
    SUBMITTED,
)
from app.domain.seasons.money import THIN, major, written
from components.controls import Pill

LOOKS: Final[Mapping[str, tuple[str, str]]] = {  # sign and tone
    DRAFT: ('edit', 'prop'), SUBMITTED: ('schedule', 'warn'), CONFIRMED: ('check', 'prim'),
    SHIPPED: ('local_shipping', 'info'), PARTIAL: ('inventory_2', 'info'), COMPLETE: ('check_circle', 'ok'),
    CANCELLED: ('block', '')}


class OrderPill(Pill):
    def show_state(self, state: str, is_asked: bool = False) -> None:
        """An order that waits for a decision says so instead of its state."""
        icon, tone = LOOKS[state]
        self.show('Waits for a decision' if is_asked else STATE_NAMES[state], 'gavel' if is_asked else icon,
                  'warn' if is_asked else tone)


def quantity(thousandths: int) -> str:
    """`1 200`, `0.5`."""
    text = f'{(Decimal(thousandths) / ONE).normalize():,f}'.replace(',', THIN)
    return text.replace('-', '−')


def entered(amount: int, digits: int) -> str:
    """As it stands in a field, where it is typed over."""
    return f'{major(amount, digits):.{digits}f}' if amount else ''


def entered_quantity(thousandths: int) -> str:
    return f'{(Decimal(thousandths) / ONE).normalize():f}' if thousandths else ''


def money(amount: int, digits: int, currency: str = '') -> str:
    return f'{written(amount, digits)} {currency}'.strip()


def counted(number: int, one: str, many: str = '') -> str:
    return f'{number} {one if number == 1 else many or one + "s"}'
