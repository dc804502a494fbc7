"""Who works in the demo, when they are away, and what an hour costs."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.portfolio.demo.words import FIRST_NAMES, LAST_NAMES, RATE_NAMES, SITES

INTERNAL_RATES: Final = {'Berlin': Decimal(82), 'Lisbon': Decimal(58), 'Pune': Decimal(36)}
EXTERNAL_RATES: Final = {'Standard partner': Decimal(74), 'Senior partner': Decimal(105)}
HOURS: Final = {'Berlin|internal': Decimal(140), 'Lisbon|internal': Decimal(146), 'Pune|internal': Decimal(152)}
HOLIDAYS: Final = {  # month, day, name
    'Berlin': ((1, 1, 'New Year'), (3, 8, 'Women’s Day'), (5, 1, 'May Day'), (10, 3, 'Unity Day'),
               (12, 25, 'Christmas'), (12, 26, 'Christmas')),
    'Lisbon': ((1, 1, 'New Year'), (4, 25, 'Freedom Day'), (6, 13, 'Saint Anthony'), (12, 1, 'Independence'),
               (12, 8, 'Conception'), (12, 25, 'Christmas')),
    'Pune': ((1, 26, 'Republic Day'), (8, 15, 'Independence Day'), (10, 2, 'Gandhi Jayanti'), (12, 25, 'Christmas')),
}


@dataclass(frozen=True)
class PersonMade:
    name: str
    site: str
    is_internal: bool = True
    rate_name: str = ''
    hours: Decimal | None = None


def people_of(chance: random.Random, site: str, count: int, externals: int,
              taken: set[str]) -> tuple[PersonMade, ...]:
    """The last ones come from outside; one in six works part-time. Nobody is called like those in `taken`."""
    return tuple(_person(chance, site, place >= count - externals, taken) for place in range(count))


def holidays_between(first: date, last: date) -> tuple[tuple[str, date, str], ...]:
    """Site, day and name."""
    return tuple((site, day, name) for site in SITES for year in range(first.year, last.year + 1)
                 for month, number, name in HOLIDAYS[site] if first <= (day := date(year, month, number)) <= last)


def _person(chance: random.Random, site: str, is_external: bool, taken: set[str]) -> PersonMade:
    name = f'{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}'
    while name in taken:
        name = f'{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}'
    taken.add(name)
    if is_external:
        return PersonMade(name, site, False, chance.choice(RATE_NAMES))
    return PersonMade(name, site, hours=Decimal(84) if chance.random() < 1 / 6 else None)
