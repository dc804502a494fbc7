"""What all files of a report or a queue are written from, so that each says the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from app.domain.sprints.facts.board import Ms
from app.domain.sprints.facts.calendar import zone_of
from app.domain.sprints.metrics.report import Report
from app.domain.sprints.publishing.wiki_report import Section

CSV, XLSX, PDF, HTML, JSON = 'csv', 'xlsx', 'pdf', 'html', 'json'
FORMS: Final = (CSV, XLSX, PDF, HTML, JSON)
MEDIA: Final = {
    CSV: 'text/csv; charset=utf-8', PDF: 'application/pdf', HTML: 'text/html; charset=utf-8', JSON: 'application/json',
    XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'}
LINE, COLUMN = 'line', 'column'
LONGEST: Final = 32_767  # characters a cell of a spreadsheet can hold
CUT: Final = ' … (cut)'
UNSEEN: Final = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]')

Cell = str | int | Decimal | datetime | date | None


@dataclass(frozen=True)
class Share:
    """A ratio, told apart from plain numbers so that it is shown in percent."""
    of_one: Decimal


@dataclass(frozen=True)
class Grid:
    """One sheet; moments are local ones of the board's zone."""
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell | Share, ...], ...]


@dataclass(frozen=True)
class Chart:
    """Drawn of columns of the first sheet: names in the first of them, a line or a column for each of the others."""
    kind: str
    title: str
    axis: str
    first: int  # column, from 0
    count: int  # columns, with that of the names
    start: int  # row of the heads, from 1
    end: int


@dataclass(frozen=True)
class Document:
    """`table` is the sheet a CSV has; `picture` is drawn in documents that are read, in shares of its width."""
    name: str  # of files, without an ending
    title: str
    zone: str
    as_of: Ms | None
    sections: tuple[Section, ...]
    grids: tuple[Grid, ...]
    table: int
    told: Report | Mapping[str, Any]  # what JSON says
    charts: tuple[Chart, ...] = ()
    picture: 'Picture | None' = None
    is_demo: bool = False

    @property
    def size(self) -> int:
        """Rows in all: how much work it is."""
        return sum(len(grid.rows) for grid in self.grids)


@dataclass(frozen=True)
class Picture:
    """Lines over days; x and y are shares of 1 from the lower left."""
    title: str
    summary: str
    lines: tuple['Line', ...]
    low: str  # below the left end
    high: str  # below the right end
    top: str  # beside the upper end


@dataclass(frozen=True)
class Line:
    name: str
    points: tuple[tuple[Decimal, Decimal], ...]
    is_thin: bool = False


def clean(text: str) -> str:
    """Without signs that no file can hold; what is too long for a cell is cut, and says so."""
    kept = UNSEEN.sub('', text)
    return kept if len(kept) <= LONGEST else kept[:LONGEST - len(CUT)] + CUT


def local(at: Ms | None, zone: str) -> datetime | None:
    """As spreadsheets have moments: without a zone, which stands in the head."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone_of(zone)).replace(tzinfo=None, microsecond=0)


def file_name(*parts: str) -> str:
    """Letters and digits of any script, and hyphens; everything else could mean something to a disk."""
    return re.sub(r'[^\w]+', '-', ' '.join(parts)).strip('-_').lower()[:80] or 'report'
