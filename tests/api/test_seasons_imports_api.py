"""Imports for programs: a file and its rows, bulk lists, previews, exports."""

import asyncio

import pytest
from sqlmodel import select

from app.services.seasons.cubes import cube_of
from app.work import read
from models.seasons import SeasonImport
from tests.api.conftest import fields, refusal
from tests.people import ANN
from tests.season_files import brought
from tests.seasons import CODE, leaves, plant_season

PLAN = {'season_id': CODE, 'location_id': 'HARB', 'category_id': 'LINEN', 'period': '2030-02-04',
        'planned_sales': '10.00'}


@pytest.fixture(autouse=True)
def season(server):
    return plant_season(cells={'net_sales': leaves(MILL_LINEN=[500])})


async def test_a_file_is_read_looked_at_and_asked_to_be_committed(ann):
    sent = await ann.post('/ops/files?name=plan.csv', content=b'Store;Dept;Week;Sales\nHARB;LINEN;W01;10\n')
    body = {'file': int(sent.json()['id']), 'type': 'plans', 'season': CODE, 'mapping': {'Sales': 'planned_sales'}}
    answer = await ann.post('/imports', json=body)
    assert answer.status_code == 202
    number = answer.json()['import_id']
    found = (await ann.get(f'/imports/{number}')).json()
    assert (found['type'], found['season'], found['state'], found['run_id']) == ('plans', CODE, 'pending',
                                                                               answer.json()['run_id'])
    assert (await ann.post('/imports', json=body)).status_code == 422  # a file is used once


async def test_rows_with_errors_are_named_and_taken_away_as_a_file(ann):
    number = await asyncio.to_thread(brought, 'plans', ('Store', 'Dept', 'Week', 'Sales'),
                                     ('HARB', '=1+1', 'W01', '10'), actor=ANN)
    rows = (await ann.get(f'/imports/{number}/rows?state=rejected')).json()
    assert rows['total'] == 1 and rows['items'][0]['errors'][0] == {
        'row': 2, 'field': 'category', 'value': '=1+1', 'message': 'No category is called “=1+1”.', 'suggestions': []}
    failed = await ann.get(f'/imports/{number}/failed.csv')
    assert failed.headers['content-type'] == 'text/csv; charset=utf-8'
    assert "HARB,'=1+1,W01,10,2,No category" in failed.text
    answer = await ann.post(f'/imports/{number}/commit', json={})
    assert refusal(answer) == (409, 'seasons.rows_to_fix')
    answer = await ann.post(f'/imports/{number}/answers', json={'mended': {'2': {'category': 'LINEN'}}})
    assert answer.status_code == 202


async def test_rows_of_programs_go_in_whole_and_out_again(ann, season):
    answer = await ann.post('/plans/bulk', json=[PLAN, {**PLAN, 'period': '2030-02-11', 'planned_sales': 7}])
    assert answer.status_code == 201 and answer.json()['counts']['new'] == 2
    assert int(read(cube_of, season, 'working').sheet('net_sales').values.sum()) == 2200
    assert (await ann.post(f'/imports/{answer.json()["import_id"]}/undo')).status_code == 204
    assert int(read(cube_of, season, 'working').sheet('net_sales').values.sum()) == 500


async def test_every_row_is_held_against_its_season_not_only_the_first(ann):
    answer = await ann.post('/plans/bulk', json=[PLAN, {**PLAN, 'season_id': 'AAAA-BBBB'}])
    assert refusal(answer) == (409, 'seasons.rows_to_fix') and 'row 3 season' in answer.json()['detail']
    assert not read(lambda work: work.session.exec(select(SeasonImport)).all())


async def test_a_preview_stores_nothing(ann):
    answer = await ann.post('/plans/preview', json=[PLAN, {**PLAN, 'planned_sales': '-1', 'period': '2030-02-11'}])
    assert answer.status_code == 200 and answer.json()['import_id'] == 0
    assert answer.json()['counts'] == {'read': 2, 'new': 1, 'changed': 0, 'same': 0, 'rejected': 1, 'left_out': 0}
    assert answer.json()['errors'][0]['suggestions'] == ['1']
    assert not read(lambda work: work.session.exec(select(SeasonImport)).all())


async def test_somebody_without_the_right_is_refused(bob):
    assert refusal(await bob.post('/plans/bulk', json=[PLAN])) == (403, 'auth.forbidden')


async def test_no_rows_and_unknown_types_are_refused(ann):
    assert fields(await ann.post('/plans/bulk', json=[])) == ['rows']
    assert fields(await ann.post('/imports', json={'file': 1, 'type': 'sizes'})) == ['type']


async def test_a_plan_is_exported_as_what_it_says(ann):
    sheet = await ann.get(f'/plans/export?season={CODE}&format=csv')
    assert sheet.headers['content-type'] == 'text/csv; charset=utf-8'
    assert sheet.content.decode('utf-8-sig').splitlines()[:2] == ['Season,Location,Category,Period,Net sales',
                                                                 f'{CODE},MILL,LINEN,2030-02-04,5.00']
    book = await ann.get(f'/plans/export?season={CODE}')
    assert book.content[:2] == b'PK' and 'spreadsheetml' in book.headers['content-type']
