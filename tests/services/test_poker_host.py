"""The Scrum Master: who runs a table, and what happens when that person, or anybody, is gone."""

import pytest

from app.domain.poker.table import Switches
from app.errors import Forbidden
from app.events import DEADLINES, DeadlineMoved, PresenceChanged
from app.services.people import presence
from app.services.poker import rounds, seats, tables, upkeep
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GINA, GUS
from tests.poker import (
    arrive,
    cards,
    change,
    depart,
    host_of,
    news,
    open_table,
    public_id,
    seat_of,
    seated,
    start,
    state,
    table_of,
)
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('database', 'time')


def hand_over(table_id, person):
    transact(seats.hand_over, ANN, table_id, public_id(table_id, person))


def test_the_table_is_handed_over_at_once(table):
    hand_over(table, BOB)
    assert host_of(table) == 'Bob' and ('handed_over', 'Bob') in news(table)
    with pytest.raises(Forbidden):
        transact(rounds.start_round, ANN, table)
    transact(rounds.start_round, BOB, table)


@pytest.mark.parametrize('how', ['away', 'watching'])
def test_the_table_is_handed_over_only_to_somebody_who_votes_at_it(table, how):
    if how == 'away':
        depart(table, BOB)
    else:
        transact(seats.change_kind, BOB, table, False)
    with refused('poker.not_connected'):
        hand_over(table, BOB)
    assert host_of(table) == 'Ann'


def test_after_a_minute_without_scrum_master_any_voter_may_take_over(table, time):
    depart(table, ANN)
    time.passes(seconds=57)
    with refused('poker.too_early'):
        transact(seats.take_over, GUS, table)
    time.passes(seconds=1)
    transact(seats.take_over, GUS, table)
    assert host_of(table) == 'Gus' and not table_of(table).is_paused
    assert ('took_over', 'Gus') in news(table)


def test_watchers_and_strangers_do_not_take_over(table, time):
    seated(table, CLEO, is_voter=False)
    depart(table, ANN)
    time.passes(minutes=2)
    with refused('poker.not_connected'):
        transact(seats.take_over, CLEO, table)
    with pytest.raises(Forbidden):
        transact(seats.take_over, GINA, table)


def test_a_former_scrum_master_comes_back_as_one_of_many_and_can_be_handed_the_table_again(table, time):
    depart(table, ANN)
    time.passes(minutes=2)
    transact(seats.take_over, BOB, table)
    arrive(table, ANN)
    assert host_of(table) == 'Bob'
    with pytest.raises(Forbidden):
        transact(rounds.start_round, ANN, table)
    transact(seats.hand_over, BOB, table, public_id(table, ANN))
    assert host_of(table) == 'Ann'


def test_when_the_scrum_master_leaves_the_one_who_has_been_connected_longest_follows(table):
    transact(seats.leave, ANN, table)
    assert host_of(table) == 'Bob' and ('promoted', 'Bob') in news(table)


def test_when_the_scrum_master_leaves_and_nobody_is_there_the_table_waits_for_anybody(table):
    depart(table, BOB, GUS)
    transact(seats.leave, ANN, table)
    assert host_of(table) is None and table_of(table).is_paused
    arrive(table, GUS)
    assert host_of(table) == 'Gus' and not table_of(table).is_paused


def test_whoever_is_gone_is_away_and_keeps_seat_and_card(table):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    depart(table, BOB)
    assert seat_of(table, BOB).away_since is not None and cards(table)['Bob'] == '5'
    arrive(table, BOB)
    assert seat_of(table, BOB).is_connected and cards(table)['Bob'] == '5'


def test_whoever_has_pages_in_two_processes_is_away_when_both_are_gone(table):
    transact(presence.arrive, f'poker/{table}', BOB.identity, 'elsewhere')
    depart(table, BOB)
    assert seat_of(table, BOB).is_connected
    transact(presence.depart, f'poker/{table}', BOB.identity, 'elsewhere')
    assert not seat_of(table, BOB).is_connected


def test_without_its_scrum_master_the_table_is_paused_and_nothing_can_be_done(table):
    number = start(table)
    depart(table, ANN)
    assert table_of(table).is_paused and ('paused', 'Ann') in news(table)
    for deed in ((rounds.lay_card, BOB, table, number, '5'), (rounds.take_back_card, GUS, table, number),
                 (rounds.start_round, ANN, table), (rounds.reveal_cards, ANN, table)):
        with refused('poker.paused'):
            transact(*deed)


def test_when_the_scrum_master_is_back_everything_goes_on_where_it_was(table, time):
    change(table, timer=60)
    transact(rounds.lay_card, BOB, table, start(table), '5')
    time.passes(seconds=22)
    depart(table, ANN)
    time.passes(minutes=4)
    arrive(table, ANN)
    now = table_of(table)
    assert (now.is_paused, now.state, now.round.no, cards(table)['Bob']) == (False, 'voting', 1, '5')
    assert (now.round.timer_ends_at - time.now).total_seconds() == 38
    assert ('resumed', '') in news(table)


def test_a_countdown_stops_while_the_scrum_master_is_away_and_goes_on_with_what_was_left(table, time):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(rounds.reveal_cards, ANN, table)
    time.passes(seconds=1)
    depart(table, ANN)
    time.passes(minutes=1)
    assert state(table) == 'revealing'
    arrive(table, ANN)
    assert (table_of(table).round.reveal_at - time.now).total_seconds() == 2
    time.passes(seconds=2)
    assert state(table) == 'results'


def test_results_stay_readable_while_the_scrum_master_is_away(table):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(rounds.reveal_cards, ANN, table)
    transact(rounds.turn_now, ANN, table)
    depart(table, ANN)
    assert state(table) == 'results' and read(tables.view_table, table).statistics.average == 5


def test_a_table_that_does_not_pause_goes_on_without_its_scrum_master(table):
    change(table, pause=False)
    number = start(table)
    depart(table, ANN)
    transact(rounds.lay_card, BOB, table, number, '5')
    assert not table_of(table).is_paused


def test_after_three_minutes_everybody_hears_who_is_next_and_after_five_it_happens(table, time):
    depart(table, ANN)
    time.passes(seconds=177)
    transact(upkeep.settle_due)
    assert ('candidate', 'Bob') not in news(table)
    time.passes(seconds=1)
    transact(upkeep.settle_due)
    assert ('candidate', 'Bob') in news(table)
    time.passes(seconds=119)
    assert host_of(table) == 'Ann'
    time.passes(seconds=1)
    transact(upkeep.settle_due)
    assert host_of(table) == 'Bob' and ('promoted', 'Bob') in news(table)


def test_a_short_gap_costs_nobody_the_place_in_the_line(table, time):
    time.passes(minutes=1)
    depart(table, BOB)
    time.passes(seconds=7)
    arrive(table, BOB)
    depart(table, GUS)
    time.passes(seconds=8)
    arrive(table, GUS)
    transact(seats.leave, ANN, table)
    assert host_of(table) == 'Bob'


def test_with_only_watchers_left_the_table_stays_paused_until_it_expires(time):
    table_id = open_table()
    seated(table_id, CLEO, is_voter=False)
    depart(table_id, ANN)
    time.passes(minutes=6)
    transact(upkeep.settle_due)
    assert table_of(table_id).is_paused and host_of(table_id) == 'Ann'
    time.passes(minutes=5)
    transact(upkeep.settle_due)
    assert table_of(table_id).closed_reason == 'expired'


def test_a_pause_leaves_time_for_another_scrum_master_before_the_table_expires(table, time):
    time.passes(minutes=9)
    depart(table, ANN)
    assert (table_of(table).expires_at - time.now).total_seconds() == 7 * 60


def test_auto_reveal_waits_ten_seconds_for_somebody_who_is_gone(table, time):
    change(table, auto_reveal=True)
    number = start(table)
    for person in (ANN, BOB):
        transact(rounds.lay_card, person, table, number, '5')
    depart(table, GUS)
    time.passes(seconds=7)
    assert state(table) == 'voting'
    time.passes(seconds=1)
    assert state(table) == 'revealing'


def test_the_clock_is_told_when_somebody_is_gone(table, database):
    database.clear()
    depart(table, ANN)
    assert DeadlineMoved(DEADLINES) in database


@pytest.mark.parametrize('topic', ['poker/unknown', 'poker', 'people', 'workspace', 'poker/history'])
def test_presence_elsewhere_changes_no_table(table, topic):
    before = table_of(table)
    transact(presence.arrive, topic, BOB.identity, 'here')
    assert table_of(table) == before


def test_presence_at_a_closed_table_changes_nothing(table):
    transact(tables.close_table, ANN, table)
    before = table_of(table)
    depart(table, BOB)
    transact(seats.presence_changed, PresenceChanged(f'poker/{table}'))
    assert table_of(table) == before


def test_facilitators_neither_vote_nor_are_waited_for():
    table_id = open_table(switches=Switches(facilitate_only=True, auto_reveal=True))
    seated(table_id, BOB)
    number = start(table_id)
    with refused('poker.observer'):
        transact(rounds.lay_card, ANN, table_id, number, '5')
    transact(rounds.lay_card, BOB, table_id, number, '5')
    assert state(table_id) == 'revealing'
