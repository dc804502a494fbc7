"""Tables of a season for whoever calculates further: each cell is what it is, not how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.seasons.metrics import Ratio

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
    """`formulas` by head; the values in their cells say the same to those who read no formulas. `totals` says whether
    its rows are parts of one whole.
    """
    key: str
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    has_total: bool = True
