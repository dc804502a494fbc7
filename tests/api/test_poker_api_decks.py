"""Decks for programs: one's own, those for everyone, and the exact reason why one is refused."""

import pytest

from tests.api.conftest import fields, refusal
from tests.api.tables import laid, opened, started

SIZES = {'name': 'Sizes', 'faces': [{'face': 'S', 'number': '1'}, {'face': 'L', 'number': '4.5'}, {'face': '?'}]}


def numbers(*faces):
    return {'name': 'Mine', 'faces': [{'face': face} for face in faces]}


async def names(person):
    return [deck['name'] for deck in (await person.get('/poker/decks')).json()['items'] if deck['id']]


async def test_everybody_sees_the_decks_that_come_along(nobody):
    decks = (await nobody.get('/poker/decks')).json()
    assert decks['total'] == len(decks['items']) == 5
    assert decks['items'][0]['name'] == 'Fibonacci with coffee' and decks['items'][0]['id'] is None
    assert decks['items'][2]['faces'][1] == {'face': '½', 'number': '0.5'}


async def test_a_deck_is_made_changed_and_deleted(bob):
    answer = await bob.post('/poker/decks', json=SIZES)
    made = answer.json()
    assert (answer.status_code, made['is_mine'], made['for_everyone']) == (201, True, False)
    assert made['faces'][1] == {'face': 'L', 'number': '4.5'}
    deck = answer.headers['location'].removeprefix('/api/v1')
    assert (await bob.get(deck)).json() == made
    assert (await bob.patch(deck, json=numbers('1', '2') | {'name': 'Two'})).json()['name'] == 'Two'
    assert (await bob.delete(deck)).status_code == 204
    assert refusal(await bob.get(deck)) == (404, 'not_found')


async def test_a_deck_is_seen_and_changed_by_its_owner_only(ann, bob, cleo):
    deck = (await bob.post('/poker/decks', json=SIZES)).headers['location'].removeprefix('/api/v1')
    assert (await names(bob), await names(cleo)) == (['Sizes'], [])
    for answer in (await cleo.get(deck), await cleo.patch(deck, json=SIZES), await ann.delete(deck)):
        assert refusal(answer) == (404, 'not_found')


async def test_decks_for_everyone_are_made_by_planners(ann, bob, cleo):
    assert refusal(await bob.post('/poker/decks', json=SIZES | {'for_everyone': True})) == (403, 'auth.forbidden')
    assert (await ann.post('/poker/decks', json=SIZES | {'for_everyone': True})).status_code == 201
    assert await names(cleo) == ['Sizes']


async def test_guests_have_no_decks_of_their_own(nobody):
    assert refusal(await nobody.post('/poker/decks', json=SIZES)) == (401, 'auth.required')


async def test_a_deck_of_ones_own_is_played_with(bob):
    await bob.post('/poker/decks', json=SIZES)
    table = await opened(bob, deck='Sizes')
    await laid(await started(bob, table), {bob: 'L'})
    assert refusal(await bob.put(f'{table}/rounds/1/card', json={'face': '5'})) == (422, 'poker.not_in_deck')


@pytest.mark.parametrize(('deck', 'says'), [
    (numbers('1'), '2 to 20'), (numbers(*map(str, range(21))), '2 to 20'), (numbers('1', '2', '1'), '“1”'),
    (numbers('s', 'S'), '“S”'), (numbers('1', ''), 'needs 1 to 8'), (numbers('1', 9 * 'x'), f'“{9 * "x"}”'),
    ({'name': 'Mine', 'faces': [{'face': 'S', 'number': '1e999'}, {'face': 'L'}]}, '“S”'),
    ({'name': 'Mine', 'faces': [{'face': 'S', 'number': 'NaN'}, {'face': 'L'}]}, '“S”')])
async def test_a_deck_that_cannot_be_played_is_refused_and_the_card_named(bob, deck, says):
    answer = await bob.post('/poker/decks', json=deck)
    assert fields(answer) == ['faces']
    assert says in answer.json()['detail']


@pytest.mark.parametrize(('deck', 'field'), [
    ({'name': ''}, 'name'), ({'name': 61 * 'x'}, 'name'), ({'faces': None}, 'faces'), ({'faces': 'S L'}, 'faces'),
    ({'faces': [{'face': 1}, {'face': '2'}]}, 'faces.0.face'), ({'colour': 'red'}, 'colour'),
    ({'faces': [{'face': 'S', 'number': 1}, {'face': 'L'}]}, 'faces.0.number'),
    ({'for_everyone': 'yes'}, 'for_everyone')])
async def test_what_is_wrong_about_a_deck_is_found_where_it_is(bob, deck, field):
    assert fields(await bob.post('/poker/decks', json=SIZES | deck)) == [field]


@pytest.mark.parametrize('name', ['Sizes', 'SIZES', 'T-shirt', 'Fibonacci with coffee'])
async def test_two_decks_of_one_name_would_be_confused(bob, name):
    await bob.post('/poker/decks', json=SIZES)
    assert refusal(await bob.post('/poker/decks', json=SIZES | {'name': name})) == (409, 'poker.deck_exists')
