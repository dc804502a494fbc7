"""What is told of a cell besides its value: holds, notes, its history, why it says what it says."""

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Set
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services.seasons.cell_history import view_history
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.explained import explain_cell
from app.services.seasons.holds import hold_cells, release_cells
from app.services.seasons.notes import add_note, list_notes, remove_note
from app.services.seasons.undoing import undo
from app.work import read, transact
from tests.people import BOB, CLEO, MAX, PIA
from tests.seasons import BEGIN, CODE, leaves, plant_season

WEEK = f'w:{BEGIN}'
LINEN = Cell('net_sales', 'l:HARB', 'c:LINEN', WEEK)
DRESS = Cell('net_sales', 'l:HARB', 'c:DRESS', WEEK)
WOMEN = Cell('net_sales', '', 'c:WOMEN', WEEK)


@pytest.fixture
def season(workspace):
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[5000], HARB_DRESS=[3000], MILL_DRESS=[2000])})


def type_in(cell, value, who=PIA):
    return transact(edit, who, CODE, None, Set(cell, value))


class TestHolds:
    def test_what_is_held_stays_when_a_total_is_typed_and_goes_again_when_released(self, season):
        assert transact(hold_cells, PIA, CODE, [LINEN, LINEN]) == 1
        assert transact(hold_cells, PIA, CODE, [LINEN]) == 0
        type_in(WOMEN, 12_000)
        assert read(cube_of, season).total(LINEN) == 5000
        with pytest.raises(Conflict, match='held by Pia'):
            type_in(LINEN, 1, MAX)
        assert transact(release_cells, MAX, CODE, [LINEN, DRESS]) == 1
        type_in(LINEN, 1, MAX)

    def test_a_total_that_is_held_whole_is_not_changed(self, season):
        transact(hold_cells, PIA, CODE, [WOMEN])
        with pytest.raises(Conflict, match='Net sales, Women, week 1 is held by Pia'):
            type_in(WOMEN, 12_000)

    def test_viewers_and_buyers_hold_nothing_and_what_is_elsewhere_cannot_be_held(self, season):
        for who in (CLEO, BOB):
            with pytest.raises(Forbidden):
                transact(hold_cells, who, CODE, [LINEN])
        with pytest.raises(NotFound):
            transact(hold_cells, PIA, CODE, [Cell('net_sales', 'l:NOWHERE')])


class TestNotes:
    def test_a_note_stays_on_its_cell_until_its_writer_or_a_manager_removes_it(self, season):
        first = transact(add_note, BOB, CODE, LINEN, ' Supplier ships late ')
        second = transact(add_note, PIA, CODE, WOMEN, 'Fair in week 1')
        assert [(one.name, one.text, one.by_name) for one in read(list_notes, CLEO, CODE)] == [
            ('Net sales, Women, week 1', 'Fair in week 1', 'Pia'),
            ('Net sales, Linen, Harbour Street, week 1', 'Supplier ships late', 'Bob')]
        with pytest.raises(Forbidden, match='Only whoever wrote'):
            transact(remove_note, BOB, CODE, second)
        transact(remove_note, BOB, CODE, first)
        transact(remove_note, MAX, CODE, second)
        assert read(list_notes, CLEO, CODE) == ()
        with pytest.raises(NotFound):
            transact(remove_note, MAX, CODE, second)

    def test_viewers_write_none_and_nobody_an_empty_one(self, season):
        with pytest.raises(Forbidden):
            transact(add_note, CLEO, CODE, LINEN, 'Hello')
        with pytest.raises(Rejected):
            transact(add_note, PIA, CODE, LINEN, ' ')


class TestHistory:
    def test_a_cell_tells_who_made_what_of_it_the_last_change_first(self, season):
        type_in(LINEN, 6000)
        type_in(DRESS, 1)
        type_in(WOMEN, 16_002, MAX)
        transact(undo, MAX, CODE)
        found = read(view_history, CLEO, CODE, LINEN)
        assert found.name == 'Net sales, Linen, Harbour Street, week 1' and found.goes_back
        assert [(one.by_name, one.operation, one.was, one.became, one.is_undone) for one in found.changes] == [
            ('Max', 'undo', 12_000, 6000, False), ('Max', 'set', 6000, 12_000, True),
            ('Pia', 'set', 5000, 6000, False)]

    def test_a_total_tells_every_change_below_it(self, season):
        type_in(LINEN, None)
        type_in(DRESS, 3500)
        assert [(one.was, one.became) for one in read(view_history, CLEO, CODE, WOMEN).changes] == [
            (5000, 5500), (10_000, 5000)]

    def test_only_so_much_is_told_and_it_says_so(self, season):
        for value in range(5):
            type_in(LINEN, value)
        found = read(view_history, CLEO, CODE, LINEN, 'working', 2)
        assert ([one.became for one in found.changes], found.goes_back) == ([4, 3], False)


def test_a_cell_explains_itself_with_its_formula_its_last_change_and_its_notes(season):
    type_in(LINEN, 6000)
    transact(add_note, PIA, CODE, LINEN, 'Fair')
    found = read(explain_cell, CLEO, CODE, LINEN)
    assert (found.name, found.version, found.explained.value) == (
        'Net sales, Linen, Harbour Street, week 1', 'Working', 6000)
    assert (found.last.by_name, found.last.was, found.notes[0].text, found.linked) == ('Pia', 5000, 'Fair', ())
    required = read(explain_cell, CLEO, CODE, Cell('required_receipts', '', 'c:WOMEN', WEEK))
    assert sum(part.value * part.sign for part in required.explained.parts) == required.explained.value == 11_000
    with pytest.raises(NotFound):
        read(explain_cell, CLEO, CODE, Cell('net_sales', 'l:NOWHERE'))
