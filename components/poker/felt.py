"""The felt: an oval table, the people around it, and the cards in front of them."""

from functools import lru_cache

from nicegui import ui

from app.domain.poker.decks import COFFEE
from app.domain.poker.looks import SeatLook, TableView, counted, waiting_for
from app.domain.poker.table import State
from components.avatars import Avatar
from components.controls import Text, become, block, classed, put, show_face
from components.listing import Keyed
from components.poker import geometry
from components.theme import shape
from components.ticker import Ticker

CROWDED = 10  # people; beyond, avatars are smaller
FLIPS = 16  # cards that turn one after the other within a second; more turn closer together


class Felt(ui.element):
    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-felt-box')
        with self, block('rt-felt') as self.felt:
            _draw()
            self.seats = Keyed[int, SeatSpot](block(tag='ul').props('role=list aria-label="At the table"'), SeatSpot)
            self.middle = Middle()

    def show(self, view: TableView, looks: tuple[SeatLook, ...], seconds_to_turn: float | None) -> None:
        """Patch what differs: a spot is made once and only its state changes."""
        table = view.table
        seated = [look for look in looks if look.is_voter or look.is_host]
        rings = geometry.rings_for(sum(look.is_voter for look in seated))
        me = next((index for index, look in enumerate(seated) if look.is_me), 0)
        former = {card.name: card.face for card in view.previous}
        spots = self.seats.arrange([look.id for look in seated])
        for index, (look, spot) in enumerate(zip(seated, spots, strict=True)):
            spot.place((index - me) % len(seated), len(seated), rings)  # oneself at the bottom, the others around
            spot.show(look, table.is_voting or view.is_turned, table.is_paused, former.get(look.name, ''))
        classed(self.felt, many=len(seated) > CROWDED, two=rings == 2, paused=table.is_paused or table.is_closed,
                consensus=bool(view.statistics and view.statistics.is_consensus))
        classed(self, rows=rings == 0)
        self.middle.show(view, looks, seconds_to_turn)


class SeatSpot(ui.element):
    """One person and the card in front of them. All that changes in a round is said by the classes of this element,
    so that a laid card is one small message to everybody."""

    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-spot').props('role=listitem')
        self.before: tuple[object, ...] | None = None
        self.at: tuple[int, int, int] | None = None
        self.is_in_front = False
        self.former: Text | None = None
        self.who: tuple[str, ...] = ()
        self.faces = ('', '')
        with self:
            self._make_person()
            self._make_card()

    def place(self, index: int, count: int, rings: int) -> None:
        if self.at == (index, count, rings):
            return
        self.at = (index, count, rings)
        self.is_in_front = geometry.is_in_front(index, rings)
        left, top = geometry.seat_place(index, count, rings)
        card_left, card_top = geometry.card_place(index, count, rings)
        self.person.style(f'left: {left}%; top: {top}%')
        self.card.style(f'left: {card_left}%; top: {card_top}%; --rt-i: {index * min(1.0, FLIPS / count):.1f}')

    def show(self, look: SeatLook, has_round: bool, is_paused: bool, former: str) -> None:
        now = (look, has_round, is_paused, former, self.is_in_front)
        if now == self.before:
            return
        self.before = now
        become(self, _state(look, has_round, is_paused, self.is_in_front), aria_label=look.label)
        who = (look.name, look.identity, look.avatar, look.note)
        if who != self.who:
            self.who = who
            self._show_person(look)
        face = look.face if look.is_turned else ''  # before, one's own lies in one's hand
        if (face, former) != self.faces:
            self.faces = (face, former)
            show_face(self.front, face)
            put(self.front, data_face=None if face == COFFEE else face or None)
            self._show_former(former)

    def _show_person(self, look: SeatLook) -> None:
        self.avatar.show(look.name, look.identity, look.avatar)
        self.name.say(look.name)
        self.note.say(look.note)
        put(self.person, title=look.name)

    def _show_former(self, face: str) -> None:
        """The card of the round before on the same story, small beside the new one."""
        if face and self.former is None:
            with self.card:
                self.former = Text('', 'rt-pcard-former')
        if self.former:
            show_face(self.former, face)

    def _make_person(self) -> None:
        with block('rt-seat').props('aria-hidden=true') as self.person:
            with block('rt-seat-face'):
                self.avatar = Avatar(size=44)
                for sign in ('state', 'host', 'hand'):
                    block(f'rt-dot rt-dot-{sign}')
            with block('rt-seat-name'):
                self.name = Text('', 'rt-clip', 'bdi')
                self.note = Text('', tag='small')

    def _make_card(self) -> None:
        with block('rt-pcard').props('aria-hidden=true') as self.card, block('rt-pcard-in'):
            block('rt-pcard-back')
            self.front = Text('', 'rt-pcard-front')


@lru_cache(maxsize=4096)
def _state(look: SeatLook, has_round: bool, is_paused: bool, is_in_front: bool) -> tuple[str, ...]:
    """The classes of a spot."""
    is_up = look.is_turned and look.has_card
    states = {'me': look.is_me, 'host': look.is_host, 'hand': look.has_hand_up, 'front': is_in_front,
              'away': look.is_away, 'thinking': look.is_awaited and not is_paused, 'asked': look.is_asked,
              'nudged': look.was_nudged, 'up': is_up, 'down': look.has_card and not is_up,
              'slot': has_round and look.is_voter and not look.has_card}
    return 'rt-spot', *(f'rt-{name}' for name, is_on in states.items() if is_on)


class Middle(ui.element):
    """What is going on, in the middle of the table."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-felt-middle')
        with self:
            self.over = Text('', 'rt-felt-small', 'div')
            self.big = Text('', 'rt-felt-big', 'div')
            with block('rt-felt-huge') as self.countdown:
                self.ticker = Ticker()
                self.ticker.classes('rt-digit')
            with block('rt-felt-small'):
                self.aside = Text('', 'rt-felt-aside')
                self.under = Text()
        self.countdown.set_visibility(False)
        self.is_counting = False

    def show(self, view: TableView, looks: tuple[SeatLook, ...], seconds_to_turn: float | None) -> None:
        over, big, aside, under = middle_text(view, looks)
        self.over.say(over)
        show_face(self.big, big)
        self.aside.say(aside)
        self.under.say(under)
        classed(self.big, result=view.is_turned)
        is_counting = seconds_to_turn is not None
        if is_counting and not self.is_counting:
            self.ticker.run(seconds_to_turn or 0)
        if is_counting != self.is_counting:
            self.countdown.set_visibility(is_counting)
            self.is_counting = is_counting


def middle_text(view: TableView, looks: tuple[SeatLook, ...]) -> tuple[str, str, str, str]:
    """Above, large, and below, of which the first part is said only where there is room."""
    table, numbers = view.table, view.statistics
    if table.is_closed:
        return '', 'Closed', '', 'The results are kept' if table.switches.keep else ''
    if table.is_paused:
        return '', 'Paused', '', 'Waiting for the Scrum Master'
    if table.state == State.WAITING:
        return '', 'Ready', '', view.story.title if view.story else 'No story picked yet'
    if table.state == State.REVEALING:
        return 'Cards turn in', '', '', ''
    if numbers is None:
        laid, asked = counted(looks)
        names = waiting_for(looks)
        waits = ('cards are down · ', f'waiting for {names}') if names else ('', 'cards are down')
        return '', f'{laid} of {asked}', *waits
    if numbers.is_consensus:
        return 'Everyone said', numbers.modes[0], '', f'{numbers.cards} cards'
    if not numbers.modes:
        return '', COFFEE if numbers.coffee else '?', '', 'nothing to compare'
    most = max(bar.count for bar in numbers.distribution if bar.face in numbers.modes)
    return 'Most played', ' · '.join(numbers.modes[:3]), '', f'{most} of {numbers.cards} cards'


def _draw() -> None:
    with shape('svg', viewBox='0 0 768 592', preserveAspectRatio='none', aria_hidden='true'):
        with shape('defs'):
            with shape('radialGradient', id='rt-cloth', cx='50%', cy='42%', r='65%'):
                shape('stop', offset=0, stop_color='var(--rt-table-felt)')
                shape('stop', offset=1, stop_color='var(--rt-table-felt-2)')
            with shape('linearGradient', id='rt-rim', x1=0, y1=0, x2=0, y2=1):
                shape('stop', offset=0, stop_color='var(--rt-table-rim)')
                shape('stop', offset=1, stop_color='var(--rt-table-rim-2)')
        for kind, width, height in (('rim', 304, 190), ('cloth', 291, 177), ('inlay', 282, 168)):
            shape('path', d=geometry.outline(width, height), class_=f'rt-felt-{kind}')
