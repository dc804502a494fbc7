"""Every page of the sprints, full of demo data: opens in silence, has no barrier, fits a phone, and is led by keys."""

import json
import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE
from tests.browser.test_accessibility import OPTIONS, axe, barriers
from tests.browser.test_keyboard import Typist
from tests.browser.test_phone import OVERHANG

VIEWS = (('light', DESKTOP), ('dark', PHONE))
BOARD, KANBAN = '/sprints/boards/{scrum}', '/sprints/boards/{kanban}'
CLOSED = f'{BOARD}/sprints/{{closed}}'
TABS = ('issues', 'scope', 'burndown', 'compare', 'baseline', 'git')
PAGES = (
    '/sprints', '/sprints/projects', '/sprints/settings', *(f'/sprints/settings/{part}' for part in (
        'boards', 'webhooks', 'channels', 'repositories', *(f'boards/{{scrum}}/{one}' for one in (
            'columns', 'disciplines', 'members', 'rules', 'values')))),
    BOARD, CLOSED, f'{CLOSED}?tab=issues&issue={{issue}}', *(f'{BOARD}?tab={tab}' for tab in TABS), KANBAN,
    *(f'{BOARD}/{part}' for part in ('queue', 'capacity', 'velocity', 'flow', 'forecast', 'quality')), f'{KANBAN}/flow')


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def priya(visitor):
    priya = await visitor('Priya', reduced_motion='reduce')
    await priya.plays_in_demo()
    return priya


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def names(priya):
    """Numbers of what the demo has."""
    async def tells(path):
        return json.loads(await priya.reads(f'/sprints/boards{path}'))['items']
    boards = await tells('')
    scrum, kanban = (next(one['id'] for one in boards if one['kind'] == kind) for kind in ('scrum', 'kanban'))
    closed = (await tells(f'/{scrum}/sprints?state=closed'))[-1]['number']
    issue = (await tells(f'/{scrum}/sprints/{closed}/issues'))[0]['number']
    return {'scrum': scrum, 'kanban': kanban, 'closed': closed, 'issue': issue}


@pytest.mark.parametrize('address', PAGES)
async def test_every_page_is_free_of_barriers_and_fits_a_phone(priya, names, address):
    answer = await priya.goes_to(address.format(**names))
    assert answer.status == 200
    await priya.page.get_by_role('heading', level=1).wait_for()
    assert await barriers(priya.page, VIEWS) == ''
    await priya.page.set_viewport_size({'width': 320, 'height': 640})
    assert await priya.page.evaluate(OVERHANG) == 0
    await priya.page.set_viewport_size(DESKTOP)


async def test_what_is_printed_is_plain_and_free_of_barriers(priya, names):
    await priya.goes_to(f'{CLOSED}/print'.format(**names))
    await expect(priya.page.get_by_role('heading', level=1)).to_be_visible()
    await expect(priya.page.locator('script, button, input')).to_have_count(0)
    found = (await axe.run(priya.page, options=OPTIONS)).response['violations']
    assert [(one['id'], [node['html'][:160] for node in one['nodes']]) for one in found] == []


async def test_a_report_is_walked_through_by_keyboard_alone(priya, names):
    await priya.goes_to(CLOSED.format(**names))
    hands, page = Typist(priya), priya.page
    heading = page.get_by_role('heading', level=1)
    closed = await heading.inner_text()
    await hands.tabs_to(page.get_by_role('link', name='Issues', exact=True))
    await hands.press('Enter')
    why = page.get_by_role('button', name=re.compile('^Why is '))
    await hands.tabs_to(why.first)
    await hands.press('ArrowDown')
    await expect(why.nth(1)).to_be_focused()
    name = await why.nth(1).get_attribute('aria-label')
    await hands.press('Enter')
    await expect(page.get_by_role('region', name=name)).to_be_visible()
    await expect(page.get_by_role('heading', name=name)).to_be_focused()
    await hands.press('Escape')
    await expect(why.nth(1)).to_be_focused()
    await hands.press('[')
    await expect(heading).not_to_have_text(closed)
    await hands.press(']')
    await expect(heading).to_have_text(closed)


async def test_a_queue_is_worked_on_by_keyboard_alone(priya, names):
    await priya.goes_to(f'{BOARD}/queue'.format(**names))
    hands, page = Typist(priya), priya.page
    await page.get_by_role('heading', level=1).wait_for()
    build = page.get_by_role('button', name='Build queue').filter(visible=True).first
    await hands.tabs_to(build)
    await hands.press('Enter')
    built = page.get_by_text(re.compile('The queue is built|Nothing has changed since this draft'))
    await expect(built).to_be_visible()
    rows = page.get_by_role('grid', name='Queue').locator('[role=row][tabindex="0"]')
    await hands.tabs_to(rows.first)
    await hands.press('ArrowDown')
    await hands.press('ArrowDown')
    await expect(rows.nth(2)).to_be_focused()
    key = (await rows.nth(2).get_attribute('aria-label')).split()[0]
    await hands.press('Enter')
    await expect(page.get_by_role('heading', name=re.compile(f'^Why is {key}'))).to_be_focused()
    await hands.press('Escape')
    row = page.locator(f'[role=row][aria-label^="{key} "]')
    await expect(row).to_be_focused()
    await hands.press('p')
    await expect(page.get_by_text(f'{key} is at the top')).to_be_visible()
    await expect(row).to_be_focused()
    await hands.press('u')
