"""Cron expressions: what they mean, how they are said in words, and what is answered to those that mean nothing."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ops.cron import next_wall, parse
from app.domain.ops.cron_words import explain
from app.errors import Rejected
from tests.domain.chance import MODESTLY, any_text

NEW_YEAR = datetime(2030, 1, 1)  # a Tuesday


@pytest.mark.parametrize(('text', 'minutes', 'hours'), [
    ('5 4 * * *', (5,), (4,)), ('*/20 4-6 * * *', (0, 20, 40), (4, 5, 6)),
    ('10-20/5,50 4,6 * * *', (10, 15, 20, 50), (4, 6)),
    ('0,0,30 */12 * * *', (0, 30), (0, 12)), ('*/60 */24 * * *', (0,), (0,))])
def test_lists_ranges_and_steps_are_read(text, minutes, hours):
    assert (parse(text).minutes, parse(text).hours) == (minutes, hours)


@pytest.mark.parametrize(('weekday', 'days'), [
    ('0', (0,)), ('7', (0,)), ('sun', (0,)), ('SUN', (0,)), ('5-7', (0, 5, 6)), ('sat-sun', (0, 6)),
    ('1-5', (1, 2, 3, 4, 5)),
    ('mon-fri', (1, 2, 3, 4, 5)), ('0-7', (0, 1, 2, 3, 4, 5, 6)), ('mon,wed,7', (0, 1, 3)), ('*/2', (0, 2, 4, 6))])
def test_sunday_is_both_0_and_7(weekday, days):
    assert parse(f'0 9 * * {weekday}').weekdays == days


def test_names_of_months_are_read_whatever_their_case():
    assert parse('0 9 1 Jan,MAR-may *').months == (1, 3, 4, 5)


@pytest.mark.parametrize(('text', 'yes', 'no'), [
    ('0 9 1 * mon', (date(2030, 1, 1), date(2030, 1, 7)), (date(2030, 1, 2),)),
    ('0 9 */2 * mon', (date(2030, 1, 7),), (date(2030, 1, 14), date(2030, 1, 3))),
    ('0 9 1-7 * */7', (date(2030, 1, 6),), (date(2030, 1, 13), date(2030, 1, 5))),
    ('0 9 * * mon', (date(2030, 1, 7),), (date(2030, 1, 1),)), ('0 9 1 * *', (date(2030, 1, 1),), (date(2030, 1, 7),))])
def test_day_of_the_month_or_weekday_is_enough_unless_one_begins_with_a_star(text, yes, no):
    assert all(parse(text).has(day) for day in yes) and not any(parse(text).has(day) for day in no)


@pytest.mark.parametrize(('text', 'is_never'), [
    ('0 0 31 2 *', True), ('0 0 30 2 *', True), ('0 0 31 4,6,9,11 *', True), ('0 0 29 2 *', False),
    ('0 0 31 2 mon', False), ('0 0 31 2,3 *', False), ('0 0 30-31 feb */2', True)])
def test_an_expression_that_never_runs_is_recognised(text, is_never):
    assert parse(text).never_runs is is_never
    assert (next_wall(parse(text), NEW_YEAR) is None) is is_never


@pytest.mark.parametrize(('text', 'expected'), [
    ('* * * * *', datetime(2030, 1, 1)), ('0 9 * * 7', datetime(2030, 1, 6, 9)),
    ('30 5 29 2 *', datetime(2032, 2, 29, 5, 30)),
    ('0 0 29 2 0', datetime(2030, 2, 3)), ('0 0 29 2 */7', datetime(2032, 2, 29)),
    ('59 23 31 12 *', datetime(2030, 12, 31, 23, 59)),
    ('0 0 1 1 *', NEW_YEAR)])
def test_the_next_time_on_the_wall_is_found(text, expected):
    assert next_wall(parse(text), NEW_YEAR) == expected


def test_a_time_within_a_minute_leads_to_the_next_minute():
    assert next_wall(parse('* * * * *'), datetime(2030, 12, 31, 23, 59, 1)) == datetime(2031, 1, 1)


@pytest.mark.parametrize(('text', 'advice'), [
    ('', 'Write five fields'), ('* * * *', 'Write five fields'), ('0 0 0 1 1 *', 'without seconds'),
    ('@daily', 'Write five fields'),
    ('60 * * * *', '“60” is no minute. Write 0 to 59.'), ('* 24 * * *', 'Write 0 to 23'),
    ('* * 0 * *', 'Write 1 to 31'),
    ('* * 32 * *', 'Write 1 to 31'), ('* * * 13 *', 'a name from jan to dec'), ('* * * * 8', 'a name from sun to sat'),
    ('* * * * noday', 'a name from sun to sat'), ('-1 * * * *', 'is missing'), ('1, * * * *', 'is missing'),
    ('*/0 * * * *', 'a whole number from 1 to 60'), ('*/61 * * * *', 'a whole number from 1 to 60'),
    ('*/ * * * *', 'is no step'),
    ('5/15 * * * *', 'Write 5-59/15.'), ('50-10 * * * *', 'Write 50-59,0-10'), ('* * * * fri-mon', 'Write fri-6,0-mon'),
    ('* * ? * *', 'Write * for any day of the month'), ('1.5 * * * *', 'is no minute'), ('١ * * * *', 'is no minute'),
    ('1-2-3 * * * *', 'is no minute'), ('99999999999 * * * *', 'is no minute'), ('0 0 L * *', 'is no day of the month'),
    ('** * * * *', 'is no minute'), ('0 0 * * 1#2', 'is no weekday')])
def test_what_cannot_be_read_is_refused_with_what_to_write_instead(text, advice):
    with pytest.raises(Rejected) as caught:
        parse(text)
    assert advice in str(caught.value)
    assert (caught.value.code, caught.value.field) == ('ops.cron', 'expression')


@MODESTLY
@given(st.one_of(any_text, st.text('0123456789*/,- monjafeb?#', max_size=40)))
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        found = parse(text)
    except Rejected:
        return
    assert found.minutes and found.hours and found.days and found.months and found.weekdays
    assert explain(found) and parse(found.text) == found


def test_a_very_long_text_is_refused_at_once():
    with pytest.raises(Rejected) as caught:
        parse('1,' * 1_000_000)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(('text', 'words'), [
    ('30 5 * * mon-fri', 'every weekday at 05:30'), ('0 2 * * *', 'every day at 02:00'),
    ('0 9 * * 7', 'every Sunday at 09:00'),
    ('0 8 * * 0,6', 'every Saturday and Sunday at 08:00'),
    ('0 8 * * 1,3,0', 'every Monday, Wednesday and Sunday at 08:00'),
    ('* * * * *', 'every minute'), ('*/15 * * * *', 'every 15 minutes'), ('0 * * * *', 'every hour, on the hour'),
    ('17 * * * *', 'every hour at minute 17'), ('*/7 * * * *', 'at the minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56'),
    ('0 */2 * * *', 'every 2 hours at minute 0'), ('*/10 */2 * * *', 'every 10 minutes of every 2nd hour'),
    ('*/15 9-17 * * 1-5', 'every 15 minutes from 09:00 to 17:45, every weekday'),
    ('0 9-17 * * *', 'every hour from 09:00 to 17:00'),
    ('* 9 * * *', 'every minute from 09:00 to 09:59'), ('0-10 9 * * *', 'every minute from 09:00 to 09:10'),
    ('0-10 9-11 * * *', 'every minute from 0 to 10 of the hours 09, 10 and 11'),
    ('3,5 1,3,9,14 * * *', 'at the minutes 3 and 5 of the hours 01, 03, 09 and 14'),
    ('0 8,12,18 * * *', 'every day at 08:00, 12:00 and 18:00'),
    ('0 0 1,15 * *', 'on the 1st and 15th of every month at 00:00'),
    ('0 0 1 1 *', 'on the 1st of January at 00:00'), ('0 0 22-25 12 *', 'on the 22nd to 25th of December at 00:00'),
    ('0 0 */2 * *', 'on every 2nd day of the month at 00:00'),
    ('0 0 * 6-8 *', 'every day at 00:00 in June, July and August'),
    ('0 0 * 1-5,7 *', 'every day at 00:00 in January to May and July'),
    ('0 9 1 * mon', 'on the 1st of every month and every Monday at 09:00'),
    ('0 9 1 3 mon', 'on the 1st of March and every Monday in March at 09:00'),
    ('0 9 1-7 * */7', 'on the 1st to 7th of every month if it is a Sunday at 09:00'),
    ('0 9 */3 * 1-5', 'on every 3rd day of the month if it is a weekday at 09:00'),
    ('0 9 1-31 * mon', 'every day at 09:00')])
def test_an_expression_is_said_in_plain_words(text, words):
    assert explain(parse(text)) == words
