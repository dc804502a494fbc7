"""Storage format of a wiki page, read as text: where its tags stand, to the character.

A page is never built anew from what was understood of it; whoever changes a part cuts exactly that part out. So it is
enough to know where tags begin and end, once the whole has proved to be strict XHTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Final
from xml.parsers import expat

PIECE: Final = re.compile(
    r'<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|</\s*(?P<close>[^\s>]+)\s*>'
    r'|<(?P<open>[^\s/>!?]+)(?P<given>(?:[^<>"\']|"[^"]*"|\'[^\']*\')*?)(?P<bare>/?)>', re.DOTALL)
GIVEN: Final = re.compile(r'([^\s=]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
NAME: Final = re.compile(r'&[A-Za-z][A-Za-z0-9]*;')
UNSPEAKABLE: Final = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')  # in XML, at all


class NotStorage(ValueError):
    """It is no strict XHTML."""


@dataclass(frozen=True, slots=True)
class Element:
    """Places are numbers of characters; `inside` lies between its tags. The page itself is the element without a name.
    """
    name: str
    start: int
    inside: int
    inside_end: int
    end: int
    parent: int  # its place in the list of all elements; −1: the page
    given: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        return dict(self.given).get(name, '')


def elements(page: str, *, is_ours: bool = False) -> tuple[Element, ...]:
    """All elements in the order of their beginning. Raises NotStorage; what we write ourselves has to be stricter."""
    _demand_strict(page, is_ours)
    found: list[Element] = []
    standing: list[int] = []
    for piece in PIECE.finditer(page):
        if piece['close']:
            last = standing.pop()
            found[last] = replace(found[last], inside_end=piece.start(), end=piece.end())
        elif piece['open']:
            found.append(Element(piece['open'], piece.start(), piece.end(), piece.end(), piece.end(),
                                 standing[-1] if standing else -1, _given(piece['given'])))
            if not piece['bare']:
                standing.append(len(found) - 1)
    return tuple(found)


def texts(page: str) -> Iterator[tuple[int, int]]:
    """Where text stands between two tags; what is in CDATA is code, and none."""
    at = 0
    for piece in PIECE.finditer(page):
        if piece.start() > at:
            yield at, piece.start()
        at = piece.end()
    if at < len(page):
        yield at, len(page)


def plain(part: str) -> str:
    """What a reader sees of it, without tags."""
    return unescape(PIECE.sub('', part))


def escaped(text: str) -> str:
    """Text from anywhere as text of a page, with no names but the five of XML."""
    text = UNSPEAKABLE.sub('\ufffd', text)
    for sign, name in (('&', '&amp;'), ('<', '&lt;'), ('>', '&gt;'), ('"', '&quot;'), ("'", '&#39;')):
        text = text.replace(sign, name)
    return text


def _given(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((found[1], unescape(found[2] if found[2] is not None else found[3])) for found in GIVEN.finditer(text))


def _demand_strict(page: str, is_ours: bool) -> None:
    """Names of characters such as `&nbsp;` are known to wikis and not to XML: they may be read, never written."""
    try:
        expat.ParserCreate().Parse(f'<page>{page if is_ours else NAME.sub("_", page)}</page>'.encode(), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise NotStorage(str(error)) from None
