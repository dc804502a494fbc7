"""What is looked at as a file: a table for spreadsheets or programs, a picture to print or to put into a document."""

from collections.abc import Callable
from urllib.parse import urlencode

from nicegui import ui

from components.controls import Button, IconButton, Text, block, menu_item, popup, put, sign

Address = Callable[[], tuple[str, list[tuple[str, str]]]]  # path of the API, and its query without the format

TABLES = (('csv', 'Table as CSV', 'table_rows'), ('xlsx', 'Table for Excel', 'table_view'),
          ('json', 'Data as JSON', 'data_object'))


class ExportMenu(ui.element):
    """`address` is asked when the menu opens: what is looked at may be another thing by then."""

    def __init__(self, address: Address, name: str = 'portfolio', *, has_picture: bool = True,
                 is_small: bool = False) -> None:
        super().__init__('div')
        self.address, self.name, self.has_picture = address, name, has_picture
        with self:
            self.button = IconButton('download', 'Export', self._open) if is_small else Button(
                'Export', self._open, icon='download')
        self.button.props('aria-haspopup=dialog')
        with self.button, popup('Export').props('no-parent-event anchor="bottom right" self="top right"') as self.menu:
            self.list = block('rt-menu')
        if has_picture:
            with self:
                self.picture = Picture()

    def _open(self) -> None:
        self.list.clear()
        with self.list:
            for form, text, icon in TABLES:
                self._file(form, text, icon)
            if self.has_picture:
                self._file('svg', 'Picture as SVG', 'image')
                menu_item('Picture as PNG', 'photo', self._paint)
                menu_item('Copy the picture', 'content_copy', self._copy)
                menu_item('Print, or save as PDF', 'print', self._print)
        self.menu.open()

    def href(self, form: str) -> str:
        path, query = self.address()
        return f'{path}?{urlencode([*query, ("format", form)])}'

    def _file(self, form: str, text: str, icon: str) -> None:
        with Text(text, 'rt-menu-item', 'a').on('click', self.menu.close, args=[]) as item:
            sign(icon)
        put(item, href=self.href(form), download='')

    def _paint(self) -> None:
        self.menu.close()
        self.picture.run_method('save', self.href('svg'), self.name)

    def _copy(self) -> None:
        self.menu.close()
        self.picture.run_method('copy', self.href('svg'))

    def _print(self) -> None:
        self.menu.close()
        self.picture.run_method('print', self.href('svg'))


class Picture(ui.element, component='picture.js'):
    """Paints a drawing in the browser, because that is where the letters are; says when it cannot."""

    def __init__(self) -> None:
        super().__init__()
        self.classes('rt-picture')
