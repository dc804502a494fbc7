"""What all parts of the set-up have in common: what is shown, the panel beside it, and the address of both."""

from typing import Protocol
from urllib.parse import urlencode

from nicegui import ui

from app.domain.portfolio.setup.views import SetupView
from app.domain.portfolio.sources.browsing import BrowseView
from app.domain.portfolio.sources.views import SourceView
from components.controls import classed


class Screen(Protocol):
    def show(self, view: SetupView) -> None: ...

    def show_states(self, states: tuple[SourceView, ...]) -> None: ...

    def show_browsed(self, found: tuple[tuple[int, BrowseView], ...]) -> None: ...

    def tools(self) -> None:
        """Buttons at the right of the head."""

    def new(self) -> None: ...

    def focus_filter(self) -> None: ...

    def close(self) -> None: ...

    def begin(self, kind: str) -> None:
        """Once everything is there: open what the address names."""


class Panels:
    """The panel beside a list: one at a time, and its number in the address."""

    def __init__(self, part: str, place: ui.element, text: str) -> None:
        self.part, self.place, self.text = part, place, text
        self.panel: ui.element | None = None
        self.key: int | None = None

    def put(self, key: int | None) -> ui.element:
        """The place to make the next panel in, once the former is gone."""
        self.drop()
        self.key = key
        classed(self.place, open=True)
        self.remember()
        return self.place

    def drop(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel = None
        self.key = None
        classed(self.place, open=False)
        self.remember()

    def filter(self, text: str) -> None:
        self.text = text
        self.remember()

    def remember(self) -> None:
        query = {name: value for name, value in (('text', self.text), ('open', self.key or '')) if value}
        given = f'?{urlencode(query)}' if query else ''
        ui.navigate.history.replace(f'/portfolio/setup/{self.part}{given}')
