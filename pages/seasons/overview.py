"""/seasons/{code} — the checklist of a season: what is done, what the present step lacks, approvals, locks."""

from functools import partial
from typing import Any

from nicegui import ui

from app.domain.access import demand, may
from app.domain.seasons.checklist import LOCATIONS, LOCK, OTB, PLAN, RANGE, STEPS, Checklist
from app.domain.seasons.drafts import SeasonDraft
from app.domain.seasons.revisions import RevisionView
from app.domain.seasons.scopes import ScopeView
from app.domain.seasons.season import CREATED, LOCATED, RANGED, SeasonView
from app.domain.seasons.structure import StructureView
from app.events import cells_topic, orders_topic, season_topic
from app.realtime import follow
from app.services.seasons import cloning, conditions, locking, scopes, seasons, structure, workflow
from app.services.seasons.masters import calendars
from components.controls import Button, DeedMenu, block, link, menu_item
from components.dialogs import confirm
from components.feedback import refusals_shown, toast
from components.seasons.approval import ApprovalCard, ScopeWishes
from components.seasons.checklist import StepList, StepWishes
from components.seasons.choosing import ChooseDialog
from components.seasons.forms import ReasonDialog, SeasonDialog
from components.seasons.locks import LockCard
from pages.kit import Visitor, do, look, member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import OVERVIEW_TAB

LOSES = 'Figures of what you take away are not counted any more.'


@page('/seasons/{code}', 'Season')
async def overview_page(code: str) -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, OVERVIEW_TAB, code)
    screen = Overview(who, season)
    with season.body, block('rt-body'), block('rt-page rt-wide rt-season-overview'):
        await screen.open()


class Overview:
    def __init__(self, who: Visitor, season: SeasonPage) -> None:
        self.who, self.season, self.code = who, season, season.view.code
        self.checks: Checklist | None = None
        self.scopes: tuple[ScopeView, ...] = ()

    async def open(self) -> None:
        self._actions()
        self.place = block()
        self.steps = StepList(self.code, self._step_wishes())
        self.approval = ApprovalCard(self._scope_wishes())
        self.locks = LockCard(self._verify)
        number = self.season.view.id
        topics = (season_topic(number), cells_topic(number), orders_topic(number))
        await follow(topics, conditions.watch_checklist, number, show=self.show_checks)
        await follow(topics[:2], scopes.watch_scopes, number, show=self.show_scopes)
        await follow(topics[0], locking.watch_revisions, number, show=self.show_locks)
        self.season.on_change(self.show)

    # What is shown

    def show(self, view: SeasonView) -> None:
        if self.checks:
            self.steps.show(view, self.checks)
        self.approval.show(self.scopes if view.state in (LOCATED, RANGED) else (),
                           view.state in (LOCATED, RANGED), view.state == LOCATED)
        self.edit.set_visibility(view.state in (CREATED, LOCATED) and self._may('seasons.plan'))

    def show_checks(self, found: Checklist) -> None:
        self.checks = found
        self.show(self.season.view)

    def show_scopes(self, found: tuple[ScopeView, ...]) -> None:
        self.scopes = found
        self.show(self.season.view)

    def show_locks(self, found: tuple[RevisionView, ...]) -> None:
        self.locks.show(found)

    # What can be done

    def _may(self, deed: str) -> bool:
        return may(self.who.me.actor, deed)

    def _actions(self) -> None:
        home = f'/seasons/{self.code}'
        with self.season.actions:
            link('Changes', f'{home}/changes', 'rt-btn rt-ghost', 'history')
            link('Setup', f'{home}/setup', 'rt-btn rt-ghost', 'tune')
            link('Imports', f'{home}/imports', 'rt-btn', 'upload_file')
            self.edit = Button('Edit season…', self._edit, icon='edit')
            if self._may('seasons.plan'):
                DeedMenu('more_horiz', 'More to do with this season', self._more)

    def _more(self) -> None:
        menu_item('Begin another season as this one…', 'content_copy', self._clone)
        if self._may('seasons.admin') and self.season.view.state == CREATED:
            menu_item('Delete this season…', 'delete', self._remove)

    def _step_wishes(self) -> StepWishes:
        manages, admin, plans = self._may('seasons.manage'), self._may('seasons.admin'), self._may('seasons.plan')
        complete: dict[str, Any] = {LOCATIONS: partial(self._complete, LOCATIONS)} if plans else {}
        if manages:
            complete |= {key: partial(self._complete, key) for key in (PLAN, OTB, RANGE)}
        if admin:
            complete[LOCK] = self._lock
        choose = {'locations': self._choose_locations, 'categories': self._choose_categories} if plans else {}
        return StepWishes(complete, self._take_back if manages else None, self._reopen if admin else None, **choose)

    def _scope_wishes(self) -> ScopeWishes:
        plans, manages = self._may('seasons.plan'), self._may('seasons.manage')
        return ScopeWishes(self.who.me.actor.identity, self._submit if plans else None,
                           self._approve if manages else None, self._return if manages else None,
                           self._reopen_scope if manages else None)

    async def _do(self, done: str, service: Any, *given: Any) -> bool:
        with refusals_shown():
            await do(self.who, service, self.code, *given)
            with self.place:
                toast(done)
            return True
        return False

    async def _complete(self, step: str) -> None:
        await self._do(f'“{STEPS[step]}” is complete', workflow.complete_step, step)

    def _take_back(self) -> None:
        async def send(reason: str) -> None:
            await do(self.who, workflow.take_back, self.code, reason)
        with self.place:
            ReasonDialog('Take the last step back?', 'Its approvals wait for a decision again. What was frozen stays.',
                         'Reason', 'Take back step', send).open()

    def _reopen(self) -> None:
        async def send(reason: str) -> None:
            await do(self.who, locking.reopen_season, self.code, reason)
        with self.place:
            ReasonDialog('Re-open this season?', 'The locked revision stays as it is; the next one begins.', 'Reason',
                         'Re-open season', send).open()

    async def _lock(self) -> None:
        missing = self.checks.check(LOCK).missing if self.checks else ()
        text = 'Plan, budgets, range, orders and receipts stay exactly as they are. Only an admin can re-open it.'
        exceptions = f' Listed as exceptions: {"; ".join(missing)}.' if missing else ''
        with self.place:
            if not await confirm(f'Lock {self.season.view.name}?', text + exceptions,
                                 'Lock with exceptions' if missing else 'Lock this season'):
                return
        await self._do('The season is locked', locking.lock_season, bool(missing))

    async def _verify(self, number: int) -> None:
        with refusals_shown():
            verdict = await look(self.who, locking.verify_lock, self.code, number)
            self.locks.say(verdict)

    async def _choose_locations(self) -> None:
        await self._choose('locations', structure.choose_locations)

    async def _choose_categories(self) -> None:
        await self._choose('categories', structure.choose_categories)

    async def _choose(self, noun: str, service: Any) -> None:
        with refusals_shown():
            found: StructureView = await look(self.who, structure.view_structure, self.code)

            async def keep(keys: list[int]) -> None:
                await do(self.who, service, self.code, keys)
            with self.place:
                ChooseDialog(noun, getattr(found, noun), keep, LOSES if found.is_planned else '').open()

    async def _edit(self) -> None:
        with refusals_shown():
            draft, version = await look(self.who, seasons.find_draft, self.code)

            async def keep(given: SeasonDraft, _: tuple[str, ...]) -> None:
                await do(self.who, seasons.change_season, self.code, given, version)
            with self.place:
                SeasonDialog(keep, await look(self.who, calendars.list_calendars), draft, 'Edit season',
                             'Save season').open()

    async def _clone(self) -> None:
        with refusals_shown():
            draft, _ = await look(self.who, seasons.find_draft, self.code)

            async def keep(given: SeasonDraft, parts: tuple[str, ...]) -> None:
                fresh = await do(self.who, cloning.clone_season, self.code, given, ('structure', *parts))
                ui.navigate.to(f'/seasons/{fresh}')
            with self.place:
                SeasonDialog(keep, await look(self.who, calendars.list_calendars), draft,
                             'Begin another season as this one', 'Begin this season', can_clone=True).open()

    async def _remove(self) -> None:
        with self.place:
            if not await confirm(f'Delete {self.season.view.name}?', 'Nothing was decided in it yet.',
                                 'Delete this season', is_dangerous=True):
                return
        if await self._do('The season is deleted', seasons.remove_season):
            ui.navigate.to('/seasons')

    async def _submit(self, scope: ScopeView) -> None:
        await self._do(f'{scope.name} waits for approval', scopes.submit_scope, scope.branch, scope.cluster)

    async def _approve(self, scope: ScopeView) -> None:
        await self._do(f'{scope.name} is approved', scopes.approve_scope, scope.branch, scope.cluster)

    def _return(self, scope: ScopeView) -> None:
        self._ask(scope, scopes.return_scope, f'Return {scope.name}?', 'Comment', 'Return with comment')

    def _reopen_scope(self, scope: ScopeView) -> None:
        self._ask(scope, scopes.reopen_scope, f'Open {scope.name} again?', 'Reason', 'Re-open scope')

    def _ask(self, scope: ScopeView, service: Any, title: str, label: str, button: str) -> None:
        async def send(text: str) -> None:
            await do(self.who, service, self.code, scope.branch, scope.cluster, text)
        with self.place:
            ReasonDialog(title, '', label, button, send).open()
