"""Pages of imports: a file is chosen, its rows are mended, and only then it goes into the season."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.drafts import SeasonDraft
from app.errors import Rejected
from app.services.seasons.cloning import clone_season
from app.services.seasons.cubes import cube_of
from app.work import read, transact
from models.ops import OpsRun
from models.seasons import SeasonImport
from tests.pages.conftest import misses, named, press, press_last, sees, text_of, until
from tests.pages.conftest import upload as chosen
from tests.people import ANN
from tests.season_files import brought, checked, committed, counts
from tests.seasons import BEGIN, CODE, plant_season, row_of

HOME = f'/seasons/{CODE}/imports'
HEADER = ('Store', 'Dept', 'Week', 'Sales')
ROWS = (HEADER, ('HARB', 'LINEN', 'W01', '10'), ('HARB', 'Linnen', 'W02', '10'), ('HARB', 'Linnen', 'W03', '10'),
        ('MILL', 'LINEN', 'W01', '−4'))


@pytest.fixture
def season(workspace):
    return plant_season()


def runs(number):
    return read(lambda work: [row.command for row in work.session.exec(select(OpsRun))
                              if row.parameters.get('import') == number])


async def test_a_file_is_chosen_and_read_before_anything_changes(ann, season):
    await ann.open(HOME)
    await sees(ann, 'Import a file', 'No file was imported yet', 'Columns: Code, Name')
    await chosen(ann, 'places.csv', b'Code;Name\nNEW1;New place\n')
    row, = await until(lambda: read(lambda work: work.session.exec(select(SeasonImport)).all()))
    assert (row.kind, row.name, row.state, runs(row.id)) == ('locations', 'places.csv', 'pending',
                                                             ['seasons.check_import'])


async def test_rows_to_fix_say_what_is_wrong_and_one_fix_does_all_alike(ann, season):
    number = await asyncio.to_thread(brought, 'plans', *ROWS, actor=ANN)
    await ann.open(f'{HOME}/{number}')
    await sees(ann, 'Rows to fix', 'No category is called “Linnen”. One fix does all 2.', '3–4',
               'An amount cannot be below zero here.', 'Quick fixes', '“Linnen” is LINEN', 'Column mapping')
    assert named(ann, 'Rows with errors') and named(ann, 'Changes') and named(ann, 'Column mapping')
    press(ann, 'LINEN, and 1 row alike')
    await until(lambda: len(runs(number)) == 2)
    checked(number)
    await sees(ann, 'Need a fix')
    assert counts(number) == (3, 0, 0, 1)


async def test_good_rows_go_in_alone_only_when_somebody_says_so_and_go_out_again(ann, season):
    number = await asyncio.to_thread(brought, 'plans', *ROWS, actor=ANN)
    await ann.open(f'{HOME}/{number}')
    press(ann, 'Import good rows only')
    await until(lambda: runs(number)[-1] == 'seasons.import')
    assert not read(cube_of, season, 'working').sheets.get('net_sales')
    transact(lambda work: setattr(work.get(SeasonImport, number), 'state', 'ready'))
    committed(number, ANN, is_partial=True)
    await sees(ann, 'Partly imported', 'Undo import')
    press(ann, 'Undo import')
    await sees(ann, 'Undo this import?')
    press_last(ann, 'Undo import')
    await sees(ann, 'The import is undone')
    assert read(cube_of, season, 'working').total(Cell('net_sales')) is None


async def test_a_buyer_sees_the_file_of_a_planner_and_changes_nothing_of_it(ann, bob, season):
    number = await asyncio.to_thread(brought, 'plans', *ROWS, actor=ANN)
    await bob.open(HOME)
    await sees(bob, 'Import a file', 'file.csv')
    await bob.open(f'{HOME}/{number}')
    await sees(bob, 'No category is called “Linnen”.')
    await misses(bob, 'Leave out')
    assert 'Import good rows only' not in text_of(bob)


async def test_a_file_that_failed_says_why(ann, season):
    with pytest.raises(Rejected, match='web page'):
        await asyncio.to_thread(brought, 'plans', content=b'<html>no</html>', actor=ANN)
    number = read(lambda work: work.session.exec(select(SeasonImport.id)).one())
    await ann.open(f'{HOME}/{number}')
    await sees(ann, 'Failed', 'This is a web page, not a table')


async def test_the_import_of_another_season_is_not_found_in_this_one(ann, season):
    number = await asyncio.to_thread(brought, 'plans', *ROWS, actor=ANN)
    copy = transact(clone_season, ANN, CODE, SeasonDraft('Another', BEGIN, BEGIN + timedelta(days=20), 1))
    answer = await ann.http_client.get(f'/seasons/{copy}/imports/{number}')
    assert answer.status_code == 404 and 'no such import in this season' in answer.text


async def test_masters_come_from_files_without_any_season(ann, bob, season):
    await ann.open('/seasons/masters?part=suppliers')
    press(ann, 'Import…')
    await sees(ann, 'Import masters', 'Columns: Code, Name, Currency', 'All masters')
    await chosen(ann, 'them.csv', b'Code;Name\nLOOM;Loom Ltd\n')
    row, = await until(lambda: read(lambda work: work.session.exec(select(SeasonImport)).all()))
    assert (row.kind, row.season_id) == ('suppliers', None)
    await sees(ann, 'them.csv', 'All imports')
    await bob.open('/seasons/masters/files')
    await sees(bob, 'Admins keep them, also from files.', 'them.csv')
    await misses(bob, 'Choose file')


async def test_what_a_locked_season_has_is_neither_undone_nor_added_to(ann, season):
    done = await asyncio.to_thread(brought, 'plans', *ROWS[:2], actor=ANN)
    committed(done, ANN)
    waiting = await asyncio.to_thread(brought, 'plans', *ROWS, actor=ANN)
    row_of(season, 'locked')
    await ann.open(f'{HOME}/{done}')
    await sees(ann, 'The season is locked: what was imported stays.')
    await misses(ann, 'Undo import')
    await ann.open(f'{HOME}/{waiting}')
    await sees(ann, 'The season is locked, so nothing more of this file can be imported.', 'Rows to fix')
    await misses(ann, 'Import good rows only', 'Dry run', 'Apply', 'Leave out')


async def test_an_admin_is_offered_to_create_what_nobody_knows(ann, season):
    number = await asyncio.to_thread(brought, 'plans', HEADER, ('Quay 9', 'LINEN', 'W01', '10'), actor=ANN)
    await ann.open(f'{HOME}/{number}')
    await sees(ann, 'Nobody knows the location “Quay 9”', 'Create the location')
    press(ann, 'Apply')
    await until(lambda: len(runs(number)) == 2)
    checked(number)
    await sees(ann, 'To be created', 'Location “Quay 9” with the code QUAY-9, a store without a cluster')
