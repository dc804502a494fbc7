"""What people wish on the timeline itself, tied to services; and who else is there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from nicegui import ui

from app.domain.portfolio.items.history import Trace
from app.domain.portfolio.timeline.gestures import Drop
from app.domain.portfolio.timeline.timeline import Preview, Seat, SnapTable
from app.domain.portfolio.views.folding import with_row
from app.errors import AppError
from app.events import seats_topic
from app.realtime import follow
from app.services.portfolio import finding, history, seats, timeline
from app.work import ask
from components.timeline import TimelineWishes
from pages.kit import do, look
from pages.portfolio.board import Board
from pages.portfolio.edits import Edits
from pages.portfolio.grouping import Grouping
from pages.portfolio.panels import Panels

WEEK = timedelta(6)


class Gestures:
    def __init__(self, board: Board, edits: Edits, panels: Panels, keys: Callable[[str], Awaitable[None]],
                 select: Callable[[tuple[int, ...]], Awaitable[None]],
                 bring: Callable[[int], Awaitable[None]]) -> None:
        self.board, self.edits, self.panels = board, edits, panels
        self.keys, self.select, self.bring = keys, select, bring
        self.grouping = Grouping(board, edits)
        self.page = ui.context.client.id
        ui.context.client.on_disconnect(self.stand)

    @property
    def wishes(self) -> TimelineWishes:
        return TimelineWishes(
            open=self.panels.open_item, select=self.select, fold=self.fold, drop=self.edits.drop, preview=self.preview,
            grab=self.grab, link=self.edits.link, heat=self.heat, bring=self.bring, menu=self.grouping.open_row,
            key=self.keys, sit=self.sit, traces=self.traces, connected=self.connected)

    async def fold(self, key: str, is_open: bool) -> None:
        """Those that stand as bars are closed at first."""
        view = self.board.view
        is_low = any(row.key == key and row.kind == 'item' for row in (view.rows if view else ()))
        await self.board.turn(looks=with_row(self.board.place.looks, key, is_open, is_low))

    async def preview(self, drop: Drop) -> Preview | None:
        """A look at what others may not see is not one: the sight is that of this person."""
        found: Preview = await ask(timeline.preview_drop, self.board.sight, self.board.place.scenario, drop,
                                   self.board.place.looks)
        return found

    async def grab(self, drop: Drop) -> SnapTable | None:
        try:
            found: SnapTable = await ask(timeline.snaps_for, self.board.sight, self.board.place.scenario, drop,
                                         self.board.place.looks.snap)
        except AppError:
            return None
        return found

    async def traces(self, ids: tuple[int, ...]) -> Mapping[int, Sequence[Trace]]:
        with suppress(AppError):
            found: Mapping[int, Sequence[Trace]] = await look(self.board.who, history.view_traces, ids)
            return found
        return {}

    async def connected(self, item_id: int) -> frozenset[int]:
        with suppress(AppError):
            found: frozenset[int] = await look(self.board.who, finding.list_connected,
                                                self.board.place.scenario, item_id)
            return found
        return frozenset()

    async def heat(self, team: int, start: date) -> None:
        await self.panels.open_load(team, start, start + WEEK)

    async def sit(self, doing: str, item_id: int | None, start: date | None, end: date | None) -> None:
        """Others see what is selected or dragged here. A sign that cannot be given is none: the next one tells more."""
        with suppress(AppError):
            await do(self.board.who, seats.sit, self.page, self.board.place.scenario, doing, item_id, start, end)

    async def stand(self) -> None:
        """The line is lost, or the page is closed."""
        with suppress(AppError):
            await do(self.board.who, seats.stand, self.page)

    async def follow_seats(self, show: Callable[[tuple[Seat, ...]], None]) -> None:
        """Everybody on the same plan."""
        scenario = self.board.place.scenario
        await follow(seats_topic(seats.place_of(scenario)), seats.view_seats, self.board.sight, scenario, show=show)
