"""Days of people and instants of sources: the examples, and every day of many years in zones that change clocks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.dates import day, is_out_of_range, sent

ZONES = ['UTC', 'Europe/Berlin', 'America/Chicago', 'Asia/Tokyo', 'Asia/Kolkata', 'America/Sao_Paulo', 'Asia/Beirut',
         'Africa/Cairo', 'Pacific/Auckland', 'Pacific/Chatham', 'America/St_Johns', 'Australia/Lord_Howe',
         'America/Havana', 'Asia/Tehran', 'Pacific/Kiritimati', 'Pacific/Pago_Pago']


@pytest.mark.parametrize(('raw', 'zone', 'meant'), [
    ('2024-03-30T23:00:00Z', 'Europe/Berlin', '2024-03-31'),
    ('2021-09-30T05:00:00Z', 'America/Chicago', '2021-09-30'),
    ('2021-01-13T17:21:25.887Z', 'Asia/Tokyo', '2021-01-14'),
    ('2026-10-12', 'America/Chicago', '2026-10-12'),
    ('2026-10-11T22:00:00Z', 'Europe/Berlin', '2026-10-12'),
    ('2026-10-11T22:00:00+00:00', 'Europe/Berlin', '2026-10-12'),
    ('2026-10-12T00:00:00', 'UTC', '2026-10-12'),
    ('2024-02-29T00:00:00Z', 'UTC', '2024-02-29'),
    ('  2026-10-12 ', 'UTC', '2026-10-12'),
])
def test_a_day_is_the_local_day_of_the_instant_in_the_zone_of_the_source(raw, zone, meant):
    assert day(raw, zone) == date.fromisoformat(meant)


@pytest.mark.parametrize(('own', 'zone', 'raw'), [
    ('2024-03-31', 'Europe/Berlin', '2024-03-30T23:00:00Z'),
    ('2024-04-01', 'Europe/Berlin', '2024-03-31T22:00:00Z'),
    ('2026-10-12', 'Europe/Berlin', '2026-10-11T22:00:00Z'),
    ('2021-09-30', 'America/Chicago', '2021-09-30T05:00:00Z'),
])
def test_a_day_is_sent_as_midnight_of_that_zone(own, zone, raw):
    assert sent(date.fromisoformat(own), zone) == raw


@pytest.mark.parametrize('raw', [
    '1753-01-01T00:00:00Z', '9999-12-31T00:00:00Z', '1989-12-31', '2101-01-01', '0001-01-01T00:00:00Z', 'tomorrow',
    '2026-13-01', '2026-02-30', '9999-12-31T23:59:59.997Z'])
def test_what_is_no_real_date_counts_as_none_and_is_told(raw):
    assert day(raw, 'America/Chicago') is None
    assert is_out_of_range(raw, 'America/Chicago')


@pytest.mark.parametrize('raw', ['', '   '])
def test_no_date_is_nothing_to_tell(raw):
    assert day(raw, 'UTC') is None
    assert not is_out_of_range(raw, 'UTC')


@pytest.mark.parametrize('own', ['1990-01-01', '2100-12-31', '2099-06-30'])
def test_the_first_and_the_last_days_count(own):
    assert day(own, 'Asia/Tokyo') == date.fromisoformat(own)


@pytest.mark.parametrize('zone', ZONES)
def test_every_day_of_the_years_survives_being_sent_and_read_back(zone):
    first = date(2016, 1, 1)
    for own in (first + timedelta(days=n) for n in range(366 * 12)):
        assert day(sent(own, zone), zone) == own


@given(own=st.dates(date(1990, 1, 2), date(2100, 12, 30)), zone=st.sampled_from(ZONES))
def test_any_day_in_any_zone_survives(own, zone):
    if zone == 'Pacific/Kiritimati' and own.year < 1996:
        return  # it skipped a day when it crossed the date line
    assert day(sent(own, zone), zone) == own


@given(text=st.text(max_size=40), zone=st.sampled_from(ZONES))
def test_no_text_breaks_the_reading(text, zone):
    assert day(text, zone) is None or isinstance(day(text, zone), date)
