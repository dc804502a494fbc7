"""Bringing stories: pasted lines or a CSV file, looked at before anything is added."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from nicegui import ui
from nicegui.events import UploadEventArguments

from app.domain.poker.stories import MOST_BYTES, Preview, RowError, StoryDraft, read_csv, read_lines
from app.errors import Rejected
from components.controls import Button, Choice, Field, Switch, Text, block, sign, table_head
from components.dialogs import Dialog
from components.feedback import refusals_shown, worded
from components.poker.wishes import RoomWishes, ViewStories, Wish

T = TypeVar('T')

SHOWN = 100


class StoryPicker(ui.element):
    """Reads stories from what is pasted or uploaded, and shows what it understood."""

    def __init__(self, look_up: Wish | None = None, *, may_be_none: bool = False,
                 views: ViewStories | None = None) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 10px')
        self.look_up, self.views = look_up, views
        self.found = Preview(())
        kinds = {'none': 'Nowhere yet', 'paste': 'Pasted lines', 'csv': 'A CSV file',
                 'view': 'A view of the portfolio'}
        if not may_be_none:
            del kinds['none']
        if views is None:
            del kinds['view']
        first = next(iter(kinds))
        with self:
            self.kind = Choice('Stories from', kinds, first, on_change=self._switch)
            self.text = Field('One story per line', is_long=True, placeholder='PAY-412 Split shipment totals',
                              hint='“KEY-123 Title”, a title alone, or the address of an issue.')
            self.text.input.props('debounce=300')
            self.text.input.on_value_change(self._read_text)
            self.upload = ui.upload(on_upload=self._read_file, on_rejected=self._too_large, auto_upload=True,
                                    max_file_size=MOST_BYTES, label='Choose a CSV file').props(
                'accept=.csv,.tsv,.txt flat bordered aria-label="CSV file"').classes('w-full')
            self.view = Choice('View', views.names if views else {}, None, on_change=self._read_view)
            self.result = block('rt-col').props('aria-live=polite')
        self._switch()

    def _switch(self) -> None:
        self.text.set_visibility(self.kind.value == 'paste')
        self.upload.set_visibility(self.kind.value == 'csv')
        self.view.set_visibility(self.kind.value == 'view')
        self.result.set_visibility(self.kind.value != 'none')

    async def _read_text(self) -> None:
        await self._show(_tried(read_lines, self.text.value))

    async def _read_file(self, event: UploadEventArguments) -> None:
        content = await event.file.read()
        await self._show(await asyncio.to_thread(_tried, read_csv, content))

    async def _read_view(self) -> None:
        if self.views:
            with refusals_shown():
                await self._show(await self.views.read(self.view.value))

    def _too_large(self) -> None:
        self.complain('The file is larger than 5 MB.')

    async def _show(self, found: Preview | Rejected) -> None:
        if isinstance(found, Rejected):
            self.complain(worded(found))
            return
        self.found = await self.look_up(found) if self.look_up else found
        self.result.clear()
        with self.result:
            self._summary()
            self._list()

    def complain(self, text: str) -> None:
        self.found = Preview(())
        self.result.clear()
        with self.result, block('rt-problem').props('role=alert'):
            sign('error', 16)
            Text(text)

    def _summary(self) -> None:
        parts = [f'{len(self.found.additions)} to add'] if self.found.additions else []
        parts += [f'{len(self.found.updates)} known, to be updated'] if self.found.updates else []
        parts += [f'{len(self.found.errors)} cannot be read'] if self.found.errors else []
        Text(', '.join(parts) or 'Nothing to add yet.', 'rt-b', 'p')

    def _list(self) -> None:
        if not self.found.stories and not self.found.errors:
            return
        with block('rt-stories-preview').props('tabindex=0 role=region aria-label=Preview'), block('rt-table', 'table'):
            table_head(('Line', 'rt-num'), ('Key', ''), ('Title', ''), ('', ''))
            with block(tag='tbody'):
                for error in self.found.errors[:SHOWN]:
                    _bad_line(error)
                for story in self.found.stories[:SHOWN]:
                    _good_line(story, story in self.found.updates)


def _tried(read: Callable[[T], Preview], source: T) -> Preview | Rejected:
    """Reading takes a thread, and a refusal must find its way back from there."""
    try:
        return read(source)
    except Rejected as refusal:
        return refusal


class ImportDialog(Dialog):
    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('Add stories')
        self.wishes = wishes
        with self.body:
            self.picker = StoryPicker(wishes.preview, views=wishes.views)
            self.only_valid = Switch('Add the readable ones, leave the others out', value=True)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Add to the queue', self._add, size='l', look='primary')

    async def _add(self) -> None:
        found = self.picker.found
        if found.errors and not self.only_valid.value:
            self.picker.complain(f'{len(found.errors)} lines cannot be read. Mend them, or leave them out.')
            return
        if found.stories and await self.wishes.add_stories(found.stories) is not None:
            self.close()


def _good_line(story: StoryDraft, is_update: bool) -> None:
    with block(tag='tr'):
        Text(str(story.line), 'rt-3 rt-num', 'td')
        Text(story.key, 'rt-3', 'td')
        Text(story.title, '', 'td')
        Text('updates' if is_update else '', 'rt-3 rt-sm', 'td')


def _bad_line(error: RowError) -> None:
    with block(tag='tr'):
        Text(str(error.line), 'rt-3 rt-num', 'td')
        Text(error.field, 'rt-3', 'td')
        Text(error.reason, 'rt-neg', 'td')
        Text('left out', 'rt-neg rt-sm', 'td')
