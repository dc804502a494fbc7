"""Every issue has one class in a sprint, and it is the right one: each case that teams have argued about."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from app.domain.sprints.analysis import report_of
from app.domain.sprints.board import ColumnOfBoard, Columns, Sprint
from app.domain.sprints.report import COMPLETED, DONE_BEFORE, NOT_COMPLETED, NOT_RELEVANT, REMOVED
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

A, B = str(SPRINT), '43'
START, END = jan('5 08:00'), jan('16 16:00')
NOW = jan('31')
OTHER = Sprint(43, 'Sprint 43', 'closed', '', jan('19 08:00'), jan('19 08:00'), jan('30 16:00'), jan('30 16:00'))
THIS = Sprint(SPRINT, 'Sprint 42', 'closed', '', START, START, END, END)


def judged(*issues, sprint=SPRINT, sprints=(THIS, OTHER), now=NOW, unit='points', **more):
    """The report of a sprint, and its rows by the number of their issue."""
    report = report_of(board(issues, list(sprints), **more), sprint, now, unit)
    return SimpleNamespace(report=report, figures=report.figures, rows={row.number: row for row in report.rows})


def row_of(one, **more):
    return judged(one, **more).rows[one.number]


def class_of(one, **more):
    row = judged(one, **more).rows.get(one.number)
    return row.class_ if row else NOT_RELEVANT


def test_the_worked_example_has_every_class():
    rows = {row.key: row for row in report_of(worked_example(), SPRINT, jan('20')).rows}
    assert {key for key, row in rows.items() if row.class_ == COMPLETED} == {'D-1', 'D-2', 'D-5'}
    assert {key for key, row in rows.items() if row.class_ == NOT_COMPLETED} == {'D-3', 'D-6', 'D-9'}
    assert {key for key, row in rows.items() if row.class_ == REMOVED} == {'D-4', 'D-8'}
    assert {key for key, row in rows.items() if row.class_ == DONE_BEFORE} == {'D-7'}
    assert {key for key, row in rows.items() if row.is_added} == {'D-5', 'D-6', 'D-8'}
    assert {key for key, row in rows.items() if row.is_committed} == {'D-1', 'D-2', 'D-3', 'D-4'}
    assert {key for key, row in rows.items() if row.is_outside} == {'D-9'}


@pytest.mark.parametrize(('at', 'here', 'there'), [
    ('4 12:00', NOT_RELEVANT, NOT_COMPLETED),
    ('8 12:00', REMOVED, NOT_COMPLETED),
])
def test_what_moves_between_two_active_sprints_is_removed_from_one_and_added_to_the_other(at, here, there):
    both = (replace(THIS, state='active', complete=None),
            replace(OTHER, state='active', start=START, activated=START, complete=None))
    one = issue(1, points=3, sprints=(43,), history=History().sprint(at, A, B))
    assert class_of(one, sprints=both, now=jan('10')) == here
    row = row_of(one, sprint=43, sprints=both, now=jan('10'))
    assert (row.class_, row.is_added) == (there, at == '8 12:00')


def test_what_moves_before_the_next_sprint_starts_is_committed_there():
    one = issue(1, points=3, sprints=(43,), history=History().sprint('17', A, B))
    assert row_of(one, sprint=43).is_committed
    assert class_of(one) == NOT_COMPLETED  # it was still in the first when that ended


def test_what_is_added_and_removed_again_is_both():
    one = issue(1, points=3, sprints=(), history=History().sprint('7', '', A).sprint('9', A, ''))
    found = judged(one)
    assert found.rows[1].class_ == REMOVED and found.rows[1].is_added
    assert (found.figures.added.amount, found.figures.removed.amount) == (3, 3)


def test_what_is_removed_and_put_back_is_neither_added_nor_removed():
    one = issue(1, points=3, history=History().sprint('7', A, '').sprint('9', '', A))
    row = row_of(one)
    assert (row.class_, row.is_added, row.is_committed) == (NOT_COMPLETED, False, True)
    assert [event.sign for event in judged(one).report.scope] == ['○', '○']


def test_what_is_pulled_forward_from_the_next_sprint_is_added_as_planned():
    one = issue(1, points=3, history=History().sprint('9', B, A))
    found = judged(one)
    assert found.rows[1].is_added
    assert (found.report.scope[0].sprint, found.report.scope[0].label) == ('Sprint 43', 'planned')


@pytest.mark.parametrize('seconds', [3, 13])
def test_what_the_closing_itself_carries_on_is_not_completed(seconds):
    """Jira writes it some seconds after the end; whether the closed sprint stays in the list or not."""
    for after in (f'{A}, {B}', B, ''):
        row = row_of(issue(1, points=3, sprints=(43,), history=History().sprint(END + seconds * 1000, A, after)))
        assert row.class_ == NOT_COMPLETED
        assert row.went_to == ('Sprint 43' if after else '')


def test_what_is_carried_on_comes_from_there_and_counts_its_sprints():
    one = issue(1, points=3, sprints=(42, 43), history=History().sprint(END + 4000, A, f'{A}, {B}'))
    row = row_of(one, sprint=43)
    assert (row.came_from, row.rollovers, row.is_committed) == ('Sprint 42', 1, True)
    assert (row_of(one).came_from, row_of(one).rollovers) == ('', 0)


def test_what_is_reopened_and_done_again_in_one_sprint_is_completed():
    one = issue(1, points=3, status=FINISHED,
                history=History().status('7', TODO, FINISHED).status('8', FINISHED, DOING).status('9', DOING, FINISHED))
    assert class_of(one) == COMPLETED


def test_what_is_done_in_one_sprint_and_reopened_in_the_next_is_judged_at_the_end_of_each():
    one = issue(1, points=3, status=FINISHED, sprints=(42, 43), history=History().status('7', TODO, FINISHED).sprint(
        '17', A, f'{A}, {B}').status('20', FINISHED, DOING).status('28', DOING, FINISHED))
    assert class_of(one) == COMPLETED
    row = row_of(one, sprint=43)
    assert (row.class_, row.is_committed, row.is_outside) == (COMPLETED, False, True)
    again = issue(1, points=3, status=DOING, sprints=(42, 43), history=History().status('7', TODO, FINISHED).sprint(
        '17', A, f'{A}, {B}').status('20', FINISHED, DOING))
    assert class_of(again, sprint=43) == NOT_COMPLETED


def test_what_was_closed_and_reopened_and_then_added_is_work_of_the_sprint():
    one = issue(1, points=3, status=DOING,
                history=History().status('2', TODO, FINISHED).status('8', FINISHED, DOING).sprint('9', '', A))
    row = row_of(one)
    assert (row.class_, row.is_added) == (NOT_COMPLETED, True)


def test_what_was_done_and_then_added_was_done_before():
    one = issue(1, points=3, status=FINISHED, history=History().status('2', TODO, FINISHED).sprint('9', '', A))
    row = row_of(one)
    assert (row.class_, row.is_added) == (DONE_BEFORE, False)  # it counts for nothing, so not as added either


def test_what_was_done_before_stays_so_even_when_it_is_removed():
    one = issue(1, points=3, sprints=(), status=FINISHED,
                history=History().status('2', TODO, FINISHED).sprint('9', A, ''))
    assert class_of(one) == DONE_BEFORE
    assert judged(one).report.scope == ()


def test_a_move_between_two_done_statuses_counts_as_completed_inside():
    both = Columns(1, 0, (*COLUMNS.columns[:3], ColumnOfBoard('Done', 'done', frozenset({FINISHED, RETIRED}))),
                   POINTS_FIELD)
    one = issue(1, points=3, status=RETIRED,
                history=History().status('2', TODO, FINISHED).status('8', FINISHED, RETIRED))
    assert class_of(one, mappings=(both,)) == COMPLETED


@pytest.mark.parametrize(('at', 'expected'), [
    (START, DONE_BEFORE), (START + 1, COMPLETED), (END, COMPLETED), (END + 1, NOT_COMPLETED)])
def test_done_at_exactly_the_start_is_before_and_at_exactly_the_end_still_counts(at, expected):
    assert class_of(issue(1, status=FINISHED, history=History().status(at, TODO, FINISHED))) == expected


@pytest.mark.parametrize(('at', 'expected', 'is_added'), [
    (START, NOT_COMPLETED, False), (START + 1, NOT_COMPLETED, True), (END, NOT_COMPLETED, True),
    (END + 1, NOT_RELEVANT, False)])
def test_joining_at_exactly_the_start_is_before_and_at_exactly_the_end_still_counts(at, expected, is_added):
    found = judged(issue(1, points=1, history=History().sprint(at, '', A))).rows
    assert (found[1].class_ if found else NOT_RELEVANT, bool(found) and found[1].is_added) == (expected, is_added)


@pytest.mark.parametrize(('at', 'expected'), [(START, NOT_RELEVANT), (START + 1, REMOVED), (END, REMOVED),
                                              (END + 1, NOT_COMPLETED)])
def test_leaving_at_exactly_the_start_is_before_and_at_exactly_the_end_still_counts(at, expected):
    assert class_of(issue(1, sprints=(), history=History().sprint(at, A, ''))) == expected


@pytest.mark.parametrize(('at', 'was', 'now', 'initial', 'last'), [
    ('8', '', '5', None, 5), ('8', '5', '', 5, None), (START, '3', '5', 5, 5), (END, '3', '5', 3, 5),
    (END + 1, '3', '5', 3, 3)])
def test_the_first_estimate_is_that_of_the_start_and_the_last_that_of_the_end(at, was, now, initial, last):
    row = row_of(issue(1, points=now or None, history=History().points(at, was, now)))
    assert (row.initial, row.last) == (initial, last)


def test_an_estimate_that_changed_while_it_was_outside_counts_when_it_came_back():
    one = issue(1, points=8, history=History().sprint('7', A, '').points('8', '3', '8').sprint('9', '', A))
    assert (row_of(one).initial, row_of(one).last) == (3, 8)
    gone = issue(1, points=8, sprints=(), history=History().sprint('7', A, '').points('8', '3', '8'))
    assert (row_of(gone).initial, row_of(gone).last) == (3, 3)


def test_what_is_done_on_one_board_may_not_be_on_another():
    other = Columns(1, 0, (*COLUMNS.columns[:2], ColumnOfBoard('In review', 'waiting', frozenset({FINISHED}))),
                    POINTS_FIELD)
    one = issue(1, status=FINISHED, history=History().status('8', TODO, FINISHED))
    assert (class_of(one), class_of(one, mappings=(other,))) == (COMPLETED, NOT_COMPLETED)


@pytest.mark.parametrize('planned', [jan('12 16:00'), jan('23 16:00')])
def test_the_real_end_counts_however_early_or_late_the_planned_one_is(planned):
    done = issue(1, status=FINISHED, history=History().status('14', TODO, FINISHED))
    later = issue(2, status=FINISHED, history=History().status('17', TODO, FINISHED))
    rows = judged(done, later, sprints=(replace(THIS, end=planned),)).rows
    assert (rows[1].class_, rows[2].class_) == (COMPLETED, NOT_COMPLETED)


def test_a_sprint_that_is_opened_again_goes_on_until_it_is_closed_again():
    one = issue(1, status=FINISHED, history=History().status('18', TODO, FINISHED))
    assert class_of(one) == NOT_COMPLETED
    assert class_of(one, sprints=(replace(THIS, state='active'),), now=jan('19')) == COMPLETED
    assert class_of(one, sprints=(replace(THIS, complete=jan('20')),)) == COMPLETED


def test_a_renamed_sprint_is_the_same_sprint():
    one = issue(1, history=History().sprint('7', '', A))
    found = judged(one, sprints=(replace(THIS, name='Checkout II', names=('Sprint 42', 'Checkout II')),))
    assert found.rows[1].is_added and found.report.sprint_name == 'Checkout II'


def test_a_deleted_sprint_in_a_history_disturbs_nothing():
    one = issue(1, points=3, history=History().sprint('2', '', '999').sprint('3', '999', f'999, {A}'))
    assert row_of(one).is_committed
    gone = judged(one, sprints=(replace(THIS, is_gone=True),))
    assert gone.rows[1].class_ == NOT_COMPLETED
    assert 'This sprint was deleted in Jira.' in gone.report.about.warnings


def test_a_removal_into_a_sprint_nobody_knows_is_called_by_its_number():
    one = issue(1, sprints=(), history=History().sprint('8', A, '999'))
    assert judged(one).report.scope[0].sprint == 'Sprint no. 999'


def test_sprints_count_by_their_times_and_not_by_their_numbers():
    earlier = Sprint(99, 'Sprint 41', 'closed', '', jan('2'), jan('2'), jan('4'), jan('4'))
    one = issue(1, sprints=(42, 99), history=History().sprint('3', '', '99').sprint('4 13:00', '99', f'{A}, 99'))
    row = row_of(one, sprints=(THIS, earlier))
    assert (row.came_from, row.rollovers, row.is_committed) == ('Sprint 41', 1, True)
    assert row_of(one, sprint=99, sprints=(THIS, earlier)).went_to == 'Sprint 42'


def test_a_moved_project_changes_the_key_and_nothing_else():
    moved = History().add('8', 'project', '10000', '10001', 'D', 'NEW').add('8', 'key', '', '', 'D-1', 'NEW-7')
    one = issue(1, key='NEW-7', project='NEW', points=2, history=moved)
    row = row_of(one)
    assert (row.key, row.class_, row.is_committed) == ('NEW-7', NOT_COMPLETED, True)


def test_a_deleted_issue_stays_where_it_was_and_is_marked():
    row = row_of(issue(1, points=2, gone='deleted'))
    assert (row.class_, row.gone) == (NOT_COMPLETED, 'deleted')


def test_a_subtask_goes_where_its_parent_goes():
    parent = issue(1, sprints=(), history=History().sprint('3', '', A).sprint('9', A, ''))
    child = issue(2, parent=1, is_subtask=True, sprints=(), created='2')
    late = issue(3, parent=1, is_subtask=True, sprints=(), created='7')
    later = issue(4, parent=1, is_subtask=True, sprints=(), created='10')
    rows = judged(parent, child, late, later, unit='issues').rows
    assert (rows[2].class_, rows[2].is_added) == (REMOVED, False)
    assert (rows[3].class_, rows[3].is_added) == (REMOVED, True)
    assert 4 not in rows


def test_a_subtask_with_moves_of_its_own_goes_its_own_way():
    parent = issue(1, sprints=())
    child = issue(2, parent=1, is_subtask=True, history=History().sprint('7', '', A))
    assert judged(parent, child).rows.keys() == {2}


def test_a_subtask_whose_parent_is_unknown_is_where_it_says():
    assert class_of(issue(2, parent=77, is_subtask=True)) == NOT_COMPLETED


@pytest.mark.parametrize('history', [None, History().sprint('8 09:00', '', A)])
def test_what_is_made_in_the_sprint_is_added(history):
    row = row_of(issue(1, points=2, created='8 08:00', history=history))
    assert (row.is_added, row.is_committed, row.initial) == (True, False, 2)


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
