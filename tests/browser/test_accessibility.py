"""No page has a barrier that the rules of axe can find, in either theme, on a desk or on a phone."""

import json
import re

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE
from tests.browser.pictures import PAGES
from tests.machine.program import running

VIEWS = (('light', DESKTOP), ('dark', DESKTOP), ('dark', PHONE))
OPTIONS = {
    'preload': False,  # of the style sheets, once more
    'resultTypes': ['violations'],
    'rules': {'aria-allowed-role': {'enabled': False}},  # the framework gives each input a list that does not exist
}
PORTFOLIO = [address for address in PAGES.values() if address.startswith('/portfolio')]
SETTLED = '''new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next))).then(() => Promise.all(
    document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished.catch(() => 0))))'''
LOOK = '''async options => (await axe.run(document, options)).violations.flatMap(
    ({id, nodes}) => nodes.map(({html, failureSummary}) => [id, html, failureSummary]))'''

axe = Axe()


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def priya(visitor):
    """The admin of the demo, who runs both of its tables."""
    priya = await visitor('Priya', reduced_motion='reduce')
    await priya.plays_in_demo()
    return priya


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def hugo(visitor):
    """May look, and no more."""
    hugo = await visitor('Hugo', reduced_motion='reduce')
    await hugo.plays_in_demo()
    return hugo


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def guest(visitor):
    return await visitor('Gus', reduced_motion='reduce')


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def tables(priya):
    """The ids of the tables of the demo, by what goes on there."""
    waiting = await priya.opens_table('Nothing yet')
    tables = json.loads(await priya.reads('/poker/tables'))['items']
    return {table['state']: table['id'] for table in tables} | {'waiting': waiting}


async def barriers(page, views=VIEWS):
    """What axe finds, in all views."""
    found = []
    if not await page.evaluate('"axe" in window'):
        await page.evaluate(axe.axe_script)
    for theme, size in views:
        await page.emulate_media(color_scheme=theme)
        await page.set_viewport_size(size)
        await expect(page.locator('body')).to_have_class(re.compile(f'body--{theme}'))
        await page.evaluate(SETTLED)
        found += [f'{theme}, {size["width"]} px: {rule}: {html[:160]} ({summary})'
                  for rule, html, summary in await page.evaluate(LOOK, OPTIONS)]
    await page.set_viewport_size(DESKTOP)
    await page.emulate_media(color_scheme='light')
    return '\n'.join(found)


@pytest.mark.parametrize('address', [
    '/', '/poker', '/poker?new=1', '/poker/history', '/poker/history?text=nothing', '/poker/decks', '/me',
    '/me/sessions', '/me/tokens', '/admin/people', '/admin/tokens', '/admin/audit', '/admin/health', *PORTFOLIO])
async def test_every_page_is_free_of_barriers(priya, address):
    await priya.goes_to(address)
    await priya.page.get_by_role('heading', level=1).wait_for()
    assert await barriers(priya.page) == ''


async def test_a_session_that_is_over_is_free_of_barriers(priya):
    await priya.goes_to('/poker/history')
    await priya.page.get_by_role('link', name='Results of').first.click()
    await priya.page.get_by_role('link', name='Download the results as CSV').wait_for()
    assert await barriers(priya.page) == ''


@pytest.mark.parametrize('state', ['waiting', 'voting', 'results'])
async def test_a_table_is_free_of_barriers_for_the_scrum_master(priya, tables, state):
    await priya.is_at_table(tables[state])
    assert await barriers(priya.page) == ''


@pytest.mark.parametrize('state', ['waiting', 'voting', 'results'])
async def test_a_table_is_free_of_barriers_for_whoever_watches(hugo, tables, state):
    await hugo.takes_a_seat(tables[state], kind='observer')
    await hugo.is_at_table(tables[state])
    assert await barriers(hugo.page) == ''


@pytest.mark.parametrize(('address', 'opener'), [
    ('/poker/decks', 'New deck'), ('/me/tokens', 'New token'), ('/admin/people', 'Invite'), ('/', 'Search or jump to'),
    ('/', 'Account menu'), ('/', 'Notifications')])
async def test_what_opens_on_a_page_is_free_of_barriers(priya, address, opener):
    await priya.goes_to(address)
    await priya.button(opener).first.click()
    await priya.page.locator('.q-dialog__inner, .q-menu, .rt-sheet').filter(visible=True).first.wait_for()
    assert await barriers(priya.page) == ''


@pytest.mark.parametrize(('opener', 'dialog'), [
    ('Table settings', 'Table settings'), ('Add stories', 'Add stories'), ('Invite', 'Invite to'),
    ('Hand over', 'Hand over')])
async def test_the_dialogs_of_a_table_are_free_of_barriers(priya, tables, opener, dialog):
    await priya.is_at_table(tables['voting'])
    await priya.button(opener).filter(visible=True).first.click()
    await priya.page.get_by_role('dialog', name=dialog).wait_for()
    assert await barriers(priya.page) == ''


async def test_the_list_of_shortcuts_is_free_of_barriers(priya, tables):
    await priya.is_at_table(tables['voting'])
    await priya.page.keyboard.press('?')
    await priya.page.get_by_role('heading', name='Shortcuts').wait_for()
    assert await barriers(priya.page) == ''


async def test_the_preview_of_an_import_is_free_of_barriers(priya, tables):
    await priya.is_at_table(tables['waiting'])
    await priya.button('Add stories').first.click()
    await priya.page.get_by_label('One story per line').fill('PAY-1 Pay by card\nPAY-2')
    await priya.page.get_by_role('region', name='Preview').wait_for()
    assert await barriers(priya.page) == ''


async def test_the_ways_in_are_free_of_barriers(guest, person, tables):
    for address in ('/poker', f'/poker/{tables["voting"]}', '/sign-in'):
        await guest.goes_to(address)
        await guest.page.get_by_role('heading', level=1).wait_for()
        assert await barriers(guest.page) == ''
    bob = await person('Bob', reduced_motion='reduce')
    await bob.goes_to('/sign-in')
    await bob.page.get_by_role('link', name='Forgot password').click()
    assert await barriers(bob.page) == ''


async def test_the_set_up_is_free_of_barriers(person, tmp_path):
    with running(tmp_path) as program:
        mara = await person('Mara', program, reduced_motion='reduce')
        await mara.goes_to('/setup')
        await mara.button('Create workspace').click()
        await mara.page.get_by_role('alert').filter(visible=True).first.wait_for()
        assert await barriers(mara.page) == ''


@pytest.mark.parametrize(('address', 'status'), [
    ('/nowhere', 404), ('/j/FELT-000', 404), ('/poker/00000000-0000-4000-8000-000000000000', 404),
    ('/admin/people', 403), ('/invite/unknown', 404), ('/reset/unknown', 404)])
async def test_a_page_that_refuses_is_free_of_barriers(hugo, address, status):
    answer = await hugo.goes_to(address)
    assert answer.status == status
    await hugo.page.get_by_role('heading', level=1).wait_for()
    assert await barriers(hugo.page) == ''


async def test_a_closed_table_is_free_of_barriers_where_it_was_open_and_for_those_who_come_later(priya):
    table = await priya.opens_table('Over soon', switches={'keep': True})
    await priya.is_at_table(table)
    await priya.sends('DELETE', f'/poker/tables/{table}')
    await expect(priya.page.get_by_text('The Scrum Master has closed this table.')).to_be_visible()
    assert await barriers(priya.page) == ''
    answer = await priya.goes_to(f'/poker/{table}')
    assert answer.status == 410
    await priya.page.get_by_role('link', name='See the results').wait_for()
    assert await barriers(priya.page) == ''
