"""What is typed, pasted and filled becomes edits; a total asks how to spread, a conflict whose value stays."""

from collections.abc import Awaitable, Callable
from fractions import Fraction
from functools import partial
from typing import Any

from app.domain.seasons.axes import Cell
from app.domain.seasons.colliding import Collided
from app.domain.seasons.entry import Amount, Blank, Entry, Raised, read_entry
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.operations import COPY, REPEAT, Enter, Fill, Operation, Paste, Set, cells_of
from app.domain.seasons.plan.filling import filled_rows, leaves_of
from app.domain.seasons.plan.pasting import Pasting, lines_of, placed, read_pasted, size_of
from app.domain.seasons.spread import PROPORTIONAL
from app.errors import AppError, Rejected
from app.services.seasons import editing, layouts, undoing
from components.feedback import problem_shown, toast
from components.seasons.plan_dialogs import ConflictDialog, PasteDialog, SpreadDialog
from components.seasons.plan_grid import Area
from pages.kit import do
from pages.seasons.plan_desk import PlanDesk
from pages.seasons.plan_patience import Stopped

SPREAD = 'spread'  # what is remembered of how totals are spread
FEW = 500  # cells of which it is worth counting the leaves
Then = Callable[[], Awaitable[None]]


class PlanEdits:
    def __init__(self, desk: PlanDesk) -> None:
        self.desk = desk

    async def edit(self, area: Area, text: str) -> None:
        """As it was typed; the numbers of a total wait until it is known how to spread them."""
        try:
            entry = self._read(area, text)
        except Rejected as error:
            self.desk.grid.settle(area.number, refusal=str(error))
            return
        asks = isinstance(entry, Amount | Raised) and any(map(self.desk.is_branch, area.cells))
        if asks and SPREAD not in self.desk.habits:
            self._ask_spread(area, entry)
        else:
            await self._enter(area, entry, self.desk.habits.get(SPREAD, PROPORTIONAL) if asks else PROPORTIONAL)

    async def spread(self, area: Area) -> None:
        """Asked for by name, whatever was remembered: the total that is there is brought down anew."""
        view, cell = self.desk.view, area.at
        found = view.value(cell) if view else None
        if not isinstance(found, int) or not self.desk.is_total(cell):
            toast('Choose a total with a value: a month, a branch or a location.')
            return
        self._ask_spread(area_of(cell, area.seq), Amount(found))

    async def paste(self, area: Area, text: str, is_range: bool) -> None:
        desk = self.desk
        try:
            lines = lines_of(text)
            rows = area.rows if is_range or size_of(lines) == (1, 1) else desk.grid.block(area.at, *size_of(lines))
            found = read_pasted(placed(lines, rows, is_range), desk.season.digits)
        except Rejected as error:
            desk.grid.settle(area.number, refusal=str(error))
            return
        if not found.bad:
            await self._paste(area, found)
        elif len(found.bad) == 1 and len(found.cells) == 0:
            desk.grid.settle(area.number, refusal=found.bad[0].reason)
        else:
            desk.grid.settle(area.number)
            desk.open(lambda: PasteDialog(found.bad, len(found.cells), lambda: self._paste(area, found)))

    async def fill(self, area: Area, direction: str, given: int = 1, *, way: str = '',
                   growth: Fraction = Fraction(0)) -> None:
        """From the first cells that are `given` over the rest: one is copied, several go on in their order."""
        try:
            rows, given = filled_rows(area.rows, direction, given)
        except Rejected as error:
            self.desk.grid.settle(area.number, refusal=str(error))
            if not area.number:
                problem_shown(error)
            return
        basis = self.desk.habits.get(SPREAD, PROPORTIONAL)
        await self._send(area, Fill(rows, way or (REPEAT if given > 1 else COPY), growth, given, basis))

    async def undo(self) -> None:
        await self._step(undoing.undo, 'Undone')

    async def redo(self) -> None:
        await self._step(undoing.redo, 'Done again')

    def _read(self, area: Area, text: str) -> Entry:
        kinds = {(MEASURES[cell.measure].unit, self.desk.digits(cell)) for cell in area.cells or (area.at,)}
        found = {read_entry(text, *kind) for kind in kinds}
        if len(found) != 1:
            raise Rejected('These cells count different things. Choose cells of one measure.')
        return found.pop()

    def _ask_spread(self, area: Area, entry: Entry) -> None:
        async def choose(basis: str, is_remembered: bool) -> None:
            if is_remembered:
                self.desk.habits[SPREAD] = basis
                await do(self.desk.who, layouts.keep_habit, self.desk.code, SPREAD, basis)
            await self._enter(area, entry, basis)
        self.desk.open(lambda: SpreadDialog(len(area.cells), choose, lambda: self.desk.grid.settle(area.number)))

    async def _enter(self, area: Area, entry: Entry, basis: str) -> None:
        if len(area.cells) == 1 and isinstance(entry, Amount | Blank):
            value = entry.value if isinstance(entry, Amount) else None
            await self._send(area, Set(area.cells[0], value, basis))
        else:
            await self._send(area, Enter(area.cells, entry, basis))

    async def _paste(self, area: Area, found: Pasting) -> None:
        await self._send(area, Paste(found.cells, self.desk.habits.get(SPREAD, PROPORTIONAL)))

    async def _send(self, area: Area, operation: Operation, seq: int | None = None) -> None:
        desk = self.desk
        try:
            edited: editing.Edited = await desk.patience.run(
                self._words(operation), partial(do, desk.who, editing.edit, desk.code,
                                                area.seq if seq is None else seq, operation, desk.looks.version))
        except Collided as clash:
            self._ask_whose(area, operation, clash)
        except Stopped as stopped:
            desk.grid.settle(area.number)
            toast(str(stopped))
        except AppError as error:
            desk.grid.settle(area.number, refusal=str(error))
            if not area.number:
                problem_shown(error)
        else:
            desk.grid.settle(area.number, edited.seq if edited.changed else None)

    def _words(self, operation: Operation) -> str:
        """While it runs."""
        cells = cells_of(operation)
        count = leaves_of(self.desk.sight.axes, cells) if len(cells) <= FEW else len(cells)
        return f'Writing {count:,} cells'.replace(',', '\u00a0') if count > 1 else 'Writing'

    def _ask_whose(self, area: Area, operation: Operation, clash: Collided) -> None:
        async def mine() -> None:
            await self._send(area, operation, clash.seq)
        self.desk.open(lambda: ConflictDialog(clash.clashes, self.desk.digits, mine,
                                              lambda: self.desk.grid.settle(area.number)))

    async def _step(self, service: Callable[..., Any], done: str) -> None:
        try:
            found = await self.desk.patience.run('Working on it', partial(
                do, self.desk.who, service, self.desk.code, self.desk.looks.version))
        except AppError as error:
            problem_shown(error)
            return
        toast(f'{done}: {found.cells[0]}' if found.cells else done)


def area_of(cell: Cell, seq: int) -> Area:
    return Area(cell, ((cell,),), seq)
