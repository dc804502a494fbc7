"""The plan as it is looked at, taken along: as a file that can be imported again, or on paper."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from app.domain.seasons.plan.looks import query_of
from app.services.seasons import plan_exports
from components.feedback import refusals_shown
from components.sprints.export_menu import Paper
from pages.kit import look
from pages.seasons.plan_desk import PlanDesk

Line = tuple[str, str, Callable[[], Awaitable[None]]]


class PlanFiles:
    """`paper` prints without leaving the page; it stands in the page itself."""

    def __init__(self, desk: PlanDesk) -> None:
        self.desk = desk
        with desk.root:
            self.paper = Paper()

    @property
    def menu(self) -> list[Line]:
        return [('Export to Excel', 'download', partial(self._export, 'xlsx')),
                ('Export CSV', 'download', partial(self._export, 'csv')), ('Print', 'print', self._print)]

    async def _export(self, form: str) -> None:
        with refusals_shown():
            taken: plan_exports.Taken = await look(self.desk.who, plan_exports.take_plan, self.desk.code,
                                                   self.desk.looks.version, form)
            content = await asyncio.to_thread(plan_exports.made, taken, form)
            ui.download.content(content, f'{taken.name}.{form}', plan_exports.MEDIA[form])

    async def _print(self) -> None:
        self.paper.run_method('print', f'/seasons/{self.desk.code}/print?{urlencode(query_of(self.desk.looks))}')
