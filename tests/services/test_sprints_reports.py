"""Reports of sprints as services tell them: live figures, what stands around them, and heads of all boards."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.sprints.board import Sprint
from app.errors import Forbidden, NotFound, Rejected
from app.services.sprints import boards, ground, heads, reports
from app.work import read, transact
from tests.people import ANN, GUS
from tests.sprints import FINISHED, SPRINT, TODO, History, board, issue, jan, plant, renamed, worked_example

NEXT = 43


def running(**more):
    """Sprint 42 runs until the 16th, 43 comes after it."""
    return renamed(worked_example(), state='active', complete=None, **more)


def test_a_live_report_has_the_figures_of_the_example(workspace):
    plant(worked_example())
    figures = read(reports.view_report, ANN, 1, SPRINT).figures
    assert (figures.committed.amount, figures.completed.amount, figures.added.amount) == (18, 13, 4)
    assert (figures.removed.amount, figures.reestimated.amount, figures.final.amount) == (3, 4, 26)


def test_a_report_counts_issues_and_hours_as_well(workspace):
    plant(worked_example())
    assert read(reports.view_report, ANN, 1, SPRINT, 'issues').figures.committed.amount == 4
    assert read(reports.view_report, ANN, 1, SPRINT, 'hours').unit == 'hours'
    with pytest.raises(Rejected, match='points, issues or hours'):
        read(reports.view_report, ANN, 1, SPRINT, 'bananas')


def test_who_has_no_role_sees_no_report(workspace):
    plant(worked_example())
    with pytest.raises(Forbidden):
        read(reports.view_report, GUS, 1, SPRINT)


def test_an_unknown_sprint_or_version_is_not_found(workspace):
    plant(worked_example())
    for number, version in ((77, ''), (SPRINT, 'close:3')):
        with pytest.raises(NotFound):
            read(reports.view_report, ANN, 1, number, 'points', version)


def test_a_kanban_board_has_no_sprint_figures(workspace):
    plant(replace(worked_example(), kind='kanban'))
    assert read(reports.find_present, ANN, 1) is None
    with pytest.raises(NotFound, match='not for kanban'):
        read(reports.watch_report, 1, SPRINT, 'points', '')


def test_who_looks_within_a_minute_shares_one_report(workspace, time):
    time.now = time.now.replace(year=2026, month=1, day=14)
    plant(running())
    first = read(reports.watch_report, 1, SPRINT, 'points', '')
    time.passes(seconds=30)
    assert read(reports.watch_report, 1, SPRINT, 'points', '') == first
    time.passes(seconds=40)
    assert read(reports.watch_report, 1, SPRINT, 'points', '') != first
    transact(ground.move_boards, [1])
    assert read(reports.watch_report, 1, SPRINT, 'points', '').report.about.data_version > \
        first.report.about.data_version


def test_a_running_sprint_knows_its_day_and_where_it_is_heading(workspace, time):
    time.now = time.now.replace(year=2026, month=1, day=14)
    plant(running())
    view = read(reports.watch_report, 1, SPRINT, 'points', '')
    assert (view.days.day, view.days.of, view.days.left) == (8, 10, 3)
    assert view.pace.low <= view.pace.likely <= view.pace.high and view.pace.numbers
    assert view.neighbour(1) is None and view.neighbour(-1) is None
    assert [one.key for one in view.versions] == ['live']


def test_a_sprint_without_dates_has_no_days(workspace, time):
    time.now = time.now.replace(year=2026, month=1, day=14)
    plant(running(start=None, activated=None, end=None))
    view = read(reports.watch_report, 1, SPRINT, 'points', '')
    assert view.days is None and view.pace is None


def test_sprints_are_walked_through_in_the_order_in_which_they_happened(workspace):
    example = worked_example()
    plant(replace(example, sprints={**example.sprints, NEXT: Sprint(NEXT, 'Sprint 43', 'future'), 41: Sprint(
        41, 'Sprint 41', 'closed', start=jan('1'), end=jan('4'), complete=jan('4'), is_gone=True)}))
    assert [one.number for one in read(reports.list_sprints, ANN, 1)] == [41, SPRINT, NEXT]
    assert [one.number for one in read(reports.list_sprints, ANN, 1, 'future')] == [NEXT]
    assert read(reports.find_present, ANN, 1) == SPRINT, 'a deleted sprint is not what a board is about'
    view = read(reports.watch_report, 1, SPRINT, 'points', '')
    assert (view.neighbour(-1).name, view.neighbour(1).name) == ('Sprint 41', 'Sprint 43')


def test_the_head_of_a_board_tells_its_present_sprint(workspace, time):
    time.now = time.now.replace(year=2026, month=1, day=14)
    plant(running())
    transact(boards.star, ANN, 1, True)
    (only,) = read(heads.view_heads, ANN)
    assert only.board.is_starred and only.head.sprint.name == 'Sprint 42' and only.head.days.left == 3
    assert (only.head.committed.amount, only.head.completed.amount) == (18, 8)
    assert only.head.spark[0] == (0, Decimal(18) / 24) and only.head.spark[-1][1] == Decimal(15) / 24
    assert read(heads.view_heads, ANN)[0].head is only.head, 'nothing is worked out twice'


def test_a_board_without_sprints_has_no_head(workspace):
    plant(replace(board([issue(1, points=3, status=FINISHED, sprints=(), history=History().status(
        '12', TODO, FINISHED))]), sprints={}))
    assert read(heads.view_heads, ANN)[0].head is None
