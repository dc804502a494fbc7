"""The part of Jira's query language that boards and we use: comparisons, lists, and, or, not, brackets, order."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.sprints.jira.stamps import milliseconds
from tests.fakes.jira.refusal import Refusal

PIECE = re.compile(r'\s*(?:("(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')|(>=|<=|!=|!~|[=<>~(),])|([^\s=<>!~(),"\']+))')
RESERVED = {'and', 'or', 'not', 'in', 'is', 'by', 'order', 'asc', 'desc', 'empty', 'null', 'was', 'select', 'update'}
OPS = {'=', '!=', '>=', '<=', '>', '<', '~', '!~', 'in', 'is'}
DATES = {'created', 'updated'}


def compiled(site, text):
    """A test for issues, whether it narrows anything, and the names it is ordered by."""
    return Query(site, text).read()


class Query:
    """One query, read from left to right."""

    def __init__(self, site, text):
        self.site, self.text = site, text
        self.pieces, end = [], 0
        while text[end:].strip():
            found = PIECE.match(text, end)
            if not found:
                raise self.error(f"Error in the JQL Query: The character '{text[end:].strip()[0]}' is a reserved JQL "
                                 'character. You must enclose it in a string.', end)
            self.pieces.append((found[1] or found[2] or found[3], bool(found[1]), found.start(found.lastindex)))
            end = found.end()
        self.at = 0

    def read(self):
        test, is_bounded = (lambda issue: True), False
        if self.word() not in ('', 'order'):
            test, is_bounded = self.either(), True
        order = self.order() if self.word() == 'order' else []
        if self.at < len(self.pieces):
            raise self.unexpected()
        return test, is_bounded, order

    def order(self):
        self.at += 1
        if self.take().lower() != 'by':
            raise self.unexpected()
        names = []
        while self.word():
            names.append((self.take().strip('"').lower(), self.word() == 'desc'))
            self.at += self.word() in ('asc', 'desc')
            self.at += self.word() == ','
        return names

    def either(self):
        tests = [self.both()]
        while self.word() == 'or':
            self.at += 1
            tests.append(self.both())
        return lambda issue: any(test(issue) for test in tests)

    def both(self):
        tests = [self.one()]
        while self.word() == 'and':
            self.at += 1
            tests.append(self.one())
        return lambda issue: all(test(issue) for test in tests)

    def one(self):
        if self.word() == 'not':
            self.at += 1
            inner = self.one()
            return lambda issue: not inner(issue)
        if self.word() == '(':
            self.at += 1
            inner = self.either()
            self.demand(')')
            return inner
        return self.clause()

    def clause(self):
        place = self.at
        name = self.value().lower()
        is_not = self.word() == 'not'
        self.at += is_not
        op = self.word()
        if op not in OPS:
            raise self.unexpected("Expecting operator but got '{}'. The valid operators are '=', '!=', '<', '>', '<=', "
                                  "'>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.")
        self.at += 1
        if op == 'is':
            is_not, self.at = (True, self.at + 1) if self.word() == 'not' else (False, self.at)
            self.at += 1
            return lambda issue: bool(self.values(issue, name)) == is_not
        wanted = self.listed() if op == 'in' else [self.value()]
        self.check(name, wanted, place)
        is_not = is_not or op in ('!=', '!~')
        if op in ('>=', '<=', '>', '<'):
            return self.compared(name, op, wanted[0])
        return lambda issue: bool(self.values(issue, name) & set(map(str.lower, wanted))) != is_not

    def compared(self, name, op, wanted):
        limit = self.instant(wanted) if name in DATES else int(wanted)
        tests = {'>=': lambda one: one >= limit, '<=': lambda one: one <= limit, '>': lambda one: one > limit,
                 '<': lambda one: one < limit}

        def number(issue):
            return getattr(issue, name) if name in DATES else issue.number
        return lambda issue: tests[op](number(issue))

    def instant(self, wanted):
        """Digits are milliseconds; a date is local to whoever asks."""
        if re.fullmatch(r'\d{9,}', wanted):
            return int(wanted)
        day, _, time = wanted.replace('/', '-').partition(' ')
        return milliseconds(datetime.fromisoformat(f'{day}T{time or "00:00"}').replace(tzinfo=ZoneInfo(self.site.zone)))

    def listed(self):
        self.demand('(')
        found = [self.value()]
        while self.word() == ',':
            self.at += 1
            found.append(self.value())
        self.demand(')')
        return found

    def value(self):
        if self.at >= len(self.pieces):
            raise self.unexpected()
        text, is_quoted, place = self.pieces[self.at]
        if not is_quoted and (text.lower() in RESERVED or text in OPS | {'(', ')', ','}):
            raise self.error(f"Error in the JQL Query: '{text}' is a reserved JQL word. You must surround it in "
                             'quotation marks to use it in a query.', place)
        self.at += 1
        if is_quoted:
            return re.sub(r'\\(.)', r'\1', text[1:-1])
        if self.word() == '(' and text.endswith('Sprints'):
            self.at += 2
        return text

    def values(self, issue, name):
        """What an issue holds there, in small letters."""
        at, site = issue.values, self.site
        found = {'id': [issue.number, issue.key], 'issue': [issue.number, issue.key], 'key': [issue.key],
                 'issuekey': [issue.key], 'project': [at['project'], site.projects[at['project']]['name'],
                                                      site.projects[at['project']]['id']],
                 'sprint': [*(at.get('sprint') or ()), *self.sprint_kinds(at.get('sprint') or ())],
                 'status': [at['status'], site.name_in(site.statuses, at['status'])],
                 'type': [at['type'], site.name_in(site.types, at['type'])], 'labels': at.get('labels') or [],
                 'assignee': [at.get('assignee')] if at.get('assignee') else [],
                 'priority': [at['priority'], site.name_in(site.priorities, at['priority'])],
                 'summary': at['summary'].split(), 'fixversion': at.get('versions') or []}
        found |= {'issuetype': found['type'], 'text': found['summary']}
        return {str(one).lower() for one in found[name]}

    def sprint_kinds(self, numbers):
        kinds = {'active': 'openSprints', 'closed': 'closedSprints', 'future': 'futureSprints'}
        for number in numbers:
            if number in self.site.sprints:
                yield kinds[self.site.sprints[number]['state']]
                yield self.site.sprints[number]['name']

    def check(self, name, wanted, place):
        known = {'id', 'issue', 'key', 'issuekey', 'project', 'sprint', 'status', 'type', 'issuetype', 'labels',
                 'assignee', 'priority', 'summary', 'text', 'fixversion', *DATES}
        if name not in known:
            raise self.error(f"Field '{name}' does not exist or you do not have permission to view it.",
                             self.pieces[place][2])
        seen = {one.lower() for key, entry in self.site.projects.items() if key not in self.site.hidden_projects
                for one in (key, entry['name'], entry['id'])}
        for one in wanted:
            if name == 'project' and one.lower() not in seen:
                raise Refusal(400, f"The value '{one}' does not exist for the field 'project'.")

    def word(self):
        if self.at >= len(self.pieces):
            return ''
        text, is_quoted, _ = self.pieces[self.at]
        return text if is_quoted else text.lower()

    def take(self):
        self.at += 1
        return self.pieces[self.at - 1][0] if self.at <= len(self.pieces) else ''

    def demand(self, text):
        if self.word() != text:
            raise self.unexpected(f"Expecting '{text}' but got '{{}}'.")
        self.at += 1

    def unexpected(self, text="Expecting either a value, list or function but got '{}'."):
        got, place = (self.pieces[self.at][0], self.pieces[self.at][2]) if self.at < len(self.pieces) else (
            'the end', len(self.text))
        return self.error(f'Error in the JQL Query: {text.format(got)}', place)

    def error(self, text, place):
        return Refusal(400, f'{text} (line 1, character {place + 1})')
