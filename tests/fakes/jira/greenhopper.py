"""The undocumented reports: worked out from the histories in the simplest way, without any of our rules."""

from tests.fakes.jira.agile import _board, _sprint
from tests.fakes.jira.refusal import Refusal


def sprint_report(ask):
    site, board, sprint = _opened(ask)
    start, end = sprint['activatedDate'] or 0, sprint['completeDate'] or site.now()
    done, lists, added = set(board['columns'][-1][1]), {name: [] for name in NAMES}, {}
    for issue in site.visible():
        before, after = (sprint['id'] in sprints_at(issue, at) for at in (start, end))
        times = [one['at'] for one in issue.histories if start < one['at'] <= end]
        joined = any(sprint['id'] in sprints_at(issue, at) for at in times)
        if before or after or joined:
            lists[_list_of(issue, before, after, start, end, done)].append(issue)
            if not before:
                added[issue.key] = True
    contents = {name: [_entry(site, one) for one in found] for name, found in lists.items()}
    sums = {f'{name}EstimateSum': _sum(issue.values.get(board['estimate']) for issue in found)
            for name, found in lists.items()}
    return {'contents': contents | sums | {'issueKeysAddedDuringSprint': added},
            'sprint': {'id': sprint['id'], 'name': sprint['name'], 'state': sprint['state'].upper()}}


def velocity(ask):
    site, board, _ = _opened(ask, with_sprint=False)
    closed = [one for one in site.sprints.values() if one['state'] == 'closed' and board['id'] in one['boards']]
    done, role = set(board['columns'][-1][1]), board['estimate']
    entries = {}
    for sprint in closed:
        members = [one for one in site.visible() if sprint['id'] in sprints_at(one, sprint['completeDate'])]
        entries[str(sprint['id'])] = {
            'estimated': _sum(one.values.get(role) for one in members),
            'completed': _sum(one.values.get(role) for one in members
                              if status_at(one, sprint['completeDate']) in done)}
    return {'sprints': [{'id': one['id'], 'name': one['name'], 'state': 'CLOSED'} for one in reversed(closed)],
            'velocityStatEntries': entries}


def scope_changes(ask):
    site, _, sprint = _opened(ask)
    changes = {}
    for issue in site.visible():
        for history in issue.histories:
            for item in history['items']:
                if item['field'] == 'Sprint':
                    was, now = (sprint['id'] in _numbers(item[name]) for name in ('from', 'to'))
                    if was != now:
                        changes.setdefault(str(history['at']), []).append({'key': issue.key, 'added': now})
    return {'startTime': sprint['activatedDate'] or sprint['startDate'], 'endTime': sprint['endDate'],
            'completeTime': sprint['completeDate'], 'changes': changes}


NAMES = ('completedIssues', 'issuesNotCompletedInCurrentSprint', 'puntedIssues', 'issuesCompletedInAnotherSprint')


def sprints_at(issue, at):
    items = [(one['at'], item) for one in issue.histories for item in one['items'] if item['field'] == 'Sprint']
    before = [item for when, item in items if when <= at]
    if before or issue.created > at:
        return _numbers(before[-1]['to']) if before else set()
    return _numbers(items[0][1]['from']) if items else set(issue.values.get('sprint') or ())


def status_at(issue, at):
    items = [(one['at'], item) for one in issue.histories for item in one['items'] if item['field'] == 'status']
    before = [item for when, item in items if when <= at]
    return before[-1]['to'] if before else items[0][1]['from'] if items else issue.values['status']


def _list_of(issue, before, after, start, end, done):
    if before and status_at(issue, start) in done:
        return 'issuesCompletedInAnotherSprint'
    if not after:
        return 'puntedIssues'
    return 'completedIssues' if status_at(issue, end) in done else 'issuesNotCompletedInCurrentSprint'


def _opened(ask, with_sprint=True):
    if not ask.knobs.has_greenhopper:
        raise Refusal(404, 'null for uri')
    board = _board(ask, ask.query['rapidViewId'])
    return ask.site, board, _sprint(ask, ask.query['sprintId']) if with_sprint else None


def _entry(site, issue):
    return {'id': issue.number, 'key': issue.key, 'summary': issue.values['summary'],
            'statusId': issue.values['status'], 'typeName': site.name_in(site.types, issue.values['type'])}


def _sum(values):
    known = [one for one in values if one is not None]
    return {'value': float(sum(known)), 'text': f'{sum(known):g}'} if known else {'text': 'null'}


def _numbers(text):
    return {int(one) for one in (text or '').replace(' ', '').split(',') if one}
