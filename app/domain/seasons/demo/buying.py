"""The made-up orders, and how they came: mostly on the day, some early, some late, a few short or with rejects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Final

import numpy as np

from app.domain.seasons.axes import Period
from app.domain.seasons.cube import BLANK, Numbers
from app.domain.seasons.demo.cells import COST
from app.domain.seasons.demo.world import Kind, World

EARLY, LATE = 0.27, 0.11  # of the deliveries; all others come on the day
EARLIEST, LATEST = -372, 192  # days
SHORT, REJECTS = 0.04, 0.06  # of the lines
MOST_LINES: Final = 20
AHEAD: Final = 8  # weeks before they are expected, orders are confirmed
BOUGHT: Final = (0.86, 1.02)  # of what is required, ordered so far
THOUSANDTHS: Final = 1_000


@dataclass(frozen=True)
class Bought:
    """A line: quantity in thousandths, cost and retail of one in minor units."""
    store: str  # code
    quantity: int
    cost: int
    retail: int
    expected: date | None = None
    accepted: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Order:
    number: str
    kind: Kind
    ordered: date
    expected: date
    stage: str  # draft, submitted, confirmed, received
    came: date | None
    lines: tuple[Bought, ...]


def orders_of(world: World, periods: Sequence[Period], required: Numbers, today: date, seed: int) -> Iterator[Order]:
    """One for each category every other month, for what is required in both; [store, kind, week]."""
    chance = np.random.default_rng(seed + 1)
    number = 1_000
    months = sorted({(one.year, one.month) for one in periods})
    for place, (at, kind) in product(range(len(months)), enumerate(world.kinds)):
        if (place + at) % 2 == 0 or place == 0:
            last = place + 1 if (place + at) % 2 else place + 2
            weeks = [week for week, one in enumerate(periods) if (one.year, one.month) in months[place:last]]
            number += int(chance.integers(1, 5))
            needed = np.where(required[:, at, weeks] == BLANK, 0, required[:, at, weeks]).sum(axis=1)
            parts = periods[weeks[0]].start, periods[weeks[len(weeks) // 2]].start
            if order := _order(world, kind, needed, parts, today, chance, f'PO-{number}'):
                yield order


def _order(world: World, kind: Kind, needed: Numbers, parts: tuple[date, date], today: date,
           chance: np.random.Generator, number: str) -> Order | None:
    """Half of its stores are served in the first part of the time, half in the second."""
    stores = [at for at in np.argsort(-needed)[:MOST_LINES] if needed[at] >= kind.price]
    if not stores:
        return None
    days = timedelta(days=int(chance.integers(1, 6)))
    expected, later = parts[0] + days, parts[1] + days
    late = int(_delay(chance))
    came = expected + timedelta(days=late)
    stage = _stage(expected, came, today, chance)
    lines = tuple(replace(_line(world, kind, int(at), int(needed[at]), stage == 'received', chance),
                          expected=later if place % 2 else expected) for place, at in enumerate(sorted(stores)))
    return Order(number, kind, min(expected - timedelta(weeks=AHEAD), today), expected, stage,
                 came if stage == 'received' else None, lines)


def _delay(chance: np.random.Generator) -> float:
    """In days; most of what is not on the day is off by a week or two, very little by months."""
    fate = chance.random()
    if fate < EARLY:
        return max(EARLIEST, -1 - chance.exponential(9))
    if fate < EARLY + LATE:
        return min(LATEST, 1 + chance.exponential(13))
    return 0


def _stage(expected: date, came: date, today: date, chance: np.random.Generator) -> str:
    if came <= today and expected <= today + timedelta(weeks=2):
        return 'received'
    if expected <= today + timedelta(weeks=AHEAD):
        return 'confirmed'
    return 'submitted' if chance.random() < 0.2 else 'draft'


def _line(world: World, kind: Kind, store: int, needed: int, has_come: bool, chance: np.random.Generator) -> Bought:
    units = max(1, int(needed * chance.uniform(*BOUGHT)) // kind.price)
    short = chance.random() < SHORT
    bad = int(units * chance.uniform(0.01, 0.08)) if chance.random() < REJECTS else 0
    accepted = units - bad - (int(units * chance.uniform(0.05, 0.3)) if short else 0)
    return Bought(world.stores[store].code, units * THOUSANDTHS, round(kind.price * COST), kind.price, None,
                  max(accepted, 0) * THOUSANDTHS if has_come else 0, bad * THOUSANDTHS if has_come else 0)
