"""What a sprint holds by kind, and how far Jira's own report agrees."""

import json
from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import BoardRules
from app.domain.sprints.jira.reading import SiteReport
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.projects import has_several
from app.domain.sprints.reports.analysis_by import analysis_of, differences, jql_of
from app.domain.sprints.reports.reconciling import from_plain, plain, reconcile
from app.errors import Rejected
from tests.sprints import DEV, QA, SPRINT, board, issue, jan, worked_example

NOW = jan('20')


def report(*issues, unit='points', **more):
    return report_of(board(issues, **more), SPRINT, NOW, unit)


def slices(analysis):
    return {one.name: (one.issues, one.amount) for one in analysis.slices}


def test_every_kind_sums_up_to_the_sprint():
    found = report_of(worked_example(), SPRINT, NOW)
    for by in ('discipline', 'type', 'priority', 'stakeholder', 'status', 'project'):
        analysis = analysis_of(found, by)
        assert sum(one.amount for one in analysis.slices) == analysis.amount == found.figures.final.amount
        assert (analysis.issues, analysis.estimated) == (6, 6)
    assert slices(analysis_of(found, 'status')) == {'Done': (3, 13), 'To do': (2, 10), '10777': (1, 3)}


def test_split_issues_count_in_each_discipline_with_their_share():
    split = BoardRules(type_splits={'Story': {DEV: Decimal('0.7'), QA: Decimal('0.3')}})
    found = analysis_of(report(issue(1, points=5), issue(2, points=5, type='Bug'), rules=split), 'discipline')
    assert slices(found) == {'Needs discipline': (1, 5), 'Dev': (1, Decimal('3.5')), 'QA': (1, Decimal('1.5'))}


def test_who_asked_is_the_owner_else_the_reporter_and_the_report_says_which():
    found = report(issue(1, points=1, owner='cleo'), issue(2, points=2, owner='The board of trade'),
                   issue(3, points=4, reporter='bob'), issue(4, points=8, reporter=''),
                   issue(5, reporter='nobody-knows'))
    assert slices(analysis_of(found, 'stakeholder')) == {
        'Cléo Petit': (1, 1), 'The board of trade': (1, 2), 'Bob Okoro': (1, 4), 'Unknown person': (2, 8)}
    assert found.about.stakeholder == 'Owner for 2, Reporter for 2, nobody for 1'


def test_two_people_of_the_same_name_are_two_people():
    people = {'5f00-0031': 'Li Wei', '5f00-0077': 'Li Wei', 'bob': 'Bob Okoro'}
    found = report(issue(1, reporter='5f00-0031'), issue(2, reporter='5f00-0077', assignee='5f00-0077'),
                   issue(3, reporter='bob'), people=people)
    assert [row.stakeholder for row in found.rows] == ['Li Wei (…0031)', 'Li Wei (…0077)', 'Bob Okoro']
    assert found.rows[1].assignee == 'Li Wei (…0077)'


def test_a_board_can_name_the_field_of_its_owners():
    found = report(issue(1, fields={'customfield_7': 'cleo'}), issue(2, fields={'customfield_7': ['Sales']}), issue(3),
                   rules=BoardRules(stakeholder_field='customfield_7'), field_names={'customfield_7': 'Sponsor'})
    assert [row.stakeholder for row in found.rows] == ['Cléo Petit', 'Sales', 'Ann Berg']
    assert found.about.stakeholder == 'Sponsor for 2, Reporter for 1'


def test_subtasks_can_be_left_out():
    found = report(issue(1), issue(2, is_subtask=True, parent=1, type='Subtask'), unit='issues')
    assert slices(analysis_of(found, 'type')) == {'Story': (1, 1), 'Subtask': (1, 1)}
    assert slices(analysis_of(found, 'type', has_subtasks=False)) == {'Story': (1, 1)}


def test_the_mean_is_of_what_is_estimated():
    found = analysis_of(report(issue(1, points=3), issue(2, points=8), issue(3)), 'type')
    assert (found.mean, found.estimated, found.issues) == (Decimal('5.5'), 2, 3)
    assert analysis_of(report(), 'type').mean is None


def test_two_analyses_say_what_moved():
    first = analysis_of(report(issue(1, points=3), issue(2, points=1)), 'type')
    second = analysis_of(report(issue(1, points=5), issue(3, points=2, type='Bug'), issue(2, points=1)), 'type')
    assert [(one.name, one.was, one.now, one.came, one.went) for one in differences(first, second)] == [
        ('Bug', 0, 2, ('D-3',), ()), ('Story', 4, 6, (), ())]
    assert differences(first, first) == ()


def test_issues_are_found_in_jira_by_quoted_keys():
    assert jql_of(('D-1', 'AND-2')) == 'key in ("D-1", "AND-2") order by rank'
    assert jql_of(()) == ''


@pytest.mark.parametrize('by', ['assignee', 'person', ''])
def test_nobody_is_ranked(by):
    with pytest.raises(Rejected):
        analysis_of(report(), by)


@pytest.mark.parametrize(('issues', 'expected'), [
    ((('D', (42,)), ('D', (43,))), False),
    ((('D', (42,)), ('PAY', (42,))), False),  # one sprint only
    ((('D', (42, 43)), ('PAY', (42, 43))), True),
    ((('D', ()), ('PAY', ()), ('OPS', ())), True),
    ((('D', ()), ('PAY', ())), False),
])
def test_several_projects_are_told_by_what_sprints_hold(issues, expected):
    assert has_several(board([issue(number, project=project, sprints=sprints)
                                       for number, (project, sprints) in enumerate(issues, 1)])) == expected


def numbers(*some):
    return frozenset(some)


def test_jira_and_we_agree_on_the_worked_example():
    theirs = SiteReport(numbers(1, 2, 5), numbers(3, 6, 9), numbers(4, 8), numbers(7),
                        frozenset({'D-5', 'D-6', 'D-8'}), {'completedIssuesEstimateSum': '13.0',
                                                           'issuesNotCompletedEstimateSum': '13',
                                                           'puntedIssuesEstimateSum': '3.0'})
    found = reconcile(report_of(worked_example(), SPRINT, NOW), theirs)
    assert found.agrees
    assert [(line.name, line.ours, line.theirs, line.their_amount) for line in found.lines] == [
        ('Completed', 3, 3, 13), ('Not completed', 3, 3, 13), ('Removed', 2, 2, 3),
        ('Done before the start', 1, 1, None), ('Added', 3, 3, None)]


def test_each_difference_to_jira_names_its_issues():
    theirs = SiteReport(numbers(1, 2, 3), numbers(6, 77), numbers(4, 8), numbers(7), frozenset({'D-5'}),
                        {'completedIssuesEstimateSum': '18'}, {77: 'D-77', 3: 'D-3'})
    lines = {line.class_: line for line in reconcile(report_of(worked_example(), SPRINT, NOW), theirs).lines}
    assert (lines['completed'].only_ours, lines['completed'].only_theirs) == (('D-5',), ('D-3',))
    assert (lines['completed'].our_amount, lines['completed'].their_amount) == (13, 18)
    assert (lines['not_completed'].only_ours, lines['not_completed'].only_theirs) == (('D-3', 'D-9'), ('D-77',))
    assert (lines['added'].only_ours, lines['added'].only_theirs) == (('D-6', 'D-8'), ())
    assert [line.agrees for line in lines.values()] == [False, False, True, True, False]


def test_sums_are_compared_in_points_only():
    theirs = SiteReport(numbers(1), numbers(), numbers(), numbers(), frozenset(), {'completedIssuesEstimateSum': '18'})
    assert reconcile(report_of(worked_example(), SPRINT, NOW, 'issues'), theirs).lines[0].their_amount is None


def test_each_issue_that_jira_counts_otherwise_has_a_reason():
    theirs = SiteReport(numbers(1, 2, 3, 9), numbers(6, 77, 4), numbers(5), numbers(), frozenset({'D-5', 'D-1'}), {},
                        {77: 'D-77'})
    found = {one.key: one for one in reconcile(report_of(worked_example(), SPRINT, NOW), theirs).issues}
    assert {key: (one.ours, one.theirs) for key, one in found.items()} == {
        'D-1': ('Not added', 'Added'), 'D-3': ('Not completed', 'Completed'), 'D-4': ('Removed', 'Not completed'),
        'D-5': ('Completed', 'Removed'), 'D-6': ('Added', 'Not added'), 'D-7': ('Done before the start', ''),
        'D-8': ('Removed', ''), 'D-9': ('Not completed', 'Completed'), 'D-77': ('', 'Not completed')}
    assert 'in no column here' in found['D-9'].reason and 'columns as they are read' in found['D-3'].reason
    assert 'had left the sprint' in found['D-4'].reason and found['D-77'].number is None
    assert all(one.reason.endswith('.') for one in found.values())


def test_what_jira_said_is_kept_and_read_again_as_it_was():
    theirs = SiteReport(numbers(1, 2), numbers(3), numbers(), numbers(7), frozenset({'D-5'}),
                        {'completedIssuesEstimateSum': '18', 'puntedIssuesEstimateSum': None}, {77: 'D-77'})
    assert from_plain(json.loads(json.dumps(plain(theirs)))) == theirs
