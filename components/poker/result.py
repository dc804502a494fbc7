"""The result of a round: figures, who played what, who should speak, and the estimate to agree on."""

from nicegui import ui

from app.domain.poker.decks import Deck, spoken
from app.domain.poker.statistics import FEW_AGREE, Bar, Played, Statistics, percent, rounded
from app.domain.poker.table import Seat, Table
from app.domain.poker.views import TableView
from components.controls import Avatar, Button, Field, Pill, Text, block, classed, put, show_face, sign
from components.moments import minutes
from components.poker.wishes import RoomWishes

PICKS = 5  # faces offered around the suggestion


class Result(ui.element):
    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('section')
        self.props('aria-label=Result tabindex=-1')
        self.wishes = wishes
        self.before: tuple[object, ...] | None = None
        with self:
            self.head = block('rt-panel-head')
            self.figures = block('rt-sec')
            self.bars = block('rt-sec')
            self.talk = block('rt-sec')
            self.agree = Agreement(wishes)

    def show(self, view: TableView, may_save: bool, may_move_on: bool) -> None:
        numbers = view.statistics
        if numbers is None or view.table.round is None:
            self.before = None
            return
        now = (view.table.round.no, numbers, view.previous, view.table.switches.averages)
        if now != self.before:
            self.before = now
            self._draw(view, view.table, numbers)
        self.agree.show(view, numbers, may_save, may_move_on)

    def _draw(self, view: TableView, table: Table, numbers: Statistics) -> None:
        for part in (self.head, self.figures, self.bars, self.talk):
            part.clear()
        with self.head:
            Text('Result', tag='h2')
            Text(f'round {table.last_round} · {numbers.cards} card{"s" * (numbers.cards != 1)}', 'rt-3 rt-sm rt-grow')
            if numbers.agreement is not None and numbers.cards > 1:
                Pill(f'{percent(numbers.agreement)} % agree', tone='warn' if numbers.agreement < FEW_AGREE else 'ok')
        with self.figures, block('rt-figures'):
            for name, figure in _figures(table, numbers):
                with block():
                    Text(name, 'rt-sm rt-3', 'div')
                    Text(figure, 'rt-figure', 'div')
        with self.bars:
            Text('Who played what', 'rt-sec-title', 'h3')
            _votes(table, numbers)
            if view.previous:
                Text(f'Before: {_before(view.previous)}', 'rt-hint', 'p').style('margin-top: 10px')
        with self.talk:
            icon, tone, title, text = advice(numbers)
            with block(f'rt-talk {tone}'):
                sign(icon)
                with block():
                    Text(title, 'rt-b', 'div')
                    Text(text, tag='div')


class Agreement(ui.element):
    """Pick the estimate and save it."""

    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('div')
        self.classes('rt-sec')
        self.wishes = wishes
        self.value, self.shown_for = '', (0, '')
        self.picks: dict[str, ui.element] = {}
        with self:
            self.title = Text('Agree on an estimate', 'rt-sec-title', 'h3')
            self.group = block('rt-picks').props('role=radiogroup aria-label="Agree on an estimate"')
            self.other = Field('Other value', on_enter=self._save)
            self.other.input.props('maxlength=8')
            self.other.input.on_value_change(self._typed)
            self.other.set_visibility(False)
            self.save = Button('Save', self._save, look='primary', size='l', icon='check', key='Enter', is_wide=True)
            self.save.style('margin-top: 12px')
            with block('rt-two'):
                self.again = Button('Vote again', wishes.restart, icon='replay', key='V')
                self.next = Button('Next story', wishes.next_story, icon='skip_next', key='N')
            self.hint = Text('', 'rt-hint', 'p').style('margin-top: 12px')

    def show(self, view: TableView, numbers: Statistics, may_save: bool, may_move_on: bool) -> None:
        table = view.table
        assert table.round
        has_story = view.story is not None
        marker = (table.round.no, numbers.suggestion or '')
        if marker != self.shown_for:
            self.shown_for = marker
            self._offer(table.round.deck, numbers)
        self.title.set_visibility(may_save and has_story)
        self.group.set_visibility(may_save and has_story)
        self.save.set_visibility(may_save and has_story)
        self.again.set_visibility(may_move_on)
        self.next.set_visibility(may_move_on)
        self.hint.say(_hint(has_story, may_save, numbers))
        self._show_choice()

    def _offer(self, deck: Deck, numbers: Statistics) -> None:
        self.group.clear()
        self.value, self.picks = numbers.suggestion or '', {}
        self.other.set_visibility(False)
        with self.group:
            for face in around(deck, numbers.suggestion):
                pick = Text(face, 'rt-pick', 'button').props('type=button role=radio')
                pick.props['aria-label'] = spoken(face)
                self.picks[face] = pick.on('click', lambda face=face: self._choose(face), args=[])
            more = Text('…', 'rt-pick', 'button').props('type=button aria-label="Other value"')
            more.on('click', self._open_other, args=[])

    def _choose(self, face: str) -> None:
        self.value = face
        self.other.set_visibility(False)
        self._show_choice()

    def _open_other(self) -> None:
        self.other.set_visibility(True)
        self.other.input.run_method('focus')

    def _typed(self) -> None:
        self.value = self.other.value.strip()
        self._show_choice()

    def _show_choice(self) -> None:
        for face, pick in self.picks.items():
            put(pick, aria_checked='true' if face == self.value else 'false')
        self.save.say(f'Save {spoken(self.value).lower() if self.value else "…"}, next story')
        self.save.enable(bool(self.value))

    async def _save(self) -> None:
        if self.value:
            await self.wishes.save(self.value)


def advice(numbers: Statistics) -> tuple[str, str, str, str]:
    """What to do now: sign, tone, title, text."""
    if numbers.suggests_break:
        return 'coffee', '', 'Time for a break.', f'{numbers.coffee} of {numbers.cards} asked for coffee.'
    if numbers.unsure:
        return 'help', '', f'{_names(numbers.unsure)} need{"s" * (len(numbers.unsure) == 1)} clarification.', \
            'Talk about what is unclear, then vote again.'
    if numbers.is_consensus:
        return 'celebration', 'rt-ok', f'Everyone said {numbers.modes[0]}.', 'Save it and go on.'
    if numbers.explainers:
        low = [card.name for card in numbers.explainers if card.face == numbers.lowest]
        high = [card.name for card in numbers.explainers if card.face == numbers.highest]
        return 'forum', '', f'{_names((*low, *high))} are furthest apart.', \
            f'Let them explain {numbers.lowest} and {numbers.highest} before the next round.'
    if numbers.is_single_vote:
        return 'person', '', 'A single vote.', 'Ask the others, or save it.'
    if numbers.is_near_consensus:
        return 'check_circle', 'rt-ok', 'Nearly agreed.', f'{numbers.lowest} and {numbers.highest} are neighbours.'
    return 'forum', '', 'No number was played.', 'Talk about the story, then vote again.'


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
    average = [('Average', rounded(numbers.average))] if table.switches.averages else []
    return [*average, ('Median', median), ('Spread', spread), ('Took', minutes(took))]


def _votes(table: Table, numbers: Statistics) -> None:
    """The distribution, at once chart and table."""
    seats = {seat.name: seat for seat in table.seats}
    most = max((bar.count for bar in numbers.distribution), default=1)
    with block('rt-bars', 'table').props('aria-label=Votes'), block(tag='tbody').style('display: contents'):
        for bar in numbers.distribution:
            with block('rt-bar', 'tr') as line:
                show_face(Text('', 'rt-bar-face', 'th').props(f'scope=row aria-label="{spoken(bar.face)}"'), bar.face)
                with block('rt-bar-track', 'td').props('aria-hidden=true'):
                    block(tag='i').style(f'width: {100 * bar.count / most:.0f}%')
                Text(str(bar.count), 'rt-num rt-b', 'td')
                _faces(bar, seats)
            classed(line, most=bar.face in numbers.modes)


def _faces(bar: Bar, seats: dict[str, Seat]) -> None:
    with block('rt-avs', 'td'):
        for name in bar.names[:6]:
            seat = seats.get(name)
            if seat is not None:
                Avatar(name, seat.identity, seat.avatar, 20)
        if len(bar.names) > 6:
            Text(f'+{len(bar.names) - 6}', 'rt-av rt-av-20 rt-more')
        Text(', '.join(bar.names), 'rt-vh')


def _before(cards: tuple[Played, ...]) -> str:
    return ', '.join(f'{card.name} {card.face}' for card in cards)


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
