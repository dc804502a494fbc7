"""All scenarios one can open: one's own, those others share, what is archived, and what can still be brought back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.scenarios.desk import Desk, DeskLine
from components.avatars import Avatar
from components.controls import Button, DeedMenu, Pill, Segmented, Text, block, link, menu_item, put, sign, table_head
from components.feedback import Nothing, empty_state
from components.listing import Keyed
from components.moments import short_moment, within
from components.portfolio.figures import counted

Wish = Callable[[DeskLine], Awaitable[Any]]
OPEN, ARCHIVED, DELETED = 'open', 'archived', 'deleted'
HEADS = (('Scenario', ''), ('Changes', ''), ('Shared with', ''), ('Open now', ''), ('Last change', ''), ('', ''))


@dataclass(frozen=True)
class DeskWishes:
    begin: Callable[[], Awaitable[Any]]
    rename: Wish
    copy: Wish
    share: Wish
    archive: Wish  # or bring back from there
    remove: Wish
    restore: Wish


class ScenarioDesk(ui.element):
    def __init__(self, wishes: DeskWishes) -> None:
        super().__init__('div')
        self.classes('rt-col rt-desk')
        self.wishes = wishes
        self.view: Desk | None = None
        self.part = OPEN
        with self:
            with block('rt-phead'):
                with block('rt-grow'):
                    Text('Scenarios', tag='h1')
                    Text('Plans you try out beside the live one. Nothing of them leaves before it is published.',
                         'rt-meta', 'div')
                self.parts = Segmented('Which scenarios', {OPEN: 'Open', ARCHIVED: 'Archived', DELETED: 'Deleted'},
                                       OPEN, self._turn)
                self.new = Button('New scenario', wishes.begin, icon='add', look='primary', key='N')
            self.mine = DeskTable(wishes, 'Mine')
            self.shared = DeskTable(wishes, 'Shared with me')
            self.nothing = Nothing(self._say_none_here, self._say_none).classes('rt-card')

    def show(self, view: Desk) -> None:
        self.view = view
        self._arrange()

    def _turn(self, part: str) -> None:
        self.part = part
        self._arrange()

    def _arrange(self) -> None:
        view = self.view
        if view is None:
            return
        self.new.set_visibility(view.may_plan)
        mine = {OPEN: view.mine, ARCHIVED: view.archived, DELETED: view.deleted}[self.part]
        title = {OPEN: 'Mine', ARCHIVED: 'Archived', DELETED: 'Deleted in the last 30 days'}[self.part]
        self.mine.show(title, mine, view)
        self.shared.show('Shared with me', view.shared if self.part == OPEN else (), view)
        is_empty = not mine and (self.part != OPEN or not view.shared)
        self.nothing.show(is_empty, self.part if self.part != OPEN else '')

    def _say_none_here(self, part: str) -> None:
        empty_state('inventory_2', f'No scenario is {part}', {
            ARCHIVED: 'What is archived is out of the way and cannot be changed.',
            DELETED: 'What is deleted can be brought back for 30 days.'}[part])

    def _say_none(self) -> None:
        if self.view and self.view.may_plan:
            empty_state('alt_route', 'No scenario yet', 'A scenario is a copy of the plan in which you can move things '
                        'without anybody being told. Moving a bar on the live plan begins one, too.', 'New scenario',
                        self.wishes.begin)
        else:
            empty_state('alt_route', 'No scenario yet', 'A scenario is a plan somebody tries out. Those shared with '
                        'you are listed here.')


class DeskTable(ui.element):
    def __init__(self, wishes: DeskWishes, title: str) -> None:
        super().__init__('section')
        self.classes('rt-card')
        with self:
            with block('rt-card-head rt-ln'):
                self.title = Text(title, '', 'h2')
                self.count = Text('', 'rt-3 rt-sm')
            with block('rt-table rt-desk-table', 'table') as self.table:
                self.table.props['aria-label'] = title
                table_head(*HEADS)
                self.lines = Keyed[int, DeskRow](block(tag='tbody'), lambda: DeskRow(wishes))

    def show(self, title: str, lines: tuple[DeskLine, ...], view: Desk) -> None:
        self.title.say(title)
        self.count.say(str(len(lines)))
        self.set_visibility(bool(lines))
        for line, row in zip(lines, self.lines.arrange([line.id for line in lines]), strict=True):
            row.show(line, view)


class DeskRow(ui.element):
    def __init__(self, wishes: DeskWishes) -> None:
        super().__init__('tr')
        self.wishes = wishes
        self.before: tuple[DeskLine, bool] | None = None

    def show(self, line: DeskLine, view: Desk) -> None:
        if self.before == (line, view.may_publish):
            return
        self.before = (line, view.may_publish)
        self.clear()
        with self:
            self._cells(line, view)

    def _cells(self, line: DeskLine, view: Desk) -> None:
        with block('rt-desk-name', 'td'):
            if line.deleted_at:
                Text(line.name, 'rt-b')
            else:
                link(line.name, f'/portfolio?scenario={line.id}', 'rt-b')
            if not line.is_own:
                Text(f'{line.owner_name} · {"you may edit" if line.may_edit else "you may read"}', 'rt-sm rt-3', 'div')
        with block('rt-desk-changes', 'td'):
            if line.publishing:
                Pill('Publishing', 'progress_activity', 'info')
            elif line.changes:
                Text(counted(line.changes, 'change'), 'rt-acc-text rt-b')
            else:
                Text('as the live plan', 'rt-3')
        with block('rt-desk-shared', 'td'):
            self._shared(line)
        with block('rt-desk-people', 'td'), block('rt-avs'):
            for identity, name in line.people:
                with Avatar(name, identity, size=24) as face:
                    ui.tooltip(name)
                put(face, aria_hidden=None, role='img', aria_label=name)
        Text(within(short_moment(line.deleted_at or line.changed_at)), 'rt-3 rt-desk-at', 'td')
        with block('rt-num rt-desk-deeds', 'td'), block('rt-row rt-nowrap'):
            self._deeds(line, view)

    def _shared(self, line: DeskLine) -> None:
        names = [name for _, name, _ in line.shares]
        if not line.is_own:
            Text('by ' + line.owner_name, 'rt-3')
        elif names:
            Text(', '.join(names[:3]) + (f' and {len(names) - 3} more' if len(names) > 3 else ''))
        else:
            with block('rt-row rt-3'):
                sign('lock', 14)
                Text('only you')

    def _deeds(self, line: DeskLine, view: Desk) -> None:
        if line.deleted_at:
            button = Button('Bring back', partial(self.wishes.restore, line), icon='undo', size='s')
            button.props['aria-label'] = f'Bring back {line.name}'
            return
        for text, page, icon in (('Compare', 'compare', 'compare_arrows'), ('Publish', 'publish', 'publish')):
            if page == 'publish' and not (view.may_publish and line.changes and line.may_edit):
                continue
            go = partial(ui.navigate.to, f'/portfolio/scenarios/{line.id}/{page}')
            button = Button(text, go, icon=icon, size='s')
            button.props['aria-label'] = f'{text} {line.name}'
        if view.may_plan:
            DeedMenu('more_horiz', f'More about {line.name}', partial(self._more, line))

    def _more(self, line: DeskLine) -> None:
        wishes = self.wishes
        if line.is_own and not line.is_archived:
            menu_item('Rename…', 'edit', partial(wishes.rename, line))
            menu_item('Share scenario', 'share', partial(wishes.share, line))
        menu_item('Copy', 'content_copy', partial(wishes.copy, line))
        if line.is_own:
            menu_item('Bring back from the archive' if line.is_archived else 'Archive',
                      'unarchive' if line.is_archived else 'archive', partial(wishes.archive, line))
            menu_item('Delete', 'delete', partial(wishes.remove, line))
