"""When will these be done, and how many by that day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.forecasts.forecast import (
    ALL,
    WORKING,
    Window,
    days_ahead,
    demand_enough,
    how_many,
    scope_size,
    seed_of,
    when_done,
)
from app.errors import Rejected

P50, P85, P95 = Decimal('0.5'), Decimal('0.85'), Decimal('0.95')
TODAY = date(2026, 3, 2)
AHEAD = days_ahead(TODAY, ALL, frozenset(range(5)))


def window(counts):
    return Window(tuple(TODAY - timedelta(len(counts) - n) for n in range(len(counts))), tuple(counts))


EVERY_OTHER = window([0, 1] * 30)


def test_one_item_at_one_every_other_day():
    found = when_done(EVERY_OTHER, 1, AHEAD, seed_of(EVERY_OTHER)).percentiles
    assert (found[P50], found[P85], found[P95]) == (1, 3, 5)


def test_ten_days_at_one_every_other_day():
    found = how_many(EVERY_OTHER, 10, seed_of(EVERY_OTHER)).percentiles
    assert (found[P85], found[P50]) == (3, 5)


def test_days_without_anything_finished_count_too():
    with_zeros = when_done(EVERY_OTHER, 40, AHEAD, 7).percentiles[P85]
    without = when_done(window([1] * 30), 40, AHEAD, 7).percentiles[P85]
    assert without == 40 and with_zeros > 80


def test_the_same_question_gets_the_same_answer():
    assert when_done(EVERY_OTHER, 12, AHEAD, 3) == when_done(EVERY_OTHER, 12, AHEAD, 3)
    assert seed_of(EVERY_OTHER) == seed_of(window([0, 1] * 30)) != seed_of(window([1, 0] * 30))


def test_dates_follow_the_calendar_of_the_window():
    ahead = days_ahead(date(2026, 3, 6), WORKING, frozenset(range(5)), frozenset({date(2026, 3, 9)}), 3)
    assert ahead == (date(2026, 3, 6), date(2026, 3, 10), date(2026, 3, 11))
    found = when_done(window([1] * 30), 2, ahead, 1)
    assert found.dates[P85] == date(2026, 3, 10)


def test_what_cannot_be_reached_is_said_to_be_out_of_reach():
    found = when_done(window([1] * 30), 5, AHEAD[:4], 1)
    assert found.percentiles[P50] is None and found.dates[P50] is None and found.not_reached == 10_000


@pytest.mark.parametrize('counts', [[0] * 60, [1] * 9 + [0] * 51, []])
def test_too_little_history_is_refused_with_a_reason(counts):
    with pytest.raises(Rejected, match='10 are needed'):
        demand_enough(window(counts))


def test_nothing_left_is_done_already():
    found = when_done(EVERY_OTHER, 0, AHEAD, 1)
    assert found.percentiles[P95] == 0 and found.dates[P95] == TODAY


@pytest.mark.parametrize(('given', 'size'), [
    ((10,), 10), ((10, 2, 8), 26), ((10, 0, 0, Decimal('1.25')), 13), ((0, 1, 8, Decimal('1.1')), 9)])
def test_the_scope_is_what_it_will_be_once_split(given, size):
    assert scope_size(*given) == size


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=30, max_size=60).filter(lambda some: sum(n > 0 for n in some) >= 10),
       st.integers(1, 30), st.integers(0, 99))
def test_being_surer_never_takes_less_time(counts, items, seed):
    found = when_done(window(counts), items, AHEAD, seed, 300).percentiles
    known = [found[share] for share in sorted(found) if found[share] is not None]
    assert known == sorted(known)
    sums = how_many(window(counts), items, seed, 300).percentiles
    assert [sums[share] for share in sorted(sums)] == sorted(sums.values(), reverse=True)
