"""What a grid shows: at most so many rows near the window, the totals, and why something cannot be changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.seasons.axes import ALL, Axes, Cell, Nodes
from app.domain.seasons.plan.columns import Column, Group
from app.domain.seasons.plan.looks import PlanLooks
from app.domain.seasons.plan.outline import Line, Outline
from app.domain.seasons.scopes import ScopeView

MOST_ROWS = 200
STEP = 50  # rows between two windows that are looked at
HELD, NOTED, CHANGED = 1, 2, 4  # of a cell; changed since it was approved
Value = int | str | None  # minor units or pieces; a ratio is written out; None is blank


@dataclass(frozen=True)
class PlanRow:
    """`marks` are (column, bits); the season stands in column −1. `why` says what keeps the row from changing.

    Of several measures in columns, `measure` is ALL, the cells are those of all parts, period by period, and their
    seasons stand in the columns −1, −2 and so on.
    """
    index: int
    line: Line
    measure: str
    cells: tuple[Value, ...]
    total: Value
    against: tuple[Value, ...]
    against_total: Value
    change: str = ''  # of the season, in percent
    share: int = 0  # the same for a bar, in thousandths
    marks: tuple[tuple[int, int], ...] = ()
    why: str = ''
    state: str = ''  # of the approval: review, approved, returned
    parts: tuple['PlanRow', ...] = ()  # one for each measure, where these stand in columns

    @property
    def key(self) -> str:
        return f'{self.line.key}|{self.measure}'


@dataclass(frozen=True)
class VersionLine:
    """One to choose from."""
    key: str
    name: str
    is_frozen: bool = True


@dataclass(frozen=True)
class PlanView:
    """`seq` is that of the log; `closed` keeps everything from changing."""
    season: int
    seq: int
    looks: PlanLooks
    outline: Outline
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    first: int
    rows: tuple[PlanRow, ...]
    totals: tuple[PlanRow, ...]
    currency: str
    digits: int
    basis: str
    closed: str = ''
    against_name: str = ''
    versions: tuple[VersionLine, ...] = ()
    scopes: tuple[ScopeView, ...] = ()
    approved: str = ''  # name of the version that was approved last
    state: str = ''

    @property
    def is_empty(self) -> bool:
        return not len(self.outline)

    def value(self, cell: Cell) -> Value:
        """What stands in a cell that is shown."""
        row = next((one for one in single(self.rows + self.totals) if (
            one.line.location, one.line.category, one.measure) == (cell.location, cell.category, cell.measure)), None)
        if row is None or cell.period == ALL:
            return row.total if row else None
        return next((value for column, value in zip(self.columns, row.cells, strict=True)
                     if column.key == cell.period), None)


@dataclass(frozen=True)
class Cursor:
    """Where somebody is in the grid."""
    page: str
    identity: str
    name: str
    measure: str = ''
    location: str = ''
    category: str = ''
    period: str = ''
    is_typing: bool = False


@dataclass(frozen=True)
class CellLook:
    """What the bar above the grid tells of a cell beside its values."""
    otb: int | None = None
    notes: tuple[str, ...] = ()  # who wrote what
    held_by: str = ''


@dataclass(frozen=True, eq=False)
class Sight:
    """What somebody may do in a season: on which branches and clusters, without any on all."""
    axes: Axes
    may_plan: bool = False
    may_judge: bool = False
    branches: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()

    def reaches(self, location: str, category: str) -> bool:
        return self.may_plan and _within(self.axes.location_nodes, self.clusters, location) and _within(
            self.axes.category_nodes, self.branches, category)


def single(rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
    """One for each measure, wherever these stand."""
    return tuple(part for one in rows for part in one.parts or (one,))


def _within(nodes: Nodes, own: tuple[str, ...], key: str) -> bool:
    node = nodes.get(key)
    known = [nodes[one] for one in own if one in nodes]
    return not own or (node is not None and any(one.start <= node.start and node.stop <= one.stop for one in known))


def window_of(top: int, count: int) -> int:
    """The first row to send, so that those in the window are among them with as many above as below."""
    first = max(0, (top - (MOST_ROWS - 2 * STEP) // 2) // STEP * STEP)
    return max(0, min(first, count - 1) // STEP * STEP)
