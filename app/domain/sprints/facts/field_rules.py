"""A value worked out from the fields of an issue, as a workspace has written it down: what it reads, what it makes of
that, and which values are sound.

Patterns are matched by a finder that stops in time; it is handed in, because expressions of people can take for ever.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final, Protocol

from app.domain.sprints.facts.board import Board, Issue
from app.domain.sprints.facts.estimates import number_of
from app.domain.sprints.facts.stakeholders import person_of

DISCIPLINE, STAKEHOLDER = 'discipline', 'stakeholder'
MARK: Final = 'rule:'  # before the name of a target, as a field of an issue
DIRECT, PATTERN, FORMAT, NUMBER, DATE, CONDITION, COMPUTED, TEMPLATE = (
    'direct', 'pattern', 'format', 'number', 'date', 'conditional', 'computed', 'template')
KINDS: Final[Mapping[str, str]] = {
    DIRECT: 'The field as it is', PATTERN: 'A part of it, by a pattern', FORMAT: 'The text, written otherwise',
    NUMBER: 'A number', DATE: 'A date, or a part of it', CONDITION: 'One value or another',
    COMPUTED: 'Worked out from several', TEMPLATE: 'Several put together'}
FORMATS: Final[Mapping[str, str]] = {'upper': 'UPPER CASE', 'lower': 'lower case', 'title': 'Title Case',
                                     'trim': 'Without spaces around it'}
PARTS: Final[Mapping[str, str]] = {'day': 'The day', 'month': 'The month', 'quarter': 'The quarter', 'year': 'The year'}
OPERATIONS: Final[Mapping[str, str]] = {'sum': 'Sum', 'difference': 'Difference', 'product': 'Product',
                                        'quotient': 'Quotient', 'least': 'Smallest', 'most': 'Largest',
                                        'count': 'How many are set'}
TESTS: Final[Mapping[str, str]] = {'is': 'is', 'contains': 'contains', 'starts': 'starts with', 'matches': 'matches',
                                   'empty': 'is empty'}
TYPES: Final[Mapping[str, str]] = {'text': 'Text', 'number': 'Number', 'date': 'Date'}
OWN: Final[Mapping[str, str]] = {  # what every issue has, beside fields of the site
    'key': 'Key', 'title': 'Title', 'type': 'Type', 'project': 'Project', 'status': 'Status', 'priority': 'Priority',
    'assignee': 'Assignee', 'reporter': 'Reporter', 'owner': 'Owner', 'labels': 'Labels', 'components': 'Components',
    'versions': 'Fix versions', 'epic': 'Epic', 'due': 'Due date', 'points': 'Estimate'}


class OutOfTime(Exception):
    """A pattern takes too long for one of the texts."""


class Finder(Protocol):
    def __call__(self, pattern: str, text: str) -> Sequence[str] | None:
        """The whole match and its groups; None where nothing matches. Raises OutOfTime."""


@dataclass(frozen=True)
class Case:
    test: str
    value: str
    result: str


@dataclass(frozen=True)
class Check:
    """Which values are sound; whatever is not, is none, and counted as a fault."""
    type: str = 'text'
    low: str = ''  # numbers and dates, as text
    high: str = ''
    longest: int = 200
    pattern: str = ''
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldRule:
    target: str  # discipline, stakeholder, or a name of one's own
    kind: str
    sources: tuple[str, ...]
    pattern: str = ''
    form: str = ''  # of a format, the part of a date, or the operation
    factor: str = '1'  # of numbers
    places: int = 2
    cases: tuple[Case, ...] = ()
    otherwise: str = ''
    template: str = ''  # {field} stands for its value
    check: Check = field(default_factory=Check)


@dataclass(frozen=True)
class Value:
    """`texts` has several where a field has; `fault` says in words why there is none."""
    texts: tuple[str, ...] = ()
    fault: str = ''


def stored(rule: FieldRule) -> dict[str, Any]:
    """`fields` names those that have to be read from the site for it."""
    told = json.loads(json.dumps(asdict(rule)))
    return {**told, 'fields': [one for one in rule.sources if one not in OWN]}


def of_stored(told: Mapping[str, Any]) -> FieldRule:
    check = dict(told.get('check') or {})
    return FieldRule(
        str(told['target']), str(told['kind']), tuple(told.get('sources', ())), str(told.get('pattern', '')),
        str(told.get('form', '')), str(told.get('factor', '1')), int(told.get('places', 2)),
        tuple(Case(one['test'], one['value'], one['result']) for one in told.get('cases', ())),
        str(told.get('otherwise', '')), str(told.get('template', '')),
        Check(**{**check, 'allowed': tuple(check.get('allowed', ()))}))


def apply(rule: FieldRule, board: Board, issue: Issue, find: Finder) -> Value:
    """Never raises: whatever does not fit is a fault in words."""
    read = [values_of(board, issue, source) for source in rule.sources]
    try:
        texts = WAYS[rule.kind](rule, read, find)
        return Value(tuple(_sound(rule.check, text, find) for text in texts if text))
    except OutOfTime:
        return Value(fault='The pattern takes too long.')
    except ValueError as error:
        return Value(fault=str(error))


def values_of(board: Board, issue: Issue, source: str) -> tuple[str, ...]:
    """What an issue says there, as people read it; empty where it says nothing."""
    if source in ROLES:
        return tuple(filter(None, ROLES[source](board, issue)))
    told = issue.fields.get(source)
    if told is None:
        told = issue.estimates.get(source)
    if isinstance(told, list | tuple):
        return tuple(str(one) for one in told if one)
    return () if told in (None, '') else (board.people.get(str(told), str(told)),)


ROLES: Final[Mapping[str, Callable[[Board, Issue], Sequence[str]]]] = {
    'key': lambda _, issue: (issue.key,), 'title': lambda _, issue: (issue.title,),
    'type': lambda _, issue: (issue.type,), 'project': lambda _, issue: (issue.project,),
    'status': lambda board, issue: (board.statuses[issue.status].name if issue.status in board.statuses
                                    else issue.status,),
    'priority': lambda board, issue: (dict(board.priorities).get(issue.priority, issue.priority),),
    'assignee': lambda board, issue: (person_of(board, issue.assignee),),
    'reporter': lambda board, issue: (person_of(board, issue.reporter),),
    'owner': lambda board, issue: (person_of(board, issue.owner, issue.owner),),
    'labels': lambda _, issue: issue.labels, 'components': lambda _, issue: issue.components,
    'versions': lambda _, issue: issue.versions, 'epic': lambda _, issue: (issue.epic,),
    'due': lambda _, issue: (issue.due.isoformat() if issue.due else '',),
    'points': lambda board, issue: (issue.estimates.get(board.columns.estimate, ''),)}

Read = Sequence[Sequence[str]]


def _pattern(rule: FieldRule, read: Read, find: Finder) -> Sequence[str]:
    """The first group, or all that matches where there is none."""
    found = [match for text in _flat(read) if (match := find(rule.pattern, text))]
    return [match[1] if len(match) > 1 else match[0] for match in found]


def _format(rule: FieldRule, read: Read, _: Finder) -> Sequence[str]:
    return [{'upper': text.upper(), 'lower': text.lower(), 'title': text.title()}.get(rule.form, text).strip()
            for text in _flat(read)]


def _number(rule: FieldRule, read: Read, _: Finder) -> Sequence[str]:
    return [_plain(_amount(text) * Decimal(rule.factor), rule.places) for text in _flat(read)[:1]]


def _date(rule: FieldRule, read: Read, _: Finder) -> Sequence[str]:
    return [_part(day_of(text), rule.form) for text in _flat(read)[:1]]


def _condition(rule: FieldRule, read: Read, find: Finder) -> Sequence[str]:
    texts = _flat(read)
    return [next((case.result for case in rule.cases if _fits(case, texts, find)), rule.otherwise)]


def _computed(rule: FieldRule, read: Read, _: Finder) -> Sequence[str]:
    if rule.form == 'count':
        return [str(sum(bool(texts) for texts in read))]
    amounts = [_amount(texts[0]) for texts in read if texts]
    if not amounts:
        return []
    if rule.form in ('difference', 'quotient') and len(amounts) != len(read):
        return []
    return [_plain(_worked_out(rule.form, amounts), rule.places)]


def _template(rule: FieldRule, read: Read, _: Finder) -> Sequence[str]:
    text = rule.template
    for source, texts in zip(rule.sources, read, strict=True):
        text = text.replace('{' + source + '}', ', '.join(texts))
    return [text.strip()] if any(read) else []


WAYS: Final[Mapping[str, Callable[[FieldRule, Read, Finder], Sequence[str]]]] = {
    DIRECT: lambda _rule, read, _find: _flat(read), PATTERN: _pattern, FORMAT: _format, NUMBER: _number, DATE: _date,
    CONDITION: _condition, COMPUTED: _computed, TEMPLATE: _template}


def _flat(read: Read) -> list[str]:
    return [text for texts in read for text in texts]


def _fits(case: Case, texts: Sequence[str], find: Finder) -> bool:
    if case.test == 'empty':
        return not texts
    wanted = case.value.casefold()
    tests: Mapping[str, Callable[[str], bool]] = {
        'is': lambda text: text.casefold() == wanted, 'contains': lambda text: wanted in text.casefold(),
        'starts': lambda text: text.casefold().startswith(wanted),
        'matches': lambda text: find(case.value, text) is not None}
    return any(tests[case.test](text) for text in texts)


def _worked_out(operation: str, amounts: Sequence[Decimal]) -> Decimal:
    if operation in ('least', 'most'):
        return min(amounts) if operation == 'least' else max(amounts)
    result = amounts[0]
    for amount in amounts[1:]:
        if operation == 'quotient' and not amount:
            raise ValueError('Nothing can be divided by 0.')
        result = {'sum': result + amount, 'difference': result - amount, 'product': result * amount}.get(
            operation, result if operation != 'quotient' else result / amount)
    return result


def _amount(text: str) -> Decimal:
    found = number_of(text)
    if found is None:
        raise ValueError(f'“{text[:40]}” is not a number.')
    return found


def _plain(amount: Decimal, places: int) -> str:
    try:
        text = f'{amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}'
    except InvalidOperation:
        raise ValueError('The number is too large.') from None
    return text.rstrip('0').rstrip('.') if '.' in text else text


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f'“{text[:40]}” is not a date.') from None


def _part(day: date, part: str) -> str:
    return {'month': f'{day:%Y-%m}', 'year': str(day.year), 'quarter': f'{day.year} Q{(day.month + 2) // 3}'}.get(
        part, day.isoformat())


def _sound(check: Check, text: str, find: Finder) -> str:
    """Raises ValueError with what is wrong."""
    if len(text) > check.longest:
        raise ValueError(f'“{text[:40]}…” is longer than {check.longest} characters.')
    if check.allowed and text not in check.allowed:
        raise ValueError(f'“{text[:40]}” is none of the allowed values.')
    if check.pattern and find(check.pattern, text) is None:
        raise ValueError(f'“{text[:40]}” does not match.')
    if check.type == 'number' or (check.type == 'text' and (check.low or check.high)):
        _within(check, _amount(text), lambda told: _amount(told), text)
    elif check.type == 'date':
        _within(check, day_of(text), lambda told: day_of(told), text)
    return text


def _within(check: Check, value: Any, read: Callable[[str], Any], text: str) -> None:
    if (check.low and value < read(check.low)) or (check.high and value > read(check.high)):
        raise ValueError(f'“{text[:40]}” is outside {check.low or "…"} to {check.high or "…"}.')
