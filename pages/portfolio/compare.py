"""/portfolio/scenarios/{id}/compare — two plans beside each other: where bars lay, what it costs, who changed what."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.access import demand
from app.domain.portfolio.planning.operations import RevertFields
from app.domain.portfolio.scenarios.comparing import ChangeView, Dispute
from app.domain.portfolio.views.looks import Filter, Looks
from app.errors import AppError
from app.events import BASELINE, SETUP, scenario_topic
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import checkpoints, comparison, editing, rebase, scenarios
from app.services.portfolio.scenarios import ScenarioList, ScenarioView
from components.controls import Text, block
from components.feedback import problem_shown, refusals_shown, toast
from components.portfolio.compare_bar import CompareBar, CompareBarWishes
from components.portfolio.compare_charts import CompareCharts
from components.portfolio.comparing import ComparePanel, CompareWishes
from components.timeline import Timeline, TimelineWishes
from pages.kit import Visitor, action, do, look, member, page
from pages.portfolio.following import remember
from pages.portfolio.tabs import SCENARIOS_TAB, portfolio_frame

LIVE = 'live'
SHOWS = frozenset({'dependencies', 'markers', 'events', 'heat', 'iterations'})


@page('/portfolio/scenarios/{scenario_id}/compare', 'Compare')
async def compare_page(scenario_id: int) -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    scenario: ScenarioView = await look(who, scenarios.view_scenario, scenario_id)
    query = ui.context.client.request.query_params
    shell = await portfolio_frame(who, SCENARIOS_TAB, scenario.name, parent=('Portfolio', '/portfolio'))
    with shell.content, block('rt-with-panel rt-open rt-compare') as place:
        Text(f'Compare “{scenario.name}”', 'rt-vh', 'h1')  # the trail above says so to those who see it
        screen = CompareScreen(who, scenario, query.get('with') or LIVE, query.get('side') or str(scenario_id))
        await screen.open(place)
    for key, words, deed in (('F', 'Fit all', partial(screen.timeline.zoom, 'fit')),
                             ('T', 'Back to today', partial(screen.timeline.zoom, 'today')),
                             ('Ctrl Z', 'Undo', screen.undo), ('Ctrl Y', 'Redo', screen.redo)):
        shell.shortcuts.add(key, words, deed, 'Compare')


class CompareScreen:
    """Which two sides there are, how they are looked at, and what can be done about a change."""

    def __init__(self, who: Visitor, scenario: ScenarioView, before: str, after: str) -> None:
        self.who, self.scenario, self.before, self.after = who, scenario, before, after
        self.team: int | None = None
        self.looks = Looks(Filter(changed_only=True), density='compact', shows=SHOWS | {'baseline'})

    async def open(self, place: ui.element) -> None:
        with block('rt-compare-main'):
            self.bar = CompareBar(CompareBarWishes(
                self.choose_before, self.choose_after, self.hide, self.ghosts, self.undo, self.redo, self.address),
                await self._sides(), self.before, self.after, self.scenario.may_edit)
            self.timeline = Timeline(TimelineWishes(self._open, self._nothing, self._fold), is_read_only=True)
            self.timeline.classes('rt-plan-timeline')
            self.charts = CompareCharts(self.choose_team)
        self.panel = ComparePanel(CompareWishes(
            self._undo_change, self._settle, self.timeline.reveal,
            lambda: ui.navigate.to(f'/portfolio/scenarios/{self.scenario.id}/publish')))
        with place:
            self.feed = block().style('display: none')
        await self._follow()

    async def choose_before(self, side: str) -> None:
        self.before = side
        await self._follow()

    async def choose_after(self, side: str) -> None:
        self.after = side
        await self._follow()

    async def choose_team(self, team: int) -> None:
        if team != self.team:
            self.team = team
            await self._follow()

    async def hide(self, is_hidden: bool) -> None:
        self.looks = replace(self.looks, filter=Filter(changed_only=is_hidden))
        await self._follow()

    async def ghosts(self, are_shown: bool) -> None:
        self.looks = replace(self.looks, shows=SHOWS | ({'baseline'} if are_shown else set()))
        await self._follow()

    async def undo(self) -> None:
        await self._step(editing.undo, 'Undone')

    async def redo(self) -> None:
        await self._step(editing.redo, 'Done again')

    def address(self) -> tuple[str, list[tuple[str, str]]]:
        return (f'/api/v1/portfolio/scenarios/{self.scenario.id}/compare/export',
                [('with', self.before), ('side', self.after)])

    async def _follow(self) -> None:
        """From now on, what is asked for now."""
        path = f'/portfolio/scenarios/{self.scenario.id}/compare'
        remember(path, {'with': self.before if self.before != LIVE else '',
                        'side': self.after if self.after != str(self.scenario.id) else ''})
        topics = (BASELINE, SETUP, *(scenario_topic(int(side)) for side in (self.before, self.after)
                                     if side.isdigit()))
        self.feed.clear()
        with self.feed:
            watcher = block()
        sides, credential = (self.before, self.after), self.who.credential
        with watcher:
            try:
                await follow(topics, sessions.looking, credential, comparison.view_board, *sides, self.looks,
                             show=self.timeline.show)
                await follow(topics, sessions.looking, credential, comparison.view_comparison, *sides, self.team,
                             show=self._show)
            except AppError as error:
                problem_shown(error)

    def _show(self, view: Any) -> None:
        self.panel.show(view)
        self.charts.show(view)

    async def _sides(self) -> Mapping[str, str]:
        """The live plan, all scenarios, and checkpoints of this one."""
        known: ScenarioList = await look(self.who, scenarios.list_scenarios)
        kept = await look(self.who, checkpoints.list_checkpoints, self.scenario.id)
        return {LIVE: 'Live plan', str(self.scenario.id): self.scenario.name,
                **{str(one.id): one.name for one in (*known.mine, *known.shared)},
                **{f'checkpoint:{one.id}': f'Checkpoint: {one.name}' for one in kept}}

    async def _step(self, service: Any, done: str) -> None:
        with refusals_shown():
            await do(self.who, service, self.scenario.id)
            toast(done)

    async def _undo_change(self, change: ChangeView) -> None:
        with refusals_shown():
            await do(self.who, editing.edit, self.scenario.id, (RevertFields(change.item_id, change.fields),))
            toast(f'“{change.title}” is as in the live plan', action(self.who, editing.undo, self.scenario.id))

    async def _settle(self, dispute: Dispute, choice: str) -> None:
        with refusals_shown():
            await do(self.who, rebase.settle, self.scenario.id, {(dispute.item_id, dispute.field): choice})
            toast('Ours is kept' if choice == 'mine' else 'Theirs is taken',
                  action(self.who, editing.undo, self.scenario.id))

    async def _open(self, item_id: int) -> None:
        ui.navigate.to(f'/portfolio?scenario={self.scenario.id}&item={item_id}')

    async def _nothing(self, *_: Any) -> None:
        """Nothing is done with what is only compared."""

    async def _fold(self, key: str, is_open: bool) -> None:
        folded = set(self.looks.folded) - {key} if is_open else {*self.looks.folded, key}
        self.looks = replace(self.looks, folded=tuple(sorted(folded)))
        await self._follow()
