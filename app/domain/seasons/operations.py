"""What people do to the cells of a plan, as values: one gate for the grid, files, programs, undo and jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.domain.seasons.axes import Cell
from app.domain.seasons.changes import Change
from app.domain.seasons.cube import Cube, Numbers
from app.domain.seasons.entry import Copied, Entry
from app.domain.seasons.spread import PROPORTIONAL

COPY, GROWTH, LINE, REPEAT = 'copy', 'growth', 'line', 'repeat'
WAYS: Final = {COPY: 'Copy', GROWTH: 'Growth', LINE: 'Straight line', REPEAT: 'Repeat'}


@dataclass(frozen=True)
class Set:
    """A cell becomes `value`, in minor or whole units; None empties it. A total is spread to its leaves; `shape` is
    the kind or number of the version whose seasonality the basis SHAPE takes.
    """
    cell: Cell
    value: int | None
    basis: str = PROPORTIONAL
    shape: str = 'ly'


@dataclass(frozen=True)
class Enter:
    """What was typed into a selection: every cell of it becomes what the entry makes of it."""
    cells: tuple[Cell, ...]
    entry: Entry
    basis: str = PROPORTIONAL
    shape: str = 'ly'


@dataclass(frozen=True)
class Spread:
    """A total is brought down by a basis of app.domain.seasons.spread."""
    cell: Cell
    total: int
    basis: str
    shape: str = 'ly'


@dataclass(frozen=True)
class Paste:
    """Cells and what they become; all or none."""
    cells: tuple[tuple[Cell, int | None], ...]
    basis: str = PROPORTIONAL


@dataclass(frozen=True)
class Fill:
    """Each row of cells goes on from its first `given`: copied, growing by a share each time, in a straight line to
    what its last cell holds, or over and over.
    """
    rows: tuple[tuple[Cell, ...], ...]
    way: str = COPY
    growth: Fraction = Fraction(0)
    given: int = 1
    basis: str = PROPORTIONAL


@dataclass(frozen=True)
class Seed:
    """Leaves below a cell, of several measures, become those of another version times a factor each; the total of each
    is right to the unit. With `like`, a node of the location or category takes after that other node.
    """
    cell: Cell  # its measure does not count
    source: str  # kind or number of a version
    factors: tuple[tuple[str, Fraction], ...]  # measure → factor
    like: str = ''  # key of a location or category node


@dataclass(frozen=True, eq=False)
class Leaves:
    """Leaves of one measure by position; BLANK empties."""
    measure: str
    locations: Numbers
    categories: Numbers
    periods: Numbers
    values: Numbers


@dataclass(frozen=True, eq=False)
class Import:
    """What a file holds, or another part of the product has worked out for leaves."""
    leaves: tuple[Leaves, ...]
    cells: tuple[tuple[Cell, int | None], ...] = ()  # totals, spread like last year, else evenly


@dataclass(frozen=True, eq=False)
class Become:
    """Changes that were worked out elsewhere: undo, redo, promotion, a reconciliation."""
    name: str
    changes: tuple[Change, ...]


Operation = Set | Enter | Spread | Paste | Fill | Seed | Import | Become
Looks = Mapping[str, Cube]  # other versions an operation reads, by kind or number
NAMES: Final = {Set: 'set', Enter: 'set', Spread: 'spread', Paste: 'paste', Fill: 'fill', Seed: 'seed',
                Import: 'import'}


def name_of(operation: Operation) -> str:
    """As the log tells it."""
    return operation.name if isinstance(operation, Become) else NAMES[type(operation)]


def cells_of(operation: Operation) -> Sequence[Cell]:
    """What somebody aimed at, where that is cells of the grid."""
    match operation:
        case Set(cell) | Spread(cell):
            return (cell,)
        case Enter(cells):
            return cells
        case Paste(cells) | Import(_, cells):
            return [cell for cell, _ in cells]
        case Fill(rows, _, _, given):
            return [cell for row in rows for cell in row[given:]]
        case Seed(cell, _, factors):
            return [Cell(measure, cell.location, cell.category, cell.period) for measure, _ in factors]
        case Become():
            return ()


def versions_of(operation: Operation) -> Sequence[str]:
    """Which other versions it reads."""
    match operation:
        case Set(basis='shape', shape=shape) | Enter(basis='shape', shape=shape) | Spread(basis='shape', shape=shape):
            shapes = [shape]
        case Seed(source=source):
            shapes = [source]
        case Import(cells=cells) if cells:
            shapes = ['ly']
        case _:
            shapes = []
    copied = getattr(operation, 'entry', None)
    return [*shapes, copied.version] if isinstance(copied, Copied) else shapes
