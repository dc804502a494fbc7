"""What planners put on the axis from the timeline: plan events and markers; and the pages that tell more."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.domain.portfolio.setup.decisions import panels_of
from app.domain.portfolio.setup.drafts import HappeningDraft, MarkerDraft
from app.services.portfolio import happenings, markers
from components.feedback import toast
from components.portfolio.happenings import HappeningDialog, MarkerDialog
from pages.kit import do
from pages.portfolio.board import Board

Deed = tuple[str, str, Callable[[], Awaitable[None]]]  # text, icon, what happens


class AxisDeeds:
    def __init__(self, board: Board, annotate: Callable[[], Awaitable[None]]) -> None:
        self.board, self.annotate = board, annotate

    def all(self) -> tuple[Deed, ...]:
        """Those of the panels that admins have left on, in their order."""
        adding: dict[str, Deed] = {'annotations': ('Annotate…', 'edit_note', self.annotate),
                                   'events': ('Add a plan event…', 'event', self._event),
                                   'markers': ('Add a marker…', 'flag', self._marker)}
        going: dict[str, Deed] = {'history': ('History of dates', 'history', partial(self._go, 'history')),
                                  'graph': ('Capacity graph', 'groups', partial(self._go, 'capacity'))}
        known = (adding if self.board.may_plan and not self.board.is_phone else {}) | going
        return tuple(known[name] for name in panels_of(self.board.setting.rules) if name in known)

    async def _go(self, page: str) -> None:
        scenario = self.board.place.scenario
        ui.navigate.to(f'/portfolio/{page}' + (f'?scenario={scenario}' if scenario is not None else ''))

    async def _event(self) -> None:
        view, setting = self.board.view, self.board.setting
        plans = {own: plan.name for own, plan in setting.plans.items()}
        categories = sorted({one.category for one in setting.happenings if one.category})
        self.board.open(lambda: HappeningDialog(plans, self._keep_event, day=view.axis.today if view else None,
                                                categories=categories))

    async def _marker(self) -> None:
        view, setting = self.board.view, self.board.setting
        plans = {own: plan.name for own, plan in setting.plans.items()}
        teams = {own: team.name for own, team in setting.teams.items()}
        self.board.open(lambda: MarkerDialog(plans, teams, self._keep_marker, day=view.axis.today if view else None))

    async def _keep_event(self, draft: HappeningDraft) -> None:
        await do(self.board.who, happenings.add_happening, draft)
        toast(f'“{draft.title.strip()}” is on the axis, for everybody')

    async def _keep_marker(self, draft: MarkerDraft) -> None:
        await do(self.board.who, markers.add_marker, draft)
        toast(f'“{draft.label.strip()}” is on the axis, for everybody')
