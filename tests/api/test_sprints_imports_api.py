"""Boards from files for programs: uploaded, asked for, and refused with its reason."""

import pytest

from app.work import read
from models.ops import OpsRun
from tests.api.conftest import bearer, deeds, program, refusal
from tests.people import ANN
from tests.sprints_csv import export


@pytest.fixture
def planner(server):
    return program(bearer(ANN, 'sprints:read', 'sprints:write', 'ops:run'))


async def sent(client, name='jira.csv'):
    return await client.post('/ops/files', params={'name': name, 'command': 'sprints.import_csv', 'parameter': 'file'},
                             content=export())


async def test_a_file_is_uploaded_and_a_run_asked_for_once(ann):
    file = int((await sent(ann)).json()['id'])
    body = {'file': file, 'name': 'Payments', 'zone': 'Europe/Berlin'}
    answers = [await ann.post('/sprints/imports', json=body, headers={'Idempotency-Key': 'k'}) for _ in range(2)]
    assert [one.status_code for one in answers] == [202, 202] and answers[0].json() == answers[1].json()
    run = read(lambda work: work.session.get(OpsRun, answers[0].json()['run']))
    assert (run.command, run.parameters['name'], run.parameters['zone']) == (
        'sprints.import_csv', 'Payments', 'Europe/Berlin')
    assert deeds(area='sprints') == ['sprints.ask_import']


async def test_what_is_no_csv_is_refused_before_it_is_read(ann):
    assert (await sent(ann, 'jira.xlsx')).status_code == 415


async def test_a_zone_a_site_or_a_file_that_is_not_there_is_refused(ann):
    file = int((await sent(ann)).json()['id'])
    assert refusal(await ann.post('/sprints/imports', json={'file': file, 'name': 'New', 'zone': 'Mars'}))[0] == 422
    assert (await ann.post('/sprints/imports', json={'file': file, 'site': 7})).status_code == 404
    assert (await ann.post('/sprints/imports', json={'file': 99, 'name': 'New'})).status_code == 422
    assert (await ann.post('/sprints/imports', json={'file': file, 'name': ''})).status_code == 422


async def test_only_admins_with_the_scope_import(ann, planner, bob, nobody):
    file = int((await sent(ann)).json()['id'])
    for client, status in ((planner, 403), (bob, 403), (nobody, 401)):
        answer = await client.post('/sprints/imports', json={'file': file, 'name': 'New'})
        assert answer.status_code == status
