"""How far the axis reaches, and what a day is in pixels."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.timeline.axis import (
    LEAST,
    MOST,
    bar_of,
    pixels_a_day,
    range_of,
    shifted,
    x_of,
)
from app.domain.portfolio.timeline.gestures import month_from
from tests.portfolio import day

TODAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ('scale', 'pixels'),
    [
        ('Weeks', 7.885),
        ('Months', 3.9425),
        ('Quarters', 1.971),
        ('Years', 0.9856),
        ('3 months', 11.828),
        ('nothing', 3.9425),
    ],
)
def test_a_preset_says_how_wide_a_day_is(scale, pixels):
    assert pixels_a_day(scale, 1080) == pytest.approx(pixels, abs=0.001)


def test_a_bar_reaches_to_the_end_of_its_last_day():
    left, right = bar_of(day('5 Oct'), day('16 Oct'), day('1 Oct'), pixels_a_day('Months'))
    assert right - left == pytest.approx(47.3, abs=0.02)


def test_the_axis_begins_a_month_before_the_first_item_and_ends_two_after_the_last():
    first, last, beyond = range_of([(day('5 Oct'), day('16 Oct')), (day('1 Dec'), day('20 Dec'))], TODAY)
    assert (first, last, beyond) == (date(2026, 9, 1), date(2027, 2, 20), 0)


def test_without_items_the_axis_is_around_today():
    first, last, _ = range_of([], TODAY)
    assert first < TODAY < last


def test_what_lies_too_far_away_does_not_stretch_the_axis_and_is_counted():
    first, last, beyond = range_of(
        [
            (day('5 Oct'), day('16 Oct')),
            (date(2098, 1, 1), date(2099, 1, 1)),
            (date(1991, 1, 1), date(1992, 1, 1)),
            (date(2015, 1, 1), date(2026, 1, 1)),
        ],
        TODAY,
    )
    assert (first, last) == (date(2021, 10, 14), date(2026, 12, 16))
    assert beyond == 3


@pytest.mark.parametrize(
    ('months', 'found'),
    [
        (1, date(2026, 2, 28)),
        (-1, date(2025, 12, 31)),
        (13, date(2027, 2, 28)),
        (0, date(2026, 1, 31)),
        (-12, date(2025, 1, 31)),
    ],
)
def test_a_month_on_is_the_same_day_or_the_last(months, found):
    assert shifted(date(2026, 1, 31), months) == found


@pytest.mark.parametrize(
    ('start', 'end'),
    [
        (date(2026, 1, 31), date(2026, 2, 27)),
        (date(2026, 10, 14), date(2026, 11, 13)),
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2024, 1, 31), date(2024, 2, 28)),
    ],
)
def test_what_is_planned_for_a_month_ends_the_day_before_it_would_begin_again(start, end):
    assert month_from(start) == end


@given(st.integers(0, 5000), st.floats(LEAST, MOST))
def test_later_days_lie_further_right(days, px):
    first = date(2020, 1, 1)
    assert x_of(first + timedelta(days + 1), first, px) - x_of(first + timedelta(days), first, px) == pytest.approx(px)
