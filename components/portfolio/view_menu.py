"""How a timeline is drawn: density, order, what lies over the bars, and the same items as a list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from app.domain.portfolio.looks import SNAPS, Looks
from components.controls import Choice, DeedMenu, Segmented, Switch, Text, block, menu_item

DENSITY = {'normal': 'Normal', 'compact': 'Compact', 'packed': 'Packed'}
SORT = {'date': 'By date', 'rank': 'By rank'}
SWITCHES = (('dependencies', 'Dependencies'), ('related', 'Related items'), ('baseline', 'Baseline'),
            ('markers', 'Markers'), ('events', 'Plan events'), ('iterations', 'Sprints'),
            ('critical', 'Critical path'), ('heat', 'Heat'))


@dataclass(frozen=True)
class ViewWishes:
    change: Callable[[Looks], Awaitable[None]]
    list_view: Callable[[bool], Awaitable[None]]
    deeds: Callable[[], tuple[tuple[str, str, Callable[[], Awaitable[None]]], ...]]  # text, icon, what happens


class ViewMenu(DeedMenu):
    def __init__(self, wishes: ViewWishes) -> None:
        super().__init__('tune', 'View', self._fill)
        self.wishes = wishes
        self.looks, self.is_list = Looks(), False

    def show(self, looks: Looks, *, is_list: bool) -> None:
        self.looks, self.is_list = looks, is_list

    def _fill(self) -> None:
        with self.items.classes('rt-view-list'):
            for label, options, name in (('Density', DENSITY, 'density'), ('Sort', SORT, 'sort')):
                with block('rt-row'):
                    Text(label, 'rt-grow')
                    Segmented(label, options, getattr(self.looks, name), partial(self._set, name))
            Choice('Snap to', {name: name.capitalize() for name in SNAPS}, self.looks.snap).select.on(
                'update:model-value', lambda event: self._set('snap', SNAPS[event.args['value']]))
            for key, label in SWITCHES:
                Switch(label, value=key in self.looks.shows, on_change=partial(self._switch, key))
            Switch('List view', 'The same items and edits as a table', self.is_list, self.wishes.list_view)
            for text, icon, deed in self.wishes.deeds():
                menu_item(text, icon, partial(self._then, deed))

    async def _set(self, name: str, value: str) -> None:
        self.looks = replace(self.looks, **{name: value})  # type: ignore[arg-type]
        await self.wishes.change(self.looks)

    async def _switch(self, key: str, is_on: bool) -> None:
        shows = self.looks.shows | {key} if is_on else self.looks.shows - {key}
        self.looks = replace(self.looks, shows=shows)
        await self.wishes.change(self.looks)

    async def _then(self, deed: Callable[[], Awaitable[None]]) -> None:
        self.menu.close()
        await deed()
