"""Files brought into seasons: whole or not at all, with a way back, and never twice."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.figures import figure, ratio
from app.domain.seasons.operations import Set
from app.errors import Conflict, Forbidden, Rejected
from app.services.seasons import imports
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.masters.categories import categories_of
from app.services.seasons.masters.locations import locations_of
from app.services.seasons.rolled import rolled_of
from app.work import read, transact
from jobs import commands
from jobs.voice import Stopped
from models.masters import MasterMapping
from models.ops import OpsRun
from models.seasons import SeasonEdit, SeasonLocation
from tests.people import ANN, BOB, MAX, PIA, invite_crew
from tests.season_files import answered, brought, checked, committed, counts, imported, seen
from tests.seasons import CODE, leaves, plant_season, plant_version, row_of
from tests.voice import Said

HEADER = ('Store', 'Dept', 'Week', 'Sales')
WEEK = 'w:2030-02-04'
LINEN = Cell('net_sales', 'l:HARB', 'c:LINEN', WEEK)


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, commands=dict(commands.DEFINITIONS), ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture(autouse=True)
def _crew(workspace):
    invite_crew()


def value(season, cell=LINEN, version='working'):
    return read(cube_of, season, version).total(cell)


def test_a_file_is_looked_at_before_anything_of_it_is_written():
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[1000, 2000])})
    number = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'), ('HARB', 'LINEN', 'W02', '25'),
                     ('MILL', 'Linen', '2030-02-04', '7'))
    assert counts(number) == (1, 1, 1, 0) and value(season) == 1000
    view = seen(number)
    assert view.line.state == 'ready' and view.adds == {'Net sales': '42'}
    assert [(row.number, row.state, row.words) for row in view.changes] == [
        (3, 'changed', (('Net sales', '20.00', '25.00'),)), (4, 'new', (('Net sales', '', '7.00'),))]
    committed(number)
    assert seen(number).line.state == 'completed' and value(season, replace(LINEN, location='l:MILL')) == 700


def test_what_a_file_says_of_masters_is_told_in_words_and_names_what_they_belong_to():
    plant_season()
    number = brought('locations', ('code', 'name', 'cluster', 'active'), ('NEW1', 'Quay', 'High street', 'no'),
                     actor=ANN)
    assert [set(row.words) for row in seen(number).changes] == [
        {('name', '', 'Quay'), ('code', '', 'NEW1'), ('cluster', '', 'High street'), ('active', '', 'no')}]
    number = brought('categories', ('code', 'name', 'parent'), ('SHOES', 'Shoes', 'WOMEN'), actor=ANN)
    assert [set(row.words) for row in seen(number).changes] == [
        {('name', '', 'Shoes'), ('code', '', 'SHOES'), ('parent', '', 'WOMEN')}]


def test_one_import_is_one_edit_and_undone_as_one_step():
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[1000])})
    number = imported('plans', HEADER, ('HARB', 'LINEN', 'W01', '12'), ('MILL', 'LINEN', 'W01', '3'))
    assert len(read(lambda work: work.session.exec(select(SeasonEdit)).all())) == 1
    transact(imports.undo_import, PIA, number)
    assert value(season) == 1000 and value(season, replace(LINEN, location='l:MILL')) is None
    assert seen(number).line.state == 'undone'
    with pytest.raises(Conflict, match='nothing of this import'):
        transact(imports.undo_import, PIA, number)


def test_undo_names_who_built_on_an_import():
    season = plant_season()
    number = imported('plans', HEADER, ('HARB', 'LINEN', 'W01', '12'))
    transact(edit, MAX, CODE, None, Set(LINEN, 5))
    with pytest.raises(Conflict, match='Max'):
        transact(imports.undo_import, PIA, number)
    assert value(season) == 5


def test_all_or_nothing_is_the_rule_and_good_rows_alone_are_a_choice():
    season = plant_season()
    number = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'), ('HARB', 'Linnen', 'W02', '10'),
                     ('HARB', 'Linnen', 'W03', '10'))
    assert counts(number) == (1, 0, 0, 2)
    with pytest.raises(Conflict, match='2 rows need a fix'):
        transact(imports.ask_commit, PIA, number)
    committed(number, is_partial=True)
    assert value(season) == 1000 and seen(number).line.state == 'partial'
    view = answered(number, replaced={'category': {'Linnen': 'LINEN'}})
    assert counts(number) == (2, 0, 1, 0) and view.line.state == 'partial'
    committed(number)
    assert value(season, Cell('net_sales', 'l:HARB', 'c:LINEN')) == 3000
    transact(imports.undo_import, PIA, number)
    assert value(season, Cell('net_sales', 'l:HARB', 'c:LINEN')) is None


def test_rows_may_be_mended_one_by_one_or_left_out():
    season = plant_season()
    number = brought('plans', HEADER, ('HBR', 'LINEN', 'W01', '10'), ('MILL', 'LINEN', 'W01', '−4'))
    view = answered(number, mended={2: {'location': 'HARB'}}, left_out=[3])
    assert not view.rejected and view.line.counts['left_out'] == 1
    committed(number)
    assert value(season) == 1000


def test_the_same_file_again_changes_nothing():
    season = plant_season()
    imported('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'))
    transact(edit, PIA, CODE, None, Set(LINEN, 5))
    again = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'))
    view = seen(again)
    assert view.is_again and view.notes[0].startswith('Already imported on 9 January 2030 by Pia: 0 changes')
    assert counts(again) == (0, 0, 1, 0) and value(season) == 5


def test_a_corrected_file_is_taken_although_the_first_was():
    """An upload never moves the state of a season."""
    season = plant_season()
    imported('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'))
    imported('plans', HEADER, ('HARB', 'LINEN', 'W01', '12'))
    assert value(season) == 1200


def test_update_only_adds_nothing_and_replace_shows_what_it_takes_away():
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[1000, 2000], MILL_LINEN=[500])})
    number = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '11'), ('NORTH', 'LINEN', 'W01', '1'), mode='update')
    assert counts(number) == (0, 1, 0, 1) and seen(number).rejected[0].issues[0].message.startswith('Nothing is there')
    number = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'), mode='replace')
    assert seen(number).drops == ('1 cells that the file does not name become empty.',)
    committed(number)
    assert value(season, Cell('net_sales', 'l:HARB', 'c:LINEN')) == 1000
    assert value(season, Cell('net_sales', 'l:MILL', 'c:LINEN')) == 500


def test_a_figure_without_a_period_is_spread_and_articles_are_added_up():
    season = plant_season()
    number = imported('plans', ('Store', 'Dept', 'SKU', 'Sales', 'Margin'), ('HARB', 'LINEN', 'A', '8', '4'),
                      ('HARB', 'LINEN', 'B', '4', '1'))
    assert value(season, Cell('net_sales', 'l:HARB', 'c:LINEN')) == 1200 and value(season) == 150
    assert value(season, Cell('cogs', 'l:HARB', 'c:LINEN')) == 700
    assert '2 rows name an article' in seen(number).notes[0]


def test_a_margin_is_money_and_its_percentage_is_worked_out_from_the_sums():
    season = plant_season()
    imported('plans', ('Store', 'Dept', 'Sales', 'Margin'), ('HARB', 'LINEN', '100', '10'),
             ('MILL', 'LINEN', '1000', '300'))
    rolled = read(rolled_of, season)
    assert figure(rolled, Cell('margin', '', 'c:LINEN')) == 310_00
    share = ratio(rolled, Cell('margin_share', '', 'c:LINEN'))
    assert (share.numerator, share.denominator) == (310_00, 1100_00), 'not the mean of 10 % and 30 %'


def test_last_years_sales_in_a_file_are_told_apart_from_planned_ones():
    plant_season()
    number = brought('plans', (*HEADER, 'LY sales'), ('HARB', 'LINEN', 'W01', '10', '9'),
                     ('MILL', 'LINEN', 'W01', '20', '18'))
    assert seen(number).adds == {'Net sales': '30', 'Last year: net sales': '27'}
    assert [name for name, *_ in seen(number).changes[0].words] == ['Net sales', 'Last year: net sales']


def test_more_than_ten_times_last_year_is_taken_with_a_warning():
    season = plant_season()
    plant_version(season, 'ly', {'net_sales': leaves(HARB_LINEN=[100] * 8)})
    number = brought('plans', (*HEADER, 'LY'), ('HARB', 'LINEN', 'W01', '10', ''),
                     ('HARB', 'LINEN', 'W02', '10.01', ''), ('MILL', 'LINEN', '', '90', '8'),
                     ('HARB', 'LINEN', 'P02', '40.01', ''))
    assert seen(number).notes[-1] == (
        'Rows 3, 4, 5 say more than 10 times what was sold in the same place last year.')
    assert counts(number) == (4, 0, 0, 0)


def test_nothing_is_sold_at_a_warehouse():
    season = plant_season()
    transact(lambda work: setattr(work.session.get(SeasonLocation, (season, 1)), 'kind', 'warehouse'))
    for kind in ('plans', 'sales'):
        number = brought(kind, HEADER, ('HARB', 'LINEN', 'W01', '10'), ('MILL', 'LINEN', 'W01', '10'))
        assert counts(number) == (1, 0, 0, 1)
        assert seen(number).rejected[0].issues[0].suggestions == ('MILL',)
    assert counts(brought('plans', ('Store', 'Dept', 'Week', 'Receipts'), ('HARB', 'LINEN', 'W01', '5'))) == (
        1, 0, 0, 0)


def test_what_was_said_about_columns_is_known_the_next_time():
    plant_season()
    first = brought('plans', ('Ort', 'Dept', 'Week', 'Sales'), ('HARB', 'LINEN', 'W01', '1.200'))
    assert [one.key for one in seen(first).doubts] == ['needs:location']
    answered(first, columns={'Ort': 'location'})
    answered(first, choices={'decimals:planned_sales': ','})
    committed(first)
    assert read(lambda work: work.session.exec(select(MasterMapping)).one()).by_name == 'Pia'
    second = brought('plans', ('Ort', 'Dept', 'Week', 'Sales'), ('HARB', 'LINEN', 'W02', '1.300'))
    assert counts(second) == (1, 0, 0, 0) and seen(second).adds == {'Net sales': '1\u202f300'}


def test_state_and_lock_are_looked_at_again_when_it_is_written():
    season = plant_season()
    number = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'))
    row_of(season, 'locked')
    with pytest.raises(Conflict, match='locked'):
        committed(number)
    assert (value(season), seen(number).line.state) == (None, 'ready')


def test_files_of_large_seasons_are_read_in_a_process_of_their_own(monkeypatch):
    plant_season()
    for most, command in ((100, 'seasons.check_large_import'), (1000, 'seasons.check_import')):
        monkeypatch.setattr(imports, 'MANY', most)
        brought('plans', HEADER, ('HARB', 'LINEN', 'W01', str(most)))
        last = select(OpsRun.command).order_by(OpsRun.id.desc())
        assert read(lambda work, last=last: work.session.exec(last).first()) == command


def test_somebody_without_the_right_imports_nothing():
    plant_season()
    with pytest.raises(Forbidden):
        brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'), actor=BOB)
    with pytest.raises(Forbidden):
        brought('locations', ('Code', 'Name'), ('X', 'Y'), actor=PIA, season='')


def test_a_stopped_run_leaves_nothing_behind():
    season = plant_season()
    number = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'))
    voice = Said()
    voice.progress = lambda *_: (_ for _ in ()).throw(Stopped)
    with pytest.raises(Stopped):
        committed(number, voice=voice)
    assert value(season) is None and seen(number).error == 'Cancelled: nothing was imported.'
    checked(number)
    committed(number)
    assert value(season) == 1000


def test_what_stops_a_second_step_does_not_lose_the_way_back_from_the_first():
    season = plant_season()
    number = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'), ('HARB', 'Linnen', 'W02', '10'))
    committed(number, is_partial=True)
    answered(number, left_out=[3])
    voice = Said()
    voice.progress = lambda *_: (_ for _ in ()).throw(OSError)
    with pytest.raises(OSError):
        committed(number, voice=voice)
    assert seen(number).line.state == 'partial' and seen(number).error.startswith('Something went wrong')
    transact(imports.undo_import, PIA, number)
    assert value(season) is None


def test_a_file_may_be_written_at_once_where_no_row_needs_a_fix():
    season = plant_season()
    brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'), is_dry=False)
    assert value(season) == 1000
    number = brought('plans', HEADER, ('HARB', 'Linnen', 'W01', '12'), is_dry=False)
    assert value(season) == 1000 and seen(number).line.state == 'ready'


def test_two_imports_of_one_thing_do_not_run_at_the_same_time():
    plant_season()
    first = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '10'))
    second = brought('plans', HEADER, ('HARB', 'LINEN', 'W01', '11'))
    transact(imports.note_busy, first, 1)
    with pytest.raises(Conflict, match='Pia is importing file'):
        transact(imports.ask_commit, PIA, second)


def test_masters_come_from_files_with_parents_in_any_order_and_go_again():
    plant_season()
    places = imported('locations', ('Store no', 'Name', 'Cluster', 'City'), ('0012', 'New Gate', 'High street', 'Bonn'),
                      ('HARB', 'Harbour', '', 'Kiel'), actor=ANN, season='')
    found = {one.draft.code: one for one in read(locations_of)}
    assert (found['0012'].cluster_code, found['HARB'].draft.name) == ('CLU-HIGH', 'Harbour')
    kinds = imported('categories', ('Code', 'Name', 'Parent'), ('TABLE', 'Table lamps', 'LIGHT'),
                     ('LIGHT', 'Light', 'HOME'), actor=ANN, season='')
    tree = {one.draft.code: one.path for one in read(categories_of)}
    assert tree['TABLE'] == ('Home', 'Light')
    for number in (kinds, places):
        transact(imports.undo_import, ANN, number)
    assert '0012' not in {one.draft.code for one in read(locations_of)}
    assert {one.draft.code for one in read(categories_of)}.isdisjoint({'TABLE', 'LIGHT'})


def test_what_a_master_may_not_be_is_a_row_to_fix():
    plant_season()
    number = brought('suppliers', ('Vendor code', 'Vendor name', 'Lead time'), ('A', 'Alpha', '9'),
                     ('B', 'Beta', '900'), actor=ANN, season='')
    assert counts(number) == (1, 0, 0, 1) and seen(number).rejected[0].issues[0].field == 'lead_days'


def test_rates_and_calendars_are_brought():
    plant_season()
    number = imported('rates', ('From', 'To', 'Date', 'Rate'), ('usd', 'EUR', '2030-01-01', '0.9'), actor=ANN,
                      season='')
    transact(imports.undo_import, ANN, number)
    imported('calendars', ('Calendar', 'Start', 'End', 'Year', 'Week', 'Month'),
             ('Shop weeks', '2030-02-02', '2030-02-08', '2030', '1', '1'),
             ('Shop weeks', '2030-02-09', '2030-02-15', '2030', '2', '1'), actor=ANN, season='')


def test_sales_go_into_what_happened_and_stock_is_counted():
    season = plant_season('range_uploaded')
    imported('sales', ('Store', 'Dept', 'Week', 'Weekly sales', 'Units sold'), ('HARB', 'LINEN', 'W01', '-3.50', '2'))
    assert value(season, version='actual') == -350
    number = imported('stock', ('Store', 'Dept', 'Date', 'On hand'), ('HARB', 'LINEN', '2030-02-03', '12'))
    assert counts(brought('stock', ('Store', 'Dept', 'Date', 'On hand', 'Cost'),
                          ('HARB', 'LINEN', '2030-02-03', '12', '0'))) == (0, 0, 1, 0)
    transact(imports.undo_import, PIA, number)
    assert counts(brought('stock', ('Store', 'Dept', 'Date', 'On hand', 'Cost'),
                          ('HARB', 'LINEN', '2030-02-03', '12', '1'))) == (1, 0, 0, 0)


def test_open_to_buy_takes_targets_and_the_first_opening_stock_and_warns_of_the_rest():
    season = plant_season('plan_uploaded', cells={'net_sales': leaves(HARB_LINEN=[1000, 1000, 1000, 1000])})
    number = imported('otb', ('Store', 'Dept', 'Month', 'Planned sales', 'Closing stock', 'Opening stock', 'On order'),
                      ('HARB', 'LINEN', '2030-02', '40', '30', '20', '8'),
                      ('HARB', 'LINEN', '2030-03', '0', '25', '99', '0'))
    assert value(season, Cell('eop', 'l:HARB', 'c:LINEN', 'w:2030-02-25')) == 3000
    assert value(season, replace(LINEN, measure='bop')) == 2000
    assert value(season, Cell('outside_on_order', 'l:HARB', 'c:LINEN', 'm:2030-01')) == 800
    assert any('opening stock 99.00 in the file' in note for note in seen(number).notes)


def test_a_file_of_another_season_is_refused_row_by_row():
    plant_season()
    number = brought('plans', ('Season', *HEADER), (CODE, 'HARB', 'LINEN', 'W01', '1'),
                     ('AAAA-BBBB', 'HARB', 'LINEN', 'W02', '1'))
    assert counts(number) == (1, 0, 0, 1)


def test_a_file_that_is_no_table_fails_with_its_reason_and_may_be_chosen_again():
    plant_season()
    with pytest.raises(Rejected, match='web page'):
        brought('plans', content=b'<html>Sign in</html>')
    assert date(2030, 2, 4).year == 2030
