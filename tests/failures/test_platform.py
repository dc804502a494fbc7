"""What the ground may do under Roundtable: each is refused or named, and mends itself where it can."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from app import bus, health, logs, ownership, surroundings, work
from app.__main__ import BAD_CONFIGURATION, main
from app.security import buckets, limits
from app.services.people import sessions
from app.settings import Misconfigured, load
from app.work import read, transact
from tests.machine.program import own_environment
from tests.people import found_workspace


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def start(monkeypatch, capsys):
    """`python -m app serve`, which ends before anything is served: its code and what it complains about."""
    monkeypatch.setattr(logs, 'start', lambda level, form: None)

    def command(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, str(value))
        return main(['serve']), capsys.readouterr().err
    return command


@pytest.fixture
def watched(monkeypatch):
    """Health as after the start."""
    health.start(load(os.environ))
    monkeypatch.setattr(bus, '_is_listening', True)
    yield
    health.start(load({}))


async def bad():
    return {check.name: check.text for check in await health.run_checks() if not check.is_fine}


@pytest.mark.parametrize('folder', ['/proc/roundtable', '/dev/null/data'])
def test_a_data_folder_that_cannot_be_made_refuses_the_start_naming_it(start, folder):
    code, complained = start(DATA_DIR=folder, DATABASE_URL='')
    assert code == BAD_CONFIGURATION == 78 and f'DATA_DIR: {folder} cannot be' in complained


def test_a_data_folder_that_is_read_only_refuses_the_start_naming_it(start, tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings.os, 'access', lambda path, how: False)
    code, complained = start(DATA_DIR=tmp_path, DATABASE_URL='')
    assert code == BAD_CONFIGURATION and f'DATA_DIR: {tmp_path} cannot be written to' in complained


def test_a_database_in_a_folder_that_cannot_be_written_to_is_named_too(start, tmp_path):
    code, complained = start(DATA_DIR=tmp_path, DATABASE_URL='sqlite:////proc/x/roundtable.db')
    assert code == BAD_CONFIGURATION and 'DATABASE_URL: /proc/x cannot be' in complained


def test_without_a_place_for_backups_the_start_warns(tmp_path, caplog):
    settings = load({'DATA_DIR': str(tmp_path), 'BACKUP_DIR': '/proc/backups'})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surroundings.os, 'access', lambda path, how: not str(path).startswith('/proc'))
        surroundings.look_around(settings)
    assert 'BACKUP_DIR: /proc/backups cannot be written to' in caplog.text


@pytest.mark.parametrize(('number', 'is_warned'), [(1, True), (7, False)])
def test_a_container_without_an_init_is_warned_about(tmp_path, caplog, monkeypatch, number, is_warned):
    monkeypatch.setattr(surroundings.os, 'getpid', lambda: number)
    surroundings.look_around(load({'DATA_DIR': str(tmp_path)}))
    assert ('an init' in caplog.text) == is_warned


def test_a_second_process_of_another_version_on_one_file_is_refused_naming_the_first(tmp_path):
    """The first is a process of its own, so that its lock is a real one."""
    program = ('import sys; from pathlib import Path; from app import ownership; '
               'ownership.claim(Path(sys.argv[1]), "9.9"); print("held", flush=True); sys.stdin.read()')
    first = subprocess.Popen([sys.executable, '-c', program, str(tmp_path / 'roundtable.db')], env=own_environment(),
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout.readline() == 'held\n'
        with pytest.raises(Misconfigured, match=rf'process {first.pid} on .*, Roundtable 9\.9'):
            ownership.claim(tmp_path / 'roundtable.db', '0.1.0')
    finally:
        first.communicate()
    ownership.claim(tmp_path / 'roundtable.db', '0.1.0')
    assert json.loads((tmp_path / 'roundtable.db.lock').read_text())['version'] == '0.1.0'
    ownership._held.pop(tmp_path / 'roundtable.db.lock').close()


@pytest.mark.parametrize('content', ['', '{"pid": 7', 'nonsense'])
def test_a_lock_file_that_says_nothing_does_not_hide_who_is_in_the_way(tmp_path, content):
    path = tmp_path / 'lock'
    path.write_text(content)
    assert ownership._owner(path) == 'process ? on ?'


@pytest.mark.parametrize(('system', 'is_warned'), [('nfs4', True), ('cifs', True), ('9p', True), ('ext4', False)])
def test_a_network_share_under_sqlite_is_warned_about(tmp_path, caplog, monkeypatch, system, is_warned):
    mounts = tmp_path / 'mounts'
    mounts.write_text(f'dev / ext4 rw 0 0\nserver:/share {tmp_path} {system} rw 0 0\n')
    monkeypatch.setattr(ownership, 'Path', lambda path: mounts)
    ownership._warn_if_remote(tmp_path / 'roundtable.db')
    assert ('network file system' in caplog.text) == is_warned


async def test_a_full_disk_is_named_and_forgotten_once_there_is_room(database, watched, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(health.shutil, 'disk_usage', lambda path: SimpleNamespace(free=1_000_000))
        assert await bad() == {'Disk': '1 MB free'}
    assert await bad() == {}


async def test_a_folder_that_becomes_read_only_is_named(database, watched, monkeypatch):
    monkeypatch.setattr(health.os, 'access', lambda path, how: False)
    assert 'cannot be written to' in (await bad())['Disk']


async def test_a_database_that_goes_away_comes_back_without_a_restart(postgres_url, watched, monkeypatch):
    """Nobody may connect, and whoever was connected is cut off."""
    server = create_engine(postgres_url, isolation_level='AUTOCOMMIT')
    with server.connect() as connection:
        connection.exec_driver_sql('DROP DATABASE IF EXISTS away WITH (FORCE)')
        connection.exec_driver_sql('CREATE DATABASE away')
        url = server.url.set(database='away').render_as_string(hide_password=False)
        engine = work.configure(url, lambda session, events: None)
        health.migrations.upgrade(engine)
        assert 'Database' not in await bad()
        connection.exec_driver_sql('ALTER DATABASE away ALLOW_CONNECTIONS false')
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'away'"))
        assert (await bad())['Database'].startswith('does not answer')
        connection.exec_driver_sql('ALTER DATABASE away ALLOW_CONNECTIONS true')
        assert 'Database' not in await bad()
        engine.dispose()
    server.dispose()


@pytest.mark.parametrize('hours', [1, -1])
async def test_a_clock_that_jumps_an_hour_locks_nobody_out_and_looks_healthy(database, watched, time, hours):
    found_workspace()
    transact(sessions.begin, 1, 'ann', '', '')
    limits.configure(True, 60)
    scope = {'caller': SimpleNamespace(credential=None, sender='203.0.113.7')}
    limits.charge(scope, 'person:1')
    time.now += timedelta(hours=hours)
    limits.charge(scope, 'person:1')
    assert scope['quota'].is_free
    assert await bad() == {}
    if hours < 0:
        assert read(sessions.identify, SimpleNamespace(kind='session', key='ann')).person_id == 1
    limits.configure(True, 0)


def test_deadlines_of_limits_are_by_difference(monkeypatch):
    """Not by what the clock on the wall says, which somebody may set."""
    assert buckets.monotonic is __import__('time').monotonic
    monkeypatch.setattr(buckets, 'monotonic', lambda: 50.0)
    bucket = buckets.Buckets(60, 1)
    assert bucket.take('ann').is_free and not bucket.take('ann').is_free


def test_a_host_in_another_zone_changes_nothing(database, monkeypatch):
    monkeypatch.setenv('TZ', 'Pacific/Kiritimati')
    found_workspace()
    assert read(lambda work: work.now.tzinfo).utcoffset(None) == timedelta(0)


def test_refusals_reach_the_log_of_the_operator(caplog):
    caplog.set_level(logging.WARNING)
    surroundings._warn_without_backups(replace(load({}).ops).backup_dir)
    assert 'BACKUP_DIR' not in caplog.text
