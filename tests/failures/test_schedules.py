"""What can go wrong with a schedule: impossible times, clocks that jump, two clocks at once, entries that vanish."""

import os
import time as real
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from app import clock
from app.domain.ops.entries import Shipped
from app.domain.ops.moments import place
from app.domain.ops.states import State
from app.errors import NotFound, Rejected
from app.events import RunNoteworthy
from app.services.ops import due, queue, schedules, timetable
from app.work import read, transact
from tests.entries import COMMANDS, becomes, draft, entry, fire_times, row, runs, view
from tests.people import NOON, OLIVER

BERLIN = 'Europe/Berlin'
EACH = 6  # replicas that look at once


@pytest.fixture
def policy(policy):
    return replace(policy, commands=COMMANDS)


@pytest.fixture(autouse=True)
def _noon(database, time):
    """All tests begin at noon, with an empty schedule."""


def tick():
    transact(due.fire_due)


def walk(time, until, step=timedelta(minutes=15)):
    """Let the clock go on and look, as it does; every run is over before the next."""
    while time.now < until:
        time.passes(seconds=step.total_seconds())
        tick()
        for run in runs():
            if run.state == State.QUEUED:
                becomes(run.id, State.SUCCEEDED)


def walls(zone):
    return [f'{run.fire_time.astimezone(place(zone)):%m-%d %H:%M %Z}' for run in runs()]


@pytest.mark.parametrize('expression', ['60 * * * *', '* 24 * * *', '0 0 0 * *', '', '* * * * * *', '@reboot',
    '0 9 * * mon-'])
def test_an_impossible_expression_is_refused_and_nothing_is_kept(expression):
    with pytest.raises(Rejected) as caught:
        entry(expression)
    assert caught.value.field == 'expression' and read(due.next_due) is None


def test_an_expression_that_never_runs_warns_and_never_wakes_the_clock(time):
    number = entry('0 0 31 2 *')
    assert 'never runs' in view(number).warning and read(due.next_due) is None
    time.passes(days=800)
    tick()
    assert runs() == []


def test_7_is_sunday_and_day_of_the_month_or_weekday_is_enough():
    assert view(entry('0 9 * * 7')).next[0].weekday() == 6
    days = [f'{time:%a %d}' for time in view(entry('0 9 1 * mon')).next]
    assert days == ['Mon 14', 'Mon 21', 'Mon 28', 'Fri 01', 'Mon 04']


def test_a_time_in_the_gap_runs_once_at_the_first_minute_after_it(time):
    time.now = datetime(2030, 3, 30, 12, tzinfo=UTC)
    entry('*/30 2 * * *', zone=BERLIN)
    walk(time, datetime(2030, 4, 1, 12, tzinfo=UTC))
    assert walls(BERLIN) == ['03-31 03:00 CEST', '04-01 02:00 CEST', '04-01 02:30 CEST']


def test_a_time_in_the_fold_runs_once_at_its_first_occurrence(time):
    time.now = datetime(2030, 10, 26, 12, tzinfo=UTC)
    entry('30 2 * * *', zone=BERLIN)
    walk(time, datetime(2030, 10, 28, 12, tzinfo=UTC))
    assert walls(BERLIN) == ['10-27 02:30 CEST', '10-28 02:30 CET']


def test_an_interval_runs_every_hour_of_a_day_of_25_hours(time):
    time.now = datetime(2030, 10, 26, 22, tzinfo=UTC)
    entry('1 hour', kind='every', zone=BERLIN)
    walk(time, datetime(2030, 10, 27, 23, tzinfo=UTC), timedelta(minutes=30))
    assert len(runs()) == 25


def test_another_zone_between_two_times_fires_neither_twice_nor_never(time):
    number = entry('0 13 * * *', zone='UTC')
    walk(time, NOON + timedelta(hours=2))
    transact(schedules.change, OLIVER, number, {'zone': BERLIN}, 1)
    walk(time, NOON + timedelta(days=2), timedelta(hours=1))
    assert fire_times() == ['01-09 13:00', '01-10 12:00', '01-11 12:00']


def test_the_zone_of_the_machine_does_not_matter(time, monkeypatch):
    number = entry('0 9 * * *', zone='Asia/Kathmandu')
    before = view(number).next
    for zone in ('America/New_York', 'Pacific/Apia'):
        monkeypatch.setitem(os.environ, 'TZ', zone)
        real.tzset()
        transact(due.realign)
        assert view(number).next == before and row(number).next_fire == before[0]
    monkeypatch.delitem(os.environ, 'TZ')
    real.tzset()


def test_a_clock_put_back_an_hour_fires_nothing_twice(time):
    entry('*/30 * * * *')
    walk(time, NOON + timedelta(hours=1))
    time.passes(hours=-1)
    transact(due.realign)  # also a restart with the wrong time
    walk(time, NOON + timedelta(hours=2))
    assert fire_times() == ['01-09 12:30', '01-09 13:00', '01-09 13:30', '01-09 14:00']


def test_a_clock_put_forward_an_hour_and_corrected_fires_nothing_twice(time, database):
    entry('*/30 * * * *')
    time.passes(hours=1)
    walk(time, NOON + timedelta(hours=1, minutes=30))
    time.passes(hours=-1)
    transact(due.realign)
    walk(time, NOON + timedelta(hours=2))
    assert fire_times() == sorted(set(fire_times())) and fire_times()[-1] == '01-09 14:00'


def test_an_entry_removed_while_it_is_due_does_not_run_and_hinders_nobody(time):
    gone, other = entry(), entry()
    time.passes(hours=1)
    transact(schedules.remove, OLIVER, gone)
    tick()
    assert runs(gone) == [] and len(runs(other)) == 1
    with pytest.raises(NotFound):
        view(gone)


def test_an_entry_removed_between_two_looks_of_one_clock_is_left_alone(time, monkeypatch):
    """Another replica removes it after this one has listed what is due."""
    first, second = entry(), entry()
    time.passes(hours=1)
    fire = due._fire

    def remove_the_other(work, row, at):
        fire(work, row, at)
        work.session.delete(work.get(type(row), second))
        work.session.flush()
    monkeypatch.setattr(due, '_fire', remove_the_other)
    tick()
    assert len(runs(first)) == 1 and runs(second) == []


def test_an_entry_removed_while_its_run_waits_is_not_told_of(time, database):
    number = entry()
    time.passes(hours=1)
    tick()
    transact(schedules.remove, OLIVER, number)
    time.passes(hours=1)
    transact(due.report_missed)
    assert not [event for event in database if isinstance(event, RunNoteworthy)]


def test_a_command_that_is_gone_keeps_no_other_entry_from_running(time, database, policy, monkeypatch):
    lost, other = entry(command='fetch'), entry()
    monkeypatch.delitem(policy.commands, 'fetch')
    time.passes(hours=1)
    tick()
    assert runs(lost) == [] and len(runs(other)) == 1
    text, = [event.text for event in database if isinstance(event, RunNoteworthy)]
    assert 'not part of this installation any more' in text
    shown = view(lost)
    assert not shown.is_known and shown.missed_at == NOON.replace(hour=13)
    transact(schedules.remove, OLIVER, lost)


def test_parameters_that_fit_no_more_are_told_of_and_hinder_nobody(time, database, policy, monkeypatch):
    first, second = entry(parameters={'weeks': 6}), entry(command='fetch')
    narrower = replace(COMMANDS['ops.report'], parameters=(replace(COMMANDS['ops.report'].parameters[0], high=4),))
    monkeypatch.setitem(policy.commands, 'ops.report', narrower)
    time.passes(hours=1)
    tick()
    assert runs(first) == [] and len(runs(second)) == 1
    assert any('from 1 to 4' in event.text for event in database if isinstance(event, RunNoteworthy))


def at_once(deed):
    """Each replica in a thread of its own, all at the same moment."""
    gate = Barrier(EACH)

    def one(_):
        gate.wait()
        return transact(deed)
    with ThreadPoolExecutor(EACH) as threads:
        return list(threads.map(one, range(EACH)))


def test_replicas_that_look_at_the_same_moment_make_one_run_for_each_time(time):
    numbers = [entry(), entry(misfire='all', misfire_most=3, overlap='allow'), entry(overlap='replace')]
    for _ in range(3):
        time.passes(days=1, hours=1)
        at_once(due.fire_due)
        for number in numbers:
            assert fire_times(number) == sorted(set(fire_times(number)))
    assert [len(runs(number)) for number in numbers] == [1, 4, 3]


def test_replicas_that_insert_the_same_fire_time_make_one_run(time):
    number, at = entry(), NOON.replace(hour=13)
    found = at_once(lambda work: queue.enqueue(work, 'ops.report', {}, trigger='schedule', schedule_id=number,
    fire_time=at))
    assert len(runs(number)) == 1 and sum(result is not None for result in found) == 1


def test_replicas_tell_of_a_missed_run_once(time, database):
    entry()
    time.passes(hours=1)
    tick()
    time.passes(minutes=6)
    at_once(due.report_missed)
    assert len([event for event in database if isinstance(event, RunNoteworthy)]) == 1


def test_replicas_that_start_at_once_bring_a_shipped_entry_once(time):
    shipped = [Shipped('nightly', draft('30 2 * * *'))]
    at_once(lambda work: schedules.ensure_shipped(work, shipped))
    assert [shown.words for shown in read(timetable.list_schedules, OLIVER)] == ['every day at 02:30']


def test_a_clock_that_was_wrong_by_years_does_not_silence_an_entry(time):
    number = entry()
    time.now = NOON.replace(year=2045)
    tick()
    time.now = NOON + timedelta(minutes=1)
    transact(due.realign)
    assert row(number).next_fire == NOON.replace(hour=13) and clock.now() == time.now
