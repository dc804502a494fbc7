"""The set-up as a file: taken away, looked at before it is brought back, and brought back."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import events, ui

from app.domain.portfolio.setup.bringing_back import ADD, CHANGE, RestoreLine
from app.errors import AppError, Invalid
from components.controls import Button, Pill, Text, block, sign, table_head
from components.feedback import worded

LARGEST = 5_000_000  # bytes
DEEDS = {ADD: ('Is added', 'add', 'ok'), CHANGE: ('Changes', 'edit', 'info'), 'stay': ('Stays', 'remove', '')}


class BackupPart(ui.element):
    """`preview` says what would change; `restore` does it; both raise what is wrong, with lines."""

    def __init__(self, take: Callable[[], Awaitable[None]], preview: Callable[[str], Awaitable[Sequence[RestoreLine]]],
                 restore: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 16px')
        self.preview, self.restore, self.text = preview, restore, ''
        with self:
            with block('rt-card'), block('rt-card-body'), block('rt-row').style('gap: 16px; flex-wrap: wrap'):
                with block('rt-grow'):
                    Text('Take the set-up away', tag='h2')
                    Text('Sources, plans, teams, people, days, rates and rules as one JSON file. Tokens and other '
                         'secrets are not in it.', 'rt-2', 'p')
                Button('Download', take, icon='download')
            with block('rt-card'), block('rt-card-body rt-col').style('gap: 12px'):
                Text('Bring a set-up back', tag='h2')
                Text('You see what would change before anything does. What is here and not in the file stays.',
                     'rt-2', 'p')
                with block('rt-row'):
                    Button('Choose a file', lambda: self.upload.run_method('pickFiles'), icon='upload_file')
                self.upload = ui.upload(on_upload=self._read, auto_upload=True, max_file_size=LARGEST).props(
                    'accept=.json,application/json').classes('rt-unseen')
                self.found = block().props('aria-live=polite')

    async def _read(self, event: events.UploadEventArguments) -> None:
        """Nothing but text is taken for a file of ours."""
        self.upload.reset()
        try:
            await self.look((await event.file.read()).decode())
        except UnicodeDecodeError:
            self._show_problems([('', 'This is not a text file.')])

    async def look(self, text: str) -> None:
        self.text = text
        try:
            lines = await self.preview(text)
        except Invalid as error:
            self._show_problems(error.errors)
        except AppError as error:
            self._show_problems([('', worded(error))])
        else:
            self._show_lines(lines)

    def _show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        self.found.clear()
        with self.found, block('rt-banner rt-bad').props('role=alert'):
            sign('error')
            with block('rt-grow'):
                Text('The file is refused whole; nothing has changed.', 'rt-b', 'p')
                with block(tag='ul'):
                    for place, text in problems:
                        Text(f'{place[:1].upper()}{place[1:]}: {text}' if place else text, tag='li')

    def _show_lines(self, lines: Sequence[RestoreLine]) -> None:
        self.found.clear()
        changing = [line for line in lines if line.deed in (ADD, CHANGE)]
        with self.found:
            if not changing:
                Text('Everything in the file is here already.', 'rt-2', 'p')
                return
            Text(f'{len(changing)} {"thing" if len(changing) == 1 else "things"} would change.', 'rt-b', 'p')
            with block('rt-card rt-scroll-x'), block('rt-table', 'table').props('aria-label="What would change"'):
                table_head(('What', ''), ('Name', ''), ('Change', ''), ('From and to', 'rt-not-phone'))
                with block(tag='tbody'):
                    for line in lines:
                        _draw(line)
            with block('rt-row').style('gap: 8px; margin-top: 12px'):
                Button('Not now', self._forget)
                Button(f'Bring back {len(changing)} {"change" if len(changing) == 1 else "changes"}', self._restore,
                       look='primary', icon='restore')

    def _forget(self) -> None:
        self.text = ''
        self.found.clear()

    async def _restore(self) -> None:
        try:
            await self.restore(self.text)
        except Invalid as error:
            self._show_problems(error.errors)
        else:
            self._forget()


def _draw(line: RestoreLine) -> None:
    with block(tag='tr'):
        Text(line.noun, 'rt-2', 'td')
        Text(line.name, 'rt-b', 'td')
        with block(tag='td'):
            Pill(*DEEDS[line.deed])
        Text(line.detail, 'rt-2 rt-not-phone', 'td')
