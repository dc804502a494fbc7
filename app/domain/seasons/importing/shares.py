"""Percentages: whether 12 and 0.12 are the same is decided once for a column. Price bands as shares that add up."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.seasons.importing.book import Doubt
from app.domain.seasons.importing.numbers import NoNumber, form_of, number

POINTS, FRACTIONS = 'points', 'fractions'
BAND: Final = re.compile(r'\s*"?([^":=;,|{}]+?)"?\s*[:=]\s*"?([\d.]+)\s*%?"?\s*')


@dataclass(frozen=True)
class Scale:
    """What a number without a percent sign is; empty where nobody can know."""
    kind: str = POINTS
    doubt: Doubt | None = None


def decide_scale(key: str, texts: Iterable[str], mark: str, answer: str = '') -> Scale:
    """12 can only be points; a column of nothing but numbers up to 1 is asked for."""
    if answer in (POINTS, FRACTIONS):
        return Scale(answer)
    found = [abs(value) for text in texts if (value := _plain(text, mark)) is not None]
    if not found or max(found) > 1:
        return Scale(POINTS)
    if not any(value % 1 for value in found):
        return Scale(FRACTIONS if max(found) == 1 else POINTS)
    first = next(value for value in found if value % 1)
    return Scale('', Doubt(f'scale:{key}', f'{first} can mean {first * 100:.4g} % or {first} %.',
                           ((FRACTIONS, f'{first} means {first * 100:.4g} %'), (POINTS, f'{first} means {first} %'))))


def share(text: str, mark: str, scale: str) -> Decimal:
    """As a fraction. Raises NoNumber."""
    value = number(text, mark)
    return value / 100 if form_of(text).is_percent or scale == POINTS else value


def bands(text: str) -> tuple[tuple[str, Decimal], ...]:
    """`low:30;mid:50;high:20`, or the same as JSON: name and fraction. Raises NoNumber where it does not add up."""
    parts = [part for part in re.split('[;,|]', text.strip(' {}')) if part.strip()]
    found = [BAND.fullmatch(part) for part in parts]
    if not found or not all(found):
        raise NoNumber('Write price bands such as low:30; mid:50; high:20.')
    numbers = [(one[1].strip(), Decimal(one[2])) for one in found if one]
    total = sum((value for _, value in numbers), Decimal(0))
    whole = 1 if abs(total - 1) <= Decimal('0.0001') else 100
    if abs(total - whole) > (Decimal('0.01') if whole == 100 else Decimal('0.0001')):
        raise NoNumber(f'The price bands add up to {total:f} %, not 100 %.')
    return tuple((name, value / whole) for name, value in numbers)


def _plain(text: str, mark: str) -> Decimal | None:
    try:
        return None if form_of(text).is_percent else number(text, mark)
    except NoNumber:
        return None
