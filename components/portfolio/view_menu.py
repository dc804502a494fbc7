"""How a timeline is drawn: density, order, what lies over the bars, and the same items as a list."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import Any

from app.domain.happenings import NAMES
from app.domain.portfolio.items.setting import Setting
from app.domain.portfolio.setup.decisions import panels_of
from app.domain.portfolio.sources.marker_colours import colour_name
from app.domain.portfolio.views.looks import SNAPS, Looks
from components.controls import Choice, DeedMenu, Segmented, Switch, Text, block, menu_item

DENSITY = {'normal': 'Normal', 'compact': 'Compact', 'packed': 'Packed'}
SORT = {'date': 'By date', 'rank': 'By rank'}
SWITCHES = (('dependencies', 'Dependencies'), ('related', 'Related items'), ('baseline', 'Baseline'),
            ('markers', 'Markers'), ('events', 'Plan events'), ('iterations', 'Sprints'),
            ('critical', 'Critical path'), ('heat', 'Heat'), ('capacity', 'Capacity'), ('history', 'History'))
PANEL = {'dependencies': 'dependencies', 'related': 'dependencies', 'critical': 'dependencies', 'markers': 'markers',
         'events': 'events', 'capacity': 'graph', 'history': 'history'}  # of a switch; the others are always there

ALL = 'all'
by_name = itemgetter(1)


def offered(panels: Sequence[str]) -> list[tuple[str, str]]:
    """Switches of panels that admins have left on, in their order."""
    order = {name: place for place, name in enumerate(panels)}
    there = [(key, label) for key, label in SWITCHES if key not in PANEL or PANEL[key] in order]
    return sorted(there, key=lambda one: order[PANEL[one[0]]] if one[0] in PANEL else -1)


@dataclass(frozen=True)
class ViewWishes:
    change: Callable[[Looks], Awaitable[None]]
    list_view: Callable[[bool], Awaitable[None]]
    deeds: Callable[[], tuple[tuple[str, str, Callable[[], Awaitable[None]]], ...]]  # text, icon, what happens


class ViewMenu(DeedMenu):
    def __init__(self, wishes: ViewWishes) -> None:
        super().__init__('tune', 'View', self._fill)
        self.wishes = wishes
        self.looks, self.is_list, self.setting = Looks(), False, Setting()

    def show(self, looks: Looks, *, is_list: bool, setting: Setting | None = None) -> None:
        self.looks, self.is_list, self.setting = looks, is_list, setting or self.setting

    def _fill(self) -> None:
        with self.items.classes('rt-view-list'):
            for label, options, name in (('Density', DENSITY, 'density'), ('Sort', SORT, 'sort')):
                with block('rt-row'):
                    Text(label, 'rt-grow')
                    Segmented(label, options, getattr(self.looks, name), partial(self._set, name))
            Choice('Snap to', {name: name.capitalize() for name in SNAPS}, self.looks.snap).select.on(
                'update:model-value', lambda event: self._set('snap', SNAPS[event.args['value']]))
            for key, label in offered(panels_of(self.setting.rules)):
                Switch(label, value=key in self.looks.shows, on_change=partial(self._switch, key))
            self._which_markers()
            for area, name in NAMES.items():
                Switch(name, value=area not in self.looks.hidden_areas, on_change=partial(self._switch_area, area))
            Switch('List view', 'The same items and edits as a table', self.is_list, self.wishes.list_view)
            for text, icon, deed in self.wishes.deeds():
                menu_item(text, icon, partial(self._then, deed))

    async def _set(self, name: str, value: Any) -> None:
        self.looks = replace(self.looks, **{name: value})
        await self.wishes.change(self.looks)

    def _which_markers(self) -> None:
        """By colour and by plan, where there is anything to choose from."""
        shown, plans = self.setting.markers, self.setting.plans
        colours = {name: name.capitalize() for name in map(colour_name, {one.colour for one in shown})}
        owners = {str(plan): plans[plan].name for one in shown if (plan := one.plan or 0) in plans}
        self._choice('Markers in', 'All colours', colours, 'marker_colours', str)
        self._choice('Markers of', 'All plans', owners, 'marker_plans', int)

    def _choice(self, label: str, every: str, known: Mapping[str, str], name: str, kind: Callable[[str], Any]) -> None:
        present = next(iter(map(str, getattr(self.looks, name))), ALL)
        if len(known) > 1 or present != ALL:
            options = {ALL: every, **dict(sorted(known.items(), key=by_name))}
            Choice(label, options, present if present in options else ALL, on_change=partial(self._narrow, name, kind))

    async def _narrow(self, name: str, kind: Callable[[str], Any], event: Any) -> None:
        await self._set(name, () if event.value in (None, ALL) else (kind(event.value),))

    async def _switch_area(self, area: str, is_on: bool) -> None:
        hidden = {*self.looks.hidden_areas} - {area} if is_on else {*self.looks.hidden_areas, area}
        await self._set('hidden_areas', tuple(sorted(hidden)))

    async def _switch(self, key: str, is_on: bool) -> None:
        shows = self.looks.shows | {key} if is_on else self.looks.shows - {key}
        self.looks = replace(self.looks, shows=shows)
        await self.wishes.change(self.looks)

    async def _then(self, deed: Callable[[], Awaitable[None]]) -> None:
        self.menu.close()
        await deed()
