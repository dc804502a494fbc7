"""Further questions of the grid: what to compare with, a note, another fill, a row to find, a layout to keep."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from nicegui import ui

from app.domain.seasons.operations import COPY, WAYS
from app.domain.seasons.plan.layouts import LayoutLine
from app.domain.seasons.plan.looks import PlanLooks
from components.controls import Button, Choice, Field, IconButton, Text, block, menu_item, point_at
from components.dialogs import Dialog
from components.seasons.plan_toolbar import MeasurePicker

Say = Callable[[str], Awaitable[None]]
FOUND = 12  # rows that are offered


class CompareDialog(Dialog):
    """Another version beside the one that is shown; “last year” is what stands there by itself."""

    def __init__(self, versions: Mapping[str, str], against: str, compare: Say) -> None:
        super().__init__('What is the plan compared with?',
                         'Every cell then shows how far it is from the other version: ▲ above, ▼ below, green where '
                         'that is the good way for its measure.')
        self.compare = compare
        with self.body:
            self.version = Choice('Compare with', versions, against if against in versions else None)
        with self.foot:
            Button('Compare with last year only', lambda: self._go('ly'), size='l')
            Button('Compare', lambda: self._go(self.version.value), size='l', look='primary').props('autofocus')

    async def _go(self, version: str) -> None:
        self.close()
        await self.compare(version or 'ly')


class NoteDialog(Dialog):
    def __init__(self, where: str, notes: Sequence[str], keep: Say) -> None:
        super().__init__('Note', where)
        self.keep = keep
        with self.body:
            for note in notes:
                Text(note, 'rt-sm', 'p')
            self.text = Field('Note', is_long=True)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Add note', self._keep, size='l', look='primary')
        point_at(self.text.input)

    async def _keep(self) -> None:
        if not self.text.value.strip():
            self.text.complain('Write something first.')
            return
        self.close()
        await self.keep(self.text.value)


class FillDialog(Dialog):
    """`fill` is told the direction, the way, the growth in percent and how many cells are given."""

    def __init__(self, fill: Callable[[str, str, str, int], Awaitable[None]]) -> None:
        super().__init__('How is it filled?', 'From the first cells of what is chosen over the rest.')
        self.fill = fill
        with self.body:
            self.way = Choice('Way', WAYS, COPY)
            self.direction = Choice('Direction', {'right': 'To the right', 'down': 'Down'}, 'right')
            self.growth = Field('Growth for each cell, in percent', '5', hint='For growth only')
            self.given = Field('Cells that are repeated', '1', hint='For repeat only')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Fill', self._fill, size='l', look='primary')

    async def _fill(self) -> None:
        if not self.given.value.isdecimal() or self.given.value == '0':
            self.given.complain('How many cells, from 1.')
            return
        self.close()
        await self.fill(self.direction.value, self.way.value, self.growth.value, int(self.given.value))


class FindDialog(Dialog):
    """`find` answers with (key of a node, its name and place); a choice is shown in the grid."""

    def __init__(self, find: Callable[[str], Sequence[tuple[str, str]]], show: Say) -> None:
        super().__init__('Find a location or category')
        self.find, self.choose = find, show
        with self.body:
            self.text = Field('Name or code', on_enter=self._first)
            self.text.input.on_value_change(self._search)
            self.found = block('rt-menu').props('role=group aria-label="Found"')
        point_at(self.text.input)

    def _search(self) -> None:
        self.found.clear()
        with self.found:
            hits = self.find(self.text.value)[:FOUND] if self.text.value.strip() else ()
            for key, name in hits:
                menu_item(name, 'arrow_forward', lambda key=key: self._show(key))
            if not hits and self.text.value.strip():
                Text('Nothing of this name is in the plan.', 'rt-sm rt-2')

    async def _first(self) -> None:
        hits = self.find(self.text.value)
        if hits:
            await self._show(hits[0][0])

    async def _show(self, key: str) -> None:
        self.close()
        await self.choose(key)


class MeasuresDialog(Dialog):
    def __init__(self, looks: PlanLooks, turn: Callable[[str, tuple[str, ...], str], Awaitable[None]]) -> None:
        super().__init__('What stands in rows and columns?')
        self.turn = turn
        with self.body:
            self.picker = MeasurePicker(looks)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Show', self._show, size='l', look='primary')

    async def _show(self) -> None:
        if self.picker.measures:
            self.close()
            await self.turn(self.picker.rows.value, self.picker.measures, self.picker.place.value)


class CommentDialog(Dialog):
    """Words that go with a decision; `is_needed` where nobody may decide without."""

    def __init__(self, title: str, text: str, yes: str, say: Say, *, is_needed: bool = True) -> None:
        super().__init__(title, text)
        self.say, self.is_needed = say, is_needed
        with self.body:
            self.text = Field('Comment', is_long=True)
        with self.foot:
            Button('Back', self.close, size='l')
            Button(yes, self._go, size='l', look='primary')
        point_at(self.text.input)

    async def _go(self) -> None:
        if self.is_needed and not self.text.value.strip():
            self.text.complain('Say what has to change.')
            return
        self.close()
        await self.say(self.text.value)


class LayoutDialog(Dialog):
    def __init__(self, keep: Callable[[str, bool], Awaitable[None]]) -> None:
        super().__init__('Keep this layout', 'Measures, rows, periods, filters and what is folded.')
        self.keep = keep
        with self.body:
            self.name = Field('Name', on_enter=self._keep)
            self.shares = ui.checkbox('Everybody in this season may use it').props('dense')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Keep layout', self._keep, size='l', look='primary')
        point_at(self.name.input)

    async def _keep(self) -> None:
        if not self.name.value.strip():
            self.name.complain('Give it a name.')
            return
        self.close()
        await self.keep(self.name.value, bool(self.shares.value))


def layout_list(lines: Sequence[LayoutLine], use: Callable[[LayoutLine], Awaitable[None]],
                drop: Callable[[LayoutLine], Awaitable[None]]) -> None:
    """Inside a menu."""
    for line in lines:
        with block('rt-row'):
            menu_item(f'{line.name} · shared' if line.is_shared else line.name, 'view_week',
                      lambda line=line: use(line)).classes('rt-grow')
            if line.is_own:
                IconButton('delete', f'Take away the layout {line.name}', lambda line=line: drop(line),
                           has_tooltip=False)
