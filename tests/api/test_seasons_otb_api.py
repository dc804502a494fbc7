"""Open-to-buy for programs: what is typed, what is left, why it changed, budget that moves or is held back."""

import csv
import io

import pytest
from openpyxl import load_workbook

from app.domain.seasons.season import ORIGINAL
from tests.api.conftest import bearer, fields, program, refusal
from tests.people import ANN, MAX, PIA, invite_crew
from tests.seasons import CODE, leaves, plant_season, plant_version, row_of
from tests.seasons_buying import confirmed, line, plant_buying

ENTRY = {'season_id': CODE, 'location_id': 'HARB', 'category_id': 'LINEN', 'month': '2030-02',
         'planned_sales': '100000.00', 'planned_closing_stock': 50000, 'opening_stock': '30000', 'on_order': 10000.0}
SEASON = {'season': CODE}
LINEN = {**SEASON, 'category': 'c:LINEN', 'period': 'm:2030-01'}
TRANSFER = {**SEASON, 'from': 'LINEN', 'to': 'DRESS', 'period': 'w:2030-02-04', 'amount': '5000.00', 'reason': 'x'}


@pytest.fixture
def planning(server):
    invite_crew()
    cells = {'net_sales': leaves(HARB_LINEN=[2_500_000] * 8)}
    number = plant_season('plan_uploaded', cells)
    plant_version(number, ORIGINAL, cells)
    return number


@pytest.fixture
def buying(server):
    invite_crew()
    return plant_buying()


@pytest.fixture
def pia(server):
    return program(bearer(PIA))


@pytest.fixture
def max_(server):
    return program(bearer(MAX))


async def test_the_limit_is_computed_and_cannot_be_sent(planning, pia):
    answer = await pia.post('/otb', json=ENTRY | {'approved_spend_limit': '1.00'})
    assert (answer.status_code, answer.json()['title'], fields(answer)) == (
        422, 'Validation Error', ['approved_spend_limit'])
    answer = await pia.post('/otb', json=ENTRY)
    assert (answer.status_code, answer.json()['approved_spend_limit']) == (201, '110000.00')
    assert refusal(await pia.post('/otb', json=ENTRY)) == (409, 'seasons.duplicate')


async def test_entries_are_listed_changed_and_cleared(planning, pia):
    made = (await pia.post('/otb', json=ENTRY)).json()
    path = f'/otb/{made["id"]}'
    assert (await pia.get('/otb', params=SEASON)).json() == {'items': [made], 'total': 1}
    assert (await pia.patch(path, json={'planned_closing_stock': '40000.00'})).json()[
        'approved_spend_limit'] == '100000.00'
    assert (await pia.delete(path)).status_code == 204
    assert (await pia.get(path)).json()['approved_spend_limit'] == '100000.00'
    assert (await pia.delete(path)).status_code == 404
    assert fields(await pia.post('/otb', json=ENTRY | {'planned_sales': '1.005'})) == ['planned_sales']
    assert fields(await pia.post('/otb', json=ENTRY | {'month': '1999-01'})) == ['month']
    assert fields(await pia.post('/otb', json=ENTRY | {'planned_sales': 5})) == ['planned_sales']


async def test_what_is_left_is_a_file_and_what_was_typed_can_be_brought_back(planning, pia):
    await pia.post('/otb', json=ENTRY)
    answer = await pia.get('/otb/export', params={**SEASON, 'format': 'csv'})
    assert answer.headers['Content-Type'] == 'text/csv; charset=utf-8'
    first = next(csv.DictReader(io.StringIO(answer.text.removeprefix('\ufeff'))))
    assert (first['Category'], 'Left to buy' in first) == ('Linen', True)
    answer = await pia.get('/otb/export', params={**SEASON, 'span': 'weeks'})
    assert 'attachment; filename="otb-k7qm-2xrd.xlsx"' in answer.headers['Content-Disposition']
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ['README', 'Open-to-buy', 'Inputs']
    assert book['Open-to-buy']['F2'].value == '=C2-D2-E2'
    inputs = [[cell.value for cell in row] for row in book['Inputs'].iter_rows()]
    assert inputs[0][:4] == ['season', 'location', 'category', 'month']
    rows = [dict(zip(inputs[0], map(str, row), strict=True)) for row in inputs[1:]]
    await pia.delete(f'/otb/{(await pia.get("/otb", params=SEASON)).json()["items"][0]["id"]}')
    assert (await pia.post('/otb/bulk', json=rows)).status_code in (200, 201)
    assert (await pia.get('/otb', params=SEASON)).json()['total'] == 1


async def test_calculating_stores_nothing(planning, pia):
    body = {name: value for name, value in ENTRY.items() if not name.endswith('_id') and name != 'month'}
    assert (await pia.post('/otb/calculate', json=body)).json() == {'approved_spend_limit': '110000.00'}
    assert (await pia.post('/otb/calculate', json=body | {'opening_stock': '200000'})).json() == {
        'approved_spend_limit': '-60000.00'}
    assert (await pia.get('/otb', params=SEASON)).json()['total'] == 0


async def test_lists_of_entries_go_through_the_same_door_as_files(planning, pia):
    answer = await pia.post('/otb/bulk', json=[{key: str(value) for key, value in ENTRY.items()}])
    assert answer.status_code == 201, answer.text
    assert (await pia.get('/otb', params=SEASON)).json()['items'][0]['approved_spend_limit'] == '110000.00'


async def test_the_position_is_signed_and_adds_up(buying, max_):
    confirmed(line(600_000))
    found = (await max_.get('/otb-management/position', params=SEASON)).json()
    linen = next(one for one in found['items'] if one['name'] == 'Linen')
    assert [(one['planned'], one['consumed'], one['available'], one['used']) for one in linen['cells']] == [
        ('10000.00', '6000.00', '4000.00', '0.600000'), ('10000.00', '0.00', '10000.00', '0.000000')]
    assert (found['total']['available'], found['approved']) == ('14000.00', True)
    cell = (await max_.get('/otb-management/dashboard', params=LINEN)).json()
    assert sum(float(one['value']) * one['sign'] for one in cell['terms']) == float(cell['cell']['available']) == 4000
    assert [one['available'] for one in (await max_.get('/otb-management/consumption', params={
        **SEASON, 'category': 'c:LINEN'})).json()] == ['4000.00', '10000.00']
    assert [(one['limit'], one['available']) for one in (await max_.get('/otb/summary', params=SEASON)).json()] == [
        ('10000.00', '4000.00'), ('10000.00', '10000.00')]
    assert {one['name'] for one in (await max_.get('/otb/summary', params={**SEASON, 'by': 'category'})).json()} == {
        'Dresses', 'Linen', 'Lamps', 'Rugs'}


async def test_the_forecast_knows_today_and_alerts_name_what_is_used_up(buying, max_):
    confirmed(line(950_000))
    found = (await max_.get('/otb-management/forecast', params=SEASON)).json()
    assert (found['runs_out'], found['trend']) == (None, 'normal')
    assert isinstance((await max_.get('/otb-management/alerts', params=SEASON)).json(), list)


async def test_the_waterfall_leaves_nothing_over(buying, max_, time):
    time.passes(days=1)
    confirmed(line(300_000))
    answer = await max_.get('/otb-management/waterfall', params={**LINEN, 'since': str(time.now.date())})
    found = answer.json()
    assert (found['before'], found['after'], found['remainder']) == ('10000.00', '7000.00', '0.00')
    assert [(one['kind'], one['amount']) for one in found['steps']] == [('order', '-3000.00')]


async def test_a_transfer_is_asked_for_by_one_and_approved_by_another(buying, max_, bob):
    asked = await bob.post('/otb-management/adjust', json=TRANSFER)
    assert (asked.status_code, asked.json()['amount'], asked.json()['state']) == (201, '5000.00', 'asked')
    path = f'/otb-management/adjustments/{asked.json()["id"]}'
    assert refusal(await bob.post(f'{path}/approve', json={})) == (403, 'auth.forbidden')
    assert (await max_.post(f'{path}/approve', json={'reply': 'fine'})).status_code == 204
    found = (await max_.get('/otb-management/adjustments', params={**SEASON, 'state': 'approved'})).json()
    assert (found['total'], found['items'][0]['decided_by']) == (1, 'Max')
    second = (await max_.post('/otb-management/adjust', json=TRANSFER | {'amount': 1})).json()
    path = f'/otb-management/adjustments/{second["id"]}'
    assert refusal(await max_.post(f'{path}/approve', json={})) == (403, 'auth.forbidden')
    ann = program(bearer(ANN))
    assert fields(await ann.post(f'{path}/reject', json={'reason': ' '})) == ['reason']
    assert (await ann.post(f'{path}/reject', json={'reason': 'no'})).status_code == 204
    assert refusal(await bob.post('/otb-management/adjust', json=TRANSFER | {'amount': '99999'})) == (
        409, 'seasons.over_budget')


async def test_a_locked_season_refuses_every_deed(buying, max_):
    row_of(buying, 'locked')
    for path, body in (('adjust', TRANSFER), (f'recalculate?season={CODE}', None)):
        assert refusal(await max_.post(f'/otb-management/{path}', json=body)) == (409, 'seasons.locked')


async def test_reserves_are_held_and_released(planning, pia):
    held = await pia.post('/otb-management/reserves', json={**SEASON, 'category': 'LINEN', 'percent': 10})
    assert (held.status_code, held.json()['percent'], held.json()['amount']) == (201, '10', None)
    assert (await pia.get('/otb-management/position', params=SEASON)).json()['total']['reserve'] == '20000.00'
    assert (await pia.delete(f'/otb-management/reserves/{held.json()["id"]}')).status_code == 204
    assert (await pia.get('/otb-management/reserves', params=SEASON)).json()['total'] == 0
    wrong = await pia.post('/otb-management/reserves', json={**SEASON, 'category': 'LINEN'})
    assert fields(wrong) == ['amount']


async def test_recalculation_changes_nothing_and_is_for_managers(buying, max_, bob):
    answer = await max_.post('/otb-management/recalculate', params=SEASON)
    assert (answer.status_code, answer.json()['differing']) == (200, 0)
    assert refusal(await bob.post('/otb-management/recalculate', params=SEASON)) == (403, 'auth.forbidden')


async def test_nobody_who_is_not_signed_in_learns_anything(buying, nobody):
    for path in ('/otb', '/otb-management/position', '/otb-management/waterfall?since=2030-01-01'):
        assert (await nobody.get(path, params=SEASON)).status_code == 401
