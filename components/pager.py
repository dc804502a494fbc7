"""From one part of a long list to the next."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from components.controls import Button, Text
from components.moments import grouped


class Pager(ui.element):
    def __init__(self, newer: Callable[[], Awaitable[None]], older: Callable[[], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-pager')
        with self:
            self.text = Text('', 'rt-grow')
            self.newer = Button('Newer', newer, size='s', icon='chevron_left')
            self.older = Button('Older', older, size='s', icon='chevron_right')
            self.older.classes('rt-onward')

    def show(self, skip: int, shown: int, total: int) -> None:
        self.text.say(f'{grouped(skip + 1)} – {grouped(skip + shown)} of {grouped(total)}' if shown else '')
        self.newer.enable(skip > 0)
        self.older.enable(skip + shown < total)
