"""Whether a workbook may be opened at all: looked at as an archive, before anything in it is parsed."""

import io
import zipfile
from contextlib import suppress
from typing import Final
from xml.parsers import expat

from app.errors import Rejected
from app.integrations.tables.decoding import CODE

MOST_UNPACKED: Final = 300_000_000  # bytes of all parts
MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 250  # of a part to what it takes in the archive
CHUNK: Final = 4_096  # bytes of a part that are looked at together
MACROS, LINKS = 'vbaproject.bin', 'xl/externallinks/'


def demand_harmless(content: bytes) -> None:
    """Raises Rejected with the reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _demand_small(parts)
            _demand_plain([one.filename.lower() for one in parts])
            for one in parts:
                _demand_no_entities(archive, one)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Rejected('This workbook is damaged or protected by a password. Save it again and choose it anew.', CODE,
                       'file') from error


def _demand_small(parts: list[zipfile.ZipInfo]) -> None:
    """A few kilobytes that unpack to gigabytes would take all memory."""
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise Rejected(f'The workbook unpacks to more than {MOST_UNPACKED // 1_000_000} MB.', CODE, 'file')
    if any(one.file_size > 10_000_000 and one.file_size > MOST_RATIO * max(one.compress_size, 1) for one in parts):
        raise Rejected('The workbook is packed so tightly that it is not opened. Save it again.', CODE, 'file')


def _demand_plain(names: list[str]) -> None:
    if 'xl/workbook.xml' not in names:
        raise Rejected('This archive is not a workbook. Save the table as .xlsx or CSV.', CODE, 'file')
    if any(name.endswith(MACROS) for name in names):
        raise Rejected('The workbook holds macros. Save it as .xlsx without them.', CODE, 'file')
    if any(name.startswith(LINKS) for name in names):
        raise Rejected('The workbook has links to other files. Break the links and save it again.', CODE, 'file')


def _demand_no_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """By a parser, up to the first element: no name, encoding or comment hides a declaration from it."""
    seen = list[str]()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.StartElementHandler = lambda name, _: seen.append(name)
    with archive.open(part) as opened, suppress(expat.ExpatError):  # pictures and the like
        while not seen and (chunk := opened.read(CHUNK)):
            parser.Parse(chunk)


def _refuse_declaration(*_: object) -> None:
    raise Rejected('The workbook defines things of its own that are not opened. Save it again.', CODE, 'file')
