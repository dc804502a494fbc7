"""Bytes as text: by their mark, else by what they can be; nothing is dropped and nothing is made up."""

import re
from typing import Final

from app.domain.seasons.importing.book import Doubt
from app.errors import Rejected

CODE: Final = 'seasons.file'
MARKS: Final = ((b'\xef\xbb\xbf', 'utf-8-sig'), (b'\xff\xfe', 'utf-16'), (b'\xfe\xff', 'utf-16'))
NAMES: Final = {'utf-8': 'UTF-8', 'utf-8-sig': 'UTF-8', 'utf-16': 'UTF-16', 'utf-16-le': 'UTF-16',
                'utf-16-be': 'UTF-16', 'cp1252': 'Windows-1252', 'latin-1': 'Latin-1', 'gb18030': 'GB18030'}
CHOICES: Final = (('cp1252', 'Western (Windows-1252)'), ('gb18030', 'Chinese (GB18030)'))
HIGH: Final = re.compile(rb'[\x80-\xff]+')
LOOKED_AT: Final = 2_000  # runs of bytes beyond ASCII


def decoded(content: bytes, wish: str = '') -> tuple[str, str, Doubt | None]:
    """The text, its encoding, and what to ask where it could be two things. Raises Rejected with the byte."""
    encoding = wish if wish in NAMES else _marked(content)
    if encoding:
        return _read(content, encoding), encoding, None
    for name in _unmarked(content):
        return _read(content, name), name, None
    try:
        return content.decode(), 'utf-8', None
    except UnicodeDecodeError as error:
        return _foreign(content, error.start)


def _marked(content: bytes) -> str:
    return next((name for mark, name in MARKS if content.startswith(mark)), '')


def _unmarked(content: bytes) -> tuple[str, ...]:
    start = content[:200]
    return tuple(name for name, zeros in (('utf-16-le', start[1::2]), ('utf-16-be', start[::2]))
                 if len(start) > 3 and zeros and not any(zeros))


def _read(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix('\ufeff')
    except UnicodeDecodeError as error:
        raise _refusal(error.start) from None


def _foreign(content: bytes, first: int) -> tuple[str, str, Doubt | None]:
    """Neither marked nor UTF-8: Western text has its high bytes one by one, Chinese in pairs. Bytes of UTF-8 and of
    something else in one file are nobody's encoding.
    """
    if _is_mixed(content):
        raise _refusal(first)
    readings = {name: _tried(content, name) for name, _ in CHOICES}
    if readings['gb18030'] is not None and _is_chinese(readings['gb18030']):
        doubt = Doubt('encoding', 'The letters of this file could be Western or Chinese.', CHOICES)
        return readings['gb18030'], 'gb18030', doubt if _is_short(content) and readings['cp1252'] is not None else None
    if readings['cp1252'] is None:
        raise _refusal(first)
    return readings['cp1252'], 'cp1252', None


def _tried(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_mixed(content: bytes) -> bool:
    """Sequences of UTF-8 beside bytes that are none: somebody glued two files together."""
    kinds = {_tried(one, 'utf-8') is not None for one in _runs(content) if len(one) > 1}
    lone = any(len(one) == 1 for one in _runs(content))
    return True in kinds and (False in kinds or lone) and _tried(content, 'gb18030') is None


def _is_chinese(text: str) -> bool:
    beyond = [sign for sign in text if sign > '\x7f']
    return bool(beyond) and sum('\u3000' <= sign <= '\u9fff' or '\uff00' <= sign <= '\uffef'
                                for sign in beyond) >= 0.9 * len(beyond)


def _is_short(content: bytes) -> bool:
    return len(_runs(content)) < 3


def _runs(content: bytes) -> list[bytes]:
    return HIGH.findall(content[:2_000_000])[:LOOKED_AT]


def _refusal(place: int) -> Rejected:
    return Rejected(f'Byte {place + 1} of the file cannot be read in any encoding that is known. Save it as '
                    '“CSV UTF-8”.', CODE, 'file')
