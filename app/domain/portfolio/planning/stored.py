"""Operations as JSON and back; what an earlier version of the program wrote is read as it was meant."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from app.domain.portfolio.planning import operations
from app.domain.portfolio.planning.operations import Batch, Operation
from app.errors import Rejected

SCHEMA = 2  # of what is written now; before, an operation was kept without what it aimed at
KINDS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(Operation)}
MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {  # schema → as the next one has it
    1: dict}
MOST = 2_000  # operations in one batch, items in one operation
UNKEPT = re.compile('[\0\ud800-\udfff]')  # what databases do not take as text


def to_json(operation: Operation) -> dict[str, Any]:
    """With its type; whatever is as usual is left out."""
    if isinstance(operation, Batch):
        return {'type': 'Batch', 'operations': [to_json(one) for one in operation.operations]}
    told = {one.name: _plain(getattr(operation, one.name)) for one in fields(operation)
            if getattr(operation, one.name) != one.default}
    return {'type': type(operation).__name__, **told}


def from_json(given: Mapping[str, Any], schema: int = SCHEMA) -> Operation:
    """Raises Rejected naming the field that does not fit, also where programs sent it."""
    written = dict(given)
    for version in range(schema, SCHEMA):
        written = MIGRATIONS[version](written)
    kind = KINDS.get(str(written.pop('type', '')))
    if kind is None:
        raise Rejected('There is no such operation.', 'portfolio.operation', 'type')
    if kind is Batch:
        some = written.get('operations')
        if not isinstance(some, list) or not 0 < len(some) <= MOST or len(written) > 1:
            raise Rejected(f'A batch has 1 to {MOST} operations.', field='operations')
        return Batch(tuple(from_json(one) for one in some if _is_object(one)))
    return _built(kind, written)


def flat(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Without batches: what is in them, in its order."""
    return tuple(inner for one in operations
                 for inner in (flat(one.operations) if isinstance(one, Batch) else (one,)))


def ids_of(operation: Operation) -> frozenset[int]:
    """All items it names: whoever may not see one of them may not do it."""
    if isinstance(operation, Batch):
        return frozenset().union(*(ids_of(one) for one in operation.operations))
    named = {'ids', 'id', 'copy_of', 'before', 'after', 'parent', 'members'}
    if isinstance(operation, operations.ChangeGroup):
        named = {'members'}
    found: set[int] = set()
    for name in named:
        value = getattr(operation, name, None)
        found |= set(value) if isinstance(value, tuple) else {value} if isinstance(value, int) else set()
    return frozenset(found)


def plans_of(operation: Operation) -> frozenset[int]:
    if isinstance(operation, Batch):
        return frozenset().union(*(plans_of(one) for one in operation.operations))
    plan = getattr(operation, 'plan', None)
    return frozenset({plan} if isinstance(plan, int) else ())


def _built(kind: type, written: Mapping[str, Any]) -> Operation:
    hints = _hints(kind)
    if unknown := [name for name in written if name not in hints]:
        raise Rejected(f'{kind.__name__} has no field “{unknown[0]}”.', 'portfolio.operation', unknown[0])
    read = {name: _read(name, hints[name], value) for name, value in written.items()}
    try:
        built: Operation = kind(**read)
    except TypeError as error:
        missing = next(name for name in hints if name not in read)
        raise Rejected(f'{kind.__name__} needs “{missing}”.', 'portfolio.operation', missing) from error
    return built


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(name: str, hint: Any, value: Any) -> Any:
    if isinstance(hint, UnionType):
        if value is None:
            return None
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        if not isinstance(value, list) or len(value) > MOST:
            raise _unfit(name)
        return tuple(_read(name, get_args(hint)[0], one) for one in value)
    try:
        return READING[hint](value)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise _unfit(name) from error


def _unfit(name: str) -> Rejected:
    return Rejected(f'“{name}” does not fit.', 'portfolio.operation', name)


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**53:
        raise ValueError(value)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 4_000 or UNKEPT.search(value):
        raise ValueError(value)
    return value


def _day(value: Any) -> date:
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError(value)
    return date.fromisoformat(value)


def _percent(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(value)
    found = Decimal(str(value))
    if not found.is_finite():
        raise ValueError(value)
    return found


READING: Mapping[type, Callable[[Any], Any]] = {int: _number, bool: _flag, str: _text, date: _day, Decimal: _percent}


def _is_object(one: Any) -> bool:
    if not isinstance(one, Mapping):
        raise Rejected('An operation is an object.', 'portfolio.operation', 'operations')
    return True


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
