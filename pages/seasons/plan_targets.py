"""Target against plan, and plan against what the last weeks say: deeds of the plan's menu."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.domain.access import may
from app.domain.seasons.axes import Cell
from app.domain.seasons.entry import Amount, read_entry
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.operations import Seed, Set
from app.domain.seasons.plan.gaps import levels_of, lines_of
from app.domain.seasons.reconciling import Gap
from app.domain.seasons.season import APPROVED, RANGED, TARGET, WORKING
from app.domain.seasons.spread import EVEN, SHAPE
from app.errors import AppError, Rejected
from app.events import cells_topic
from app.realtime import follow
from app.services.seasons import editing, reconciliation, reforecast
from components.feedback import problem_shown, refusals_shown, toast
from components.seasons.plan_gaps import Cells, ReconcileDialog
from components.seasons.plan_targets import BeginTargetDialog, ReforecastDialog
from pages.kit import do
from pages.seasons.plan_desk import PlanDesk

Line = tuple[str, str, Callable[[], Awaitable[None]]]
SALES = 'net_sales'


class PlanTargets:
    def __init__(self, desk: PlanDesk) -> None:
        self.desk = desk

    @property
    def menu(self) -> list[Line]:
        """Reconciling can be looked at by everybody; a forecast is opened by those who manage the season."""
        has_target = bool(self.desk.view and any(one.key == TARGET for one in self.desk.view.versions))
        found: list[Line] = []
        if has_target:
            found.append(('Reconcile with the target…', 'balance', self.reconcile))
        elif not self.desk.closed:
            found.append(('Begin a target…', 'flag', self.begin))
        if self.desk.season.state == RANGED and may(self.desk.who.me.actor, 'seasons.manage') and self._approved():
            found.append(('Open a re-forecast…', 'update', self.reforecast))
        return found

    async def begin(self) -> None:
        desk = self.desk
        desk.open(lambda: BeginTargetDialog(desk.other_versions() | {WORKING: 'Working'}, self._seed, self._enter))

    async def reconcile(self) -> None:
        desk = self.desk
        measure = next((one for one in desk.looks.measures if MEASURES[one].is_input), SALES)

        gaps: list[Gap] = []

        def turn() -> None:
            dialog.show(lines_of(desk.sight.axes, gaps, int(dialog.level.value or 0)))

        def show(found: Sequence[Gap]) -> None:
            gaps[:] = found
            turn()

        def deed(service: Callable[..., Any], done: str) -> Callable[[Cells], Awaitable[None]] | None:
            async def act(cells: Cells) -> None:
                with refusals_shown():
                    edited = await do(desk.who, service, desk.code, cells)
                    toast(f'{done}: {_cells(edited.changed)} changed' if edited.changed else 'Nothing has changed')
            return None if desk.closed else act
        dialog = desk.open(lambda: ReconcileDialog(
            measure, desk.digits(Cell(measure)), levels_of(desk.sight.axes), turn,
            deed(reconciliation.accept_bottom_up, 'The target follows the plan'),
            deed(reconciliation.push_down, 'The plan follows the target')))
        with dialog.body, refusals_shown():  # for as long as it is open
            await follow(cells_topic(desk.season.id), reconciliation.watch_gaps, desk.season.id, measure, show=show)

    async def reforecast(self) -> None:
        desk = self.desk

        async def open_(reason: str) -> None:
            with refusals_shown():
                count = await do(desk.who, reforecast.open_reforecast, desk.code, reason)
                toast(f'The forecast is open: {count} {"scope" if count == 1 else "scopes"}')
        desk.open(lambda: ReforecastDialog(self._approved(), open_))

    def _approved(self) -> int:
        return sum(one.state == APPROVED for one in self.desk.view.scopes) if self.desk.view else 0

    async def _seed(self, version: str, factor: Fraction) -> None:
        try:
            await self._write(Seed(Cell(SALES), version, ((SALES, factor),)))
        except AppError as error:
            problem_shown(error)

    async def _enter(self, text: str, shape: str) -> str:
        """What is wrong with it; nothing where it is kept."""
        try:
            entry = read_entry(text, MEASURES[SALES].unit, self.desk.season.digits)
            if not isinstance(entry, Amount) or entry.value <= 0:
                raise Rejected('An amount above 0.')
            await self._write(Set(Cell(SALES), entry.value, SHAPE if shape else EVEN, shape))
        except AppError as error:
            return str(error)
        return ''

    async def _write(self, operation: Seed | Set) -> None:
        """The first write makes the version; it is looked at from then on."""
        desk = self.desk
        edited = await do(desk.who, editing.edit, desk.code, None, operation, TARGET)
        toast(f'The target has begun: {_cells(edited.changed)}')
        await desk.turn(replace(desk.looks, version=TARGET, against=WORKING, measures=(SALES,)))


def _cells(count: int) -> str:
    return f'{count} {"cell" if count == 1 else "cells"}'
