"""What one viewer sees of everybody at a table: who they are to them, how far they are, what lies in front of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.domain.poker.decks import COFFEE, spoken
from app.domain.poker.statistics import Played, Statistics, evaluate, rounded
from app.domain.poker.table import Seat, State, Table
from app.domain.poker.views import NewsView, StoryView


@dataclass(frozen=True)
class SeatLook:
    """A seat as one viewer may see it; `face` is filled for their own card and once all are turned."""
    id: int
    public_id: str
    identity: str
    name: str
    avatar: str
    note: str  # you, guest, away
    status: str  # card down, thinking, reconnecting, watching, or empty
    label: str  # for screen readers
    face: str
    has_card: bool
    is_turned: bool
    is_me: bool
    is_host: bool
    is_voter: bool
    is_away: bool
    is_awaited: bool
    is_asked: bool  # to explain, being furthest apart
    has_hand_up: bool
    was_nudged: bool


@dataclass(frozen=True)
class TableView:
    """A table with every card. Who may see which is decided on the server when it is shown: `face_for`."""
    table: Table
    story: StoryView | None
    previous: tuple[Played, ...]  # the cards of the last round on the same story, once this one is turned
    news: tuple[NewsView, ...]  # the latest, oldest first

    @property
    def is_turned(self) -> bool:
        return self.table.state == State.RESULTS

    @cached_property
    def statistics(self) -> Statistics | None:
        """Of the turned cards; there is nothing to be known before."""
        round_ = self.table.round
        if not self.is_turned or round_ is None:
            return None
        return evaluate(round_.deck, [Played(seat.name, seat.card or '') for seat in self.table.cards],
                        round_.eligible)

    def face_for(self, seat: Seat, viewer: str) -> str | None:
        """The face of the card in front of `seat` that the identity `viewer` may see: their own, or all once turned."""
        return seat.card if self.is_turned or seat.identity == viewer else None

    @cached_property
    def strangers_looks(self) -> tuple[SeatLook, ...]:
        """The seats as somebody without one sees them: worked out once, however many look."""
        return tuple(_look(self, seat, '') for seat in self.table.here)


def seat_looks(view: TableView, viewer: str) -> tuple[SeatLook, ...]:
    """Everybody with a seat, in the order in which they came; people who left a turned card behind are not there."""
    return tuple(_look(view, view.table.by_id[look.id], viewer) if look.identity == viewer else look
                 for look in view.strangers_looks)


def counted(looks: Sequence[SeatLook]) -> tuple[int, int]:
    """Cards laid, and people whose card is asked for: voters who are here, or have laid one."""
    asked = [look for look in looks if look.is_voter and (look.has_card or not look.is_away)]
    return sum(look.has_card for look in asked), len(asked)


def waiting_for(looks: Sequence[SeatLook]) -> str:
    """Chidi; Chidi and Bo; 4 people."""
    names = [look.name for look in looks if look.is_awaited]
    if len(names) > 2:
        return f'{len(names)} people'
    return ' and '.join(names)


def one_sentence(statistics: Statistics) -> str:
    """The result as it is announced."""
    if statistics.is_consensus:
        return f'Cards turned: everyone said {spoken(statistics.modes[0])}.'
    if statistics.lowest is None:
        return 'Cards turned: nothing that can be averaged.'
    if statistics.is_single_vote:
        return f'Cards turned: a single vote, {spoken(statistics.lowest)}.'
    middle = rounded(statistics.median) if statistics.median is not None else ' or '.join(statistics.median_faces)
    average = f'average {rounded(statistics.average)}, ' if statistics.average is not None else ''
    return (f'Cards turned: {average}median {middle}, from {statistics.lowest} to {statistics.highest}, '
            f'{"nearly agreed" if statistics.is_near_consensus else "no consensus"}.')


def _look(view: TableView, seat: Seat, viewer: str) -> SeatLook:
    table = view.table
    is_me, is_host = seat.identity == viewer, seat.id == table.host
    is_away = seat.away_since is not None
    is_playing = table.state in (State.VOTING, State.REVEALING, State.RESULTS)
    has_card = seat.card is not None and is_playing
    is_voter = seat.is_voter and not table.is_idle_host(seat)
    is_awaited = table.is_voting and not table.is_paused and is_voter and not has_card and not is_away
    face = (view.face_for(seat, viewer) or '') if has_card else ''
    mark = _mark(view, seat)
    return _the_same(SeatLook(
        id=seat.id, public_id=seat.public_id, identity=seat.identity, name=seat.name, avatar=seat.avatar,
        note='you' if is_me else 'away' if is_away else 'guest' if seat.is_guest else '',
        status=_status(view, is_voter, is_away, has_card), face=face, has_card=has_card, is_turned=view.is_turned,
        label=', '.join(_words(view, seat, is_me, is_host, is_voter, has_card, mark)), is_me=is_me, is_host=is_host,
        is_voter=is_voter, is_away=is_away, is_awaited=is_awaited, is_asked=bool(mark),
        has_hand_up=seat.hand_at is not None, was_nudged=is_awaited and _was_nudged(table, seat)))


@lru_cache(maxsize=4096)
def _the_same(look: SeatLook) -> SeatLook:
    """One object for equal looks: whether a seat has changed is asked for each seat on each page."""
    return look


def _was_nudged(table: Table, seat: Seat) -> bool:
    """In this round."""
    began = table.round.started_at if table.round else None
    return seat.nudged_at is not None and (began is None or seat.nudged_at >= began)


def _status(view: TableView, is_voter: bool, is_away: bool, has_card: bool) -> str:
    if is_away and not has_card:
        return 'reconnecting'
    if not is_voter:
        return 'watching'
    if view.table.is_voting:
        return 'card down' if has_card else 'thinking' if not view.table.is_paused else ''
    return ''


def _words(view: TableView, seat: Seat, is_me: bool, is_host: bool, is_voter: bool, has_card: bool,
           mark: str) -> Iterator[str]:
    yield seat.name
    if is_me:
        yield 'you'
    if is_host:
        yield 'Scrum Master'
    if seat.hand_at:
        yield 'hand raised'
    if view.is_turned and has_card:
        yield 'coffee' if seat.card == COFFEE else seat.card or ''
        if mark:
            yield mark
    elif view.table.is_voting and has_card:
        yield 'has voted'
    elif seat.away_since:
        yield 'away'
    elif not is_voter:
        yield 'watching'
    elif view.table.is_voting and not view.table.is_paused:
        yield 'thinking'


def _mark(view: TableView, seat: Seat) -> str:
    """lowest and highest for those who are furthest apart; low and high for other outliers."""
    numbers = view.statistics
    if numbers is None or seat.card is None:
        return ''
    if numbers.explainers and seat.card in (numbers.lowest, numbers.highest):
        return 'lowest' if seat.card == numbers.lowest else 'highest'
    if seat.card in numbers.low_outliers:
        return 'low'
    return 'high' if seat.card in numbers.high_outliers else ''
