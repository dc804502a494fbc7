"""The form of a command: one typed field for each parameter, made from its definition.

    form = ParameterForm(definition, {'weeks_ahead': 3}, on_change=show_preview)
    form.values                            # {'weeks_ahead': 3, …}: what was given; what is left empty is left out
    form.complain(error.errors)            # (field, text) pairs of an Invalid: beside the fields, and in a summary
    form.forgive()                         # takes the complaints back

Nothing is judged here: a text that is no number is handed on as it was typed, so that one rule refuses it everywhere.
"""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from nicegui import events, ui

from app.domain.ops.commands import Definition, Parameter
from app.domain.ops.files import LARGEST, FileView, endings
from app.domain.ops.parameters import from_texts, shown
from app.errors import AppError
from components.controls import Button, Choice, Field, Switch, Text, block, put, sign
from components.moments import grouped

LONG = 400  # characters from which a text gets several lines

Upload = Callable[[str, str, AsyncIterable[bytes]], Awaitable[FileView]]  # parameter, name and content of a file


class ParameterForm(ui.element):
    """Values come from a former run or an entry of the schedule; without them the defaults stand there."""

    def __init__(self, definition: Definition, values: Mapping[str, Any] | None = None, *,
                 on_change: Callable[[], Any] | None = None, secrets: Sequence[str] = (),
                 upload: Upload | None = None) -> None:
        super().__init__('div')
        self.classes('rt-params')
        self.definition, self.on_change = definition, on_change
        self.entries: dict[str, Entry] = {}
        with self:
            self.summary = block('rt-banner rt-bad').props('role=alert')
            with self.summary:
                sign('error')
                self.summary_list = block('rt-grow', 'ul')
            for parameter in definition.parameters:
                given = (values or {}).get(parameter.name, parameter.default)
                self.entries[parameter.name] = make_entry(parameter, given, self._changed, secrets, upload)
            if not definition.parameters:
                Text('This command takes no parameters.', 'rt-2', 'p')
        self.summary.set_visibility(False)

    @property
    def values(self) -> dict[str, Any]:
        return from_texts(self.definition, {name: entry.value for name, entry in self.entries.items()})

    @property
    def previewed(self) -> dict[str, Any]:
        """The same for people: files by their names."""
        files = {name: entry.called for name, entry in self.entries.items() if isinstance(entry, FileEntry)}
        return {name: files.get(name, value) for name, value in self.values.items()}

    @property
    def is_waiting(self) -> bool:
        """Whether a file is on its way; those who would not wait for it are told beside its field."""
        coming = [name for name, entry in self.entries.items() if isinstance(entry, FileEntry) and entry.is_coming]
        if coming:
            self.complain([(name, 'The file has not come completely yet.') for name in coming])
        return bool(coming)

    def complain(self, errors: Iterable[tuple[str, str]]) -> None:
        """Beside each field, and all of them together above; the cursor goes to the first."""
        self.forgive()
        listed = tuple(errors)
        with self.summary_list:
            for name, text in listed:
                Text(f'{name}: {text}' if name in self.entries else text, tag='li')
        self.summary.set_visibility(bool(listed))
        wrong = [self.entries[name] for name, text in listed if name in self.entries]
        for name, text in listed:
            if name in self.entries:
                self.entries[name].complain(text)
        if wrong:
            wrong[0].focus()

    def forgive(self) -> None:
        self.summary.set_visibility(False)
        self.summary_list.clear()
        for entry in self.entries.values():
            entry.complain('')

    def _changed(self, name: str) -> Any:
        self.entries[name].complain('')
        return self.on_change() if self.on_change else None


class Entry:
    """A parameter with its field; `value` is None where nothing was given."""

    def __init__(self, parameter: Parameter, field: Any) -> None:
        self.parameter, self.field = parameter, field

    @property
    def value(self) -> Any:
        return self.field.value

    def complain(self, text: str) -> None:
        complain_at(self.field, text)

    def focus(self) -> None:
        self.field.run_method('focus')


class TextEntry(Entry):
    def __init__(self, parameter: Parameter, given: Any, on_change: Callable[[], Any]) -> None:
        field = Field(parameter.name, '' if given is None else str(given), hint=hint_of(parameter),
                      kind='date' if parameter.kind == 'date' else 'text', autocomplete='off',
                      is_long=parameter.kind == 'text' and parameter.longest > LONG)
        super().__init__(parameter, field.input)
        put(field.input, inputmode={'whole': 'numeric', 'decimal': 'decimal'}.get(parameter.kind))
        field.input.on_value_change(on_change)

    @property
    def value(self) -> Any:
        return self.field.value or ''


class SwitchEntry(Entry):
    def __init__(self, parameter: Parameter, given: Any, on_change: Callable[[], Any]) -> None:
        made = Switch(parameter.name, parameter.help, bool(given))
        super().__init__(parameter, made.toggle)
        made.toggle.on_value_change(on_change)
        with made:
            self.problem = Text('', 'rt-problem')

    @property
    def value(self) -> Any:
        return bool(self.field.value)

    def complain(self, text: str) -> None:
        self.problem.say(text)


class ChoiceEntry(Entry):
    def __init__(self, parameter: Parameter, given: Any, options: Mapping[str, str],
                 on_change: Callable[[], Any]) -> None:
        known = dict(options) if parameter.is_required else {'': 'not given', **options}
        value = '' if given is None else str(given)
        made = Choice(parameter.name, known, value if value in known else None, can_search=len(known) > 12)
        super().__init__(parameter, made.select)
        put(made.select, hint=hint_of(parameter) or None)
        made.select.on_value_change(on_change)

    @property
    def value(self) -> Any:
        return self.field.value or None


class ManyEntry(Entry):
    def __init__(self, parameter: Parameter, given: Any, on_change: Callable[[], Any]) -> None:
        known = dict(parameter.choices)
        chosen = [value for value in given or () if value in known]
        with block('rt-field'):
            Text(parameter.name, 'rt-label', 'div')
            select = ui.select(known, value=chosen, multiple=True)
            select.props('outlined dense options-dense hide-bottom-space use-chips').mark(parameter.name)
        put(select, hint=hint_of(parameter) or None, aria_label=parameter.name)
        super().__init__(parameter, select)
        select.on_value_change(on_change)

    @property
    def value(self) -> Any:
        return list(self.field.value or ()) or None


class FileEntry(Entry):
    """What was uploaded stands in place of the file; a former run's file can be used again."""

    def __init__(self, parameter: Parameter, given: Any, on_change: Callable[[], Any], upload: Upload) -> None:
        self.given, self.upload, self.on_change = given, upload, on_change
        self.called, self.is_coming = 'the file of the former run', False
        with block('rt-field'):
            Text(parameter.name, 'rt-label', 'div')
            place = ui.upload(on_upload=self._keep, on_rejected=self._refuse, auto_upload=True, max_files=1,
                              max_file_size=LARGEST).classes('rt-unseen')  # its own buttons have no names
            put(place, accept=','.join(endings(parameter)) or None)
            with block('rt-ln').style('gap: 8px'):
                self.button = Button('Choose a file', self._choose, size='s', counts_each=True)
                put(self.button, aria_label=f'Choose a file for {parameter.name}')
                self.out = Button('Take it out', self._drop, size='s', look='ghost')
            self.out.set_visibility(bool(given))
            self.hint = Text('The file of the former run' if given else self._usual_hint(parameter), 'rt-hint')
            self.problem = Text('', 'rt-problem')
        super().__init__(parameter, place)
        place.on('added', self._begin, args=[])
        place.on('finish', place.reset, args=[])  # so that another one can take its place
        place.on('failed', lambda: self._drop('The file did not arrive.'), args=[])

    @property
    def value(self) -> Any:
        return self.given

    async def _keep(self, event: events.UploadEventArguments) -> None:
        try:
            kept = await self.upload(self.parameter.name, event.file.name, event.file.iterate())
        except AppError as error:
            self._drop(str(error))
            return
        self.given, self.called, self.is_coming = kept.id, kept.name, False
        self.hint.say(f'{kept.name}, {grouped(kept.size)} bytes')
        self.out.set_visibility(True)
        self.on_change()

    def complain(self, text: str) -> None:
        self.problem.say(text)

    def focus(self) -> None:
        self.button.run_method('focus')

    def _choose(self) -> None:
        self.field.run_method('pickFiles')

    def _begin(self) -> None:
        self.is_coming = True
        self.hint.say('It is on its way.')
        self.complain('')

    def _drop(self, problem: str = '') -> None:
        """What was chosen does not count, and another one can be."""
        self.given, self.is_coming = None, False
        self.hint.say(self._usual_hint(self.parameter))
        self.out.set_visibility(False)
        self.on_change()
        self.complain(problem)

    def _refuse(self) -> None:
        only = f' that ends with {" or ".join(endings(self.parameter))}' if self.parameter.choices else ''
        self.complain(f'Choose one file{only}, of at most {LARGEST // 1_000_000} MB.')

    def _usual_hint(self, parameter: Parameter) -> str:
        return ' · '.join(filter(None, (hint_of(parameter), ', '.join(endings(parameter)),
                                        f'at most {LARGEST // 1_000_000} MB')))


def make_entry(parameter: Parameter, given: Any, changed: Callable[[str], Any], secrets: Sequence[str],
               upload: Upload | None) -> Entry:
    """The field that fits the kind; a text, where the place it is shown at offers nothing better."""
    def on_change() -> Any:
        return changed(parameter.name)
    if parameter.kind == 'switch':
        return SwitchEntry(parameter, given, on_change)
    if parameter.kind == 'many':
        return ManyEntry(parameter, given, on_change)
    if parameter.kind == 'file' and upload:
        return FileEntry(parameter, given, on_change, upload)
    options = {name: name for name in secrets} if parameter.kind == 'secret' else dict(parameter.choices)
    if options:
        return ChoiceEntry(parameter, given, options, on_change)
    return TextEntry(parameter, given, on_change)


def hint_of(parameter: Parameter) -> str:
    """What it is for, and within which limits."""
    return ' · '.join(filter(None, (parameter.help, limits_of(parameter),
                                    'needed' if parameter.is_required and parameter.default is None else '')))


def complain_at(field: ui.element, text: str) -> None:
    """In place of the hint, as long as it holds."""
    if text or field.props.get('error'):
        put(field, error=True if text else None, error_message=text or None)


def limits_of(parameter: Parameter) -> str:
    """Nothing where there is a list to choose from: it says so itself."""
    if parameter.choices:
        return ''
    low, high = (_limit(limit) for limit in (parameter.low, parameter.high))
    if low and high:
        return f'{low} to {high}'
    return f'at least {low}' if low else f'at most {high}' if high else ''


def _limit(limit: float | None) -> str:
    if limit is None or not float(limit).is_integer():
        return shown(limit).replace('-', '−')
    return grouped(int(limit)).replace('-', '−')
