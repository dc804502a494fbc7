"""An organisation in memory: projects with their trees and teams, and items with all their revisions."""

import itertools
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.fakes.azure_devops.refusal import no_node, no_project, no_team

START, TARGET = 'Microsoft.VSTS.Scheduling.StartDate', 'Microsoft.VSTS.Scheduling.TargetDate'
RANK = 'Microsoft.VSTS.Common.StackRank'
STATES = (('New', 'Proposed'), ('Active', 'InProgress'), ('Resolved', 'Resolved'), ('Closed', 'Completed'),
          ('Removed', 'Removed'))
TYPES = ('Epic', 'Feature', 'User Story', 'Bug', 'Task')
OWNER = {'displayName': 'Sample Person 1', 'uniqueName': 'person1@example.com',
         'id': '00000000-0000-6000-8000-000000000001'}


@dataclass(eq=False)
class Node:
    """Of areas or iterations. Its path as items name it: `Shop\\Web`."""
    id: int
    identifier: str
    name: str
    kind: str  # area, iteration
    parent: 'Node | None' = None
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    @property
    def path(self):
        return f'{self.parent.path}\\{self.name}' if self.parent else self.name

    @property
    def long_path(self):
        """With the root of the structure in it, whose name is translated in some languages."""
        top, _, rest = self.path.partition('\\')
        return f'\\{top}\\{self.kind.capitalize()}' + (f'\\{rest}' if rest else '')

    def below(self):
        """Itself and everything below."""
        yield self
        for child in self.children:
            yield from child.below()


@dataclass(eq=False)
class Team:
    id: str
    name: str
    days: list = field(default_factory=lambda: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'])
    areas: list = field(default_factory=list)  # (path, includes children)
    iterations: list = field(default_factory=list)  # nodes
    days_off: dict = field(default_factory=dict)  # identifier → [(start, end)]
    capacities: dict = field(default_factory=dict)  # identifier → [{person, hours, off}]
    backlog: Node | None = None
    default: Node | None = None


@dataclass(eq=False)
class Project:
    id: str
    name: str
    areas: Node
    iterations: Node
    states: dict = field(default_factory=lambda: dict.fromkeys(TYPES, STATES))  # type → ((state, category), …)
    teams: dict = field(default_factory=dict)
    plans: dict = field(default_factory=dict)  # id → {name, markers}; markers may be None
    wikis: dict = field(default_factory=dict)  # id → {name, pages: {path: (content, version)}}
    rules: list = field(default_factory=list)  # (before, after) → (field, reason) or None

    def team(self, name):
        found = next((team for team in self.teams.values() if name.casefold() in (team.name.casefold(), team.id)), None)
        if found is None:
            raise no_team(name)
        return found

    def root(self, kind):
        return self.areas if kind == 'area' else self.iterations


@dataclass(eq=False)
class Item:
    id: int
    fields: dict
    relations: list = field(default_factory=list)  # (rel, number or address)
    rev: int = 1
    revisions: list = field(default_factory=list)  # fields as they were
    is_deleted: bool = False


@dataclass(eq=False)
class Pass:
    """What one personal access token lets its owner do."""
    may_write: bool = True
    areas: tuple | None = None  # paths whose items are seen; None: all
    calls: int | None = None  # that are left until it expires


class Organisation:
    """`links_raise_rev`: whether a patch of links only is a revision, which differs between servers."""

    def __init__(self, start=100):
        self.lock = threading.RLock()
        self.projects, self.items = {}, {}
        self.fields = set()  # custom ones, beside those that items have
        self.passes = {'pat-all': Pass(), 'pat-read': Pass(may_write=False)}
        self.links_raise_rev = True
        self.row_cap = 20_000
        self.link_log = []  # (moment, rel, from, to, whether it exists from then on)
        self._numbers, self._nodes, self._ids = itertools.count(start), itertools.count(1000), itertools.count(1)
        self.now = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

    def guid(self):
        return str(UUID(int=0x4000_8000_0000_0000_0000 + next(self._ids)))

    def tick(self):
        """Every change is a second later than the one before."""
        self.now += timedelta(seconds=1)
        return self.now.strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3].rstrip('0').rstrip('.') + 'Z'

    # To build with

    def project(self, name, types=None):
        areas, iterations = (Node(next(self._nodes), self.guid(), name, kind) for kind in ('area', 'iteration'))
        made = self.projects[name] = Project(self.guid(), name, areas, iterations)
        if types:
            made.states = dict(types)
        self.team(name, f'{name} Team')
        return made

    def node(self, kind, path, start=None, end=None):
        """`Shop\\Release 1\\Sprint 3`, with everything that leads there."""
        top, *names = path.split('\\')
        here = self.found_project(top).root(kind)
        for name in names:
            here = next((child for child in here.children if child.name == name), None) or self.child(here, name)
        if start or end:
            here.attributes = {'startDate': start and f'{start}T00:00:00Z', 'finishDate': end and f'{end}T00:00:00Z'}
        return here

    def area(self, path):
        return self.node('area', path)

    def iteration(self, path, start=None, end=None):
        return self.node('iteration', path, start, end)

    def child(self, parent, name):
        made = Node(next(self._nodes), self.guid(), name, parent.kind, parent)
        parent.children.append(made)
        return made

    def team(self, project, name, areas=(), iterations=(), days=None):
        home = self.found_project(project)
        made = home.teams[name] = Team(self.guid(), name, areas=[(path, True) for path in areas],
                                       iterations=[self.iteration(path) for path in iterations])
        made.backlog = home.iterations
        if days:
            made.days = list(days)
        return made

    def plan(self, project, name, markers=()):
        """A delivery plan; `markers` of (day, label, colour), or None for an answer that has none."""
        number = self.guid()
        self.found_project(project).plans[number] = {
            'name': name, 'markers': None if markers is None else [
                {'date': f'{day}T00:00:00Z', 'label': label, 'color': colour} for day, label, colour in markers]}
        return number

    def item(self, kind, title, area, **fields):
        """`start` and `end` as days, `parent`, `state`, `iteration`, `after` (predecessors); others by full name."""
        number = next(self._numbers)
        top = area.partition('\\')[0]
        states = self.found_project(top).states.get(kind, STATES)
        stamp = self.tick()
        values = {'System.AreaPath': area, 'System.TeamProject': top,
                  'System.IterationPath': fields.pop('iteration', top), 'System.WorkItemType': kind,
                  'System.State': fields.pop('state', states[0][0]), 'System.Reason': 'Added to backlog',
                  'System.CreatedDate': stamp, 'System.CreatedBy': OWNER, 'System.ChangedDate': stamp,
                  'System.ChangedBy': OWNER, 'System.CommentCount': 0, 'System.Title': title,
                  'Microsoft.VSTS.Common.Priority': 2, RANK: float(number * 1000)}
        for name, field_name in (('start', START), ('end', TARGET)):
            if value := fields.pop(name, None):
                values[field_name] = value if 'T' in value else f'{value}T00:00:00Z'
        parent, after, related = fields.pop('parent', None), fields.pop('after', ()), fields.pop('related', ())
        for name, short in (('tags', 'System.Tags'), ('description', 'System.Description'),
                            ('assignee', 'System.AssignedTo')):
            if (value := fields.pop(name, None)) is not None:
                values[short] = value
        made = self.items[number] = Item(number, values | fields)
        made.revisions.append(dict(made.fields))
        if parent:
            self.link(made, 'System.LinkTypes.Hierarchy-Reverse', parent)
        for other in after:
            self.link(made, 'System.LinkTypes.Dependency-Reverse', other)
        for other in related:
            self.link(made, 'System.LinkTypes.Related', other)
        return number

    def link(self, item, rel, other):
        """At both ends."""
        item.relations.append((rel, other))
        self.log_link(rel, item.id, other, True)
        if isinstance(other, int) and other in self.items:
            self.items[other].relations.append((opposite(rel), item.id))

    def unlink(self, item, rel, other):
        item.relations.remove((rel, other))
        self.log_link(rel, item.id, other, False)
        if isinstance(other, int) and (back := (opposite(rel), item.id)) in self.items[other].relations:
            self.items[other].relations.remove(back)

    def log_link(self, rel, number, other, is_active):
        if isinstance(other, int):
            self.link_log.append((self.now, rel, number, other, is_active))

    def relink(self, number, rel, other, is_there=True):
        """By somebody else, meanwhile; no revision comes of it."""
        with self.lock:
            self.tick()
            (self.link if is_there else self.unlink)(self.items[number], rel, other)

    def change(self, number, by=OWNER, **fields):
        """By somebody else, meanwhile; `System_State='Active'` names System.State, None takes a value away."""
        with self.lock:
            item = self.items[number]
            for name, value in fields.items():
                full = {'start': START, 'end': TARGET}.get(name, name.replace('_', '.'))
                item.fields.pop(full, None) if value is None else item.fields.__setitem__(full, value)
            self.revise(item, by)

    def revise(self, item, by=OWNER):
        item.rev += 1
        item.fields |= {'System.ChangedDate': self.tick(), 'System.ChangedBy': by}
        item.revisions.append(dict(item.fields))

    def delete(self, number):
        """Into the recycle bin."""
        with self.lock:
            self.items[number].is_deleted = True

    # To ask

    def found_project(self, name):
        found = next((project for project in self.projects.values()
                      if name.casefold() in (project.name.casefold(), project.id)), None)
        if found is None:
            raise no_project(name)
        return found

    def found_node(self, kind, path):
        """By the path of items; upper and lower case are the same."""
        top, *names = path.strip('\\').split('\\')
        here = self.found_project(top).root(kind)
        for name in names:
            here = next((child for child in here.children if child.name.casefold() == name.casefold()), None)
            if here is None:
                raise no_node(path)
        return here

    def sees(self, held, item):
        return not item.is_deleted and (held.areas is None or any(
            is_under(item.fields['System.AreaPath'], area) for area in held.areas))

    def parent_of(self, item):
        return next((other for rel, other in item.relations if rel == 'System.LinkTypes.Hierarchy-Reverse'), None)


def is_under(path, root):
    path, root = path.casefold(), root.casefold()
    return path == root or path.startswith(f'{root}\\')


def opposite(rel):
    if rel.endswith('-Forward'):
        return rel.removesuffix('-Forward') + '-Reverse'
    return rel.removesuffix('-Reverse') + '-Forward' if rel.endswith('-Reverse') else rel
