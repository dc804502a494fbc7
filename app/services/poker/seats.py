"""Seats: join, watch, leave; the Scrum Master's deeds about people; and what presence does to a table."""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.names import ANIMALS, distinct
from app.domain.poker import deeds
from app.domain.poker.due import AWAY, settle
from app.domain.poker.table import Seat, Table
from app.errors import NotFound, Rejected
from app.events import GuestSignedIn, PresenceChanged, table_topic
from app.security import brakes
from app.services import audit
from app.services.people.presence import present
from app.services.poker.doing import act, keep, open_table_of, standing
from app.services.poker.store import load
from app.work import Work
from models.poker import PokerSeat, PokerTable


def take_seat(work: Work, actor: Actor, table_id: str, *, is_voter: bool = True, avatar: str = '') -> Table:
    """Sit down, or come back: a member is let in at any time, also when the table is full or locked."""
    before, table = open_table_of(work, table_id)
    own = table.seat_of(actor.identity)
    demand(actor, 'poker.join', standing(table, own))
    if own and own.is_here:
        return table
    if not actor.name:
        raise Rejected('Give your name first.', 'people.name', 'name')
    brakes.hit('poker.joins', actor.identity)
    seat = new_seat(actor, _free_avatar(table, avatar), is_voter)
    after = settle(deeds.Sit(seat).apply(table, work.now), work.now)
    audit.write(work, actor, 'poker.join', table.name, '' if is_voter else 'watching')
    keep(work, before, after)
    if actor.identity in present(work, table_topic(table_id)):  # came back before anybody missed them
        work.record(PresenceChanged(table_topic(table_id)))
    return load(work, table_id)


def new_seat(actor: Actor, avatar: str, is_voter: bool = True) -> Seat:
    return Seat(0, actor.identity, secrets.token_hex(8), actor.name, avatar, is_voter)


def leave(work: Work, actor: Actor, table_id: str) -> Table:
    return act(work, actor, table_id, 'poker.play', lambda table, seat: deeds.Leave(seat.id), note='poker.leave')


def change_kind(work: Work, actor: Actor, table_id: str, is_voter: bool) -> Table:
    """Vote from now on, or only watch."""
    return act(work, actor, table_id, 'poker.play', lambda table, seat: deeds.ChangeKind(seat.id, is_voter),
               note='poker.change_kind', about='voting' if is_voter else 'watching')


def remove(work: Work, actor: Actor, table_id: str, public_id: str) -> Table:
    """The removed person cannot come back for five minutes, unless re-admitted."""
    name = _name_of(work, table_id, public_id)
    return act(work, actor, table_id, 'poker.host',
               lambda table, seat: deeds.Remove(table.public_seat(public_id).id), note='poker.remove', about=name)


def readmit(work: Work, actor: Actor, table_id: str, public_id: str) -> Table:
    def make(table: Table, _seat: Seat) -> deeds.Deed:
        for seat in table.seats:
            if seat.public_id == public_id:
                return deeds.Readmit(seat.id)
        raise NotFound('Nobody like that was at this table.')
    return act(work, actor, table_id, 'poker.host', make, note='poker.readmit', about=public_id)


def hand_over(work: Work, actor: Actor, table_id: str, public_id: str) -> Table:
    name = _name_of(work, table_id, public_id)
    return act(work, actor, table_id, 'poker.host',
               lambda table, seat: deeds.HandOver(table.public_seat(public_id).id), note='poker.hand_over', about=name)


def take_over(work: Work, actor: Actor, table_id: str) -> Table:
    """Become Scrum Master after the present one has been away for a minute."""
    return act(work, actor, table_id, 'poker.play', lambda table, seat: deeds.TakeOver(seat.id),
               note='poker.take_over')


def raise_hand(work: Work, actor: Actor, table_id: str, is_raised: bool) -> Table:
    brakes.hit('poker.hands', actor.identity)
    return act(work, actor, table_id, 'poker.raise_hand', lambda table, seat: deeds.RaiseHand(seat.id, is_raised))


def nudge(work: Work, actor: Actor, table_id: str, public_id: str | None = None) -> Table:
    """Remind one person, or all whose cards are missing."""
    return act(work, actor, table_id, 'poker.host', lambda table, seat: deeds.Nudge(
        table.public_seat(public_id).id if public_id else None))


def keep_open(work: Work, actor: Actor, table_id: str) -> Table:
    return act(work, actor, table_id, 'poker.play', lambda table, seat: deeds.KeepOpen())


def presence_changed(work: Work, event: PresenceChanged) -> None:
    """Somebody's first page at a table has opened, or the last one has been gone for a moment."""
    area, _, table_id = event.topic.partition('/')
    if area != 'poker' or not table_id or work.session.get(PokerTable, table_id) is None:
        return
    before = load(work, table_id, lock=True)
    if before.is_closed:
        return
    here = present(work, event.topic)
    table = before
    for seat in before.here:
        if seat.identity in here:
            table = deeds.Arrive(seat.id).apply(table, work.now)
        else:
            table = deeds.Depart(seat.id, work.now - AWAY).apply(table, work.now)
    keep(work, before, settle(table, work.now))


def guest_signed_in(work: Work, event: GuestSignedIn) -> None:
    """The seats and cards of the guest become those of the account; a seat the account has already stays."""
    own = select(PokerSeat.table_id).where(PokerSeat.identity == event.guest).order_by(PokerSeat.table_id)
    for table_id in work.session.exec(own).all():
        before = load(work, table_id, lock=True)
        keep(work, before, settle(_handed_to_account(before, event, work.now), work.now))


def _handed_to_account(table: Table, event: GuestSignedIn, now: datetime) -> Table:
    guest, own = table.seat_of(event.guest), table.seat_of(event.person)
    if guest is None:
        return table
    if own is None:
        others = frozenset(seat.name for seat in table.here if seat.id != guest.id)
        return table.with_seat(guest.id, identity=event.person, name=distinct(event.name, others))
    return _united(table, guest, own, now) if guest.is_here and not table.is_closed else table


def _united(table: Table, guest: Seat, own: Seat, now: datetime) -> Table:
    """Of two seats the account's stays, with the guest's card if it has none; a removed person stays removed."""
    was_host = table.host == guest.id
    table = deeds.Leave(guest.id).apply(table, now)
    if own.kicked_until and own.kicked_until > now:
        return table
    if not own.is_here:
        table = deeds.Sit(replace(own, is_voter=guest.is_voter)).apply(table, now)
    if table.is_voting and own.card is None and table.seat(own.id).is_voter:
        table = table.with_seat(own.id, card=guest.card)
    return replace(table, host=own.id) if was_host else table


def _free_avatar(table: Table, wanted: str) -> str:
    """An animal is one person's only, while there are free ones."""
    taken = {seat.avatar for seat in table.here}
    if wanted not in ANIMALS or wanted not in taken:
        return wanted if wanted in ANIMALS else ''
    return next((animal for animal in ANIMALS if animal not in taken), wanted)


def _name_of(work: Work, table_id: str, public_id: str) -> str:
    row = work.session.exec(select(PokerSeat.name).where(PokerSeat.table_id == table_id,
                                                         PokerSeat.public_id == public_id)).first()
    if row is None:
        raise NotFound('Nobody sits there.')
    return row
