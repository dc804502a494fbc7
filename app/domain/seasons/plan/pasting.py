"""What lies in a clipboard: lines with tabs, as spreadsheets write them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.seasons.axes import Cell
from app.domain.seasons.entry import Amount, Blank, read_entry
from app.domain.seasons.measures import MEASURES, MONEY
from app.errors import Rejected

LARGEST: Final = 50_000  # cells of one paste
Lines = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bad:
    """A cell of the clipboard that is no number; rows and columns from 1."""
    row: int
    column: int
    text: str
    reason: str


@dataclass(frozen=True)
class Pasting:
    """What is to be where, and what cannot be."""
    cells: tuple[tuple[Cell, int | None], ...]
    bad: tuple[Bad, ...] = ()


def lines_of(text: str) -> Lines:
    """Newlines in quotes belong to a cell; the empty line at the end is of the spreadsheet. Raises Rejected."""
    text = text.replace('\r\n', '\n').replace('\r', '\n')
    text = text.removesuffix('\n').replace('\x00', '')
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = tuple(tuple(row) for row in csv.reader(io.StringIO(text), delimiter='\t')) or (('',),)
    lines = tuple(row or ('',) for row in lines)
    if sum(map(len, lines)) > LARGEST:
        raise Rejected(f'The clipboard holds more than {LARGEST // 1000} thousand cells. Import a file instead.')
    return lines


def size_of(lines: Lines) -> tuple[int, int]:
    return len(lines), max(map(len, lines))


def placed(lines: Lines, rows: Sequence[Sequence[Cell]], is_range: bool) -> list[tuple[Cell, str, int, int]]:
    """Each cell with its text, line and column from 1. `rows` are the cells that are chosen or, where only one was,
    those the clipboard would cover. Raises Rejected with both sizes where it does not fit.
    """
    height, width = size_of(lines)
    there = (len(rows), max(map(len, rows), default=0))
    if (height, width) == (1, 1):
        return [(cell, lines[0][0], 1, 1) for row in rows for cell in row]
    if there != (height, width):
        where = 'are chosen' if is_range else 'fit from here on'
        raise Rejected(f'The clipboard holds {height} × {width} cells, {there[0]} × {there[1]} {where}.')
    return [(cell, line[at] if at < len(line) else '', down, at + 1)
            for down, (row, line) in enumerate(zip(rows, lines, strict=True), 1) for at, cell in enumerate(row)]


def read_pasted(found: Sequence[tuple[Cell, str, int, int]], digits: int) -> Pasting:
    """Numbers only: how a cell is to change is typed, not pasted."""
    cells: list[tuple[Cell, int | None]] = []
    bad: list[Bad] = []
    for cell, text, row, column in found:
        unit = MEASURES[cell.measure].unit
        try:
            entry = read_entry(text, unit, digits if unit == MONEY else 0)
        except Rejected as error:
            bad.append(Bad(row, column, text, str(error)))
            continue
        if isinstance(entry, Amount | Blank):
            cells.append((cell, entry.value if isinstance(entry, Amount) else None))
        else:
            bad.append(Bad(row, column, text, f'“{text}” changes a cell; only numbers can be pasted.'))
    return Pasting(tuple(cells), tuple(bad))
