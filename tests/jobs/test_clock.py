"""The clock: what happens by itself happens when it is due, once, and whatever else fails."""

import asyncio
from datetime import timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app import bus
from app import clock as real
from app.errors import SignInNeeded
from app.events import DEADLINES, WORKSPACE
from app.services.people import sessions
from app.services.poker import rounds, upkeep
from app.work import read, transact
from jobs import clock
from tests.jobs.conftest import alarm, background, rings_at
from tests.people import ANN, BOB, NOON, found_workspace
from tests.poker import change, news, open_table, seated, start, state, table_of

IDLE = timedelta(hours=8)


def signed_in():
    found_workspace()
    transact(sessions.begin, ANN.person_id, 'key', '', 'test')


def broken(*_):
    raise RuntimeError('the database is away')


def about_to_turn():
    """A table with a countdown of three seconds."""
    table = open_table()
    seated(table, BOB)
    change(table, countdown=3)
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(rounds.reveal_cards, ANN, table)
    return table


async def test_checks_and_figures_are_wound_up(wound):
    kept = {job.func.__name__: str(job.trigger) for job in wound.get_jobs()}
    assert kept == {'tick': 'interval[0:00:20]', 'look': 'interval[0:00:15]'}


async def test_what_was_missed_is_done_late_and_once(wound):
    assert all(job.coalesce and job.misfire_grace_time is None for job in wound.get_jobs())


async def test_where_nothing_is_due_no_alarm_is_set(wound):
    assert rings_at('tables') is None and rings_at('sessions') is None


async def test_the_clock_finds_what_was_due_before_it_was_wound_up(database, time, loop):
    open_table()
    signed_in()
    await clock.run()
    assert (rings_at('tables'), rings_at('sessions')) == (NOON + timedelta(minutes=8), NOON + IDLE)
    clock.close()


@pytest.mark.parametrize(('topic', 'name', 'prepare'), [(DEADLINES, 'tables', open_table),
                                                        (WORKSPACE, 'sessions', signed_in)])
async def test_an_announcement_sets_the_alarm_anew(wound, topic, name, prepare):
    prepare()
    assert rings_at(name) is None
    bus.deliver(topic)
    await background()
    assert rings_at(name) > NOON


async def test_a_nearer_deadline_is_rung_first(wound):
    open_table()
    await alarm('tables').set()
    about_to_turn()
    await alarm('tables').set()
    assert rings_at('tables') == NOON + timedelta(seconds=3)


async def test_an_alarm_lets_happen_what_is_due_and_is_set_to_the_next_deadline(wound, time):
    table = open_table()
    time.passes(minutes=8)
    await alarm('tables').ring()
    assert table_of(table).warned > 0 and rings_at('tables') == NOON + timedelta(minutes=9)


async def test_after_the_last_deadline_the_alarm_is_silent(wound, time):
    table = open_table()
    await alarm('tables').set()
    time.passes(minutes=10)
    await alarm('tables').ring()
    assert table_of(table).closed_reason == 'expired' and rings_at('tables') is None


async def test_an_alarm_that_rings_too_early_does_nothing_and_rings_again(wound, time):
    table = about_to_turn()
    time.passes(seconds=2)
    await alarm('tables').ring()
    assert state(table) == 'revealing' and rings_at('tables') == NOON + timedelta(seconds=3)


async def test_cards_turn_when_the_countdown_is_over(wound, time):
    table = about_to_turn()
    time.passes(seconds=3)
    await alarm('tables').ring()
    assert state(table) == 'results'


async def test_a_session_nobody_uses_ends_by_itself(wound, time):
    signed_in()
    time.passes(hours=8)
    await alarm('sessions').ring()
    with pytest.raises(SignInNeeded):
        read(sessions._actor_of_session, 'key')
    assert rings_at('sessions') is None


async def test_two_processes_that_ring_at_once_do_it_once(wound, time):
    table = about_to_turn()
    other = clock.Alarm(AsyncIOScheduler(), 'tables', upkeep.next_due_at, upkeep.settle_due, DEADLINES)
    time.passes(seconds=3)
    await asyncio.gather(alarm('tables').ring(), other.ring())
    other.unsubscribe()
    assert [kind for kind, _ in news(table)].count('turned') == 1


async def test_an_alarm_that_cannot_settle_says_so_and_tries_again_soon(wound, monkeypatch, caplog):
    monkeypatch.setattr(alarm('tables'), 'settle', broken)
    await alarm('tables').ring()
    assert 'alarm tables could not settle' in caplog.text
    assert rings_at('tables') == NOON + clock.RETRY


async def test_an_alarm_that_cannot_look_says_so_and_tries_again_soon(wound, monkeypatch, caplog):
    monkeypatch.setattr(alarm('tables'), 'next_due', broken)
    await alarm('tables').set()
    assert 'alarm tables could not look' in caplog.text
    assert rings_at('tables') == NOON + clock.RETRY


async def test_one_broken_alarm_does_not_stop_the_other(wound, time, monkeypatch):
    signed_in()
    monkeypatch.setattr(alarm('tables'), 'settle', broken)
    await alarm('tables').ring()
    time.passes(hours=8)
    await alarm('sessions').ring()
    assert rings_at('sessions') is None


async def test_a_due_alarm_rings_by_itself(database, loop):
    rang, dues = asyncio.Event(), [real.now()]
    scheduler = AsyncIOScheduler()
    scheduler.start()
    bell = clock.Alarm(scheduler, 'bell', lambda work: dues.pop() if dues else None,
                       lambda work: loop.call_soon_threadsafe(rang.set), 'bells')
    await bell.set()
    await asyncio.wait_for(rang.wait(), 5)
    bell.unsubscribe()
    scheduler.shutdown(wait=False)
