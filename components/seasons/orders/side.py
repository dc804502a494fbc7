"""Beside an order: what the budget says, what came, and what it was before."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from app.domain.seasons.buying import OrderView, ReceiptRow, RevisionView
from app.domain.seasons.buying_words import OK, OVER, SILENT, TOLERATED, BudgetAnswer
from app.domain.seasons.season import SeasonView
from components.controls import Button, Pill, Text, block, classed, put, sign, symbol
from components.moments import dated, short_moment
from components.seasons.budget_decision import BudgetDecision, DecisionWishes
from components.seasons.orders.words import counted, money, quantity

LOOKS = {OK: 'check_circle', TOLERATED: 'warning', OVER: 'error', SILENT: 'info'}


class BudgetStatus(ui.element):
    """One sentence that is said aloud when it changes, and the sums behind it."""

    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-sec rt-budget').props['aria-label'] = 'Budget'
        self.answer: BudgetAnswer | None = None
        with self:
            with block('rt-budget-status').props('role=status aria-live=polite') as self.status:
                self.icon = sign('info', 18)
                self.text = Text()
            self.scopes = block('rt-col')

    def show(self, answer: BudgetAnswer) -> None:
        if answer == self.answer:
            return
        self.answer = answer
        self.text.say(answer.status)
        put(self.icon, name=symbol(LOOKS[answer.state]))
        classed(self, over=answer.is_over, near=answer.state == TOLERATED)
        self.scopes.clear()
        with self.scopes:
            for one in answer.scopes:
                with block('rt-budget-scope'):
                    Text(one.head, 'rt-b rt-sm', 'div')
                    Text(one.text, 'rt-sm rt-2', 'div')
                    if one.breach.is_over:
                        lines = counted(len(one.breach.lines), 'line')
                        Text(f'What helps ({lines}): ' + '; '.join(offer.text for offer in one.offers), 'rt-sm', 'div')


class OrderSide(ui.element):
    def __init__(self, season: SeasonView, decide: DecisionWishes, me: str, may_approve: bool,
                 reverse: Callable[[ReceiptRow], Any] | None) -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-order-side').props['aria-label'] = 'Budget and history'
        self.season, self.reverse = season, reverse
        self.shown: tuple[Any, ...] = ()
        with self, block('rt-panel-body'):
            self.budget = BudgetStatus()
            self.decision = BudgetDecision(decide, me, may_approve).classes('rt-sec')
            self.reply = Text('', 'rt-sec rt-sm rt-2', 'p')
            self.came = block('rt-sec')
            self.past = block('rt-sec')

    def allow(self, reverse: Callable[[ReceiptRow], Any] | None) -> None:
        """From the next time it is shown."""
        if (self.reverse is None) != (reverse is None):
            self.reverse, self.shown = reverse, ()

    def show(self, view: OrderView) -> None:
        self.decision.show(view.decision)
        override = view.override
        is_decided = override is not None and override.state != 'asked'
        self.reply.set_visibility(is_decided)
        if override and is_decided:
            verb = 'let it pass' if override.state == 'approved' else 'sent it back'
            self.reply.say(f'{override.decided_by_name} {verb}' + (f': {override.reply}' if override.reply else ''))
        told = (view.receipts, view.revisions, view.received, view.counted)
        if told == self.shown:
            return
        self.shown = told
        self._receipts(view)
        self._revisions(view)

    def _receipts(self, view: OrderView) -> None:
        self.came.clear()
        digits = self.season.digits
        with self.came:
            with block('rt-row'):
                Text('Receipts', 'rt-grow', 'h3')
                Text(f'{money(view.received, digits)} of {money(view.counted, digits)}', 'rt-sm rt-2')
            if not view.receipts:
                Text('Nothing has come yet.', 'rt-sm rt-2', 'p')
            for row in view.receipts:
                with block('rt-order-receipt'), block('rt-row rt-wrap'):
                    with block('rt-grow'):
                        Text(row.number, 'rt-b', 'div')
                        Text(_receipt_words(row), 'rt-sm rt-2', 'div')
                    if row.state == 'reversed' or row.reverses:
                        Pill('Reversal' if row.reverses else 'Reversed', 'undo')
                    elif self.reverse:
                        Button('Reverse receipt', lambda row=row: self.reverse and self.reverse(row), size='s').props[
                            'title'] = row.number
                    if row.is_late:
                        Pill('Late', 'schedule', 'warn')

    def _revisions(self, view: OrderView) -> None:
        self.past.clear()
        self.past.set_visibility(bool(view.revisions))
        with self.past:
            Text('Revisions', tag='h3')
            for row in view.revisions:
                with block('rt-order-receipt'):
                    Text(f'Revision {row.number}, {_sum(row, self.season)}', 'rt-b', 'div')
                    Text(' · '.join(filter(None, (row.by_name, short_moment(row.at), row.reason))), 'rt-sm rt-2',
                         'div')


def _receipt_words(row: ReceiptRow) -> str:
    parts = (dated(row.day), f'{quantity(row.accepted)} accepted',
             f'{quantity(row.rejected)} rejected' if row.rejected else '', row.note,
             f'takes back {row.reverses}' if row.reverses else '', row.reason, row.by_name)
    return ' · '.join(filter(None, parts))


def _sum(row: RevisionView, season: SeasonView) -> str:
    name = 'worth' if season.basis == 'retail' else 'value'
    lines = row.content.get('lines', ())
    return f'{counted(len(lines), "line")}, {money(sum(line[name] for line in lines), season.digits)}'
