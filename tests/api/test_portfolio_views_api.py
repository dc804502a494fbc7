"""Saved views, groups and explanations for programs."""

import pytest

from app.domain.portfolio.views.looks import Filter, Looks
from app.services.portfolio import views
from app.work import transact
from tests.api.conftest import bearer, deeds, fields, program, refusal
from tests.people import ANN, BOB
from tests.portfolio import PAY_TEAM, STORE_TEAM, checkout, plant

LOOKS = {'state': ['Active'], 'scale': ['Quarters']}


@pytest.fixture
def plan(server):
    plant(checkout())


async def test_a_view_is_saved_changed_and_removed(ann, plan):
    answer = await ann.post('/portfolio/saved-views', json={'name': 'Q4', 'looks': LOOKS | {'bogus': ['1']}})
    assert answer.status_code == 201, answer.text
    saved = answer.json()
    assert (saved['looks'], saved['mine'], saved['shared'], saved['version']) == (LOOKS, True, False, 1)
    address = answer.headers['location'].removeprefix('/api/v1')
    changed = await ann.patch(address, json={'version': 1, 'name': 'Quarter 4', 'favourite': True, 'default': True})
    assert {name: changed.json()[name] for name in ('name', 'favourite', 'default', 'version')} == {
        'name': 'Quarter 4', 'favourite': True, 'default': True, 'version': 2}
    assert (await ann.get('/portfolio/saved-views')).json()['total'] == 1
    assert (await ann.delete(address)).status_code == 204
    assert refusal(await ann.get(address)) == (404, 'not_found')
    assert deeds(area='portfolio') == ['portfolio.save_view', 'portfolio.change_view', 'portfolio.remove_view']


async def test_an_old_version_is_refused_with_the_present_one(ann, plan):
    number = transact(views.save, ANN, 'Q4', Looks())
    await ann.patch(f'/portfolio/saved-views/{number}', json={'version': 1, 'name': 'Q5'})
    answer = await ann.patch(f'/portfolio/saved-views/{number}', json={'version': 1, 'name': 'Q6'})
    assert refusal(answer) == (409, 'stale_version')
    assert answer.json()['version'] == 2


async def test_views_of_others_do_not_exist_unless_they_are_shared(ann, bob, plan):
    number = transact(views.save, ANN, 'Q4', Looks())
    assert refusal(await bob.get(f'/portfolio/saved-views/{number}')) == (404, 'not_found')
    await ann.patch(f'/portfolio/saved-views/{number}', json={'version': 1, 'shared': True})
    assert (await bob.get(f'/portfolio/saved-views/{number}')).json()['owner'] == 'Ann'
    assert refusal(await bob.delete(f'/portfolio/saved-views/{number}')) == (403, 'auth.forbidden')


@pytest.mark.parametrize(('body', 'field'), [
    ({'name': 3}, 'name'), ({'name': 'Q4', 'looks': {'state': 'Active'}}, 'looks.state'), ({}, 'name'),
    ({'name': 'Q4', 'extra': 1}, 'extra'), ({'name': ' '}, 'name')])
async def test_what_does_not_fit_is_refused(ann, plan, body, field):
    assert fields(await ann.post('/portfolio/saved-views', json=body)) == [field]


async def test_without_the_right_scope_nothing_is_written(plan):
    reader = program(bearer(BOB, 'portfolio:read'))
    assert refusal(await reader.post('/portfolio/saved-views', json={'name': 'Q4'})) == (403, 'auth.scope')
    assert (await reader.get('/portfolio/saved-views')).status_code == 200


async def test_nobody_sees_nothing(nobody, plan):
    assert refusal(await nobody.get('/portfolio/groups')) == (401, 'auth.required')


async def test_a_group_is_added_changed_and_removed(ann, plan):
    answer = await ann.post('/portfolio/groups', json={'plan': PAY_TEAM, 'name': 'Wallets', 'members': [3]})
    assert answer.status_code == 201, answer.text
    group = answer.json()
    inside = await ann.patch(f'/portfolio/groups/{group["id"]}', json={'version': 1, 'parent': 1, 'members': [3, 4]})
    assert (inside.json()['parent'], inside.json()['members'], inside.json()['name']) == (1, [3, 4], 'Wallets')
    outside = await ann.patch(f'/portfolio/groups/{group["id"]}', json={'version': 2, 'parent': 0})
    assert outside.json()['parent'] is None
    listing = (await ann.get('/portfolio/groups', params={'plan': PAY_TEAM})).json()
    assert [one['name'] for one in listing['items']] == ['Launch', 'Wallets']
    assert (await ann.get('/portfolio/groups', params={'plan': STORE_TEAM})).json()['total'] == 0
    assert (await ann.delete(f'/portfolio/groups/{group["id"]}')).status_code == 204


async def test_only_planners_keep_groups(cleo, plan):
    answer = await cleo.post('/portfolio/groups', json={'plan': PAY_TEAM, 'name': 'Wallets'})
    assert refusal(answer) == (403, 'auth.forbidden')


async def test_a_group_within_itself_is_refused(ann, plan):
    answer = await ann.patch('/portfolio/groups/1', json={'version': 1, 'parent': 1})
    assert refusal(answer) == (422, 'portfolio.cycle')


async def test_an_item_is_explained_against_a_view(cleo, ann, plan):
    assert (await cleo.get('/portfolio/items/3/explain')).json() == {'shown': True, 'reasons': []}
    number = transact(views.save, ANN, 'Active', Looks(Filter(states=('Active',))), True)
    told = (await cleo.get('/portfolio/items/3/explain', params={'saved_view': number})).json()
    assert told['shown'] is False
    assert told['reasons'] == [{'code': 'state_filter', 'text': 'It is New; shown is Active.', 'remedy': 'Show New'}]
    unknown = (await cleo.get('/portfolio/items/999/explain')).json()
    assert [reason['code'] for reason in unknown['reasons']] == ['unknown_id']


async def test_a_foreign_scenario_explains_nothing(cleo, plan):
    answer = await cleo.get('/portfolio/items/3/explain', params={'scenario': 7})
    assert refusal(answer) == (404, 'not_found')


async def test_annotations_are_drawn_in_a_view(ann, plan):
    number = transact(views.save, ANN, 'Q4', Looks())
    note = {'shape': 'note', 'day': '2026-10-12', 'text': 'Wait for legal'}
    answer = await ann.post('/portfolio/annotations', json=note | {'saved_view': number})
    assert answer.status_code == 201, answer.text
    address = answer.headers['location'].removeprefix('/api/v1')
    changed = await ann.patch(address, json=note | {'version': 1, 'until': '2026-10-16', 'shape': 'box'})
    assert (changed.json()['shape'], changed.json()['until'], changed.json()['version']) == ('box', '2026-10-16', 2)
    listing = (await ann.get('/portfolio/annotations', params={'saved_view': number})).json()
    assert [one['text'] for one in listing['items']] == ['Wait for legal']
    assert (await ann.delete(address)).status_code == 204
    assert fields(await ann.post('/portfolio/annotations', json=note | {'saved_view': number, 'colour': 9})) == [
        'colour']
