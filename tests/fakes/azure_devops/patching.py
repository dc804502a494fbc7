"""JSON patches of one item: all of it, or nothing and the reason."""

import re

from tests.fakes.azure_devops.organisation import START, TARGET, Item, opposite
from tests.fakes.azure_devops.refusal import Refusal, broken_rule

PARENT = 'System.LinkTypes.Hierarchy-Reverse'
ONE_WAY = ('System.LinkTypes.Hierarchy', 'System.LinkTypes.Dependency')
READ_ONLY = ('System.Id', 'System.Rev', 'System.TeamProject', 'System.CreatedDate')
KNOWN = re.compile(r'(System|Microsoft\.VSTS|Custom)\.[\w.]+')
DAY = re.compile(r'\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?')
NUMBER = re.compile(r'/_apis/wit/workitems/(\d+)$', re.IGNORECASE)


def patch(organisation, item, operations, order):
    """`order` sorts relations as answers show them: places name them in that order."""
    draft = Draft(organisation, item, order)
    for one in operations:
        draft.apply(one)
    draft.demand_rules()
    draft.keep()


class Draft:
    def __init__(self, organisation, item, order):
        self.organisation, self.item = organisation, item
        self.fields, self.shown = dict(item.fields), order(item.relations)
        self.relations = list(self.shown)

    def apply(self, operation):
        kind, path = operation.get('op'), operation.get('path', '')
        if path == '/rev':
            return self.test_rev(operation)
        if path.startswith('/fields/') and kind in ('add', 'replace', 'remove', 'test'):
            return self.field(kind, path.removeprefix('/fields/'), operation.get('value'))
        if path == '/relations/-' and kind == 'add':
            return self.add_link(operation.get('value') or {})
        if (found := re.fullmatch(r'/relations/(\d+)', path)) and kind == 'remove':
            return self.take_link(int(found[1]))
        raise Refusal(400, f'You must pass a valid patch document in the body of the request: {kind} {path}',
                      'VssPropertyValidationException')

    def test_rev(self, operation):
        if operation.get('op') != 'test':
            raise Refusal(400, 'The path /rev can only be tested.', 'VssPropertyValidationException')
        if operation.get('value') != self.item.rev:
            raise Refusal(412, f"VS403351: Test Operation for path '/rev' failed. The expected value was "
                               f"'{operation.get('value')}' and the actual value was '{self.item.rev}'.",
                          'TestPatchOperationFailedException')

    def field(self, kind, name, value):
        if not KNOWN.fullmatch(name):
            raise Refusal(400, f'TF51535: Cannot find field {name}.', 'FieldDefinitionNotFoundException')
        if name in READ_ONLY:
            raise broken_rule(name, 'ReadOnly')
        if kind == 'remove':
            if name not in self.fields:
                raise Refusal(400, f'The path /fields/{name} does not exist: nothing to remove.',
                              'PatchOperationFailedException')
            del self.fields[name]
        elif kind == 'test' and self.fields.get(name) != value:
            raise Refusal(412, f'VS403351: Test Operation for path /fields/{name} failed.',
                          'TestPatchOperationFailedException')
        elif value is None or value == '':
            self.fields.pop(name, None)
        else:
            self.fields[name] = value

    def add_link(self, value):
        rel, url = value.get('rel', ''), value.get('url', '')
        number = NUMBER.search(url)
        other = int(number[1]) if number and not rel.startswith('System.LinkTypes.Remote') else url
        if isinstance(other, int) and (other not in self.organisation.items or other == self.item.id):
            raise Refusal(404, f'TF201077: The work item {other} you are trying to link to does not exist.',
                          'WorkItemLinkInvalidException')
        if (rel, other) in self.relations:
            raise Refusal(400, f'TF201036: You cannot add the link {rel} to {other}: it exists already.',
                          'WorkItemLinkDuplicateException')
        self.relations.append((rel, other))

    def take_link(self, place):
        """Places count in the relations as they are while the patch is applied, from the highest down."""
        if place >= len(self.relations):
            raise Refusal(400, f'The relation {place} does not exist.', 'PatchOperationFailedException')
        del self.relations[place]

    def demand_rules(self):
        self.demand_paths()
        self.demand_values()
        self.demand_one_parent()
        for rel in ONE_WAY:
            self.demand_no_circle(rel)

    def demand_paths(self):
        for name, kind in (('System.AreaPath', 'area'), ('System.IterationPath', 'iteration')):
            path = self.fields.get(name) or ''
            try:
                self.fields[name] = self.organisation.found_node(kind, path).path
            except Refusal:
                raise Refusal(400, f"TF401347: Invalid tree name given for work item {self.item.id}, field '{name}'.",
                              'WorkItemInvalidTreeNameException') from None

    def demand_values(self):
        project = self.organisation.found_project(self.fields['System.TeamProject'])
        states = [name for name, _ in project.states.get(self.fields['System.WorkItemType'], ())]
        if not str(self.fields.get('System.Title') or '').strip():
            raise broken_rule('Title', 'Required, InvalidEmpty')
        if self.fields.get('System.State') not in states:
            raise broken_rule('State', 'LimitedToValues, InvalidNotEmpty')
        for name in (START, TARGET):
            if name in self.fields and not DAY.fullmatch(str(self.fields[name])):
                raise broken_rule(name, 'InvalidDate')
        for rule in project.rules:
            if wrong := rule(self.item.fields, self.fields):
                raise broken_rule(*wrong)

    def demand_one_parent(self):
        if sum(rel == PARENT for rel, _ in self.relations) > 1:
            raise Refusal(400, f'TF201036: You cannot add a Parent link to work item {self.item.id}: a work item can '
                               'have only one Parent link.', 'WorkItemLinkInvalidException')
        for rel, other in self.added():
            if rel == opposite(PARENT) and self.organisation.parent_of(self.organisation.items[other]):
                raise Refusal(400, f'TF201036: You cannot add a Child link: work item {other} has a parent.',
                              'WorkItemLinkInvalidException')

    def demand_no_circle(self, rel):
        """Nobody is reached from himself by going on in one direction."""
        items, seen = self.organisation.items, set()
        reached = [other for kind, other in self.relations if kind == f'{rel}-Reverse']
        ends = {other for kind, other in self.relations if kind == f'{rel}-Forward'} | {self.item.id}
        while reached:
            here = reached.pop()
            if here in ends:
                raise Refusal(400, f'TF201065: You cannot add the link to work item {here} because a circular '
                                   'relationship would result.', 'WorkItemLinkCircularException')
            if here not in seen:
                seen.add(here)
                reached += [other for kind, other in items[here].relations if kind == f'{rel}-Reverse']

    def added(self):
        return [one for one in self.relations if one not in self.shown and isinstance(one[1], int)]

    def keep(self):
        item, has_new_fields = self.item, self.fields != self.item.fields
        has_new_links = sorted(map(str, self.relations)) != sorted(map(str, self.shown))
        for rel, other in [one for one in self.shown if one not in self.relations]:
            self.organisation.unlink(item, rel, other)
        for rel, other in [one for one in self.relations if one not in self.shown]:
            self.organisation.link(item, rel, other)
        item.fields = self.fields
        if has_new_fields or (has_new_links and self.organisation.links_raise_rev):
            self.organisation.revise(item)


def add(organisation, project, kind, operations, order):
    """A new item, from the same kind of patch."""
    home = organisation.found_project(project)
    name = next((one for one in home.states if one.casefold() == kind.casefold()), None)
    if name is None:
        raise Refusal(404, f'VS402323: Work item type {kind} does not exist in project {project}.',
                      'WorkItemTypeNotFoundException')
    number = organisation.item(name, 'Untitled', home.name)
    item: Item = organisation.items[number]
    draft = Draft(organisation, item, order)
    try:
        for one in operations:
            draft.apply(one)
        draft.demand_rules()
    except Refusal:
        del organisation.items[number]
        raise
    draft.keep()
    item.rev, item.revisions = 1, [dict(item.fields)]
    return item
