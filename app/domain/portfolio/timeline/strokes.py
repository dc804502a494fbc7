"""Shapes of a picture as SVG, each one element; text from outside is always escaped."""

from collections.abc import Iterable
from html import escape

from app.domain.portfolio.timeline.inks import INKS

Mark = str

LETTER = 6.4  # pixels, on average, of a letter 12 pixels high
ODD = str.maketrans('', '', ''.join(map(chr, [*range(9), 11, 12, *range(14, 32)])))  # what no XML document may hold


def rect(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = '', radius: float = 0,
         dash: str = '', opacity: float = 1) -> Mark:
    more = _more(stroke=stroke if stroke != 'none' else '', stroke_dasharray=dash, rx=f'{radius:g}' if radius else '',
                 fill_opacity='' if opacity == 1 else f'{opacity:g}')
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{height:.1f}" fill="{fill}"{more}/>'


def line(x: float, y: float, to_x: float, to_y: float, stroke: str, *, dash: str = '', width: float = 1) -> Mark:
    more = _more(stroke_dasharray=dash, stroke_width='' if width == 1 else f'{width:g}')
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{stroke}"{more}/>'


def path(way: str, *, fill: str = 'none', stroke: str = '', dash: str = '') -> Mark:
    return f'<path d="{way}" fill="{fill}"{_more(stroke=stroke, stroke_dasharray=dash)}/>'


def text(x: float, y: float, words: str, *, fill: str = '', size: int = 0, weight: int = 400, anchor: str = '',
         strike: bool = False) -> Mark:
    more = _more(font_size=str(size or ''), font_weight='' if weight == 400 else str(weight), text_anchor=anchor,
                 text_decoration='line-through' if strike else '')
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill or INKS["text"]}"{more}>{plain(words)}</text>' if words else ''


def group(title: str, marks: Iterable[Mark]) -> Mark:
    """What belongs together, with what a pointer over it is told."""
    return f'<g><title>{plain(title)}</title>{"".join(marks)}</g>'


def fitted(words: str, room: float) -> str:
    """As much as there is room for."""
    letters = int(room / LETTER)
    if len(words) <= letters:
        return words
    return f'{words[:letters - 1].rstrip()}…' if letters >= 3 else ''


def plain(words: str) -> str:
    return escape(words.translate(ODD), quote=True)


def _more(**attributes: str) -> str:
    return ''.join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items() if value)
