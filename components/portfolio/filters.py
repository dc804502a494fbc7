"""The panel that narrows a timeline: plans and teams with what they hold, states, types, words, any field."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.views.looks import Filter
from app.domain.portfolio.views.offering import Offer, Pick
from components.controls import Choice, Field, IconButton, Segmented, Switch, Text, block, sign
from components.listing import Keyed

ANY = {'': 'Any', 'yes': 'Yes', 'no': 'No'}
QUESTIONS = (('planned', 'Planned'), ('allotted', 'Allotted to a team'), ('parented', 'Below a parent'),
             ('linked', 'With links'))
EXPANSIONS = (('expands_family', 'Parents and children', 'Parents always, children only of what is selected'),
              ('expands_links', 'Dependencies', 'Whatever it waits for and whatever waits, however far'),
              ('expands_teams', 'Work of the teams', 'Items of other plans that the selected teams work on'))
HIDING = (('hides_completed', 'Hide completed', 'Unless something above it is open'),
          ('changed_only', 'Changed only', 'What this scenario changes'))
USUAL_FIELDS = {'assignee': 'Assignee', 'tags': 'Tag', 'iteration': 'Iteration', 'area': 'Area'}


Values = Callable[[str], Awaitable[Sequence[tuple[str, int]]]]
Change = Callable[[Filter], Awaitable[None]]


class FilterPanel(ui.element):
    """Every tick takes effect at once."""

    def __init__(self, offer: Offer, wanted: Filter, change: Change, values: Values,
                 close: Callable[[], Any], *, has_changes: bool = False) -> None:
        super().__init__('aside')
        self.wanted, self.change, self.values, self.has_changes = wanted, change, values, has_changes
        self.classes('rt-panel rt-filter-panel').props['aria-label'] = 'Filter'
        with self:
            with block('rt-panel-head'):
                Text('Filter', 'rt-grow', 'h2')
                IconButton('close', 'Close the filter', close, has_tooltip=False)
            with block('rt-panel-body') as self.body:
                self._fill(offer)
        self.on('keydown.escape', close, args=[])

    def show(self, offer: Offer, wanted: Filter) -> None:
        """The choice has changed here or elsewhere."""
        self.counters.say(_funnel(offer.counters))
        if wanted != self.wanted:
            self.wanted = wanted
            self.body.clear()
            with self.body:
                self._fill(offer)

    def _fill(self, offer: Offer) -> None:
        self.counters = Text(_funnel(offer.counters), 'rt-sec rt-2 rt-sm', 'div')
        self.counters.props('role=status')
        for name, title, picks in (('plans', 'Plans', offer.plans), ('teams', 'Teams', offer.teams),
                                   ('states', 'States', offer.states), ('types', 'Types', offer.types)):
            if picks:
                self._picks(name, title, picks)
        self._questions()
        self._words(offer.fields)
        with block('rt-sec'):
            Text('Brings along', tag='h3')
            for name, label, hint in EXPANSIONS:
                self._switch(name, label, hint)
        with block('rt-sec'):
            Text('Leaves out', tag='h3')
            for name, label, hint in HIDING:
                if name != 'changed_only' or self.has_changes:
                    self._switch(name, label, hint)

    def _picks(self, name: str, title: str, picks: Sequence[Pick]) -> None:
        given = {str(value) for value in getattr(self.wanted, name)}
        with block('rt-sec rt-picks', 'section').props(f'aria-label="{title}"'):
            with block('rt-row'):
                Text(title, 'rt-grow', 'h3')
                Text('All', 'rt-link-btn', 'button').props(f'type=button aria-label="All {title.lower()}"').on(
                    'click', partial(self._all, name), args=[])
            boxes: dict[str, ui.checkbox] = {}
            for pick in picks:
                with block('rt-row rt-tick'):
                    box = boxes[pick.key] = ui.checkbox(value=pick.key in given).props('dense').mark(pick.name)
                    box.props['aria-label'] = f'{pick.name}, {pick.note}' if pick.note else pick.name
                    if pick.tone:
                        block('rt-tone').style(f'background: var(--rt-bar-{pick.tone}-line)')
                    Text(pick.name, 'rt-grow rt-clip')
                    Text(pick.note, 'rt-3 rt-sm')
                box.on('update:model-value', partial(self._tick, name, boxes), args=[])

    async def _tick(self, name: str, boxes: Mapping[str, ui.checkbox]) -> None:
        keys = [key for key, box in boxes.items() if box.value]
        await self._set(name, tuple(int(key) for key in keys) if name in ('plans', 'teams') else tuple(keys))

    async def _set(self, name: str, value: object) -> None:
        self.wanted = replace(self.wanted, **{name: value})  # type: ignore[arg-type]
        await self.change(self.wanted)

    async def _all(self, name: str) -> None:
        """Drawn anew, without ticks."""
        await self.change(replace(self.wanted, **{name: ()}))  # type: ignore[arg-type]

    def _questions(self) -> None:
        with block('rt-sec rt-col'):
            for name, label in QUESTIONS:
                with block('rt-row'):
                    Text(label, 'rt-grow')
                    Segmented(label, ANY, getattr(self.wanted, name), partial(self._set, name))

    def _words(self, fields: Sequence[str]) -> None:
        with block('rt-sec rt-col'):
            self.text = Field('Words in number or title', self.wanted.text)
            self.text.input.on('keydown.enter', self._take_text, args=[]).on('blur', self._take_text, args=[])
            options = {**{name: USUAL_FIELDS.get(name, name) for name in fields}}
            self.field = Choice('Field', options, None, can_search=True)
            self.field.select.on('update:model-value', self._offer_values, args=[])
            self.value = Choice('Value', {}, None, can_search=True)
            self.value.select.on('update:model-value', self._add_field, args=[])
            self.value.set_visibility(False)
            place = block('rt-col')
            rows = Keyed[tuple[str, str], ui.element](place, block)
            for pair, row in zip(self.wanted.fields, rows.arrange(list(self.wanted.fields)), strict=True):
                with row.classes('rt-row'):
                    sign('filter_list', 16)
                    Text(f'{USUAL_FIELDS.get(pair[0], pair[0])}: {pair[1] or "empty"}', 'rt-grow rt-clip')
                    IconButton('close', f'Clear {pair[0]} {pair[1]}', partial(self._drop_field, pair),
                               has_tooltip=False)

    async def _take_text(self) -> None:
        if self.text.value.strip() != self.wanted.text.strip():
            await self._set('text', self.text.value.strip())

    async def _offer_values(self) -> None:
        found = await self.values(self.field.value) if self.field.value else ()
        self.value.select.set_options({value: f'{value} ({count})' for value, count in found}, value=None)
        self.value.set_visibility(bool(found))

    async def _add_field(self) -> None:
        pair = (self.field.value, self.value.value)
        if all(pair) and pair not in self.wanted.fields:
            await self.change(replace(self.wanted, fields=(*self.wanted.fields, pair)))

    async def _drop_field(self, pair: tuple[str, str]) -> None:
        await self.change(replace(self.wanted, fields=tuple(one for one in self.wanted.fields if one != pair)))

    def _switch(self, name: str, label: str, hint: str) -> None:
        Switch(label, hint, getattr(self.wanted, name), partial(self._set, name))


def _funnel(counters: tuple[int, int, int]) -> str:
    """From what is chosen to what is shown."""
    base, expanded, shown = counters
    return f'Selected {base} → expanded {expanded} → displayed {shown}'
