"""Purchase orders and receipts for programs: money as text, refusals with their codes, nothing counted twice."""

import pytest

from tests.api.conftest import bearer, fields, program, refusal
from tests.people import MAX, invite_crew
from tests.seasons import CODE, row_of
from tests.seasons_buying import plant_buying

LINE = {'location': 'HARB', 'category': 'LINEN', 'quantity': '100', 'unit_cost': '60.00', 'expected': '2030-02-05'}


@pytest.fixture(autouse=True)
def season(server):
    return plant_buying()


def body(**more):
    return {'season': CODE, 'supplier': 'NORDIC', 'order_date': '2030-01-08', 'lines': [LINE]} | more


async def raised(client, **more):
    answer = await client.post('/purchase-orders', json=body(**more))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def confirmed(client, **more):
    order = await raised(client, **more)
    for deed in ('submit', 'confirm'):
        assert (await client.post(f'/purchase-orders/{order["id"]}/{deed}')).status_code == 200
    return order


async def test_an_order_is_written_checked_submitted_and_confirmed(bob):
    order = await raised(bob)
    assert (order['po_value'], order['status'], order['lines'][0]['open']) == ('6000.00', 'draft', '100.000')
    check = (await bob.get(f'/purchase-orders/{order["id"]}/check')).json()
    assert (check['text'], check['breaches'], check['scopes'][0]['after']) == (
        'Budget: 4,000.00 left in February', [], '4000.00')
    assert (await bob.post(f'/purchase-orders/{order["id"]}/submit')).json()['status'] == 'submitted'
    assert (await bob.post(f'/purchase-orders/{order["id"]}/confirm')).json()['status'] == 'confirmed'
    assert (await bob.get(f'/purchase-orders/by-number/{order["po_number"]}')).json()['revision'] == 1


async def test_a_second_one_over_budget_is_refused_and_says_by_how_much(bob):
    await confirmed(bob)
    order = await raised(bob)
    assert (await bob.post('/purchase-orders/check', json=body())).json()['state'] == 'over'
    answer = await bob.post(f'/purchase-orders/{order["id"]}/submit')
    assert refusal(answer) == (409, 'seasons.over_budget')
    assert answer.json()['breaches'][0]['after'] == -200_000
    assert (await bob.post(f'/purchase-orders/{order["id"]}/override', json={'reason': 'trend'})).json()[
        'override']['state'] == 'asked'
    answer = await bob.post(f'/purchase-orders/{order["id"]}/override/approve', json={})
    assert refusal(answer) == (403, 'auth.forbidden')
    invite_crew()
    max_ = program(bearer(MAX))
    answer = await max_.post(f'/purchase-orders/{order["id"]}/override/approve', json={'reply': 'once'})
    assert answer.json()['status'] == 'confirmed'


async def test_an_order_of_a_header_only_is_one_line(bob):
    order = await raised(bob, lines=[], location='HARB', category='LINEN', po_value='1234.50', po_number='A/1')
    assert [(one['quantity'], one['value']) for one in order['lines']] == [('1.000', '1234.50')]
    assert (await bob.get('/purchase-orders/by-number/A/1')).json()['id'] == order['id']


async def test_everything_that_is_wrong_is_named(bob):
    answer = await bob.post('/purchase-orders', json=body(lines=[LINE | {'location': 'X', 'unit_cost': '-1'}]))
    assert fields(answer) == ['lines.0.location', 'lines.0.cost']
    assert fields(await bob.post('/purchase-orders', json=body(lines=[LINE | {'unit_cost': '1.005'}]))) == [
        'lines.0.unit_cost']
    assert fields(await bob.post('/purchase-orders', json=body(order_date='8 January'))) == ['order_date']
    await raised(bob, po_number='PO-1')
    assert refusal(await bob.post('/purchase-orders', json=body(po_number='PO-1'))) == (409, 'seasons.duplicate')


async def test_changes_are_written_over_the_version_one_has_seen(bob):
    order = await raised(bob)
    path = f'/purchase-orders/{order["id"]}'
    changed = body(lines=[LINE | {'number': 1, 'quantity': 10}], version=order['version'])
    assert (await bob.put(path, json=changed)).json()['po_value'] == '600.00'
    assert refusal(await bob.put(path, json=changed)) == (409, 'stale_version')
    assert (await bob.delete(path)).status_code == 204
    assert refusal(await bob.get(path)) == (404, 'not_found')


async def test_goods_are_received_listed_and_taken_back(bob, time):
    order = await confirmed(bob)
    time.passes(days=35)
    sent = {'po_number': order['po_number'], 'grn_number': 'GR-9', 'lines': [{'line': 1, 'accepted': 60,
                                                                           'rejected': '5'}]}
    answer = await bob.post('/grn', json=sent)
    assert (answer.status_code, answer.json()['receipt']['received_value']) == (201, '3600.00')
    assert refusal(await bob.post('/grn', json=sent)) == (409, 'seasons.duplicate')
    found = (await bob.get(f'/grn/fulfillment/{order["po_number"]}')).json()
    assert (found['fulfilment'], found['pending_value'], found['lines'][0]['open']) == ('0.6000', '2400.00', '40.000')
    listed = (await bob.get('/grn', params={'season': CODE})).json()
    assert [(one['grn_number'], one['accepted']) for one in listed['items']] == [('GR-9', '60.000')]
    back = await bob.delete(f'/grn/{listed["items"][0]["id"]}')
    assert (back.json()['reverses'], back.json()['received_value']) == ('GR-9', '-3600.00')
    summary = (await bob.get('/purchase-orders/summary', params={'season': CODE})).json()
    assert (summary['received_value'], summary['pending_value'], summary['by_status']) == (
        '0.00', '6000.00', {'confirmed': 1})
    assert (await bob.get('/grn/summary', params={'season': CODE})).json()['receipts'] == 2


async def test_cancelled_and_closed_short_orders_await_nothing(bob, time):
    order = await confirmed(bob)
    time.passes(days=35)
    await bob.post('/grn', json={'po_number': order['po_number'], 'lines': [{'line': 1, 'accepted': 60}]})
    path = f'/purchase-orders/{order["id"]}'
    assert refusal(await bob.post(f'{path}/cancel', json={'reason': 'no'})) == (409, 'seasons.wrong_state')
    closed = (await bob.post(f'{path}/close-short', json={'reason': 'sold out'})).json()
    assert (closed['status'], closed['open_value']) == ('complete', '0.00')


async def test_a_locked_season_refuses_orders_and_receipts(bob, season):
    order = await confirmed(bob)
    row_of(season, 'locked')
    assert refusal(await bob.post('/purchase-orders', json=body())) == (409, 'seasons.locked')
    sent = {'po_number': order['po_number'], 'lines': [{'line': 1, 'accepted': 1}]}
    assert refusal(await bob.post('/grn', json=sent)) == (409, 'seasons.locked')


async def test_nobody_comes_in_without_signing_in_and_viewers_only_read(cleo, nobody):
    assert refusal(await nobody.get('/purchase-orders', params={'season': CODE}))[0] == 401
    assert refusal(await nobody.post('/grn', json={}))[0] == 401
    assert (await cleo.get('/purchase-orders', params={'season': CODE})).json() == {'items': [], 'total': 0}
    assert refusal(await cleo.post('/purchase-orders', json=body())) == (403, 'auth.forbidden')
