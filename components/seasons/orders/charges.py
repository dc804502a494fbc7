"""Freight, duty and insurance of an order, and by what they are shared out among its lines."""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from app.domain.seasons.buying import KEYS, KINDS, ChargeDraft, ChargeView
from app.domain.seasons.entry import read_amount
from app.domain.seasons.money import digits_of
from app.errors import Rejected
from components.controls import Button, IconButton, Text, block, put
from components.seasons.orders.words import entered, money

KIND_NAMES = dict(zip(KINDS, ('Freight', 'Duty', 'Insurance', 'Other'), strict=True))
KEY_NAMES = dict(zip(KEYS, ('by value', 'by quantity', 'by weight'), strict=True))


class Charges(ui.element):
    def __init__(self, on_change: Callable[[], Any], may_edit: bool) -> None:
        super().__init__('div')
        self.classes('rt-order-charges')
        self.on_change, self.may_edit = on_change, may_edit
        self.rows: list[ChargeRow] = []
        with self:
            Text('Charges', tag='h3')
            self.list = block('rt-col').style('gap: 8px')
            if may_edit:
                Button('Add charge', self._add, icon='add', size='s', counts_each=True)

    def show(self, charges: Sequence[ChargeView], digits: Callable[[str], int]) -> None:
        for one in charges:
            if self.may_edit:
                self._row(one)
            else:
                amount = money(one.amount, digits(one.currency), one.currency) if one.amount is not None else 'as told'
                with self.list:
                    Text(' '.join(filter(None, (KIND_NAMES[one.kind], amount, KEY_NAMES[one.allocate], one.text))),
                         'rt-sm', 'p')
        if not charges and not self.may_edit:
            self.set_visibility(False)

    def drafts(self, currency: str, problems: list[tuple[str, str]]) -> tuple[ChargeDraft, ...]:
        return tuple(row.draft(at, currency, problems) for at, row in enumerate(self.rows))

    def _add(self) -> Any:
        self._row(ChargeView('freight', None, '', 'value', ''))
        return self.on_change()

    def _row(self, one: ChargeView) -> None:
        with self.list:
            row = ChargeRow(one, self.on_change, self._remove)
        self.rows.append(row)
        row.name(len(self.rows))

    def _remove(self, row: 'ChargeRow') -> Any:
        self.rows.remove(row)
        row.delete()
        for at, one in enumerate(self.rows, 1):
            one.name(at)
        return self.on_change()


class ChargeRow(ui.element):
    """An amount, or words such as “included in price”."""

    def __init__(self, one: ChargeView, on_change: Callable[[], Any], remove: Callable[['ChargeRow'], Any]) -> None:
        super().__init__('div')
        self.classes('rt-row rt-wrap rt-order-charge')
        self.currency = one.currency
        with self:
            self.kind = ui.select(KIND_NAMES, value=one.kind, on_change=on_change).props('outlined dense')
            amount = entered(one.amount, digits_of(one.currency)) if one.amount is not None else one.text
            self.amount = ui.input(value=amount, on_change=on_change).props('outlined dense debounce=250')
            self.key = ui.select(KEY_NAMES, value=one.allocate, on_change=on_change).props('outlined dense')
            self.cross = IconButton('close', 'Remove charge', lambda: remove(self), has_tooltip=False)

    def name(self, number: int) -> None:
        put(self.kind, aria_label=f'Kind, charge {number}')
        put(self.amount, aria_label=f'Amount, charge {number}')
        put(self.key, aria_label=f'Shared out, charge {number}')
        self.cross.name(f'Remove charge {number}')

    def draft(self, at: int, currency: str, problems: list[tuple[str, str]]) -> ChargeDraft:
        text = (self.amount.value or '').strip()
        if text and not any(letter.isdigit() for letter in text):
            return ChargeDraft(self.kind.value, None, currency, self.key.value, text)
        try:
            amount = read_amount(text, digits_of(currency)) if text else None
        except Rejected as error:
            problems.append((f'charges.{at}.amount', f'Charge {at + 1}: {error}'))
            amount = None
        return ChargeDraft(self.kind.value, amount, currency, self.key.value)
