"""Keys that act at once: each is shown where it acts, all are listed on `?`, and a person can switch them off."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from nicegui import ui
from nicegui.events import KeyEventArguments

from components.controls import Button, Text, block, kbd

EVERYWHERE = 'Everywhere'
PATIENCE = 1.5  # seconds between the two keys of a sequence such as G, H

# The browser must not search its own way when a key is ours: the only decision that has to be made over there.
SPARE_THE_BROWSER = ("(e) => { const k = e.event; if ((k.ctrlKey || k.metaKey) && k.key.toLowerCase() === 'k' "
                     "|| k.key === '/') k.preventDefault(); }")

Deed = Callable[[], Awaitable[None] | None]


@dataclass(frozen=True)
class Shortcut:
    keys: str  # 'R', 'Ctrl K', 'G H'
    text: str
    deed: Deed
    where: str


class Shortcuts(ui.element):
    """The keys of one page. Keys without Ctrl are silent while somebody types and when they are switched off."""

    def __init__(self, *, are_on: bool = True) -> None:
        super().__init__('div')
        self.are_on = are_on
        self.known: dict[str, Shortcut] = {}
        self.listeners: list[Callable[[str], Awaitable[None]]] = []
        self.first, self.first_at = '', 0.0
        with self:
            keyboard = ui.keyboard(self._pressed, repeating=False, ignore=['input', 'select', 'textarea'])
            keyboard.on('key', js_handler=SPARE_THE_BROWSER)
            self.sheet = ui.dialog().props('aria-label=Shortcuts')
        ui.context.client.layout.on('keydown.ctrl.k.prevent', lambda: self.press('Ctrl K'), args=[])
        self.add('?', 'All shortcuts of this screen', self.open_sheet)

    def add(self, keys: str, text: str, deed: Deed, where: str = EVERYWHERE) -> None:
        self.known[keys] = Shortcut(keys, text, deed, where)

    def forget_page(self) -> None:
        """Only what works everywhere stays."""
        self.known = {keys: shortcut for keys, shortcut in self.known.items() if shortcut.where == EVERYWHERE}
        self.listeners.clear()

    def on_other(self, listener: Callable[[str], Awaitable[None]]) -> None:
        """Be told of single keys that nobody else claims: digits for cards."""
        self.listeners.append(listener)

    def open_sheet(self) -> None:
        """List what there is."""
        self.sheet.clear()
        with self.sheet, ui.card().classes('rt-dialog'):
            Text('Shortcuts', tag='h2')
            if not self.are_on:
                Text('Single keys are switched off in your profile.', 'rt-2', 'p')
            for where in dict.fromkeys(shortcut.where for shortcut in self.known.values()):
                Text(where, 'rt-sec-title')
                for shortcut in self.known.values():
                    if shortcut.where == where:
                        _line(shortcut)
            with block('rt-dialog-foot'):
                Button('Close', self.sheet.close, look='primary')
        self.sheet.open()

    async def press(self, keys: str) -> None:
        shortcut = self.known.get(keys)
        if shortcut and (self.are_on or keys.startswith('Ctrl')):
            result = shortcut.deed()
            if result is not None:
                await result

    def _is_covered(self) -> bool:
        """A dialog or a menu lies above the page: its keys are not the keys of what lies below."""
        return any(isinstance(one, ui.dialog | ui.menu) and one.value for one in self.client.elements.values())

    async def _pressed(self, event: KeyEventArguments) -> None:
        if not event.action.keydown or event.modifiers.alt:
            return
        name = event.key.name
        if event.modifiers.ctrl or event.modifiers.meta:
            await self.press(f'Ctrl {name.upper()}')
            return
        await self._single(name.upper() if len(name) == 1 else name)

    async def _single(self, key: str) -> None:
        if self._is_covered():
            return
        sequence = f'{self.first} {key}'
        is_second = monotonic() - self.first_at < PATIENCE and sequence in self.known
        self.first, self.first_at = key, monotonic()
        if is_second:
            await self.press(sequence)
        elif key in self.known:
            await self.press(key)
        elif self.are_on:
            for listener in self.listeners:
                await listener(key)


def _line(shortcut: Shortcut) -> None:
    with block('rt-row'):
        Text(shortcut.text, 'rt-grow')
        for key in shortcut.keys.split():
            kbd(key)
