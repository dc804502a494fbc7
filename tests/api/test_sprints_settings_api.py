"""Settings of the sprints for programs: with the rights of whoever made the token, and never a secret."""

import pytest

from app.services.sprints import site_setup
from app.work import transact
from tests.api.conftest import bearer, deeds, program
from tests.people import ANN, CLEO, MAX, invite_crew
from tests.sprints import DEV, POINTS_FIELD, RETIRED, plant, worked_example

DISCIPLINE = {'name': 'Design', 'labels': ['ux']}
MEMBER = {'name': 'Cy', 'hours': '6', 'focus': '0.8', 'shares': {str(DEV): '50'}}


@pytest.fixture(autouse=True)
def _planted(server):
    invite_crew()
    plant(worked_example())


def signed(person):
    return program(bearer(person), root='/api/v1/sprints')


async def test_sites_are_added_changed_and_removed_without_a_token_ever_being_told(server):
    ann = signed(ANN)
    transact(site_setup.keep_token, ANN, 1, 'swordfish-77')
    made = await ann.post('/sites', json={'name': 'Other', 'url': 'https://jira.example.org'})
    own = made.json()['id']
    listed = await ann.get('/sites')
    assert [(one['name'], one['token']) for one in listed.json()['items']] == [('Jira', True), ('Other', False)]
    assert 'swordfish' not in listed.text
    assert (await ann.put(f'/sites/{own}?version=1', json={'name': 'Else', 'url': 'https://jira.example.org'})
            ).status_code == 204
    again = await ann.put(f'/sites/{own}?version=1', json={'name': 'Next', 'url': 'https://jira.example.org'})
    assert again.status_code == 409
    assert (await ann.delete(f'/sites/{own}')).status_code == 204
    wrong = await ann.post('/sites', json={'name': 'X', 'url': 'acme'})
    assert wrong.status_code == 422 and wrong.json()['code'] == 'sprints.address'
    assert (await signed(CLEO).get('/sites')).json()['items'][0]['token'] is None


async def test_a_retired_status_is_mapped_by_its_id(server):
    max_ = signed(MAX)
    before = (await max_.get('/boards/1/mapping')).json()
    lost = next(one for one in before['statuses'] if one['id'] == RETIRED)
    assert (lost['kind'], lost['issues'], lost['listed']) == (None, 1, False)
    after = (await max_.put(f'/boards/1/statuses/{RETIRED}', json={'kind': 'done'})).json()
    assert next(one for one in after['statuses'] if one['id'] == RETIRED)['kind'] == 'done'
    assert deeds(area='sprints') == ['sprints.map_status']


async def test_columns_are_saved_from_a_moment_on_by_whoever_saw_the_newest(server):
    max_ = signed(MAX)
    body = {'columns': [{'name': 'Done', 'kind': 'done', 'statuses': ['10002']}], 'estimate': POINTS_FIELD, 'number': 1,
            'since': '2026-01-10T00:00:00Z'}
    answer = await max_.put('/boards/1/mapping', json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()['number'] == 2
    assert (await max_.put('/boards/1/mapping', json=body)).status_code == 409


async def test_disciplines_and_members_are_kept_and_removed(server):
    max_ = signed(MAX)
    own = (await max_.post('/boards/1/disciplines', json=DISCIPLINE, headers={'Idempotency-Key': 'k'})).json()['id']
    assert (await max_.post('/boards/1/disciplines', json=DISCIPLINE, headers={'Idempotency-Key': 'k'})
            ).json()['id'] == own
    assert (await max_.put(f'/boards/1/disciplines/{own}?version=1', json={'name': 'UX'})).status_code == 204
    assert [one['name'] for one in (await max_.get('/boards/1/disciplines')).json()['items']] == ['UX', 'Dev', 'QA']
    assert (await max_.delete(f'/boards/1/disciplines/{own}')).status_code == 204
    cy = (await max_.post('/boards/1/members', json=MEMBER)).json()['id']
    (found,) = [one for one in (await max_.get('/boards/1/members')).json()['items'] if one['id'] == cy]
    assert (found['hours'], found['focus'], found['shares']) == ('6.00', '0.800', {str(DEV): '50'})
    assert (await max_.put(f'/boards/1/members/{cy}', json={**MEMBER, 'hours': '30'})).status_code == 422
    assert (await max_.delete(f'/boards/1/members/{cy}')).status_code == 204


async def test_boards_are_removed_and_added_by_admins_only(server):
    for person in (CLEO, MAX):
        client = signed(person)
        assert (await client.delete('/boards/1')).status_code == 403
        assert (await client.post('/sites', json={'name': 'X', 'url': 'https://jira.example.org'})).status_code == 403
        assert (await client.post('/sites/1/boards', json={'number': 9})).status_code == 403
    assert (await signed(CLEO).put(f'/boards/1/statuses/{RETIRED}', json={'kind': 'done'})).status_code == 403
    ann = signed(ANN)
    for path, body in (('/sites/1/boards', {'number': 9}), ('/sites/1/look', None)):
        answer = await ann.post(path, json=body)
        assert answer.status_code == 202 and answer.json()['run'], answer.text
    assert (await ann.delete('/boards/1')).status_code == 204
    assert (await ann.get('/boards')).json()['items'] == []
