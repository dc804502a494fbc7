"""The set-up for programs: lists for whoever looks, the rest for admins, no secrets in, none out."""

import json
from dataclasses import replace

import pytest

from tests.api.conftest import bearer, deeds, entries, fields, program, refusal
from tests.people import PIA, invite_crew
from tests.portfolio import PAYMENTS, SETTING, SHOP, STORES, checkout, plant

BASE = '/portfolio'
SECRET = 'swordfish-77'


@pytest.fixture(autouse=True)
def _planted(server):
    invite_crew()
    plans = SETTING.plans | {SHOP: replace(SETTING.plans[SHOP], is_open=False)}
    plant(checkout(replace(SETTING, plans=plans)))


@pytest.fixture
def pia(server):
    return program(bearer(PIA))


async def test_lists_say_what_is_set_up_and_how_fresh_it_is(ann):
    plans = (await ann.get(f'{BASE}/plans')).json()
    assert [(one['slug'], one['items']) for one in plans['items']] == [
        ('team-payments', 3), ('project-shop', 1), ('team-stores', 2)]
    assert plans['items'][0]['read_at'] and plans['total'] == 3
    teams = (await ann.get(f'{BASE}/teams')).json()['items']
    assert [(one['short'], one['people']) for one in teams] == [('Mob', 0), ('PAY', 2), ('STO', 1)]
    iterations = (await ann.get(f'{BASE}/iterations', params={'limit': 1})).json()
    assert (iterations['items'][0]['path'], iterations['total']) == ('Shop\\Sprint 42', 8)
    sources = (await ann.get(f'{BASE}/sources')).json()['items']
    assert [(one['name'], one['kind'], one['doubts']) for one in sources] == [('Azure DevOps', 'azure_devops', [])]


async def test_whoever_may_not_see_a_plan_is_not_told_of_it(pia):
    plans = (await pia.get(f'{BASE}/plans')).json()['items']
    assert [one['slug'] for one in plans] == ['team-payments', 'team-stores']


async def test_hours_and_rates_are_for_those_who_may_see_cost(ann, pia):
    assert (await ann.get(f'{BASE}/people')).json()['items'][0]['hours'] == '140'
    assert [(one['name'], one['hours'], one['rate']) for one in (await pia.get(f'{BASE}/people')).json()['items']] == [
        ('Ines', None, None), ('Jonas', None, None), ('Okan', None, None)]


@pytest.mark.parametrize(('method', 'path', 'body'), [
    ('GET', '/setup', None), ('PUT', '/setup', {'version': 1}), ('GET', '/setup/backup', None),
    ('POST', '/setup/restore?dry_run=true', {}), ('POST', '/setup/restore', {}),
    ('PATCH', '/calendars/1', {'version': 0, 'weekdays': [0]}), ('GET', '/calendars/days-off', None),
    ('POST', '/calendars/holidays', {'site': 'B', 'day': '2026-10-05'}),
    ('POST', '/calendars/days-off', {'team': 1, 'start': '2026-10-05'}), ('DELETE', '/calendars/holidays/1', None)])
async def test_the_set_up_is_for_admins(pia, method, path, body):
    answer = await pia.request(method, f'{BASE}{path}', json=body)
    assert refusal(answer) == (403, 'auth.forbidden')


async def test_rules_and_rates_are_changed_over_the_version_that_was_seen(ann):
    before = (await ann.get(f'{BASE}/setup')).json()
    assert (before['plans'], before['teams'], before['people']) == (3, 3, 3)
    assert [one['code'] for one in before['findings']].count('no_people') == 1
    answer = await ann.put(f'{BASE}/setup', json={'version': before['version'], 'rules': {
        'parent_rule': 'always_add'}, 'rates': {'currency': 'CHF', 'default_internal': '82.50'}})
    after = answer.json()
    assert (after['rules']['parent_rule'], after['rates']['currency'], after['rates']['default_internal']) == (
        'always_add', 'CHF', '82.50')
    stale = await ann.put(f'{BASE}/setup', json={'version': before['version'], 'rules': {'weighs_by_hours': True}})
    assert refusal(stale) == (409, 'stale_version') and stale.json()['version'] == after['version']
    assert deeds(area='portfolio') == ['portfolio.change_rules', 'portfolio.change_rates']


@pytest.mark.parametrize(('body', 'named'), [
    ({'rules': {'weather': 1}}, 'rules.weather'), ({'rules': {'parent_rule': 'none'}}, 'parent_rule'),
    ({'rules': {'types': 7}}, 'rules.types'), ({'rates': {'hours': {'B|internal': 'many'}}}, 'rates.B|internal')])
async def test_rules_that_cannot_be_are_refused(ann, body, named):
    version = (await ann.get(f'{BASE}/setup')).json()['version']
    assert fields(await ann.put(f'{BASE}/setup', json={'version': version, **body})) == [named]


async def test_a_backup_is_looked_at_then_brought_back(ann):
    answer = await ann.get(f'{BASE}/setup/backup')
    assert 'attachment' in answer.headers['content-disposition']
    file = answer.json()
    file['teams'][0]['name'] = 'Apps'
    wanted = [{'deed': 'change', 'kind': 'team', 'name': 'Mobile', 'detail': 'name: Mobile → Apps'}]
    dry = await ann.post(f'{BASE}/setup/restore?dry_run=true', json=file)
    assert dry.json() == {'dry_run': True, 'changes': wanted}
    assert 'Mobile' in (await ann.get(f'{BASE}/teams')).text
    assert (await ann.post(f'{BASE}/setup/restore', json=file)).json() == {'dry_run': False, 'changes': wanted}
    assert 'Mobile' not in (await ann.get(f'{BASE}/teams')).text


@pytest.mark.parametrize('text', ['{', '{"format": "roundtable.portfolio.setup", "version": 9}', '[1]', ''])
async def test_a_file_that_is_none_of_ours_is_refused_with_its_line(ann, text):
    answer = await ann.post(f'{BASE}/setup/restore', content=text, headers={'Content-Type': 'application/json'})
    assert fields(answer) == ['line 1']


async def test_no_secret_goes_in_with_a_file(ann):
    file = (await ann.get(f'{BASE}/setup/backup')).json()
    file['sources'][0]['options'] = {'pat': SECRET}
    text = json.dumps(file, indent=2)
    answer = await ann.post(f'{BASE}/setup/restore', content=text, headers={'Content-Type': 'application/json'})
    line = text[:text.index(SECRET)].count('\n') + 1
    assert fields(answer) == [f'line {line}'] and SECRET not in answer.text
    assert all(SECRET not in f'{entry}' for entry in entries(area='portfolio'))


async def test_working_days_are_read_by_all_and_kept_by_admins(ann, pia):
    assert (await ann.patch(f'{BASE}/calendars/{PAYMENTS}', json={'version': 0, 'weekdays': [0, 1]})).json()[
        'weekdays'] == [0, 1]
    made = (await ann.post(f'{BASE}/calendars/days-off', json={'team': STORES, 'start': '2026-10-05'})).json()['id']
    (await ann.post(f'{BASE}/calendars/days-off', json={'person': 1, 'start': '2026-10-06', 'reason': 'Ill'}))
    found = {one['team']: one for one in (await pia.get(f'{BASE}/calendars')).json()['items']}
    assert (found[PAYMENTS]['origin'], found[PAYMENTS]['days_off']) == ('ours', [])
    assert [day['start'] for day in found[STORES]['days_off']] == ['2026-10-05']
    assert 'Ill' not in (await pia.get(f'{BASE}/calendars')).text
    assert (await ann.delete(f'{BASE}/calendars/days-off/{made}')).status_code == 204
    assert (await ann.patch(f'{BASE}/calendars/{PAYMENTS}', json={'version': 1})).json()['origin'] == 'usual'
    holiday = (await ann.post(f'{BASE}/calendars/holidays', json={'site': 'Berlin', 'day': '2026-10-03'})).json()['id']
    assert [one['day'] for one in (await pia.get(f'{BASE}/calendars/holidays')).json()['items']] == ['2026-10-03']
    assert (await ann.delete(f'{BASE}/calendars/holidays/{holiday}')).status_code == 204


async def test_planners_keep_plan_events_and_markers(pia, cleo):
    answer = await pia.post(f'{BASE}/plan-events', json={'title': 'Peak', 'start': '2026-11-23', 'end': '2026-11-27'})
    assert answer.status_code == 201, answer.text
    event = answer.json()
    assert answer.headers['location'].endswith(f'/plan-events/{event["id"]}')
    changed = await pia.patch(f'{BASE}/plan-events/{event["id"]}', json={'version': 1, 'special': True})
    assert (changed.json()['special'], changed.json()['end'], changed.json()['version']) == (True, '2026-11-27', 2)
    assert refusal(await pia.patch(f'{BASE}/plan-events/{event["id"]}', json={'version': 1, 'title': 'x'})) == (
        409, 'stale_version')
    assert (await cleo.get(f'{BASE}/plan-events')).json()['total'] == 1
    assert refusal(await cleo.delete(f'{BASE}/plan-events/{event["id"]}'))[0] == 403
    assert (await pia.delete(f'{BASE}/plan-events/{event["id"]}')).status_code == 204

    marker = (await pia.post(f'{BASE}/markers', json={'label': 'Go live', 'day': '2026-12-01'})).json()
    moved = await pia.patch(f'{BASE}/markers/{marker["id"]}', json={'version': 1, 'day': '2026-12-02'})
    assert (moved.json()['day'], moved.json()['origin']) == ('2026-12-02', 'ours')
    assert (await pia.delete(f'{BASE}/markers/{marker["id"]}')).status_code == 204
    assert refusal(await pia.patch(f'{BASE}/markers/{marker["id"]}', json={'version': 2, 'label': 'x'}))[0] == 404


async def test_events_of_a_plan_that_is_not_seen_do_not_exist(ann, pia):
    made = (await ann.post(f'{BASE}/plan-events', json={'title': 'Secret', 'start': '2026-11-23', 'plan': SHOP})).json()
    assert (await pia.get(f'{BASE}/plan-events')).json()['total'] == 0
    assert refusal(await pia.delete(f'{BASE}/plan-events/{made["id"]}'))[0] == 404
    assert fields(await pia.post(f'{BASE}/markers', json={'label': 'x', 'day': '2026-11-23', 'plan': SHOP})) == [
        'plan_id']
    assert fields(await pia.post(f'{BASE}/markers', json={'label': 'x', 'day': '2026-02-30'})) == ['day']


async def test_an_event_or_a_marker_of_one_plan_can_be_for_all_again(ann):
    event = (await ann.post(f'{BASE}/plan-events', json={'title': 'Peak', 'start': '2026-11-23', 'end': '2026-11-27',
                                                         'plan': SHOP})).json()
    kept = await ann.patch(f'{BASE}/plan-events/{event["id"]}', json={'version': 1, 'title': 'Peak freeze'})
    assert (kept.json()['plan'], kept.json()['end']) == (SHOP, '2026-11-27')
    freed = await ann.patch(f'{BASE}/plan-events/{event["id"]}', json={'version': 2, 'plan': None, 'end': None})
    assert (freed.json()['plan'], freed.json()['end'], freed.json()['title']) == (None, '2026-11-23', 'Peak freeze')
    marker = (await ann.post(f'{BASE}/markers', json={'label': 'Launch', 'day': '2026-11-23', 'plan': SHOP,
                                                      'team': STORES})).json()
    freed = await ann.patch(f'{BASE}/markers/{marker["id"]}', json={'version': 1, 'plan': None})
    assert (freed.json()['plan'], freed.json()['team']) == (None, STORES)


async def test_rules_and_rates_are_kept_together_or_not_at_all(ann):
    before = (await ann.get(f'{BASE}/setup')).json()
    answer = await ann.put(f'{BASE}/setup', json={
        'version': before['version'], 'rules': {'weighs_by_hours': True}, 'rates': {'currency': 'much too long'}})
    assert answer.status_code == 422
    after = (await ann.get(f'{BASE}/setup')).json()
    assert (after['rules'], after['version']) == (before['rules'], before['version'])
    both = await ann.put(f'{BASE}/setup', json={
        'version': before['version'], 'rules': {'weighs_by_hours': True}, 'rates': {'default_hours': '120'}})
    assert (both.json()['rules']['weighs_by_hours'], both.json()['rates']['default_hours']) == (True, '120')
