"""Flow, forecasts, projects and quality on the screen: figures, addresses that bring them back, and what is refused."""

from dataclasses import replace

import pytest
from nicegui.functions.navigate import History
from sqlmodel import select

from app.domain.sprints.forecasts.forecasting import ForecastAsk
from app.services.sprints import forecasts, ground, queries
from app.work import read, transact
from models.sprints import SprintBoard, SprintIssue
from tests.pages.conftest import field, fill, misses, named, press, press_last, sees, touch, until
from tests.people import ANN
from tests.services.test_sprints_flow import busy
from tests.sprints import TODO, board, plant

BOARD = '/sprints/boards/1'


@pytest.fixture(autouse=True)
def _end_of_january(time):
    time.now = time.now.replace(year=2026, month=1, day=31)


@pytest.fixture
def planted(workspace):
    return plant(busy())


@pytest.fixture
def addresses(monkeypatch):
    found = []
    monkeypatch.setattr(History, 'replace', lambda _, url: found.append(url))
    return found


def forecast(**asked):
    return transact(forecasts.keep, ANN, 1, read(forecasts.draft, ANN, 1, ForecastAsk(**{'items': 6, **asked})))


# Flow


async def test_flow_tells_its_figures_and_each_chart_in_a_sentence(planted, ann):
    await ann.open(f'{BOARD}/flow')
    await sees(ann, 'Cycle time, 85 %', '2 days', 'Flow efficiency', 'Half of 12 issues took 2 days or less',
               'Cumulative flow, as it stood at the end of each day', '12 issues done in 90 days',
               'Nothing is under way.', 'Net flow', 'a check, not a forecast', 'read from Jira', 'Show as table')


async def test_flow_is_chosen_and_the_address_brings_it_back(planted, ann, addresses):
    await ann.open(f'{BOARD}/flow?from=2026-01-12&to=2026-01-18&calendar=working&picture=arrivals')
    await sees(ann, 'Cumulative flow, arrivals, which never fall', 'Mon 12 Jan – Sun 18 Jan 2026')
    press(ann, 'As it stood')
    await sees(ann, 'as it stood at the end of each day')
    assert addresses[-1] == f'{BOARD}/flow?from=2026-01-12&to=2026-01-18&calendar=working'
    press(ann, 'From last start')
    await until(lambda: addresses[-1].endswith('&start=last'))


async def test_filters_that_nothing_fits_are_cleared_with_one_click(planted, ann, addresses):
    await ann.open(f'{BOARD}/flow?type=Bug&epic=X-1')
    await sees(ann, 'Nothing fits these filters')
    press(ann, 'Clear filters')
    await sees(ann, 'Half of 12 issues')
    assert addresses[-1] == f'{BOARD}/flow'


async def test_addresses_without_sense_show_the_usual(planted, ann):
    await ann.open(f'{BOARD}/flow?from=yesterday&to=9999-99-99&calendar=x&picture=x&start=x')
    await sees(ann, 'Half of 12 issues', 'as it stood at the end of each day')


async def test_a_board_without_work_says_what_the_page_is_for(workspace, ann):
    plant(board([]))
    await ann.open(f'{BOARD}/flow')
    await sees(ann, 'No work yet')
    await misses(ann, 'Flow efficiency')


async def test_flow_and_forecast_are_for_kanban_too(workspace, ann):
    plant(replace(busy(), kind='kanban', sprints={}))
    await ann.open(f'{BOARD}/flow')
    await sees(ann, 'Half of 12 issues')
    await ann.open(f'{BOARD}/forecast')
    await sees(ann, 'No forecast yet', 'Run forecast')


async def test_what_changes_in_jira_is_on_the_open_page(planted, ann):
    await ann.open(f'{BOARD}/flow')
    await sees(ann, '12 issues done in 90 days')
    transact(reopen)
    await sees(ann, '11 issues done in 90 days')


def reopen(work):
    row = work.session.exec(select(SprintIssue).where(SprintIssue.number == 1)).one()
    row.gone, row.mark, row.status = 'deleted', ground.move_site(work, 1), TODO
    work.connection.exec_driver_sql(f'DELETE FROM sprintchange WHERE issue_id = {row.id}')


async def test_a_failed_read_is_said_above_the_last_good_data(planted, ann):
    transact(fail)
    for part in ('flow', 'forecast', 'quality'):
        await ann.open(f'{BOARD}/{part}')
        await sees(ann, 'Jira did not answer for 30 s. Shown is the last good data.')


def fail(work):
    row = work.get(SprintBoard, 1)
    row.state, row.error = 'failed', 'Jira did not answer for 30 s.'
    ground.move_boards(work, [1])


# Forecast


async def test_a_forecast_is_run_and_says_how_sure_it_is(planted, ann, addresses):
    await ann.open(f'{BOARD}/forecast')
    fill(ann, Items='6')
    press(ann, 'Run forecast')
    await sees(ann, '85 % sure by', '6 items, asked by Ann', 'Shares of the trials', '10,000 trials on 12 issues done')
    await until(lambda: 'forecast=' in addresses[-1])
    assert 'items=6' in addresses[-1]
    await sees(ann, 'open', '0 scored; shares are told from 10 on')


async def test_an_address_brings_a_forecast_and_its_question_back(planted, ann):
    first = forecast(items=3)
    forecast(items=9)
    await ann.open(f'{BOARD}/forecast?items=3&window=90&forecast={first}')
    await sees(ann, '3 items, asked by Ann')
    assert field(ann, 'Items').value == 3
    assert field(ann, 'Days of history').value == 90


async def test_how_many_by_a_day_is_another_question(planted, ann):
    await ann.open(f'{BOARD}/forecast')
    press(ann, 'How many by a day')
    fill(ann, Until='2026-03-01')
    press(ann, 'Run forecast')
    await sees(ann, '85 % sure of at least', 'How many items, asked by Ann')


async def test_a_forecast_of_an_epic_counts_what_is_open_in_it(planted, ann):
    await ann.open(f'{BOARD}/forecast?scope=epic&value=D-30')
    press(ann, 'Run forecast')
    await sees(ann, 'D-30 Checkout anew: 1 item')


async def test_a_refused_forecast_says_why_beside_the_button(workspace, ann):
    plant(board([]))
    await ann.open(f'{BOARD}/forecast')
    press(ann, 'Run forecast')
    await sees(ann, 'Something was finished on 0 days of the last 60; 10 are needed')


async def test_who_does_not_plan_reads_forecasts_only(planted, bob):
    forecast()
    await bob.open(f'{BOARD}/forecast')
    await sees(bob, 'Planners make forecasts; everybody can read them.', '85 % sure by')
    assert not named(bob, 'Run forecast')


# Quality


async def test_quality_counts_lists_and_leads_to_where_it_is_mended(planted, ann, addresses):
    await ann.open(f'{BOARD}/quality')
    await sees(ann, '1 kind of doubt, 1 case', 'No discipline', 'Open the capacity', 'Stale')
    press(ann, 'Show no discipline')
    await sees(ann, 'D-20')
    assert addresses[-1] == f'{BOARD}/quality?open=undisciplined'
    await ann.open(f'{BOARD}/quality?open=undisciplined')
    await sees(ann, 'D-20')


# Projects


async def test_projects_tell_how_far_they_are_and_when_they_are_done(planted, ann, addresses):
    await ann.open('/sprints/projects')
    await sees(ann, 'D-30 Checkout anew', '0 of 1', '1 project, 0 more likely late than not')
    fill(ann, Filter_the_projects='bananas')
    await sees(ann, 'No project matches “bananas”')
    assert addresses[-1] == '/sprints/projects?q=bananas'


async def test_a_project_has_a_target_and_a_risk(planted, ann):
    await ann.open('/sprints/projects/epic%3AD-30')
    await sees(ann, 'D-30 Checkout anew', 'Epic on Checkout', 'no target day is set', 'Burnup, issues',
               'as if they worked on nothing else', 'No issue of it has a due date.')
    fill(ann, Target='2026-02-02')
    touch(ann, field(ann, 'Target'), 'change')
    await sees(ann, 'of being done after Mon 2 Feb', 'Target kept')
    await ann.open('/sprints/projects/epic%3AD-30?target=2026-08-03')
    await sees(ann, 'of being done after Mon 3 Aug')


async def test_a_list_of_keys_is_a_project_and_nothing_is_none(planted, ann):
    await ann.open('/sprints/projects/keys%3AD-1,D-20')
    await sees(ann, 'D-1, D-20', '1 of 2')
    answer = await ann.http_client.get('/sprints/projects/epic%3AX-9')
    assert answer.status_code == 404
    assert 'No board holds anything that belongs to this project.' in answer.text


async def test_a_project_is_made_of_keys_that_are_typed(planted, ann, monkeypatch):
    ways = []
    monkeypatch.setattr('nicegui.ui.navigate.to', ways.append)
    await ann.open('/sprints/projects')
    fill(ann, Keys_of_a_project='d-1 and D-20')
    press(ann, 'Open keys')
    await until(lambda: ways == ['/sprints/projects/keys%3AD-1%2CD-20'])
    fill(ann, Keys_of_a_project='nothing')
    press_last(ann, 'Open keys')
    await sees(ann, 'Give keys such as ABC-12')


async def test_without_boards_the_projects_say_what_they_are(workspace, ann):
    await ann.open('/sprints/projects')
    await sees(ann, 'No project yet')


# What queries find


async def test_a_forecast_of_what_a_query_finds_asks_jira_first(planted, ann):
    await ann.open(f'{BOARD}/forecast?scope=jql&value=labels+%3D+x')
    await sees(ann, 'Not asked yet.')
    press(ann, 'Run forecast')
    await sees(ann, 'Ask Jira first what this query finds.')
    press(ann, 'Ask Jira')
    await sees(ann, 'Jira is being asked.')
    answer([20])
    await sees(ann, '1 issue found just now, 1 of them on this board.')
    press(ann, 'Run forecast')
    await sees(ann, 'labels = x')


async def test_a_project_is_made_of_what_a_query_finds(planted, ann):
    await ann.open('/sprints/projects')
    fill(ann, **{'Query of a project': 'labels = x'})
    press(ann, 'Ask Jira')
    await sees(ann, 'labels = x: Jira is being asked.')
    answer([20])
    await misses(ann, 'Jira is being asked.')
    await sees(ann, 'labels = x', 'Query')
    await ann.open('/sprints/projects/jql%3Alabels%20%3D%20x')
    await sees(ann, 'Query on Checkout', '0 of 1')
    press(ann, 'Forget this query')
    await until(lambda: not read(queries.list_queries, ANN, 1))


async def test_why_jira_refuses_a_query_stands_where_it_was_asked(planted, ann, bob):
    transact(queries.ask_everywhere, ANN, 'labels =')
    transact(queries.note_no_answer, 1, 'Error in the JQL Query (line 1, character 9).', is_refused=True)
    await ann.open('/sprints/projects')
    await sees(ann, 'labels =: Error in the JQL Query (line 1, character 9).', 'Forget')
    await bob.open('/sprints/projects')
    await sees(bob, 'character 9')
    assert not named(bob, 'Ask Jira') and not named(bob, 'Forget')


def answer(numbers):
    transact(queries.note_answer, read(queries.list_queries, ANN, 1)[0].id, numbers)
