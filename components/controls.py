"""The small parts every screen is made of: buttons, icons, pills, fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from app.domain.poker.decks import COFFEE

DOUBLE_CLICK = 0.4  # seconds within which a second click is not meant

Handler = Callable[..., Any]


class Text(TextElement):
    """Plain text in any tag; what comes from outside can never be anything else."""

    def __init__(self, text: str = '', classes: str = '', tag: str = 'span') -> None:
        super().__init__(tag=tag, text=text)
        if classes:
            self.classes(classes)

    @property
    def text(self) -> str:
        """Nothing is ever bound to it, so it need not cost what NiceGUI's bindable property costs."""
        return self._text or ''

    @text.setter
    def text(self, text: str) -> None:
        self._text = text
        self.update()

    def say(self, text: str) -> None:
        """Change the text, if it is another one."""
        if self._text != text:
            self.text = text


class Button(TextElement):
    """A native button: `look` is primary, secondary, ghost, danger or destroy; `size` is s, m or l.

    A double click counts once, unless each click shall count.
    """

    def __init__(self, text: str, on_click: Handler | None = None, *, icon: str = '', look: str = '', size: str = '',
                 key: str = '', is_wide: bool = False, counts_each: bool = False) -> None:
        super().__init__(tag='button', text=text)
        self.classes(' '.join(filter(None, ('rt-btn', look and f'rt-{look}', size and f'rt-{size}',
                                            'rt-w' if is_wide else ''))))
        self.props('type=button')
        with self:
            if icon:
                sign(icon)
            if key:
                kbd(key)
        if on_click:
            self.on('click', on_click, args=[], throttle=0 if counts_each else DOUBLE_CLICK, trailing_events=False)

    def enable(self, is_enabled: bool) -> None:
        if ('disabled' in self.props) == is_enabled:
            self.props(remove='disabled') if is_enabled else self.props('disabled')

    def say(self, text: str) -> None:
        if self.text != text:
            self.set_text(text)


class IconButton(ui.element):
    """A button that shows only a sign; its name is for tooltips and screen readers."""

    def __init__(self, icon: str, name: str, on_click: Handler | None = None, *, has_tooltip: bool = True) -> None:
        super().__init__('button')
        self.classes('rt-icon-btn').props('type=button')
        self.name(name)
        with self:
            if icon:
                self.icon = sign(icon)
            if has_tooltip:
                ui.tooltip(name)
        if on_click:
            self.on('click', on_click, args=[])

    def name(self, name: str) -> Self:
        if self.props.get('aria-label') != name:
            self.props['aria-label'] = name
            self.update()
        return self


class DeedMenu(IconButton):
    """What can be done about something, listed when it is asked for: a list of hundreds costs nothing until then."""

    def __init__(self, icon: str, name: str, fill: Callable[[], None]) -> None:
        super().__init__(icon, name, self._open, has_tooltip=False)
        self.props('aria-haspopup=dialog')
        self.fill = fill
        with self, popup(name).props('no-parent-event anchor="bottom right" self="top right"') as self.menu:
            self.items = block('rt-menu')

    def _open(self) -> None:
        put(self.menu, aria_label=self.props['aria-label'])
        self.items.clear()
        with self.items:
            self.fill()
        self.menu.open()


class Pill(Text):
    """A state: colour, sign and word together."""

    def __init__(self, text: str = '', icon: str = '', tone: str = '') -> None:
        super().__init__(text, 'rt-pill')
        self.shown: tuple[str, str, str] | None = None
        with self:
            self.icon = sign(icon)
        self.show(text, icon, tone)

    def show(self, text: str, icon: str = '', tone: str = '') -> None:
        if self.shown == (text, icon, tone):
            return
        self.shown = (text, icon, tone)
        self.say(text)
        put(self.icon, name=symbol(icon))
        self.icon.set_visibility(bool(icon))
        become(self, ('rt-pill', f'rt-{tone}') if tone else ('rt-pill',))


class Segmented(ui.element):
    """Two to four views of one thing, of which one is on; works like a group of radio buttons."""

    def __init__(self, name: str, options: Mapping[str, str], value: str, on_choose: Handler | None = None, *,
                 is_wide: bool = False) -> None:
        super().__init__('div')
        self.classes('rt-seg rt-w' if is_wide else 'rt-seg').props['role'] = 'radiogroup'
        self.props['aria-label'] = name
        self.on_choose = on_choose
        self.keys = list(options)
        self.buttons: dict[str, Text] = {}
        with self:
            for key, text in options.items():
                self.buttons[key] = Text(text, tag='button').on('click', lambda key=key: self._choose(key), args=[])
                self.buttons[key].props('type=button role=radio')
        self.on('keydown.left.right.up.down.prevent', self._step, args=['key'])
        self.value = value
        self._mark(value)

    def show(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self._mark(value)

    def _mark(self, value: str) -> None:
        for key, button in self.buttons.items():
            button.props['aria-checked'] = 'true' if key == value else 'false'
            button.props['tabindex'] = '0' if key == value else '-1'
            button.update()

    def _choose(self, key: str) -> Any:
        self.show(key)
        return self.on_choose(key) if self.on_choose else None

    def _step(self, event: Any) -> Any:
        forward = event.args['key'] in ('ArrowRight', 'ArrowDown')
        key = self.keys[(self.keys.index(self.value) + (1 if forward else -1)) % len(self.keys)]
        self.buttons[key].run_method('focus')
        return self._choose(key)


class Switch(ui.element):
    """A setting that takes effect at once, with its effect as a second line."""

    def __init__(self, name: str, hint: str = '', value: bool = False, on_change: Handler | None = None) -> None:
        super().__init__('div')
        self.classes('rt-switch')
        with self:
            with block('rt-grow'):
                Text(name).props(f'id={self.html_id}-name')
                if hint:
                    Text(hint, 'rt-hint')
            self.toggle = ui.switch(value=value).props(f'dense aria-labelledby={self.html_id}-name').mark(name)
        if on_change:
            self.toggle.on('update:model-value', lambda: on_change(self.toggle.value), args=[])

    @property
    def value(self) -> bool:
        return bool(self.toggle.value)

    def show(self, value: bool) -> None:
        if self.toggle.value != value:
            self.toggle.set_value(value)


class Field(ui.element):
    """A label above an input, a hint below, an error in place of the hint."""

    def __init__(self, label: str, value: str = '', *, hint: str = '', kind: str = 'text', autocomplete: str = '',
                 placeholder: str = '', on_enter: Handler | None = None, is_long: bool = False) -> None:
        super().__init__('div')
        self.classes('rt-field')
        with self:
            caption = Text(label, tag='label')
            self.input: ui.input | ui.textarea = ui.textarea(value=value) if is_long else ui.input(value=value)
            self.input.props('outlined dense hide-bottom-space').mark(label)
            self.input.props['type'] = 'textarea' if is_long else kind
            for name, text in (('autocomplete', autocomplete), ('placeholder', placeholder), ('hint', hint),
                               ('aria-label', label), ('aria-description', hint)):
                if text:
                    self.input.props[name] = text
        self.input.props['for'] = f'{self.html_id}-input'
        caption.props['for'] = f'{self.html_id}-input'
        self.input.on_value_change(self._clear)
        if on_enter:
            self.input.on('keydown.enter', on_enter, args=[])

    @property
    def value(self) -> str:
        return self.input.value or ''

    def set(self, value: str) -> None:
        self.input.set_value(value)

    def complain(self, text: str) -> None:
        """Say what is wrong, and put the cursor there."""
        self.input.props['error'] = True
        self.input.props['error-message'] = text
        self.input.update()
        self.input.run_method('focus')

    def _clear(self) -> None:
        if self.input.props.get('error'):
            del self.input.props['error'], self.input.props['error-message']
            self.input.update()


class NumberField(ui.element):
    """A label above a number with steps; empty is allowed where `empty` says what it means."""

    def __init__(self, label: str, value: int | None, low: int, high: int, step: int = 1, *, empty: str = '',
                 unit: str = '') -> None:
        super().__init__('div')
        self.classes('rt-field rt-grow')
        with self:
            caption = Text(label, tag='label')
            self.input = ui.number(value=value, min=low, max=high, step=step, precision=0)
            self.input.props('outlined dense hide-bottom-space').mark(label)
            self.input.props['aria-label'] = label
            if empty:
                self.input.props['placeholder'] = empty
        self.unit = unit
        self.input.on_value_change(self._show_unit)
        self._show_unit()
        self.input.props['for'] = f'{self.html_id}-input'
        caption.props['for'] = f'{self.html_id}-input'

    @property
    def value(self) -> int:
        return int(self.input.value or 0)

    def _show_unit(self) -> None:
        """Where nothing is counted there is no unit."""
        put(self.input, suffix=self.unit if self.unit and self.input.value else None)


class Choice(ui.element):
    """A label above a list of which one entry is chosen."""

    def __init__(self, label: str, options: Mapping[str, str] | Sequence[str], value: str | None, *,
                 can_search: bool = False, on_change: Handler | None = None) -> None:
        super().__init__('div')
        self.classes('rt-field')
        with self:
            Text(label, 'rt-label', 'div')
            self.select = ui.select(dict(options) if isinstance(options, Mapping) else list(options), value=value,
                                    with_input=can_search, on_change=on_change)
            self.select.props('outlined dense options-dense hide-bottom-space').mark(label)
        self.select.props['aria-label'] = label

    @property
    def value(self) -> str:
        return str(self.select.value or '')


def symbol(name: str) -> str:
    return f'sym_r_{name}' if name else ''


def sign(name: str, size: int = 0, classes: str = '') -> ui.icon:
    """A decorative icon; what it means is always said in words, too."""
    icon = ui.icon(symbol(name), size=f'{size}px' if size else None).props('aria-hidden=true')
    return icon.classes(classes) if classes else icon


def popup(name: str) -> ui.menu:
    """What opens beside a button. It is walked through with Tab, which is not what a menu promises to readers."""
    menu = ui.menu()
    menu.props('role=dialog').props['aria-label'] = name
    return menu


def menu_item(text: str, icon: str, on_click: Handler) -> Text:
    """One deed in an `rt-menu`."""
    item = Text(text, 'rt-menu-item', 'button').props('type=button').on('click', on_click, args=[])
    with item:
        sign(icon)
    return item


def kbd(key: str) -> Text:
    return Text(key, 'rt-kbd', 'kbd').props('aria-hidden=true')


def block(classes: str = '', tag: str = 'div') -> ui.element:
    """A bare element, to be filled with `with`."""
    return ui.element(tag).classes(classes) if classes else ui.element(tag)


def table_head(*heads: tuple[str, str]) -> None:
    """Name and classes of each column; above buttons stands nothing, so that nobody hears an empty heading."""
    with block(tag='thead'), block(tag='tr'):
        for name, classes in heads:
            Text(name, classes, 'th').props('scope=col') if name else Text('', classes, 'td')


def link(text: str, href: str, classes: str = '', icon: str = '') -> Text:
    """An anchor; addresses from outside have been checked to be http(s) when they were kept."""
    anchor = Text(text, f'{classes} rt-onward'.strip() if icon == 'chevron_right' else classes, 'a')
    anchor.props['href'] = href
    if icon:
        with anchor:
            sign(icon, 14)
    return anchor


def outside_link(text: str, href: str, classes: str = '') -> Text:
    anchor = link(text, href, classes, 'open_in_new')
    return anchor.props('target=_blank rel="noopener noreferrer"')


def show_face(text: Text, face: str) -> None:
    """The face of a card; coffee is a sign of ours, because not every system has one."""
    is_coffee = face == COFFEE
    text.say('coffee' if is_coffee else face)
    classed(text, symbol=is_coffee)


def face_word(face: str) -> str:
    """The face of a card within a sentence."""
    return 'coffee' if face == COFFEE else face


def point_at(element: ui.element) -> None:
    """Put the cursor there. On a page that is not connected yet the element brings it along: said later, it would be
    taken out of the field in which somebody types already.
    """
    if element.client.has_socket_connection:
        element.run_method('focus')
    else:
        element.props('autofocus')


def put(element: ui.element, **attributes: Any) -> None:
    """Set attributes that differ; None removes. Underscores stand for hyphens."""
    props = element.props
    wanted = {name.rstrip('_').replace('_', '-'): value for name, value in attributes.items()}
    if all(props.get(key) == value for key, value in wanted.items()):
        return
    with props.suspend_updates():
        for key, value in wanted.items():
            props.set_optional(key, value)
    element.update()


def classed(element: ui.element, **states: bool) -> None:
    """Switch state classes `rt-<name>`, sending nothing where all are right already."""
    classes = element.classes
    if any(is_on != (f'rt-{name}' in classes) for name, is_on in states.items()):
        element.classes(add=' '.join(f'rt-{name}' for name, is_on in states.items() if is_on),
                        remove=' '.join(f'rt-{name}' for name, is_on in states.items() if not is_on))


def become(element: ui.element, classes: Sequence[str], **attributes: str) -> None:
    """Replace all classes and set some attributes, for what changes on many pages at once.

    It is said once instead of by each list and dict that changes, which takes a fifth of the time.
    """
    list.__setitem__(element.classes, slice(None), classes)
    dict.update(element.props, {name.replace('_', '-'): value for name, value in attributes.items()})
    element.update()
