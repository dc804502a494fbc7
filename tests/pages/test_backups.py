"""The page of the backups: what there is, whether to worry, and how to take one away."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app import clock
from app.services.ops import backups as service
from app.work import read, transact
from jobs import backups
from models.ops import OpsFile, OpsRun
from tests.pages.conftest import fill, misses, named, press, sees, sign_in, submit, type_key, until
from tests.people import ANN, PASSWORD
from tests.voices import Listener


def back_up():
    return backups.back_up(Listener(), {})['name']


def runs():
    return [run.command for run in read(lambda work: work.session.exec(select(OpsRun)).all())]


@pytest.fixture
async def at_backups(ann):
    await ann.open('/admin/backups')
    await sees(ann, 'Everything this workspace holds')
    return ann


async def test_only_admins_come_in(bob):
    assert (await bob.http_client.get('/admin/backups')).status_code == 403


async def test_a_workspace_without_a_backup_is_told_what_that_means(at_backups):
    await sees(at_backups, 'No backup', 'If this machine fails now, everything is lost.', 'No backup yet')


async def test_a_backup_that_was_made_meanwhile_appears(at_backups):
    name = back_up()
    await sees(at_backups, name, 'just now', 'Fine', 'None has been tried out yet', 'Not yet')
    await misses(at_backups, 'No backup yet')


async def test_a_trial_is_told_beside_it(at_backups):
    name = back_up()
    backups.try_newest(Listener(), {})
    await sees(at_backups, f'The last trial brought {name} back', 'Fine, just now')


async def test_a_damaged_one_is_told_loudly(at_backups):
    name = back_up()
    transact(service.note_tried, name, 'The backup is damaged: tables/person.jsonl cannot be read.')
    await sees(at_backups, 'Damaged', 'could not be brought back. Make another one.', 'tables/person.jsonl')


async def test_an_old_one_is_called_old(at_backups):
    back_up()

    def make_old(work):
        work.session.exec(select(OpsFile)).one().made_at = clock.now() - timedelta(hours=40)
    transact(make_old)
    await at_backups.open('/admin/backups')
    await sees(at_backups, 'Old', 'The newest backup was made 1 d ago')


async def test_one_is_asked_for_by_hand_or_by_key(at_backups):
    press(at_backups, 'Back up now')
    await until(lambda: 'ops.backup' in runs())
    await sees(at_backups, 'The backup was asked for')
    type_key(at_backups, 'n')
    press(at_backups, 'Try the newest out')
    await until(lambda: 'ops.restore_check' in runs())


async def test_a_download_begins_with_a_password_given_lately(at_backups):
    name = back_up()
    await sees(at_backups, name)
    press(at_backups, f'Download {name}')
    fetched = await at_backups.download.next()
    assert fetched.status_code == 200 and fetched.content.startswith(b'PK')


async def test_a_page_left_open_asks_for_the_password_first(user, workspace):
    name = back_up()
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        sign_in(user, ANN)
    await user.open('/admin/backups')
    await sees(user, name)
    press(user, f'Download {name}')
    await sees(user, 'Give your password again')
    fill(user, Password=PASSWORD)
    submit(user, 'Go on')
    assert (await user.download.next()).status_code == 200


async def test_the_place_of_the_files_and_the_way_back_are_told(at_backups):
    await sees(at_backups, 'The newest 14 are kept in', 'The keys are not in them', 'python -m app restore FILE')
    assert named(at_backups, 'Backups')
