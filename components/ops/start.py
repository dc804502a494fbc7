"""Starting a command: its form, what exactly will run, and one button that starts it once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from nicegui import ui

from app.domain.ops.parameters import argv
from app.domain.ops.views import CommandView
from app.errors import AppError, Invalid, Rejected
from components.controls import Button, Field, Text, block, kbd, sign
from components.dialogs import Dialog
from components.feedback import problem_shown
from components.ops.parameters import ParameterForm, Upload

CONFIRM = 'confirm'  # what a refusal calls the typed word


Onward = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Start:
    """What somebody has filled in; the key is of this form, so that it makes one run however often it is sent."""
    values: Mapping[str, Any]
    note: str
    word: str
    key: str


class StartDialog(Dialog):
    """`start` returns when the page of the run is on its way, or raises what is wrong with the values."""

    def __init__(self, command: CommandView, start: Callable[[Start], Awaitable[Onward]], *,
                 values: Mapping[str, Any] | None = None, secrets: Sequence[str] = (),
                 upload: Upload | None = None) -> None:
        definition = command.definition
        super().__init__(definition.deed, definition.help)
        self.command, self.start, self.key, self.is_busy = command, start, token_urlsafe(18), False
        self.word: Field | None = None
        with self.body:
            obstacles(command)
            self.form = ParameterForm(definition, values, on_change=self._preview, secrets=secrets, upload=upload)
            self.note = Field('Note', hint='Why, for whoever looks at the run later', autocomplete='off')
            self._make_preview()
            if definition.needs_word:
                self.word = Field(f'Type {definition.slug} to confirm', autocomplete='off',
                                  hint='It cannot be taken back.')
            if definition.needs_approval:
                _told('lock', 'It waits until a manager other than you has approved it.')
        with self.foot:
            Button('Back', self.close, size='l')
            self.button = Button('Start run', self.send, size='l', look='primary', icon='play_arrow')
            with self.button:
                kbd('Ctrl Enter')
            self.button.enable(command.is_enabled)
        self.on('keydown.ctrl.enter', self.send, args=[])
        self._preview()

    async def send(self) -> None:
        if self.is_busy or not self.command.is_enabled or self.form.is_waiting:
            return
        self.is_busy = True
        try:
            onward = await self.start(Start(self.form.values, self.note.value,
                                            self.word.value.strip() if self.word else '', self.key))
            self.close()
            await onward()
        except Invalid as error:
            self.form.complain([(name, text) for name, text in error.errors if name != CONFIRM])
            if self.word and (wrong := dict(error.errors).get(CONFIRM)):
                self.word.complain(wrong)
        except Rejected as error:
            self._complain(error)
        except AppError as error:
            problem_shown(error)
        finally:
            self.is_busy = False

    def _complain(self, error: Rejected) -> None:
        if error.field == 'note':
            self.note.complain(str(error))
        else:
            self.form.complain([(error.field, str(error))])

    def _make_preview(self) -> None:
        with block('rt-field'):
            Text('What will run', 'rt-label', 'div')
            self.arguments = block('rt-argv', 'ol').props('tabindex=0 aria-label="What will run"')
            Text('Each part is handed over as it stands; no shell reads it.', 'rt-hint')
        self.arguments.parent_slot.parent.set_visibility(  # type: ignore[union-attr]
            self.command.definition.is_process)

    def _preview(self) -> None:
        definition = self.command.definition
        if not definition.is_process:
            return
        self.arguments.clear()
        with self.arguments:
            for part in (definition.program, *argv(definition, self.form.previewed)):
                Text(part, tag='li')


def obstacles(command: CommandView) -> None:
    """Why it cannot start now, or will not get far."""
    if not command.is_enabled:
        _told('pause_circle', f'{command.definition.name} is switched off. An admin can switch it on.')
    for name in command.missing_secrets:
        _told('key_off', f'It needs the secret {name}, which is not set.', '/ops/secrets', 'Set it')
    if command.definition.label:
        _told('dns', f'It runs only where a worker has the label “{command.definition.label}”.', tone='')


def _told(icon: str, text: str, href: str = '', onward: str = '', tone: str = 'warn') -> None:
    with block(f'rt-banner rt-{tone or "info"}'):
        sign(icon)
        Text(text, 'rt-grow')
        if href:
            ui.link(onward, href).classes('rt-btn rt-s')
