"""“Export” on the report and the queue of a sprint."""

import pytest

from app.services.sprints import calendars, queues
from app.work import read, transact
from tests.pages.conftest import named, press, shown, text_of, until
from tests.people import ANN
from tests.services.test_sprints_queues import small_board
from tests.sprints import SPRINT, plant, worked_example

REPORT = f'/sprints/boards/1/sprints/{SPRINT}'


@pytest.fixture(autouse=True)
def _january(time):
    time.now = time.now.replace(year=2026, month=1, day=14)


def files_of(user):
    return {text: element.props['href'] for element in shown(user) if 'rt-menu-item' in element.classes
            and (text := getattr(element, 'text', '')) and 'href' in element.props}


async def test_a_report_is_exported_as_it_is_looked_at(workspace, ann):
    plant(worked_example())
    await ann.open(f'{REPORT}?estimate=issues')
    press(ann, 'Export')
    await until(lambda: files_of(ann))
    found = files_of(ann)
    assert found['PDF'] == f'/api/v1/sprints/reports/sprint.pdf?board=1&sprint={SPRINT}&unit=issues'
    assert {'CSV', 'Excel', 'HTML', 'JSON', 'CSV for the importer of Jira'} <= set(found)
    assert found['Schedule…'].startswith('/ops/schedules?new=1&command=sprints.report')
    await ann.open(found['Schedule…'])
    assert 'New entry' in text_of(ann)


async def test_a_queue_is_exported_with_its_calendar(workspace, ann):
    plant(small_board())
    own = transact(queues.build, ANN, 1, 43)
    await ann.open(f'/sprints/queues/{own}')
    press(ann, 'Export')
    await until(lambda: files_of(ann))
    assert files_of(ann)['Calendar'] == f'/api/v1/sprints/queues/{own}.ics'
    assert files_of(ann)['Excel'] == f'/api/v1/sprints/reports/queue.xlsx?queue={own}'
    assert named(ann, 'Export')


async def test_the_address_of_a_calendar_is_shown_once_and_can_be_taken_back(workspace, ann):
    plant(small_board())
    own = transact(queues.build, ANN, 1, 43)
    await ann.open(f'/sprints/queues/{own}')
    press(ann, 'Export')
    await until(lambda: files_of(ann))
    press(ann, 'Calendar address…')
    await until(lambda: f'/api/v1/sprints/queues/{own}.ics?token=' in text_of(ann))
    assert read(calendars.has_address, ANN)
    press(ann, 'Done')
    press(ann, 'Export')
    await until(lambda: named(ann, 'Take the calendar address back'))
    press(ann, 'Take the calendar address back')
    await until(lambda: not read(calendars.has_address, ANN))
