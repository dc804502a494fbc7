"""What a locked season was, in one order and one way of writing, so that a hash over it proves that nothing changed.

A line for each row: table, key, content, each as JSON with sorted keys and no floats; images of cells by their hash.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

Line = tuple[str, str, str]  # table, key, content


@dataclass(frozen=True)
class Difference:
    """`what`: changed, missing, added."""
    table: str
    key: str
    what: str


def line_of(table: str, key: Sequence[Any], row: Mapping[str, Any]) -> Line:
    return table, _written(list(key)), _written(row)


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines))


def packed(lines: Sequence[Line]) -> bytes:
    return zlib.compress(_joined(lines), 6)


def unpacked(content: bytes) -> tuple[Line, ...]:
    """Raises ValueError where it is not what was packed."""
    try:
        text = zlib.decompress(content).decode()
    except zlib.error as error:
        raise ValueError('this was not packed here') from error
    return tuple(_split(line) for line in text.splitlines())


def hash_of(lines: Sequence[Line]) -> str:
    return sha256(_joined(lines)).hexdigest()


def differences(then: Sequence[Line], now: Sequence[Line]) -> tuple[Difference, ...]:
    """What of the rows of then is not so now, by table and key."""
    before, after = {line[:2]: line[2] for line in then}, {line[:2]: line[2] for line in now}
    return tuple(_compared(before, after))


def _compared(before: Mapping[tuple[str, str], str], after: Mapping[tuple[str, str], str]) -> Iterator[Difference]:
    for table, key in sorted(before.keys() | after.keys()):
        was, now = before.get((table, key)), after.get((table, key))
        if was != now:
            yield Difference(table, key, 'added' if was is None else 'missing' if now is None else 'changed')


def _joined(lines: Sequence[Line]) -> bytes:
    return ''.join(f'{table}\t{key}\t{content}\n' for table, key, content in lines).encode()


def _split(line: str) -> Line:
    table, key, content = line.split('\t', 2)
    return table, key, content


def _written(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=True, separators=(',', ':'), allow_nan=False)


def _plain(value: Any) -> Any:
    """Whatever a row may hold, so that equal values are written alike on every database."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return format(Decimal(str(value)).normalize(), 'f')
    return value
