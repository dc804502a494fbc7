"""What the grid of a plan shows: rows of both trees, weeks and months, sums, and why cells stay as they are."""

from dataclasses import replace

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.plan.looks import (
    BY_CATEGORY,
    COLUMNS,
    PLAIN,
    WEEKS,
    PlanLooks,
    looks_from,
    looks_of,
    query_of,
    stored_looks,
)
from app.domain.seasons.season import APPROVED, LY, ORIGINAL
from app.services.seasons.plan_views import watch_plan
from app.work import read, transact
from models.seasons import SeasonScope
from tests.seasons import leaves, plant_season, plant_version, row_of

HARB_LINEN = 'l:HARB|c:LINEN'


@pytest.fixture
def season(database):
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[100_00, 200_00, 300_00, 400_00, 500_00],
                                                   MILL_RUGS=[7_00])})


def look(season, looks=PLAIN, first=0):
    return read(watch_plan, season, looks, first)


def row(view, key, measure='net_sales'):
    return next(one for one in view.rows if one.key == f'{key}|{measure}')


def test_clusters_hold_locations_and_these_the_branches_of_categories(season):
    names = [(one.line.level, one.line.name) for one in look(season).rows]
    assert names[:6] == [(0, 'High street'), (1, 'Harbour Street'), (2, 'Home'), (3, 'Lamps'), (3, 'Rugs'),
                         (2, 'Women')]
    assert len(names) == 2 + 4 * 7


def test_totals_are_the_sums_of_their_leaves_in_every_month_and_over_the_season(season):
    view = look(season)
    assert row(view, HARB_LINEN).cells == (1000_00, 500_00)
    assert row(view, 'k:CLU-HIGH|').cells == (1007_00, 500_00)
    assert (row(view, 'k:CLU-HIGH|').total, view.totals[0].total) == (1507_00, 1507_00)
    assert row(view, 'k:CLU-PARK|').cells == (None, None)


def test_weeks_stand_under_their_months_and_a_folded_month_is_one_column(season):
    weeks = look(season, replace(PLAIN, periods=WEEKS))
    assert [one.label for one in weeks.columns][:5] == ['W01', 'W02', 'W03', 'W04', 'W05']
    assert row(weeks, HARB_LINEN).cells == (100_00, 200_00, 300_00, 400_00, 500_00, None, None, None)
    folded = look(season, replace(PLAIN, periods=WEEKS, folded=frozenset({'m:2030-01'})))
    assert (folded.columns[0].name, folded.columns[1].name) == ('February 2030', 'week 5')
    assert row(folded, HARB_LINEN).cells[:2] == (1000_00, 500_00)


def test_a_plan_by_category_has_the_places_below_each_of_them(season):
    lines = [one.line for one in look(season, replace(PLAIN, rows_by=BY_CATEGORY)).rows]
    assert [(one.level, one.name) for one in lines[:5]] == [
        (0, 'Home'), (1, 'Lamps'), (2, 'High street'), (3, 'Harbour Street'), (3, 'Mill Lane')]


def test_rows_are_open_as_deep_as_somebody_wishes_and_turned_one_by_one(season):
    flat = replace(PLAIN, depth=0)
    assert [one.line.name for one in look(season, flat).rows] == ['High street', 'Retail park']
    assert [one.line.name for one in look(season, flat.turn('k:CLU-PARK|')).rows] == [
        'High street', 'Retail park', 'North Gate', 'South Gate']


def test_a_filter_leaves_the_nodes_below_it_and_their_total(season):
    view = look(season, replace(PLAIN, category='c:HOME', depth=1))
    assert row(view, 'k:CLU-HIGH|c:HOME').total == 7_00
    assert (view.totals[0].line.name, view.totals[0].total) == ('Home', 7_00)


def test_measures_stand_under_each_other_and_what_is_worked_out_says_so(season):
    view = look(season, replace(PLAIN, measures=('net_sales', 'required_receipts', 'margin_share'), depth=0))
    assert [(one.line.name, one.measure, one.why) for one in view.rows][:3] == [
        ('High street', 'net_sales', ''), ('High street', 'required_receipts', 'worked out'),
        ('High street', 'margin_share', 'worked out')]


def test_measures_stand_under_each_period_where_somebody_wants_them_there(season):
    looks = replace(PLAIN, measures=('net_sales', 'required_receipts', 'eop'), measures_in=COLUMNS)
    view = look(season, looks)
    found = row(view, HARB_LINEN, '')
    assert (len(view.outline), found.cells, [one.total for one in found.parts]) == (
        30, (1000_00, 1000_00, 0, 500_00, 500_00, 0), [1500_00, 1500_00, 0])
    assert [(one.measure, one.why) for one in found.parts] == [
        ('net_sales', ''), ('required_receipts', 'worked out'), ('eop', '')]
    assert view.value(Cell('required_receipts', 'k:CLU-HIGH', '', 'm:2030-02')) == 500_00
    assert row(look(season, replace(looks, measures=('eop',))), HARB_LINEN, 'eop').parts == ()


def test_last_year_stands_beside_the_season_with_the_change(season):
    plant_version(season, LY, {'net_sales': leaves(HARB_LINEN=[1000_00])})
    found = row(look(season), HARB_LINEN)
    assert (found.against_total, found.change, found.share) == (1000_00, '+50.0\u202f%', 500)


def test_cells_that_are_not_what_was_approved_are_marked(season):
    plant_version(season, ORIGINAL, {'net_sales': leaves(HARB_LINEN=[100_00, 200_00, 300_00, 400_00, 501_00])})
    assert row(look(season), HARB_LINEN).marks == ((1, 4),)


def test_a_total_is_marked_for_what_was_approved_of_it_and_a_budget_that_is_typed_later_never(database):
    stock = leaves(HARB_LINEN=[5_00])
    season = plant_season('plan_uploaded', cells={'net_sales': leaves(HARB_LINEN=[1_00], HARB_RUGS=[9_00]),
                                                  'eop': stock * 2})
    plant_version(season, ORIGINAL, {'net_sales': leaves(HARB_LINEN=[1_00]), 'eop': stock})
    view = look(season, replace(PLAIN, measures=('net_sales', 'eop')))
    assert [row(view, key, one).marks for key in ('l:HARB|', HARB_LINEN) for one in ('net_sales', 'eop')] == [()] * 4


def test_a_version_that_was_frozen_and_a_season_without_locations_cannot_be_typed_into(season):
    plant_version(season, ORIGINAL, {})
    assert look(season, PlanLooks(version=ORIGINAL)).closed == 'Original never changes'


def test_a_step_that_does_not_let_the_plan_change_says_so(database):
    season = plant_season('otb_uploaded', cells={'net_sales': leaves(HARB_LINEN=[1])})
    assert row(look(season), HARB_LINEN).why == 'not at this step'


def test_of_many_rows_those_near_the_window_are_sent(season):
    measures = ('net_sales', 'units', 'markdown', 'discount', 'shrink', 'receipts', 'eop', 'bop')
    view = look(season, replace(PLAIN, measures=measures), 50)
    assert (len(view.outline), view.first, len(view.rows)) == (240, 50, 190)
    assert view.rows[0].index == 50


def test_looks_go_into_an_address_and_a_layout_and_come_back(season):
    looks = PlanLooks('scenario:2', 'target', ('eop', 'cover'), BY_CATEGORY, 2, frozenset({'l:HARB|'}), WEEKS,
                      frozenset({'m:2030-01'}), 'k:CLU-HIGH', 'c:HOME', ('k:CLU-PARK',), COLUMNS)
    assert looks_from(query_of(looks)) == looks_of(stored_looks(looks)) == looks
    assert query_of(PLAIN) == []


def test_what_an_address_makes_up_is_passed_over(season):
    assert looks_from([('measure', 'luck'), ('depth', 'many'), ('periods', 'days'), ('by', 'me')]) == PLAIN
    assert len(look(season, replace(PLAIN, location='l:GONE', turned=frozenset({'x'}))).rows) == 30


def test_a_row_is_signed_as_approved_only_where_approval_keeps_it_from_changing(season):
    def approve(work):
        work.session.add(SeasonScope(season_id=season, branch='c:WOMEN', cluster='k:CLU-HIGH', state=APPROVED,
                                     at=work.now))
    transact(approve)
    looks = replace(PLAIN, measures=('net_sales', 'eop'))
    for state, signs in (('locations_defined', (APPROVED, APPROVED)), ('plan_uploaded', (APPROVED, ''))):
        row_of(season, state)
        view = look(season, looks)
        assert tuple(row(view, HARB_LINEN, measure).state for measure in looks.measures) == signs
