"""Seats for programs: sit down, come back, leave; and what the Scrum Master may do about people."""

import pytest

from app.services.poker import seats
from app.work import transact
from tests.api.conftest import fields, program, refusal
from tests.api.tables import gone, guest_at, laid, opened, public_id, seat_of, seated, started
from tests.people import ANN, guest


async def hosts(person, table):
    """The name of the Scrum Master, as this person is told."""
    return next((seat['name'] for seat in (await person.get(table)).json()['seats'] if seat['is_host']), None)


def filled(table, until):
    """So many voters sit there, Ann among them."""
    for number in range(until - 1):
        transact(seats.take_seat, guest(number), table.rpartition('/')[2])


async def test_a_seat_is_new_once_and_then_the_same_again(ann, bob):
    table = await opened(ann)
    first = await bob.post(f'{table}/seats', json={'avatar': 'Fox'})
    again = await bob.post(f'{table}/seats', json={'avatar': 'Owl'})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()['is_voter'] and first.json()['is_me'] and first.json()['seat_token'] is None


async def test_a_guest_is_known_by_the_token_of_the_seat_and_by_nothing_else(ann, nobody):
    table = await opened(ann)
    gus = await guest_at(table, 'Gus')
    other = await guest_at(table, 'Gus')
    assert [(await seat_of(person, table))['name'] for person in (gus, other)] == ['Gus', 'Gus 2']
    stranger = program(f'Seat {await public_id(gus, table)}')
    liar = program('Seat made-up')
    for answer in (await stranger.get(table), await liar.post(f'{table}/seats', json={'name': 'Eve'})):
        assert refusal(answer) == (401, 'auth.required')
    assert refusal(await nobody.get(table)) == (403, 'auth.forbidden')


@pytest.mark.parametrize('name', [None, '', 'x', 51 * 'x', '<b>'])
async def test_a_guest_needs_a_name(ann, nobody, name):
    table = await opened(ann)
    assert fields(await nobody.post(f'{table}/seats', json={'name': name})) == ['name']


async def test_a_seat_is_for_a_voter_or_an_observer(ann, bob):
    table = await opened(ann)
    assert fields(await bob.post(f'{table}/seats', json={'kind': 'boss'})) == ['kind']
    await seated(table, bob, kind='observer')
    assert not (await seat_of(bob, table))['is_voter']
    assert (await bob.patch(f'{table}/seats/me', json={'kind': 'voter'})).json()['seats'][1]['is_voter']


async def test_the_seventeenth_voter_is_offered_to_watch(ann, bob):
    table = await opened(ann)
    filled(table, 16)
    answer = await bob.post(f'{table}/seats', json={})
    assert refusal(answer) == (409, 'poker.table_full')
    assert 'You can watch' in answer.json()['detail']
    await seated(table, bob, kind='observer')
    assert refusal(await bob.patch(f'{table}/seats/me', json={'kind': 'voter'})) == (409, 'poker.table_full')


async def test_a_member_comes_back_to_a_full_or_locked_table(ann, bob):
    table = await opened(ann, switches={'locked': False})
    await seated(table, bob)
    filled(table, 15)
    await gone(ANN, table)
    assert (await bob.post(f'{table}/seats', json={})).status_code == 200
    version = (await ann.get(table)).json()['version']
    await ann.patch(table, json={'switches': {'locked': True}, 'version': version})
    assert (await bob.post(f'{table}/seats', json={})).status_code == 200
    assert refusal(await program().post(f'{table}/seats', json={'name': 'Gus'})) == (403, 'poker.locked')


async def test_guests_may_be_unwelcome(ann, nobody):
    table = await opened(ann, switches={'guests': False})
    assert refusal(await nobody.post(f'{table}/seats', json={'name': 'Gus'})) == (403, 'auth.forbidden')


async def test_whoever_leaves_takes_the_card_along_and_may_come_back(ann, bob):
    table = await opened(ann)
    await seated(table, bob)
    await laid(await started(ann, table), {bob: '5'})
    assert (await bob.delete(f'{table}/seats/me')).status_code == 204
    assert len((await ann.get(table)).json()['seats']) == 1
    assert refusal(await bob.post(f'{table}/hand', json={'raised': True})) == (403, 'auth.forbidden')
    assert (await bob.post(f'{table}/seats', json={})).status_code == 201
    seat = await seat_of(bob, table)
    assert seat['is_connected'] and not seat['has_voted']


async def test_a_removed_person_stays_out_until_readmitted(ann, bob):
    table = await opened(ann)
    await seated(table, bob)
    bobs = await public_id(bob, table)
    assert (await ann.delete(f'{table}/seats/{bobs}')).status_code == 204
    assert refusal(await bob.post(f'{table}/seats', json={})) == (403, 'poker.removed')
    assert (await ann.post(f'{table}/seats/{bobs}/readmit')).status_code == 204
    assert (await bob.post(f'{table}/seats', json={})).status_code == 201


async def test_the_scrum_master_cannot_be_removed_and_nobody_else_removes(ann, bob):
    table = await opened(ann)
    await seated(table, bob)
    anns = await public_id(ann, table)
    assert refusal(await ann.delete(f'{table}/seats/{anns}')) == (409, 'poker.host_seat')
    assert refusal(await bob.delete(f'{table}/seats/{anns}')) == (403, 'auth.forbidden')
    assert refusal(await ann.delete(f'{table}/seats/unknown')) == (404, 'not_found')


async def test_the_scrum_master_hands_over_to_a_voter_who_is_there(ann, bob, cleo, time):
    table = await opened(ann)
    await seated(table, bob)
    await seated(table, cleo, kind='observer')
    bobs, cleos = await public_id(bob, table), await public_id(cleo, table)
    assert refusal(await ann.post(f'{table}/host', json={'public_id': cleos})) == (409, 'poker.not_connected')
    assert refusal(await bob.post(f'{table}/host', json={'public_id': bobs})) == (403, 'auth.forbidden')
    assert (await ann.post(f'{table}/host', json={'public_id': bobs})).status_code == 200
    assert await hosts(ann, table) == 'Bob'


async def test_a_voter_takes_over_after_a_minute_without_the_scrum_master(ann, bob, cleo, time):
    table = await opened(ann)
    await seated(table, bob)
    await seated(table, cleo, kind='observer')
    await gone(ANN, table)
    time.passes(seconds=57)
    assert refusal(await bob.post(f'{table}/host', json={'take_over': True})) == (409, 'poker.too_early')
    time.passes(seconds=1)
    assert refusal(await cleo.post(f'{table}/host', json={'take_over': True})) == (409, 'poker.not_connected')
    assert (await bob.post(f'{table}/host', json={'take_over': True})).status_code == 200
    assert await hosts(ann, table) == 'Bob'


@pytest.mark.parametrize('body', [{}, {'take_over': False}, {'take_over': True, 'public_id': 'x'}])
async def test_a_change_of_hosts_is_either_given_or_taken(ann, body):
    table = await opened(ann)
    assert fields(await ann.post(f'{table}/host', json=body)) == ['public_id']


async def test_anybody_at_the_table_keeps_it_open(ann, bob, nobody, time):
    table = await opened(ann)
    await seated(table, bob)
    time.passes(minutes=5)
    before = (await bob.get(table)).json()['expires_at']
    assert (await bob.post(f'{table}/keep-open')).status_code == 204
    assert (await bob.get(table)).json()['expires_at'] > before
    assert refusal(await nobody.post(f'{table}/keep-open')) == (403, 'auth.forbidden')


async def test_a_raised_hand_is_seen_by_all(ann, bob):
    table = await opened(ann)
    await seated(table, bob)
    for raised in (True, False):
        assert (await bob.post(f'{table}/hand', json={'raised': raised})).status_code == 204
        assert (await ann.get(table)).json()['seats'][1]['hand_raised'] is raised


async def test_the_same_person_is_reminded_only_now_and_then(ann, bob, time):
    table = await opened(ann)
    await seated(table, bob)
    bobs = await public_id(bob, table)
    await started(ann, table)
    assert (await ann.post(f'{table}/nudge', json={'public_id': bobs})).status_code == 204
    again = await ann.post(f'{table}/nudge', json={'public_id': bobs})
    assert refusal(again) == (429, 'poker.nudged') and again.headers['retry-after'] == '20'
    assert (await ann.post(f'{table}/nudge', json={})).status_code == 204
    time.passes(seconds=20)
    assert (await ann.post(f'{table}/nudge', json={'public_id': bobs})).status_code == 204


async def test_joining_and_leaving_again_and_again_has_to_wait(ann, bob):
    table = await opened(ann)
    for _ in range(5):
        await seated(table, bob)
        await bob.delete(f'{table}/seats/me')
    answer = await bob.post(f'{table}/seats', json={})
    assert refusal(answer) == (429, 'limit.poker.joins') and int(answer.headers['retry-after']) >= 1
