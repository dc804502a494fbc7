"""Rows of the tables that AIrsenal draws for transfers."""

import re
import unicodedata

BORDER = re.compile(r'\+(-+)\+(-+)\+$')
EDGE = re.compile(r'(?=( \| ))')


def width_of(border: str) -> int | None:
    """How wide the first column is, without the space at its sides."""
    found = BORDER.match(border)
    return len(found[1]) - 2 if found else None


def cells_of(row: str, width: int | None) -> tuple[str, str] | None:
    """Both cells of a row. Names may hold the sign that divides them: then the width of the column tells."""
    if not (row.startswith('| ') and row.endswith(' |')) or len(row) < 7:
        return None
    inner = row[2:-2]
    edges = [found.start() for found in EDGE.finditer(inner)]
    if not edges:
        return None
    edge = next((place for place in edges if _width(inner[:place]) == width), edges[0])
    return inner[:edge].rstrip(' '), inner[edge + 3:].rstrip(' ')


def _width(text: str) -> int:
    """Columns on a screen: accents that stand above their letter take none, letters of the Far East two."""
    return sum(0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in 'WF' else 1
               for sign in text)
