"""What can be done on the page of an order: every wish of its parts, with what it asks first."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from nicegui import ui

from app.domain.seasons.buying import DRAFT, OrderDraft, OrderView, ReceiptDraft, ReceiptRow
from app.domain.seasons.buying_words import BudgetAnswer
from app.domain.seasons.season import APPROVE
from app.errors import AppError, Conflict, Invalid
from app.services.seasons import budget_checks, order_states, orders, overrides, receipts
from components.dialogs import confirm
from components.feedback import problem_shown, toast
from components.seasons.budget_decision import DecisionWishes
from components.seasons.orders.dialogs import PostReceipt, ask_reason
from pages.kit import do, look
from pages.seasons.receipts import reverse_receipt

if TYPE_CHECKING:
    from pages.seasons.order import OrderPlace


class OrderDeeds:
    def __init__(self, place: 'OrderPlace') -> None:
        self.place, self.asked = place, 0
        self.stored: BudgetAnswer | None = None

    @property
    def view(self) -> OrderView:
        assert self.place.view
        return self.place.view

    def wishes(self) -> Mapping[str, Callable[[], Awaitable[Any]]]:
        return {'drop': self.drop, 'cancel': self.cancel, 'close_short': self.close_short, 'withdraw': self.withdraw,
                'ship': self.ship, 'ask': self.ask, 'save': self.keep, 'submit': self.submit,
                'confirm': self.confirm, 'receive': self.receive}

    def decision_wishes(self) -> DecisionWishes:
        return DecisionWishes(self.move, self.approve, self.refuse)

    async def check(self) -> None:
        """What the budget says of what stands in the form; only the last answer counts."""
        self.asked += 1
        mine = self.asked
        try:
            draft = self.place.form.draft()
        except Invalid:
            return  # what cannot be read is said when it is saved
        answer: BudgetAnswer = await look(self.place.who, budget_checks.view_check, self.place.season.view.code,
                                          draft, self.view.number)
        if mine == self.asked and self.place.form.is_dirty:
            self.show_answer(answer)

    def show_stored(self, answer: BudgetAnswer) -> None:
        """Of the order as it is saved, unless something else stands in the form."""
        self.stored = answer
        if not self.place.form.is_dirty:
            self.show_answer(answer)

    def show_answer(self, answer: BudgetAnswer) -> None:
        self.place.side.budget.show(answer)
        self.place.head.offer_override(
            self.place.may_buy and answer.is_over and answer.policy == APPROVE and not self.view.is_asked
            and (self.view.state == DRAFT or self.place.form.is_dirty))

    def show_again(self) -> None:
        """The form was built anew."""
        if self.stored:
            self.show_stored(self.stored)

    async def save(self) -> bool:
        """Whether it is saved."""
        form = self.place.form
        if not form.may_edit:
            return True
        try:
            draft = form.draft()
            form.settle()  # what is saved may be shown before the answer comes
            await do(self.place.who, orders.change_order, self.view.number, draft, form.version)
        except AppError as error:
            form.is_dirty = True
            form.complain(error)
            return False
        toast('Saved')
        return True

    async def keep(self) -> None:
        await self.save()

    async def submit(self) -> None:
        if self.place.form.is_dirty and not await self.save():
            return
        await self._try(order_states.submit, self._number(), done='Submitted: its budget is reserved')

    async def ask(self) -> None:
        """For an order, or for a change of one."""
        form, view = self.place.form, self.view
        draft: OrderDraft | None = None
        if form.is_dirty and view.state != DRAFT:
            try:
                draft = form.draft()
            except AppError as error:
                form.complain(error)
                return
        elif form.is_dirty and not await self.save():
            return
        reason = await self._why('Ask to let it pass over budget?', 'Managers are told; somebody else decides.',
                                 'Ask for override')
        if reason and draft is None:
            await self._try(overrides.ask_override, self._number(), reason, done='Asked for an override')
        elif reason and draft is not None:
            form.settle()
            form.is_dirty = not await self._try(overrides.ask_amendment, view.number, draft, reason,
                                                done='Asked for an override')

    async def confirm(self) -> None:
        await self._try(order_states.confirm, self.view.number, done='Confirmed')

    async def withdraw(self) -> None:
        await self._try(order_states.withdraw, self.view.number, done='Withdrawn: it is a draft again')

    async def ship(self) -> None:
        await self._try(order_states.ship, self.view.number, done='Marked as shipped')

    async def cancel(self) -> None:
        reason = await self._why(f'Cancel {self.view.number}?', 'Its budget is free again at once.', 'Cancel order',
                                 True)
        if reason:
            await self._try(order_states.cancel, self.view.number, reason, done='Cancelled')

    async def close_short(self) -> None:
        reason = await self._why(f'Close {self.view.number} short?', 'Nothing more is awaited of its open lines; '
                                 'their budget is free again at once.', 'Close short')
        if reason:
            await self._try(order_states.close_short, self.view.number, reason, done='Closed short')

    async def drop(self) -> None:
        number, code = self.view.number, self.place.season.view.code
        with self.place.season.body:
            is_meant = await confirm(f'Delete {number}?', 'This draft is gone for good.', 'Delete draft',
                                     is_dangerous=True)
        if is_meant and await self._try(orders.drop_order, number):
            ui.navigate.to(f'/seasons/{code}/orders')

    async def receive(self) -> None:
        with self.place.season.body:
            PostReceipt(self.view, '', self.place.season.view.today, self._post).open()

    async def reverse(self, row: ReceiptRow) -> None:
        with self.place.season.body:
            await reverse_receipt(self.place.who, row)

    async def move(self, number: str, day: date, version: int) -> None:
        await do(self.place.who, overrides.move_order, number, day, version)
        toast(f'{number} is expected later, and confirmed')

    async def approve(self, number: str, reply: str, version: int) -> None:
        await do(self.place.who, overrides.approve_override, number, reply, version)
        toast(f'{number} may pass')

    async def refuse(self, number: str, reply: str, version: int) -> None:
        await do(self.place.who, overrides.refuse_override, number, reply, version)
        toast(f'{number} was sent back')

    async def _post(self, draft: ReceiptDraft) -> None:
        posted = await do(self.place.who, receipts.post_receipt, draft)
        toast(' '.join((f'Received as {posted.number}.', *posted.warnings)))

    async def _why(self, title: str, text: str, button: str, is_dangerous: bool = False) -> str:
        with self.place.season.body:
            return await ask_reason(title, text, button, is_dangerous=is_dangerous)

    async def _try(self, service: Callable[..., Any], *arguments: Any, done: str = '') -> bool:
        """Refusals stand in the form, where what is missing can be mended."""
        try:
            await do(self.place.who, service, *arguments)
        except Conflict as error:
            problem_shown(error)
            return False
        except AppError as error:
            if self.place.form.may_edit:
                self.place.form.complain(error)
            else:
                problem_shown(error)
            return False
        if done:
            toast(done)
        return True

    def _number(self) -> str:
        """As it is after saving: a draft may have got another one."""
        field = self.place.form.fields.get('number')
        return field.value.strip() if field and field.value.strip() else self.view.number

