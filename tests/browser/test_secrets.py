"""A secret is set with the keyboard alone, and neither the page nor the wire ever gives it back."""

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.test_accessibility import barriers

VALUE = 'swordfish-77-alpha'


@pytest_asyncio.fixture(loop_scope='session')
async def ann(person):
    ann = await person('Ann', reduced_motion='reduce')
    await ann.signs_in()
    await ann.goes_to('/ops/secrets')
    await ann.button('Set a secret').wait_for()
    return ann


async def test_a_secret_is_set_and_removed_by_keyboard(ann):
    page, keys, received = ann.page, ann.page.keyboard, []
    page.on('websocket', lambda socket: socket.on('framereceived', lambda frame: received.append(str(frame))))
    await ann.goes_to('/ops/secrets')
    await ann.button('Set FPL_PASSWORD').wait_for()
    await keys.press('/')
    await expect(page.get_by_role('textbox', name='Filter secrets')).to_be_focused()
    await keys.type('fpl_password')
    await expect(page.get_by_role('table', name='Secrets').get_by_role('row')).to_have_count(2)
    for _ in range(2):
        await keys.press('Tab')
    await expect(ann.button('Set FPL_PASSWORD')).to_be_focused()
    await keys.press('Enter')
    field = page.get_by_label('New value', exact=True)
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute('type', 'password')
    await keys.type(VALUE)
    await keys.press('Enter')
    await expect(page.get_by_role('table', name='Secrets').get_by_text('Set, never shown')).to_be_visible()
    await expect(ann.button('Replace FPL_PASSWORD')).to_be_focused()
    assert VALUE not in await page.content() and not any(VALUE in frame for frame in received)
    assert VALUE not in await ann.reads('/ops/secrets')
    await keys.press('n')  # the first of what the filter leaves
    await expect(field).to_have_value('')
    await keys.press('Escape')
    await expect(field).to_have_count(0)
    await expect(ann.button('Replace FPL_PASSWORD')).to_be_focused()
    await keys.press('n')
    await ann.button('Remove').focus()
    await keys.press('Enter')
    question = page.get_by_role('dialog', name='Remove FPL_PASSWORD?')
    await expect(question.get_by_role('button', name='Back')).to_be_focused()
    await question.get_by_role('button', name='Remove FPL_PASSWORD').press('Enter')
    await expect(page.get_by_role('table', name='Secrets').get_by_text('Not set')).to_be_visible()


async def test_the_list_and_the_panel_are_free_of_barriers(ann):
    page = ann.page
    assert await barriers(page) == ''
    await page.keyboard.press('n')
    await page.get_by_label('New value', exact=True).wait_for()
    assert await barriers(page) == ''
    await ann.button('Several lines').click()
    await page.get_by_role('textbox', name='New value').wait_for()
    assert await barriers(page) == ''
    await ann.goes_to('/ops/secrets?text=nothing')
    await page.get_by_text('No secret is called').wait_for()
    assert await barriers(page) == ''
