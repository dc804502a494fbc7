"""Capacity, cost and health for programs."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.portfolio.items.setting import Rates
from app.domain.portfolio.planning.operations import AllotShare, MoveItems
from app.services.portfolio import editing
from app.work import transact
from tests.api.conftest import refusal
from tests.people import ANN
from tests.portfolio import PAYMENTS, SETTING, SHOP, STORES, checkout, plant

WEEK = {'from': '2026-10-05', 'to': '2026-10-11'}
YEAR = {'from': '2026-01-01', 'to': '2026-12-31'}


@pytest.fixture(autouse=True)
def _october(time):
    time.now = time.now.replace(year=2026, month=10, day=5)


@pytest.fixture
def plan(server):
    return plant(checkout(replace(SETTING, rates=Rates(default_internal=Decimal(80)))))


async def test_capacity_is_told_by_team_and_period_with_its_items(ann, plan):
    answer = (await ann.get('/portfolio/capacity', params=WEEK)).json()
    assert answer['total'] == 3
    first = next(one for one in answer['items'] if one['team'] == PAYMENTS)
    assert first['start'] == '2026-10-05' and Decimal(first['percent']) == 60
    assert (Decimal(first['load']), Decimal(first['available']), first['items']) == (300, 500, [2])


async def test_capacity_can_be_narrowed_and_asked_by_month(ann, plan):
    answer = (await ann.get('/portfolio/capacity', params={
        'from': '2026-10-01', 'to': '2026-12-31', 'bucket': 'month', 'team': STORES})).json()
    assert [one['start'] for one in answer['items']] == ['2026-10-01', '2026-11-01', '2026-12-01']
    assert {one['team'] for one in answer['items']} == {STORES}


async def test_a_scenario_tells_the_live_number_beside_its_own(ann, plan):
    number = transact(editing.edit, ANN, None, [AllotShare((2,), PAYMENTS, Decimal(90))]).scenario_id
    answer = (await ann.get('/portfolio/capacity', params={**WEEK, 'team': PAYMENTS, 'scenario': number})).json()
    only = answer['items'][0]
    assert (Decimal(only['percent']), Decimal(only['live_percent'])) == (90, 60)


async def test_load_by_plan_tells_its_denominator(ann, plan):
    answer = (await ann.get('/portfolio/load', params={**WEEK, 'by': 'plan'})).json()
    assert (answer['teams'], answer['weighted']) == (3, False)
    assert [(one['plan'], one['percent']) for one in answer['plans']] == [(SHOP, '20.0')]


@pytest.mark.parametrize('given', [
    {'bucket': 'year'}, {'from': 'yesterday'}, {'from': '2026-10-05', 'to': '2026-10-01'}, {'scenario': 0}])
async def test_what_makes_no_sense_is_refused(ann, plan, given):
    answer = await ann.get('/portfolio/capacity', params=given)
    assert answer.status_code == 422 and answer.json()['errors']


async def test_a_scenario_of_somebody_else_does_not_exist(cleo, plan):
    number = transact(editing.edit, ANN, None, [AllotShare((2,), PAYMENTS, Decimal(90))]).scenario_id
    for path in ('capacity', 'load', 'health'):
        assert (await cleo.get(f'/portfolio/{path}', params={'scenario': number})).status_code == 404


async def test_cost_is_told_with_months_and_totals(ann, plan):
    answer = (await ann.get('/portfolio/cost', params=YEAR)).json()
    assert len(answer['months']) == 12 and answer['currency'] == 'EUR'
    total = sum(Decimal(row['total']) for row in answer['rows'])
    assert total == Decimal(answer['total']['total']) > 0
    inside = (await ann.get('/portfolio/cost', params={**YEAR, 'by': 'item', 'plan': SHOP, 'unit': 'hours'})).json()
    assert {row['key'] for row in inside['rows']} == {2, 3, 4}


async def test_without_the_right_to_see_cost_nothing_is_told(cleo, bob, plan):
    for client in (cleo, bob):
        for path in ('cost', 'cost/export', 'cost/deviations'):
            answer = await client.get(f'/portfolio/{path}')
            assert refusal(answer)[0] == 403
            assert not any(char.isdigit() for char in answer.json()['detail'])


async def test_tables_come_as_files(ann, plan):
    for path, name in (('capacity/export', 'capacity.csv'), ('cost/export', 'cost-by-plan.csv')):
        answer = await ann.get(f'/portfolio/{path}', params=YEAR)
        assert answer.headers['content-type'].startswith('text/csv')
        assert name in answer.headers['content-disposition']


async def test_parents_are_told_against_their_children(ann, plan):
    answer = (await ann.get('/portfolio/cost/deviations')).json()
    assert [(one['item'], one['percent'], one['flagged']) for one in answer['items']] == [(1, None, False)]


async def test_findings_can_be_accepted_until_a_day(ann, cleo, plan):
    answer = (await cleo.get('/portfolio/health', params={'code': 'H6'})).json()
    assert answer['total'] == 2 and answer['open'] == sum(answer['codes'].values())
    key = answer['items'][0]['id']
    body = {'reason': 'Next budget', 'until': '2026-12-31'}
    assert refusal(await cleo.post(f'/portfolio/health/{key}/acceptance', json=body))[0] == 403
    kept = await ann.post(f'/portfolio/health/{key}/acceptance', json=body)
    assert kept.status_code == 201 and kept.json() == {**body, 'by': 'Ann'}
    assert (await cleo.get('/portfolio/health', params={'accepted': True})).json()['items'][0]['id'] == key
    assert (await ann.delete(f'/portfolio/health/{key}/acceptance')).status_code == 204
    assert (await ann.delete(f'/portfolio/health/{key}/acceptance')).status_code == 404


@pytest.mark.parametrize(('body', 'status'), [
    ({'reason': '', 'until': '2026-12-31'}, 422), ({'reason': 'x', 'until': '31.12.2026'}, 422),
    ({'reason': 'x', 'until': '2026-02-30'}, 422), ({'reason': 'x', 'until': '2026-01-01'}, 422), ({}, 422)])
async def test_an_acceptance_needs_a_reason_and_a_day_to_come(ann, plan, body, status):
    answer = await ann.post('/portfolio/health/H6-5/acceptance', json=body)
    assert answer.status_code == status


async def test_a_fix_is_done_in_a_scenario(ann, plan):
    moved = transact(editing.edit, ANN, None, [MoveItems((4,), 14, is_alone=True)])
    found = (await ann.get('/portfolio/health', params={'code': 'H1', 'scenario': moved.scenario_id})).json()['items']
    assert found[0]['remedy']
    done = await ann.post(f'/portfolio/health/{found[0]["id"]}/fix', params={'scenario': moved.scenario_id})
    assert done.json()['scenario'] == moved.scenario_id and done.json()['changed'] == [1]


async def test_nobody_is_told_anything(nobody, plan):
    for path in ('capacity', 'load', 'cost', 'health'):
        assert refusal(await nobody.get(f'/portfolio/{path}'))[0] == 401


@pytest.mark.parametrize('path', ['capacity?from=9999-12-31', 'capacity?to=0001-01-01', 'load?from=9999-12-01'])
async def test_days_beyond_what_can_be_planned_are_refused(ann, plan, path):
    assert refusal(await ann.get(f'/portfolio/{path}'))[0] == 422
