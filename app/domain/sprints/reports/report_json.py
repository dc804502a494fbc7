"""A sprint report as JSON that never changes by itself: the same report gives the same bytes, and reads back equal.

Decimals are texts without trailing zeros; lists keep their order; keys are sorted. What a later version of the schema
adds is missing in older texts, and then has its default.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from app.domain.sprints.facts.estimates import plain
from app.domain.sprints.metrics.report import Report
from app.errors import Rejected

SCHEMA: Final = 'sprint-report'
VERSION: Final = 1


def to_json(report: Report) -> dict[str, Any]:
    """Fit for `json.dumps`."""
    return {'schema': SCHEMA, 'schema_version': VERSION, **_plain(report)}


def from_json(told: Mapping[str, Any]) -> Report:
    """Raises Rejected for what is no report, or of a schema that only a newer version reads."""
    if told.get('schema') != SCHEMA or told.get('schema_version') not in range(1, VERSION + 1):
        raise Rejected('This is no sprint report that can be read here.', 'sprints.schema')
    try:
        report: Report = _read(Report, told)
    except (KeyError, TypeError, ArithmeticError, AttributeError):
        raise Rejected('This sprint report is damaged.', 'sprints.schema') from None
    return report


def to_bytes(report: Report) -> bytes:
    """Canonical, to be kept and hashed."""
    return canonical(to_json(report))


def canonical(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(',', ':'), allow_nan=False).encode()


def digest(report: Report) -> str:
    """Equal for equal reports, whenever and wherever they were made."""
    return sha256(to_bytes(report)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(plain(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if not is_dataclass(value):
        return value
    kind: Any = type(value)
    return {name: _plain(getattr(value, field.name)) for name, field, _ in _shape(kind)}


def _read(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        make: Any = kind
        return make(**{field.name: _read(hint, value[name]) for name, field, hint in _shape(make)
                       if name in value or field.default is MISSING})
    if get_origin(kind) is UnionType:  # something or None
        return None if value is None else _read(get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in value)
    if get_origin(kind) is Mapping:
        return {key: _read(get_args(kind)[1], one) for key, one in value.items()}
    return Decimal(value) if kind is Decimal else value


@lru_cache(64)
def _shape(kind: Any) -> tuple[tuple[str, Field[Any], Any], ...]:
    """Of each field: its name in JSON, itself, and its type."""
    hints = get_type_hints(kind)
    return tuple((one.name.rstrip('_'), one, hints[one.name]) for one in fields(kind))
