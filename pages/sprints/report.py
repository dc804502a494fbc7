"""/sprints/boards/{b} and /sprints/boards/{b}/sprints/{s} — what a sprint committed to, what changed, what got done."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.access import demand, may
from app.domain.sprints.metrics.report import ScopeEvent
from app.domain.sprints.reports.report_rows import RowAsk
from app.domain.sprints.reports.report_views import ReportView
from app.domain.sprints.setup.standing import BoardView
from app.errors import AppError
from app.events import board_topic
from app.realtime import follow
from app.services.sprints import (
    boards,
    estimates,
    explaining,
    person_figures,
    reconciliations,
    reports,
    snapshots,
    syncing,
)
from components.controls import IconButton, Text, block, link, sign
from components.feedback import empty_state, problem_shown, refusals_shown, toast
from components.frame import Frame
from components.sprints.data_status import DataStatusDialog, stale_banner
from components.sprints.report_head import HeadWishes, ReportHead, Toolbar
from components.sprints.scope import DEEDS
from components.sprints.why import WhyPanel
from pages.kit import Visitor, do, look, member, page
from pages.sprints.estimating import open_estimating
from pages.sprints.exporting import export_menu
from pages.sprints.parts import Parts
from pages.sprints.place import Place, place_of
from pages.sprints.publishing import publish_button
from pages.sprints.tabs import REPORT_TAB, board_frame

HERE = 'Report'  # where its shortcuts are listed


@page('/sprints/boards/{board_id}/sprints/{number}', 'Sprint report')
async def report_page(board_id: int, number: int) -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    await _open(who, board_id, number, f'/sprints/boards/{board_id}/sprints/{number}')


@page('/sprints/boards/{board_id}', 'Sprint report')
async def board_page(board_id: int) -> None:
    """The sprint a board is about now."""
    who = await member()
    demand(who.me.actor, 'sprints.look')
    number = await look(who, reports.find_present, board_id)
    await _open(who, board_id, number, _home(board_id))


def _home(board_id: int) -> str:
    return f'/sprints/boards/{board_id}'


async def _follow_present(board: BoardView, number: int | None, path: str) -> None:
    """Where the present sprint is looked at, the next one comes by itself as soon as it has started."""
    def show(present: int | None) -> None:
        if present not in (None, number):
            ui.navigate.to(path)
    with block().style('display: none'):
        await follow(board_topic(board.id), reports.watch_present, board.id, show=show)


async def _open(who: Visitor, board_id: int, number: int | None, path: str) -> None:
    board: BoardView = await look(who, boards.view_board, board_id)
    shell = await board_frame(who, REPORT_TAB, board_id, board.name)
    if number is None or board.kind == 'kanban':
        with shell.content, block('rt-body'), block('rt-page rt-wide'):
            _nothing(board)
            await _follow_present(board, None, path)
        return
    known = {str(one.id): one.name for one in await look(who, boards.list_boards)}
    screen = ReportScreen(who, board, number, place_of(ui.context.client.request.query_params), path)
    with shell.content, block('rt-with-panel') as root:
        await screen.open(root, known)
    if path == _home(board_id):
        with shell.content:
            await _follow_present(board, number, path)
    screen.add_keys(shell)


class ReportScreen:
    """Which report is open and how it is looked at; whoever watches the same shares one look."""

    def __init__(self, who: Visitor, board: BoardView, number: int, place: Place, path: str) -> None:
        self.who, self.board, self.number, self.place, self.path = who, board, number, place, path
        self.view: ReportView | None = None
        self.is_open = False  # the first part has been made

    async def open(self, root: ui.element, known: dict[str, str]) -> None:
        self.root = root
        wishes, sees_people = self._wishes(), await look(self.who, person_figures.may_see, self.board.id)
        with block('rt-body') as self.body, block('rt-page rt-wide rt-report'):
            if self.board.is_demo:
                with block('rt-banner').props('role=note'):
                    sign('science')
                    Text('Demo data: made up by Roundtable, and never mixed with that of a site.', 'rt-grow')
            self.stale, self.stale_text = stale_banner()
            self.head = ReportHead(wishes)
            with self.head.actions:
                IconButton('playing_cards', 'Estimate what is open at a poker table',
                           partial(open_estimating, self.who, self.board.id, self.number))
                self.export = export_menu(self.who, self.board.id, self.number, lambda: {
                    'version': self.place.version, 'unit': self.place.unit})
                if button := publish_button(self.who, self.board.id, self.number):
                    button.classes('rt-primary')
            self.toolbar = Toolbar(wishes, Parts.names(), known, self.board.id)
            self.parts = Parts(self, sees_people)
        self.panel = WhyPanel(self.close_why)
        self.panel.set_visibility(False)
        with root:
            self.feed = block().style('display: none')
        await self._follow()
        await self.show_tab(self.place.tab)
        self.is_open = True
        if self.place.issue:
            await self.why(self.place.issue)

    def add_keys(self, shell: Frame) -> None:
        home = f'/sprints/boards/{self.board.id}'
        for keys, words, deed in (
                ('[', 'Previous sprint', partial(self.step, -1)), (']', 'Next sprint', partial(self.step, 1)),
                ('E', 'Export', self.export.open), ('/', 'Search the issues', self.find),
                ('G B', 'Go to the boards', lambda: ui.navigate.to('/sprints')),
                ('G Q', 'Go to the queue', lambda: ui.navigate.to(f'{home}/queue')),
                ('Escape', 'Close the reasons', self.close_why)):
            shell.shortcuts.add(keys, words, deed, HERE)

    # What is looked at

    def step(self, by: int) -> None:
        other = self.view.neighbour(by) if self.view else None
        if other:
            ui.navigate.to(self._address_of(other.number))

    async def turn(self, **changes: Any) -> None:
        """Look at something else; the address knows."""
        former, self.place = self.place, replace(self.place, **changes)
        if former == self.place:
            return
        with self.root:  # it outlives whatever was clicked
            ui.navigate.history.replace(self.place.address(self.path))
            if (former.unit, former.version) != (self.place.unit, self.place.version):
                await self._follow()
            if replace(former, issue=None) != replace(self.place, issue=None):
                await self.show_tab(self.place.tab)

    async def ask(self, ask: RowAsk) -> None:
        await self.turn(tab='issues', ask=ask)

    async def open_list(self, only: str) -> None:
        await self.ask(RowAsk(only))

    async def open_part(self, by: str, name: str) -> None:
        await self.ask(replace(RowAsk(), **{by: name}))  # type: ignore[arg-type]

    async def find(self) -> None:
        await self.turn(tab='issues')
        self.parts.find()

    async def show_tab(self, tab: str) -> None:
        if self.view:
            self.toolbar.show(self.view, tab)
            await self.parts.show(self.view, self.place)

    async def why(self, number: int) -> None:
        """The reasons of one issue, beside the report."""
        view = self.view
        if view is None:
            return
        with refusals_shown():
            told = await look(self.who, explaining.view_why, self.board.id, self.number, number, self.place.unit,
                              view.version)
            is_new = not self.panel.visible
            self.panel.show(told, next((row for row in view.report.rows if row.number == number), None),
                            view.report.zone)
            self.panel.show_agreed(await look(self.who, estimates.latest, self.board.id, number),
                                   partial(self.write_estimate, number))
            self._open_panel(True)
            await self.turn(issue=number)
            if is_new:
                self.panel.begin()

    async def write_estimate(self, number: int) -> None:
        with refusals_shown():
            await do(self.who, estimates.write, self.board.id, number)
            await self.why(number)

    async def close_why(self) -> None:
        if self.panel.visible:
            number = self.place.issue
            self._open_panel(False)
            await self.turn(issue=None)
            self.parts.focus(number)

    def explain(self) -> None:
        if self.view:
            with self.root:
                DataStatusDialog(self.view).open()

    # What is done

    async def sync(self) -> None:
        with refusals_shown():
            run = await do(self.who, syncing.sync_now, self.board.id)
            toast(f'{self.board.name} is being read: run {run}')

    async def freeze(self) -> None:
        with refusals_shown():
            made = await do(self.who, snapshots.freeze, self.board.id, self.number)
            toast(f'Frozen as snapshot v{made.number}')

    # How it is kept up to date

    async def _follow(self) -> None:
        """From now on, what is asked for now; a version that is gone leads back to the usual one."""
        self.feed.clear()
        with self.feed:
            watcher = block()
        topic, place = board_topic(self.board.id), self.place
        with watcher:
            try:
                await follow(topic, reports.watch_report, self.board.id, self.number, place.unit, place.version,
                             show=self._show)
                await follow(topic, explaining.watch_velocity, self.board.id, None, place.unit,
                             show=self.parts.summary.show_velocity)
                await follow(topic, explaining.watch_flow, self.board.id, self.number,
                             show=self.parts.summary.show_flow)
                await follow(topic, explaining.watch_rooms, self.board.id, self.number,
                             show=self.parts.summary.show_rooms)
                await follow(topic, reconciliations.watch, self.board.id, self.number, place.unit, place.version,
                             show=self.parts.reconcile.show)
            except AppError as error:
                if not place.version and self.view is None:
                    raise
                problem_shown(error)
                self.place = replace(place, version='', unit='points')
                ui.navigate.history.replace(self.place.address(self.path))
                await self._follow()

    def _show(self, view: ReportView) -> None:
        if self.view and (self.view.version, self.view.report.unit) == (view.version, view.report.unit):
            _tell(self.view.report.scope, view.report.scope)
        self.view = view
        self.head.show(view)
        self.toolbar.show(view, self.place.tab)
        in_doubt = view.board.state in ('failed', 'behind')
        self.stale.set_visibility(in_doubt)
        if in_doubt:
            self.stale_text.say(f'{view.board.error or "The last read failed."} Shown is the last good data.')
        if self.is_open:
            self.parts.refresh(view, self.place)

    def _open_panel(self, is_open: bool) -> None:
        self.panel.set_visibility(is_open)
        self.root.classes(add='rt-open') if is_open else self.root.classes(remove='rt-open')

    def _address_of(self, number: int) -> str:
        """The same look at another sprint."""
        place = replace(self.place, version='', issue=None, against='')
        return place.address(f'/sprints/boards/{self.board.id}/sprints/{number}')

    def _wishes(self) -> HeadWishes:
        def goes(address: Callable[[str], str]) -> Callable[[str], Awaitable[None]]:
            async def go(value: str) -> None:
                if value and address(value) != self.path:
                    ui.navigate.to(address(value))
            return go
        may_plan = may(self.who.me.actor, 'sprints.plan') and self.board.site_kind != 'csv'  # a file never moves
        return HeadWishes(
            self.step, goes(lambda board: f'/sprints/boards/{board}'),
            goes(lambda number: self._address_of(int(number))),
            lambda version: self.turn(version=version), lambda unit: self.turn(unit=unit),
            lambda tab: self.turn(tab=tab), self.explain,
            lambda tab: replace(self.place, tab=tab).address(self.path),
            self.sync if may_plan else None, self.freeze if may_plan else None)


def _tell(before: Sequence[ScopeEvent], after: Sequence[ScopeEvent]) -> None:
    """What others have changed in the sprint that is open, in one sentence."""
    known = set(before)
    new = [event for event in after if event not in known]
    if new:
        more = f', and {len(new) - 1} more' if len(new) > 1 else ''
        toast(f'{new[-1].key} {DEEDS.get(new[-1].sign, "changed")} by {new[-1].by or "an unknown person"}{more}')


def _nothing(board: BoardView) -> None:
    """A board that has no sprint to report."""
    home = f'/sprints/boards/{board.id}'
    with block('rt-phead'):
        Text(board.name, tag='h1')
    if board.kind == 'kanban':
        empty_state('view_kanban', 'Sprint figures are not for kanban', 'This board has no sprints. How its work '
                    'flows, and when it will be done, is told on its other pages.')
        with block('rt-row rt-centre'):
            link('Flow', f'{home}/flow', 'rt-btn')
            link('Forecast', f'{home}/forecast', 'rt-btn')
    else:
        empty_state('sprint', 'No sprint yet', 'Its report appears here as soon as Jira has a sprint on this board.')
