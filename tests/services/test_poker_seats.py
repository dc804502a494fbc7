"""Seats: who may sit down, who has to get up, and the signs people give each other."""

import pytest

from app import work
from app.domain.access import Actor
from app.domain.names import ANIMALS
from app.domain.policy import Policy
from app.errors import Forbidden, SignInNeeded, TooMany
from app.services.people import guests, sessions
from app.services.poker import lobby, rounds, seats, tables
from app.settings import PokerSettings
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GINA, GUS, guest
from tests.poker import (
    arrive,
    cards,
    change,
    depart,
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


def sit(person, table_id, **details):
    return transact(seats.take_seat, person, table_id, **details)


def names(table_id):
    return [seat.name for seat in table_of(table_id).here]


@pytest.fixture
def full():
    """Ann and fifteen guests: 16 voters."""
    table_id = open_table()
    seated(table_id, *map(guest, range(15)))
    return table_id


def test_where_guests_are_not_wanted_they_may_do_nothing_not_even_at_a_table_they_sit_at(table, url):
    engine = work.configure(url, lambda session, events: None, Policy(PokerSettings(guests=False)))
    for deed in ((seats.take_seat, GINA, table), (seats.raise_hand, GUS, table, True), (seats.keep_open, GUS, table),
                 (tables.open_table, GUS, tables.TableDraft('Mine'))):
        with refused('auth.forbidden'):
            transact(*deed)
    for look in ((lobby.demand_welcome, GUS), (tables.view_for, GUS, table)):
        with pytest.raises((Forbidden, SignInNeeded)):
            read(*look)
    transact(seats.raise_hand, BOB, table, True)
    engine.dispose()


def test_a_watcher_raises_no_hand(table):
    seated(table, CLEO, is_voter=False)
    with refused('auth.forbidden'):
        transact(seats.raise_hand, CLEO, table, True)


def test_handing_over_to_oneself_changes_nothing(table):
    before = news(table)
    transact(seats.hand_over, ANN, table, public_id(table, ANN))
    assert news(table) == before and table_of(table).host_seat.name == 'Ann'


def test_whoever_sits_down_twice_has_one_seat(table):
    first = sit(GINA, table)
    assert sit(GINA, table).seat_of(GINA.identity) == first.seat_of(GINA.identity)
    assert names(table) == ['Ann', 'Bob', 'Gus', 'Gina']


def test_a_name_is_needed(table):
    with refused('people.name'):
        sit(Actor('guest:nameless', ''), table)


@pytest.mark.parametrize('name', ['Ana', 'ANA', 'Ａｎａ'])
def test_equal_names_get_a_number_and_are_kept_apart_by_identity(name):
    table_id = open_table(Actor('person:1', 'Ana'))
    sit(Actor('guest:one', name), table_id)
    sit(Actor('guest:two', 'Ana'), table_id)
    assert names(table_id) == ['Ana', f'{name} 2', 'Ana 3']


def test_an_animal_is_one_persons_only_while_there_are_free_ones():
    table_id = open_table()
    for number in range(len(ANIMALS)):
        sit(guest(number), table_id, avatar='Fox', is_voter=False)
    assert {seat.avatar for seat in table_of(table_id).here} == {'', *ANIMALS}
    sit(GINA, table_id, avatar='Fox', is_voter=False)
    assert seat_of(table_id, GINA).avatar == 'Fox'


def test_an_animal_that_does_not_exist_becomes_initials(table):
    sit(GINA, table, avatar='Dragon')
    assert seat_of(table, GINA).avatar == ''


def test_the_seventeenth_voter_is_told_that_watching_is_possible(full):
    with refused('poker.table_full') as caught:
        sit(BOB, full)
    assert 'You can watch.' in str(caught.value)
    sit(BOB, full, is_voter=False)
    assert not seat_of(full, BOB).is_voter


@pytest.mark.parametrize('policy', [Policy(PokerSettings(max_observers=1))])
def test_the_places_to_watch_from_are_limited_too(table):
    sit(GINA, table, is_voter=False)
    with refused('poker.table_full'):
        sit(CLEO, table, is_voter=False)


def test_a_watcher_cannot_become_the_seventeenth_voter(full):
    sit(BOB, full, is_voter=False)
    with refused('poker.table_full'):
        transact(seats.change_kind, BOB, full, True)
    assert not seat_of(full, BOB).is_voter


@pytest.mark.parametrize('switches', [{}, {'locked': True}, {'guests': False}])
def test_a_member_comes_back_to_a_table_that_is_full_locked_or_without_guests(full, switches):
    depart(full, guest(3))
    change(full, **switches)
    assert sit(guest(3), full).seat_of(guest(3).identity).is_here
    arrive(full, guest(3))
    assert seat_of(full, guest(3)).is_connected


def test_a_newcomer_gets_the_seat_of_whoever_has_been_away_longest_and_for_a_minute(full, time):
    depart(full, guest(3))
    time.passes(seconds=10)
    depart(full, guest(7))
    time.passes(seconds=47)
    with refused('poker.table_full'):
        sit(BOB, full)
    time.passes(seconds=1)
    sit(BOB, full)
    assert not seat_of(full, guest(3)).is_here and seat_of(full, guest(7)).is_here


def test_the_seat_of_an_absent_scrum_master_is_nobody_elses(full, time):
    depart(full, ANN)
    time.passes(minutes=2)
    with refused('poker.table_full'):
        sit(BOB, full)


def test_a_locked_table_takes_nobody_new(table):
    change(table, locked=True)
    for person in (GINA, CLEO):
        with refused('poker.locked'):
            sit(person, table)


def test_a_table_without_guests_takes_people_with_an_account_only(table):
    change(table, guests=False)
    with refused('auth.forbidden'):
        sit(GINA, table)
    sit(CLEO, table)
    assert names(table) == ['Ann', 'Bob', 'Gus', 'Cleo']


def test_joining_is_limited_to_five_times_a_minute(table):
    for _ in range(5):
        sit(GINA, table)
        transact(seats.leave, GINA, table)
    with pytest.raises(TooMany):
        sit(GINA, table)
    assert sit(BOB, table)


def test_whoever_leaves_frees_the_seat_and_takes_an_unturned_card_along(table):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(seats.leave, BOB, table)
    assert cards(table)['Bob'] is None and not seat_of(table, BOB).is_here
    with pytest.raises(Forbidden):
        transact(seats.leave, BOB, table)


def test_whoever_watches_from_now_on_takes_the_card_along_and_may_vote_again_later(table):
    number = start(table)
    transact(rounds.lay_card, BOB, table, number, '5')
    transact(seats.change_kind, BOB, table, False)
    assert cards(table)['Bob'] is None
    with refused('poker.observer'):
        transact(rounds.lay_card, BOB, table, number, '5')
    transact(seats.change_kind, BOB, table, True)
    transact(rounds.lay_card, BOB, table, number, '5')


def remove(table_id, person, by=ANN):
    transact(seats.remove, by, table_id, public_id(table_id, person))


def test_a_removed_person_stays_out_for_five_minutes(table, time):
    remove(table, GUS)
    time.passes(seconds=299)
    with refused('poker.removed'):
        sit(GUS, table)
    time.passes(seconds=1)
    sit(GUS, table)
    assert ('removed', 'Gus') in news(table)


def test_a_removed_person_can_be_let_back_in(table):
    removed = public_id(table, GUS)
    remove(table, GUS)
    transact(seats.readmit, ANN, table, removed)
    sit(GUS, table)


def test_a_removed_guest_does_not_come_back_by_signing_in(workspace):
    table_id = open_table()
    seated(table_id, BOB)
    remove(table_id, BOB)
    sit(transact(guests.introduce, 'visitor', 'Robert', ''), table_id)
    transact(sessions.prepare_sign_in, BOB.person_id, 'visitor')
    transact(sessions.redeem_sign_in, 'visitor', 'session', '', '')
    assert names(table_id) == ['Ann']


def test_the_card_of_a_removed_person_is_dropped_and_the_others_are_not_kept_waiting(table):
    change(table, auto_reveal=True)
    number = start(table)
    for person in (ANN, BOB):
        transact(rounds.lay_card, person, table, number, '5')
    assert state(table) == 'voting'
    remove(table, GUS)
    assert state(table) == 'revealing'


def test_the_scrum_master_cannot_be_removed(table):
    with refused('poker.host_seat'):
        remove(table, ANN)


def test_whoever_is_gone_cannot_be_removed_and_nobody_unknown_be_let_back_in(table):
    gone = public_id(table, GUS)
    transact(seats.leave, GUS, table)
    for deed in (seats.remove, seats.hand_over):
        with refused('not_found'):
            transact(deed, ANN, table, gone)
    with refused('not_found'):
        transact(seats.readmit, ANN, table, 'unknown')


HOST_DEEDS = {
    'remove': lambda actor, table: transact(seats.remove, actor, table, public_id(table, GUS)),
    'let back in': lambda actor, table: transact(seats.readmit, actor, table, public_id(table, GUS)),
    'hand over': lambda actor, table: transact(seats.hand_over, actor, table, public_id(table, BOB)),
    'remind': lambda actor, table: transact(seats.nudge, actor, table),
    'set the timer': lambda actor, table: transact(rounds.set_timer, actor, table, 'add'),
    'change': lambda actor, table: transact(tables.change_table, actor, table, {'locked': True}),
}


@pytest.mark.parametrize('deed', HOST_DEEDS)
def test_the_deeds_of_the_scrum_master_are_refused_to_everybody_else(table, deed):
    sit(CLEO, table, is_voter=False)
    start(table)
    before = table_of(table)
    stranger, admin = GINA, Actor('person:9', 'Root', ANN.grants)
    for person in (BOB, GUS, CLEO, stranger, admin):
        with pytest.raises(Forbidden):
            HOST_DEEDS[deed](person, table)
    assert table_of(table) == before


def test_a_hand_is_raised_and_taken_down(table):
    transact(seats.raise_hand, GUS, table, True)
    assert seat_of(table, GUS).hand_at is not None and ('hand', 'Gus') in news(table)
    transact(seats.raise_hand, GUS, table, False)
    assert seat_of(table, GUS).hand_at is None


def test_waving_is_limited_to_ten_times_a_minute(table):
    with pytest.raises(TooMany):
        for number in range(11):
            transact(seats.raise_hand, GUS, table, number % 2 == 0)


def test_one_person_or_all_without_a_card_are_reminded_at_most_every_twenty_seconds(table, time):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(seats.nudge, ANN, table, public_id(table, GUS))
    with refused('poker.nudged'):
        transact(seats.nudge, ANN, table, public_id(table, GUS))
    with refused('poker.nobody_awaited'):
        transact(seats.nudge, ANN, table, public_id(table, BOB))
    time.passes(seconds=20)
    transact(seats.nudge, ANN, table)
    assert seat_of(table, GUS).nudged_at == time.now and seat_of(table, BOB).nudged_at is None


def test_keep_the_table_open_is_for_those_who_sit_there(table, time):
    time.passes(minutes=9)
    transact(seats.keep_open, GUS, table)
    assert (table_of(table).expires_at - time.now).total_seconds() == 600
    with pytest.raises(Forbidden):
        transact(seats.keep_open, GINA, table)
