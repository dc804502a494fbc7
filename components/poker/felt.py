"""The felt: an oval table, the people around it, and the cards in front of them."""

from functools import lru_cache

from nicegui import ui

from app.domain.poker.decks import COFFEE
from app.domain.poker.looks import SeatLook, TableView, counted, waiting_for
from app.domain.poker.table import State
from components.controls import Avatar, Text, become, block, classed, put, show_face
from components.listing import Keyed
from components.poker import geometry
from components.theme import shape
from components.ticker import Ticker

CROWDED = 10  # people; beyond, avatars are smaller


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
        me = next((index for index, look in enumerate(looks) if look.is_me), 0)
        for index, (look, spot) in enumerate(zip(looks, self.seats.arrange([look.id for look in looks]), strict=True)):
            spot.place((index - me) % len(looks), len(looks))  # oneself at the bottom, the others around the table
            spot.show(look, view.table.is_voting or view.is_turned)
        classed(self.felt, many=len(looks) > CROWDED, paused=view.table.is_paused,
                consensus=bool(view.statistics and view.statistics.is_consensus))
        classed(self, rows=geometry.is_grid(len(looks)))
        self.middle.show(view, looks, seconds_to_turn)


class SeatSpot(ui.element):
    """One person and the card in front of them. All that changes in a round is said by the classes of this element,
    so that a laid card is one small message to everybody."""

    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-spot').props('role=listitem')
        self.look: SeatLook | None = None
        self.has_round = False
        self.at: tuple[int, int] | None = None
        with self:
            self._make_person()
            self._make_card()

    def place(self, index: int, count: int) -> None:
        if self.at == (index, count):
            return
        self.at = (index, count)
        (left, top), (card_left, card_top) = geometry.seat_place(index, count), geometry.card_place(index, count)
        self.person.style(f'left: {left}%; top: {top}%')
        self.card.style(f'left: {card_left}%; top: {card_top}%; --rt-i: {index}')

    def show(self, look: SeatLook, has_round: bool) -> None:
        if self.look is look and self.has_round == has_round:
            return
        self.look, self.has_round = look, has_round
        self.avatar.show(look.name, look.identity, look.avatar)
        self.name.say(look.name)
        self.note.say(look.note)
        become(self, _state(look, has_round), aria_label=look.label)
        face = look.face if look.is_turned else ''  # before, one's own lies in one's hand
        show_face(self.front, face)
        put(self.front, data_face=face or None)

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
def _state(look: SeatLook, has_round: bool) -> tuple[str, ...]:
    """The classes of a spot."""
    is_up = look.is_turned and look.has_card
    states = {'me': look.is_me, 'host': look.is_host, 'hand': look.has_hand_up,
              'away': look.is_away and not look.has_card, 'thinking': look.is_awaited, 'asked': look.is_asked,
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
            self.under = Text('', 'rt-felt-small', 'div')
        self.countdown.set_visibility(False)
        self.is_counting = False

    def show(self, view: TableView, looks: tuple[SeatLook, ...], seconds_to_turn: float | None) -> None:
        over, big, under = middle_text(view, looks)
        self.over.say(over)
        self.big.say(big)
        self.under.say(under)
        classed(self.big, result=view.is_turned)
        is_counting = seconds_to_turn is not None
        if is_counting and not self.is_counting:
            self.ticker.run(seconds_to_turn or 0)
        if is_counting != self.is_counting:
            self.countdown.set_visibility(is_counting)
            self.is_counting = is_counting


def middle_text(view: TableView, looks: tuple[SeatLook, ...]) -> tuple[str, str, str]:
    """Above, large, below."""
    table, numbers = view.table, view.statistics
    if table.is_closed:
        return '', 'Closed', ''
    if table.is_paused:
        return '', 'Paused', 'Waiting for the Scrum Master'
    if table.state == State.WAITING:
        return '', 'Ready', view.story.title if view.story else 'No story picked yet'
    if table.state == State.REVEALING:
        return 'Cards turn in', '', ''
    if numbers is None:
        laid, asked = counted(looks)
        names = waiting_for(looks)
        return '', f'{laid} of {asked}', f'cards are down · waiting for {names}' if names else 'cards are down'
    if numbers.is_consensus:
        return 'Everyone said', numbers.modes[0], f'{numbers.cards} cards'
    if not numbers.modes:
        return '', COFFEE if numbers.coffee else '?', 'nothing to compare'
    most = max(bar.count for bar in numbers.distribution if bar.face in numbers.modes)
    return 'Most played', ' · '.join(numbers.modes[:3]), f'{most} of {numbers.cards} cards'


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
