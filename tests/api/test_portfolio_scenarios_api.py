"""Scenarios and items for programs: every refusal has its code, every conflict both values."""

import pytest

from app.services.portfolio import scenarios
from app.work import transact
from tests.api.conftest import bearer, deeds, fields, program, refusal
from tests.people import ANN, MAX, PIA, invite_crew
from tests.portfolio import checkout, plant

MOVE = {'type': 'MoveItems', 'ids': [2], 'days': 3}


@pytest.fixture(autouse=True)
def _planted(server):
    invite_crew()
    plant(checkout())


@pytest.fixture
def pia(server):
    return program(bearer(PIA))


@pytest.fixture
def max_(server):
    return program(bearer(MAX))


@pytest.fixture
async def scenario(pia):
    answer = await pia.post('/portfolio/scenarios', json={'name': 'Q4 plan'})
    assert answer.status_code == 201, answer.text
    return answer.json()['id']


async def step(client, number, *operations, version=1):
    return await client.post(f'/portfolio/scenarios/{number}/operations',
                             json={'version': version, 'operations': list(operations)})


async def test_a_scenario_is_begun_found_listed_and_changed(pia, scenario):
    found = (await pia.get(f'/portfolio/scenarios/{scenario}')).json()
    assert (found['name'], found['own'], found['may_edit'], found['changes'], found['version']) == (
        'Q4 plan', True, True, 0, 1)
    assert (await pia.get('/portfolio/scenarios')).json() == {'items': [found], 'total': 1}

    answer = await pia.patch(f'/portfolio/scenarios/{scenario}', json={
        'version': 1, 'name': 'Q4', 'shared_with': [{'person': MAX.identity, 'role': 'editor'}]})

    assert answer.json()['name'] == 'Q4' and answer.json()['shared_with'][0]['name'] == 'Max'
    assert deeds(area='portfolio') == ['portfolio.begin_scenario', 'portfolio.rename_scenario',
                                       'portfolio.share_scenario']
    stale = await pia.patch(f'/portfolio/scenarios/{scenario}', json={'version': 1, 'name': 'Q5'})
    assert refusal(stale) == (409, 'stale_version') and stale.json()['version'] == answer.json()['version']


async def test_sent_twice_with_one_key_it_is_begun_and_moved_once(pia, scenario):
    headers = {'Idempotency-Key': 'k'}
    answers = [await pia.post('/portfolio/scenarios', json={'from': scenario}, headers=headers) for _ in range(2)]
    assert answers[0].json()['id'] == answers[1].json()['id'] != scenario
    body = {'version': 1, 'operations': [MOVE]}
    steps = [await pia.post(f'/portfolio/scenarios/{scenario}/operations', json=body,
                            headers={'Idempotency-Key': 'm'}) for _ in range(2)]
    assert steps[0].json() == steps[1].json() == {'version': 2, 'changed': [2], 'refused': [], 'notes': []}


async def test_a_step_moves_what_is_listed_and_is_undone_and_redone(pia, scenario):
    await step(pia, scenario, MOVE)
    item = (await pia.get('/portfolio/items/2', params={'scenario': scenario})).json()
    assert (item['start'], item['end'], item['changed']) == ('2026-10-08', '2026-10-19', ['start', 'end'])
    assert item['links'][0] == {
        'item': 3, 'number': '4003', 'title': 'Wallet buttons', 'direction': 'after', 'lag': 0, 'state': 'violated',
        'overlap': 1, 'text': 'starts 1 working day before “Split shipment totals” is ready'}
    assert (await pia.get('/portfolio/items/2')).json()['start'] == '2026-10-05'
    undone = await pia.post(f'/portfolio/scenarios/{scenario}/undo', json={})
    assert undone.json()['version'] == 3 and undone.json()['changed'] == [2]
    assert (await pia.post(f'/portfolio/scenarios/{scenario}/redo', json={'version': 3})).json()['version'] == 4
    nothing = await pia.post(f'/portfolio/scenarios/{scenario}/redo', json={})
    assert refusal(nothing) == (409, 'portfolio.nothing')


async def test_a_conflict_has_both_values_and_a_cycle_its_path(pia, max_, scenario):
    transact(scenarios.share, PIA, scenario, {MAX.identity: True})
    await step(max_, scenario, {'type': 'PlanItem', 'id': 2, 'start': '2026-11-02', 'end': '2026-11-13'}, version=2)

    clash = await step(pia, scenario, MOVE, version=2)

    assert refusal(clash) == (409, 'portfolio.conflict') and clash.json()['version'] == 3
    assert clash.json()['detail'] == 'Max moved this to 2–13 Nov. Keep theirs, or use yours?'
    start = clash.json()['conflicts'][0]
    assert (start['item'], start['field'], start['theirs'], start['by']) == (2, 'start', '2026-11-02', 'Max')
    circle = await step(pia, scenario, {'type': 'LinkItems', 'before': 5, 'after': 2}, version=3)
    assert refusal(circle) == (422, 'portfolio.cycle') and circle.json()['path'] == [5, 2, 3, 4, 5]
    refused = await pia.post(f'/portfolio/scenarios/{scenario}/undo', json={})
    assert refusal(refused)[0] == 409


@pytest.mark.parametrize(('operation', 'field'), [
    ({'type': 'Destroy'}, 'operations.0.type'), ({}, 'operations.0.type'),
    ({'type': 'MoveItems', 'ids': [2], 'days': '3'}, 'operations.0.days'),
    ({'type': 'AllotShare', 'ids': [2], 'team': 1, 'percent': 101}, 'percent'),
    ({'type': 'ChangeState', 'ids': [2], 'state': 'Nowhere'}, 'state')])
async def test_what_does_not_fit_is_named_and_nothing_is_done(pia, scenario, operation, field):
    assert fields(await step(pia, scenario, MOVE if field[0] != 'o' else operation, operation)) == [field]
    assert (await pia.get(f'/portfolio/scenarios/{scenario}')).json()['version'] == 1


async def test_strangers_find_nothing_and_viewers_change_nothing(pia, max_, cleo, nobody, scenario):
    for client in (max_, program(bearer(ANN)), cleo):
        for path in ('', '/compare', '/rebase', '/checkpoints'):
            assert refusal(await client.get(f'/portfolio/scenarios/{scenario}{path}')) == (404, 'not_found')
    assert refusal(await step(max_, scenario, MOVE)) == (404, 'not_found')
    assert refusal(await max_.delete(f'/portfolio/scenarios/{scenario}'))[0] == 404
    assert refusal(await cleo.post('/portfolio/scenarios', json={'name': 'Mine'}))[0] == 403
    assert (await nobody.get('/portfolio/items')).status_code == 401
    token = program(bearer(PIA, 'portfolio:read'))
    assert refusal(await step(token, scenario, MOVE)) == (403, 'auth.scope')
    assert (await token.get('/portfolio/items')).status_code == 200


async def test_a_deleted_scenario_comes_back(pia, scenario):
    assert (await pia.delete(f'/portfolio/scenarios/{scenario}', params={'version': 1})).status_code == 204
    assert refusal(await pia.get(f'/portfolio/scenarios/{scenario}'))[0] == 404
    deleted = (await pia.get('/portfolio/scenarios', params={'place': 'deleted'})).json()
    assert [one['id'] for one in deleted['items']] == [scenario]
    assert (await pia.post(f'/portfolio/scenarios/{scenario}/restore')).json()['deleted_at'] is None


async def test_slips_are_previewed_and_accepted(pia, scenario):
    await step(pia, scenario, MOVE)
    preview = (await pia.post(f'/portfolio/scenarios/{scenario}/cascade', json={'item': 2})).json()
    assert (preview['accepted'], preview['version']) == (False, 2)
    assert [(one['item'], one['new_start']) for one in preview['items']] == [
        (3, '2026-10-20'), (4, '2026-11-10'), (5, '2026-11-24')]
    done = (await pia.post(f'/portfolio/scenarios/{scenario}/cascade',
                           json={'item': 2, 'declined': [4], 'accept': True, 'version': 2})).json()
    assert [one['item'] for one in done['items']] == [3] and done['version'] == 3
    assert (await pia.get('/portfolio/items/3', params={'scenario': scenario})).json()['start'] == '2026-10-20'


async def test_plans_are_compared_and_moments_come_back(pia, scenario):
    made = await pia.post(f'/portfolio/scenarios/{scenario}/checkpoints', json={'name': 'Empty'})
    assert made.status_code == 201
    await step(pia, scenario, MOVE, version=2)
    compared = (await pia.get(f'/portfolio/scenarios/{scenario}/compare')).json()
    assert compared['items'][0]['fields'] == [
        {'field': 'end', 'before': '16 Oct 2026', 'after': '19 Oct 2026'},
        {'field': 'start', 'before': '5 Oct 2026', 'after': '8 Oct 2026'}]
    assert (compared['before'], compared['total'], compared['fields']) == ('Live plan', 1, {'end': 1, 'start': 1})
    point = made.json()['id']
    other = await pia.get(f'/portfolio/scenarios/{scenario}/compare', params={'with': f'checkpoint:{point}'})
    assert other.json()['before'] == 'Q4 plan: Empty'
    assert refusal(await pia.get(f'/portfolio/scenarios/{scenario}/compare', params={'with': 'x'}))[0] == 422
    assert refusal(await pia.get(f'/portfolio/scenarios/{scenario}/compare', params={'with': '99'}))[0] == 404
    await pia.post(f'/portfolio/scenarios/{scenario}/checkpoints/{point}/restore')
    assert (await pia.get(f'/portfolio/scenarios/{scenario}/compare')).json()['items'] == []


async def test_a_rebase_is_previewed_and_settled(pia, scenario):
    await step(pia, scenario, MOVE)
    preview = (await pia.get(f'/portfolio/scenarios/{scenario}/rebase')).json()
    assert (len(preview['kept']), preview['conflicts'], preview['version']) == (2, [], 2)
    path = f'/portfolio/scenarios/{scenario}/rebase'
    assert (await pia.post(path, json={'version': 2})).json() == {'version': 2}
    assert refusal(await pia.post(path, json={'version': 1})) == (409, 'stale_version')
    wrong = {'version': 2, 'choices': [{'item': 2, 'field': 'start', 'keep': 'mine'}]}
    assert refusal(await pia.post(path, json=wrong)) == (422, 'portfolio.no_conflict')


@pytest.mark.parametrize(('asked', 'found'), [
    ({}, [1, 2, 3, 4, 5, 6]), ({'plan': 'team-stores'}, [5, 6]), ({'plan': ['1', 'team-stores']}, [1, 5, 6]),
    ({'type': 'Epic'}, [1]), ({'q': 'wallet'}, [3]), ({'undated': True}, [6]),
    ({'undated': False, 'limit': 2}, [1, 2]),
    ({'from': '2026-11-21'}, [5]), ({'to': '2026-10-18'}, [1, 2]), ({'state': 'Active'}, []),
    ({'from': '2026-11-09', 'to': '2026-11-22', 'plan': 'team-payments'}, [4])])
async def test_items_are_found_by_what_is_asked(pia, asked, found):
    listing = (await pia.get('/portfolio/items', params=asked)).json()
    assert [item['id'] for item in listing['items']] == found


async def test_what_no_item_has_is_refused(pia):
    assert fields(await pia.get('/portfolio/items', params={'plan': 'nowhere'})) == ['plan']
    assert refusal(await pia.get('/portfolio/items', params={'from': 'soon'}))[0] == 422
    assert refusal(await pia.get('/portfolio/items/99')) == (404, 'not_found')
    assert refusal(await pia.get('/portfolio/items', params={'scenario': 99})) == (404, 'not_found')

