"""Tables: how many there are, how they are found, changed and closed."""

import re
from datetime import timedelta

import pytest

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.poker.decks import built_in
from app.domain.poker.stories import StoryDraft
from app.domain.poker.table import Switches
from app.domain.policy import Policy
from app.errors import Forbidden, TooMany
from app.events import DEADLINES, TABLES, DeadlineMoved, TableClosed, TableOpened, table_topic
from app.services import audit
from app.services.poker import lobby, rounds, seats, stories, tables, upkeep
from app.services.poker.tables import TableDraft
from app.settings import PokerSettings
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GINA, GUS
from tests.poker import change, host_of, open_table, seat_of, seated, start, state, table_of
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('database', 'time')

OFFICE, HOME = '203.0.113.7', '198.51.100.1'


def look(table_id):
    return read(tables.view_table, table_id)


def close(table_id, person=ANN):
    transact(tables.close_table, person, table_id)


# -- opening ---------------------------------------------------------------------------------------------------------

def test_whoever_opens_a_table_is_its_scrum_master_and_sits_at_it(database):
    table_id = transact(tables.open_table, ANN, TableDraft(' Sprint  12 ', avatar='Fox'))
    table = table_of(table_id)
    assert (table.name, table.state, host_of(table_id)) == ('Sprint 12', 'waiting', 'Ann')
    assert seat_of(table_id, ANN).avatar == 'Fox' and look(table_id).news == ()
    assert TableOpened(TABLES) in database and DeadlineMoved(DEADLINES) in database


def test_a_table_begins_with_its_deck_its_switches_and_its_stories():
    drafts = (StoryDraft('Pay by card', 'PAY-1'), StoryDraft('Refund'))
    table_id = open_table(deck=built_in('T-shirt'), switches=Switches(timer=60), stories=drafts, max_voters=4)
    table = table_of(table_id)
    assert (table.deck.name, table.switches.timer, table.rules.max_voters) == ('T-shirt', 60, 4)
    assert [story.title for story in read(stories.list_stories, table_id).stories] == ['Pay by card', 'Refund']


def test_the_number_of_seats_can_be_changed_while_nobody_loses_one():
    table_id = open_table(max_voters=4)
    seated(table_id, BOB, GUS)
    assert transact(tables.change_table, ANN, table_id, {}, seats=3).rules.max_voters == 3
    assert table_of(table_id).rules.max_voters == 3
    for wrong in (2, 0, 17):
        with refused('poker.seats'):
            transact(tables.change_table, ANN, table_id, {}, seats=wrong)


def test_the_results_at_a_guests_table_are_kept_only_where_that_is_wanted():
    assert not table_of(open_table(GUS)).switches.keep
    assert table_of(open_table(GINA, keep=True)).switches.keep


@pytest.mark.parametrize('name', ['', '   ', '\t\n', 101 * 'x'])
def test_a_table_needs_a_name_of_up_to_a_hundred_characters(name):
    with refused('poker.name'):
        open_table(name=name)
    assert open_table(name=100 * 'x')


@pytest.mark.parametrize(('draft', 'code'), [
    ({'max_voters': 17}, 'poker.seats'), ({'max_voters': -1}, 'poker.seats'),
    ({'switches': Switches(countdown=4)}, 'poker.countdown'), ({'switches': Switches(timer=5)}, 'poker.timer'),
    ({'stories': (StoryDraft(''),)}, 'poker.story'), ({'stories': 501 * (StoryDraft('x'),)}, 'poker.too_many_stories')])
def test_what_does_not_fit_opens_no_table(draft, code):
    with refused(code):
        open_table(**draft)
    for _ in range(3):
        open_table()


def test_the_fourth_table_is_refused_and_it_is_said_when_one_frees_up(time):
    open_table()
    time.passes(minutes=4)
    for _ in range(2):
        open_table()
    with refused('poker.too_many_tables') as caught:
        open_table(BOB)
    assert 'All 3 tables are in use. One frees up in 6 min' in str(caught.value)
    assert caught.value.seconds == 360


def test_the_lobby_says_whether_another_table_can_be_opened_and_when(time):
    for _ in range(2):
        open_table()
    assert not read(lobby.list_tables).is_full
    open_table()
    house = read(lobby.list_tables)
    assert house.is_full and house.next_free_at == time.now + timedelta(minutes=10)
    time.passes(minutes=10)
    assert not read(lobby.list_tables).is_full


@pytest.mark.parametrize('end', ['closed', 'expired'])
def test_a_table_that_is_over_makes_room_for_another(time, end):
    first = open_table()
    time.passes(minutes=9)
    open_table()
    open_table()
    if end == 'closed':
        close(first)
    else:
        time.passes(minutes=1)
    assert open_table()


@pytest.mark.parametrize('policy', [Policy(PokerSettings(max_tables=1, expiry_minutes=0))])
def test_a_house_whose_tables_never_expire_promises_nothing(time):
    table_id = open_table()
    with refused('poker.too_many_tables') as caught:
        open_table()
    assert str(caught.value) == 'All 1 tables are in use.'
    time.passes(days=300)
    assert state(table_id) == 'waiting'


def test_a_table_of_a_guest_is_not_kept():
    assert not table_of(open_table(GUS)).switches.keep and table_of(open_table(BOB)).switches.keep


# -- finding ---------------------------------------------------------------------------------------------------------

def test_a_code_is_four_letters_and_three_digits():
    assert re.fullmatch(r'[A-Z]{4}-\d{3}', table_of(open_table()).code)


@pytest.mark.parametrize('typed', [str, str.lower, lambda code: code.replace('-', ''), lambda code: f' {code} ',
                                   lambda code: code.replace('-', ' ')])
def test_a_table_is_found_by_its_code_however_it_is_typed(typed):
    table_id = open_table()
    assert read(tables.find_table, typed(table_of(table_id).code), OFFICE) == table_id


@pytest.mark.parametrize('code', ['NONE-000', '', '   ', 'FELT', '%', "' OR 1=1", 500 * 'X'])
def test_a_wrong_code_finds_nothing(code):
    open_table()
    with refused('poker.unknown'):
        read(tables.find_table, code, OFFICE)


def test_codes_can_be_guessed_twenty_times_a_minute_from_one_address():
    code = table_of(open_table()).code
    for number in range(20):
        with refused('poker.unknown'):
            read(tables.find_table, f'NONE-{number:03}', OFFICE)
    with pytest.raises(TooMany):
        read(tables.find_table, code, OFFICE)
    assert read(tables.find_table, code, HOME)


def test_right_codes_are_not_counted():
    code = table_of(open_table()).code
    for _ in range(48):
        read(tables.find_table, code, OFFICE)


def test_an_unknown_table_is_not_found():
    for service in (tables.view_table, tables.demand_open):
        with refused('poker.unknown'):
            read(service, 'unknown')


# -- time ------------------------------------------------------------------------------------------------------------

def test_a_table_expires_after_ten_minutes_in_which_nothing_happened(time):
    table_id = open_table()
    time.passes(seconds=599)
    assert state(table_id) == 'waiting'
    time.passes(seconds=1)
    assert state(table_id) == 'closed'
    with refused('poker.expired'):
        transact(seats.take_seat, BOB, table_id)


@pytest.mark.parametrize('deed', [
    lambda table: transact(seats.take_seat, GINA, table), lambda table: transact(seats.keep_open, GUS, table),
    lambda table: start(table), lambda table: change(table, locked=True),
    lambda table: transact(stories.add_stories, ANN, table, [StoryDraft('Refund')])])
def test_whatever_happens_keeps_the_table_open_for_another_ten_minutes(table, time, deed):
    time.passes(seconds=599)
    deed(table)
    assert table_of(table).expires_at == time.now + timedelta(minutes=10)


def test_looking_does_not_keep_a_table_open(table, time):
    expires_at = table_of(table).expires_at
    time.passes(minutes=5)
    assert look(table).table.expires_at == expires_at


def test_everybody_is_warned_three_times(table, time):
    warnings = []
    for seconds in (479, 1, 59, 1, 29, 1, 28):
        time.passes(seconds=seconds)
        transact(upkeep.settle_due)
        warnings.append([item.kind for item in look(table).news].count('expiring'))
    assert warnings == [0, 1, 1, 2, 2, 3, 3]


# -- changing --------------------------------------------------------------------------------------------------------

def test_name_deck_and_switches_can_be_changed_and_it_is_noted(table):
    transact(tables.change_table, ANN, table, {'timer': 60}, name='Sprint 13', deck=built_in('T-shirt'))
    now = table_of(table)
    assert (now.name, now.deck.name, now.switches.timer) == ('Sprint 13', 'T-shirt', 60)
    [entry] = read(audit.list_entries, ANN, Filter(deed='poker.change'))
    assert entry.detail == 'timer 60'


def test_a_new_deck_holds_from_the_next_round_on(table):
    number = start(table)
    transact(tables.change_table, ANN, table, {}, deck=built_in('T-shirt'))
    with refused('poker.not_in_deck'):
        transact(rounds.lay_card, BOB, table, number, 'XL')
    transact(rounds.cancel_round, ANN, table)
    transact(rounds.lay_card, BOB, table, start(table), 'XL')


def test_a_change_of_something_that_somebody_else_has_changed_is_refused(table):
    seen = table_of(table).version
    transact(tables.change_table, ANN, table, {}, name='First', version=seen)
    with refused('stale_version'):
        transact(tables.change_table, ANN, table, {}, name='Second', version=seen)
    assert table_of(table).name == 'First'


def test_cards_do_not_make_a_table_look_changed(table):
    number, seen = start(table), table_of(table).version
    transact(rounds.lay_card, BOB, table, number, '5')
    transact(tables.change_table, ANN, table, {}, name='Sprint 13', version=seen)


@pytest.mark.parametrize(('change', 'code'), [
    (({'speed': 9},), 'poker.switch'), (({'countdown': 4},), 'poker.countdown'), (({'timer': 3601},), 'poker.timer')])
def test_a_switch_that_does_not_exist_or_does_not_fit_changes_nothing(table, change, code):
    before = table_of(table)
    with refused(code):
        transact(tables.change_table, ANN, table, *change)
    assert table_of(table) == before


# -- closing ---------------------------------------------------------------------------------------------------------

def test_a_closed_table_is_gone_for_everybody(table, database):
    close(table)
    assert TableClosed(table_topic(table)) in database
    for deed in ((seats.take_seat, GINA, table), (rounds.start_round, ANN, table), (seats.keep_open, BOB, table),
                 (tables.close_table, ANN, table), (tables.change_table, ANN, table, {'locked': True}),
                 (stories.add_stories, ANN, table, [StoryDraft('Refund')])):
        with refused('poker.closed'):
            transact(*deed)


def test_a_table_is_closed_by_its_scrum_master_or_an_admin_and_says_by_whom():
    for person, reason in ((BOB, 'closed'), (ANN, 'admin')):
        table_id = open_table(BOB)
        close(table_id, person)
        with refused(f'poker.{reason}'):
            read(tables.demand_open, table_id)


@pytest.mark.parametrize('person', [BOB, CLEO, GUS, GINA, Actor('person:4', 'Max', (Grant('manager'),))])
def test_nobody_else_closes_a_table(table, person):
    with pytest.raises(Forbidden):
        close(table, person)
    assert state(table) == 'waiting'


def test_the_cards_of_the_round_before_on_the_same_story_are_shown_beside_the_new_ones(table):
    transact(stories.add_stories, ANN, table, [StoryDraft('Refund')])
    [story] = read(stories.list_stories, table).stories
    for face in ('8', '5'):
        transact(rounds.lay_card, BOB, table, start(table, story.id), face)
        transact(rounds.reveal_cards, ANN, table)
        assert look(table).previous == ()
        transact(rounds.turn_now, ANN, table)
    assert [(card.name, card.face) for card in look(table).previous] == [('Bob', '8')]
