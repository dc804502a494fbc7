"""Publishing and files for programs: who may, what is refused, what a file holds and what it never holds."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from app.domain.portfolio.items.setting import Source
from tests.api.conftest import bearer, program, refusal
from tests.people import CLEO, MAX, PIA, invite_crew
from tests.portfolio import SETTING, STORE_TEAM, checkout, plant

DEMO = replace(SETTING, sources={1: Source(1, 'Demo', 'demo', 'Europe/Berlin')})
MOVE = {'type': 'MoveItems', 'ids': [3], 'days': 7}


@pytest.fixture(autouse=True)
def _planted(server):
    invite_crew()
    plan = checkout(DEMO)
    plant(plan.with_items([replace(plan.items[2], title='=HYPERLINK("x")', state='Active')]))


@pytest.fixture
def pia(server):
    return program(bearer(PIA))


@pytest.fixture
def max_(server):
    return program(bearer(MAX))


@pytest.fixture
def cleo(server):
    return program(bearer(CLEO))


@pytest.fixture
async def scenario(max_):
    number = (await max_.post('/portfolio/scenarios', json={'name': 'Q4 plan'})).json()['id']
    answer = await max_.post(f'/portfolio/scenarios/{number}/operations', json={'version': 1, 'operations': [MOVE]})
    assert answer.status_code == 200, answer.text
    return number


async def test_the_review_lists_cells_and_a_publication_is_one_run(max_, scenario):
    review = (await max_.get(f'/portfolio/scenarios/{scenario}/publication')).json()
    assert [(row['title'], [cell['field'] for cell in row['cells']]) for row in review['rows']] == [
        ('Wallet buttons', ['start', 'end'])]
    assert review['may_publish'] and review['run_id'] is None
    headers = {'Idempotency-Key': 'p'}
    answers = [await max_.post(f'/portfolio/scenarios/{scenario}/publish', json={'items': {'3': ['start', 'end']}},
                               headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    run = answers[0].json()['run_id']
    assert answers[1].json() == {'run_id': run}
    found = (await max_.get(f'/portfolio/scenarios/{scenario}/publications/{run}')).json()
    assert [(one['title'], one['state']) for one in found['entries']] == [('Wallet buttons', 'pending')]


async def test_a_second_publication_waits_for_the_first(max_, scenario):
    body = {'items': {'3': ['start']}}
    assert (await max_.post(f'/portfolio/scenarios/{scenario}/publish', json=body)).status_code == 202
    assert refusal(await max_.post(f'/portfolio/scenarios/{scenario}/publish', json=body)) == (
        409, 'portfolio.publishing')


async def test_the_same_key_for_another_scenario_is_another_request(max_, scenario):
    body, headers = {'items': {'3': ['start']}}, {'Idempotency-Key': 'one-key'}
    other = (await max_.post('/portfolio/scenarios', json={'from': scenario})).json()['id']
    assert (await max_.post(f'/portfolio/scenarios/{scenario}/publish', json=body, headers=headers)).status_code == 202
    assert (await max_.post(f'/portfolio/scenarios/{other}/publish', json=body, headers=headers)).status_code == 409


async def test_a_token_publishes_only_with_the_scope_for_it(max_, scenario):
    address, body = f'/portfolio/scenarios/{scenario}/publish', {'items': {'3': ['start']}}
    assert refusal(await program(bearer(MAX, 'portfolio:read', 'portfolio:write')).post(address, json=body)) == (
        403, 'auth.scope')
    wider = program(bearer(MAX, 'portfolio:read', 'portfolio:write', 'portfolio:publish'))
    assert (await wider.post(address, json=body)).status_code == 202


async def test_planners_and_strangers_publish_nothing(pia, cleo, max_, scenario):
    body = {'items': {'3': ['start']}}
    assert refusal(await cleo.post(f'/portfolio/scenarios/{scenario}/publish', json=body))[0] == 403
    assert refusal(await cleo.get(f'/portfolio/scenarios/{scenario}/publication'))[0] == 404
    await max_.patch(f'/portfolio/scenarios/{scenario}', json={
        'version': 2, 'shared_with': [{'person': PIA.identity, 'role': 'editor'}]})
    assert refusal(await pia.post(f'/portfolio/scenarios/{scenario}/publish', json=body)) == (403, 'auth.forbidden')


@pytest.mark.parametrize('body', [{'items': {'x': ['start']}}, {'items': {'3': ['title']}}, {'items': {'3': 'start'}},
                                  {'items': {}, 'choices': {'3': {'start': 'both'}}}, {'everything': True}])
async def test_what_makes_no_sense_is_named(max_, scenario, body):
    assert refusal(await max_.post(f'/portfolio/scenarios/{scenario}/publish', json=body))[0] == 422


def rows(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.lstrip('\ufeff'))))


async def test_a_table_holds_what_is_looked_at(max_, scenario):
    assert [row['number'] for row in rows(await max_.get('/portfolio/export'))] == [
        '4001', '4002', '4003', '4004', '4005', '4006']
    found = rows(await max_.get('/portfolio/export', params={'scenario': scenario, 'state': 'Active'}))
    assert [(row['title'], row['state']) for row in found] == [('\'=HYPERLINK("x")', 'Active')]
    assert rows(await max_.get('/portfolio/export', params={'scenario': scenario}))[2]['start'] == '2026-10-26'


async def test_workbooks_and_json_keep_numbers_as_numbers(max_):
    book = openpyxl.load_workbook(io.BytesIO((await max_.get('/portfolio/export', params={'format': 'xlsx'})).content))
    cells = {cell.value: cell.column for cell in book.active[1]}
    assert book.active.cell(3, cells['share: Payments']).value == 60
    assert book.active.cell(3, cells['title']).data_type == 's'
    found = (await max_.get('/portfolio/export', params={'format': 'json'})).json()['items']
    assert found[1]['share: Payments'] == 60 and found[1]['title'] == '=HYPERLINK("x")'


async def test_a_picture_cannot_run_anything(max_, scenario):
    answer = await max_.get('/portfolio/export', params={'format': 'svg', 'scenario': scenario})
    assert answer.headers['content-type'] == 'image/svg+xml'
    assert "default-src 'none'" in answer.headers['content-security-policy']
    assert 'Wallet buttons' in answer.text and '<script' not in answer.text
    assert refusal(await max_.get('/portfolio/export', params={'format': 'png'})) == (422, 'portfolio.format')


async def test_a_comparison_is_a_file_too(max_, cleo, scenario):
    address = f'/portfolio/scenarios/{scenario}/compare/export'
    assert [(row['title'], row['change'], row['after']) for row in rows(await max_.get(address))] == [
        ('Wallet buttons', 'end', '13 Nov 2026'), ('Wallet buttons', 'start', '26 Oct 2026')]
    picture = await max_.get(address, params={'format': 'svg'})
    assert 'beside Live plan' in picture.text
    assert refusal(await cleo.get(address))[0] == 404


async def test_files_hold_nothing_of_plans_one_may_not_see(cleo):
    from app.work import transact
    from models.portfolio import PortfolioPlan

    def close(work):
        work.get(PortfolioPlan, STORE_TEAM).is_open = False
        from app.services.portfolio import ground
        ground.move_setup(work)
    transact(close)
    titles = {row['title'] for row in rows(await cleo.get('/portfolio/export'))}
    assert 'Wallet buttons' in titles and 'Slot booking' not in titles
    assert 'Slot booking' not in (await cleo.get('/portfolio/export', params={'format': 'svg'})).text
