"""Queues for programs: built once, explained, tried, decided, published; every refusal has its code."""

from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import Capacity, Sprint
from app.services.sprints import overrides
from app.work import transact
from tests.api.conftest import bearer, deeds, program, refusal
from tests.people import MAX, PIA, invite_crew
from tests.sprints import DEV, SPRINT, board, issue, jan, plant

NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('19 08:00'), None, jan('30 16:00'))
CLOSED = Sprint(SPRINT, 'Sprint 42', 'closed', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'), jan('16 16:00'))


@pytest.fixture(autouse=True)
def _planted(server):
    invite_crew()
    plant(board([issue(1, points=5, sprints=(43,), components=('api',)),
                 issue(2, points=4, sprints=(43,), components=('api',), priority='1'),
                 issue(3, points=8, sprints=(), components=('api',))], [CLOSED, NEXT],
                capacities=(Capacity(43, DEV, 'points', Decimal(6)),)))


@pytest.fixture
def pia(server):
    return program(bearer(PIA), root='/api/v1/sprints')


@pytest.fixture
def max_(server):
    return program(bearer(MAX), root='/api/v1/sprints')


@pytest.fixture
async def queue(pia):
    answer = await pia.post('/boards/1/sprints/43/queues', json={})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_queue_is_built_read_and_listed_with_reasons_and_decimals_as_text(pia, queue):
    assert [(line['key'], line['status'], line['reason']) for line in queue['lines']] == [
        ('D-2', 'in', 'Highest, round 1'), ('D-1', 'out', 'needs Dev 5, 2 left after D-2'),
        ('D-3', 'out', 'needs Dev 8, 2 left after D-2')]
    assert queue['rooms'][0] == {'discipline': DEV, 'name': 'Dev', 'available': '6', 'used': '4', 'reserve': '0',
                                 'reserved': '0', 'asked': '9', 'utilisation': '0.6667'}
    assert (queue['state'], queue['points'], queue['board'], queue['sprint']) == ('draft', '4', 1, 43)
    assert (await pia.get(f'/queues/{queue["id"]}')).json() == queue
    listed = (await pia.get('/boards/1/queues')).json()
    assert listed['total'] == 1 and listed['items'][0]['hash'] == queue['hash']
    assert deeds(area='sprints') == ['sprints.build_queue']


async def test_sent_twice_it_is_built_once(pia):
    answers = [await pia.post('/boards/1/sprints/43/queues', json={'fair': False}, headers={'Idempotency-Key': 'k'})
               for _ in range(2)]
    assert answers[0].json()['id'] == answers[1].json()['id'] and answers[0].json()['rules']['fair'] is False


async def test_decisions_conflicts_and_ways_out_are_told(pia, queue):
    at = f'/queues/{queue["id"]}'
    told = (await pia.get(f'{at}/decisions')).json()
    assert [one['key'] for one in told['items']] == ['D-2', 'D-1', 'D-3'] and told['total'] == 3
    found = (await pia.get(f'{at}/conflicts')).json()['items']
    assert found[0]['kind'] == 'over_allocation' and found[0]['issues'] == ['D-1', 'D-2']
    effects = (await pia.post(f'{at}/what-ifs', json={'conflict': found[0]['id'], 'goal': 'throughput'})).json()
    assert effects['items'][0]['title'] == 'Give Dev 3 points more' and effects['items'][0]['comes_in'] == ['D-1']
    own = (await pia.post(f'{at}/what-ifs', json={'changes': [{'kind': 'pull', 'issues': [1]}]})).json()['items'][0]
    assert (own['comes_in'], own['goes_out'], own['points']) == (['D-1'], ['D-2'], '5')


async def test_overrides_are_put_as_a_whole_and_count_from_the_next_queue(pia, queue):
    at = f'/queues/{queue["id"]}'
    put = await pia.put(f'{at}/overrides', json={'overrides': [{'issue': 1, 'kind': 'pin_top'},
                                                               {'issue': 2, 'kind': 'ban'}]})
    assert [one['text'] for one in put.json()['items']] == ['D-2 not in this sprint', 'D-1 at the top']
    changed = (await pia.get(f'{at}/differences')).json()
    assert changed['changes'] == ['D-2: banned by Pia', 'D-1 pinned to the top by Pia']
    assert {one['key']: one['cause'] for one in changed['differences']} == {
        'D-1': 'D-2: banned by Pia', 'D-2': 'D-2: banned by Pia'}
    second = (await pia.post('/boards/1/sprints/43/queues', json={})).json()
    assert [line['key'] for line in second['lines'] if line['status'] == 'in'] == ['D-1']
    compared = (await pia.get(f'/queues/{second["id"]}/differences', params={'with': queue['id']})).json()
    assert {(one['key'], one['before'], one['after']) for one in compared['differences']} == {
        ('D-1', 'out', 'in'), ('D-2', 'in', 'out')}
    assert (await pia.put(f'{at}/overrides', json={'overrides': []})).json()['items'] == []


async def test_publishing_needs_its_version_and_its_scope(pia, max_, queue):
    at = f'/queues/{queue["id"]}'
    assert refusal(await pia.post(f'{at}/publish', json={'version': 1})) == (403, 'auth.forbidden')
    reader = program(bearer(MAX, 'sprints:read', 'sprints:write'), root='/api/v1/sprints')
    assert refusal(await reader.post(f'{at}/publish', json={'version': 1})) == (403, 'auth.scope')
    published = await max_.post(f'{at}/publish', json={'version': 1})
    assert published.json()['state'] == 'published' and published.json()['published_by'] == 'Max'
    late = await max_.post(f'{at}/publish', json={'version': 1})
    assert refusal(late) == (409, 'sprints.published') and late.json()['version'] == 2
    stale = await max_.post(f'{at}/archive', json={'version': 1})
    assert refusal(stale) == (409, 'stale_version')
    assert (await max_.post(f'{at}/archive', json={'version': 2})).json()['state'] == 'archived'


@pytest.mark.parametrize(('method', 'path', 'body', 'expected'), [
    ('GET', '/queues/99', None, 404), ('POST', '/boards/1/sprints/42/queues', {}, 422),
    ('POST', '/boards/1/sprints/99/queues', {}, 404), ('POST', '/queues/{q}/what-ifs', {}, 422),
    ('POST', '/queues/{q}/what-ifs', {'changes': [{'kind': 'drop', 'issues': [77]}]}, 422),
    ('POST', '/queues/{q}/what-ifs', {'changes': [{'kind': 'raise', 'discipline': 1, 'amount': 'NaN'}]}, 422),
    ('PUT', '/queues/{q}/overrides', {'overrides': [{'issue': 77, 'kind': 'ban'}]}, 422),
    ('POST', '/boards/1/sprints/43/queues', {'order': ['luck']}, 422)], ids=range(8))
async def test_what_makes_no_sense_is_refused(pia, queue, method, path, body, expected):
    answer = await pia.request(method, path.format(q=queue['id']), json=body)
    assert answer.status_code == expected, answer.text


async def test_lists_are_read_on_from_a_mark_and_not_sent_twice(pia, queue):
    second = (await pia.post('/boards/1/sprints/43/queues', json={'fair': False})).json()
    first_part = (await pia.get('/boards/1/queues?limit=1')).json()
    assert [one['id'] for one in first_part['items']] == [second['id']] and first_part['next'] == second['id']
    rest = (await pia.get(f'/boards/1/queues?limit=1&after={first_part["next"]}')).json()
    assert [one['id'] for one in rest['items']] == [queue['id']] and rest['next'] is None and rest['total'] == 2
    decisions = f'/queues/{queue["id"]}/decisions?limit=2'
    part = (await pia.get(decisions)).json()
    assert (await pia.get(f'{decisions}&after={part["next"]}')).json()['items'][0]['seq'] == 3
    assert (await pia.get(f'{decisions}&after=99')).status_code == 422


@pytest.mark.parametrize('path', ['/boards/1/queues', '/queues/{id}', '/queues/{id}/decisions',
                                  '/queues/{id}/conflicts'])
async def test_what_has_not_changed_is_not_sent_again_until_it_changes(pia, max_, queue, path):
    path = path.format(id=queue['id'])
    tag = (await pia.get(path)).headers['ETag']
    assert (await pia.get(path, headers={'If-None-Match': tag})).status_code == 304
    await max_.post(f'/queues/{queue["id"]}/publish', json={'version': queue['version']})
    assert (await pia.get(path, headers={'If-None-Match': tag})).status_code == 200


async def test_what_jira_contradicts_is_listed_and_settled(pia, queue):
    transact(overrides.decide, PIA, 1, 43, 1, 'stakeholder', {'stakeholder': 'Dr. Wu'})
    found, = (await pia.get('/boards/1/disputes')).json()['items']
    assert (found['key'], found['field'], found['ours'], found['settled']) == ('D-1', 'stakeholder', 'Dr. Wu', True)
    path = f'/boards/1/disputes/{found["id"]}'
    stale = await pia.post(path, json={'choice': 'take', 'mark': 'somebody else'})
    assert refusal(stale) == (409, 'sprints.other_value')
    answer = await pia.post(path, json={'choice': 'take', 'mark': found['mark']})
    assert answer.status_code == 200 and answer.json() == {'items': []}
