"""The panel beside a list: fields of one thing, what is wrong with each, and the way out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from nicegui import ui

from app.errors import AppError, Invalid, Rejected
from components.controls import Button, Choice, Field, IconButton, Text, block, point_at
from components.dialogs import confirm
from components.feedback import worded
from components.people.doors import Form
from components.portfolio.setup.offers import Offers

Save = Callable[[Any], Awaitable[None]]  # a draft; raises what is wrong with it
COLOURS = {1: 'teal', 2: 'blue', 3: 'olive', 4: 'coral', 5: 'grey', 6: 'sand'}
NONE = '0'  # of a choice where nothing is chosen


class DraftForm(Form):
    """Several refusals at once, each beside its field."""

    def complain(self, error: AppError) -> None:
        wrong = error.errors if isinstance(error, Invalid) else (
            ((error.field, str(error)),) if isinstance(error, Rejected) else ())
        others = [text for name, text in wrong if name not in self.fields]
        if others or not wrong:
            self.problem_text.say(' '.join(others) or worded(error))
            self.problem.set_visibility(True)
        for name, text in reversed(wrong):  # so that the cursor ends in the first
            if name in self.fields:
                self.fields[name].complain(text)


class DraftPanel(ui.element):
    """Fill `form.body`; `draft` says what was filled in. Without `save` it can only be read."""

    def __init__(self, title: str, button: str, save: Save, close: Callable[[], None],
                 remove: Callable[[], Awaitable[None]] | None = None, *, warning: str = '') -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-setup-panel').props['aria-label'] = title
        self.offers: Offers | None = None
        self.save, self.removal, self.title, self.warning = save, remove, title, warning
        self.on('keydown.esc', close, args=[])
        with self:
            with block('rt-panel-head'):
                Text(title, 'rt-grow rt-clip', 'h2')
                self.cross = IconButton('close', 'Close the panel', close, has_tooltip=False)
            with block('rt-panel-body'):
                self.form = DraftForm(button, self._send).classes('rt-sec')
                self.below = block()
            if remove:
                with block('rt-panel-foot'):
                    Button('Remove…', self._remove, look='danger', icon='delete')
        with self.form.body:
            self.fill()

    def fill(self) -> None:
        """Make the fields."""
        raise NotImplementedError

    def draft(self) -> Any:
        raise NotImplementedError

    def begin(self) -> None:
        """The cursor is where the hand wants it."""
        first = next(iter(self.form.fields.values()), None)
        point_at(first.input if first else self.cross)

    def field(self, name: str, label: str, value: str = '', **options: Any) -> Field:
        return self.form.add(name, Field(label, value, autocomplete='off', **options))

    async def _send(self) -> None:
        await self.save(self.draft())

    async def _remove(self) -> None:
        if self.removal and await confirm(f'Remove {self.title}?', self.warning, f'Remove {self.title}',
                                         is_dangerous=True):
            await self.removal()


class ColourField(ui.element):
    """One of six colours, by name for whoever cannot tell them apart."""

    def __init__(self, value: int) -> None:
        super().__init__('div')
        self.classes('rt-field')
        self.value = value
        self.buttons: dict[int, Text] = {}
        with self:
            Text('Colour', 'rt-label', 'div')
            with block('rt-setup-colours').props('role=radiogroup aria-label=Colour') as group:
                for number, name in COLOURS.items():
                    self.buttons[number] = Text('', 'rt-setup-colour', 'button').props(
                        f'type=button role=radio aria-label={name} title={name}')
                    self.buttons[number].style(f'background: var(--rt-bar-{number}); '
                                               f'border-color: var(--rt-bar-{number}-line)')
                    self.buttons[number].on('click', lambda number=number: self._choose(number), args=[])
            group.on('keydown.left.right.prevent', self._step, args=['key'])
        self._choose(value)

    def _choose(self, number: int) -> None:
        self.value = number
        for own, button in self.buttons.items():
            button.props['aria-checked'] = 'true' if own == number else 'false'
            button.props['tabindex'] = '0' if own == number else '-1'
            button.update()

    def _step(self, event: Any) -> None:
        self._choose((self.value - 1 + (1 if event.args['key'] == 'ArrowRight' else -1)) % len(COLOURS) + 1)
        self.buttons[self.value].run_method('focus')


class Checks(ui.element):
    """Several of a few, each a switch that shows at once whether it is on."""

    def __init__(self, label: str, options: Mapping[str, str], chosen: Sequence[str]) -> None:
        super().__init__('div')
        self.classes('rt-field').props(f'role=group aria-label="{label}"')
        with self:
            Text(label, 'rt-label', 'div')
            with block('rt-setup-checks'):
                self.boxes = {key: ui.checkbox(text, value=key in chosen).props('dense').mark(f'{label} {text}')
                              for key, text in options.items()}

    @property
    def value(self) -> tuple[str, ...]:
        return tuple(key for key, box in self.boxes.items() if box.value)


def choice(label: str, options: Mapping[int, str], value: int | None, nothing: str = '') -> Choice:
    """Of rows by their number; `nothing` is what stands for none of them."""
    known = ({NONE: nothing} if nothing else {}) | {str(key): text for key, text in options.items()}
    chosen = str(value) if value is not None and str(value) in known else (NONE if nothing else None)
    return Choice(label, known, chosen, can_search=len(known) > 8)


def chosen(field: Choice) -> int | None:
    return int(field.value) if field.value and field.value != NONE else None


def day_of(field: Field, name: str) -> date:
    """Raises Rejected where nobody has chosen one."""
    found = optional_day_of(field, name)
    if found is None:
        raise Rejected('Choose a day.', 'portfolio.day', name)
    return found


def optional_day_of(field: Field, name: str) -> date | None:
    try:
        return date.fromisoformat(field.value) if field.value.strip() else None
    except ValueError:
        raise Rejected('Write the day as 2026-10-12.', 'portfolio.day', name) from None


def amount_of(field: Field, name: str) -> Decimal | None:
    """A comma or a point before cents; nothing where it is empty."""
    text = field.value.strip().replace(' ', '').replace('\u202f', '').replace(',', '.')
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise Rejected('Write a number, such as 120 or 82.50.', 'portfolio.amount', name) from None
    if not found.is_finite():
        raise Rejected('Write a number, such as 120 or 82.50.', 'portfolio.amount', name)
    return found
