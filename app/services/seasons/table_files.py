"""Tables of a season as files: one as CSV, several as a workbook with formulas. Texts stay texts, whatever they begin
with; thousands are a matter of display and are not written.
"""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.domain.csv_cells import defused
from app.domain.seasons.analysis import Analysis
from app.domain.seasons.file_tables import Cell, Table
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.range_comparing import RangeComparison
from app.domain.seasons.range_tables import comparison_table

CSV_MEDIA: Final = 'text/csv; charset=utf-8'
XLSX_MEDIA: Final = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
PERCENT: Final = '0.0 %'


def as_csv(table: Table) -> bytes:
    """With a mark of the encoding, because spreadsheets guess."""
    file = io.StringIO(newline='')
    writer = csv.writer(file, lineterminator='\r\n')
    writer.writerow(table.heads)
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return ('\ufeff' + file.getvalue()).encode()


def as_workbook(about: Sequence[tuple[str, str]], tables: Sequence[Table], digits: int) -> bytes:
    """A sheet for each table that has rows, and what all of them are about."""
    book, file = Workbook(write_only=True), io.BytesIO()
    first = book.create_sheet('README')
    first.column_dimensions['A'].width, first.column_dimensions['B'].width = 18, 60
    for name, value in about:
        first.append([_styled(first, name, is_bold=True), _styled(first, value)])
    for table in tables:
        if table.rows:
            _write(book.create_sheet(table.name[:31]), table, digits)
    book.save(file)
    return file.getvalue()


def analysis_file(view: Analysis, tables: Sequence[Table]) -> bytes:
    return as_workbook(about_rows(view), tables, view.digits)


def comparison_file(view: RangeComparison, form: str) -> bytes:
    table = comparison_table(view)
    if form == 'csv':
        return as_csv(table)
    return as_workbook((('Season', f'{view.own.name} ({view.own.code})'),
                        ('Compared with', f'{view.other.name} ({view.other.code})'),
                        ('Currency', ' and '.join(dict.fromkeys((view.own.currency, view.other.currency)))),
                        ('Depth', 'units per option')), [table], view.own.digits)


def about_rows(view: Analysis) -> tuple[tuple[str, str], ...]:
    named = dict(view.clusters)
    return (('Season', f'{view.name} ({view.code})'), ('As of', view.today.isoformat()),
            ('Basis', f'{view.basis}, {view.currency}'),
            ('Plan', 'approved' if view.is_approved else 'as it is being worked on'),
            ('Cluster', named.get(view.wanted.cluster, view.wanted.cluster) or 'all'),
            ('Category level', str(view.wanted.level)))


def _write(sheet: Any, table: Table, digits: int) -> None:
    sheet.freeze_panes = 'B2'
    for column, head in enumerate(table.heads, 1):
        sheet.column_dimensions[get_column_letter(column)].width = 26 if column == 1 else max(len(head) + 2, 14)
    sheet.append([_styled(sheet, head, is_bold=True) for head in table.heads])
    amount = '#,##0' + (f'.{"0" * digits}' if digits else '')
    for number, row in enumerate(table.rows, 2):
        sheet.append([_cell(sheet, cell, amount, _formula(table, head, number) if cell is not None else '')
                      for cell, head in zip(row, table.heads, strict=True)])
    if table.has_total:
        sheet.append(_totals(sheet, table, amount))


def _formula(table: Table, head: str, number: int) -> str:
    """With the cells of its own row; a ratio of nothing is blank."""
    told = table.formulas.get(head)
    if told is None:
        return ''
    cells = {name: f'{get_column_letter(at)}{number}' for at, name in enumerate(table.heads, 1)}
    over, under = told.over.format_map(cells), told.under.format_map(cells)
    return f'=IF({under}=0,"",({over})/({under}))' if under else f'={over}'


def _totals(sheet: Any, table: Table, amount: str) -> list[Any]:
    """Sums, and ratios of sums; what cannot be added up stays blank."""
    last, found = len(table.rows) + 1, [_styled(sheet, 'Total', is_bold=True)]
    for at, head in enumerate(table.heads[1:], 1):
        sample = next((row[at] for row in table.rows if row[at] is not None), None)
        told, letter = table.formulas.get(head), get_column_letter(at + 1)
        if told and (told.under or told.is_alike):
            found.append(_cell(sheet, sample, amount, _formula(table, head, last + 1)))
        else:
            is_sum = isinstance(sample, int | Decimal) and not isinstance(sample, Ratio)
            found.append(_cell(sheet, sample, amount, f'=SUM({letter}2:{letter}{last})') if is_sum else None)
    for cell in filter(None, found):
        cell.font = Font(bold=True)
    return found


def _cell(sheet: Any, cell: Cell, amount: str, formula: str = '') -> Any:
    if cell is None:
        return None
    if isinstance(cell, str):
        return _styled(sheet, cell)
    is_share = isinstance(cell, Ratio)
    found = WriteOnlyCell(sheet, value=formula or (cell.rounded(6) if isinstance(cell, Ratio) else cell))
    found.number_format = PERCENT if is_share else amount if isinstance(cell, Decimal) else '0'
    return found


def _styled(sheet: Any, text: str, is_bold: bool = False) -> Any:
    """A text that stays one, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=defused(text))
    cell.data_type = 's'
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def _text(cell: Cell) -> str:
    if cell is None:
        return ''
    if isinstance(cell, str):
        return defused(cell)
    return f'{cell.rounded(6) if isinstance(cell, Ratio) else cell:f}' if not isinstance(cell, int) else str(cell)
