"""Small screens: everything within reach, and nothing beyond the edge."""

import json

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.pictures import PAGES

SMALL, NARROW = {'width': 360, 'height': 640}, {'width': 320, 'height': 640}
OVERHANG = '''Math.max(...[document.documentElement, ...document.querySelectorAll('main')]
    .map(one => one.scrollWidth - one.clientWidth))'''


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def priya(visitor):
    priya = await visitor('Priya', is_phone=True)
    await priya.plays_in_demo()
    await priya.page.set_viewport_size(NARROW)
    return priya


@pytest.mark.parametrize('address', PAGES.values())
async def test_no_page_scrolls_sideways_on_a_narrow_phone(priya, address):
    await priya.goes_to(address)
    await priya.page.get_by_role('heading', level=1).wait_for()
    assert await priya.page.evaluate(OVERHANG) == 0


async def test_no_table_scrolls_sideways_on_a_narrow_phone(priya):
    for table in json.loads(await priya.reads('/poker/tables'))['items']:
        await priya.is_at_table(table['id'])
        assert await priya.page.evaluate(OVERHANG) == 0


async def test_the_longest_names_and_titles_stay_within_the_screen(person):
    bob = await person('W' * 50, is_phone=True)
    await bob.page.set_viewport_size(NARROW)
    table = await bob.opens_table('T' * 100, stories=[{'title': 'S' * 255, 'key': 'K' * 64}])
    await bob.is_at_table(table)
    assert await bob.page.evaluate(OVERHANG) == 0
    await bob.sends('POST', f'/poker/tables/{table}/rounds')
    await bob.card('5 points').tap()
    await expect(bob.card('5 points')).to_be_checked()
    assert await bob.page.evaluate(OVERHANG) == 0


async def test_all_cards_can_be_tapped_without_scrolling_on_a_small_phone(person):
    ann, bob = await person('Ann'), await person('Bob', is_phone=True)
    await bob.page.set_viewport_size(SMALL)
    table = await ann.opens_table(stories=[{'title': 'Pay by card', 'key': 'PAY-1'}])
    await bob.takes_a_seat(table)
    await ann.sends('POST', f'/poker/tables/{table}/rounds')
    await bob.is_at_table(table)
    for card in await bob.page.locator('.rt-hand-card').all():
        box = await card.bounding_box()
        assert box['width'] >= 44 and box['height'] >= 44
        assert box['y'] >= 0 and box['y'] + box['height'] <= SMALL['height']
