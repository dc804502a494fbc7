"""Undo and redo: one's own steps, in the log, as far back as it goes."""

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Paste, Set, Spread
from app.domain.seasons.spread import EVEN
from app.errors import Conflict
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.undoing import redo, undo, undo_import
from app.work import read, transact
from models.seasons import SeasonEdit
from tests.people import MAX, PIA
from tests.seasons import BEGIN, CODE, leaves, plant_season, row_of

WEEK = f'w:{BEGIN}'
LINEN = Cell('net_sales', 'l:HARB', 'c:LINEN', WEEK)
RUGS = Cell('net_sales', 'l:MILL', 'c:RUGS', WEEK)


def type_in(cell, value, who=PIA, **more):
    return transact(edit, who, CODE, None, Set(cell, value), **more)


def value(season, cell=LINEN):
    return read(cube_of, season).total(cell)


@pytest.fixture
def season(workspace):
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[10])})


def test_a_hundred_steps_go_back_to_the_beginning_and_forth_again(season):
    for number in range(100):
        type_in(LINEN, 100 + number)
    for _ in range(100):
        last = transact(undo, PIA, CODE)
    assert (value(season), last.what, last.cells) == (10, 'set', ('Net sales, Linen, Harbour Street, week 1',))
    with pytest.raises(Conflict, match='nothing of yours to undo'):
        transact(undo, PIA, CODE)
    for _ in range(100):
        transact(redo, PIA, CODE)
    assert value(season) == 199
    with pytest.raises(Conflict, match='nothing of yours to redo'):
        transact(redo, PIA, CODE)


def test_a_step_goes_back_whole_whatever_it_was(season):
    transact(edit, PIA, CODE, None, Spread(Cell('net_sales'), 1000, EVEN))
    transact(edit, PIA, CODE, None, Paste(((LINEN, 5), (RUGS, None))))
    transact(undo, PIA, CODE)
    assert value(season, RUGS) == 8 and read(cube_of, season).total(Cell('net_sales')) == 1000
    transact(undo, PIA, CODE)
    assert (value(season), value(season, RUGS)) == (10, None)


def test_everybody_takes_back_their_own(season):
    type_in(LINEN, 20)
    type_in(RUGS, 30, MAX)
    transact(undo, PIA, CODE)
    assert (value(season), value(season, RUGS)) == (10, 30)


def test_whoever_stands_in_between_is_named_and_nothing_happens(season):
    type_in(LINEN, 20)
    type_in(LINEN, 30, MAX)
    with pytest.raises(Conflict, match='Max changed Net sales, Linen, Harbour Street, week 1 since') as refusal:
        transact(undo, PIA, CODE)
    assert refusal.value.told == {'yours': '0.10', 'theirs': '0.30', 'seq': 2}
    assert value(season) == 30
    transact(undo, MAX, CODE)
    transact(undo, PIA, CODE)
    assert value(season) == 10


def test_after_something_new_nothing_old_is_done_again(season):
    type_in(LINEN, 20)
    transact(undo, PIA, CODE)
    type_in(RUGS, 30)
    with pytest.raises(Conflict, match='nothing of yours to redo'):
        transact(redo, PIA, CODE)
    transact(undo, PIA, CODE)
    transact(redo, PIA, CODE)
    with pytest.raises(Conflict):
        transact(redo, PIA, CODE)
    assert (value(season), value(season, RUGS)) == (10, 30)


def test_the_log_says_what_took_back_what(season):
    type_in(LINEN, 20)
    transact(undo, PIA, CODE)
    transact(redo, PIA, CODE)
    rows = read(lambda work: [(row.operation, row.undoes, row.undone_by) for row in (
        work.session.get(SeasonEdit, number) for number in (1, 2, 3))])
    assert rows == [('set', None, None), ('undo', 1, 3), ('redo', 2, None)]


def test_what_may_not_be_changed_is_not_undone(season):
    type_in(LINEN, 20)
    row_of(season, 'plan_uploaded')
    with pytest.raises(Conflict) as refusal:
        transact(undo, PIA, CODE)
    assert refusal.value.code == 'seasons.wrong_step' and value(season) == 20


def test_a_file_is_taken_back_as_one_step_and_not_by_the_keyboard(season):
    type_in(LINEN, 20, import_id=7)
    type_in(RUGS, 30, import_id=7)
    with pytest.raises(Conflict, match='nothing of yours to undo'):
        transact(undo, PIA, CODE)
    assert transact(undo_import, MAX, CODE, 7) == 2
    assert (value(season), value(season, RUGS)) == (10, None)
    assert transact(undo_import, MAX, CODE, 7) == 0
