"""From what people do to the leaves that change: exact, whole, and in the order in which it was told."""

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.seasons.axes import Category, Cell, Location, Period, axes_of
from app.domain.seasons.changes import applied, decoded, encoded, reversed_of
from app.domain.seasons.cube import BLANK, Cube, sheet_of, stored_of
from app.domain.seasons.doing import changes_of, target_box, value_of
from app.domain.seasons.entry import read_entry
from app.domain.seasons.operations import Enter, Fill, Paste, Seed, Set, Spread
from app.domain.seasons.spread import HeldTooMuch
from app.errors import NotFound, Rejected

WEEKS = [Period(date(2030, 2, 4) + timedelta(weeks=n), date(2030, 2, 10) + timedelta(weeks=n), 2030, n + 1, 1 + n // 2,
                1, 1) for n in range(4)]
AXES = axes_of(1, [Location(0, 'A', 'A', cluster='K', cluster_name='K'), Location(1, 'B', 'B')],
               [Category(0, 'X', 'X', (('T', 'Tops'),)), Category(1, 'Y', 'Y', (('T', 'Tops'),)),
                Category(2, 'Z', 'Z')], WEEKS)
SHAPE = AXES.shape
PLACES, KINDS, SPANS = ([*nodes] for nodes in (AXES.location_nodes, AXES.category_nodes, AXES.period_nodes))
CELLS = st.builds(Cell, st.just('net_sales'), st.sampled_from(PLACES), st.sampled_from(KINDS), st.sampled_from(SPANS))
STORED = st.lists(st.one_of(st.just(BLANK), st.integers(0, 10 ** 9)), min_size=24, max_size=24)
FLAGS = st.lists(st.booleans(), min_size=24, max_size=24)


def cube_of(numbers, **more):
    sheets = {'net_sales': numbers, **more}
    return Cube(1, 0, AXES, {name: sheet_of(np.array(one, np.int64).reshape(SHAPE)) for name, one in sheets.items()})


def week(number, place='l:A', kind='c:X', measure='net_sales'):
    return Cell(measure, place, kind, WEEKS[number].key)


def leaves(*numbers):
    """Of one location and category; all else is blank."""
    return [*numbers, *[BLANK] * (24 - len(numbers))]


def done(cube, operation, **more):
    return applied(cube, changes_of(cube, operation, **more), 1)


@settings(max_examples=60)
@given(STORED, CELLS, st.integers(0, 10 ** 12), st.sampled_from(['proportional', 'even']), FLAGS)
def test_a_total_is_exactly_what_was_typed_and_fixed_leaves_stay(numbers, cell, value, basis, flags):
    cube, fixed = cube_of(numbers), np.array(flags).reshape(SHAPE)
    box = target_box(AXES, cell)
    try:
        changes = changes_of(cube, Set(cell, value, basis), lambda _, box: fixed[box])
    except HeldTooMuch:
        return
    after = applied(cube, changes, 1)
    assert value_of(after, cell) == value or (value == 0 and value_of(after, cell) is None)
    if value_of(cube, cell) is None or box != (slice(0, 1),) * 3:
        stays = fixed[box] & (np.array([one.stop - one.start for one in box]).prod() > 1)
        assert (stored_of(after.sheet('net_sales'))[box][stays] == stored_of(cube.sheet('net_sales'))[box][stays]).all()
    outside = np.ones(SHAPE, bool)
    outside[box] = False
    assert (stored_of(after.sheet('net_sales'))[outside] == stored_of(cube.sheet('net_sales'))[outside]).all()


@settings(max_examples=60)
@given(STORED, st.lists(st.tuples(CELLS, st.one_of(st.none(), st.integers(0, 10 ** 9))), min_size=1, max_size=8))
def test_pasting_is_typing_one_after_the_other_and_can_be_taken_back(numbers, cells):
    cube = cube_of(numbers)
    one_by_one = cube
    for cell, value in cells:
        one_by_one = done(one_by_one, Set(cell, value))
    changes = decoded(encoded(changes_of(cube, Paste(tuple(cells)))))
    after = applied(cube, changes, 1)
    assert (stored_of(after.sheet('net_sales')) == stored_of(one_by_one.sheet('net_sales'))).all()
    back = applied(after, reversed_of(changes), 2)
    assert (stored_of(back.sheet('net_sales')) == stored_of(cube.sheet('net_sales'))).all()


@pytest.mark.parametrize(('text', 'becomes'), [
    ('+10%', [110, 220, None]), ('*1.05', [105, 210, None]), ('/2', [50, 100, None]), ('+=5', [105, 205, 5]),
    ('7', [7, 7, 7]), ('', [None, None, None]), ('=LY*1.03', [206, None, 309])])
def test_a_selection_takes_what_is_typed_cell_by_cell(text, becomes):
    cube, last_year = cube_of(leaves(100, 200)), cube_of(leaves(200, BLANK, 300))
    digits = 0
    after = done(cube, Enter(tuple(week(at) for at in range(3)), read_entry(text, 'money', digits)),
                 looks={'ly': last_year})
    if text == '=LY*1.03':
        becomes = [206, None, 309]
    assert [value_of(after, week(at)) for at in range(3)] == becomes


@pytest.mark.parametrize(('way', 'more', 'becomes'), [
    ('copy', {}, [100, 100, 100, 100]), ('growth', {'growth': Fraction(1, 10)}, [100, 110, 121, 133]),
    ('line', {}, [100, 200, 300, 400]), ('repeat', {'given': 2}, [100, 5, 100, 5])])
def test_a_fill_goes_on_from_what_is_given(way, more, becomes):
    cube = cube_of(leaves(100, 5, BLANK, 400))
    after = done(cube, Fill((tuple(week(at) for at in range(4)),), way, **more))
    assert [value_of(after, week(at)) for at in range(4)] == becomes


def test_a_line_needs_both_its_ends():
    with pytest.raises(Rejected, match='first and its last'):
        changes_of(cube_of(leaves(100)), Fill((tuple(week(at) for at in range(4)),), 'line'))


def test_stock_of_a_month_is_that_of_its_last_week_and_opening_stock_of_its_first():
    cube = cube_of(leaves())
    after = done(cube, Paste(((Cell('eop', 'l:A', 'c:X', 'm:2030-01'), 70), (Cell('bop', 'l:A', 'c:X'), 50))))
    assert (value_of(after, week(1, measure='eop')), value_of(after, week(0, measure='eop'))) == (70, None)
    assert (value_of(after, week(0, measure='bop')), value_of(after, Cell('eop', 'l:A'))) == (50, None)


def test_a_way_of_planning_is_the_same_in_every_leaf():
    after = done(cube_of(leaves()), Set(Cell('by_receipts', 'l:A', 'c:T'), 1))
    assert (stored_of(after.sheet('by_receipts'))[0, :2] == 1).all()
    assert int(after.sheet('by_receipts').filled.sum()) == 8


@pytest.mark.parametrize(('basis', 'becomes'), [
    ('replicate', [9, 9, 9, 9]), ('increment', [109, 14, 9, 409]), ('even', [3, 2, 2, 2]),
    ('shape', [1, 2, None, 6])])
def test_each_basis_of_a_spread(basis, becomes):
    cube, last_year = cube_of(leaves(100, 5, BLANK, 400)), cube_of(leaves(10, 20, BLANK, 60))
    after = done(cube, Spread(Cell('net_sales', 'l:A', 'c:X'), 9, basis), looks={'ly': last_year})
    assert [value_of(after, week(at)) for at in range(4)] == becomes


def test_a_seed_keeps_its_shape_and_its_total_to_the_unit():
    source = cube_of(leaves(33, 33, 33, BLANK))
    after = done(cube_of(leaves(1, 1, 1, 1)), Seed(Cell('', 'l:A', 'c:X'), 'ly', (('net_sales', Fraction(1, 3)),)),
                 looks={'ly': source})
    assert [value_of(after, week(at)) for at in range(4)] == [11, 11, 11, None]
    with pytest.raises(NotFound):
        changes_of(source, Seed(Cell(''), 'lly', (('net_sales', Fraction(1)),)))


def test_a_look_alike_has_as_many_leaves_as_what_takes_after_it():
    source = cube_of(leaves(10, 20, 30, 40))
    after = done(cube_of(leaves()), Seed(Cell('', 'l:A', 'c:Z'), 'ly', (('net_sales', Fraction(2)),), 'c:X'),
                 looks={'ly': source})
    assert value_of(after, Cell('net_sales', 'l:A', 'c:Z')) == 200
    with pytest.raises(Rejected, match='as many leaves'):
        changes_of(source, Seed(Cell('', '', 'c:Z'), 'ly', (('net_sales', Fraction(2)),), 'c:T'), looks={'ly': source})


@pytest.mark.parametrize('cell', [Cell('net_sales', 'l:NO'), Cell('net_sales', '', 'c:NO'), Cell('no_such'),
                                  Cell('net_sales', '', '', 'w:2031-01-01')])
def test_a_cell_of_another_season_is_not_found(cell):
    with pytest.raises(NotFound):
        changes_of(cube_of(leaves()), Set(cell, 1))


def test_more_than_a_plan_can_hold_is_refused():
    with pytest.raises(Rejected, match='more than a plan'):
        changes_of(cube_of(leaves()), Set(week(0), 10 ** 15 + 1))
