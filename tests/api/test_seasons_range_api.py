"""The range for programs: shares in percent, rules on every change, approval by somebody else."""

import io

import pytest
from openpyxl import load_workbook

from tests.api.conftest import refusal
from tests.seasons import CODE, plant_season

INTENT = {'season': CODE, 'category': 'LINEN', 'core_percent': '60', 'fashion_percent': '40.00',
          'price_band_mix': [{'name': 'Low', 'percent': '30.005'}, {'name': 'High', 'percent': '70'}]}
ROW = {'season': CODE, 'category': 'LINEN', 'price_band': 'Mid', 'planned_styles': 10, 'planned_options': 30,
       'planned_depth': 120, 'planned_retail': '49.90', 'share': 100}
OF = {'season': CODE}
EXPORT = '/range-architecture/compare/export'


@pytest.fixture(autouse=True)
def season(server):
    return plant_season('otb_uploaded')


async def test_an_intent_is_said_read_changed_and_deleted(bob):
    assert (await bob.post('/range-intent', json=INTENT)).status_code == 201
    found = (await bob.get('/range-intent', params=OF)).json()
    assert (found['total'], found['items'][0]['core_percent'], found['items'][0]['price_band_mix'][0]) == (
        1, '60', {'name': 'Low', 'percent': '30.005'})
    shift = {'season': CODE, 'core_percent': 70, 'fashion_percent': 30}
    changed = (await bob.patch('/range-intent/LINEN', json=shift)).json()
    assert (changed['core_percent'], changed['version'], len(changed['price_band_mix'])) == ('70', 2, 2)
    assert (await bob.delete('/range-intent/LINEN', params=OF)).status_code == 204
    assert (await bob.get('/range-intent/LINEN', params=OF)).status_code == 404


@pytest.mark.parametrize('wrong', [{'core_percent': '60.01'}, {'price_band_mix': [{'name': 'Low', 'percent': 99}]}])
async def test_what_does_not_add_up_is_refused_on_creation_and_on_every_change(bob, wrong):
    assert (await bob.post('/range-intent', json=INTENT | wrong)).status_code == 422
    await bob.post('/range-intent', json=INTENT)
    assert (await bob.patch('/range-intent/LINEN', json=OF | wrong)).status_code == 422


async def test_a_row_goes_from_draft_to_approved_by_somebody_else(ann, bob):
    row = (await bob.post('/range-architecture', json=ROW)).json()
    assert (row['units'], row['value'], row['status']) == (3600, '179640.00', 'draft')
    path = f'/range-architecture/{row["id"]}'
    assert (await bob.patch(path, json=OF | {'planned_depth': 100})).json()['value'] == '149700.00'
    assert (await bob.post('/range-architecture/submit', json=OF | {'category': 'LINEN'})).status_code == 200
    assert (await bob.post('/range-architecture/approve', params=OF, json={'rows': [row['id']]})).status_code == 403
    assert (await ann.post('/range-architecture/approve', params=OF, json={'rows': [row['id']]})).status_code == 204
    found = (await bob.get(f'/range-architecture/{row["id"]}', params=OF)).json()
    assert found['status'] == 'approved'
    assert refusal(await bob.delete(f'/range-architecture/{row["id"]}', params=OF))[:2] == (409, 'seasons.range_state')


async def test_two_seasons_are_compared_by_what_their_rows_are(bob):
    await bob.post('/range-architecture', json=ROW)
    found = (await bob.get('/range-architecture/compare', params={'season': CODE, 'with': CODE})).json()
    assert found[0]['units'] == [3600, 3600] and found[0]['depth'] == ['120.00', '120.00']
    assert found[0]['value'] == ['179640.00', '179640.00']
    query = {'season': CODE, 'with': CODE, 'by': 'category'}
    among = (await bob.get('/range-architecture/compare', params=query)).json()
    assert [one['price_band'] for one in among] == ['']


async def test_the_comparison_is_a_workbook_that_works_differences_and_depth_out_by_itself(bob):
    await bob.post('/range-architecture', json=ROW)
    query = {'season': CODE, 'with': CODE, 'by': 'band'}
    sheet = load_workbook(io.BytesIO((await bob.get(EXPORT, params=query)).content))['Range']
    assert [sheet[cell].value for cell in ('A2', 'C2', 'E2', 'F2', 'K2')] == [
        'Linen', 30, '=C2-D2', '=IF(C2=0,"",(I2)/(C2))', '=I2-J2']
    assert sheet['C3'].value == '=SUM(C2:C2)' and sheet['F3'].value == '=IF(C3=0,"",(I3)/(C3))'
    csv = await bob.get(EXPORT, params=query | {'format': 'csv'})
    assert csv.headers['content-type'] == 'text/csv; charset=utf-8'
    assert csv.content.decode('utf-8-sig').splitlines()[1].startswith('Linen,Mid,30,30,0,120.')


async def test_more_decimals_than_the_currency_has_are_refused(bob):
    assert (await bob.post('/range-architecture', json=ROW | {'planned_retail': '49.905'})).status_code == 422
