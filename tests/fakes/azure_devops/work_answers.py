"""What is asked about projects, teams, their days, delivery plans and wikis, and the answers."""

from hashlib import sha1

from tests.fakes.azure_devops import shapes
from tests.fakes.azure_devops.refusal import Refusal

NOWHERE = '00000000-0000-0000-0000-000000000000'


def projects(ask):
    found = list(ask.organisation.projects.values())
    skip = ask.number('$skip', ask.number('continuationToken', 0))
    return shapes.many([shapes.project(one, ask.base) for one in found[skip:skip + ask.number('$top', 100)]])


def project(ask):
    return shapes.project(ask.organisation.found_project(ask.parts[0]), ask.base)


def teams(ask):
    home = ask.organisation.found_project(ask.parts[0])
    skip = ask.number('$skip', 0)
    found = list(home.teams.values())[skip:skip + ask.number('$top', 100)]
    return shapes.many([shapes.team(one, home, ask.base) for one in found])


def add_team(ask):
    ask.demand_write()
    home = ask.organisation.found_project(ask.parts[0])
    made = ask.organisation.team(home.name, ask.body['name'])
    made.backlog = None
    return 201, shapes.team(made, home, ask.base)


def settings(ask):
    team = ask.home.team(ask.team)
    return {'backlogIteration': _place(team.backlog) or {'id': NOWHERE, 'name': '', 'path': '', 'url': ''},
            'bugsBehavior': 'off', 'workingDays': team.days,
            'backlogVisibilities': {'Microsoft.EpicCategory': True, 'Microsoft.RequirementCategory': True},
            'defaultIteration': _place(team.default),
            'defaultIterationMacro': None if team.default else '@currentIteration',
            'url': f'{ask.base}/{ask.home.id}/{team.id}/_apis/work/teamsettings', '_links': {}}


def change_settings(ask):
    ask.demand_write()
    team, body = ask.home.team(ask.team), ask.body or {}
    for name, place in (('backlogIteration', 'backlog'), ('defaultIteration', 'default')):
        if name in body:
            setattr(team, place, _iteration(ask, body[name]))
    if 'workingDays' in body:
        team.days = body['workingDays']
    return settings(ask)


def _place(node):
    if node is None:
        return None
    rest = node.path.partition('\\')[2]
    return {'id': node.identifier, 'name': node.name, 'path': f'\\{rest}' if rest else '', 'url': ''}


def field_values(ask):
    team = ask.home.team(ask.team)
    return {'field': {'referenceName': 'System.AreaPath', 'url': f'{ask.base}/_apis/wit/fields/System.AreaPath'},
            'defaultValue': team.areas[0][0] if team.areas else None,
            'values': [{'value': path, 'includeChildren': below} for path, below in team.areas],
            'url': f'{ask.base}/{ask.home.id}/{team.id}/_apis/work/teamsettings/teamfieldvalues', '_links': {}}


def change_field_values(ask):
    ask.demand_write()
    body = ask.body or {}
    if not body.get('defaultValue'):
        raise Refusal(400, 'DefaultValue', 'TeamFieldArgumentNullException')
    values = sorted(body['values'], key=lambda one: one['value'] != body['defaultValue'])
    ask.home.team(ask.team).areas = [(one['value'], one['includeChildren']) for one in values]
    return field_values(ask) | {'values': body['values']}


def iterations(ask):
    team = ask.home.team(ask.team)
    return shapes.many([shapes.team_iteration(one, ask.home, team, ask.base) for one in team.iterations])


def add_iteration(ask):
    ask.demand_write()
    team = ask.home.team(ask.team)
    if team.backlog is None:
        raise Refusal(400, 'TF400497: The backlog iteration path that you specified is no longer valid.',
                      'InvalidTeamSettingsException')
    team.iterations.append(_iteration(ask, ask.body['id']))
    return 201, shapes.team_iteration(team.iterations[-1], ask.home, team, ask.base)


def take_iteration(ask):
    ask.demand_write()
    team = ask.home.team(ask.team)
    team.iterations = [one for one in team.iterations if one.identifier != ask.parts[0]]
    return 204, None


def _iteration(ask, identifier):
    found = next((one for one in ask.home.iterations.below() if one.identifier == identifier), None)
    if found is None:
        raise Refusal(404, f'TF400498: The iteration {identifier} does not exist.', 'IterationNotFoundException')
    return found


def capacities(ask):
    team = ask.home.team(ask.team)
    _iteration(ask, ask.parts[0])
    members = [{'teamMember': shapes.person(one['person']),
                'activities': [{'capacityPerDay': one['hours'], 'name': 'Development'}],
                'daysOff': [_range(*days) for days in one.get('off', ())]}
               for one in team.capacities.get(ask.parts[0], ())]
    return {'teamMembers': members, 'totalCapacityPerDay': sum(one['activities'][0]['capacityPerDay']
                                                               for one in members), 'totalDaysOff': 0}


def days_off(ask):
    team = ask.home.team(ask.team)
    _iteration(ask, ask.parts[0])
    return {'daysOff': [_range(*days) for days in team.days_off.get(ask.parts[0], ())], 'url': ''}


def _range(start, end):
    return {'start': f'{start}T00:00:00Z', 'end': f'{end}T00:00:00Z'}


def total_capacities(ask):
    _iteration(ask, ask.parts[0])
    found = [{'teamId': team.id, 'teamCapacityPerDay': sum(one['hours'] for one in team.capacities[ask.parts[0]]),
              'teamTotalDaysOff': 0} for team in ask.home.teams.values() if ask.parts[0] in team.capacities]
    return {'teams': found, 'totalIterationCapacityPerDay': sum(one['teamCapacityPerDay'] for one in found),
            'totalIterationDaysOff': 0}


def backlog(ask):
    ask.home.team(ask.team)
    names = [name for name in ask.home.states if name not in ('Bug', 'Task')]
    levels = [{'id': f'Microsoft.{name}Category', 'name': f'{name}s', 'rank': 40 - 10 * place,
               'workItemTypes': [{'name': name}], 'type': 'portfolio', 'isHidden': False}
              for place, name in enumerate(names)]
    return {'portfolioBacklogs': levels[:-1], 'requirementBacklog': levels[-1] | {'type': 'requirement'},
            'taskBacklog': {'id': 'Microsoft.TaskCategory', 'name': 'Tasks', 'rank': 1,
                            'workItemTypes': [{'name': 'Task'}], 'type': 'task', 'isHidden': False},
            'workItemTypeMappedStates': [{'workItemTypeName': kind, 'states': dict(states)}
                                         for kind, states in ask.home.states.items()],
            'hiddenBacklogs': [], 'bugsBehavior': 'off', 'isBugsBehaviorConfigured': False, 'url': ''}


def plans(ask):
    return shapes.many([_plan(ask, number, one) for number, one in ask.home.plans.items()])


def plan(ask):
    one = ask.home.plans.get(ask.parts[0])
    if one is None:
        raise Refusal(404, f'VS402855: The plan {ask.parts[0]} does not exist.', 'PlanNotFoundException')
    properties = {'cardSettings': {}, 'criteria': [], 'styleSettings': [], 'teamBacklogMappings': []}
    if one['markers'] is not None:
        properties['markers'] = one['markers']
    return _plan(ask, ask.parts[0], one) | {'properties': properties}


def timeline(ask):
    plan(ask)
    return {'id': ask.parts[0], 'revision': 1, 'startDate': ask.query.get('startDate'),
            'endDate': ask.query.get('endDate'), 'teams': [], 'criteriaStatus': {'type': 0},
            'workItemViolations': 0}


def _plan(ask, number, one):
    return {'id': number, 'revision': 1, 'name': one['name'], 'type': 'deliveryTimelineView',
            'createdDate': '2026-01-05T08:00:00Z', 'description': None,
            'url': f'{ask.base}/{ask.home.id}/_apis/work/plans/{number}'}


def wikis(ask):
    return shapes.many([{'id': number, 'name': one['name'], 'type': 'projectWiki', 'projectId': ask.home.id,
                         'url': f'{ask.base}/_apis/wiki/wikis/{number}'} for number, one in ask.home.wikis.items()])


def page(ask):
    found = _wiki(ask)['pages'].get(ask.query.get('path', '/'))
    if found is None:
        raise Refusal(404, f'Wiki page ‘{ask.query.get("path")}’ could not be found. Ensure that the path of the page '
                           'is correct and the page exists.', 'WikiPageNotFoundException')
    return 200, {'path': ask.query.get('path'), 'content': found, 'id': 1}, {'ETag': _tag(found)}


def write_page(ask):
    ask.demand_write()
    pages, path = _wiki(ask)['pages'], ask.query.get('path', '/')
    before, wanted = pages.get(path), ask.query.get('if-match', '')
    if before is not None and wanted.strip('"') != _tag(before).strip('"'):
        raise Refusal(412, 'The wiki page has been changed by somebody else.', 'WikiPageHasConflictsException')
    pages[path] = ask.body['content']
    return (200 if before is not None else 201), {'path': path, 'content': pages[path], 'id': 1}, {
        'ETag': _tag(pages[path])}


def _wiki(ask):
    found = ask.home.wikis.get(ask.parts[0]) or next(
        (one for one in ask.home.wikis.values() if one['name'] == ask.parts[0]), None)
    if found is None:
        raise Refusal(404, f'Wiki not found: {ask.parts[0]}.', 'WikiNotFoundException')
    return found


def _tag(content):
    return f'"{sha1(content.encode()).hexdigest()}"'
