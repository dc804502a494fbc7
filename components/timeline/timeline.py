"""The timeline in a browser: it draws the window that is looked at, the server keeps the whole."""

from nicegui import ui

from app.domain.portfolio.timeline import Seat, TimelineView
from components.timeline.wishes import TimelineWishes


class Timeline(ui.element):
    """Children stand in the corner above the labels of the rows."""

    def __init__(self, wishes: TimelineWishes, is_read_only: bool = False) -> None:
        super().__init__('div')
        self.wishes, self.is_read_only = wishes, is_read_only
        self.view: TimelineView | None = None

    def show(self, view: TimelineView) -> None:
        """All of it; what the browser has already is not sent again."""
        self.view = view

    def reveal(self, item_id: int) -> None:
        """Scroll there and flash it."""

    def presence(self, seats: tuple[Seat, ...]) -> None:
        """Others on the same timeline."""

    def settle(self, refusal: str = '') -> None:
        """The drop was kept, or flies back with the reason."""

    def focus(self) -> None:
        """Put the keyboard on the bars."""

    def zoom(self, scale: str) -> None:
        """To Weeks, 3 months, Months, Quarters, Years, or in, out, fit, selection, quarter, today."""
