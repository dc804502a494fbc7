"""The clock and the schedule: it rings at the nearest time, asks for what is due, and tells what did not start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import bus
from app.events import SCHEDULES
from app.services.ops import due, schedules, timetable
from app.work import read, transact
from jobs import clock
from jobs.commands import DEFINITIONS
from jobs.shipped import SHIPPED
from tests.entries import COMMANDS, becomes, entry, fire_times, row, runs
from tests.jobs.conftest import alarm, background, rings_at
from tests.people import NOON, OLIVER

AT_ONE = NOON + timedelta(hours=1)


@pytest.fixture
def policy(policy):
    return replace(policy, commands=COMMANDS)


async def test_another_entry_sets_the_alarm_to_its_time(wound):
    assert rings_at('schedules') is None
    entry()
    bus.deliver(SCHEDULES)
    await background()
    assert rings_at('schedules') == AT_ONE


async def test_a_time_that_is_due_makes_a_run_and_sets_both_alarms_anew(wound, time):
    entry()
    time.passes(hours=1)
    await alarm('schedules').ring()
    await alarm('missed runs').set()
    assert fire_times() == ['01-09 13:00']
    assert (rings_at('schedules'), rings_at('missed runs')) == (AT_ONE + timedelta(days=1),
    AT_ONE + timedelta(minutes=5))


async def test_a_run_that_does_not_start_is_told_of_when_its_grace_is_over(wound, time):
    number = entry()
    time.passes(hours=1)
    await alarm('schedules').ring()
    time.passes(minutes=5)
    await alarm('missed runs').ring()
    assert row(number).missed_at == AT_ONE and rings_at('missed runs') is None


async def test_what_became_due_while_nobody_was_there_is_made_up_for_at_the_start(database, time, loop):
    entry()
    time.passes(days=2)
    await clock.run()
    assert rings_at('schedules') == AT_ONE  # in the past: at once
    await alarm('schedules').ring()
    assert fire_times() == ['01-10 13:00']
    clock.close()


async def test_paused_no_alarm_is_set(wound, time):
    entry()
    transact(schedules.pause_all, OLIVER)
    await alarm('schedules').set()
    assert rings_at('schedules') is None


async def test_a_database_that_does_not_answer_is_asked_again_and_nothing_is_lost(wound, time, monkeypatch):
    entry()
    time.passes(hours=1)

    def broken(_):
        raise RuntimeError('the database is away')
    bell = alarm('schedules')
    monkeypatch.setattr(bell, 'settle', broken)
    await bell.ring()
    assert rings_at('schedules') == time.now + clock.RETRY
    monkeypatch.setattr(bell, 'settle', due.fire_due)
    time.passes(seconds=2)
    await bell.ring()
    assert fire_times() == ['01-09 13:00']
    becomes(runs()[0].id)


class TestShipped:
    @pytest.fixture
    def policy(self, policy):
        return replace(policy, commands=DEFINITIONS)

    async def test_what_the_program_brings_along_is_in_the_schedule_after_the_first_start(self, wound):
        shown = read(timetable.list_schedules, OLIVER)
        assert {view.command for view in shown} == {shipped.draft.command for shipped in SHIPPED}
        assert all(view.is_shipped and view.next and view.is_enabled for view in shown)
        assert rings_at('schedules') == min(view.next[0] for view in shown)

    async def test_every_start_after_that_leaves_it_as_it_is(self, wound):
        before = read(timetable.list_schedules, OLIVER)
        transact(schedules.switch, OLIVER, before[0].id, False)
        clock.close()
        await clock.run()
        assert [view.is_enabled for view in read(timetable.list_schedules, OLIVER)].count(False) == 1
        assert len(read(timetable.list_schedules, OLIVER)) == len(before)
