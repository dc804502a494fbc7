"""The bar above a timeline: which plan, how it is arranged, what is left out, who is here, and what comes of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from nicegui import ui

from app.domain.portfolio.timeline.timeline import Seat
from app.domain.portfolio.views.looks import SCALES, Filter
from components.avatars import Avatar
from components.controls import Button, IconButton, Segmented, Text, block, put, sign
from components.portfolio.scenario_menu import ScenarioMenu, ScenarioWishes, counted

ROWS = {'team': 'Team', 'plan': 'Plan', 'other': 'Field…'}
FACES = 4  # that are shown before they are counted


@dataclass(frozen=True)
class ToolbarWishes:
    scenario: ScenarioWishes
    undo: Callable[[], Awaitable[None]]
    redo: Callable[[], Awaitable[None]]
    rows_by: Callable[[str], Awaitable[None]]
    scale: Callable[[str], Awaitable[None]]
    open_filter: Callable[[], Awaitable[None]]
    clear: Callable[[str], Awaitable[None]]  # part of the filter
    compare: Callable[[], Awaitable[None]]
    publish: Callable[[], Awaitable[None]]
    may_publish: bool = False


class Toolbar(ui.element):
    """`views` and `look` are places for menus of their own."""

    def __init__(self, wishes: ToolbarWishes) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.seats: tuple[Seat, ...] = ()
        self.chips: dict[str, tuple[str, FilterChip]] = {}
        self.classes('rt-plan-bar').props('role=toolbar aria-label="Timeline"')
        with self:
            self.scenario = ScenarioMenu(wishes.scenario)
            self.undo = IconButton('undo', 'Undo', wishes.undo)
            self.redo = IconButton('redo', 'Redo', wishes.redo)
            block('rt-vr')
            self.rows_by = Segmented('Rows by', ROWS, 'team', wishes.rows_by)
            self.scale = Segmented('Scale', {name: name for name in SCALES}, 'Months', wishes.scale)
            self.scale.classes('rt-plan-scale')
            with Text('Filter', 'rt-chip', 'button').props('type=button').on('click', wishes.open_filter, args=[]):
                sign('add')
            block('rt-grow')
            self.chip_place = block('rt-plan-chips')
            self.views, self.look = block('rt-contents'), block('rt-contents')
            self.faces = block('rt-avs').props('role=group aria-label="People here"')
            self.compare = Button('Compare', wishes.compare, icon='compare_arrows')
            self.publish = Button('Publish…', wishes.publish, icon='publish', look='proposed')

    def show_changes(self, changes: int, *, is_scenario: bool, may_undo: bool, may_redo: bool) -> None:
        """What follows from the plan that is looked at."""
        for button, is_on in ((self.undo, may_undo), (self.redo, may_redo)):
            put(button, disabled=None if is_on else True)
        self.compare.set_visibility(is_scenario)
        self.publish.set_visibility(is_scenario and self.wishes.may_publish)
        self.publish.say(f'Publish {counted(changes, "change")}…')
        self.publish.enable(changes > 0)

    def show_looks(self, rows_by: str, scale: str, filters: Mapping[str, str]) -> None:
        """`filters` says each part of the filter that is on, in words."""
        self.rows_by.show(rows_by if rows_by in ROWS else 'other')
        self.scale.show(scale)
        for name in [name for name in self.chips if name not in filters]:
            self.chips.pop(name)[1].delete()
        for name, text in filters.items():
            known = self.chips.get(name)
            if known is None:
                with self.chip_place:
                    known = self.chips[name] = (text, FilterChip(name, self.wishes))
            known[1].show(text)

    def show_people(self, seats: Sequence[Seat]) -> None:
        """Everybody once, however many tabs they have open."""
        people = tuple({seat.identity: seat for seat in seats}.values())
        if people == self.seats:
            return
        self.seats = people
        self.faces.clear()
        with self.faces:
            for seat in people[:FACES]:
                Avatar(seat.name, seat.identity, size=28).props(f'title="{_plain(seat.name)}"')
            if len(people) > FACES:
                Text(f'+{len(people) - FACES}', 'rt-sm rt-3')
        put(self.faces, aria_label=f'People here: {", ".join(_plain(seat.name) for seat in people)}' if people
            else 'People here: nobody else')


class FilterChip(ui.element):
    def __init__(self, name: str, wishes: ToolbarWishes) -> None:
        super().__init__('span')
        self.classes('rt-row rt-plan-chip')
        with self:
            with Text('', 'rt-chip rt-on', 'button').props('type=button').on(
                    'click', wishes.open_filter, args=[]) as self.button:
                sign('filter_list')
            self.cross = IconButton('close', 'Clear', lambda: wishes.clear(name), has_tooltip=False)

    def show(self, text: str) -> None:
        self.button.say(text)
        self.cross.name(f'Clear the filter {text}')


def filter_texts(wanted: Filter, plans: Mapping[int, str], teams: Mapping[int, str]) -> dict[str, str]:
    """Each part that is on, short enough for a chip."""
    parts = {
        'plans': _listed('Plan', [plans.get(own, '?') for own in wanted.plans]),
        'teams': _listed('Team', [teams.get(own, '?') for own in wanted.teams]),
        'states': _listed('State', wanted.states), 'types': _listed('Type', wanted.types),
        'planned': {'yes': 'Planned', 'no': 'Not planned'}.get(wanted.planned, ''),
        'allotted': {'yes': 'Allotted', 'no': 'Not allotted'}.get(wanted.allotted, ''),
        'parented': {'yes': 'With a parent', 'no': 'Without a parent'}.get(wanted.parented, ''),
        'linked': {'yes': 'With links', 'no': 'Without links'}.get(wanted.linked, ''),
        'fields': ', '.join(f'{_field(name)}: {value or "empty"}' for name, value in wanted.fields[:2]) + (
            f' and {len(wanted.fields) - 2} more' if len(wanted.fields) > 2 else ''),
        'text': f'“{wanted.text.strip()}”' if wanted.text.strip() else '',
        'hides_completed': 'Completed hidden' if wanted.hides_completed else '',
        'changed_only': 'Changed only' if wanted.changed_only else ''}
    return {name: text for name, text in parts.items() if text}


def _listed(label: str, names: Sequence[str]) -> str:
    if not names:
        return ''
    return f'{label}: {", ".join(names)}' if len(names) < 3 else f'{label}: {names[0]} and {len(names) - 1} more'


def _field(name: str) -> str:
    return name.rpartition('.')[2].capitalize()


def _plain(name: str) -> str:
    return name.replace('"', '')
