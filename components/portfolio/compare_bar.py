"""Above two plans: which they are, how they are drawn, and the way to a file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from components.controls import Choice, IconButton, block, sign
from components.portfolio.exporting import Address, ExportMenu


@dataclass(frozen=True)
class CompareBarWishes:
    before: Callable[[str], Awaitable[Any]]
    after: Callable[[str], Awaitable[Any]]
    hide: Callable[[bool], Awaitable[Any]]
    ghosts: Callable[[bool], Awaitable[Any]]
    undo: Callable[[], Awaitable[Any]]
    redo: Callable[[], Awaitable[Any]]
    address: Address


class CompareBar(ui.element):
    def __init__(self, wishes: CompareBarWishes, sides: Mapping[str, str], before: str, after: str,
                 may_edit: bool) -> None:
        super().__init__('div')
        self.classes('rt-plan-bar rt-compare-bar').props('role=toolbar aria-label="What is compared"')
        with self:
            self._side('Compare with', sides, before, wishes.before)
            sign('compare_arrows', 18, 'rt-3')
            self._side('This side', sides, after, wishes.after).classes('rt-proposed-side')
            if may_edit:
                IconButton('undo', 'Undo', wishes.undo)
                IconButton('redo', 'Redo', wishes.redo)
            self._switch('Hide untouched rows', wishes.hide)
            self._switch('Ghost bars', wishes.ghosts)
            block('rt-grow')
            ExportMenu(wishes.address, 'comparison', has_picture=True)

    def _side(self, label: str, sides: Mapping[str, str], value: str,
              choose: Callable[[str], Awaitable[Any]]) -> Choice:
        async def take() -> None:
            if choice.value:
                await choose(choice.value)
        choice = Choice(label, sides, value if value in sides else None, can_search=True).classes('rt-bare')
        choice.select.on('update:model-value', take, args=[])
        return choice

    def _switch(self, name: str, turn: Callable[[bool], Awaitable[Any]]) -> None:
        async def turned() -> None:
            await turn(bool(toggle.value))
        toggle = ui.switch(name, value=True).props('dense').mark(name)
        toggle.props['aria-label'] = name
        toggle.on('update:model-value', turned, args=[])
