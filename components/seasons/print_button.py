"""“Print” on the pages of a season: the paper of what is looked at, without leaving the page."""

from collections.abc import Callable

from nicegui import ui

from components.controls import Button
from components.sprints.export_menu import Paper


class PrintButton(ui.element):
    """`address` tells which page is printed, at the moment it is asked for."""

    def __init__(self, address: Callable[[], str]) -> None:
        super().__init__('div')
        self.classes('rt-row')
        with self:
            paper = Paper()
            Button('Print', lambda: paper.run_method('print', address()), icon='print')
