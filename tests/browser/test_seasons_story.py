"""A season from an empty workspace to its lock and beyond: five people in browsers, by nothing but the screens."""

import re

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser import seasoning
from tests.browser.conftest import FREE, Crowd
from tests.browser.test_accessibility import OPTIONS, SETTLED
from tests.browser.test_seasons_grid import Planner
from tests.machine.program import ADMIN, running

SALES, STOCK = 'net sales', 'closing stock'
LOCKED = re.compile('This season (is|was) locked .*by Ann')
ASKED = 'The whole season comes in one ship'
PAGES = ('', '/plan', '/otb', '/range?category=DRESS', '/orders', '/orders/PO-1001', '/receipts', '/imports',
         '/analytics', '/changes', '/setup')


@pytest.fixture(scope='module')
def workspace(tmp_path_factory):
    with running(tmp_path_factory.mktemp('season'), **ADMIN, **FREE, OPS_DRAIN_SECONDS='0') as program:
        yield program


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def crew(chromium, workspace):
    """Ann founds the company, Pia plans, Max decides, Bob buys."""
    crowd = Crowd(chromium, lambda: workspace)
    ann = await crowd.come('Ann', reduced_motion='reduce')
    await ann.signs_in()
    yield [ann, *await seasoning.come(crowd, ann)]
    await crowd.leave()


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def season(crew):
    """Its code and the day it begins: a season of six weeks and more that has places and things."""
    ann, pia, _, _ = crew
    await seasoning.founds(ann, 'Northwind')
    await seasoning.adds(ann, 'clusters', 'cluster', Name='North')
    await seasoning.adds(ann, 'suppliers', 'supplier', Name='Weavers', Code='WEAV')
    code = await seasoning.plans_season(pia, 'Linen and sea')
    await expect(pia.button('Complete step: Locations')).to_be_disabled()
    await seasoning.imports(ann, code, 'Locations', seasoning.LOCATIONS)
    await seasoning.imports(ann, code, 'Categories', seasoning.CATEGORIES)
    for noun in ('locations', 'categories'):
        await seasoning.takes_all(pia, noun)
    await pia.button('Complete step: Locations').click()
    return code


def first_cell(planner, measure):
    """The leftmost of the whole, however the month is called."""
    return planner.page.get_by_role('gridcell', name=re.compile(f'^All categories, North, .*{measure}')).first


async def name_of(cell):
    return ', '.join((await cell.get_attribute('aria-label')).split(', ')[:4])


async def both_type_at_once(one, other, cell):
    """Whoever was later is shown both values and decides."""
    await one.chooses(cell)
    await one.types('100')
    await other.chooses(cell)
    await other.types('200', 'Enter')
    await other.is_saved()
    await one.types('Enter')
    dialog = one.page.get_by_role('dialog', name='Somebody was faster')
    await expect(dialog.get_by_role('row').last).to_contain_text(re.compile('100.*200'))
    await dialog.get_by_role('button', name='Use mine').click()
    await other.sees(cell, '100.00')


async def test_two_who_plan_see_each_other_and_a_third_approves(crew, season):
    _, pia, boss, _ = crew
    await expect(seasoning.step(pia, 'Plan')).to_contain_text('cells missing')
    await seasoning.goes_on_to(pia, 'Open the plan', '/plan')
    await boss.goes_to(f'/seasons/{season}/plan')
    one, other = Planner(pia), Planner(boss)
    whole, leaf = f'All categories, North, season, {SALES}', f'Dresses, Mill, season, {SALES}'
    await seasoning.spreads_evenly(one, whole, '54000')
    await other.sees(whole, '54,000.00')
    await other.sees(leaf, '13,500.00')
    await both_type_at_once(one, other, await name_of(pia.page.get_by_role(
        'gridcell', name=re.compile(f'^Dresses, Mill, .*{SALES}')).first))
    await seasoning.spreads_evenly(other, leaf, '14000')
    await one.sees(whole, '54,500.00')
    await one.is_saved()
    await pia.button('Submit for approval').click()
    await expect(pia.button('Approve')).to_be_hidden()
    await boss.button('Approve').click()
    await expect(boss.page.get_by_text('Approved: Women, North')).to_be_visible()
    await expect(one.cell(f'{whole}, 54,500.00')).to_have_attribute('aria-label', re.compile('read-only'))
    await seasoning.completes(boss, season, 'Plan')


async def test_what_may_be_spent_and_what_the_range_is_meant_to_be_complete_their_steps(crew, season):
    _, pia, boss, _ = crew
    await pia.goes_to(f'/seasons/{season}')
    await expect(seasoning.step(pia, 'OTB')).to_contain_text('without a stock target')
    await pia.goes_to(f'/seasons/{season}/plan?measure=eop')
    planner = Planner(pia)
    first = await name_of(first_cell(planner, STOCK))
    await seasoning.spreads_evenly(planner, first, '8000')
    await planner.sees(first, '8,000.00')
    await planner.is_saved()
    await planner.chooses(first)
    await planner.types(*['Shift+ArrowRight'] * 6, 'Control+r')
    await expect(pia.page.get_by_role('list', name='How far this season is')).not_to_contain_text('stock target')
    await pia.goes_to(f'/seasons/{season}/otb')
    await expect(pia.page.get_by_role('table', name='Open-to-buy')).to_contain_text(re.compile('62.500'))
    await seasoning.completes(boss, season, 'OTB')
    await seasoning.goes_on_to(boss, 'Open the range', '/range')
    await seasoning.means(boss, 'Dresses', '70')
    await seasoning.means(boss, 'Linen', '60')
    await seasoning.completes(boss, season, 'Range')


async def test_an_order_within_budget_is_received_and_one_beyond_it_waits_for_a_manager(crew, season):
    _, _, boss, bob = crew
    await bob.goes_to(f'/seasons/{season}')
    await seasoning.goes_on_to(bob, 'Orders and receipts', '/orders')
    day = await bob.page.evaluate("""new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1, 10))
        .toISOString().slice(0, 10)""")
    await seasoning.writes_order(bob, 'First drop', '100', day)
    await expect(seasoning.budget(bob)).to_contain_text('left in')
    for button in ('Submit order', 'Confirm order', 'Post receipt'):
        await bob.button(button).click()
    dialog = bob.page.get_by_role('dialog', name='Receive PO-1001')
    await dialog.get_by_role('button', name='Post receipt').click()
    await expect(bob.page.get_by_text('GR-1001', exact=True)).to_be_visible()

    await bob.page.get_by_role('link', name='All orders').click()
    await bob.page.wait_for_url('**/orders')
    await bob.is_connected()
    number = await seasoning.writes_order(bob, 'Too much', '1000', day)
    await expect(seasoning.budget(bob)).to_contain_text('over in')
    await bob.button('Submit order').click()
    await expect(bob.page.get_by_role('alert').filter(has_text='ask for an override')).to_be_visible()
    await bob.button('Ask for override').click()
    await seasoning.gives_reason(bob, 'Ask to let it pass over budget?', ASKED, 'Ask for override')
    await expect(bob.page.get_by_text(f'{number} waits until somebody else decides')).to_be_visible()
    await boss.goes_to('/')
    needs = boss.page.get_by_role('list', name='Needs you').get_by_role('listitem').filter(has_text=ASKED)
    await needs.get_by_role('link', name='Decide').click()
    await boss.page.wait_for_url(f'**/orders/{number}')
    await boss.is_connected()
    side = boss.page.get_by_role('complementary', name='Budget and history')
    await side.get_by_role('radio', name='Approve').click()
    await side.get_by_label('Reason').fill('It sails once')
    await side.get_by_role('button', name='Decide').click()
    await expect(bob.button('Post receipt')).to_be_visible()


async def test_a_lock_ends_everything_for_everybody_proves_itself_and_is_lifted_with_a_reason(crew, season):
    ann, pia, boss, bob = crew
    await pia.goes_to(f'/seasons/{season}/plan')
    await boss.goes_to(f'/seasons/{season}/imports')
    await ann.goes_to(f'/seasons/{season}')
    await ann.button('Lock season').click()
    await ann.page.get_by_role('dialog').get_by_role('button', name='Lock this season').click()
    for one in crew:
        await expect(one.page.get_by_role('note').filter(has_text=LOCKED)).to_be_visible()
    for button in ('Post receipt', 'Cancel order', 'Save'):
        await expect(bob.button(button)).to_be_hidden()
    planner = Planner(pia)
    await expect(planner.cell(f'All categories, North, season, {SALES}')).to_have_attribute(
        'aria-label', re.compile('read-only: locked by Ann'))
    await expect(boss.button('Choose file')).to_be_hidden()
    await ann.button('Verify lock').click()
    await expect(ann.page.get_by_text('Revision 1 is what was locked: every row and every cell')).to_be_visible()
    await ann.button('Re-open season').click()
    await seasoning.gives_reason(ann, 'Re-open this season?', 'short', 'Re-open season')
    await expect(ann.page.get_by_role('alert').filter(has_text='at least 10 characters')).to_be_visible()
    await seasoning.gives_reason(ann, 'Re-open this season?', 'A receipt came after the lock', 'Re-open season')
    await expect(bob.button('Post receipt')).to_be_visible()
    await expect(bob.page.get_by_text('revision 2')).to_be_visible()
    await expect(boss.button('Choose file')).to_be_visible()


async def test_no_page_of_a_season_has_a_barrier_and_the_log_no_error(crew, season, workspace):
    """Every rule by day; by night the colours, which alone are others."""
    ann = crew[0]
    found = []
    for path in PAGES:
        await ann.goes_to(f'/seasons/{season}{path}')
        for theme, rules in (('light', {}), ('dark', {'runOnly': ['color-contrast']})):
            await ann.page.emulate_media(color_scheme=theme, reduced_motion='reduce')
            await ann.page.evaluate(SETTLED)
            told = await Axe().run(ann.page, options=OPTIONS | rules)
            found += [(path, theme, one['id'], one['nodes'][0]['html'][:150]) for one in told.response['violations']]
    assert found == []
    assert [line for line in workspace.log.read_text().splitlines() if ' ERROR ' in line or 'Traceback' in line] == []
