"""What happens to tables by itself: deadlines, restarts, and forgetting."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.access import Actor
from app.domain.poker.stories import StoryDraft
from app.domain.poker.table import Switches
from app.domain.policy import Policy
from app.events import HISTORY, TableChanged, TableClosed, table_topic
from app.services.people import presence
from app.services.poker import history, rounds, stories, tables, upkeep
from app.settings import PokerSettings
from app.work import read, transact
from models import poker as rows
from tests.people import ANN, BOB, GUS
from tests.poker import (
    PROCESS,
    arrive,
    cards,
    change,
    depart,
    host_of,
    news,
    open_table,
    played,
    seat_of,
    seated,
    start,
    state,
    table_of,
)
from tests.refusals import refused


def settle():
    transact(upkeep.settle_due)


def forget():
    return transact(upkeep.forget_old)


def due():
    return read(upkeep.next_due_at)


def test_without_tables_nothing_is_due(database):
    assert due() is None
    settle()


def test_the_nearest_deadline_of_all_tables_is_next(table, time):
    warning = time.now + timedelta(minutes=8)
    assert due() == warning
    open_table(BOB, 'Sprint 13')
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(rounds.reveal_cards, ANN, table)
    assert due() == time.now + timedelta(seconds=3)


def test_the_cards_turn_when_the_countdown_is_over_although_nobody_looks(table, time, database):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(rounds.reveal_cards, ANN, table)
    database.clear()
    time.passes(seconds=2)
    settle()
    assert database == []
    time.passes(seconds=1)
    settle()
    assert TableChanged(table_topic(table)) in database
    assert [item.kind for item in read(tables.view_table, table).news][-1] == 'turned'
    database.clear()
    settle()
    assert database == []


def test_the_time_of_a_round_runs_out(table, time):
    change(table, timer=60)
    start(table)
    time.passes(minutes=1)
    settle()
    assert state(table) == 'voting' and ('time_is_up', '') in news(table)


def test_cards_turn_when_the_time_is_up_where_the_table_wants_it(table, time):
    change(table, timer=60, timer_reveals=True)
    transact(rounds.lay_card, BOB, table, start(table), '5')
    time.passes(minutes=1)
    settle()
    assert state(table) == 'revealing'


def test_an_expired_table_is_closed_and_its_history_announced(table, time, database):
    time.passes(minutes=10)
    settle()
    assert TableClosed(table_topic(table)) in database and TableClosed(HISTORY) in database
    assert table_of(table).closed_at == time.now


# -- restart ---------------------------------------------------------------------------------------------------------

def restart(time, **outage):
    """The program was gone for a while; the table was not looked at meanwhile."""
    time.passes(**outage)
    assert transact(presence.begin, PROCESS, '1.0')
    transact(upkeep.recover)


def test_after_a_restart_the_round_goes_on_with_its_hidden_cards(table, time):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    restart(time, hours=3)
    arrive(table, ANN, BOB)
    assert (state(table), cards(table)['Bob']) == ('voting', '5')
    assert not read(tables.view_table, table).is_turned


def test_no_table_expires_because_of_an_outage(table, time):
    restart(time, hours=3)
    assert table_of(table).expires_at == time.now + timedelta(minutes=2)
    arrive(table, ANN)
    assert state(table) == 'waiting'


def test_nobody_is_punished_for_the_outage(table, time):
    depart(table, GUS)
    restart(time, hours=3)
    assert host_of(table) == 'Ann' and seat_of(table, GUS).away_since == time.now
    time.passes(seconds=1)
    assert not table_of(table).is_paused
    arrive(table, ANN)
    time.passes(seconds=5)
    assert not table_of(table).is_paused


def test_a_countdown_that_was_interrupted_comes_to_its_end(table, time):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(rounds.reveal_cards, ANN, table)
    restart(time, minutes=1)
    arrive(table, ANN)
    assert state(table) == 'results'


def test_a_pause_begins_anew_after_a_restart(table, time):
    depart(table, ANN)
    restart(time, minutes=4)
    arrive(table, BOB)
    time.passes(minutes=2)
    assert host_of(table) == 'Ann'
    time.passes(minutes=3)
    assert host_of(table) == 'Bob'


def test_a_timer_that_ran_out_meanwhile_has_two_minutes_left(table, time):
    change(table, timer=60)
    start(table)
    restart(time, minutes=5)
    assert table_of(table).round.timer_ends_at == time.now + timedelta(minutes=2)


# -- forgetting ------------------------------------------------------------------------------------------------------

TABLES = (rows.PokerTable, rows.PokerSeat, rows.PokerRound, rows.PokerCard, rows.PokerStory, rows.PokerEstimate,
          rows.PokerNews)


def left():
    """How many rows of poker there are."""
    return sum(len(read(lambda work, kind=kind: work.session.exec(select(kind)).all())) for kind in TABLES)


def closed(host=ANN, **switches):
    """A closed table at which a guest has voted and saved an estimate."""
    table_id = open_table(host, stories=(StoryDraft('Refund'),),
                          switches=Switches(countdown=0, everyone_saves=True, **switches))
    seated(table_id, GUS, BOB)
    transact(rounds.start_round, host, table_id, read(stories.list_stories, table_id).stories[0].id)
    transact(rounds.lay_card, GUS, table_id, 1, '5')
    transact(rounds.reveal_cards, host, table_id)
    transact(stories.save_estimate, GUS, table_id, '5')
    transact(tables.close_table, host, table_id)
    return table_id


@pytest.mark.parametrize(('keep', 'life'), [(False, timedelta(hours=24)), (True, timedelta(days=365))])
def test_a_closed_table_is_erased_when_its_time_has_come(database, time, keep, life):
    table_id = closed(keep=keep)
    time.now += life
    assert forget() == 0 and read(tables.view_table, table_id)
    time.passes(seconds=1)
    assert forget() == 1 and left() == 0
    with refused('poker.unknown'):
        read(tables.view_table, table_id)


def test_a_table_of_a_guest_is_erased_after_a_day(database, time):
    closed(GUS)
    time.passes(days=1, seconds=1)
    assert forget() == 1


@pytest.mark.parametrize('policy', [Policy(PokerSettings(expiry_minutes=0))])
def test_an_open_table_is_never_erased(database, time):
    open_table()
    time.passes(days=400)
    assert forget() == 0 and left() > 0


def test_the_names_of_guests_are_replaced_after_thirty_days(database, time):
    table_id = closed()
    time.passes(days=30)
    forget()
    assert 'Gus' in cards(table_id)
    time.passes(seconds=1)
    forget()
    forget()
    assert set(cards(table_id)) == {'Ann', 'Guest 1', 'Bob'}
    assert GUS.identity not in {seat.identity for seat in table_of(table_id).seats}


def test_results_can_still_be_read_afterwards_and_no_guest_be_recognised(database, time):
    table_id = closed()
    time.passes(days=31)
    forget()
    [result] = read(history.view_results, BOB, table_id).rounds
    assert [(card.name, card.face) for card in result.cards] == [('Guest 1', '5')]
    assert result.saved_by == 'Guest 1'
    view = read(tables.view_table, table_id)
    assert 'Gus' not in str(view) and 'Gus' not in str(read(stories.list_stories, table_id))


def test_several_guests_are_numbered_in_the_order_in_which_they_came(database, time):
    table_id = open_table()
    people = [Actor(f'guest:{name}', name) for name in ('Zoe', 'Abe', 'Mia')]
    seated(table_id, people[0], BOB, *people[1:])
    transact(tables.close_table, ANN, table_id)
    time.passes(days=31)
    forget()
    assert [seat.name for seat in table_of(table_id).seats] == ['Ann', 'Guest 1', 'Bob', 'Guest 2', 'Guest 3']


def test_a_guest_who_goes_by_the_name_that_another_one_gets_keeps_the_own_estimates(database, time):
    table_id = open_table(stories=(StoryDraft('Refund'),), switches=Switches(countdown=0, everyone_saves=True))
    first, second = Actor('guest:one', 'Guest 2'), Actor('guest:two', 'Guest 1')
    seated(table_id, first, second)
    played(table_id, {second: '5'}, read(stories.list_stories, table_id).stories[0].id)
    transact(stories.save_estimate, second, table_id, '5')
    transact(tables.close_table, ANN, table_id)
    time.passes(days=31)
    forget()
    assert read(stories.list_stories, table_id).stories[0].saved_by == 'Guest 2'
