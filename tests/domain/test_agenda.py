"""The next ten working days: which they are, and where on them something lies."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agenda import Coming, arranged, horizon, working_days

MONDAY = date(2026, 11, 23)
DAYS = working_days(MONDAY)


def coming(start, length=1, title='Launch'):
    first = MONDAY + timedelta(start)
    return Coming('flag', 'acc', title, first, first + timedelta(length - 1), '/')


def placed(*comings):
    return [(one.column, one.width, one.line) for one in arranged(comings, MONDAY)]


def test_from_a_saturday_on_the_next_ten_working_days_begin_on_monday():
    assert working_days(date(2026, 11, 21)) == DAYS
    assert (DAYS[0], DAYS[-1], len(DAYS)) == (MONDAY, date(2026, 12, 4), 10)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_wherever_somebody_is_the_horizon_has_all_their_days(today):
    first, last = horizon(today)
    for local in (today - timedelta(1), today, today + timedelta(1)):
        days = working_days(local)
        assert first <= days[0] and days[-1] <= last


@pytest.mark.parametrize(('what', 'place'), [
    pytest.param(coming(0), (0, 2, 0), id='a point has room for its words'),
    pytest.param(coming(5), (5, 2, 0), id='on a Saturday it lies on Monday'),
    pytest.param(coming(11), (9, 1, 0), id='on the last day there is less room'),
    pytest.param(coming(-3, 8), (0, 5, 0), id='a sprint that runs goes on to its Friday'),
    pytest.param(coming(2, 30), (2, 8, 0), id='a long one fills what is left'),
])
def test_things_lie_on_their_working_days(what, place):
    assert placed(what) == [place]


def test_what_is_on_this_weekend_is_not_over_yet():
    assert [one.column for one in arranged([coming(-1), coming(-2)], MONDAY - timedelta(1))] == [0]


def test_what_is_over_or_far_away_is_left_out():
    assert placed(coming(-1), coming(-9, 5), coming(12), coming(5, 2)) == []


def test_bands_come_first_and_each_line_is_filled_from_the_left():
    assert placed(coming(0), coming(1, title='Freeze'), coming(0, 5, 'Sprint 42'), coming(7, 5, 'Sprint 43')) == [
        (0, 5, 0), (5, 5, 0), (0, 2, 1), (1, 2, 2)]


def test_what_several_plans_tell_alike_is_told_once():
    assert len(placed(coming(3), coming(3))) == 1


@given(st.lists(st.builds(coming, st.integers(-20, 20), st.integers(1, 15), st.text(max_size=3)), max_size=30))
def test_nothing_lies_upon_another(comings):
    taken = [(one.line, column) for one in arranged(comings, MONDAY) for column in
             range(one.column, one.column + one.width)]
    assert len(taken) == len(set(taken))
    assert all(0 <= column < len(DAYS) for _, column in taken)
