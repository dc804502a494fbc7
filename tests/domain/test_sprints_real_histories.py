"""Histories of real sites, replayed: lists of sprints, carrying over seconds after the end, statuses nobody lists."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import Change, ColumnOfBoard, Columns, Issue, Sprint, Status
from app.domain.sprints.facts.replay import past_of
from app.domain.sprints.jira.reading import FieldMap
from app.domain.sprints.jira.stamps import milliseconds
from app.domain.sprints.metrics.analysis import report_of
from app.integrations.jira import translate, translate_site
from app.integrations.jira.sprint_value import sprint
from tests.fakes.jira.recorded import answers, rows
from tests.recorded import folder
from tests.sprints import board

pytestmark = pytest.mark.realdata

POINTS = 'customfield_10036'
CANONICAL = {'customfield_10020': 'sprint', 'customfield_10021': 'flagged'}
FIELDS = FieldMap('customfield_10020', 'customfield_10019', 'customfield_10014', 'customfield_10021', '', (POINTS,))
NOW = milliseconds('2022-07-01T00:00:00Z')
EE = Columns(1, 0, (  # the retired “Code Review” and “to be tested” stand in none
    ColumnOfBoard('Open', 'not_started', frozenset({'1'})), ColumnOfBoard('In work', 'started', frozenset({'10074'})),
    ColumnOfBoard('In test', 'waiting', frozenset({'10084', '10141'})),
    ColumnOfBoard('Done', 'done', frozenset({'6', '10068'}))), '')


def changes_of(histories):
    return tuple(Change(one.at, one.history, one.item, CANONICAL.get(one.field, one.field), one.was, one.now,
                        one.was_text, one.now_text, one.author, one.author_name)
                 for told in histories for one in translate.changes(told))


@pytest.fixture(scope='module')
def data():
    return folder('jira')


@pytest.fixture(scope='module')
def carried(data):
    """A board of which one issue was carried through ten sprints."""
    sprints = {}
    for told in answers(data / 'devlake' / 'sprints.csv'):
        one = sprint(told)
        sprints[one.number] = Sprint(one.number, one.name, one.state, one.goal, one.start, one.activated, one.end,
                                     one.complete, (one.name,), one.board)
    histories = {}
    for told, number in zip(answers(data / 'devlake' / 'issue_changelogs.csv'), _issues_of(data), strict=True):
        histories.setdefault(number, []).append(told)
    listed = {one.id: Status(one.id, one.name, one.category)
              for one in map(translate_site.status, answers(data / 'devlake' / 'status.csv'))}
    issues = [_issue(number, changes_of(told)) for number, told in histories.items()]
    return board(issues, list(sprints.values()), statuses=listed, mappings=(EE,), zone='Asia/Shanghai')


def _issues_of(data):
    return [int(row['url'].split('/issue/')[1].split('/')[0])
            for row in rows(data / 'devlake' / 'issue_changelogs.csv')]


def _issue(number, changes):
    """As its history leaves it."""
    last = {one.field: one for one in changes}
    moves = last.get('sprint')
    return Issue(number, f'EE-{number}', 'Story', 'x', 'EE', min(one.at for one in changes), last['status'].now,
                 sprints=tuple(int(one) for one in moves.now.split(',')) if moves else (), changes=changes)


def row_of(one, number, issue):
    return next((row for row in report_of(one, number, NOW).rows if row.number == issue), None)


@pytest.mark.parametrize(('number', 'class_', 'is_added', 'is_committed', 'came_from', 'rollovers'), [
    (38, 'not_completed', True, False, '', 0),  # put in after the start, carried on 13 s after the end
    (40, 'not_completed', False, True, 'EE Sprint 28', 1),
    (41, 'not_completed', False, True, 'EE Sprint 29', 2),
    (42, 'not_completed', False, False, 'EE Sprint 30', 3),  # in a status nobody lists when it started
    (43, 'not_completed', False, True, 'EE Sprint 31', 4),
    (46, 'completed', False, True, 'EE Sprint 32', 5),
    (47, 'done_before', False, False, 'EE Sprint 32', 5),
    (50, 'done_before', False, False, 'EE Sprint 32', 5),
    (57, 'done_before', False, False, 'EE Sprint 32', 5),
    (60, 'done_before', False, False, 'EE Sprint 32', 5),  # it began before the other ended; taken out again later
])
def test_an_issue_carried_through_ten_sprints_is_right_in_each(
        carried, number, class_, is_added, is_committed, came_from, rollovers):
    row = row_of(carried, number, 13954)
    assert (row.class_, row.is_added, row.is_committed, row.came_from, row.rollovers) == (
        class_, is_added, is_committed, came_from, rollovers)


@pytest.mark.parametrize(('number', 'target'), [
    (38, 'EE Sprint 29'), (40, 'EE Sprint 30'), (41, 'EE Sprint 31'), (42, 'EE Sprint 32'), (43, 'EE Sprint 33')])
def test_seconds_after_the_end_an_issue_goes_to_the_next_sprint_and_stays_in_the_closed_one(carried, number, target):
    row, end = row_of(carried, number, 13954), carried.sprints[number].complete
    assert row.went_to == target
    past = past_of(carried, carried.issues[13954])
    following = next(stay for stay in past.memberships() if stay.start > end)
    assert 3_000 <= following.start - end <= 14_000
    assert number in past.sprints_at(NOW)


def test_its_sprints_are_read_from_lists(carried):
    past = past_of(carried, carried.issues[13954])
    assert [stay.sprint for stay in past.memberships()] == [38, 40, 41, 42, 43, 46, 47, 50, 57, 60]
    assert [stay.sprint for stay in past.memberships() if stay.end] == [60]
    assert past.sprints_at(milliseconds('2021-03-27T00:00:00Z')) == {38, 40, 41, 42, 43}


def test_statuses_that_nobody_lists_count_as_not_done_and_are_told_with_their_names(carried):
    for number, name in ((41, 'Code Review'), (42, '待测试')):
        report = report_of(carried, number, NOW)
        assert report.figures.unmapped == 1
        assert any('counted as not done' in one and name in one for one in report.about.warnings)
    done = ColumnOfBoard('Done', 'done', frozenset({'6', '10068', '10075', '10091'}))
    both = Columns(2, 0, (*EE.columns[:3], done), '')
    mapped = replace(carried, mappings=(both,))
    assert row_of(mapped, 41, 13954).class_ == 'completed'
    assert report_of(mapped, 41, NOW).about.warnings == ('This board has no estimate, so points are not known.',)


def test_an_issue_put_in_before_the_start_is_committed_there(carried):
    row = row_of(carried, 34, 13383)
    assert (row.class_, row.is_added, row.is_committed, row.status) == ('completed', False, True, 'Closed')


def test_a_whole_history_is_free_of_gaps_where_it_was_read_whole(carried):
    assert past_of(carried, carried.issues[13954]).faults == ()


def test_every_sprint_of_the_board_has_a_report(carried):
    for number in carried.sprints:
        report = report_of(carried, number, NOW, 'issues')
        assert report.figures.final.issues >= 0 and report.burndown


@pytest.fixture(scope='module')
def metrics(data):
    """A board with points, flags and work that was opened again."""
    told = json.loads((data / 'jirametrics' / 'board_configuration.json').read_text())
    columns = [(one['name'], frozenset(status['id'] for status in one['statuses']))
               for one in told['columnConfig']['columns']]
    kinds = ('not_started', 'started', 'started', 'waiting', 'done')
    mapping = Columns(1, 0, tuple(ColumnOfBoard(name, kind, statuses)
                                  for (name, statuses), kind in zip(columns, kinds, strict=True)), POINTS)
    issues = []
    for path in sorted((data / 'jirametrics' / 'issues').glob('*.json')):
        raw = json.loads(path.read_text())
        one = translate.issue(raw, FIELDS)
        issues.append(Issue(one.number, one.key, one.type, one.title, one.project, one.created, one.status,
                            sprints=tuple(one.fields.get('sprints', ())), estimates=one.fields.get('estimates', {}),
                            is_flagged=bool(one.fields.get('flagged')),
                            changes=changes_of(raw['changelog']['histories'])))
    start, end = milliseconds('2022-04-15T00:55:17.688Z'), milliseconds('2022-04-26T16:51:00Z')
    return board(issues, [Sprint(3, 'Scrum Sprint 3', 'active', '', start, None, end, None)], mappings=(mapping,),
                 statuses={})


def by_key(one):
    return {issue.key: past_of(one, issue) for issue in one.issues.values()}


def test_an_active_sprint_of_a_real_site_has_these_figures(metrics):
    figures = report_of(metrics, 3, milliseconds('2022-04-25T00:00:00Z')).figures
    assert (figures.committed.amount, figures.completed.amount, figures.added.amount, figures.remaining.amount) == (
        27, 27, 13, 13)
    assert (figures.say_do, figures.churn) == (1, Decimal(13) / 27)


def test_points_of_a_real_site_stand_in_the_texts(metrics):
    past = by_key(metrics)['SP-13']
    assert [past.points_at(milliseconds(at)) for at in ('2022-04-15T00:52:51Z', '2022-04-15T00:52:52Z')] == [None, 13]
    assert by_key(metrics)['SP-15'].points_at(milliseconds('2022-04-24T17:00:00Z')) == 13  # since the creation


def test_flags_of_a_real_site_come_and_go(metrics):
    past = by_key(metrics)['SP-10']
    assert [past.is_flagged_at(milliseconds(f'2021-09-06T04:33:{second}Z')) for second in ('30', '31', '55', '56')] == [
        False, True, True, False]
    assert by_key(metrics)['SP-1'].is_flagged_at(NOW)


def test_work_that_was_opened_again_on_a_real_site_is_done_open_and_done(metrics):
    past = by_key(metrics)['SP-5']
    assert [past.is_done_at(milliseconds(at)) for at in (
        '2021-09-06T04:34:14Z', '2021-09-06T04:34:15Z', '2021-10-11T12:48:43Z', '2021-10-11T12:50:00Z')] == [
        False, True, False, True]


def test_histories_of_a_real_site_fit_together(metrics):
    assert {key: past.faults for key, past in by_key(metrics).items() if past.faults} == {}
