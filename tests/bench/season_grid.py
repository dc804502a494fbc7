"""What the grid of a plan costs: a look at 200 rows, a look after somebody's edit, another way to look, bytes."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import Any

from nicegui import Client, ui

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Set
from app.domain.seasons.plan.looks import MONTHS, PLAIN, WEEKS
from app.domain.seasons.plan.view import PlanView
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.plan_views import watch_plan
from app.work import read, transact
from components.seasons.plan_grid import PlanGrid, PlanWishes
from tests.bench.figures import Figure
from tests.people import ANN

TURNS = 12
OPEN = replace(PLAIN, depth=3, periods=WEEKS)


def looked(season: int, code: str) -> tuple[list[Figure], list[str]]:
    """Times of views, and notes on what goes to a browser."""
    first, edited = Figure('first look at 200 rows × 26 weeks'), Figure('edit of a cell and the look after it', 100)
    fold, switch = Figure('fold or open a row', 150), Figure('months instead of weeks', 150)
    _timed(first, lambda: _view(season, OPEN))
    with _grid(_view(season, OPEN)) as (grid, said):
        whole, sizes = len(said[-1]), []
        for turn in range(TURNS):
            seq, cell = read(cube_of, season).seq, _leaf(season, turn)
            _timed(edited, lambda turn=turn, seq=seq, cell=cell: grid.show(_changed(season, code, cell, turn, seq)))
            sizes.append(len(said[-1]))
    for turn in range(TURNS):
        _timed(fold, lambda turn=turn: _view(season, OPEN.turn(f'l:L{turn * 20:03}|')))
        _timed(switch, lambda turn=turn: _view(season, replace(OPEN, periods=MONTHS if turn % 2 else WEEKS)))
    return [first, edited, fold, switch], [
        f'{whole / 1000:.0f} kB for 200 rows, {max(sizes)} bytes at most for an edit (budget 20 000) per viewer']


def _view(season: int, looks: Any) -> PlanView:
    return read(watch_plan, season, looks, 0)


def _changed(season: int, code: str, cell: Cell, turn: int, seq: int) -> PlanView:
    transact(edit, ANN, code, seq, Set(cell, 10_000 + turn))
    return _view(season, OPEN)


def _leaf(season: int, turn: int) -> Cell:
    view = _view(season, OPEN)
    outline = view.outline
    line = next(line for at in range(outline.count) if (line := outline.line(at)).is_open is None)
    return Cell('net_sales', line.location, line.category, view.columns[turn].key)


@contextmanager
def _grid(view: PlanView) -> Iterator[tuple[PlanGrid, list[str]]]:
    """A grid whose browser is a list."""
    async def nothing(*_: Any) -> None:
        """Nobody wishes anything."""
    said: list[str] = []
    with Client(ui.page('/bench')):
        grid = PlanGrid(PlanWishes(*[nothing] * 9))
        grid.run_method = lambda name, *told: said.append(json.dumps(told))  # type: ignore[assignment]
        grid.has_window = True
        grid.show(view)
        yield grid, said


def _timed(figure: Figure, deed: Callable[[], Any]) -> None:
    began = perf_counter()
    deed()
    figure.times.append(1000 * (perf_counter() - began))
