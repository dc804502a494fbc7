"""Sources for programs: how old the copy is, and the wish to read it again."""

import pytest

from app.services.portfolio import ground
from app.work import transact
from models.portfolio import PortfolioPlan, PortfolioSource
from tests.portfolio import PAY_TEAM, checkout, plant


@pytest.fixture
def shop(server):
    plant(checkout())


def doubt(work):
    work.session.get(PortfolioPlan, PAY_TEAM).doubt = 'half'
    work.session.get(PortfolioSource, 1).state = 'auth'
    ground.move_setup(work)


async def sources(client):
    return (await client.get('/portfolio/sources')).json()['items']


async def test_a_source_tells_its_state_and_what_to_do(cleo, shop):
    assert [one['name'] for one in await sources(cleo)] == ['Azure DevOps']
    transact(doubt)
    told, = await sources(cleo)
    assert told['state'] == 'auth'
    assert 'replace it in Setup' in told['text'] and 'fewer than half' in told['text']
    assert [one['plan'] for one in told['doubts']] == [PAY_TEAM]


async def test_whoever_asks_twice_gets_the_same_run(ann, shop):
    first = await ann.post('/portfolio/sync', json={'source': 1})
    assert first.status_code == 202, first.text
    second = await ann.post('/portfolio/sync', json={'source': 1, 'kind': 'items'})
    assert second.json() == first.json()
    assert first.headers['location'] == f'/api/v1/ops/runs/{first.json()["run_id"]}'
    assert (await sources(ann))[0]['run_id'] == first.json()['run_id']


@pytest.mark.parametrize('path', ['/portfolio/sync', '/portfolio/plans/2/gone'])
async def test_viewers_ask_for_nothing(cleo, shop, path):
    answer = await cleo.post(path, json={'source': 1} if path.endswith('sync') else None)
    assert answer.status_code == 403


async def test_gone_items_are_confirmed_once(ann, shop):
    assert (await ann.post(f'/portfolio/plans/{PAY_TEAM}/gone')).status_code == 409
    transact(doubt)
    answer = await ann.post(f'/portfolio/plans/{PAY_TEAM}/gone')
    assert answer.status_code == 202 and answer.json()['run_id']
    assert (await sources(ann))[0]['doubts'] == []


async def test_a_history_is_read_because_somebody_looks(cleo, shop):
    answer = await cleo.post('/portfolio/items/3/history')
    assert answer.status_code == 202 and answer.json()['run_id']
    assert (await cleo.post('/portfolio/items/3/history')).json() == answer.json()


@pytest.mark.parametrize(('method', 'path', 'body'), [
    ('POST', '/portfolio/sync', {'source': 99}),
    ('POST', '/portfolio/plans/99/gone', None), ('POST', '/portfolio/items/99/history', None)])
async def test_what_is_not_there_is_not_found(ann, shop, method, path, body):
    answer = await ann.request(method, path, json=body)
    assert answer.status_code == 404, answer.text
