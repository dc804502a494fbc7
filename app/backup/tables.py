"""Tables as lines of JSON, the same lines from either database: what differs between two copies shows as text.

The tables are read as the database has them, not as the models say: a backup of an older schema comes back as it was.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    collate,
    func,
    insert,
    literal_column,
    select,
)

PASSING = frozenset({'alembic_version', 'presence', 'process', 'setupcode', 'streamticket'})  # worth nothing later
BATCH = 200  # rows; those of logs have up to 64 KiB


def tables_of(connection: Connection) -> dict[str, Table]:
    """By name, in an order in which they can be filled."""
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name not in PASSING}


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row, in the order of its key whatever the database thinks of letters."""
    names = [str(column.name) for column in table.columns]
    rows = connection.execute(select(table).order_by(*_order(connection, table)),
                              execution_options={'yield_per': BATCH})
    for row in rows:
        yield orjson.dumps(dict(zip(names, map(_plain, row), strict=True)), option=orjson.OPT_APPEND_NEWLINE)


def fill(connection: Connection, table: Table, given: Iterable[bytes]) -> int:
    """Returns the number of rows. Raises ValueError where a line does not fit the table."""
    read = {column.name: _reader(column) for column in table.columns}
    count, rest = 0, iter(given)
    while some := list(islice(rest, BATCH)):
        connection.execute(insert(table), [_row(line, read) for line in some])
        count += len(some)
    return count


def count_on(connection: Connection, tables: Sequence[Table]) -> None:
    """PostgreSQL gives numbers by itself: the next ones come after those that were filled in."""
    if connection.dialect.name != 'postgresql':
        return
    for table in tables:
        keys = list(table.primary_key.columns)
        if len(keys) == 1 and isinstance(keys[0].type, Integer):
            place = func.pg_get_serial_sequence(table.name, keys[0].name)
            highest = select(func.coalesce(func.max(keys[0]), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(place, highest, literal_column('false'))).where(
                place.is_not(None)))


def _order(connection: Connection, table: Table) -> list[Any]:
    return [collate(column, 'C') if connection.dialect.name == 'postgresql' and isinstance(column.type, String)
            else column for column in table.primary_key.columns]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):  # SQLite keeps no zone: all of them are UTC
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat
    if isinstance(column.type, Date):
        return date.fromisoformat
    if isinstance(column.type, Numeric) and not isinstance(column.type, Float):
        return Decimal
    return b64decode if isinstance(column.type, LargeBinary) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _row(line: bytes, read: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    given = orjson.loads(line)
    if not isinstance(given, dict) or given.keys() != read.keys():
        raise ValueError('the columns are not those of this schema')
    return {name: None if value is None else read[name](value) for name, value in given.items()}
