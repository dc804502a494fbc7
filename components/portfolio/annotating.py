"""The dialog in which a note, a box, a line or a sign is written, placed and taken away: what a drag can do, too."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.domain.portfolio.views.notes import COLOURS, SHAPES, AnnotationDraft
from components.controls import Button, Choice, Field, block
from components.dialogs import Dialog
from components.portfolio.setup.panel import DraftForm, day_of, optional_day_of

NAMES = {'note': 'Note', 'box': 'Rectangle', 'line': 'Line', 'icon': 'Icon'}
TONES = dict(zip(map(str, COLOURS), ('Green', 'Blue', 'Olive', 'Coral', 'Grey', 'Violet'), strict=True))


class AnnotationDialog(Dialog):
    def __init__(self, draft: AnnotationDraft, save: Callable[[AnnotationDraft], Awaitable[None]],
                 remove: Callable[[], Awaitable[None]] | None = None) -> None:
        super().__init__('Annotation' if remove else 'New annotation', 'It belongs to the saved view: whoever loads '
                         'the view sees it.')
        self.draft, self.save, self.erase = draft, save, remove
        with self.body, DraftForm('Save annotation' if remove else 'Annotate', self._send) as self.form, self.form.body:
            self.shape = Choice('Shape', {name: NAMES[name] for name in SHAPES}, draft.shape)
            self.text = self.form.add('text', Field('Text', draft.text, autocomplete='off'))
            with block('rt-row').style('gap: 14px; align-items: flex-start'):
                self.day = self.form.add('day', _day('First day', draft.day.isoformat()))
                self.until = self.form.add('until', _day('Last day', draft.until.isoformat() if draft.until else ''))
            with block('rt-row').style('gap: 14px; align-items: flex-start'):
                self.y = self.form.add('y', Field('Pixels below the axis', str(draft.y), kind='number'))
                self.height = self.form.add('height', Field('Pixels high', str(draft.height), kind='number'))
            self.colour = Choice('Colour', TONES, str(draft.colour))
        self.on('hide', self.delete, args=[])
        self._foot()

    def _foot(self) -> None:
        self.foot.delete()
        with self.form, block('rt-dialog-foot') as foot:
            if self.erase:
                Button('Remove', self._removed, look='danger', size='l', icon='delete')
            Button('Back', self.close, size='l')
        self.form.button.classes(remove='rt-w').move(foot)

    async def _removed(self) -> None:
        if self.erase:
            await self.erase()
        self.close()

    async def _send(self) -> None:
        await self.save(replace(
            self.draft, shape=str(self.shape.select.value), text=self.text.value, day=day_of(self.day, 'day'),
            until=optional_day_of(self.until, 'until'), y=_pixels(self.y), height=_pixels(self.height),
            colour=int(str(self.colour.select.value))))
        self.close()


def _day(label: str, value: str) -> Field:
    return Field(label, value, kind='date').classes('rt-grow')


def _pixels(field: Field) -> int:
    text = field.value.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1 if text else 0
