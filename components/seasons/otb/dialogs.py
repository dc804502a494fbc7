"""Questions around open-to-buy: budget to move or hold back, rows behind a figure, why it changed, what is typed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.seasons.budgets import ReserveDraft, TransferDraft
from app.domain.seasons.entry import read_amount
from app.domain.seasons.money import number_in, plain, written
from app.domain.seasons.otb import Detail, OtbView, Term
from app.domain.seasons.otb_inputs import OtbFigures, OtbInput
from app.domain.seasons.otb_why import Why
from app.errors import Rejected
from components.controls import Button, Choice, Field, Segmented, Text, block, link, put, table_head
from components.dialogs import Dialog
from components.portfolio.setup.panel import DraftForm, day_of

Keep = Callable[[Any], Awaitable[None]]  # raises what is wrong
Names = Mapping[str, str]  # key of a node → its name
EVERYWHERE = 'everywhere'
EACH = 'each'
OF_A_MONTH = 'For a month it lies in its first week that is not over, and counts in the month as a whole.'


class TransferDialog(Dialog):
    """From and to; what is open already is the source."""

    def __init__(self, view: OtbView, categories: Names, periods: Names, keep: Keep) -> None:
        super().__init__('Transfer budget', 'Somebody else approves it. What leaves one category comes to the other. '
                         + OF_A_MONTH)
        self.view, self.keep = view, keep
        looks = view.looks
        with self.body, DraftForm('Ask for the transfer', self._send) as self.form, self.form.body:
            with block('rt-season-pair'):
                self.source = _pick('From category', categories, looks.category)
                self.out = _pick('From period', periods, looks.period)
            with block('rt-season-pair'):
                self.target = _pick('To category', categories, '')
                self.into = _pick('To period', periods, looks.period)
            self.amount = self.form.add('amount', Field(f'Amount, {view.season.currency}', autocomplete='off'))
            self.reason = self.form.add('reason', Field('Reason', placeholder='Why, in a few words'))

    async def _send(self) -> None:
        await self.keep(TransferDraft(self.source.value, self.out.value, self.target.value, self.into.value,
                                      amount_in(self.amount, self.view.season.digits, 'amount'), self.reason.value,
                                      self.view.looks.location))
        self.close()


class ReserveDialog(Dialog):
    def __init__(self, view: OtbView, categories: Names, periods: Names, keep: Keep) -> None:
        super().__init__('Hold reserve', f'It is kept back from what may be bought until it is released. {OF_A_MONTH}')
        self.view, self.keep = view, keep
        with self.body, DraftForm('Hold it back', self._send) as self.form, self.form.body:
            self.category = _pick('Category', {EVERYWHERE: 'All categories'} | dict(categories),
                                  view.looks.category or EVERYWHERE)
            self.period = _pick('Period', {EACH: 'Each week'} | dict(periods), view.looks.period or EACH)
            self.kind = Segmented('Kind', {'share': 'Percent', 'amount': 'Amount'}, 'share', is_wide=True)
            self.much = self.form.add('amount', Field('How much', hint='10 for 10 %, or an amount for each week.'))
            self.form.add('share', self.much)
            self.reason = self.form.add('reason', Field('Reason'))

    async def _send(self) -> None:
        category = '' if self.category.value == EVERYWHERE else self.category.value
        period = '' if self.period.value == EACH else self.period.value
        amount = share = None
        if self.kind.value == 'share':
            share = _share(self.much)
        else:
            amount = amount_in(self.much, self.view.season.digits, 'amount')
        await self.keep(ReserveDraft(category, self.view.looks.location, period, amount, share, self.reason.value))
        self.close()


class InputDialog(Dialog):
    """What planners type while the budget is made; the limit follows."""

    def __init__(self, told: OtbInput, names: str, digits: int, is_first: bool, keep: Keep) -> None:
        super().__init__('Type inputs', names)
        self.digits, self.keep = digits, keep
        figures = told.figures
        with self.body, DraftForm('Save', self._send) as self.form, self.form.body:
            self.closing = self._field('planned_closing_stock', 'Target closing stock', figures.closing)
            self.opening = self._field('opening_stock', 'Opening stock', figures.opening) if is_first else None
            self.on_order = self._field('on_order', 'On order elsewhere', figures.on_order)
            Text(f'Planned sales are {written(figures.sales or 0, digits)}; open to buy is '
                 f'{written(told.limit, digits)} and follows.', 'rt-sm rt-2', 'p')

    def _field(self, name: str, label: str, value: int | None) -> Field:
        return self.form.add(name, Field(label, '' if value is None else plain(value, self.digits),
                                         autocomplete='off'))

    async def _send(self) -> None:
        def read(field: Field | None, name: str) -> int | None:
            return None if field is None or not field.value.strip() else amount_in(field, self.digits, name)
        await self.keep(OtbFigures(None, read(self.closing, 'planned_closing_stock'),
                                   read(self.opening, 'opening_stock'), read(self.on_order, 'on_order')))
        self.close()


class RowsDialog(Dialog):
    """What a figure is made of; the rows add up to it."""

    def __init__(self, term: Term, where: str, rows: Sequence[Detail], digits: int) -> None:
        super().__init__(f'{term.label}: {written(term.value, digits)}', where)
        with self.body:
            if not rows:
                Text('There is nothing here.', 'rt-2', 'p')
            else:
                with block('rt-otb-rows'), block('rt-table', 'table') as table:
                    put(table, aria_label=term.label)
                    table_head(('Where', ''), ('', ''), ('Amount', 'rt-num'))
                    with block(tag='tbody'):
                        for one in rows:
                            with block(tag='tr'):
                                with block(tag='td'):
                                    link(one.name, one.link) if one.link else Text(one.name)
                                Text(one.note, 'rt-sm rt-2', 'td')
                                Text(written(one.amount, digits), 'rt-num', 'td')
        with self.foot:
            Button('Close', self.close, size='l')


class ExplainDialog(Dialog):
    """The sum in words, every term with its sign."""

    def __init__(self, view: OtbView) -> None:
        super().__init__('Explain', f'{view.category_name}, {view.period_name}, {view.place_name}')
        digits = view.season.digits
        with self.body, block('rt-table', 'table') as table:
            put(table, aria_label='Open to buy')
            table_head(('Figure', ''), ('From', ''), ('Amount', 'rt-num'))
            with block(tag='tbody'):
                for one in view.terms:
                    _row(one.label, one.note, f'{"+" if one.sign > 0 else "−"} {written(one.value, digits)}')
                _row('Left to buy', 'approved plan' if view.is_approved else 'plan that is worked on',
                     f'= {written(view.cell.left, digits)}', 'rt-otb-sumrow')
        with self.foot:
            Button('Close', self.close, size='l')


class WhyDialog(Dialog):
    """Since a day: steps that add up from what it was to what it is."""

    def __init__(self, view: OtbView, since: date, look: Callable[[date], Awaitable[Why]]) -> None:
        super().__init__('Why did it change?', f'{view.category_name}, {view.period_name}, all locations')
        self.digits, self.look = view.season.digits, look
        with self.body:
            with DraftForm('Show', self.fill) as self.form, self.form.body:
                self.since = self.form.add('since', Field('Since', since.isoformat(), kind='date'))
            self.steps = block('rt-otb-why').props('aria-live=polite')

    async def fill(self) -> None:
        why = await self.look(day_of(self.since, 'since'))
        self.steps.clear()
        with self.steps, block('rt-table rt-otb-waterfall', 'table') as table:
            put(table, aria_label='Why did it change?')
            table_head(('Step', ''), ('Amount', 'rt-num'), ('', ''))
            with block(tag='tbody'):
                self._rows(why)

    def _rows(self, why: Why) -> None:
        found, at = why.steps, why.steps.before
        most = max((abs(one.amount) for one in found.steps), default=0) or 1
        _row('Open to buy then', written(found.before, self.digits), '', 'rt-otb-sumrow')
        for one in found.steps:
            at += one.amount
            label = f'{one.label}, {one.count}' if one.count > 1 else one.label
            with block('', 'tr'):
                with block(tag='td'):
                    Text(label, '', 'div')
                    for text, amount in one.causes[:3]:
                        Text(f'{text} {_signed(amount, self.digits)}', 'rt-sm rt-2', 'div')
                Text(_signed(one.amount, self.digits), 'rt-num', 'td')
                with block('rt-otb-bar', 'td').props('aria-hidden=true'):
                    way = 'up' if one.amount > 0 else 'down'
                    block(f'rt-otb-{way}', 'i').style(f'width: {100 * abs(one.amount) / most:.1f}%')
        if found.remainder:
            _row('From before events were kept', _signed(found.remainder, self.digits), '')
        _row('Open to buy now', written(found.after, self.digits), '', 'rt-otb-sumrow')
        if why.not_approved:
            _row('Edits that are not approved yet', _signed(why.not_approved, self.digits), '')
            _row('By the approved plan', written(why.approved, self.digits), '', 'rt-otb-sumrow')


def amount_in(field: Field, digits: int, name: str) -> int:
    """Raises Rejected."""
    if not field.value.strip():
        raise Rejected('Write an amount.', field=name)
    try:
        return read_amount(field.value, digits)
    except Rejected as refusal:
        raise Rejected(str(refusal), field=name) from None


def _share(field: Field) -> Decimal:
    found = number_in(field.value.strip().removesuffix('%').strip().replace(',', '.'))
    if found is None:
        raise Rejected('Write a percentage, such as 10.', field='share')
    return found / 100


def _pick(label: str, options: Names, value: str) -> Choice:
    return Choice(label, options, value if value in options else None, can_search=len(options) > 8)


def _row(label: str, middle: str, amount: str, classes: str = '') -> None:
    with block(classes, 'tr'):
        Text(label, '', 'td')
        Text(middle, 'rt-num' if not amount else 'rt-sm rt-2', 'td')
        Text(amount, 'rt-num', 'td')


def _signed(amount: int, digits: int) -> str:
    return f'{"+" if amount > 0 else ""}{written(amount, digits)}'
