"""What has to be asked about a capacity: what a discipline can give, days off from a file, the sprints to come."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from nicegui import ui
from nicegui.events import UploadEventArguments

from app.domain.sprints.capacity.capacity import Room
from app.domain.sprints.capacity.drafts import MILLIONTH, PlanDraft, RoomDraft
from app.domain.sprints.capacity.views import CapacityView, MemberView
from app.domain.sprints.facts.board import HOURS, ISSUES, POINTS
from app.domain.sprints.facts.estimates import plain
from app.domain.sprints.imports.days_off_files import CSV, ICAL, Fault
from app.errors import AppError, Invalid
from components.controls import Button, Choice, Field, Text, block, sign, table_head
from components.dialogs import Dialog
from components.feedback import problem_shown, worded
from components.sprints.words import percent

Answer = Callable[..., Awaitable[Any]]
FROM_PEOPLE, AS_WRITTEN, EVERYBODY = 'people', '-1', '0'
COUNTED = {FROM_PEOPLE: 'Hours of its people, worked out', HOURS: 'Hours, said by hand', POINTS: 'Points',
           ISSUES: 'Issues'}
SHOWN = 50  # faults of a file
LARGEST = 1_000_000  # bytes
THOUSANDTH = Decimal('0.001')


class RoomDialog(Dialog):
    """Empty fields are worked out; what that gives stands in them, pale."""

    def __init__(self, room: Room, say: Answer) -> None:
        super().__init__(f'Capacity of {room.name}', 'What is left empty is worked out from the last sprints.')
        self.room, self.say = room, say
        kind = room.unit if room.is_known and (room.is_by_hand or room.unit != HOURS) else FROM_PEOPLE
        with self.body:
            self.kind = Choice('Counted in', COUNTED, kind, on_change=self._switch)
            self.amount = Field('Amount', _text(room.amount))
            self.reserve = Field('Reserve in %', _text(room.reserve * 100) if room.has_reserve else '',
                                 placeholder=percent(room.reserve))
            self.rate = Field('Points per hour', _text(room.rate.value) if room.rate and not room.rate.sprints else '',
                              placeholder=_text(room.rate.value.quantize(THOUSANDTH)) if room.rate else 'unknown')
            self.progress = Field('Points in progress', _text(room.in_progress) if room.in_progress else '',
                                  placeholder='0')
            with block('rt-cap-people') as self.people:
                self.hours = {part.member: Field(f'Hours of {part.name}', _text(part.hours) if part.is_exception else
                                                 '', placeholder=_text(part.hours)) for part in room.parts}
        with self.foot:
            if room.is_known:
                Button('Make it unknown', self._forget, look='ghost', size='l')
            Button('Back', self.close, size='l')
            Button('Save', self._save, look='primary', size='l')
        self._switch()

    def _switch(self) -> None:
        self.amount.set_visibility(self.kind.value != FROM_PEOPLE)
        self.rate.set_visibility(self.kind.value in (FROM_PEOPLE, HOURS))
        self.people.set_visibility(self.kind.value == FROM_PEOPLE)

    async def _forget(self) -> None:
        if await self._told(None):
            self.close()

    async def _save(self) -> None:
        fields = {'amount': self.amount, 'reserve': self.reserve, 'points_per_hour': self.rate,
                  'in_progress': self.progress}
        try:
            numbers = {name: _number(field) for name, field in fields.items()}
            hours = {own: _number(field) for own, field in self.hours.items()}
        except _NotANumber:
            return
        kind, reserve = self.kind.value, numbers['reserve']
        draft = RoomDraft(
            HOURS if kind == FROM_PEOPLE else kind, None if kind == FROM_PEOPLE else numbers['amount'],
            None if reserve is None else reserve / 100, numbers['points_per_hour'], numbers['in_progress'],
            {own: said for own, said in hours.items() if said is not None})
        if await self._told(draft, fields):
            self.close()

    async def _told(self, draft: RoomDraft | None, fields: dict[str, Field] | None = None) -> bool:
        try:
            await self.say(draft)
        except Invalid as error:
            name, text = error.errors[0]
            place = (fields or {}).get(name) or next(iter(self.hours.values()), self.amount)
            place.complain(text)
        except AppError as error:
            problem_shown(error)
        else:
            return True
        return False


class ImportDialog(Dialog):
    """All of a file or nothing of it: what cannot be read is listed by line."""

    def __init__(self, members: Sequence[MemberView], bring: Answer) -> None:
        super().__init__('Import days off', 'A CSV file with the columns person, date, to, half and reason, or a '
                         'calendar. Nothing is kept while a line cannot be read.')
        self.bring = bring
        with self.body:
            self.kind = Choice('Kind of file', {CSV: 'CSV', ICAL: 'Calendar (iCal)'}, CSV)
            self.whose = Choice('Whose days', {AS_WRITTEN: 'As the file says', EVERYBODY: 'Everybody’s'} | {
                str(one.id): one.name for one in members}, AS_WRITTEN)
            self.text = Field('Paste it here', is_long=True, placeholder='person,date,to,half,reason')
            with block('rt-row'):
                Button('Choose a file', lambda: self.upload.run_method('pickFiles'), icon='upload_file')
            self.upload = ui.upload(on_upload=self._read, on_rejected=self._too_large, auto_upload=True,
                                    max_file_size=LARGEST).props('accept=.csv,.txt,.ics').classes('rt-unseen')
            self.result = block('rt-col').props('aria-live=polite')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Import', self._done, look='primary', size='l')

    async def _read(self, event: UploadEventArguments) -> None:
        self.upload.reset()
        try:
            self.text.set((await event.file.read()).decode('utf-8-sig'))
        except UnicodeDecodeError:
            self._complain('This is not a text file.')
        if event.file.name.lower().endswith('.ics'):
            self.kind.select.set_value(ICAL)

    def _too_large(self) -> None:
        self._complain('The file is larger than 1 MB.')

    async def _done(self) -> None:
        whose = int(self.whose.value)
        try:
            told = await self.bring(self.kind.value, self.text.value, None if self.whose.value == EVERYBODY else whose)
        except AppError as error:
            self._complain(worded(error))
            return
        if told.faults:
            self._list(told.faults)
        else:
            self.close()

    def _complain(self, text: str) -> None:
        self.result.clear()
        with self.result, block('rt-problem').props('role=alert'):
            sign('error', 16)
            Text(text)

    def _list(self, faults: Sequence[Fault]) -> None:
        self.result.clear()
        with self.result:
            Text(f'Nothing was imported: {len(faults)} cannot be read.', 'rt-b rt-neg', 'p')
            with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="What cannot be read"'):
                table_head(('Line', 'rt-num'), ('Text', ''), ('Why', ''))
                with block(tag='tbody'):
                    for one in faults[:SHOWN]:
                        with block(tag='tr'):
                            Text(str(one.line), 'rt-num', 'td')
                            Text(one.text, 'rt-mono', 'td')
                            Text(one.reason, tag='td')


class PlanDialog(Dialog):
    def __init__(self, view: CapacityView, save: Answer) -> None:
        super().__init__('Plan ahead')
        self.save = save
        lines = [f'{one.project} {_text(one.percent)}' for one in view.shares if one.percent is not None]
        with self.body:
            self.usual = Field('Points of a sprint nobody said anything about', _text(view.usual))
            self.projects = Field('Projects and their percent', '\n'.join(lines), is_long=True, placeholder='PAY 60',
                                  hint='One on each line, the most important first.')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Save', self._done, look='primary', size='l')

    async def _done(self) -> None:
        try:
            usual, shares = _number(self.usual), _shares(self.projects)
            if usual is None:
                self.usual.complain('Say how many points.')
                return
            await self.save(PlanDraft(usual, shares))
        except _NotANumber:
            return
        except Invalid as error:
            name, text = error.errors[0]
            (self.usual if name == 'usual' else self.projects).complain(text)
        except AppError as error:
            self.projects.complain(worded(error))
        else:
            self.close()


class _NotANumber(Exception):
    """The field has said so already."""


def _shares(field: Field) -> dict[str, Decimal]:
    found = {}
    for line in filter(None, map(str.strip, field.value.splitlines())):
        project, _, part = line.rstrip('% ').rpartition(' ')
        share = _read(part)
        if not project or share is None:
            field.complain(f'“{line[:40]}” is no project with a percent, such as PAY 60.')
            raise _NotANumber
        found[project.strip()] = share
    return found


def _number(field: Field) -> Decimal | None:
    """None where nothing is said."""
    text = field.value.strip()
    number = _read(text.rstrip('%')) if text else None
    if text and number is None:
        field.complain('That is not a number.')
        raise _NotANumber
    return number


def _read(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(',', '.').replace('−', '-'))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(value: Decimal | None) -> str:
    """As it can be typed again."""
    return '' if value is None else f'{plain(value.quantize(MILLIONTH)):f}'
