"""A list of objects as rows: the names of all of them are the header."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from app.domain.seasons.importing.book import Cell, Row
from app.domain.seasons.money import number_in
from app.errors import Rejected
from app.integrations.tables.decoding import CODE
from app.integrations.tables.delimited import MOST_COLUMNS, MOST_ROWS

WRAPPERS: Final = ('items', 'rows', 'data')


def read_json(text: str) -> list[Row]:
    """Row 1 is the header, so that numbers are as in a spreadsheet."""
    try:
        told = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Rejected('This is no JSON that can be read.', CODE, 'file') from None
    return rows_of(_objects(told))


def rows_of(objects: Any) -> list[Row]:
    """Of a list of objects, which programs send as it is."""
    header = list(dict.fromkeys(name for one in objects for name in one))
    if len(header) > MOST_COLUMNS or len(objects) > MOST_ROWS:
        raise Rejected('This is more than can be imported at once.', CODE, 'file')
    return [Row(1, header), *(Row(number, [_cell(one.get(name)) for name in header])
                              for number, one in enumerate(objects, 2))]


def _objects(told: Any) -> Any:
    if isinstance(told, Mapping):
        told = next((told[name] for name in WRAPPERS if isinstance(told.get(name), list)), told)
    if not isinstance(told, list) or not all(isinstance(one, Mapping) for one in told):
        raise Rejected('JSON has to be a list of objects, one for each row.', CODE, 'file')
    return told


def _cell(value: Any) -> Cell:
    if isinstance(value, (dict, list)):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(str(value))
    return value if value is None or isinstance(value, (bool, Decimal)) else str(value)


def _number(text: str) -> Decimal | str:
    """What nobody can mean as a number stays what it is, and is told of as such."""
    found = number_in(text)
    return text if found is None else found


def _refuse(name: str) -> Any:
    raise ValueError(name)
