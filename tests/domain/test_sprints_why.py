"""Why an issue has its class: what happened, and each rule, in sentences."""

import pytest

from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.why import why
from tests.sprints import DOING, FINISHED, SPRINT, TODO, History, board, issue, jan, renamed, worked_example

NOW = jan('20')


def told(number, one=None, unit='points'):
    return why(one or worked_example(), SPRINT, number, NOW, unit)


@pytest.mark.parametrize('unit', ['points', 'issues', 'hours'])
def test_the_answer_is_the_class_and_the_amounts_of_the_report(unit):
    one = worked_example()
    for row in report_of(one, SPRINT, NOW, unit).rows:
        found = told(row.number, one, unit)
        assert (found.class_, found.initial, found.last, found.key) == (row.class_, row.initial, row.last, row.key)


def test_a_committed_and_completed_issue_is_explained_step_by_step():
    found = told(2)
    assert found.answer == 'Completed.'
    assert found.rules == (
        'The sprint counts what happened after 5 Jan 2026, 08:00, up to and at 16 Jan 2026, 16:00.',
        'It was in the sprint at the start.',
        'At the start its status was “To do”, which is not done.',
        'It was in the sprint at the end.',
        'At the end its status was “Done”, which is done.',
        'Its estimate was 3 points at the start and 5 points at the end.',
        'It is in the commitment with 3 points.',
        'So it was re-estimated by +2.')
    assert [(step.text, step.by, step.when) for step in found.steps] == [
        ('Created', 'Ann Berg', 'before'), ('The sprint started', '', 'before'),
        ('Story point estimate: 3 → 5', 'Ann Berg', 'inside'), ('Status: To do → Done', 'Ann Berg', 'inside'),
        ('The sprint ended', '', 'inside')]


@pytest.mark.parametrize(('number', 'sentence'), [
    (4, 'It left the sprint on 9 Jan 2026, 12:00 and was not in it at the end, so it counts as removed.'),
    (5, 'It was not in the sprint at the start and joined it on 8 Jan 2026, 12:00, so it counts as added.'),
    (5, 'What is added later is no part of the commitment.'),
    (6, 'Its estimate was none when it was added and 2 points at the end.'),
    (7, 'At the start its status was “Done”, which is done, and no change in the sprint left or reached a done '
        'status.'),
    (9, 'At the start its status was “10777”, which no column shows: it counts as not done, and for nothing in the '
        'commitment.'),
    (9, 'It sat in the sprint outside the commitment.'),
])
def test_each_rule_of_the_worked_example_is_a_sentence(number, sentence):
    assert sentence in told(number).rules


def test_what_has_nothing_to_do_with_the_sprint_says_so():
    found = told(1, board([issue(1, sprints=())]))
    assert (found.class_, found.initial) == ('not_relevant', None)
    assert found.rules[-1] == 'It was not in the sprint at the start and did not join it, so it does not belong to it.'
    assert told(1, board([issue(1, is_epic=True)])).rules[-1] == 'It is an epic, and epics are never counted.'


def test_reopened_work_is_told_apart_from_what_was_done_before():
    history = History().status('2', TODO, FINISHED).status('8', FINISHED, DOING)
    rules = told(1, board([issue(1, points=3, status=DOING, history=history)])).rules
    assert ('At the start its status was “Done”, which is done, but a change in the sprint left or reached a done '
            'status.') in rules
    assert 'It sat in the sprint outside the commitment.' in rules


def test_a_subtask_shows_the_moves_of_its_parent():
    parent = issue(1, history=History().sprint('8', '', '42', by='bob'))
    found = told(2, board([parent, issue(2, is_subtask=True, parent=1, sprints=())]))
    assert ('Moved into Sprint 42', 'Bob Okoro') in [(step.text, step.by) for step in found.steps]
    assert 'It is a subtask, and subtasks have no points of their own here.' in found.rules


def test_moves_flags_and_people_are_told_by_name_and_noise_is_not():
    history = History().sprint('8', '42', '42').add('8', 'flagged', '', '[1]', '', 'Impediment').add(
        '9', 'flagged', '[1]', '', 'Impediment', '').add('10', 'assignee', 'ann', 'gone', 'Ann', 'Gone Person').add(
        '10', 'rank', '', '5').sprint('11', '42', '42, 99')
    texts = [step.text for step in told(1, board([issue(1, history=history)])).steps]
    assert texts == ['Created', 'The sprint started', 'Flagged', 'Flag taken away', 'Assignee: Ann Berg → Gone Person',
                     'Moved into Sprint no. 99', 'The sprint ended']


def test_an_undated_sprint_has_no_start_in_the_story():
    found = told(1, renamed(worked_example(), start=None, activated=None))
    assert found.rules[0].startswith('This sprint has no start date')
    assert 'The sprint started' not in [step.text for step in found.steps]


def test_gaps_are_told():
    assert told(1, board([issue(1, status=FINISHED, history=History().status('8', TODO, DOING))])).faults
