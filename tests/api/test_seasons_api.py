"""Seasons, their steps and masters for programs."""

import pytest

from app.domain.seasons.drafts import CalendarDraft, CompanyDraft
from app.domain.seasons.season import LOCATED, RANGED
from app.services.seasons.masters import company
from app.work import transact
from tests.api.conftest import bearer, deeds, fields, program, refusal
from tests.people import ANN, CLEO
from tests.seasons import CODE, every, leaves, plant_season

SEASON = {'name': 'Autumn 2030', 'start': '2030-02-04', 'end': '2030-03-31', 'calendar_id': 1}


@pytest.fixture
def acme(database):
    transact(company.found_company, ANN, CompanyDraft('Acme', 'EUR'), CalendarDraft('Weeks', 'iso', 0, 2030, 2030))


@pytest.fixture
def planned(database):
    return plant_season(LOCATED, {'net_sales': leaves(HARB_LINEN=8 * [100])})


async def test_a_season_is_planned_changed_and_deleted(acme, ann):
    made = await ann.post('/seasons', json=SEASON)
    assert made.status_code == 201
    season = made.json()
    assert (season['status'], season['currency'], season['imu'], season['created_by']) == (
        'created', 'EUR', '0.55', 'Ann')
    for key in (season['id'], season['code']):
        assert (await ann.get(f'/seasons/{key}')).json() == season
    changed = await ann.patch(f'/seasons/{season["code"]}', json={'name': 'Winter 2030', 'version': 1})
    assert (changed.json()['name'], changed.json()['version']) == ('Winter 2030', 2)
    assert refusal(await ann.patch(f'/seasons/{season["code"]}', json={'name': 'X', 'version': 1})) == (
        409, 'stale_version')
    assert (await ann.get('/seasons')).json()['total'] == 1
    assert (await ann.delete(f'/seasons/{season["id"]}')).status_code == 204
    assert refusal(await ann.get(f'/seasons/{season["code"]}')) == (404, 'not_found')
    assert [deed for deed in deeds() if deed.startswith('seasons.')][-3:] == [
        'seasons.plan_season', 'seasons.change_season', 'seasons.remove_season']


async def test_a_status_is_never_sent(planned, ann):
    answer = await ann.patch(f'/seasons/{CODE}', json={'status': 'locked'})
    assert answer.json()['detail'] == 'Validation Error' and fields(answer) == ['status']


async def test_only_a_season_in_created_is_deleted(planned, ann):
    assert refusal(await ann.delete(f'/seasons/{CODE}')) == (409, 'seasons.wrong_step')


async def test_what_does_not_fit_is_named(acme, ann):
    assert fields(await ann.post('/seasons', json=SEASON | {'end': '2030-02-04', 'name': ''})) == ['name', 'end']
    assert fields(await ann.post('/seasons', json=SEASON | {'start': 'tomorrow'})) == ['start']
    assert fields(await ann.post('/seasons', json=SEASON | {'imu': 'half'})) == ['imu']


async def test_no_address_is_open_to_people_who_are_not_signed_in(planned, nobody):
    for method, path in (('GET', ''), ('POST', '/complete/plan'), ('POST', '/lock'), ('GET', '/workflow'),
                         ('GET', '/verify'), ('POST', '/scopes/approve'), ('DELETE', '')):
        assert refusal(await nobody.request(method, f'/seasons/{CODE}{path}')) == (401, 'auth.required')
    for path in ('/categories', '/locations', '/clusters', '/suppliers', '/fx-rates', '/calendars', '/seasons'):
        assert refusal(await nobody.get(path)) == (401, 'auth.required')


async def test_a_token_needs_the_scope_of_the_seasons(planned, server):
    client = program(bearer(ANN, 'poker:read'))
    assert refusal(await client.get('/seasons')) == (403, 'auth.scope')
    reader = program(bearer(CLEO, 'seasons:read'))
    assert (await reader.get('/seasons')).status_code == 200


async def test_the_workflow_says_what_is_missing(planned, cleo):
    found = (await cleo.get(f'/seasons/{CODE}/workflow')).json()
    assert (found['status'], found['locations_defined'], found['plan_uploaded']) == ('locations_defined', True, False)
    assert [(one['step'], one['state']) for one in found['steps']] == [
        ('locations', 'done'), ('plan', 'now'), ('otb', 'later'), ('range', 'later'), ('buying', 'later'),
        ('lock', 'later')]
    assert found['steps'][1]['missing'] == ['120 cells missing', '4 scopes not approved']
    status = (await cleo.get(f'/seasons/{CODE}/workflow-status')).json()
    assert status == {key: value for key, value in found.items() if key != 'steps'}


async def test_steps_are_taken_one_by_one_by_those_who_may(planned, ann, bob):
    assert refusal(await bob.post(f'/seasons/{CODE}/complete/plan')) == (403, 'auth.forbidden')
    assert refusal(await ann.post(f'/seasons/{CODE}/complete/range')) == (409, 'seasons.wrong_step')
    assert refusal(await ann.post(f'/seasons/{CODE}/complete/plan')) == (409, 'seasons.incomplete')
    back = await ann.post(f'/seasons/{CODE}/take-back', json={'reason': 'A store is missing'})
    assert back.json() == {'status': 'created'}
    assert (await ann.post(f'/seasons/{CODE}/complete/locations')).json() == {'status': 'locations_defined'}


async def test_a_season_is_locked_verified_and_re_opened(database, ann, cleo):
    plant_season(RANGED, {'net_sales': every(100)})
    locked = (await ann.post(f'/seasons/{CODE}/lock')).json()
    assert (locked['status'], locked['revision'], len(locked['hash'])) == ('locked', 1, 64)
    found = (await cleo.get(f'/seasons/{CODE}/verify')).json()
    assert found == {'revision': 1, 'hash': locked['hash'], 'true': True, 'live': True, 'differences': []}
    assert refusal(await ann.post(f'/seasons/{CODE}/take-back', json={'reason': 'No'})) == (409, 'seasons.locked')
    assert fields(await ann.post(f'/seasons/{CODE}/reopen', json={'reason': 'short'})) == ['reason']
    again = await ann.post(f'/seasons/{CODE}/reopen', json={'reason': 'The returns were missing'})
    assert again.json() == {'status': 'range_uploaded', 'revision': 2}
    revisions = (await cleo.get(f'/seasons/{CODE}/revisions')).json()
    assert (revisions['total'], revisions['items'][0]['hash']) == (1, locked['hash'])


async def test_a_season_is_cloned(planned, ann):
    answer = await ann.post(f'/seasons/{CODE}/clone', json=SEASON | {'parts': ['structure', 'plan']})
    assert (answer.status_code, answer.json()['locations'], answer.json()['status']) == (201, 4, 'created')


async def test_scopes_are_listed_and_handed_in(planned, ann):
    scope = {'branch': 'c:WOMEN', 'cluster': 'k:CLU-HIGH'}
    assert (await ann.post(f'/seasons/{CODE}/scopes/submit', json=scope)).status_code == 204
    found = (await ann.get(f'/seasons/{CODE}/scopes')).json()
    assert [one['state'] for one in found['items']] == ['draft', 'draft', 'review', 'draft']
    assert refusal(await ann.post(f'/seasons/{CODE}/scopes/approve', json=scope)) == (403, 'auth.forbidden')


async def test_masters_are_kept_and_looked_up(acme, ann, cleo):
    cluster = (await ann.post('/clusters', json={'name': 'High street'})).json()
    assert cluster['code'].startswith('CLU-')
    harbour = {'name': 'Harbour', 'code': 'harb', 'cluster_id': cluster['id']}
    place = (await ann.post('/locations', json=harbour)).json()
    assert (place['code'], place['type'], place['cluster']) == ('HARB', 'store', cluster['code'])
    assert refusal(await ann.delete(f'/clusters/{cluster["id"]}')) == (409, 'seasons.in_use')
    bulk = await ann.post('/locations/bulk', json={'locations': [{'name': 'Mill', 'type': 'warehouse'}]})
    assert len(bulk.json()['ids']) == 1
    totals = [(await cleo.get(f'/locations{path}')).json()['total'] for path in ('', '/stores', '/warehouses')]
    assert totals == [2, 1, 1]
    assert (await cleo.get('/locations/lookup', params={'name': 'HARBOUR'})).json()['code'] == 'HARB'
    assert refusal(await cleo.post('/clusters', json={'name': 'Other'})) == (403, 'auth.forbidden')
    new = (await ann.patch(f'/locations/{place["id"]}', json={'name': 'Harbour Street', 'version': 1})).json()
    assert (new['name'], new['code'], new['cluster'], new['version']) == ('Harbour Street', 'HARB', cluster['code'], 2)
    assert refusal(await ann.patch(f'/locations/{place["id"]}', json={'version': 1})) == (409, 'stale_version')
    alone = (await ann.patch(f'/locations/{place["id"]}', json={'cluster_id': None})).json()
    assert (alone['name'], alone['cluster']) == ('Harbour Street', '')
    assert fields(await ann.post('/locations', json={'name': 'Other', 'code': 'HARB'})) == ['code']


async def test_categories_are_a_tree_without_circles(acme, ann, cleo):
    women = (await ann.post('/categories', json={'name': 'Women', 'code': 'WOMEN', 'description': 'All'})).json()
    linen = (await ann.post('/categories', json={'name': 'Linen', 'code': 'LINEN', 'parent_id': women['id']})).json()
    assert (linen['level'], linen['path'], women['description']) == (2, ['Women'], 'All')
    tree = (await cleo.get('/categories/tree')).json()['items']
    assert [(one['code'], [child['code'] for child in one['children']]) for one in tree] == [('WOMEN', ['LINEN'])]
    assert (await cleo.get(f'/categories/{women["id"]}/children')).json()['total'] == 1
    circle = await ann.patch(f'/categories/{women["id"]}', json={'parent_id': linen['id']})
    assert refusal(circle) == (409, 'seasons.cycle')


async def test_suppliers_rates_and_calendars(acme, ann, cleo):
    supplier = (await ann.post('/suppliers', json={'name': 'Nordic', 'code': 'NORDIC', 'tolerance': '0.02'})).json()
    assert (supplier['tolerance'], supplier['lead_days']) == ('0.02', 0)
    slower = (await ann.patch(f'/suppliers/{supplier["id"]}', json={'lead_days': 21})).json()
    assert (slower['tolerance'], slower['lead_days'], slower['name']) == ('0.02', 21, 'Nordic')
    rate = {'from_currency': 'usd', 'to_currency': 'EUR', 'day': '2030-01-02', 'rate': '0.91234567'}
    assert (await ann.post('/fx-rates', json=rate)).json()['rate'] == '0.91234567'
    gone = await ann.delete('/fx-rates', params={'from_currency': 'USD', 'to_currency': 'EUR', 'day': '2030-01-02'})
    assert gone.status_code == 204 and (await cleo.get('/fx-rates')).json()['total'] == 0
    made = await ann.post('/calendars', json={'name': 'Retail', 'preset': '4-5-4', 'week_start': 6, 'first': 2023,
                                              'last': 2023})
    periods = (await cleo.get(f'/calendars/{made.json()["id"]}/periods')).json()
    assert (made.json()['periods'], periods['items'][0]['start'], periods['items'][-1]['end']) == (
        53, '2023-01-29', '2024-02-03')


async def test_what_people_did_is_listed_with_old_and_new_and_admins_learn_from_where(planned, ann, cleo):
    assert (await ann.patch(f'/seasons/{CODE}', json={'name': 'Winter 2030'})).status_code == 200
    for client, told in ((ann, True), (cleo, False)):
        found = (await client.get(f'/seasons/{CODE}/changes', params={'kind': 'workflow', 'limit': 1})).json()
        [one] = found['items']
        assert (found['total'], one['by'], one['deed']) == (1, 'Ann', 'changed the season')
        assert {'name': 'name', 'before': 'Spring/Summer 2030', 'after': 'Winter 2030'} in one['changes']
        assert bool(one['origin']) is told
    assert (await cleo.get(f'/seasons/{CODE}/changes', params={'kind': 'cells'})).json()['total'] == 0
    assert (await cleo.get(f'/seasons/{CODE}/changes', params={'kind': 'gossip'})).status_code == 422


async def test_a_company_is_set_up_and_changed_by_a_program(database, ann, cleo):
    assert refusal(await ann.get('/company')) == (404, 'not_found')
    assert refusal(await cleo.post('/company', json={'name': 'Acme'})) == (403, 'auth.forbidden')
    made = (await ann.post('/company', json={'name': 'Acme', 'currency': 'USD', 'tax_id': 'T-1'})).json()
    assert (made['name'], made['currency'], len(made['code']), made['version']) == ('Acme', 'USD', 9, 1)
    assert refusal(await ann.post('/company', json={'name': 'Other'})) == (409, 'seasons.duplicate')
    new = (await ann.patch('/company', json={'email': 'buying@acme.example', 'version': 1})).json()
    assert (new['name'], new['tax_id'], new['email'], new['version']) == ('Acme', 'T-1', 'buying@acme.example', 2)
    assert fields(await ann.patch('/company', json={'email': 'nobody'})) == ['email']
    assert (await cleo.get('/company')).json() == new
