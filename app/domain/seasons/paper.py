"""Tables of a season as one page for paper: nothing to click, nothing that runs, nobody is asked for anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from app.domain.sprints.exporting.documents import clean
from app.domain.sprints.exporting.written import STYLE

PLAIN, BRANCH, TOTAL = '', 'branch', 'total'  # of rows
MORE: Final = '''
body { max-width: none; } table { font-size: 12px; } th.n, td.n { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; padding-right: 0; padding-left: .6rem; } th.t { text-align: left; }
tbody th { color: inherit; font-weight: 400; min-width: 8.5rem; overflow-wrap: break-word; }
  thead th.n { white-space: normal; vertical-align: bottom; } tbody td:not(.n) { min-width: 4.5rem; }
  tr.branch > *, tr.total > * { font-weight: 650; }
tr.total > * { border-top: 2px solid var(--soft); } .l1 { padding-left: 1rem; } .l2 { padding-left: 2rem; }
.l3 { padding-left: 3rem; } .l4 { padding-left: 4rem; } .l5 { padding-left: 5rem; }
@media print { table { font-size: 7.5pt; } .scroll { overflow: visible; } @page { size: A4 landscape; margin: 10mm; } }
'''


@dataclass(frozen=True)
class PaperRow:
    """`texts` are the leading columns, `numbers` the rest; `level` sets the first text in."""
    texts: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    level: int = 0
    look: str = PLAIN


@dataclass(frozen=True)
class PaperTable:
    """`texts` and `numbers` are heads; `foot` says what is left out."""
    title: str
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    rows: tuple[PaperRow, ...]
    foot: str = ''


@dataclass(frozen=True)
class Paper:
    title: str
    words: tuple[str, ...]
    tables: tuple[PaperTable, ...]


def as_html(paper: Paper) -> str:
    """Texts from outside stay texts; each cell is a block of its own, so that none turns its neighbours round."""
    words = ''.join(f'<p class="soft">{_text(one)}</p>' for one in paper.words)
    return ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{_text(paper.title)}</title><style>{STYLE}{MORE}</style></head><body><main>'
            f'<h1>{_text(paper.title)}</h1>{words}{"".join(map(_table, paper.tables))}</main></body></html>')


def _table(table: PaperTable) -> str:
    parts = [f'<h2>{_text(table.title)}</h2>'] if table.title else []
    if table.rows:
        heads = _heads(table.texts, 't') + _heads(table.numbers, 'n')
        parts.append(f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>'
                     f'{"".join(map(_row, table.rows))}</tbody></table></div>')
    if table.foot or not table.rows:
        parts.append(f'<p class="soft">{_text(table.foot or "Nothing yet.")}</p>')
    return ''.join(parts)


def _heads(names: Sequence[str], look: str) -> str:
    return ''.join(f'<th scope="col" class="{look}">{_text(one)}</th>' for one in names)


def _row(row: PaperRow) -> str:
    first, *rest = row.texts
    cells = [f'<th scope="row" class="l{min(row.level, 5)}">{_text(first)}</th>',
             *(f'<td>{_text(one)}</td>' for one in rest), *(f'<td class="n">{_text(one)}</td>' for one in row.numbers)]
    return f'<tr class="{row.look}">{"".join(cells)}</tr>'


def _text(text: str) -> str:
    return escape(clean(text))
