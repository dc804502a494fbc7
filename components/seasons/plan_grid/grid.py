"""The grid in a browser: it draws the window that is looked at, the server keeps the whole.

What a browser has already is not sent again: of a row that is there, only cells that differ.
"""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from app.domain.seasons.axes import Cell
from app.domain.seasons.plan.outline import Line
from app.domain.seasons.plan.view import MOST_ROWS, STEP, Cursor, PlanRow, PlanView, window_of
from components.seasons.plan_grid import wire
from components.seasons.plan_grid.wishes import MOST_CELLS, Area, PlanWishes

Theirs = Callable[[Line], str]  # why a row is not for this person; empty where it is
NEAR = 30  # rows before the end of what was sent, when the next are asked for


class PlanGrid(ui.element, component='plan_grid.js', esm={'roundtable-plan-grid': 'browser'}):
    """`closed` is why this person can change nothing; `theirs` judges single rows."""

    def __init__(self, wishes: PlanWishes) -> None:
        super().__init__()
        self.wishes = wishes
        self.closed = ''
        self.theirs: Theirs = lambda line: ''
        self.view: PlanView | None = None
        self.drawn: PlanView | None = None
        self.told_setup: wire.Message | None = None
        self.sent: dict[str, tuple[PlanRow, int, str]] = {}  # row, its index, whose
        self.has_window = False
        self.seats: list[wire.Message] = []
        self.chosen: tuple[Any, tuple[tuple[Cell, ...], ...]] = None, ()
        for name, deed in (('window', self._look_on), ('edit', self._edit), ('paste', self._paste),
                           ('fill', self._fill), ('deed', self._deed), ('look', self._look), ('fold', self._fold),
                           ('month', self._month), ('clip', self._clip)):
            self.on(name, deed)

    def show(self, view: PlanView, closed: str = '') -> None:
        """All of it; what the browser has is not sent again."""
        self.view, self.closed = view, closed or view.closed
        if self.has_window:
            self._send()

    def settle(self, number: int, seq: int | None = None, refusal: str = '') -> None:
        """An entry was kept as edit `seq`, refused with a reason, or let go."""
        self.run_method('settle', {'id': number, 'seq': seq, 'refusal': refusal})

    def tell(self, cell: Cell, facts: Sequence[str]) -> None:
        """What the bar says of a cell."""
        self.run_method('cell', {'at': list(self._place(cell)), 'facts': list(facts)})

    def presence(self, found: Sequence[Cursor], names: dict[str, str]) -> None:
        seats = wire.cursors(found, names, self._is_pivot)
        if seats != self.seats:
            self.seats = seats
            self.run_method('others', seats)

    def reveal(self, cell: Cell) -> None:
        """Scroll there, put the keys on it and flash it."""
        if self.view:
            place = self.view.outline.place(f'{cell.location}|{cell.category}') or 0
            row, column = self._place(cell)
            self.run_method('reveal', {'row': row, 'col': column, 'flash': True,
                                       'index': place * len(self.view.outline.measures)})

    def copy(self, text: str) -> None:
        self.run_method('clip', text)

    def block(self, at: Cell, height: int, width: int) -> tuple[tuple[Cell, ...], ...]:
        """So many cells from one on, as far as there are."""
        assert self.view
        key, column = self._place(at)
        row = self._found(key) or 0
        keys = next(one for one in (*wire.keys(self.view), [column]) if column in one)  # no block spans both
        columns = keys[keys.index(column):][:width]
        return tuple(tuple(self._cell(index, key) for key in columns)
                     for index in range(row, min(row + height, len(self.view.outline))))

    def act(self, name: str) -> None:
        """As if its key had been pressed in the grid."""
        self.run_method('act', name)

    def focus(self) -> None:
        self.run_method('focusGrid')

    def _send(self) -> None:
        view = self.view
        assert view
        message: wire.Message = {'seq': view.seq}
        setup = wire.setup(view, self.closed)
        is_new = self.told_setup is None or self.told_setup['columns'] != setup['columns']
        if setup != self.told_setup:
            message['setup'] = self.told_setup = setup
        if is_new:
            self.sent = {}
        message |= self._rows(view)
        if is_new or self.drawn is None or self.drawn.outline is not view.outline:
            message['count'] = len(view.outline)
        if is_new or self.drawn is None or self.drawn.totals != view.totals:
            message['totals'] = [wire.row(one, '', one.index, at == 0) for at, one in enumerate(view.totals)]
        self.drawn = view
        self.run_method('draw', message)

    def _rows(self, view: PlanView) -> wire.Message:
        kept: dict[str, tuple[PlanRow, int, str]] = {}
        rows, cells, places = [], [], []
        many = len(view.outline.measures)
        for one in view.rows:
            theirs, former = self.theirs(one.line), self.sent.get(one.key)
            kept[one.key] = (one, one.index, theirs)
            if former is None or former[0].line != one.line or former[2] != theirs:
                rows.append(wire.row(one, theirs, one.index, one.index % many == 0))
                continue
            if former[1] != one.index:
                places.append([one.key, one.index])
            if former[0] is not one and not _is_same(former[0], one):
                cells.append(wire.change(one, former[0]))
        gone = [key for key in self.sent if key not in kept]
        self.sent = kept
        return {name: value for name, value in (('rows', rows), ('cells', cells), ('places', places), ('gone', gone))
                if value}

    async def _look_on(self, event: GenericEventArguments) -> None:
        """The browser has scrolled, or is new and has nothing."""
        told = event.args
        if told.get('isNew'):
            self.told_setup, self.sent, self.drawn, self.has_window = None, {}, None, True
            if self.view:
                self._send()
                self.run_method('others', self.seats)
            return
        if self.view is None:
            return
        top, bottom, first = int(told['top']), int(told['bottom']), self.view.first
        is_near = (top - NEAR < first and first > 0) or (
            bottom + NEAR > first + MOST_ROWS and first + MOST_ROWS < len(self.view.outline))
        if is_near or not first <= top < first + MOST_ROWS - STEP:
            await self.wishes.window(window_of(top, len(self.view.outline)))

    async def _edit(self, event: GenericEventArguments) -> None:
        if area := self._meant(event.args):
            await self.wishes.edit(area, str(event.args.get('text', '')))

    async def _paste(self, event: GenericEventArguments) -> None:
        if area := self._meant(event.args):
            await self.wishes.paste(area, str(event.args.get('text', '')), bool(event.args.get('isRange')))

    async def _fill(self, event: GenericEventArguments) -> None:
        if area := self._meant(event.args):
            given = event.args.get('given')
            await self.wishes.fill(area, 'down' if event.args.get('way') == 'down' else 'right',
                                   given if isinstance(given, int) and given > 0 else 1)

    async def _deed(self, event: GenericEventArguments) -> None:
        if area := self._area(event.args):
            await self.wishes.deed(str(event.args.get('name', '')), area)

    async def _look(self, event: GenericEventArguments) -> None:
        if area := self._area(event.args):
            await self.wishes.look(area, bool(event.args.get('isTyping')))

    async def _clip(self, event: GenericEventArguments) -> None:
        if area := self._area(event.args):
            await self.wishes.clip(area, bool(event.args.get('hasHeaders')))

    async def _fold(self, event: GenericEventArguments) -> None:
        await self.wishes.fold(str(event.args or '').rpartition('|')[0])

    async def _month(self, event: GenericEventArguments) -> None:
        await self.wishes.month(str(event.args))

    def _meant(self, told: Any) -> Area | None:
        """What an entry is meant for; whoever chose too much is told so."""
        area = self._area(told)
        if area is None:
            most = f'{MOST_CELLS:,}'.replace(',', '\u202f')
            self.settle(int(told.get('id') or 0),
                        refusal=f'More than {most} cells are chosen. Choose fewer, or a total.')
        return area

    def _area(self, told: Any) -> Area | None:
        """What a browser says is chosen, as far as it is there; rows are told by key, or by number where they are not
        in its window.
        """
        if self.view is None:
            return None
        top, bottom = (self._index(told, name, at) for at, name in enumerate(('top', 'bottom')))
        own, ends = wire.keys(self.view)
        known = {*own, *ends}
        columns = [str(one) for one in told.get('cols', ()) if str(one) in known]
        if (bottom - top + 1) * max(1, len(columns)) > MOST_CELLS:
            return None
        rows = self._rows_of(top, bottom, tuple(columns))
        row, column = [*told.get('at', ()), '', ''][:2]
        index = self._found(str(row))
        return Area(self._cell(top if index is None else index, str(column) if column in known else ends[0]), rows,
                    int(told.get('seq') or 0), int(told.get('id') or 0))

    def _rows_of(self, top: int, bottom: int, columns: tuple[str, ...]) -> tuple[tuple[Cell, ...], ...]:
        """What is chosen is told again and again while nobody moves."""
        assert self.view
        key = (self.view.outline, top, bottom, columns)
        if self.chosen[0] != key:
            self.chosen = key, tuple(tuple(self._cell(at, column) for column in columns)
                                     for at in range(top, bottom + 1))
        return self.chosen[1]

    def _index(self, told: Any, name: str, at: int) -> int:
        found = self._found(str(told.get(name, '')))
        rows = told.get('rows') or (0, 0)
        return max(0, min(int(rows[at]) if found is None else found, self._last))

    @property
    def _last(self) -> int:
        assert self.view
        return len(self.view.outline) + len(self.view.totals) - 1

    def _found(self, key: str) -> int | None:
        assert self.view
        line, _, measure = key.rpartition('|')
        outline = self.view.outline
        if measure not in outline.measures:
            return None
        place = outline.place(line)
        if place is None and line == outline.total.key:
            place = outline.count
        return None if place is None else place * len(outline.measures) + outline.measures.index(measure)

    def _cell(self, index: int, column: str) -> Cell:
        assert self.view
        line, measure = self.view.outline.row(index)
        if self._is_pivot:
            measure, _, column = column.partition('@')
        return Cell(measure, line.location, line.category, column)

    @property
    def _is_pivot(self) -> bool:
        return self.view is not None and self.view.looks.is_pivot

    def _place(self, cell: Cell) -> tuple[str, str]:
        return wire.place(cell, self._is_pivot)


def _is_same(one: PlanRow, other: PlanRow) -> bool:
    return (one.cells, one.total, one.against, one.marks, one.why, one.state, one.against_total, one.parts) == (
        other.cells, other.total, other.against, other.marks, other.why, other.state, other.against_total, other.parts)
