"""What a command may be given: one definition checks it, describes it to programs, and makes arguments of it."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.errors import Invalid

LARGEST = 2**53  # whole numbers that every program reads the same
LONGEST_LIST = 100
SECRET_NAME = re.compile(r'[A-Z][A-Z0-9_]{0,63}')
DAY = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}')
WHOLE = re.compile(r'[+-]?[0-9]{1,20}')
DECIMAL = re.compile(r'[+-]?[0-9]{1,20}(\.[0-9]{1,20})?')

Problem = tuple[str, str]  # field, message
Check = Callable[[Mapping[str, Any]], Iterator[Problem]]

CHECKS: dict[str, Check] = {}  # rules over several parameters, by the name a definition gives


class Unfit(Exception):
    """Why one value does not fit."""


def validated(definition: Definition, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every value as its kind demands, with defaults for what is missing; raises Invalid naming all that is wrong."""
    known = {parameter.name: parameter for parameter in definition.parameters}
    problems = [(str(name)[:80], 'This command has no such parameter.') for name in given if name not in known]
    values: dict[str, Any] = {}
    for parameter in definition.parameters:
        try:
            value = _value(parameter, given.get(parameter.name))
        except Unfit as problem:
            problems.append((parameter.name, str(problem)))
            continue
        if value is not None:
            values[parameter.name] = value
    if not problems and definition.check:
        problems += CHECKS[definition.check](values)
    if problems:
        raise Invalid(problems)
    return values


def from_texts(definition: Definition, texts: Mapping[str, Any]) -> dict[str, Any]:
    """What a form holds, as `validated` wants it: texts become numbers where numbers are asked for; nothing is lost."""
    kinds = {parameter.name: parameter.kind for parameter in definition.parameters}
    return {name: _from_text(kinds.get(name, ''), text) for name, text in texts.items()
            if text not in ('', None) or kinds.get(name) == 'switch'}


def argv(definition: Definition, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The arguments behind the program's name; a list from beginning to end, so that nothing is ever interpreted."""
    return (*definition.arguments, *(word for parameter in definition.parameters if parameter.flag
                                     for word in _words(parameter, values.get(parameter.name))))


def key_of(definition: Definition, values: Mapping[str, Any]) -> str:
    """What runs with the same key wait for; a parameter that was not given counts as empty."""
    return re.sub(r'\{(\w+)\}', lambda name: shown(values.get(name[1])), definition.key or definition.slug)[:200]


def json_schema(definition: Definition) -> dict[str, Any]:
    return {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'title': definition.name, 'type': 'object',
            'properties': {parameter.name: _schema(parameter) for parameter in definition.parameters},
            'required': [parameter.name for parameter in definition.parameters
                         if parameter.is_required and parameter.default is None],
            'additionalProperties': False}


def shown(value: Any) -> str:
    """For people, and for arguments: a number without exponents, yes or no in words a program would not mistake."""
    if value is None:
        return ''
    if isinstance(value, bool):
        return 'yes' if value else 'no'
    if isinstance(value, float):
        text = format(Decimal(repr(value)), 'f')
        return text.rstrip('0').rstrip('.') if '.' in text else text
    if isinstance(value, list | tuple):
        return ', '.join(map(shown, value))
    return str(value)


def _value(parameter: Parameter, given: Any) -> Any:
    if given is None:
        given = parameter.default
    if given is None:
        if parameter.is_required:
            raise Unfit('Give a value.')
        return False if parameter.kind == 'switch' else None
    return KINDS[parameter.kind](parameter, given)


def _text(parameter: Parameter, given: Any) -> str:
    if not isinstance(given, str):
        raise Unfit('Give a text.')
    if len(given) > parameter.longest:
        raise Unfit(f'At most {parameter.longest} characters.')
    if any(unicodedata.category(sign) in ('Cc', 'Cs') and sign not in '\n\t' for sign in given):
        raise Unfit('Control characters cannot be passed on.')
    if not given and parameter.is_required:
        raise Unfit('Give a value.')
    if given.startswith('-') and not parameter.may_begin_with_dash:
        raise Unfit('It cannot begin with “-”: the program would take it for an option.')
    if parameter.pattern and given and not re.fullmatch(parameter.pattern, given, re.ASCII):
        raise Unfit(f'It has to look like {parameter.pattern}.')
    return given


def _whole(parameter: Parameter, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise Unfit(f'Give a whole number{_range(parameter)}.')
    _demand_range(parameter, given, 'a whole number')
    return given


def _decimal(parameter: Parameter, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise Unfit(f'Give a number{_range(parameter)}.')
    _demand_range(parameter, given, 'a number')
    return float(given)


def _switch(_parameter: Parameter, given: Any) -> bool:
    if not isinstance(given, bool):
        raise Unfit('Say yes or no: true or false.')
    return given


def _choice(parameter: Parameter, given: Any) -> str:
    values = [value for value, _ in parameter.choices]
    if not isinstance(given, str) or given not in values:
        raise Unfit(f'Choose one of {", ".join(values)}.')
    return given


def _many(parameter: Parameter, given: Any) -> list[str]:
    if not isinstance(given, list | tuple) or len(given) > LONGEST_LIST:
        raise Unfit('Give a list of choices.')
    chosen = [_choice(parameter, entry) for entry in given]
    if len(set(chosen)) < len(chosen):
        raise Unfit('Each choice can be made once.')
    if not chosen and parameter.is_required:
        raise Unfit('Choose at least one.')
    return chosen


def _date(_parameter: Parameter, given: Any) -> str:
    with suppress(ValueError):
        if isinstance(given, str) and DAY.fullmatch(given):
            return date.fromisoformat(given).isoformat()
    raise Unfit('Give a day such as 2030-01-31.')


def _file(_parameter: Parameter, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given < LARGEST:
        raise Unfit('Choose a file.')
    return given


def _secret(_parameter: Parameter, given: Any) -> str:
    if not isinstance(given, str) or not SECRET_NAME.fullmatch(given):
        raise Unfit('Name a secret, such as FPL_PASSWORD.')
    return given


KINDS: Mapping[str, Callable[[Parameter, Any], Any]] = {
    'text': _text, 'whole': _whole, 'decimal': _decimal, 'switch': _switch, 'choice': _choice, 'many': _many,
    'date': _date, 'file': _file, 'secret': _secret}


def _demand_range(parameter: Parameter, given: float, what: str) -> None:
    low = -LARGEST if parameter.low is None else parameter.low
    high = LARGEST if parameter.high is None else parameter.high
    if not low <= given <= high:
        raise Unfit(f'Give {what}{_range(parameter)}.')


def _range(parameter: Parameter) -> str:
    low, high = shown(parameter.low), shown(parameter.high)
    if low and high:
        return f' from {low} to {high}'
    return f' of at least {low}' if low else f' of at most {high}' if high else ''


def _from_text(kind: str, given: Any) -> Any:
    if not isinstance(given, str):
        return int(given) if kind == 'whole' and isinstance(given, float) and given.is_integer() else given
    text = given.strip()
    if kind in ('whole', 'file') and WHOLE.fullmatch(text):
        return int(text)
    if kind == 'decimal' and DECIMAL.fullmatch(text):
        return float(text)
    return given


def _words(parameter: Parameter, value: Any) -> Sequence[str]:
    if parameter.kind == 'switch':
        return (parameter.flag,) if value else ()
    values = value if isinstance(value, list | tuple) else () if value in (None, '') else (value,)
    return [word for entry in values for word in (parameter.flag, shown(entry))]


def _schema(parameter: Parameter) -> dict[str, Any]:
    about = {'description': parameter.help} if parameter.help else {}
    default = {} if parameter.default is None else {
        'default': list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default}
    return {**_kind_schema(parameter), **about, **default}


def _kind_schema(parameter: Parameter) -> dict[str, Any]:
    values = [value for value, _ in parameter.choices]
    limits = {name: value for name, value in (('minimum', parameter.low), ('maximum', parameter.high))
              if value is not None}
    pattern = {'pattern': f'^(?:{parameter.pattern})$'} if parameter.pattern else {}
    kinds: Mapping[str, dict[str, Any]] = {
        'text': {'type': 'string', 'maxLength': parameter.longest, **pattern},
        'whole': {'type': 'integer', **limits}, 'decimal': {'type': 'number', **limits},
        'switch': {'type': 'boolean'}, 'choice': {'type': 'string', 'enum': values},
        'many': {'type': 'array', 'items': {'type': 'string', 'enum': values}, 'uniqueItems': True},
        'date': {'type': 'string', 'format': 'date'}, 'file': {'type': 'integer', 'minimum': 1},
        'secret': {'type': 'string', 'pattern': f'^{SECRET_NAME.pattern}$'}}
    return kinds[parameter.kind]
