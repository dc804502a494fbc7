"""What stands at the right of the timeline: one item, the filter, or what nobody has planned. One at a time."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from nicegui import ui

from app.domain.portfolio.capacity.capacity import CapacityAsk
from app.domain.portfolio.timeline.timeline import TimelineView
from app.domain.portfolio.views.looks import Filter
from app.errors import AppError
from app.events import BASELINE, SETUP, VIEWS, scenario_topic
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import capacity, details, estimates, finding, keeping_shares
from components.controls import block, classed
from components.feedback import problem_shown, refusals_shown, toast
from components.portfolio.filters import FilterPanel
from components.portfolio.item_panel import ItemPanel, PanelWishes
from components.portfolio.load_panel import LoadPanel
from components.portfolio.undated import UndatedPanel
from pages.kit import do, look
from pages.portfolio.board import Board
from pages.portfolio.edits import Edits
from pages.portfolio.estimating import open_estimating

ITEM, FILTER, UNDATED, LOAD = 'item', 'filter', 'undated', 'load'

P = TypeVar('P', bound=ui.element)


class Panels:
    def __init__(self, board: Board, edits: Edits, place: ui.element, reveal: Callable[[int], Awaitable[None]],
                 explain: Callable[[int], Awaitable[None]], give_back: Callable[[], None]) -> None:
        self.board, self.edits, self.place = board, edits, place
        self.reveal, self.explain, self.give_back = reveal, explain, give_back
        self.panel: ui.element | None = None
        self.kind = ''

    def topics(self) -> tuple[str, ...]:
        scenario = self.board.place.scenario
        return (BASELINE, SETUP, VIEWS, *((scenario_topic(scenario),) if scenario is not None else ()))

    async def open_item(self, item_id: int, *, takes_focus: bool = True) -> None:
        """Its details; asked for again, they get the keyboard."""
        if self.kind == ITEM and self.board.place.item == item_id and isinstance(self.panel, ItemPanel):
            self.panel.begin()
            return
        await self.board.turn(item=item_id)
        await self.show_item(takes_focus=takes_focus)

    async def show_item(self, *, takes_focus: bool = False) -> None:
        """What the address says; an item that is gone or not for this person closes the panel."""
        item, board = self.board.place.item, self.board
        if item is None:
            return
        panel = self._put(ITEM, lambda: ItemPanel(self._wishes(), may_edit=board.may_edit))
        if takes_focus:
            panel.begin()
        with panel:
            ear = block().props('hidden')
        try:
            with ear:
                await follow(self.topics(), sessions.looking, board.who.credential, details.view_item,
                             board.place.scenario, item, show=panel.show)
        except AppError as error:
            problem_shown(error)
            await self.close()

    async def open_filter(self) -> None:
        if self.kind == FILTER:
            await self.close()
            return
        board = self.board
        offer = await look(board.who, finding.view_offer, board.place.scenario, board.place.looks.filter)
        await board.turn(item=None)
        self._put(FILTER, lambda: FilterPanel(
            offer, board.place.looks.filter, self.filter, partial(look, board.who, finding.list_values), self.close,
            has_changes=board.place.scenario is not None))

    async def open_load(self, team: int, start: date, end: date) -> None:
        """What one number is made of."""
        board, wanted = self.board, self.board.place.looks.filter
        with refusals_shown():
            view = await look(board.who, capacity.view_cell, team, start, end,
                              CapacityAsk(start, end, 'week', (), wanted.plans, wanted.states), board.place.scenario)
            await board.turn(item=None)
            self._put(LOAD, lambda: LoadPanel(view, lambda own: replace(board.place, item=own).address, self.drop))

    async def open_undated(self) -> None:
        if self.kind == UNDATED:
            await self.close()
            return
        await self.board.turn(item=None)
        panel = self._put(UNDATED, lambda: UndatedPanel(self.open_item, self._plan, self.close,
                                                        may_edit=self.board.may_edit))
        if self.board.view:
            panel.show(self.board.view)

    async def filter(self, wanted: Filter) -> None:
        """Other filters; the panel tells what they lead to."""
        await self.board.turn(looks=replace(self.board.place.looks, filter=wanted))
        await self.renew()

    async def renew(self, view: TimelineView | None = None) -> None:
        """The plan, or the filter, is another one."""
        board = self.board
        if isinstance(self.panel, FilterPanel):
            wanted = board.place.looks.filter
            self.panel.show(await look(board.who, finding.view_offer, board.place.scenario, wanted), wanted)
        elif isinstance(self.panel, UndatedPanel) and view:
            self.panel.show(view)

    async def close(self) -> None:
        self.drop()
        await self.board.turn(item=None)

    async def leave(self) -> None:
        """By a key: whoever goes on with keys is where they were before."""
        if self.panel:
            await self.close()
            self.give_back()

    def _put(self, kind: str, make: Callable[[], P]) -> P:
        self.drop()
        with self.place:
            panel = make()
        self.panel, self.kind = panel, kind
        classed(self.place, open=True)
        return panel

    def drop(self) -> None:
        if self.panel:
            self.panel.delete()
        self.panel, self.kind = None, ''
        classed(self.place, open=False)

    def _wishes(self) -> PanelWishes:
        return PanelWishes(edit=self.edits.edit, open=self.open_item, close=self.close, leave=self.leave,
                           link=self.edits.open_link, move=self._plan, explain=self.explain, reveal=self.reveal,
                           load=self.board.load, estimate=self._estimate, write=self._write, settle=self._settle)

    async def _plan(self, item_id: int) -> None:
        await self.edits.open_move((item_id,))

    async def _estimate(self, item_id: int) -> None:
        with self.board.root:
            await open_estimating(self.board.who, (item_id,))

    async def _write(self, item_id: int) -> None:
        with self.board.root, refusals_shown():
            await do(self.board.who, estimates.write, item_id)
            toast('The estimate is being written')

    async def _settle(self, item_id: int, choice: str) -> None:
        with self.board.root, refusals_shown():
            await do(self.board.who, keeping_shares.settle_shares, item_id, choice)
            toast('Our shares stay' if choice == keeping_shares.OURS else 'The shares of the description were taken')
