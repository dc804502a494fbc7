"""The toolbar of a log: which lines, how they are shown, and where to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nicegui import ui

from components.controls import DeedMenu, IconButton, Text, block, link, menu_item, popup, put, sign
from components.dialogs import confirm
from components.feedback import toast
from components.ops.log_view.colours import bare
from components.ops.log_view.search import SearchBox

if TYPE_CHECKING:
    from components.ops.log_view.view import LogView

FILTERS: Mapping[str, tuple[str, str]] = {  # words: stream, level
    'All lines': ('', ''), 'Warnings': ('', 'warning'), 'Errors': ('', 'error'),
    'Only output': ('out', ''), 'Only error stream': ('err', ''), 'Only Roundtable': ('say', '')}


class Tools(ui.element):
    def __init__(self, view: 'LogView') -> None:
        super().__init__('div')
        self.classes('rt-log-tools').props('role=toolbar aria-label="Log tools"')
        self.view, self.search = view, view.search
        with self:
            self._filter()
            block('rt-grow')
            self.wrap = self._switch('wrap_text', 'Wrap lines', self._wrap, 'Wrap')
            self.times = self._switch('schedule', 'Show times', self._times)
            put(self.times, aria_pressed='true')
            with block('rt-log-chip', 'button').props('type=button aria-label="Download log" aria-haspopup=dialog'):
                sign('download', 16)
                with popup('Download log'), block('rt-menu') as self.downloads:
                    pass
            IconButton('keyboard_double_arrow_down', 'Jump to end', view.jump_to_end)
            DeedMenu('more_horiz', 'More about this log', self._more)
            self.follow = self._switch('vertical_align_bottom', 'Follow', view.toggle_follow, 'Follow')
        self.downloaded = 0

    def show(self, view: 'LogView') -> None:
        put(self.follow, aria_pressed='true' if view.follows else 'false')
        self.follow.set_visibility(view.is_live)
        if self.downloaded != view.n and view.n:
            self.downloaded = view.n
            self.downloads.clear()
            with self.downloads:
                for form, text, icon in (('plain', 'Text only', 'description'), ('raw', 'With colours', 'palette')):
                    link(text, view.wishes.download(view.n, form), 'rt-menu-item', icon).props('download')

    async def press(self, key: str) -> None:
        """Keys while the terminal has the focus, which swallows them."""
        deeds = {'/': self.search.focus, 'n': self.search.next, 'N': self.search.previous, 'End': self.view.jump_to_end,
                 'f': self.view.toggle_follow, 'g': self.view.ask_where, 'PageUp': self.view.leave_terminal,
                 'ArrowUp': self.view.leave_terminal, 'Home': self.view.leave_terminal}
        deed: Any = deeds.get(key)
        result = deed() if deed else None
        if result is not None:
            await result

    def _filter(self) -> None:
        with block('rt-log-chip', 'button').props('type=button aria-haspopup=dialog') as self.chip:
            self.filter = Text('All lines')
            sign('expand_more', 16)
            with popup('Which lines') as menu, block('rt-menu'):
                for words in FILTERS:
                    menu_item(words, 'filter_list', lambda words=words: self._narrow(words, menu))
        put(self.chip, aria_label='Which lines: All lines')

    async def _narrow(self, words: str, menu: ui.menu) -> None:
        menu.close()
        self.filter.say(words)
        put(self.chip, aria_label=f'Which lines: {words}')
        await self.view.narrow(*FILTERS[words])

    def _switch(self, icon: str, name: str, on_click: Any, text: str = '') -> ui.element:
        with block('rt-log-chip', 'button').props('type=button aria-pressed=false') as chip:
            sign(icon, 16)
            if text:
                Text(text, 'rt-not-phone')
            else:
                ui.tooltip(name)
        chip.props['aria-label'] = name
        return chip.on('click', on_click, args=[])

    def _wrap(self) -> None:
        self.view.wrap(not self.view.wraps)
        put(self.wrap, aria_pressed='true' if self.view.wraps else 'false')

    def _times(self) -> None:
        has_times = not self.view.has_times
        self.view.show_times(self.view.times.kind if has_times else '')
        put(self.times, aria_pressed='true' if has_times else 'false')

    def _more(self) -> None:
        since = self.view.times.kind == 'since'
        menu_item('Times of day' if since else 'Times since the start', 'timer',
                  lambda: self._count_from('clock' if since else 'since'))
        menu_item('Go to a line or time…', 'pin_drop', self.view.ask_where)
        menu_item('Copy the lines on screen', 'content_copy', self._copy)
        if self.view.wishes.clear:
            menu_item('Clear this log…', 'delete', self._clear)

    def _count_from(self, kind: str) -> None:
        self.view.show_times(kind)
        put(self.times, aria_pressed='true')

    def _copy(self) -> None:
        ui.clipboard.write('\n'.join(bare(row.line.text) for row in self.view.rows.rows.values()))
        toast(f'{len(self.view.rows.rows)} lines copied')

    async def _clear(self) -> None:
        if self.view.wishes.clear and await confirm(
                'Clear this log?', 'What the run said is gone for everybody. The run, its parameters and its reports '
                'are kept.', 'Clear the log', is_dangerous=True):
            await self.view.wishes.clear()


__all__ = ['FILTERS', 'SearchBox', 'Tools']
