"""How many statements the most frequent deeds and looks take: today's number is the most there may be."""

import pytest

from app.domain.access import Credential
from app.domain.poker.stories import StoryDraft
from app.services.people import guests, sessions
from app.services.poker import lobby, rounds, stories, tables
from app.work import read, transact
from tests.people import ANN, BOB, guest
from tests.poker import open_table, played, seated, start
from tests.statements import count


@pytest.fixture
def lock(kind):
    """PostgreSQL locks the row of a table with a statement of its own."""
    return 1 if kind == 'postgresql' else 0


@pytest.fixture
def full(workspace, time):
    """A table of sixteen, with a story that is voted on again."""
    table_id = open_table(stories=(StoryDraft('Refund'),))
    seated(table_id, BOB, *map(guest, range(14)))
    story = read(stories.list_stories, table_id).stories[0].id
    played(table_id, {BOB: '5'}, story)
    start(table_id, story)
    time.passes(seconds=1)
    return table_id


def test_a_card_takes_the_table_its_seats_the_card_and_the_new_deadline(full, lock, time):
    assert count(transact, rounds.lay_card, BOB, full, 2, '5') <= 4 + lock
    time.passes(seconds=1)
    assert count(transact, rounds.lay_card, BOB, full, 2, '8') <= 4 + lock
    assert count(transact, rounds.lay_card, BOB, full, 2, '8') <= 2 + lock


def test_who_lays_the_card_takes_three_more(full, lock):
    transact(sessions.begin, BOB.person_id, 'session', '', '')
    assert count(transact, sessions.acting, Credential('session', 'session'), rounds.lay_card, full, 2, '5') <= 7 + lock


def test_a_guest_who_lays_a_card_takes_two_more(full, lock):
    transact(guests.introduce, '3', 'Guest 03', '')
    assert count(transact, sessions.acting, Credential('guest', '3'), rounds.lay_card, full, 2, '5') <= 6 + lock


def test_a_look_at_a_table_takes_four_however_many_sit_there(full):
    assert count(read, tables.view_table, full) <= 4


def test_a_look_at_results_takes_two_more_for_the_round_before(full):
    transact(rounds.lay_card, BOB, full, 2, '5')
    for deed in (rounds.reveal_cards, rounds.turn_now):
        transact(deed, ANN, full)
    assert count(read, tables.view_table, full) <= 6


def test_a_look_at_the_lobby_takes_one_for_each_table_and_three(full):
    open_table(BOB, 'Sprint 13')
    assert count(read, lobby.list_tables) <= 2 + 3


def test_a_look_at_the_queue_takes_three(full):
    assert count(read, stories.list_stories, full) <= 3
