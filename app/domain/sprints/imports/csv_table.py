"""A CSV file as rows with the text they were read from, however it was saved: nothing in it is guessed or mended."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import Rejected

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 50_000_000, 50_000, 5_000
SHOWN: Final = 300  # characters of the original text beside an error
MARKS: Final = ((b'\xef\xbb\xbf', 'utf-8-sig'), (b'\xff\xfe', 'utf-16'), (b'\xfe\xff', 'utf-16'))
CODE: Final = 'sprints.csv'


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row cannot be read; `text` is what stands in the file, cut where it is long."""
    line: int
    field: str
    reason: str
    text: str = ''


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the line of the file it begins on; quoted cells may go on over several lines."""
    number: int
    cells: Sequence[str]
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    lines: tuple[Line, ...]  # as long as the header
    errors: tuple[RowError, ...]  # of rows that have no right length, or are no CSV


def read_table(content: bytes) -> Table:
    """Empty rows count for nothing. Raises Rejected for what is no such file at all."""
    if len(content) > MOST_BYTES:
        raise Rejected(f'The file is larger than {MOST_BYTES // 1_000_000} MB.', CODE, 'file')
    text = decoded(content)
    rows = _rows(text, delimiter_of(text))
    first = next(rows, None)
    if first is None or isinstance(first, RowError):
        raise Rejected('The first row has to name the columns.', CODE, 'file')
    header = tuple(cell.strip() for cell in first.cells)
    if len(header) > MOST_COLUMNS:
        raise Rejected(f'The file has more than {MOST_COLUMNS} columns.', CODE, 'file')
    lines, errors = list[Line](), list[RowError]()
    for row in rows:
        found = row if isinstance(row, RowError) else _misfit(row, header)
        if found:
            errors.append(found)
        elif isinstance(row, Line):
            lines.append(row)
    return Table(header, tuple(lines), tuple(errors))


def decoded(content: bytes) -> str:
    """By its mark; else UTF-8, UTF-16 as far as that can be seen, or what Excel writes on Windows."""
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), '') or _unmarked(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Rejected(f'Byte {error.start + 1} is neither UTF-8 nor Windows-1252. Save the file as “CSV UTF-8”.',
                       CODE, 'file') from None
    if '\0' in text:
        raise Rejected('This is not a CSV file. Save it as “CSV UTF-8”.', CODE, 'file')
    return text


def delimiter_of(text: str) -> str:
    """Whichever of comma, semicolon and tab the first row has most of, outside quotes."""
    header = re.sub(r'"[^"]*"', '', text[:200_000]).partition('\n')[0]
    return max(',;\t', key=header.count)


def cut(text: str) -> str:
    """The original text, as far as it fits beside an error."""
    text = text.rstrip('\r\n')
    return text if len(text) <= SHOWN else f'{text[:SHOWN]}…'


def _unmarked(content: bytes) -> str:
    start = content[:200]
    for name, zeros in (('utf-16-le', start[1::2]), ('utf-16-be', start[::2])):
        if len(start) > 3 and not any(zeros):
            return name
    try:
        content.decode()
    except UnicodeDecodeError:
        return 'cp1252'
    return 'utf-8'


def _rows(text: str, delimiter: str) -> Iterator[Line | RowError]:
    """What is no CSV ends it: nobody knows where the next row would begin."""
    lines = list(io.StringIO(text, newline=''))
    reader, began, count = csv.reader(iter(lines), delimiter=delimiter, strict=True), 0, -1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowError(began + 1, '', f'This is no CSV: {error}. A quote may be missing.', cut(lines[began]))
            return
        row = Line(began + 1, cells, ''.join(lines[began:reader.line_num]))
        began = reader.line_num
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_ROWS:
                raise Rejected(f'The file has more than {MOST_ROWS:,} rows.', CODE, 'file')
            yield row


def _misfit(row: Line, header: Sequence[str]) -> RowError | None:
    """One comma too many and every later cell stands under a wrong name."""
    has, wanted = len(row.cells), len(header)
    if has == wanted:
        return None
    why = ('a value with a delimiter in it, such as the name of a sprint, stands without quotes' if has > wanted
           else 'it was cut off, or a line break stands without quotes')
    return RowError(row.number, '', f'{has} cells, but the first row names {wanted} columns: {why}.', cut(row.text))
