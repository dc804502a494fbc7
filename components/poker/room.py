"""One estimating table, whole: story, hand, felt, result, controls, people, stories, news."""

import asyncio
from collections.abc import Callable

from nicegui import background_tasks, ui

from app import clock
from app.domain.poker.looks import SeatLook, TableView, seat_looks
from app.domain.poker.table import Seat, State, Table
from app.domain.poker.views import StoriesView
from components.controls import Button, IconButton, Text, block, classed
from components.feedback import empty_state
from components.frame import Frame
from components.poker.banners import Banners
from components.poker.controls import HostControls, TableSwitches
from components.poker.felt import Felt
from components.poker.hand import Hand
from components.poker.news import News, Notices
from components.poker.queue import StoryQueue
from components.poker.result import Result
from components.poker.roster import HandOverDialog, LeaveDialog, Roster
from components.poker.sounds import SoundButton, Sounds
from components.poker.story import StoryHead
from components.poker.wishes import RoomWishes, Wish

WHERE = 'Estimate'


class Room(ui.element):
    """`viewer` is the identity of the one who looks: whose card they may see is decided here, on the server."""

    def __init__(self, frame: Frame, table_id: str, viewer: str, wishes: RoomWishes, *, has_sound: bool) -> None:
        super().__init__('div')
        self.classes('rt-room')
        self.frame, self.viewer, self.wishes = frame, viewer, wishes
        self.view: TableView | None = None
        self.seat: Seat | None = None  # of the one who looks, while they are here
        self.stories: StoriesView | None = None
        self.shown_stories: tuple[StoriesView, bool, bool] | None = None
        self.title = self.shown_title = ''
        self.is_over = False
        self.was_voting = False
        with self:
            self.sounds = Sounds(are_on=has_sound)
            self.banners = Banners(table_id, wishes)
            with block('rt-stage'):
                self.story = StoryHead()
                self.hand = Hand(viewer, wishes)
                self.felt = Felt()
                with self.felt:
                    self.notices = Notices()
            with block('rt-panel rt-side', 'aside').props('aria-label="Round"') as self.side:
                self._make_side()
            self.queue = StoryQueue(table_id, wishes)
            self.news = News(self.sounds, self.notices)
        self._make_keys()

    def show(self, view: TableView) -> None:
        if self.is_over:
            return
        now = clock.now()
        self.view = view
        table = view.table
        seat = table.seat_of(self.viewer)
        self.seat = seat = seat if seat and seat.is_here else None
        if seat is None and not table.is_closed:
            self._say_goodbye(table)
            return
        self.frame.rename(table.name, f'· {len(table.here)} at the table')
        self.banners.show(table, seat, now)
        self.story.show(view, now)
        self.hand.show(view)
        reveal_at = table.round.reveal_at if table.round and table.state == State.REVEALING else None
        looks = seat_looks(view, self.viewer)
        self.felt.show(view, looks, (reveal_at - now).total_seconds() if reveal_at else None)
        self._show_side(view, looks, seat)
        self._show_stories()
        self.news.show(view, seat.name if seat else '', self._may())
        self._entitle(_title(view))
        self._mind_focus(view)

    def show_stories(self, stories: StoriesView) -> None:
        self.stories = stories
        if not self.is_over:
            self._show_stories()

    def on_settings(self, open_settings: Wish) -> None:
        self.settings.on('click', open_settings, args=[])

    def on_invite(self, invite: Callable[[], None]) -> None:
        """On phones these stand below the people."""
        with self.side, block('rt-sec rt-later rt-only-phone-block rt-two'):
            Button('Invite', invite, icon='person_add')
            Button('Leave the table', self.leave, icon='logout')

    def _say_goodbye(self, table: Table) -> None:
        """The seat is gone: removed by the Scrum Master, given back in another tab, or taken over after an absence."""
        own = table.seat_of(self.viewer)
        was_removed = own is not None and own.kicked_until is not None
        why = ('The Scrum Master has removed you. You can come back in five minutes, or when you are let in again.'
               if was_removed else 'Your seat was given back.')
        self.is_over = True
        self.clear()
        with self:
            empty_state('person_off', 'You are not at this table any more', why, 'To the tables',
                        lambda: ui.navigate.to('/poker'), 'arrow_back')

    def _may(self, everyones: str = '') -> bool:
        """What the one who looks may do here; the services ask again."""
        if self.seat is None or self.view is None:
            return False
        table = self.view.table
        return not table.is_closed and (self.seat.id == table.host or (
            self.seat.is_voter and bool(everyones) and getattr(table.switches, everyones)))

    def _make_side(self) -> None:
        with block('rt-panel-head') as self.side_head:
            self.side_title = Text('', 'rt-grow', 'h2')
            self.sound_button = SoundButton(self.toggle_sound, self.sounds.are_on)
            self.over = Button('Hand over', self._hand_over, look='ghost', size='s')
            self.settings = IconButton('tune', 'Table settings')
            IconButton('close', 'Close', self.toggle_people, has_tooltip=False).classes('rt-only-phone')
        self.result = Result(self.wishes)
        self.controls = HostControls(self.wishes)
        self.switches = TableSwitches(self.wishes)
        self.roster = Roster(self.wishes)

    def _hand_over(self) -> None:
        if self.view:
            HandOverDialog(self.view.table, self.wishes).open()

    def toggle_people(self) -> None:
        """On phones people and settings lie over the table."""
        classed(self.side, shown='rt-shown' not in self.side.classes)

    def _show_side(self, view: TableView, looks: tuple[SeatLook, ...], seat: Seat | None) -> None:
        table, is_host = view.table, self._may()
        self.side_title.say('Scrum master' if is_host else 'Closed' if table.is_closed else 'This round')
        self.side_head.set_visibility(not view.is_turned)
        for button in (self.settings, self.over):
            button.set_visibility(is_host)
        classed(self.side, idle=not view.is_turned and not is_host and not self._may('everyone_reveals')
                and not self._may('everyone_moves_on'))
        classed(self.side, turned=view.is_turned)
        self.result.set_visibility(view.is_turned)
        self.result.show(view, self._may('everyone_saves'), self._may('everyone_moves_on'))
        has_controls = not view.is_turned and not table.is_closed
        self.controls.set_visibility(has_controls)
        if has_controls:
            self.controls.show(table, clock.now(), seat.id if seat else 0, is_host=is_host,
                               may_reveal=self._may('everyone_reveals'), may_move_on=self._may('everyone_moves_on'))
        self.switches.set_visibility(is_host and not view.is_turned)
        self.switches.show(table)
        self.roster.show(view, looks)

    def _show_stories(self) -> None:
        if self.stories is not None and self.view is not None:
            is_open = not self.view.table.is_closed
            now = (StoriesView(self.stories.stories, self.view.table.story),
                   is_open and self._may('everyone_edits_stories'),
                   is_open and self._may('everyone_moves_on') and not self.view.table.is_paused)
            if now != self.shown_stories:
                self.shown_stories = now
                self.queue.show(*now)

    def _mind_focus(self, view: TableView) -> None:
        """The hand goes when the cards turn; whoever was in it finds themselves at the result."""
        if self.was_voting and view.is_turned and self.hand.has_focus:
            self.hand.has_focus = False
            self.result.run_method('focus')
        self.was_voting = view.table.is_voting

    async def leave(self) -> None:
        """A Scrum Master is asked to whom."""
        if self.view and self._may() and self.view.table.heir():
            LeaveDialog(self.view.table, self.wishes).open()
        else:
            await self.wishes.leave()

    async def toggle_sound(self) -> None:
        """Heard at once, so that one knows what was switched on."""
        self.sounds.are_on = not self.sounds.are_on
        self.sound_button.show(self.sounds.are_on)
        self.sounds.play('start')
        await self.wishes.choose_sound(self.sounds.are_on)

    def _entitle(self, title: str) -> None:
        """Once a second is enough for a tab, and spares a message for every card."""
        is_resting = self.title != self.shown_title
        self.title = title
        if title != self.shown_title and not is_resting:
            background_tasks.create(self._show_title(), name='title of a table')

    async def _show_title(self) -> None:
        await asyncio.sleep(1)
        self.shown_title = self.title
        if not self.is_deleted:
            with self:
                ui.page_title(self.title)

    def _make_keys(self) -> None:
        add = self.frame.shortcuts.add
        wishes = self.wishes
        self.frame.shortcuts.on_other(self.hand.press)
        add('R', 'Reveal cards', self._when((State.VOTING,), wishes.reveal, 'everyone_reveals'), WHERE)
        add('V', 'Vote again', self._when((State.RESULTS,), wishes.restart, 'everyone_moves_on'), WHERE)
        add('N', 'Next story', self._when((State.WAITING, State.RESULTS), wishes.next_story, 'everyone_moves_on'),
            WHERE)
        add('T', 'Stop the timer, or let it go on', self._toggle_timer, WHERE)
        add('M', 'Sound', self.toggle_sound, WHERE)

    async def _toggle_timer(self) -> None:
        round_ = self.view.table.round if self.view else None
        if round_ and self._may() and (round_.timer_ends_at or round_.timer_left is not None):
            await self.wishes.set_timer('pause' if round_.timer_ends_at else 'resume')

    def _when(self, states: tuple[State, ...], wish: Wish, everyones: str) -> Wish:
        """As long as the button is there; what it does is refused in words while it is disabled."""
        async def press() -> None:
            if self.view and self.view.table.state in states and self._may(everyones):
                await wish()
        return press


def _title(view: TableView) -> str:
    table = view.table
    if table.is_voting:
        voters = [seat for seat in table.voters if seat.is_connected or seat.card]
        return f'({len(table.cards)}/{len(voters)}) {table.name}'
    return f'● {table.name}' if view.is_turned else f'{table.name} · Roundtable'


