"""What was read from a file before anybody says what it means, and what is asked or said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Cell = str | Decimal | date | bool | None


@dataclass(frozen=True, slots=True)
class Row:
    number: int  # as a spreadsheet counts
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What only a person can say: each choice is a value and its words; until then the rows concerned are errors."""
    key: str
    text: str
    choices: tuple[tuple[str, str], ...]
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Issue:
    """Why a row is refused: `suggestions` are values that would do; `key` groups those with one reason."""
    row: int
    field: str
    value: str
    message: str
    suggestions: tuple[str, ...] = ()
    key: str = ''  # of the doubt whose answer would mend it


@dataclass(frozen=True)
class Wishes:
    """What somebody said about how to read a file; empty: find out."""
    encoding: str = ''
    delimiter: str = ''
    sheet: str = ''
    merged: str = ''  # fill, keep


@dataclass(frozen=True, eq=False)
class Book:
    form: str  # csv, xlsx, json
    rows: Sequence[Row]
    encoding: str = ''
    delimiter: str = ''
    sheet: str = ''
    sheets: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[str, ...] = ()
    broken: tuple[Issue, ...] = ()  # rows that are no table


@dataclass(frozen=True, eq=False)
class Read:
    """A row whose every value was understood, by the key of its field; the number is that of the spreadsheet."""
    number: int
    values: Mapping[str, Any] = field(default_factory=dict)


def shown(cell: Cell) -> str:
    """As people would write it."""
    if cell is None:
        return ''
    return f'{cell:f}' if isinstance(cell, Decimal) else str(cell)
