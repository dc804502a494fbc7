"""What follows from a deed, or from time alone: cards turn, a table pauses, goes on, changes hands, closes."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.poker.table import Round, Seat, State, Table

SPARED = timedelta(minutes=2)


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
    return with_host(table, heir, 'promoted', now) if heir else table


def paused(table: Table, now: datetime) -> Table:
    """Stop the clocks and keep what they had left. The pause never outlives the table silently."""
    host = table.host_seat
    last = now + table.rules.grace + timedelta(minutes=2)
    table = replace(table, paused_at=host.away_since if host and host.away_since else now, candidate_named=False,
                    warned=0, expires_at=max(table.expires_at, last) if table.expires_at else None)
    if table.round and table.is_voting:
        left = (table.round.reveal_at - now).total_seconds() if table.round.reveal_at else None
        table = replace(table, reveal_left=left, is_timer_frozen=table.round.timer_ends_at is not None).with_round(
            reveal_at=None, timer_left=timer_left_at(table.round, now), timer_ends_at=None)
    return table.tell('paused', host.name if host else '')


def resumed(table: Table, now: datetime) -> Table:
    """Everything goes on exactly where it was."""
    reveal_left, runs = table.reveal_left, table.is_timer_frozen
    stood = now - table.paused_at if table.paused_at else timedelta()
    table = replace(table, paused_at=None, reveal_left=None, is_timer_frozen=False, candidate_named=False,
                    is_orphaned=False)
    if table.round and table.is_voting:
        began = table.round.started_at
        table = table.with_round(reveal_at=later(now, reveal_left), started_at=began + stood if began else None)
        if runs:
            table = table.with_round(timer_left=None, timer_ends_at=later(now, table.running_round().timer_left))
    return table.tell('resumed')


def spared(table: Table, now: datetime) -> Table:
    """After an outage: nobody is connected yet, every clock of absence starts anew, and no deadline has just passed."""
    soon = now + SPARED
    last = soon + table.rules.grace if table.is_paused else soon
    table = replace(table, paused_at=now if table.is_paused else None, candidate_named=False, is_orphaned=False,
                    warned=0, expires_at=max(table.expires_at, last) if table.expires_at else None,
                    seats=tuple(replace(seat, away_since=now) if seat.is_here else seat for seat in table.seats))
    if table.round and table.round.timer_ends_at and table.round.timer_ends_at <= now:
        table = table.with_round(timer_ends_at=soon)
    return table


def without_open_card(table: Table, seat: Seat, now: datetime) -> Table:
    """Whoever leaves, or only watches from now on, takes a card along that is not turned yet."""
    if seat.card is None or table.state == State.RESULTS:
        return table
    return without_hasty_reveal(table.with_seat(seat.id, card=None), now)


def without_idle_card(table: Table, now: datetime) -> Table:
    """Whoever only facilitates from now on takes the card back that is not turned yet."""
    host = table.host_seat
    return without_open_card(table, host, now) if host and table.is_idle_host(host) else table


def without_hasty_reveal(table: Table, now: datetime) -> Table:
    """A card changed or withdrawn during the countdown stops it, unless all have still voted."""
    if table.state == State.REVEALING and not table.has_all_cards(now):
        return back_to_voting(table)
    return table


def with_host(table: Table, seat: Seat, how: str, now: datetime) -> Table:
    table = without_idle_card(replace(table, host=seat.id, is_orphaned=False).tell(how, seat.name), now)
    return resumed(table, now) if table.is_paused else table


def timer_left_at(round_: Round, now: datetime) -> float | None:
    if round_.timer_ends_at is None:
        return round_.timer_left
    return max(0.0, (round_.timer_ends_at - now).total_seconds())


def later(now: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)
