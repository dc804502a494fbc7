"""Reports and queues of sprints as files, calendars and publications, for programs."""

import csv
import io

import pytest

from app import exporting
from app.domain.sprints.exporting.documents import Document, Grid
from app.services.sprints import queues
from app.work import transact
from tests.api.conftest import browser, fields, program, refusal
from tests.people import ANN
from tests.services.test_sprints_queues import small_board
from tests.sprints import SPRINT, plant, worked_example

PLACE = '/sprints/reports/sprint'
BEGINNINGS = {'csv': b'\xef\xbb\xbfKey', 'xlsx': b'PK', 'pdf': b'%PDF', 'html': b'<!doctype html>', 'json': b'{'}


@pytest.fixture(autouse=True)
def _january(time):
    exporting.forget()
    time.now = time.now.replace(year=2026, month=1, day=20)


@pytest.fixture
def board(server):
    return plant(worked_example())


@pytest.fixture
def queue(server):
    plant(small_board())
    return transact(queues.build, ANN, 1, 43)


async def test_a_report_comes_in_every_form(cleo, board):
    for form, beginning in BEGINNINGS.items():
        answer = await cleo.get(f'{PLACE}.{form}', params={'board': 1, 'sprint': SPRINT})
        assert answer.status_code == 200 and answer.content.startswith(beginning), form
        assert f'filename="checkout-sprint-42.{form}"' in answer.headers['content-disposition']
    page = await cleo.get(f'{PLACE}.html', params={'board': 1})
    assert 'sandbox' in page.headers['content-security-policy']


async def test_the_same_question_is_answered_from_memory(cleo, board, monkeypatch):
    first = await cleo.get(f'{PLACE}.pdf', params={'board': 1})
    monkeypatch.setattr(exporting, 'WRITING', {})
    assert (await cleo.get(f'{PLACE}.pdf', params={'board': 1})).content == first.content


async def test_a_queue_and_the_csv_for_jira_come_too(cleo, queue):
    rows = list(csv.reader(io.StringIO((await cleo.get(
        '/sprints/reports/queue.csv', params={'queue': queue})).content.decode('utf-8-sig'))))
    assert rows[0][:3] == ['Position', 'Status', 'Key'] and [row[2] for row in rows[1:]] == [
        'D-2', 'D-4', 'D-1', 'D-3']
    jira = await cleo.get('/sprints/reports/jira.csv', params={'board': 1, 'sprint': 43})
    assert jira.status_code == 200 and b'Summary,Issue Key' in jira.content
    assert refusal(await cleo.get('/sprints/reports/jira.pdf', params={'board': 1}))[0] == 422


@pytest.mark.parametrize(('kind', 'given', 'field'), [
    ('sprint', {}, 'board'), ('queue', {'board': 1}, 'queue'), ('sprint', {'board': 1, 'unit': 'bananas'}, 'unit')])
async def test_a_question_that_makes_no_sense_is_refused(cleo, board, kind, given, field):
    assert fields(await cleo.get(f'/sprints/reports/{kind}.csv', params=given)) == [field]


async def test_a_large_file_is_written_by_another_process():
    grid = Grid('Rows', ('Name', 'Amount'), tuple((f'=row {number}', number) for number in range(1_200)))
    file = await exporting.made(('large',), 'csv', lambda: Document('rows', 'Rows', 'UTC', None, (), (grid,), 0, {}))
    rows = list(csv.reader(io.StringIO(file.content.decode('utf-8-sig'))))
    assert len(rows) == 1_201 and rows[1] == ["'=row 0", '0']


async def test_a_calendar_program_reads_by_its_own_address(queue):
    ann, stranger = browser(ANN), program(root='')
    made = (await ann.post('/sprints/calendar-address')).json()
    address = made['address'].replace('{queue}', str(queue))
    answer = await stranger.get(address)
    assert answer.status_code == 200 and answer.headers['content-type'].startswith('text/calendar')
    assert answer.content.startswith(b'BEGIN:VCALENDAR\r\n')
    assert refusal(await stranger.get(f'/api/v1/sprints/queues/{queue}.ics', params={'token': 'guessed'}))[0] == 401
    assert (await ann.delete('/sprints/calendar-address')).status_code == 204
    assert refusal(await stranger.get(address))[0] == 401


async def test_whoever_has_a_token_of_the_api_needs_no_address(cleo, queue):
    assert (await cleo.get(f'/sprints/queues/{queue}.ics')).status_code == 200
    assert (await cleo.get(f'/sprints/queues/{queue}')).status_code == 200, 'the queue itself is still there'


async def test_a_publication_that_is_not_there_is_not_found(cleo, board):
    assert refusal(await cleo.get('/sprints/publications/5'))[0] == 404
    body = {'board': 1, 'sprint': SPRINT, 'channel': 3}
    assert refusal(await cleo.post('/sprints/publications', json=body))[0] == 403


async def test_a_page_for_paper_has_nothing_to_click(queue):
    ann = browser(ANN)
    for path in ('/sprints/boards/1/sprints/43/print', f'/sprints/queues/{queue}/print'):
        answer = await ann.get(f'http://test{path}')
        assert answer.status_code == 200 and b'@media print' in answer.content and b'<script' not in answer.content
        assert "default-src 'none'" in answer.headers['content-security-policy']
    assert (await program(root='').get(f'/sprints/queues/{queue}/print')).status_code in (302, 303, 307)


async def test_the_report_of_all_projects_needs_no_board(cleo, board):
    answer = await cleo.get('/sprints/reports/projects.json')
    assert (answer.status_code, answer.json()['schema']) == (200, 'projects')
