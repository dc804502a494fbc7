"""A round, from the first card to the result, as the services keep it."""

import pytest

from app.errors import Conflict, Forbidden, Rejected, TooMany
from app.events import CardLaid, table_topic
from app.services.poker import rounds, tables
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GUS
from tests.poker import cards, state


def test_a_laid_card_is_kept_and_announced(table, database):
    transact(rounds.start_round, ANN, table)
    database.clear()
    transact(rounds.lay_card, BOB, table, 1, '5')
    assert cards(table) == {'Ann': None, 'Bob': '5', 'Gus': None}
    assert CardLaid(table_topic(table)) in database


def test_a_card_can_be_changed_and_taken_back_until_the_reveal(table):
    transact(rounds.start_round, ANN, table)
    for face in ('5', '8', '8'):
        transact(rounds.lay_card, BOB, table, 1, face)
    assert cards(table)['Bob'] == '8'
    transact(rounds.take_back_card, BOB, table, 1)
    assert cards(table)['Bob'] is None


@pytest.mark.parametrize('face', ['999', '5 ', '', '05', 'five', '☕️', 10_000 * '5'])
def test_only_the_exact_faces_of_the_deck_are_cards(table, face):
    transact(rounds.start_round, ANN, table)
    with pytest.raises(Rejected):
        transact(rounds.lay_card, BOB, table, 1, face)
    assert cards(table)['Bob'] is None


def test_a_refused_card_changes_and_announces_nothing(table, database):
    transact(rounds.start_round, ANN, table)
    before = read(tables.view_table, table)
    database.clear()
    for refused in (lambda: transact(rounds.lay_card, CLEO, table, 1, '5'),
                    lambda: transact(rounds.lay_card, BOB, table, 2, '5'),
                    lambda: transact(rounds.lay_card, BOB, table, 0, '5')):
        with pytest.raises((Forbidden, Conflict)):
            refused()
    assert read(tables.view_table, table) == before and database == []


def test_the_cards_turn_when_the_countdown_is_over_and_are_fixed_from_then_on(table, time):
    transact(rounds.start_round, ANN, table)
    transact(rounds.lay_card, BOB, table, 1, '5')
    transact(rounds.reveal_cards, ANN, table)
    assert state(table) == 'revealing'
    time.passes(seconds=3)
    assert state(table) == 'results'
    with pytest.raises(Conflict):
        transact(rounds.lay_card, GUS, table, 1, '8')


def test_only_the_scrum_master_starts_reveals_and_goes_on(table):
    for deed in (rounds.start_round, rounds.reveal_cards, rounds.restart_round, rounds.cancel_round, rounds.turn_now):
        for person in (BOB, GUS, CLEO):
            with pytest.raises(Forbidden):
                transact(deed, person, table)


def test_a_reveal_needs_a_card_and_a_second_one_changes_nothing(table, time):
    transact(rounds.start_round, ANN, table)
    with pytest.raises(Conflict):
        transact(rounds.reveal_cards, ANN, table)
    transact(rounds.lay_card, BOB, table, 1, '5')
    transact(rounds.reveal_cards, ANN, table)
    first = read(tables.view_table, table).table.round.reveal_at
    time.passes(seconds=1)
    transact(rounds.reveal_cards, ANN, table)
    assert read(tables.view_table, table).table.round.reveal_at == first


def test_starting_while_a_round_runs_is_refused_and_the_cards_stay(table):
    transact(rounds.start_round, ANN, table)
    transact(rounds.lay_card, BOB, table, 1, '5')
    with pytest.raises(Conflict):
        transact(rounds.start_round, ANN, table)
    assert cards(table)['Bob'] == '5'


def test_a_hasty_restart_can_be_undone_and_brings_the_cards_back_under_a_new_number(table):
    transact(rounds.start_round, ANN, table)
    transact(rounds.lay_card, BOB, table, 1, '5')
    transact(rounds.restart_round, ANN, table)
    transact(rounds.lay_card, GUS, table, 2, '8')
    transact(rounds.undo, ANN, table)
    view = read(tables.view_table, table)
    assert view.table.round.no == 3 and cards(table) == {'Ann': None, 'Bob': '5', 'Gus': None}
    assert ('cards_dropped', 'Gus') in [(item.kind, item.who) for item in view.news]


def test_an_undo_comes_too_late_after_ten_seconds(table, time):
    transact(rounds.start_round, ANN, table)
    transact(rounds.restart_round, ANN, table)
    time.passes(seconds=11)
    with pytest.raises(Conflict):
        transact(rounds.undo, ANN, table)


def test_whoever_votes_too_often_in_a_minute_is_slowed_down(table):
    transact(rounds.start_round, ANN, table)
    with pytest.raises(TooMany):
        for number in range(31):
            transact(rounds.lay_card, BOB, table, 1, '58'[number % 2])
