"""Versions of the plan as a whole: keep one, try something in one, bring it back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.domain.seasons.plan.looks import version_parts, version_text
from app.domain.seasons.season import SCENARIO, WORKING
from app.services.seasons import scenarios
from components.dialogs import confirm
from components.feedback import refusals_shown, toast
from components.seasons.plan_seeding import NameDialog
from pages.kit import do
from pages.seasons.plan_desk import PlanDesk

Line = tuple[str, str, Callable[[], Awaitable[None]]]


class PlanVersions:
    def __init__(self, desk: PlanDesk) -> None:
        self.desk = desk

    @property
    def menu(self) -> list[Line]:
        found: list[Line] = [('Take a snapshot…', 'photo_camera', self._snapshot),
                             ('Begin a scenario…', 'science', self._begin)]
        if version_parts(self.desk.looks.version)[0] == SCENARIO:
            found.append(('Make this scenario the plan…', 'publish', self._promote))
        return found

    async def _snapshot(self) -> None:
        async def keep(name: str) -> None:
            with refusals_shown():
                made = await do(self.desk.who, scenarios.take_snapshot, self.desk.code, name)
                toast(f'{made.label} kept')
        self.desk.open(lambda: NameDialog('Take a snapshot of the plan?', 'It never changes again; without a name '
                                          'it is called after the day.', 'Take snapshot', keep, is_needed=False))

    async def _begin(self) -> None:
        async def begin(name: str) -> None:
            with refusals_shown():
                made = await do(self.desk.who, scenarios.begin_scenario, self.desk.code, name,
                                self.desk.looks.version)
                await self.desk.turn(replace(self.desk.looks, version=version_text(made.kind, made.number),
                                             against=WORKING))
        self.desk.open(lambda: NameDialog('Begin a scenario?', 'A copy of what you look at. The plan stays as it is.',
                                          'Begin scenario', begin))

    async def _promote(self) -> None:
        desk = self.desk
        with desk.root:
            is_sure = await confirm('Make this scenario the plan?', 'One step, which can be undone. Held, approved and '
                                    'elapsed cells stay as they are.', 'Make it the plan')
        if is_sure:
            with refusals_shown():
                edited = await do(desk.who, scenarios.promote, desk.code, desk.looks.version)
                toast(f'{edited.changed} cells changed')
                await desk.turn(replace(desk.looks, version=WORKING, against='ly'))
