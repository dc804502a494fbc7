"""Answers of Jira in our words: what is there is kept exactly, what cannot be understood is none, and said."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.sprints.jira.reading import FieldMap, RawSprint
from app.domain.sprints.jira.stamps import milliseconds
from app.errors import Rejected
from app.integrations.jira import translate, translate_site
from app.integrations.jira.sprint_value import sprint, sprint_number

FIELDS = FieldMap('sprint', 'rank', 'epic', 'flag', 'owner', ('points', 'guess'), ('team', 'tags'))


def issue(number='10', key='SHOP-7', **fields):
    told = {'created': '2021-01-25T11:09:27.985+0800', 'updated': '2021-01-25T11:09:27.985+0800'}
    return translate.issue({'id': number, 'key': key, 'fields': told | fields}, FIELDS)


def test_an_issue_with_nothing_but_its_dates_is_an_issue():
    found = issue()
    assert (found.number, found.key, found.project, found.type, found.status) == (10, 'SHOP-7', 'SHOP', '', '')
    assert found.created == 1611544167985 and found.updated == '2021-01-25T11:09:27.985+0800'
    assert found.parent is None and not found.is_epic and not found.is_subtask and found.people == {}
    assert found.fields['sprints'] == [] and found.fields['estimates'] == {} and found.fields['assignee'] == ''


@pytest.mark.parametrize('created', ['2021-01-25T11:09:27.985', '2021-01-25', None, ''])
def test_an_issue_whose_dates_lack_their_zone_is_refused(created):
    with pytest.raises(Rejected):
        issue(created=created)


ESTIMATES = [(5.0, '5'), (0.5, '0.5'), (0, '0'), (-3, '-3'), (1e9, '1000000000'), ('3,5', '3,5'), ('XL', 'XL'),
             ({'value': '8'}, '8'), ({'value': 2.0, 'id': '1'}, '2')]


@pytest.mark.parametrize(('told', 'text'), ESTIMATES, ids=[str(one[0]) for one in ESTIMATES])
def test_an_estimate_is_kept_as_it_was_written(told, text):
    assert issue(points=told).fields['estimates'] == {'points': text} and issue(points=told).faults == ()


@pytest.mark.parametrize(('told', 'is_fault'), [(None, False), ('', False), ([], True), ([1], True), (True, True),
                                                ({}, True), ({'value': None}, True)], ids=repr)
def test_no_estimate_is_no_zero(told, is_fault):
    found = issue(points=told, guess=3.0)
    assert found.fields['estimates'] == {'guess': '3'} and bool(found.faults) is is_fault


def test_people_go_by_their_account_not_by_their_name():
    found = issue(assignee={'accountId': 'a1', 'displayName': 'Same Name'},
                  reporter={'key': 'k2', 'name': 'n2', 'displayName': 'Same Name'}, owner=[{'name': 'n3'}])
    assert (found.fields['assignee'], found.fields['reporter'], found.fields['owner']) == ('a1', 'k2', 'n3')
    assert found.people == {'a1': 'Same Name', 'k2': 'Same Name', 'n3': 'Unknown person'}


@pytest.mark.parametrize('told', [None, {}, 'somebody', {'accountId': ''}, []], ids=repr)
def test_somebody_without_an_account_is_nobody_we_could_name(told):
    found = issue(assignee=told)
    assert found.fields['assignee'] == '' and found.people == {}


ODD = ('text', 7, 1.5, True, [1, None], ['a'], {'x': 1}, {}, [])


@settings(max_examples=150)
@given(some.dictionaries(some.sampled_from([
    'summary', 'issuetype', 'status', 'project', 'parent', 'priority', 'assignee', 'reporter', 'labels', 'components',
    'fixVersions', 'duedate', 'timeestimate', 'issuelinks', 'sprint', 'rank', 'epic', 'flag', 'owner', 'points',
    'team']), some.sampled_from([*ODD, None]), max_size=8))
def test_fields_of_any_other_kind_never_keep_an_issue_from_being_read(fields):
    found = issue(**fields)
    assert found.number == 10 and isinstance(found.fields['labels'], list)
    json.dumps(found.fields)


def test_a_field_of_another_kind_is_none_and_said():
    found = issue(priority='High', labels='mobile', components={'name': 'x'}, points=float('nan'))
    assert found.fields['priority'] == '' and found.fields['labels'] == [] == found.fields['components']
    assert found.fields['estimates'] == {'points': 'nan'} and len(found.faults) == 3


def test_links_keep_their_direction():
    kind = {'id': '1', 'name': 'Blocks', 'inward': 'is blocked by', 'outward': 'blocks'}
    found = issue(issuelinks=[{'type': kind, 'outwardIssue': {'id': '11', 'key': 'SHOP-8'}},
                              {'type': kind, 'inwardIssue': {'id': '12', 'key': 'SHOP-9'}},
                              {'type': kind, 'inwardIssue': {'key': 'OTHER-1'}}, {'type': kind}])
    assert found.fields['links'] == [{'type': '1', 'way': 'out', 'number': 11, 'key': 'SHOP-8'},
                                     {'type': '1', 'way': 'in', 'number': 12, 'key': 'SHOP-9'}]
    assert len(found.faults) == 1


@pytest.mark.parametrize(('kind', 'is_epic', 'is_subtask'), [
    ({'name': 'Initiative', 'hierarchyLevel': 2}, False, False), ({'name': 'Thema', 'hierarchyLevel': 1}, True, False),
    ({'name': 'Epic'}, True, False), ({'name': 'Epic', 'hierarchyLevel': 0}, False, False),
    ({'name': 'Teilaufgabe', 'subtask': True, 'hierarchyLevel': -1}, False, True)], ids=lambda one: str(one))
def test_epics_and_subtasks_are_known_by_their_level(kind, is_epic, is_subtask):
    found = issue(issuetype=kind)
    assert (found.is_epic, found.is_subtask, found.type) == (is_epic, is_subtask, kind['name'])


def test_the_epic_is_the_linked_one_else_the_parent_that_is_one():
    parent = {'id': '3', 'key': 'SHOP-1', 'fields': {'issuetype': {'name': 'Epic', 'hierarchyLevel': 1}}}
    story = {'id': '4', 'key': 'SHOP-2', 'fields': {'issuetype': {'name': 'Story', 'hierarchyLevel': 0}}}
    assert issue(parent=parent).fields['epic'] == 'SHOP-1' and issue(parent=parent).parent == 3
    assert issue(parent=story).fields['epic'] == '' and issue(parent=story, epic='SHOP-5').fields['epic'] == 'SHOP-5'


OTHERS = [('Red', 'Red'), (['a', 'b'], ['a', 'b']), ({'value': 'A', 'child': {'value': 'B'}}, 'A / B'),
          ([{'name': 'X'}, {'value': 'Y'}], ['X', 'Y']), (3.0, '3'), (True, 'true'), ({'displayName': 'Anna'}, 'Anna')]


@pytest.mark.parametrize(('told', 'text'), OTHERS, ids=[str(one[0]) for one in OTHERS])
def test_any_other_field_is_text_or_texts(told, text):
    assert issue(team=told).fields['others'] == {'team': text}


@pytest.mark.parametrize('told', [None, '', [], {}, [None]], ids=repr)
def test_a_field_that_holds_nothing_is_absent(told):
    assert issue(team=told).fields['others'] == {}


PRINTED = [
    ('id=7,rapidViewId=1,state=ACTIVE,name=Sprint 7,startDate=2021-01-25T11:09:27.985+08:00,endDate=<null>,'
     'completeDate=<null>,activatedDate=<null>,sequence=7,goal=,autoStartStop=false,synced=false',
     RawSprint(7, 'Sprint 7', 'active', '', 1611544167985, None, None, None, 1)),
    ('rapidViewId=1,state=CLOSED,name=A, [b]=c, d],goal=Ship, then, rest,startDate=<null>,id=9,sequence=9',
     RawSprint(9, 'A, [b]=c, d]', 'closed', 'Ship, then, rest', None, None, None, None, 1)),
    ('id=8,state=FUTURE,name=x,state=CLOSED,goal=id=5,sequence=8',
     RawSprint(8, 'x,state=CLOSED', 'future', 'id=5', None, None, None, None, None)),
    ('id=3,rapidViewId=<null>,state=FUTURE,name=,sequence=3', RawSprint(3, '', 'future')),
]


@pytest.mark.parametrize(('inside', 'expected'), PRINTED, ids=['plain', 'commas', 'the word of a key', 'no name'])
@pytest.mark.parametrize('maker', ['com.atlassian.greenhopper.service.sprint.Sprint', 'com.pyxis.greenhopper.Sprint'])
def test_a_sprint_that_java_printed_is_understood(maker, inside, expected):
    assert sprint(f'{maker}@1f39a706[{inside}]') == expected
    assert sprint_number(f'{maker}@1f39a706[{inside}]') == expected.number


def test_a_sprint_of_the_cloud_is_understood():
    told = {'id': 41, 'name': 'Demo, Berlin [A]', 'state': 'closed', 'boardId': 8, 'goal': 'Go',
            'startDate': '2026-01-05T08:00:00.000Z', 'endDate': '2026-01-16T16:00:00.000Z',
            'completeDate': '2026-01-16T16:00:04.402Z'}
    assert sprint(told) == RawSprint(41, 'Demo, Berlin [A]', 'closed', 'Go', milliseconds('2026-01-05T08:00Z'), None,
                                     milliseconds('2026-01-16T16:00Z'), milliseconds('2026-01-16T16:00:04.402Z'), 8)


@pytest.mark.parametrize('told', [None, '', 'Sprint 7', {}, {'id': 'x'}, 'a.Sprint@1[name=x]', 7.5, []], ids=repr)
def test_what_is_no_sprint_is_none(told):
    assert sprint(told) is sprint_number(told) is None


def test_a_sprint_that_cannot_be_understood_is_a_fault_of_the_issue_and_the_others_stay():
    found = issue(sprint=[{'id': 7}, 'nonsense', {'id': 7}, 9])
    assert found.fields['sprints'] == [7, 9] and len(found.faults) == 1


@pytest.mark.parametrize('name', ['startDate', 'endDate', 'completeDate', 'activatedDate'])
def test_a_sprint_whose_dates_lack_their_zone_is_refused(name):
    with pytest.raises(Rejected):
        sprint({'id': 1, 'name': 'x', name: '2026-01-05T08:00:00'})


NAMES = some.text(some.sampled_from('abc,=[] id'), max_size=25).map(str.strip)


@settings(max_examples=80)
@given(NAMES, NAMES)
def test_a_printed_sprint_of_any_name_keeps_its_number(name, goal):
    told = sprint(f'com.atlassian.greenhopper.service.sprint.Sprint@ff[id=12,rapidViewId=3,state=CLOSED,name={name},'
                  f'startDate=<null>,endDate=<null>,completeDate=<null>,activatedDate=<null>,sequence=1,goal={goal}]')
    assert (told.number, told.state, told.board, told.name, told.goal) == (12, 'closed', 3, name, goal)


def history(*items, created='2021-01-25T11:09:27.985+0800', **options):
    return list(translate.changes({'id': '5', 'created': created, 'items': list(items)} | options))


def item(field, was=None, now=None, **options):
    return {'field': field, 'fieldtype': 'jira', 'from': was, 'to': now} | options


def test_a_change_keeps_ids_texts_and_who_made_it():
    one, = history(item('status', '1', '3', fieldId='status', fromString='Offen', toString='In Arbeit'),
                   author={'accountId': 'a', 'displayName': 'Anna'})
    assert (one.history, one.at, one.author, one.author_name) == (5, 1611544167985, 'a', 'Anna')
    assert (one.field, one.was, one.now, one.was_text, one.now_text) == ('status', '1', '3', 'Offen', 'In Arbeit')


def test_a_change_of_nobody_is_a_change():
    one, = history(item('status', '1', '3'))
    assert (one.author, one.author_name) == ('', '')


def test_a_date_in_milliseconds_is_the_same_moment():
    assert history(item('x'), created=1611544167985)[0].at == history(item('x'))[0].at
    with pytest.raises(Rejected):
        history(item('x'), created='2021-01-25T11:09:27.985')


def test_custom_fields_of_servers_get_their_id_where_their_name_is_theirs_alone():
    told = {'id': '5', 'created': 0, 'items': [item('Sprint', '', '7', fieldtype='custom'), item('Sprint')]}
    found = list(translate.changes(told | {'created': 1611544167985}, {'Sprint': 'customfield_1'}))
    assert [one.field for one in found] == ['customfield_1', 'Sprint']


def test_what_has_several_names_gets_one():
    """Depending on the kind and age of Jira."""
    found = history(item('Parent', fieldId='parent'), item('IssueParentAssociation'), item('Parent Issue'),
                    item('Link'), item('links', fieldId='issuelinks'), item('Key'), item('key', fieldId='issuekey'))
    assert [one.field for one in found] == ['Parent'] * 3 + ['Link'] * 2 + ['Key'] * 2


def test_an_item_has_the_same_number_whatever_else_is_told():
    every = history(item('status', '1', '2'), item('Link', '', 'A'), item('Link', '', 'B'), item('Sprint', '', '7'))
    links = history(item('Link', '', 'A'), item('Link', '', 'B'))
    assert [one.item for one in links] == [one.item for one in every if one.field == 'Link']
    assert len({one.item for one in every}) == 4 and all(0 <= one.item < 2**30 for one in every)


def test_a_status_without_a_category_has_none():
    assert translate_site.status({'id': '1', 'name': 'x'}).category == ''
    assert translate_site.status({'id': '1', 'name': 'x', 'statusCategory': {'key': 'undefined'}}).category == ''
    assert translate_site.status({'id': '1', 'name': 'x', 'statusCategory': {'key': 'done'}}).category == 'done'


@pytest.mark.parametrize('estimation', [None, {'type': 'issueCount'}, {'type': 'none'}, {'type': 'field'}], ids=repr)
def test_a_board_that_counts_issues_has_no_estimate(estimation):
    board = translate_site.board_whole({'id': 1, 'name': 'x', 'type': 'scrum', 'estimation': estimation}, [], '')
    assert (board.estimate_field, board.columns, board.projects) == ('', (), ())
