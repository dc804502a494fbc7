"""The result of a round: figures, who played what, who should speak, and the estimate to agree on."""

from functools import partial
from itertools import zip_longest

from nicegui import ui

from app.domain.poker.decks import UNSURE, Deck, spoken
from app.domain.poker.looks import TableView
from app.domain.poker.statistics import FEW_AGREE, Bar, Played, Statistics, percent, rounded
from app.domain.poker.table import Seat, Table
from components.avatars import Avatar
from components.controls import (
    Button,
    Field,
    Handler,
    Pill,
    Text,
    block,
    classed,
    face_word,
    put,
    show_face,
    sign,
    symbol,
)
from components.listing import Keyed
from components.moments import minutes
from components.poker.wishes import RoomWishes

PICKS = 5  # faces offered around the suggestion
FACES = 6  # people shown beside a bar


class Result(ui.element):
    """Made once; a reveal only fills it in, because sixteen pages fill it in at the same moment."""

    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('section')
        self.props('aria-label=Result tabindex=-1')
        self.before: tuple[object, ...] | None = None
        self.deck: Deck | None = None
        with self:
            self._make_head()
            self._make_figures()
            with block('rt-sec'):
                Text('Who played what', 'rt-sec-title', 'h3')
                with block('rt-bars', 'table').props('aria-label=Votes'):
                    self.bars = Keyed[str, BarLine](block(tag='tbody').style('display: contents'), BarLine)
                self.former = Text('', 'rt-hint', 'p').style('margin-top: 10px')
            self._make_advice()
            self.agree = Agreement(wishes)

    def show(self, view: TableView, may_save: bool, may_move_on: bool) -> None:
        numbers, round_ = view.statistics, view.table.round
        deck = round_.deck if round_ else view.table.deck
        if deck != self.deck:
            self.deck = deck
            list(self.bars.arrange(deck.symbols))
        if numbers is None or round_ is None:
            return
        now = (round_.no, numbers, view.previous, view.table.switches.averages)
        if now != self.before:
            self.before = now
            self._fill(view, view.table, numbers)
        self.agree.show(view, numbers, may_save, may_move_on)

    def _make_head(self) -> None:
        with block('rt-panel-head'):
            Text('Result', tag='h2')
            self.meta = Text('', 'rt-3 rt-sm rt-grow')
            self.agreement = Pill()

    def _make_figures(self) -> None:
        self.figures: dict[str, tuple[ui.element, Text]] = {}
        with block('rt-sec'), block('rt-figures'):
            for name in ('Average', 'Median', 'Spread', 'Took'):
                with block() as place:
                    Text(name, 'rt-sm rt-3', 'div')
                    self.figures[name] = place, Text('', 'rt-figure-big', 'div')

    def _make_advice(self) -> None:
        with block('rt-sec'), block('rt-talk') as self.talk:
            self.sign = sign('forum')
            with block():
                self.advice = Text('', 'rt-b', 'div')
                self.reason = Text('', tag='div')

    def _fill(self, view: TableView, table: Table, numbers: Statistics) -> None:
        self.meta.say(f'round {table.last_round} · {numbers.cards} card{"s" * (numbers.cards != 1)}')
        self.agreement.set_visibility(numbers.agreement is not None and numbers.cards > 1)
        self.agreement.show(f'{percent(numbers.agreement)} % agree',
                            tone='warn' if (numbers.agreement or 0) < FEW_AGREE else 'ok')
        for name, text in _figures(table, numbers):
            self.figures[name][1].say(text)
        self.figures['Average'][0].set_visibility(table.switches.averages)
        self._fill_bars(table, numbers)
        self.former.say(f'Before: {_before(view.previous)}' if view.previous else '')
        icon, is_good, title, text = advice(numbers)
        self.sign.props['name'] = symbol(icon)
        classed(self.talk, ok=is_good)
        self.advice.say(title)
        self.reason.say(text)

    def _fill_bars(self, table: Table, numbers: Statistics) -> None:
        """The distribution, at once chart and table."""
        seats = {seat.name: seat for seat in table.seats}
        bars = {bar.face: bar for bar in numbers.distribution}
        most = max((bar.count for bar in numbers.distribution), default=1)
        for face, line in self.bars.entries.items():
            line.show(face, bars.get(face), most, face in numbers.modes, seats)


class BarLine(ui.element):
    """One face: how often it was played, and by whom."""

    def __init__(self) -> None:
        super().__init__('tr')
        self.classes('rt-bar')
        with self:
            self.face = Text('', 'rt-bar-face', 'th').props('scope=row')
            with block('rt-bar-track', 'td').props('aria-hidden=true'):
                self.bar = block(tag='i')
            self.count = Text('', 'rt-num rt-b', 'td')
            with block('rt-avs', 'td') as place:
                self.avatars = Keyed[int, Avatar](place, partial(Avatar, size=20))
                self.more = Text('', 'rt-av rt-av-20 rt-more')
                self.names = Text('', 'rt-vh')
        self.set_visibility(False)

    def show(self, face: str, bar: Bar | None, most: int, is_mode: bool, seats: dict[str, Seat]) -> None:
        self.set_visibility(bar is not None)
        if bar is None:
            return
        show_face(self.face, face)
        put(self.face, aria_label=spoken(face))
        self.bar.style(f'width: {100 * bar.count / most:.0f}%')
        self.count.say(str(bar.count))
        classed(self, most=is_mode)
        shown = [seats[name] for name in bar.names[:FACES] if name in seats]
        for seat, avatar in zip(shown, self.avatars.arrange(range(len(shown))), strict=True):
            avatar.show(seat.name, seat.identity, seat.avatar)
        self.more.set_visibility(len(bar.names) > FACES)
        self.more.say(f'+{max(0, len(bar.names) - FACES)}')
        self.names.say(', '.join(bar.names))


class Agreement(ui.element):
    """Pick the estimate and save it."""

    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('div')
        self.classes('rt-sec')
        self.wishes = wishes
        self.value, self.shown_for, self.is_paused = '', (0, ''), False
        self.faces: list[str] = []
        with self:
            with block() as self.choice:
                self._make_choice()
            with block('rt-two') as self.onward:
                self.again = Button('Vote again', wishes.restart, icon='replay', key='V')
                self.next = Button('Next story', wishes.next_story, icon='skip_next', key='N')
            self.hint = Text('', 'rt-hint', 'p').style('margin-top: 12px')

    def show(self, view: TableView, numbers: Statistics, may_save: bool, may_move_on: bool) -> None:
        assert view.table.round
        has_story = view.story is not None
        self.choice.set_visibility(may_save and has_story)
        self.onward.set_visibility(may_move_on)
        self.hint.say(_hint(has_story, may_save, numbers))
        self.is_paused = view.table.is_paused
        for button in (self.again, self.next):
            button.enable(not self.is_paused)
        self.save.enable(bool(self.value) and not self.is_paused)
        marker = (view.table.round.no, numbers.suggestion or '')
        if may_save and marker != self.shown_for:
            self.shown_for = marker
            self._offer(view.table.round.deck, numbers)
            self._show_choice()

    def _make_choice(self) -> None:
        Text('Agree on an estimate', 'rt-sec-title', 'h3')
        with block('rt-agree').props('role=radiogroup aria-label="Agree on an estimate"'):
            self.picks = [_pick(partial(self._choose, place)) for place in range(PICKS)]
            _pick(self._open_other).props('aria-label="Other value"').say('…')
        self.other = Field('Other value', on_enter=self._save)
        self.other.input.props('maxlength=8')
        self.other.input.on_value_change(self._typed)
        self.other.set_visibility(False)
        self.save = Button('Save', self._save, look='primary', size='l', icon='check', key='Enter', is_wide=True)
        self.save.style('margin-top: 12px')

    def _offer(self, deck: Deck, numbers: Statistics) -> None:
        """The suggestion between its neighbours."""
        self.value, self.faces = numbers.suggestion or '', around(deck, numbers.suggestion)
        self.other.set_visibility(False)
        for pick, face in zip_longest(self.picks, self.faces):
            pick.set_visibility(face is not None)
            pick.say(face or '')
            put(pick, aria_label=spoken(face) if face else None)

    def _choose(self, place: int) -> None:
        self.value = self.faces[place]
        self.other.set_visibility(False)
        self._show_choice()

    def _open_other(self) -> None:
        self.other.set_visibility(True)
        self.other.input.run_method('focus')

    def _typed(self) -> None:
        self.value = self.other.value.strip()
        self._show_choice()

    def _show_choice(self) -> None:
        for pick, face in zip(self.picks, self.faces, strict=False):
            put(pick, role='radio', aria_checked='true' if face == self.value else 'false')
        self.save.say(f'Save {_within(spoken(self.value)) if self.value else "…"}, next story')
        self.save.enable(bool(self.value) and not self.is_paused)

    async def _save(self) -> None:
        if self.value:
            await self.wishes.save(self.value)


def _within(text: str) -> str:
    """In the middle of a sentence: coffee break, but size M, and names of cards as they are."""
    head, *rest = text.split(' ')
    return ' '.join((head.lower(), *rest)) if rest or text == spoken(UNSURE) else text


def _pick(on_click: Handler) -> Text:
    return Text('', 'rt-pick', 'button').props('type=button').on('click', on_click, args=[])


def advice(numbers: Statistics) -> tuple[str, bool, str, str]:
    """What to do now: sign, whether it is good news, title, text."""
    if numbers.suggests_break:
        return 'coffee', False, 'Time for a break.', f'{numbers.coffee} of {numbers.cards} asked for coffee.'
    if numbers.unsure:
        return 'help', False, f'{_names(numbers.unsure)} need{"s" * (len(numbers.unsure) == 1)} clarification.', \
            'Talk about what is unclear, then vote again.'
    if numbers.is_consensus:
        return 'celebration', True, f'Everyone said {numbers.modes[0]}.', 'Save it and go on.'
    if numbers.explainers:
        low = [card.name for card in numbers.explainers if card.face == numbers.lowest]
        high = [card.name for card in numbers.explainers if card.face == numbers.highest]
        return 'forum', False, f'{_names((*low, *high))} are furthest apart.', \
            f'Let them explain {numbers.lowest} and {numbers.highest} before the next round.'
    if numbers.is_single_vote:
        return 'person', False, 'A single vote.', 'Ask the others, or save it.'
    if numbers.is_near_consensus:
        return 'check_circle', True, 'Nearly agreed.', f'{numbers.lowest} and {numbers.highest} are neighbours.'
    return 'forum', False, 'No number was played.', 'Talk about the story, then vote again.'


def around(deck: Deck, suggestion: str | None) -> list[str]:
    """The suggestion between its neighbours."""
    faces = [face.symbol for face in deck.ordered]
    middle = faces.index(suggestion) if suggestion in faces else len(faces) // 2
    begin = max(0, min(middle - PICKS // 2, len(faces) - PICKS))
    return faces[begin:begin + PICKS]


def _figures(table: Table, numbers: Statistics) -> list[tuple[str, str]]:
    median = rounded(numbers.median) if numbers.median is not None else '/'.join(numbers.median_faces) or '–'
    spread = f'{numbers.lowest}–{numbers.highest}' if numbers.lowest != numbers.highest else numbers.lowest or '–'
    took = (table.round.revealed_at - table.round.started_at).total_seconds() if (
        table.round and table.round.revealed_at and table.round.started_at) else 0
    return [('Average', rounded(numbers.average)), ('Median', median), ('Spread', spread), ('Took', minutes(took))]


def _before(cards: tuple[Played, ...]) -> str:
    return ', '.join(f'{card.name} {face_word(card.face)}' for card in cards)


def _names(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f'{", ".join(names[:-1])} and {names[-1]}'


def _hint(has_story: bool, may_save: bool, numbers: Statistics) -> str:
    if not has_story:
        return 'This round was not about a story, so there is nothing to save.'
    if not may_save:
        return 'The Scrum Master saves the estimate.'
    if numbers.suggestion is None:
        return 'Nothing suggests itself; choose a value or vote again.'
    return f'{numbers.suggestion} is nearest to the median.'
