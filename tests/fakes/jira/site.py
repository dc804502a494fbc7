"""A Jira in memory: projects, boards, sprints and issues; whatever is done to an issue stands in its history."""

import threading
from dataclasses import dataclass, field

from app import clock
from app.domain.sprints.jira.stamps import milliseconds
from tests.fakes.jira import vocabulary as words
from tests.fakes.jira.history import item, moved_items

MINUTE = 60_000


@dataclass
class Issue:
    """`values` by role, ids where Jira has ids; `histories` the oldest first."""
    number: int
    key: str
    created: int
    values: dict
    histories: list = field(default_factory=list)
    links: list = field(default_factory=list)  # (id, type, way, number of the other)
    old_keys: list = field(default_factory=list)
    others: dict = field(default_factory=dict)  # field id → value, as Jira answers it

    @property
    def updated(self):
        return max([self.created, *(one['at'] for one in self.histories)])


class Site:
    """`is_cloud` decides shapes and addresses; `zone` is that of the account that asks."""

    def __init__(self, is_cloud=True, zone='Europe/Berlin', version='1001.0.0'):
        self.is_cloud, self.zone = is_cloud, zone
        self.version = version if is_cloud else '9.12.5'
        self.lock = threading.RLock()
        self.fields = dict(words.CUSTOM)
        self.field_names = {}  # id → name, where an admin renamed it
        self.statuses, self.types = list(words.STATUSES), list(words.TYPES)
        self.priorities, self.link_types = list(words.PRIORITIES), list(words.LINK_TYPES)
        self.people = dict(words.PEOPLE)
        self.projects, self.boards, self.sprints, self.issues, self.filters = {}, {}, {}, {}, {}
        self.by_key = {}  # all keys there have ever been → number
        self.gone = {}  # number → issue
        self.hidden, self.hidden_projects = set(), set()  # from the account that asks
        self.passing = {}  # number → how often it cannot be read in bulk
        self.hooks = []  # registered ones
        self.kept = None  # what the next page of histories will ask for again
        self.now = lambda: milliseconds(clock.now())
        self._next = {'issue': 10100, 'history': 50000, 'sprint': 1, 'board': 1, 'link': 70000}

    def number_of(self, kind, wanted=None):
        """The next one, or the one that is wanted: those after it come later."""
        number = wanted or self._next[kind]
        self._next[kind] = max(self._next[kind], number + 1)
        return number

    def count_of(self, kind):
        """Grows with whatever is made of that kind."""
        return self._next[kind]

    # What admins set up

    def project(self, key, name=''):
        self.projects[key] = {'id': str(10000 + len(self.projects)), 'key': key, 'name': name or key, 'count': 0}

    def board(self, name, kind='scrum', jql='', columns=words.COLUMNS, estimate='points', number=None):
        number = self.number_of('board', number)
        self.filters[str(12000 + number)] = jql
        self.boards[number] = {'id': number, 'name': name, 'type': kind, 'columns': [list(one) for one in columns],
                               'filter': str(12000 + number), 'estimate': estimate}
        return number

    def sprint(self, board, name, start=None, end=None, goal='', number=None):
        number = self.number_of('sprint', number)
        self.sprints[number] = {'id': number, 'name': name, 'state': 'future', 'board': board, 'goal': goal,
                                'startDate': _ms(start), 'endDate': _ms(end), 'completeDate': None,
                                'activatedDate': None, 'boards': {board}}
        return number

    def status(self, name, category='indeterminate', number=None, is_listed=True):
        """An unlisted one is retired: histories know it, the list does not."""
        number = number or str(11000 + len(self.statuses))
        self.statuses.append((number, name, category) if is_listed else (number, name, category, 'retired'))
        return number

    def add_field(self, name, kind='string', custom=f'{words.SYSTEM}textfield', role=None):
        identifier = f'customfield_{10100 + len(self.fields)}'
        self.fields[role or identifier] = (identifier, name, kind, custom)
        return identifier

    # What people do

    def add_issue(self, project, title, type='Story', at=None, status='To Do', priority='Medium', reporter='lead',
                  number=None, epic=None, **values):
        with self.lock:
            entry = self.projects[project]
            entry['count'] += 1
            number = self.number_of('issue', number)
            values = {'summary': title, 'type': self.type_id(type), 'status': self.status_id(status),
                      'priority': self.priority_id(priority), 'reporter': reporter, 'project': project,
                      'rank': f'0|i{number:06d}:', 'epic': self.issues[epic].key if epic else None, **values}
            made = Issue(number, f'{project}-{entry["count"]}', self._at(at), values)
            self.issues[number], self.by_key[made.key] = made, number
            return number

    def change(self, number, at=None, author='lead', **values):
        """One history with one item for each value that really changes."""
        with self.lock:
            issue, items = self.issues[number], []
            for role, value in values.items():
                new = self.known(role, value)
                if issue.values.get(role) != new:
                    items.append(item(self, role, issue.values.get(role), new))
                    issue.values[role] = new
            return self.keep(issue, items, at, author)

    def known(self, role, value):
        find = {'status': self.status_id, 'priority': self.priority_id, 'type': self.type_id}.get(role)
        return find(value) if find else value

    def keep(self, issue, items, at=None, author='lead'):
        if not items:
            return None
        history = {'id': self.number_of('history'), 'at': self._at(at), 'author': author, 'items': items}
        issue.histories.append(history)
        issue.histories.sort(key=lambda one: (one['at'], one['id']))
        return history['id']

    def link(self, number, kind, other, at=None, author='lead'):
        """`number` is the subject: it blocks `other`. Both remember it."""
        kind = next(one for one in self.link_types if kind in one)
        identifier, ends = self.number_of('link'), (self.issues[number], self.issues[other])
        for way, here, there, words_ in (('out', *ends, kind[3]), ('in', *reversed(ends), kind[2])):
            here.links.append((identifier, kind[0], way, there.number))
            self.keep(here, [{'field': 'Link', 'fieldtype': 'jira', 'from': None, 'fromString': None, 'to': there.key,
                              'toString': f'This issue {words_} {there.key}'}], at, author)

    def move_issue(self, number, project, at=None, author='lead'):
        """Another key, the same number; the old key goes on to lead here."""
        issue, entry = self.issues[number], self.projects[project]
        entry['count'] += 1
        old, issue.key = issue.key, f'{project}-{entry["count"]}'
        issue.old_keys.append(old)
        self.by_key[issue.key] = number
        before, issue.values['project'] = issue.values['project'], project
        return self.keep(issue, moved_items(self.projects[before], entry, old, issue.key), at, author)

    def delete_issue(self, number):
        self.gone[number] = self.issues.pop(number)

    def start_sprint(self, number, at=None):
        at = self._at(at)
        sprint = self.sprints[number]
        sprint.update(state='active', activatedDate=at, startDate=sprint['startDate'] or at)

    def close_sprint(self, number, at=None, into=None):
        """What is not done goes on, some seconds later, as Jira writes it."""
        at, sprint = self._at(at), self.sprints[number]
        sprint.update(state='closed', completeDate=at)
        done = set(self.boards[sprint['board']]['columns'][-1][1])
        for issue in list(self.issues.values()):
            sprints = issue.values.get('sprint') or []
            if number in sprints and issue.values['status'] not in done and into and into not in sprints:
                self.change(issue.number, at + 4000, sprint=[*sprints, into])

    def reopen_sprint(self, number):
        self.sprints[number].update(state='active', completeDate=None)

    def delete_sprint(self, number, at=None):
        del self.sprints[number]
        for issue in list(self.issues.values()):
            if number in (issue.values.get('sprint') or []):
                self.change(issue.number, at, sprint=[one for one in issue.values['sprint'] if one != number])

    # Names

    def status_id(self, name):
        return _id(self.statuses, name)

    def priority_id(self, name):
        return _id(self.priorities, name)

    def type_id(self, name):
        return _id(self.types, name)

    def name_in(self, rows, identifier):
        return next((row[1] for row in rows if row[0] == identifier), '')

    def found(self, name):
        """By number or any key it ever had; None where it is not to be seen."""
        number = int(name) if str(name).isdigit() else self.by_key.get(str(name))
        return self.issues.get(number) if number is not None and self.may_see(number) else None

    def may_see(self, number):
        issue = self.issues.get(number)
        return bool(issue) and number not in self.hidden and issue.values['project'] not in self.hidden_projects

    def visible(self):
        return [one for one in self.issues.values() if self.may_see(one.number)]

    def _at(self, at):
        return self.now() if at is None else _ms(at)


def _ms(at):
    return None if at is None else milliseconds(at)


def _id(rows, name):
    if name is None:
        return None
    return next((row[0] for row in rows if name in row[:2]), name)
