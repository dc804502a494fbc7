"""What time alone does to a table, and when the clock has to come for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.poker import course, deeds
from app.domain.poker.due import next_due, settle
from app.domain.poker.table import Rules, State, Table
from tests.domain.tables import ANA, BO, CHIDI, after, away, cards, do, laid, sit, table_of, told, turned, voting
from tests.people import NOON

SCRUM_MASTER_GONE = away(ANA)


def passes(table: Table, **interval) -> Table:
    """The table when so much time has passed since noon, with the clock coming whenever it is asked to."""
    end = after(**interval)
    while (due := next_due(table)) and due <= end:
        table = settle(table, due)
        assert next_due(table) is None or next_due(table) > due, 'the clock would never stop ringing'
    return settle(table, end)


# -- countdown and timer -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('seconds', 'state'), [(2.9, State.REVEALING), (3, State.RESULTS), (3000, State.RESULTS)])
def test_the_cards_turn_when_the_countdown_is_over(seconds, state):
    table = do(laid(voting('Ana', 'Bo', countdown=3), '3'), deeds.Reveal())
    assert next_due(table) == after(seconds=3)
    assert settle(replace(table, expires_at=None), after(seconds=seconds)).state == state


def test_the_end_of_the_time_is_announced_once_and_voting_goes_on():
    table = passes(laid(voting('Ana', 'Bo', timer=30), '3'), seconds=60)
    assert (table.state, table.time_is_up, told(table).count('time_is_up')) == (State.VOTING, True, 1)


def test_the_end_of_the_time_turns_the_cards_if_the_table_wants_it_and_there_are_any():
    assert passes(laid(voting('Ana', 'Bo', timer=30, timer_reveals=True), '3'), seconds=33).state == State.RESULTS
    assert passes(voting('Ana', 'Bo', timer=30, timer_reveals=True), seconds=40).state == State.VOTING


def test_more_time_lets_the_end_be_announced_again():
    table = passes(voting('Ana', 'Bo', timer=30), seconds=31)
    table = passes(do(table, deeds.SetTimer('add'), now=after(seconds=31)), seconds=62)
    assert told(table).count('time_is_up') == 2


def test_a_timer_that_ends_during_the_countdown_waits_for_its_outcome():
    table = do(voting('Ana', 'Bo', timer=30), deeds.Lay(ANA, 1, '3'), deeds.Reveal(), now=after(seconds=29))
    during = passes(table, seconds=31)
    assert (during.state, during.time_is_up) == (State.REVEALING, False)
    cancelled = do(during, deeds.CancelReveal(), now=after(seconds=31))
    assert (cancelled.state, cancelled.time_is_up) == (State.VOTING, True)


# -- reveal when all have voted ------------------------------------------------------------------------------------


def test_nothing_turns_by_itself_unless_the_table_wants_it():
    assert passes(laid(voting('Ana', 'Bo'), '3', '5'), seconds=60).state == State.VOTING


def test_the_last_card_starts_the_countdown():
    table = laid(voting('Ana', 'Bo', auto_reveal=True), '3')
    assert table.state == State.VOTING
    table = laid(table, None, '5', now=after(seconds=20))
    assert (table.state, table.round.reveal_at) == (State.REVEALING, after(seconds=23))


def test_somebody_who_is_away_is_waited_for_ten_seconds_more():
    table = do(laid(voting('Ana', 'Bo', auto_reveal=True), '3'), *away(BO))
    assert passes(table, seconds=9.9).state == State.VOTING
    assert passes(table, seconds=10).round.reveal_at == after(seconds=13)


def test_the_clock_comes_for_the_one_whose_patience_ends_last():
    table = do(laid(voting('Ana', 'Bo', 'Chidi', auto_reveal=True), '3'), *away(BO))
    table = do(table, deeds.Depart(CHIDI, after(seconds=4)), now=after(seconds=4))
    assert next_due(table) == after(seconds=14)


def test_while_somebody_thinks_the_clock_does_not_come_for_those_who_are_away():
    table = do(laid(voting('Ana', 'Bo', 'Chidi', auto_reveal=True), '3'), *away(BO))
    assert next_due(table) == next_due(passes(table, seconds=30)) == after(minutes=8)


def test_nobody_waits_for_an_observer_or_for_one_who_only_facilitates():
    table = do(laid(voting('Ana', 'Bo', 'Chidi', auto_reveal=True, facilitate_only=True), None, '5'),
               deeds.ChangeKind(CHIDI, is_voter=False))
    assert table.state == State.REVEALING


@pytest.mark.parametrize('deed', [deeds.Leave(BO), deeds.Remove(BO), deeds.ChangeKind(BO, is_voter=False)])
def test_the_countdown_starts_once_when_the_last_one_awaited_is_gone(deed):
    table = passes(do(laid(voting('Ana', 'Bo', 'Chidi', auto_reveal=True), '3', None, '5'), deed), seconds=5)
    assert table.state == State.RESULTS and told(table).count('revealing') == told(table).count('turned') == 1


def test_without_any_card_there_is_nothing_to_reveal():
    assert passes(do(voting('Ana', 'Bo', auto_reveal=True), *away(BO)), seconds=60).state == State.VOTING


@pytest.mark.parametrize('deeds_', [[sit('Dana')], [sit('Dana'), deeds.Lay(9, 1, '8')], [deeds.Lay(BO, 1, '8')]])
def test_neither_a_newcomer_nor_a_change_stops_the_countdown_when_all_have_voted(deeds_):
    table = do(laid(voting('Ana', 'Bo', auto_reveal=True), '3', '5'), *deeds_, now=after(seconds=1))
    assert (table.state, table.round.reveal_at) == (State.REVEALING, after(seconds=3))


def test_a_card_taken_back_stops_the_countdown():
    table = laid(voting('Ana', 'Bo', auto_reveal=True), '3', '5')
    assert do(table, deeds.TakeBack(BO, 1), now=after(seconds=1)).state == State.VOTING


def test_a_cancelled_reveal_does_not_start_again_until_a_card_changes():
    table = do(laid(voting('Ana', 'Bo', auto_reveal=True), '3', '5'), deeds.CancelReveal())
    assert passes(table, seconds=30).state == State.VOTING
    assert laid(table, None, '8').state == State.REVEALING


# -- the Scrum Master is away --------------------------------------------------------------------------------------


def test_after_two_seconds_without_the_scrum_master_the_table_is_paused():
    table = do(table_of('Ana', 'Bo'), *SCRUM_MASTER_GONE)
    assert not passes(table, seconds=1.9).is_paused
    paused = passes(table, seconds=2)
    assert (paused.paused_at, paused.news[-1].kind, paused.news[-1].who) == (NOON, 'paused', 'Ana')


def test_somebody_elses_absence_does_not_pause_the_table():
    assert not passes(do(table_of('Ana', 'Bo'), *away(BO)), minutes=1).is_paused


def test_a_table_may_do_without_pauses():
    table = passes(do(voting('Ana', 'Bo', pause=False), *SCRUM_MASTER_GONE), minutes=4)
    assert not table.is_paused and cards(laid(table, None, '5', now=after(minutes=4))) == {'Bo': '5'}
    assert passes(table, minutes=5).host == BO


def test_a_pause_keeps_cards_and_stops_the_countdown_and_the_timer():
    table = do(voting('Ana', 'Bo', timer=60), deeds.Lay(BO, 1, '5'), deeds.Reveal(), *SCRUM_MASTER_GONE)
    paused = passes(table, minutes=4)
    assert (paused.state, paused.reveal_left, paused.round.timer_left) == (State.REVEALING, 1, 58)
    assert (paused.round.reveal_at, paused.round.timer_ends_at, cards(paused)) == (None, None, {'Bo': '5'})


def test_after_a_pause_everything_goes_on_exactly_where_it_was():
    table = do(voting('Ana', 'Bo', timer=60), deeds.Lay(BO, 1, '5'), deeds.Reveal(), *SCRUM_MASTER_GONE)
    table = do(passes(table, minutes=4), deeds.Arrive(ANA), now=after(minutes=4))
    assert (table.is_paused, table.host, table.reveal_left) == (False, ANA, None)
    assert table.round.reveal_at == after(minutes=4, seconds=1)
    assert table.round.timer_ends_at == after(minutes=4, seconds=58)
    assert passes(table, minutes=4, seconds=1).state == State.RESULTS


def test_a_card_withdrawn_by_leaving_during_a_pause_ends_the_countdown_for_good():
    table = do(laid(voting('Ana', 'Bo', 'Chidi'), None, '5'), deeds.Reveal(), *SCRUM_MASTER_GONE)
    table = do(passes(table, seconds=2), deeds.Leave(BO), now=after(seconds=5))
    table = do(table, deeds.Arrive(ANA), now=after(seconds=9))
    assert (table.state, table.round.reveal_at) == (State.VOTING, None)


def test_the_time_that_a_round_stood_still_is_not_counted():
    table = do(voting('Ana', 'Bo'), *SCRUM_MASTER_GONE)
    table = do(passes(table, seconds=40), deeds.Arrive(ANA), now=after(seconds=40))
    assert table.round.started_at == after(seconds=40)


def test_results_stay_as_they_are_during_a_pause():
    table = turned(laid(voting('Ana', 'Bo'), '3', '5'))
    paused = passes(do(table, *SCRUM_MASTER_GONE), minutes=2)
    assert paused.is_paused and (paused.state, paused.round, cards(paused)) == (table.state, table.round, cards(table))


@pytest.mark.parametrize(('minutes', 'seconds', 'host', 'kinds'), [
    (0, 59, ANA, []), (2, 59, ANA, ['orphaned']), (3, 0, ANA, ['orphaned', 'candidate']),
    (4, 59, ANA, ['orphaned', 'candidate']), (5, 0, BO, ['orphaned', 'candidate', 'promoted', 'resumed'])])
def test_the_next_scrum_master_is_named_after_three_minutes_and_promoted_after_five(minutes, seconds, host, kinds):
    table = passes(do(table_of('Ana', 'Bo', 'Chidi'), *SCRUM_MASTER_GONE), minutes=minutes, seconds=seconds)
    assert (table.host, told(table), table.is_paused) == (host, ['away', 'paused', *kinds], host == ANA)


def test_the_longest_connected_voter_is_promoted():
    table = do(table_of('Ana', 'Bo', 'Chidi', 'Dana'), deeds.ChangeKind(BO, is_voter=False), deeds.Depart(CHIDI, NOON))
    table = do(table, deeds.Arrive(CHIDI), deeds.Depart(ANA, after(seconds=15)), now=after(seconds=15))
    assert (table.heir().name, passes(table, minutes=6).host_seat.name) == ('Dana', 'Dana')


def test_with_only_observers_left_the_table_stays_paused_until_it_expires():
    table = do(table_of('Ana', 'Bo'), deeds.ChangeKind(BO, is_voter=False), *SCRUM_MASTER_GONE)
    assert passes(table, minutes=9).is_paused
    assert passes(table, minutes=10).closed_reason == 'expired'


def test_the_first_voter_to_come_back_is_promoted_when_the_five_minutes_are_over():
    table = passes(do(table_of('Ana', 'Bo'), *SCRUM_MASTER_GONE, *away(BO)), minutes=6)
    assert table.is_paused
    assert do(table, deeds.Arrive(BO), now=after(minutes=6)).host == BO


def test_a_scrum_master_who_leaves_on_purpose_is_replaced_at_once():
    table = do(voting('Ana', 'Bo', 'Chidi'), deeds.Leave(ANA))
    assert (table.host, table.is_paused, told(table)[-2:]) == (BO, False, ['left', 'promoted'])


def test_when_the_last_one_leaves_the_table_waits_for_whoever_comes():
    table = do(table_of('Ana'), deeds.Leave(ANA))
    assert (table.host, table.is_paused) == (None, True)
    table = do(table, sit('Bo'), deeds.Arrive(9), now=after(minutes=1))
    assert (table.host, table.is_paused) == (9, False)


@pytest.mark.parametrize('pause', [True, False])
def test_each_absence_of_the_scrum_master_has_its_own_candidate(pause):
    table = passes(do(table_of('Ana', 'Bo', pause=pause), *SCRUM_MASTER_GONE), minutes=4)
    table = do(table, deeds.Arrive(ANA), deeds.KeepOpen(), now=after(minutes=4))
    table = do(table, deeds.Depart(ANA, after(minutes=4)), now=after(minutes=4))
    assert told(passes(table, minutes=8)).count('candidate') == 2


def test_with_a_short_grace_nobody_is_named_before_the_scrum_master_counts_as_away():
    table = do(table_of('Ana', 'Bo', rules=Rules(grace=timedelta(seconds=10))), *SCRUM_MASTER_GONE)
    assert told(passes(table, seconds=1)) == ['away']
    assert told(passes(table, seconds=10)) == ['away', 'paused', 'candidate', 'promoted', 'resumed']


@pytest.mark.parametrize('pause', [True, False])
def test_after_a_minute_without_a_scrum_master_everybody_hears_that_they_may_take_over(pause):
    table = do(table_of('Ana', 'Bo', pause=pause), *SCRUM_MASTER_GONE)
    assert next_due(passes(table, seconds=59)) == after(seconds=60)
    orphaned = passes(table, seconds=60)
    assert orphaned.is_orphaned and told(orphaned)[-1] == 'orphaned'
    assert not do(orphaned, deeds.TakeOver(BO), now=after(seconds=61)).is_orphaned
    back = do(orphaned, deeds.Arrive(ANA), now=after(seconds=61))
    assert not back.is_orphaned and told(back).count('back') == 1


# -- expiry --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('left', 'announced'), [(121, 0), (120, 1), (60, 2), (30, 3), (1, 3)])
def test_the_end_of_a_table_is_announced_at_two_minutes_one_and_a_half(left, announced):
    assert told(passes(table_of('Ana', 'Bo'), seconds=600 - left)).count('expiring') == announced


def test_announcements_that_were_slept_through_are_made_as_one():
    assert told(settle(table_of('Ana'), after(seconds=580))) == ['expiring']


def test_after_ten_idle_minutes_the_table_is_closed_with_the_reason():
    table = passes(voting('Ana', 'Bo'), minutes=10)
    assert (table.state, table.closed_reason, table.closed_at) == (State.CLOSED, 'expired', after(minutes=10))
    assert (table.news[-1].kind, table.news[-1].detail, next_due(table)) == ('closed', 'expired', None)


def test_a_card_at_the_last_second_keeps_the_table_open_and_warnings_start_anew():
    table = passes(voting('Ana', 'Bo'), minutes=9, seconds=59)
    table = laid(table, None, '5', now=after(minutes=9, seconds=59))
    assert passes(table, minutes=19, seconds=58).state == State.VOTING
    assert told(passes(table, minutes=18)).count('expiring') == 4


def test_a_pause_near_the_end_moves_it_behind_the_grace_and_it_is_announced_again():
    table = do(passes(table_of('Ana', 'Bo'), minutes=9), deeds.Depart(ANA, after(minutes=9)), now=after(minutes=9))
    paused = passes(table, minutes=9, seconds=2)
    assert (paused.expires_at, paused.warned) == (after(minutes=16, seconds=2), 0)


def test_a_pause_far_from_the_end_does_not_move_it():
    table = passes(do(table_of('Ana', 'Bo'), *SCRUM_MASTER_GONE), seconds=2)
    assert table.expires_at == after(minutes=10)


def test_a_table_without_expiry_lives_on():
    table = passes(table_of('Ana', rules=Rules(expiry=None)), days=30)
    assert (table.state, told(table), next_due(table)) == (State.WAITING, [], None)


@pytest.mark.parametrize(('minutes', 'announced'), [(1, 1), (2, 2), (3, 3)])
def test_a_short_life_is_not_announced_as_ending_while_people_play(minutes, announced):
    table = do(table_of('Ana', 'Bo', rules=Rules(expiry=timedelta(minutes=minutes))), deeds.Start())
    assert told(table) == ['started']
    assert told(passes(table, seconds=60 * minutes - 1)).count('expiring') == announced


# -- a restart of the program --------------------------------------------------------------------------------------


def test_an_outage_costs_nobody_anything():
    table = do(laid(voting('Ana', 'Bo', timer=60), '3'), *away(BO))
    table = settle(course.spared(table, after(hours=1)), after(hours=1))
    assert (table.state, cards(table), table.host) == (State.VOTING, {'Ana': '3'}, ANA)
    assert table.expires_at == table.round.timer_ends_at == after(hours=1, minutes=2)
    assert {seat.away_since for seat in table.here} == {after(hours=1)}


def test_after_a_restart_the_grace_of_the_scrum_master_starts_anew():
    table = passes(do(table_of('Ana', 'Bo'), *SCRUM_MASTER_GONE), minutes=4)
    table = do(course.spared(table, after(minutes=5)), deeds.Arrive(BO), now=after(minutes=5))
    assert (table.paused_at, table.host) == (after(minutes=5), ANA)
    assert passes(table, minutes=9, seconds=59).host == ANA
    assert passes(table, minutes=10).host == BO


def test_a_restart_within_two_seconds_of_everybodys_return_pauses_nothing():
    table = do(course.spared(voting('Ana', 'Bo'), NOON), deeds.Arrive(ANA), deeds.Arrive(BO), now=after(seconds=1))
    assert not passes(table, seconds=5).is_paused and {seat.connected_since for seat in table.here} == {NOON}


def test_a_countdown_that_ended_during_the_outage_has_turned_the_cards():
    table = do(laid(voting('Ana', 'Bo'), '3'), deeds.Reveal())
    assert settle(course.spared(table, after(seconds=30)), after(seconds=30)).state == State.RESULTS


def test_deadlines_that_are_still_ahead_stay_where_they_are():
    table = course.spared(voting('Ana', 'Bo', timer=60), after(seconds=30))
    assert (table.expires_at, table.round.timer_ends_at) == (after(minutes=10), after(seconds=60))


# -- settling ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('minutes', [0, 3, 5, 8, 9.5, 30])
def test_settling_twice_is_settling_once(minutes):
    table = do(laid(voting('Ana', 'Bo', 'Chidi', timer=60), None, '5'), deeds.Reveal(), *SCRUM_MASTER_GONE)
    once = settle(table, after(minutes=minutes))
    assert settle(once, after(minutes=minutes)) is once


def test_a_closed_table_is_left_alone_by_time():
    table = do(voting('Ana', 'Bo'), deeds.Close('closed'))
    assert settle(table, after(days=1)) is table and next_due(table) is None
