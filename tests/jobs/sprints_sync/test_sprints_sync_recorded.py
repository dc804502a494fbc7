"""The histories of a real board, read as a run reads them, give the reports that they gave in Jira."""

import pytest

from app.domain.sprints.metrics.analysis import report_of
from tests.fakes.jira import recorded
from tests.people import found_workspace
from tests.recorded import folder
from tests.sprints_sync import board, connect, run

pytestmark = pytest.mark.realdata
NOW = 1_767_225_600_000  # long after all of it
CARRIED = 13954


@pytest.fixture
def made(is_cloud):
    return recorded.long_histories(folder('jira'))


def test_an_issue_that_was_carried_through_ten_sprints(database, fake, time):
    found_workspace()
    connect(fake)
    run()
    one = board()
    reports = {number: report_of(one, number, NOW) for number in one.sprints}
    rows = {number: row for number, report in reports.items() for row in report.rows if row.number == CARRIED}
    assert [(number, row.class_, row.went_to) for number, row in sorted(rows.items())] == [
        (38, 'not_completed', 'EE Sprint 29'), (40, 'not_completed', 'EE Sprint 30'),
        (41, 'not_completed', 'EE Sprint 31'), (42, 'not_completed', 'EE Sprint 32'),
        (43, 'not_completed', 'EE Sprint 33'), (46, 'completed', ''), (47, 'done_before', ''), (50, 'done_before', ''),
        (57, 'done_before', ''), (60, 'done_before', '')]
    assert [number for number, row in sorted(rows.items()) if row.is_added] == [38]
    assert [number for number, report in sorted(reports.items()) if report.figures.unmapped] == [41, 42]
    retired = {status.name for status in one.statuses.values() if not status.is_listed}
    assert {'Code Review', '待测试'} <= retired
    assert any('“Code Review”' in warning for warning in reports[41].about.warnings)
