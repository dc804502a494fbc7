"""A board with a sprint that runs, in the January in which its story plays."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app.domain.sprints.facts.board import Sprint
from app.services.sprints import ground
from app.work import transact
from models.sprints import SprintBoard, SprintChange, SprintIssue
from tests.sprints import FINISHED, SPRINT, TODO, jan, plant, renamed, worked_example

REPORT = f'/sprints/boards/1/sprints/{SPRINT}'
NEXT = Sprint(43, 'Sprint 43', 'future')


@pytest.fixture(autouse=True)
def _january(time):
    time.now = time.now.replace(year=2026, month=1, day=14)


def running(**more):
    example = renamed(worked_example(), state='active', complete=None, **more)
    return replace(example, sprints={**example.sprints, 43: NEXT})


@pytest.fixture
def board(workspace):
    return plant(running())


@pytest.fixture
async def at_report(board, ann):
    await ann.open(REPORT)
    return ann


def finish_story(number):
    """Jira tells that an issue was done just now."""
    def told(work):
        row = work.session.exec(select(SprintIssue).where(SprintIssue.number == number)).one()
        row.status, row.mark = FINISHED, ground.move_site(work, 1)
        work.session.add(SprintChange(issue_id=row.id, history=9_000 + number, item=0, at=jan('14 11:00'),
                                      author='ann', author_name='Ann Berg', field='status', was=TODO, now=FINISHED))
    transact(told)


def fail_board(work):
    row = work.get(SprintBoard, 1)
    row.state, row.error = 'failed', 'Jira did not answer for 30 s.'
    ground.move_boards(work, [1])
