"""Moments as Jira writes them: to the millisecond, and never guessed where the zone is missing."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.sprints.jira.stamps import milliseconds, milliseconds_or_none, moment
from app.errors import Rejected

WRITTEN = [
    ('2021-01-25T11:09:27.985+0800', 1611544167985), ('2021-01-25T11:09:27.985+08:00', 1611544167985),
    ('2021-01-25T03:09:27.985Z', 1611544167985), ('2021-01-25T03:09:27Z', 1611544167000),
    ('2021-01-25T03:09Z', 1611544140000), ('2016-04-28T05:08:48.543-07:00', 1461845328543),
    ('2021-01-25 03:09:27+00', 1611544167000), ('2021-01-25T03:09:27.9857654Z', 1611544167985),
    ('2021-01-25T03:09:27,5Z', 1611544167500), ('1611544167985', 1611544167985), (1611544167985, 1611544167985),
    (1611544167985.0, 1611544167985), ('1969-12-31T23:59:59.001Z', -999), (-999, -999),
    (datetime(2021, 1, 25, 11, 9, 27, 985999, timezone(timedelta(hours=8))), 1611544167985),
]
NONE = ['2021-01-25T11:09:27.985', '2021-01-25', '25/Jan/21 11:09 AM', 'soon', '', '2021-13-25T11:09:27Z',
        '2021-02-30T11:09:27Z', '2021-01-25T25:09:27Z', float('nan'), float('inf'), True, None, [], {}]


@pytest.mark.parametrize(('written', 'expected'), WRITTEN, ids=[str(one[0]) for one in WRITTEN])
def test_every_way_of_writing_a_moment_is_understood(written, expected):
    assert milliseconds(written) == milliseconds_or_none(written) == expected


@pytest.mark.parametrize('written', [*NONE, datetime(2021, 1, 25)], ids=repr)
def test_a_moment_without_its_zone_is_refused(written):
    with pytest.raises(Rejected):
        milliseconds(written)


def test_there_may_be_no_moment_at_all():
    assert milliseconds_or_none(None) is milliseconds_or_none('') is None


@settings(max_examples=60)
@given(some.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)), some.integers(-14 * 60, 14 * 60))
def test_any_moment_in_any_zone_survives(at, minutes):
    aware = at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=timezone(timedelta(minutes=minutes)))
    ms = milliseconds(aware)
    assert moment(ms) == aware and moment(ms).tzinfo is UTC
    text = f'{aware:%Y-%m-%dT%H:%M:%S}.{aware.microsecond // 1000:03d}{aware:%z}'
    assert milliseconds(text) == milliseconds(str(ms)) == ms
