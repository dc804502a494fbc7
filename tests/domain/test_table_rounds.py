"""Rounds: laying and turning cards, going on, and the way back from a hasty deed."""

import pytest

from app.domain.poker import deeds
from app.domain.poker.decks import built_in
from app.domain.poker.table import State, Table
from app.errors import Rejected
from tests.domain.tables import (
    ANA,
    BO,
    CHIDI,
    DANA,
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

HASTY = {'restart': deeds.Restart(seat=BO), 'cancel': deeds.CancelRound(seat=BO), 'next': deeds.MoveOn(8, seat=BO),
         'skip': deeds.MoveOn(8, 'skip', BO), 'pick': deeds.MoveOn(8, 'pick', BO)}


def take_back(former: Table) -> deeds.TakeBackDeed:
    """The undo that brings the round of `former` back."""
    return deeds.TakeBackDeed(tuple((seat.id, seat.card) for seat in former.cards), former.round)


def test_a_round_starts_with_the_next_number_and_without_cards():
    table = do(turned(laid(voting('Ana', 'Bo'), '3', '5')), deeds.Start(story=7))
    assert (table.state, table.round.no, table.story, cards(table)) == (State.VOTING, 2, 7, {})


@pytest.mark.parametrize('steps', [[], [deeds.Reveal()]])
def test_starting_while_a_round_runs_is_refused(steps):
    table = do(laid(voting('Ana', 'Bo'), '3'), *steps)
    assert refusal(table, deeds.Start()) == 'poker.round_running'


def test_a_round_keeps_the_deck_it_was_started_with():
    table = do(voting('Ana', 'Bo'), deeds.Change(deck=built_in('T-shirt')))
    assert cards(laid(table, '5')) == {'Ana': '5'}
    assert refusal(table, deeds.Lay(BO, 1, 'M')) == 'poker.not_in_deck'
    assert cards(laid(do(table, deeds.Restart()), 'M')) == {'Ana': 'M'}


def test_a_card_can_be_laid_changed_and_taken_back():
    table = laid(voting('Ana', 'Bo'), None, '5')
    assert cards(table) == {'Bo': '5'}
    assert cards(laid(table, None, '8')) == {'Bo': '8'}
    assert cards(do(table, deeds.TakeBack(BO, 1))) == {}


def test_laying_the_same_card_or_taking_back_none_changes_nothing():
    table = laid(voting('Ana', 'Bo'), None, '5')
    assert do(table, deeds.Lay(BO, 1, '5'), now=after(minutes=1)) is table
    assert do(table, deeds.TakeBack(ANA, 1), now=after(minutes=1)) is table


@pytest.mark.parametrize('face', ['999', '5 ', '', '05', '?', 'M', 10_000 * '5'])
def test_a_face_that_is_not_exactly_in_the_deck_is_refused(face):
    assert refusal(voting('Ana', 'Bo'), deeds.Lay(BO, 1, face)) == 'poker.not_in_deck'


def test_the_reason_for_a_refused_face_stays_short():
    with pytest.raises(Rejected, match=f'^“{20 * "5"}” is not'):
        do(voting('Ana'), deeds.Lay(ANA, 1, 10_000 * '5'))


@pytest.mark.parametrize('round_no', [0, 1, 3])
def test_a_card_meant_for_another_round_never_lands_in_this_one(round_no):
    table = do(voting('Ana', 'Bo'), deeds.Restart())
    for deed in (deeds.Lay(BO, round_no, '5'), deeds.TakeBack(BO, round_no)):
        assert refusal(table, deed) == 'poker.round_over'


@pytest.mark.parametrize('table', [table_of('Ana', 'Bo'), turned(laid(voting('Ana', 'Bo'), '3', '5')),
                                   do(voting('Ana', 'Bo'), deeds.CancelRound())])
def test_outside_a_round_there_is_nothing_to_lay_or_take_back(table):
    for deed in (deeds.Lay(BO, 1, '8'), deeds.TakeBack(BO, 1)):
        assert refusal(table, deed) == 'poker.round_over'


def test_observers_lay_no_cards():
    table = do(voting('Ana', 'Bo'), deeds.ChangeKind(BO, is_voter=False))
    assert refusal(table, deeds.Lay(BO, 1, '5')) == 'poker.observer'


def test_who_only_facilitates_lays_no_card():
    table = voting('Ana', 'Bo', facilitate_only=True)
    assert refusal(table, deeds.Lay(ANA, 1, '5')) == 'poker.observer'
    assert [seat.name for seat in table.voters] == ['Bo']


def test_laying_a_card_lowers_the_hand():
    table = do(voting('Ana', 'Bo'), deeds.RaiseHand(BO, is_raised=True))
    assert laid(table, None, '5').by_id[BO].hand_at is None


def test_a_reveal_counts_down_and_then_turns_the_cards():
    table = do(laid(voting('Ana', 'Bo'), '3'), deeds.Reveal())
    assert (table.state, table.round.reveal_at) == (State.REVEALING, after(seconds=3))
    table = do(table, now=after(seconds=3))
    assert (table.state, table.round.revealed_at, table.round.reveal_at) == (State.RESULTS, after(seconds=3), None)


def test_without_a_countdown_the_cards_turn_at_once():
    assert do(laid(voting('Ana', 'Bo', countdown=0), '3'), deeds.Reveal()).state == State.RESULTS


def test_a_reveal_needs_a_card_and_a_round():
    assert refusal(voting('Ana', 'Bo'), deeds.Reveal()) == 'poker.no_cards'
    assert refusal(table_of('Ana', 'Bo'), deeds.Reveal()) == 'poker.no_round'


def test_a_second_reveal_changes_nothing():
    table = do(laid(voting('Ana', 'Bo'), '3'), deeds.Reveal())
    assert do(table, deeds.Reveal(), now=after(seconds=1)) is table
    results = do(table, now=after(seconds=3))
    assert do(results, deeds.Reveal(), now=after(seconds=4)) is results


def test_the_countdown_can_be_cancelled_and_skipped():
    table = do(laid(voting('Ana', 'Bo'), '3'), deeds.Reveal())
    assert do(table, deeds.TurnNow(), now=after(seconds=1)).state == State.RESULTS
    cancelled = do(table, deeds.CancelReveal(), now=after(seconds=1))
    assert (cancelled.state, cancelled.round.reveal_at, cards(cancelled)) == (State.VOTING, None, {'Ana': '3'})


@pytest.mark.parametrize('deed', [deeds.CancelReveal(), deeds.TurnNow()])
def test_without_a_countdown_there_is_nothing_to_cancel_or_skip(deed):
    assert refusal(laid(voting('Ana', 'Bo'), '3'), deed) == 'poker.not_revealing'


@pytest.mark.parametrize(('deed', 'state'), [
    (deeds.Lay(BO, 1, '8'), State.VOTING), (deeds.TakeBack(BO, 1), State.VOTING), (deeds.Leave(BO), State.VOTING),
    (deeds.Remove(BO), State.VOTING), (deeds.ChangeKind(BO, is_voter=False), State.VOTING),
    (deeds.Lay(CHIDI, 1, '8'), State.REVEALING), (deeds.Lay(BO, 1, '5'), State.REVEALING),
    (deeds.Leave(CHIDI), State.REVEALING), (deeds.ChangeKind(CHIDI, is_voter=False), State.REVEALING),
    (sit('Eve'), State.REVEALING)])
def test_a_countdown_stops_when_a_card_is_changed_or_withdrawn_while_somebody_has_not_voted(deed, state):
    table = do(laid(voting('Ana', 'Bo', 'Chidi', 'Dana'), '3', '5'), deeds.Reveal())
    assert do(table, deed, now=after(seconds=1)).state == state


@pytest.mark.parametrize('deed', [deeds.Lay(BO, 1, '8'), deeds.Leave(BO), deeds.ChangeKind(BO, is_voter=False)])
def test_a_countdown_goes_on_when_all_have_still_voted(deed):
    table = do(laid(voting('Ana', 'Bo'), '3', '5'), deeds.Reveal())
    assert do(table, deed, now=after(seconds=1)).state == State.REVEALING


def test_no_round_is_turned_without_any_card():
    table = do(laid(voting('Ana', 'Bo'), None, '5'), deeds.Reveal(), deeds.Leave(BO))
    assert do(table, now=after(seconds=4)).state == State.VOTING


def test_whoever_is_asked_and_connected_counts_as_eligible():
    table = do(laid(voting('Ana', 'Bo', 'Chidi', 'Dana'), None, '5'), *away(BO, CHIDI),
               deeds.ChangeKind(DANA, is_voter=False))
    assert turned(table).round.eligible == 2


def test_a_restart_is_a_new_round_on_the_same_story():
    former = laid(do(table_of('Ana', 'Bo'), deeds.Start(story=7)), '3')
    for table in (do(former, deeds.Restart()), do(turned(former), deeds.Restart())):
        assert (table.state, table.round.no, table.round.story, cards(table)) == (State.VOTING, 2, 7, {})


@pytest.mark.parametrize('deed', [deeds.Restart(), deeds.CancelRound()])
def test_before_the_first_round_there_is_nothing_to_restart_or_cancel(deed):
    assert refusal(table_of('Ana'), deed) == 'poker.no_round'


def test_turned_cards_cannot_be_cancelled_any_more():
    assert refusal(turned(laid(voting('Ana'), '3')), deeds.CancelRound()) == 'poker.no_round'


def test_a_cancelled_round_leaves_its_story_on_the_table():
    table = do(table_of('Ana', 'Bo'), deeds.Start(story=7), deeds.CancelRound())
    assert (table.state, table.round, table.story, cards(table)) == (State.WAITING, None, 7, {})


@pytest.mark.parametrize('table', [table_of('Ana'), voting('Ana'), turned(laid(voting('Ana'), '3'))])
def test_another_story_can_be_picked_in_any_state(table):
    table = do(table, deeds.MoveOn(story=8))
    assert (table.state, table.round, table.story) == (State.WAITING, None, 8)


@pytest.mark.parametrize('name', HASTY)
def test_a_hasty_deed_is_undone_under_a_new_number_with_cards_and_remaining_time(name):
    former = laid(do(table_of('Ana', 'Bo', timer=60), deeds.Start(story=7)), '3', '5')
    hasty = do(former, HASTY[name], now=after(seconds=20))
    assert (hasty.undo.deed, hasty.undo.seat) == (name, BO)
    table = do(hasty, take_back(former), now=after(seconds=25))
    assert (table.state, table.story, cards(table)) == (State.VOTING, 7, cards(former))
    assert (table.round.no, table.round.timer_ends_at) == (hasty.last_round + 1, after(seconds=65))
    assert told(table)[-1] == 'undone'


def test_after_an_undo_results_are_results_again():
    former = turned(laid(voting('Ana', 'Bo'), '3', '5'), now=after(seconds=5))
    table = do(former, deeds.MoveOn(8), take_back(former), now=after(seconds=9))
    assert (table.state, table.round.revealed_at, cards(table)) == (State.RESULTS, after(seconds=5), cards(former))


def test_a_new_round_that_was_begun_too_early_is_undone_as_well():
    former = turned(laid(voting('Ana', 'Bo'), '3', '5'))
    table = do(former, deeds.MoveOn(8), deeds.Start(story=8), take_back(former), now=after(seconds=9))
    assert (table.state, table.story, cards(table)) == (State.RESULTS, former.story, cards(former))


def test_cards_laid_meanwhile_are_dropped_and_their_owners_told():
    former = laid(voting('Ana', 'Bo'), '3')
    table = do(laid(do(former, deeds.Restart()), None, '8'), take_back(former))
    assert cards(table) == {'Ana': '3'}
    assert ('cards_dropped', 'Bo') in [(news.kind, news.who) for news in table.news]


@pytest.mark.parametrize('what_bo_did', [deeds.Leave(BO), deeds.Remove(BO), deeds.ChangeKind(BO, is_voter=False)])
def test_an_undo_does_not_bring_back_the_card_of_somebody_who_does_not_vote_any_more(what_bo_did):
    former = laid(voting('Ana', 'Bo'), '3', '5')
    assert cards(do(former, deeds.Restart(), what_bo_did, take_back(former))) == {'Ana': '3'}


def test_an_undo_of_results_keeps_the_card_of_somebody_who_has_left():
    former = turned(laid(voting('Ana', 'Bo'), '3', '5'))
    assert cards(do(former, deeds.Restart(), deeds.Leave(BO), take_back(former))) == {'Ana': '3', 'Bo': '5'}


def test_an_undo_is_possible_for_ten_seconds():
    former = laid(voting('Ana', 'Bo'), '3')
    table = do(former, deeds.Restart())
    assert do(table, take_back(former), now=after(seconds=10)).round.no == 3
    assert refusal(table, take_back(former), after(seconds=10.1)) == 'poker.nothing_to_undo'


@pytest.mark.parametrize('steps', [
    [], [deeds.Restart(), deeds.Lay(ANA, 2, '3'), deeds.Reveal(), deeds.TurnNow()],
    [deeds.MoveOn(8, 'saved')]])
def test_what_was_turned_or_saved_since_is_not_undone(steps):
    former = voting('Ana', 'Bo')
    assert refusal(do(former, *steps), take_back(former)) == 'poker.nothing_to_undo'


def test_a_deed_is_undone_once():
    former = laid(voting('Ana', 'Bo'), '3')
    assert refusal(do(former, deeds.Restart(), take_back(former)), take_back(former)) == 'poker.nothing_to_undo'
