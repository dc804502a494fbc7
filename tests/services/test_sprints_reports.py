"""Reports of sprints as services tell them: live figures, what stands around them, and heads of all boards."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.sprints.facts.board import Sprint
from app.errors import Forbidden, NotFound, Rejected
from app.services.sprints import boards, explaining, ground, heads, reports, snapshots
from app.work import read, transact
from models.sprints import SprintIssue
from tests.people import ANN, GUS
from tests.sprints import (
    FINISHED,
    POINTS_FIELD,
    SPRINT,
    TODO,
    History,
    board,
    issue,
    jan,
    plant,
    renamed,
    worked_example,
)

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


def test_what_was_frozen_is_shown_for_a_closed_sprint(workspace):
    plant(worked_example())
    transact(snapshots.freeze, ANN, 1, SPRINT)
    view = read(reports.watch_report, 1, SPRINT, 'points', 'manual:1')
    assert [one.key for one in view.versions] == ['live', 'manual:1']
    assert view.report.about.kind == 'frozen' and view.units == ('points', 'issues')
    assert read(reports.watch_report, 1, SPRINT, 'points', 'manual:1').report is view.report
    assert read(reports.view_report, ANN, 1, SPRINT, 'issues', 'manual:1').figures.committed.amount == 4
    with pytest.raises(NotFound, match='points and issues'):
        read(reports.view_report, ANN, 1, SPRINT, 'hours', 'manual:1')


def freeze_due():
    """What a read of the board would keep."""
    found = read(ground.board_of, 1)
    for due in read(snapshots.list_due, 1):
        transact(snapshots.keep_due, found, due, snapshots.bodies(found, due, None), True)


def test_the_newest_close_is_what_one_sees_and_says_what_a_replay_would_say_today(workspace):
    plant(worked_example())
    freeze_due()
    assert read(reports.watch_report, 1, SPRINT, 'points', '').version == 'close:1'
    assert read(reports.watch_report, 1, SPRINT, 'points', '').difference is None
    reread_first_issue()
    view = read(reports.watch_report, 1, SPRINT, 'points', '')
    assert view.report.figures.completed.amount == 13, 'what is frozen never moves'
    assert [one.key for one in view.difference.issues] == ['D-1']
    assert read(reports.view_report, ANN, 1, SPRINT, 'points', 'live').figures.completed.amount == 16


def reread_first_issue():
    """Its history says by now that it was worth 8 all along."""
    def changed(work):
        row = work.session.exec(select(SprintIssue).where(SprintIssue.number == 1)).one()
        row.fields = {**row.fields, 'estimates': {POINTS_FIELD: '8'}}
        row.mark = ground.move_site(work, 1)
    transact(changed)


def test_a_comparison_begins_with_the_start(workspace):
    plant(worked_example())
    view = read(explaining.view_comparison, ANN, 1, SPRINT)
    assert (view.before.name, view.after.name) == ('Start, reconstructed', 'Live')
    found = view.found
    assert {row.key for row in found.added} == {'D-5', 'D-6'} and {row.key for row in found.removed} == {'D-4'}
    assert 'D-2' in {one.after.key for one in found.changed}
    freeze_due()
    view = read(explaining.view_comparison, ANN, 1, SPRINT)
    assert (view.before.key, view.after.key) == ('start:1', 'close:1')
    assert {row.key for row in view.found.removed} == {'D-4'}


def test_a_baseline_counts_what_the_sprint_began_with(workspace):
    plant(worked_example())
    view = read(explaining.view_baseline, ANN, 1, SPRINT)
    assert (view.issues, view.total, view.estimated) == (6, 26, 6)
    assert view.stakeholders[0].name == 'Ann Berg' and 'D-4' in view.stakeholders[0].keys
    assert {one.name for one in view.priorities} == {'Medium'}
    assert sum(one.issues for one in view.statuses) == 6


def test_a_sprint_that_has_not_started_began_with_nothing_yet(workspace):
    plant(renamed(worked_example(), state='future', activated=None, complete=None))
    with pytest.raises(NotFound, match='has not started'):
        read(explaining.view_baseline, ANN, 1, SPRINT)


def test_why_an_issue_counts_is_told_with_the_moments_of_its_report(workspace):
    plant(worked_example())
    told = read(explaining.view_why, ANN, 1, SPRINT, 4)
    assert told.class_ == 'removed' and any('left the sprint' in rule for rule in told.rules)
    with pytest.raises(NotFound):
        read(explaining.view_why, ANN, 1, SPRINT, 99)


def test_velocity_counts_closed_sprints(workspace):
    plant(worked_example())
    view = read(explaining.view_velocity, ANN, 1)
    assert [row.completed.amount for row in view.rows] == [13] and view.mean == 13
    assert read(explaining.watch_velocity, 1, 7, 'issues').rows[0].completed.amount == 3
    assert read(explaining.view_velocity, ANN, 1) == view
    freeze_due()
    reread_first_issue()
    assert read(explaining.view_velocity, ANN, 1).mean == 13, 'what was frozen never moves'
