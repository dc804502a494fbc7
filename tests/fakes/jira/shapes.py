"""What the fake answers, in the shapes of Jira: cloud and server differ in people, sprints and histories."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.fakes.jira import vocabulary as words

URL = 'https://jira.example'  # in answers that name themselves; nobody follows it


def moment(site, ms):
    """2021-01-25T11:09:27.985+0800, in the zone of whoever asks."""
    if ms is None:
        return None
    at = datetime.fromtimestamp(ms // 1000, ZoneInfo(site.zone))
    return f'{at:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}{at:%z}'


def utc(ms):
    if ms is None:
        return None
    return f'{datetime.fromtimestamp(ms // 1000, UTC):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z'


def person(site, account):
    if not account:
        return None
    name = {'displayName': site.people.get(account, account), 'active': True, 'timeZone': site.zone}
    return {'accountId': account, 'accountType': 'atlassian', **name} if site.is_cloud else {
        'key': account, 'name': account, 'emailAddress': f'{account}@example.com', **name}


def status(site, identifier):
    row = next((one for one in site.statuses if one[0] == identifier), (identifier, '', 'undefined'))
    number, name, colour = words.CATEGORIES[row[2]]
    return {'self': f'{URL}/rest/api/2/status/{identifier}', 'id': identifier, 'name': row[1],
            'statusCategory': {'id': number, 'key': row[2], 'name': name, 'colorName': colour}}


def kind(site, identifier):
    row = next((one for one in site.types if one[0] == identifier), (identifier, '', 0))
    level = {'hierarchyLevel': row[2]} if site.is_cloud else {}
    return {'id': row[0], 'name': row[1], 'subtask': row[2] < 0, **level}


def sprint(site, one):
    """As the agile interface tells it."""
    dates = {name: utc(one[name]) for name in ('startDate', 'endDate', 'completeDate', 'activatedDate') if one[name]}
    return {'id': one['id'], 'self': f'{URL}/rest/agile/1.0/sprint/{one["id"]}', 'state': one['state'],
            'name': one['name'], **dates, 'originBoardId': one['board'], 'goal': one['goal']}


def sprint_value(site, one):
    """As an issue holds it."""
    if site.is_cloud:
        dates = {name: utc(one[name]) for name in ('startDate', 'endDate', 'completeDate') if one[name]}
        return {'id': one['id'], 'name': one['name'], 'state': one['state'], 'boardId': one['board'],
                'goal': one['goal'], **dates}
    told = {'id': one['id'], 'rapidViewId': one['board'], 'state': one['state'].upper(), 'name': one['name'],
            **{name: moment(site, one[name]) for name in ('startDate', 'endDate', 'completeDate', 'activatedDate')},
            'sequence': one['id'], 'goal': one['goal'], 'autoStartStop': 'false', 'synced': 'false'}
    inside = ','.join(f'{name}={"<null>" if value is None else value}' for name, value in told.items())
    return f'com.atlassian.greenhopper.service.sprint.Sprint@{one["id"]:x}f0[{inside}]'


def values(site, issue):
    """All fields, by id."""
    at = issue.values
    parent = site.issues.get(at.get('parent'))
    resolved = [one['at'] for one in issue.histories for item in one['items'] if item['field'] == 'status'
                and _is_done(site, item['to'])] if _is_done(site, at['status']) else []
    found = {
        'summary': at['summary'], 'issuetype': kind(site, at['type']), 'status': status(site, at['status']),
        'project': {name: site.projects[at['project']][name] for name in ('id', 'key', 'name')},
        'priority': {'id': at['priority'], 'name': site.name_in(site.priorities, at['priority'])}
        if at['priority'] else None,
        'assignee': person(site, at.get('assignee')), 'reporter': person(site, at.get('reporter')),
        'labels': at.get('labels') or [], 'components': [{'name': one} for one in at.get('components') or ()],
        'fixVersions': [{'name': one} for one in at.get('versions') or ()], 'duedate': at.get('due'),
        'created': moment(site, issue.created), 'updated': moment(site, issue.updated),
        'resolutiondate': moment(site, max(resolved)) if resolved else None, 'timeestimate': at.get('seconds'),
        'timeoriginalestimate': at.get('original_seconds'), 'timespent': at.get('spent_seconds'),
        'issuelinks': [link(site, *one) for one in issue.links], 'description': at.get('description')}
    if parent:
        found['parent'] = {'id': str(parent.number), 'key': parent.key,
                           'fields': {'issuetype': kind(site, parent.values['type'])}}
    return found | {site.fields[role][0]: _custom(site, role, at.get(role)) for role in site.fields} | issue.others


def issue(site, one, names):
    """With the fields of these names; None: all."""
    every = {'updated': moment(site, one.updated)} if names == ['updated'] else values(site, one)
    fields = every if names is None else {name: every[name] for name in names if name in every}
    return {'id': str(one.number), 'key': one.key, 'self': f'{URL}/rest/api/2/issue/{one.number}', 'fields': fields}


def history(site, one, is_bulk=False):
    items = one['items'] if site.is_cloud else [{name: value for name, value in item.items() if name != 'fieldId'}
                                                for item in one['items']]
    told = {'id': str(one['id']), 'created': one['at'] if is_bulk else moment(site, one['at']), 'items': items}
    return told | ({'author': person(site, one['author'])} if one['author'] else {})


def link(site, identifier, type_id, way, number):
    row = next(one for one in site.link_types if one[0] == type_id)
    other = site.issues.get(number) or site.gone[number]
    end = {'id': str(number), 'key': other.key, 'fields': {'summary': other.values['summary']}}
    return {'id': str(identifier), 'type': dict(zip(('id', 'name', 'inward', 'outward'), row, strict=True)),
            'outwardIssue' if way == 'out' else 'inwardIssue': end}


def board(site, one):
    project = next((key for key in site.projects if key in site.filters[one['filter']]), None)
    place = {'location': {'projectKey': project, 'projectId': int(site.projects[project]['id']),
                          'displayName': site.projects[project]['name']}} if project else {}
    return {'id': one['id'], 'self': f'{URL}/rest/agile/1.0/board/{one["id"]}', 'name': one['name'],
            'type': one['type'], **place}


def configuration(site, one):
    role = one['estimate']
    named = site.fields.get(role) or words.PLAIN.get(role)
    estimation = {'type': 'field', 'field': {'fieldId': named[0], 'displayName': named[1]}} if named else {
        'type': 'issueCount'}
    columns = [{'name': name, 'statuses': [{'id': number} for number in ids]} for name, ids in one['columns']]
    told = board(site, one) | {'filter': {'id': one['filter']}, 'columnConfig': {'columns': columns,
                               'constraintType': 'issueCount'}, 'ranking': {'rankCustomFieldId': 10019}}
    return told | ({'estimation': estimation} if one['type'] == 'scrum' else {'subQuery': {
        'query': 'fixVersion in unreleasedVersions() OR fixVersion is EMPTY'}})


def _is_done(site, identifier):
    return any(row[0] == identifier and row[2] == 'done' for row in site.statuses)


def _custom(site, role, value):
    if role == 'sprint':
        return [sprint_value(site, site.sprints[one]) for one in value or () if one in site.sprints] or None
    if role == 'flagged':
        return [{'id': '10019', 'value': 'Impediment'}] if value else None
    if role == 'owner':
        return person(site, value)
    return float(value) if isinstance(value, int) and role in ('points', 'estimate') else value
