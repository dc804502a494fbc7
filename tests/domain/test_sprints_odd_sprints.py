"""Sprints and data as they are never meant to be, and yet are: a report says something true about each."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import ColumnOfBoard, Columns
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.report import COMPLETED, NOT_COMPLETED, NOT_RELEVANT
from tests.sprints import (
    COLUMNS,
    DOING,
    FINISHED,
    POINTS_FIELD,
    RETIRED,
    SPRINT,
    STATUSES,
    TODO,
    History,
    board,
    issue,
    jan,
    worked_example,
)
from tests.sprints_judged import END, NOW, OTHER, START, THIS, A, B, class_of, judged, row_of


def test_an_epic_is_never_counted():
    assert judged(issue(1, points=100, is_epic=True)).rows == {}


@pytest.mark.parametrize('changes', [
    {'start': None, 'activated': None}, {'start': jan('20'), 'activated': jan('20')}, {'end': None, 'complete': None},
    {'end': jan('3')}, {'start': END, 'activated': END}, {'state': 'future', 'complete': None},
    {'start': jan('1') - 5_873 * 86_400_000, 'activated': None},
    {'state': 'future', 'start': None, 'activated': None, 'end': None, 'complete': None},
    {'state': 'active', 'start': None, 'activated': None, 'end': None, 'complete': None},
], ids=['undated', 'start after end', 'open end', 'planned backwards', 'zero length', 'future', 'very long',
        'future undated', 'active undated'])
@pytest.mark.parametrize('unit', ['points', 'issues', 'hours'])
def test_a_sprint_with_odd_dates_is_shown_all_the_same(changes, unit):
    found = judged(issue(1, points=3), issue(2, status=FINISHED, history=History().status('8', TODO, FINISHED)),
                   sprints=(replace(THIS, **changes),), unit=unit)
    assert set(found.rows) == {1, 2}


@pytest.mark.parametrize('changes', [{'start': None, 'activated': None}, {'start': jan('20'), 'activated': jan('20')}])
def test_nothing_is_measured_against_a_start_nobody_knows(changes):
    found = judged(issue(1, points=3), sprints=(replace(THIS, **changes),))
    figures = found.figures
    assert (figures.net, figures.churn, figures.say_do, figures.done_ratio) == (None, None, None, None)
    assert any('nothing can be measured' in one for one in found.report.about.warnings)


def test_a_sprint_that_has_not_started_shows_what_is_planned_for_it():
    found = judged(issue(1, points=3), sprints=(replace(THIS, state='future', complete=None, activated=None),))
    assert found.figures.committed.amount == 3
    assert any('has not started' in one for one in found.report.about.warnings)


def test_an_empty_sprint_has_figures_without_ratios():
    figures = judged().figures
    assert (figures.committed.amount, figures.committed.issues, figures.say_do) == (0, 0, None)


def test_a_sprint_without_points_divides_by_nothing():
    figures = judged(issue(1), issue(2, points=0)).figures
    assert (figures.committed.amount, figures.committed.issues, figures.unestimated) == (0, 2, 1)
    assert (figures.net, figures.churn, figures.say_do, figures.done_ratio) == (None, None, None, None)


def test_of_histories_in_the_same_millisecond_the_later_number_holds():
    first = History(100).status('8', TODO, FINISHED)
    second = History(200).status('8', FINISHED, DOING)
    changes = (*second.changes, *first.changes)
    one = replace(issue(1, status=DOING), changes=changes)
    assert class_of(one) == NOT_COMPLETED
    in_and_out = issue(2, sprints=(), history=History().sprint('8', '', A).sprint('8', A, ''))
    assert class_of(in_and_out) == NOT_RELEVANT


def test_columns_count_as_they_were_when_it_happened():
    """The board took another status for done from the 12th on."""
    later = Columns(2, jan('12'), (*COLUMNS.columns[:2], ColumnOfBoard('Done', 'done', frozenset({RETIRED}))),
                    POINTS_FIELD)
    early = issue(1, status=RETIRED, history=History().status('6', TODO, FINISHED))
    late = issue(2, status=RETIRED, history=History().status('8', TODO, RETIRED))
    done = replace(early, status=FINISHED)
    rows = judged(done, late, mappings=(COLUMNS, later)).rows
    assert (rows[1].class_, rows[2].class_) == (NOT_COMPLETED, COMPLETED)


def test_a_report_says_when_it_reads_older_times_with_younger_columns():
    young = replace(COLUMNS, valid_from=jan('10'), is_guessed=True)
    warnings = judged(issue(1), mappings=(young,)).report.about.warnings
    assert any('Columns are known since 10 Jan 2026, 12:00' in one for one in warnings)
    assert any('Nobody has confirmed' in one for one in warnings)


def test_a_status_that_the_site_no_longer_lists_counts_as_not_done_until_somebody_maps_it():
    one = issue(1, points=5, status=RETIRED, history=History().status('8', TODO, RETIRED))
    found = judged(one)
    assert (found.rows[1].class_, found.rows[1].status, found.figures.unmapped) == (NOT_COMPLETED, 'Old', 1)
    assert found.report.about.warnings == (
        '1 issue counted as not done, because no column shows the status “Old”.',)
    mapped = Columns(2, 0, (*COLUMNS.columns[:3], ColumnOfBoard('Done', 'done', frozenset({FINISHED, RETIRED}))),
                     POINTS_FIELD)
    again = judged(one, mappings=(mapped,))
    assert (again.rows[1].class_, again.figures.unmapped, again.report.about.warnings) == (COMPLETED, 0, ())


def test_done_is_never_told_by_a_name_or_a_category():
    named = {**STATUSES, RETIRED: replace(STATUSES[FINISHED], id=RETIRED)}
    one = issue(1, status=RETIRED, history=History().status('8', TODO, RETIRED))
    assert class_of(one, statuses=named) == NOT_COMPLETED


def test_a_report_of_an_earlier_moment_shows_the_sprint_as_it_stood():
    one = issue(1, points=5, status=FINISHED, priority='1', assignee='bob', history=History().points(
        '8', '3', '5').status('12', TODO, FINISHED).add('9', 'priority', '3', '1', 'Medium', 'Highest').add(
        '9', 'assignee', 'ann', 'bob', 'Ann Berg', 'Bob Okoro'))
    early, late = row_of(one, now=jan('7')), row_of(one)
    assert (early.class_, early.last, early.status, early.priority, early.assignee) == (
        NOT_COMPLETED, 3, 'To do', 'Medium', 'Ann Berg')
    assert (late.class_, late.last, late.status, late.priority, late.assignee) == (
        COMPLETED, 5, 'Done', 'Highest', 'Bob Okoro')


def test_a_frozen_start_wins_over_one_that_somebody_edited():
    edited = replace(THIS, start=jan('9'), activated=None)
    one = board([issue(1, points=3, history=History().sprint('7', '', A))], [edited])
    assert report_of(one, SPRINT, NOW).rows[0].is_committed
    assert report_of(one, SPRINT, NOW, start_ms=START).rows[0].is_added


def test_the_activation_counts_and_not_the_planned_start():
    late = replace(THIS, start=jan('2'), activated=START)
    assert row_of(issue(1, history=History().sprint('3', '', A)), sprints=(late,)).is_committed


def test_the_same_board_gives_the_same_report():
    one = worked_example()
    assert report_of(one, SPRINT, jan('20')) is report_of(one, SPRINT, jan('25'))
    assert report_of(one, SPRINT, jan('20')) is not report_of(one, SPRINT, jan('20'), 'issues')


def test_newer_reports_crowd_out_those_nobody_asks_for():
    one = worked_example()
    asked, left = report_of(one, SPRINT, jan('6')), report_of(one, SPRINT, jan('7'))
    for minute in range(100):
        report_of(one, SPRINT, jan('8') + minute)
        assert report_of(one, SPRINT, jan('6')) is asked
    again = report_of(one, SPRINT, jan('7'))
    assert again is not left and again.rows == left.rows


def test_estimates_that_are_no_numbers_are_none_and_pointed_out():
    found = judged(issue(1, points='XL'), issue(2, points='-3'), issue(3, points='NaN'), issue(4, points='3,5'),
                   issue(5, points='1e9'))
    assert found.figures.committed.amount == Decimal('1000000003.5')
    assert found.figures.unestimated == 3
    assert any('no number' in one and 'D-1, D-2, D-3' in one for one in found.report.about.warnings)
    assert any('above 1000: D-5' in one for one in found.report.about.warnings)


def test_only_the_estimate_of_the_board_counts():
    one = replace(issue(1), estimates={'customfield_9': '8'})
    assert row_of(one).initial is None
    assert row_of(replace(one, estimates={POINTS_FIELD: '2', 'customfield_9': '8'})).initial == 2


def test_what_is_carried_into_a_sprint_that_runs_already_is_added_and_says_from_where():
    """The next sprint had been started before the last one was closed."""
    early = replace(OTHER, start=jan('15'), activated=jan('15'))
    one = issue(1, points=3, sprints=(42, 43), history=History().sprint(END + 4000, A, f'{A}, {B}'))
    found = judged(one, sprint=43, sprints=(THIS, early))
    assert (found.rows[1].is_added, found.rows[1].came_from) == (True, 'Sprint 42')
    assert (found.report.scope[0].sprint, found.report.scope[0].label) == ('Sprint 42', 'planned')


def test_a_report_of_an_earlier_moment_knows_nothing_of_what_came_later():
    one = issue(1, points=3, sprints=(43,), history=History().sprint('12', A, B))
    assert row_of(one, now=jan('10')).went_to == ''
    assert row_of(one, now=jan('13')).went_to == 'Sprint 43'


def test_people_and_priorities_that_the_site_no_longer_knows_are_called_as_in_the_history():
    one = issue(1, assignee='gone', priority='99', history=History().add(
        '7', 'assignee', 'ann', 'gone', 'Ann Berg', 'Dora Old').add('7', 'priority', '3', '99', 'Medium', 'Major (kp)'))
    assert (row_of(one).assignee, row_of(one).priority) == ('Dora Old', 'Major (kp)')
    assert row_of(issue(1, assignee='gone')).assignee == 'Unknown person'


def test_a_board_that_estimates_in_time_counts_hours():
    timed = replace(COLUMNS, estimate='timeoriginalestimate')
    one = issue(1, history=History().add('2', 'timeoriginalestimate', '', '28800', '', '28800'))
    assert judged(one, mappings=(timed,)).figures.committed.amount == 8
