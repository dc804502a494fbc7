"""The page is there, its line is not yet: whoever begins to type at once loses no letter and is not interrupted."""

import asyncio
import json

import pytest
from playwright.async_api import expect

from tests.machine.program import ADMIN


class SlowLine:
    """What the server says on the websocket of a page arrives once the line stands; before, nobody is connected."""

    def __init__(self, page):
        self.page, self.waiting, self.stands = page, [], False

    async def begins(self):
        await self.page.route_web_socket('**/socket.io/**', self._lead)

    def _lead(self, socket):
        self.socket = socket
        socket.connect_to_server().on_message(lambda said: socket.send(said) if self.stands else
                                              self.waiting.append(said))

    async def comes(self):
        while not self.waiting:
            await asyncio.sleep(0.01)
        assert not await is_connected(self.page)
        self.stands = True
        for said in self.waiting:
            self.socket.send(said)
        await self.page.wait_for_function('window.socket.connected')


async def is_connected(page):
    return await page.evaluate('Boolean(window.socket?.connected)')


@pytest.fixture
def slowly(person):
    """Somebody who opens a page whose line takes its time."""
    async def slowly(name, path, **options):
        one = await person(name, **options)
        line = SlowLine(one.page)
        await line.begins()
        await one.page.goto(f'{one.home}{path}')
        return one, line
    return slowly


async def test_nobody_is_interrupted_in_the_field_in_which_they_have_begun_to_type(person, slowly):
    ann, line = await slowly('Ann', '/poker?new=1')
    name = ann.page.get_by_label('Your name')
    await name.click()
    await ann.page.keyboard.type('An')
    await line.comes()
    await (await person('Bob')).opens_table('Elsewhere')
    await expect(ann.page.get_by_text('Elsewhere')).to_be_visible()  # and so has come all that had waited for the line
    await ann.page.keyboard.type('n')
    await expect(name).to_have_value('Ann')
    await expect(name).to_be_focused()


async def test_the_cursor_waits_where_something_is_missing_before_the_line_stands(slowly):
    ann, line = await slowly('Ann', '/poker?new=1')
    await expect(ann.page.get_by_label('Your name')).to_be_focused()
    await ann.page.keyboard.type('Ann')
    await line.comes()
    await expect(ann.page.get_by_label('Your name')).to_have_value('Ann')


async def test_all_that_was_typed_and_clicked_before_the_line_stands_happens_in_its_order(slowly):
    """Every letter is told: the last one must not be overtaken by the one before, nor by the click."""
    ann, line = await slowly('Ann', '/poker?new=1')
    for label, text in (('Your name', 'Ann of Green Gables'), ('Table name', 'Patience is a virtue')):
        await ann.page.get_by_label(label).click()
        await ann.page.keyboard.type(text, delay=3)
    await ann.button('Open the table').click()
    await line.comes()
    await expect(ann.button('Start round')).to_be_visible()
    told = json.loads(await ann.reads(f'/poker/tables/{ann.page.url.rpartition("/")[2]}'))
    assert told['name'] == 'Patience is a virtue'
    assert [seat['name'] for seat in told['seats']] == ['Ann of Green Gables']


async def test_a_seat_is_taken_under_the_name_that_was_typed_before_the_line_stands(person, slowly):
    table = await (await person('Ann')).opens_table()
    bob, line = await slowly('Bob', f'/poker/{table}')
    await bob.page.get_by_label('Your name').fill('Bob')
    await line.comes()
    await bob.button('Take a seat').click()
    await expect(bob.seat('Bob')).to_have_count(1)


async def test_whoever_signs_in_before_the_line_stands_is_signed_in(slowly):
    ann, line = await slowly('Ann', '/sign-in')
    await ann.page.get_by_label('E-mail').fill(ADMIN['SETUP_ADMIN_EMAIL'])
    await ann.page.get_by_label('Password', exact=True).fill(ADMIN['SETUP_ADMIN_PASSWORD'])
    await line.comes()
    await ann.button('Sign in', exact=True).click()
    await ann.page.wait_for_url('**/')
    await expect(ann.page.get_by_label('Connection: live')).to_be_visible()
