"""What is strange about a file without being wrong, and what above or below a table belongs to nobody."""

import pytest

from app.domain.seasons.importing.answers import Answers, with_change
from app.domain.seasons.importing.kinds import PLANS
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
