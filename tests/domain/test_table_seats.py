"""Seats at a table: taking, leaving and losing them, voting or watching, and who is Scrum Master."""

import pytest

from app.domain.poker import deeds
from app.domain.poker.table import Rules
from app.errors import NotFound
from tests.domain.tables import (
    ANA,
    BO,
    CHIDI,
    after,
    away,
    cards,
    do,
    laid,
    refusal,
    sit,
    table_of,
    told,
    turned,
    voting,
)
from tests.people import NOON

NOBODY = 99
SMALL = Rules(max_voters=2, max_observers=1)


def test_a_newcomer_gets_the_next_seat_and_counts_as_connected_once_a_page_is_open():
    table = do(table_of('Ana', 'Bo'), sit('Chidi'))
    assert (table.by_id[9].ordinal, table.by_id[9].is_connected, told(table)) == (3, False, ['joined'])
    assert do(table, deeds.Arrive(9), now=after(seconds=1)).by_id[9].is_connected


def test_sitting_down_twice_makes_one_seat():
    table = do(table_of('Ana'), sit('Bo'))
    assert do(table, sit('Bo')) is table


@pytest.mark.parametrize(('name', 'shown'), [
    ('Ana', 'Ana 2'), ('ANA', 'ANA 2'), ('Ａｎａ', 'Ａｎａ 2'), ('Anna', 'Anna')])
def test_two_people_of_one_name_are_told_apart(name, shown):
    assert do(table_of('Ana'), sit(name)).by_id[9].name == shown


def test_a_name_is_free_again_when_its_owner_has_left():
    table = do(table_of('Ana', 'Bo'), deeds.Leave(BO), sit('Bo'))
    assert [seat.name for seat in table.here] == ['Ana', 'Bo']


def test_the_next_person_is_refused_at_a_full_table_but_may_watch():
    table = table_of('Ana', 'Bo', rules=SMALL)
    assert refusal(table, sit('Chidi')) == 'poker.table_full'
    table = do(table, sit('Chidi', is_voter=False))
    assert refusal(table, sit('Dana', 10, is_voter=False)) == 'poker.table_full'


def test_observers_do_not_count_among_the_voters():
    table = do(table_of('Ana', rules=SMALL), sit('Chidi', is_voter=False), sit('Bo', 10))
    assert len(table.voters) == 2


def test_a_member_is_let_back_in_at_a_full_or_locked_table():
    table = do(table_of('Ana', 'Bo', rules=SMALL, locked=True), *away(BO), now=after(minutes=1))
    assert do(table, sit('Bo', BO), now=after(minutes=2)) == table


def test_a_locked_table_takes_no_new_people_but_those_who_had_a_seat():
    table = do(table_of('Ana', 'Bo', locked=True), deeds.Leave(BO))
    assert refusal(table, sit('Chidi')) == 'poker.locked'
    assert do(table, sit('Bo', BO)).by_id[BO].is_here


def test_a_newcomer_may_have_the_seat_of_somebody_who_has_been_away_for_a_minute():
    table = do(table_of('Ana', 'Bo', rules=SMALL), *away(BO))
    assert refusal(table, sit('Chidi'), after(seconds=59)) == 'poker.table_full'
    assert [seat.name for seat in do(table, sit('Chidi'), now=after(seconds=60)).here] == ['Ana', 'Chidi']


def test_of_several_who_are_away_the_longest_absent_gives_up_the_seat():
    table = do(table_of('Ana', 'Bo', 'Chidi', rules=Rules(max_voters=3)), deeds.Depart(CHIDI, NOON))
    table = do(table, deeds.Depart(BO, after(seconds=5)), now=after(seconds=5))
    assert [seat.name for seat in do(table, sit('Dana'), now=after(minutes=2)).here] == ['Ana', 'Bo', 'Dana']


def test_the_seat_of_the_scrum_master_is_never_given_away():
    table = do(table_of('Ana', 'Bo', rules=SMALL), *away(ANA))
    assert refusal(table, sit('Chidi'), after(minutes=4)) == 'poker.table_full'


def test_a_turned_card_stays_when_its_owner_loses_the_seat():
    table = turned(laid(voting('Ana', 'Bo', rules=SMALL), '3', '5'))
    table = do(table, *away(BO))
    assert cards(do(table, sit('Chidi'), now=after(minutes=1))) == {'Ana': '3', 'Bo': '5'}


def test_leaving_takes_an_unturned_card_along_and_leaves_a_turned_one():
    table = laid(voting('Ana', 'Bo'), '3', '5')
    assert cards(do(table, deeds.Leave(BO))) == {'Ana': '3'}
    assert cards(do(turned(table), deeds.Leave(BO))) == {'Ana': '3', 'Bo': '5'}


def test_whoever_has_left_cannot_play_until_seated_again():
    table = do(voting('Ana', 'Bo'), deeds.Leave(BO))
    assert refusal(table, deeds.Lay(BO, 1, '5')) == 'poker.not_seated'
    assert refusal(table, deeds.Leave(BO)) == 'poker.not_seated'
    assert cards(laid(do(table, sit('Bo', BO)), None, '5')) == {'Bo': '5'}


def test_an_unknown_seat_is_nowhere():
    assert refusal(voting('Ana'), deeds.Lay(NOBODY, 1, '5')) == 'not_found'


def test_a_seat_is_found_by_its_public_id_while_somebody_sits_there():
    table = table_of('Ana', 'Bo')
    assert table.public_seat('seat-2').name == 'Bo'
    with pytest.raises(NotFound):
        do(table, deeds.Leave(BO)).public_seat('seat-2')


def test_a_return_to_the_table_keeps_place_and_takes_the_name_one_has_now():
    table = do(table_of('Ana', 'Bo', 'Chidi'), deeds.Leave(BO), sit('Bob', BO, avatar='Fox'))
    assert [(seat.name, seat.ordinal) for seat in table.here] == [('Ana', 1), ('Bob', 2), ('Chidi', 3)]
    assert table.by_id[BO].avatar == 'Fox'


@pytest.mark.parametrize(('seconds', 'since'), [(9, NOON), (10, after(seconds=10))])
def test_a_gap_under_ten_seconds_does_not_count_as_an_interruption(seconds, since):
    table = do(table_of('Ana', 'Bo'), *away(BO))
    assert do(table, deeds.Arrive(BO), now=after(seconds=seconds)).by_id[BO].connected_since == since


def test_whoever_left_on_purpose_starts_anew_as_the_latest_to_come():
    table = do(table_of('Ana', 'Bo', 'Chidi'), deeds.Leave(BO))
    table = do(table, sit('Bo', BO), deeds.Arrive(BO), now=after(minutes=5))
    assert table.by_id[BO].connected_since == after(minutes=5)
    assert table.heir().name == 'Chidi'


def test_arriving_and_departing_twice_changes_nothing():
    table = table_of('Ana', 'Bo')
    assert do(table, deeds.Arrive(BO)) is table
    table = do(table, *away(BO))
    assert do(table, deeds.Depart(BO, after(seconds=1))) is table


def test_a_page_of_somebody_who_has_no_seat_any_more_changes_nothing():
    table = do(table_of('Ana', 'Bo'), deeds.Leave(BO))
    assert do(table, deeds.Arrive(BO), deeds.Depart(BO, NOON)) is table


def test_a_removed_person_loses_seat_and_card_and_is_kept_out_for_five_minutes():
    table = do(laid(voting('Ana', 'Bo'), '3', '5'), deeds.Remove(BO))
    assert cards(table) == {'Ana': '3'} and told(table)[-1] == 'removed'
    assert refusal(table, sit('Bo', BO), after(minutes=4, seconds=59)) == 'poker.removed'
    assert do(table, sit('Bo', BO), now=after(minutes=5)).by_id[BO].is_here


def test_a_readmitted_person_may_come_back_at_once():
    assert do(table_of('Ana', 'Bo'), deeds.Remove(BO), deeds.Readmit(BO), sit('Bo', BO)).by_id[BO].is_here


def test_the_scrum_master_cannot_be_removed():
    assert refusal(table_of('Ana', 'Bo'), deeds.Remove(ANA)) == 'poker.host_seat'


def test_somebody_who_is_gone_already_cannot_be_removed():
    assert refusal(do(table_of('Ana', 'Bo'), deeds.Leave(BO)), deeds.Remove(BO)) == 'poker.not_seated'


def test_whoever_starts_to_watch_takes_an_unturned_card_along():
    table = laid(voting('Ana', 'Bo'), '3', '5')
    watching = deeds.ChangeKind(BO, is_voter=False)
    assert cards(do(table, watching)) == {'Ana': '3'}
    assert cards(do(turned(table), watching)) == {'Ana': '3', 'Bo': '5'}


def test_an_observer_becomes_a_voter_only_if_a_seat_is_free():
    table = do(table_of('Ana', 'Bo', rules=SMALL), sit('Chidi', is_voter=False))
    assert refusal(table, deeds.ChangeKind(9, is_voter=True)) == 'poker.table_full'
    assert do(table, deeds.Leave(BO), deeds.ChangeKind(9, is_voter=True)).by_id[9].is_voter


def test_becoming_what_one_is_changes_nothing():
    table = table_of('Ana', 'Bo', rules=SMALL)
    assert do(table, deeds.ChangeKind(BO, is_voter=True)) is table


def test_handing_over_is_announced_with_the_name():
    table = do(table_of('Ana', 'Bo'), deeds.HandOver(BO))
    assert (table.host, table.news[-1].kind, table.news[-1].who) == (BO, 'handed_over', 'Bo')


@pytest.mark.parametrize('what_bo_did', [
    deeds.Depart(BO, NOON), deeds.Leave(BO), deeds.Remove(BO), deeds.ChangeKind(BO, is_voter=False)])
def test_the_table_is_only_handed_to_a_voter_who_is_there(what_bo_did):
    table = do(table_of('Ana', 'Bo'), what_bo_did)
    assert refusal(table, deeds.HandOver(BO)) == 'poker.not_connected'


def test_a_voter_may_take_over_after_the_scrum_master_was_away_for_a_minute():
    table = do(table_of('Ana', 'Bo', 'Chidi'), *away(ANA))
    assert refusal(table, deeds.TakeOver(CHIDI), after(seconds=59)) == 'poker.too_early'
    table = do(table, deeds.TakeOver(CHIDI), now=after(seconds=60))
    assert (table.host, table.is_paused, told(table)[-2:]) == (CHIDI, False, ['took_over', 'resumed'])


@pytest.mark.parametrize('what_bo_did', [deeds.Depart(BO, NOON), deeds.ChangeKind(BO, is_voter=False)])
def test_only_a_connected_voter_may_take_over(what_bo_did):
    table = do(table_of('Ana', 'Bo'), *away(ANA), what_bo_did)
    assert refusal(table, deeds.TakeOver(BO), after(minutes=2)) == 'poker.not_connected'


def test_nobody_takes_over_from_a_scrum_master_who_is_there():
    assert refusal(table_of('Ana', 'Bo'), deeds.TakeOver(BO)) == 'poker.too_early'


def test_a_returning_former_scrum_master_is_an_ordinary_voter():
    table = do(table_of('Ana', 'Bo'), *away(ANA))
    table = do(table, deeds.TakeOver(BO), deeds.Arrive(ANA), now=after(minutes=1))
    assert table.host == BO and do(table, deeds.HandOver(ANA)).host == ANA
