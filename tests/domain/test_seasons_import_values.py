"""Numbers, percentages, days and codes of files: read where there is one reading, refused or asked where not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.seasons.axes import Period
from app.domain.seasons.importing.days import DMY, MDY, DayOrder, NoDay, day, decide_order, month, re_read
from app.domain.seasons.importing.lead_times import doubt_of, is_believable
from app.domain.seasons.importing.matching import Known, NoMatch, find, lookup_of
from app.domain.seasons.importing.numbers import NoNumber, decide, number
from app.domain.seasons.importing.periods import period_key, span_of
from app.domain.seasons.importing.shares import FRACTIONS, POINTS, bands, decide_scale, share

WEEKS = tuple(Period(date(2030, 2, 4) + timedelta(weeks=at), date(2030, 2, 10) + timedelta(weeks=at), 2030, at + 1,
                     1 + at // 4, 1, 1) for at in range(8))
SPAN = span_of(WEEKS, 'Spring 2030')
PLACES = lookup_of('location', (
    Known('l:HARB', 'HARB', 'Harbour Street'), Known('l:0012', '0012', "Côte d'Ivoire"),
    Known('l:TWO', 'TWO', 'North'), Known('l:THREE', 'THREE', 'North'),
    Known('l:OLD', 'OLD', 'Old Gate', 'Old Gate is not active any more.')))


@pytest.mark.parametrize(('text', 'expected'), [
    ('1,234.56', '1234.56'), ('1.234,56', '1234.56'), ('1 234,56', '1234.56'), ('1\u00a0234,56', '1234.56'),
    ('1\u202f234,56', '1234.56'), ("1'234.56", '1234.56'), ('1,23,456', '123456'), ('−5', '-5'), ('5-', '-5'),
    ('(5)', '-5'), ('(1,234.50)', '-1234.50'), ('₹1,23,456.00', '123456'), ('€ 12.50', '12.50'), ('12.50 EUR', '12.50'),
    ('1.2k', '1200'), ('3m', '3000000'), ('.00', '0'), ('+7', '7')])
def test_numbers_are_read_however_they_are_written(text, expected):
    assert number(text, decide('sales', [text]).mark) == Decimal(expected)


@pytest.mark.parametrize('text', ['#N/A', '#REF!', 'NaN', 'Infinity', '1E+05', '123456789012345678', 'abc', '1-2',
                                  '1.2.3,4,5', '12 34'])
def test_what_is_no_number_or_has_lost_its_digits_is_an_error_of_the_row(text):
    with pytest.raises(NoNumber):
        number(text, '.')


def test_a_text_with_both_readings_is_asked_for_once():
    found = decide('units', ['1.234', '5'])
    assert found.mark == '' and found.doubt.key == 'decimals:units'
    assert [value for value, _ in found.doubt.choices] == [',', '.']
    assert decide('units', ['1.234', '5'], ',') == decide('units', ['1.234', '5,5'])


def test_destroyed_decimals_refuse_their_column():
    """41.9136 became 419.136 and 957.5775 became 9.575.775."""
    assert 'two decimal marks' in decide('sales', ['419.136', '261.96', '9.575.775']).refusal


@settings(max_examples=60, deadline=None)
@given(st.decimals(0, 10 ** 9, places=2), st.sampled_from([(',', '.'), ('.', ','), ('\u00a0', ','), ("'", '.')]))
def test_what_a_country_writes_is_read_as_what_it_was(value, marks):
    text = f'{value:,.2f}'.translate(str.maketrans({',': marks[0], '.': marks[1]}))
    assert number(text, decide('x', [text]).mark) == value


def test_the_scale_of_percentages_is_decided_for_the_column():
    assert decide_scale('core', ['12', '60%'], '.').kind == POINTS
    assert share('12%', '.', FRACTIONS) == share('12', '.', POINTS) == share('0.12', '.', FRACTIONS) == Decimal('0.12')
    assert decide_scale('core', ['0.12', '0.6'], '.').doubt.key == 'scale:core'
    assert decide_scale('core', ['0.12', '0.6'], '.', FRACTIONS).kind == FRACTIONS


def test_price_bands_add_up_to_a_whole():
    assert bands('low:30; mid:50; high:20') == (('low', Decimal('0.3')), ('mid', Decimal('0.5')),
                                               ('high', Decimal('0.2')))
    assert sum(share for _, share in bands('{"low": 33.33, "mid": 33.33, "high": 33.33}')) == Decimal('0.9999')
    with pytest.raises(NoNumber, match='99'):
        bands('low:30;mid:50;high:19')


@pytest.mark.parametrize(('text', 'order', 'expected'), [
    ('2030-02-04', DMY, date(2030, 2, 4)), ('20300204', DMY, date(2030, 2, 4)), ('4/2/30', DMY, date(2030, 2, 4)),
    ('2/4/30', MDY, date(2030, 2, 4)), ('02-Jun-06', DMY, date(2006, 6, 2)), ('Jun 2, 2006', DMY, date(2006, 6, 2)),
    ('47518', DMY, date(2030, 2, 4)), ('2030-02-04T10:00:00Z', DMY, date(2030, 2, 4)),
    ('1/1/70', DMY, date(1970, 1, 1))])
def test_days_are_read_however_they_are_written(text, order, expected):
    assert day(text, DayOrder(order)) == expected


def test_a_number_over_twelve_says_whether_the_day_comes_first():
    assert decide_order('d', ['3/4/30', '13/4/30']).order == DMY
    assert decide_order('d', ['3/4/30', '4/13/30']).order == MDY
    assert decide_order('d', ['3/4/30']).doubt.key == 'days:d'
    assert 'mixes' in decide_order('d', ['13/4/30', '4/13/30']).refusal
    with pytest.raises(NoDay, match='may be day 3'):
        day('3/4/30', DayOrder(''))


def test_a_month_without_a_day_is_a_month():
    assert month('Mar-26') == month('2026-03') == month('03/2026') == date(2026, 3, 15)
    assert month('2026-13') is None


def test_what_a_spreadsheet_re_read_is_put_back():
    assert re_read(date(2004, 1, 13)) == date(2013, 4, 1)


def test_re_read_days_are_found_by_their_distance_from_delivery():
    wrong = [('2004-01-13', date(2004, 1, 13), date(2013, 7, 1))] * 6
    assert doubt_of('order_date', 'Ordered', wrong).choices[0] == ('swap', 'Read “2004-01-13” as 4/1/13')
    sound = [('2013-04-01', date(2013, 4, 1), date(2013, 7, 1))] * 6
    assert doubt_of('order_date', 'Ordered', sound) is None
    assert is_believable(date(2013, 4, 1), date(2013, 3, 5)) and not is_believable(date(2013, 4, 1), date(2013, 3, 1))


@pytest.mark.parametrize(('text', 'is_month', 'expected'), [
    ('2030-02-13', False, 'w:2030-02-11'), ('W07', False, 'w:2030-03-18'), ('2030-W02', False, 'w:2030-02-11'),
    ('P02', False, 'm:2030-02'), ('2030-02-13', True, 'm:2030-01'), ('Mar-30', False, 'm:2030-02')])
def test_periods_are_found_by_any_of_their_days_or_their_number(text, is_month, expected):
    assert period_key(text, SPAN, DayOrder(), is_month) == expected


def test_a_week_that_ends_where_ours_begins_is_the_one_before():
    assert period_key('2030-02-11', SPAN, DayOrder(), is_ending=True) == 'w:2030-02-04'
    assert period_key('2030-02-10', SPAN, DayOrder(), is_ending=True) == 'w:2030-02-04'


@pytest.mark.parametrize('text', ['2030-01-31', '2031-02-04', 'W53', 'P07'])
def test_what_is_outside_the_season_names_it(text):
    with pytest.raises(NoDay, match='Spring 2030'):
        period_key(text, SPAN, DayOrder())


@pytest.mark.parametrize('text', ['harb', ' HARB\u00a0', 'Harbour  Street'])
def test_codes_and_names_match_whatever_their_case_and_blanks(text):
    assert find(text, PLACES).code == 'HARB'


def test_letters_in_another_unicode_form_are_the_same():
    assert find("Co\u0302te d'Ivoire", PLACES).code == '0012'


@pytest.mark.parametrize(('text', 'words', 'suggestions'), [
    ('12', 'zeros may be lost', ('0012',)), ('HARBOR', 'No location', ('HARB',)), ('North', 'Use the code',
                                                                                ('TWO', 'THREE')),
    ('1E5', 'took it for a number', ()), ('OLD', 'not active', ()), ('НARB', 'No location', ('HARB',))])
def test_what_does_not_match_says_why_and_what_would(text, words, suggestions):
    found = find(text, PLACES)
    assert isinstance(found, NoMatch) and words in found.message and found.suggestions == suggestions
