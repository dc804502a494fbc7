"""Any file somebody gives, told apart by its content: a name proves nothing."""

from typing import Final

from app.domain.seasons.importing.book import Book, Doubt, Wishes
from app.errors import Rejected
from app.integrations.tables.decoding import CODE, decoded
from app.integrations.tables.delimited import split
from app.integrations.tables.json_rows import read_json
from app.integrations.tables.workbook import read_workbook

MOST_BYTES: Final = 50_000_000
ZIP, OLD_EXCEL, PDF = b'PK\x03\x04', b'\xd0\xcf\x11\xe0', b'%PDF'


def read_book(content: bytes, wishes: Wishes | None = None) -> Book:
    """Raises Rejected for what is no table at all."""
    wishes = wishes or Wishes()
    _demand_table(content)
    if content.startswith(ZIP):
        return read_workbook(content, wishes)
    text, encoding, doubt = decoded(content, wishes.encoding)
    return _of_text(text, encoding, doubt, wishes)


def _of_text(text: str, encoding: str, doubt: Doubt | None, wishes: Wishes) -> Book:
    start = text[:500].lstrip().casefold()
    if '\0' in text:
        raise Rejected(f'This is not a table: character {text.index(chr(0)) + 1} belongs to no text.', CODE, 'file')
    if start.startswith(('<!doctype', '<html', '<?xml', '<head', '<body')):
        raise Rejected('This is a web page, not a table: perhaps one that asks to sign in. Download the file again.',
                       CODE, 'file')
    if start.startswith(('[', '{')) and not start.startswith('[,'):
        return Book('json', read_json(text), encoding)
    rows, delimiter, broken = split(text, wishes.delimiter)
    if not rows:
        raise Rejected('The file is empty.', CODE, 'file')
    return Book('csv', rows, encoding, delimiter, doubts=(doubt,) if doubt else (), broken=broken)


def _demand_table(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise Rejected(f'The file is larger than {MOST_BYTES // 1_000_000} MB.', CODE, 'file')
    if not content.strip():
        raise Rejected('The file is empty.', CODE, 'file')
    if content.startswith(OLD_EXCEL):
        raise Rejected('This is an old or protected Excel file. Save it as .xlsx without a password.', CODE, 'file')
    if content.startswith(PDF):
        raise Rejected('This is a PDF, not a table. Save the table as .xlsx or CSV.', CODE, 'file')
