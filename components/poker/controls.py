"""What the Scrum Master steers a round with, and the clock everybody sees."""

from datetime import datetime
from functools import partial

from nicegui import ui

from app.domain.poker.table import State, Table
from components.controls import Button, Text, block, put
from components.moments import minutes
from components.poker.switches import WORDS, table_switch
from components.poker.wishes import RoomWishes
from components.ticker import Ring, Ticker

SWITCHES = ('auto_reveal', 'guests')


class RoundClock(ui.element):
    """The timer of the round, or how long it has been going on."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-clock')
        self.state: tuple[object, ...] = ()
        with self:
            with block('rt-clock-face') as self.face:
                self.ring = Ring()
                self.down = Ticker()
            with block('rt-grow'):
                with block('rt-b rt-row').style('font-size: 14px; gap: 4px').props('role=timer'):
                    self.words = Text()
                    self.left = Ticker()
                    self.up = Ticker(counts_up=True)
                self.hint = Text('', 'rt-sm rt-3', 'div')
                self.buttons = block('rt-row').style('gap: 6px; margin-top: 8px')

    def show(self, table: Table, now: datetime) -> None:
        round_ = table.round
        self.set_visibility(table.is_voting and round_ is not None)
        if round_ is None or not table.is_voting:
            self.state = ()
            return
        state = (round_.no, round_.timer_ends_at, round_.timer_left, table.is_paused, table.time_is_up)
        if state == self.state:
            return
        self.state = state
        runs, stands = round_.timer_ends_at is not None, round_.timer_left is not None
        self.face.set_visibility(runs or stands)
        self.left.set_visibility(runs and not table.time_is_up)
        self.up.set_visibility(not runs and not stands)
        if round_.timer_ends_at:
            self._run(table, max(0.0, (round_.timer_ends_at - now).total_seconds()))
        elif round_.timer_left is not None:
            self._stand(table, round_.timer_left)
        else:
            self._count_up(table, round_.started_at or now, now)

    def _count_up(self, table: Table, started_at: datetime, now: datetime) -> None:
        passed = ((table.paused_at or now) - started_at).total_seconds()
        if table.is_paused:
            self.up.stop(passed)
        else:
            self.up.run(passed)
        self.words.say('Stopped at' if table.is_paused else 'Voting for')
        self.hint.say('No time limit')

    def _run(self, table: Table, left: float) -> None:
        self.ring.run(left, max(float(table.switches.timer), left))
        for ticker in (self.down, self.left):
            ticker.run(left)
        self.words.say('Time is up' if table.time_is_up else 'Voting closes in')
        self.hint.say('Cards turn when time is up' if table.switches.timer_reveals else 'Then everybody is told')

    def _stand(self, table: Table, left: float) -> None:
        self.ring.stop(left, max(float(table.switches.timer), left))
        self.down.stop(left)
        self.words.say(f'Stopped at {minutes(left)}')
        self.hint.say('')


class HostControls(ui.element):
    """One main deed at a time, named by its effect."""

    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('section')
        self.props('aria-label="Scrum Master controls"')
        self.wishes = wishes
        self.story: int | None = None
        with self, block('rt-sec'):
            self.clock = RoundClock()
            with self.clock.buttons:
                self.add = Button('+30 s', lambda: wishes.set_timer('add'), size='s', counts_each=True)
                self.add.props('aria-label="Add 30 seconds"')
                self.pause = Button('Pause', lambda: wishes.set_timer('pause'), size='s', icon='pause')
                self.pause.props('aria-label="Pause timer"')
                self.resume = Button('Go on', lambda: wishes.set_timer('resume'), size='s', icon='play_arrow')
                self.resume.props('aria-label="Resume timer"')
            self.start = Button('Start round', self._start, icon='play_arrow', look='primary', size='l', is_wide=True)
            self.reveal = Button('Reveal cards', wishes.reveal, icon='visibility', look='primary', size='l', key='R',
                                 is_wide=True)
            self.turn = Button('Turn now', wishes.turn_now, icon='visibility', look='primary', size='l', is_wide=True)
            with block('rt-two'):
                self.cancel = Button('Cancel reveal', wishes.cancel_reveal, icon='close')
                self.restart = Button('Restart round', wishes.restart, icon='replay')
                self.skip = Button('Skip story', self._skip, icon='skip_next')
                self.next = Button('Next story', wishes.next_story, icon='skip_next', key='N')
            self.undo = Button('Undo', wishes.undo, icon='undo', is_wide=True).style('margin-top: 8px')
            with block('rt-two') as self.more:
                self.nudge = Button('Nudge all', lambda: wishes.nudge(None), size='s', look='ghost',
                                    icon='notifications_active')
                self.stop = Button('Cancel round', wishes.cancel_round, size='s', look='ghost', icon='stop_circle')

    def show(self, table: Table, now: datetime, seat_id: int, *, is_host: bool, may_reveal: bool,
             may_move_on: bool) -> None:
        self.story = table.story
        self.clock.show(table, now)
        timed = table.round is not None and (table.round.timer_ends_at or table.round.timer_left is not None)
        is_open = not table.is_paused and not table.is_closed
        state = table.state
        for button, is_shown in (
                (self.start, may_move_on and state == State.WAITING),
                (self.reveal, may_reveal and state == State.VOTING),
                (self.turn, may_reveal and state == State.REVEALING),
                (self.cancel, may_reveal and state == State.REVEALING),
                (self.restart, may_move_on and state == State.VOTING),
                (self.skip, may_move_on and table.story is not None and state in (State.WAITING, State.VOTING)),
                (self.next, may_move_on and state == State.WAITING),
                (self.undo, _can_undo(table, now, seat_id, is_host)),
                (self.nudge, is_host and state == State.VOTING),
                (self.stop, may_move_on and state == State.VOTING),
                (self.add, is_host and table.is_voting and bool(timed)),
                (self.pause, is_host and bool(table.round and table.round.timer_ends_at)),
                (self.resume, is_host and bool(timed and table.round and not table.round.timer_ends_at))):
            if button.visible != is_shown:
                button.set_visibility(is_shown)
            if is_shown:
                button.enable(is_open and (button is not self.reveal or bool(table.cards)))
        if table.undo:
            self.undo.classes('rt-vanishing').style(
                f'--rt-left: {max(0.1, (table.undo.until - now).total_seconds()):.1f}s')

    async def _start(self) -> None:
        await self.wishes.start(self.story)

    async def _skip(self) -> None:
        await self.wishes.skip(self.story)


def _can_undo(table: Table, now: datetime, seat_id: int, is_host: bool) -> bool:
    return table.undo is not None and now < table.undo.until and (is_host or table.undo.seat == seat_id)


class TableSwitches(ui.element):
    """The few settings that are changed in the middle of a session."""

    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('div')
        self.classes('rt-sec rt-later')
        with self:
            self.switches = {name: table_switch(name, has_hint=False, on_change=partial(wishes.switch, name))
                             for name in SWITCHES}
            self.lock = Button(WORDS['locked'][0], lambda: wishes.switch('locked', not self.is_locked), icon='lock',
                               is_wide=True).style('margin-top: 8px')

    def show(self, table: Table) -> None:
        for name, switch in self.switches.items():
            switch.show(getattr(table.switches, name))
        self.is_locked = table.switches.locked
        put(self.lock, aria_pressed='true' if self.is_locked else 'false')
