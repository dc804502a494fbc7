"""Recorded answers of real sites, cloud and server, in our words: understood as they meant them."""

import json
from collections import Counter

import pytest

from app.domain.sprints.jira.reading import FieldMap
from app.domain.sprints.jira.stamps import milliseconds, moment
from app.integrations.jira import translate, translate_site
from app.integrations.jira.sprint_value import sprint
from tests.fakes.jira.recorded import answers
from tests.recorded import folder

pytestmark = pytest.mark.realdata

FIELDS = FieldMap('customfield_10020', 'customfield_10019', 'customfield_10014', 'customfield_10021', '',
                  ('customfield_10036',))


@pytest.fixture(scope='module')
def data():
    return folder('jira')


@pytest.fixture(scope='module')
def kanban(data):
    return {told['key']: told for path in sorted((data / 'jirametrics' / 'issues').glob('*.json'))
            for told in [json.loads(path.read_text())]}


def changes(histories):
    return [one for told in histories for one in translate.changes(told)]


def test_issues_of_the_cloud(data):
    first, second, third, epic = (translate.issue(one, FIELDS) for one in answers(data / 'devlake' / 'issues.csv'))
    assert (first.key, first.status, first.status_name, first.type) == ('EE-20', '10068', '已完成', '故事')
    assert moment(first.created).isoformat() == '2020-06-12T00:29:43.677000+00:00'
    assert second.fields['sprints'] == [175] and second.fields['epic'] == 'K5-1' and third.fields['epic'] == 'K5-4'
    assert epic.key == 'K5-4' and epic.is_epic and not second.is_epic and not any(
        one.faults for one in (first, second, third, epic))


def test_issues_of_a_server_with_links_in_both_directions(data):
    found = {one.key: one for told in answers(data / 'devlake' / 'issue_relationships.csv')
             for one in [translate.issue(told, FieldMap(rank='customfield_10005'))]}
    assert len(found) == 22 and not any(one.faults for one in found.values())
    ways = Counter((link['way'], link['type']) for one in found.values() for link in one.fields['links'])
    assert sum(ways.values()) == 16 and {way for way, _ in ways} == {'in', 'out'}
    blocked, blocking = found['DZFNK0168-1'], found['DZFNK0168-5']
    assert blocked.fields['links'] == [{'type': '10000', 'way': 'in', 'number': 10806, 'key': 'DZFNK0168-5'}]
    assert blocking.fields['links'][0] == {'type': '10000', 'way': 'out', 'number': 10802, 'key': 'DZFNK0168-1'}
    assert blocked.fields['reporter'].startswith('person') and blocked.fields['rank'] == '0|i004y7:'
    assert blocked.number == 10802 and blocked.fields['reporter'] in blocked.people


def test_the_history_of_a_server_tells_links_by_words(data):
    first = answers(data / 'devlake' / 'issue_relationships.csv')[0]
    one, = changes(first['changelog']['histories'])
    assert (one.field, one.now, one.now_text) == ('Link', 'DZFNK0168-5', 'This issue is blocked by DZFNK0168-5')


def test_long_histories_have_a_number_for_every_change(data):
    found = changes(answers(data / 'devlake' / 'issue_changelogs.csv'))
    names = {(one.history, one.item) for one in found}
    assert len(found) == len(names) == sum(len(told['items']) for told in answers(
        data / 'devlake' / 'issue_changelogs.csv'))
    sprints = [one for one in found if one.field == 'customfield_10020']
    assert '38, 40, 41, 42, 43, 46, 47, 50, 57, 60' in {one.now for one in sprints}
    assert '' in {one.author for one in found} and all(one.author_name for one in found)


def test_estimates_flags_and_statuses_of_a_kanban_board(kanban):
    issues = {key: translate.issue(told, FIELDS) for key, told in kanban.items()}
    estimates = {key: one.fields['estimates'] for key, one in issues.items() if one.fields['estimates']}
    assert estimates == {'SP-13': {'customfield_10036': '13'}, 'SP-14': {'customfield_10036': '14'},
                         'SP-15': {'customfield_10036': '13'}}
    every = {key: changes(told['changelog']['histories']) for key, told in kanban.items()}
    points = [(one.was, one.now, one.was_text, one.now_text) for one in every['SP-14']
              if one.field == 'customfield_10036']
    assert points == [('', '', '', '14')]
    flags = [(one.now, one.now_text) for some in every.values() for one in some if one.field == 'customfield_10021']
    assert set(flags) <= {('[10019]', 'Impediment'), ('', '')} and len(flags) == 5
    for key, some in every.items():
        statuses = sorted((one for one in some if one.field == 'status'), key=lambda one: (one.at, one.history))
        assert not statuses or statuses[-1].now == issues[key].status, key


def test_sprints_of_the_cloud_and_of_a_server(data):
    found = [sprint(one) for one in answers(data / 'devlake' / 'sprints.csv')]
    assert len(found) == 29 and sum(one.board != 8 for one in found) == 1
    first = found[0]
    assert (first.number, first.state, first.complete) == (9, 'closed', milliseconds('2020-07-13T01:21:57.062Z'))
    late = [one for one in found if one.complete and one.end and one.complete - one.end > 7 * 86_400_000]
    assert len(late) == 3
    server = [sprint(one) for one in json.loads((data / 'go-jira' / 'sprints.json').read_text())['values']]
    assert [one.state for one in server] == ['closed', 'closed', 'closed', 'active', 'future', 'future']
    assert server[0].complete == milliseconds('2016-04-28T12:08:48.543Z') and server[-1].goal == 'My Goal'
    assert server[-1].start is None


def test_boards_and_their_columns(data):
    boards = [translate_site.board(one) for one in json.loads(
        (data / 'go-jira' / 'all_boards.json').read_text())['values']]
    assert Counter(one.kind for one in boards) == {'scrum': 3, 'kanban': 3} and boards[-1].projects == ('AP',)
    told = json.loads((data / 'go-jira' / 'board_configuration.json').read_text())
    one = translate_site.board_whole(told, ['IT'], '')
    assert (one.number, one.kind, one.projects) == (35, 'kanban', ('IT',)) and one.estimate_field == ''
    assert (one.columns[0].least, one.columns[0].most) == (5, 30) and len(one.columns[4].statuses) == 5
    other = translate_site.board_whole(json.loads(
        (data / 'jirametrics' / 'board_configuration.json').read_text()), [], '')
    assert [column.name for column in other.columns] == ['Backlog', 'Ready', 'In Progress', 'Review', 'Done']
    assert other.sub_query.startswith('fixVersion')


def test_one_name_of_a_status_may_have_many_ids(data):
    found = [translate_site.status(one) for one in answers(data / 'devlake' / 'status.csv')]
    names = Counter(one.name for one in found)
    assert len(found) == 53 and names['Done'] == names['In Progress'] == names['To Do'] == 6
    server = [translate_site.status(one) for one in json.loads((data / 'go-jira' / 'all_statuses.json').read_text())]
    assert len(server) == 37 and '' in {one.category for one in server}


def test_priorities_and_kinds_of_links(data):
    priorities = [translate_site.priority(one) for one in json.loads(
        (data / 'go-jira' / 'all_priorities.json').read_text())]
    assert [one.name for one in priorities] == ['Blocker', 'Critical', 'Major', 'Minor', 'Trivial']
    kinds = [translate_site.link_type(one) for one in json.loads(
        (data / 'go-jira' / 'all_issuelinktypes.json').read_text())]
    assert len(kinds) == 17 and ('Blocker', 'is blocked by', 'blocks') in {
        (one.name, one.inward, one.outward) for one in kinds}


def test_an_issue_of_a_sprint_of_a_server(data):
    told = json.loads((data / 'go-jira' / 'issues_in_sprint.json').read_text())['issues'][0]
    found = translate.issue(told, FieldMap(rank='customfield_11200', epic='customfield_10700',
                                           estimates=('customfield_10105',)))
    assert (found.key, found.fields['estimates'], found.fields['epic']) == (
        'AR-86', {'customfield_10105': '13'}, 'AR-37')
    assert found.fields['resolved'] == milliseconds('2015-12-07T22:19:13Z')
