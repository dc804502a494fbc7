"""/sprints/boards/{b}/capacity — how much fits into a sprint, who is there when, and what lies ahead."""

from datetime import date
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.access import demand
from app.domain.sprints.capacity.drafts import PlanDraft, RoomDraft
from app.domain.sprints.capacity.views import CapacityView
from app.domain.sprints.facts.board import Number
from app.domain.sprints.setup.standing import BoardView
from app.errors import AppError
from app.events import board_topic
from app.realtime import follow
from app.services.sprints import boards, capacity, days_off, long_term
from components.controls import block, link
from components.feedback import empty_state, problem_shown, refusals_shown, toast
from components.frame import Frame
from components.sprints.capacity_ahead import AheadCard, PastCard
from components.sprints.capacity_dialogs import ImportDialog, PlanDialog, RoomDialog
from components.sprints.capacity_grid import DayGrid
from components.sprints.capacity_head import CapacityHead, CapacityNotes, CapacityWishes
from components.sprints.capacity_rooms import RoomList
from components.sprints.words import counted
from pages.kit import Visitor, do, look, member, page
from pages.sprints.tabs import CAPACITY_TAB, board_frame

HERE = 'Capacity'  # where its shortcuts are listed


@page('/sprints/boards/{board_id}/capacity', 'Capacity')
async def capacity_page(board_id: int, sprint: int | None = None) -> None:
    """Of the running sprint, or the one that is asked for."""
    who = await member()
    demand(who.me.actor, 'sprints.look')
    board: BoardView = await look(who, boards.view_board, board_id)
    present = await look(who, capacity.find_sprint, board_id)
    shell = await board_frame(who, CAPACITY_TAB, board_id, board.name)
    if present is None:
        with shell.content, block('rt-body'), block('rt-page rt-wide'):
            _nothing(board)
        return
    is_mine = await look(who, capacity.may_change, board_id)
    place = CapacityPlace(who, board_id, sprint if sprint is not None else present, is_mine)
    with shell.content, block('rt-body') as root:
        await place.open(root)
    place.add_keys(shell)


class CapacityPlace:
    """Which sprint is open; whoever watches the same shares one look."""

    def __init__(self, who: Visitor, board_id: int, sprint: Number, may_change: bool) -> None:
        self.who, self.board_id, self.sprint = who, board_id, sprint
        self.wishes = CapacityWishes(self.turn, self.carry, self.say, self.toggle, self.bring, self.plan, may_change)
        self.view: CapacityView | None = None

    async def open(self, root: ui.element) -> None:
        self.root = root
        with block('rt-page rt-wide rt-cap-page'):
            self.head = CapacityHead(self.wishes)
            self.notes = CapacityNotes(self.wishes)
            self.rooms = RoomList(self.wishes)
            self.nothing = block('rt-card')
            with self.nothing:
                empty_state('groups', 'No disciplines yet', 'Say who works on this board and which disciplines there '
                            'are; then what they can give in a sprint is worked out here.')
                with block('rt-row rt-centre'):
                    link('Open settings', '/sprints/settings', 'rt-btn rt-primary')
            self.grid = DayGrid(self.wishes)
            with block('rt-sides'):
                self.past, self.ahead = PastCard(), AheadCard(self.wishes)
        self.feed = block().style('display: none')
        await self._follow()

    def add_keys(self, shell: Frame) -> None:
        home = f'/sprints/boards/{self.board_id}'
        for keys, words, deed in (
                ('[', 'Previous sprint', partial(self.step, 1)), (']', 'Next sprint', partial(self.step, -1)),
                ('G B', 'Go to the boards', lambda: ui.navigate.to('/sprints')),
                ('G R', 'Go to the report', lambda: ui.navigate.to(home)),
                ('G Q', 'Go to the queue', lambda: ui.navigate.to(f'{home}/queue?sprint={self.sprint}'))):
            shell.shortcuts.add(keys, words, deed, HERE)

    # What is looked at

    async def turn(self, sprint: Number) -> None:
        """Look at another sprint; the address knows."""
        if sprint != self.sprint:
            self.sprint = sprint
            with self.root:
                ui.navigate.history.replace(f'/sprints/boards/{self.board_id}/capacity?sprint={sprint}')
                await self._follow()

    async def step(self, by: int) -> None:
        """The latest sprint is the first in the list."""
        numbers = [number for number, _ in self.view.sprints] if self.view else []
        place = numbers.index(self.sprint) + by if self.sprint in numbers else -1
        if 0 <= place < len(numbers):
            await self.turn(numbers[place])

    async def _follow(self) -> None:
        self.feed.clear()
        with self.feed, block():
            await follow(board_topic(self.board_id), capacity.watch_capacity, self.board_id, self.sprint,
                         show=self._show)

    def _show(self, view: CapacityView) -> None:
        self.view = view
        for part in (self.head, self.notes, self.rooms, self.grid, self.past, self.ahead):
            part.show(view)
        self.rooms.set_visibility(bool(view.rooms))
        self.nothing.set_visibility(not view.rooms)

    # What is done

    async def carry(self) -> None:
        with refusals_shown():
            number = await do(self.who, capacity.carry_forward, self.board_id, self.sprint)
            toast(f'{counted(number, "discipline")} carried forward')

    def say(self, discipline: int) -> None:
        """The room as it is when the dialog opens; whoever was faster is not overwritten."""
        room = next((one.room for one in self.view.rooms if one.room.discipline == discipline), None) if (
            self.view) else None
        if room:
            with self.root:
                RoomDialog(room, partial(self._say, self.sprint, discipline, room.version)).open()

    async def toggle(self, member_id: int | None, day: date, state: str) -> None:
        try:
            await do(self.who, days_off.set_day, self.board_id, member_id, day, state)
        except AppError as error:
            problem_shown(error)
            if self.view:
                self.grid.show(self.view)

    def bring(self) -> None:
        if self.view:
            with self.root:
                ImportDialog(self.view.members, self._bring).open()

    def plan(self) -> None:
        if self.view:
            with self.root:
                PlanDialog(self.view, partial(self._plan, self.view.plan_version)).open()

    async def _say(self, sprint: Number, discipline: int, version: int, draft: RoomDraft | None) -> None:
        await do(self.who, capacity.say_room, self.board_id, sprint, discipline, draft, version)
        toast('The capacity is unknown again' if draft is None else 'Saved')

    async def _bring(self, kind: str, text: str, whose: int | None) -> Any:
        told = await do(self.who, days_off.import_days, self.board_id, kind, text, whose)
        if not told.faults:
            known = f', {told.known} were known' if told.known else ''
            toast(f'{counted(told.added, "day")} off imported{known}')
        return told

    async def _plan(self, version: int, draft: PlanDraft) -> None:
        await do(self.who, long_term.save_plan, self.board_id, draft, version)
        toast('Saved')


def _nothing(board: BoardView) -> None:
    if board.kind == 'kanban':
        empty_state('view_kanban', 'Capacity is not for kanban', 'This board has no sprints. How its work flows is '
                    'told on the page of its flow.')
        with block('rt-row rt-centre'):
            link('Flow', f'/sprints/boards/{board.id}/flow', 'rt-btn')
    else:
        empty_state('sprint', 'No sprint yet', 'What fits into one is told here as soon as Jira has a sprint on this '
                    'board.')
