"""Work of a sprint that has been under way longest, and whether that is longer than usual for where it stands."""

from collections.abc import Callable, Sequence

from nicegui import ui

from app.domain.sprints.facts.board import Number
from app.domain.sprints.flow.ageing import Aged
from components.controls import Pill, Text, block
from components.sprints.words import counted

FEW = 6


class AgeingCard(ui.element):
    def __init__(self, why: Callable[[Number], object]) -> None:
        super().__init__('section')
        self.why = why
        self.shown: object = None
        self.classes('rt-card rt-scope').props('aria-label="Ageing work"')

    def show(self, aged: Sequence[Aged], columns: Sequence[str]) -> None:
        """The oldest first; nothing at all where nothing is under way."""
        self.set_visibility(bool(aged))
        if (aged, columns) == self.shown:
            return
        self.shown = (aged, columns)
        self.clear()
        with self:
            with block('rt-card-head'):
                Text('Ageing work', 'rt-grow', 'h2')
                Text(f'{counted(len(aged))} under way', 'rt-sm rt-3')
            with block(tag='ul'):
                for one in aged[:FEW]:
                    self._line(one, columns)

    def _line(self, one: Aged, columns: Sequence[str]) -> None:
        age = counted(one.days, 'day')
        name = columns[one.column] if one.column < len(columns) else ''
        with block(tag='li'):
            Text(f'{one.days} d', 'rt-scope-change rt-scope-gone').props('aria-hidden=true')
            with ui.element('button').props('type=button').classes('rt-scope-what') as button:
                Text(one.title, 'rt-clip')
                Text(f'{one.key} · {name}' + (' · flagged' if one.is_flagged else ''), 'rt-sm rt-3 rt-clip')
            button.props['aria-label'] = f'{one.key} {one.title}: {age} under way, in {name}. Show why'
            button.on('click', lambda: self.why(one.number), args=[])
            if one.is_late:
                Pill('Older than usual', 'warning', 'warn')
