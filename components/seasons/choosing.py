"""Which locations, or which categories, a season has: a list to tick, by cluster or branch."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import groupby

from nicegui import ui

from app.domain.seasons.structure import Option
from components.controls import Button, Text, block, link, put, sign
from components.dialogs import Dialog
from components.feedback import refusals_shown

Choose = Callable[[list[int]], Awaitable[None]]


class ChooseDialog(Dialog):
    """`noun` in the plural; whatever is ticked is the season's when it is saved."""

    def __init__(self, noun: str, options: Sequence[Option], choose: Choose, warning: str = '') -> None:
        super().__init__(f'Choose {noun}', warning)
        self.noun, self.choose, self.options = noun, choose, options
        self.boxes: dict[int, ui.checkbox] = {}
        with self.body:
            if not options:
                Text(f'There are no {noun} yet.', tag='p')
                link(f'Add {noun} under Masters', f'/seasons/masters?part={noun}')
            with block('rt-row'):
                with block('rt-filter rt-grow'):
                    sign('search', 18, 'rt-3')
                    ui.input(placeholder='Filter', on_change=lambda event: self._filter(event.value or '')).props(
                        f'borderless dense aria-label="Filter {noun}"')
                Button('Tick all', lambda: self._tick(self._shown(), True), size='s')
                Button('Tick none', lambda: self._tick(self._shown(), False), size='s')
            with block('rt-season-options'):
                self.groups = [self._group(name, list(found)) for name, found in groupby(
                    sorted(options, key=lambda one: (one.group, one.name)), key=lambda one: one.group)]
            self.count = Text('', 'rt-sm rt-2', 'p').props('role=status')
        with self.foot:
            Button('Back', self.close, size='l')
            Button(f'Save {noun}', self._send, size='l', look='primary')
        self._count()

    def _group(self, name: str, options: Sequence[Option]) -> tuple[ui.element, Sequence[Option]]:
        with ui.element('fieldset').classes('rt-season-group') as place:
            with block('rt-row', 'legend').style('gap: 8px'):
                Text(name or 'At the top', 'rt-b rt-sm')
                for word, is_on in (('All', True), ('None', False)):
                    put(Button(word, partial(self._tick, options, is_on), look='ghost', size='s'),
                        aria_label=f'{word} of {name or "the top"}')
            for one in options:
                text = f'{one.name} ({one.code})' + (f', {one.note}' if one.note else '')
                self.boxes[one.key] = ui.checkbox(text, value=one.is_chosen, on_change=self._count).props(
                    'dense').mark(one.name)
        return place, options

    def _tick(self, options: Sequence[Option], is_on: bool) -> None:
        for one in options:
            self.boxes[one.key].set_value(is_on)

    def _shown(self) -> Sequence[Option]:
        """What the filter leaves."""
        return [one for one in self.options if self.boxes[one.key].visible]

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for place, options in self.groups:
            shown = [wanted in f'{one.name} {one.code} {one.group}'.casefold() for one in options]
            for one, is_shown in zip(options, shown, strict=True):
                self.boxes[one.key].set_visibility(is_shown)
            place.set_visibility(any(shown))

    def _count(self) -> None:
        chosen = sum(bool(box.value) for box in self.boxes.values())
        self.count.say(f'{chosen} of {len(self.boxes)} {self.noun}')

    async def _send(self) -> None:
        with refusals_shown():
            await self.choose([key for key, box in self.boxes.items() if box.value])
            self.close()
