"""Nothing that reaches a browser before the reveal tells what lies under somebody else's card."""

import asyncio

import aiohttp
import pytest_asyncio

from app.domain.poker.decks import spoken
from tests.wire import Wire

LAID = {'Ann': 'Q7X', 'Bob': 'Z3K', 'Cleo': 'W9J'}  # nothing else on a page looks like these
NEVER_LAID = 'V4P'  # told of as often as any card of the deck of which nothing is known
FACES = ('B5T', *LAID.values(), NEVER_LAID)  # the first is told of more often: it is where the focus goes
WAYS = ('', '/rounds', '/stories', '/export?format=csv', '/export?format=md', '/export?format=json')


class Onlooker:
    """A page at the table without a browser in between, and the same person's way to the API."""

    def __init__(self, name, base, table, cookies):
        self.name, self.base, self.table, self.cookies = name, base, table, cookies

    async def open(self):
        self.wire = await Wire.open(self.base, f'/poker/{self.table}', self.cookies)
        return self

    async def told(self):
        """Everything that has reached this person, and whatever they can ask for."""
        async with aiohttp.ClientSession(self.base, cookies=self.cookies) as session:
            answers = [await _text(session, f'/api/v1/poker/tables/{self.table}{way}') for way in WAYS]
        again = await Wire.open(self.base, f'/poker/{self.table}', self.cookies)
        await again.close()
        return [self.wire.html, ''.join(self.wire.heard), again.html, ''.join(again.heard), *answers]

    async def knows(self):
        """The cards of others about which something was told."""
        return {face for text in await self.told() for name, face in LAID.items()
                if name != self.name and text.count(face) != text.count(NEVER_LAID)}


async def _text(session, path):
    async with session.get(path) as answer:
        return await answer.text()


async def _seat(base, table, name, **body):
    """The cookies of a guest with a new seat."""
    async with aiohttp.ClientSession(base) as session, session.post(
            f'/api/v1/poker/tables/{table}/seats', json={'name': name, **body}) as answer:
        return {'rt_guest': (await answer.json())['seat_token']}


@pytest_asyncio.fixture(loop_scope='session')
async def onlookers(person):
    """Ann, who runs the table; Bob and Cleo, who vote; Dora, who watches."""
    ann = await person('Ann')
    await ann.signs_in()
    await ann.sends('POST', '/poker/decks', name='Unmistakable', faces=[{'face': face} for face in FACES])
    table = await ann.opens_table(deck='Unmistakable')
    cookies = {'Ann': {cookie['name']: cookie['value'] for cookie in await ann.context.cookies()}}
    for name, kind in (('Bob', 'voter'), ('Cleo', 'voter'), ('Dora', 'observer')):
        cookies[name] = await _seat(ann.home, table, name, kind=kind)
    there = {name: await Onlooker(name, ann.home, table, own).open() for name, own in cookies.items()}
    yield there
    for one in there.values():
        await one.wire.close()


async def whoever_knows(onlookers):
    return {(name, face) for name, one in onlookers.items() for face in await one.knows()}


async def everybody_hears(onlookers, words):
    await asyncio.gather(*(one.wire.hear(words) for one in onlookers.values()))


async def test_nobody_is_told_what_others_have_laid_before_the_cards_turn(onlookers):
    ann = onlookers['Ann'].wire
    await ann.click('Start round')
    await everybody_hears(onlookers, '0 of 3')
    for name, face in LAID.items():
        await onlookers[name].wire.click(spoken(face), 'rt-hand-card')
    await everybody_hears(onlookers, '3 of 3')
    assert await whoever_knows(onlookers) == set()

    await ann.click('Reveal cards')
    await everybody_hears(onlookers, 'Cards turn in')
    assert await whoever_knows(onlookers) == set()

    await ann.click('Turn now')
    await everybody_hears(onlookers, 'Most played')
    assert await onlookers['Dora'].knows() == set(LAID.values())
