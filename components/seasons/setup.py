"""Rules of a season and limits of people as forms."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from nicegui import ui

from app.domain.seasons.money import major, minor
from app.domain.seasons.season import SeasonRules, SeasonView
from app.domain.seasons.setup_views import PLACES, POLICIES, SPANS, UNSPENT, PersonLimit, SetupView
from components.controls import Button, Choice, Field, Pill, Switch, Text, block, table_head
from components.dialogs import Dialog
from components.feedback import refusals_shown
from components.portfolio.setup.panel import DraftForm, amount_of
from components.seasons.forms import percent

KeepRules = Callable[[SeasonRules, int], Awaitable[None]]
KeepLimit = Callable[[str, tuple[str, ...], tuple[str, ...]], Awaitable[None]]
EVERYTHING = 'Everything'


class RulesCard(ui.element):
    """Without `keep` it can only be read. Drawn anew only when rules are others: what is typed stays otherwise."""

    def __init__(self, keep: KeepRules | None) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Rules')
        self.keep = keep
        self.shown: object = None

    def show(self, season: SeasonView, view: SetupView) -> None:
        if self.shown == (view.rules, view.version, season.is_locked):
            return
        self.shown, self.season, self.view = (view.rules, view.version, season.is_locked), season, view
        self.clear()
        with self:
            with block('rt-card-head rt-ln'):
                Text('Rules', tag='h2')
            with block('rt-card-body rt-setup-form'):
                if self.keep and not season.is_locked:
                    with DraftForm('Save rules', self._send) as self.form, self.form.body:
                        self._fields(view.rules)
                else:
                    _facts(view.rules, season)

    def _fields(self, was: SeasonRules) -> None:
        add = self.form.add
        Text('Orders and budgets', 'rt-label', 'div')
        self.policy = Choice('An order over budget', POLICIES, was.policy)
        with block('rt-season-pair'):
            self.places = Choice('Checked for', PLACES, was.places)
            self.span = Choice('and for', SPANS, was.span)
            self.level = add('level', Field('at level of the category tree', str(was.level), kind='number'))
        with block('rt-season-pair'):
            self.share = add('allowance_share', Field('Allowance, % of the budget', _percent(was.allowance_share)))
            self.amount = add('allowance_amount', Field(f'or at most, {self.season.currency}', _amount(
                was.allowance_amount, self.season.digits), hint='The smaller of both counts.'))
        self.counts = Switch('No approved plan means no budget', 'Else what has no approved plan is not checked.',
                             was.counts_without_budget)
        self.confirm = Switch('Buyers confirm orders within budget', 'Else a manager does.', was.may_confirm)
        self.unspent = Choice('Budget that was not spent in elapsed periods', UNSPENT, was.unspent)
        Text('Plan and alerts', 'rt-label', 'div')
        self.blanks = Switch('Blank cells count as 0', 'Then no figure is missing in plan and targets.',
                             was.blanks_are_zero)
        with block('rt-season-pair'):
            self.late = add('late_days', Field('Late receipts, days after the end', str(was.late_days), kind='number'))
            self.low = add('low_share', Field('Alert when less is left, %', percent(was.low_share)))
        self.imbalance = Switch('Alert on uneven budgets', 'A category that is far from the mean.',
                                was.has_imbalance_alert)

    def rules(self) -> SeasonRules:
        share, amount = amount_of(self.share, 'allowance_share'), amount_of(self.amount, 'allowance_amount')
        return replace(
            self.view.rules, policy=self.policy.value, places=self.places.value, span=self.span.value,
            level=int(amount_of(self.level, 'level') or 0), allowance_share=None if share is None else share / 100,
            allowance_amount=None if amount is None else minor(amount, self.season.digits),
            counts_without_budget=self.counts.value, may_confirm=self.confirm.value, unspent=self.unspent.value,
            blanks_are_zero=self.blanks.value, late_days=int(amount_of(self.late, 'late_days') or 0),
            low_share=(amount_of(self.low, 'low_share') or Decimal(0)) / 100, has_imbalance_alert=self.imbalance.value)

    async def _send(self) -> None:
        if self.keep:
            await self.keep(self.rules(), self.view.version)


class LimitsCard(ui.element):
    """Who works on what; `edit` opens the dialog for one of them."""

    def __init__(self, edit: Callable[[PersonLimit], None] | None) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="Who works on what"')
        self.edit = edit
        self.shown: object = None

    def show(self, view: SetupView, is_locked: bool) -> None:
        if self.shown == (view.people, is_locked):
            return
        self.shown = (view.people, is_locked)
        self.clear()
        with self:
            with block('rt-card-head rt-ln'):
                Text('Who works on what', tag='h2')
            with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Who works on what"'):
                table_head(('Person', ''), ('Role', 'rt-not-phone'), ('Branches', ''), ('Clusters', ''), ('', ''))
                with block(tag='tbody'):
                    for person in view.people:
                        self._row(person, view, is_locked)

    def _row(self, person: PersonLimit, view: SetupView, is_locked: bool) -> None:
        with block(tag='tr'):
            Text(person.name, 'rt-b', 'td')
            Text(', '.join(person.roles), 'rt-not-phone', 'td')
            for keys, names in ((person.branches, view.branches), (person.clusters, view.clusters)):
                Text(', '.join(_named(names, keys)) or EVERYTHING, 'rt-3' if not keys else '', 'td')
            with block('rt-setup-deed', 'td'):
                if self.edit and not is_locked:
                    edit = self.edit
                    Button('Limit…', lambda: edit(person), size='s').props(f'aria-label="Limit {person.name}"')


class LimitDialog(Dialog):
    def __init__(self, person: PersonLimit, view: SetupView, keep: KeepLimit) -> None:
        super().__init__(f'What does {person.name} work on?', 'Nothing ticked means everything their role lets them.')
        self.person, self.keep = person, keep
        with self.body:
            self.branches = _boxes('Branches', view.branches, person.branches)
            self.clusters = _boxes('Clusters', view.clusters, person.clusters)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Save limit', self._send, size='l', look='primary')

    async def _send(self) -> None:
        with refusals_shown():
            await self.keep(self.person.identity, _ticked(self.branches), _ticked(self.clusters))
            self.close()


class RatesCard(ui.element):
    """What foreign money costs in this season, for good."""

    def __init__(self, take: Callable[[], Awaitable[None]] | None) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="Plan rates"')
        with self:
            with block('rt-card-head rt-ln'):
                Text('Plan rates', 'rt-grow', 'h2')
                self.button = Button('Take over the rates of today', take, size='s', icon='currency_exchange')
            self.list = block('rt-card-body')
        self.may_take = take is not None

    def show(self, view: SeasonView, can_take: bool) -> None:
        self.button.set_visibility(self.may_take and can_take)
        self.list.clear()
        with self.list:
            for currency, rate in sorted(view.rates.items()):
                Text(f'1 {currency} = {rate.normalize():f} {view.currency}', tag='p')
            if not view.rates:
                Text('No rate was known when the season was planned: orders in other currencies need one.',
                     'rt-2', 'p')


def _boxes(label: str, names: Mapping[str, str], chosen: Sequence[str]) -> dict[str, ui.checkbox]:
    with ui.element('fieldset').classes('rt-season-group'):
        Text(label, 'rt-b rt-sm', 'legend')
        return {key: ui.checkbox(name, value=key in chosen).props('dense').mark(f'{label} {name.strip("– ")}')
                for key, name in names.items()}


def _ticked(boxes: Mapping[str, ui.checkbox]) -> tuple[str, ...]:
    return tuple(key for key, box in boxes.items() if box.value)


def _named(names: Mapping[str, str], keys: Sequence[str]) -> list[str]:
    return [names.get(key, key).strip('– ') for key in keys]


def _facts(rules: SeasonRules, season: SeasonView) -> None:
    """For whoever only reads."""
    allowance = [f'{percent(rules.allowance_share)} %' if rules.allowance_share is not None else '',
                 f'{_amount(rules.allowance_amount, season.digits)} {season.currency}'
                 if rules.allowance_amount is not None else '']
    for label, text in (
            ('An order over budget', POLICIES[rules.policy].lower()),
            ('Checked for', f'{PLACES[rules.places].lower()}, {SPANS[rules.span].lower()}, level {rules.level}'),
            ('Allowance', ' or '.join(filter(None, allowance)) or 'none'),
            ('Unspent budget', UNSPENT[rules.unspent].lower()),
            ('Late receipts', f'{rules.late_days} days'),
            ('Blank cells', 'count as 0' if rules.blanks_are_zero else 'are missing')):
        with block('rt-row rt-wrap').style('gap: 8px'):
            Text(label, 'rt-2')
            Text(text, 'rt-b')
    with block('rt-row'):
        Pill('Only admins change these', 'lock')


def _percent(share: Decimal | None) -> str:
    return '' if share is None else percent(share)


def _amount(amount: int | None, digits: int) -> str:
    return '' if amount is None else f'{major(amount, digits):f}'
