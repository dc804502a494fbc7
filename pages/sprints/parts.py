"""The parts of a report, of which one is seen at a time: made when first opened, kept up to date while seen."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from nicegui import background_tasks, ui

from app.domain.access import may
from app.domain.sprints.metrics.burndown import offers_burnup_first
from app.domain.sprints.reports.report_rows import RowAsk
from app.domain.sprints.reports.report_views import LIVE_VERSION, ReportView
from app.domain.sprints.setup.standing import BoardView
from app.errors import AppError
from app.services.sprints import explaining, git_links, person_figures, reconciliations
from components.controls import Segmented, block
from components.feedback import refusals_shown, toast
from components.sprints.baseline import BaselinePart
from components.sprints.burndown import DOWN, UP, BurndownChart
from components.sprints.comparing import ComparePart, CompareWishes
from components.sprints.git_tab import GitTab
from components.sprints.issues import IssueList, IssueWishes
from components.sprints.people_card import PeopleCard
from components.sprints.reconcile_card import ReconcileCard
from components.sprints.scope import ScopeTable
from components.sprints.summary import Summary, SummaryWishes
from pages.kit import Visitor, do, look
from pages.sprints.analysing import analysis_part
from pages.sprints.place import Place

TABS = ('summary', 'issues', 'scope', 'burndown', 'compare', 'baseline', 'analysis', 'git')


class Screen(Protocol):
    """What the parts need of the page they stand on."""
    who: Visitor
    board: BoardView
    number: int

    async def turn(self, **changes: Any) -> None: ...
    async def ask(self, ask: RowAsk) -> None: ...
    async def open_list(self, only: str) -> None: ...
    async def open_part(self, by: str, name: str) -> None: ...
    async def why(self, number: int) -> None: ...


class Parts(ui.element):
    """`sees_people`: whoever looks was given the right to figures per person."""

    def __init__(self, screen: Screen, sees_people: bool) -> None:
        super().__init__('div')
        self.screen = screen
        self.view: ReportView | None = None
        self.places: dict[str, ui.element] = {}
        self.made: dict[str, Any] = {}
        with self:
            with block() as self.places['summary']:
                self.summary = Summary(SummaryWishes(
                    screen.open_list, screen.open_part, lambda: screen.turn(tab='scope'), screen.why,
                    f'/sprints/boards/{screen.board.id}/capacity?sprint={screen.number}'))
                self.reconcile = ReconcileCard(screen.why, self._ask_jira if may(
                    screen.who.me.actor, 'sprints.plan') else None)
                self.people = PeopleCard(self._look_at_people) if sees_people else None
            self.made['summary'] = self.summary

    @staticmethod
    def names() -> tuple[str, ...]:
        return TABS

    async def show(self, view: ReportView, place: Place) -> None:
        """The part that is wanted, and no other."""
        if place.tab not in self.made:
            with self, block() as self.places[place.tab]:
                self.made[place.tab] = MAKE[place.tab](self.screen)
        for name, own in self.places.items():
            own.set_visibility(name == place.tab)
        await self._fill(view, place)

    def refresh(self, view: ReportView, place: Place) -> None:
        """The data are others; what is not seen is told when it is opened."""
        if place.tab in self.made:
            background_tasks.create(self._refreshed(view, place), name='report part')

    async def _refreshed(self, view: ReportView, place: Place) -> None:
        if not self.is_deleted:
            with self:
                await self._fill(view, place)

    def find(self) -> None:
        if 'issues' in self.made:
            self.made['issues'].find()

    def focus(self, number: int | None) -> None:
        """Back to the row whose reasons were open."""
        if 'issues' in self.made:
            self.made['issues'].grid.focus(number)

    async def _fill(self, view: ReportView, place: Place) -> None:
        part, report = self.made[place.tab], view.report
        if self.people and self.view and self.view.report is not report:
            self.people.close()  # other figures are another look
        self.view = view
        if place.tab == 'summary':
            part.show(view)
        elif place.tab == 'issues':
            part.show(report, place.ask)
        elif place.tab == 'scope':
            part.show(report)
        elif place.tab == 'burndown':
            part.show(view, place.way)
        elif place.tab == 'git':
            await self._git(part, report.sprint)
        elif place.tab == 'analysis':
            await part.fill(view, place)
        else:
            await self._asked(part, view, place)

    async def _ask_jira(self) -> None:
        with refusals_shown():
            run = await do(self.screen.who, reconciliations.ask, self.screen.board.id, self.screen.number)
            toast(f'Jira is being asked for its report: run {run}')

    async def _look_at_people(self) -> None:
        view = self.view
        if view is None or self.people is None:
            return
        with refusals_shown():
            self.people.show(await do(self.screen.who, person_figures.show, self.screen.board.id, self.screen.number,
                                      view.report.unit, view.version), view.report.has_commitment)

    async def _git(self, part: GitTab, number: int) -> None:
        with refusals_shown():
            part.show(await look(self.screen.who, git_links.view_git, self.screen.board.id, number))

    async def _asked(self, part: Any, view: ReportView, place: Place) -> None:
        """Parts that need more than the report itself."""
        screen, number = self.screen, view.report.sprint
        if place.tab == 'compare':
            part.offer(versions_to_compare(view), place.against or usual_before(view))
        try:
            found = (await look(screen.who, explaining.view_comparison, screen.board.id, number, place.against,
                                view.version, view.report.unit) if place.tab == 'compare' else
                     await look(screen.who, explaining.view_baseline, screen.board.id, number, view.report.unit))
        except AppError as error:
            part.fail(str(error))
        else:
            part.show(found)


class BurndownPart(ui.element):
    """Large, and as a burnup too: offered first where much of the scope moved."""

    def __init__(self, screen: Screen) -> None:
        super().__init__('div')
        self.classes('rt-report-part')
        with self:
            self.way = Segmented('Chart', {DOWN: 'Burndown', UP: 'Burnup'}, DOWN, lambda way: screen.turn(way=way))
            with block('rt-report-chart', 'section').props('aria-label=Burndown'):
                self.chart = BurndownChart(screen.why, height=380)

    def show(self, view: ReportView, way: str) -> None:
        chosen = way or (UP if offers_burnup_first(view.report.figures.churn) else DOWN)
        self.way.show(chosen)
        self.chart.show(view, chosen)


def versions_to_compare(view: ReportView) -> Mapping[str, str]:
    """All but the one that is open; the start is always among them."""
    found = {one.key: one.name for one in view.versions if one.key != view.version}
    return {'start:0': 'Start, reconstructed', **found} if not any(key.startswith('start:') for key in found) and not (
        view.version.startswith('start:')) else found


def usual_before(view: ReportView) -> str:
    """The start, as it was frozen if it was."""
    known = versions_to_compare(view)
    return next((key for key in known if key.startswith('start:')), LIVE_VERSION)


def _issues(screen: Screen) -> IssueList:
    return IssueList(IssueWishes(screen.ask, screen.why))


def _scope(screen: Screen) -> ScopeTable:
    return ScopeTable(screen.why)


def _compare(screen: Screen) -> ComparePart:
    async def choose(key: str) -> None:
        await screen.turn(against=key)
    queue = f'/sprints/boards/{screen.board.id}/queue' if may(screen.who.me.actor, 'sprints.plan') else ''
    return ComparePart(CompareWishes(choose, screen.why, queue))


def _baseline(screen: Screen) -> BaselinePart:
    async def open_stakeholder(name: str) -> None:
        await screen.ask(replace(RowAsk(), stakeholder=name))
    return BaselinePart(open_stakeholder)


MAKE: Mapping[str, Callable[[Screen], Any]] = {
    'issues': _issues, 'scope': _scope, 'burndown': BurndownPart, 'compare': _compare, 'baseline': _baseline,
    'analysis': analysis_part, 'git': lambda _: GitTab()}
