"""Health: what probes, Prometheus and the health page are told, and what each check notices."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app import bus, clock, health, metrics
from app.domain.access import Credential
from app.errors import Forbidden
from app.events import HEALTH
from app.security.key_ring import key_ring
from app.services.ops import queue
from app.services.poker import seats, tables
from app.settings import load
from app.work import read, transact
from jobs.commands import DEFINITIONS
from models.ops import FplCopy, MasterKey, OpsFile
from tests.people import ANN, BOB, CLEO, found_workspace
from tests.poker import open_table, played, seated


@pytest.fixture
def policy(policy):
    return replace(policy, commands=DEFINITIONS, master_keys=(('k1', 32 * b'm'),))


@pytest.fixture
def program(database, monkeypatch):
    """As after the start."""
    health.start(load(os.environ))
    monkeypatch.setattr(bus, '_is_listening', True)
    yield health._settings
    health.start(health._settings)


async def checks():
    return {check.name: check for check in await health.run_checks()}


async def bad():
    return [name for name, check in (await checks()).items() if not check.is_fine]


async def test_after_the_start_everything_is_fine(program):
    assert await bad() == []


async def test_the_database_says_how_far_its_tables_are(program):
    assert 'fine' in (await checks())['Database'].text and 'schema 0' in (await checks())['Database'].text


async def test_a_database_that_is_away_is_noticed(program, monkeypatch):
    async def away(*_):
        raise OSError
    monkeypatch.setattr(health, 'ask', away)
    assert (await checks())['Database'].text == 'does not answer: OSError' and await bad() == ['Database']


async def test_a_clock_that_stands_still_is_noticed_and_a_tick_mends_it(program, monkeypatch):
    monkeypatch.setattr(health, '_last_tick', health._last_tick - health.LATEST_TICK - 1)
    assert await bad() == ['Clock']
    health.tick()
    assert await bad() == []


@pytest.mark.parametrize(('lead', 'words'), [(6, 'ahead of'), (-6, 'behind')])
async def test_a_clock_that_differs_from_the_databases_is_noticed_where_there_are_two(
        program, kind, monkeypatch, lead, words):
    monkeypatch.setattr(clock, 'now', lambda: datetime.now(UTC) + timedelta(seconds=lead))
    assert await bad() == (['Clock'] if kind == 'postgresql' else [])
    assert (words in (await checks())['Clock'].text) == (kind == 'postgresql')


async def test_a_worker_that_looks_for_nothing_is_noticed_where_there_is_one(program, monkeypatch):
    monkeypatch.setattr(health, '_last_beat', health._last_beat - health.LATEST_BEAT - 1)
    assert await bad() == [] and 'APP_MODE is serve' in (await checks())['Worker'].text
    monkeypatch.setenv('APP_MODE', 'all')
    monkeypatch.setattr(health, '_settings', load(os.environ))
    assert await bad() == ['Worker']
    health.beat()
    assert await bad() == []


async def test_a_folder_that_cannot_be_written_to_is_noticed(program, monkeypatch):
    monkeypatch.setattr(health.os, 'access', lambda path, how: False)
    assert await bad() == ['Disk'] and 'cannot be written to' in (await checks())['Disk'].text


async def test_a_full_disk_is_noticed(program, monkeypatch):
    monkeypatch.setattr(health.shutil, 'disk_usage', lambda path: SimpleNamespace(free=health.LEAST_FREE - 1))
    assert await bad() == ['Disk']


async def test_a_disk_that_cannot_be_read_is_noticed(program, monkeypatch):
    def broken(path):
        raise OSError(5, 'Input/output error')
    monkeypatch.setattr(health.shutil, 'disk_usage', broken)
    assert 'Input/output error' in (await checks())['Disk'].text


async def test_a_cut_line_between_processes_is_noticed(program, monkeypatch):
    monkeypatch.setattr(bus, '_is_listening', False)
    assert await bad() == ['Announcements']


async def test_the_vault_key_says_where_it_comes_from(program):
    assert (await checks())['Vault key'].text == '“k1”, given by the environment'


async def test_a_vault_key_that_goes_or_is_opened_to_others_is_noticed_and_not_replaced(
        program, monkeypatch, tmp_path):
    monkeypatch.delenv('MASTER_KEYS')
    health.start(load(os.environ))
    assert (await checks())['Vault key'].text.endswith('or all secrets are lost') and not (tmp_path / 'keys').exists()
    key_ring(load(os.environ))
    assert (await checks())['Vault key'].text.startswith('made here: keep ')
    (tmp_path / 'keys' / 'master_keys').chmod(0o644)
    assert await bad() == ['Vault key']


async def test_a_process_that_stops_wants_no_more_visitors(program):
    health.stop()
    assert await bad() == ['Process']


async def test_a_look_brings_the_figures_up_to_date_and_announces_them(program):
    found_workspace()
    heard = []
    unsubscribe = bus.subscribe(HEALTH, lambda: heard.append(HEALTH))
    open_table()
    await health.look()
    unsubscribe()
    numbers = {name: value for name, value, _ in read(health.view_figures, ANN).estimate}
    assert heard == [HEALTH]
    assert (numbers['Tables open'], numbers['Tables closed']) == (1, 0)


async def test_ages_are_told_to_monitors_and_the_queue_to_people(program, time):
    await health.look()
    numbers = {name: (value, unit) for name, value, unit in read(health.view_figures, ANN).queue}
    assert metrics.value(metrics.backup_age) == float('inf'), 'so that an alarm for old ones rings'
    assert numbers['Backups'] == (0, 'there is none') and numbers['Runs waiting'][0] == 0
    transact(lambda work: work.session.add_all([
        OpsFile(kind='backup', name='b.zip', size=1, sha256='x', path='b.zip', made_at=time.now - timedelta(hours=6)),
        FplCopy(path='bootstrap-static/', body=b'x', fetched_at=time.now - timedelta(minutes=5)),
        MasterKey(kid='k1', check='c', made_at=time.now - timedelta(days=400))]))
    transact(queue.enqueue, 'ops.clean_up', {}, trigger='area')
    await health.look()
    numbers = {name: (value, unit) for name, value, unit in read(health.view_figures, ANN).queue}
    assert numbers['Newest backup'] == (6, 'hours old') and numbers['Runs waiting'][0] == 1
    assert metrics.value(metrics.backup_age) == 6 * 3600
    assert metrics.value(metrics.source_age, source='fpl') == 300
    assert metrics.value(metrics.master_key_age) == 400


async def test_how_well_poker_runs_is_told_in_shares_of_a_month(program, time):
    table, empty = open_table(), open_table()
    seated(table, BOB, CLEO)
    played(table, {BOB: '5', ANN: '5'})
    time.passes(minutes=1)
    transact(seats.leave, CLEO, table)
    for one in (table, empty):
        transact(tables.close_table, ANN, one)
    await health.look()
    numbers = {name: (value, unit) for name, value, unit in read(health.view_figures, ANN).estimate}
    assert numbers['Tables that came to a round'] == (50, '% of a month')
    assert numbers['People who stayed to the end'][0] == 100  # Cleo saw the cards turn
    assert numbers['Rounds turned'][0] == 1
    assert numbers['Connections made'][1].startswith('of ')


async def test_whoever_leaves_before_the_last_round_has_not_stayed(program, time):
    table = open_table()
    seated(table, BOB, CLEO)
    played(table, {BOB: '5', ANN: '5'})
    time.passes(minutes=1)
    transact(seats.leave, CLEO, table)
    time.passes(minutes=1)
    played(table, {BOB: '8', ANN: '8'})
    transact(tables.close_table, ANN, table)
    await health.look()
    assert metrics.value(metrics.poker_stay_ratio) == pytest.approx(2 / 3)


async def test_a_database_of_another_schema_is_noticed(program, monkeypatch):
    monkeypatch.setattr(health.migrations, 'head', lambda: '9999')
    assert await bad() == ['Database'] and 'needs 9999' in (await checks())['Database'].text


async def test_while_the_database_is_away_nobody_is_told_details(program, monkeypatch):
    async def away(*_):
        raise OSError
    monkeypatch.setattr(health, 'ask', away)
    assert not await health.may_be_told(Credential('session', 'x'))


async def test_only_admins_see_figures_and_settings(program):
    for service in (health.view_figures, health.list_settings):
        with pytest.raises(Forbidden):
            read(service, BOB)


async def test_settings_say_where_they_come_from_and_secrets_stay_secret(program):
    settings = {setting.name: setting for setting in read(health.list_settings, ANN)}
    assert not settings['ENVIRONMENT'].is_default
    assert 32 * 'k' not in {setting.value for setting in settings.values()}
