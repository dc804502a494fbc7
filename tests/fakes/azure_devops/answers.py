"""What is asked about items, trees and types, and the answers."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.azure_devops import patching, shapes, wiql
from tests.fakes.azure_devops.organisation import Organisation, Pass, is_under
from tests.fakes.azure_devops.refusal import Refusal, no_item

LARGEST_BATCH = 200
LINKS_AT_ONCE = 100


@dataclass
class Ask:
    """One request, taken apart."""
    organisation: Organisation
    held: Pass
    base: str
    method: str
    project: str = ''
    team: str = ''
    parts: tuple = ()  # of the address that the route names
    query: dict = field(default_factory=dict)
    body: object = None

    def number(self, name, otherwise):
        return int(self.query.get(name) or otherwise)

    def list(self, name):
        return [part.strip() for part in self.query.get(name, '').split(',') if part.strip()]

    @property
    def home(self):
        return self.organisation.found_project(self.project)

    def item(self, number):
        one = self.organisation.items.get(int(number))
        if one is None or not self.organisation.sees(self.held, one):
            raise no_item(number)
        return one

    def demand_write(self, *paths):
        if not self.held.may_write:
            raise Refusal(401, "TF400813: The user 'person1@example.com' is not authorized to access this resource.",
                          'UnauthorizedRequestException')
        for path in paths:
            if self.held.areas is not None and not any(is_under(path, area) for area in self.held.areas):
                raise Refusal(403, f'TF237111: The current user does not have permissions to save work items under '
                                   f'the specified area path: {path}.', 'WorkItemTrackingUnauthorizedException')


def find(ask):
    if not isinstance(ask.body, dict) or not isinstance(ask.body.get('query'), str):
        raise Refusal(400, 'Value cannot be null. Parameter name: wiql', 'ArgumentNullException')
    top = ask.query.get('$top')
    found, columns = wiql.answer(ask.organisation, ask.held, ask.body['query'],
                                 ask.home.name if ask.project else None, int(top) if top else None)
    return {'queryType': 'flat', 'queryResultType': 'workItem', 'asOf': '2026-01-05T08:00:00.000Z',
            'columns': [{'referenceName': name, 'name': name.rpartition('.')[2],
                         'url': f'{ask.base}/_apis/wit/fields/{name}'} for name in columns],
            'workItems': [{'id': number, 'url': f'{ask.base}/_apis/wit/workItems/{number}'} for number in found]}


def items(ask):
    return _several(ask, ask.list('ids'), ask.list('fields'), ask.query.get('$expand', ''),
                    ask.query.get('errorPolicy', ''))


def batch(ask):
    body = ask.body or {}
    return _several(ask, body.get('ids') or [], body.get('fields') or [], body.get('$expand') or '',
                    body.get('errorPolicy') or '')


def _several(ask, ids, fields, expand, policy):
    if len(ids) > LARGEST_BATCH:
        raise Refusal(400, f'VS403474: You are requesting {len(ids)} work items. The maximum is {LARGEST_BATCH}.',
                      'VssPropertyValidationException')
    if fields and str(expand).casefold() not in ('', 'none', '0'):
        raise Refusal(400, 'The expand parameter can not be used with the fields parameter.',
                      'VssPropertyValidationException')
    return shapes.many([_one(ask, number, fields, str(expand), str(policy).casefold() == 'omit') for number in ids])


def _one(ask, number, fields, expand, may_miss):
    try:
        return shapes.item(ask.organisation, ask.item(number), ask.base, expand, fields)
    except Refusal:
        if not may_miss:
            raise
        return None


def item(ask):
    return shapes.item(ask.organisation, ask.item(ask.parts[0]), ask.base, ask.query.get('$expand', ''),
                       ask.list('fields'))


def change_item(ask):
    one = ask.item(ask.parts[0])
    ask.demand_write(one.fields['System.AreaPath'])
    if not isinstance(ask.body, list):
        raise Refusal(400, 'You must pass a valid patch document in the body of the request.',
                      'VssPropertyValidationException')
    patching.patch(ask.organisation, one, ask.body, shapes.order)
    return shapes.item(ask.organisation, one, ask.base, ask.query.get('$expand') or 'all-but-fields') | _relations(
        ask, one)


def _relations(ask, one):
    """An answer to a patch shows them unasked."""
    found = [shapes.relation(ask.organisation, ask.base, rel, other) for rel, other in shapes.order(one.relations)]
    return {'relations': found} if found else {}


def add_item(ask):
    ask.demand_write()
    one = patching.add(ask.organisation, ask.home.name, ask.parts[0], ask.body or [], shapes.order)
    return shapes.item(ask.organisation, one, ask.base, 'links')


def delete_item(ask):
    one = ask.item(ask.parts[0])
    ask.demand_write(one.fields['System.AreaPath'])
    one.is_deleted = True
    return {'id': one.id, 'code': 200}


def revisions(ask):
    one = ask.item(ask.parts[0])
    skip, top = ask.number('$skip', 0), ask.number('$top', 200)
    last = min(len(one.revisions), skip + min(top, 200))
    return shapes.many([shapes.item(ask.organisation, one, ask.base, rev=rev) for rev in range(skip + 1, last + 1)])


def updates(ask):
    one, found = ask.item(ask.parts[0]), []
    before = {}
    for rev, fields in enumerate(one.revisions, 1):
        changed = {name: {key: value for key, value in (('oldValue', before.get(name)), ('newValue', fields.get(name)))
                          if value is not None}
                   for name in {*before, *fields} if before.get(name) != fields.get(name)}
        found.append({'id': rev, 'rev': rev, 'workItemId': one.id, 'revisedBy': fields['System.ChangedBy'],
                      'revisedDate': fields['System.ChangedDate'], 'fields': changed})
        before = fields
    skip, top = ask.number('$skip', 0), ask.number('$top', 200)
    return shapes.many(found[skip:skip + top])


def nodes(ask):
    depth = ask.number('$depth', 0)
    roots = [ask.home.areas, ask.home.iterations]
    if wanted := ask.list('ids'):
        roots = [one for root in roots for one in root.below() if str(one.id) in wanted]
    return shapes.many([shapes.node(ask.home, one, ask.base, depth, bool(wanted)) for one in roots])


def node(ask):
    return shapes.node(ask.home, _node(ask), ask.base, ask.number('$depth', 0))


def add_node(ask):
    """A new child; or, by id, one that moves here."""
    ask.demand_write()
    parent, body = _node(ask), ask.body or {}
    if moved := next((one for one in ask.home.root(parent.kind).below() if one.id == body.get('id')), None):
        moved.parent.children.remove(moved)
        moved.parent = parent
        parent.children.append(moved)
        return shapes.node(ask.home, moved, ask.base)
    if any(child.name.casefold() == body['name'].casefold() for child in parent.children):
        raise Refusal(409, f'VS402371: Classification node name {body["name"]} is already in use by a different child.',
                      'ClassificationNodeDuplicateNameException')
    made = ask.organisation.child(parent, body['name'])
    made.attributes = _dates(body.get('attributes') or {})
    return 201, shapes.node(ask.home, made, ask.base)


def change_node(ask):
    """Another name, which all items in it follow without a revision; or other dates."""
    ask.demand_write()
    one, body = _node(ask), ask.body or {}
    former = one.path
    one.name = body.get('name') or one.name
    one.attributes = one.attributes | _dates(body.get('attributes') or {})
    _follow(ask.organisation, one, former)
    return shapes.node(ask.home, one, ask.base)


def _follow(organisation, node, former):
    name = 'System.AreaPath' if node.kind == 'area' else 'System.IterationPath'
    for one in organisation.items.values():
        if is_under(one.fields[name], former):
            one.fields[name] = node.path + one.fields[name][len(former):]


def delete_node(ask):
    ask.demand_write()
    one = _node(ask)
    if one.parent:
        one.parent.children.remove(one)
    for team in ask.home.teams.values():
        team.iterations = [found for found in team.iterations if found not in list(one.below())]
    return 204, None


def _dates(told):
    return {name: value and (value if value.endswith('Z') else f'{value}Z') for name, value in told.items()}


def _node(ask):
    kind = ask.parts[0].casefold().rstrip('s')
    path = '\\'.join(part for part in re.split(r'[\\/]', '/'.join(ask.parts[1:])) if part)
    return ask.organisation.found_node(kind, f'{ask.home.name}\\{path}' if path else ask.home.name)


def changed_links(ask):
    """Those of a project since a moment, in pages."""
    since = datetime.fromisoformat(ask.query['startDateTime']) if 'startDateTime' in ask.query else None
    found = [entry for entry in ask.organisation.link_log if (since is None or entry[0] > since)
             and ask.organisation.items[entry[2]].fields['System.TeamProject'] == ask.home.name]
    first = ask.number('continuationToken', 0)
    last = first + LINKS_AT_ONCE
    return {'values': [{'rel': rel, 'attributes': {'sourceId': number, 'targetId': other, 'isActive': is_active,
                                                   'changedDate': at.isoformat(), 'changedOperation':
                                                       'create' if is_active else 'remove'}}
                       for at, rel, number, other, is_active in found[first:last]],
            'isLastBatch': last >= len(found), 'continuationToken': str(last), 'nextLink': ''}


def types(ask):
    return shapes.many([_type(ask, name) for name in ask.home.states])


def one_type(ask):
    return _type(ask, _type_name(ask))


def states(ask):
    return shapes.many([{'name': name, 'category': category, 'color': 'b2b2b2'}
                        for name, category in ask.home.states[_type_name(ask)]])


def _type_name(ask):
    found = next((name for name in ask.home.states if name.casefold() == ask.parts[0].casefold()), None)
    if found is None:
        raise Refusal(404, f'VS402323: Work item type {ask.parts[0]} does not exist.', 'WorkItemTypeNotFoundException')
    return found


def _type(ask, name):
    return {'name': name, 'referenceName': f'Microsoft.VSTS.WorkItemTypes.{name.replace(" ", "")}', 'description': '',
            'color': '009CCC', 'icon': {'id': 'icon_book', 'url': ''}, 'isDisabled': False,
            'states': [{'name': state, 'category': category, 'color': 'b2b2b2'}
                       for state, category in ask.home.states[name]],
            'fields': [{'referenceName': 'System.Title', 'name': 'Title', 'alwaysRequired': True}],
            'url': f'{ask.base}/_apis/wit/workItemTypes/{name}'}


def relation_types(ask):
    return shapes.many([{'attributes': {'usage': 'workItemLink' if 'Link' in rel or 'Common' in rel else 'resourceLink',
                                        'enabled': True, 'remote': '.Remote.' in rel},
                         'referenceName': rel, 'name': name,
                         'url': f'{ask.base}/_apis/wit/workItemRelationTypes/{rel}'}
                        for rel, name in shapes.NAMES.items()])
