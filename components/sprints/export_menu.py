"""“Export”: what is looked at as a file, printed, or made again and again by a schedule."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from components.controls import Button, Text, block, menu_item, popup, put, sign

FORMS = (('csv', 'CSV', 'table_rows'), ('xlsx', 'Excel', 'table_view'), ('pdf', 'PDF', 'picture_as_pdf'),
         ('html', 'HTML', 'html'), ('json', 'JSON', 'data_object'))
FILES = '/api/v1/sprints/reports'


@dataclass(frozen=True)
class Offer:
    """What a file is asked for with; `more` are further links: a text, an address, a sign, and whether it is a file.
    `deeds` are done here: a text, a sign, and what happens.
    """
    kind: str
    query: Mapping[str, str]
    page: str  # to print
    more: Sequence[tuple[str, str, str, bool]] = ()
    deeds: Sequence[tuple[str, str, Callable[[], Awaitable[None]]]] = ()


class ExportMenu(ui.element):
    """`offer` is asked when the menu opens: what is looked at may be another thing by then."""

    def __init__(self, offer: Callable[[], Offer]) -> None:
        super().__init__('div')
        self.offer = offer
        with self:
            self.button = Button('Export', self.open, icon='download')
            self.button.props('aria-haspopup=dialog')
            with self.button, popup('Export').props(
                    'no-parent-event anchor="bottom right" self="top right"') as self.menu:
                self.list = block('rt-menu')
            self.paper = Paper()

    def open(self) -> None:
        offer = self.offer()
        self.list.clear()
        with self.list:
            for form, text, icon in FORMS:
                self._file(text, f'{FILES}/{offer.kind}.{form}?{urlencode(offer.query)}', icon)
            menu_item('Print', 'print', self._print)
            for text, address, icon, is_file in offer.more:
                self._file(text, address, icon, is_file)
            for text, icon, deed in offer.deeds:
                menu_item(text, icon, partial(self._do, deed))
        self.menu.open()

    async def _do(self, deed: Callable[[], Awaitable[None]]) -> None:
        self.menu.close()
        with self:  # what was clicked may be gone by then
            await deed()

    def _file(self, text: str, address: str, icon: str, is_file: bool = True) -> None:
        with Text(text, 'rt-menu-item', 'a').on('click', self.menu.close, args=[]) as item:
            sign(icon)
        put(item, href=address, download='' if is_file else None)

    def _print(self) -> None:
        self.menu.close()
        self.paper.run_method('print', self.offer().page)


class Paper(ui.element, component='paper.js'):
    """Prints a page of ours without leaving this one; says when it cannot."""

    def __init__(self) -> None:
        super().__init__()
        self.classes('rt-picture')
