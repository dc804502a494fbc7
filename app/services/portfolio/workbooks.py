"""Tables as workbooks for spreadsheet programs."""

import io
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.domain.csv_cells import defused
from app.domain.portfolio.items.sheets import Cell, Sheet

WIDEST = 60  # characters of a column
LONGEST = 32_767  # characters a cell can hold
LOOKED_AT = 200  # rows that decide how wide a column is


def as_workbook(*sheets: Sheet) -> bytes:
    """Days and numbers as what they are; text always as text, whatever it begins with."""
    book, file = Workbook(write_only=True), io.BytesIO()
    for sheet in sheets:
        _write(book.create_sheet(sheet.name[:31]), sheet)
    book.save(file)
    return file.getvalue()


def _write(place: Any, sheet: Sheet) -> None:
    place.freeze_panes = 'A2'
    for column, head in enumerate(sheet.heads):
        widths = [len(str(row[column] or '')) for row in sheet.rows[:LOOKED_AT]]
        place.column_dimensions[get_column_letter(column + 1)].width = min(WIDEST, max([len(head), *widths]) + 2)
    place.append([_head(place, head) for head in sheet.heads])
    for row in sheet.rows:
        place.append([_cell(place, cell) for cell in row])


def _head(place: Any, text: str) -> Any:
    cell = _text(place, text)
    cell.font = Font(bold=True)
    return cell


def _cell(place: Any, value: Cell) -> Any:
    if isinstance(value, str):
        return _text(place, value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _text(place: Any, text: str) -> Any:
    """The type is said, because the library would make a formula of whatever begins like one."""
    cell = WriteOnlyCell(place, value=None)
    cell.value = defused(ILLEGAL_CHARACTERS_RE.sub('', text))[:LONGEST]
    cell.data_type = 's'
    return cell
