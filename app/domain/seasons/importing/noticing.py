"""What is strange about the numbers of a file without being wrong: told, and taken all the same."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from statistics import median_low
from typing import Any, Final

from app.domain.seasons.importing import fields as types
from app.domain.seasons.importing.book import Read
from app.domain.seasons.importing.fields import Field

PEERS: Final = 5  # different numbers below which nothing is said
FAR: Final = 10 ** 6  # times what others are
TIMES: Final = 10  # last year
SAID: Final = 5  # rows that are named


def notes_of(field: Field, found: Collection[Any], reads: Sequence[Read]) -> Iterator[str]:
    """Of one column; `found` are its different values."""
    numbers = {one for one in found if isinstance(one, (int, Decimal)) and not isinstance(one, bool)}
    if field.below_zero == types.WARNED and (count := sum(one < 0 for one in numbers)):
        yield f'{field.label}: {count:,} different {"amount is" if count == 1 else "amounts are"} below zero.'
    if field.is_price and 0 in numbers:
        yield f'{field.label} is 0 in {named(_rows(field, {0}, reads))}.'
    if field.type in types.NUMBERS and (far := _far(numbers)):
        yield f'{field.label} in {named(_rows(field, far, reads))} is more than a million times what others are.'


def over_last_year(rows: Sequence[int]) -> tuple[str, ...]:
    if not rows:
        return ()
    verb = 'says' if len(rows) == 1 else 'say'
    return (f'{named(rows).capitalize()} {verb} more than {TIMES} times what was sold in the same place last year.',)


def named(rows: Sequence[int]) -> str:
    """Row 3; rows 3, 4 and 5 more."""
    if len(rows) == 1:
        return f'row {rows[0]}'
    more = f' and {len(rows) - SAID:,} more' if len(rows) > SAID else ''
    return f'rows {", ".join(map(str, rows[:SAID]))}{more}'


def _far(numbers: Iterable[Any]) -> set[Any]:
    sizes = [abs(one) for one in numbers if one]
    if len(sizes) < PEERS:
        return set()
    most = FAR * median_low(sizes)
    return {one for one in numbers if abs(one) >= most}


def _rows(field: Field, values: Collection[Any], reads: Iterable[Read]) -> list[int]:
    return [read.number for read in reads if (value := read.values.get(field.key)) is not None and value in values]
