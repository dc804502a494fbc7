"""Boards that are followed, and those of each site that can be added."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from nicegui import ui

from app.domain.sprints.setup.site_setup import FoundBoard, LookView
from app.domain.sprints.setup.views import BoardLine, SettingsView, SiteLine
from components.controls import Button, Pill, Text, block, link, sign, table_head
from components.feedback import empty_state
from components.moments import grouped
from components.sprints.age import Age

Wish = Callable[..., Awaitable[Any]]
MOST: Final = 50  # boards that are listed at once
STATES: Final = {'new': ('Being read', 'progress_activity', 'info'), 'ok': ('In step', 'check_circle', 'ok'),
                 'behind': ('Behind', 'schedule', 'warn'), 'failed': ('Failed', 'error', 'bad')}
KINDS: Final = {'scrum': 'Scrum', 'kanban': 'Kanban'}


@dataclass(frozen=True)
class BoardWishes:
    sync: Wish | None = None  # board
    add: Wish | None = None  # site, number
    test: Wish | None = None  # site


class BoardTable(ui.element):
    def __init__(self, wishes: BoardWishes) -> None:
        super().__init__('section')
        self.classes('rt-card rt-scroll-x').props['aria-label'] = 'Boards'
        self.wishes = wishes
        self.shown: object = None

    def show(self, view: SettingsView) -> None:
        if view.boards == self.shown:
            return
        self.shown = view.boards
        self.clear()
        with self:
            if not view.boards:
                text = 'Add one of those below.' if view.sites else 'Connect Jira first.'
                empty_state('sprint', 'No board yet', text)
                return
            with block('rt-table', 'table').props('aria-label=Boards'):
                table_head(('Board', ''), ('Kind', 'rt-not-phone'), ('Site', 'rt-not-phone'),
                           ('Issues', 'rt-num rt-not-phone'), ('State', ''), ('', ''))
                with block(tag='tbody'):
                    for one in view.boards:
                        self._row(one)

    def _row(self, one: BoardLine) -> None:
        board = one.board
        with block(tag='tr'):
            with block(tag='td'):
                link(board.name, f'/sprints/settings/boards/{board.id}', 'rt-b')
                if one.is_guessed:
                    Text('Columns are guessed', 'rt-sm rt-wrn', 'div')
            Text(KINDS.get(board.kind, board.kind), 'rt-not-phone', 'td')
            Text(board.site_name, 'rt-not-phone', 'td')
            Text(grouped(one.issues), 'rt-num rt-not-phone', 'td')
            with block(tag='td'), block('rt-row rt-wrap'):
                Pill(*STATES.get(board.state, STATES['new']))
                if one.progress:
                    Text(f'{grouped(one.progress[0])} of {grouped(one.progress[1])}', 'rt-sm rt-2')
                elif board.state in ('failed', 'behind') and board.error:
                    Text(board.error, 'rt-sm rt-2')
                else:
                    Age().show(board)
            with block('rt-setup-deed', 'td'):
                if self.wishes.sync and board.site_kind != 'csv':
                    Button('Sync now', partial(self.wishes.sync, board.id), size='s'
                           ).props['aria-label'] = f'Sync {board.name} now'


class VisibleBoards(ui.element):
    """What can be added from one site."""

    def __init__(self, line: SiteLine, wishes: BoardWishes) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = f'Boards of {line.site.name}'
        self.line, self.wishes, self.shown = line, wishes, None
        self.look: LookView | None = None
        self.known: frozenset[int] = frozenset()
        self.errands: Mapping[str, LookView] = {}
        with self:
            with block('rt-card-head'):
                Text(f'Visible in {line.site.name}', 'rt-grow', 'h2')
                self.search = ui.input(placeholder='Filter').props(
                    'outlined dense debounce=150 aria-label="Filter visible boards"').classes('rt-issue-search')
                self.search.on_value_change(self._draw)
                self.test = Button('Look again', partial(wishes.test, line.site.id) if wishes.test else None,
                                   size='s', icon='refresh')
            self.list = block()

    def show(self, look: LookView | None, known: frozenset[int], errands: Mapping[str, LookView]) -> None:
        if (look, known, errands) != (self.look, self.known, self.errands) or not self.list.default_slot.children:
            self.look, self.known, self.errands = look, known, errands
            self._draw()

    def _draw(self) -> None:
        look = self.look
        found = self._found(look.found.boards) if look else []
        self.search.set_visibility(bool(look and look.found.boards))
        self.list.clear()
        with self.list, block('rt-card-body rt-col'):
            if look is None:
                Text('Nobody has asked yet which boards can be seen.', 'rt-2', 'p')
                Button('Test connection', partial(self.wishes.test, self.line.site.id) if self.wishes.test else None,
                       icon='wifi_tethering')
            elif not look.is_over:
                with block('rt-row').props('role=status'):
                    sign('progress_activity', 18)
                    Text('Asking which boards can be seen', 'rt-2')
            elif look.error:
                Text(look.error, 'rt-neg', 'p').props('role=alert')
            elif not found:
                Text('No other board can be seen.' if not self.search.value else 'No board matches.', 'rt-2', 'p')
            if found:
                self._boards(found)

    def _found(self, boards: Sequence[FoundBoard]) -> list[FoundBoard]:
        wanted = (self.search.value or '').casefold()
        return [one for one in boards if one.number not in self.known and wanted in
                f'{one.name} {" ".join(one.projects)} {one.number}'.casefold()]

    def _boards(self, found: Sequence[FoundBoard]) -> None:
        with block('rt-setup-panels', 'ul'):
            for one in found[:MOST]:
                self._board(one)
        if len(found) > MOST:
            Text(f'{len(found) - MOST} more; filter to find them.', 'rt-sm rt-3', 'p')

    def _board(self, one: FoundBoard) -> None:
        errand = self.errands.get(f'{self.line.site.id}/{one.number}')
        with block('rt-row', 'li'):
            with block('rt-grow'):
                Text(one.name)
                told = (KINDS[one.kind], ', '.join(one.projects[:4]), f'number {one.number}')
                Text(' · '.join(filter(None, told)), 'rt-sm rt-3', 'div')
                if errand and errand.error:
                    Text(errand.error, 'rt-sm rt-neg', 'div').props('role=alert')
            if errand and not errand.is_over:
                Pill('Being added', 'progress_activity', 'info')
            elif self.wishes.add:
                Button('Add', partial(self.wishes.add, self.line.site.id, one.number), size='s', icon='add'
                       ).props['aria-label'] = f'Add {one.name}'
