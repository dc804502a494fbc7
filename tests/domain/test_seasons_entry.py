"""What may be typed into a cell of the plan."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.seasons.entry import Amount, Blank, Copied, Raised, Scaled, entered, read_amount, read_entry
from app.domain.seasons.measures import FLAG, MONEY, QUANTITY
from app.domain.seasons.money import is_rate, number_in, plain, written
from app.errors import Rejected

SLOW = [HealthCheck.too_slow]  # on a busy machine


@pytest.mark.parametrize(('text', 'entry'), [
    ('', Blank()), ('  ', Blank()),
    ('+10%', Scaled(Fraction(11, 10))), ('-10%', Scaled(Fraction(9, 10))), ('+2.5%', Scaled(Fraction(41, 40))),
    ('*1.05', Scaled(Fraction(21, 20))), ('/2', Scaled(Fraction(1, 2))), ('÷ 4', Scaled(Fraction(1, 4))),
    ('+=500', Raised(50000)), ('-=500', Raised(-50000)), ('+=1.2k', Raised(120000)),
    ('1.2k', Amount(120000)), ('3m', Amount(300000000)), ('3M', Amount(300000000)), ('2.5k', Amount(250000)),
    ('=LY*1.03', Copied('ly', Fraction(103, 100))), ('=ly+3%', Copied('ly', Fraction(103, 100))),
    ('=ORIGINAL', Copied('original')), ('=CURRENT/2', Copied('current', Fraction(1, 2))),
    ('+5', Amount(500)), ('-5', Amount(-500)), ('(5)', Amount(-500)), ('5-', Amount(-500)), ('−5', Amount(-500)),
])
def test_shorthands_and_plain_numbers(text, entry):
    assert read_entry(text, MONEY, 2) == entry


@pytest.mark.parametrize(('text', 'minor'), [
    ('1,234.56', 123456), ('1.234,56', 123456), ('1 234,56', 123456), ('1\u202f234,56', 123456),
    ('1\u00a0234.56', 123456), ("1'234.56", 123456), ('1,23,456', 12345600), ('1,234', 123400), ('12,5', 1250),
    ('.5', 50), ('1,234,567', 123456700), ('1.234.567', 123456700), ('€ 1,200', 120000), ('1200 EUR', 120000),
    ('₹1,23,456.50', 12345650), ('Rs. 500', 50000), ('$(1,234.50)', -123450), ('-$5', -500), ('5 kr', 500),
])
def test_numbers_are_read_as_people_of_many_places_write_them(text, minor):
    assert read_amount(text, 2) == minor


@pytest.mark.parametrize(('text', 'words'), [
    ('1.234', 'can be read in two ways: type 1234 or 1.23'), ('0.125', 'more decimals than this cell: 2 at most'),
    ('12%', 'write +12% to raise'), ('1e5', 'is not a number'), ('NaN', 'is not a number'),
    ('Infinity', 'is not a number'), ('#N/A', 'is not a number'), ('--5', 'is not a number'), ('1.2.3', 'its marks'),
    ('1,2.3,4', 'its marks'), ('123456789012345678', 'too many digits'), ('=NEXT', 'names no version'),
    ('=LY*x', 'is not a number'), ('/0', 'divided by 0'), ('+x%', 'is not a number'),
])
def test_what_is_no_number_is_refused_with_a_reason(text, words):
    with pytest.raises(Rejected, match=words.replace('+', r'\+')) as refusal:
        read_entry(text, MONEY, 2)
    assert refusal.value.code == 'seasons.number'


def test_whole_units_have_no_decimals_and_some_currencies_three():
    assert read_entry('1.2k', QUANTITY, 0) == Amount(1200)
    assert read_amount('1.234', 3) == 1234
    with pytest.raises(Rejected, match='whole numbers only'):
        read_entry('1.5', QUANTITY, 0)


def test_a_row_is_planned_by_receipts_or_by_a_target():
    assert read_entry('yes', FLAG, 0) == Amount(1)
    assert read_entry('target', FLAG, 0) == Amount(0)
    with pytest.raises(Rejected, match='Type yes'):
        read_entry('2', FLAG, 0)


@pytest.mark.parametrize(('text', 'was', 'other', 'becomes'), [
    ('', 5, None, None), ('7', 5, None, 700), ('+10%', 1005, None, 1106), ('/2', 5, None, 3), ('/2', -5, None, -3),
    ('+=5', None, None, 500), ('+10%', None, None, None), ('=LY*1.03', 5, 1000, 1030), ('=LY', 5, None, None),
])
def test_what_a_cell_becomes_is_rounded_half_up_once(text, was, other, becomes):
    assert entered(read_entry(text, MONEY, 2), was, other) == becomes


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(st.integers(-10 ** 14, 10 ** 14), st.sampled_from([0, 2, 3]))
def test_what_the_program_writes_it_reads_again(amount, digits):
    assert read_amount(plain(amount, digits), digits) == amount
    assert read_amount(written(amount, digits), digits) == amount


@pytest.mark.parametrize('text', ['1e999999999', '-1E999999', '1e-999999999', '0e-999999999', '9' * 99, 'NaN', 'x'])
def test_a_number_that_nobody_can_mean_is_refused_before_anything_is_worked_out_with_it(text):
    assert number_in(text) is None
    for entry in (f'*{text}', f'=LY*{text}', f'+{text}%'):
        with pytest.raises(Rejected):
            read_entry(entry, MONEY, 2)


def test_a_rate_has_as_many_decimals_as_are_kept():
    assert [is_rate(Decimal(text)) for text in ('1.1', '0.00000001', '0.000000001', '1e-999999999', '0', 'NaN', '1e10')
            ] == [True, True, False, False, False, False, False]
