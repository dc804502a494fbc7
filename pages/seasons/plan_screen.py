"""The parts of the plan page, and what passes between them."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from nicegui import background_tasks, ui

from app.domain.seasons.axes import Nodes
from app.domain.seasons.plan.outline import Line
from app.domain.seasons.plan.view import Cursor, PlanView
from app.domain.seasons.season import CREATED, SeasonView
from app.errors import AppError
from app.events import cells_topic, cursors_topic, layouts_topic, orders_topic, season_topic
from app.realtime import follow
from app.services.seasons import cursors, layouts, plan_views
from components.controls import Text, block, classed, sign
from components.feedback import problem_shown
from components.seasons.plan_grid import Area, PlanGrid, PlanWishes
from components.seasons.plan_phone import PhonePlan
from components.seasons.plan_toolbar import PlanToolbar, ToolWishes
from pages.kit import do
from pages.seasons.plan_deeds import PlanDeeds
from pages.seasons.plan_desk import PlanDesk
from pages.seasons.plan_edits import PlanEdits
from pages.seasons.plan_patience import Patience

PATIENCE = 0.3  # seconds until a page is shown without its plan
BASES = {'retail': 'retail', 'cost': 'cost'}


class PlanScreen:
    def __init__(self, desk: PlanDesk, root: ui.element) -> None:
        self.desk, self.first = desk, 0
        self.ear: ui.element | None = None
        self.is_shown = False
        desk.root, desk.on_turn = root, self.watch
        self.page = ui.context.client.id
        self.edits = PlanEdits(desk)
        self.deeds = PlanDeeds(desk, self.edits)
        with root:
            self.locked, self.locked_text = self._banner()
            self.toolbar = PlanToolbar(ToolWishes(desk.turn, self.deeds.buttons, self.deeds.menu,
                                                  self.deeds.fill_layouts), desk.looks, BASES[desk.season.basis])
            with block('rt-plan-scope') as self.scope_bar:
                self.deeds.scopes.build(self.scope_bar)
            with block('rt-plan-grid-place') as place:
                self.grid = desk.grid = PlanGrid(self._wishes())
                desk.patience = Patience()
                self.deeds.cells.place = place
            self.phone = PhonePlan(lambda is_grid: classed(root, **{'plan-here': is_grid}))
        self.grid.theirs = self._theirs
        ui.context.client.on_disconnect(self._leave)

    async def begin(self) -> None:
        """Everything that is looked at is followed from here on. A plan that takes long to read comes later, where
        rows that are not there yet wait for it. Raises NotFound for a version that is not there.
        """
        season, me = self.desk.season.id, self.desk.who.me.actor.identity
        with self.desk.root:
            follow(cursors_topic(season), cursors.watch_cursors, season, show=self._show_cursors)
            follow(layouts_topic(season), layouts.watch_layouts, season, me, show=self.deeds.show_layouts)
        opening = background_tasks.create(self._open(), name='open a plan')
        await asyncio.wait({opening}, timeout=PATIENCE)
        self.is_shown = True
        if opening.done() and (refusal := opening.result()):
            raise refusal

    async def _open(self) -> AppError | None:
        """Why it cannot be looked at; said here, where the page is there already."""
        try:
            await self.watch()
        except AppError as refusal:
            if not self.is_shown:
                return refusal
            with self.desk.root:
                problem_shown(refusal)
        return None

    async def watch(self) -> None:
        """Follow the plan as it is looked at now, from the row that is in sight."""
        desk, season = self.desk, self.desk.season.id
        former = self.ear
        with desk.root:
            ear = self.ear = block().props('hidden')
        with ear:
            topics = (cells_topic(season), season_topic(season), orders_topic(season))
            await follow(topics, plan_views.watch_plan, season, desk.looks, self.first, show=self.show)
        if former:
            former.delete()

    def show(self, view: PlanView) -> None:
        """The plan as it is now; what is typed, chosen and scrolled to stays."""
        desk = self.desk
        if view.looks != desk.looks or view.first != self.first:
            return  # of a look that was left
        desk.view = view
        self.grid.show(view, desk.closed)
        self.phone.show(view)
        self.toolbar.looks = desk.looks
        axes = desk.sight.axes
        self.toolbar.offer(view.versions, _options(axes.location_nodes), _options(axes.category_nodes))
        self.toolbar.limit(may_edit=not (desk.closed or view.closed))
        self._show_banner(view)
        self.deeds.scopes.show(view)

    def season_changed(self, season: SeasonView) -> None:
        """Another step, a lock, other axes: rights and rows are asked for anew."""
        is_other = (season.axes, season.state) != (self.desk.season.axes, self.desk.season.state)
        self.desk.season = season
        if is_other and self.ear:
            background_tasks.create(self._sight_again(), name='sight of a plan')

    async def _sight_again(self) -> None:
        with suppress(AppError):
            await self.deeds.look_again()
            await self.watch()

    def _wishes(self) -> PlanWishes:
        return PlanWishes(edit=self.edits.edit, paste=self.edits.paste, fill=self.edits.fill, deed=self.deeds.do,
                          look=self._look, fold=self._fold, month=self._month, clip=self.deeds.clip,
                          window=self._window)

    def _theirs(self, line: Line) -> str:
        """Rows beyond one's branches and clusters."""
        sight = self.desk.sight
        reaches = not sight.may_plan or sight.reaches(line.location, line.category)
        return '' if reaches else 'not of your branches and clusters'

    async def _window(self, first: int) -> None:
        if first != self.first:
            self.first = first
            await self.watch()

    async def _fold(self, key: str) -> None:
        looks = self.desk.looks
        view = self.desk.view
        if key:
            await self.desk.turn(looks.turn(key))
        elif view:
            is_open = any(one.head.is_open for one in view.outline.blocks)
            self.first = 0
            await self.desk.turn(replace(looks, depth=0 if is_open else 9, turned=frozenset()))

    async def _month(self, key: str) -> None:
        await self.desk.turn(self.desk.looks.fold_month(key))

    async def _look(self, area: Area, is_typing: bool) -> None:
        """Where somebody is: the others see it, the bar says what is known of the cell."""
        is_other = self.desk.area is None or self.desk.area.at != area.at
        self.desk.area = area
        with suppress(AppError):
            await do(self.desk.who, cursors.point, self.page, self.desk.code, area.at, is_typing)
        if is_other:
            await self.deeds.looked(area.at)

    async def _leave(self) -> None:
        with suppress(AppError):
            await do(self.desk.who, cursors.leave, self.page)

    def _show_cursors(self, found: tuple[Cursor, ...]) -> None:
        """Oneself is not somebody else, in no other tab either."""
        others = self.desk.others = [one for one in found if one.identity != self.desk.who.me.actor.identity]
        self.grid.presence(others, {one.page: self._where(one) for one in others})
        if self.desk.view:
            self.deeds.scopes.show(self.desk.view)

    def _where(self, cursor: Cursor) -> str:
        axes, view = self.desk.sight.axes, self.desk.view
        nodes = (axes.category_nodes.get(cursor.category), axes.location_nodes.get(cursor.location))
        column = next((one.label for one in view.columns if one.key == cursor.period), '') if view else ''
        names = [node.name for node in nodes if node and node.key] or ['the totals']
        return ', '.join([*names[:1], *([column] if column else [])])

    def _banner(self) -> tuple[ui.element, Text]:
        with block('rt-banner rt-locked').props('role=note') as banner:
            sign('lock')
            text = Text('', 'rt-grow')
        banner.set_visibility(False)
        return banner, text

    def _show_banner(self, view: PlanView) -> None:
        """Why nothing can be changed, and who can change that; the page itself speaks of a locked season."""
        text = ''
        if view.state == CREATED:
            text = 'Locations come first: complete that step on the overview, then the plan can be typed.'
        elif view.closed and not self.desk.season.is_locked:
            text = f'{view.closed[0].upper()}{view.closed[1:]}. Choose the version “Working” to plan.'
        elif self.desk.closed:
            text = 'You can read this plan. Planners and managers change it; an admin gives the role.'
        self.locked_text.say(text)
        self.locked.set_visibility(bool(text))


def _options(nodes: Nodes) -> dict[str, str]:
    return {key: f'{" " * 2 * max(0, node.level - 1)}{node.name}' for key, node in nodes.items() if key}
