"""What time alone does to a table: announce, turn cards, pause, promote, close.

`settle` is asked before every look and every deed, so a table is always as it should be by now, whether or not a
clock was running meanwhile; `next_due` tells the clock when to come.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.poker.course import closed, counting_down, paused, promoted, resumed, turned
from app.domain.poker.table import PENDING, TAKE_OVER, State, Table

AWAY = timedelta(seconds=2)  # a reload must not be noticed
WARNINGS = (timedelta(minutes=2), timedelta(minutes=1), timedelta(seconds=30))  # before the expiry, if that is longer
SPOKEN = dict(zip(WARNINGS, ('two minutes', 'one minute', '30 seconds'), strict=True))
NAMED_BEFORE = timedelta(minutes=2)  # so long before a promotion everybody is told whose it will be


def settle(table: Table, now: datetime) -> Table:
    """The table as it is at `now`."""
    while not table.is_closed:
        settled = _one_step(table, now)
        if settled is table:
            return table
        table = settled
    return table


def next_due(table: Table) -> datetime | None:
    """When something may happen by itself, the earliest moment."""
    return None if table.is_closed else min(_deadlines(table), default=None)


def _one_step(table: Table, now: datetime) -> Table:
    if table.expires_at and table.expires_at <= now:
        return closed(table, 'expired', now)
    for step in (_turn, _end_time, _mind_host, _reveal_when_all_voted, _warn):
        stepped = step(table, now)
        if stepped is not table:
            return stepped
    return table


def _deadlines(table: Table) -> Iterator[datetime]:
    if table.expires_at:
        yield table.expires_at
        if table.warned < len(_warnings(table)):
            yield table.expires_at - _warnings(table)[table.warned]
    if table.round:
        if table.round.reveal_at and table.state == State.REVEALING:
            yield table.round.reveal_at
        if table.round.timer_ends_at and table.state == State.VOTING and not table.time_is_up:
            yield table.round.timer_ends_at
    yield from _absences(table)


def _absences(table: Table) -> Iterator[datetime]:
    host = table.host_seat
    if host and host.away_since:
        if table.switches.pause and not table.is_paused:
            yield host.away_since + AWAY
        if not table.is_orphaned:
            yield host.away_since + TAKE_OVER
        if table.heir():
            yield host.away_since + table.rules.grace
            if not table.candidate_named:
                yield host.away_since + _naming(table)
    if _reveals_itself(table):
        missing = [seat.away_since for seat in table.voters if seat.card is None]
        gone = [since for since in missing if since]
        if gone and len(gone) == len(missing):  # for those who are connected it waits however long it takes
            yield max(gone) + PENDING


def _turn(table: Table, now: datetime) -> Table:
    is_due = table.round and table.round.reveal_at and table.round.reveal_at <= now
    return turned(table, now) if is_due and table.state == State.REVEALING else table


def _end_time(table: Table, now: datetime) -> Table:
    ends = table.round.timer_ends_at if table.round else None
    if ends is None or ends > now or table.time_is_up or table.state != State.VOTING:
        return table
    table = replace(table, time_is_up=True).tell('time_is_up')
    return counting_down(table, now) if table.switches.timer_reveals and table.cards else table


def _mind_host(table: Table, now: datetime) -> Table:
    """Pause without a Scrum Master, go on with one, find another after the grace."""
    host = table.host_seat
    if host is None or not host.is_here:
        return _without_host(table, now)
    if host.away_since is None:
        return _with_host_back(table, now)
    absence = now - host.away_since
    if absence >= table.rules.grace and table.heir():
        return promoted(table, now)
    if table.switches.pause and not table.is_paused and absence >= AWAY:
        return paused(table, now)
    if absence >= TAKE_OVER and not table.is_orphaned:
        return replace(table, is_orphaned=True).tell('orphaned', host.name)
    if absence >= _naming(table) and not table.candidate_named and (heir := table.heir()):
        return replace(table, candidate_named=True).tell('candidate', heir.name)
    return table


def _with_host_back(table: Table, now: datetime) -> Table:
    if table.is_paused:
        return resumed(table, now)
    if table.candidate_named or table.is_orphaned:
        return replace(table, candidate_named=False, is_orphaned=False)
    return table


def _naming(table: Table) -> timedelta:
    """How long the Scrum Master is away before everybody hears who is next."""
    return max(AWAY, table.rules.grace - NAMED_BEFORE)


def _without_host(table: Table, now: datetime) -> Table:
    """The Scrum Master has left on purpose: the next one is found at once, or the table waits for anybody."""
    if table.heir():
        return promoted(table, now)
    return paused(table, now) if table.switches.pause and not table.is_paused and table.seats else table


def _reveal_when_all_voted(table: Table, now: datetime) -> Table:
    return counting_down(table, now) if _reveals_itself(table) and table.has_all_cards(now) else table


def _reveals_itself(table: Table) -> bool:
    """The cards turn as soon as nobody is awaited any more."""
    return (table.switches.auto_reveal and table.state == State.VOTING and bool(table.cards)
            and not table.is_paused and not table.is_held)


def _warn(table: Table, now: datetime) -> Table:
    """Three announcements before the table expires; those that were slept through are made as one."""
    if table.expires_at is None:
        return table
    reached = sum(now >= table.expires_at - before for before in _warnings(table))
    if reached <= table.warned:
        return table
    return replace(table, warned=reached).tell('expiring', detail=SPOKEN[_warnings(table)[reached - 1]])


def _warnings(table: Table) -> Sequence[timedelta]:
    expiry = table.rules.expiry
    return [before for before in WARNINGS if expiry is None or before < expiry]
