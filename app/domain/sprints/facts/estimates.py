"""Estimates as people wrote them, read as numbers: what is none is none, and never 0."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

FORM: Final = re.compile(r'[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d{1,3})?', re.ASCII)
MOST: Final = Decimal(10) ** 12  # beyond, it is no estimate of anything
ODD: Final = 1000  # more than that is kept, and pointed out
HOUR: Final = 3600  # seconds
ENOUGH: Final = Decimal('0.0001')  # of an hour


@lru_cache(8192)
def number_of(text: str) -> Decimal | None:
    """A decimal comma is fine; None for texts, what is negative, and nothing."""
    text = text.strip()
    if not FORM.fullmatch(text):
        return None
    number = Decimal(text.replace(',', '.'))
    return plain(number) if 0 <= number < MOST else None


def is_fault(text: str) -> bool:
    """Something was written that is no estimate."""
    return bool(text.strip()) and number_of(text) is None


def is_odd(number: Decimal | None) -> bool:
    return number is not None and number > ODD


@lru_cache(8192)
def hours_of(text: str) -> Decimal | None:
    """Of seconds as text."""
    seconds = number_of(text)
    return None if seconds is None else plain((seconds / HOUR).quantize(ENOUGH))


def plain(number: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent, so that equal amounts look equal."""
    whole = number.to_integral_value()
    return Decimal(int(whole)) if number == whole else number.normalize()
