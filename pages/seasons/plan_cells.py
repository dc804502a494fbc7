"""Deeds about the cells that are chosen: notes, holds, where a figure comes from, where it shall come from."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from fractions import Fraction
from functools import partial
from typing import Any

from nicegui import background_tasks, ui

from app.domain.seasons.axes import Cell
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.money import written
from app.domain.seasons.naming import name_of_cell
from app.domain.seasons.operations import Seed
from app.domain.seasons.plan.view import CellLook
from app.errors import AppError
from app.services.seasons import cell_history, editing, explained, holds, notes, plan_views, reforecast, seeding
from components.feedback import problem_shown, refusals_shown, toast
from components.seasons.plan_grid import Area
from components.seasons.plan_more import NoteDialog
from components.seasons.plan_panel import ExplainPanel, HistoryPanel, PlanPanel
from components.seasons.plan_seeding import Factors, SeedDialog, TargetDialog, TrendDialog
from pages.kit import do, look
from pages.seasons.plan_desk import PlanDesk


class PlanCells:
    """`place` is where the panel stands."""

    def __init__(self, desk: PlanDesk) -> None:
        self.desk = desk
        self.seen: CellLook | None = None
        self.panel: PlanPanel | None = None
        self.place: ui.element

    async def tell(self, cell: Cell) -> None:
        """Into the bar, if the keys are still there."""
        desk = self.desk
        with suppress(AppError):
            found = self.seen = await look(desk.who, plan_views.look_at, desk.season.id, desk.looks, cell)
            facts = [f'open-to-buy left {written(found.otb, desk.season.digits)}'] if found.otb is not None else []
            facts += [f'held by {found.held_by}'] if found.held_by else []
            if desk.area and desk.area.at == cell:
                desk.grid.tell(cell, [*facts, *found.notes])

    async def hold(self, area: Area) -> None:
        """Or, where the cell with the keys is held, let go."""
        desk = self.desk
        with refusals_shown():
            seen = await look(desk.who, plan_views.look_at, desk.season.id, desk.looks, area.at)
            service = holds.release_cells if seen.held_by else holds.hold_cells
            count = await do(desk.who, service, desk.code, area.cells, desk.looks.version)
            toast(f'{count} {"cell" if count == 1 else "cells"} {"released" if seen.held_by else "held"}')
            await self.tell(area.at)

    async def note(self, area: Area) -> None:
        desk, known = self.desk, self.seen.notes if self.seen else ()

        async def keep(text: str) -> None:
            with refusals_shown():
                await do(desk.who, notes.add_note, desk.code, area.at, text)
                toast('Note added')
                await self.tell(area.at)
        desk.open(lambda: NoteDialog(name_of_cell(desk.sight.axes, area.at), known, keep))

    async def explain(self, area: Area) -> None:
        await self._explain(area.at)

    async def history(self, area: Area) -> None:
        desk = self.desk
        with refusals_shown():
            found = await look(desk.who, cell_history.view_history, desk.code, area.at, desk.looks.version)
            self._open(lambda: HistoryPanel(found, desk.digits(area.at), self.close))

    def close(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel = None
            self.desk.grid.focus()

    async def seed(self, area: Area) -> None:
        desk, cell = self.desk, area.at
        versions = desk.other_versions()
        if not versions:
            toast('There is no other version to seed from yet.')
            return
        measures = {key: MEASURES[key].label for key in desk.looks.measures if MEASURES[key].is_input}

        async def seed(version: str, factors: Factors, like: str) -> None:
            await self._do(editing.edit, desk.code, area.seq, Seed(cell, version, factors, like), desk.looks.version)
        desk.open(lambda: SeedDialog(self._place_of(cell), versions, measures or {'net_sales': 'Net sales'},
                                     self._nodes(), seed))

    async def propose(self, area: Area) -> None:
        desk, location = self.desk, area.at.location
        with refusals_shown():
            found = await look(desk.who, reforecast.view_trend, desk.code, location)
            if not any(one.factor for one in found):
                toast('Nothing has been planned and sold yet: there is no trend.')
                return

            async def accept(categories: tuple[str, ...]) -> None:
                await self._do(reforecast.accept_trend, desk.code, categories, location)
            where = desk.sight.axes.location_nodes[location].name
            desk.open(lambda: TrendDialog(where, found, desk.season.digits, accept))

    async def targets(self, area: Area) -> None:
        async def set_targets(way: str, number: Fraction) -> None:
            await self._do(seeding.set_targets, self.desk.code, area.at, way, number, self.desk.looks.version)
        self.desk.open(lambda: TargetDialog(self._place_of(area.at), set_targets))

    async def _explain(self, cell: Cell) -> None:
        desk = self.desk
        with refusals_shown():
            found = await look(desk.who, explained.explain_cell, desk.code, cell, desk.looks.version)
            self._open(lambda: ExplainPanel(found, desk.digits, desk.code, self._go_on, self.close))

    def _go_on(self, cell: Cell) -> None:
        """A number of the formula is explained in its turn."""
        background_tasks.create(self._explain(cell), name='explain a cell')

    def _open(self, make: Callable[[], PlanPanel]) -> None:
        if self.panel:
            self.panel.delete()
        with self.place:
            self.panel = make()
        self.panel.cross.run_method('focus')

    async def _do(self, service: Callable[..., Awaitable[Any]] | Callable[..., Any], *arguments: Any) -> None:
        try:
            edited = await self.desk.patience.run('Working on it', partial(do, self.desk.who, service, *arguments))
        except AppError as error:
            problem_shown(error)
            return
        toast(f'{edited.changed} {"cell" if edited.changed == 1 else "cells"} changed' if edited.changed
              else 'Nothing has changed')

    def _place_of(self, cell: Cell) -> str:
        axes = self.desk.sight.axes
        return f'{axes.category_nodes[cell.category].name}, {axes.location_nodes[cell.location].name}'

    def _nodes(self) -> dict[str, str]:
        axes = self.desk.sight.axes
        return {key: node.name for nodes in (axes.location_nodes, axes.category_nodes)
                for key, node in nodes.items() if node.is_leaf}
