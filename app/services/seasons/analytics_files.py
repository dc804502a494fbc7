"""The analytics of a season as files: a table as CSV, all of them as a workbook. Texts stay texts, whatever they begin
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
from app.domain.seasons.analysis_tables import Cell, Table
from app.domain.seasons.metrics import Ratio

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


def as_workbook(view: Analysis, tables: Sequence[Table]) -> bytes:
    """A sheet for each table that has rows, and what all of them are about."""
    book, file = Workbook(write_only=True), io.BytesIO()
    about = book.create_sheet('README')
    about.column_dimensions['A'].width, about.column_dimensions['B'].width = 18, 40
    for name, value in about_rows(view):
        about.append([_styled(about, name, is_bold=True), _styled(about, value)])
    for table in tables:
        if table.rows:
            _write(book.create_sheet(table.name[:31]), table, view.digits)
    book.save(file)
    return file.getvalue()


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
    for row in table.rows:
        sheet.append([_cell(sheet, cell, amount) for cell in row])


def _cell(sheet: Any, cell: Cell, amount: str) -> Any:
    if cell is None:
        return None
    if isinstance(cell, str):
        return _styled(sheet, cell)
    is_share = isinstance(cell, Ratio)
    found = WriteOnlyCell(sheet, value=cell.rounded(6) if isinstance(cell, Ratio) else cell)
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
