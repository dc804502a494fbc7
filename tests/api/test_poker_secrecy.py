"""Before the reveal no answer to anybody holds the face of somebody else's card."""

import json
import re

import pytest

from app.domain.poker.decks import custom
from app.domain.poker.stories import StoryDraft
from tests.api.conftest import program
from tests.api.tables import TABLES, guest_at, laid, seated, started, turned
from tests.poker import open_table

FACES = ('walrus', 'ocelot', 'lemur')
ELSEWHERE = ('/api/v1/ops', '/api/v1/seasons')  # where nothing is known of any table
DECK = custom('Animals', [(face, None) for face in FACES])


class Game:
    """Ann, Bob and Gus have laid their cards; Cleo and somebody unknown look on."""

    def __init__(self, table, round_, cards, strangers):
        self.table, self.round, self.cards = table, round_, cards
        self.lookers = {**cards, **dict.fromkeys(strangers)}

    async def addresses(self):
        """All that can be asked for, with the numbers of things that exist."""
        paths = (await program(root='').get('/api/openapi.json')).json()['paths']
        named = {'table_id': self.table.rpartition('/')[2], 'person_id': 2, 'deck_id': 1}
        exports = [f'/api/v1{self.table}/export?format={form}' for form in ('csv', 'md', 'json')]
        return [*(filled(path, named) for path, deeds in paths.items() if 'get' in deeds), *exports,
                '/api/v1/audit/export?format=json', '/metrics', '/readyz']

    async def leaks(self):
        """Who is told more than their own card, and where; the first of them is the admin, who asks everywhere."""
        asked = await self.addresses()
        nearby = [address for address in asked if not address.startswith(ELSEWHERE)]
        return [(address, answer.text) for number, (person, own) in enumerate(self.lookers.items())
                for address in (nearby if number else asked)
                if faces_in(answer := await person.get(f'http://test{address}')) - {own}]


def filled(path, named):
    """Whatever else is numbered begins with 1."""
    return re.sub(r'{(\w+)}', lambda found: str(named.get(found[1], 1)), path)


def faces_in(answer):
    """Those that are told beside what the deck is made of."""
    is_json = answer.content and answer.headers['content-type'] == 'application/json'
    told = json.dumps(without_decks(answer.json())) if is_json else answer.text
    return {face for face in FACES if face in told}


def without_decks(told):
    if isinstance(told, dict):
        return {name: without_decks(value) for name, value in told.items() if name != 'deck'}
    return [without_decks(item) for item in told] if isinstance(told, list) else told


@pytest.fixture(autouse=True)
def _who_looks_at_everything_is_not_hindered(monkeypatch):
    """Strangers who ask for every address there is would be stopped at 300 in a minute."""
    monkeypatch.setenv('RATE_LIMIT_ENABLED', 'false')


@pytest.fixture
async def game(ann, bob, cleo, nobody):
    table = f'{TABLES}/{open_table(deck=DECK, stories=(StoryDraft("Pay by card"),))}'
    await seated(table, bob)
    gus = await guest_at(table)
    round_ = await started(ann, table)
    cards = {ann: 'walrus', bob: 'ocelot', gus: 'lemur'}
    await laid(round_, cards)
    return Game(table, round_, cards, [cleo, nobody])


async def test_while_cards_are_laid_everybody_sees_their_own_and_no_other(game):
    assert await game.leaks() == []


async def test_while_the_countdown_runs_nothing_is_told_yet(game, ann):
    await ann.post(f'{game.round}/reveal')
    assert await game.leaks() == []


async def test_a_round_that_was_given_up_keeps_its_secrets(game, ann):
    await ann.post(f'{game.round}/restart')
    assert await game.leaks() == []
    await ann.post(f'{game.table}/rounds/2/cancel')
    assert await game.leaks() == []


async def test_the_answer_to_a_deed_tells_no_more_than_a_look(game, ann, bob):
    for path in ('reveal', 'cancel-reveal'):
        assert faces_in(await ann.post(f'{game.round}/{path}')) == set()
    assert faces_in(await bob.patch(f'{game.table}/seats/me', json={'kind': 'voter'})) == {'ocelot'}
    assert faces_in(await bob.post(f'{game.table}/seats', json={})) == {'ocelot'}
    assert faces_in(await bob.put(f'{game.round}/card', json={'face': 'ocelot'})) == set()


async def test_after_the_reveal_everybody_at_the_table_sees_every_card(game, ann):
    await turned(ann, game.round)
    for person in game.cards:
        assert faces_in(await person.get(game.table)) == set(FACES)
