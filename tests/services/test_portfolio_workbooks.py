"""Tables as workbooks."""

import io
from datetime import date
from decimal import Decimal

import openpyxl

from app.domain.portfolio.items.sheets import Sheet
from app.services.portfolio.workbooks import as_workbook


def test_cells_keep_their_kind_and_no_text_becomes_a_formula():
    book = as_workbook(Sheet('Items', ('title', 'start', 'share'), (
        ('=HYPERLINK("x")', date(2026, 10, 5), Decimal('12.50')), ('+1\x00', None, Decimal(40)))))
    rows = [[(cell.value, cell.data_type) for cell in row] for row in openpyxl.load_workbook(io.BytesIO(book)).active]
    assert rows[1][0] == ('\'=HYPERLINK("x")', 's')
    assert rows[1][1][0].date() == date(2026, 10, 5)
    assert [rows[1][2], rows[2][0], rows[2][2]] == [(12.5, 'n'), ("'+1", 's'), (40, 'n')]
