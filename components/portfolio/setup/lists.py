"""A list of what is set up: the same for plans, teams, people, days and events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from components.controls import Button, Pill, Text, block, classed, put, sign, table_head
from components.feedback import Nothing, empty_state
from components.listing import Keyed


@dataclass(frozen=True)
class Cell:
    text: str
    note: str = ''  # a second line
    pill: tuple[str, str, str] | None = None  # text, icon, tone; after the text
    colour: int = 0  # a dot before the text


@dataclass(frozen=True)
class Row:
    key: int
    name: str  # for whoever hears the button
    cells: tuple[Cell, ...]
    words: str = ''  # what a filter finds beside what is seen
    verb: str = 'Edit'  # empty: it can only be read
    is_opened: bool = True  # by a click anywhere; else the button does something at once


@dataclass(frozen=True)
class Told:
    """What is said where there is nothing."""
    icon: str
    title: str
    text: str
    button: str = ''


class RowList(ui.element):
    """`open_row` is for one of them, `add` for a new one; the filter is told to `remember`."""

    def __init__(self, name: str, heads: Sequence[tuple[str, str]], open_row: Callable[[int], Any], told: Told,
                 add: Callable[[], None] | None = None, *, text: str = '',
                 remember: Callable[[str], None] | None = None) -> None:
        super().__init__('div')
        self.classes('rt-setup-list')
        self.rows: tuple[Row, ...] = ()
        self.told, self.add, self.remember = told, add, remember
        with self:
            with block('rt-filters') as self.filters, block('rt-filter'):
                sign('search', 18, 'rt-3')
                self.text = ui.input(value=text, placeholder='Filter').props(
                    f'borderless dense debounce=150 aria-label="Filter {name.lower()}"').on_value_change(self._typed)
            with block('rt-card rt-scroll-x') as self.card, block('rt-table', 'table') as table:
                table.props['aria-label'] = name
                table_head(*heads, ('', ''))
                classes = [classes for _, classes in heads]
                self.lines = Keyed[int, RowLine](block(tag='tbody'), lambda: RowLine(classes, open_row))
            self.nothing = Nothing(self._say_no_match, self._say_none).classes('rt-card')

    def show(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self._arrange()

    def show_open(self, key: int | None) -> None:
        for known, line in self.lines.entries.items():
            classed(line, sel=known == key)

    def focus(self, key: int) -> None:
        """Where the hand was before the panel opened."""
        if line := self.lines.entries.get(key):
            line.button.run_method('focus')

    def focus_filter(self) -> None:
        self.text.run_method('focus')

    def _typed(self) -> None:
        if self.remember:
            self.remember(self.text.value or '')
        self._arrange()

    def _arrange(self) -> None:
        wanted = (self.text.value or '').strip().casefold()
        shown = [row for row in self.rows if wanted in _words(row)]
        for row, line in zip(shown, self.lines.arrange([row.key for row in shown]), strict=True):
            line.show(row)
        self.filters.set_visibility(bool(self.rows))
        self.card.set_visibility(bool(shown))
        self.nothing.show(not shown, self.text.value or '')

    def _say_no_match(self, wanted: str) -> None:
        empty_state('search_off', f'Nothing matches “{wanted}”', 'Look for another word.', 'Clear filter',
                    lambda: self.text.set_value(''), 'close')

    def _say_none(self) -> None:
        empty_state(self.told.icon, self.told.title, self.told.text, self.told.button if self.add else '', self.add)


class RowLine(ui.element):
    def __init__(self, classes: Sequence[str], open_row: Callable[[int], Any]) -> None:
        super().__init__('tr')
        self.open_row = open_row
        self.shown: Row | None = None
        with self:
            self.cells = [CellBox(own, is_first=place == 0) for place, own in enumerate(classes)]
            with block('rt-setup-deed', 'td'):
                self.button = Button('', self._deed, size='s')
        self.on('click', self._open, args=[])  # also that of the button, which is inside

    def show(self, row: Row) -> None:
        if row == self.shown:
            return
        self.row = self.shown = row
        self.button.say(row.verb)
        self.button.set_visibility(bool(row.verb))
        put(self.button, aria_label=f'{row.verb} {row.name}')
        classed(self, clickable=bool(row.verb) and row.is_opened)
        for box, cell in zip(self.cells, row.cells, strict=True):
            box.show(cell)

    def _open(self) -> Any:
        return self.open_row(self.row.key) if self.row.verb and self.row.is_opened else None

    def _deed(self) -> Any:
        return None if self.row.is_opened else self.open_row(self.row.key)


class CellBox(ui.element):
    def __init__(self, classes: str, *, is_first: bool) -> None:
        super().__init__('td')
        if classes:
            self.classes(classes)
        with self:
            with block('rt-row').style('gap: 8px') as self.line:
                self.dot = block('rt-setup-dot').props('aria-hidden=true')
                self.text = Text('', 'rt-b' if is_first else '')
                self.pill = Pill()
            self.note = Text('', 'rt-sm rt-3 rt-setup-note', 'div')

    def show(self, cell: Cell) -> None:
        self.text.say(cell.text)
        self.text.set_visibility(bool(cell.text))
        self.note.say(cell.note)
        self.note.set_visibility(bool(cell.note))
        self.pill.set_visibility(cell.pill is not None)
        if cell.pill:
            self.pill.show(*cell.pill)
        self.dot.set_visibility(bool(cell.colour))
        if cell.colour:
            self.dot.style(f'background: var(--rt-bar-{cell.colour}); border-color: var(--rt-bar-{cell.colour}-line)')


def _words(row: Row) -> str:
    return ' '.join([row.words, *(f'{cell.text} {cell.note} {cell.pill[0] if cell.pill else ""}'
                                  for cell in row.cells)]).casefold()
