"""Answers of the agile interface: boards, their sprints and what is on them."""

from tests.fakes.jira import pages, platform, shapes
from tests.fakes.jira.refusal import Refusal


def boards(ask):
    found = [one for one in ask.site.boards.values() if ask.query.get('type', one['type']) == one['type']
             and ask.query.get('name', '').lower() in one['name'].lower()]
    return pages.by_offset(ask.query, [shapes.board(ask.site, one) for one in found], ask.knobs.agile, 'values')


def board(ask, number):
    return shapes.board(ask.site, _board(ask, number))


def configuration(ask, number):
    return shapes.configuration(ask.site, _board(ask, number))


def board_projects(ask, number):
    text = ask.site.filters[_board(ask, number)['filter']]
    found = [{name: one[name] for name in ('id', 'key', 'name')} for key, one in ask.site.projects.items()
             if key in text and key not in ask.site.hidden_projects]
    return pages.by_offset(ask.query, found, ask.knobs.agile, 'values')


def board_sprints(ask, number):
    """Without a total: an exact multiple of the page costs an empty page unless isLast is believed."""
    one = _board(ask, number)
    if one['type'] != 'scrum':
        raise Refusal(400, 'The board does not support sprints')
    states = set(filter(None, ask.query.get('state', '').split(',')))
    if states - {'active', 'closed', 'future'}:
        raise Refusal(400, 'Sprint state is not valid')
    found = [shapes.sprint(ask.site, sprint) for sprint in ask.site.sprints.values()
             if one['id'] in sprint['boards'] and (not states or sprint['state'] in states)]
    return pages.by_offset(ask.query, found, ask.knobs.agile, 'values', has_total=False)


def board_issues(ask, number):
    return _issues(ask, _of_board(ask, number))


def backlog(ask, number):
    """Of no sprint that is open or to come."""
    live = {one['id'] for one in ask.site.sprints.values() if one['state'] != 'closed'}
    return _issues(ask, [one for one in _of_board(ask, number) if not live & set(one.values.get('sprint') or ())])


def epics(ask, number):
    found = [{'id': one.number, 'key': one.key, 'name': one.values['summary'], 'done': False}
             for one in _of_board(ask, number) if one.values['type'] == '10000']
    return pages.by_offset(ask.query, found, ask.knobs.agile, 'values', has_total=False)


def sprint(ask, number):
    return shapes.sprint(ask.site, _sprint(ask, number))


def sprint_issues(ask, number):
    wanted = _sprint(ask, number)['id']
    return _issues(ask, [one for one in ask.site.visible() if wanted in (one.values.get('sprint') or ())])


def _issues(ask, found):
    names = platform._names(ask.query.get('fields', '*all'))
    told = pages.by_offset(ask.query, found, ask.knobs.agile, 'issues')
    return told | {'issues': [platform._told(ask, one, names, ask.query.get('expand', ''), ask.knobs.expanded)
                              for one in told['issues']]}


def _of_board(ask, number):
    text = ask.site.filters[_board(ask, number)['filter']]
    return platform.found_issues(ask, text or 'created > 0', True)


def _board(ask, number):
    if int(number) not in ask.site.boards:
        raise Refusal(404, 'The requested board cannot be viewed because it either does not exist or you do not have '
                           'permission to view it.')
    return ask.site.boards[int(number)]


def _sprint(ask, number):
    if int(number) not in ask.site.sprints:
        raise Refusal(404, 'Sprint does not exist')
    return ask.site.sprints[int(number)]
