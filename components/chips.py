"""Filters as chips: dashed while they are off, felt with a cross once they are on."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from components.controls import Choice, IconButton, Text, block, classed, popup, put, sign, symbol


class Chip(ui.element):
    def __init__(self, name: str, icon: str, clear: Callable[[], Awaitable[None]],
                 toggle: Callable[[], Awaitable[None]] | None = None) -> None:
        super().__init__('span')
        self.classes('rt-row').style('gap: 0')
        self.name = name
        with self:
            with Text(name, 'rt-chip', 'button').props('type=button') as self.button:
                self.icon = sign('add')
                if toggle is None:
                    with popup(name), block('rt-card-body') as self.menu:
                        pass
            if toggle:
                self.button.on('click', toggle, args=[])
                self.button.props['aria-pressed'] = 'false'
            self.cross = IconButton('close', f'Take away the filter {name}', clear, has_tooltip=False)
        self.on_icon = icon

    def show(self, text: str) -> None:
        self.button.say(text or self.name)
        classed(self.button, on=bool(text))
        if 'aria-pressed' in self.button.props:
            put(self.button, aria_pressed='true' if text else 'false')
        self.icon.props['name'] = symbol(self.on_icon if text else 'add')
        self.cross.set_visibility(bool(text))


class ChoiceChip(Chip):
    """One of several values, chosen from a list that can be searched."""

    def __init__(self, label: str, name: str, choose: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(name, 'filter_list', lambda: choose(''))
        self.options: dict[str, str] = {}
        self.value = ''
        with self.menu:
            self.choice = Choice(label, {}, None, can_search=True)
            self.choice.style('min-width: 220px').select.props('clearable')
            self.choice.select.on('update:model-value', lambda: choose(self.choice.value), args=[])

    def offer(self, options: dict[str, str]) -> None:
        if options != self.options:
            self.options = options
            self.choice.select.set_options(options, value=self.value if self.value in options else None)

    def choose(self, value: str) -> None:
        self.value = value
        self.show(self.options.get(value, value))
        if value in self.options or not value:
            self.choice.select.set_value(value or None)
