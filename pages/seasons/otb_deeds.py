"""What can be done on the page of open-to-buy: budget moved and held back, decisions, and questions."""

from datetime import date
from typing import TYPE_CHECKING, Any

from nicegui import ui

from app.domain.access import may
from app.domain.seasons.budgets import ReserveDraft, TransferDraft
from app.domain.seasons.otb import OtbView
from app.domain.seasons.otb_inputs import OtbFigures, OtbInput
from app.domain.seasons.otb_why import Why
from app.domain.seasons.season import PLANNED, RANGED
from app.services.seasons import otb, otb_inputs, otb_moves, overrides, recalculating, reserves, transfers
from components.controls import Button
from components.feedback import refusals_shown, toast
from components.seasons.budget_decision import DecisionWishes
from components.seasons.orders.dialogs import ask_reason
from components.seasons.otb.dialogs import (
    ExplainDialog,
    InputDialog,
    ReserveDialog,
    RowsDialog,
    TransferDialog,
    WhyDialog,
)
from components.seasons.otb.wishes import OtbWishes
from pages.kit import do, look

if TYPE_CHECKING:
    from pages.seasons.otb import OtbPlace


class OtbDeeds:
    def __init__(self, place: 'OtbPlace') -> None:
        self.place, self.who, self.code = place, place.season.who, place.season.view.code
        actor = self.who.me.actor
        self.me, self.may_ask, self.may_plan = actor.identity, may(actor, 'seasons.ask'), may(actor, 'seasons.plan')
        self.may_manage, self.may_approve = may(actor, 'seasons.manage'), may(actor, 'seasons.approve')

    @property
    def view(self) -> OtbView:
        assert self.place.view is not None  # nothing can be pressed before
        return self.place.view

    def wishes(self) -> OtbWishes:
        place = self.place
        decision = DecisionWishes(self.move_order, self.approve_order, self.refuse_order,
                                  lambda number: ui.navigate.to(f'/seasons/{self.code}/orders/{number}'))
        return OtbWishes(place.choose, place.drill, self.rows, self.explain, place.close, self.approve, self.reject,
                         self.release, decision, self.me, self.may_approve, self.may_plan)

    def buttons(self) -> None:
        """Those that make sense at the present step are shown."""
        with self.place.season.actions:
            self.typing = Button('Type inputs…', self.type_inputs, icon='edit')
            self.moving = Button('Transfer budget…', self.transfer, icon='swap_horiz')
            self.holding = Button('Hold reserve…', self.reserve, icon='lock')
            Button('Why did it change?', self.why, icon='waterfall_chart')
            self.counting = Button('Recalculate', self.recalculate, icon='refresh')

    def show(self, view: OtbView) -> None:
        state = view.season.state
        self.moving.set_visibility(self.may_ask and state == RANGED)
        self.holding.set_visibility(self.may_plan and state == PLANNED)
        self.typing.set_visibility(self.may_plan and state == PLANNED)
        self.counting.set_visibility(self.may_manage and not view.season.is_locked)

    async def rows(self, measure: str) -> None:
        view = self.view
        term = next((one for one in view.terms if one.measure == measure), None)
        if term is None:
            return
        with refusals_shown():
            found = await look(self.who, otb.view_details, self.code, view.looks, measure)
            self._open(lambda: RowsDialog(term, f'{view.category_name}, {view.period_name}', found,
                                          view.season.digits))

    def explain(self) -> None:
        self._open(lambda: ExplainDialog(self.view))

    async def why(self) -> None:
        since = self.view.season.today - self.place.days_back

        async def told(day: date) -> Why:
            found: Why = await look(self.who, otb_moves.view_why, self.code, self.view.looks, day)
            return found
        dialog = self._open(lambda: WhyDialog(self.view, since, told))
        await dialog.fill()

    def transfer(self) -> None:
        self._open(lambda: TransferDialog(self.view, self._leaves(), self._periods(), self.ask_transfer))

    def reserve(self) -> None:
        names = {row.key: row.name for row in self.view.table.rows}
        self._open(lambda: ReserveDialog(self.view, names, self._periods(), self.hold))

    async def type_inputs(self) -> None:
        looks = self.view.looks
        is_leaf = looks.location.startswith('l:') and looks.category in self._leaves() and looks.period.startswith('m:')
        if not is_leaf:
            toast('Choose a location, and a month of a category in the table first.')
            return
        location, category = looks.location.removeprefix('l:'), looks.category.removeprefix('c:')
        first = next(iter(self._periods()), '') if self.view.looks.span != 'weeks' else ''
        with refusals_shown():
            told: OtbInput = await look(self.who, otb_inputs.view_input, self.code, location, category, looks.period)

            async def keep(figures: OtbFigures) -> None:
                await do(self.who, otb_inputs.record_input, self.code, location, category, looks.period, figures)
            name = f'{self.view.category_name}, {self.view.period_name}, {self.view.place_name}'
            self._open(lambda: InputDialog(told, name, self.view.season.digits, looks.period == first, keep))

    async def ask_transfer(self, draft: TransferDraft) -> None:
        await do(self.who, transfers.ask_transfer, self.code, draft)
        toast('Asked for. A manager decides.')

    async def hold(self, draft: ReserveDraft) -> None:
        await do(self.who, reserves.hold_reserve, self.code, draft)
        toast('Held back')

    async def release(self, number: int) -> None:
        with refusals_shown():
            await do(self.who, reserves.release_reserve, number)

    async def approve(self, number: int) -> None:
        with refusals_shown():
            await do(self.who, transfers.approve_transfer, number)
            toast('Transferred')

    async def reject(self, number: int) -> None:
        reason = await ask_reason('Reject the transfer', 'Whoever asked for it is told why.', 'Reject')
        if reason:
            with refusals_shown():
                await do(self.who, transfers.reject_transfer, number, reason)

    async def recalculate(self) -> None:
        with refusals_shown():
            found = await do(self.who, recalculating.recalculate, self.code)
            toast('Recalculated: nothing changed' if not found.differing
                  else f'Recalculated: {found.differing} figures were not right and are now')

    async def move_order(self, number: str, day: date, version: int) -> None:
        await do(self.who, overrides.move_order, number, day, version)

    async def approve_order(self, number: str, reply: str, version: int) -> None:
        await do(self.who, overrides.approve_override, number, reply, version)

    async def refuse_order(self, number: str, reply: str, version: int) -> None:
        await do(self.who, overrides.refuse_override, number, reply, version)

    def _leaves(self) -> dict[str, str]:
        return {row.key: row.name for row in self.view.table.rows if not row.is_branch}

    def _periods(self) -> dict[str, str]:
        return {one.key: one.name for one in self.view.table.columns}

    def _open(self, make: Any) -> Any:
        with self.place.season.body:
            dialog = make()
        dialog.open()
        dialog.on('hide', dialog.delete, args=[])
        return dialog
