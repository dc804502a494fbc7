"""The page of one run: how it stands, what it says, and what can be done about it."""

from datetime import timedelta

import pytest
from nicegui import background_tasks

from app import clock
from app.domain.access import Grant
from app.services.ops import reports, runs
from app.services.people import accounts
from app.work import transact
from components.ops.run.head import Silence
from tests.ops import ask_for, state, view
from tests.pages.conftest import (
    arrives,
    field,
    fill,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    text_of,
    until,
)
from tests.pages.operations import Running
from tests.pages.ops_run.conftest import at, chosen, is_pressed, rows
from tests.people import ANN, BOB, MAX, OLIVER
from tests.reports import predicted, strategy


async def test_a_run_tells_what_it_is_and_how_it_stands(oliver, running):
    await at(oliver, running)
    await sees(oliver, f'Run {running.id}: Say', 'Running, attempt 1 of 4', 'by Oliver', 'text', 'hello', '4 slots')


async def test_lines_appear_while_they_are_written(oliver, running):
    running.writes('first\n')
    await at(oliver, running)
    await sees(oliver, 'first')
    running.writes('second\n')
    await sees(oliver, 'second')


async def test_a_line_is_shown_once_however_often_the_page_looks(oliver, running):
    running.writes('one\ntwo\n')
    await at(oliver, running)
    running.writes('three\n')
    await sees(oliver, 'three')
    assert rows(oliver) == [1, 2, 3]


async def test_a_page_that_is_loaded_again_goes_on_where_it_was(oliver, running):
    running.writes('one\n')
    await at(oliver, running)
    await at(oliver, running)
    running.writes('two\n')
    await sees(oliver, 'two')
    assert rows(oliver) == [1, 2]


async def test_what_a_program_writes_is_text_and_never_anything_else(oliver, running):
    running.writes('<script>alert(1)</script> [a](http://x.example) \x1b[31mred\x1b[0m\n')
    await at(oliver, running)
    await sees(oliver, '<script>alert(1)</script> [a](', 'red')
    links = [one.props['href'] for one in shown(oliver) if one.tag == 'a' and '://' in str(one.props.get('href'))]
    assert links == ['http://x.example']


async def test_secrets_are_masked(oliver, running):
    running.writes('the secret value 1 is used\n')
    await at(oliver, running)
    await sees(oliver, 'the *** is used', 'secrets are masked as ***')


async def test_progress_moves_the_bar_and_tells_how_far_it_is(oliver, running):
    await at(oliver, running)
    running.writes('::progress 40::rows read\n')
    await until(lambda: named(oliver, 'Progress')[0].props.get('aria-valuenow') == '40')
    await sees(oliver, '40 %')


async def test_whoever_has_said_nothing_for_an_hour_is_said_to_be_silent(oliver, running):
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        running.writes('the last for an hour\n')
    await at(oliver, running)
    await sees(oliver, 'no output since')
    silence, = shown(oliver, Silence)
    assert silence.style['--rt-until-silent'] == '0s'
    running.writes('another\n')
    await until(lambda: silence.style['--rt-until-silent'] > '29')


async def test_the_end_is_seen_without_doing_anything(oliver, running):
    await at(oliver, running)
    running.ends()
    await sees(oliver, 'Done', 'took', 'Run again')
    await misses(oliver, 'Stop run')


async def test_a_failure_tells_why_and_leads_to_its_first_error(oliver, running):
    running.writes('fine\n::error::it broke\nmore\n')
    running.ends('failed', 'It broke for good', may_retry=False)
    await at(oliver, running)
    await sees(oliver, 'Failed', 'It broke for good.', 'First error, line 2')
    press(oliver, 'First error, line 2')
    await until(lambda: chosen(oliver) == [2])


async def test_what_succeeded_only_partly_is_amber_and_says_so(oliver, running):
    running.ends('succeeded', '3 rows were refused', is_partial=True)
    await at(oliver, running)
    await sees(oliver, 'Done in part', 'It did not do everything: 3 rows were refused.')


async def test_a_run_that_waits_tells_its_place(oliver, running):
    second = ask_for('say')
    await at(oliver, second)
    await sees(oliver, 'Waiting', 'number 1 in the queue', 'It has not started yet.')


async def test_a_run_that_waits_for_another_try_tells_when(oliver, running):
    running.ends('failed', 'Connection reset')
    await at(oliver, running)
    await sees(oliver, 'Waits for another try', 'Attempt 1: Connection reset. The next try is at', 'attempt 2 of 4')


async def test_each_attempt_has_its_own_log(oliver, running):
    running.writes('the first try\n')
    running.ends('lost', 'Nobody knows')
    transact(runs.cancel, OLIVER, running.id) if state(running.id) == 'delayed' else None
    await at(oliver, running)
    await sees(oliver, 'the first try')
    assert [tab.props['aria-selected'] for tab in shown(oliver) if tab.props.get('role') == 'tab'] == ['true']


async def test_stopping_asks_first(oliver, running):
    await at(oliver, running)
    press(oliver, 'Stop run')
    await sees(oliver, 'Everything it started is ended with it.')
    press_last(oliver, 'Let it run')
    await misses(oliver, 'Everything it started is ended with it.')
    assert state(running.id) == 'running'


async def test_a_run_is_stopped(oliver, running):
    await at(oliver, running)
    press(oliver, 'Stop run')
    await sees(oliver, 'Let it run')
    press_last(oliver, 'Stop run')
    await sees(oliver, 'Stopping')
    await until(lambda: state(running.id) == 'cancelling')


async def test_whoever_lost_the_role_while_the_page_was_open_is_refused_at_the_next_click(oliver, running):
    await at(oliver, running)
    await sees(oliver, '4 slots')
    await until(lambda: not any(task.get_name() == 'around a run' for task in background_tasks.running_tasks))
    press(oliver, 'Stop run')
    await sees(oliver, 'Let it run')
    transact(accounts.set_grants, ANN, OLIVER.person_id, [Grant('viewer')])
    press_last(oliver, 'Stop run')
    await sees(oliver, 'Sign in to Acme')
    assert state(running.id) == 'running'


async def test_a_run_that_waits_is_cancelled_at_once(oliver, running):
    second = ask_for('say')
    await at(oliver, second)
    press(oliver, 'Stop run')
    await sees(oliver, 'Let it run')
    press_last(oliver, 'Stop run')
    await sees(oliver, 'Cancelled by Oliver')


async def test_it_is_run_again_with_the_same_parameters(oliver, crew, user):
    run = Running(parameters={'text': 'as before'})
    run.ends()
    await at(oliver, run)
    press(oliver, 'Run again')
    await arrives(oliver, f'/ops/runs/{run.id + 1}')
    assert view(run.id + 1).former == run.id and dict(view(run.id + 1).parameters) == {'text': 'as before'}


async def test_it_is_run_again_with_other_parameters(oliver, crew, user):
    run = Running(parameters={'text': 'as before'})
    run.ends()
    await at(oliver, run)
    press(oliver, 'Edit and run again')
    await sees(oliver, 'Run Say', 'Start run')
    assert field(oliver, 'text').value == 'as before'
    fill(oliver, text='otherwise')
    press(oliver, 'Start run')
    await arrives(oliver, f'/ops/runs/{run.id + 1}')
    assert dict(view(run.id + 1).parameters) == {'text': 'otherwise'}


async def test_somebody_else_approves(crew, user, neighbour):
    run = ask_for('approved')
    sign_in(user, MAX)
    await at(user, run)
    await sees(user, 'Needs approval', 'Oliver asked for this.')
    press(user, 'Approve')
    await sees(user, 'Waiting')
    await until(lambda: state(run) == 'queued')


async def test_whoever_asked_cannot_approve(oliver):
    run = ask_for('approved')
    await at(oliver, run)
    await sees(oliver, 'Needs approval')
    assert not named(oliver, 'Approve') and not named(oliver, 'Decline')


async def test_a_refusal_says_why(crew, user):
    run = ask_for('approved')
    sign_in(user, MAX)
    await at(user, run)
    press(user, 'Decline')
    await sees(user, 'Decline this run?')
    fill(user, Reason='Not on a Friday')
    press_last(user, 'Decline')
    await sees(user, 'Declined by Max: Not on a Friday')


@pytest.mark.parametrize(('button', 'after'), [('It did finish', 'succeeded'), ('Run again', 'queued')])
async def test_somebody_decides_what_became_of_a_lost_run(oliver, button, after):
    run = Running('once')
    run.ends('lost', 'The process is gone', may_retry=False)
    await at(oliver, run)
    await sees(oliver, 'Nobody knows how this ended')
    press(oliver, button)
    await until(lambda: state(run.id) == after)


async def test_notes_and_pins_are_kept(oliver, running):
    await at(oliver, running)
    press(oliver, 'Pin')
    await until(lambda: is_pressed(oliver, 'Pin'))
    press(oliver, 'Change the note')
    await sees(oliver, 'Keep the note')
    fill(oliver, Note='Because of the late fixtures')
    press(oliver, 'Keep the note')
    await sees(oliver, 'Because of the late fixtures')
    assert view(running.id).line.is_pinned


async def test_who_may_not_read_the_output_is_told_so_and_sees_the_rest(user, running):
    running.writes('confidential\n')
    sign_in(user, BOB)
    await at(user, running)
    await sees(user, f'Run {running.id}: Say', 'Running', 'Only operators can read what other people’s runs wrote.')
    assert 'confidential' not in text_of(user) and not named(user, 'Stop run')


async def test_a_run_that_does_not_exist_is_not_found(oliver):
    for number in ('999', 'x', '-1', '1' * 30):
        assert (await oliver.http_client.get(f'/ops/runs/{number}')).status_code == 404


async def test_whoever_has_no_role_gets_nothing(user, running):
    assert (await user.http_client.get(f'/ops/runs/{running.id}', follow_redirects=False)).status_code == 303


async def test_steps_tell_how_far_it_is_and_lead_to_their_lines(oliver, crew, user):
    run = Running('steps')
    run.writes('Step one\n')
    await at(oliver, run)
    await until(lambda: 'running' in text_of(oliver))
    run.writes('Step two\n')
    await until(lambda: [line.state.text for line in shown(oliver) if 'rt-step' in line.classes] == ['done', 'running'])


async def test_the_result_is_shown_as_figures(oliver, running):
    running.ends(result='{"rows_read": 6812, "mean_error": 8.70, "nested": {"x": 1}}')
    await at(oliver, running)
    await sees(oliver, 'Rows read', '6\u202f812', 'Mean error', '8.7')
    assert 'Nested' not in text_of(oliver)


@pytest.mark.parametrize(('kind', 'body', 'told'), [
    ('prediction', predicted(), ('Best player', 'Raymere', '17.50', 'Predicted points, gameweeks 20–22', 'Gabholm')),
    ('optimisation', strategy(), ('Gain', '+4.8', 'Transfers', 'Points hit', '−4', 'Gameweek 21', '61.7')),
], ids=['prediction', 'optimisation'])
async def test_what_its_reports_come_to_is_told_in_figures(oliver, running, kind, body, told):
    await at(oliver, running)
    transact(reports.keep_report, running.claim, kind, body.as_json(), 'db', 1)
    await sees(oliver, *told)
