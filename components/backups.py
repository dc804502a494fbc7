"""Backups: how old the newest is, whether it was tried out, and the way to take one away."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app import clock
from app.domain.ops.backups import KEPT, OLD, BackupsView, BackupView
from components.controls import Button, Pill, Text, block, link, put, table_head
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import ago, full_moment, grouped, short_moment
from components.ops.sizes import weight

Fetch = Callable[[str], Awaitable[None]]


class BackupList(ui.element):
    """What lies in the folder, and above it what to think of it."""

    def __init__(self, make: Callable[[], Awaitable[None]], fetch: Fetch) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 16px')
        with self:
            self.state = BackupState()
            with block('rt-card', 'section').props('aria-label=Backups'):
                with block('rt-scroll-x') as self.table, block('rt-table', 'table').props('aria-label=Backups'):
                    table_head(('File', ''), ('Made', 'rt-not-phone'), ('Size', 'rt-not-phone'), ('Tried out', ''),
                               ('', ''))
                    self.lines = Keyed[str, BackupLine](block(tag='tbody'), partial(BackupLine, fetch))
                with block() as self.nothing:
                    empty_state('database', 'No backup yet', 'One is made every night at 02:30 UTC, or whenever you '
                                'like.', 'Back up now', make, 'add')
            self.place = Text('', 'rt-2 rt-sm', 'p')

    def show(self, view: BackupsView) -> None:
        self.state.show(view)
        for backup, line in zip(view.backups, self.lines.arrange([one.name for one in view.backups]), strict=True):
            line.show(backup)
        self.table.set_visibility(bool(view.backups))
        self.nothing.set_visibility(not view.backups)
        self.place.say(f'The newest {KEPT} are kept in {view.folder}. The keys are not in them: keep SECRET_KEY and '
                       'MASTER_KEYS, or the folder “keys”, in another place. To bring one back, stop Roundtable and '
                       'run “python -m app restore FILE” on an empty database.')


class BackupState(ui.element):
    """One sentence: all is well, or what to do."""

    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card rt-row').style('padding: 14px 16px; flex-wrap: wrap')
        self.props('aria-label="State of the backups" aria-live=polite')
        with self:
            self.pill = Pill()
            self.text = Text('', 'rt-grow')
            self.run = link('', '', '', 'chevron_right')

    def show(self, view: BackupsView) -> None:
        self.pill.show(*_verdict(view))
        self.text.say(_sentence(view))
        self.run.set_visibility(view.run_id is not None)
        if view.run_id is not None:
            self.run.say(f'Run {view.run_id}')
            put(self.run, href=f'/ops/runs/{view.run_id}')


class BackupLine(ui.element):
    def __init__(self, fetch: Fetch) -> None:
        super().__init__('tr')
        self.fetch = fetch
        with self:
            with block(tag='td'):
                self.name = Text('', 'rt-b rt-mono', 'div')
                self.run = link('', '', 'rt-sm')
            self.made = Text('', 'rt-2 rt-not-phone', 'td')
            self.size = Text('', 'rt-2 rt-not-phone', 'td')
            with block(tag='td'):
                self.tried = Pill()
                self.fault = Text('', 'rt-neg rt-sm', 'div')
            with block(tag='td').style('text-align: right'):
                self.button = Button('Download', self._fetch, icon='download', size='s')

    def show(self, backup: BackupView) -> None:
        self.backup = backup
        self.name.say(backup.name)
        self.run.set_visibility(backup.run_id is not None)
        if backup.run_id is not None:
            self.run.say(f'Run {backup.run_id}')
            put(self.run, href=f'/ops/runs/{backup.run_id}')
        self.made.say(f'{short_moment(backup.made_at)}, {ago(backup.made_at)}')
        put(self.made, title=full_moment(backup.made_at))
        self.size.say(weight(backup.size))
        put(self.size, title=f'{grouped(backup.size)} bytes')
        self.tried.show(*_tried(backup))
        self.fault.say(backup.fault)
        self.fault.set_visibility(bool(backup.fault))
        put(self.button, aria_label=f'Download {backup.name}')

    async def _fetch(self) -> None:
        await self.fetch(self.backup.name)


def _tried(backup: BackupView) -> tuple[str, str, str]:
    if backup.checked_at is None:
        return 'Not yet', 'schedule', ''
    return ('Damaged', 'error', 'bad') if backup.fault else (f'Fine, {ago(backup.checked_at)}', 'check_circle', 'ok')


def _verdict(view: BackupsView) -> tuple[str, str, str]:
    if view.run_id is not None:
        return 'Being made', 'progress_activity', 'info'
    if not view.backups:
        return 'No backup', 'error', 'bad'
    newest = view.backups[0]
    if newest.fault:
        return 'Damaged', 'error', 'bad'
    return ('Old', 'warning', 'warn') if clock.now() - newest.made_at > OLD else ('Fine', 'check_circle', 'ok')


def _sentence(view: BackupsView) -> str:
    newest = f'The newest backup was made {ago(view.backups[0].made_at)}' if view.backups else 'There is none yet'
    if view.run_id is not None:
        how_far = f': {view.progress:.0f} %' if view.progress is not None else ''
        return f'A backup is being made{how_far}. {newest}.'
    if not view.backups:
        return 'If this machine fails now, everything is lost.'
    tried = [backup for backup in view.backups if backup.checked_at]
    if view.backups[0].fault:
        return f'{newest}, and could not be brought back. Make another one.'
    if not tried:
        return f'{newest}. None has been tried out yet; that happens every Sunday.'
    return f'{newest}. The last trial brought {tried[0].name} back, {ago(tried[0].checked_at)}.'
