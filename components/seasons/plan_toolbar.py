"""Above the grid: what is looked at, how, and what can be done with the cells that are chosen."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from nicegui import ui

from app.domain.seasons.measures import MEASURES
from app.domain.seasons.plan.looks import (
    BY_CATEGORY,
    BY_LOCATION,
    COLUMNS,
    MONTHS,
    PRESETS,
    ROWS,
    WEEKS,
    PlanLooks,
    preset_of,
)
from app.domain.seasons.plan.view import VersionLine
from components.chips import ChoiceChip
from components.controls import Choice, DeedMenu, IconButton, Segmented, Text, block, menu_item

Turn = Callable[[PlanLooks], Awaitable[None]]
Deed = Callable[[], Awaitable[None] | None]
SHORT = {'sales': 'Sales', 'stock': 'Stock', 'intake': 'Intake', 'margin': 'Margin %', 'all': 'All'}


@dataclass(frozen=True)
class ToolWishes:
    turn: Turn
    deeds: Mapping[str, Deed]  # by name of the control
    menu: Callable[[], Sequence[tuple[str, str, Deed]]]  # what else there is: words, sign, deed
    layouts: Callable[[], None]  # fills the list of layouts


ICONS = {'Undo': 'undo', 'Redo': 'redo', 'Spread…': 'account_tree', 'Fill right': 'keyboard_tab',
         'Hold cells': 'lock', 'Seed from…': 'content_copy', 'Propose from trend': 'trending_up', 'Explain': 'help',
         'Add note': 'add_comment', 'Compare versions': 'compare_arrows'}
LOOKING = ('Explain', 'Compare versions')  # what those who only read may do


class PlanToolbar(ui.element):
    def __init__(self, wishes: ToolWishes, looks: PlanLooks, basis: str) -> None:
        super().__init__('div')
        self.classes('rt-plan-tools')
        self.wishes, self.looks = wishes, looks
        self.buttons: dict[str, IconButton] = {}
        with self:
            self.measures = Segmented('Measures', {key: SHORT[key] for key in PRESETS}, preset_of(looks.measures),
                                      self._choose_measures)
            self.periods = Segmented('Periods', {WEEKS: 'Weeks', MONTHS: 'Months'}, looks.periods,
                                     lambda value: self._turn(periods=value))
            with block('rt-plan-select'):
                self.version = ui.select({looks.version: looks.version}, value=looks.version)
                self.version.props('outlined dense options-dense hide-bottom-space aria-label=Version').mark('Version')
                self.version.on('update:model-value', self._choose_version, args=[])
            Text(f'Basis: {basis}', 'rt-sm rt-2 rt-plan-basis').props('role=note aria-label=Basis')
            self.chips = {name: ChoiceChip(label, label, self._filter(name))
                          for name, label in (('location', 'Locations'), ('category', 'Categories'))}
            block('rt-grow')
            with block('rt-plan-deeds').props('role=toolbar aria-label="Cells"'):
                for name, icon in ICONS.items():
                    self.buttons[name] = IconButton(icon, name, wishes.deeds[name])
            DeedMenu('view_week', 'Layouts', wishes.layouts)
            self.more = DeedMenu('more_horiz', 'More', self._fill_menu)
        self.show(looks)

    def show(self, looks: PlanLooks) -> None:
        self.looks = looks
        self.measures.show(preset_of(looks.measures))
        self.periods.show(looks.periods)
        self.chips['location'].choose(looks.location)
        self.chips['category'].choose(looks.category)

    def offer(self, versions: Sequence[VersionLine], locations: Mapping[str, str],
              categories: Mapping[str, str]) -> None:
        options = {one.key: one.name for one in versions} or {self.looks.version: 'Working'}
        options.setdefault(self.looks.version, self.looks.version)
        if options != self.version.options or self.version.value != self.looks.version:
            self.version.set_options(options, value=self.looks.version)
        self.chips['location'].offer(dict(locations))
        self.chips['category'].offer(dict(categories))
        self.show(self.looks)

    def limit(self, may_edit: bool) -> None:
        """Controls are removed from those who cannot use them."""
        for name, button in self.buttons.items():
            button.set_visibility(may_edit or name in LOOKING)

    def _turn(self, **changes: object) -> Awaitable[None]:
        return self.wishes.turn(replace(self.looks, **changes))  # type: ignore[arg-type]

    def _choose_measures(self, key: str) -> Awaitable[None]:
        return self._turn(measures=PRESETS[key][1], turned=self.looks.turned)

    async def _choose_version(self) -> None:
        await self._turn(version=str(self.version.value))

    def _filter(self, name: str) -> Callable[[str], Awaitable[None]]:
        async def choose(value: str) -> None:
            await self._turn(**{name: value})
        return choose

    def _fill_menu(self) -> None:
        for words, icon, deed in self.wishes.menu():
            menu_item(words, icon, deed).on('click', self.more.menu.close, args=[])


class MeasurePicker(ui.element):
    """Which measures are shown and where, and which axis holds the other."""

    def __init__(self, looks: PlanLooks) -> None:
        super().__init__('div')
        self.classes('rt-col')
        with self:
            self.rows = Choice('Rows', {BY_LOCATION: 'Locations, then categories',
                                        BY_CATEGORY: 'Categories, then locations'}, looks.rows_by)
            self.place = Choice('Measures', {ROWS: 'In rows, below each other',
                                             COLUMNS: 'In columns, under each period'}, looks.measures_in)
            Text('Which measures', 'rt-label')
            with block('rt-plan-measures'):
                self.boxes = {key: ui.checkbox(one.label, value=key in looks.measures).props('dense')
                              for key, one in MEASURES.items() if key != 'by_receipts'}

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(key for key, box in self.boxes.items() if box.value)
