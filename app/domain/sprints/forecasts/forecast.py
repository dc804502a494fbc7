"""When will these be done, how many by that day: Monte Carlo on what was really finished each day.

Each day to come is drawn, with replacement, from the days of the window, quiet days included: leaving those out would
halve every answer. The same inputs and seed give the same answer. Answers are nearest ranks, never rounded means.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import accumulate
from math import ceil
from random import Random
from typing import Final

from app.errors import Rejected

TRIALS: Final = 10_000
FARTHEST: Final = 3_650  # days; beyond, it is not reached
SHORTEST, LONGEST, USUAL = 30, 90, 60  # days of the window
FEWEST: Final = 10  # days of the window on which something was finished
SHARES: Final = (Decimal('0.5'), Decimal('0.7'), Decimal('0.85'), Decimal('0.95'))
SURE: Final = Decimal('0.85')
ALL, WORKING = 'all', 'working'  # calendars, of the past and the future alike


@dataclass(frozen=True)
class Window:
    """What was finished on each of these days, oldest first."""
    days: tuple[date, ...]
    counts: tuple[int, ...]

    @property
    def hash(self) -> str:
        told = ','.join(f'{day.isoformat()}:{count}' for day, count in zip(self.days, self.counts, strict=True))
        return sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class WhenDone:
    """Days until all are done, by share of trials; None where it was not reached in ten years."""
    items: int
    percentiles: Mapping[Decimal, int | None]
    dates: Mapping[Decimal, date | None]
    histogram: tuple[tuple[int, int], ...]  # days, trials
    not_reached: int  # trials


@dataclass(frozen=True)
class HowMany:
    """At least so many are done by then, by share of trials."""
    days: int
    percentiles: Mapping[Decimal, int]


def seed_of(window: Window) -> int:
    """The first eight bytes of what the data hashes to, so that nobody has to choose one."""
    return int(window.hash[:16], 16)


def demand_enough(window: Window) -> None:
    """Raises Rejected with a reason that a person can act on."""
    busy = sum(count > 0 for count in window.counts)
    if busy < FEWEST:
        raise Rejected(f'Something was finished on {busy} days of the last {len(window.counts)}; {FEWEST} are needed '
                       'for a forecast worth anything. Choose a longer window or a wider scope.', 'sprints.too_little')


def scope_size(items: int, epics: int = 0, epic_size: int = 0, split: Decimal = Decimal(1)) -> int:
    """How many there really are to be done: items as they will be split, rounded up, and epics that nobody has broken
    down yet by their usual size.
    """
    return ceil((items + epics * epic_size) * split)


def when_done(window: Window, items: int, ahead: Sequence[date], seed: int, trials: int = TRIALS) -> WhenDone:
    """`ahead`: the days to come of the same calendar as the window, as far as a forecast may reach."""
    demand_enough(window)
    ends = sorted(_trial(window.counts, items, Random(seed), trials, min(len(ahead), FARTHEST)))
    reached = {share: _nearest(ends, share) for share in SHARES}
    days = {share: None if at > len(ahead) or at > FARTHEST else at for share, at in reached.items()}
    return WhenDone(items, days, {share: None if at is None else ahead[max(at - 1, 0)] for share, at in days.items()},
                    _histogram(ends, len(ahead)), sum(end > min(len(ahead), FARTHEST) for end in ends))


def how_many(window: Window, days: int, seed: int, trials: int = TRIALS) -> HowMany:
    """The low end counts: so many are reached by that share of the trials, or more."""
    demand_enough(window)
    draw = Random(seed).choices
    sums = sorted(sum(draw(window.counts, k=days)) if days else 0 for _ in range(trials))
    return HowMany(days, {share: sums[max(0, trials - ceil(share * trials))] for share in SHARES})


def days_ahead(today: date, calendar: str, weekdays: frozenset[int], off: frozenset[date] = frozenset(),
               count: int = FARTHEST) -> tuple[date, ...]:
    """From today on."""
    found: list[date] = []
    day = today
    while len(found) < count:
        if calendar == ALL or (day.weekday() in weekdays and day not in off):
            found.append(day)
        day += timedelta(1)
    return tuple(found)


def _trial(counts: Sequence[int], items: int, chance: Random, trials: int, most: int) -> list[int]:
    """Days each trial took. Draws are made in whole batches: one call for many days is ten times as fast."""
    if items <= 0:
        return [0] * trials
    mean = sum(counts) / len(counts)
    batch = max(4, min(most, ceil(items / mean * 1.5)))
    return [_days(counts, items, chance, batch, most) for _ in range(trials)]


def _days(counts: Sequence[int], items: int, chance: Random, batch: int, most: int) -> int:
    done = passed = 0
    while passed < most:
        sums = list(accumulate(chance.choices(counts, k=min(batch, most - passed))))
        if done + sums[-1] >= items:
            return passed + bisect_left(sums, items - done) + 1
        done, passed = done + sums[-1], passed + len(sums)
    return most + 1


def _nearest(ranked: Sequence[int], share: Decimal) -> int:
    return ranked[max(1, ceil(share * len(ranked))) - 1]


def _histogram(ends: Sequence[int], most: int) -> tuple[tuple[int, int], ...]:
    found: dict[int, int] = {}
    for end in ends:
        if end <= most:
            found[end] = found.get(end, 0) + 1
    return tuple(sorted(found.items()))
