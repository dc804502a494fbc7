"""Questions around an order: a new one, why it is cancelled, what came of it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from nicegui import ui

from app.domain.seasons.buying import CameDraft, Choices, LineView, OrderDraft, OrderView, ReceiptDraft
from app.domain.seasons.entry import read_amount
from app.errors import AppError, Invalid, Rejected
from components.controls import Button, Choice, Field, Text, block, put, sign, table_head
from components.dialogs import Dialog
from components.feedback import worded
from components.portfolio.setup.panel import DraftForm
from components.seasons.orders.line_row import QUANTITY_DIGITS, day_in
from components.seasons.orders.words import entered_quantity, quantity

Keep = Callable[[Any], Awaitable[None]]  # raises what is wrong


class NewOrder(Dialog):
    """The lines are written on the page of the order."""

    def __init__(self, choices: Choices, today: date, keep: Keep) -> None:
        super().__init__('New order', 'It begins as a draft and reserves nothing until it is submitted.')
        self.keep, self.today = keep, today
        with self.body, DraftForm('Write order', self._send) as self.form, self.form.body:
            self.number = self.form.add('number', Field('Number', choices.number, autocomplete='off'))
            self.supplier = Choice('Supplier', {one.code: one.name for one in choices.suppliers}, None,
                                   can_search=True)
            self.about = self.form.add('title', Field('Title', placeholder='Linen shirts, first drop'))
            self.expected = self.form.add('expected', Field('Expected', kind='date'))

    async def _send(self) -> None:
        await self.keep(OrderDraft(self.number.value, self.supplier.value, '', self.about.value, self.today,
                                   day_in(self.expected.value)))
        self.close()


async def ask_reason(title: str, text: str, button: str, label: str = 'Reason', is_dangerous: bool = False) -> str:
    """Empty: never mind."""
    dialog = Dialog(title, text)
    with dialog.body:
        reason = Field(label, is_long=True)

    def answer() -> None:
        if reason.value.strip():
            dialog.submit(reason.value.strip())
        else:
            reason.complain('Say in a few words why.')
    with dialog.foot:
        Button('Back', lambda: dialog.submit(''), size='l')
        Button(button, answer, size='l', look='destroy' if is_dangerous else 'primary')
    told = await dialog
    dialog.delete()
    return told or ''


class PostReceipt(Dialog):
    """What came of each line that is awaited; all of it at first."""

    def __init__(self, order: OrderView, number: str, today: date, keep: Keep) -> None:
        super().__init__(f'Receive {order.number}', 'What was rejected is still awaited.')
        self.order, self.keep, self.today = order, keep, today
        self.lines = [line for line in order.lines if line.open]
        self.accepted: list[ui.input] = []
        self.rejected: list[ui.input] = []
        with self.body:
            with block('rt-row rt-wrap rt-order-head'):
                self.number = Field('Number', number, autocomplete='off')
                self.day = Field('Day', today.isoformat(), kind='date')
                self.note = Field('Delivery note', autocomplete='off')
            with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="What came"'):
                table_head(('Line', ''), ('Awaited', 'rt-num'), ('Accepted', 'rt-num'), ('Rejected', 'rt-num'))
                with block(tag='tbody'):
                    for line in self.lines:
                        self._line(line)
            with block('rt-problem').props('role=alert') as self.problem:
                sign('error', 16)
                self.problem_text = Text()
            self.problem.set_visibility(False)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Post receipt', self._send, size='l', look='primary')

    def _line(self, line: LineView) -> None:
        with block(tag='tr'):
            with block(tag='td'):
                Text(f'{line.category_name}, {line.location_name}', '', 'div')
                Text(line.text or line.sku, 'rt-sm rt-3', 'div')
            Text(quantity(line.open), 'rt-num', 'td')
            for name, fields, value in (('Accepted', self.accepted, entered_quantity(line.open)),
                                        ('Rejected', self.rejected, '')):
                with block('rt-num rt-line-quantity', 'td'):
                    field = ui.input(value=value).props('outlined dense hide-bottom-space')
                put(field, aria_label=f'{name}, line {line.number}')
                fields.append(field)

    async def _send(self) -> None:
        try:
            await self.keep(self._draft())
        except AppError as error:
            texts: Sequence[tuple[str, str]] = error.errors if isinstance(error, Invalid) else (('', worded(error)),)
            self.problem_text.say(' '.join(text for _, text in texts))
            self.problem.set_visibility(True)
            return
        self.close()

    def _draft(self) -> ReceiptDraft:
        lines = tuple(CameDraft(line.number, _read(yes, line), _read(no, line))
                      for line, yes, no in zip(self.lines, self.accepted, self.rejected, strict=True))
        return ReceiptDraft(self.order.number, tuple(one for one in lines if one.accepted or one.rejected),
                            self.number.value, day_in(self.day.value) or self.today, self.note.value)


def _read(field: ui.input, line: LineView) -> int:
    text = (field.value or '').strip()
    try:
        return read_amount(text, QUANTITY_DIGITS) if text else 0
    except Rejected as error:
        raise Rejected(f'Line {line.number}: {error}') from error
