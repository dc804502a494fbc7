"""Everything that can be done at a table. Each deed says no or gives the table that follows.

Whether a person may do it is asked before, by the service; here is only asked whether it makes sense now.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.names import distinct, one_line
from app.domain.poker.decks import Deck
from app.domain.poker.table import (
    KICK,
    NUDGE,
    SEAT_HOLD,
    TAKE_OVER,
    UNDO,
    Round,
    Seat,
    State,
    Switches,
    Table,
    Undo,
)
from app.errors import Conflict, Forbidden, Rejected, TooMany

LONGEST_TIMER = 3600
SPARED = timedelta(minutes=2)


@dataclass(frozen=True)
class Sit:
    """Take a seat, or come back to one's own. A member is let in whether or not the table is full or locked."""
    seat: Seat  # as it would be: identity, name, avatar, kind; an id of its own if it is new

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        own = table.seat_of(self.seat.identity)
        if own and own.is_here:
            return table
        _demand_not_removed(own, now)
        if table.switches.locked and (own is None or own.kicked_until):
            raise Forbidden('This table is locked. Ask its Scrum Master to let you in.', 'poker.locked')
        table = _with_room_for(table, self.seat.is_voter, now)
        name = distinct(self.seat.name, frozenset(seat.name for seat in table.here))
        if own:
            table = table.with_seat(own.id, name=name, avatar=self.seat.avatar, is_voter=self.seat.is_voter,
                                    left_at=None, kicked_until=None, hand_at=None, away_since=now, connected_since=None)
        else:
            ordinal = max((seat.ordinal for seat in table.seats), default=0) + 1
            table = replace(table, seats=(*table.seats, replace(self.seat, name=name, ordinal=ordinal,
                                                                away_since=now)))
        return table.tell('joined', name).kept_open(now)


@dataclass(frozen=True)
class Arrive:
    """A first page of this seat is open."""
    seat: int

    def apply(self, table: Table, now: datetime) -> Table:
        seat = table.seat(self.seat)
        if table.is_closed or seat.is_connected or not seat.is_here:
            return table
        was_short = seat.away_since is not None and now - seat.away_since < timedelta(seconds=10)
        since = seat.connected_since if was_short and seat.connected_since else now
        return table.with_seat(seat.id, away_since=None, connected_since=since)


@dataclass(frozen=True)
class Depart:
    """The last page of this seat is gone since `since`; the seat and its card stay."""
    seat: int
    since: datetime

    def apply(self, table: Table, now: datetime) -> Table:
        seat = table.seat(self.seat)
        if table.is_closed or not seat.is_connected:
            return table
        return table.with_seat(seat.id, away_since=self.since)


@dataclass(frozen=True)
class Leave:
    """Give the seat back on purpose. A card that is not turned yet goes with its owner."""
    seat: int

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        seat = table.demand_member(self.seat)
        return _vacated(table, seat, now).tell('left', seat.name).kept_open(now)


@dataclass(frozen=True)
class Remove:
    """Send somebody away for a while."""
    seat: int

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        seat = table.demand_member(self.seat)
        if seat.id == table.host:
            raise Conflict('The Scrum Master cannot be removed; hand over first.', 'poker.host_seat')
        table = _vacated(table, seat, now).with_seat(seat.id, kicked_until=now + KICK)
        return table.tell('removed', seat.name).kept_open(now)


@dataclass(frozen=True)
class Readmit:
    seat: int

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        return table.with_seat(table.seat(self.seat).id, kicked_until=None).kept_open(now)


@dataclass(frozen=True)
class ChangeKind:
    """Vote from now on, or only watch."""
    seat: int
    is_voter: bool

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        seat = table.demand_member(self.seat)
        if seat.is_voter == self.is_voter:
            return table
        table = _with_room_for(table, self.is_voter, now)
        return _without_open_card(table.with_seat(seat.id, is_voter=self.is_voter), seat, now).kept_open(now)


@dataclass(frozen=True)
class HandOver:
    seat: int

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        seat = table.seat(self.seat)
        if not seat.is_connected or not seat.is_voter:
            raise Conflict(f'{seat.name} is not voting at the table right now.', 'poker.not_connected')
        return _with_host(table, seat, 'handed_over', now).kept_open(now)


@dataclass(frozen=True)
class TakeOver:
    """Become Scrum Master instead of one who has been away for a minute."""
    seat: int

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        seat, host = table.demand_member(self.seat), table.host_seat
        if not seat.is_connected or not seat.is_voter:
            raise Conflict('Only a voter at the table can take over.', 'poker.not_connected')
        if host and (host.away_since is None or now - host.away_since < TAKE_OVER):
            raise Conflict('The Scrum Master has not been away for a minute.', 'poker.too_early')
        return _with_host(table, seat, 'took_over', now).kept_open(now)


@dataclass(frozen=True)
class Start:
    """A new round, on the given story or on none."""
    story: int | None = None

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        if table.is_voting:
            raise Conflict('A round is running; its cards stay where they are.', 'poker.round_running')
        return _with_new_round(table, self.story, now).kept_open(now)


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
        return (changed if seat.card is None else _without_hasty_reveal(changed, now)).kept_open(now)


@dataclass(frozen=True)
class TakeBack:
    seat: int
    round: int

    def apply(self, table: Table, now: datetime) -> Table:
        seat = _demand_may_lay(table, self.seat, self.round)
        if seat.card is None:
            return table
        changed = replace(table.with_seat(seat.id, card=None), is_held=False)
        return _without_hasty_reveal(changed, now).kept_open(now)


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
                                      timer_ends_at=_later(now, undo.timer_left)))
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
        left = _timer_left(table.running_round(), now)
        table = replace(table, time_is_up=False)
        match self.action:
            case 'add':
                return _with_timer(table, (left or 0) + _seconds(self.seconds), now).kept_open(now)
            case 'pause' if left is not None:
                return table.with_round(timer_left=left, timer_ends_at=None).kept_open(now)
            case 'resume' if left is not None:
                return table.with_round(timer_left=None, timer_ends_at=_later(now, left)).kept_open(now)
            case 'restart' if table.switches.timer:
                return _with_timer(table, table.switches.timer, now).kept_open(now)
            case 'stop':
                return table.with_round(timer_left=None, timer_ends_at=None).kept_open(now)
        raise Rejected('The timer cannot do that now.', 'poker.timer', 'action')


@dataclass(frozen=True)
class KeepOpen:
    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        return table.kept_open(now)


@dataclass(frozen=True)
class RaiseHand:
    seat: int
    is_raised: bool

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        seat = table.demand_member(self.seat)
        if (seat.hand_at is not None) == self.is_raised:
            return table
        table = table.with_seat(seat.id, hand_at=now if self.is_raised else None)
        return table.tell('hand', seat.name) if self.is_raised else table


@dataclass(frozen=True)
class Nudge:
    """Remind somebody whose card is missing, or everybody (seat None)."""
    seat: int | None

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_running()
        awaited = [seat for seat in table.voters if seat.card is None and self.seat in (None, seat.id)]
        if table.state != State.VOTING or not awaited:
            raise Conflict('There is nobody to wait for.', 'poker.nobody_awaited')
        fresh = [seat for seat in awaited if seat.nudged_at is None or now - seat.nudged_at >= NUDGE]
        if not fresh:
            raise TooMany('You can remind the same person every 20 seconds.', 'poker.nudged', NUDGE.total_seconds())
        for seat in fresh:
            table = table.with_seat(seat.id, nudged_at=now)
        return table.kept_open(now)


@dataclass(frozen=True)
class Change:
    """Other switches, name or deck; a new deck applies from the next round."""
    name: str | None = None
    deck: Deck | None = None
    switches: Switches | None = None

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        switches = self.switches or table.switches
        _demand_sensible(switches)
        table = replace(table, name=table_name(self.name) if self.name is not None else table.name,
                        deck=self.deck or table.deck, switches=switches)
        return _without_idle_card(table, now).kept_open(now)


@dataclass(frozen=True)
class Close:
    reason: str

    def apply(self, table: Table, now: datetime) -> Table:
        if table.is_closed:
            return table
        return closed(table, self.reason, now)


Deed = (Sit | Arrive | Depart | Leave | Remove | Readmit | ChangeKind | HandOver | TakeOver | Start | Lay | TakeBack
        | Reveal | CancelReveal | TurnNow | Restart | CancelRound | MoveOn | TakeBackDeed | SetTimer | KeepOpen
        | RaiseHand | Nudge | Change | Close)


def table_name(text: str) -> str:
    name = one_line(text)
    if not 1 <= len(name) <= 100:
        raise Rejected('Give the table a name of up to 100 characters.', 'poker.name', 'name')
    return name


def demand_undo(table: Table, now: datetime) -> Undo:
    table.demand_running()
    if table.undo is None or now > table.undo.until:
        raise Conflict('There is nothing to undo any more.', 'poker.nothing_to_undo')
    return table.undo


def counting_down(table: Table, now: datetime) -> Table:
    if table.switches.countdown == 0:
        return turned(table, now)
    at = now + timedelta(seconds=table.switches.countdown)
    return replace(table, state=State.REVEALING).with_round(reveal_at=at).tell('revealing')


def back_to_voting(table: Table) -> Table:
    return replace(table, state=State.VOTING, reveal_left=None).with_round(reveal_at=None).tell('reveal_cancelled')


def turned(table: Table, now: datetime) -> Table:
    """The cards are up: from here on they are fixed."""
    eligible = sum(seat.is_connected or seat.card is not None for seat in table.voters)
    return replace(table, state=State.RESULTS, undo=None).with_round(
        reveal_at=None, revealed_at=now, eligible=eligible, timer_ends_at=None, timer_left=None).tell('turned')


def closed(table: Table, reason: str, now: datetime) -> Table:
    return replace(table, state=State.CLOSED, closed_at=now, closed_reason=reason, undo=None, paused_at=None,
                   reveal_left=None).tell('closed', detail=reason)


def promoted(table: Table, now: datetime) -> Table:
    """The heir becomes Scrum Master; without one the table waits on."""
    heir = table.heir()
    return _with_host(table, heir, 'promoted', now) if heir else table


def paused(table: Table, now: datetime) -> Table:
    """Stop the clocks and keep what they had left. The pause never outlives the table silently."""
    host = table.host_seat
    last = now + table.rules.grace + timedelta(minutes=2)
    table = replace(table, paused_at=host.away_since if host and host.away_since else now, candidate_named=False,
                    warned=0, expires_at=max(table.expires_at, last) if table.expires_at else None)
    if table.round and table.is_voting:
        left = (table.round.reveal_at - now).total_seconds() if table.round.reveal_at else None
        table = replace(table, reveal_left=left, is_timer_frozen=table.round.timer_ends_at is not None).with_round(
            reveal_at=None, timer_left=_timer_left(table.round, now), timer_ends_at=None)
    return table.tell('paused', host.name if host else '')


def resumed(table: Table, now: datetime) -> Table:
    """Everything goes on exactly where it was."""
    reveal_left, runs = table.reveal_left, table.is_timer_frozen
    table = replace(table, paused_at=None, reveal_left=None, is_timer_frozen=False, candidate_named=False)
    if table.round and table.is_voting:
        table = table.with_round(reveal_at=_later(now, reveal_left))
        if runs:
            table = table.with_round(timer_left=None, timer_ends_at=_later(now, table.running_round().timer_left))
    return table.tell('resumed')


def spared(table: Table, now: datetime) -> Table:
    """After an outage: nobody is connected yet, every clock of absence starts anew, and no deadline has just passed."""
    soon = now + SPARED
    last = soon + table.rules.grace if table.is_paused else soon
    table = replace(table, paused_at=now if table.is_paused else None, candidate_named=False, warned=0,
                    expires_at=max(table.expires_at, last) if table.expires_at else None,
                    seats=tuple(replace(seat, away_since=now) if seat.is_here else seat for seat in table.seats))
    if table.round and table.round.timer_ends_at and table.round.timer_ends_at <= now:
        table = table.with_round(timer_ends_at=soon)
    return table


def _demand_not_removed(own: Seat | None, now: datetime) -> None:
    if own and own.kicked_until and own.kicked_until > now:
        raise Forbidden('The Scrum Master has removed you from this table.', 'poker.removed')


def _with_room_for(table: Table, is_voter: bool, now: datetime) -> Table:
    """There is a free seat, or one whose owner has been away so long that a newcomer may have it."""
    most = table.rules.max_voters if is_voter else table.rules.max_observers
    taken = [seat for seat in table.here if seat.is_voter == is_voter]
    if len(taken) < most:
        return table
    idle = [seat for seat in taken if seat.id != table.host
            and seat.away_since is not None and now - seat.away_since >= SEAT_HOLD]
    if not idle:
        raise Conflict(f'All {most} seats at “{table.name}” are taken.' + (' You can watch.' if is_voter else ''),
                       'poker.table_full')
    return _vacated(table, min(idle, key=lambda seat: seat.away_since or now), now)


def _vacated(table: Table, seat: Seat, now: datetime) -> Table:
    table = _without_open_card(table.with_seat(seat.id, left_at=now, hand_at=None), seat, now)
    return replace(table, host=None) if seat.id == table.host else table


def _without_open_card(table: Table, seat: Seat, now: datetime) -> Table:
    """Whoever leaves, or only watches from now on, takes a card along that is not turned yet."""
    if seat.card is None or table.state == State.RESULTS:
        return table
    return _without_hasty_reveal(table.with_seat(seat.id, card=None), now)


def _without_idle_card(table: Table, now: datetime) -> Table:
    """Whoever only facilitates from now on takes the card back that is not turned yet."""
    host = table.host_seat
    return _without_open_card(table, host, now) if host and table.is_idle_host(host) else table


def _demand_may_lay(table: Table, seat_id: int, round_no: int) -> Seat:
    table.demand_running()
    seat = table.demand_member(seat_id)
    if not seat.is_voter or table.is_idle_host(seat):
        raise Forbidden('You are watching. Become a voter to lay a card.', 'poker.observer')
    if not table.is_voting or table.round is None or table.round.no != round_no:
        raise Conflict('That round is over; your card was not laid.', 'poker.round_over')
    return seat


def _without_hasty_reveal(table: Table, now: datetime) -> Table:
    """A card changed or withdrawn during the countdown stops it, unless all have still voted."""
    if table.state == State.REVEALING and not table.has_all_cards(now):
        return back_to_voting(table)
    return table


def _with_host(table: Table, seat: Seat, how: str, now: datetime) -> Table:
    table = _without_idle_card(replace(table, host=seat.id).tell(how, seat.name), now)
    return resumed(table, now) if table.is_paused else table


def _with_new_round(table: Table, story: int | None, now: datetime) -> Table:
    no = table.last_round + 1
    timer = table.switches.timer or None
    fresh = Round(no, table.deck, story=story, started_at=now, timer_ends_at=_later(now, timer))
    return replace(table.without_cards(), state=State.VOTING, round=fresh, last_round=no, story=story, undo=None,
                   time_is_up=False, is_held=False).tell('started', detail=str(no))


def _at_rest(table: Table, story: int | None, undo: Undo | None) -> Table:
    return replace(table.without_cards(), state=State.WAITING, round=None, story=story, undo=undo, time_is_up=False)


def _undo(table: Table, deed: str, seat: int | None, now: datetime) -> Undo:
    former = table.running_round()
    state = State.RESULTS if table.state == State.RESULTS else State.VOTING
    return Undo(deed, former.no, state, seat, now + UNDO, _timer_left(former, now))


def _timer_left(round_: Round, now: datetime) -> float | None:
    if round_.timer_ends_at is None:
        return round_.timer_left
    return max(0.0, (round_.timer_ends_at - now).total_seconds())


def _with_timer(table: Table, seconds: float, now: datetime) -> Table:
    """Running or stopped, as it was before."""
    seconds = min(seconds, LONGEST_TIMER)
    if table.running_round().timer_left is not None:
        return table.with_round(timer_left=seconds)
    return table.with_round(timer_ends_at=_later(now, seconds))


def _later(now: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)


def _seconds(seconds: int) -> int:
    if not 1 <= seconds <= LONGEST_TIMER:
        raise Rejected('Give between 1 second and an hour.', 'poker.timer', 'seconds')
    return seconds


def _demand_sensible(switches: Switches) -> None:
    if not 0 <= switches.countdown <= 3:
        raise Rejected('The countdown has 0 to 3 seconds.', 'poker.countdown', 'countdown')
    if switches.timer and not 10 <= switches.timer <= LONGEST_TIMER:
        raise Rejected('Give at least 10 seconds and at most an hour, or leave it empty for no limit.', 'poker.timer',
                       'timer')
