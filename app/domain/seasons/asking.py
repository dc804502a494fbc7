"""What programs ask for: edits and looks told in plain words and decimal numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from app.domain.seasons.axes import Cell
from app.domain.seasons.entry import read_entry
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import minor, number_in, plain
from app.domain.seasons.operations import WAYS, Enter, Fill, Operation, Paste, Seed, Set, Spread
from app.domain.seasons.spread import BASES, PROPORTIONAL
from app.errors import NotFound, Rejected

Amount = str | int | Decimal | None
LARGEST: Final = Decimal(10) ** 15
OPERATIONS: Final = ('set', 'spread', 'enter', 'paste', 'fill', 'seed')


@dataclass(frozen=True)
class Asked:
    """An edit. `cells` with one `value` for all of them, or with `values`, one for each; rows of `fill` are `rows`."""
    operation: str
    cells: tuple[Cell, ...] = ()
    value: Amount = None
    values: tuple[Amount, ...] = ()
    basis: str = PROPORTIONAL
    shape: str = 'ly'
    rows: tuple[tuple[Cell, ...], ...] = ()
    way: str = 'copy'
    growth: str = '0'
    given: int = 1
    source: str = ''
    factors: Mapping[str, str] | None = None
    like: str = ''


@dataclass(frozen=True)
class CellsAsk:
    """Rows of categories `depth` levels below `node`, at a place, for some measures; `periods` are weeks, months or
    the season as one.
    """
    version: str = 'working'
    measures: tuple[str, ...] = ('net_sales',)
    node: str = ''
    place: str = ''
    periods: str = 'weeks'
    depth: int = 1


@dataclass(frozen=True)
class CellRow:
    """`values` are written as programs read them; None is blank."""
    node: str
    name: str
    level: int
    measure: str
    place: str
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class CellsView:
    seq: int
    version: str
    periods: tuple[str, ...]  # keys
    rows: tuple[CellRow, ...]


@dataclass(frozen=True)
class ComparisonRow:
    """Of one category and measure over all periods asked for; `share` is the difference ÷ a, as a fraction."""
    node: str
    name: str
    level: int
    measure: str
    period: str
    a: int | None
    b: int | None

    @property
    def difference(self) -> int:
        return (self.b or 0) - (self.a or 0)

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.difference, self.a) if self.a else None


@dataclass(frozen=True)
class Comparison:
    a: str  # labels
    b: str
    digits: int
    rows: tuple[ComparisonRow, ...]


def operation_of(asked: Asked, digits: int) -> Operation:
    """Raises Rejected naming the field, NotFound for an operation or a measure that does not exist."""
    if asked.basis not in BASES:
        raise Rejected(f'There is no basis “{asked.basis}”: {", ".join(BASES)}.', field='spread')
    if asked.operation != 'fill' and not asked.cells:
        raise Rejected('Name the cell or the cells.', field='scope')
    match asked.operation:
        case 'set' if len(asked.cells) == 1:
            return Set(asked.cells[0], amount_of(asked.cells[0], asked.value, digits), asked.basis, asked.shape)
        case 'set' | 'paste':
            return Paste(tuple(_pairs(asked, digits)), asked.basis)
        case 'spread' if len(asked.cells) == 1:
            total = amount_of(asked.cells[0], asked.value, digits)
            if total is not None:
                return Spread(asked.cells[0], total, asked.basis, asked.shape)
            raise Rejected('Give the total to be spread.', field='value')
        case 'enter':
            return Enter(asked.cells, read_entry(str(asked.value or ''), _unit(asked.cells[0]),
                                                 _digits(asked.cells[0], digits)), asked.basis, asked.shape)
        case 'fill':
            return _fill(asked)
        case 'seed':
            return Seed(asked.cells[0], asked.source, tuple((key, _fraction(value, 'factors')) for key, value in
                                                            (asked.factors or {}).items()), asked.like)
    raise Rejected(f'This operation is not known, or not for several cells: {asked.operation}.', field='operation')


def amount_of(cell: Cell, value: Amount, digits: int, field: str = 'value') -> int | None:
    """In minor or whole units; no more decimals than there are. Raises Rejected."""
    if value is None or value == '':
        return None
    digits = _digits(cell, digits)
    try:
        found = Decimal(value)
        exact = found.is_finite() and abs(found) < LARGEST and found == found.quantize(Decimal(1).scaleb(-digits))
    except ArithmeticError:
        exact = False
    if not exact:
        raise Rejected(f'“{value}” is not a number with at most {digits} decimals.', 'seasons.number', field)
    return minor(found, digits)


def told(measure: str, value: int | None, digits: int) -> str | None:
    """As programs read it."""
    if value is None:
        return None
    return plain(value, digits) if MEASURES[measure].unit == MONEY else str(value)


def fraction_told(value: Fraction) -> str:
    """With four decimals."""
    return str((Decimal(value.numerator) / value.denominator).quantize(Decimal('0.0001'), ROUND_HALF_UP))


def _pairs(asked: Asked, digits: int) -> Sequence[tuple[Cell, int | None]]:
    values = asked.values or (asked.value,) * len(asked.cells)
    if len(values) != len(asked.cells):
        raise Rejected(f'There are {len(asked.cells)} cells and {len(values)} values.', 'seasons.size', 'values')
    return [(cell, amount_of(cell, value, digits)) for cell, value in zip(asked.cells, values, strict=True)]


def _fill(asked: Asked) -> Fill:
    if asked.way not in WAYS:
        raise Rejected(f'There is no way to fill “{asked.way}”: {", ".join(WAYS)}.', field='way')
    if not asked.rows or any(len(row) <= asked.given for row in asked.rows):
        raise Rejected('Name rows that are longer than what is given.', field='rows')
    return Fill(asked.rows, asked.way, _fraction(asked.growth, 'growth'), asked.given, asked.basis)


def _fraction(value: str, field: str) -> Fraction:
    found = number_in(value)
    if found is None or abs(found) > 10 ** 6:
        raise Rejected(f'“{value}” is not a number.', 'seasons.number', field)
    return Fraction(found)


def _unit(cell: Cell) -> str:
    if cell.measure not in MEASURES:
        raise NotFound(f'There is no measure “{cell.measure}”.')
    return MEASURES[cell.measure].unit


def _digits(cell: Cell, digits: int) -> int:
    return digits if _unit(cell) == MONEY else 0
