"""A board from a file, as an admin without access to Jira makes it: nothing is asked for before the file is sound."""

import pytest
from sqlmodel import select

from app.work import read, transact
from models.ops import OpsFile, OpsRun
from models.sprints import SprintSite
from tests.pages.conftest import choose, complaint, field, misses, named, press, press_last, sees, text_of, until
from tests.pages.conftest import upload as chosen
from tests.sprints_csv import HEADER, ROWS, export, file_of

HOME, SETTINGS = '/sprints', '/sprints/settings'


@pytest.fixture
async def dialog(ann):
    await ann.open(f'{SETTINGS}?new=file')
    await sees(ann, 'Import from a file')
    return ann


def runs():
    return read(lambda work: list(work.session.exec(select(OpsRun).where(OpsRun.command == 'sprints.import_csv'))))


async def test_a_sound_file_is_counted_and_imported_under_its_name(dialog):
    await chosen(dialog, 'Payments.csv', export())
    await sees(dialog, '5 issues in 3 sprints of PAY', 'Sprint 11, the late one', 'A file has no history')
    assert field(dialog, 'Name of the board').value == 'Payments'
    press_last(dialog, 'Import')
    run, = await until(runs)
    assert (run.parameters['name'], run.parameters['zone'], 'site' in run.parameters) == ('Payments', 'UTC', False)
    await sees(dialog, 'The import has begun')


async def test_every_bad_row_is_shown_with_its_text_and_nothing_can_be_imported(dialog):
    await chosen(dialog, 'jira.csv', file_of(HEADER, [{**ROWS[0], 'Created': '<b>soon</b>'}]))
    await sees(dialog, '1 thing cannot be read, so nothing is imported', 'Created', 'is not a date')
    assert named(dialog, 'What cannot be read') and '<b>soon</b>' in text_of(dialog)
    press_last(dialog, 'Import')
    await sees(dialog, 'What cannot be read')
    assert runs() == [] and read(lambda work: work.session.exec(select(OpsFile)).all()) == []
    await chosen(dialog, 'mended.csv', export())
    await sees(dialog, '5 issues in 3 sprints')
    assert field(dialog, 'Name of the board').value == 'mended'
    await misses(dialog, 'What cannot be read')


async def test_without_a_file_or_with_another_one_it_says_what_is_missing(dialog):
    press_last(dialog, 'Import')
    await sees(dialog, 'Choose a file first.')
    await chosen(dialog, 'people.csv', b'Name,Age\nAnn,5\n')
    await sees(dialog, 'The first row names no “Issue key”')


async def test_dates_are_looked_at_again_in_another_zone(dialog):
    await chosen(dialog, 'Payments.csv', export())
    await sees(dialog, '20 Jan 2026 16:30')
    choose(dialog, 'Time zone of the dates in it', 'Europe/Berlin')
    await sees(dialog, '20 Jan 2026 15:30')


async def test_a_name_that_is_taken_is_complained_of_where_it_stands(dialog):
    transact(lambda work: work.session.add(SprintSite(name='payments', kind='csv')))
    await chosen(dialog, 'Payments.csv', export())
    await sees(dialog, '5 issues')
    press_last(dialog, 'Import')
    await until(lambda: 'There is a site called “Payments” already' in complaint(dialog, 'Name of the board'))
    assert runs() == []


async def test_a_newer_file_takes_the_place_of_one_that_was_imported(ann):
    transact(lambda work: work.session.add(SprintSite(name='Payments', kind='csv')))
    await ann.open(SETTINGS)
    press(ann, 'Import a file')
    await sees(ann, 'Import as')
    choose(ann, 'Import as', '1')
    await chosen(ann, 'newer.csv', export())
    await sees(ann, '5 issues')
    press_last(ann, 'Import')
    run, = await until(runs)
    assert (run.parameters['site'], run.parameters['name']) == (1, 'Payments')


async def test_where_no_board_is_yet_a_file_is_one_way_to_begin(ann):
    await ann.open(HOME)
    await sees(ann, 'No board is here yet')
    press(ann, 'Import a file')
    await until(lambda: ann.back_history[-1].endswith('?new=file') if ann.back_history else False)


async def test_nobody_but_admins_is_offered_it(bob):
    await bob.open(f'{SETTINGS}?new=file')
    await misses(bob, 'Import a file', 'Import from a file')
