"""Finding items from the timeline, and why one is not shown; each remedy is one click."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from nicegui import ui

from app.domain.portfolio.items.searching import Hit
from app.domain.portfolio.views.hiding import Reason
from app.services.portfolio import details, finding
from app.services.portfolio.finding import Explained
from components.feedback import refusals_shown, toast
from components.portfolio.search import WhyDialog
from pages.kit import look
from pages.portfolio.board import Board


class Explaining:
    def __init__(self, board: Board, reveal: Callable[[int], Awaitable[None]]) -> None:
        self.board, self.reveal_bar = board, reveal
        self.about: int | None = None  # the item that was explained last

    async def find(self, text: str) -> Sequence[Hit]:
        place = self.board.place
        found: Sequence[Hit] = await look(self.board.who, finding.find_items, place.scenario, place.looks, text)
        return found

    async def reveal(self, hit: Hit) -> None:
        """Centred and flashed where it is shown, else explained."""
        if self.board.view and hit.item_id in self.board.view.places:
            await self.reveal_bar(hit.item_id)
        else:
            await self.item(hit.item_id)

    async def text(self, text: str) -> None:
        place, axis = self.board.place, self._axis()
        with refusals_shown():
            self._show(await look(self.board.who, finding.explain, place.scenario, place.looks, text, axis))

    async def item(self, item_id: int) -> None:
        """What is only folded away is unfolded; else every reason is told."""
        place, axis = self.board.place, self._axis()
        with refusals_shown():
            looks = await look(self.board.who, finding.unfold, place.scenario, place.looks, item_id, axis)
            if looks is not None and looks != place.looks:
                await self.board.turn(looks=looks)
                if self.board.view and item_id in self.board.view.places:
                    await self.reveal_bar(item_id)
                    return
            self._show(await look(self.board.who, finding.explain_item, place.scenario, place.looks, item_id, axis))

    async def ends(self, item_id: int) -> None:
        """The other ends of the arrows of an item: the first that is not shown."""
        board = self.board
        with refusals_shown():
            view = await look(board.who, details.view_item, board.place.scenario, item_id)
            shown = board.view.places if board.view else {}
            missing = [line for line in view.links if line.item_id not in shown and line.kind != 'child']
            if missing:
                await self.item(missing[0].item_id)
            elif view.hidden:
                toast('1 item you may not see' if view.hidden == 1 else f'{view.hidden} items you may not see')

    async def everything(self) -> Sequence[Reason]:
        place = self.board.place
        found: Sequence[Reason] = await look(self.board.who, finding.explain_all, place.scenario, place.looks)
        return found

    async def apply(self, reason: Reason) -> None:
        """The remedy; if that was the last reason, the item is shown at once."""
        remedy = reason.remedy
        if remedy.looks is not None:
            await self.board.turn(looks=remedy.looks, saved=None)
        elif remedy.href:
            ui.navigate.to(remedy.href)
        if self.about is not None and self.board.view and self.about in self.board.view.places:
            await self.reveal_bar(self.about)

    def _show(self, found: Explained) -> None:
        self.about = found.item_id
        self.board.open(lambda: WhyDialog(found.title, found.reasons, self.apply, is_admin=self.board.is_admin,
                                          is_shown=found.is_shown))

    def _axis(self) -> tuple[date, date] | None:
        view = self.board.view
        return (view.axis.first, view.axis.last) if view else None
