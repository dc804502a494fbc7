"""The panel of one entry: when, with what, and what happens when it cannot."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from nicegui import ui

from app.domain.ops.commands import Definition
from app.domain.ops.entries import EntryDraft
from app.domain.ops.firing import MOST_JITTER, MOST_MISSED, Misfire
from app.domain.ops.views import MomentsView, ScheduleView
from app.errors import AppError, Invalid, Rejected
from components.controls import (
    Choice,
    Field,
    IconButton,
    NumberField,
    Segmented,
    Switch,
    Text,
    block,
    point_at,
    sign,
)
from components.feedback import worded
from components.moments import moment_in, short_moment, zone
from components.ops.parameters import ParameterForm
from components.people.doors import ZONES, Form

Preview = Callable[[str, str, str], Awaitable[MomentsView]]  # kind, expression, zone

KINDS = {'cron': 'Cron', 'every': 'Interval', 'once': 'Once'}
MISFIRES = {'once': 'Run once, as soon as possible', 'all': 'Run all that were missed, up to a number',
            'skip': 'Leave them out'}
OVERLAPS = {'queue': 'One waits for its turn', 'skip': 'Leave the time out', 'allow': 'Start another beside it',
            'replace': 'Stop the former run, then start'}
USUAL = {'cron': '30 5 * * mon-fri', 'every': '15 minutes', 'once': ''}
DEBOUNCE = 'debounce=200'


class SchedulePanel(ui.element):
    """`save` keeps the draft or raises what is wrong with it; without it the entry can only be read."""

    def __init__(self, definitions: Sequence[Definition], preview: Preview, close: Callable[[], None], *,
                 entry: ScheduleView | None = None, command: str = '', given: Mapping[str, Any] | None = None,
                 save: Callable[[EntryDraft], Awaitable[None]] | None = None,
                 remove: Callable[[], Awaitable[None]] | None = None) -> None:
        super().__init__('aside')
        self.entry, self.definitions, self.save = entry, {one.slug: one for one in definitions}, save
        self.preview, self.close_panel, self.draft = preview, close, _draft_of(entry, command, definitions, given or {})
        title = f'Edit {entry.name}' if entry and save else entry.name if entry else 'New entry'
        self.classes('rt-panel rt-entry-panel').props['aria-label'] = title
        with self:
            with block('rt-panel-head'):
                Text(title, 'rt-grow rt-clip', 'h2')
                if remove:
                    IconButton('delete', 'Remove the entry', remove, has_tooltip=False)
                IconButton('close', 'Close the panel', close, has_tooltip=False)
            with block('rt-panel-body'):
                self.form = EntryForm('Save changes' if entry else 'Add the entry', self._send)
            with self.form.body:
                self._fields()
        self.form.button.set_visibility(save is not None)
        self.on('keydown.escape', close, args=[])

    def begin(self) -> None:
        point_at(self.command.select if self.entry is None else self.times[self.kind.value].input)

    async def look(self) -> None:
        """What the expression means by now."""
        kind, text = self.kind.value, self.times[self.kind.value].value
        self.meaning.set_visibility(True)
        if not text.strip():
            self.meaning.show_hint('Say when it shall run.')
            return
        try:
            found = await self.preview(kind, text, self.zone.value)
        except AppError as error:
            self.meaning.show_hint(str(error))
        else:
            self.meaning.show(found, self.zone.value)

    def _fields(self) -> None:
        names = {slug: one.name for slug, one in self.definitions.items()}
        chosen = self.draft.command if self.draft.command in names else None
        self.command = Choice('Command', names, chosen, can_search=len(names) > 8, on_change=self._show_parameters)
        self.command.set_visibility(self.entry is None)
        self.kind = Segmented('Kind of time', KINDS, self.draft.kind, self._choose_kind, is_wide=True)
        self.times = {
            'cron': Field('Cron expression', USUAL['cron'], hint='Minute, hour, day of the month, month, weekday',
                          autocomplete='off'),
            'every': Field('Interval', USUAL['every'], hint='A number of minutes or hours; it counts elapsed time',
                           autocomplete='off'),
            'once': Field('Day and time', kind='datetime-local')}
        self.times[self.draft.kind].set(_typed(self.draft))
        for field in self.times.values():
            self.form.add('expression', field)
            field.input.props(f'{DEBOUNCE} spellcheck=false').on_value_change(self.look)
        known = dict.fromkeys(['UTC', zone().key, self.draft.zone, *ZONES])
        self.zone = Choice('Time zone', list(known), self.draft.zone, can_search=True, on_change=self.look)
        self.meaning = Meaning()
        self.parameters_place = block('rt-field')
        self._show_parameters()
        self.note = self.form.add('note', Field('Note', self.draft.note, autocomplete='off'))
        self.enabled = Switch('Enabled', 'It runs by itself.', self.draft.is_enabled)
        self._exceptions()
        self._show_kind()

    def _exceptions(self) -> None:
        with block('rt-entry-more', 'details'):
            Text('When something comes between', 'rt-label', 'summary')
            with block('rt-col').style('gap: 14px'):
                self.misfire = Choice('Times missed while Roundtable was down', MISFIRES, self.draft.misfire,
                                      on_change=self._show_misfire)
                self.misfire_most = NumberField('Most of them', self.draft.misfire_most, 1, MOST_MISSED)
                self._show_misfire()
                self.overlap = Choice('When the former run is not over', OVERLAPS, self.draft.overlap)
                with block('rt-row').style('gap: 14px; align-items: flex-start'):
                    self.jitter = NumberField('Put off by up to', self.draft.jitter, 0, MOST_JITTER, unit='s')
                    self.grace = NumberField('Late after', self.draft.grace, 30, 86_400, 30, unit='s')
                Text('A run that has not started by then is announced as a problem.', 'rt-hint')

    def _show_misfire(self) -> None:
        self.misfire_most.set_visibility(self.misfire.value == Misfire.ALL)

    async def _choose_kind(self, _kind: str) -> None:
        self._show_kind()
        await self.look()

    def _show_kind(self) -> None:
        for kind, field in self.times.items():
            field.set_visibility(kind == self.kind.value)
        self.form.fields['expression'] = self.times[self.kind.value]

    def _show_parameters(self) -> None:
        """Those of the command that is chosen."""
        definition = self.definitions.get(self.command.value)
        self.parameters_place.clear()
        self.form.parameters = None
        if definition and definition.parameters:
            values = dict(self.draft.parameters) if definition.slug == self.draft.command else None
            with self.parameters_place:
                Text('Parameters', 'rt-sec-title', 'h3')
                self.form.parameters = ParameterForm(definition, values)
        self.parameters_place.set_visibility(self.form.parameters is not None)

    async def _send(self) -> None:
        if self.save:
            expression = self.times[self.kind.value].value
            draft = EntryDraft(
                self.command.value, self.kind.value, expression.replace('T', ' ') if self.kind.value == 'once' else
                expression, self.zone.value,
                self.form.parameters.values if self.form.parameters else {}, self.note.value, self.enabled.value,
                self.misfire.value, self.misfire_most.value, self.overlap.value, self.jitter.value, self.grace.value)
            try:
                await self.save(draft)
            except Invalid as error:
                self.meaning.set_visibility('expression' not in dict(error.errors))  # the field says it now
                raise


class EntryForm(Form):
    """Several refusals at once, each beside its field; those of parameters in their own form."""

    def __init__(self, button: str, submit: Callable[[], Awaitable[None]]) -> None:
        super().__init__(button, submit)
        self.classes('rt-sec')
        self.parameters: ParameterForm | None = None

    def complain(self, error: AppError) -> None:
        wrong = error.errors if isinstance(error, Invalid) else (
            ((error.field, str(error)),) if isinstance(error, Rejected) else ())
        inner = [(name.removeprefix('parameters.'), text) for name, text in wrong if name.startswith('parameters.')]
        if self.parameters:
            self.parameters.complain(inner) if inner else self.parameters.forgive()
        others = [text for name, text in wrong if name not in self.fields and not name.startswith('parameters.')]
        if others or not wrong:
            self.problem_text.say(' '.join(others) or worded(error))
            self.problem.set_visibility(True)
        for name, text in reversed(wrong):  # so that the cursor ends in the first
            if name in self.fields:
                self.fields[name].complain(text)


class Meaning(ui.element):
    """What an expression means: in words, as the next times, and what is strange about it."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-entry-meaning').props('aria-live=polite')
        with self:
            self.words = Text('', 'rt-b', 'div')
            with block('rt-row rt-sm rt-wrn').style('gap: 4px') as self.warning:
                sign('warning', 16)
                self.warning_text = Text()
            self.list = block('rt-sm', 'ol').props('role=list aria-label="Next runs"')

    def show(self, found: MomentsView, place: str) -> None:
        self.words.say(found.words[:1].upper() + found.words[1:])
        self._warn(found.warning)
        self.list.clear()
        is_elsewhere = place != zone().key
        with self.list:
            for time in found.next:
                with block('rt-entry-time', 'li').props('role=listitem'):
                    Text(moment_in(time, place))
                    if is_elsewhere:
                        Text(f'{short_moment(time)} here', 'rt-3')
        self.list.set_visibility(bool(found.next))

    def show_hint(self, text: str) -> None:
        """Why there is nothing to show."""
        self.words.say('')
        self._warn(text)
        self.list.set_visibility(False)

    def _warn(self, text: str) -> None:
        self.warning_text.say(text)
        self.warning.set_visibility(bool(text))


def changes_of(entry: ScheduleView, draft: EntryDraft) -> Mapping[str, Any]:
    """What somebody has changed about an entry."""
    before, after = asdict(_draft_of(entry, '', (), {})), asdict(draft)
    return {name: value for name, value in after.items() if value != before[name] and name != 'command'}


def _draft_of(entry: ScheduleView | None, command: str, definitions: Sequence[Definition],
              given: Mapping[str, Any]) -> EntryDraft:
    if entry is None:
        known = [one.slug for one in definitions]
        return EntryDraft(command if command in known or len(known) != 1 else known[0], expression=USUAL['cron'],
                          zone=zone().key, parameters=given)
    return EntryDraft(entry.command, entry.kind, entry.expression, entry.zone, json.loads(entry.parameters), entry.note,
                      entry.is_enabled, entry.misfire, entry.misfire_most, entry.overlap, entry.jitter, entry.grace)


def _typed(draft: EntryDraft) -> str:
    """As the field of its kind wants it."""
    return draft.expression.replace(' ', 'T') if draft.kind == 'once' else draft.expression


