"""Cells of a sheet that are one: only the first of them has the value, and whether it holds for all is asked."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import column_index_from_string

from app.domain.seasons.importing.book import Cell, Doubt, Row

MERGED, FILL, KEEP = 'merged', 'fill', 'keep'
REF: Final = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
CHUNK, OVERLAP = 1 << 20, 200  # bytes of a part that are looked at together
MOST: Final = 20_000
SAID: Final = 3


@dataclass(frozen=True)
class Box:
    """Columns from 0, rows as a spreadsheet counts; both ends belong to it."""
    text: str
    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_column(self) -> bool:
        return self.left == self.right and self.bottom > self.top


def boxes_of(content: bytes, part: str) -> list[Box]:
    """Of the sheet that is kept in this part of the workbook."""
    found, rest = dict[bytes, Box](), b''
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part.lstrip('/')) as opened:
        while (chunk := opened.read(CHUNK)) and len(found) < MOST:
            for hit in REF.finditer(rest + chunk):
                found.setdefault(hit[0], _box(*(one.decode() for one in hit.groups())))
            rest = chunk[-OVERLAP:]
    return list(found.values())


def settled(rows: Sequence[Row], boxes: Iterable[Box], wish: str,
            ) -> tuple[list[Row], tuple[Doubt, ...], tuple[str, ...]]:
    """Rows as they are meant, what has to be asked, and what was noticed."""
    numbers = {row.number: row for row in rows}
    deep = [box for box in boxes if box.is_column and any(at in numbers for at in range(box.top + 1, box.bottom + 1))]
    wide = [box for box in boxes if box.right > box.left and _is_filled(numbers.get(box.top), box)]
    notes = (f'Merged cells have their value in the first cell only: {_named(wide)}.',) if wide else ()
    if wish == FILL:
        return _filled(rows, numbers, deep), (), notes
    doubts = () if wish or not deep else (Doubt(
        MERGED, f'Cells are merged, such as {_named(deep)}: only the first row of each has a value.',
        ((FILL, 'Each row has the value of its merged cells'), (KEEP, 'Only the first row has it'))),)
    return list(rows), doubts, notes


def _filled(rows: Sequence[Row], numbers: Mapping[int, Row], deep: Iterable[Box]) -> list[Row]:
    more: dict[int, dict[int, Cell]] = {}
    for box in deep:
        first = numbers.get(box.top)
        value = first.cells[box.left] if first and box.left < len(first.cells) else None
        for at in range(box.top + 1, box.bottom + 1):
            more.setdefault(at, {})[box.left] = value
    return [_with(row, more[row.number]) if row.number in more else row for row in rows]


def _with(row: Row, values: Mapping[int, Cell]) -> Row:
    cells = [*row.cells, *[None] * (max(values) + 1 - len(row.cells))]
    for place, value in values.items():
        cells[place] = value
    return Row(row.number, cells)


def _is_filled(row: Row | None, box: Box) -> bool:
    """A title over the table stands alone in its row."""
    return row is not None and any(cell not in (None, '') for place, cell in enumerate(row.cells)
                                   if not box.left <= place <= box.right)


def _named(boxes: Sequence[Box]) -> str:
    return ', '.join(box.text for box in boxes[:SAID]) + (' …' if len(boxes) > SAID else '')


def _box(left: str, top: str, right: str, bottom: str) -> Box:
    return Box(f'{left}{top}:{right}{bottom}', column_index_from_string(left) - 1, int(top),
               column_index_from_string(right) - 1, int(bottom))
