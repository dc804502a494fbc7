"""Deeds of a round: start, lay, turn, begin again, go on, and the way back."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.poker.course import back_to_voting, counting_down, later, timer_left_at, turned, without_hasty_reveal
from app.domain.poker.table import LONGEST_TIMER, UNDO, Round, Seat, State, Table, Undo
from app.errors import Conflict, Forbidden, Rejected


@dataclass(frozen=True)
class Start:
    """A new round, on the given story or on none."""
    story: int | None = None

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        if table.is_voting:
            raise Conflict('A round is running; its cards stay where they are.', 'poker.round_running')
        return replace(_with_new_round(table, self.story, now), undo=table.undo).kept_open(now)


@dataclass(frozen=True)
class Lay:
    """Lay a card face down, or change it. `round` keeps it from landing in another round than it was meant for."""
    seat: int
    round: int
    face: str

    def apply(self, table: Table, now: datetime) -> Table:
        seat = _demand_may_lay(table, self.seat, self.round)
        if self.face not in table.running_round().deck:
            raise Rejected(f'“{self.face[:20]}” is not in this deck.', 'poker.not_in_deck', 'face')
        if seat.card == self.face:
            return table
        changed = replace(table.with_seat(seat.id, card=self.face, hand_at=None), is_held=False)
        return (changed if seat.card is None else without_hasty_reveal(changed, now)).kept_open(now)


@dataclass(frozen=True)
class TakeBack:
    seat: int
    round: int

    def apply(self, table: Table, now: datetime) -> Table:
        seat = _demand_may_lay(table, self.seat, self.round)
        if seat.card is None:
            return table
        changed = replace(table.with_seat(seat.id, card=None), is_held=False)
        return without_hasty_reveal(changed, now).kept_open(now)


@dataclass(frozen=True)
class Reveal:
    """Turn the cards, after the countdown of the table."""

    def apply(self, table: Table, now: datetime) -> Table:
        if table.state in (State.REVEALING, State.RESULTS):
            return table
        table.demand_running()
        if table.state != State.VOTING:
            raise Conflict('No round is running.', 'poker.no_round')
        if not table.cards:
            raise Conflict('Nobody has laid a card yet.', 'poker.no_cards')
        return counting_down(table, now).kept_open(now)


@dataclass(frozen=True)
class CancelReveal:
    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        if table.state != State.REVEALING:
            raise Conflict('The cards are not being turned.', 'poker.not_revealing')
        return replace(back_to_voting(table), is_held=True).kept_open(now)


@dataclass(frozen=True)
class TurnNow:
    """Skip the rest of the countdown."""

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        if table.state != State.REVEALING:
            raise Conflict('The cards are not being turned.', 'poker.not_revealing')
        return turned(table, now).kept_open(now)


@dataclass(frozen=True)
class Restart:
    """The same story again: vote again after the results, begin anew in the middle of a vote."""
    seat: int | None = None

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        former = table.running_round()
        if table.state == State.WAITING:
            raise Conflict('No round is running.', 'poker.no_round')
        undo = _undo(table, 'restart', self.seat, now)
        return replace(_with_new_round(table, former.story, now), undo=undo).kept_open(now)


@dataclass(frozen=True)
class CancelRound:
    """Back to waiting, nothing estimated."""
    seat: int | None = None

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        if not table.is_voting:
            raise Conflict('No round is running.', 'poker.no_round')
        return _at_rest(table, table.story, _undo(table, 'cancel', self.seat, now)).kept_open(now)


@dataclass(frozen=True)
class MoveOn:
    """To another story, or to none; `deed` says why: next, skip, saved, pick."""
    story: int | None
    deed: str = 'next'
    seat: int | None = None

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        undo = _undo(table, self.deed, self.seat, now) if table.round and table.state != State.WAITING else None
        return _at_rest(table, self.story, undo if self.deed != 'saved' else None).kept_open(now)


@dataclass(frozen=True)
class TakeBackDeed:
    """Undo: the former round comes back under a new number, with its cards and the time it had left."""
    cards: tuple[tuple[int, str], ...]  # seat and face, as they lay
    round: Round

    def apply(self, table: Table, now: datetime) -> Table:
        undo = demand_undo(table, now)
        losers = [seat.name for seat in table.cards] if table.is_voting else []
        no = table.last_round + 1
        table = replace(table.without_cards(), state=undo.state, last_round=no, undo=None, story=self.round.story,
                        time_is_up=False, reveal_left=None,
                        round=replace(self.round, id=0, no=no, reveal_at=None, timer_left=None,
                                      timer_ends_at=later(now, undo.timer_left)))
        still_voting = {seat.id for seat in table.voters}
        for seat_id, face in self.cards:
            if seat_id in still_voting or undo.state == State.RESULTS:
                table = table.with_seat(seat_id, card=face)
        if losers:
            table = table.tell('cards_dropped', ', '.join(losers))
        return table.tell('undone', detail=undo.deed).kept_open(now)


@dataclass(frozen=True)
class SetTimer:
    """add: 30 seconds more; pause and resume; restart: the full time again; stop: no timer for this round."""
    action: str
    seconds: int = 30

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        if not table.is_voting:
            raise Conflict('No round is running.', 'poker.no_round')
        left = timer_left_at(table.running_round(), now)
        table = replace(table, time_is_up=False)
        match self.action:
            case 'add':
                return _with_timer(table, (left or 0) + _seconds(self.seconds), now).kept_open(now)
            case 'pause' if left is not None:
                return table.with_round(timer_left=left, timer_ends_at=None).kept_open(now)
            case 'resume' if left is not None:
                return table.with_round(timer_left=None, timer_ends_at=later(now, left)).kept_open(now)
            case 'restart' if table.switches.timer:
                return _with_timer(table, table.switches.timer, now).kept_open(now)
            case 'stop':
                return table.with_round(timer_left=None, timer_ends_at=None).kept_open(now)
        raise Rejected('The timer cannot do that now.', 'poker.timer', 'action')


def demand_undo(table: Table, now: datetime) -> Undo:
    table.demand_running()
    if table.undo is None or now > table.undo.until:
        raise Conflict('There is nothing to undo any more.', 'poker.nothing_to_undo')
    return table.undo


def _demand_may_lay(table: Table, seat_id: int, round_no: int) -> Seat:
    table.demand_running()
    seat = table.demand_member(seat_id)
    if not seat.is_voter or table.is_idle_host(seat):
        raise Forbidden('You are watching. Become a voter to lay a card.', 'poker.observer')
    if not table.is_voting or table.round is None or table.round.no != round_no:
        raise Conflict('That round is over; your card was not laid.', 'poker.round_over')
    return seat


def _with_new_round(table: Table, story: int | None, now: datetime) -> Table:
    no = table.last_round + 1
    timer = table.switches.timer or None
    fresh = Round(no, table.deck, story=story, started_at=now, timer_ends_at=later(now, timer))
    return replace(table.without_cards(), state=State.VOTING, round=fresh, last_round=no, story=story, undo=None,
                   time_is_up=False, is_held=False).tell('started', detail=str(no))


def _at_rest(table: Table, story: int | None, undo: Undo | None) -> Table:
    return replace(table.without_cards(), state=State.WAITING, round=None, story=story, undo=undo, time_is_up=False)


def _undo(table: Table, deed: str, seat: int | None, now: datetime) -> Undo:
    former = table.running_round()
    state = State.RESULTS if table.state == State.RESULTS else State.VOTING
    return Undo(deed, former.no, state, seat, now + UNDO, timer_left_at(former, now))


def _with_timer(table: Table, seconds: float, now: datetime) -> Table:
    """Running or stopped, as it was before."""
    seconds = min(seconds, LONGEST_TIMER)
    if table.running_round().timer_left is not None:
        return table.with_round(timer_left=seconds)
    return table.with_round(timer_ends_at=later(now, seconds))


def _seconds(seconds: int) -> int:
    if not 1 <= seconds <= LONGEST_TIMER:
        raise Rejected('Give between 1 second and an hour.', 'poker.timer', 'seconds')
    return seconds
