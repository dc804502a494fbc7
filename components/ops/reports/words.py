"""Figures of reports as people read them; what is unknown is a dash."""

from collections.abc import Sequence
from decimal import Decimal

UNKNOWN = '–'


def points(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f'{value}'.replace('-', '−')


def price(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f'£{value:.1f}m'


def gain(value: Decimal | None) -> str:
    """With its sign."""
    if value is None:
        return UNKNOWN
    return '±0' if value == 0 else f'+{value}' if value > 0 else f'−{-value}'


def weeks(numbers: Sequence[int]) -> str:
    """gameweek 20, gameweeks 20–22, gameweeks 20, 22."""
    if not numbers:
        return 'no gameweek'
    if len(numbers) == 1:
        return f'gameweek {numbers[0]}'
    is_row = list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    return f'gameweeks {numbers[0]}–{numbers[-1]}' if is_row else f'gameweeks {", ".join(map(str, numbers))}'
