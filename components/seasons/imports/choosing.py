"""A file is chosen, with what it is and how it goes in; what was imported before stands below."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from nicegui import ui
from nicegui.events import UploadEventArguments

from app.domain.seasons.importing.fields import FileKind
from app.domain.seasons.importing.import_views import STATES, ImportRowLine
from app.errors import Rejected
from components.controls import Button, Choice, Pill, Text, block, link, put, table_head
from components.feedback import empty_state, problem_shown, refusals_shown
from components.moments import full_moment, grouped
from components.seasons.imports.wishes import LOOKS, counted, modes_of

MOST_BYTES: Final = 50_000_000
ENDINGS: Final = '.csv,.tsv,.txt,.xlsx,.json'
Start = Callable[[str, bytes, str, str], Awaitable[None]]  # name, content, kind, mode


class ChooseFile(ui.element):
    """Nothing is imported by choosing: the file is read and shown first."""

    def __init__(self, kinds: Mapping[str, FileKind], start: Start, kind: str = '') -> None:
        super().__init__('section')
        self.classes('rt-card rt-import-choose')
        self.kinds, self.start = kinds, start
        put(self, aria_label='Import a file')
        with self:
            Text('Import a file', tag='h2')
            Text('CSV, Excel or JSON. It is read and compared first; nothing changes until you import it.', 'rt-2', 'p')
            with block('rt-row rt-wrap rt-import-fields'):
                self.kind = Choice('File type', {key: one.label for key, one in kinds.items()}, 
                                   kind if kind in kinds else next(iter(kinds)),
                                   on_change=self._switch)
                self.mode = Choice('What happens to rows that are there', {}, None)
                self.button = Button('Choose file', self._pick, icon='upload_file', look='primary', size='l',
                                     counts_each=True)
            self.hint = Text('', 'rt-hint rt-import-columns', 'p')
            self.upload = ui.upload(on_upload=self._take, on_rejected=self._refuse, auto_upload=True, max_files=1,
                                    max_file_size=MOST_BYTES).props(f'accept={ENDINGS}').classes('rt-unseen')
        self.upload.on('finish', self.upload.reset, args=[])
        self._switch()

    def _switch(self) -> None:
        kind = self.kinds[self.kind.value]
        self.mode.select.set_options(modes_of(kind), value='upsert')
        self.hint.say(f'Columns: {", ".join(one.label for one in kind.fields)}. Other names of them are known, too.')

    def _pick(self) -> None:
        self.upload.run_method('pickFiles')

    async def _take(self, event: UploadEventArguments) -> None:
        with refusals_shown():
            await self.start(event.file.name, await event.file.read(), self.kind.value, self.mode.value)

    def _refuse(self) -> None:
        problem_shown(Rejected(f'Choose one file of at most {MOST_BYTES // 1_000_000} MB that ends with {ENDINGS}.'))


class ImportList(ui.element):
    def __init__(self, home: str, *, may_begin: bool = True) -> None:
        super().__init__('section')
        self.classes('rt-card rt-flush')
        self.home, self.may_begin = home, may_begin
        with self:
            with block('rt-card-head'):
                Text('Imported files', 'rt-grow', 'h2')
            self.place = block('rt-scroll-x')

    def show(self, lines: Sequence[ImportRowLine]) -> None:
        self.place.clear()
        with self.place:
            if not lines:
                empty_state('upload_file', 'No file was imported yet', 'Choose one above: you see what it changes '
                            'before it does.' if self.may_begin else 'Files that are imported into this season are '
                            'listed here.')
                return
            with block('rt-table rt-import-table', 'table').props('aria-label="Imported files"'):
                table_head(('File', ''), ('Type', ''), ('State', ''), ('Rows', 'rt-num'), ('New', 'rt-num'),
                           ('Changed', 'rt-num'), ('To fix', 'rt-num'), ('By', ''))
                with block('', 'tbody'):
                    for line in lines:
                        self._line(line)

    def _line(self, line: ImportRowLine) -> None:
        with block('', 'tr'):
            with block('', 'td'):
                link(line.name, f'{self.home}/{line.id}', 'rt-b')
            Text(line.label, '', 'td')
            with block('', 'td'):
                Pill(STATES[line.state], *LOOKS[line.state])
            for name in ('read', 'new', 'changed', 'rejected'):
                count = line.counts.get(name)
                Text('' if count is None else grouped(count), 'rt-num', 'td')
            put(Text(f'{line.by_name}, {full_moment(line.at)}', 'rt-2 rt-sm', 'td'), title=counted(
                line.counts.get('read', 0), 'row'))
