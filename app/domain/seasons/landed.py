"""What ordered goods cost once they are here: price × quantity × rate, and their part of freight, duty and insurance.

Charges are shared out by largest remainder, so that the parts add up to the charge; one that is told in words only
("included in price") is shared out among nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.domain.seasons.rounding import half_up, halved_up, shared

VALUE, QUANTITY, WEIGHT = 'value', 'quantity', 'weight'
THOUSAND: Final = 1000


@dataclass(frozen=True)
class OrderLine:
    quantity: int  # thousandths
    cost: int  # of one, in minor units of the order's currency
    weight: int = 0  # of the whole line, in any unit


@dataclass(frozen=True)
class Charge:
    """In minor units of its own currency; `rate` is what one of it costs in the season's."""
    amount: int | None
    allocate: str = VALUE
    rate: Decimal = Decimal(1)
    digits: int = 2


def landed(lines: Sequence[OrderLine], rate: Decimal, charges: Sequence[Charge] = (), digits: int = 2,
           season_digits: int = 2) -> tuple[int, ...]:
    """The value of each line in minor units of the season's currency; `digits` are those of the order's."""
    values = [exchanged(Fraction(one.quantity * one.cost, THOUSAND), rate, digits, season_digits) for one in lines]
    found = list(values)
    for charge in charges:
        if charge.amount is not None:
            amount = exchanged(Fraction(charge.amount), charge.rate, charge.digits, season_digits)
            for at, part in enumerate(shared(amount, _weights(charge.allocate, lines, values))):
                found[at] += part
    return tuple(found)


def exchanged(amount: Fraction, rate: Decimal, digits: int, season_digits: int) -> int:
    """Half up, once."""
    return half_up(amount * Fraction(rate) * Fraction(10) ** (season_digits - digits))


def unallocated(charges: Sequence[Charge]) -> int:
    """How many charges are told in words only."""
    return sum(one.amount is None for one in charges)


def part_of(value: int, part: int, ordered: int) -> int:
    """What a part of a line is worth, half up."""
    return halved_up(value * part, ordered) if ordered else 0


def open_value(value: int, ordered: int, accepted: int, cancelled: int, is_short: bool = False) -> int:
    """What is still awaited of a line: all that its other parts leave over, so that the parts always add up; nothing
    once it is closed short or more came than was ordered. Another line never pays for that.
    """
    if is_short or ordered <= accepted + cancelled:
        return 0
    return value - part_of(value, accepted, ordered) - part_of(value, cancelled, ordered)


def revaluation(quantity: int, ordered_at: int, received_at: int) -> int:
    """What another rate or cost on receipt made of a quantity (thousandths): it never goes into open-to-buy."""
    return halved_up(quantity * (received_at - ordered_at), THOUSAND)


def _weights(by: str, lines: Sequence[OrderLine], values: Sequence[int]) -> list[int]:
    if by == VALUE and any(values):
        return list(values)
    weights = [one.weight for one in lines]
    return weights if by == WEIGHT and any(weights) else [one.quantity for one in lines]
