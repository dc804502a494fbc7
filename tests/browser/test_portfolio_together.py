"""Many at one timeline with 2,000 items: the same bar, several tabs, keys alone, and those who only look."""

import asyncio
import itertools
import json
import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser import planning
from tests.browser.conftest import FREE, Crowd
from tests.browser.planning import Planner, World, iso, spoken
from tests.fakes.azure_devops import azure
from tests.machine.program import ADMIN, running

NUMBERS = itertools.count(1)
LOOK = 'scale=Weeks&plan=1'
ALL = ('New', 'Active', 'Resolved', 'Closed')
BOARD = 4  # the plan that only Ann sees
NODES = "document.querySelectorAll('.rt-tl *').length"


@pytest.fixture(scope='module')
def fake():
    with azure(World(2_000).organisation) as server:
        yield server


@pytest.fixture(scope='module')
def workspace(tmp_path_factory):
    with running(tmp_path_factory.mktemp('portfolio'), **ADMIN, **FREE, OPS_DRAIN_SECONDS='0') as program:
        yield program


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def people(chromium, workspace, fake):
    """Everybody, for all tests of this module."""
    crowd = Crowd(chromium, lambda: workspace)
    ann = await planning.brings(crowd, fake.url, ALL)
    assert 'Done' in await planning.reads(ann)
    everybody = [ann, *await planning.come(crowd, ann, *planning.CAST)]
    yield {one.name: Planner(one) for one in everybody}
    await crowd.leave()


@pytest_asyncio.fixture(loop_scope='session')
async def jonas(people):
    """Before a scenario of his own, which Nora may change as well."""
    await people['Jonas'].looks(LOOK)
    people['Jonas'].scenario = await people['Jonas'].begins(f'Plan {next(NUMBERS)}')
    return people['Jonas']


async def shared(jonas, nora):
    await jonas.shares('Nora')
    await nora.looks(f'{LOOK}&scenario={jonas.scenario}')
    return nora


async def test_of_two_who_drag_the_same_bar_the_slower_one_is_asked(jonas, people):
    nora = await shared(jonas, people['Nora'])
    width = await jonas.day('Wallet buttons')
    places = [await one.holds('Wallet buttons') for one in (jonas, nora)]
    await asyncio.gather(*(one.page.mouse.move(x + days * width, y, steps=4) for one, (x, y), days in
                           zip((jonas, nora), places, (7, 14), strict=True)))
    await jonas.page.mouse.up()
    await jonas.sees('Wallet buttons', spoken(1))
    await nora.page.mouse.up()
    dialog = nora.page.get_by_role('dialog', name='Somebody was faster')
    await expect(dialog).to_contain_text(re.compile('Jonas moved this to .*Keep theirs, or use yours'))
    await dialog.get_by_role('button', name='Keep theirs').click()
    await expect(dialog).to_have_count(0)
    await nora.sees('Wallet buttons', spoken(1))


async def test_what_was_moved_is_there_after_a_reload_on_the_way_back_and_in_another_tab(jonas):
    await jonas.drags('Wallet buttons', 7)
    await jonas.sees('Wallet buttons', spoken(1))
    await jonas.page.reload()
    await jonas.sees('Wallet buttons', spoken(1))
    await jonas.person.goes_to('/portfolio/scenarios')
    await jonas.page.get_by_role('heading', name='Scenarios', level=1).wait_for()
    await jonas.page.go_back()
    await jonas.sees('Wallet buttons', spoken(1))
    first, second = jonas.page, await jonas.person.context.new_page()
    await second.goto(first.url)
    other = Planner(jonas.person)
    other.page = second
    await other.sees('Wallet buttons', spoken(1))
    await other.drags('Wallet buttons', 7)
    await other.sees('Wallet buttons', spoken(2))
    await jonas.sees('Wallet buttons', spoken(2))
    await second.close()


async def test_two_clicks_open_an_item_and_change_nothing(jonas):
    await jonas.bar('Wallet buttons').dblclick()
    await expect(jonas.page.get_by_role('region', name='Item details')).to_be_visible()
    await jonas.sees('Wallet buttons', spoken(0))
    await expect(jonas.person.button(re.compile('^Scenario: Plan .*, 0 changes'))).to_be_visible()


async def test_a_bar_is_moved_resized_and_opened_by_keys_alone(jonas):
    page, press = jonas.page, jonas.page.keyboard.press
    await jonas.bar('Wallet buttons').focus()
    await press('ArrowDown')
    await expect(jonas.bar('Gift cards')).to_be_focused()
    for key in ('Shift+ArrowRight', 'Alt+ArrowRight'):
        await press(key)
    await expect(page.locator('.rt-tl-live')).to_contain_text('Gift cards: ')
    await jonas.sees('Gift cards', f'{spoken(3, 1)}.*changed in this scenario')
    await expect(jonas.bar('Gift cards')).to_be_focused()
    await press('Control+ArrowRight')
    await jonas.sees('Gift cards', 'Payments 60 percent, changed')
    await expect(jonas.bar('Gift cards')).to_have_attribute('aria-label', re.compile(planning.ends(3, 2)))
    await press('Control+z')
    await jonas.sees('Gift cards', spoken(3, 1))
    await press('Control+z')
    await jonas.sees('Gift cards', spoken(2))
    await jonas.bar('Gift cards').focus()
    await press('Enter')
    await expect(page.get_by_role('region', name='Item details')).to_be_visible()
    await press('Escape')
    await expect(page.get_by_role('region', name='Item details')).to_have_count(0)
    await expect(jonas.bar('Gift cards')).to_be_focused()


async def test_an_item_is_found_by_keys_and_shown(jonas):
    await jonas.looks('scale=Weeks')
    await jonas.page.keyboard.press('/')
    search = jonas.page.get_by_role('searchbox', name='Find an epic or feature')
    await expect(search).to_be_focused()
    await jonas.page.keyboard.type('Refunds')
    await expect(jonas.page.locator('.rt-plan-hits')).to_contain_text('Refunds')
    await jonas.page.keyboard.press('Enter')
    await expect(jonas.bar('Refunds')).to_be_in_viewport()


async def test_the_list_offers_the_same_items_and_edits(jonas):
    await jonas.person.button('View', exact=True).click()
    await jonas.page.get_by_role('switch', name='List view').click()
    table = jonas.page.get_by_role('table', name='List view')
    start = table.get_by_label('Start of Wallet buttons')
    await expect(start).to_have_value(iso(0))
    await start.fill(iso(0, 2))
    await start.press('Enter')
    row = table.get_by_role('row').filter(has=jonas.page.get_by_role('button', name='Wallet buttons'))
    await expect(row).to_contain_text('changed')
    await jonas.person.button('View', exact=True).click()
    await jonas.page.get_by_role('switch', name='List view').click()
    await jonas.sees('Wallet buttons', f'^Wallet buttons, Feature .*{planning.MONDAY.year}.*changed in this scenario')


async def test_of_2000_items_only_what_is_in_sight_is_drawn(jonas):
    await jonas.looks('scale=Quarters')
    await expect(jonas.page.get_by_text(re.compile(r'\d.\d\d\d items'))).to_be_visible()
    assert await jonas.page.evaluate(NODES) < 3_000
    await jonas.page.mouse.move(900, 500)
    for _ in range(10):
        await jonas.page.mouse.wheel(0, 2_000)
    await expect(jonas.bar('Wallet buttons')).to_have_count(0)
    await expect(jonas.page.locator('.rt-tl-label').nth(5)).to_be_visible()
    assert await jonas.page.evaluate(NODES) < 3_500


async def test_whoever_only_looks_has_no_handles_and_moves_nothing(people):
    vera = people['Vera']
    await vera.looks(LOOK)
    await vera.bar('Wallet buttons').hover()
    await expect(vera.page.locator('.tl-link-dot')).to_have_count(0)
    await expect(vera.page.locator('[data-part=end]')).to_have_count(0)
    await vera.drags('Wallet buttons', 7)
    await vera.bar('Wallet buttons').focus()
    await vera.page.keyboard.press('Enter')
    await expect(vera.page.get_by_role('region', name='Item details')).to_be_visible()
    await vera.sees('Wallet buttons', spoken(0))
    await expect(vera.person.button('Scenario: Live plan')).to_be_visible()
    for path in ('/portfolio/setup', '/portfolio/cost'):
        assert (await vera.person.goes_to(path)).status == 403


@pytest.mark.parametrize('name', ['Nora', 'Vera'])
async def test_whoever_has_no_grant_for_a_plan_sees_nothing_of_it(people, name):
    one = people[name]
    await one.looks('scale=Weeks')
    await one.page.get_by_role('searchbox', name='Find an epic or feature').fill('Sale of')
    await expect(one.page.get_by_text('Nothing is called “Sale of”.')).to_be_visible()
    await one.person.goes_to(f'/portfolio?scale=Weeks&plan={BOARD}')
    await one.page.get_by_role('heading', level=1).wait_for()
    await expect(one.page.get_by_role('gridcell')).to_have_count(0)
    await expect(one.page.get_by_text('Sale of a branch')).to_have_count(0)
    found = json.loads(await people['Ann'].person.reads(f'/portfolio/items?plan={BOARD}'))['items']
    assert [item['title'] for item in found] == ['Sale of a branch']
    answer = await one.person.context.request.get(f'{one.person.home}/api/v1/portfolio/items/{found[0]["id"]}')
    assert answer.status == 404
    assert 'Sale of a branch' not in await one.person.reads('/portfolio/items?q=Sale')
