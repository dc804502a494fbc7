"""Hours and rates by site and by agreement, and rules of how everything is counted."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from decimal import Decimal

from nicegui import ui

from app.domain.portfolio.items.setting import CATEGORIES, Rates, Rules
from app.domain.portfolio.setup.decisions import EVERYTHING_OFF, PANELS, panels_of
from app.domain.portfolio.setup.views import SetupView
from app.errors import Rejected
from components.controls import Choice, Field, IconButton, Switch, Text, block
from components.portfolio.setup.panel import Checks, DraftForm, amount_of

ZERO = Decimal(0)
PARENT_RULES = {'uncovered_days': 'On days that no child covers', 'never_if_listed': 'Never, if a child has the team',
                'never_if_any_child': 'Never, if it has any child', 'always_add': 'Always, beside its children'}
COUNTED = {'Proposed': 'Proposed', 'InProgress': 'In progress', 'Resolved': 'Resolved', 'Completed': 'Completed'}


class RatesForm(DraftForm):
    """One line for each site, and for each agreement with people outside."""

    def __init__(self, view: SetupView, save: Callable[[Rates, int], Awaitable[None]]) -> None:
        super().__init__('Save hours and rates', self._send)
        self.view, self.keep, was = view, save, view.rates
        self.classes('rt-setup-form')
        self.sites: list[tuple[str, Field, Field, Field]] = []
        self.agreements: list[tuple[str, Field]] = []
        with self.body:
            with block('rt-setup-inline'):
                self.currency = self.add('currency', Field('Currency', was.currency, autocomplete='off'))
                self.hours = self.add('default_hours', _amount('Usual hours a month', was.default_hours))
                self.internal = self.add('default_internal', _amount('Usual rate, internal', was.default_internal))
                self.external = self.add('default_external', _amount('Usual rate, external', was.default_external))
            self._sites(was)
            self._agreements(was)
            self.books = Switch('Book items without dates into the current month',
                                'As PlannerTool does; otherwise they have a line of their own, in no total.',
                                was.books_undated)

    def _sites(self, was: Rates) -> None:
        Text('By site', 'rt-sec-title', 'h2')
        Text('Empty: as usual.', 'rt-hint')
        for site in self.view.sites:
            with block('rt-setup-inline').props('role=group') as group:
                group.props['aria-label'] = site
                Text(site, 'rt-b rt-setup-site')
                self.sites.append((site, self._hours(was, site, 'internal'), self._hours(was, site, 'external'),
                                   self.add(f'internal.{site}', _amount(f'Rate, internal, {site}',
                                                                        was.internal.get(site)))))

    def _hours(self, was: Rates, site: str, kind: str) -> Field:
        return self.add(f'hours.{site}|{kind}', _amount(f'Hours, {kind}, {site}', was.hours.get(f'{site}|{kind}')))

    def _agreements(self, was: Rates) -> None:
        Text('External, by name of the rate', 'rt-sec-title', 'h2')
        named = {person.draft.rate_name for person in self.view.people if person.draft.rate_name}
        for name in sorted(named | set(was.external)):
            with block('rt-setup-inline'):
                self.agreements.append((name, self.add(f'external.{name}', _amount(f'Rate of {name}',
                                                                                   was.external.get(name)))))
        if not self.agreements:
            Text('People outside can name a rate; its amount is entered here.', 'rt-hint')

    async def _send(self) -> None:
        hours = {f'{site}|{kind}': field for site, own, others, _ in self.sites
                 for kind, field in (('internal', own), ('external', others))}
        given = Rates(
            self.currency.value.strip().upper(), _given(hours, 'hours.'),
            _given({site: rate for site, _, _, rate in self.sites}, 'internal.'),
            _given(dict(self.agreements), 'external.'), _whole(self.hours, 'default_hours'),
            _whole(self.internal, 'default_internal'), _whole(self.external, 'default_external'), self.books.value)
        await self.keep(given, self.view.version)


class RulesForm(DraftForm):
    """How the hierarchy is read, what counts as load, and which panels people find."""

    def __init__(self, view: SetupView, save: Callable[[Rules, int], Awaitable[None]]) -> None:
        super().__init__('Save rules', self._send)
        self.view, self.keep, was = view, save, view.rules
        self.classes('rt-setup-form')
        with self.body:
            self.types = self.add('types', Field('Types, one level a line', _levels(was.types), is_long=True,
                                                 hint='From the top; types of one level are separated by commas'))
            self.states = self.add('states', Field('States in their order', _states(was.states), is_long=True,
                                                   hint=f'State: category, a line each; {", ".join(CATEGORIES)}'))
            self.parent = Choice('When a parent’s own share counts', PARENT_RULES, was.parent_rule)
            self.counted = Checks('States that count as load', COUNTED, was.counted_categories)
            self.calendar = Switch('Count calendar days', 'Weekends and days off count, as in PlannerTool.',
                                   was.counts_calendar_days)
            self.selected = Switch('Count selected plans only', 'Else load holds all plans, whatever is shown.',
                                   was.counts_selected_plans_only)
            self.weighs = Switch('Weigh teams by hours', 'In the load of the organisation; else each weighs the same.',
                                 was.weighs_by_hours)
            self.whole = Switch('Whole percents in capacity texts', 'PlannerTool reads nothing else.',
                                was.whole_percents)
            self.panels = PanelOrder(was)

    async def _send(self) -> None:
        await self.keep(Rules(_read_levels(self.types.value), _read_states(self.states.value), self.parent.value,
                              self.calendar.value, self.selected.value, self.counted.value, self.weighs.value,
                              self.whole.value, self.panels.value), self.view.version)


class PanelOrder(ui.element):
    """Which panels there are, from top to bottom."""

    def __init__(self, rules: Rules) -> None:
        super().__init__('div')
        self.classes('rt-field').props('role=group aria-label=Panels')
        on = panels_of(rules)
        self.order = [*on, *(name for name in PANELS if name not in on)]
        self.enabled = set(on)
        with self:
            Text('Panels', 'rt-label', 'div')
            self.list = block('rt-setup-panels', 'ol')
        self._draw()

    @property
    def value(self) -> tuple[str, ...]:
        found = tuple(name for name in self.order if name in self.enabled)
        return () if found == tuple(PANELS) else found or (EVERYTHING_OFF,)

    def _draw(self) -> None:
        self.list.clear()
        with self.list:
            for place, name in enumerate(self.order):
                with block('rt-row', 'li'):
                    box = ui.checkbox(PANELS[name], value=name in self.enabled).props('dense').classes('rt-grow')
                    box.mark(f'Panel {PANELS[name]}').on('update:model-value', lambda name=name, box=box: self._switch(
                        name, box.value), args=[])
                    if place:
                        IconButton('arrow_upward', f'Move {PANELS[name]} up', lambda name=name: self._move(name),
                                   has_tooltip=False)

    def _switch(self, name: str, is_on: bool) -> None:
        (self.enabled.add if is_on else self.enabled.discard)(name)

    def _move(self, name: str) -> None:
        place = self.order.index(name)
        self.order[place - 1], self.order[place] = name, self.order[place - 1]
        self._draw()


def _amount(label: str, value: Decimal | None) -> Field:
    return Field(label, '' if value is None else f'{value:f}', autocomplete='off')


def _given(fields: Mapping[str, Field], prefix: str) -> dict[str, Decimal]:
    found = {name: amount_of(field, prefix + name) for name, field in fields.items()}
    return {name: amount for name, amount in found.items() if amount is not None}


def _whole(field: Field, name: str) -> Decimal:
    return amount_of(field, name) or ZERO


def _levels(levels: Iterable[Iterable[str]]) -> str:
    return '\n'.join(', '.join(level) for level in levels)


def _read_levels(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name.strip() for name in line.split(',') if name.strip()) for line in text.splitlines()
                 if line.strip())


def _states(states: Iterable[tuple[str, str]]) -> str:
    return '\n'.join(f'{name}: {category}' for name, category in states)


def _read_states(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        name, separator, category = line.rpartition(':')
        if not line.strip():
            continue
        if not separator:
            raise Rejected(f'Line {number}: write the category behind the state, such as Active: InProgress.',
                           'portfolio.states', 'states')
        found.append((name.strip(), category.strip()))
    return tuple(found)
