"""Counted stock: it opens a season, closes its periods, and what was counted can be taken back as one step."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.figures import figure
from app.domain.seasons.operations import Set
from app.domain.seasons.otb import OtbLooks
from app.errors import Conflict
from app.services.seasons import imports
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.importing.counted import stock_told
from app.services.seasons.otb_moves import view_why
from app.services.seasons.rolled import rolled_of
from app.work import read, transact
from jobs import commands
from models.seasons import SeasonEdit
from tests.people import PIA, invite_crew
from tests.season_files import counts, imported
from tests.seasons import CODE, leaves, plant_season

HEADER = ('Store', 'Dept', 'Date', 'On hand', 'Cost', 'Retail')
WEEK = 'w:2030-02-04'
OPENING = Cell('bop', 'l:HARB', 'c:LINEN', WEEK)
CLOSING = replace(OPENING, measure='eop')


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, commands=dict(commands.DEFINITIONS), ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture(autouse=True)
def _crew(workspace):
    invite_crew()


@pytest.fixture
def season(workspace):
    return plant_season('range_uploaded', cells={'net_sales': leaves(HARB_LINEN=[1000, 1000]),
                                                 'eop': leaves(HARB_LINEN=[5000, 5000])})


def told(season, cell, version='actual'):
    return read(cube_of, season, version).total(cell)


def worked_out(season, cell):
    return figure(read(rolled_of, season), cell)


def counted(*rows, **more):
    return imported('stock', HEADER, *(('HARB', 'LINEN', *row) for row in rows), **more)


def edits():
    return read(lambda work: work.session.exec(select(SeasonEdit)).all())


def test_the_last_count_before_a_season_is_what_it_opens_with(season):
    assert worked_out(season, OPENING) == 0
    counted(('2030-01-20', '9', '30', '90'), ('2030-02-03', '8', '25', '80'))
    assert told(season, OPENING) == 8000
    assert worked_out(season, OPENING) == 8000
    assert worked_out(season, replace(CLOSING, measure='required_receipts')) == 1000 + 5000 - 8000


def test_at_cost_stock_counts_with_what_it_cost():
    season = plant_season('range_uploaded', basis='cost')
    counted(('2030-02-03', '8', '25', '80'))
    assert told(season, OPENING) == 2500


def test_a_period_that_is_over_closes_with_what_was_counted_and_the_next_one_opens_with_it(season, time):
    time.now = time.now.replace(year=2030, month=2, day=12)
    imported('sales', ('Store', 'Dept', 'Week', 'Weekly sales'), ('HARB', 'LINEN', 'W01', '9'))
    counted(('2030-02-03', '8', '25', '80'), ('2030-02-10', '7', '20', '65'), ('2030-02-07', '1', '1', '1'))
    assert told(season, CLOSING) == 6500
    assert worked_out(season, CLOSING) == 6500
    assert worked_out(season, replace(OPENING, period='w:2030-02-11')) == 6500
    assert worked_out(season, replace(CLOSING, measure='adjustments')) == 6500 - 8000 + 900


def test_all_that_a_file_counts_is_one_step_and_goes_with_it(season):
    counted(('2030-02-03', '8', '25', '80'))
    number = counted(('2030-02-03', '8', '25', '70'), ('2030-02-10', '7', '20', '65'))
    assert [one.import_id for one in edits()][-1] == number and len(edits()) == 2
    assert (told(season, OPENING), told(season, CLOSING)) == (7000, 6500)
    transact(imports.undo_import, PIA, number)
    assert (told(season, OPENING), told(season, CLOSING)) == (8000, None)


def test_what_somebody_typed_since_is_not_taken_back(season):
    number = counted(('2030-02-10', '7', '20', '65'))
    transact(edit, PIA, CODE, None, Set(CLOSING, 6000), 'actual')
    with pytest.raises(Conflict, match='changed'):
        transact(imports.undo_import, PIA, number)
    assert told(season, CLOSING) == 6000


def test_pieces_without_a_value_tell_nothing_of_it_and_none_left_is_nothing(season):
    number = counted(('2030-02-03', '8', '25', ''), ('2030-02-10', '0', '0', '0'))
    assert counts(number) == (2, 0, 0, 0)
    assert (told(season, OPENING), told(season, CLOSING)) == (None, 0)


def test_places_that_left_the_season_are_passed_over(season):
    axes = read(cube_of, season).axes
    key = (99, 0, date(2030, 2, 10))
    assert not stock_told(axes, 'retail', [key], {key: (1, 1, 1)}).leaves


def test_a_count_alone_says_nothing_of_sales(season, time):
    time.now = time.now.replace(year=2030, month=2, day=12)
    counted(('2030-02-10', '7', '20', '65'))
    assert [worked_out(season, replace(CLOSING, measure=one)) for one in ('net_sales', 'eop', 'adjustments')] == [
        1000, 6500, 6500 + 1000]
    assert worked_out(season, replace(OPENING, period='w:2030-02-11')) == 6500


def test_a_count_inside_a_week_is_rolled_on_when_its_sales_are_known_and_why_is_told(season, time):
    time.now = time.now.replace(year=2030, month=2, day=12)
    number = counted(('2030-02-06', '9', '30', '70'), ('2030-02-07', '8', '25', '65'))
    assert (told(season, CLOSING), worked_out(season, CLOSING)) == (None, 5000)
    imported('sales', ('Store', 'Dept', 'Week', 'Weekly sales'), ('HARB', 'LINEN', 'W01', '14'))
    assert worked_out(season, CLOSING) == 6500 - 600  # three of seven days are left
    transact(imports.undo_import, PIA, number)
    assert worked_out(season, CLOSING) == -1400
    why = read(view_why, PIA, CODE, OtbLooks(), date(2030, 2, 12)).steps
    assert {one.kind: one.amount for one in why.steps}['stock'] == (6500 - 600) + 1400
    assert why.remainder == 0
