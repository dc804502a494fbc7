"""What goes wrong with secrets and their keys is an error or a refused start, never a plain text or a lost value."""

import base64
import json
import os
import signal
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.domain.access import Actor, Grant
from app.domain.ops.secrets import COMMON_WORD, SHORT_LINES, TOO_SHORT
from app.security.vault import Unreadable
from app.services import master_keys, secrets
from app.settings import Misconfigured
from app.work import configure, read, transact
from models.ops import Secret, SecretVersion
from tests.people import ANN, found_workspace
from tests.refusals import refused
from tests.secrets import COMMANDS, KEY, OTHER, SYNC, attempt, secret_policy

OLD = f'k1:{base64.b64encode(KEY).decode()}'
NEW = f'k2:{base64.b64encode(OTHER).decode()}'
VALUES = {'FPL_LOGIN': 'fantasy@example.com', 'FPL_PASSWORD': 'swordfish-77'}
MANY = 600


@pytest.fixture
def policy():
    return secret_policy()


@pytest.fixture
def values(database, time):
    found_workspace()
    transact(master_keys.meet)
    for name, value in VALUES.items():
        transact(secrets.keep, ANN, name, value)


def change(name, **columns):
    """Somebody who can write to the database changes the sealed row of a secret."""
    transact(lambda work: work.session.execute(update(SecretVersion).where(
        col(SecretVersion.secret_id) == select(Secret.id).where(Secret.name == name).scalar_subquery())
        .values(**columns)))


def row(name):
    return read(lambda work: work.session.exec(select(SecretVersion).join(
        Secret, col(Secret.id) == SecretVersion.secret_id).where(Secret.name == name)).one().model_dump())


def opening():
    with pytest.raises(Unreadable) as caught:
        transact(secrets.open_for, attempt())
    told = str(caught.value)
    assert not any(value in told for value in VALUES.values())
    return told


def start(url, *ring):
    configure(url, lambda session, events: None, secret_policy(*ring))
    transact(master_keys.meet)


def test_a_row_copied_to_another_name_does_not_open(values):
    change('FPL_PASSWORD', record=row('FPL_LOGIN')['record'])
    assert opening().startswith('FPL_PASSWORD cannot be opened')


def test_a_renamed_secret_does_not_open(values):
    transact(lambda work: work.session.execute(update(Secret).where(col(Secret.name) == 'FPL_LOGIN')
                                               .values(name='DISCORD_WEBHOOK')))
    transact(secrets.keep, ANN, 'FPL_LOGIN', 'new@example.com')
    assert opening().startswith('DISCORD_WEBHOOK cannot be opened')


def test_a_secret_given_to_somebody_else_does_not_open(values):
    transact(secrets.keep, ANN, 'AZURE_DEVOPS_PAT', 'of Ann only', ANN.identity)
    transact(lambda work: work.session.execute(update(Secret).where(col(Secret.name) == 'AZURE_DEVOPS_PAT')
                                               .values(scope='shared')))
    with pytest.raises(Unreadable):
        transact(secrets.open_for, attempt(SYNC))


def test_a_former_value_put_back_does_not_open(values):
    former = row('FPL_PASSWORD')['record']
    transact(secrets.keep, ANN, 'FPL_PASSWORD', 'another value')
    transact(lambda work: work.session.execute(update(SecretVersion).where(
        col(SecretVersion.version) == 2).values(record=former)))
    opening()


def test_a_removed_value_put_back_does_not_open(values):
    former = row('FPL_PASSWORD')
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    transact(lambda work: work.session.execute(update(SecretVersion).where(
        col(SecretVersion.version) == 2).values(record=former['record'], kid='k1')))
    opening()


@pytest.mark.parametrize('share', [0.3, 0.7, 0.95])
def test_a_record_that_was_cut_does_not_open(values, share):
    record = row('FPL_PASSWORD')['record']
    change('FPL_PASSWORD', record=record[:int(len(record) * share)])
    opening()


def test_a_text_that_was_never_sealed_is_not_taken_for_the_value(values):
    for text in ('swordfish', json.dumps('swordfish'), json.dumps({'v': 1, 'value': 'swordfish'})):
        change('FPL_PASSWORD', record=text)
        opening()


def test_a_cut_value_shows_as_set_and_can_be_set_again(values):
    change('FPL_PASSWORD', record='{"v": 1')
    assert next(one for one in read(secrets.list_secrets, ANN) if one.name == 'FPL_PASSWORD').is_set
    transact(secrets.keep, ANN, 'FPL_PASSWORD', 'swordfish-78')
    assert transact(secrets.open_for, attempt())['FPL_PASSWORD'] == 'swordfish-78'


@pytest.mark.parametrize(('ring', 'says'), [
    ([('k1', OTHER)], '“k1” is another key'), ([('k2', OTHER)], 'lacks the key “k1”, which guards 2'),
    ([('k2', KEY)], 'lacks the key “k1”')], ids=['wrong', 'other', 'renamed'])
def test_a_start_with_keys_that_do_not_fit_is_refused_and_changes_nothing(values, url, ring, says):
    before = row('FPL_PASSWORD')
    with pytest.raises(Misconfigured, match=says):
        start(url, *ring)
    start(url, ('k1', KEY))
    assert row('FPL_PASSWORD') == before and transact(secrets.open_for, attempt()) == VALUES


@pytest.mark.parametrize(('given', 'says'), [
    ('k1:c2hvcnQ=', 'has 5 bytes, it needs 32'), (f'{OLD},{OLD}', 'twice'), (',', 'holds no key'),
    (base64.b64encode(KEY).decode(), 'must be a line such as name:key')], ids=['short', 'duplicate', 'empty', 'bare'])
def test_the_program_itself_refuses_to_start_with_keys_that_are_none(tmp_path, given, says):
    told = rotate(tmp_path, MASTER_KEYS=given)
    assert told.returncode == 78 and says in told.stderr and 'Traceback' not in told.stderr
    assert base64.b64encode(KEY).decode() not in told.stderr


def environment(folder, **more):
    others = {name: value for name, value in os.environ.items() if not name.startswith(('PYTEST', 'NICEGUI'))}
    return others | {'DATA_DIR': str(folder), 'DATABASE_URL': f'sqlite:///{folder}/test.db', 'SECRET_KEY': 32 * 'k',
                     'LOG_LEVEL': 'WARNING', **more}


def rotate(folder, **more):
    return subprocess.run([sys.executable, '-m', 'app', 'secrets', 'rotate-master'], env=environment(folder, **more),
                          capture_output=True, text=True, timeout=120)


def sealed_with(file, kid):
    with sqlite3.connect(file) as connection:
        return connection.execute('SELECT count(*) FROM secretversion WHERE kid = ?', [kid]).fetchone()[0]


def keep_many(work):
    """One own value for each of many people."""
    for number in range(10, MANY + 10):
        person = Actor(f'person:{number}', f'P {number}', (Grant('member'),))
        secrets.keep(work, person, 'FPL_LOGIN', f'value of {number}', person.identity)


@pytest.mark.parametrize('kind', ['sqlite'])
def test_a_rotation_killed_in_the_middle_loses_nothing_and_goes_on(database, url, tmp_path):
    file, both = tmp_path / 'test.db', f'{NEW}\n{OLD}'
    found_workspace()
    transact(keep_many)
    process = subprocess.Popen([sys.executable, '-m', 'app', 'secrets', 'rotate-master'], stdout=subprocess.PIPE,
                               env=environment(tmp_path, MASTER_KEYS=both))
    assert process.stdout.readline() == b'100 \xe2\x80\xa6\n'
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL
    done, left = sealed_with(file, 'k2'), sealed_with(file, 'k1')
    assert 100 <= done < MANY and done + left == MANY
    start(url, ('k2', OTHER), ('k1', KEY))
    for number in (10, MANY // 2, MANY + 9):  # all open, before and behind the place where it stopped
        claim = attempt(COMMANDS['predict'], f'person:{number}')
        assert read(secrets.values_since, claim, claim.lease_until.replace(year=2000)) == (f'value of {number}',)
    told = rotate(tmp_path, MASTER_KEYS=both)
    assert told.returncode == 0, told.stderr
    assert f'{left} values under the present key.' in told.stdout and f'{MANY} values proved.' in told.stdout
    assert (sealed_with(file, 'k1'), sealed_with(file, 'k2')) == (0, MANY)
    start(url, ('k2', OTHER))


def test_a_secret_removed_between_queue_and_start_fails_the_start_by_name(values):
    claim = attempt()
    transact(secrets.forget, ANN, 'FPL_LOGIN')
    with refused('ops.secret_missing') as caught:
        transact(secrets.open_for, claim)
    assert 'FPL_LOGIN is not set' in str(caught.value)


@pytest.mark.parametrize('value', ['', '\n', 'a\0b', '\udcff\udcfe', 65_537 * 'x'],
                         ids=['empty', 'blank', 'nul', 'not text', 'huge'])
def test_a_value_that_is_none_is_refused_and_the_former_one_stays(values, value):
    with refused('ops.secret_value'):
        transact(secrets.keep, ANN, 'FPL_PASSWORD', value)
    assert transact(secrets.open_for, attempt()) == VALUES


@pytest.mark.parametrize(('value', 'warning'), [
    ('x', TOO_SHORT), ('password', COMMON_WORD), ('one\nlonger line', SHORT_LINES), ('"quotes\'"', ''), ('(a+)+$', ''),
    (65_536 * 'x', ''), ('fantasy@example.com', ''), ('fantasy@example', '')],
    ids=['one character', 'common', 'newline', 'quotes', 'signs', '64 kB', 'same twice', 'part of another'])
def test_an_odd_value_is_kept_and_says_what_cannot_be_masked(values, value, warning):
    assert transact(secrets.keep, ANN, 'FPL_PASSWORD', value) == warning
    assert transact(secrets.open_for, attempt())['FPL_PASSWORD'] == value
