"""What an edit does to cells: kept, read back, applied, taken back."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.seasons.axes import Category, Cell, Location, Period, axes_of
from app.domain.seasons.changes import applied, change_of, decoded, encoded, reversed_of
from app.domain.seasons.cube import BLANK, Cube, stored_of

PERIODS = [Period(date(2030, 2, 4) + timedelta(weeks=n), date(2030, 2, 10) + timedelta(weeks=n), 2030, n + 1, 1, 1, 1)
           for n in range(3)]
AXES = axes_of(1, [Location(1, 'B', 'B'), Location(0, 'A', 'A', cluster='K', cluster_name='K')],
               [Category(0, 'X', 'X'), Category(1, 'Y', 'Y')], PERIODS)
EMPTY = Cube(1, 0, AXES, {})
EVERYWHERE = (slice(None), slice(None), slice(None))
NUMBERS = st.lists(st.one_of(st.just(BLANK), st.integers(-10 ** 15, 10 ** 15)), min_size=12, max_size=12)


def cells(numbers):
    return np.array(numbers, np.int64).reshape(2, 2, 3)


@given(NUMBERS, NUMBERS)
def test_an_edit_leads_where_it_means_and_can_be_taken_back(first, second):
    before = applied(EMPTY, [change_of(EMPTY, 'units', EVERYWHERE, cells(first))], 1)
    change = change_of(before, 'units', EVERYWHERE, cells(second))
    kept = decoded(encoded([change]))
    after = applied(before, kept, 2)
    assert (stored_of(after.sheet('units')) == cells(second)).all() and after.seq == 2
    assert (stored_of(applied(after, reversed_of(kept), 3).sheet('units')) == cells(first)).all()


def test_only_leaves_that_change_are_kept():
    change = change_of(EMPTY, 'units', (slice(0, 1), slice(0, 1), slice(0, 2)), np.array([[[BLANK, 5]]]))
    assert (len(change), change.locations.tolist(), change.periods.tolist()) == (1, [0], [1])


def test_a_total_is_the_sum_of_its_leaves_and_blank_without_any():
    cube = applied(EMPTY, [change_of(EMPTY, 'units', EVERYWHERE, cells([1, 2, 3, *[BLANK] * 9]))], 1)
    assert cube.total(Cell('units')) == 6 and cube.total(Cell('units', category='c:Y')) is None


def test_a_cube_that_was_looked_at_never_changes():
    before = applied(EMPTY, [change_of(EMPTY, 'units', EVERYWHERE, cells([1] * 12))], 1)
    applied(before, [change_of(before, 'units', EVERYWHERE, cells([2] * 12))], 2)
    assert before.total(Cell('units')) == 12
