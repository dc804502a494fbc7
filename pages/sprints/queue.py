"""/sprints/boards/{b}/queue and /sprints/queues/{q} — what is worked on next, in which order, and why."""

from functools import partial

from nicegui import ui

from app.domain.access import demand, may
from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.views import QueueScreen
from app.domain.sprints.setup.standing import BoardView
from app.events import board_topic, queue_topic
from app.realtime import follow
from app.services.sprints import boards, queue_views
from components.controls import block
from components.feedback import empty_state
from components.frame import Frame
from components.sprints.queue_head import QueueHead, QueueNotes, Rooms
from components.sprints.queue_list import QueueList
from components.sprints.queue_panel import QueuePanel
from components.sprints.words import counted
from pages.kit import Visitor, look, member, page
from pages.sprints.exporting import queue_export_menu
from pages.sprints.queue_deeds import QueueDeeds
from pages.sprints.tabs import QUEUE_TAB, board_frame

HERE = 'Queue'  # where its shortcuts are listed


@page('/sprints/boards/{board_id}/queue', 'Queue')
async def queue_page(board_id: int, sprint: int | None = None, issue: int | None = None) -> None:
    """Of the sprint that is to be planned, or the one that is asked for."""
    who = await member()
    demand(who.me.actor, 'sprints.look')
    await _open(who, board_id, sprint, None, issue)


@page('/sprints/queues/{queue_id}', 'Queue')
async def one_queue_page(queue_id: int, issue: int | None = None) -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    board_id, sprint = await look(who, queue_views.board_of_queue, queue_id)
    await _open(who, board_id, sprint, queue_id, issue)


async def _open(who: Visitor, board_id: int, sprint: Number | None, queue_id: int | None, issue: int | None) -> None:
    board: BoardView = await look(who, boards.view_board, board_id)
    screen: QueueScreen = await look(who, queue_views.view_screen, board_id, sprint, queue_id)
    shell = await board_frame(who, QUEUE_TAB, board_id, board.name)
    place = QueuePlace(who, board_id, screen.sprint.number if screen.sprint else sprint, queue_id, shell)
    with shell.content, block('rt-with-panel rt-open rt-queue-screen') as root:
        await place.open(root)
    place.add_keys(shell)
    if issue is not None:
        await place.why(issue)


class QueuePlace:
    """Which queue is open; whoever watches the same shares one look."""

    def __init__(self, who: Visitor, board_id: int, sprint: Number | None, queue_id: int | None,
                 shell: Frame) -> None:
        self.shell = shell
        self.who, self.board_id, self.sprint, self.queue_id = who, board_id, sprint, queue_id
        self.screen: QueueScreen | None = None
        self.deeds = QueueDeeds(self)

    async def open(self, root: ui.element) -> None:
        self.root = root
        wishes = self.deeds.wishes()
        with block('rt-body'), block('rt-page rt-wide rt-queue-page'):
            self.head = QueueHead(wishes)
            with self.head:
                self.export = queue_export_menu(
                    self.who, lambda: self.screen.queue.entry.id if self.screen and self.screen.queue else 0)
            self.notes = QueueNotes(wishes)
            self.rooms = Rooms(wishes)
            self.list = QueueList(wishes)
            self.nothing = block('rt-card')
            self.said: object = None
        self.panel = QueuePanel(wishes)
        with root:
            self.feed = block().style('display: none')
        await self.follow()

    def add_keys(self, shell: Frame) -> None:
        home = f'/sprints/boards/{self.board_id}'
        for keys, words, deed in (
                ('P', 'Pin to the top', self.deeds.pin_chosen), ('X', 'Keep out of the sprint', self.deeds.ban_chosen),
                ('A', 'Apply the chosen change', self.panel.apply), ('B', 'Build queue', self.deeds.build),
                ('.', 'What can be done about an issue', self.open_menu), ('Escape', 'Back', self.close),
                ('[', 'Previous sprint', partial(self.step, -1)), (']', 'Next sprint', partial(self.step, 1)),
                ('G B', 'Go to the boards', lambda: ui.navigate.to('/sprints')),
                ('G R', 'Go to the report', lambda: ui.navigate.to(home))):
            shell.shortcuts.add(keys, words, deed, HERE)

    async def follow(self) -> None:
        """From now on, what is asked for now."""
        self.feed.clear()
        with self.feed, block():
            await follow((queue_topic(self.board_id), board_topic(self.board_id)), queue_views.watch_screen,
                         self.board_id, self.sprint, self.queue_id, not may(self.who.me.actor, 'sprints.plan'),
                         show=self.show)

    def show(self, screen: QueueScreen) -> None:
        self.screen = screen
        self.head.show(screen)
        self.export.set_visibility(screen.queue is not None)
        self.notes.show(screen)
        self.rooms.show(screen)
        self.list.show(screen)
        self.panel.show(screen)
        self._show_nothing(screen)
        has_panel = screen.queue is not None
        if self.queue_id is None and screen.queue:
            self.shell.count_tab(f'/sprints/boards/{self.board_id}/queue', len(screen.queue.conflicts))
        self.root.classes(add='rt-open') if has_panel else self.root.classes(remove='rt-open')

    async def turn(self, sprint: Number) -> None:
        """Look at another sprint; the address knows."""
        if sprint != self.sprint or self.queue_id is not None:
            self.sprint, self.queue_id = sprint, None
            with self.root:
                ui.navigate.history.replace(f'/sprints/boards/{self.board_id}/queue?sprint={sprint}')
                await self.follow()

    async def stay(self) -> None:
        """At the newest queue, after something was done at an earlier one."""
        if self.queue_id is not None and self.sprint is not None:
            await self.turn(self.sprint)

    async def step(self, by: int) -> None:
        if self.screen and self.screen.sprint:
            numbers = [one.number for one in self.screen.sprints]
            place = numbers.index(self.screen.sprint.number) + by
            if 0 <= place < len(numbers):
                await self.turn(numbers[place])

    async def why(self, number: Number) -> None:
        """One line explained, beside the list."""
        self.list.select(number)
        self.list.reveal(number)
        self.panel.explain(number)
        self.root.classes(add='rt-asked')
        self.panel.begin()

    async def close(self) -> None:
        number = self.panel.number
        self.panel.explain(None)
        self.root.classes(remove='rt-asked')
        if number is not None:
            self.list.reveal(number)

    def open_menu(self) -> None:
        if row := self.list.rows.entries.get(self.list.selected):
            row.open_menu()

    def _show_nothing(self, screen: QueueScreen) -> None:
        now = (screen.queue is None or not screen.queue.result.lines, screen.is_kanban, screen.sprint,
               screen.candidates)
        if now == self.said:
            return
        self.said = now
        self.nothing.set_visibility(now[0])
        self.nothing.clear()
        if now[0]:
            with self.nothing:
                self._say_why(screen)

    def _say_why(self, screen: QueueScreen) -> None:
        if screen.is_kanban:
            empty_state('view_kanban', 'No sprints here', 'A kanban board is not planned in sprints.')
        elif screen.sprint is None:
            empty_state('sprint', 'No sprint to plan', 'This board has no running sprint and none ahead.')
        elif screen.sprint.state == 'closed':
            empty_state('history', 'No queue was made', f'{screen.sprint.name} is over.')
        elif not screen.candidates:
            empty_state('inbox', 'Nothing to plan', f'No open issue is in {screen.sprint.name} or in the backlog.')
        else:
            is_planner = may(self.who.me.actor, 'sprints.plan')
            empty_state('format_list_numbered', 'No queue yet', 'A queue says what is worked on next, in which order '
                        f'and why. {counted(screen.candidates)} could go in.', 'Build queue'
                        if is_planner else '', self.deeds.build, 'replay')
