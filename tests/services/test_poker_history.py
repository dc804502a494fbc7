"""History: results to take away, sessions that are over, and the figures of a month."""

import csv
import io
import json
from dataclasses import replace

import pytest

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.poker.stories import StoryDraft
from app.domain.poker.table import Switches
from app.errors import Forbidden
from app.services import audit
from app.services.poker import history, rounds, seats, stories, tables
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GINA, GUS
from tests.poker import open_table, played, seated, start
from tests.refusals import refused

FAST = Switches(countdown=0)


def story_of(table_id, place=0):
    return read(stories.list_stories, table_id).stories[place].id


def estimated(time, *people, name='Sprint 12', host=ANN, switches=FAST):
    """A closed table with one story that was estimated as 5 in the second round."""
    table_id = open_table(host, name, stories=(StoryDraft('Refund', 'PAY-2'),), switches=switches)
    seated(table_id, *people)
    story = story_of(table_id)
    for faces in (('5', '8'), ('5', '5')):
        number = transact(rounds.start_round, host, table_id, story).last_round
        for person, face in zip((host, *people), faces, strict=False):
            transact(rounds.lay_card, person, table_id, number, face)
        time.passes(minutes=1)
        transact(rounds.reveal_cards, host, table_id)
    transact(stories.save_estimate, host, table_id, '5')
    transact(tables.close_table, host, table_id)
    return table_id


@pytest.fixture
def over(database, time):
    """A session of Ann, Bob and Gus that is over."""
    return estimated(time, BOB, GUS)


def results(table_id, actor=ANN):
    return read(history.view_results, actor, table_id).rounds


def sessions(actor=ANN, *search):
    return [session.name for session in read(history.list_sessions, actor, *search)[0]]


# -- results ---------------------------------------------------------------------------------------------------------

def test_the_results_are_the_turned_rounds_with_their_cards(over):
    first, second = results(over)
    assert [(card.name, card.face) for card in first.cards] == [('Ann', '5'), ('Bob', '8')]
    assert (first.no, first.story_key, first.seconds, first.eligible) == (1, 'PAY-2', 60, 3)
    assert second.statistics.is_consensus


def test_the_estimate_stands_beside_the_round_it_came_from(over):
    assert [(result.estimate, result.saved_by) for result in results(over)] == [('', ''), ('5', 'Ann')]


def test_rounds_that_were_cancelled_or_begun_anew_are_no_results(database, time):
    table_id = open_table(switches=FAST)
    for way_out in (rounds.cancel_round, rounds.restart_round):
        start(table_id)
        transact(rounds.lay_card, ANN, table_id, read(tables.view_table, table_id).table.last_round, '5')
        transact(way_out, ANN, table_id)
    transact(rounds.cancel_round, ANN, table_id)
    played(table_id, {ANN: '8'})
    assert [result.no for result in results(table_id)] == [4]


def test_a_result_that_was_left_by_mistake_and_brought_back_counts_once(database, time):
    table_id = open_table(switches=FAST)
    played(table_id, {ANN: '8'})
    transact(rounds.restart_round, ANN, table_id)
    transact(rounds.undo, ANN, table_id)
    [result] = results(table_id)
    assert (result.no, [card.face for card in result.cards]) == (3, ['8'])


def test_the_cards_of_people_who_left_later_stay_in_the_results(database, time):
    table_id = open_table(switches=FAST)
    seated(table_id, BOB)
    played(table_id, {ANN: '5', BOB: '8'})
    transact(seats.leave, BOB, table_id)
    assert [card.name for card in results(table_id)[0].cards] == ['Ann', 'Bob']


def test_results_can_be_taken_away_in_three_formats_and_it_is_noted(over):
    rows = list(csv.reader(io.StringIO(transact(history.export, ANN, over, 'csv').removeprefix('\ufeff'))))
    assert rows[0][-2:] == ['Ann', 'Bob'] and [row[-2:] for row in rows[1:]] == [['5', '8'], ['5', '5']]
    assert '## PAY-2 Refund' in transact(history.export, ANN, over, 'md')
    assert json.loads(transact(history.export, ANN, over, 'json'))['rounds'][1]['estimate'] == '5'
    entries = read(audit.list_entries, ANN, Filter(deed='poker.export'))
    assert [entry.detail for entry in entries] == ['csv', 'md', 'json']


def test_there_is_no_other_format(over):
    with refused('poker.format'):
        transact(history.export, ANN, over, 'xlsx')


@pytest.mark.parametrize('service', [history.view_results, history.view_session])
def test_whoever_sat_at_a_table_sees_its_results_and_so_do_those_who_work_here(over, service):
    for person in (ANN, BOB, GUS, Actor('person:4', 'Max', (Grant('member'),))):
        assert read(service, person, over)
    for person in (CLEO, GINA):
        with pytest.raises(Forbidden):
            read(service, person, over)


def test_whoever_left_a_table_sees_its_results_as_well(database, time):
    table_id = open_table(switches=FAST)
    seated(table_id, CLEO)
    transact(seats.leave, CLEO, table_id)
    assert results(table_id, CLEO) == ()


def test_the_results_of_a_table_that_is_not_kept_are_for_those_who_sat_there(database, time):
    table_id = estimated(time, GINA, host=GUS)
    assert results(table_id, GUS) and results(table_id, GINA)
    for person in (ANN, BOB):
        with refused('not_found'):
            results(table_id, person)
        with refused('not_found'):
            transact(history.export, person, table_id, 'csv')


def test_an_unknown_table_has_no_results(database):
    for service in (history.view_results, history.view_session):
        with refused('not_found'):
            read(service, ANN, 'unknown')


# -- sessions --------------------------------------------------------------------------------------------------------

def test_a_session_is_described_by_its_figures(over):
    session = read(history.view_session, ANN, over)
    assert (session.name, session.host, session.stories, session.rounds) == ('Sprint 12', 'Ann', 1, 2)
    assert (session.agreed_at_once, session.seconds, session.rounds_per_story) == (0, 120, 2)


def test_sessions_that_are_over_are_listed_newest_first_and_open_ones_are_not(over, time):
    time.passes(days=1)
    estimated(time, BOB, name='Sprint 13')
    open_table(name='Sprint 14')
    assert sessions() == ['Sprint 13', 'Sprint 12']


def test_viewers_and_guests_see_their_own_sessions_only(over, time):
    assert sessions(BOB) == sessions(GUS) == ['Sprint 12']
    assert sessions(CLEO) == sessions(GINA) == []
    estimated(time, CLEO, name='Sprint 13')
    assert sessions(CLEO) == ['Sprint 13'] and sessions(ANN) == ['Sprint 13', 'Sprint 12']


def test_a_session_that_is_not_kept_is_not_listed(over, time):
    estimated(time, BOB, name='Secret', switches=replace(FAST, keep=False))
    assert sessions() == ['Sprint 12']


@pytest.mark.parametrize(('text', 'found'), [('sprint', ['Sprint 12']), ('12', ['Sprint 12']), ('13', []), ('%', []),
                                             ('_', []), ("'", [])])
def test_sessions_are_found_by_name(over, text, found):
    assert sessions(ANN, text) == found


def test_sessions_come_in_pages(over, time):
    for number in (13, 14):
        estimated(time, BOB, name=f'Sprint {number}')
    page, total = read(history.list_sessions, ANN, '', 1, 1)
    assert ([session.name for session in page], total) == (['Sprint 13'], 3)


# -- figures ---------------------------------------------------------------------------------------------------------

def figures(actor=ANN):
    return read(history.view_figures, actor)


def test_the_figures_of_this_month_stand_beside_those_of_the_last_one(over, time):
    time.passes(days=31)
    estimated(time, BOB)
    time.passes(seconds=1)
    now = figures()
    for month in (now.this_month, now.last_month):
        assert (month.stories, month.rounds_per_story, month.agreed_share, month.minutes_per_story) == (1, 2, 0, 2)
    assert now.last_month_name == 'January' and [session.name for session in now.recent] == 2 * ['Sprint 12']


def test_a_month_without_rounds_has_no_averages(database):
    month = figures().this_month
    assert (month.stories, month.rounds_per_story, month.agreed_share, month.minutes_per_story) == (0, None, None, None)


def test_stories_are_counted_by_the_day_for_the_last_twenty_days(over, time):
    time.passes(days=2)
    estimated(time, BOB)
    assert figures().per_day == (*17 * (0,), 1, 0, 1)
    time.passes(days=18)
    assert figures().per_day == (0, 1, *18 * (0,))


def test_a_month_begins_at_midnight_where_the_person_is(database, time):
    time.now = time.now.replace(day=31, hour=23, minute=30)
    estimated(time, BOB)
    time.passes(minutes=10)
    berlin = Actor('person:1', 'Ann', ANN.grants, zone='Europe/Berlin')
    assert (figures().this_month.stories, figures(berlin).this_month.stories) == (1, 1)
    assert (figures().last_month_name, figures(berlin).last_month_name) == ('December', 'January')


def test_viewers_and_guests_see_the_figures_of_their_own_sessions_only(over, time):
    time.passes(seconds=1)
    for person, count in ((ANN, 1), (BOB, 1), (GUS, 1), (CLEO, 0), (GINA, 0)):
        seen = figures(person)
        assert (seen.this_month.stories, sum(seen.per_day), len(seen.recent)) == (count, count, count)
