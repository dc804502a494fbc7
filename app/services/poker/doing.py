"""One way in for every deed at a table: ask whether this person may, let the domain decide, keep it, tell everybody."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.access import Actor, Standing, demand
from app.domain.poker.deeds import Deed
from app.domain.poker.due import next_due, settle
from app.domain.poker.table import Seat, Table, why_closed
from app.errors import Conflict, Gone
from app.events import DEADLINES, HISTORY, TABLES, DeadlineMoved, Event, TableChanged, table_topic
from app.services import audit
from app.services.poker.store import load, save
from app.services.poker.tally import note_turn
from app.work import Work

EVERYONES = {'poker.reveal': 'everyone_reveals', 'poker.move_on': 'everyone_moves_on',
             'poker.stories': 'everyone_edits_stories', 'poker.save': 'everyone_saves'}

Make = Callable[[Table, Seat], Deed]


def act(work: Work, actor: Actor, table_id: str, right: str, make: Make, *, note: str = '', about: str = '',
        version: int | None = None, round_no: int | None = None, event: type[Event] = TableChanged) -> Table:
    """Do as `make` says for the seat of `actor`. `note` names the deed in the audit trail; votes have none.

    `version` and `round_no` are what the actor saw, where that matters; another one is a conflict.
    """
    before, table = open_table_of(work, table_id)
    seat = own_seat(table, actor)
    demand(actor, right, standing(table, seat, right))
    if version is not None and version != table.version:
        raise Conflict('Somebody changed this table meanwhile. Look again.', 'stale_version', table.version)
    if round_no is not None and (table.round is None or table.round.no != round_no):
        raise Conflict('That round is over.', 'poker.round_over')
    after = settle(make(table, seat or NOBODY).apply(table, work.now), work.now)
    if note and after is not table:
        after = replace(after, version=table.version + 1)
        audit.write(work, actor, note, table.name, about)
    keep(work, before, after, event)
    return after


def open_table_of(work: Work, table_id: str) -> tuple[Table, Table]:
    """The table as its rows say, locked for writing, and as it is by now; raises Gone once it is closed."""
    before = load(work, table_id, lock=True)
    table = settle(before, work.now)
    demand_not_closed(table)
    return before, table


def keep(work: Work, before: Table, after: Table, event: type[Event] = TableChanged) -> None:
    save(work, before, after)
    note_turn(work, before, after)
    if after is not before:
        announce(work, before, after, event)


def announce(work: Work, before: Table, after: Table, event: type[Event] = TableChanged) -> None:
    work.record(event(table_topic(after.id)))
    work.record(event(TABLES))
    if after.is_closed:
        work.record(event(HISTORY))
    due, former = next_due(after), next_due(before)
    if due is not None and (former is None or due < former):  # a later one is found when the clock comes for this
        work.record(DeadlineMoved(DEADLINES))


def demand_not_closed(table: Table) -> None:
    if table.is_closed:
        raise Gone(why_closed(table.closed_reason), f'poker.{table.closed_reason}')


def own_seat(table: Table, actor: Actor) -> Seat | None:
    """The seat this person sits on now."""
    seat = table.seat_of(actor.identity)
    return seat if seat and seat.is_here else None


def standing(table: Table, seat: Seat | None, right: str = '') -> Standing:
    if seat and seat.is_guest and not table.rules.guests:
        return Standing(guests_welcome=False)
    return Standing(is_member=seat is not None, is_host=seat is not None and seat.id == table.host,
                    is_voter=seat is not None and seat.is_voter,
                    is_everyones=right in EVERYONES and getattr(table.switches, EVERYONES[right]),
                    guests_welcome=table.welcomes_guests)


NOBODY = Seat(0, '', '', '')
