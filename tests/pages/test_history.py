"""What was estimated: the list of sessions, one of them with every round, and the results to take away."""

import json
from datetime import timedelta

import pytest

from app import clock
from app.domain.access import Actor
from app.domain.poker.stories import StoryDraft
from app.domain.poker.table import Switches
from app.services.poker import rounds, seats, stories, tables
from app.work import read, transact
from tests.pages.conftest import (
    arrives,
    be_guest,
    control,
    give,
    misses,
    named,
    open_menu,
    press,
    sees,
    sign_in,
    text_of,
)
from tests.people import ANN, BOB
from tests.poker import open_table, played, seated, table_of


def session(name='Sprint 12', host=ANN, **switches):
    """A table that is over: a story that took two rounds."""
    table = open_table(host, name, stories=(StoryDraft('Split totals', 'PAY-1'),), switches=Switches(**switches))
    seated(table, BOB if host is ANN else ANN)
    story = read(stories.list_stories, table).stories[0].id
    transact(rounds.start_round, host, table, story)
    _turn(table, host, '3', '13')
    transact(rounds.restart_round, host, table)
    _turn(table, host, '5', '5')
    transact(stories.save_estimate, host, table, '5')
    return table


def _turn(table, host, anns, bobs):
    for person, face in ((ANN, anns), (BOB, bobs)):
        transact(rounds.lay_card, person, table, table_of(table).last_round, face)
    transact(rounds.reveal_cards, host, table)
    transact(rounds.turn_now, host, table)


@pytest.fixture
def over(workspace, user):
    table = session()
    transact(tables.close_table, ANN, table)
    return table


async def test_without_a_session_the_history_says_what_will_be_there(ann):
    await ann.open('/poker/history')
    await sees(ann, 'History', 'There is no ranking of people.', 'No session')


async def test_sessions_that_are_over_are_listed_with_their_figures(ann, over):
    await ann.open('/poker/history')
    await sees(ann, 'Sprint 12', 'Ann', '2.0', '0 %')
    press(ann, 'Results of Sprint 12')
    await arrives(ann, f'/poker/history/{over}')


async def test_a_table_that_is_open_or_not_kept_is_not_listed(ann, workspace):
    session('Open')
    transact(tables.close_table, ANN, session('Secret', keep=False))
    await ann.open('/poker/history')
    await sees(ann, 'No session')
    assert 'Secret' not in text_of(ann)


async def test_sessions_are_found_by_name_and_the_filter_stands_in_the_address(ann, over):
    transact(tables.close_table, ANN, session('Retro'))
    await ann.open('/poker/history')
    give(ann, 'Filter the history', 'spri')
    await misses(ann, 'Retro')
    await sees(ann, 'Sprint 12')
    await ann.open('/poker/history?text=retro')
    await misses(ann, 'Sprint 12')


async def test_a_filter_that_finds_nothing_can_be_cleared(ann, over):
    await ann.open('/poker/history?text=zebra')
    await sees(ann, 'No table was called “zebra”')
    press(ann, 'Clear filter')
    await sees(ann, 'Sprint 12')


async def test_a_long_history_is_read_in_parts(ann, workspace, monkeypatch):
    monkeypatch.setattr('pages.poker.history.LIMIT', 1)
    for name, days in (('First', 2), ('Second', 1)):
        with clock.standing_at(clock.now() - timedelta(days=days)):
            transact(tables.close_table, ANN, open_table(name=name))
    await ann.open('/poker/history')
    await sees(ann, 'Second', '1 – 1 of 2')
    assert 'disabled' in control(ann, 'Newer').props
    press(ann, 'Older')
    await sees(ann, 'First', '2 – 2 of 2')
    press(ann, 'Newer')
    await sees(ann, 'Second')


async def test_one_session_shows_every_round_who_played_what_and_who_saved_it(ann, over):
    await ann.open(f'/poker/history/{over}')
    await sees(ann, 'run by Ann', 'Split totals', 'PAY-1', 'Cards of round 1', 'Cards of round 2', '13 points',
               '5 saved by Ann', 'Rounds per story')


async def test_a_session_that_is_still_open_leads_back_to_its_table(ann, workspace):
    table = session()
    await ann.open(f'/poker/history/{table}')
    await sees(ann, 'still open')
    press(ann, 'To the table')
    await arrives(ann, f'/poker/{table}')


async def test_a_session_without_a_result_says_so(ann, table):
    transact(tables.close_table, ANN, table)
    await ann.open(f'/poker/history/{table}')
    await sees(ann, 'No cards were turned')


@pytest.mark.parametrize(('name', 'kind', 'holds'), [('CSV', 'text/csv', 'PAY-1'),
                                                     ('Markdown', 'text/markdown', '## PAY-1'),
                                                     ('JSON', 'application/json', '"PAY-1"')])
async def test_results_are_taken_away_as(ann, over, name, kind, holds):
    await ann.open(f'/poker/history/{over}')
    answer = await ann.http_client.get(control(ann, f'Download the results as {name}').props['href'])
    assert answer.status_code == 200 and kind in answer.headers['content-type']
    assert 'attachment' in answer.headers['content-disposition'] and holds in answer.text


async def test_results_can_be_taken_away_from_the_table_too(bob, workspace, user):
    table = session()
    await bob.open(f'/poker/{table}')
    await sees(bob, 'Export the results')
    open_menu(bob, 'Export the results')
    answer = await bob.http_client.get(control(bob, 'JSON').props['href'])
    assert json.loads(answer.text)


async def test_a_colleague_sees_the_session_of_others(user, cleo, over):
    sign_in(user, cleo)
    answer = await user.http_client.get(f'/poker/history/{over}')
    assert answer.status_code == 403 and 'Only people who were at the table' in answer.text


async def test_a_guest_sees_the_results_of_the_own_table_only(user, workspace):
    identity = be_guest(user, 'Gus')
    table, other = open_table(), open_table(name='Other')
    transact(seats.take_seat, Actor(identity, 'Gus'), table)
    played(table, {ANN: '5'})
    await user.open(f'/poker/history/{table}')
    await sees(user, 'Sprint 12', 'Cards of round 1')
    assert not named(user, 'History')
    assert (await user.http_client.get(f'/poker/history/{other}')).status_code == 403


async def test_an_unknown_session_is_not_there(ann):
    answer = await ann.http_client.get('/poker/history/unknown')
    assert answer.status_code == 404 and 'not kept any more' in answer.text


async def test_guests_have_no_history(user, workspace):
    be_guest(user, 'Gus')
    assert (await user.http_client.get('/poker/history')).status_code == 303
