"""Tables as files: CSV that a spreadsheet takes for nothing but text and numbers."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from app.domain.csv_cells import defused

Written = str | int | Decimal | date | None


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Written]]) -> bytes:
    """UTF-8 with its mark, so that Excel reads accents."""
    file = io.StringIO(newline='')
    writer = csv.writer(file)
    writer.writerow([defused(head) for head in heads])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return file.getvalue().encode('utf-8-sig')


def _plain(cell: Written) -> str:
    if isinstance(cell, str):
        return defused(cell)
    if isinstance(cell, Decimal):
        return f'{cell:f}'
    return '' if cell is None else str(cell)
