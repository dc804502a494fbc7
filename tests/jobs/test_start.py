"""The start of the program: it brings in order what happened while it was away, and offers the set-up."""

import logging
import runpy
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from nicegui.testing.user_simulation import user_simulation
from sqlalchemy.exc import OperationalError

from app import presence as tabs
from app import serving
from app.events import WORKSPACE, table_topic
from app.services import counts
from app.services.people import presence
from app.services.poker import rounds
from app.settings import Misconfigured
from app.work import read, transact
from jobs import clock
from tests.jobs.conftest import has_started
from tests.people import ANN, BOB, NOON, found_workspace
from tests.poker import PROCESS, change, open_table, seat_of, seated, start, state, table_of


@pytest.fixture
def kind():
    return 'sqlite'


@asynccontextmanager
async def started():
    """The program, started within a test."""
    async with user_simulation(main_file='tests/pages/program.py'):
        await has_started()
        yield


@pytest.fixture
async def program(user):
    await has_started()


@pytest.fixture
def outage(database, time):
    """A table in the middle of a round, and an hour in which the program was away."""
    found_workspace()
    table = open_table()
    seated(table, BOB)
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(presence.arrive, WORKSPACE, BOB.identity, PROCESS)
    time.passes(hours=1)
    return table


async def test_no_table_expires_because_the_program_was_away(outage, program):
    assert state(outage) == 'voting'
    assert table_of(outage).expires_at >= NOON + timedelta(hours=1, minutes=2)


async def test_cards_survive_and_nobody_is_connected_yet(outage, program):
    assert seat_of(outage, BOB).card == '5' and not seat_of(outage, BOB).is_connected
    assert not read(presence.present, WORKSPACE) and not read(presence.present, table_topic(outage))


async def test_a_countdown_that_ended_meanwhile_does_not_stick(database, time):
    table = open_table()
    seated(table, BOB)
    change(table, countdown=3)
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(rounds.reveal_cards, ANN, table)
    time.passes(hours=1)
    async with started():
        assert state(table) == 'results'


async def test_the_process_is_known_and_the_clock_is_wound_up(outage, program):
    assert [replica.started_at for replica in read(counts.view_counts).replicas] == [NOON + timedelta(hours=1)]
    assert {alarm.name for alarm in clock._alarms} == {
        'tables', 'sessions', 'schedules', 'missed runs', 'boards', 'deliveries', 'images'}


async def test_while_nobody_administers_the_log_offers_the_set_up(database, caplog):
    with caplog.at_level(logging.WARNING, 'app.entrance'):
        async with started():
            assert 'Open /setup and give this code' in caplog.text


async def test_a_workspace_with_an_admin_offers_no_set_up(database, caplog):
    found_workspace()
    with caplog.at_level(logging.WARNING, 'app.entrance'):
        async with started():
            assert '/setup' not in caplog.text


async def test_a_demo_does_not_open_a_real_workspace(database, monkeypatch):
    found_workspace()
    monkeypatch.setenv('DEMO', 'true')
    with pytest.raises(Misconfigured, match='real workspace'):
        runpy.run_path('tests/pages/program.py')


async def test_a_stop_before_the_start_is_over_leaves_nothing_behind(database, monkeypatch):
    monkeypatch.setattr(tabs, '_process', '')
    await tabs.close()
    assert read(counts.view_counts).replicas == ()


async def test_a_database_that_is_busy_at_the_start_only_delays_what_happens_by_itself(database, monkeypatch, caplog):
    tries = []

    def busy_at_first(work):
        tries.append(work.now)
        if len(tries) == 1:
            raise OperationalError('UPDATE opsschedule', {}, Exception('database is locked'))
    monkeypatch.setattr(clock.due, 'realign', busy_at_first)
    monkeypatch.setattr(serving, 'AGAIN', 0)
    async with started():
        assert len(tries) == 2 and clock._alarms
        assert 'jobs.clock did not begin' in caplog.text
        caplog.clear()
