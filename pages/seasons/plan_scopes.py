"""Handing in, approving and returning what one is on."""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from app.domain.seasons.plan.rows import scopes_under
from app.domain.seasons.plan.view import PlanView
from app.domain.seasons.scopes import ScopeView
from app.domain.seasons.season import APPROVED, DRAFT, LOCATED, RANGED, RETURNED, REVIEW
from app.errors import AppError
from app.services.seasons import scopes
from components.feedback import problem_shown, toast
from components.seasons.plan_more import CommentDialog
from components.seasons.plan_scope import ScopeBar
from pages.kit import do
from pages.seasons.plan_desk import PlanDesk

SUBMIT, APPROVE, RETURN, REOPEN = 'Submit for approval', 'Approve', 'Return with comment', 'Re-open'
FROM = {SUBMIT: (DRAFT, RETURNED), APPROVE: (REVIEW,), RETURN: (REVIEW,), REOPEN: (APPROVED,)}


class PlanScopes:
    def __init__(self, desk: PlanDesk) -> None:
        self.desk = desk
        self.bar: ScopeBar
        self.chosen: Sequence[ScopeView] = ()

    def build(self, place: ui.element) -> None:
        self.bar = ScopeBar(place, {SUBMIT: self.submit, APPROVE: self.approve, RETURN: self.send_back,
                                    REOPEN: self.reopen})
        place.set_visibility(False)

    def show(self, view: PlanView) -> None:
        """Those that the chosen cell has a part in; approval is about the plan and, in season, its forecast."""
        desk, area = self.desk, self.desk.area
        at = (area.at.location, area.at.category) if area else ('', '')
        is_time = desk.season.state in (LOCATED, RANGED) and view.looks.version == 'working'
        self.chosen = scopes_under(desk.sight.axes, view.scopes, *at) if is_time else ()
        self.bar.show(self.chosen, [name for name in FROM if self._offers(name)], self._others())

    def _others(self) -> list[str]:
        """Whoever has a cell in one of these scopes, by name."""
        axes, chosen = self.desk.sight.axes, set(self.chosen)
        return sorted({one.name for one in self.desk.others
                       if chosen & set(scopes_under(axes, self.chosen, one.location, one.category))})

    async def submit(self) -> None:
        await self._each(SUBMIT, scopes.submit_scope, 'Handed in')

    async def approve(self) -> None:
        await self._each(APPROVE, scopes.approve_scope, 'Approved')

    async def send_back(self) -> None:
        self._ask('Return it with a comment?', 'Whoever handed it in reads the comment and can change it again.',
                  'Return with comment', RETURN, scopes.return_scope, 'Returned')

    async def reopen(self) -> None:
        self._ask('Re-open what was approved?', 'What was frozen stays; the next approval becomes another version.',
                  'Re-open', REOPEN, scopes.reopen_scope, 'Open again')

    def _offers(self, name: str) -> bool:
        sight = self.desk.sight
        if not any(one.state in FROM[name] for one in self.chosen):
            return False
        if name == SUBMIT:
            return sight.may_plan and all(sight.reaches(one.cluster, one.branch) for one in self.chosen)
        return sight.may_judge

    def _ask(self, title: str, text: str, yes: str, name: str, service: Callable[..., Any], done: str) -> None:
        async def say(comment: str) -> None:
            await self._each(name, service, done, comment)
        self.desk.open(lambda: CommentDialog(title, text, yes, say))

    async def _each(self, name: str, service: Callable[..., Any], done: str, *words: str) -> None:
        """One refusal ends it; what was decided before it stays."""
        count = 0
        for one in [one for one in self.chosen if one.state in FROM[name]]:
            try:
                await do(self.desk.who, service, self.desk.code, one.branch, one.cluster, *words)
            except AppError as error:
                problem_shown(error)
                return
            count += 1
        if count:
            toast(f'{done}: {self.chosen[0].name if len(self.chosen) == 1 else f"{count} scopes"}')


