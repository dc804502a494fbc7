"""The made-up figures: last years, the plan, and what really happened so far. All arrays are [store, kind, week]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.seasons.axes import Period
from app.domain.seasons.cube import BLANK, Flags, Numbers
from app.domain.seasons.demo.world import World

Floats = NDArray[np.float64]
WEEKLY: Final = 90_000.0  # minor units that a middling category sells at a middling store
GROWTH, COST, MARKDOWN, SHRINK = 1.05, 0.45, 0.04, 0.005
COVER: Final = 5  # weeks for which the closing stock is meant to last
NOT_CARRIED, NEGATIVE = 0.16, 0.003
GRAIN: Final = 1_000  # planned figures are round


@dataclass(frozen=True, eq=False)
class Cells:
    """Measure → figures, with BLANK where a store does not carry a category or is not open yet."""
    ly: Mapping[str, Numbers]
    lly: Mapping[str, Numbers]
    plan: Mapping[str, Numbers]
    actual: Mapping[str, Numbers]  # of the elapsed weeks only


def cells_of(world: World, periods: Sequence[Period], today: date, seed: int) -> Cells:
    chance = np.random.default_rng(seed)
    shape = (len(world.stores), len(world.kinds), len(periods))
    carried = _carried(world, shape, chance)
    base = _base(world, periods, chance, shape)
    ly = _sold(base / GROWTH, carried, chance, 0.18)
    lly = _sold(base / GROWTH ** 2, carried, chance, 0.22)
    sales = _round(base, carried)
    elapsed = np.array([one.end < today for one in periods])
    return Cells({'net_sales': ly, 'units': _units(world, ly), 'cogs': _share(ly, COST)},
                 {'net_sales': lly}, _plan(world, sales, chance), _actual(world, sales, elapsed, chance))


def _base(world: World, periods: Sequence[Period], chance: np.random.Generator, shape: tuple[int, int, int]) -> Floats:
    """What sells when: by the size of the store, the weight of the category, the time of the year."""
    places = np.array([one.weight for one in world.stores])[:, None, None]
    kinds = np.array([one.weight for one in world.kinds])[None, :, None]
    curve = np.array([[_season(one.summer, period.start) * _holiday(period) for period in periods]
                      for one in world.kinds])[None, :, :]
    base: Floats = WEEKLY * places * kinds * curve * chance.uniform(0.85, 1.15, (shape[0], shape[1], 1))
    return base


def _season(summer: float, day: date) -> float:
    """Highest in July for what is worn in summer, in January for winter."""
    turn = np.cos(2 * np.pi * (day.timetuple().tm_yday - 197) / 365)
    return float(1 + 0.55 * summer * turn)


def _holiday(period: Period) -> float:
    """The weeks before Christmas, and the sales after it."""
    if (period.start.month, period.start.day) >= (11, 20) and period.start.month <= 12 and period.start.day <= 31:
        return 1.9 if (period.start.month, period.start.day) < (12, 24) else 1.3
    return 1.15 if period.start.month in (4, 7) else 1.0


def _carried(world: World, shape: tuple[int, int, int], chance: np.random.Generator) -> Flags:
    """Not every store has everything, and a store sells nothing before it opens."""
    pairs = chance.random(shape[:2]) >= NOT_CARRIED
    opens = np.array([one.opens_in or 0 for one in world.stores])
    return pairs[:, :, None] & (np.arange(shape[2])[None, None, :] >= opens[:, None, None])


def _sold(base: Floats, carried: Flags, chance: np.random.Generator, spread: float) -> Numbers:
    """To the cent, with a few weeks in which more came back than was sold."""
    sold = np.rint(base * chance.normal(1, spread, base.shape).clip(0.2)).astype(np.int64)
    returned = chance.random(base.shape) < NEGATIVE
    return np.where(carried, np.where(returned, -sold // 8, sold), BLANK)


def _round(base: Floats, carried: Flags) -> Numbers:
    return np.where(carried, (np.rint(base / GRAIN) * GRAIN).astype(np.int64), BLANK)


def _plan(world: World, sales: Numbers, chance: np.random.Generator) -> Mapping[str, Numbers]:
    late = np.linspace(0.5, 2.0, sales.shape[2])
    stock = _ahead(sales)
    opening = np.full(sales.shape, BLANK)
    opening[:, :, 0] = np.where(stock[:, :, 0] == BLANK, BLANK, stock[:, :, 0] * chance.integers(85, 105) // 100)
    return {'net_sales': sales, 'units': _units(world, sales), 'cogs': _share(sales, COST),
            'markdown': _share(sales, MARKDOWN * late), 'shrink': _share(sales, SHRINK), 'eop': stock, 'bop': opening}


def _ahead(sales: Numbers) -> Numbers:
    """What the next weeks will sell; at the end as much as the last weeks did."""
    known = np.where(sales == BLANK, 0, sales)
    ahead = np.concatenate([known[:, :, 1:], np.repeat(known[:, :, -1:], COVER, axis=2)], axis=2)
    sums = sum(ahead[:, :, n:n + sales.shape[2]] for n in range(COVER))
    return np.where(sales == BLANK, BLANK, sums)


def _actual(world: World, sales: Numbers, elapsed: Flags, chance: np.random.Generator) -> Mapping[str, Numbers]:
    """Each category does a little better or worse than planned, as a whole and from week to week."""
    trend = chance.normal(0.99, 0.06, (1, sales.shape[1], 1))
    sold = _sold(np.where(sales == BLANK, 0, sales) * trend, (sales != BLANK) & elapsed, chance, 0.12)
    return {'net_sales': sold, 'units': _units(world, sold), 'cogs': _share(sold, COST),
            'markdown': _share(sold, MARKDOWN * np.linspace(0.6, 2.2, sales.shape[2])), 'shrink': _share(sold, SHRINK)}


def _units(world: World, money: Numbers) -> Numbers:
    prices = np.array([one.price for one in world.kinds])[None, :, None]
    return np.where(money == BLANK, BLANK, money // prices)


def _share(money: Numbers, share: float | Floats) -> Numbers:
    return np.where(money == BLANK, BLANK, np.rint(np.maximum(money, 0) * share).astype(np.int64))
