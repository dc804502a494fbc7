"""The first sight of a report: goal, figures, burndown with scope changes, and what lies around the sprint."""

from collections.abc import Callable
from dataclasses import dataclass

from nicegui import ui

from app.domain.sprints.capacity.views import RoomView
from app.domain.sprints.facts.board import ACTIVE, Number
from app.domain.sprints.metrics.velocity import Velocity, VelocityRow
from app.domain.sprints.reports.report_views import FlowView, ReportView
from components.controls import block
from components.sprints.ageing_card import AgeingCard
from components.sprints.breakdown import Breakdown
from components.sprints.burndown import BurndownChart
from components.sprints.capacity_card import CapacityCard
from components.sprints.figures import Figures, Ratios
from components.sprints.flow_card import FlowCard
from components.sprints.report_head import Goal
from components.sprints.scope import ScopeCard
from components.sprints.velocity import VelocityChart


@dataclass(frozen=True)
class SummaryWishes:
    open_list: Callable[[str], object]  # behind a figure
    open_part: Callable[[str, str], object]  # by what, and which
    open_scope: Callable[[], object]
    why: Callable[[Number], object]
    capacity: str  # address of its page


class Summary(ui.element):

    def __init__(self, wishes: SummaryWishes) -> None:
        super().__init__('div')
        self.classes('rt-report-part')
        self.view: ReportView | None = None
        self.velocity: Velocity | None = None
        with self:
            self.goal = Goal()
            with block():
                self.figures, self.ratios = Figures(wishes.open_list), Ratios(wishes.open_list)
            with block('rt-report-two'):
                with block('rt-report-chart', 'section').props('aria-label=Burndown'):
                    self.burndown = BurndownChart(wishes.why)
                self.scope = ScopeCard(wishes.why, wishes.open_scope)
            with block('rt-report-three'):
                with block('rt-report-chart', 'section').props('aria-label=Velocity'):
                    self.chart = VelocityChart()
                with block('rt-report-chart', 'section').props('aria-label=Flow'):
                    self.flow = FlowCard()
                self.capacity = CapacityCard(wishes.capacity)
            self.ageing = AgeingCard(wishes.why)
            self.breakdown = Breakdown(wishes.open_part)
        self.capacity.set_visibility(False)

    def show(self, view: ReportView) -> None:
        self.view = view
        for part in (self.goal, self.figures, self.burndown, self.breakdown):
            part.show(view)
        for inner in (self.ratios, self.scope):
            inner.show(view.report)
        self._show_velocity()

    def show_velocity(self, velocity: Velocity) -> None:
        self.velocity = velocity
        self._show_velocity()

    def show_flow(self, view: FlowView) -> None:
        self.flow.show(view.flow, view.median)
        self.ageing.show(view.ageing, [name for name, _ in view.flow.columns] if view.flow else [])

    def show_rooms(self, rooms: tuple[RoomView, ...]) -> None:
        self.capacity.show(rooms)

    def _show_velocity(self) -> None:
        if self.view and self.velocity and self.velocity.unit == self.view.report.unit:
            self.chart.show(self.velocity, present_row(self.view))


def present_row(view: ReportView) -> VelocityRow | None:
    """A running sprint beside those that are over."""
    report, one = view.report, view.report.figures
    if report.state != ACTIVE or report.end is None:
        return None
    return VelocityRow(report.sprint, report.sprint_name, report.start, report.end, one.committed, one.completed,
                       one.added, one.removed, one.remaining, one.say_do, one.committed.amount, one.churn, None)
