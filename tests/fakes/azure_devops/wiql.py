"""The part of the query language that is used: conditions, UNDER, IN, AND, OR, NOT, ORDER BY, ASOF."""

import re
from datetime import datetime

from tests.fakes.azure_devops.organisation import is_under
from tests.fakes.azure_devops.refusal import Refusal

TOKEN = re.compile(r"""\s*(?:(?P<text>'(?:[^']|'')*')|(?P<field>\[[^\]]+\])|(?P<number>-?\d+(?:\.\d+)?)
                   |(?P<sign><>|<=|>=|=|<|>|\(|\)|,)|(?P<word>@?[A-Za-z_][\w.]*))""", re.VERBOSE)
SIGNS = {'=': lambda one, other: one == other, '<>': lambda one, other: one != other,
         '<': lambda one, other: one is not None and one < other,
         '>': lambda one, other: one is not None and one > other,
         '<=': lambda one, other: one is not None and one <= other,
         '>=': lambda one, other: one is not None and one >= other}
TREES = {'System.AreaPath': 'area', 'System.IterationPath': 'iteration'}
ALWAYS = {'System.Id', 'System.Rev', 'System.Parent'}


class Query:
    """Read once; `accepts(number, rev, fields)` tells whether an item is found."""

    def __init__(self, text, organisation, project=None):
        self.organisation, self.project = organisation, project
        self.tokens, self.place = _tokens(text), 0
        self.order, self.as_of = [], None
        self.columns = self._select()
        self.accepts = self._any() if self._takes('WHERE') else lambda item: True
        if self._takes('ORDER'):
            self._demand('BY')
            self._order()
        if self._takes('ASOF'):
            self.as_of = datetime.fromisoformat(self._value())
        if self.place < len(self.tokens):
            raise _wrong(f'unexpected {self.tokens[self.place][1]}')

    def sorted(self, items):
        for field, is_falling in reversed(self.order):
            items = sorted(items, key=lambda item: _key(_of(item, field)), reverse=is_falling)
        return items

    def _select(self):
        self._demand('SELECT')
        found = [self._field()]
        while self._takes(','):
            found.append(self._field())
        self._demand('FROM')
        self._demand('WORKITEMS')
        return found

    def _order(self):
        while True:
            field = self._field()
            is_falling = self._takes('DESC')
            if not is_falling:
                self._takes('ASC')
            self.order.append((field, is_falling))
            if not self._takes(','):
                return

    def _any(self):
        parts = [self._all()]
        while self._takes('OR'):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda item: any(part(item) for part in parts)

    def _all(self):
        parts = [self._one()]
        while self._takes('AND'):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda item: all(part(item) for part in parts)

    def _one(self):
        if self._takes('NOT'):
            inner = self._one()
            return lambda item: not inner(item)
        if self._takes('('):
            inner = self._any()
            self._demand(')')
            return inner
        return self._condition(self._field())

    def _condition(self, field):
        is_not = self._takes('NOT')
        if self._takes('IN'):
            found = self._list()
            test = lambda item: _plain(_of(item, field)) in found  # noqa: E731
        elif self._takes('UNDER'):
            root = self._path(field)
            test = lambda item: is_under(_of(item, field) or '', root)  # noqa: E731
        elif self._takes('CONTAINS'):
            part = str(self._value()).casefold()
            test = lambda item: part in str(_of(item, field) or '').casefold()  # noqa: E731
        else:
            return self._compared(field)
        return (lambda item: not test(item)) if is_not else test

    def _compared(self, field):
        kind, sign = self._next()
        if kind != 'sign' or sign not in SIGNS:
            raise _wrong(f'{sign} is no operator')
        value = self._path(field) if field in TREES else self._value()
        compare, wanted = SIGNS[sign], _plain(value)
        return lambda item: compare(_plain(_of(item, field)), wanted)

    def _list(self):
        self._demand('(')
        found = [_plain(self._value())]
        while self._takes(','):
            found.append(_plain(self._value()))
        self._demand(')')
        return found

    def _path(self, field):
        path = self._value()
        try:
            return self.organisation.found_node(TREES[field], path).path
        except Refusal:
            name = 'area' if TREES[field] == 'area' else 'iteration'
            raise Refusal(400, f"TF51011: The specified {name} path does not exist. The error is caused by "
                               f"«[{field}] UNDER '{path}'».", 'QueryException') from None

    def _value(self):
        kind, token = self._next()
        if kind == 'text':
            return token[1:-1].replace("''", "'")
        if kind == 'number':
            return float(token) if '.' in token else int(token)
        if token.casefold() == '@project':
            if not self.project:
                raise _wrong('@project needs a project')
            return self.project
        raise _wrong(f'{token} is no value')

    def _field(self):
        kind, token = self._next()
        if kind not in ('field', 'word'):
            raise _wrong(f'{token} is no field')
        name = token.strip('[]')
        if not re.fullmatch(r'(System|Microsoft|Custom)\.[\w.]+', name) or name.endswith('NoSuchField'):
            raise Refusal(400, f'TF51005: The query references a field that does not exist. The error is caused by '
                               f'«[{name}]».', 'QueryException')
        return name

    def _next(self):
        if self.place >= len(self.tokens):
            raise _wrong('it ends too early')
        self.place += 1
        return self.tokens[self.place - 1]

    def _takes(self, word):
        is_there = self.place < len(self.tokens) and self.tokens[self.place][1].upper() == word \
            and self.tokens[self.place][0] != 'text'
        self.place += is_there
        return is_there

    def _demand(self, word):
        if not self._takes(word):
            raise _wrong(f'expected {word}')


def answer(organisation, held, text, project=None, top=None):
    """The numbers of what is found, and the columns."""
    query = Query(text, organisation, project)
    found = []
    for item in list(organisation.items.values()):
        seen = (item.id, item.rev, item.fields)
        if query.as_of:
            seen = _then(item, query.as_of)
        if seen and organisation.sees(held, item) and query.accepts(seen):
            found.append(seen)
    found = [number for number, _, _ in query.sorted(found)][:top]
    if len(found) > organisation.row_cap:
        raise Refusal(400, f'VS402337: The number of work items returned exceeds the size limit of '
                           f'{organisation.row_cap}. Change the query to return fewer items.',
                      'WorkItemTrackingQueryResultSizeLimitExceededException')
    return found, query.columns


def _then(item, moment):
    """As it was."""
    found = None
    for rev, fields in enumerate(item.revisions, 1):
        if datetime.fromisoformat(fields['System.ChangedDate']) <= moment:
            found = (item.id, rev, fields)
    return found


def _of(item, field):
    number, rev, fields = item
    return number if field == 'System.Id' else rev if field == 'System.Rev' else fields.get(field)


def _plain(value):
    if isinstance(value, dict):
        value = value.get('displayName', '')
    return value.casefold() if isinstance(value, str) else value


def _key(value):
    """What has none comes first, as in the original."""
    return (value is not None, _plain(value) if value is not None else 0)


def _tokens(text):
    found, place = [], 0
    text = text.strip()
    while place < len(text):
        one = TOKEN.match(text, place)
        if not one:
            raise _wrong(f'unreadable at {text[place:place + 12]}')
        found.append((one.lastgroup, one.group(one.lastgroup)))
        place = one.end()
    return found


def _wrong(reason):
    return Refusal(400, f'TF51006: The query statement is not valid: {reason}.', 'SyntaxException')
