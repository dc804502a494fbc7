"""The analytics of a season for programs: every door, filters that work, files that are what they say."""

import io

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from app.domain.seasons.season import BUDGETED, ORIGINAL
from app.work import transact
from models.seasons import SeasonCategory
from tests.seasons import CODE, leaves, plant_season, plant_version
from tests.seasons_buying import EACH_WEEK, WEEK_5, confirmed, line, plant_buying

HOME = '/analytics'
BOTH = {'net_sales': leaves(HARB_LINEN=[EACH_WEEK] * 8, SOUTH_LAMPS=[1000] * 8)}
DOORS = ('dashboard', 'read-only-view', 'complete-view', 'budget-vs-actual', 'category-breakdown', 'cluster-summary',
         'location-performance', 'po-status', 'price-band-analysis', 'workflow-status', 'plan-vs-execution', 'export')


@pytest.fixture
def season(cleo):
    number = plant_season(BUDGETED, BOTH)
    plant_version(number, ORIGINAL, BOTH)
    return number


async def told(client, door, **query):
    answer = await client.get(f'{HOME}/{door}', params={'season': CODE, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_nobody_looks_without_signing_in(nobody, season):
    for door in DOORS:
        assert (await nobody.get(f'{HOME}/{door}', params={'season': CODE})).status_code == 401


async def test_every_door_answers_a_viewer(cleo, season):
    for door in DOORS[:-1]:
        assert await told(cleo, door)
    assert (await cleo.get(f'{HOME}/dashboard', params={'season': 'XXXX-XXXX'})).status_code == 404


async def test_money_is_a_decimal_string_and_a_share_a_fraction(cleo):
    plant_buying()
    confirmed(line(500_000, WEEK_5))
    found = await told(cleo, 'dashboard')
    assert (found['total']['budget'], found['total']['committed'], found['utilisation'], found['fulfilment']) == (
        '20000.00', '5000.00', '0.250000', '0.000000')
    orders = await told(cleo, 'po-status')
    assert (orders['pending'], orders['states'][0]['state']) == ('5000.00', 'confirmed')


async def test_cluster_and_level_are_filters_that_work(cleo, season):
    assert [one['budget'] for one in await told(cleo, 'budget-vs-actual', cluster='k:CLU-PARK')] == ['40.00', '40.00']
    assert [one['name'] for one in await told(cleo, 'category-breakdown', level=1)] == ['Home', 'Women']
    assert len(await told(cleo, 'category-breakdown', level=2)) == 4
    assert [one['locations'] for one in await told(cleo, 'cluster-summary')] == [2, 2]
    answer = await cleo.get(f'{HOME}/dashboard', params={'season': CODE, 'cluster': 'k:GONE'})
    assert answer.status_code == 404


async def test_the_flags_follow_from_the_status(cleo, season):
    assert await told(cleo, 'workflow-status') == {
        'status': 'otb_uploaded', 'locations_defined': True, 'plan_uploaded': True, 'otb_uploaded': True,
        'range_uploaded': False, 'locked': False}


async def test_csv_is_csv_a_workbook_a_workbook_and_json_json(cleo, season):
    csv, book, json = [await cleo.get(f'{HOME}/export', params={'season': CODE, 'format': form, 'level': 2,
                                                                'table': 'categories'})
                       for form in ('csv', 'xlsx', 'json')]
    assert [one.headers['content-type'] for one in (csv, book, json)] == [
        'text/csv; charset=utf-8', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/json']
    assert csv.headers['content-disposition'] == f'attachment; filename="analytics-{CODE.lower()}.csv"'
    rows = csv.content.decode('utf-8-sig').splitlines()
    assert rows[0].startswith('Category,Budget,Received')
    assert rows[1].startswith('Lamps,80.00,0.00,0.00,80.00,0.000000,80.00,0.00,')
    sheets = load_workbook(io.BytesIO(book.content))
    assert sheets.sheetnames[:3] == ['README', 'Months', 'Categories']
    assert sheets['Categories']['B2'].value == 80
    assert sheets['Categories'].freeze_panes == 'B2'
    assert [sheets['Categories'][cell].value for cell in ('E2', 'F2', 'B4', 'F6')] == [
        '=B2-C2-D2', '=IF(B2=0,"",(C2+D2)/(B2))', 0, '=IF(B6=0,"",(C6+D6)/(B6))']
    assert (sheets['Categories']['A6'].value, sheets['Categories']['B6'].value) == ('Total', '=SUM(B2:B5)')
    assert json.json()['categories'][0]['budget'] == '80.00'


async def test_a_name_that_looks_like_a_formula_stays_a_text(cleo, season):
    def rename(work):
        for one in work.session.exec(select(SeasonCategory).where(SeasonCategory.code == 'LAMPS')):
            one.name = '=1+1'
    transact(rename)
    csv = await cleo.get(f'{HOME}/export', params={'season': CODE, 'table': 'categories', 'level': 2})
    assert "'=1+1," in csv.content.decode('utf-8-sig')
