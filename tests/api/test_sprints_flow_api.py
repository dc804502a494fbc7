"""Flow, quality and forecasts of boards for programs."""

import pytest

from tests.api.conftest import bearer, fields, program, refusal
from tests.people import ANN
from tests.services.test_sprints_flow import busy
from tests.sprints import plant

BOARD = '/sprints/boards/1'


@pytest.fixture(autouse=True)
def _end_of_january(time):
    time.now = time.now.replace(year=2026, month=1, day=31)


@pytest.fixture
def board(server):
    return plant(busy())


async def test_flow_is_told_with_all_its_figures(cleo, board):
    told = (await cleo.get(f'{BOARD}/flow', params={'from': '2026-01-12', 'to': '2026-01-25'})).json()
    assert (told['first'], told['last'], told['calendar']) == ('2026-01-12', '2026-01-25', 'all')
    assert told['ranks'] == {'p50': 2, 'p85': 2, 'p95': 2, 'count': 12}
    assert len(told['cfd']) == len(told['daily']) == 14
    assert told['efficiency'] == {'active': '288.0', 'waiting': '0.0', 'share': '1'}
    assert [one['name'] for one in told['columns']] == ['To do', 'In progress', 'In review', 'Done']
    assert 'assignee' not in str(told) and 'ann' not in str(told)
    none = (await cleo.get(f'{BOARD}/flow', params={'type': 'Bug'})).json()
    assert (none['issues'], none['ranks']['p85']) == (0, None)


async def test_flow_and_quality_need_not_be_fetched_twice(cleo, board):
    for part in ('flow', 'quality'):
        first = await cleo.get(f'{BOARD}/{part}')
        again = await cleo.get(f'{BOARD}/{part}', headers={'If-None-Match': first.headers['etag']})
        assert (first.status_code, again.status_code) == (200, 304)


async def test_quality_tells_every_check(cleo, board):
    found = {one['key']: one['count'] for one in (await cleo.get(f'{BOARD}/quality')).json()['items']}
    assert found['unestimated'] == 0 and found['undisciplined'] == 1 and len(found) == 10


async def test_a_forecast_is_made_once_for_a_key_and_read_again(ann, cleo, board):
    body = {'items': 6, 'seed': '7'}
    made = [await ann.post(f'{BOARD}/forecasts', json=body, headers={'Idempotency-Key': 'one'}) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    told = made[0].json()
    assert made[1].json() == told and (told['label'], told['seed'], told['done_on']) == ('6 items', '7', None)
    assert [one['share'] for one in told['sure']] == ['0.5', '0.7', '0.85', '0.95']
    assert (await cleo.get(f'/sprints/forecasts/{told["id"]}')).json() == told
    assert [one['id'] for one in (await cleo.get(f'{BOARD}/forecasts')).json()] == [told['id']]


async def test_how_many_are_done_by_a_day(ann, board):
    told = (await ann.post(f'{BOARD}/forecasts', json={'kind': 'many', 'until': '2026-02-20'})).json()
    counts = [one['items'] for one in told['counts']]
    assert counts == sorted(counts, reverse=True) and told['sure'] == []


async def test_forecasts_are_refused_with_a_reason(ann, cleo, board):
    assert refusal(await cleo.post(f'{BOARD}/forecasts', json={'items': 6})) == (403, 'auth.forbidden')
    reader = program(bearer(ANN, 'sprints:read'))
    assert refusal(await reader.post(f'{BOARD}/forecasts', json={'items': 6})) == (403, 'auth.scope')
    few = await ann.post(f'{BOARD}/forecasts', json={'scope': 'epic', 'value': 'D-30', 'history': 'own'})
    assert refusal(few) == (422, 'sprints.too_little') and '10 are needed' in few.json()['detail']
    assert fields(await ann.post(f'{BOARD}/forecasts', json={'kind': 'many', 'until': '2026-02-31'})) == ['until']
    assert fields(await ann.post(f'{BOARD}/forecasts', json={'scope': 'epic', 'value': 'X-1'})) == ['value']
    assert refusal(await ann.get('/sprints/forecasts/99'))[0] == 404
    assert refusal(await ann.get('/sprints/boards/99/flow'))[0] == 404


async def test_a_query_is_asked_once_for_a_key_and_forgotten(ann, cleo, board):
    asked = [await ann.post(f'{BOARD}/queries', json={'query': 'labels = x'}, headers={'Idempotency-Key': 'q'})
             for _ in range(2)]
    assert [one.status_code for one in asked] == [202, 202] and asked[0].json() == asked[1].json()
    (one,) = (await cleo.get(f'{BOARD}/queries')).json()['items']
    assert (one['query'], one['state'], one['issues'], one['by']) == ('labels = x', 'waiting', None, 'Ann')
    assert (await cleo.post(f'{BOARD}/queries', json={'query': 'x'})).status_code == 403
    assert (await cleo.delete(f'/sprints/queries/{one["id"]}')).status_code == 403
    assert (await ann.delete(f'/sprints/queries/{one["id"]}')).status_code == 204
    assert (await ann.delete(f'/sprints/queries/{one["id"]}')).status_code == 404
