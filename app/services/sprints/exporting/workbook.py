"""Documents as workbooks, with charts that spreadsheet programs draw themselves.

Every text is written as a text, whatever it begins with: nothing becomes a formula or a link.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import DateAxis
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.domain.csv_cells import defused
from app.domain.sprints.exporting.documents import LINE, LONGEST, Cell, Chart, Document, Grid, Share, clean

WIDEST: Final = 60  # characters of a column
LOOKED_AT: Final = 200  # rows that decide how wide a column is
BESIDE: Final = 'J'  # column at which charts begin
HIGH, WIDE, APART = 8.5, 17, 18  # centimetres, and rows from one chart to the next
AMOUNT, PERCENT, MOMENT, DAY = '0.##;-0.##;0', '0.0 %', 'yyyy-mm-dd hh:mm', 'yyyy-mm-dd'
WHOLE: Final = '0'


def as_workbook(document: Document) -> bytes:
    """Numbers, moments and ratios as what they are."""
    book, file = Workbook(write_only=True), io.BytesIO()
    book.properties.title, book.properties.creator = clean(document.title)[:200], 'Roundtable'
    places = [_write(book.create_sheet(grid.name[:31]), grid) for grid in document.grids]
    for place, chart in enumerate(document.charts):
        places[0].add_chart(_chart(places[0], chart), f'{BESIDE}{2 + place * APART}')
    book.save(file)
    return file.getvalue()


def _write(place: Any, grid: Grid) -> Any:
    place.freeze_panes = 'A2'
    for column, head in enumerate(grid.heads):
        place.column_dimensions[get_column_letter(column + 1)].width = _width(head, grid.rows[:LOOKED_AT], column)
    place.append([_head(place, head) for head in grid.heads])
    styles: dict[str, Any] = {}
    for row in grid.rows:
        place.append([_cell(place, cell, styles) for cell in row])
    if grid.rows and all(grid.heads):
        place.auto_filter.ref = f'A1:{get_column_letter(len(grid.heads))}{len(grid.rows) + 1}'
    return place


def _width(head: str, rows: Sequence[tuple[Cell | Share, ...]], column: int) -> int:
    widths = [16 if isinstance(row[column], datetime) else len(str(row[column] or '')) if isinstance(row[column], str)
              else 8 for row in rows]
    return min(WIDEST, max([len(head), *widths]) + 2)


def _head(place: Any, text: str) -> Any:
    cell = _text(place, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical='top')
    return cell


def _cell(place: Any, value: Cell | Share, styles: dict[str, Any]) -> Any:
    if value is None or value == '':
        return None
    if isinstance(value, str):
        return _text(place, value)
    form = _form(value)
    cell = WriteOnlyCell(place, value=_plain(value))
    if form in styles:
        cell._style = styles[form]  # the same for all: looking it up again takes most of the time
    else:
        cell.number_format = form
        styles[form] = cell._style
    return cell


def _plain(value: Cell | Share) -> Any:
    number = value.of_one if isinstance(value, Share) else value
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else float(number)
    return number


def _form(value: Cell | Share) -> str:
    if isinstance(value, Share):
        return PERCENT
    if isinstance(value, datetime):
        return DAY if (value.hour, value.minute, value.second) == (0, 0, 0) else MOMENT
    if isinstance(value, date):
        return DAY
    return WHOLE if isinstance(value, int) or value == value.to_integral_value() else AMOUNT  # type: ignore[union-attr]


def _text(place: Any, text: str) -> Any:
    """The type is said, because the library would make a formula of whatever begins like one. It is clean already."""
    cell = WriteOnlyCell(place)
    cell._value, cell.data_type = defused(text)[:LONGEST], 's'  # looking at what it could be takes long
    return cell


def _chart(place: Any, chart: Chart) -> Any:
    drawn: Any = LineChart() if chart.kind == LINE else BarChart()
    drawn.title, drawn.style, drawn.height, drawn.width = chart.title, 2, HIGH, WIDE
    drawn.y_axis.title, drawn.y_axis.scaling.min = chart.axis, 0
    names = Reference(place, min_col=chart.first + 1, min_row=chart.start + 1, max_row=chart.end)
    amounts = Reference(place, min_col=chart.first + 2, max_col=chart.first + chart.count, min_row=chart.start,
                        max_row=chart.end)
    drawn.add_data(amounts, titles_from_data=True)
    drawn.set_categories(names)
    drawn.x_axis.delete = drawn.y_axis.delete = False
    if chart.kind == LINE:
        drawn.x_axis = DateAxis(crossAx=100)
        drawn.x_axis.number_format, drawn.x_axis.majorTimeUnit, drawn.x_axis.delete = 'd mmm', 'days', False
        drawn.y_axis.crossAx = 500
        for series in drawn.series:
            series.smooth = False
    else:
        drawn.legend = None
        drawn.y_axis.scaling.min = None  # re-estimates may be negative
    return drawn
