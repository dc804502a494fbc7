"""What is strange about a file without being wrong, and what above or below a table belongs to nobody."""

import pytest

from app.domain.seasons.importing.answers import Answers, with_change
from app.domain.seasons.importing.kinds import ORDERS, PLANS
from app.errors import Rejected
from tests.domain.test_seasons_import_checking import checked


@pytest.mark.parametrize(('last', 'is_total'), [(['Total sales', '', '', '10'], True), (['', 'Sum', '', '10'], True),
                                                (['Total Care', 'LINEN', 'W02', '10'], False)])
def test_a_line_that_adds_up_is_known_by_its_words_and_what_it_leaves_empty(last, is_total):
    found = checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], ['HARB', 'LINEN', 'W01', '10'], last)
    assert (found.read, bool(found.issues)) == ((1, False) if is_total else (2, True))


def test_a_header_without_rows_is_refused():
    with pytest.raises(Rejected, match='no row follows'):
        checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'])


def test_answers_about_how_a_file_is_read_are_wishes_for_the_next_reading():
    said = with_change(Answers(), {'choices': {'encoding': 'cp1252', 'merged': 'fill'}})
    assert (said.reading.encoding, said.reading.merged) == ('cp1252', 'fill')


def test_a_number_six_digits_over_its_peers_is_taken_with_a_warning():
    rows = [['HARB', 'LINEN', f'W0{week}', str(10 + week)] for week in range(1, 8)]
    rows[5][3] = '19000000'
    found = checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], *rows)
    assert not found.issues and found.notes == (
        'Net sales in row 7 is more than a million times what others are.',)
    assert not checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], *rows[:5], rows[6]).notes


def test_a_price_of_nothing_is_taken_with_a_warning():
    found = checked(ORDERS, ['PO', 'Store', 'Dept', 'Qty', 'Unit cost', 'Retail'],
                    *(['1', 'HARB', 'LINEN', '5', '0', '9'] for _ in range(7)), ['2', 'HARB', 'LINEN', '5', '1', '0'])
    assert not found.issues and found.notes == (
        'Unit cost is 0 in rows 2, 3, 4, 5, 6 and 2 more.', 'Retail price is 0 in row 9.')
