"""What the parts of the plan page share: who looks at which plan in which way, and what they may do there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from nicegui import ui

from app.domain.seasons.axes import Cell
from app.domain.seasons.doing import target_box
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.plan.looks import PlanLooks, query_of
from app.domain.seasons.plan.view import Cursor, PlanView, Sight
from app.domain.seasons.season import SeasonView
from components.dialogs import Dialog
from components.seasons.plan_grid import Area, PlanGrid
from pages.kit import Visitor
from pages.seasons.plan_patience import Patience

Shown = TypeVar('Shown', bound=Dialog)


class PlanDesk:
    """`on_turn` shows other looks; `area` is what is chosen in the grid."""

    def __init__(self, who: Visitor, season: SeasonView, sight: Sight, looks: PlanLooks,
                 habits: Mapping[str, Any]) -> None:
        self.who, self.season, self.sight, self.looks = who, season, sight, looks
        self.habits = dict(habits)
        self.view: PlanView | None = None
        self.area: Area | None = None
        self.others: Sequence[Cursor] = ()
        self.root: ui.element
        self.grid: PlanGrid
        self.patience: Patience
        self.on_turn: Callable[[], Awaitable[None]]

    @property
    def code(self) -> str:
        return self.season.code

    @property
    def closed(self) -> str:
        """Why this person can change nothing here."""
        if self.season.is_locked or self.sight.may_plan:
            return ''
        return 'only planners change the plan'

    def other_versions(self) -> dict[str, str]:
        return {one.key: one.name for one in self.view.versions if one.key != self.looks.version} if self.view else {}

    def digits(self, cell: Cell) -> int:
        return self.season.digits if MEASURES[cell.measure].unit == MONEY else 0

    def is_branch(self, cell: Cell) -> bool:
        """A total of places, categories or the season; a month of one leaf is brought down without a question."""
        axes = self.sight.axes
        place, kind = axes.location_nodes.get(cell.location), axes.category_nodes.get(cell.category)
        return self.is_total(cell) and not (place and place.is_leaf and kind and kind.is_leaf and cell.period)

    def is_total(self, cell: Cell) -> bool:
        """Whether several leaves carry it."""
        return any(one.stop - one.start > 1 for one in target_box(self.sight.axes, cell))

    async def turn(self, looks: PlanLooks) -> None:
        """Look in another way; the address knows."""
        if looks != self.looks:
            self.looks = looks
            with self.root:
                ui.navigate.history.replace(address(self.code, looks))
                await self.on_turn()

    def open(self, make: Callable[[], Shown]) -> Shown:
        """Not inside of the menu that asked for it; gone once it is closed, when the keys go back to the grid."""
        with self.root:
            dialog = make()

        def close() -> None:
            dialog.delete()
            self.grid.focus()
        dialog.on('hide', close, args=[])
        dialog.open()
        return dialog


def address(code: str, looks: PlanLooks) -> str:
    query = urlencode(query_of(looks))
    return f'/seasons/{code}/plan' + (f'?{query}' if query else '')
