"""The plan of a season for programs: cells, edits, versions, plans row by row."""

import pytest

from tests.api.conftest import bearer, deeds, program, refusal
from tests.people import MAX, PIA, invite_crew
from tests.seasons import BEGIN, CODE, leaves, plant_season, plant_version, row_of

WEEK = f'w:{BEGIN}'
LINEN = {'measure': 'net_sales', 'place': 'l:HARB', 'node': 'c:LINEN', 'period': WEEK}
SEASON = f'/seasons/{CODE}'


@pytest.fixture(autouse=True)
def season(server):
    invite_crew()
    number = plant_season(cells={'net_sales': leaves(HARB_LINEN=[10_000, 20_000], MILL_DRESS=[30_000])})
    plant_version(number, 'ly', {'net_sales': leaves(HARB_LINEN=[8_000, 24_000])})
    return number


@pytest.fixture
def pia(server):
    return program(bearer(PIA))


@pytest.fixture
def max_(server):
    return program(bearer(MAX))


async def edits(client, seq=0, **body):
    return await client.post(f'{SEASON}/edits', json={'seq': seq, 'operation': 'set', 'scope': LINEN, **body})


async def values(client, **params):
    found = (await client.get(f'{SEASON}/cells', params={'periods': 'months', **params})).json()
    return {(row['name'], row['measure']): row['values'] for row in found['items']}


async def test_cells_are_rows_of_decimal_strings_for_each_category_and_measure(pia):
    answer = await pia.get(f'{SEASON}/cells', params={'measure': ['net_sales', 'margin_share'], 'depth': 2,
                                                     'node': 'c:WOMEN', 'periods': 'months'})
    found = answer.json()
    assert (found['seq'], found['version'], found['periods'], found['total']) == (
        0, 'Working', ['m:2030-01', 'm:2030-02'], 6)
    assert found['items'][0] == {'node': 'c:WOMEN', 'name': 'Women', 'level': 1, 'measure': 'net_sales', 'place': '',
                                 'values': ['600.00', None]}
    assert (await values(pia, place='l:HARB', depth=0))['All categories', 'net_sales'] == ['300.00', None]
    assert (await values(pia, version='ly'))['Women', 'net_sales'] == ['320.00', None]
    for wrong, code in (({'measure': 'no'}, 404), ({'node': 'c:NO'}, 404), ({'version': 'lly'}, 404),
                        ({'place': 'l:NO'}, 404), ({'depth': 99}, 422)):
        assert (await pia.get(f'{SEASON}/cells', params=wrong)).status_code == code


async def test_an_edit_is_done_taken_back_and_done_again(pia):
    assert (await edits(pia, value='125.50')).json() == {'seq': 1, 'changed': 1}
    assert (await values(pia))['Women', 'net_sales'][0] == '625.50'
    assert (await pia.post(f'{SEASON}/undo')).json() == {
        'seq': 2, 'changed': 1, 'what': 'set', 'cells': ['Net sales, Linen, Harbour Street, week 1']}
    assert (await pia.post(f'{SEASON}/redo', json={})).json()['seq'] == 3
    assert (await values(pia))['Women', 'net_sales'][0] == '625.50'
    assert refusal(await pia.post(f'{SEASON}/redo')) == (409, 'seasons.nothing')


async def test_every_operation_can_be_asked_for(pia):
    row = [{**LINEN, 'period': f'w:2030-02-{day:02}'} for day in (4, 11, 18, 25)]
    for body in ({'operation': 'spread', 'scope': {'measure': 'net_sales', 'node': 'c:HOME'}, 'value': 100,
                  'spread': 'even'},
                 {'operation': 'enter', 'value': '+10%'},
                 {'operation': 'paste', 'scope': row, 'values': ['1.10', 2.2, 3, None]},
                 {'operation': 'fill', 'scope': [], 'rows': [row], 'way': 'growth', 'growth': '0.10'},
                 {'operation': 'seed', 'scope': {'measure': '', 'place': 'l:HARB'}, 'source': 'ly',
                  'factors': {'net_sales': '1.03'}}):
        answer = await edits(pia, None, **body)
        assert answer.status_code == 200 and answer.json()['changed'], (body, answer.text)
    assert (await values(pia, place='l:HARB'))['Women', 'net_sales'][0] == '329.60'


async def test_what_somebody_else_changed_meanwhile_is_told_with_both_values(pia, max_):
    await edits(max_, value='120.00')
    answer = await edits(pia, value='130')
    assert refusal(answer) == (409, 'seasons.conflict')
    told = answer.json()
    assert (told['yours'], told['theirs'], told['seq'], told['cells'][0]['by']) == ('130.00', '120.00', 1, 'Max')
    assert (await edits(pia, seq=1, value='130')).status_code == 200


@pytest.mark.parametrize(('body', 'code'), [
    ({'value': '1.005'}, 'seasons.number'), ({'value': 'many'}, 'seasons.number'), ({'value': '1e30'},
                                                                                    'seasons.number'),
    ({'operation': 'spread'}, 'validation'), ({'spread': 'fair', 'value': 1}, 'validation'),
    ({'operation': 'paste', 'values': [1, 2]}, 'seasons.size'), ({'value': '-1'}, 'seasons.negative'),
    ({'operation': 'fill', 'scope': []}, 'validation'), ({'scope': [], 'value': 1}, 'validation')])
async def test_what_does_not_fit_is_refused_by_name(pia, body, code):
    assert refusal(await edits(pia, **body)) == (422, code)


async def test_a_key_makes_an_edit_happen_once(pia):
    for _ in range(2):
        answer = await pia.post(f'{SEASON}/edits', headers={'Idempotency-Key': 'k'}, json={
            'seq': 0, 'operation': 'enter', 'scope': LINEN, 'value': '+=5'})
        assert answer.json() == {'seq': 1, 'changed': 1}


async def test_whoever_may_not_is_refused(cleo, bob, nobody, season, pia):
    assert refusal(await edits(bob, value=1)) == (403, 'auth.forbidden')
    assert refusal(await edits(cleo, value=1)) == (403, 'auth.forbidden')
    assert refusal(await edits(nobody, value=1)) == (401, 'auth.required')
    row_of(season, 'locked')
    assert refusal(await edits(pia, value=1)) == (409, 'seasons.locked')


async def test_a_cell_explains_itself_and_tells_its_history_and_notes(pia, cleo):
    await edits(pia, value='125.50')
    assert (await pia.post(f'{SEASON}/notes', json={'cell': LINEN, 'text': 'Fair'})).status_code == 201
    cell = ','.join(LINEN.values())
    found = (await cleo.get(f'{SEASON}/explain', params={'cell': cell})).json()
    assert (found['value'], found['last']['was'], found['last']['by'], found['remarks'][0]['text']) == (
        '125.50', '100.00', 'Pia', 'Fair')
    told = (await cleo.get(f'{SEASON}/explain', params={'cell': f'required_receipts,,c:WOMEN,{WEEK}'})).json()
    assert told['value'] == '425.50' and told['parts']
    assert (await cleo.get(f'{SEASON}/cell-history', params={'cell': cell})).json()['items'][0]['became'] == '125.50'
    assert (await cleo.get(f'{SEASON}/notes')).json()['total'] == 1
    assert (await pia.delete(f'{SEASON}/notes/1')).status_code == 204
    assert refusal(await pia.delete(f'{SEASON}/notes/1')) == (404, 'not_found')


async def test_held_cells_stay_until_they_are_released(pia):
    assert (await pia.post(f'{SEASON}/holds', json={'cells': [LINEN]})).json() == {'changed': 1}
    assert refusal(await edits(pia, value=1)) == (409, 'seasons.held')
    assert (await pia.post(f'{SEASON}/holds', json={'cells': [LINEN], 'held': False})).json() == {'changed': 1}


async def test_versions_are_kept_tried_compared_promoted_and_discarded(pia):
    kept = await pia.post(f'{SEASON}/versions', json={'kind': 'snapshot'})
    assert kept.status_code == 201 and kept.json()['label'] == 'Snapshot 2030-01-09' and kept.json()['frozen']
    scenario = (await pia.post(f'{SEASON}/versions', json={'kind': 'scenario', 'name': 'Later'})).json()
    await edits(pia, None, version=str(scenario['id']), value='50.00')
    found = (await pia.get(f'{SEASON}/compare', params={'a': 'working', 'b': scenario['id']})).json()
    women = next(row for row in found['items'] if row['node'] == 'c:WOMEN')
    assert (found['b'], women['a'], women['b'], women['difference'], women['share']) == (
        'Scenario Later', '600.00', '550.00', '-50.00', '-0.0833')
    assert (await pia.post(f'{SEASON}/versions/{scenario["id"]}/promote')).json()['changed'] == 1
    assert (await pia.delete(f'{SEASON}/versions/{scenario["id"]}')).status_code == 204
    assert [one['kind'] for one in (await pia.get(f'{SEASON}/versions')).json()['items']] == [
        'working', 'ly', 'snapshot']
    assert deeds(area='seasons') == ['seasons.snapshot', 'seasons.scenario', 'seasons.promote',
                                     'seasons.discard_scenario']


async def test_targets_and_forecasts_can_be_worked_with(pia, max_):
    target = {'measure': 'net_sales', 'node': 'c:WOMEN', 'period': 'm:2030-01'}
    await edits(pia, None, version='target', scope=target, value='900.00')
    gap = next(one for one in (await pia.get(f'{SEASON}/reconciliation')).json()['items'] if one['node'] == 'c:WOMEN')
    assert (gap['target'], gap['sum'], gap['gap']) == ('900.00', '600.00', '-300.00')
    assert (await pia.post(f'{SEASON}/reconciliation', json={'deed': 'push', 'cells': [target]})).status_code == 200
    assert (await values(pia))['Women', 'net_sales'][0] == '900.00'
    assert (await pia.post(f'{SEASON}/stock-targets', json={
        'scope': {'measure': 'eop'}, 'way': 'cover', 'parameter': '2'})).json()['changed'] > 0
    assert (await pia.get(f'{SEASON}/trend')).json()['items'][0]['factor'] is None
    assert refusal(await pia.post(f'{SEASON}/trend', json={'nodes': ['c:WOMEN']})) == (422, 'validation')
    assert refusal(await max_.post(f'{SEASON}/reforecast', json={'reason': 'Cold'})) == (409, 'seasons.wrong_step')


class TestPlans:
    async def test_a_plan_is_recorded_listed_changed_and_emptied(self, pia):
        body = {'season': CODE, 'location': 'SOUTH', 'category': 'RUGS', 'planned_sales': '1000.00',
                'planned_margin': 450, 'planned_units': 40, 'inventory_turns': '4', 'lly_sales': '900'}
        answer = await pia.post('/plans', json=body)
        assert answer.status_code == 201, answer.text
        found = answer.json()
        assert found['id'] == f'{CODE}~SOUTH~RUGS' and not found['approved']
        assert (found['planned_sales'], found['planned_margin'], found['planned_units'], found['inventory_turns'],
                found['ly_sales'], found['lly_sales']) == ('1000.00', '450.00', '40', '4.0000', None, '900.00')
        assert refusal(await pia.post('/plans', json=body)) == (409, 'seasons.duplicate')
        assert (await pia.get('/plans', params={'season': CODE})).json()['total'] == 3
        changed = await pia.patch(f'/plans/{CODE}~SOUTH~RUGS', json={'planned_sales': 800})
        assert (changed.json()['planned_sales'], changed.json()['planned_units']) == ('800.00', '40')
        assert (await pia.delete(f'/plans/{CODE}~SOUTH~RUGS')).status_code == 204
        assert refusal(await pia.get(f'/plans/{CODE}~SOUTH~RUGS')) == (404, 'not_found')

    async def test_a_plan_without_a_period_follows_last_year(self, pia):
        await pia.patch(f'/plans/{CODE}~HARB~LINEN', json={'planned_sales': '640.00'})
        row = (await pia.get(f'{SEASON}/cells', params={'place': 'l:HARB', 'node': 'c:LINEN', 'depth': 0})).json()
        assert row['items'][0]['values'][:3] == ['160.00', '480.00', None]

    async def test_a_plan_is_approved_with_its_scope(self, pia, max_):
        row_key = f'{CODE}~HARB~LINEN'
        assert refusal(await max_.post(f'/plans/{row_key}/approve'))[0] == 409
        await pia.post(f'{SEASON}/scopes/submit', json={'branch': 'c:WOMEN', 'cluster': 'k:CLU-HIGH'})
        assert (await max_.post(f'/plans/{row_key}/approve')).json()['approved']
        assert refusal(await edits(pia, value=1)) == (409, 'seasons.scope')

    async def test_what_is_elsewhere_or_below_nothing_is_refused(self, pia, bob):
        body = {'season': CODE, 'location': 'NOWHERE', 'category': 'RUGS', 'planned_sales': 1}
        assert refusal(await pia.post('/plans', json=body)) == (422, 'seasons.unknown')
        assert refusal(await pia.post('/plans', json={**body, 'location': 'MILL', 'planned_sales': -1})) == (
            422, 'seasons.negative')
        assert refusal(await bob.post('/plans', json={**body, 'location': 'MILL'})) == (403, 'auth.forbidden')
