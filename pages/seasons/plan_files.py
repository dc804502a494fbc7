"""The plan as it is looked at, taken along: as a file that can be imported again, or on paper."""

from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from app.domain.seasons.plan.looks import query_of
from components.sprints.export_menu import Paper
from pages.seasons.plan_desk import PlanDesk

FILE = '/api/v1/plans/export'
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
        query = {'season': self.desk.code, 'format': form, 'version': self.desk.looks.version}
        ui.download.from_url(f'{FILE}?{urlencode(query)}')

    async def _print(self) -> None:
        self.paper.run_method('print', f'/seasons/{self.desk.code}/print?{urlencode(query_of(self.desk.looks))}')
