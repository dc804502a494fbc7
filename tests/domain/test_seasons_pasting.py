"""What lies in a clipboard, and where it goes."""

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.plan.pasting import lines_of, placed, read_pasted
from app.errors import Rejected

ROWS = tuple(tuple(Cell('net_sales', 'l:A', 'c:B', f'w:{row}{column}') for column in range(2)) for row in range(2))


@pytest.mark.parametrize(('text', 'lines'), [
    ('1\t2\n3\t4\n', (('1', '2'), ('3', '4'))), ('1\r\n2\r\n', (('1',), ('2',))), ('"a\nb"\t2', (('a\nb', '2'),)),
    ('1\n\n2', (('1',), ('',), ('2',))), ('', (('',),)), ('5', (('5',),))])
def test_lines_have_tabs_and_the_empty_one_at_the_end_is_of_the_spreadsheet(text, lines):
    assert lines_of(text) == lines


def test_one_value_goes_into_all_that_is_chosen():
    assert [text for _, text, _, _ in placed(lines_of('7'), ROWS, True)] == ['7'] * 4


@pytest.mark.parametrize(('is_range', 'words'), [
    (True, '3 × 1 cells, 2 × 2 are chosen'), (False, '3 × 1 cells, 2 × 2 fit from here on')])
def test_what_does_not_fit_is_refused_with_both_sizes(is_range, words):
    with pytest.raises(Rejected, match=words):
        placed(lines_of('1\n2\n3'), ROWS, is_range)


def test_numbers_are_read_as_people_write_them_and_words_are_told():
    found = read_pasted(placed(lines_of('(1,234.50)\t€ 5\n+10%\tn/a'), ROWS, True), 2)
    assert [value for _, value in found.cells] == [-1234_50, 5_00]
    assert [(one.row, one.column, one.text) for one in found.bad] == [(2, 1, '+10%'), (2, 2, 'n/a')]


def test_an_empty_cell_of_the_clipboard_empties_the_cell():
    assert read_pasted(placed(lines_of('\t1\n2\t3'), ROWS, True), 2).cells[0][1] is None
