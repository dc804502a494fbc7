"""Workbooks for people who go on in a spreadsheet: frozen heads, formats, real formulas for totals, a sheet that says
what it is; texts are never formulas.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.domain.csv_cells import defused
from app.integrations.tables.writing import Written

README: Final = 'Read me'
MONEY, WHOLE, PERCENT = 'money', 'whole', 'percent'
LONGEST: Final = 32_767


@dataclass(frozen=True)
class Head:
    """A column: `form` of its numbers; `ratio` is (numerator, denominator) by names of columns, worked out by the
    spreadsheet, also for its total: the ratio of sums, never their mean.
    """
    name: str
    form: str = ''
    ratio: tuple[str, str] = ('', '')
    width: int = 14


@dataclass(frozen=True, eq=False)
class Paper:
    title: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Written]]  # without the ratios, which come last
    facts: Sequence[tuple[str, str]]  # for the sheet that says what it is
    digits: int = 2


def as_workbook(paper: Paper) -> bytes:
    """The table with a line of totals below, and what it is on a second sheet."""
    book, file = Workbook(write_only=True), io.BytesIO()
    book.properties.title, book.properties.creator = paper.title[:200], 'Roundtable'
    _table(book.create_sheet(paper.title[:31]), paper)
    about = book.create_sheet(README)
    about.column_dimensions['A'].width, about.column_dimensions['B'].width = 22, 60
    for name, text in paper.facts:
        about.append([_text(about, name, is_bold=True), _text(about, text)])
    book.save(file)
    return file.getvalue()


def _table(place: Any, paper: Paper) -> None:
    place.freeze_panes = 'A2'
    for at, head in enumerate(paper.heads, 1):
        place.column_dimensions[get_column_letter(at)].width = head.width
    place.append([_text(place, head.name, is_bold=True) for head in paper.heads])
    forms = {MONEY: '#,##0' + ('.' + '0' * paper.digits if paper.digits else ''), WHOLE: '#,##0', PERCENT: '0.0 %'}
    styles: dict[str, Any] = {}
    places = {head.name: get_column_letter(at) for at, head in enumerate(paper.heads, 1)}
    for number, row in enumerate(paper.rows, 2):
        place.append([*(_cell(place, value, forms.get(head.form, ''), styles) for value, head in
                        zip(row, paper.heads, strict=False)), *_ratios(place, paper, places, number, forms)])
    last = len(paper.rows) + 1
    totals = [_text(place, 'Total', is_bold=True), *(_sum(place, places[head.name], last, forms[head.form])
                                                      if head.form in (MONEY, WHOLE) else None
                                                      for head in paper.heads[1:len(paper.heads) - _count(paper)])]
    place.append([*totals, *_ratios(place, paper, places, last + 1, forms)])


def _count(paper: Paper) -> int:
    return sum(bool(head.ratio[0]) for head in paper.heads)


def _ratios(place: Any, paper: Paper, places: dict[str, str], number: int, forms: dict[str, str]) -> list[Any]:
    found = []
    for head in paper.heads:
        if head.ratio[0]:
            over, under = places[head.ratio[0]], places[head.ratio[1]]
            found.append(_formula(place, f'=IF({under}{number}=0,"",({under}{number}-{over}{number})/{under}{number})',
                                  forms[PERCENT]))
    return found


def _sum(place: Any, letter: str, last: int, form: str) -> Any:
    return _formula(place, f'=SUM({letter}2:{letter}{max(last, 2)})', form, is_bold=True)


def _formula(place: Any, text: str, form: str, is_bold: bool = False) -> Any:
    cell = WriteOnlyCell(place, value=text)
    cell.number_format = form
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def _cell(place: Any, value: Written, form: str, styles: dict[str, Any]) -> Any:
    if value is None or value == '':
        return None
    if isinstance(value, str):
        return _text(place, value)
    cell = WriteOnlyCell(place, value=value if isinstance(value, (int, date)) else _plain(value))
    form = form or ('yyyy-mm-dd' if isinstance(value, date) else 'General')
    if form in styles:
        cell._style = styles[form]  # the same for all: looking it up again takes most of the time
    else:
        cell.number_format = form
        styles[form] = cell._style
    return cell


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _text(place: Any, text: str, is_bold: bool = False) -> Any:
    """The type is said, because the library would make a formula of whatever begins like one."""
    cell = WriteOnlyCell(place)
    cell._value, cell.data_type = defused(ILLEGAL_CHARACTERS_RE.sub('', text))[:LONGEST], 's'
    if is_bold:
        cell.font = Font(bold=True)
    return cell
