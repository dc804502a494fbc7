"""What is due becomes a run, once; what was missed, overlaps or does not start is dealt with as the entry says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.ops.states import State
from app.events import RunNoteworthy
from app.services.ops import commands, due, schedules
from app.services.people import bell
from app.work import read, transact
from tests.entries import COMMANDS, becomes, entry, fire_times, row, runs, view
from tests.people import ANN, BOB, NOON, OLIVER, invite_crew


@pytest.fixture
def policy(policy):
    return replace(policy, commands=COMMANDS)


@pytest.fixture(autouse=True)
def _noon(database, time):
    """All tests begin at noon, with an empty schedule."""


@pytest.fixture
def told(database):
    """What people are told."""
    return lambda: [event.text for event in database if isinstance(event, RunNoteworthy)]


def tick():
    transact(due.fire_due)


def test_the_clock_is_told_the_nearest_time():
    assert read(due.next_due) is None
    entry('0 18 * * *'), entry('0 13 * * *')
    assert read(due.next_due) == NOON.replace(hour=13)


def test_nothing_is_asked_for_before_its_time(time):
    entry()
    time.passes(minutes=59, seconds=59)
    tick()
    assert runs() == []


def test_what_is_due_becomes_a_run_that_names_its_entry_and_time(time):
    number = entry(parameters={'weeks': 2})
    time.passes(hours=1, seconds=2)
    tick()
    run, = runs(number)
    assert (run.fire_time, run.trigger, run.actor, run.state) == (NOON.replace(hour=13), 'schedule', 'system', 'queued')
    assert run.parameters == {'weeks': 2} and run.available_at == time.now
    assert row(number).next_fire == NOON.replace(day=10, hour=13) and row(number).last_fire == NOON.replace(hour=13)


def test_however_often_the_clock_looks_one_time_makes_one_run(time, told):
    entry()
    time.passes(hours=1)
    for _ in range(3):
        tick()
    assert fire_times() == ['01-09 13:00'] and told() == []


def test_several_entries_of_one_command_run_each_on_its_own(time):
    entry(), entry()
    time.passes(hours=1)
    tick()
    assert fire_times() == ['01-09 13:00', '01-09 13:00']


def test_once_is_once(time):
    number = entry('2030-01-09 13:00', kind='once')
    for _ in range(3):
        time.passes(days=1)
        tick()
    assert fire_times() == ['01-09 13:00'] and row(number).next_fire is None


def test_an_interval_goes_on_from_its_own_times(time):
    entry('90 minutes', kind='every')
    for _ in range(5):
        time.passes(hours=1)
        tick()
        becomes(runs()[-1].id, State.SUCCEEDED) if runs() else None
    assert fire_times() == ['01-09 13:30', '01-09 15:00', '01-09 16:30']


@pytest.mark.parametrize(('misfire', 'most', 'times'), [
    ('skip', 1, []), ('once', 1, ['01-12 13:00']), ('all', 2, ['01-11 13:00', '01-12 13:00']),
    ('all', 24, ['01-09 13:00', '01-10 13:00', '01-11 13:00', '01-12 13:00'])])
def test_what_was_missed_while_down_is_left_out_made_up_for_once_or_all(time, told, misfire, most, times):
    number = entry(misfire=misfire, misfire_most=most)
    time.passes(days=3, hours=2)
    tick()
    assert fire_times() == times
    assert row(number).next_fire == NOON.replace(day=13, hour=13)
    text, = told()
    assert text.startswith('“Weekly report” did not run from 13:00 on Wed 9 Jan to 13:00 on Sat 12 Jan (UTC).')


def test_no_more_than_24_missed_times_are_made_up_for(time):
    entry('*/5 * * * *', misfire='all', misfire_most=24)
    time.passes(days=30)
    tick()
    assert len(runs()) == 24 and fire_times()[-1] == '02-08 12:00'


def test_a_missed_time_within_the_grace_is_only_late(time, told):
    entry(misfire='skip')
    time.passes(hours=1, minutes=5)
    tick()
    assert fire_times() == ['01-09 13:00'] and told() == []


@pytest.mark.parametrize(('overlap', 'times'), [
    ('queue', ['01-09 13:00', '01-10 13:00']), ('skip', ['01-09 13:00']),
    ('allow', ['01-09 13:00', '01-10 13:00', '01-11 13:00'])])
def test_a_run_that_is_not_over_holds_back_the_next_as_the_entry_says(time, told, overlap, times):
    entry(overlap=overlap)
    for _ in range(3):
        time.passes(hours=1 if not runs() else 24)
        tick()
        becomes(runs()[0].id)
    assert fire_times() == times and told() == []


def test_a_newer_run_may_replace_the_one_that_is_not_over(time):
    entry(overlap='replace')
    time.passes(hours=1)
    tick()
    becomes(runs()[0].id)
    time.passes(days=1)
    tick()
    time.passes(days=1)
    tick()
    assert [run.state for run in runs()] == [State.CANCELLING, State.CANCELLED, State.QUEUED]


def test_jitter_puts_the_start_off_and_never_the_time_itself(time):
    entry(jitter=600), entry(jitter=600)
    time.passes(hours=1)
    tick()
    starts = [run.available_at - run.fire_time for run in runs()]
    assert fire_times() == ['01-09 13:00', '01-09 13:00']
    assert all(timedelta() <= start <= timedelta(minutes=10) for start in starts) and len(set(starts)) == 2


def test_a_run_that_does_not_start_within_the_grace_is_told_of_once_and_shown(time, told):
    number = entry()
    time.passes(hours=1)
    tick()
    assert read(due.next_missed) == NOON.replace(hour=13, minute=5)
    time.passes(minutes=4, seconds=59)
    transact(due.report_missed)
    assert told() == [] and view(number).missed_at is None
    time.passes(seconds=1)
    for _ in range(3):
        transact(due.report_missed)
    assert told() == ['“Weekly report” did not run at 13:00 on Wed 9 Jan (UTC). It still waits for its turn.']
    assert view(number).missed_at == NOON.replace(hour=13) and read(due.next_missed) is None


def test_the_bell_rings_for_whoever_looks_after_operations(workspace, time):
    invite_crew()
    entry()
    time.passes(hours=1)
    tick()
    time.passes(minutes=6)
    transact(due.report_missed)
    notice, = read(bell.list_notices, OLIVER)
    assert 'did not run at 13:00' in notice.text and notice.link.startswith('/ops/schedules?entry=')
    assert read(bell.list_notices, BOB) == ()


def test_a_run_that_starts_in_time_is_nothing_to_tell(time, told):
    number = entry()
    time.passes(hours=1)
    tick()
    becomes(runs()[0].id)
    time.passes(hours=1)
    transact(due.report_missed)
    assert told() == [] and read(due.next_missed) is None and view(number).missed_at is None


def test_what_was_missed_is_not_shown_any_more_once_a_run_has_begun(time):
    number = entry()
    time.passes(hours=1)
    tick()
    time.passes(minutes=6)
    transact(due.report_missed)
    becomes(runs()[0].id, State.SUCCEEDED)
    assert view(number).missed_at is None


def test_the_grace_counts_from_where_jitter_has_put_the_start(time):
    entry(jitter=3600, grace=60)
    time.passes(hours=1)
    tick()
    assert read(due.next_missed) == runs()[0].available_at + timedelta(minutes=1)


def test_a_blocked_queue_is_told_of_once_however_many_times_pass(time, told):
    entry('* * * * *', overlap='allow', grace=60)
    for _ in range(10):
        time.passes(minutes=1)
        tick()
        transact(due.report_missed)
    assert len(runs()) == 10 and len(told()) == 1


def test_what_was_made_up_for_late_is_not_told_of_again_while_it_waits(time, told):
    entry()
    time.passes(hours=3)
    tick()
    time.passes(hours=3)
    transact(due.report_missed)
    assert len(told()) == 1 and 'it runs now' in told()[0]


def test_a_command_that_is_switched_off_does_not_run_and_says_why(time, told):
    number = entry()
    transact(commands.switch, ANN, 'ops.report', False)
    time.passes(hours=1)
    tick()
    text, = told()
    assert text.endswith('(UTC). Weekly report is switched off.') and runs() == []
    assert view(number).missed_at == NOON.replace(hour=13)


def test_housekeeping_that_was_missed_is_made_up_for_in_silence(time, told):
    entry('30 seconds', kind='every', command='ops.sweep')
    time.passes(hours=1)
    tick()
    assert len(runs()) == 1 and told() == []


def test_at_the_start_times_ahead_are_counted_anew_and_those_due_are_kept(time):
    ahead, behind = entry('0 18 * * *'), entry()
    def stray(work):
        work.get(type(row(ahead)), ahead).next_fire = NOON.replace(year=2040)
    transact(stray)
    time.passes(hours=2)
    transact(due.realign)
    assert row(ahead).next_fire == NOON.replace(hour=18) and row(behind).next_fire == NOON.replace(hour=13)


def test_an_entry_in_a_zone_nobody_knows_here_keeps_no_other_from_its_time(time):
    strange, known = entry('0 18 * * *'), entry('0 18 * * *')

    def elsewhere(work):
        work.get(type(row(strange)), strange).zone = 'Mars/Jezero'
        work.get(type(row(known)), known).next_fire = NOON.replace(year=2040)
    transact(elsewhere)
    transact(due.realign)
    assert [row(number).next_fire for number in (strange, known)] == 2 * [NOON.replace(hour=18)]


def test_paused_nothing_is_due(time):
    entry()
    transact(schedules.pause_all, OLIVER)
    time.passes(hours=1)
    tick()
    assert runs() == [] and read(due.next_due) is None
