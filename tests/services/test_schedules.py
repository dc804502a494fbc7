"""Entries of the schedule: who may change them, what is refused, and what is remembered of it."""

from dataclasses import replace

import pytest

from app.domain.access import SYSTEM, Actor, Grant
from app.domain.audit import Filter
from app.domain.ops.entries import Shipped
from app.domain.ops.states import State
from app.errors import Conflict, Forbidden, Invalid, NotFound, Rejected
from app.events import ScheduleChanged
from app.services import audit
from app.services.ops import due, schedules, timetable
from app.work import read, transact
from tests.entries import COMMANDS, becomes, draft, entry, row, runs, view
from tests.people import ANN, BOB, CLEO, GUS, MAX, NOON, OLIVER, PIA

SHIPPED = (Shipped('nightly', draft('30 2 * * *', note='by night')), Shipped('unknown', draft(command='ops.unheard')))


@pytest.fixture
def policy(policy):
    return replace(policy, commands=COMMANDS)


@pytest.fixture(autouse=True)
def _noon(database, time):
    """All tests begin at noon, with an empty schedule."""


def deeds():
    return [item.deed for item in read(audit.list_entries, ANN, Filter())]


def test_an_entry_is_kept_with_its_next_time(database):
    number = entry('0 13 * * mon-fri', zone='Europe/Berlin', parameters={'weeks': 2}, note=' for Pia ')
    shown = view(number)
    assert (shown.words, shown.zone, shown.note) == ('every weekday at 13:00', 'Europe/Berlin', 'for Pia')
    assert (shown.parameters, shown.version, shown.is_enabled) == ('{"weeks":2}', 1, True)
    assert row(number).next_fire == shown.next[0] == NOON.replace(day=10)  # noon in London is 13:00 in Berlin: too late
    assert len(shown.next) == 5 and deeds() == ['ops.add_schedule']
    assert any(isinstance(event, ScheduleChanged) for event in database)


def test_defaults_of_parameters_are_kept_with_the_entry():
    assert view(entry()).parameters == '{"weeks":3}'


@pytest.mark.parametrize(('actor', 'command', 'may'), [
    (OLIVER, 'fetch', True), (ANN, 'fetch', True), (PIA, 'fetch', False), (PIA, 'ops.report', True),
    (MAX, 'portfolio.sync', True), (BOB, 'ops.report', False), (CLEO, 'ops.report', False), (GUS, 'ops.report', False),
    (Actor('person:9', 'Petra', (Grant('planner', 'portfolio'),)), 'portfolio.sync', True),
    (Actor('person:9', 'Petra', (Grant('planner', 'portfolio'),)), 'ops.report', False)])
def test_planners_schedule_their_own_area_and_operators_everything(actor, command, may):
    if may:
        assert entry(command=command, actor=actor)
        return
    with pytest.raises(Forbidden):
        entry(command=command, actor=actor)


@pytest.mark.parametrize('deed', [
    lambda number: transact(schedules.change, BOB, number, {'note': 'mine'}, 1),
    lambda number: transact(schedules.switch, BOB, number, False),
    lambda number: transact(schedules.remove, BOB, number),
    lambda number: transact(schedules.run_now, BOB, number),
    lambda _: transact(schedules.pause_all, PIA), lambda _: transact(schedules.resume_all, PIA)])
def test_whoever_may_not_is_refused_and_nothing_changes(deed):
    number = entry()
    with pytest.raises(Forbidden):
        deed(number)
    assert view(number).version == 1 and runs() == [] and deeds() == ['ops.add_schedule']


def test_whoever_has_no_role_sees_no_schedule_and_a_role_in_one_area_shows_that_area():
    entry(), entry(command='portfolio.sync')
    with pytest.raises(Forbidden):
        read(timetable.list_schedules, GUS)
    vera = Actor('person:9', 'Vera', (Grant('viewer', 'portfolio'),))
    assert [shown.command for shown in read(timetable.list_schedules, vera)] == ['portfolio.sync']
    assert len(read(timetable.list_schedules, CLEO)) == 2


def test_everything_that_does_not_fit_is_told_at_once():
    with pytest.raises(Invalid) as caught:
        entry('60 * * * *', parameters={'weeks': 9, 'days': 1}, misfire='never', overlap='maybe', jitter=3601, grace=5,
              misfire_most=25, note='x' * 501)
    assert {field for field, _ in caught.value.errors} == {
        'expression', 'parameters.weeks', 'parameters.days', 'misfire', 'overlap', 'jitter', 'grace', 'misfire_most',
        'note'}
    assert read(timetable.list_schedules, OLIVER) == ()


@pytest.mark.parametrize(('values', 'field'), [
    ({'zone': 'Mars/Olympus'}, 'zone'), ({'kind': 'often'}, 'kind'), ({'command': 'nothing'}, 'command'),
    ({'command': 'transfer'}, 'command'), ({'kind': 'every', 'expression': '30 seconds'}, 'expression'),
    ({'kind': 'once', 'expression': '2030-01-09 11:59'}, 'expression')])
def test_a_single_mistake_names_its_field(values, field):
    with pytest.raises(Rejected) as caught:
        entry(**values)
    assert caught.value.field == field


def test_housekeeping_may_run_every_few_seconds():
    assert view(entry('30 seconds', kind='every', command='ops.sweep')).words == 'every 30 seconds'


def test_an_entry_that_never_runs_is_kept_with_a_warning():
    shown = view(entry('0 0 31 2 *'))
    assert shown.next == () and shown.warning.startswith('This never runs')
    assert row(shown.id).next_fire is None


def test_only_what_is_named_is_changed():
    number = entry(parameters={'weeks': 2}, note='old')
    transact(schedules.change, OLIVER, number, {'expression': '0 14 * * *', 'note': 'new'}, 1)
    shown = view(number)
    assert (shown.words, shown.note, shown.parameters, shown.version) == ('every day at 14:00', 'new', '{"weeks":2}', 2)
    assert row(number).next_fire == NOON.replace(hour=14)
    change = read(audit.list_entries, ANN, Filter())[-1]
    assert change.changes == (('expression', '0 13 * * *', '0 14 * * *'), ('note', 'old', 'new'))


def test_of_two_who_change_an_entry_at_once_the_second_is_told_to_look_again():
    number = entry()
    transact(schedules.change, OLIVER, number, {'note': 'first'}, 1)
    with pytest.raises(Conflict) as caught:
        transact(schedules.change, ANN, number, {'note': 'second'}, 1)
    assert caught.value.version == 2 and view(number).note == 'first'


@pytest.mark.parametrize('changes', [{'command': 'fetch'}, {'last_fire': None}, {'shipped': 'x'}])
def test_what_an_entry_is_about_cannot_be_changed(changes):
    number = entry()
    with pytest.raises(Rejected):
        transact(schedules.change, OLIVER, number, changes, 1)


def test_another_zone_moves_the_next_time():
    number = entry('0 9 * * *', zone='UTC')
    transact(schedules.change, OLIVER, number, {'zone': 'America/New_York'}, 1)
    assert row(number).next_fire == NOON.replace(hour=14)


def test_another_note_leaves_a_time_that_is_due_as_it_is(time):
    number = entry()
    time.passes(hours=1, seconds=1)
    transact(schedules.change, OLIVER, number, {'note': 'x'}, 1)
    assert row(number).next_fire == NOON.replace(hour=13)


def test_what_is_off_has_no_next_time_and_misses_nothing(time):
    number = entry()
    transact(schedules.switch, OLIVER, number, False)
    time.passes(days=3)
    transact(due.fire_due)
    assert runs() == [] and view(number).next == ()
    transact(schedules.switch, OLIVER, number, True)
    transact(due.fire_due)
    assert runs() == [] and row(number).next_fire == NOON.replace(day=12, hour=13)
    assert deeds()[1:] == ['ops.disable_schedule', 'ops.enable_schedule']


def test_switching_twice_changes_nothing():
    number = entry()
    transact(schedules.switch, OLIVER, number, True)
    assert view(number).version == 1


def test_a_removed_entry_is_gone_its_runs_stay_and_it_can_be_brought_back(time):
    number = entry(note='mine')
    time.passes(hours=1)
    transact(due.fire_due)
    former = transact(schedules.remove, OLIVER, number)
    assert read(timetable.list_schedules, OLIVER) == () and len(runs(number)) == 1
    assert view(transact(schedules.add, OLIVER, former)).note == 'mine'


@pytest.mark.parametrize('deed', [
    lambda: transact(schedules.change, OLIVER, 99, {}, 1), lambda: transact(schedules.switch, OLIVER, 99, True),
    lambda: transact(schedules.remove, OLIVER, 99), lambda: transact(schedules.run_now, OLIVER, 99),
    lambda: view(99)])
def test_an_entry_that_does_not_exist_is_not_found(deed):
    with pytest.raises(NotFound):
        deed()


def test_run_now_starts_a_run_with_the_parameters_of_the_entry_beside_its_times():
    number = entry(parameters={'weeks': 5})
    run_id = transact(schedules.run_now, OLIVER, number)
    run, = runs(number)
    assert (run.id, run.parameters, run.trigger, run.actor_name, run.fire_time) == (run_id, {'weeks': 5}, 'ui',
    'Oliver', None)
    assert view(number).last.id == run_id and row(number).next_fire == NOON.replace(hour=13)


def test_paused_nothing_runs_and_resumed_nothing_is_made_up_for(time):
    number = entry()
    transact(schedules.pause_all, OLIVER, 'We move house')
    shown = read(timetable.view_timetable, OLIVER)
    assert (shown.pause.by, shown.pause.reason, shown.pause.since) == ('Oliver', 'We move house', NOON)
    assert read(due.next_due) is None
    time.passes(hours=2)
    transact(due.fire_due)
    transact(schedules.resume_all, OLIVER)
    transact(due.fire_due)
    assert runs() == [] and read(due.next_due) == NOON.replace(day=10, hour=13) == row(number).next_fire
    assert read(timetable.view_timetable, OLIVER).pause is None
    assert deeds()[1:] == ['ops.pause_schedules', 'ops.resume_schedules']


def test_pausing_and_resuming_twice_is_done_once():
    for _ in range(2):
        transact(schedules.pause_all, OLIVER)
    for _ in range(2):
        transact(schedules.resume_all, OLIVER)
    assert deeds() == ['ops.pause_schedules', 'ops.resume_schedules']


def test_the_schedule_may_be_paused_by_a_restore():
    transact(schedules.pause_all, SYSTEM, 'A backup was restored')
    assert read(timetable.view_timetable, OLIVER).pause.by == 'Roundtable'


def test_shipped_entries_come_once_and_what_people_made_of_them_stays():
    transact(schedules.ensure_shipped, SHIPPED)
    shown, = read(timetable.list_schedules, OLIVER)
    assert shown.is_shipped and shown.words == 'every day at 02:30'
    transact(schedules.change, OLIVER, shown.id, {'expression': '0 4 * * *'}, 1)
    transact(schedules.switch, OLIVER, shown.id, False)
    transact(schedules.ensure_shipped, SHIPPED)
    shown, = read(timetable.list_schedules, OLIVER)
    assert shown.words == 'every day at 04:00' and not shown.is_enabled


def test_a_shipped_entry_can_be_switched_off_but_not_removed():
    transact(schedules.ensure_shipped, SHIPPED)
    shown, = read(timetable.list_schedules, OLIVER)
    with pytest.raises(Conflict, match='Switch it off instead'):
        transact(schedules.remove, OLIVER, shown.id)


def test_the_nearest_entry_comes_first_and_those_without_a_time_last():
    entry('0 0 31 2 *', note='never'), entry('0 18 * * *', note='later'), entry('0 13 * * *', note='soon')
    assert [shown.note for shown in read(timetable.list_schedules, OLIVER)] == ['soon', 'later', 'never']


def test_how_the_last_30_days_went_is_counted_per_entry(time):
    number, other = entry('0 * * * *'), entry('30 * * * *')
    for state, seconds in ((State.SUCCEEDED, 30), (State.SUCCEEDED, 90), (State.FAILED, 60), (State.RUNNING, 0)):
        time.passes(hours=1)
        transact(due.fire_due)
        becomes(runs(number)[-1].id, state, seconds)
        becomes(runs(other)[-1].id, State.CANCELLED)
    shown = view(number)
    assert (shown.runs, shown.succeeded, round(shown.seconds)) == (3, 2, 60)
    assert shown.last.state == State.RUNNING and shown.last_at == NOON.replace(hour=16)
    time.passes(days=40)
    assert view(number).runs == 0


def test_a_preview_says_what_an_expression_means_before_anything_is_kept():
    shown = read(schedules.preview, CLEO, 'cron', '*/15 9-17 * * mon-fri', 'Europe/Berlin')
    assert shown.words == 'every 15 minutes from 09:00 to 17:45, every weekday' and len(shown.next) == 5
    assert shown.next[0] == NOON.replace(minute=15) and shown.warning == ''
    assert read(schedules.preview, CLEO, 'cron', '0 0 31 2 *', 'UTC').warning.startswith('This never runs')


@pytest.mark.parametrize('deed', [lambda: read(schedules.preview, GUS, 'cron', '* * * * *', 'UTC')])
def test_a_guest_previews_nothing(deed):
    with pytest.raises(Forbidden):
        deed()
