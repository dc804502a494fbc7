"""Which cells an entry reaches: whoever fills right or down may have chosen several measures at once."""

from collections.abc import Iterable, Sequence
from math import prod

from app.domain.seasons.axes import Axes, Cell
from app.errors import Rejected

Rows = tuple[tuple[Cell, ...], ...]


def filled_rows(rows: Sequence[Sequence[Cell]], direction: str, given: int = 1) -> tuple[Rows, int]:
    """Lines of cells, each of one measure that goes on by itself, and how many cells of each are given. `given` counts
    whole columns or rows; a single one stands for the first of each measure. Raises Rejected.
    """
    lines = rows if direction == 'right' else [line for line in zip(*rows, strict=True) if line]
    found: list[tuple[Cell, ...]] = []
    counts: set[int] = set()
    for line in lines:
        for measure in dict.fromkeys(cell.measure for cell in line):
            cells = tuple(cell for cell in line if cell.measure == measure)
            count = max(1, sum(cell.measure == measure for cell in line[:given])) if given > 1 else 1
            if len(cells) > count:
                found.append(cells)
                counts.add(count)
    if not found:
        raise Rejected('Choose more than one cell to fill.')
    if len(counts) > 1:
        raise Rejected('Choose as many cells of each measure to go on from.')
    return tuple(found), counts.pop()


def leaves_of(axes: Axes, cells: Iterable[Cell]) -> int:
    """How many leaves lie below cells, at most."""
    boxes = (axes.box(cell) for cell in cells)
    return sum(prod(one.stop - one.start for one in box) for box in boxes if box)
