"""Commands and runs for programs: asked for once, watched, steered and repeated."""

import pytest

from app.domain.ops.states import State
from jobs import commands
from tests import ops
from tests.api.conftest import bearer, entries, fields, program, refusal
from tests.api.ops import RUNS, asked, begun
from tests.people import MAX, OLIVER, invite_crew


@pytest.fixture(autouse=True)
def _commands_to_test_with(monkeypatch):
    """And nobody but the test works on their runs."""
    monkeypatch.setattr(commands, 'DEFINITIONS', ops.COMMANDS)
    monkeypatch.setenv('APP_MODE', 'serve')


@pytest.fixture
def oliver(server):
    invite_crew()
    return program(bearer(OLIVER))


@pytest.fixture
def max_(oliver):
    return program(bearer(MAX))


async def test_commands_are_described_with_the_schema_of_their_parameters(oliver):
    listed = (await oliver.get('/ops/commands')).json()
    command = (await oliver.get('/ops/commands/count')).json()
    assert listed['total'] == len(ops.COMMANDS) and command in listed['items']
    assert command['json_schema']['properties']['count'] == {
        'type': 'integer', 'minimum': 0, 'maximum': 1_000_000, 'default': 3} | {
        name: value for name, value in command['json_schema']['properties']['count'].items()
        if name not in ('type', 'minimum', 'maximum', 'default')}
    assert command['json_schema']['additionalProperties'] is False


async def test_whoever_has_no_role_sees_no_commands(bob, cleo):
    assert (await cleo.get('/ops/commands')).status_code == 200
    assert refusal(await bob.get('/ops/commands/nonsense')) == (404, 'ops.no_command')


async def test_a_run_is_asked_for_and_looked_at(oliver):
    run = await asked(oliver, 'count', parameters={'count': 7}, note='Try it', priority=2)
    assert (run['state'], run['status'], run['trigger'], run['note']) == ('queued', 'pending', 'api', 'Try it')
    assert (run['parameters'], run['place'], run['attempts']) == ({'count': 7}, 1, [])
    assert (await oliver.get(f'{RUNS}/{run["id"]}')).json() == run


async def test_the_answer_says_where_the_run_is(oliver):
    answer = await oliver.post(RUNS, json={'command': 'succeed'})
    assert answer.headers['location'] == f'/api/v1/ops/runs/{answer.json()["id"]}'


async def test_the_same_key_is_the_same_run(oliver):
    first = await asked(oliver, 'say', key='monday', parameters={'text': 'a'})
    again = await oliver.post(RUNS, json={'command': 'say', 'parameters': {'text': 'a'}},
                              headers={'Idempotency-Key': 'monday'})
    assert (again.status_code, again.json()['id']) == (200, first['id'])
    assert again.headers['idempotency-replayed'] == 'true'
    other = await oliver.post(RUNS, json={'command': 'say', 'parameters': {'text': 'b'}},
                              headers={'Idempotency-Key': 'monday'})
    assert refusal(other)[0] == 409
    assert (await oliver.get(RUNS)).json()['total'] == 1


async def test_a_command_that_joins_gives_the_run_there_is(oliver):
    first = await asked(oliver, 'joined')
    answer = await oliver.post(RUNS, json={'command': 'joined'})
    assert (answer.status_code, answer.json()['id']) == (200, first['id'])
    assert 'idempotency-replayed' not in answer.headers


@pytest.mark.parametrize(('body', 'field'), [
    ({'command': 'count', 'parameters': {'count': -1}}, 'parameters.count'),
    ({'command': 'count', 'parameters': {'count': True}}, 'parameters.count'),
    ({'command': 'count', 'parameters': {'count': '3; rm -rf /'}}, 'parameters.count'),
    ({'command': 'say', 'parameters': {'text': '--clean'}}, 'parameters.text'),
    ({'command': 'say', 'parameters': {'unknown': 1}}, 'parameters.unknown'),
    ({'command': 'confirmed'}, 'confirm')], ids=['low', 'no number', 'words', 'dash', 'unknown', 'no confirmation'])
async def test_what_does_not_fit_is_named_and_nothing_is_queued(oliver, body, field):
    assert fields(await oliver.post(RUNS, json=body)) == [field]
    assert (await oliver.get(RUNS)).json()['total'] == 0


@pytest.mark.parametrize(('command', 'expected'), [
    ('nonsense', (404, 'ops.no_command')), ('off', (409, 'ops.disabled'))])
async def test_what_cannot_be_run_is_refused(oliver, command, expected):
    assert refusal(await oliver.post(RUNS, json={'command': command})) == expected


async def test_a_body_with_unknown_fields_is_refused(oliver):
    assert fields(await oliver.post(RUNS, json={'command': 'say', 'shell': True})) == ['shell']


async def test_a_token_needs_the_scope_to_run(oliver):
    reader = program(bearer(OLIVER, 'ops:read'))
    assert refusal(await reader.post(RUNS, json={'command': 'succeed'})) == (403, 'auth.scope')
    assert (await reader.get(RUNS)).status_code == 200


async def test_members_may_not_start_programs(oliver, bob):
    assert refusal(await bob.post(RUNS, json={'command': 'succeed'}))[0] == 403


async def test_runs_are_found_by_what_is_known_of_them(oliver):
    for command in ('succeed', 'say', 'say'):
        await asked(oliver, command)
    found = (await oliver.get(RUNS, params={'command': 'say', 'state': 'pending', 'limit': 1})).json()
    assert (len(found['items']), found['total']) == (1, 2)
    assert (await oliver.get(RUNS, params={'state': 'completed'})).json()['total'] == 0
    assert (await oliver.get(RUNS, params={'q': 'succeed'})).json()['total'] == 1
    assert (await oliver.get(RUNS, params={'from': '2031-01-01T00:00:00Z'})).json()['total'] == 0


async def test_a_run_is_cancelled_once_and_that_is_final(oliver):
    run = f'{RUNS}/{(await asked(oliver))["id"]}'
    assert (await oliver.post(f'{run}/cancel')).json()['state'] == 'cancelled'
    assert refusal(await oliver.post(f'{run}/cancel')) == (409, 'ops.already_final')


async def test_what_runs_is_cancelling_until_it_has_ended(oliver):
    attempt = await begun(oliver, 'sleep')
    run = f'{RUNS}/{attempt.run_id}'
    assert (await oliver.post(f'{run}/cancel')).json()['state'] == 'cancelling'
    await attempt.ends(State.CANCELLED, signal=15)
    seen = (await oliver.get(run)).json()
    assert (seen['status'], seen['attempts'][0]['signal']) == ('cancelled', 15)


async def test_a_run_is_repeated_with_the_same_or_other_parameters(oliver):
    first = await asked(oliver, 'count', parameters={'count': 7})
    same = (await oliver.post(f'{RUNS}/{first["id"]}/again')).json()
    other = (await oliver.post(f'{RUNS}/{first["id"]}/again', json={'parameters': {'count': 8}})).json()
    assert same['parameters'] == first['parameters'] and same['repeats'] == first['id']
    assert other['parameters']['count'] == 8


async def test_a_second_person_approves(oliver, max_):
    run = f'{RUNS}/{(await asked(oliver, "approved"))["id"]}'
    assert (await oliver.get(run)).json()['state'] == 'blocked'
    assert refusal(await oliver.post(f'{run}/approve'))[0] == 403
    assert (await max_.post(f'{run}/approve')).json()['state'] == 'queued'


async def test_nobody_approves_what_they_asked_for(ann):
    run = f'{RUNS}/{(await asked(ann, "approved"))["id"]}'
    assert refusal(await ann.post(f'{run}/approve')) == (403, 'ops.same_person')


async def test_a_run_is_declined_with_a_reason(oliver, max_):
    run = f'{RUNS}/{(await asked(oliver, "approved"))["id"]}'
    assert fields(await max_.post(f'{run}/decline', json={})) == ['reason']
    declined = (await max_.post(f'{run}/decline', json={'reason': 'Not today'})).json()
    assert (declined['state'], 'Not today' in declined['reason']) == ('cancelled', True)


@pytest.mark.parametrize(('verdict', 'state'), [('finished', 'succeeded'), ('again', 'queued')])
async def test_a_lost_run_waits_for_a_decision(oliver, verdict, state):
    attempt = await begun(oliver, 'once')
    await attempt.ends(State.LOST)
    run = f'{RUNS}/{attempt.run_id}'
    assert (await oliver.get(run)).json()['status'] == 'failed'
    assert (await oliver.post(f'{run}/decide', json={'verdict': verdict})).json()['state'] == state


async def test_a_run_is_pinned_and_gets_a_note(oliver):
    run = f'{RUNS}/{(await asked(oliver))["id"]}'
    changed = (await oliver.patch(run, json={'is_pinned': True, 'note': 'Keep'})).json()
    assert (changed['is_pinned'], changed['note']) == (True, 'Keep')


async def test_the_result_of_a_run_is_told(oliver):
    attempt = await begun(oliver, 'result')
    await attempt.ends(result='{"points": 61}')
    run = (await oliver.get(f'{RUNS}/{attempt.run_id}')).json()
    assert (run['result'], run['status']) == ({'points': 61}, 'completed')


async def test_admins_switch_commands_off(ann, oliver):
    assert refusal(await oliver.patch('/ops/commands/say', json={'is_enabled': False}))[0] == 403
    assert (await ann.patch('/ops/commands/say', json={'is_enabled': False})).json()['is_enabled'] is False
    assert refusal(await ann.post(RUNS, json={'command': 'say'})) == (409, 'ops.disabled')


async def test_the_queue_tells_how_it_is_doing(oliver):
    for _ in range(2):
        await asked(oliver)
    figures = (await oliver.get('/ops/health')).json()
    assert (figures['waiting'], figures['running']) == (2, 0)
    assert figures['processes'] >= 1 and figures['tick_seconds'] >= 0


async def test_what_is_asked_for_is_in_the_audit_trail(ann):
    run = await asked(ann, 'say', parameters={'text': 'hello'})
    entry, = entries(deed='ops.start')
    assert entry.thing == f'run {run["id"]}'


async def test_runs_one_may_not_see_are_not_there(oliver):
    for address in ('9', '99999', '0', 'x'):
        assert (await oliver.get(f'{RUNS}/{address}')).status_code in (404, 422)
