"""The schedule for programs: list, add, change, remove, try an expression out, pause and resume."""

import pytest

from tests.api.conftest import bearer, deeds, fields, program, refusal
from tests.jobs.conftest import has_started
from tests.people import ANN, BOB

AT_TWO = {'command': 'ops.retention', 'expression': '0 14 * * *'}


@pytest.fixture(autouse=True)
async def _started(server):
    """What the program brings along is in the schedule."""
    await has_started()


@pytest.fixture
async def added(ann):
    """Ann's entry, every day at 14:00."""
    answer = await ann.post('/ops/schedules', json=AT_TWO | {'zone': 'Europe/Berlin', 'note': 'mine'})
    assert answer.status_code == 201, answer.text
    assert answer.headers['location'].endswith(f'/ops/schedules/{answer.json()["id"]}')
    return answer.json()


async def test_the_list_begins_with_what_the_program_brings_along(ann):
    listing = (await ann.get('/ops/schedules')).json()
    assert listing['total'] == len(listing['items']) >= 3 and all(item['shipped'] for item in listing['items'])
    assert [item['next'][0] for item in listing['items']] == sorted(item['next'][0] for item in listing['items'])


async def test_an_entry_is_added_found_and_listed(ann, added):
    assert added['words'] == 'every day at 14:00' and added['next'][0] == '2030-01-09T13:00:00Z'
    assert (added['version'], added['enabled'], added['note'], added['shipped']) == (1, True, 'mine', False)
    assert (await ann.get(f'/ops/schedules/{added["id"]}')).json() == added
    assert added in (await ann.get('/ops/schedules')).json()['items']
    assert deeds(area='ops') == ['ops.add_schedule']


async def test_sent_twice_with_one_key_it_is_added_once(ann):
    answers = [await ann.post('/ops/schedules', json=AT_TWO, headers={'Idempotency-Key': 'k'}) for _ in range(2)]
    assert answers[0].json()['id'] == answers[1].json()['id']


async def test_every_field_that_does_not_fit_is_named(ann):
    answer = await ann.post('/ops/schedules', json={
        'command': 'ops.clean_up', 'expression': '60 * * * *', 'jitter': -1, 'parameters': {'unheard': 1},
        'misfire': 'x'})
    assert set(fields(answer)) == {'expression', 'jitter', 'parameters.unheard', 'misfire'}


@pytest.mark.parametrize(('body', 'field'), [
    ({'command': 'unheard', 'expression': '* * * * *'}, 'command'), (AT_TWO | {'zone': 'Mars'}, 'zone'),
    (AT_TWO | {'kind': 'often'}, 'kind'), (AT_TWO | {'grace': '60'}, 'grace'), (AT_TWO | {'extra': 1}, 'extra'),
    (AT_TWO | {'expression': 'x' * 201}, 'expression'), ({'expression': '* * * * *'}, 'command')])
async def test_what_does_not_fit_is_refused(ann, body, field):
    assert fields(await ann.post('/ops/schedules', json=body)) == [field]


async def test_only_what_is_named_is_changed(ann, added):
    address = f'/ops/schedules/{added["id"]}'
    changed = (await ann.patch(address, json={'version': 1, 'enabled': False, 'grace': 60})).json()
    assert (changed['enabled'], changed['grace'], changed['version'], changed['note']) == (False, 60, 2, 'mine')
    assert changed['next'] == []


async def test_a_stale_version_is_refused_with_the_present_one(ann, added):
    address = f'/ops/schedules/{added["id"]}'
    await ann.patch(address, json={'version': 1, 'note': 'first'})
    answer = await ann.patch(address, json={'version': 1, 'note': 'second'})
    assert refusal(answer) == (409, 'ops.schedule_changed') and answer.json()['version'] == 2


async def test_a_removed_entry_is_gone(ann, added):
    address = f'/ops/schedules/{added["id"]}'
    assert (await ann.delete(address)).status_code == 204
    assert refusal(await ann.get(address)) == (404, 'not_found')
    assert refusal(await ann.delete(address)) == (404, 'not_found')


async def test_what_came_with_the_program_is_not_removed(ann):
    first = (await ann.get('/ops/schedules')).json()['items'][0]
    assert refusal(await ann.delete(f'/ops/schedules/{first["id"]}')) == (409, 'ops.shipped_schedule')


async def test_run_now_asks_for_a_run(ann, added):
    answer = await ann.post(f'/ops/schedules/{added["id"]}/run')
    assert answer.status_code == 201
    shown = (await ann.get(f'/ops/schedules/{added["id"]}')).json()
    assert shown['last_run_id'] == answer.json()['run_id']


async def test_a_preview_shows_the_next_five_times_in_words_and_keeps_nothing(cleo):
    answer = await cleo.post('/ops/schedules/preview', json={'expression': '30 2 * * *', 'zone': 'Europe/Berlin'})
    assert answer.json()['words'] == 'every day at 02:30' and answer.json()['next'][0] == '2030-01-10T01:30:00Z'
    assert len(answer.json()['next']) == 5 and answer.json()['warning'] == ''


async def test_a_preview_warns_of_what_never_runs(cleo):
    answer = await cleo.post('/ops/schedules/preview', json={'expression': '0 0 31 2 *'})
    assert answer.json()['next'] == [] and 'never runs' in answer.json()['warning']


@pytest.mark.parametrize(('body', 'field'), [
    ({'expression': '60 * * * *'}, 'expression'), ({'expression': '* * * * *', 'zone': 'Mars/Olympus'}, 'zone'),
    ({'expression': 'soon', 'kind': 'once'}, 'expression'), ({}, 'expression')])
async def test_a_preview_names_the_field_that_cannot_be_read(cleo, body, field):
    assert fields(await cleo.post('/ops/schedules/preview', json=body)) == [field]


async def test_all_entries_are_paused_and_resumed(ann):
    assert (await ann.get('/ops/schedules/pause')).json()['paused'] is False
    assert (await ann.post('/ops/schedules/pause', json={'reason': 'We move'})).status_code == 204
    paused = (await ann.get('/ops/schedules/pause')).json()
    assert (paused['paused'], paused['by'], paused['reason']) == (True, 'Ann', 'We move')
    assert (await ann.post('/ops/schedules/resume')).status_code == 204
    assert (await ann.get('/ops/schedules/pause')).json()['paused'] is False


async def test_whoever_may_only_look_changes_nothing(bob, added):
    address = f'/ops/schedules/{added["id"]}'
    assert (await bob.get(address)).status_code == 200
    for answer in (await bob.post('/ops/schedules', json=AT_TWO), await bob.delete(address),
                   await bob.patch(address, json={'version': 1}), await bob.post(f'{address}/run'),
                   await bob.post('/ops/schedules/pause', json={}), await bob.post('/ops/schedules/resume')):
        assert refusal(answer) == (403, 'auth.forbidden')


async def test_a_token_needs_its_scope(server, added):
    reader, other = program(bearer(ANN, 'ops:read')), program(bearer(BOB, 'poker:read'))
    assert (await reader.get('/ops/schedules')).status_code == 200
    assert refusal(await reader.post('/ops/schedules', json=AT_TWO)) == (403, 'auth.scope')
    assert refusal(await reader.post(f'/ops/schedules/{added["id"]}/run')) == (403, 'auth.scope')
    assert refusal(await other.post('/ops/schedules/preview', json={'expression': '* * * * *'})) == (403, 'auth.scope')


async def test_nobody_knows_the_schedule_without_signing_in(nobody):
    for answer in (await nobody.get('/ops/schedules'), await nobody.post('/ops/schedules/preview', json={})):
        assert refusal(answer) == (401, 'auth.required')
