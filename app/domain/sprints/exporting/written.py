"""Documents as CSV, JSON and HTML: texts that stay texts, whatever they begin with."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import Any, Final
from unicodedata import bidirectional

from app.domain.csv_cells import defused
from app.domain.sprints.exporting.documents import (
    CSV,
    HTML,
    JSON,
    Cell,
    Document,
    Grid,
    Line,
    Picture,
    Share,
    clean,
)
from app.domain.sprints.metrics.report import OF_START, Report
from app.domain.sprints.publishing.wiki_report import Cell as TableCell
from app.domain.sprints.publishing.wiki_report import Section
from app.domain.sprints.reports import report_json

STYLE: Final = '''
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5a6577; --line: #d5dae2; --paper: #fff; --blue: #2856c8;
  --green: #1d7a46; --grey: #8a94a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --soft: #a5afbf; --line: #3a4352; --paper: #14181f;
  --blue: #86a8ff; --green: #6fcf97; --grey: #8a94a4; } }
body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .5rem; } p { margin: .3rem 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; } th { color: var(--soft); font-weight: 600; } .soft, figcaption { color: var(--soft); }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; max-width: 46rem; } a { color: var(--blue); }
@media print { :root { --ink: #000; --soft: #333; --line: #bbb; --paper: #fff; --blue: #1a3f9c; --green: #14603a;
  --grey: #666; } body { margin: 0; max-width: none; font-size: 10pt; } tr, figure { break-inside: avoid; }
  h2 { break-after: avoid; } thead { display: table-header-group; } @page { size: A4; margin: 14mm; } }
'''
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LOOKS: Final = ('stroke="var(--blue)"', 'stroke="var(--grey)" stroke-dasharray="2 3"',
                'stroke="var(--green)" stroke-dasharray="8 3"', 'stroke="var(--soft)" stroke-dasharray="5 4"')
WIDE, HIGH, LEFT, BELOW, TOP = 720, 260, 44, 24, 12  # of a picture, and what is left free around its lines
TURNING: Final = frozenset(('R', 'AL', 'RLE', 'RLO', 'RLI', 'LRE', 'LRO', 'LRI', 'FSI', 'PDF', 'PDI'))
HUNDREDTH: Final = Decimal('0.01')


def as_csv(document: Document) -> bytes:
    """The issues, with a mark of the encoding because spreadsheets guess."""
    return csv_of(document.grids[document.table])


def csv_of(grid: Grid) -> bytes:
    file = io.StringIO(newline='')
    writer = csv.writer(file, lineterminator='\r\n')
    writer.writerow([defused(head) for head in grid.heads])
    writer.writerows([text_of(cell) for cell in row] for row in grid.rows)
    return ('\ufeff' + file.getvalue()).encode()


def as_json(document: Document) -> bytes:
    told = document.told
    plain_told = _known(told) if isinstance(told, Report) else told
    return json.dumps(plain_told, ensure_ascii=False, allow_nan=False, indent=1).encode(errors='replace')


def _known(report: Report) -> Mapping[str, Any]:
    """What hangs on the start of a sprint is null, not 0, where nobody knows it."""
    told = report_json.to_json(report)
    if not report.has_commitment:
        told['figures'] |= dict.fromkeys(OF_START)
    return told


def as_html(document: Document) -> bytes:
    """One file that asks nobody for anything: read in a browser, printed, or sent on."""
    first, *rest = document.sections
    words = [f'<p>{_text(one)}</p>' for one in first.words]
    body = [f'<h1>{_text(first.title)}</h1>', *words, *(f'<p>{_linked(one)}</p>' for one in first.links)]
    if document.picture:
        body.append(_figure(document.picture))
    body += map(_section, rest)
    return ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f'<title>{_text(document.title)}</title><style>{STYLE}</style></head><body><main>'
            f'{"".join(body)}</main></body></html>').encode(errors='replace')


def text_of(cell: Cell | Share) -> str:
    """ISO for moments, plain digits for numbers; only texts are made harmless, −3 stays a number."""
    if cell is None:
        return ''
    if isinstance(cell, str):
        return defused(cell)
    if isinstance(cell, date):
        return cell.isoformat(' ', 'minutes') if isinstance(cell, datetime) else cell.isoformat()
    return plain(cell.of_one if isinstance(cell, Share) else cell)


def plain(number: int | Decimal) -> str:
    """Without an exponent, and without zeros that say nothing."""
    text = f'{number:f}'
    return text.rstrip('0').rstrip('.') if '.' in text else text


def _section(section: Section) -> str:
    parts = [f'<h2>{_text(section.title)}</h2>', *(f'<p>{_text(one)}</p>' for one in section.words)]
    if section.rows:
        heads = ''.join(f'<th scope="col">{_text(one)}</th>' for one in section.head)
        rows = ''.join(f'<tr>{"".join(f"<td>{_linked(cell)}</td>" for cell in row)}</tr>' for row in section.rows)
        parts.append(f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>')
    if section.foot:
        parts.append(f'<p class="soft">{_text(section.foot)}</p>')
    return ''.join(parts)


def _linked(cell: TableCell) -> str:
    """Addresses become links only where they are ones of the web."""
    if cell.link.startswith(('https://', 'http://')):
        return f'<a href="{_text(cell.link)}" rel="noreferrer noopener">{_text(cell.text)}</a>'
    return _text(cell.text)


def _text(text: str) -> str:
    """A text that runs from right to left must not turn its neighbours round."""
    told = escape(clean(text))
    turns = not text.isascii() and any(bidirectional(sign) in TURNING for sign in text)
    return f'&#8296;{told}&#8297;' if turns else told


def _figure(picture: Picture) -> str:
    lines = ''.join(f'<polyline points="{_points(line)}" fill="none" stroke-width="{1 if line.is_thin else 2}" {look}/>'
                    for line, look in zip(picture.lines, LOOKS, strict=False))
    names = ''.join(f'<text x="{LEFT + 110 * place + 26}" y="{HIGH + 34}">{_text(line.name)}</text>'
                    f'<line x1="{LEFT + 110 * place}" x2="{LEFT + 110 * place + 20}" y1="{HIGH + 30}" y2="{HIGH + 30}" '
                    f'stroke-width="2" {look}/>'
                    for place, (line, look) in enumerate(zip(picture.lines, LOOKS, strict=False)))
    bottom = HIGH - BELOW
    frame = (f'<line x1="{LEFT}" x2="{WIDE}" y1="{bottom}" y2="{bottom}" stroke="var(--line)"/>'
             f'<text x="0" y="{TOP + 4}">{_text(picture.top)}</text><text x="0" y="{bottom}">0</text>'
             f'<text x="{LEFT}" y="{HIGH - 6}">{_text(picture.low)}</text>'
             f'<text x="{WIDE}" y="{HIGH - 6}" text-anchor="end">{_text(picture.high)}</text>')
    return (f'<figure><svg viewBox="0 0 {WIDE} {HIGH + 44}" role="img" font-size="12" fill="currentColor" '
            f'aria-label="{_text(picture.summary)}">{frame}{lines}{names}</svg>'
            f'<figcaption>{_text(picture.title)}: {_text(picture.summary)}</figcaption></figure>')


def _points(line: Line) -> str:
    wide, high = WIDE - LEFT, HIGH - BELOW - TOP
    return ' '.join(f'{_rounded(LEFT + x * wide)},{_rounded(TOP + (1 - y) * high)}' for x, y in line.points)


def _rounded(value: Decimal) -> str:
    return plain(value.quantize(HUNDREDTH, ROUND_HALF_UP))


WRITING: Final[Mapping[str, Callable[[Document], bytes]]] = {CSV: as_csv, JSON: as_json, HTML: as_html}
