"""Calendars of retail: months, ISO weeks, quarters of 13 weeks, and the year of 53."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.seasons.calendars import GREGORIAN, ISO, QUARTERS, period_of, periods, weeks_of
from app.errors import Rejected

SLOW = [HealthCheck.too_slow]  # on a busy machine

SUNDAY = 6


def test_a_retail_year_of_53_weeks():
    found = periods('4-5-4', SUNDAY, 2023, 2024)
    year = [one for one in found if one.year == 2023]
    assert (len(year), year[0].start, year[-1].end) == (53, date(2023, 1, 29), date(2024, 2, 3))
    assert (year[-1].number, year[-1].month, year[-1].quarter, year[-1].half) == (53, 12, 4, 2)
    assert [year for year in range(2001, 2028) if weeks_of('4-5-4', SUNDAY, year) == 53] == [2006, 2012, 2017, 2023]


def test_last_year_goes_by_number_and_restated_by_season():
    found = {(one.year, one.number): one for one in periods('4-5-4', SUNDAY, 2022, 2025)}
    first = found[2024, 1]
    assert (first.start, first.ly, first.ly_restated) == (date(2024, 2, 4), date(2023, 1, 29), date(2023, 2, 5))
    assert found[2024, 52].ly_restated == found[2023, 53].start
    assert (found[2023, 53].ly, found[2023, 53].ly_restated) == (None, None)
    assert found[2023, 1].ly == found[2023, 1].ly_restated == found[2022, 1].start
    assert found[2025, 1].ly == found[2025, 1].ly_restated == found[2024, 1].start


@pytest.mark.parametrize(('preset', 'months'), [('4-5-4', [4, 5, 4] * 4), ('4-4-5', [4, 4, 5] * 4),
                                                ('5-4-4', [5, 4, 4] * 4)])
def test_quarters_have_13_weeks(preset, months):
    year = periods(preset, SUNDAY, 2024, 2024)
    assert [sum(one.month == month for one in year) for month in range(1, 13)] == months
    assert [sum(one.quarter == quarter for one in year) for quarter in range(1, 5)] == [13] * 4


def test_an_iso_week_belongs_to_the_month_and_year_of_its_thursday():
    found = periods(ISO, 0, 2020, 2021)
    by_start = {one.start: one for one in found}
    assert all((one.year, one.number) == one.start.isocalendar()[:2] for one in found)
    assert (by_start[date(2020, 12, 28)].number, by_start[date(2020, 12, 28)].month) == (53, 12)
    assert by_start[date(2021, 3, 29)].month == 4
    assert by_start[date(2021, 1, 4)].ly == date(2019, 12, 30)
    assert by_start[date(2021, 1, 4)].ly_restated == date(2020, 1, 6)


def test_weeks_may_begin_on_any_day_and_end_on_a_friday():
    found = periods(ISO, 5, 2024, 2024)
    assert {one.start.weekday() for one in found} == {5}
    assert {one.end.weekday() for one in found} == {4}


def test_months():
    found = periods(GREGORIAN, 0, 2024, 2024)
    assert len(found) == 12
    february = found[1]
    assert (february.start, february.end, february.quarter, february.half) == (
        date(2024, 2, 1), date(2024, 2, 29), 1, 1)
    assert february.ly == february.ly_restated == date(2023, 2, 1)
    assert period_of(found, date(2024, 2, 29)) is february
    assert period_of(found, date(2025, 2, 1)) is None


def test_what_is_no_calendar_is_refused():
    with pytest.raises(Rejected, match='There is no calendar “5-5-3”'):
        periods('5-5-3', 0, 2024, 2024)
    with pytest.raises(Rejected, match='Weeks begin on a day'):
        periods(ISO, 7, 2024, 2024)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.sampled_from([ISO, *QUARTERS]), st.integers(0, 6), st.integers(1990, 2090))
def test_years_follow_each_other_without_a_gap_and_have_their_place(preset, week_start, year):
    found = periods(preset, week_start, year, year + 6)
    assert all(two.start - one.end == timedelta(days=1) for one, two in pairwise(found))
    assert {one.start.weekday() for one in found} == {week_start}
    for each in range(year, year + 7):
        weeks = [one for one in found if one.year == each]
        assert len(weeks) in (52, 53)
        assert [one.number for one in weeks] == list(range(1, len(weeks) + 1))
        if preset != ISO:
            assert abs((weeks[-1].end - date(each + 1, 1, 31)).days) <= 3
