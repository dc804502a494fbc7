"""Every issue has one class in a sprint, and it is the right one: each case that teams have argued about."""

from dataclasses import replace

import pytest

from app.domain.sprints.facts.board import ColumnOfBoard, Columns, Sprint
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.report import COMPLETED, DONE_BEFORE, NOT_COMPLETED, NOT_RELEVANT, REMOVED
from tests.sprints import (
    COLUMNS,
    DOING,
    FINISHED,
    POINTS_FIELD,
    RETIRED,
    SPRINT,
    TODO,
    History,
    issue,
    jan,
    worked_example,
)
from tests.sprints_judged import END, OTHER, START, THIS, A, B, class_of, judged, row_of


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
