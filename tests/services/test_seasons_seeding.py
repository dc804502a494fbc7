"""Where figures of a plan come from: other versions, stock targets, the trend of the last weeks, the top."""

from datetime import timedelta
from fractions import Fraction

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.entry import read_entry
from app.domain.seasons.operations import Enter, Seed, Set
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.reconciliation import accept_bottom_up, push_down, view_gaps
from app.services.seasons.reforecast import accept_trend, open_reforecast, view_trend
from app.services.seasons.seeding import set_targets
from app.services.seasons.undoing import undo
from app.work import read, transact
from models.seasons import SeasonScope
from tests.people import CLEO, MAX, NOON, PIA
from tests.seasons import BEGIN, CODE, leaves, plant_season, plant_version

WEEKS = [f'w:{BEGIN + timedelta(weeks=number)}' for number in range(8)]


def row(season, measure='net_sales', location='l:HARB', category='c:LINEN', version='working'):
    cube = read(cube_of, season, version)
    return [cube.total(Cell(measure, location, category, week)) for week in WEEKS]


def do(operation, who=PIA):
    return transact(edit, who, CODE, None, operation)


class TestSeeds:
    @pytest.fixture
    def season(self, workspace):
        season = plant_season()
        plant_version(season, 'ly', {'net_sales': leaves(HARB_LINEN=[100, 200, 300], MILL_RUGS=[7]),
                                     'units': leaves(HARB_LINEN=[1, 1, 1])})
        return season

    def test_last_year_and_three_percent_keeps_its_seasonality(self, season):
        do(Seed(Cell('', 'l:HARB'), 'ly', (('net_sales', Fraction('1.03')), ('units', Fraction(1)))))
        assert row(season)[:4] == [103, 206, 309, None] and row(season, 'units')[:3] == [1, 1, 1]
        assert row(season, location='l:MILL', category='c:RUGS') == [None] * 8
        transact(undo, PIA, CODE)
        assert row(season) == [None] * 8

    def test_a_new_store_takes_after_another_one(self, season):
        do(Seed(Cell('', 'l:SOUTH'), 'ly', (('net_sales', Fraction(1, 2)),), like='l:HARB'))
        assert row(season, location='l:SOUTH')[:3] == [50, 100, 150]

    def test_without_that_version_nothing_is_seeded(self, season):
        with pytest.raises(NotFound, match='no such version'):
            do(Seed(Cell(''), 'lly', (('net_sales', Fraction(1)),)))

    def test_what_is_typed_may_name_another_version(self, season):
        cells = tuple(Cell('net_sales', 'l:HARB', 'c:LINEN', week) for week in WEEKS[:4])
        do(Enter(cells, read_entry('=LY*1.03', 'money', 2)))
        assert row(season)[:4] == [103, 206, 309, None]
        do(Enter(cells[:1], read_entry('+10%', 'money', 2)))
        assert row(season)[0] == 113

    def test_a_total_follows_the_shape_of_last_year(self, season):
        do(Set(Cell('net_sales', 'l:HARB', 'c:LINEN'), 618, 'shape'))
        assert row(season)[:4] == [103, 206, 309, None]


def test_stock_targets_come_from_planned_sales_and_only_where_the_cell_reaches(workspace):
    season = plant_season('plan_uploaded', {'net_sales': leaves(HARB_LINEN=[100, 120, 90, 80, 70, 60, 50, 40])})
    transact(set_targets, PIA, CODE, Cell('', 'k:CLU-HIGH', '', 'm:2030-01'), 'cover', Fraction(2))
    assert row(season, 'eop') == [210, 170, 150, 130, None, None, None, None]
    assert row(season, 'eop', category='c:DRESS') == [None] * 8
    with pytest.raises(Rejected):
        transact(set_targets, PIA, CODE, Cell(''), 'guess', Fraction(2))


class TestReforecast:
    @pytest.fixture
    def season(self, workspace, time):
        season = plant_season('range_uploaded', {'net_sales': leaves(
            HARB_LINEN=[500, 500, 500, 500], HARB_DRESS=[100, 100, 100]), 'bop': leaves(HARB_LINEN=[9000])})
        plant_version(season, 'actual', {'net_sales': leaves(HARB_LINEN=[400, 500])})
        transact(lambda work: work.session.add(SeasonScope(
            season_id=season, branch='c:WOMEN', cluster='k:CLU-HIGH', state='approved', by_name='Max', at=NOON)))
        time.passes(days=40)  # two weeks are over
        return season

    def test_a_manager_opens_it_and_then_open_weeks_can_be_planned(self, season):
        cell = Cell('net_sales', 'l:HARB', 'c:LINEN', WEEKS[3])
        with pytest.raises(Conflict, match='was approved by Max'):
            do(Set(cell, 1))
        with pytest.raises(Forbidden):
            transact(open_reforecast, PIA, CODE, 'Cold spring')
        assert transact(open_reforecast, MAX, CODE, 'Cold spring') == 1
        with pytest.raises(Conflict, match='open already'):
            transact(open_reforecast, MAX, CODE, 'Cold spring')
        do(Set(cell, 450))
        with pytest.raises(Conflict, match='Week 2 is over'):
            do(Set(Cell('net_sales', 'l:HARB', 'c:LINEN', WEEKS[1]), 1))

    def test_the_trend_is_proposed_and_taken_over_category_by_category(self, season):
        transact(open_reforecast, MAX, CODE, 'Cold spring')
        found = {one.name: one for one in read(view_trend, CLEO, CODE)}
        linen = found['Linen']
        assert (linen.factor, linen.weeks, linen.planned, linen.proposed) == (Fraction(9, 10), 2, 1000, 900)
        assert found['Dresses'].factor is None
        assert transact(accept_trend, PIA, CODE, ['c:WOMEN']).changed == 2
        assert row(season)[:4] == [500, 500, 450, 450]
        assert row(season, category='c:DRESS')[:3] == [100, 100, 100]
        with pytest.raises(Rejected, match='sold something'):
            transact(accept_trend, PIA, CODE, ['c:HOME'])


class TestTargets:
    @pytest.fixture
    def season(self, workspace):
        season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[300, 100])})
        transact(edit, PIA, CODE, None, Set(Cell('net_sales', '', 'c:WOMEN', 'm:2030-01'), 600), 'target')
        return season

    def test_gaps_between_target_and_plan_are_told(self, season):
        women = next(one for one in read(view_gaps, CLEO, CODE) if one.cell.category == 'c:WOMEN')
        assert (women.target, women.sum, women.gap) == (600, 400, -200)

    def test_the_plan_follows_the_target_or_the_target_the_plan(self, season):
        cells = [Cell('net_sales', '', 'c:WOMEN', 'm:2030-01')]
        transact(push_down, PIA, CODE, cells)
        assert row(season)[:2] == [450, 150]
        transact(undo, PIA, CODE)
        transact(accept_bottom_up, PIA, CODE, cells)
        assert {one.gap for one in read(view_gaps, CLEO, CODE) if one.cell.category == 'c:WOMEN'} == {0}
        with pytest.raises(Rejected):
            transact(push_down, PIA, CODE, [])
