"""Boards and reports of sprints for programs."""

from dataclasses import replace

import pytest

from app.domain.sprints.facts.board import BoardRules, Sprint
from app.services.sprints import board_rules, ground
from app.work import transact
from tests.api.conftest import bearer, fields, program, refusal
from tests.people import ANN, BOB
from tests.sprints import SPRINT, plant, renamed, worked_example

PLACE = f'/sprints/boards/1/sprints/{SPRINT}'


@pytest.fixture(autouse=True)
def _january(time):
    time.now = time.now.replace(year=2026, month=1, day=20)


@pytest.fixture
def board(server):
    return plant(worked_example())


async def test_a_report_tells_its_figures_as_texts(cleo, board):
    told = (await cleo.get(f'{PLACE}/report')).json()
    figures = told['figures']
    assert figures['committed'] == {'amount': '18', 'issues': 4} and figures['completed']['amount'] == '13'
    assert (figures['net'], figures['churn'], figures['say_do']) == ('0.277778', '0.611111', '0.444444')
    assert told['start'] == '2026-01-05T08:00:00Z' and told['about']['estimate'] == 'Story point estimate'
    assert told['about']['kind'] == 'live' and told['about']['warnings']
    counted = (await cleo.get(f'{PLACE}/report', params={'estimate': 'issues'})).json()
    assert counted['figures']['committed']['amount'] == '4'


async def test_of_a_sprint_that_began_nobody_knows_when_no_commitment_is_told(cleo, server):
    plant(renamed(worked_example(), start=None, activated=None))
    figures = (await cleo.get(f'{PLACE}/report')).json()['figures']
    assert figures['committed'] is figures['churned'] is None and figures['completed']


async def test_what_has_not_changed_need_not_be_fetched_again(cleo, board):
    for part in ('report', 'issues', 'scope', 'burndown', 'compare'):
        first = await cleo.get(f'{PLACE}/{part}')
        known = {'If-None-Match': first.headers['etag']}
        again = await cleo.get(f'{PLACE}/{part}', headers=known)
        assert first.status_code == 200 and (again.status_code, again.content) == (304, b'')
        other = await cleo.get(f'{PLACE}/{part}', headers=known, params={'estimate': 'issues'})
        assert other.status_code == 200, 'another question has another answer'
        transact(ground.move_boards, [1])
        assert (await cleo.get(f'{PLACE}/{part}', headers=known)).status_code == 200


async def test_issues_are_listed_by_class_and_part_by_part(cleo, board):
    added = (await cleo.get(f'{PLACE}/issues', params={'class': 'added'})).json()
    assert {one['key'] for one in added['items']} == {'D-5', 'D-6', 'D-8'} and added['next'] is None
    seen, after = [], 0
    while after is not None:
        answer = (await cleo.get(f'{PLACE}/issues', params={'limit': 4, 'after': after})).json()
        assert answer['total'] == 9
        seen += [one['key'] for one in answer['items']]
        after = answer['next']
    assert len(seen) == len(set(seen)) == 9
    row = next(one for one in answer['items'] + added['items'] if one['key'] == 'D-6')
    assert (row['class'], row['initial'], row['last'], row['added']) == ('not_completed', None, '2', True)


@pytest.mark.parametrize(('part', 'given', 'field'), [
    ('issues', {'class': 'bananas'}, 'class'), ('issues', {'after': 777}, 'after'), ('issues', {'limit': 501}, 'limit'),
    ('report', {'estimate': 'bananas'}, 'estimate'), ('report', {'version': 'the last one'}, 'version'),
    ('compare', {'with': 'yesterday'}, 'with')])
async def test_what_makes_no_sense_is_refused(cleo, board, part, given, field):
    assert fields(await cleo.get(f'{PLACE}/{part}', params=given)) == [field]


async def test_what_is_not_there_is_not_found(cleo, board):
    for path in ('/sprints/boards/1/sprints/77/report', '/sprints/boards/9/sprints/42/report',
                 f'{PLACE}/report?version=close:1', '/sprints/boards/9/velocity'):
        assert refusal(await cleo.get(path))[0] == 404, path


async def test_scope_and_lines_are_told_with_their_moments(cleo, board):
    events = (await cleo.get(f'{PLACE}/scope')).json()['items']
    assert [(one['key'], one['sign']) for one in events][:2] == [('D-2', '±'), ('D-5', '+')]
    assert events[0]['before'] == '3' and events[0]['at'] == '2026-01-07T12:00:00Z'
    lines = (await cleo.get(f'{PLACE}/burndown')).json()['burndown']
    assert (lines['left'][0]['amount'], lines['left'][-1]['amount']) == ('18', '10')


async def test_two_versions_are_compared(cleo, board):
    told = (await cleo.get(f'{PLACE}/compare')).json()
    assert (told['before'], told['after']) == ('start:0', 'live')
    assert {one['key'] for one in told['added']} == {'D-5', 'D-6'} and told['counts']['status'] == 2


async def test_planners_freeze_a_snapshot_once(ann, cleo, board):
    assert refusal(await cleo.post(f'{PLACE}/snapshots'))[0] == 403
    key = {'Idempotency-Key': 'once'}
    first = await ann.post(f'{PLACE}/snapshots', headers=key)
    again = await ann.post(f'{PLACE}/snapshots', headers=key)
    assert first.status_code == 201 and first.json() == again.json() and first.json()['version'] == 'manual:1'
    assert len((await cleo.get(f'{PLACE}/snapshots')).json()['items']) == 1
    frozen = (await cleo.get(f'{PLACE}/report', params={'version': 'manual:1'})).json()
    assert frozen['about']['kind'] == 'frozen'


async def test_velocity_is_told_with_its_range(cleo, board):
    told = (await cleo.get('/sprints/boards/1/velocity', params={'last': 3})).json()
    assert (told['mean'], told['p15'], told['closed']) == ('13', '13', 1)
    assert told['rows'][0]['completed'] == {'amount': '13', 'issues': 3}
    assert fields(await cleo.get('/sprints/boards/1/velocity', params={'last': 2})) == ['last']


async def test_sprints_of_a_board_are_listed_by_state(cleo, server):
    example = renamed(worked_example(), state='active', complete=None)
    plant(replace(example, sprints={**example.sprints, 43: Sprint(43, 'Sprint 43', 'future')}))
    every = (await cleo.get('/sprints/boards/1/sprints')).json()['items']
    assert [one['number'] for one in every] == [42, 43] and every[0]['end'] == '2026-01-16T16:00:00Z'
    assert [one['name'] for one in (await cleo.get('/sprints/boards/1/sprints?state=future')).json()['items']] == [
        'Sprint 43']


async def test_only_planners_have_a_board_read(ann, bob, board):
    assert refusal(await bob.post('/sprints/boards/1/sync'))[0] == 403
    answer = await ann.post('/sprints/boards/1/sync')
    assert answer.status_code == 202 and answer.json()['run'] > 0


async def test_a_token_needs_the_scope_of_the_sprints(server, board):
    poker = program(bearer(BOB, 'poker:read'))
    assert refusal(await poker.get(f'{PLACE}/report')) == (403, 'auth.scope')
    reading = program(bearer(ANN, 'sprints:read'))
    assert (await reading.get(f'{PLACE}/report')).status_code == 200
    assert refusal(await reading.post(f'{PLACE}/snapshots')) == (403, 'auth.scope')


async def test_an_analysis_is_kept_and_the_next_compared_with_it(ann, cleo, board):
    place = f'/sprints/boards/1/sprints/{SPRINT}'
    told = (await cleo.get(f'{place}/analysis', params={'by': 'status'})).json()
    assert (told['issues'], told['amount'], told['former'], told['moved']) == (6, '26', None, [])
    assert told['slices'][0]['jql'].startswith('key in (')
    body = {'by': 'status', 'subtasks': True}
    assert (await cleo.post(f'{place}/analyses', json=body)).status_code == 403
    made = [await ann.post(f'{place}/analyses', json=body, headers={'Idempotency-Key': 'kept'}) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201] and made[0].json() == made[1].json()
    (kept,) = (await cleo.get(f'{place}/analyses')).json()['items']
    assert (kept['parameters']['by'], kept['amount'], kept['by_name']) == ('status', '26', 'Ann')
    assert (await cleo.get(f'{place}/analysis', params={'by': 'status'})).json()['former'] == kept['id']
    assert (await cleo.get(f'{place}/analysis', params={'by': 'assignee'})).status_code == 422
    assert (await cleo.get(f'{place}/analysis', params={'query': 'x'})).status_code == 422


async def test_jiras_own_report_is_asked_for_and_told(ann, cleo, board):
    place = f'/sprints/boards/1/sprints/{SPRINT}/reconciliation'
    assert (await cleo.get(place)).json()['state'] == ''
    assert (await cleo.post(place)).status_code == 403
    assert (await ann.post(place)).json()['run'] > 0
    told = (await cleo.get(place)).json()
    assert (told['state'], told['agrees'], told['classes']) == ('waiting', None, [])


async def test_figures_per_person_are_only_for_those_who_were_named(ann, cleo, board):
    place = f'/sprints/boards/1/sprints/{SPRINT}/person-figures'
    assert (await ann.post(place)).status_code == (await cleo.post(place)).status_code == 403
    transact(board_rules.save_rules, ANN, 1, BoardRules(shows_people=True))
    transact(board_rules.let_see_people, ANN, 1, 'person:3', True)
    assert (await ann.post(place)).status_code == 403
    told = (await cleo.post(place)).json()
    assert [(one['name'], one['figures']['committed']['issues']) for one in told['items']] == [('Unassigned', 4)]
