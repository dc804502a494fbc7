"""Text with delimiters as rows, whichever machine ended its lines; newlines inside quoted cells survive."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from app.domain.seasons.importing.book import Issue, Row
from app.errors import Rejected
from app.integrations.tables.decoding import CODE

DELIMITERS: Final = (',', ';', '\t', '|')
NAMES: Final = {',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars'}
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 1_000_000, 2_000, 100_000
SNIFFED: Final = 60_000  # characters
SAID: Final = re.compile(r'\A"?sep=(.)"?\n', re.I)


def unified(text: str) -> str:
    """Lines end one way only."""
    return text.replace('\r\n', '\n').replace('\r', '\n')


def split(text: str, wish: str = '') -> tuple[list[Row], str, tuple[Issue, ...]]:
    """Rows without empty ones, the delimiter, and where the text stops being a table."""
    text, before = unified(text), 0
    if told := SAID.match(text):
        text, before, wish = text[told.end():], 1, wish or told[1]
    delimiter = wish if wish in DELIMITERS else delimiter_of(text)
    rows, broken = list[Row](), list[Issue]()
    for number, cells in enumerate(_records(text, delimiter), before + 1):
        if isinstance(cells, str):
            broken.append(Issue(number, '', '', cells))
        elif ''.join(cells).strip():
            _demand_size(len(rows), len(cells))
            rows.append(Row(number, cells))
    return rows, delimiter, tuple(broken)


def delimiter_of(text: str) -> str:
    """Whichever makes most of the first rows equally long, and long."""
    start = text[:SNIFFED]
    return max(DELIMITERS, key=lambda one: _evenness(start, one))


def _evenness(start: str, delimiter: str) -> tuple[float, int]:
    rows = [len(cells) for cells in list(_records(start, delimiter))[:30] if isinstance(cells, list) and cells]
    if not rows:
        return 0, 0
    wide, times = max(Counter(rows).items(), key=lambda pair: (pair[1], pair[0]))
    return (times / len(rows) if wide > 1 else 0), wide


def _records(text: str, delimiter: str) -> Iterator[list[str] | str]:
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if 'limit' in str(error):
                raise Rejected(f'A cell holds more than {MOST_CELL:,} characters.', CODE, 'file') from None
            yield 'This row is no table: a quote may be missing. Nothing after it was read.'
            return


def _lines(text: str) -> list[str]:
    """Only real line ends: other signs that could separate lines are part of cells."""
    return [f'{line}\n' for line in text.split('\n')]


def _demand_size(rows: int, columns: int) -> None:
    if rows >= MOST_ROWS:
        raise Rejected(f'The file has more than {MOST_ROWS:,} rows.', CODE, 'file')
    if columns > MOST_COLUMNS:
        raise Rejected(f'The file has more than {MOST_COLUMNS:,} columns.', CODE, 'file')
