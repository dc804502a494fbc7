"""Targets for closing stock, worked out from planned sales the ways planners know; shares and weeks are exact."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

import numpy as np

from app.domain.seasons.cube import Numbers
from app.domain.seasons.rounding import half_up
from app.errors import Rejected

SUPPLY, COVER, RATIO, BASIC, VARIATION, TURNS = 'supply', 'cover', 'ratio', 'basic', 'variation', 'turns'
WAYS: Final = {SUPPLY: 'Weeks of supply', COVER: 'Forward cover', RATIO: 'Stock to sales', BASIC: 'Basic stock',
               VARIATION: 'Percentage variation', TURNS: 'Turns'}
ASKED: Final = {SUPPLY: 'weeks', COVER: 'weeks', RATIO: 'times sales', BASIC: 'turns in the season',
                VARIATION: 'turns in the season', TURNS: 'turns in the season'}


def weeks_of_supply(mean_sales: Fraction, weeks: Fraction) -> int:
    return half_up(mean_sales * weeks)


def forward_cover(sales: list[int], weeks: Fraction) -> int:
    """What the next weeks sell, of the last one only a part; `sales` begin after the stock is counted. Where the
    season ends before, its last week goes on.
    """
    whole = int(weeks)
    known = [*sales, *[sales[-1] if sales else 0] * (whole + 1)]
    return half_up(sum(known[:whole]) + (weeks - whole) * known[whole])


def stock_to_sales(sales: int, ratio: Fraction) -> int:
    return half_up(sales * ratio)


def basic_stock(sales: int, mean_sales: Fraction, mean_stock: Fraction) -> int:
    """The mean stock, and what is sold beyond the mean."""
    return half_up(mean_stock - mean_sales + sales)


def percentage_variation(sales: int, mean_sales: Fraction, mean_stock: Fraction) -> int:
    """The mean stock, half as far from the mean as sales are."""
    return half_up(mean_stock * (1 + sales / mean_sales) / 2) if mean_sales else half_up(mean_stock)


def mean_stock(season_sales: int, turns: Fraction) -> Fraction:
    return season_sales / turns


def closing_targets(sales: Numbers, way: str, parameter: Fraction) -> Numbers:
    """Closing stock of every period of every row, from planned sales [rows, periods]; what the next period sells, after
    the last one the same again, is what the stock is for. Raises Rejected.
    """
    if way not in WAYS:
        raise Rejected(f'There is no such way to set a stock target: {way}.', field='way')
    if parameter < 0 or (parameter == 0 and way in (BASIC, VARIATION, TURNS)):
        raise Rejected('Give a number above 0.', field='parameter')
    rows = [_WAYS[way](np.maximum(row, 0).tolist(), parameter) for row in sales.reshape(-1, sales.shape[-1])]
    return np.array(rows, np.int64).reshape(sales.shape)


def _supply(sales: list[int], weeks: Fraction) -> list[int]:
    return [weeks_of_supply(_mean(sales), weeks)] * len(sales)


def _cover(sales: list[int], weeks: Fraction) -> list[int]:
    return [forward_cover(sales[at:] or sales[-1:], weeks) for at in range(1, len(sales) + 1)]


def _ratio(sales: list[int], ratio: Fraction) -> list[int]:
    return [stock_to_sales(one, ratio) for one in _next(sales)]


def _basic(sales: list[int], turns: Fraction) -> list[int]:
    mean, stock = _mean(sales), mean_stock(sum(sales), turns)
    return [max(basic_stock(one, mean, stock), 0) for one in _next(sales)]


def _variation(sales: list[int], turns: Fraction) -> list[int]:
    mean, stock = _mean(sales), mean_stock(sum(sales), turns)
    return [percentage_variation(one, mean, stock) for one in _next(sales)]


def _turns(sales: list[int], turns: Fraction) -> list[int]:
    return [half_up(mean_stock(sum(sales), turns))] * len(sales)


def _next(sales: list[int]) -> list[int]:
    return [*sales[1:], *sales[-1:]]


def _mean(sales: list[int]) -> Fraction:
    return Fraction(sum(sales), len(sales))


_WAYS: Final[dict[str, Callable[[list[int], Fraction], list[int]]]] = {
    SUPPLY: _supply, COVER: _cover, RATIO: _ratio, BASIC: _basic, VARIATION: _variation, TURNS: _turns}
