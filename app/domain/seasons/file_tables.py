"""Tables of a season for whoever calculates further: each cell is what it is, not how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import THIN
from app.domain.seasons.paper import PaperRow, PaperTable

Cell = str | int | Decimal | Ratio | None


@dataclass(frozen=True)
class Formula:
    """What a spreadsheet works out by itself: heads of columns in braces, as `{Budget}-{Received}`. With `under` it is
    a ratio, blank where that is nothing. The total of a ratio is the ratio of totals, so it is of whatever `is_alike`;
    all else is added up.
    """
    over: str
    under: str = ''
    is_alike: bool = False


@dataclass(frozen=True)
class Table:
    """`formulas` by head; the values in their cells say the same to those who read no formulas. `has_total`
    says whether its rows are parts of one whole.
    """
    key: str
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    has_total: bool = True


def on_paper(table: Table) -> PaperTable:
    """As it is read: leading texts, then numbers."""
    count = next((at for at, head in enumerate(table.heads) if at and not _is_text(table, at)), len(table.heads))
    return PaperTable(table.name, table.heads[:count], table.heads[count:], tuple(
        PaperRow(tuple(map(_read, row[:count])), tuple(map(_read, row[count:]))) for row in table.rows))


def _is_text(table: Table, at: int) -> bool:
    return any(isinstance(row[at], str) for row in table.rows)


def _read(cell: Cell) -> str:
    """For people: thousands apart, a true minus, shares in percent."""
    if cell is None:
        return '–'
    if isinstance(cell, Ratio):
        return f'{cell.rounded(1, 100)}{THIN}%'.replace('-', '−')
    return cell if isinstance(cell, str) else f'{cell:,}'.replace(',', THIN).replace('-', '−')
