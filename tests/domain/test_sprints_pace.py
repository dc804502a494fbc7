"""Where a running sprint is heading, and which issues stand behind a figure."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.reports.pace import done_by_day, pace_of
from app.domain.sprints.reports.report_rows import ONLY, RowAsk, counts_of, parts_of, rows_of
from tests.sprints import FINISHED, SPRINT, TODO, History, board, issue, jan, renamed, worked_example


def steady(points):
    """Each working day from the 5th on one issue of so many points is done; ten issues in all."""
    days = [5, 6, 7, 8, 9, 12, 13, 14, 15, 16]
    return renamed(board([issue(day, points=points, status=FINISHED, history=History(day * 100).status(
        f'{day} 15:00', TODO, FINISHED)) for day in days]), state='active', complete=None)


def look(found, at):
    report, days = report_of(found, SPRINT, jan(at)), days_of(found)
    working = days.working(jan('5 08:00'), jan('16 16:00'))
    return report, days, working


def test_a_steady_pace_leaves_nothing_and_has_no_range():
    pace = pace_of(*look(steady(3), '9 18:00'))
    assert (pace.likely, pace.low, pace.high, pace.numbers) == (0, 0, 0, ())


def test_half_the_pace_leaves_half_of_what_is_to_come():
    found = steady(3)
    slow = replace(found, issues={number: one if number in (5, 7, 9) or number > 9 else replace(
        one, status=TODO, changes=()) for number, one in found.issues.items()})
    report, days, working = look(slow, '9 18:00')
    assert done_by_day(report, days, working[:5]) == [3, 0, 3, 0, 3]
    pace = pace_of(report, days, working)
    assert pace.likely == 12, '21 are left, and 9 in five days make 9 in five days'
    assert pace.low < 12 < pace.high and len(pace.numbers) == 4
    assert pace_of(*look(slow, '9 18:00')) == pace, 'the same data give the same answer'


def test_too_early_there_is_no_answer():
    assert pace_of(*look(steady(3), '6 18:00')) is None


def test_a_closed_sprint_is_heading_nowhere():
    found = worked_example()
    assert pace_of(report_of(found, SPRINT, jan('20')), days_of(found), ()) is None


@pytest.fixture
def report():
    return report_of(worked_example(), SPRINT, jan('20'))


@pytest.mark.parametrize(('only', 'keys'), [
    ('', 9), ('completed', 3), ('removed', 2), ('committed', 4), ('kept', 2), ('added', 3), ('outside', 1),
    ('unmapped', 1), ('done_before', 1), ('final', 6), ('stuck', 0)])
def test_every_figure_has_its_issues(report, only, keys):
    assert len(rows_of(report, RowAsk(only))) == counts_of(report, RowAsk())[only] == keys


def test_lists_count_what_the_figures_count(report):
    counts, figures = counts_of(report, RowAsk()), report.figures
    for only in ('committed', 'completed', 'added', 'removed', 'reestimated', 'outside', 'final'):
        assert counts[only] == getattr(figures, only).issues, only
    assert (counts['unestimated'], counts['unmapped']) == (figures.unestimated, figures.unmapped)
    assert counts.keys() == {'', *ONLY}


def test_issues_are_found_by_words_and_by_what_they_have_in_common(report):
    assert [row.key for row in rows_of(report, RowAsk(text='d-3 STORY'))] == ['D-3']
    assert not rows_of(report, RowAsk(project='X')) and len(rows_of(report, RowAsk(stakeholder='Ann Berg'))) == 9


def test_figures_by_project_sum_up_to_those_of_the_sprint(report):
    (only,) = parts_of(report, 'project')
    assert only.name == 'D' and only.figures == report.figures


def test_by_discipline_an_issue_counts_with_its_share(report):
    rows = tuple(replace(row, disciplines={'Dev': Decimal('0.7'), 'QA': Decimal('0.3')}) for row in report.rows)
    parts = {part.name: part.figures for part in parts_of(replace(report, rows=rows), 'discipline')}
    assert (parts['Dev'].committed.amount, parts['QA'].committed.amount) == (Decimal('12.6'), Decimal('5.4'))
