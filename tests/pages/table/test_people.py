"""People at the table: how they come and go, who steers, and what the others see of it."""

from datetime import timedelta
from itertools import combinations, product
from math import hypot

import pytest

from app import clock
from app.domain.poker.views import NewsView
from app.services.people import presence
from app.services.poker import rounds, seats, tables
from app.work import transact
from components.feedback import Toaster
from components.poker import geometry
from components.poker.news import Notices, Voice, sentence
from tests.pages.conftest import (
    arrives,
    control,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    type_key,
    until,
)
from tests.people import ANN, BOB, CLEO
from tests.poker import cards, change, depart, host_of, open_table, public_id, seat_of, seated, start, table_of

REMOVED = 'The Scrum Master has removed you. You can come back in five minutes, or when you are let in again.'


def ago(**interval):
    return clock.standing_at(clock.now() - timedelta(**interval))


async def test_everybody_at_the_table_is_listed(at_table, table):
    await sees(at_table, 'Ann, you, Scrum Master', 'Bob', '2 of 16 seats', 'you, scrum master')


async def test_a_person_with_an_account_is_seated_without_a_form(bob, workspace):
    table = open_table()
    await bob.open(f'/poker/{table}')
    await sees(bob, 'Bob, you', '2 of 16 seats')
    assert seat_of(table, BOB).is_here and seat_of(table, BOB).is_voter


async def test_whoever_comes_appears_and_whoever_leaves_is_gone(at_table, cleo, table):
    seated(table, CLEO)
    await sees(at_table, 'Cleo', '3 of 16 seats', 'Cleo joined.')
    transact(seats.leave, CLEO, table)
    await sees(at_table, '2 of 16 seats')


async def test_whoever_lost_the_line_is_shown_as_away(at_table, table):
    depart(table, BOB)
    await sees(at_table, 'Bob, away', 'reconnecting')
    transact(presence.arrive, f'poker/{table}', BOB.identity, 'here')
    await misses(at_table, 'Bob, away')


async def test_a_seat_is_free_again_once_its_owner_has_left_by_hand(beside, table):
    press(beside, 'Leave the table')
    await arrives(beside, '/poker')
    await until(lambda: not seat_of(table, BOB).is_here)


async def test_a_scrum_master_who_leaves_is_asked_to_whom(at_table, table):
    press(at_table, 'Leave the table')
    await sees(at_table, 'Leave the table?', 'Bob becomes Scrum Master, being here longest')
    press(at_table, 'Back')
    await misses(at_table, 'Leave the table?')
    assert host_of(table) == 'Ann'


async def test_a_scrum_master_who_leaves_anyway_is_followed_by_whoever_is_here_longest(at_table, table):
    press(at_table, 'Leave the table')
    await sees(at_table, 'Leave the table?')
    press_last(at_table, 'Leave the table')
    await until(lambda: host_of(table) == 'Bob')
    await arrives(at_table, '/poker')


async def test_a_scrum_master_can_hand_over_before_leaving(at_table, table):
    press(at_table, 'Leave the table')
    await sees(at_table, 'Hand over first')
    press(at_table, 'Hand over first')
    await sees(at_table, 'Whoever you choose becomes Scrum Master at once.')
    press(at_table, 'Bob')
    await until(lambda: host_of(table) == 'Bob')


async def test_handing_over_changes_the_controls_of_both(at_table, beside, table):
    press(at_table, 'What to do about Bob')
    await sees(at_table, 'Remove Bob')
    press_last(at_table, 'Hand over')
    await until(lambda: host_of(table) == 'Bob')
    await sees(beside, 'Start round', 'Bob is Scrum Master now.')
    await misses(at_table, 'Start round')


async def test_the_role_can_be_handed_over_from_the_head_of_the_panel(at_table, table):
    press(at_table, 'Hand over')
    await sees(at_table, 'Whoever you choose becomes Scrum Master at once.')
    press(at_table, 'Bob')
    await until(lambda: host_of(table) == 'Bob')


async def test_where_nobody_else_votes_nobody_can_take_over(ann, workspace, user):
    await ann.open(f'/poker/{open_table()}')
    press(ann, 'Hand over')
    await sees(ann, 'Nobody else who votes is connected right now.')


async def test_a_person_is_removed_by_name_and_every_page_of_theirs_says_why(at_table, beside, table):
    press(at_table, 'What to do about Bob')
    press(at_table, 'Remove Bob')
    await sees(at_table, 'Remove Bob from the table?')
    press_last(at_table, 'Remove Bob')
    await sees(beside, 'You are not at this table any more', REMOVED)
    assert not seat_of(table, BOB).is_here
    press(beside, 'To the tables')
    await arrives(beside, '/poker')


async def test_a_removal_can_be_thought_over(at_table, table):
    press(at_table, 'What to do about Bob')
    press(at_table, 'Remove Bob')
    await sees(at_table, 'Remove Bob from the table?')
    press(at_table, 'Back')
    await misses(at_table, 'Remove Bob from the table?')
    assert seat_of(table, BOB).is_here


async def test_who_was_removed_cannot_come_back_until_let_in_again(at_table, bob, table):
    transact(seats.remove, ANN, table, public_id(table, BOB))
    answer = await bob.http_client.get(f'/poker/{table}')
    assert answer.status_code == 403 and 'removed you from this table' in answer.text
    await sees(at_table, 'Bob was removed')
    press(at_table, 'Let Bob in again')
    await until(lambda: not seat_of(table, BOB).kicked_until)
    await bob.open(f'/poker/{table}')
    await misses(at_table, 'Let Bob in again')
    assert seat_of(table, BOB).is_here


async def test_a_seat_given_back_in_another_tab_is_told_in_this_one(beside, table):
    transact(seats.leave, BOB, table)
    await sees(beside, 'You are not at this table any more', 'Your seat was given back.')


async def test_without_its_scrum_master_the_table_waits_and_says_for_whom(bob, table):
    await bob.open(f'/poker/{table}')
    depart(table, ANN)
    await sees(bob, 'Waiting for the Scrum Master. Without Ann, Bob takes over in', 'Paused')
    assert not named(bob, 'Take over as Scrum Master')
    transact(presence.arrive, f'poker/{table}', ANN.identity, 'here')
    await misses(bob, 'Without Ann')


async def test_after_a_minute_somebody_else_may_take_over(bob, table):
    with ago(seconds=61):
        depart(table, ANN)
    await bob.open(f'/poker/{table}')
    await sees(bob, 'Take over as Scrum Master')
    press(bob, 'Take over as Scrum Master')
    await until(lambda: host_of(table) == 'Bob')
    await misses(bob, 'Without Ann')


async def test_while_the_table_waits_nobody_can_play(bob, table):
    start(table)
    await bob.open(f'/poker/{table}')
    await sees(bob, '5 points')
    depart(table, ANN)
    await until(lambda: named(bob, '5 points') and control(bob, '5 points').parent_slot.parent.props.get(
        'aria-disabled') == 'true')
    await sees(bob, 'Paused: wait for the Scrum Master')
    press(bob, '5 points')
    await sees(bob, 'Paused: wait for the Scrum Master. Your card was not changed.')
    type_key(bob, '8')
    await until(lambda: len([one for one in shown(bob, Toaster)[0].messages if one.is_problem]) == 2)
    assert not [seat for seat in _felt(bob) if 'rt-thinking' in seat.classes]
    await sees(bob, 'Stopped at')
    transact(presence.arrive, f'poker/{table}', ANN.identity, 'here')
    await misses(bob, 'Without Ann')
    assert cards(table)['Bob'] is None


async def test_a_table_about_to_close_can_be_kept_open_by_anybody(bob, workspace, user):
    with ago(minutes=8, seconds=30):
        table = open_table()
        seated(table, BOB)
    await bob.open(f'/poker/{table}')
    await sees(bob, 'This table closes in')
    before = table_of(table).expires_at
    press(bob, 'Keep the table open')
    await until(lambda: table_of(table).expires_at > before)
    await misses(bob, 'This table closes in')


async def test_a_table_that_was_closed_is_gone_and_its_results_are_not(bob, table):
    transact(tables.close_table, ANN, table)
    answer = await bob.http_client.get(f'/poker/{table}')
    assert answer.status_code == 410 and 'The Scrum Master has closed this table.' in answer.text
    assert f'/poker/history/{table}' in answer.text


async def test_a_closed_table_gives_its_results_away_and_has_no_controls_any_more(at_table, beside, table):
    for browser in (at_table, beside):
        await sees(browser, 'Raise hand')
    transact(tables.close_table, ANN, table)
    for browser in (at_table, beside):
        await sees(browser, 'This table is closed. Nobody can vote here any more.', 'Download the results as CSV',
                   'Download the results as Markdown')
        assert not [name for name in ('Start round', 'Next story', 'Hand over', 'Table settings', 'Lock the table',
                                      'Reveal when everyone has voted', 'Raise hand', 'What to do about Bob',
                                      'Keep the table open') if named(browser, name)]
        answer = await browser.http_client.get(f'/api/v1/poker/tables/{table}/export?format=csv')
        assert answer.status_code == 200


async def test_a_stranger_is_not_led_to_results_they_may_not_see(user, table):
    transact(tables.close_table, ANN, table)
    answer = await user.http_client.get(f'/poker/{table}')
    assert answer.status_code == 410 and 'The Scrum Master has closed this table.' in answer.text
    assert f'/poker/history/{table}' not in answer.text


async def test_who_goes_and_comes_back_is_told_to_those_who_look(at_table, table):
    transact(seats.leave, BOB, table)
    await sees(at_table, 'Bob left.')
    notice = shown(at_table, Notices)[0]
    assert notice.text == 'Bob left.' and notice.props['aria-hidden'] == 'true'
    seated(table, BOB)
    await until(lambda: notice.text == 'Bob left. Bob joined.')


@pytest.mark.parametrize('left', ['two minutes', 'one minute', '30 seconds'])
def test_how_long_a_table_stays_open_is_said(left):
    expiring = NewsView(1, clock.now(), 'expiring', '', left)
    assert sentence(expiring, None) == f'The table closes in {left} unless somebody goes on.'


@pytest.mark.parametrize(('kinds', 'line'), [
    (['joined'], 'P0 joined.'), (['away', 'back', 'left'], 'P0 is away. P1 is back. P2 left.'),
    (4 * ['joined'], '4 people joined.'), (['joined', 'left', 'joined', 'away', 'back'],
                                          '2 people joined, 1 left, 1 went away, 1 came back.')])
async def test_more_than_three_comings_and_goings_are_counted(user, kinds, line):
    await user.open('/sign-in')
    with user:
        notices = Notices()
        notices.tell([NewsView(seq, clock.now(), kind, f'P{seq}', '') for seq, kind in enumerate(kinds)])
    assert notices.text == line


async def test_a_sentence_that_is_repeated_is_read_again(user, workspace):
    """Readers speak what changes: the second time it stands elsewhere, and is gone from where it stood."""
    await user.open('/sign-in')
    with user:
        voice = Voice('role=alert')
        texts = []
        for said in ('Paused.', 'Paused.', 'Paused.'):
            voice.say(said)
            texts.append([element.text for element in voice])
    assert texts == [['Paused.', ''], ['', 'Paused.'], ['Paused.', '']]


async def test_a_table_that_closed_by_itself_says_why(bob, table):
    with ago(minutes=20):
        old = open_table(name='Sprint 11')
    answer = await bob.http_client.get(f'/poker/{old}')
    assert answer.status_code == 410 and 'nothing happened at it' in answer.text
    assert f'/poker/history/{old}' in answer.text


async def test_people_who_watch_are_listed_and_have_no_place_at_the_felt(at_table, table):
    seated(table, CLEO, is_voter=False)
    await sees(at_table, 'Cleo')
    assert [seat.props['aria-label'] for seat in _felt(at_table)] == ['Ann, you, Scrum Master', 'Bob']
    await sees(at_table, 'watching')


async def test_a_scrum_master_who_only_facilitates_stays_at_the_felt(at_table, table):
    change(table, facilitate_only=True)
    await until(lambda: [seat.props['aria-label'] for seat in _felt(at_table)] == [
        'Ann, you, Scrum Master, watching', 'Bob'])


async def test_whoever_is_away_looks_away_also_with_a_card_down(at_table, table):
    transact(rounds.lay_card, BOB, table, start(table), '5')
    await until(lambda: 'rt-down' in _felt(at_table)[1].classes)
    depart(table, BOB)
    await until(lambda: {'rt-down', 'rt-away'} <= set(_felt(at_table)[1].classes))


def _felt(user):
    """The places at the table."""
    return list(next(one for one in named(user, 'At the table') if one.props.get('role') == 'list'))


@pytest.mark.parametrize('count', [2, 8, 12, 16, 17, 20, 27, 32])
def test_no_card_lies_under_another_or_under_a_person_and_the_middle_is_free(count):
    rings = geometry.rings_for(count)
    width, height, radius = (27, 37, 16) if rings == 2 else (46, 64, 18)
    cards = [_place(geometry.card_place(index, count, rings)) for index in range(count)]
    people = [_place(geometry.seat_place(index, count, rings)) for index in range(count)]
    for (x, y), (other_x, other_y) in combinations(cards, 2):
        assert abs(x - other_x) >= width or abs(y - other_y) >= height
    for (x, y), (other_x, other_y) in product(cards, people):
        assert hypot(max(0, abs(x - other_x) - width / 2), max(0, abs(y - other_y) - height / 2)) >= radius
    assert all(abs(x - 384) >= 115 + width / 2 or abs(y - 300) >= 40 + height / 2 for x, y in cards)


def _place(percent):
    return percent[0] * geometry.WIDTH / 100, percent[1] * geometry.HEIGHT / 100


@pytest.mark.parametrize(('voters', 'rings'), [(1, 1), (16, 1), (17, 2), (32, 2), (33, 0)])
def test_so_many_rings_for_so_many_voters(voters, rings):
    assert geometry.rings_for(voters) == rings


async def test_two_tabs_are_one_seat(at_table, neighbour, table):
    sign_in(neighbour, ANN)
    await neighbour.open(f'/poker/{table}')
    await sees(neighbour, '2 of 16 seats')
    assert len(table_of(table).here) == 2


async def test_a_table_an_admin_closed_says_so(beside, table):
    transact(seats.hand_over, ANN, table, public_id(table, BOB))
    transact(seats.leave, ANN, table)
    transact(tables.close_table, ANN, table)
    await sees(beside, 'An admin has closed this table.', 'See the results', 'To the tables')
