"""A sheet of a workbook as rows: values as they were saved, formulas never worked out."""

import io
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.domain.seasons.importing.book import Book, Cell, Row, Wishes
from app.domain.seasons.money import number_in
from app.errors import Rejected
from app.integrations.tables.decoding import CODE
from app.integrations.tables.delimited import MOST_CELL, MOST_COLUMNS, MOST_ROWS
from app.integrations.tables.merged import boxes_of, settled
from app.integrations.tables.workbook_checks import demand_harmless

README: Final = 'read me'  # a sheet of explanations is nobody's table


def read_workbook(content: bytes, wishes: Wishes) -> Book:
    """The sheet that is wished for, else the first with anything in it."""
    demand_harmless(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise Rejected('This workbook cannot be read. Save it again as .xlsx.', CODE, 'file') from error
    try:
        names = tuple(sheet.title for sheet in book.worksheets)
        wanted = [wishes.sheet] if wishes.sheet in names else [
            *(name for name in names if name.casefold() != README), *names]
        for name in wanted:
            if rows := _rows(book[name]):
                part = str(book[name]._worksheet_path)
                rows, doubts, notes = settled(rows, boxes_of(content, part), wishes.merged)
                return Book('xlsx', rows, sheet=name, sheets=names, doubts=doubts, notes=notes)
    finally:
        book.close()
    raise Rejected('The workbook is empty.', CODE, 'file')


def _rows(sheet: Any) -> list[Row]:
    sheet.reset_dimensions()  # what a file says of its size is not to be relied on
    rows = list[Row]()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if len(values) > MOST_COLUMNS:
            raise Rejected(f'The sheet has more than {MOST_COLUMNS:,} columns.', CODE, 'file')
        if number > MOST_ROWS:
            raise Rejected(f'The sheet has more than {MOST_ROWS:,} rows.', CODE, 'file')
        if any(value is not None and value != '' for value in values):
            rows.append(Row(number, _cells(values)))
    return rows


def _cells(values: Iterable[Any]) -> list[Cell]:
    return [value if value is None or (type(value) is str and len(value) < MOST_CELL) else _cell(value)
            for value in values]


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else str(value)
    if isinstance(value, date):
        return value
    if len(str(value)) >= MOST_CELL:
        raise Rejected(f'A cell holds more than {MOST_CELL:,} characters.', CODE, 'file')
    return str(value)


def _number(value: float) -> Cell:
    """A spreadsheet keeps fifteen digits: what follows is noise of its arithmetic."""
    text = str(value) if isinstance(value, int) else f'{value:.15g}'
    found = number_in(text)
    return text if found is None else found
