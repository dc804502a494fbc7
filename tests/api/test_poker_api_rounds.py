"""Rounds for programs: cards, reveal, ways back, timer; and that only those may who may."""

import pytest

from tests.api.conftest import fields, refusal
from tests.api.tables import guest_at, laid, opened, played, public_id, seated, started, turned


@pytest.fixture
async def table(ann, bob):
    """Ann's table, with Bob."""
    table = await opened(ann, stories=[{'title': 'Pay by card'}, {'title': 'Pay later'}])
    await seated(table, bob)
    return table


async def card_of(person, table):
    return next(seat['card'] for seat in (await person.get(table)).json()['seats'] if seat['is_me'])


async def state(person, table):
    return (await person.get(table)).json()['state']


async def test_a_card_is_laid_changed_and_taken_back_until_the_reveal(ann, bob, table):
    round_ = await started(ann, table)
    for face in ('5', '5', '☕'):
        await laid(round_, {bob: face})
        assert await card_of(bob, table) == face
    for _ in range(2):
        assert (await bob.delete(f'{round_}/card')).status_code == 204
    assert await card_of(bob, table) is None
    await laid(round_, {bob: '8'})
    await turned(ann, round_)
    for answer in (await bob.put(f'{round_}/card', json={'face': '5'}), await bob.delete(f'{round_}/card')):
        assert refusal(answer) == (409, 'poker.round_over')
    assert await card_of(bob, table) == '8'


@pytest.mark.parametrize(('face', 'status', 'code'), [
    ('"999"', 422, 'poker.not_in_deck'), ('"5 "', 422, 'poker.not_in_deck'), ('"½"', 422, 'poker.not_in_deck'),
    ('""', 422, 'poker.not_in_deck'), ('5', 422, 'validation'), ('true', 422, 'validation'),
    ('null', 422, 'validation'), ('["5"]', 422, 'validation'), (f'"{10_000 * "5"}"', 422, 'validation'),
    ('NaN', 400, 'body.invalid')])
async def test_a_card_is_exactly_one_of_the_faces_of_the_deck(ann, bob, table, face, status, code):
    round_ = await started(ann, table)
    await laid(round_, {bob: '5'})
    answer = await bob.put(f'{round_}/card', content=f'{{"face": {face}}}',
                           headers={'Content-Type': 'application/json'})
    assert refusal(answer) == (status, code)
    assert await card_of(bob, table) == '5'


async def test_a_card_never_lands_in_another_round(ann, bob, table):
    first = await started(ann, table)
    assert refusal(await bob.put(f'{table}/rounds/2/card', json={'face': '5'})) == (409, 'poker.round_over')
    await ann.post(f'{first}/restart')
    assert refusal(await bob.put(f'{first}/card', json={'face': '5'})) == (409, 'poker.round_over')
    assert await card_of(bob, table) is None
    for number in ('0', '-1', 'one'):
        assert fields(await bob.put(f'{table}/rounds/{number}/card', json={'face': '5'})) == ['no']


async def test_observers_and_strangers_lay_no_cards(ann, cleo, nobody, table):
    round_ = await started(ann, table)
    for person, code in ((cleo, 'auth.forbidden'), (nobody, 'auth.forbidden')):
        assert refusal(await person.put(f'{round_}/card', json={'face': '5'})) == (403, code)
    await seated(table, cleo, kind='observer')
    assert refusal(await cleo.put(f'{round_}/card', json={'face': '5'})) == (403, 'poker.observer')


async def test_somebody_who_changes_cards_all_the_time_has_to_wait(ann, bob, table):
    round_ = await started(ann, table)
    for number in range(30):
        await laid(round_, {bob: str((1, 2, 3, 5)[number % 4])})
    answer = await bob.put(f'{round_}/card', json={'face': '8'})
    assert refusal(answer) == (429, 'limit.poker.cards') and int(answer.headers['retry-after']) >= 1


async def test_a_round_is_started_once(ann, bob, table):
    first = await ann.post(f'{table}/rounds', json={})
    assert first.json()['no'] == 1 and first.json()['result'] is None
    await laid(f'{table}/rounds/1', {bob: '5'})
    assert refusal(await ann.post(f'{table}/rounds', json={})) == (409, 'poker.round_running')
    assert await card_of(bob, table) == '5'


async def test_a_round_begins_on_the_story_that_is_picked_or_on_none_where_that_is_said(ann, table):
    picked = (await ann.get(table)).json()['story']['id']
    assert (await ann.post(f'{table}/rounds', json={})).json()['story_id'] == picked
    await ann.post(f'{table}/rounds/1/cancel')
    assert (await ann.post(f'{table}/rounds', json={'story_id': None})).json()['story_id'] is None


@pytest.mark.parametrize(('story_id', 'status'), [('1x', 422), ('', 422), (1, 422), ('999999', 404), (30 * '9', 422)])
async def test_a_round_is_about_a_story_of_this_table_or_about_none(ann, table, story_id, status):
    assert refusal(await ann.post(f'{table}/rounds', json={'story_id': story_id}))[0] == status


async def test_cards_turn_after_a_countdown_and_then_stay_as_they_are(ann, bob, table, time):
    round_ = await started(ann, table)
    assert refusal(await ann.post(f'{round_}/reveal')) == (409, 'poker.no_cards')
    await laid(round_, {ann: '3', bob: '5'})
    assert (await ann.post(f'{round_}/reveal')).json()['reveal_at'] == '2030-01-09T12:00:03Z'
    assert (await bob.get(table)).json()['seats'][0]['card'] is None
    time.passes(seconds=3)
    shown = (await bob.get(table)).json()
    assert [seat['card'] for seat in shown['seats']] == ['3', '5']
    again = await ann.post(f'{round_}/reveal')
    assert again.status_code == 200 and again.json() == shown['round']


async def test_a_countdown_can_be_stopped(ann, bob, table):
    round_ = await started(ann, table)
    await laid(round_, {bob: '5'})
    for deed in ('cancel-reveal', 'turn-now'):
        assert refusal(await ann.post(f'{round_}/{deed}')) == (409, 'poker.not_revealing')
    await ann.post(f'{round_}/reveal')
    assert (await ann.post(f'{round_}/cancel-reveal')).json()['reveal_at'] is None
    assert await card_of(bob, table) == '5'


async def test_numbers_of_a_result_are_exact(ann, bob, table):
    gus = await guest_at(table)
    round_ = await started(ann, table)
    await laid(round_, {ann: '3', bob: '8', gus: '8'})
    result = (await turned(ann, round_))['round']['result']
    assert (result['median'], result['suggestion'], result['modes'], result['spread']) == ('8', '8', ['8'], 2)
    assert (result['lowest'], result['highest']) == ('3', '8')
    assert (result['consensus'], result['participation']) == (False, '3/3')
    assert result['distribution'][0] == {'face': '3', 'count': 1, 'names': ['Ann']}
    assert result['average'].startswith('6.33') and isinstance(result['agreement'], str)


@pytest.mark.parametrize(('deed', 'before'), [('restart', 'voting'), ('cancel', 'waiting')])
async def test_a_hasty_deed_is_undone_within_ten_seconds(ann, bob, table, time, deed, before):
    round_ = await started(ann, table)
    await laid(round_, {bob: '5'})
    await ann.post(f'{round_}/{deed}')
    assert (await ann.get(table)).json()['state'] == before
    back = (await ann.post(f'{table}/undo')).json()
    assert (back['state'], back['seats'][1]['has_voted']) == ('voting', True)
    assert refusal(await ann.post(f'{table}/undo')) == (409, 'poker.nothing_to_undo')
    await ann.post(f'{table}/rounds/{back["round"]["no"]}/{deed}')
    assert refusal(await bob.post(f'{table}/undo')) == (403, 'auth.forbidden')
    time.passes(seconds=11)
    assert refusal(await ann.post(f'{table}/undo')) == (409, 'poker.nothing_to_undo')


async def test_the_timer_is_set_stopped_and_lengthened(ann, table, time):
    assert refusal(await ann.post(f'{table}/timer', json={'action': 'add'})) == (409, 'poker.no_round')
    await started(ann, table)
    ends = (await ann.post(f'{table}/timer', json={'action': 'add', 'seconds': 60})).json()['round']['timer_ends_at']
    assert ends == '2030-01-09T12:01:00Z'
    assert (await ann.post(f'{table}/timer', json={'action': 'pause'})).json()['round']['timer_ends_at'] is None
    time.passes(seconds=5)
    resumed = (await ann.post(f'{table}/timer', json={'action': 'resume'})).json()
    assert resumed['round']['timer_ends_at'] == '2030-01-09T12:01:05Z'
    assert (await ann.post(f'{table}/timer', json={'action': 'stop'})).json()['round']['timer_ends_at'] is None


@pytest.mark.parametrize(('body', 'field'), [
    ({'action': 'explode'}, 'action'), ({'action': 'restart'}, 'action'), ({'action': 'add', 'seconds': 0}, 'seconds'),
    ({'action': 'add', 'seconds': 3601}, 'seconds'), ({'action': 'add', 'seconds': '30'}, 'seconds'), ({}, 'action')])
async def test_the_timer_does_what_timers_do(ann, table, body, field):
    await started(ann, table)
    assert fields(await ann.post(f'{table}/timer', json=body)) == [field]


async def test_what_was_agreed_can_be_any_short_text(ann, bob, table):
    story = (await ann.get(f'{table}/stories')).json()['items'][0]['id']
    round_ = await started(ann, table, story_id=story)
    assert refusal(await ann.post(f'{round_}/estimate', json={'value': '5'})) == (409, 'poker.not_revealed')
    await laid(round_, {bob: '5'})
    await turned(ann, round_)
    for wrong in ('', ' ', '123456789', 5, None):
        assert fields(await ann.post(f'{round_}/estimate', json={'value': wrong})) == ['value']
    assert (await ann.post(f'{round_}/estimate', json={'value': ' 4.5 '})).json()['estimate'] == '4.5'
    assert refusal(await ann.post(f'{round_}/estimate', json={'value': '5'})) == (409, 'poker.round_over')


async def test_a_round_about_no_story_has_nothing_to_save(ann, table):
    round_ = await played(ann, table, {ann: '5'}, story_id=None)
    assert refusal(await ann.post(f'{round_}/estimate', json={'value': '5'})) == (409, 'poker.no_story')


DEEDS = [  # of the Scrum Master: method, address, body
    ('PATCH', '', {'name': 'Mine', 'version': 0}), ('DELETE', '', None), ('POST', '/rounds', {}),
    *(('POST', f'/rounds/1/{deed}', None) for deed in ('reveal', 'cancel-reveal', 'turn-now', 'cancel', 'restart')),
    ('POST', '/rounds/1/estimate', {'value': '5'}), ('POST', '/timer', {'action': 'add'}),
    ('POST', '/nudge', {}), ('DELETE', '/seats/{ann}', None), ('POST', '/seats/{ann}/readmit', None),
    ('POST', '/host', {'public_id': '{bob}'}), ('POST', '/stories', {'title': 'Mine'}),
    ('PATCH', '/stories/{story}', {'title': 'Mine'}), ('DELETE', '/stories/{story}', None),
    ('POST', '/stories/{story}/pick', None), ('POST', '/next', None)]
FORGED = {'is_host': True, 'role': 'admin', 'everyone_reveals': True}


@pytest.mark.parametrize('is_guest', [False, True])
async def test_no_participant_does_what_is_the_scrum_masters(ann, bob, table, is_guest):
    participant = await guest_at(table) if is_guest else bob
    await laid(await started(ann, table), {participant: '5'})
    names = {'ann': await public_id(ann, table), 'bob': await public_id(bob, table),
             'story': (await ann.get(f'{table}/stories')).json()['items'][0]['id']}
    before = (await ann.get(table)).json()
    for method, address, body in DEEDS:
        address = table + address.format(**names)
        given = {name: names['bob'] if value == '{bob}' else value for name, value in (body or {}).items()}
        plain = await participant.request(method, address, json=given if body is not None else None)
        assert refusal(plain)[0] == 403, (method, address, plain.text)
        forged = await participant.request(method, address, json=given | FORGED)
        assert refusal(forged)[0] == 422, (method, address, forged.text)
    assert (await ann.get(table)).json() == before
