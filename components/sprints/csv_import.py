"""A board from a file: chosen, looked at with all that is wrong with it, and only then imported."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from nicegui import ui
from nicegui.events import UploadEventArguments

from app.domain.sprints.imports.csv_import import CsvExport
from app.domain.sprints.imports.csv_table import MOST_BYTES, RowError
from app.domain.sprints.jira.stamps import moment
from app.errors import AppError, Rejected
from components.controls import Button, Choice, Field, Text, block, put, sign, table_head
from components.dialogs import Dialog
from components.feedback import worded
from components.moments import full_moment, grouped
from components.people.doors import ZONES
from components.sprints.words import counted

NEW: Final = 'new'
SHOWN: Final = 100  # rows that cannot be read
STATES: Final = {'closed': 'Closed', 'active': 'Active', 'future': 'Not started'}
HONEST: Final = ('A file has no history and no dates of sprints: what was committed, added or removed cannot be told, '
                 'and whether a sprint is over follows from its issues.')


@dataclass(frozen=True)
class ImportWishes:
    """`replaceable`: sites that come from a file, by number; `start` takes name of the file, content, name of the
    board, zone and site.
    """
    replaceable: Mapping[int, str]
    zone: str
    preview: Callable[[bytes, str], Awaitable[CsvExport]]
    start: Callable[[str, bytes, str, str, int | None], Awaitable[None]]


class CsvImportDialog(Dialog):
    def __init__(self, wishes: ImportWishes) -> None:
        super().__init__('Import from a file')
        self.wishes, self.file_name, self.content = wishes, '', b''
        self.found: CsvExport | None = None
        with self.body:
            Text('“Export CSV (all fields)” of Jira becomes a board, without any access to Jira.', 'rt-2', 'p')
            places = {NEW: 'A new board', **{str(own): f'Instead of {name}' for own, name in
                                             wishes.replaceable.items()}}
            self.place = Choice('Import as', places, NEW, on_change=self._switch)
            self.place.set_visibility(bool(wishes.replaceable))
            self.name = Field('Name of the board')
            self.zone = Choice('Time zone of the dates in it', sorted({'UTC', wishes.zone, *ZONES}), wishes.zone,
                               can_search=True, on_change=self._look)
            self.upload = ui.upload(on_upload=self._take, on_rejected=self._refuse, auto_upload=True, max_files=1,
                                    max_file_size=MOST_BYTES).props('accept=.csv,.tsv,.txt').classes('rt-unseen')
            with block('rt-row'):
                self.chooser = Button('Choose a CSV file', self._pick, icon='upload_file', counts_each=True)
                self.chosen = Text('', 'rt-hint rt-clip')
            self.result = block('rt-col').props('aria-live=polite')
        with self.foot:
            Button('Back', self.close, size='l')
            self.go = Button('Import', self._start, size='l', look='primary')
        self.upload.on('finish', self.upload.reset, args=[])
        self.on('hide', self.delete, args=[])

    def _pick(self) -> None:
        self.upload.run_method('pickFiles')

    def _switch(self) -> None:
        self.name.set_visibility(self.place.value == NEW)

    async def _take(self, event: UploadEventArguments) -> None:
        is_theirs = self.name.value.strip() not in ('', _named_after(self.file_name))
        self.file_name, self.content = event.file.name, await event.file.read()
        self.chosen.say(f'{self.file_name}, {grouped(len(self.content))} bytes')
        if not is_theirs:
            self.name.set(_named_after(self.file_name))
        await self._look()

    def _refuse(self) -> None:
        self._complain(f'Choose one CSV file of at most {MOST_BYTES // 1_000_000} MB.')

    async def _look(self) -> None:
        """Dates are read anew with another zone."""
        if not self.content:
            return
        self.found = None
        try:
            found = await self.wishes.preview(self.content, self.zone.value or 'UTC')
        except AppError as error:
            self._complain(worded(error))
            return
        self.found = found
        self.result.clear()
        with self.result:
            (_errors if found.errors else _counts)(found)

    async def _start(self) -> None:
        if self.found is None or self.found.errors:
            if not self.content:
                self._complain('Choose a file first.')
            return
        site = None if self.place.value == NEW else int(self.place.value or 0)
        try:
            await self.wishes.start(self.file_name, self.content, self.name.value, self.zone.value or 'UTC', site)
        except Rejected as refusal:
            if refusal.field == 'name':
                self.name.complain(str(refusal))
            else:
                self._say(worded(refusal))
            return
        except AppError as error:
            self._say(worded(error))
            return
        self.close()

    def _complain(self, text: str) -> None:
        self.found = None
        self.result.clear()
        self._say(text)

    def _say(self, text: str) -> None:
        with self.result, block('rt-problem').props('role=alert'):
            sign('error', 16)
            Text(text)


def _named_after(file_name: str) -> str:
    return PurePath(file_name).stem[:80]


def _counts(found: CsvExport) -> None:
    projects = ', '.join(found.projects[:5])
    changed = f', changed last {full_moment(moment(found.newest))}' if found.newest is not None else ''
    Text(f'{counted(len(found.issues))} in {counted(len(found.sprints), "sprint")} of {projects}{changed}', 'rt-b', 'p')
    for remark in (*found.remarks, HONEST):
        Text(remark, 'rt-2 rt-sm', 'p')
    if not found.sprints:
        return
    with _region('Sprints in the file'):
        table_head(('Sprint', ''), ('State', ''), ('Issues', 'rt-num'))
        with block(tag='tbody'):
            for one in found.sprints:
                count = sum(one.number in issue.fields['sprints'] for issue in found.issues)
                with block(tag='tr'):
                    Text(one.name, '', 'td')
                    Text(STATES[one.state], 'rt-2', 'td')
                    Text(str(count), 'rt-num', 'td')


def _errors(found: CsvExport) -> None:
    count = len(found.errors)
    with block('rt-problem').props('role=alert'):
        sign('error', 16)
        Text(f'{count} {"thing" if count == 1 else "things"} cannot be read, so nothing is imported. Mend the file and '
             'choose it again.')
    with _region('What cannot be read'):
        table_head(('Line', 'rt-num'), ('Field', ''), ('Reason', ''), ('In the file', ''))
        with block(tag='tbody'):
            for error in found.errors[:SHOWN]:
                _error(error)
    if count > SHOWN:
        Text(f'and {count - SHOWN} more', 'rt-3 rt-sm')


def _error(error: RowError) -> None:
    with block(tag='tr'):
        Text(str(error.line), 'rt-num', 'td')
        Text(error.field, 'rt-3', 'td')
        Text(error.reason, 'rt-neg', 'td').style('min-width: 160px')
        put(Text(error.text[:120], 'rt-3 rt-sm', 'td').style('overflow-wrap: anywhere'), title=error.text)


def _region(name: str) -> ui.element:
    """Scrolls by itself; returns the table inside."""
    place = block('rt-stories-preview').props('tabindex=0 role=region')
    put(place, aria_label=name)
    with place:
        return block('rt-table', 'table')
