"""The hand: one's cards as a group of radio buttons. Arrows move, Space or Enter choose, digits play at once."""

import asyncio

from nicegui import background_tasks, ui
from nicegui.events import GenericEventArguments

from app.domain.poker.decks import COFFEE, UNSURE, Deck, spoken
from app.domain.poker.looks import TableView
from app.domain.poker.table import Seat
from app.errors import Conflict
from components.controls import Button, Text, block, face_word, kbd, put, show_face, sign
from components.feedback import problem_shown
from components.poker.wishes import RoomWishes

PATIENCE = 0.6  # seconds for the second digit of 13
LONG = 3  # characters on a face, from which on the type is smaller
PAUSED = 'Paused: wait for the Scrum Master'


class Hand(ui.element):
    def __init__(self, viewer: str, wishes: RoomWishes) -> None:
        super().__init__('section')
        self.classes('rt-hand').props('aria-label="Your estimate"')
        self.viewer, self.wishes = viewer, wishes
        self.deck: Deck | None = None
        self.cards: dict[str, Card] = {}
        self.focused = ''
        self.shown: tuple[str, bool, str] | None = None
        self.round, self.played = 0, ''
        self.is_dealt = self.is_paused = self.is_hand_up = False
        self.typed, self.typed_turn = '', 0
        with self:
            with block('rt-hand-playing') as self.playing:
                self._make_line()
                self.group = block('rt-hand-cards rt-needs-line').props('role=radiogroup aria-label="Your estimate"')
                self._make_foot()
            self._make_waiting()
            with block('rt-lost-note').props('role=status'):
                sign('wifi_off', 16)
                self.lost_note = Text()
        self.has_focus = False
        self.group.on('focusin', lambda: self._mind_focus(True), args=[])
        self.group.on('focusout', lambda: self._mind_focus(False), args=[])
        self.group.on('keydown.left.right.up.down.home.end.prevent', self._move, args=['key'])

    def show(self, view: TableView) -> None:
        table = view.table
        seat = table.seat_of(self.viewer)
        is_player = seat is not None and seat.is_voter and not table.is_idle_host(seat)
        deck = table.round.deck if table.round else table.deck
        self.round = table.round.no if table.round else 0
        self.is_dealt, self.is_paused = is_player and table.is_voting, table.is_paused
        self.played = (seat.card or '') if seat and table.round else ''
        if deck != self.deck:
            self._deal(deck)
        if self.is_dealt:
            self._show_cards()
        self._show_words(view, seat, is_player)

    async def press(self, key: str) -> None:
        """A digit picks the card with that face; C is coffee, U unsure."""
        special = {'C': COFFEE, 'U': UNSURE}.get(key)
        if special and special in self.cards:
            await self._play(special)
        elif key.isdigit() and self.is_dealt:
            self._type_digit(key)

    @property
    def may_play(self) -> bool:
        return self.is_dealt and not self.is_paused

    def _mind_focus(self, has_focus: bool) -> None:
        self.has_focus = has_focus

    def _make_line(self) -> None:
        with block('rt-hand-line'):
            self.line_text = Text()
            with block('rt-row').props('aria-hidden=true') as self.keys:
                kbd('1')
                Text('–')
                kbd('9')
            self.take_back = Button('Take back', self._take_back, look='ghost', size='s', icon='undo')

    def _make_foot(self) -> None:
        """On phones, under the cards."""
        with block('rt-foot'):
            with block('rt-grow'):
                self.foot_text = Text('', 'rt-b', 'div')
                self.foot_hint = Text('', 'rt-3 rt-sm', 'div')
            self.foot_take_back = Button('Take back', self._take_back, icon='undo', size='l')

    def _make_waiting(self) -> None:
        """When there is nothing to play."""
        with block('rt-hand-played') as self.note:
            self.note_text = Text('', 'rt-2')
            self.hand_button = Button('Raise hand', self._raise_hand, icon='front_hand', size='s')
            self.vote_button = Button('Take part', lambda: self.wishes.change_kind(True), size='s', look='primary')

    def _deal(self, deck: Deck) -> None:
        self.group.clear()
        self.deck, self.cards, self.focused, self.shown = deck, {}, '', None
        with self.group:
            for face in deck.symbols:
                self.cards[face] = Card(face).on('click', lambda face=face: self._play(face), args=[])

    def _show_cards(self) -> None:
        """While the hand is hidden, nothing about its cards is sent."""
        if self.shown == (self.played, self.may_play, self.focused):
            return
        for face, card in self.cards.items():
            card.show(is_played=face == self.played)
        put(self.group, aria_disabled=None if self.may_play else 'true')
        self._show_focus()
        self.shown = (self.played, self.may_play, self.focused)

    def _show_focus(self) -> None:
        """One card takes part in the order of tabs: the played one, else the one visited last, else the first."""
        if self.played in self.cards and self.may_play:
            self.focused = self.focused or self.played
        if self.focused not in self.cards:
            self.focused = next(iter(self.cards), '')
        for face, card in self.cards.items():
            put(card, tabindex='0' if face == self.focused else '-1')

    def _show_words(self, view: TableView, seat: Seat | None, is_player: bool) -> None:
        for part, is_shown in ((self.playing, self.is_dealt), (self.note, not self.is_dealt)):
            if part.visible != is_shown:
                part.set_visibility(is_shown)
        if self.is_dealt:
            self._show_playing()
        else:
            self._show_waiting(view, seat, is_player)

    def _show_playing(self) -> None:
        has_played, card = bool(self.played), face_word(self.played)
        line = 'Your card · tap another to change it until the reveal' if has_played else 'Pick a card'
        hint = 'Tap another card until the reveal' if has_played else 'Nobody sees it before the reveal'
        self.line_text.say(PAUSED if self.is_paused else line)
        self.lost_note.say(f'Reconnecting … your {card} is safe' if has_played else 'Reconnecting …')
        pick = 'No card yet' if self.is_paused else 'Pick a card'
        self.foot_text.say(f'You played {card}' if has_played else pick)
        self.foot_hint.say(PAUSED if self.is_paused else hint)
        has_digits = any(face[0].isdigit() for face in self.cards)
        for part, is_shown in ((self.take_back, has_played), (self.foot_take_back, has_played),
                               (self.keys, has_digits)):
            if part.visible != (is_shown and self.may_play):
                part.set_visibility(is_shown and self.may_play)

    def _show_waiting(self, view: TableView, seat: Seat | None, is_player: bool) -> None:
        self.note_text.say(_between_rounds(view, seat, is_player))
        self.is_hand_up = bool(seat and seat.hand_at)
        self.hand_button.say('Lower hand' if self.is_hand_up else 'Raise hand')
        has_seat = seat is not None and not view.table.is_closed
        for button, is_shown in ((self.vote_button, has_seat and not (seat and seat.is_voter)),
                                 (self.hand_button, has_seat)):
            if button.visible != is_shown:
                button.set_visibility(is_shown)

    async def _play(self, face: str) -> None:
        """The card shows as chosen once it is saved, and not before: what is seen is never lost."""
        self.focused = face
        if self.is_dealt and self.is_paused:
            problem_shown(Conflict(f'{PAUSED}. Your card was not changed.', 'poker.paused'))
        elif self.may_play and face != self.played:
            await self.wishes.lay(self.round, face)

    async def _take_back(self) -> None:
        await self.wishes.take_back(self.round)

    async def _raise_hand(self) -> None:
        await self.wishes.raise_hand(not self.is_hand_up)

    def _move(self, event: GenericEventArguments) -> None:
        faces = list(self.cards)
        here = faces.index(self.focused)
        key = event.args['key']
        to = {'Home': 0, 'End': len(faces) - 1, 'ArrowLeft': here - 1, 'ArrowUp': here - 1}.get(key, here + 1)
        self.focused = faces[to % len(faces)]
        for face, card in self.cards.items():
            put(card, tabindex='0' if face == self.focused else '-1')
        self.cards[self.focused].run_method('focus')

    def _type_digit(self, digit: str) -> None:
        for typed in (self.typed + digit, digit):
            if any(face.startswith(typed) for face in self.cards):
                self.typed = typed
                break
        else:
            self.typed = ''
            return
        self.typed_turn += 1
        is_clear = not any(face.startswith(self.typed) and face != self.typed for face in self.cards)
        background_tasks.create(self._play_typed(self.typed_turn, 0 if is_clear else PATIENCE), context=self)

    async def _play_typed(self, turn: int, patience: float) -> None:
        await asyncio.sleep(patience)
        if turn == self.typed_turn and self.typed:
            face, self.typed = self.typed, ''
            if face in self.cards:
                await self._play(face)


class Card(ui.element):
    def __init__(self, face: str) -> None:
        super().__init__('button')
        self.classes('rt-hand-card').props('type=button role=radio tabindex=-1 aria-checked=false')
        self.props['aria-label'] = spoken(face)
        with self:
            Text('' if face == COFFEE else face, tag='small').props('aria-hidden=true')
            show_face(Text('', 'rt-hand-long' if len(face) >= LONG else '').props('aria-hidden=true'), face)
            sign('check')

    def show(self, is_played: bool) -> None:
        put(self, aria_checked='true' if is_played else 'false')


def _between_rounds(view: TableView, seat: Seat | None, is_player: bool) -> str:
    table = view.table
    if table.is_closed:
        return 'This table is closed. Nobody can vote here any more.'
    if seat is None or not seat.is_voter:
        return 'You are watching.'
    if not is_player:
        return 'You facilitate and do not vote.'
    if view.is_turned:
        played = f'You played {face_word(seat.card)}. ' if seat.card else 'You did not vote. '
        return f'{played}The hand comes back when the next round starts.'
    faces = ' '.join(face for face in table.deck.symbols if face != COFFEE)
    return f'Waiting for the round to start. The cards: {faces}'


