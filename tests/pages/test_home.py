"""Home: what needs me, what happens now, and the short ways from there."""

from datetime import timedelta

import pytest

from app import clock
from app.domain.poker.stories import StoryDraft
from app.domain.portfolio.setup.drafts import MarkerDraft
from app.services.people import accounts, tokens
from app.services.poker import rounds, stories, tables
from app.services.portfolio import markers
from app.work import read, transact
from tests.pages.conftest import arrives, misses, press, sees, text_of
from tests.people import ANN, BOB
from tests.poker import depart, open_table, played, seated, start
from tests.portfolio import checkout
from tests.portfolio import plant as plant_portfolio

CARD = 'Sprint 12 is waiting for your card'


async def test_where_nothing_waits_home_says_so(ann, table):
    transact(tables.close_table, ANN, table)
    await ann.open('/')
    await sees(ann, 'Nothing needs you', 'nothing needs you', 'It is quiet', ', Ann')


async def test_a_workspace_of_one_is_asked_to_invite_people(ann):
    transact(accounts.erase, ANN, BOB.person_id)
    await ann.open('/')
    await sees(ann, 'Invite the people you plan with', 'one thing needs you')
    press(ann, 'Invite')
    await arrives(ann, '/admin/people?invite=1')


async def test_a_table_that_waits_for_a_card_appears_and_leaves_by_itself(ann, table):
    await ann.open('/')
    number = start(table)
    await sees(ann, CARD, 'round 1 · 0 of 2 cards down', 'one thing needs you')
    transact(rounds.lay_card, ANN, table, number, '5')
    await misses(ann, CARD)


async def test_from_home_it_is_one_click_to_the_table(ann, table):
    start(table)
    await ann.open('/')
    press(ann, 'Join table')
    await arrives(ann, f'/poker/{table}')
    await sees(ann, 'Pick a card')


async def test_whoever_steers_is_told_that_the_cards_are_up(ann, bob, table):
    played(table, {ANN: '5', BOB: '8'})
    await ann.open('/')
    await sees(ann, 'The cards are up at Sprint 12')
    await bob.open('/')
    await misses(bob, 'The cards are up at Sprint 12')


async def test_a_table_that_waits_for_its_scrum_master_is_urgent(ann, table):
    with clock.standing_at(clock.now() - timedelta(seconds=10)):
        depart(table, ANN)
    await ann.open('/')
    await sees(ann, 'Sprint 12 waits for you as Scrum Master', 'Go on')


async def test_a_token_about_to_expire_is_announced(ann):
    with clock.standing_at(clock.now() - timedelta(days=25)):
        transact(tokens.make_token, ANN, 'id', 'hash', 'deploy', ['read'], 30)
    await ann.open('/')
    await sees(ann, 'Your token “deploy” expires soon', 'Open tokens', 'due ')


async def test_what_happens_now_is_shown_while_people_sit_there(ann, table):
    await ann.open('/')
    await sees(ann, 'Happening now', 'Sprint 12', 'Waiting', 'Ann, Bob')
    start(table)
    await sees(ann, 'Round 1 · 0 of 2 cards down')
    depart(table, ANN, BOB)
    await sees(ann, 'It is quiet')


async def test_what_comes_and_how_things_stand_is_told_once_there_is_something(ann):
    await ann.open('/')
    await sees(ann, 'Nothing is known of these days')
    await misses(ann, 'Connections', 'planned load in %')
    plant_portfolio(checkout())
    transact(markers.add_marker, ANN, MarkerDraft('Launch', clock.now().date()))
    await ann.open('/')
    await sees(ann, 'Launch', 'planned load in %', 'Connections', 'Azure DevOps')


async def test_unlisted_tables_happen_in_private(ann, workspace):
    transact(tables.change_table, ANN, open_table(), {'listed': False})
    await ann.open('/')
    await sees(ann, 'It is quiet')


async def test_everybody_on_a_page_is_counted(ann, bob):
    await ann.open('/')
    await sees(ann, '1 person here')
    await bob.open('/')
    await sees(ann, '2 people here')


async def test_sessions_that_are_over_are_listed(ann, workspace):
    table = open_table(stories=(StoryDraft('Split totals', 'PAY-1'),))
    seated(table, BOB)
    played(table, {ANN: '5', BOB: '5'}, _story(table))
    transact(stories.save_estimate, ANN, table, '5')
    await ann.open('/')
    await misses(ann, 'Recently estimated')
    transact(tables.close_table, ANN, table)
    await sees(ann, 'Recently estimated', '100 %')


async def test_a_table_can_be_started_from_home(ann):
    await ann.open('/')
    press(ann, 'Start a table')
    await arrives(ann, '/poker?new=1')
    await sees(ann, 'Open the table')


@pytest.mark.parametrize('address', ['/', '/me', '/me/tokens', '/me/sessions', '/poker/decks', '/poker/history',
                                     '/admin/people', '/admin/audit', '/admin/health', '/admin/tokens'])
async def test_strangers_are_led_to_the_sign_in_and_back(user, workspace, address):
    answer = await user.http_client.get(address)
    assert answer.status_code == 303 and answer.headers['location'] == f'/sign-in?next={address}'


def _story(table):
    return read(stories.list_stories, table).stories[0].id



async def test_two_needs_of_the_same_name_are_two_lines(ann, table):
    start(table)
    start(open_table())
    await ann.open('/')
    await sees(ann, 'two things need you')
    assert text_of(ann).count(CARD) == 2
