"""Deeds about people and their seats."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.names import distinct
from app.domain.poker.course import with_host, without_open_card
from app.domain.poker.table import KICK, NUDGE, SEAT_HOLD, TAKE_OVER, Seat, State, Table
from app.errors import Conflict, Forbidden, TooMany


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
        table = table.with_seat(seat.id, away_since=None, connected_since=since)
        return table.tell('back', seat.name) if seat.connected_since else table


@dataclass(frozen=True)
class Depart:
    """The last page of this seat is gone since `since`; the seat and its card stay."""
    seat: int
    since: datetime

    def apply(self, table: Table, now: datetime) -> Table:
        seat = table.seat(self.seat)
        if table.is_closed or not seat.is_connected:
            return table
        return table.with_seat(seat.id, away_since=self.since).tell('away', seat.name)


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
        return without_open_card(table.with_seat(seat.id, is_voter=self.is_voter), seat, now).kept_open(now)


@dataclass(frozen=True)
class HandOver:
    seat: int

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        seat = table.seat(self.seat)
        if seat.id == table.host:
            return table
        if not seat.is_connected or not seat.is_voter:
            raise Conflict(f'{seat.name} is not voting at the table right now.', 'poker.not_connected')
        return with_host(table, seat, 'handed_over', now).kept_open(now)


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
        return with_host(table, seat, 'took_over', now).kept_open(now)


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
    table = without_open_card(table.with_seat(seat.id, left_at=now, hand_at=None), seat, now)
    return replace(table, host=None) if seat.id == table.host else table
