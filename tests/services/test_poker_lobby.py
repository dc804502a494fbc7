"""The lobby: which tables there are, without a glimpse of a card that is not turned yet."""

import pytest

from app.domain.poker.stories import StoryDraft
from app.domain.poker.table import Switches
from app.services import counts
from app.services.poker import lobby, rounds, stories, tables
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GUS
from tests.poker import arrive, change, depart, open_table, played, seated, start, table_of


def shown():
    return read(lobby.list_tables).tables


def faces():
    return {seat.name: (seat.has_card, seat.face) for seat in shown()[0].seats}


def test_the_newest_table_comes_first(table, time):
    time.passes(minutes=1)
    open_table(BOB, 'Sprint 13')
    assert [(view.name, view.host) for view in shown()] == [('Sprint 13', 'Bob'), ('Sprint 12', 'Ann')]


def test_an_empty_house_has_no_tables(database):
    house = read(lobby.list_tables)
    assert (house.tables, house.people, house.is_full, house.next_free_at) == ((), 0, False, None)


def test_before_the_reveal_nobody_sees_more_than_who_has_laid_a_card(table, time):
    transact(rounds.lay_card, BOB, table, start(table), '13')
    hidden = {'Ann': (False, ''), 'Bob': (True, ''), 'Gus': (False, '')}
    assert faces() == hidden
    transact(rounds.reveal_cards, ANN, table)
    assert faces() == hidden and '13' not in str([(view.seats, view.agreement) for view in shown()])
    time.passes(seconds=3)
    assert faces() == {'Ann': (False, ''), 'Bob': (True, '13'), 'Gus': (False, '')}


def test_a_new_round_hides_everything_again(table):
    played(table, {BOB: '13', GUS: '13'})
    assert shown()[0].agreement == '100'
    start(table)
    assert faces()['Bob'] == (False, '') and shown()[0].agreement == ''


def test_after_the_round_nothing_lies_on_the_table(table):
    played(table, {BOB: '13'})
    transact(stories.next_story, ANN, table)
    assert faces()['Bob'] == (False, '')


def test_a_table_that_does_not_want_to_be_seen_is_not_shown(table):
    change(table, listed=False)
    assert shown() == () and read(lobby.find_tables, ANN, 'sprint') == ()
    assert read(tables.find_table, table_of(table).code, '') == table


def test_a_closed_or_expired_table_is_not_shown(table, time):
    other = open_table(BOB, 'Sprint 13')
    transact(tables.close_table, BOB, other)
    assert [view.id for view in shown()] == [table]
    time.passes(minutes=10)
    assert shown() == ()


def test_the_lobby_shows_how_far_a_table_is(time, database):
    table_id = open_table(stories=(StoryDraft('Pay by card'), StoryDraft('Refund')), max_voters=2)
    seated(table_id, CLEO, is_voter=False)
    transact(stories.next_story, ANN, table_id)
    [view] = shown()
    assert (view.story, view.story_no, view.stories, view.watchers, view.limit) == ('Refund', 2, 2, 1, 2)
    assert not view.is_full
    seated(table_id, BOB)
    [view] = shown()
    assert view.is_full and view.members == {'person:1', 'person:2', 'person:3'}


def test_the_lobby_shows_who_may_come_in_and_whether_the_table_waits(table):
    change(table, locked=True, guests=False)
    depart(table, ANN)
    [view] = shown()
    assert (view.is_locked, view.guests_welcome, view.is_paused) == (True, False, True)


def test_the_people_in_the_house_are_those_who_are_connected(table):
    assert read(lobby.list_tables).people == 3
    depart(table, GUS)
    assert read(lobby.list_tables).people == 2
    arrive(table, GUS)
    assert read(lobby.list_tables).people == 3


@pytest.mark.parametrize(('text', 'found'), [('SPRINT', 1), ('12', 1), ('13', 0), ('%', 0), ('', 1)])
def test_tables_are_found_by_name_or_code(table, text, found):
    assert len(read(lobby.find_tables, GUS, text)) == found
    assert len(read(lobby.find_tables, GUS, table_of(table).code[:4].lower())) == 1


def test_monitoring_counts_tables_by_state_and_turned_rounds(table):
    open_table(BOB, switches=Switches(countdown=0))
    played(table, {BOB: '5'})
    figures = read(counts.view_counts)
    assert dict(figures.tables) == {'waiting': 1, 'voting': 0, 'revealing': 0, 'results': 1, 'closed': 0}
    assert figures.rounds == 1 and figures.audit_records > 0


def test_stories_can_be_brought_where_one_is_scrum_master_or_everybody_may(table):
    assert [name for _, name in read(lobby.list_fillable, ANN)] == ['Sprint 12']
    assert read(lobby.list_fillable, BOB) == ()
    change(table, everyone_edits_stories=True)
    assert [name for _, name in read(lobby.list_fillable, BOB)] == ['Sprint 12']
