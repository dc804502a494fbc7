"""Which cells go on from which, in either direction and of several measures at once."""

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.plan.filling import filled_rows
from app.errors import Rejected


def block(text):
    """`a1 a2` is a line of cells of the measure a in the periods 1 and 2."""
    return tuple(tuple(Cell(one[0], 'l:A', 'c:B', one[1:]) for one in line.split()) for line in text.split('\n'))


@pytest.mark.parametrize(('rows', 'direction', 'given', 'lines', 'count'), [
    ('a1 a2 a3', 'right', 1, 'a1 a2 a3', 1), ('a1 a2 a3', 'right', 2, 'a1 a2 a3', 2),
    ('a1 a2\na3 a4', 'right', 1, 'a1 a2\na3 a4', 1), ('a1 a2\na3 a4', 'down', 1, 'a1 a3\na2 a4', 1),
    ('a1\nb1\na2\nb2', 'down', 2, 'a1 a2\nb1 b2', 1), ('a1 b1 a2 b2', 'right', 2, 'a1 a2\nb1 b2', 1),
    ('a1\nb1\na2\nb2', 'down', 1, 'a1 a2\nb1 b2', 1), ('a1 a2 b1', 'right', 1, 'a1 a2', 1)])
def test_each_measure_goes_on_by_itself_in_either_direction(rows, direction, given, lines, count):
    assert filled_rows(block(rows), direction, given) == (block(lines), count)


@pytest.mark.parametrize(('rows', 'given', 'words'), [
    ('a1', 1, 'more than one cell'), ('a1 b1', 1, 'more than one cell'),
    ('a1 b1 a2 a3 b2', 3, 'as many cells of each')])
def test_what_cannot_go_on_is_refused(rows, given, words):
    with pytest.raises(Rejected, match=words):
        filled_rows(block(rows), 'right', given)
