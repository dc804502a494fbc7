"""Backups through the API: asked for, listed, and fetched by an admin who has just given the password."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from app.work import transact
from jobs import backups
from models.ops import OpsRun
from tests.api.conftest import bearer, browser, deeds, program, refusal
from tests.people import ANN, BOB
from tests.voices import Listener


@pytest.fixture
def admin(server):
    client = browser(ANN)
    client.base_url = 'http://test/api/v1'
    return client


@pytest.fixture
def backup(server):
    return backups.back_up(Listener(), {})['name']


async def test_a_backup_is_asked_for_as_a_run(ann):
    answer = await ann.post('/backups')
    assert answer.status_code == 202 and answer.headers['Location'].endswith(answer.json()['run_id'])
    row = transact(lambda work: work.get(OpsRun, int(answer.json()['run_id'])).command)
    assert row == 'ops.backup'


async def test_backups_are_listed_newest_first(ann, backup, time):
    time.passes(days=1)
    second = backups.back_up(Listener(), {})['name']
    listed = (await ann.get('/backups')).json()
    assert [item['name'] for item in listed['items']] == [second, backup] and listed['total'] == 2
    assert listed['items'][0].keys() == {'name', 'size', 'made_at', 'run_id', 'checked_at', 'fault'}
    assert len((await ann.get('/backups?limit=1&skip=1')).json()['items']) == 1


async def test_an_admin_who_has_just_given_the_password_fetches_one(admin, backup):
    answer = await admin.get(f'/backups/{backup}')
    assert answer.status_code == 200 and backup in answer.headers['content-disposition']
    assert 'manifest.json' in zipfile.ZipFile(BytesIO(answer.content)).namelist()
    assert answer.headers['cache-control'] == 'no-store'
    assert 'system.fetch_backup' in deeds()


async def test_a_password_given_long_ago_is_not_enough(admin, backup, time):
    time.passes(minutes=11)
    assert refusal(await admin.get(f'/backups/{backup}')) == (403, 'auth.reauth')
    time.now -= timedelta(minutes=11)


async def test_a_token_fetches_none_even_of_an_admin(ann, backup):
    assert (await ann.get(f'/backups/{backup}')).status_code == 403


@pytest.mark.parametrize('name', ['no.zip', '..%2F..%2Ftest.db', 'roundtable-20000101-000000.zip', '%00'])
async def test_nothing_else_is_fetched(admin, backup, name):
    assert (await admin.get(f'/backups/{name}')).status_code in (400, 404, 410)


async def test_a_file_that_was_taken_away_is_gone(admin, backup, tmp_path):
    [path] = tmp_path.rglob(backup)
    path.unlink()
    assert refusal(await admin.get(f'/backups/{backup}')) == (410, 'backup.gone')


@pytest.mark.parametrize('authorization', [lambda: bearer(BOB), lambda: '', lambda: bearer(ANN, 'read')],
                         ids=['a member', 'nobody', 'a token that may only read'])
async def test_others_do_not_even_see_them(server, authorization):
    client = program(authorization())
    assert (await client.get('/backups')).status_code in (401, 403)
    assert (await client.post('/backups')).status_code in (401, 403)
