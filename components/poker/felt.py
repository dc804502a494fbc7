"""The felt: an oval table, the people around it, and the cards in front of them."""

from nicegui import ui

from app.domain.poker.decks import COFFEE
from app.domain.poker.looks import SeatLook, counted, seat_looks, waiting_for
from app.domain.poker.table import State
from app.domain.poker.views import TableView
from components.controls import Avatar, Text, block, classed, put, show_face, sign, symbol
from components.listing import Keyed
from components.poker import geometry
from components.theme import shape
from components.ticker import Ticker

CROWDED = 10  # people; beyond, avatars are smaller


class Felt(ui.element):
    def __init__(self, viewer: str) -> None:
        super().__init__('div')
        self.classes('rt-felt-box')
        self.viewer = viewer
        with self, block('rt-felt') as self.felt:
            _draw()
            self.seats = Keyed[int, SeatSpot](block(tag='ul').props('role=list aria-label="At the table"'), SeatSpot)
            self.middle = Middle()

    def show(self, view: TableView, seconds_to_turn: float | None) -> None:
        """Patch what differs: a spot is made once and only its state changes."""
        looks = seat_looks(view, self.viewer)
        me = next((index for index, look in enumerate(looks) if look.is_me), 0)
        for index, (look, spot) in enumerate(zip(looks, self.seats.arrange([look.id for look in looks]), strict=True)):
            spot.place((index - me) % len(looks), len(looks))  # oneself at the bottom, the others around the table
            spot.show(look, view.table.is_voting or view.is_turned)
        classed(self.felt, many=len(looks) > CROWDED, consensus=bool(view.statistics and view.statistics.is_consensus))
        classed(self, rows=geometry.is_grid(len(looks)))
        self.felt.classes(add='rt-felt-paused' if view.table.is_paused else '',
                          remove='' if view.table.is_paused else 'rt-felt-paused')
        self.middle.show(view, looks, seconds_to_turn)


class SeatSpot(ui.element):
    """One person and the card in front of them."""

    def __init__(self) -> None:
        super().__init__('li')
        self.before: tuple[SeatLook, bool] | None = None
        self.at: tuple[int, int] | None = None
        self.style('display: contents')
        with self:
            self._make_person()
            self._make_card()

    def place(self, index: int, count: int) -> None:
        if self.at == (index, count):
            return
        self.at = (index, count)
        for element, (left, top) in ((self.person, geometry.seat_place(index, count)),
                                     (self.card, geometry.card_place(index, count))):
            element.style(f'left: {left}%; top: {top}%')
        self.card.style(f'--rt-i: {index}')

    def show(self, look: SeatLook, has_round: bool) -> None:
        if self.before == (look, has_round):
            return
        self.before = (look, has_round)
        self.avatar.show(look.name, look.identity, look.avatar)
        self.name.say(look.name)
        self.note.say(look.note)
        put(self.person, aria_label=look.label)
        classed(self.person, voted=look.has_card and not look.is_turned, away=look.is_away and not look.has_card,
                thinking=look.is_awaited, asked=look.is_asked, me=look.is_me, nudged=look.was_nudged)
        self._show_signs(look)
        self._show_card(look, has_round)

    def _make_person(self) -> None:
        with block('rt-seat').props('role=listitem') as self.person:
            with block('rt-seat-face'):
                self.avatar = Avatar(size=44)
                self.state = block('rt-dot rt-dot-state')
                with self.state:
                    self.state_sign = sign('check')
                self.crown = self._dot('rt-dot-host', 'star')
                self.hand = self._dot('rt-dot-hand', 'front_hand')
            with block('rt-seat-name').props('aria-hidden=true'):
                self.name = Text('', 'rt-clip', 'bdi')
                self.note = Text('', tag='small')

    def _make_card(self) -> None:
        with block('rt-pcard').props('aria-hidden=true') as self.card:
            self.slot = Text('', 'rt-pcard-slot')
            with block('rt-pcard-in'):
                block('rt-pcard-back')
                self.front = Text('', 'rt-pcard-front')

    def _dot(self, classes: str, icon: str) -> ui.element:
        with block(f'rt-dot {classes}') as dot:
            sign(icon)
        dot.set_visibility(False)
        return dot

    def _show_signs(self, look: SeatLook) -> None:
        icon = symbol('wifi_off' if look.is_away else 'hourglass_top' if look.is_awaited else 'check')
        if self.state_sign.props['name'] != icon:
            self.state_sign.props['name'] = icon
        for dot, is_on in ((self.crown, look.is_host), (self.hand, look.has_hand_up)):
            if dot.visible != is_on:
                dot.set_visibility(is_on)

    def _show_card(self, look: SeatLook, has_round: bool) -> None:
        """The face gets to the browser only when the cards are turned; one's own lies in one's hand."""
        face = look.face if look.is_turned else ''
        show_face(self.front, face)
        put(self.front, data_face=face or None)
        self.slot.say('•••' if look.is_awaited else '')
        classed(self.card, up=look.is_turned and look.has_card, down=look.has_card and not look.is_turned,
                asked=look.is_asked)
        is_slot = has_round and look.is_voter and not look.has_card
        self.card.classes(add='rt-empty-slot' if is_slot else '', remove='' if is_slot else 'rt-empty-slot')


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
        classed(self.big, pop=view.is_turned)
        self.big.classes(add='rt-felt-huge' if view.is_turned else '', remove='' if view.is_turned else 'rt-felt-huge')
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
