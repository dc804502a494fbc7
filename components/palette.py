"""The command palette: go anywhere, do anything, by its name."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments

from components.controls import Text, block, kbd, put, sign

MOST = 12
DEBOUNCE = 120  # milliseconds


@dataclass(frozen=True)
class Hit:
    """One line of the palette; `group` is Go to, Do, People or Recent."""
    group: str
    title: str
    href: str
    icon: str
    note: str = ''


Search = Callable[[str], Awaitable[Sequence[Hit]]]


class Palette(ui.dialog):
    """Type, choose with the arrows, open with Enter. `>` shows commands only, `@` people."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        self.search = search
        self.hits: list[Hit] = []
        self.lines: list[ui.element] = []
        self.chosen = 0
        self.props('transition-duration=140 aria-label="Search or jump to"')
        with self, ui.card().classes('rt-palette'):
            with block('rt-palette-line'):
                sign('search', 20, 'rt-3')
                self.line = ui.input(on_change=self._typed).classes('rt-grow').props(
                    f'borderless dense debounce={DEBOUNCE} role=combobox aria-label=Search aria-expanded=true '
                    'aria-autocomplete=list autocomplete=off autofocus placeholder="Search or jump to"')
            self.line.on('keydown.up.down.enter.prevent', self._key, args=['key'])
            self.list = block('rt-palette-list').props(f'role=listbox aria-label=Results id={self.html_id}-list')
            self.line.props(f'aria-controls={self.html_id}-list')
            _foot()

    async def open(self) -> None:  # type: ignore[override]
        self.value = True
        await self.look_for('')
        self.line.run_method('focus')
        self.line.run_method('select')

    async def look_for(self, text: str) -> None:
        self.hits = list(await self.search(text))[:MOST]
        self.chosen = 0
        self._list_hits(text)

    async def _typed(self, event: ValueChangeEventArguments[str | None]) -> None:
        await self.look_for(event.value or '')

    def _key(self, event: GenericEventArguments) -> None:
        if not self.hits:
            return
        if event.args['key'] == 'Enter':
            self._go(self.hits[self.chosen])
            return
        self.chosen = (self.chosen + (1 if event.args['key'] == 'ArrowDown' else -1)) % len(self.hits)
        self._mark()

    def _go(self, hit: Hit) -> None:
        self.close()
        ui.navigate.to(hit.href)

    def _list_hits(self, text: str) -> None:
        self.list.clear()
        self.lines = []
        with self.list:
            if not self.hits:
                Text(f'Nothing is called “{text}”.', 'rt-palette-group', 'div')
            for index, hit in enumerate(self.hits):
                if index == 0 or self.hits[index - 1].group != hit.group:
                    Text(hit.group, 'rt-palette-group', 'div')
                self._line(index, hit)
        self._mark()

    def _line(self, index: int, hit: Hit) -> None:
        with block('rt-palette-hit').props(f'role=option id={self.html_id}-{index}') as line:
            with block('rt-sq'):
                sign(hit.icon, 18)
            _marked(hit.title, self.line.value or '')
            Text(hit.note, 'rt-3 rt-sm rt-clip')
        line.on('click', lambda: self._go(hit), args=[])
        self.lines.append(line)

    def _mark(self) -> None:
        for index, line in enumerate(self.lines):
            is_on = index == self.chosen
            put(line, aria_selected='true' if is_on else 'false')
            line.classes(add='rt-on' if is_on else '', remove='' if is_on else 'rt-on')
        put(self.line, aria_activedescendant=f'{self.html_id}-{self.chosen}' if self.lines else None)


def _marked(title: str, text: str) -> None:
    """What was typed stands out in the title, word by word."""
    words = [re.escape(word) for word in text.lstrip('>@').split()]
    parts = re.split(f'({"|".join(words)})', title, flags=re.IGNORECASE) if words else [title]
    with block('rt-clip', 'span'):
        for number, part in enumerate(parts):
            if part:
                Text(part, 'rt-palette-mark' if number % 2 else '')


def _foot() -> None:
    with block('rt-palette-foot'):
        for keys, text in ((('↑', '↓'), 'choose'), (('Enter',), 'open'), (('>',), 'commands only'), (('@',), 'people')):
            with block('rt-row'):
                for key in keys:
                    kbd(key)
                Text(text)
