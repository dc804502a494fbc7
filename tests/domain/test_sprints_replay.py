"""The past of an issue, read from its history: with gaps, repeats, odd texts and all."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import Change
from app.domain.sprints.facts.estimates import is_fault, number_of
from app.domain.sprints.facts.naming import sprint_set
from app.domain.sprints.facts.replay import Stay, past_of, sorted_changes
from tests.sprints import COLUMNS, DOING, FINISHED, POINTS_FIELD, STATUSES, TODO, History, board, issue, jan

CREATED = jan('1')


def past(one, **more):
    return past_of(board([one], **more), one)


def test_a_value_holds_from_the_moment_of_its_change():
    found = past(issue(1, status=FINISHED, history=History().status('7', TODO, DOING).status('9', DOING, FINISHED)))
    assert [found.status_at(at) for at in (CREATED - 1, CREATED, jan('7') - 1, jan('7'), jan('9'))] == [
        '', TODO, TODO, DOING, FINISHED]
    assert [found.is_done_at(at) for at in (jan('9') - 1, jan('9'))] == [False, True]
    assert [found.kind_at(at) for at in (jan('6'), jan('8'), jan('9'))] == ['not_started', 'started', 'done']


def test_without_a_change_the_present_value_held_since_the_creation():
    found = past(issue(1, points=5, status=DOING, is_flagged=True))
    assert (found.status_at(CREATED), found.points_at(CREATED), found.is_flagged_at(CREATED)) == (DOING, 5, True)
    assert found.points_at(CREATED - 1) is None


def test_the_first_value_is_what_the_first_change_came_from():
    found = past(issue(1, points=8, history=History().points('7', '3', '5').points('9', '5', '8')))
    assert [found.points_at(jan(day)) for day in ('6', '7', '8', '9', '20')] == [3, 5, 5, 8, 8]


def test_changes_before_the_creation_hold_all_the_same():
    found = past(issue(1, status=DOING, created='5', history=History().status('3', TODO, DOING)))
    assert (found.status_at(jan('2')), found.status_at(jan('3')), found.status_at(jan('5'))) == ('', DOING, DOING)


def test_a_gap_is_noted_and_the_later_change_wins():
    found = past(issue(1, status=FINISHED, history=History().status('7', TODO, DOING).status('9', TODO, FINISHED)))
    assert [found.status_at(jan(day)) for day in ('8', '9')] == [DOING, FINISHED]
    assert any('is missing' in fault for fault in found.faults)


def test_a_history_that_ends_elsewhere_than_the_issue_is_noted():
    assert any('ends in another one' in fault for fault in
               past(issue(1, status=TODO, history=History().status('7', TODO, DOING))).faults)
    assert past(issue(1, status=DOING, history=History().status('7', TODO, DOING))).faults == ()


def test_order_and_repeats_of_a_history_make_no_difference():
    changes = History().status('7', TODO, DOING).status('9', DOING, FINISHED).points('8', '1', '2').changes
    given = (*reversed(changes), changes[0], *changes)
    assert sorted_changes(given) == tuple(sorted(changes, key=lambda one: (one.at, one.history)))


def test_histories_of_one_moment_go_by_their_number_and_items_by_theirs():
    at = jan('7')
    changes = (Change(at, 100, 1, 'status', DOING, FINISHED), Change(at, 20, 0, 'status', TODO, '10011'),
               Change(at, 100, 0, 'status', '10011', DOING))
    assert [one.now for one in sorted_changes(changes)] == ['10011', DOING, FINISHED]
    assert past(replace(issue(1, status=FINISHED), changes=changes)).faults == ()


@pytest.mark.parametrize(('text', 'expected'), [
    ('', set()), ('7', {7}), ('7, 9', {7, 9}), ('7,9', {7, 9}), (' 7 ,, 9 ', {7, 9}), ('x, 7', {7}), ('null', set())])
def test_sprints_of_a_change_are_the_numbers_in_it(text, expected):
    assert sprint_set(text) == expected


def test_sprints_are_entered_and_left_by_lists():
    moves = History().sprint('2', '', '38').sprint('4', '38', '38, 40').sprint('6', '38,40', '38,40')
    found = past(issue(1, sprints=(38, 41), history=moves.sprint('8', '38, 40', '38, 41')))
    assert found.memberships() == (
        Stay(38, jan('2'), None, 'changelog'), Stay(40, jan('4'), jan('8'), 'changelog'),
        Stay(41, jan('8'), None, 'changelog'))
    assert [found.sprints_at(jan(day)) for day in ('1 12:00', '3', '5', '9')] == [
        set(), {38}, {38, 40}, {38, 41}]


def test_a_stay_says_how_it_is_known():
    assert past(issue(1, sprints=(38,))).memberships() == (Stay(38, CREATED, None, 'current'),)
    assert past(issue(1, sprints=(), history=History().sprint('4', '38', ''))).memberships() == (
        Stay(38, CREATED, jan('4'), 'created'),)
    parent = issue(1, sprints=(38,))
    child = issue(2, is_subtask=True, parent=1, created='3')
    assert past_of(board([parent, child]), child).memberships() == (Stay(38, jan('3'), None, 'parent'),)


def test_a_story_below_an_epic_does_not_follow_it():
    epic, story = issue(1, sprints=(38,), is_epic=True), issue(2, parent=1, sprints=())
    assert past_of(board([epic, story]), story).memberships() == ()


def test_subtasks_that_are_each_others_parents_do_not_go_round_for_ever():
    first, second = issue(1, is_subtask=True, parent=2, sprints=(38,)), issue(2, is_subtask=True, parent=1, sprints=())
    one = board([first, second])
    assert past_of(one, second).sprints_at(jan('9')) == {38}
    assert past_of(one, first).sprints_at(jan('9')) == set()


def test_a_status_without_id_goes_by_its_name_where_only_one_has_it():
    named = History().add('7', 'status', '', '', 'To do', 'In progress')
    found = past(issue(1, status=DOING, history=named))
    assert [found.status_at(jan(day)) for day in ('6', '8')] == [TODO, DOING]
    twice = {**STATUSES, '4711': replace(STATUSES[DOING], id='4711')}
    unsure = past(issue(1, status=DOING, history=named), statuses=twice)
    assert unsure.kind_at(jan('8')) == ''
    assert any('nobody knows which one “In progress” is' in fault for fault in unsure.faults)


@pytest.mark.parametrize(('text', 'expected'), [
    ('5', 5), ('5.0', 5), ('3,5', Decimal('3.5')), ('0.5', Decimal('0.5')), ('.5', Decimal('0.5')), ('5.', 5),
    (' 8 ', 8), ('0', 0), ('', None), ('XL', None), ('-3', None), ('NaN', None), ('Infinity', None), ('1e9', 10 ** 9),
    ('1e99', None), ('1_000', None), ('٣', None), ('3,5,1', None), ('1e999999999', None)])
def test_estimates_are_numbers_or_nothing(text, expected):
    assert number_of(text) == expected
    assert is_fault(text) == (expected is None and text != '')


def test_equal_estimates_look_equal():
    assert str(number_of('5.00')) == str(number_of('5')) == '5'
    assert str(number_of('100')) == '100'


def test_an_estimate_stands_in_the_text_and_servers_name_its_field():
    found = past(issue(1, points=5, history=History().add('7', 'Story point estimate', '', '', '', '5')))
    assert [found.points_at(jan(day)) for day in ('6', '8')] == [None, 5]


def test_flags_come_and_go():
    found = past(issue(1, history=History().add('7', 'flagged', '', '[10019]', '', 'Impediment').add(
        '9', 'flagged', '[10019]', '', 'Impediment', '')))
    assert [found.is_flagged_at(jan(day)) for day in ('6', '7', '8', '9')] == [False, True, True, False]


def test_columns_that_change_change_what_is_done():
    later = replace(COLUMNS, version=2, valid_from=jan('9'), columns=COLUMNS.columns[:3])
    found = past(issue(1, status=FINISHED, history=History().status('7', TODO, FINISHED)), mappings=(COLUMNS, later))
    assert [found.kind_at(jan(day)) for day in ('6', '8', '9')] == ['not_started', 'done', '']


def test_a_past_is_compiled_once_for_an_issue_and_its_columns():
    one = issue(1)
    first, copy = board([one]), board([one])
    assert past_of(first, one) is past_of(copy, one)
    other = board([one], mappings=(replace(COLUMNS, columns=COLUMNS.columns[:2]),))
    assert past_of(other, one) is not past_of(first, one)


def test_a_subtask_is_compiled_anew_when_its_parent_is_another():
    child = issue(2, is_subtask=True, parent=1, sprints=())
    before, after = board([issue(1, sprints=()), child]), board([issue(1, sprints=(38,)), child])
    assert past_of(before, child).sprints_at(jan('9')) == set()
    assert past_of(after, child).sprints_at(jan('9')) == {38}


def test_an_estimate_without_a_field_is_none():
    assert past(issue(1, points=5), mappings=(replace(COLUMNS, estimate=''),)).points_at(jan('9')) is None
    assert past(issue(1, points=5)).points(POINTS_FIELD).at(jan('9')) == 5
