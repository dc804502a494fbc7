"""A total brought down to leaves: to the unit, and what may not change stays."""

from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.domain.seasons.rounding import halved_up, shared
from app.domain.seasons.spread import EVEN, INCREMENT, REPLICATE, SHAPE, HeldTooMuch, spread

SLOW = [HealthCheck.too_slow]  # on a busy machine

WEIGHT = st.integers(-10 ** 9, 10 ** 14)


def whole(*numbers):
    return np.array(numbers, np.int64)


def held(*flags):
    return np.array(flags, np.bool_)


@pytest.mark.parametrize(('total', 'weights', 'expected'), [
    (10000, (1, 1, 1), (3334, 3333, 3333)),
    (-10000, (1, 1, 1), (-3334, -3333, -3333)),
    (1000, (5, 3, 3), (454, 273, 273)),
    (100, (0, 0, 0), (34, 33, 33)),
    (8000, (-5, 30, 10), (0, 6000, 2000)),
    (61800, (100, 200, 300), (10300, 20600, 30900)),
    (0, (3, 4), (0, 0)),
    (7, (1,), (7,)),
])
def test_a_total_is_spread_by_weight_to_the_unit(total, weights, expected):
    assert spread(total, whole(*weights)).tolist() == list(expected) == shared(total, weights)


def test_held_cells_stay_and_the_others_share_the_rest():
    assert spread(12000, whole(50, 30, 20), held(True, False, False), whole(5000, 3000, 2000)).tolist() == [
        5000, 4200, 2800]


@pytest.mark.parametrize(('total', 'now', 'text'), [
    (4000, 5000, 'Held cells already add up to 50.00 (A)'),
    (0, 5000, 'Held cells already add up to 50.00 (A)'),
    (-4000, -5000, 'Held cells already add up to -50.00 (A)'),
    (-4000, -1234567, 'Held cells already add up to -12,345.67 (A)'),
])
def test_what_is_held_can_leave_no_room(total, now, text):
    with pytest.raises(HeldTooMuch) as refusal:
        spread(total, whole(50, 30, 20), held(True, False, False), whole(now, 0, 0))
    assert str(refusal.value.named(2, ['A'])) == text
    assert refusal.value.code == 'seasons.held'


def test_where_all_is_held_only_what_stands_there_is_accepted():
    everything = held(True, True)
    assert spread(30, whole(1, 1), everything, whole(10, 20)).tolist() == [10, 20]
    with pytest.raises(HeldTooMuch):
        spread(31, whole(1, 1), everything, whole(10, 20))


def test_the_other_ways_to_spread():
    now, last_year = whole(10, 20, 30), whole(1, 1, 2)
    first = held(True, False, False)
    assert spread(90, now, basis=EVEN).tolist() == [30, 30, 30]
    assert spread(90, now, first, now, EVEN).tolist() == [10, 40, 40]
    assert spread(80, last_year, current=now, basis=SHAPE).tolist() == [20, 20, 40]
    assert spread(5, now, first, now, REPLICATE).tolist() == [10, 5, 5]
    assert spread(5, now, current=now, basis=REPLICATE).tolist() == [5, 5, 5]
    assert spread(5, now, first, now, INCREMENT).tolist() == [10, 25, 35]
    assert spread(-5, now, current=now, basis=INCREMENT).tolist() == [5, 15, 25]


def test_leaves_keep_their_shape_and_equal_ones_are_served_in_their_order():
    found = spread(10, np.ones((2, 2, 2), np.int64))
    assert found.tolist() == [[[2, 2], [1, 1]], [[1, 1], [1, 1]]]


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(total=st.integers(-10 ** 16, 10 ** 16), weights=st.lists(WEIGHT, min_size=1, max_size=30))
@example(total=26 * 10 ** 13, weights=[10 ** 8, 10 ** 8 - 1, 3])  # products above 2^63
@example(total=10 ** 18, weights=[10 ** 17, 10 ** 17 - 7, 1])  # beyond what an estimate carries
def test_leaves_always_add_up_and_differ_from_their_share_by_less_than_one(total, weights):
    found = spread(total, whole(*weights)).tolist()
    assert sum(found) == total
    assert found == shared(total, weights)
    wide = [max(one, 0) for one in weights]
    if any(wide):
        assert all(abs(one - Fraction(total * weight, sum(wide))) < 1
                   for one, weight in zip(found, wide, strict=True))


@settings(max_examples=80, deadline=None, suppress_health_check=SLOW)
@given(st.integers(-10 ** 9, 10 ** 9), st.lists(
    st.tuples(st.integers(0, 10 ** 6), st.integers(-10 ** 6, 10 ** 6), st.booleans()), min_size=1, max_size=12))
def test_what_is_fixed_never_moves(total, leaves):
    weights, now, fixed = (np.array(one) for one in zip(*leaves, strict=True))
    with suppress(HeldTooMuch):
        found = spread(total, weights, fixed, now)
        assert found.sum() == total
        assert (found[fixed] == now[fixed]).all()


@pytest.mark.parametrize(('numerator', 'denominator', 'expected'), [
    (5, 2, 3), (-5, 2, -3), (7, 3, 2), (0, 9, 0), (1, 3, 0), (-2, 3, -1)])
def test_halves_are_rounded_away_from_nothing(numerator, denominator, expected):
    assert halved_up(numerator, denominator) == expected
