"""The fake filled from recorded answers of real sites: ids, dates, statuses and histories as they were published."""

import csv
import json

from app.domain.sprints.jira.stamps import milliseconds
from tests.fakes.jira.site import Issue, Site


def rows(path):
    """The raw answers in a table of the first folder; cells may be far longer than the program would ever take."""
    former = csv.field_size_limit(10**9)
    try:
        with path.open(encoding='utf-8', newline='') as file:
            return list(csv.DictReader(file))
    finally:
        csv.field_size_limit(former)


def answers(path):
    return [json.loads(row['data']) for row in rows(path)]


def long_histories(data):
    """29 sprints on two boards, 53 statuses, four issues, and three more whose histories are all that is known."""
    folder, made = data / 'devlake', Site(zone='Asia/Shanghai')
    made.statuses = _statuses(answers(folder / 'status.csv'))
    made.types = [(one['id'], one['name'], one['hierarchyLevel']) for one in answers(folder / 'issue_types.csv')]
    made.priorities = [('1', 'Highest'), ('2', 'High'), ('3', 'Medium'), ('4', 'Low'), ('5', 'Lowest')]
    board = rows(folder / 'boards.csv')[0]
    made.project('EE', 'Enterprise Edition')
    made.board(board['name'], board['type'], 'project = EE', [
        (name, [row[0] for row in made.statuses if row[2] == category]) for name, category in (
            ('To do', 'new'), ('Doing', 'indeterminate'), ('Done', 'done'))], number=int(board['board_id']))
    shared = {int(row['sprint_id']) for row in rows(folder / 'board_sprints.csv')}
    for one in answers(folder / 'sprints.csv'):
        _sprint(made, one, {int(board['board_id'])} if one['id'] in shared else set())
    for one in answers(folder / 'issues.csv'):
        _issue(made, one, one['changelog']['histories'])
    found = {}
    for row in rows(folder / 'issue_changelogs.csv'):
        found.setdefault(json.loads(row['input'])['issue_id'], []).append(json.loads(row['data']))
    for number, histories in found.items():
        _issue(made, _stub(made, number, histories), histories)
    return made


def kanban(data):
    """Ten issues of a board with limits, some flagged, linked and re-opened."""
    folder, made = data / 'jirametrics', Site(zone='UTC')
    made.statuses = _statuses(json.loads((folder / 'statuses.json').read_text()))
    told = json.loads((folder / 'board_configuration.json').read_text())
    made.project('SP', told['location']['name'])
    made.board(told['name'], told['type'], 'project = SP', [
        (one['name'], [status['id'] for status in one['statuses']]) for one in told['columnConfig']['columns']],
        number=told['id'])
    for path in sorted((folder / 'issues').glob('*.json')):
        one = json.loads(path.read_text())
        _issue(made, one, one['changelog']['histories'])
    return made


def _statuses(told):
    return [(str(one['id']), one['name'], one.get('statusCategory', {}).get('key', 'undefined')) for one in told]


def _sprint(made, one, boards):
    made.sprint(one.get('originBoardId', 0), one['name'], one.get('startDate'), one.get('endDate'),
                one.get('goal') or '', one['id'])
    at = made.sprints[one['id']]
    at.update(state=one['state'], boards=boards | {one.get('originBoardId')},
              activatedDate=milliseconds(one['activatedDate']) if one.get('activatedDate') else None,
              completeDate=milliseconds(one['completeDate']) if one.get('completeDate') else None)


def _issue(made, told, histories):
    """Whatever the fake has no word for is kept as it came."""
    fields, key = told['fields'], told['key']
    project = key.rpartition('-')[0]
    if project not in made.projects:
        made.project(project)
    for rows_, name in ((made.types, 'issuetype'), (made.priorities, 'priority')):
        one = fields.get(name)
        if one and one['id'] not in {row[0] for row in rows_}:
            rows_.append((one['id'], one['name'], -1 if one.get('subtask') else one.get('hierarchyLevel', 0)))
    issue = Issue(int(told['id']), key, milliseconds(fields['created']), _values(made, fields, project))
    issue.histories = sorted(({'id': int(one['id']), 'at': milliseconds(one['created']), 'items': one['items'],
                               'author': _account(made, one.get('author'))} for one in histories),
                             key=lambda one: (one['at'], one['id']))
    issue.others = {name: value for name, value in fields.items() if name.startswith('customfield_')}
    made.issues[issue.number] = issue
    made.by_key[key] = issue.number


def _values(made, fields, project):
    return {'summary': fields.get('summary') or '', 'type': fields['issuetype']['id'], 'project': project,
            'status': fields['status']['id'], 'priority': (fields.get('priority') or {}).get('id'),
            'assignee': _account(made, fields.get('assignee')), 'reporter': _account(made, fields.get('reporter')),
            'labels': fields.get('labels') or [], 'due': fields.get('duedate'), 'seconds': fields.get('timeestimate'),
            'components': [one['name'] for one in fields.get('components') or ()]}


def _account(made, told):
    if not told:
        return ''
    account = told.get('accountId') or ''
    if account:
        made.people[account] = told['displayName']
    return account


def _stub(made, number, histories):
    """An issue of which nothing is known but what became of it."""
    statuses = [item['to'] for one in histories for item in one['items'] if item['field'] == 'status']
    sprints = [item['to'] for one in histories for item in one['items'] if item['field'] == 'Sprint']
    held = [{'id': int(one)} for one in (sprints[-1] if sprints else '').replace(' ', '').split(',') if one]
    return {'id': number, 'key': f'EE-{number}', 'fields': {
        'created': histories[0]['created'], 'issuetype': {'id': made.types[0][0]}, 'priority': {'id': '3'},
        'status': {'id': statuses[-1] if statuses else '1'}, 'customfield_10020': held or None}}
