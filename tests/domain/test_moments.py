"""When something runs next, also where clocks are put forward and back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ops.moments import (
    checked,
    fires_until,
    fires_within,
    moment_of,
    next_fire,
    next_fires,
    place,
    warning,
    words,
    zones,
)
from app.errors import Rejected
from tests.domain.chance import MODESTLY

MINUTE = timedelta(minutes=1)
BERLIN = 'Europe/Berlin'
SHIFTS = {  # a moment shortly before clocks change
    'Australia/Lord_Howe': ('2030-04-06T13:30', '2030-10-05T14:00'),  # by half an hour
    'Europe/Dublin': ('2030-03-31T00:00', '2030-10-27T00:00'),  # whose winter time is the exception
    'Pacific/Apia': ('2011-12-30T08:00', '2011-09-24T12:00'),  # which left out a day
    'Asia/Kathmandu': ('2030-03-31T00:00', '1985-12-31T17:00'),  # whose hours begin at a quarter
    'America/New_York': ('2030-03-10T05:00', '2030-11-03T04:00'),
    'America/St_Johns': ('2006-04-02T02:00', '2006-10-29T01:00'),  # which changed at one minute past midnight
    BERLIN: ('2030-03-30T23:00', '2030-10-26T22:00'),
}


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(fires, zone):
    return [f'{fire.astimezone(place(zone)):%m-%d %H:%M %Z}' for fire in fires]


def fields(values):
    return ','.join(map(str, sorted(values)))


def walked(minutes, hours, zone, start, length):
    """The moments at which the wall clock reaches, or leaps over, one of these times for the first time."""
    farthest, found = (start - MINUTE).astimezone(zone).replace(tzinfo=None), []
    for step in range(length):
        moment = start + step * MINUTE
        wall = moment.astimezone(zone).replace(tzinfo=None)
        new = [farthest + count * MINUTE for count in range(1, (wall - farthest) // MINUTE + 1)]
        if any(time.minute in minutes and time.hour in hours for time in new):
            found.append(moment)
        farthest = max(farthest, wall)
    return found


@MODESTLY
@given(shift=st.sampled_from([(zone, moment) for zone, moments in SHIFTS.items() for moment in moments]),
       minutes=st.sets(st.integers(0, 59), min_size=1, max_size=6), hours=st.sets(st.integers(0, 23), min_size=1),
       offset=st.integers(0, 600))
def test_every_time_comes_exactly_when_a_walk_through_all_minutes_reaches_it(shift, minutes, hours, offset):
    zone, begin = shift
    start = utc(begin) - timedelta(days=1) + offset * MINUTE  # a day before, so that no fold lies behind
    expected = walked(minutes, hours, place(zone), start, 3 * 1440)
    fires = fires_within('cron', f'{fields(minutes)} {fields(hours)} * * *', zone, start - MINUTE,
                         start + timedelta(days=3), 5000)
    assert list(fires) == expected


@MODESTLY
@given(zone=st.sampled_from(sorted(SHIFTS)), day=st.integers(0, 5000), minute=st.integers(0, 1439),
       text=st.sampled_from(['*/15 * * * *', '30 2 * * *', '0 9 1 * mon', '0 0 29 2 *', '*/20 1-3 * * 0',
       '59 23 31 12 *']))
def test_a_next_time_is_always_later_and_none_lies_between(zone, day, minute, text):
    after = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute)
    first, second = next_fires('cron', text, zone, after, 2)
    assert after < first < second
    assert next_fire('cron', text, zone, first - timedelta(seconds=1)) == first
    assert next_fire('cron', text, zone, first) == second


@pytest.mark.parametrize(('text', 'after', 'expected'), [
    ('30 2 * * *', '2030-03-30T12:00', ['03-31 03:00 CEST', '04-01 02:30 CEST']),
    ('*/15 2 * * *', '2030-03-30T12:00', ['03-31 03:00 CEST', '04-01 02:00 CEST']),
    ('0 2,3 * * *', '2030-03-30T12:00', ['03-31 03:00 CEST', '04-01 02:00 CEST']),
    ('30 2 * * *', '2030-10-26T12:00', ['10-27 02:30 CEST', '10-28 02:30 CET']),
    ('30 2 * * *', '2030-10-27T00:45', ['10-28 02:30 CET', '10-29 02:30 CET']),
    ('0 * * * *', '2030-10-26T23:30', ['10-27 02:00 CEST', '10-27 03:00 CET'])])
def test_a_gap_is_leapt_and_a_fold_counts_once(text, after, expected):
    assert local(next_fires('cron', text, BERLIN, utc(after), 2), BERLIN) == expected


def test_a_day_that_an_island_left_out_is_made_up_for_when_the_next_one_begins():
    fires = next_fires('cron', '0 9 * * *', 'Pacific/Apia', utc('2011-12-29T20:00'), 2)
    assert local(fires, 'Pacific/Apia') == ['12-31 00:00 +14', '12-31 09:00 +14']


@pytest.mark.parametrize(('wall', 'expected'), [
    ('2030-03-31T02:30', '2030-03-31T01:00'), ('2030-10-27T02:30', '2030-10-27T00:30'),
    ('2030-07-01T12:00', '2030-07-01T10:00')])
def test_a_date_means_the_first_moment_at_which_clocks_show_it(wall, expected):
    assert moment_of(datetime.fromisoformat(wall), place(BERLIN)) == utc(expected)


@pytest.mark.parametrize(('given', 'kept', 'said'), [
    ('15 minutes', '15 minutes', 'every 15 minutes'), ('every 2 hours', '2 hours', 'every 2 hours'),
    ('1h', '1 hour', 'every hour'),
    ('120m', '2 hours', 'every 2 hours'), ('90 MIN', '90 minutes', 'every 90 minutes'),
    ('1 minute', '1 minute', 'every minute')])
def test_an_interval_is_kept_and_said_in_its_largest_unit(given, kept, said):
    assert (checked('every', given, 'UTC'), words('every', given)) == (kept, said)


@pytest.mark.parametrize('text', ['', '0 minutes', '-5 minutes', '1.5 hours', 'often', '5', '745 hours', '10 days',
    '99999999 m'])
def test_an_interval_that_means_nothing_is_refused(text):
    with pytest.raises(Rejected) as caught:
        checked('every', text, 'UTC')
    assert caught.value.field == 'expression' and 'Write' in str(caught.value)


def test_seconds_are_for_quiet_commands_only():
    with pytest.raises(Rejected, match='Seconds are only for quiet commands'):
        checked('every', '30 seconds', 'UTC')
    assert checked('every', '30s', 'UTC', may_be_seconds=True) == '30 seconds'
    with pytest.raises(Rejected, match='at least 5 seconds'):
        checked('every', '4 seconds', 'UTC', may_be_seconds=True)


@pytest.mark.parametrize('begin', SHIFTS[BERLIN])
def test_intervals_count_elapsed_time_whatever_clocks_do(begin):
    fires = next_fires('every', '90 minutes', BERLIN, utc(begin), 40)
    assert {later - sooner for sooner, later in pairwise(fires)} == {timedelta(minutes=90)}


def test_an_interval_means_the_same_moments_whoever_asks_and_begins_at_a_local_midnight():
    one, other = (next_fires('every', '12 hours', 'Asia/Kathmandu', utc(after), 2)
                  for after in ('2030-01-09T12:00', '2030-01-09T13:11'))
    assert one == other
    assert local(one, 'Asia/Kathmandu') == ['01-10 00:00 +0545', '01-10 12:00 +0545']


def test_once_is_one_moment():
    at = utc('2030-05-01T07:00')
    assert next_fires('once', '2030-05-01 09:00', BERLIN, at - MINUTE) == (at,)
    assert next_fire('once', '2030-05-01 09:00', BERLIN, at) is None
    assert words('once', '2030-05-01 09:00') == 'once, on Wednesday 1 May 2030 at 09:00'
    assert checked('once', '2030-05-01T09:00:00', BERLIN) == '2030-05-01 09:00'


@pytest.mark.parametrize('text', ['', 'tomorrow', '2030-02-30 09:00', '2030-01-01', '1999-12-31 09:00',
    '2030-01-01 25:00'])
def test_a_date_that_does_not_exist_is_refused(text):
    with pytest.raises(Rejected) as caught:
        checked('once', text, 'UTC')
    assert caught.value.field == 'expression'


@pytest.mark.parametrize('zone', ['', 'Mars/Olympus', 'localtime', '../etc/passwd', 'europe/berlin', 'x' * 10_000])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(Rejected) as caught:
        checked('cron', '* * * * *', zone)
    assert caught.value.field == 'zone' and len(str(caught.value)) < 200


def test_an_unknown_kind_is_refused():
    with pytest.raises(Rejected) as caught:
        checked('often', '* * * * *', 'UTC')
    assert caught.value.field == 'kind'


@pytest.mark.parametrize(('kind', 'text', 'told'), [
    ('cron', '0 0 31 2 *', 'This never runs'), ('once', '2020-01-01 09:00', 'This time has passed'),
    ('cron', '0 0 29 2 *', '')])
def test_what_never_runs_is_kept_with_a_warning(kind, text, told):
    assert checked(kind, text, 'UTC') == text
    found = warning(kind, text, 'UTC', utc('2030-01-01T00:00'))
    assert found.startswith(told) and bool(found) == bool(told)


@pytest.mark.parametrize(('text', 'expected'), [
    ('* * * * *', ['01-01 11:58 UTC', '01-01 11:59 UTC', '01-01 12:00 UTC']),
    ('0 9 * * *', ['12-30 09:00 UTC', '12-31 09:00 UTC', '01-01 09:00 UTC']),
    ('0 0 29 2 *', ['02-29 00:00 UTC', '02-29 00:00 UTC', '02-29 00:00 UTC'])])
def test_the_last_of_many_missed_times_are_found_without_walking_through_all(text, expected):
    assert local(fires_until('cron', text, 'UTC', utc('2001-01-01T00:00'), utc('2030-01-01T12:00'), 3),
    'UTC') == expected


def test_fewer_missed_times_than_asked_for_are_all_of_them():
    fires = fires_until('cron', '0 9 * * *', 'UTC', utc('2029-12-31T09:00'), utc('2030-01-01T12:00'), 24)
    assert local(fires, 'UTC') == ['01-01 09:00 UTC']
    assert fires_until('cron', '0 9 * * *', 'UTC', utc('2030-01-01T09:00'), utc('2030-01-01T09:00'), 24) == ()


def test_every_zone_can_be_chosen_and_has_a_next_time():
    assert len(zones()) > 400
    for zone in zones():
        assert next_fire('cron', '30 2 * * *', zone, utc('2030-01-01T00:00')) is not None
