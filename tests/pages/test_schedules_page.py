"""The schedule on the screen: what runs when, the panel of an entry, and who may touch what."""

import pytest
from nicegui import ui

from app.domain.ops.states import State
from app.services.ops import schedules, timetable
from app.work import read, transact
from components.ops.schedule_panel import SchedulePanel
from components.ops.schedules import EntryLine
from jobs import commands
from models.ops import OpsSchedule
from tests.entries import COMMANDS, becomes, entry, runs, view
from tests.pages.conftest import (
    choose,
    complaint,
    field,
    fill,
    misses,
    named,
    press,
    problem,
    sees,
    shown,
    sign_in,
    submit,
    touch,
    type_key,
    until,
)
from tests.people import ANN, PIA, invite_crew


@pytest.fixture(autouse=True)
def _commands(monkeypatch):
    """Nothing is in the schedule that a test has not put there."""
    monkeypatch.setattr(commands, 'DEFINITIONS', COMMANDS)


@pytest.fixture
async def at_schedules(ann):
    await ann.open('/ops/schedules')
    return ann


@pytest.fixture
async def bob_there(bob):
    await bob.open('/ops/schedules')
    return bob


@pytest.fixture
async def pia_there(cleo, neighbour):
    """Pia plans, and may not run programs."""
    invite_crew()
    sign_in(neighbour, PIA)
    await neighbour.open('/ops/schedules')
    return neighbour


def all_entries():
    return read(timetable.list_schedules, ANN)


def panels(user):
    return [panel.props['aria-label'] for panel in shown(user, SchedulePanel)]


def listed(user):
    """Names in the table, from top to bottom."""
    return [element.text for element in shown(user) if 'rt-link-btn' in element.classes]


def switches(user):
    return [toggle for toggle in shown(user, ui.switch) if toggle.props.get('aria-label') == 'Enabled']


async def test_an_empty_schedule_says_what_it_is_for(at_schedules):
    await sees(at_schedules, 'Nothing runs by itself', 'in the time zone you choose')
    press(at_schedules, 'New entry')
    await until(lambda: panels(at_schedules) == ['New entry'])


async def test_an_entry_is_shown_in_plain_words_with_its_zone(at_schedules):
    entry('30 5 * * mon-fri', zone='Europe/Berlin', note='before anybody comes')
    await sees(at_schedules, 'Weekly report', 'Every weekday at 05:30', 'Europe/Berlin', 'before anybody comes',
               'Schedule entries', '1 entry')
    assert [toggle.value for toggle in switches(at_schedules)] == [True]


async def test_what_somebody_else_changes_is_seen_at_once(at_schedules):
    number = entry('0 5 * * *')
    await sees(at_schedules, 'Every day at 05:00')
    transact(schedules.change, ANN, number, {'expression': '0 6 * * *'}, 1)
    await sees(at_schedules, 'Every day at 06:00')
    transact(schedules.remove, ANN, number)
    await sees(at_schedules, 'Nothing runs by itself')


async def test_the_axis_draws_every_entry_and_says_the_same_in_words(at_schedules):
    entry('0 */6 * * *'), entry('*/5 * * * *', note='often')
    await sees(at_schedules, 'What runs when', '4 runs to come, and 1 entry running all the time',
               'every 5 minutes, all the time')
    press(at_schedules, '7 days')
    await sees(at_schedules, '28 runs to come')


async def test_the_address_brings_filter_span_and_panel_back(ann):
    number = entry('0 */6 * * *')
    await ann.open(f'/ops/schedules?text=week&span=7d&entry={number}')
    await until(lambda: panels(ann) == ['Edit Weekly report'])
    await sees(ann, '28 runs to come')
    assert field(ann, 'Cron expression').value == '0 */6 * * *'


async def test_the_list_is_narrowed_and_a_filter_that_nothing_fits_has_a_way_out(at_schedules):
    entry(), entry(command='fetch')
    await sees(at_schedules, 'Fetch')
    search = next(one for one in shown(at_schedules, ui.input) if one.props.get('aria-label') == 'Filter entries')
    with at_schedules:
        search.set_value('fetch')
    await until(lambda: listed(at_schedules) == ['Fetch'])
    with at_schedules:
        search.set_value('nothing at all')
    await sees(at_schedules, 'No entry is like “nothing at all”')
    press(at_schedules, 'Clear filter')
    await until(lambda: len(listed(at_schedules)) == 2)


async def test_an_expression_is_explained_while_it_is_typed(at_schedules):
    press(at_schedules, 'New entry')
    await sees(at_schedules, 'Every weekday at 05:30')
    fill(at_schedules, Cron_expression='*/15 9-17 * * *')
    await sees(at_schedules, 'Every 15 minutes from 09:00 to 17:45', 'Next runs')
    fill(at_schedules, Cron_expression='60 * * * *')
    await sees(at_schedules, '“60” is no minute. Write 0 to 59.')
    await misses(at_schedules, 'Next runs')
    fill(at_schedules, Cron_expression='0 0 31 2 *')
    await sees(at_schedules, 'This never runs')


async def test_times_are_shown_in_the_zone_of_the_entry_and_in_ones_own(at_schedules):
    press(at_schedules, 'New entry')
    fill(at_schedules, Cron_expression='0 9 1 1 *', Time_zone='Asia/Kathmandu')
    await sees(at_schedules, '09:00 +0545', '03:15 here')


async def test_an_entry_is_added_with_its_parameters(at_schedules):
    press(at_schedules, 'New entry')
    await until(lambda: panels(at_schedules))
    choose(at_schedules, 'Command', 'ops.report')
    await sees(at_schedules, 'weeks')
    fill(at_schedules, Cron_expression='0 7 * * mon', Time_zone='Europe/Berlin', weeks='5', Note='for Pia')
    submit(at_schedules, 'Add the entry')
    await sees(at_schedules, 'Weekly report is in the schedule', 'Every Monday at 07:00')
    added, = all_entries()
    assert (added.parameters, added.zone, added.note) == ('{"weeks":5}', 'Europe/Berlin', 'for Pia')
    assert panels(at_schedules) == []


async def test_every_mistake_is_named_beside_its_field(at_schedules):
    press(at_schedules, 'New entry')
    await until(lambda: panels(at_schedules))
    choose(at_schedules, 'Command', 'ops.report')
    await sees(at_schedules, 'weeks')
    fill(at_schedules, Cron_expression='60 * * * *', weeks='9', Note=501 * 'x')
    submit(at_schedules, 'Add the entry')
    await until(lambda: complaint(at_schedules, 'Cron expression') == '“60” is no minute. Write 0 to 59.')
    assert complaint(at_schedules, 'weeks') and complaint(at_schedules, 'Note') == 'At most 500 characters.'
    assert all_entries() == () and field(at_schedules, 'weeks').value == '9'


async def test_without_a_command_there_is_nothing_to_add(at_schedules):
    press(at_schedules, 'New entry')
    await until(lambda: panels(at_schedules))
    submit(at_schedules, 'Add the entry')
    await until(lambda: problem(at_schedules) == ['Choose a command.'])


async def test_an_interval_and_a_date_are_other_kinds_of_time(at_schedules):
    for kind, label, text in (('Interval', 'Interval', '2 hours'), ('Once', 'Day and time', '2040-01-31T09:00')):
        press(at_schedules, 'New entry')
        await until(lambda: panels(at_schedules))
        choose(at_schedules, 'Command', 'fetch')
        press(at_schedules, kind)
        await misses(at_schedules, 'Cron expression')
        fill(at_schedules, **{label.replace(' ', '_'): text})
        submit(at_schedules, 'Add the entry')
        await until(lambda: not panels(at_schedules))
    assert {one.words for one in all_entries()} == {'every 2 hours', 'once, on Tuesday 31 January 2040 at 09:00'}


async def test_an_entry_is_changed_and_only_in_what_was_changed(at_schedules):
    number = entry(parameters={'weeks': 2}, grace=60)
    await sees(at_schedules, 'Every day at 13:00')
    press(at_schedules, 'Weekly report')
    await until(lambda: panels(at_schedules) == ['Edit Weekly report'])
    fill(at_schedules, Cron_expression='0 14 * * *')
    choose(at_schedules, 'When the former run is not over', 'replace')
    submit(at_schedules, 'Save changes')
    await sees(at_schedules, 'Every day at 14:00', 'Weekly report is changed')
    changed = view(number)
    assert (changed.overlap, changed.parameters, changed.grace, changed.version) == ('replace', '{"weeks":2}', 60, 2)


async def test_whoever_saves_what_another_has_changed_meanwhile_is_told(at_schedules):
    number = entry()
    await sees(at_schedules, 'Every day at 13:00')
    press(at_schedules, 'Weekly report')
    await until(lambda: panels(at_schedules))
    transact(schedules.change, ANN, number, {'note': 'by another'}, 1)
    fill(at_schedules, Note='mine')
    submit(at_schedules, 'Save changes')
    await until(lambda: problem(at_schedules) == ['Somebody else has changed this entry meanwhile. Look again.'])
    assert view(number).note == 'by another'


async def test_a_removed_entry_can_be_brought_back(at_schedules):
    entry(note='mine')
    await sees(at_schedules, 'mine')
    press(at_schedules, 'Weekly report')
    await until(lambda: panels(at_schedules))
    press(at_schedules, 'Remove the entry')
    await sees(at_schedules, 'Weekly report is out of the schedule')
    press(at_schedules, 'Undo')
    await until(lambda: [one.note for one in all_entries()] == ['mine'])


async def test_the_switch_stops_one_entry(at_schedules):
    number = entry()
    await until(lambda: switches(at_schedules))
    touch(at_schedules, switches(at_schedules)[0], 'update:modelValue', False)
    await sees(at_schedules, 'Switched off', '1 switched off')
    assert not view(number).is_enabled


async def test_run_now_starts_a_run_at_once(at_schedules):
    number = entry()
    await sees(at_schedules, 'Run now')
    press(at_schedules, 'Run now')
    await sees(at_schedules, 'The run is on its way')
    assert len(runs(number)) == 1


async def test_how_it_went_is_shown(at_schedules):
    number = entry()
    run_id = transact(schedules.run_now, ANN, number)
    becomes(run_id, State.SUCCEEDED, 90)
    transact(schedules.change, ANN, number, {'note': 'x'}, 1)
    await sees(at_schedules, 'Done', '100 %', '1:30')


async def test_what_did_not_run_is_shown(at_schedules):
    number = entry()

    def lose(work):
        work.get(OpsSchedule, number).missed_at = work.now
    transact(lose)
    transact(schedules.change, ANN, number, {'note': 'x'}, 1)
    await sees(at_schedules, 'Did not run today', '1 did not run in time')


async def test_all_entries_are_paused_and_resumed(at_schedules):
    entry()
    await sees(at_schedules, 'Pause all')
    press(at_schedules, 'Pause all')
    await sees(at_schedules, 'Nothing runs by itself: Ann paused all entries', 'Paused')
    await misses(at_schedules, 'Pause all')
    press(at_schedules, 'Resume all')
    await misses(at_schedules, 'Nothing runs by itself')


async def test_whoever_may_only_look_finds_no_control_that_would_refuse(bob_there):
    entry(parameters={'weeks': 2})
    await sees(bob_there, 'You can see what runs when. Operators change it.', 'Weekly report')
    for name in ('New entry', 'Pause all', 'Run now'):
        assert not named(bob_there, name)
    assert not switches(bob_there)[0].enabled
    press(bob_there, 'Weekly report')
    await until(lambda: panels(bob_there) == ['Weekly report'])
    assert not named(bob_there, 'Save changes') and not named(bob_there, 'Remove the entry')


async def test_whoever_may_only_look_can_resume_nothing(bob_there):
    entry()
    transact(schedules.pause_all, ANN, 'A backup was restored')
    await sees(bob_there, 'A backup was restored')
    assert not named(bob_there, 'Resume all')


async def test_a_planner_schedules_functions_but_no_programs(pia_there):
    entry(command='fetch'), entry()
    await until(lambda: len(switches(pia_there)) == 2)
    enabled = dict(zip(listed(pia_there), [toggle.enabled for toggle in switches(pia_there)], strict=True))
    assert enabled == {'Fetch': False, 'Weekly report': True}
    press(pia_there, 'New entry')
    await until(lambda: panels(pia_there))
    offered = field(pia_there, 'Command').options
    assert {'ops.report', 'portfolio.sync'} <= offered.keys() and not offered.keys() & {'fetch', 'transfer'}


async def test_keys_open_close_and_choose(at_schedules):
    entry('0 5 * * *'), entry('0 6 * * *', command='fetch')
    await until(lambda: len(listed(at_schedules)) == 2)
    type_key(at_schedules, 'n')
    await until(lambda: panels(at_schedules) == ['New entry'])
    type_key(at_schedules, 'Escape')
    await until(lambda: not panels(at_schedules))
    type_key(at_schedules, 'j')
    type_key(at_schedules, 'j')
    await until(lambda: [row.name.text for row in shown(at_schedules, EntryLine) if 'rt-sel' in row.classes]
                == listed(at_schedules)[1:])


async def test_a_panel_whose_entry_another_removes_closes(at_schedules):
    number = entry()
    await sees(at_schedules, 'Weekly report')
    press(at_schedules, 'Weekly report')
    await until(lambda: panels(at_schedules))
    transact(schedules.remove, ANN, number)
    await until(lambda: not panels(at_schedules))


async def test_what_is_typed_stays_while_others_change_the_list(at_schedules):
    entry()
    press(at_schedules, 'New entry')
    await until(lambda: panels(at_schedules))
    fill(at_schedules, Note='half a sentence')
    entry(command='fetch')
    await sees(at_schedules, 'Fetch')
    assert field(at_schedules, 'Note').value == 'half a sentence'


async def test_a_guest_is_sent_to_the_door(user, workspace):
    await user.open('/ops/schedules')
    await sees(user, 'Sign in')
    assert not named(user, 'Schedule entries')


async def test_the_words_name_the_zone_where_clocks_of_the_reader_show_something_else(at_schedules):
    entry('30 2 * * *', zone='Asia/Tokyo')
    entry('15 5 * * sat,sun', zone='America/New_York')
    await sees(at_schedules, 'Every day at 02:30 Tokyo time', 'Every Saturday and Sunday at 05:15 New York time')
