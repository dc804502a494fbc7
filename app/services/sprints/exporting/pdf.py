"""Documents as PDF, A4 upright, with their font inside.

Letters are placed by their own widths: the tables of the library measure every cell several times. What the font has
no letter for is shown as an empty box, and the foot of each page says how many of them there are.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import font_source_sans_pro
from fontTools.ttLib import TTFont
from fpdf import FPDF

from app.domain.sprints.exporting.documents import Document, Line, Picture
from app.domain.sprints.publishing.wiki_report import Cell, Section

FAMILY, BOLD = 'source', 'B'
FONTS: Final = {'': font_source_sans_pro.font_files_ttf['SourceSansPro'],
                BOLD: font_source_sans_pro.font_files_ttf['SourceSansProSemibold']}
BOX: Final = '□'
DRAWN_AS: Final = {BOX: '☐', '○': 'o'}  # signs of ours that the font lacks, and what it draws for them
INVISIBLE: Final = re.compile('[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u00ad]')
MARGIN, FOOT, WIDTH, HEIGHT = 14.0, 12.0, 210.0, 297.0  # mm
ROOM: Final = WIDTH - 2 * MARGIN
SIZE, HEAD, TITLE, SMALL = 8.5, 11.5, 16.0, 7.0  # points
LEAD: Final = 3.9  # mm from line to line
GAP: Final = 2.0  # mm between columns
MOST_LINES: Final = 6  # of one cell
INK, SOFT, RULE, BLUE, GREEN = (29, 36, 48), (90, 101, 119), (205, 211, 220), (40, 86, 200), (29, 122, 70)
COLOURS: Final = (BLUE, SOFT, GREEN, INK)
DASHES: Final = ((0.0, 0.0), (0.8, 1.0), (2.4, 1.0), (1.4, 1.2))
PICTURE: Final = 58.0  # mm high
WEIGHTS: Final = {'Title': 5.0, 'Why': 6.0, 'Numbers': 5.0, 'What': 2.2, 'Remarks': 2.2, 'Figure': 2.0, 'Value': 2.4,
                  '#': 0.8, 'Points': 0.8, 'First estimate': 1.0, 'Last estimate': 1.0, 'Who': 2.0, 'When': 1.9,
                  'Key': 1.5, 'Discipline': 2.0}

logging.getLogger('fontTools').setLevel(logging.WARNING)


def as_pdf(document: Document) -> bytes:
    """Sections one after the other, the picture below the first."""
    missing = sum(count_missing(text) for text in _texts(document.sections))
    paper = _Paper(document, missing)
    first, *rest = document.sections
    paper.opening(first)
    if document.picture:
        paper.picture(document.picture)
    for section in rest:
        paper.section(section)
    paper.feet()
    return bytes(paper.output())


def shown(text: str) -> str:
    """One line of what the font has, with boxes for the rest; what nobody could see is left out."""
    told = ' '.join(INVISIBLE.sub('', text).split())
    known = letters()
    return told if all(sign in known for sign in told) else ''.join(sign if sign in known else BOX for sign in told)


def count_missing(text: str) -> int:
    known = letters()
    return sum(sign not in known for sign in INVISIBLE.sub('', text) if not sign.isspace())


@lru_cache(1)
def letters() -> frozenset[str]:
    """All that the font can show."""
    with TTFont(FONTS[''], lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap())) | DRAWN_AS.keys() | {' '}


def _texts(sections: Sequence[Section]) -> list[str]:
    return [text for one in sections for text in (
        one.title, one.foot, *one.words, *one.head, *(cell.text for row in one.rows for cell in row))]


class _Paper(FPDF):
    def __init__(self, document: Document, missing: int) -> None:
        super().__init__(format='A4')
        self.missing, self.heading, self.is_demo = missing, shown(document.title), document.is_demo
        for style, path in FONTS.items():
            self.add_font(FAMILY, style, path)
            font: Any = self.fonts[f'{FAMILY}{style}']
            for sign, drawn in DRAWN_AS.items():
                font.cmap[ord(sign)] = font.cmap[ord(drawn)]
                font.cw[ord(sign)], font.glyph_ids[ord(sign)] = font.cw[ord(drawn)], font.glyph_ids[ord(drawn)]
        self.letters_of: dict[str, Any] = {style: self.fonts[f'{FAMILY}{style}'].cw for style in FONTS}
        self.set_auto_page_break(False)
        self.set_title(document.title)
        self.set_creator('Roundtable')
        self.set_lang('en')
        self.set_creation_date(datetime.fromtimestamp((document.as_of or 0) / 1000, UTC))
        self.y_now = MARGIN
        self.add_page()

    def header(self) -> None:
        self.y_now = MARGIN
        if self.page_no() > 1:
            self.line_of(self.heading, SMALL, colour=SOFT)
            self.y_now += 2

    def feet(self) -> None:
        """Once it is known how many pages there are."""
        told = [f'{self.missing} characters that this font lacks are shown as {BOX}'] if self.missing else []
        if self.is_demo:
            told.append('Demo data')
        for number in range(1, self.pages_count + 1):
            self.page = number
            self.set_font(FAMILY, BOLD, SMALL)  # so that the next one is said on this page, too
            self._pen(SMALL, '', SOFT)
            self.text(MARGIN, HEIGHT - FOOT + 3, ' · '.join((f'Page {number} of {self.pages_count}', *told)))

    # What is put on it, from the top down

    def opening(self, section: Section) -> None:
        for line in self.wrapped(shown(section.title), TITLE, BOLD, ROOM):
            self.line_of(line, TITLE, BOLD, lead=7.2)
        for word in section.words:
            self.words(word)
        self.y_now += 2

    def section(self, section: Section) -> None:
        self.need(LEAD * 9)
        self.y_now += 3
        for line in self.wrapped(shown(section.title), HEAD, BOLD, ROOM):
            self.line_of(line, HEAD, BOLD, lead=5.4)
        for word in section.words:
            self.words(word)
        if section.rows:
            self.rows_of(section)
        if section.foot:
            self.words(section.foot)

    def words(self, text: str) -> None:
        for line in self.wrapped(shown(text), SIZE, '', ROOM):
            self.line_of(line, SIZE, colour=SOFT)

    def rows_of(self, section: Section) -> None:
        """The head again on each page."""
        widths = _columns(section.head)
        self.row([Cell(head) for head in section.head], widths, BOLD, SOFT)
        for row in section.rows:
            lines = self.cells(row, widths, '')
            if self.y_now + LEAD * max(map(len, lines)) + 1 > HEIGHT - MARGIN - FOOT / 2:
                self.add_page()
                self.row([Cell(head) for head in section.head], widths, BOLD, SOFT)
            self.put(lines, widths, '', INK)

    def row(self, row: Sequence[Cell], widths: Sequence[float], style: str, colour: tuple[int, int, int]) -> None:
        self.put(self.cells(row, widths, style), widths, style, colour)

    def cells(self, row: Sequence[Cell], widths: Sequence[float], style: str) -> list[list[str]]:
        return [self.wrapped(shown(cell.text), SIZE, style, width - GAP) for cell, width in
                zip(row, widths, strict=False)]

    def put(self, lines: Sequence[Sequence[str]], widths: Sequence[float], style: str, colour: tuple[int, int, int],
            ) -> None:
        """Cells side by side, and a rule below them."""
        self._pen(SIZE, style, colour)
        left, high = MARGIN, LEAD * max(map(len, lines))
        for cell, width in zip(lines, widths, strict=False):
            for place, line in enumerate(cell):
                if line:
                    self.text(left, self.y_now + LEAD * place + 3, line)
            left += width
        self.y_now += high + 0.6
        self.set_draw_color(*RULE)
        self.set_line_width(0.15)
        self.line(MARGIN, self.y_now, WIDTH - MARGIN, self.y_now)
        self.y_now += 0.6

    def picture(self, picture: Picture) -> None:
        self.need(PICTURE + 14)
        top, bottom, left = self.y_now + 3, self.y_now + PICTURE - 8, MARGIN + 12
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.line(left, bottom, WIDTH - MARGIN, bottom)
        self._pen(SMALL, '', SOFT)
        self.text(MARGIN, top + 1, picture.top)
        self.text(MARGIN, bottom, '0')
        self.text(left, bottom + 4, picture.low)
        self.text(WIDTH - MARGIN - self.get_string_width(picture.high), bottom + 4, picture.high)
        for place, line in enumerate(picture.lines):
            self.draw(line, place, (left, top, WIDTH - MARGIN - left, bottom - top))
            self._pen(SMALL, '', COLOURS[place])
            self.text(left + place * 30 + 8, bottom + 9, line.name)
            self._stroke(place, line.is_thin)
            self.line(left + place * 30, bottom + 8.2, left + place * 30 + 6, bottom + 8.2)
        self.set_dash_pattern()
        self.y_now = bottom + 12
        self.words(f'{picture.title}: {picture.summary}')

    def draw(self, line: Line, place: int, frame: tuple[float, float, float, float]) -> None:
        left, top, wide, high = frame
        self._stroke(place, line.is_thin)
        points = [(left + float(x) * wide, top + float(1 - min(y, Decimal(1))) * high) for x, y in line.points]
        if len(points) > 1:
            self.polyline(points)

    # How it is put there

    def need(self, high: float) -> None:
        if self.y_now + high > HEIGHT - MARGIN - FOOT / 2:
            self.add_page()

    def line_of(self, text: str, size: float, style: str = '', *, colour: tuple[int, int, int] = INK,
                lead: float = LEAD) -> None:
        self.need(lead) if self.y_now > MARGIN else None
        self._pen(size, style, colour)
        self.text(MARGIN, self.y_now + lead * 0.78, text or ' ')
        self.y_now += lead

    def wrapped(self, text: str, size: float, style: str, width: float) -> list[str]:
        """At blanks, and within a word that is wider than its cell; what is too long is cut with a mark."""
        if self.wide(text, size, style) <= width:
            return [text]
        lines, line = [], ''
        for word in text.split(' '):
            longer = f'{line} {word}' if line else word
            if self.wide(longer, size, style) <= width:
                line = longer
                continue
            *full, line = self.broken(word, line, size, style, width)
            lines += full
        lines.append(line)
        return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + '…']

    def broken(self, word: str, line: str, size: float, style: str, width: float) -> list[str]:
        found = [line] if line else []
        part = ''
        for sign in word if self.wide(word, size, style) > width else (word,):
            if part and self.wide(part + sign, size, style) > width:
                found.append(part)
                part = ''
            part += sign
        return [*found, part]

    def wide(self, text: str, size: float, style: str) -> float:
        """In mm; the sum of the letters, without pairs that stand closer."""
        widths: Mapping[int, float] = self.letters_of[style]
        return sum(widths[ord(sign)] for sign in text) * size / 1000 / self.k

    def _pen(self, size: float, style: str, colour: tuple[int, int, int]) -> None:
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)

    def _stroke(self, place: int, is_thin: bool) -> None:
        self.set_draw_color(*COLOURS[place])
        self.set_line_width(0.25 if is_thin else 0.5)
        dash, gap = DASHES[place]
        self.set_dash_pattern(dash=dash, gap=gap)


def _columns(heads: Sequence[str]) -> list[float]:
    weights = [WEIGHTS.get(head, 1.4) for head in heads]
    return [weight / sum(weights) * ROOM for weight in weights]
