"""The other deeds at a table, and what holds for all of them: closed, paused, and keeping it open."""

from dataclasses import replace

import pytest

from app.domain.poker import deeds
from app.domain.poker.decks import built_in
from app.domain.poker.table import Rules, Switches
from tests.domain.tables import ANA, BO, after, away, do, laid, refusal, sit, table_of, told, turned, voting
from tests.people import NOON

PLAY = [deeds.Start(), deeds.Lay(BO, 1, '5'), deeds.TakeBack(BO, 1), deeds.Reveal(), deeds.CancelReveal(),
        deeds.TurnNow(), deeds.Restart(), deeds.CancelRound(), deeds.MoveOn(8), deeds.SetTimer('add'), deeds.Nudge(BO)]
EVERYTHING = [*PLAY, sit('Chidi'), deeds.Leave(BO), deeds.Remove(BO), deeds.Readmit(BO), deeds.HandOver(BO),
              deeds.TakeOver(BO), deeds.ChangeKind(BO, is_voter=False), deeds.RaiseHand(BO, is_raised=True),
              deeds.Change('New'), deeds.KeepOpen()]


def kind(deed: deeds.Deed) -> str:
    return type(deed).__name__


@pytest.mark.parametrize(('steps', 'ends', 'left'), [
    ([], 60, None), ([deeds.SetTimer('add')], 90, None), ([deeds.SetTimer('add', 5)], 65, None),
    ([deeds.SetTimer('add', 3600)], 3610, None), ([deeds.SetTimer('pause')], None, 50),
    ([deeds.SetTimer('stop')], None, None), ([deeds.SetTimer('pause'), deeds.SetTimer('add')], None, 80),
    ([deeds.SetTimer('restart')], 70, None), ([deeds.SetTimer('pause'), deeds.SetTimer('restart')], None, 60),
    ([deeds.SetTimer('resume')], 60, None)])
def test_the_timer_can_be_prolonged_stopped_and_started_again(steps, ends, left):
    table = do(voting('Ana', 'Bo', timer=60), *steps, now=after(seconds=10))
    assert table.round.timer_ends_at == (ends and after(seconds=ends)) and table.round.timer_left == left


def test_a_stopped_timer_goes_on_with_what_it_had_left():
    table = do(voting('Ana', 'Bo', timer=60), deeds.SetTimer('pause'), now=after(seconds=10))
    table = do(table, deeds.SetTimer('resume'), now=after(minutes=5))
    assert table.round.timer_ends_at == after(minutes=5, seconds=50)


def test_a_round_without_a_timer_can_get_one():
    table = do(voting('Ana', 'Bo'), deeds.SetTimer('add'))
    assert table.round.timer_ends_at == after(seconds=30)


@pytest.mark.parametrize('deed', [
    deeds.SetTimer('pause'), deeds.SetTimer('resume'), deeds.SetTimer('restart'), deeds.SetTimer('explode'),
    deeds.SetTimer('add', 0), deeds.SetTimer('add', -5), deeds.SetTimer('add', 3601)])
def test_a_timer_that_is_not_there_and_impossible_times_are_refused(deed):
    assert refusal(voting('Ana', 'Bo'), deed) == 'poker.timer'


@pytest.mark.parametrize('table', [table_of('Ana', timer=60), turned(laid(voting('Ana', timer=60), '3'))])
def test_there_is_no_voting_timer_outside_a_round(table):
    assert refusal(table, deeds.SetTimer('add')) == 'poker.no_round'


def test_a_hand_is_raised_and_lowered_and_only_the_first_is_news():
    table = do(table_of('Ana', 'Bo'), deeds.RaiseHand(BO, is_raised=True))
    assert table.by_id[BO].hand_at == NOON and told(table) == ['hand']
    assert do(table, deeds.RaiseHand(BO, is_raised=True)) is table
    lowered = do(table, deeds.RaiseHand(BO, is_raised=False))
    assert lowered.by_id[BO].hand_at is None and told(lowered) == ['hand']


def test_the_same_person_is_nudged_once_in_twenty_seconds():
    table = do(laid(voting('Ana', 'Bo', 'Chidi'), '3'), deeds.Nudge(BO))
    assert table.by_id[BO].nudged_at == NOON
    assert refusal(table, deeds.Nudge(BO), after(seconds=19)) == 'poker.nudged'
    assert do(table, deeds.Nudge(BO), now=after(seconds=20)).by_id[BO].nudged_at == after(seconds=20)


def test_nudging_all_reaches_those_without_a_card_who_were_not_just_nudged():
    table = do(laid(voting('Ana', 'Bo', 'Chidi', 'Dana'), '3'), deeds.Nudge(BO))
    table = do(table, deeds.Nudge(None), now=after(seconds=5))
    assert [seat.nudged_at for seat in table.here] == [None, NOON, after(seconds=5), after(seconds=5)]


@pytest.mark.parametrize(('table', 'whom'), [
    (table_of('Ana', 'Bo'), BO), (laid(voting('Ana', 'Bo'), None, '5'), BO),
    (laid(voting('Ana', 'Bo'), '3', '5'), None), (do(voting('Ana', 'Bo'), deeds.ChangeKind(BO, is_voter=False)), BO),
    (turned(laid(voting('Ana', 'Bo'), '3')), BO)])
def test_nobody_is_nudged_whose_card_is_not_awaited(table, whom):
    assert refusal(table, deeds.Nudge(whom)) == 'poker.nobody_awaited'


def test_a_table_is_renamed_and_its_switches_are_set():
    table = do(table_of('Ana'), deeds.Change(' Sprint \n 12 ', built_in('T-shirt'), Switches(timer=30)))
    assert (table.name, table.deck.name, table.switches.timer) == ('Sprint 12', 'T-shirt', 30)


@pytest.mark.parametrize(('change', 'code'), [
    (deeds.Change(''), 'poker.name'), (deeds.Change(' \t '), 'poker.name'), (deeds.Change('\u200b'), 'poker.name'),
    (deeds.Change(101 * 'x'), 'poker.name'), (deeds.Change(switches=Switches(countdown=4)), 'poker.countdown'),
    (deeds.Change(switches=Switches(countdown=-1)), 'poker.countdown'),
    *((deeds.Change(switches=Switches(timer=seconds)), 'poker.timer') for seconds in (-10, 1, 9, 3601))])
def test_names_and_switches_that_make_no_sense_are_refused(change, code):
    assert refusal(table_of('Ana'), change) == code


@pytest.mark.parametrize(('switches', 'name'), [
    (Switches(countdown=0, timer=10), 'x'), (Switches(countdown=3, timer=3600), 100 * 'x'),
    (Switches(timer=0), '<b>"é"</b>')])
def test_the_limits_themselves_are_allowed(switches, name):
    table = do(table_of('Ana'), deeds.Change(name, switches=switches))
    assert (table.switches, table.name) == (switches, name)


@pytest.mark.parametrize('deed', EVERYTHING, ids=kind)
def test_at_a_closed_table_nothing_is_done_any_more(deed):
    table = do(laid(voting('Ana', 'Bo'), '3'), deeds.Close('closed'))
    assert refusal(table, deed) == 'poker.closed'


def test_closing_twice_and_pages_that_close_later_change_nothing():
    table = do(table_of('Ana', 'Bo'), deeds.Close('closed'))
    assert (table.closed_at, table.closed_reason, told(table)) == (NOON, 'closed', ['closed'])
    assert do(table, deeds.Close('expired'), deeds.Depart(BO, NOON), deeds.Arrive(BO), now=after(hours=1)) is table


@pytest.mark.parametrize('deed', PLAY, ids=kind)
def test_while_the_scrum_master_is_away_nobody_plays(deed):
    table = do(do(laid(voting('Ana', 'Bo'), '3'), deeds.Restart()), *away(ANA), now=after(seconds=2))
    assert table.is_paused and refusal(table, deed, after(seconds=3)) == 'poker.paused'


def test_a_pause_can_be_left_for_good():
    table = do(voting('Ana', 'Bo', 'Chidi'), *away(ANA), now=after(seconds=2))
    assert not do(table, deeds.Leave(BO), now=after(seconds=3)).by_id[BO].is_here


@pytest.mark.parametrize('deed', [
    sit('Chidi'), deeds.Leave(BO), deeds.Lay(BO, 1, '8'), deeds.TakeBack(BO, 1), deeds.Reveal(), deeds.Restart(),
    deeds.MoveOn(8), deeds.HandOver(BO), deeds.Remove(BO), deeds.ChangeKind(BO, is_voter=False), deeds.KeepOpen(),
    deeds.Nudge(None), deeds.SetTimer('add'), deeds.Change('New')], ids=kind)
def test_every_sign_of_life_keeps_the_table_open_for_ten_more_minutes(deed):
    table = do(laid(voting('Ana', 'Bo', 'Dana'), '3', '5'), deed, now=after(minutes=9, seconds=59))
    assert table.expires_at == after(minutes=19, seconds=59) and table.warned == 0


@pytest.mark.parametrize('deed', [deeds.Arrive(BO), deeds.Depart(BO, NOON)])
def test_looking_on_does_not_keep_the_table_open(deed):
    assert do(voting('Ana', 'Bo'), deed, now=after(minutes=1)).expires_at == after(minutes=10)


def test_no_deed_counts_the_version_for_that_is_up_to_the_service():
    table = replace(table_of('Ana', 'Bo'), version=5)
    assert do(table, deeds.Start(), deeds.Lay(ANA, 1, '3'), deeds.Reveal(), deeds.TurnNow()).version == 5


def test_a_table_that_never_expires_has_no_deadline():
    assert do(table_of('Ana', rules=Rules(expiry=None)), deeds.KeepOpen(), now=after(days=30)).expires_at is None
