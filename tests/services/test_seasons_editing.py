"""Edits of a plan: done whole or refused whole, for the first reason of a fixed order."""

import pytest

from app.domain.access import Actor, Grant
from app.domain.seasons.axes import Cell
from app.domain.seasons.colliding import Collided
from app.domain.seasons.operations import Fill, Paste, Set, Spread
from app.domain.seasons.spread import EVEN
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.moves import decoded
from app.work import read, transact
from models.seasons import SeasonEdit, SeasonHold, SeasonScope
from tests.people import ANN, BOB, CLEO, MAX, NOON, PIA
from tests.seasons import CODE, leaves, plant_season, plant_version, row_of

WEEK = 'w:2030-02-04'
LINEN = Cell('net_sales', 'l:HARB', 'c:LINEN', WEEK)
WOMEN = Cell('net_sales', '', 'c:WOMEN', WEEK)


def total(season, cell, version='working'):
    return read(cube_of, season, version).total(cell)


def write(*rows):
    transact(lambda work: [work.session.add(row) for row in rows])


def test_a_value_is_in_the_log_and_in_the_cube_of_everybody_once_it_is_committed(workspace):
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[10])})
    done = transact(edit, PIA, CODE, 0, Set(LINEN, 25))
    assert (done.seq, done.changed, total(season, LINEN)) == (1, 1, 25)
    row = read(lambda work: work.session.get(SeasonEdit, 1))
    assert (row.operation, row.actor_name, row.size, row.scope['cells']) == (
        'set', 'Pia', 1, [['net_sales', 'l:HARB', 'c:LINEN', WEEK]])
    assert 'PlanEdited' in [type(event).__name__ for event in workspace]


def test_an_edit_that_changes_nothing_leaves_no_trace(workspace):
    plant_season(cells={'net_sales': leaves(HARB_LINEN=[10])})
    assert transact(edit, PIA, CODE, 0, Set(LINEN, 10)).changed == 0
    assert not read(lambda work: work.session.get(SeasonEdit, 1))


def test_what_a_transaction_that_fails_has_changed_is_seen_by_nobody(workspace):
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[10])})

    def fails(work):
        edit(work, PIA, CODE, 0, Set(LINEN, 99))
        assert cube_of(work, season).total(LINEN) == 99
        raise LookupError
    with pytest.raises(LookupError):
        transact(fails)
    assert total(season, LINEN) == 10
    assert transact(edit, PIA, CODE, 0, Set(LINEN, 11)).seq == 1


def test_a_total_is_brought_down_in_proportion_and_what_is_blank_stays_so(workspace):
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[500], HARB_DRESS=[300], MILL_DRESS=[300])})
    transact(edit, PIA, CODE, 0, Set(WOMEN, 1000))
    found = read(cube_of, season)
    assert [found.total(Cell('net_sales', place, kind, WEEK)) for place, kind in (
        ('l:HARB', 'c:LINEN'), ('l:HARB', 'c:DRESS'), ('l:MILL', 'c:DRESS'))] == [454, 273, 273]
    assert found.total(Cell('net_sales', 'l:MILL', 'c:LINEN', WEEK)) is None


def test_held_leaves_stay_and_are_named_where_they_leave_no_room(workspace):
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[5000], HARB_DRESS=[3000], MILL_DRESS=[2000])})
    version = read(cube_of, season).number
    write(SeasonHold(version_id=version, measure='net_sales', location='l:HARB', category='c:LINEN', period='',
                     by=ANN.identity, by_name='Ann', at=NOON))
    transact(edit, PIA, CODE, 0, Set(WOMEN, 12000))
    assert [total(season, Cell('net_sales', place, kind, WEEK)) for place, kind in (
        ('l:HARB', 'c:LINEN'), ('l:HARB', 'c:DRESS'), ('l:MILL', 'c:DRESS'))] == [5000, 4200, 2800]
    with pytest.raises(Rejected, match=r'Held cells already add up to 50\.00 \(Net sales, Linen, Harbour Street\)'):
        transact(edit, PIA, CODE, 1, Set(WOMEN, 4000))


def test_a_paste_and_a_fill_are_one_step_each(workspace):
    season = plant_season()
    cells = [Cell('net_sales', 'l:HARB', 'c:LINEN', f'w:2030-02-{day:02}') for day in (4, 11, 18, 25)]
    assert transact(edit, PIA, CODE, 0, Paste(tuple((cell, 100 + at) for at, cell in enumerate(cells[:2])))).seq == 1
    assert transact(edit, PIA, CODE, 1, Fill((tuple(cells[1:]),))).seq == 2
    assert [total(season, cell) for cell in cells] == [100, 101, 101, 101]


def test_stock_over_several_periods_is_that_of_the_last_or_first(workspace):
    season = plant_season('plan_uploaded')
    transact(edit, PIA, CODE, 0, Spread(Cell('eop', 'l:HARB', '', ''), 800, EVEN))
    cube = read(cube_of, season)
    assert cube.total(Cell('eop', 'l:HARB', '', 'w:2030-03-25')) == 800
    assert cube.total(Cell('eop', 'l:HARB', '', WEEK)) is None


class TestRefusals:
    """Each has all later reasons, too."""

    @pytest.fixture
    def season(self, workspace):
        season = plant_season('range_uploaded', {'net_sales': leaves(HARB_LINEN=[10] * 8)})
        version = read(cube_of, season).number
        write(SeasonScope(season_id=season, branch='c:WOMEN', cluster='k:CLU-HIGH', state='review',
                          asked_by_name='Pia', at=NOON),
              SeasonHold(version_id=version, measure='net_sales', location='', category='', period='',
                         by=ANN.identity, by_name='Ann', at=NOON))
        return season

    def refused(self, cell, who=PIA, seq=0):
        with pytest.raises((Conflict, Forbidden, Rejected, NotFound)) as refusal:
            transact(edit, who, CODE, seq, Set(cell, 77))
        return refusal.value.code, str(refusal.value)

    def test_no_right_comes_first(self, season):
        row_of(season, 'locked')
        for who in (BOB, CLEO, Actor('person:99', 'Nobody', (Grant('planner', 'sprints'),))):
            assert self.refused(LINEN, who) == ('auth.forbidden',
                                                'Only planners of this branch and cluster can change the plan.')

    def test_then_the_lock(self, season):
        row_of(season, 'locked')
        assert self.refused(LINEN) == ('seasons.locked', 'This season was locked. An admin can re-open it.')

    def test_then_the_period(self, season, time):
        time.passes(days=40)  # 18 February
        code, text = self.refused(LINEN)
        assert (code, text[:14]) == ('seasons.elapsed', 'Week 1 is over')

    def test_then_the_scope(self, season):
        assert self.refused(LINEN) == (
            'seasons.scope', 'Women in High street waits for approval, asked for by Pia. Until then it can only be '
            'read.')

    def test_then_the_step(self, season):
        row_of(season, 'otb_uploaded')
        assert self.refused(Cell('otb', 'l:SOUTH', 'c:RUGS', WEEK))[0] == 'seasons.wrong_step'

    def test_then_that_it_is_worked_out(self, season):
        assert self.refused(Cell('otb', 'l:SOUTH', 'c:RUGS', WEEK)) == (
            'seasons.derived', 'Open to buy is worked out: required receipts + budget transfers − received − on order '
            '− outside on-order − reserve. Change what it comes from.')

    def test_then_the_hold(self, season):
        transact(lambda work: [work.session.delete(row) for row in [work.session.get(
            SeasonScope, (season, 'c:WOMEN', 'k:CLU-HIGH'))]])
        assert self.refused(LINEN) == ('seasons.held', 'Net sales is held by Ann. Release it first.')

    def test_and_last_somebody_else(self, workspace):
        season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[10])})
        transact(edit, MAX, CODE, 0, Set(LINEN, 1200))
        with pytest.raises(Collided) as refusal:
            transact(edit, PIA, CODE, 0, Set(LINEN, 1300))
        assert str(refusal.value) == ('Max changed Net sales, Linen, Harbour Street, week 1 while you were at it. '
                                      'Nothing was overwritten.')
        assert (refusal.value.told['yours'], refusal.value.told['theirs'], refusal.value.told['seq']) == (
            '13.00', '12.00', 1)
        assert [(one.cell, one.yours, one.theirs, one.by_name) for one in refusal.value.clashes] == [
            (LINEN, 1300, 1200, 'Max')]
        assert transact(edit, PIA, CODE, 1, Set(LINEN, 1300)).seq == 2
        assert total(season, LINEN) == 1300


def test_ones_own_edits_are_no_conflict_and_neither_are_other_cells(workspace):
    plant_season(cells={'net_sales': leaves(HARB_LINEN=[10], MILL_LINEN=[10])})
    transact(edit, PIA, CODE, 0, Set(LINEN, 12))
    transact(edit, MAX, CODE, 0, Set(Cell('net_sales', 'l:MILL', 'c:LINEN', WEEK), 13))
    assert transact(edit, PIA, CODE, 0, Set(LINEN, 14)).seq == 3


def test_a_total_collides_where_somebody_changed_one_of_its_leaves(workspace):
    plant_season(cells={'net_sales': leaves(HARB_LINEN=[100], MILL_LINEN=[100])})
    transact(edit, MAX, CODE, 0, Set(LINEN, 300))
    with pytest.raises(Collided) as refusal:
        transact(edit, PIA, CODE, 0, Set(WOMEN, 1000))
    assert [(one.cell, one.yours, one.theirs) for one in refusal.value.clashes] == [(WOMEN, 1000, 400)]


def test_a_plan_is_not_below_nothing_but_what_happened_may_be(workspace):
    season = plant_season()
    with pytest.raises(Rejected, match='cannot be below 0'):
        transact(edit, PIA, CODE, 0, Set(LINEN, -5))
    transact(edit, PIA, CODE, 0, Set(LINEN, -5), 'actual')
    assert total(season, LINEN, 'actual') == -5


def test_a_frozen_version_is_changed_by_nobody(workspace):
    season = plant_season()
    plant_version(season, 'original', {})
    with pytest.raises(Conflict, match='kept as it was'):
        transact(edit, ANN, CODE, 0, Set(LINEN, 5), 'original')


def test_what_is_not_of_this_season_is_not_found(workspace):
    plant_season()
    with pytest.raises(NotFound):
        transact(edit, PIA, CODE, 0, Set(Cell('net_sales', 'l:NOWHERE', 'c:LINEN', WEEK), 5))


def test_an_edit_says_what_it_does_to_open_to_buy(workspace):
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[500])})
    transact(edit, PIA, CODE, 0, Set(LINEN, 700))
    axes = read(cube_of, season).axes
    effect = decoded(axes, read(lambda work: work.session.get(SeasonEdit, 1)).effect)
    assert effect[axes.category_at[1]].tolist() == [200, 0, 0, 0, 0, 0, 0, 0] and effect.sum() == 200
