"""How the figures of a board are counted, in which order its priorities are, and who may see figures of persons."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final

from nicegui import ui

from app.domain.sprints.facts.board import BoardRules
from app.domain.sprints.setup.views import BoardSetup
from app.errors import Rejected
from components.controls import Button, Choice, Field, IconButton, NumberField, Pill, Switch, Text, block, sign
from components.people.doors import ZONES
from components.portfolio.setup.panel import Checks, DraftForm, amount_of
from components.sprints.settings.team import DAYS, NONE
from components.sprints.words import amount

Wish = Callable[..., Awaitable[Any]]
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class RuleWishes:
    """None for those who may not."""
    save: Wish | None = None  # rules, zone, version that was seen
    see: Wish | None = None  # identity, allowed
    remove: Wish | None = None


class RulesPart(ui.element):
    """The form begins anew when somebody has saved others."""

    def __init__(self, wishes: RuleWishes, people: Mapping[str, str]) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 14px')
        self.wishes, self.people = wishes, people
        self.drawn: object = None

    def show(self, view: BoardSetup) -> None:
        state = (view.view.version, view.rules, view.view.zone, view.sights, view.disciplines, view.types, view.fields,
                 view.unknown_priorities)
        if state == self.drawn:
            return
        self.drawn = state
        self.clear()
        with self:
            RulesForm(view, self.wishes)
            PeopleCard(view, self.wishes, self.people)
            if self.wishes.remove:
                _removal(view.view.name, self.wishes.remove)


class RulesForm(ui.element):
    def __init__(self, view: BoardSetup, wishes: RuleWishes) -> None:
        super().__init__('section')
        self.classes('rt-card rt-sprint-rules').props['aria-label'] = 'Rules'
        self.view, self.wishes = view, wishes
        with self, block('rt-card-body'):
            self.form = DraftForm('Save rules', self._send)
            with self.form.body:
                self._counting(view.rules)
                self._fields(view)
                self.bands = Bands(view, is_locked=wishes.save is None)
                self._splits(view)
            self.form.button.classes('rt-sprint-save', remove='rt-w rt-l')
            if wishes.save is None:
                self.form.button.set_visibility(False)
                for part in self.form.descendants():
                    if hasattr(part, 'disable'):
                        part.disable()

    def _counting(self, rules: BoardRules) -> None:
        self.days = Checks('Working days', DAYS, [str(one) for one in sorted(rules.weekdays)])
        with block('rt-setup-inline'):
            known = list(dict.fromkeys(['UTC', self.view.view.zone, *ZONES]))
            self.zone = Choice('Time zone of its days', known, self.view.view.zone, can_search=True)
            self.sprints = NumberField('Sprints of the velocity', rules.velocity_sprints, 3, 50)
            self.grace = NumberField('Grace days', rules.grace_days, 0, 30)
        with block('rt-setup-inline'):
            self.points = self.form.add('default_points', Field('Points where nobody estimated',
                                                                amount(rules.default_points)))
            self.capacity = self.form.add('default_capacity', Field('Usual capacity of a sprint',
                                                                    amount(rules.default_capacity)))
            self.epic = NumberField('Issues of an epic not broken down', rules.epic_size, 1, 1000)
        self.subtasks = Switch('Count subtasks in points', 'Otherwise only in issues and hours.', rules.counts_subtasks)
        self.fair = Switch('Stakeholders take turns', 'In the queue, inside each priority.', rules.is_fair)

    def _fields(self, view: BoardSetup) -> None:
        named = {own: f'{name} ({own})' for own, name in view.fields.items()}
        with block('rt-setup-inline'):
            self.stakeholder = _field('Stakeholder', view.rules.stakeholder_field, 'Owner, else the reporter', named)
            self.discipline = _field('Discipline', view.rules.discipline_field, 'None', named)

    def _splits(self, view: BoardSetup) -> None:
        with block('rt-field').props('role=group aria-label="How types are split"'):
            Text('How types are split', 'rt-label', 'div')
            Text('Percent per discipline, together 100; empty: not split.', 'rt-sm rt-2', 'p')
            self.splits: dict[str, dict[int, Field]] = {}
            for kind in dict.fromkeys([*view.types, *view.rules.type_splits]):
                split = view.rules.type_splits.get(kind, {})
                with block('rt-sprint-split'):
                    Text(kind, 'rt-setup-site')
                    self.splits[kind] = {
                        own.id: Field(f'{own.draft.short or own.draft.name}',
                                      amount(split[own.id] * HUNDRED) if own.id in split else '')
                        for own in view.disciplines}
                    for own in view.disciplines:
                        self.splits[kind][own.id].input.props['aria-label'] = f'{own.draft.name} of {kind} in percent'
            if not view.disciplines:
                Text('There are no disciplines yet.', 'rt-sm rt-3', 'p')

    async def _send(self) -> None:
        splits = {kind: {own: share / HUNDRED for own, field in fields.items()
                         if (share := amount_of(field, 'type_splits'))} for kind, fields in self.splits.items()}
        rules = replace(
            self.view.rules, weekdays=frozenset(int(one) for one in self.days.value),
            velocity_sprints=self.sprints.value, grace_days=self.grace.value, epic_size=self.epic.value,
            default_points=_needed(self.points, 'default_points'), counts_subtasks=self.subtasks.value,
            default_capacity=_needed(self.capacity, 'default_capacity'), is_fair=self.fair.value,
            stakeholder_field=_own(self.stakeholder), discipline_field=_own(self.discipline), bands=self.bands.value,
            type_splits={kind: split for kind, split in splits.items() if split})
        if self.wishes.save:
            await self.wishes.save(rules, self.zone.value, self.view.view.version)


class Bands(ui.element):
    """Priorities, the most urgent first; by buttons, so that no hand has to drag."""

    def __init__(self, view: BoardSetup, *, is_locked: bool) -> None:
        super().__init__('div')
        self.classes('rt-field').props('role=group aria-label="Priority bands"')
        self.names = dict(view.priorities)
        site = [own for own, _ in view.priorities]
        chosen = [own for own in view.rules.bands if own in self.names]
        self.site, self.order = site, [*chosen, *(own for own in site if own not in chosen)]
        self.is_locked, self.unknown = is_locked, view.unknown_priorities
        with self:
            Text('Priority bands', 'rt-label', 'div')
            Text('The most urgent first. A priority that is not in the list falls into the last band.', 'rt-sm rt-2',
                 'p')
            self.list = block('rt-setup-panels rt-sprint-bands', 'ol')
            if self.unknown:
                with block('rt-row rt-sm'):
                    sign('warning', 16, 'rt-wrn')
                    Text(f'In the last band, for the site does not list {", ".join(self.unknown)}.')
        self._draw()

    @property
    def value(self) -> tuple[str, ...]:
        """Empty as long as they are as the site has them."""
        return () if self.order == self.site else tuple(self.order)

    def _draw(self) -> None:
        self.list.clear()
        with self.list:
            for place, own in enumerate(self.order):
                name = self.names[own]
                with block('rt-row', 'li'):
                    Text(f'{place + 1}', 'rt-num rt-3')
                    Text(name, 'rt-grow')
                    if not self.is_locked:
                        up = IconButton('arrow_upward', f'Move {name} up', partial(self._move, place, -1))
                        down = IconButton('arrow_downward', f'Move {name} down', partial(self._move, place, 1))
                        if place == 0:
                            up.props('disabled')
                        if place == len(self.order) - 1:
                            down.props('disabled')

    def _move(self, place: int, by: int) -> None:
        if 0 <= place + by < len(self.order):
            self.order[place], self.order[place + by] = self.order[place + by], self.order[place]
            self._draw()


class PeopleCard(ui.element):
    """Figures of persons exist where an admin says so, for those an admin names."""

    def __init__(self, view: BoardSetup, wishes: RuleWishes, people: Mapping[str, str]) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = 'Figures of persons'
        self.view, self.wishes, self.people = view, wishes, people
        may = wishes.see is not None
        with self:
            with block('rt-card-head'):
                Text('Figures of persons', 'rt-grow', 'h2')
                Pill('On' if view.rules.shows_people else 'Off', 'visibility' if view.rules.shows_people
                     else 'visibility_off', 'warn' if view.rules.shows_people else '')
            with block('rt-card-body rt-col'):
                Text('Nothing about one person is shown, exported or told to programs without this right. Every look '
                     'is written into the trail.', 'rt-sm rt-2', 'p')
                if may:
                    Switch('Named people may see them', '', view.rules.shows_people, self._switch)
                if may and view.rules.shows_people:
                    self._names(view.sights)
                elif view.rules.shows_people:
                    Text(f'{len(view.sights)} may see them.', 'rt-sm')

    def _names(self, sights: Sequence[str]) -> None:
        with block('rt-setup-panels', 'ul'):
            for own in sights:
                with block('rt-row', 'li'):
                    Text(self.people.get(own, own), 'rt-grow')
                    Button('Take away', partial(self._see, own, False), size='s'
                           ).props['aria-label'] = f'Take the right from {self.people.get(own, own)}'
        others = {own: name for own, name in self.people.items() if own not in sights}
        if others:
            pick = Choice('Give the right to', {NONE: 'Choose somebody'} | others, NONE, can_search=len(others) > 8)
            pick.select.on_value_change(self._picked)

    async def _picked(self, event: Any) -> None:
        if event.value and event.value != NONE:
            await self._see(event.value, True)

    async def _see(self, identity: str, is_allowed: bool) -> None:
        if self.wishes.see:
            await self.wishes.see(identity, is_allowed)

    async def _switch(self, is_on: bool) -> None:
        if self.wishes.save:
            await self.wishes.save(replace(self.view.rules, shows_people=is_on), self.view.view.zone,
                                   self.view.view.version)


def _removal(name: str, remove: Wish) -> None:
    with block('rt-card').props('role=region aria-label="Remove this board"'), block('rt-card-body rt-row rt-wrap'):
        Text('It leaves Roundtable with its reports, snapshots, queues and forecasts. In Jira nothing changes.',
             'rt-grow rt-2')
        Button('Remove board…', remove, look='danger', icon='delete').props['aria-label'] = f'Remove {name}…'


def _field(label: str, value: str, nothing: str, named: Mapping[str, str]) -> Choice:
    options = {NONE: nothing} | dict(named)
    if value and value not in options:
        options[value] = value
    return Choice(label, options, value or NONE, can_search=len(options) > 8)


def _own(field: Choice) -> str:
    return '' if field.value == NONE else field.value


def _needed(field: Field, name: str) -> Decimal:
    found = amount_of(field, name)
    if found is None:
        raise Rejected('Write a number.', 'sprints.amount', name)
    return found
