"""From a sprint to a poker table and back: open issues become stories, and what is agreed stands beside the issue."""

from dataclasses import replace

import pytest

from app.events import EstimateSaved
from app.services.poker import lobby, stories
from app.services.sprints import estimates
from app.work import read, transact
from models.sprints import SprintSite
from tests.pages.conftest import choose, fill, press, sees, until
from tests.people import ANN
from tests.sprints import SPRINT, plant, renamed, worked_example

REPORT = f'/sprints/boards/1/sprints/{SPRINT}'


@pytest.fixture
def board(workspace, time):
    return plant(renamed(replace(worked_example()), state='active', complete=None))


async def test_open_issues_of_a_sprint_go_to_a_table(board, ann):
    await ann.open(REPORT)
    press(ann, 'Estimate what is open at a poker table')
    await sees(ann, 'Name of the table')
    fill(ann, Name_of_the_table='Refinement')
    press(ann, 'Send to the table')
    await until(lambda: read(lobby.list_tables).tables)
    table_id = read(lobby.list_tables).tables[0].id
    assert [story.key for story in read(stories.list_stories, table_id).stories] == ['D-3', 'D-6', 'D-9']


async def test_a_table_opens_with_a_sprint_of_a_board(board, ann):
    await ann.open('/poker?new=1')
    fill(ann, Table_name='Refinement')
    choose(ann, 'Stories from', 'view')
    choose(ann, 'View', f'board:1/{SPRINT}')
    await sees(ann, '3 to add')


async def test_what_was_agreed_stands_beside_the_issue_and_can_go_to_jira(board, ann):
    transact(estimates.keep_estimate, EstimateSaved('stories', 'sprints:1/3', '13', ANN.identity, 'Ann', 'Refinement'))
    await ann.open(f'{REPORT}?issue=3')
    await sees(ann, 'Ann and others agreed on 13 at “Refinement”.', 'It stays here.')
    transact(allow)
    await ann.open(f'{REPORT}?issue=3')
    await sees(ann, 'Write to Jira')
    press(ann, 'Write to Jira')
    await sees(ann, 'It is on its way to Jira.')


def allow(work):
    work.get(SprintSite, 1).options = {'writes_estimates': True}
