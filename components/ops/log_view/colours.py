"""Colours of a line as classes of plain texts. What is not a colour was taken out before a line was kept."""

import colorsys
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

SGR = re.compile(r'\x1b\[([0-9;:]*)m')
ADDRESS = re.compile(r'https?://[^\s\x00-\x1f<>"\'`{}|\\^]+[^\s\x00-\x1f<>"\'`{}|\\^.,;:!?)\]]')
NAMES = ('black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white')
HUES = ((20, 'red'), (75, 'yellow'), (160, 'green'), (200, 'cyan'), (265, 'blue'), (340, 'magenta'), (361, 'red'))

INKS = ((30, 'colour', ''), (40, 'ground', ''), (90, 'colour', 'bright-'), (100, 'ground', 'bright-'))
SWITCHES: Mapping[int, dict[str, Any]] = {
    1: {'is_bold': True}, 2: {'is_dim': True}, 3: {'is_italic': True}, 4: {'is_underlined': True},
    7: {'is_inverse': True}, 22: {'is_bold': False, 'is_dim': False}, 23: {'is_italic': False},
    24: {'is_underlined': False}, 27: {'is_inverse': False}, 39: {'colour': ''}, 49: {'ground': ''}}


@dataclass(frozen=True)
class Pen:
    """How the next characters are written."""
    colour: str = ''
    ground: str = ''
    is_bold: bool = False
    is_dim: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    is_inverse: bool = False

    @property
    def classes(self) -> str:
        colour, ground = (self.ground, self.colour or 'white') if self.is_inverse else (self.colour, self.ground)
        return ' '.join(filter(None, (
            f'rt-ink-{colour}' if colour else 'rt-ink-bg' if self.is_inverse else '', ground and f'rt-on-{ground}',
            'rt-ink-bold' if self.is_bold else '', 'rt-ink-dim' if self.is_dim else '',
            'rt-ink-italic' if self.is_italic else '', 'rt-ink-line' if self.is_underlined else '')))


class Piece(NamedTuple):
    text: str
    classes: str = ''
    address: str = ''  # of a link
    hit: int = -1  # which of the hits in this line


def last_state(text: str) -> str:
    """A progress bar keeps its earlier states; the last one is what it shows."""
    return text.rpartition('\r')[2]


def bare(text: str) -> str:
    return SGR.sub('', last_state(text))


def pieces(text: str, needle: re.Pattern[str] | None = None) -> list[Piece]:
    """Runs of one look each, cut further where a link or a hit begins or ends."""
    inked = list(_inked(last_state(text)))
    plain = ''.join(part for part, _ in inked)
    links = [(found.start(), found.end()) for found in ADDRESS.finditer(plain)] if '://' in plain else []
    hits = [found.span() for found in needle.finditer(plain) if found.end() > found.start()] if needle else []
    if not links and not hits:
        return [Piece(part, classes) for part, classes in inked]
    return list(_cut(plain, inked, links, hits))


def _cut(plain: str, inked: list[tuple[str, str]], links: list[tuple[int, int]],
         hits: list[tuple[int, int]]) -> Iterator[Piece]:
    ends, place = {edge for span in (*links, *hits) for edge in span}, 0
    for part, classes in inked:
        begin, place = place, place + len(part)
        edges = sorted({begin, place, *(edge for edge in ends if begin < edge < place)})
        for first, last in pairwise(edges):
            link = next((plain[start:end] for start, end in links if start <= first < end), '')
            hit = next((index for index, (start, end) in enumerate(hits) if start <= first < end), -1)
            yield Piece(plain[first:last], classes, link, hit)


def _inked(text: str) -> Iterator[tuple[str, str]]:
    pen, place = Pen(), 0
    for found in SGR.finditer(text):
        if found.start() > place:
            yield text[place:found.start()], pen.classes
        pen, place = _dipped(pen, found[1]), found.end()
    if place < len(text):
        yield text[place:], pen.classes


def _dipped(pen: Pen, codes: str) -> Pen:
    """After one sequence; unknown codes change nothing."""
    rest = [int(code) if code.isdigit() else 0 for code in codes.replace(':', ';').split(';')][:32]
    while rest:
        code = rest.pop(0)
        if code in (38, 48):
            name = _mixed(rest)
            pen = replace(pen, colour=name) if code == 38 else replace(pen, ground=name)
        else:
            pen = _simple(pen, code)
    return pen


def _simple(pen: Pen, code: int) -> Pen:
    if code == 0:
        return Pen()
    changes: dict[str, Any] = SWITCHES.get(code, {})
    for first, field, prefix in INKS:
        if first <= code < first + 8:
            changes = {field: prefix + NAMES[code - first]}
    return replace(pen, **changes)


def _mixed(rest: list[int]) -> str:
    """One of millions becomes the nearest of those that can be read on our ground."""
    kind = rest.pop(0) if rest else 0
    if kind == 5 and rest:
        return _numbered(rest.pop(0))
    if kind == 2 and len(rest) >= 3:
        red, green, blue = (min(255, rest.pop(0)) for _ in range(3))
        return _nearest(red, green, blue)
    return ''


def _numbered(number: int) -> str:
    if number < 16:
        return ('bright-' if number > 7 else '') + NAMES[number % 8]
    if number > 231:
        return 'bright-black' if number < 246 else 'white'
    cube = number - 16
    return _nearest(*(51 * (cube // size % 6) for size in (36, 6, 1)))


def _nearest(red: int, green: int, blue: int) -> str:
    hue, light, full = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    if full < .2 or light < .12 or light > .92:
        return 'bright-black' if light < .5 else 'white'
    name = next(name for most, name in HUES if hue * 360 < most)
    return f'bright-{name}' if light > .65 else name
