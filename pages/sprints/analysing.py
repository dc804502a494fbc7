"""The part of a report that analyses it: what is asked stands in the address, what is kept stays for all."""

from dataclasses import replace
from typing import Any, Protocol

from app.domain.access import may
from app.domain.sprints.jira.queries import KINDS
from app.domain.sprints.reports.analyses import AnalysisAsk
from app.domain.sprints.reports.report_views import ReportView
from app.domain.sprints.setup.standing import BoardView
from app.errors import AppError
from app.events import board_topic
from app.realtime import follow
from app.services.sprints import analyses, queries
from components.feedback import refusals_shown, toast
from components.sprints.analysis import AnalysisPart, AnalysisWishes
from pages.kit import Visitor, do, look
from pages.sprints.place import Place


class Screen(Protocol):
    who: Visitor
    board: BoardView
    number: int

    async def turn(self, **changes: Any) -> None: ...
    async def why(self, number: int) -> None: ...


class Analysing(AnalysisPart):
    def __init__(self, screen: Screen) -> None:
        self.screen, self.place = screen, Place()
        self.report: ReportView | None = None
        may_plan = may(screen.who.me.actor, 'sprints.plan')
        super().__init__(AnalysisWishes(self.turn, self.compare, screen.why, self.keep if may_plan else None,
                                        self.ask_jira if may_plan else None, screen.board.site_kind in KINDS))

    async def fill(self, view: ReportView, place: Place) -> None:
        """Counts what the report counts."""
        if self.report is None and self.wishes.has_jira:
            with self:
                await follow(board_topic(self.screen.board.id), queries.watch_queries, self.screen.board.id,
                             show=self.query.show)
        self.report, self.place = view, place
        await self._look()

    async def turn(self, ask: AnalysisAsk) -> None:
        await self.screen.turn(analysis=replace(ask, unit=AnalysisAsk().unit), kept=0)

    async def compare(self, number: int) -> None:
        await self.screen.turn(kept=number)

    async def keep(self) -> None:
        with refusals_shown():
            await do(self.screen.who, analyses.keep, self.screen.board.id, self.screen.number, self.ask, self._version)
            toast('Analysis kept')
        await self._look()

    async def ask_jira(self, query: str) -> Any:
        """Refusals are the field's to show."""
        return await do(self.screen.who, queries.ask, self.screen.board.id, query)

    @property
    def ask(self) -> AnalysisAsk:
        return replace(self.place.analysis, unit=self.report.report.unit) if self.report else self.place.analysis

    @property
    def _version(self) -> str:
        return self.report.version if self.report else ''

    async def _look(self) -> None:
        if self.report is None:
            return
        try:
            found = await look(self.screen.who, analyses.view_analysis, self.screen.board.id, self.screen.number,
                               self.ask, self._version, self.place.kept)
        except AppError as error:
            self.fail(str(error))
        else:
            self.show(self.report.report, found)


def analysis_part(screen: Screen) -> Analysing:
    return Analysing(screen)
