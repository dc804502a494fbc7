"""A poker table to test at: open it, fill it, play at it, look at it."""

from app.events import table_topic
from app.services.people import presence
from app.services.poker import rounds, seats, tables
from app.services.poker.tables import TableDraft
from app.work import read, transact
from tests.people import ANN

PROCESS = 'here'


def open_table(host=ANN, name='Sprint 12', **draft):
    """A table with its opener as Scrum Master, connected; returns its id."""
    table_id = transact(tables.open_table, host, TableDraft(name, **draft))
    arrive(table_id, host)
    return table_id


def seated(table_id, *people, is_voter=True):
    """Everybody takes a seat and is connected."""
    for person in people:
        transact(seats.take_seat, person, table_id, is_voter=is_voter)
    arrive(table_id, *people)


def arrive(table_id, *people):
    for person in people:
        transact(presence.arrive, table_topic(table_id), person.identity, PROCESS)


def depart(table_id, *people):
    """The last page of each of them has been gone for a moment."""
    for person in people:
        transact(presence.depart, table_topic(table_id), person.identity, PROCESS)


def change(table_id, **switches):
    """Ann sets switches of her table."""
    transact(tables.change_table, ANN, table_id, switches)


def start(table_id, story=None):
    """The number of a new round."""
    return transact(rounds.start_round, ANN, table_id, story).last_round


def played(table_id, cards, story=None):
    """A whole round: these people lay these faces, and Ann turns them at once."""
    number = start(table_id, story)
    for person, face in cards.items():
        transact(rounds.lay_card, person, table_id, number, face)
    if transact(rounds.reveal_cards, ANN, table_id).state == 'revealing':
        transact(rounds.turn_now, ANN, table_id)
    return number


def table_of(table_id):
    return read(tables.view_table, table_id).table


def seat_of(table_id, person):
    return table_of(table_id).seat_of(person.identity)


def public_id(table_id, person):
    return seat_of(table_id, person).public_id


def host_of(table_id):
    """The name of the Scrum Master."""
    host = table_of(table_id).host_seat
    return host and host.name


def state(table_id):
    return table_of(table_id).state


def cards(table_id):
    return {seat.name: seat.card for seat in table_of(table_id).seats}


def news(table_id):
    return [(item.kind, item.who) for item in read(tables.view_table, table_id).news]
