"""Days of a board: a date belongs to a time when its noon does."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import BoardRules, DayOff, Member
from app.domain.sprints.facts.calendar import Days, days_of, member_days, person_days, working_dates, zone_of
from tests.sprints import board, ms

BERLIN = 'Europe/Berlin'


@pytest.mark.parametrize(('zone', 'start', 'end', 'working'), [
    ('UTC', '2026-01-05 10:00', '2026-01-19 10:00', 10),  # Monday to Monday two weeks later
    (BERLIN, '2026-03-23 10:00', '2026-04-06 10:00', 10),  # the clocks go forward
    (BERLIN, '2026-10-19 10:00', '2026-11-02 10:00', 10),  # and back
    ('America/New_York', '2026-03-02 09:00', '2026-03-16 09:00', 10),
    ('UTC', '2025-12-29 09:00', '2026-01-09 17:00', 10),  # over the end of the year
    ('UTC', '2028-02-28 09:00', '2028-03-03 17:00', 5),  # with a leap day
    ('UTC', '2026-01-05 08:00', '2026-01-16 16:00', 10),
    ('UTC', '2026-01-05 12:00', '2026-01-06 12:00', 1),  # noon itself is inside at the start and outside at the end
    ('UTC', '2026-01-05 12:01', '2026-01-06 12:00', 0),
    ('UTC', '2026-01-10 00:00', '2026-01-12 00:00', 0),  # a weekend
    ('UTC', '2026-01-05 10:00', '2026-01-05 10:00', 0),
    ('UTC', '2026-01-16 10:00', '2026-01-05 10:00', 0),
])
def test_working_dates_of_a_sprint_are_counted_by_their_noon(zone, start, end, working):
    found = Days(zone).working(ms(start, zone), ms(end, zone))
    assert len(found) == len(set(found)) == working


def test_a_moment_is_another_date_in_another_zone():
    moment = ms('2026-01-05 23:30')
    assert Days('UTC').of(moment) == date(2026, 1, 5)
    assert Days('Asia/Tokyo').of(moment) == date(2026, 1, 6)
    assert Days('America/Los_Angeles').of(moment) == date(2026, 1, 5)


def test_two_sprints_after_each_other_share_no_date():
    days, seam = Days(BERLIN), ms('2026-01-19 10:00', BERLIN)
    first = days.working(ms('2026-01-05 10:00', BERLIN), seam)
    second = days.working(seam, ms('2026-02-02 10:00', BERLIN))
    assert not set(first) & set(second) and len(first) + len(second) == 20


def test_whole_days_off_of_everybody_are_no_working_days():
    one = board([], zone=BERLIN, days_off=(DayOff(date(2026, 1, 6)), DayOff(date(2026, 1, 7), is_half=True),
                                           DayOff(date(2026, 1, 8), member=1)))
    found = working_dates(one, ms('2026-01-05 09:00', BERLIN), ms('2026-01-09 17:00', BERLIN))
    assert [day.day for day in found] == [5, 7, 8, 9]


def test_a_board_works_on_its_own_weekdays():
    one = board([], rules=BoardRules(weekdays=frozenset({6, 0, 1, 2, 3})))
    assert [day.day for day in working_dates(one, ms('2026-01-04 00:00'), ms('2026-01-11 00:00'))] == [4, 5, 6, 7, 8]


def test_days_of_people_know_their_weekdays_and_halves():
    """Of the worked example: nine days, and six and a half."""
    start, end = ms('2026-01-05 09:00', BERLIN), ms('2026-01-16 17:00', BERLIN)
    first, second = Member(1, 'P1'), Member(2, 'P2', weekdays=frozenset(range(4)))
    one = board([], zone=BERLIN, members={1: first, 2: second}, days_off=(
        DayOff(date(2026, 1, 6)), DayOff(date(2026, 1, 7), member=2, is_half=True)))
    assert member_days(one, first, start, end) == 9
    assert member_days(one, second, start, end) == Decimal('6.5')
    assert person_days(one, start, end) == Decimal('15.5')
    assert person_days(replace(one, members={}), start, end) is None


def test_two_halves_off_are_a_whole_and_never_more():
    one = board([], days_off=(DayOff(date(2026, 1, 5), is_half=True), DayOff(date(2026, 1, 5), member=1),
                              DayOff(date(2026, 1, 6), is_half=True), DayOff(date(2026, 1, 6), 1, is_half=True)))
    assert member_days(one, one.members[1], ms('2026-01-05 00:00'), ms('2026-01-08 00:00')) == 1


def test_a_zone_nobody_knows_is_taken_as_utc():
    assert zone_of('Mars/Olympus').key == zone_of('').key == 'UTC'


def test_moments_are_told_in_the_zone_of_the_board():
    assert days_of(board([], zone=BERLIN)).text(ms('2026-01-07 12:05')) == '7 Jan 2026, 13:05'


@pytest.mark.parametrize('moment', [-(2 ** 62), 2 ** 62, -1, 0])
def test_no_moment_is_too_far_away(moment):
    assert Days('Pacific/Apia').of(moment)
    assert Days('Etc/GMT+12').of(moment)
