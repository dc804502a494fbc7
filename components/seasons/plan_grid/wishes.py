"""What somebody wishes in a grid; the page knows what it means."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.domain.seasons.axes import Cell

MOST_CELLS = 50_000  # that one entry may be meant for; totals reach farther


@dataclass(frozen=True)
class Area:
    """What is chosen: rows of cells, of periods or the season; `at` is the one with the keys."""
    at: Cell
    rows: tuple[tuple[Cell, ...], ...]
    seq: int = 0  # of what was seen
    number: int = 0  # by which the browser knows this entry

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for row in self.rows for cell in row)


@dataclass(frozen=True)
class PlanWishes:
    """`edit` and `paste` bring what was typed as it is; they answer with `PlanGrid.settle`."""
    edit: Callable[[Area, str], Awaitable[None]]
    paste: Callable[[Area, str, bool], Awaitable[None]]  # whether several cells were chosen for it
    fill: Callable[[Area, str, int], Awaitable[None]]  # right or down, from so many cells on
    deed: Callable[[str, Area], Awaitable[None]]  # undo, redo, find, note, explain, hold
    look: Callable[[Area, bool], Awaitable[None]]  # whether they are typing
    fold: Callable[[str], Awaitable[None]]  # key of a line; empty: all
    month: Callable[[str], Awaitable[None]]
    clip: Callable[[Area, bool], Awaitable[None]]
    window: Callable[[int], Awaitable[None]]  # first row that is wanted
