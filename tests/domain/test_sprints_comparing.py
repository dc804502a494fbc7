"""Two reports beside each other: added, removed, changed, and with what."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.report import Tally
from app.domain.sprints.reports.comparing import ChangedRow, FieldChange, Group, compare
from app.domain.sprints.reports.report_json import from_json, to_bytes
from app.errors import Rejected
from tests.sprints import DOING, SPRINT, History, board, issue, jan, worked_example

START, LATE = jan('5 08:00'), jan('20')


def reports(*issues, **more):
    one = board(issues, **more)
    return report_of(one, SPRINT, START), report_of(one, SPRINT, LATE)


def frozen(report):
    return from_json(json.loads(to_bytes(report)))


def test_the_worked_example_from_start_to_end():
    one = worked_example()
    found = compare(report_of(one, SPRINT, START), report_of(one, SPRINT, LATE))
    assert [row.key for row in found.added] == ['D-5', 'D-6']  # what came and went again is in neither
    assert [row.key for row in found.removed] == ['D-4']
    assert {row.after.key: [change.field for change in row.changes] for row in found.changed} == {
        'D-1': ['status'], 'D-2': ['estimate', 'status']}
    assert (found.added_amount, found.removed_amount, found.shifted, found.churned) == (5, 2, 2, 2)
    assert (found.committed, found.net, found.churn) == (18, Decimal(5) / 18, Decimal(9) / 18)
    assert found.before.amount + 5 - 2 + 2 == found.after.amount


def test_frozen_reports_compare_as_fresh_ones():
    one = worked_example()
    before, after = report_of(one, SPRINT, START), report_of(one, SPRINT, LATE)
    assert compare(frozen(before), frozen(after)) == compare(before, after)


def test_a_report_beside_itself_shows_nothing():
    report = report_of(worked_example(), SPRINT, LATE)
    found = compare(report, report)
    assert (found.added, found.removed, found.changed, found.net, found.churn) == ((), (), (), 0, 0)
    assert all(group.before == group.after for group in (*found.by_type, *found.by_status))


def test_each_change_counts_once_and_rank_links_and_comments_never():
    busy = History().add('7', 'rank', '1', '2').add('7', 'link', '', '9').add('7', 'comment')
    busy.points('7', '2', '3').points('8', '3', '5').add('8', 'priority', '3', '1')
    busy.add('8', 'assignee', 'ann', 'bob').add('9', 'type', '1', '2', 'Story', 'Bug')
    quiet = History().add('7', 'rank', '1', '2').add('7', 'link', '', '9').add('7', 'comment')
    found = compare(*reports(issue(1, points=5, priority='1', assignee='bob', type='Bug', history=busy),
                             issue(2, history=quiet)))
    assert [row.after.key for row in found.changed] == ['D-1']
    assert found.changed[0].changes == (
        FieldChange('estimate', '2', '5'), FieldChange('priority', 'Medium', 'Highest'),
        FieldChange('assignee', 'Ann Berg', 'Bob Okoro'), FieldChange('type', 'Story', 'Bug'))
    assert dict(found.counts) == {'estimate': 1, 'priority': 1, 'assignee': 1, 'type': 1}


def test_stakeholders_and_disciplines_count_as_changes_too():
    before = report_of(board([issue(1, reporter='ann', components=('api',))]), SPRINT, START)
    after = report_of(board([issue(1, reporter='ann', owner='cleo', labels=('qa',))]), SPRINT, LATE)
    assert [(one.field, one.was, one.now) for one in compare(before, after).changed[0].changes] == [
        ('stakeholder', 'Ann Berg', 'Cléo Petit'), ('discipline', 'Dev', 'QA')]


def test_none_estimated_and_estimated_with_nothing_are_not_the_same():
    found = compare(*reports(issue(1, points=0, history=History().points('8', '', '0'))))
    assert found.changed[0].changes == (FieldChange('estimate', 'None', '0'),)
    assert isinstance(found.changed[0], ChangedRow)


def test_what_was_removed_and_what_was_there_are_grouped_by_type_and_status():
    moved = History().sprint('8', '42', '')
    found = compare(*reports(issue(1, points=3, type='Bug', sprints=(), history=moved),
                             issue(2, points=5, status=DOING, history=History().status('8', '10000', DOING))))
    assert found.by_type == (Group('Story', Tally(Decimal(5), 1), Tally(Decimal(5), 1)),
                             Group('Bug', Tally(Decimal(3), 1), Tally()))
    assert [group.name for group in found.by_status] == ['In progress', 'To do']


@pytest.mark.parametrize(('there', 'added', 'removed'), [(58, 6, 4), (126, 25, 8)])
def test_scope_change_is_a_share_of_what_was_committed(there, added, removed):
    """Not of what is there at the end, and only what did change counts as changed."""
    stay = [issue(number, points=1) for number in range(1, there - added + 1)]
    went = [issue(900 + number, points=1, sprints=(), history=History().sprint('9', '42', ''))
            for number in range(removed)]
    came = [issue(500 + number, points=1, history=History().sprint('8', '', '42')) for number in range(added)]
    found = compare(*reports(*stay, *went, *came))
    committed = there - added + removed
    assert (found.after.issues, len(found.changed)) == (there, 0)
    assert found.net == Decimal(added - removed) / committed
    assert found.churn == Decimal(added + removed) / committed


def test_an_empty_start_has_no_ratio():
    found = compare(*reports(issue(1, points=3, history=History().sprint('8', '', '42'))))
    assert (found.added_amount, found.net, found.churn) == (3, None, None)


def test_reports_in_different_units_do_not_compare():
    one = worked_example()
    with pytest.raises(Rejected):
        compare(report_of(one, SPRINT, START), report_of(one, SPRINT, LATE, 'issues'))


def test_shares_of_disciplines_are_told_in_percent():
    rows = report_of(worked_example(), SPRINT, LATE)
    split = replace(rows, rows=tuple(replace(row, disciplines={'Dev': Decimal('0.7'), 'QA': Decimal('0.3')})
                                     for row in rows.rows))
    whole = replace(rows, rows=tuple(replace(row, disciplines={'Dev': Decimal(1)}) for row in rows.rows))
    assert compare(whole, split).changed[0].changes == (FieldChange('discipline', 'Dev', 'Dev 70 %, QA 30 %'),)
