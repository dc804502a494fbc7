"""What is set up, as a JSON file without secrets, to be taken away and brought back.

Things are named as people name them, never by numbers of one database: a file made here can be brought back elsewhere.
A file with anything wrong in it is refused whole, and every refusal says in which line.
"""

import json
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from app.domain.portfolio.items.setting import Rates, Rules
from app.domain.portfolio.setup.secret_signs import looks_secret
from app.errors import Invalid, Rejected

FORMAT, VERSION = 'roundtable.portfolio.setup', 1
LARGEST = 5_000_000  # characters
MOST_PROBLEMS = 20

T = TypeVar('T')


@dataclass(frozen=True)
class DaysEntry:
    start: date
    end: date
    reason: str = ''


@dataclass(frozen=True)
class SourceEntry:
    name: str
    kind: str
    base_url: str = ''
    time_zone: str = 'UTC'
    start_field: str = 'Microsoft.VSTS.Scheduling.StartDate'
    end_field: str = 'Microsoft.VSTS.Scheduling.TargetDate'
    capacity_block: str = 'off'
    dependency_rule: str = 'finish_start'
    lends_token: bool = False
    writes_estimates: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TeamEntry:
    id: str
    name: str
    short: str = ''
    colour: int = 1
    is_excluded: bool = False
    sites: tuple[str, ...] = ()
    source: str = ''  # name
    external: str = ''
    rank: int = 0
    weekdays: tuple[int, ...] = ()  # empty: nobody has decided
    days_off: tuple[DaysEntry, ...] = ()


@dataclass(frozen=True)
class PersonEntry:
    name: str
    team: str = ''  # id
    site: str = ''
    is_internal: bool = True
    rate_name: str = ''
    hours: Decimal | None = None
    external: str = ''
    days_off: tuple[DaysEntry, ...] = ()


@dataclass(frozen=True)
class PlanEntry:
    id: str
    name: str
    source: str
    area: str
    kind: str
    has_children: bool = True
    types: tuple[str, ...] = ()
    states_read: tuple[str, ...] = ()
    states_shown: tuple[str, ...] = ()
    colour: int = 1
    rank: int = 0
    team: str = ''
    delivery_plans: tuple[str, ...] = ()
    is_open: bool = True
    seen_by: tuple[str, ...] = ()  # e-mail addresses


@dataclass(frozen=True)
class HolidayEntry:
    site: str
    day: date
    name: str = ''


@dataclass(frozen=True)
class EventEntry:
    title: str
    start: date
    end: date | None = None
    plan: str = ''
    category: str = ''
    is_special: bool = False


@dataclass(frozen=True)
class MarkerEntry:
    label: str
    day: date
    plan: str = ''
    team: str = ''
    colour: str = ''


@dataclass(frozen=True)
class Backup:
    sources: tuple[SourceEntry, ...] = ()
    teams: tuple[TeamEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    plans: tuple[PlanEntry, ...] = ()
    holidays: tuple[HolidayEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    markers: tuple[MarkerEntry, ...] = ()
    rules: Rules | None = None
    rates: Rates | None = None


class _Misfit(Exception):
    """`needle` is what to look for in the text, and which time it comes."""

    def __init__(self, text: str, needle: str = '', time: int = 1) -> None:
        super().__init__(text)
        self.needle, self.time = needle, time


def written(backup: Backup) -> str:
    """As a file; what looks like a secret in the options of a source stays at home."""
    plain = asdict(backup)
    for source in plain['sources']:
        source['options'] = {name: value for name, value in source['options'].items()
                             if not looks_secret(name, value)}
    return json.dumps({'format': FORMAT, 'version': VERSION, **plain}, indent=2, ensure_ascii=False, default=str)


def read(text: str) -> Backup:
    """Raises Invalid with the line of everything that does not fit."""
    if len(text) > LARGEST:
        raise Invalid([('line 1', 'This file is larger than any set-up.')])
    try:
        given = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise Invalid([(f'line {error.lineno}', f'This is not JSON: {error.msg}.')]) from None
    except (_Misfit, RecursionError) as error:
        raise Invalid([_problem(text, error)]) from None
    try:
        _demand_format(given)
    except _Misfit as error:
        raise Invalid([_problem(text, error)]) from None
    if problems := [_problem(text, one) for one in _secrets(given)] or [_problem(text, one) for one in _twice(given)]:
        raise Invalid(problems[:MOST_PROBLEMS])
    try:
        return _made(Backup, {name: value for name, value in given.items() if name not in (
            'format', 'version', 'made_at')}, 'The file')
    except _Misfit as error:
        raise Invalid([_problem(text, error)]) from None


def shaped(kind: type[T], given: Mapping[str, Any], where: str) -> T:
    """Rules or rates from their JSON; raises Rejected naming the field that is not what it should be."""
    try:
        return _made(kind, json.loads(json.dumps(given)), where.capitalize())
    except _Misfit as error:
        raise Rejected(str(error), 'validation', f'{where}.{json.loads(error.needle.partition(": ")[0])}'
                       if error.needle else where) from None


def line_of(text: str, needle: str, time: int = 1) -> int:
    """Of its first, or `time`-th, appearance; 1 where it does not appear."""
    at = -1
    for _ in range(time):
        at = text.find(needle, at + 1)
        if at < 0:
            return 1
    return text.count('\n', 0, at) + 1


def _problem(text: str, error: Exception) -> tuple[str, str]:
    needle, time = (error.needle, error.time) if isinstance(error, _Misfit) else ('', 1)
    said = str(error) if isinstance(error, _Misfit) else 'It is nested too deep.'
    return f'line {line_of(text, needle, time) if needle else 1}', said


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        name = next(name for name in found if sum(own == name for own, _ in pairs) > 1)
        raise _Misfit(f'“{name}” is given twice.', json.dumps(name, ensure_ascii=False))
    return found


def _demand_format(given: Any) -> None:
    if not isinstance(given, dict) or given.get('format') != FORMAT:
        raise _Misfit('This is not a file of the portfolio’s set-up.', '"format"')
    if given.get('version') != VERSION:
        raise _Misfit(f'Version {given.get("version")} of the file is not known here; version {VERSION} is.',
                      '"version"')


def _secrets(given: Any, name: str = '') -> Iterator[_Misfit]:
    if isinstance(given, dict):
        for own, value in given.items():
            yield from _secrets(value, own)
    elif isinstance(given, list):
        for value in given:
            yield from _secrets(value, name)
    elif looks_secret(name, given):
        yield _Misfit(f'“{name}” looks like a secret. Secrets are set on their own page, never by a file.',
                      json.dumps(given, ensure_ascii=False) if isinstance(given, str) else json.dumps(name))


def _twice(given: Mapping[str, Any]) -> Iterator[_Misfit]:
    """Two things under one name."""
    for part, key in (('sources', 'name'), ('teams', 'id'), ('teams', 'name'), ('people', 'name'), ('plans', 'id')):
        seen: dict[str, int] = {}
        for entry in given.get(part) or ():
            name = entry.get(key) if isinstance(entry, dict) else None
            if not isinstance(name, str):
                continue
            seen[name] = seen.get(name, 0) + 1
            if seen[name] == 2:
                yield _Misfit(f'“{name}” stands twice in “{part}”.', f'"{key}": {json.dumps(name, ensure_ascii=False)}',
                              2)


def _made(kind: type[T], given: Any, where: str) -> T:
    """A dataclass from its JSON, strictly."""
    if not isinstance(given, dict):
        raise _Misfit(f'{where} should be an object.')
    hints = get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]
    if unknown := [name for name in given if name not in known]:
        raise _Misfit(f'“{unknown[0]}” is not known here.', json.dumps(unknown[0]))
    for name, one in known.items():
        if name not in given and one.default is MISSING and one.default_factory is MISSING:
            raise _Misfit(f'{where} has no “{name}”.', _sign(given))
    return kind(**{name: _value(hints[name], value, name) for name, value in given.items()})


def _value(kind: Any, given: Any, name: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return given
    if origin in (Union, types.UnionType):
        return None if given is None else _value(next(one for one in inner if one is not type(None)), given, name)
    if origin is tuple:
        return _many(inner, given, name)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(given, dict):
            raise _misfit(name, given, 'an object')
        return {key: _value(inner[1], value, key) for key, value in given.items()}
    if is_dataclass(kind):
        return _made(kind, given, f'An entry of “{name}”')  # type: ignore[arg-type]
    return _plain(kind, given, name)


def _many(inner: Sequence[Any], given: Any, name: str) -> tuple[Any, ...]:
    if not isinstance(given, list):
        raise _misfit(name, given, 'a list')
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_value(inner[0], one, name) for one in given)
    if len(inner) != len(given):
        raise _misfit(name, given, f'lists of {len(inner)}')
    return tuple(_value(kind, one, name) for kind, one in zip(inner, given, strict=True))


def _plain(kind: Any, given: Any, name: str) -> Any:
    try:
        if kind is date and isinstance(given, str):
            return date.fromisoformat(given)
        if kind is Decimal and isinstance(given, str | int) and not isinstance(given, bool):
            return Decimal(given)
    except (ValueError, InvalidOperation):
        raise _misfit(name, given, 'a day such as 2026-10-12' if kind is date else 'a number') from None
    if type(given) is kind:
        return given
    raise _misfit(name, given, {str: 'text', int: 'a number', bool: 'true or false', date: 'a day such as 2026-10-12',
                                Decimal: 'a number'}.get(kind, 'something else'))


def _misfit(name: str, given: Any, wanted: str) -> _Misfit:
    value = json.dumps(given, ensure_ascii=False)
    needle = f'{json.dumps(name, ensure_ascii=False)}: {value}' if not isinstance(given, list | dict) else f'"{name}"'
    return _Misfit(f'“{name}” should be {wanted}.', needle)


def _sign(given: Mapping[str, Any]) -> str:
    """Something of this entry by which its line can be found."""
    for name, value in given.items():
        if isinstance(value, str) and re.search(r'\w', value):
            return f'{json.dumps(name, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}'
    return ''
