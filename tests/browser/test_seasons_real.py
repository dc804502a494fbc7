"""A half-year of real purchase orders, from an empty workspace to its lock, by nothing but the screens."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser import seasoning
from tests.browser.conftest import FREE, Crowd
from tests.browser.planning import chooses
from tests.browser.test_seasons_grid import Planner
from tests.machine.program import ADMIN, running
from tests.scms import EARLY, LATE, ON_THE_DAY, Half

pytestmark = pytest.mark.realdata

CORE = {'Adult': '70', 'Pediatric': '60', 'HIV test': '80', 'HIV test - Ancillary': '50', 'Malaria': '100'}


@pytest.fixture(scope='module')
def half():
    """Skips, saying why, where this machine has no such file."""
    found = Half(2014, 1)
    assert len(found.lines[1]) == 10_324 and len(found.rows) == 719
    return found


@pytest.fixture(scope='module')
def workspace(half, tmp_path_factory):
    with running(tmp_path_factory.mktemp('real'), **ADMIN, **FREE, OPS_DRAIN_SECONDS='0') as program:
        yield program


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def crew(chromium, workspace):
    crowd = Crowd(chromium, lambda: workspace)
    ann = await crowd.come('Ann', reduced_motion='reduce')
    await ann.signs_in()
    yield [ann, *await seasoning.come(crowd, ann)]
    await crowd.leave()


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def season(crew, half):
    """Its code: a season of the past, whose places and things come from files."""
    ann, pia, _, _ = crew
    await seasoning.founds(ann, 'Aid', **{'Calendar': 'Months', 'Currency': 'USD', 'First year': '2013',
                                          'Last year': '2015'})
    starts, ends = half.days
    code = await seasoning.plans_season(pia, 'First half of 2014', Starts=starts, Ends=ends, **{'Planned IMU, %': '0'})
    for kind, content in (('Clusters', half.clusters()), ('Locations', half.locations()),
                          ('Categories', half.categories()), ('Suppliers', half.suppliers())):
        await seasoning.imports(ann, code, kind, content)
    await pia.goes_to(f'/seasons/{code}')
    for noun in ('locations', 'categories'):
        await seasoning.takes_all(pia, noun)
    await pia.button('Complete step: Locations').click()
    return code


async def answers(bob, deed):
    """Until the file was read again with what was said."""
    before = await bob.page.locator('.rt-import-sums').text_content()
    await deed
    await expect(bob.page.locator('.rt-import-sums')).not_to_have_text(before)


async def finds(bob, figure, count):
    """What the screen of an import says in large."""
    await expect(bob.page.locator('.rt-import-sums > div').filter(has_text=figure)).to_contain_text(f'{count}')


async def test_last_years_half_and_five_percent_become_a_plan_that_somebody_else_approves(crew, season, half):
    ann, pia, boss, _ = crew
    await ann.goes_to(f'/seasons/{season}/setup')
    await ann.page.get_by_role('switch', name='Blank cells count as 0').click()
    await chooses(ann.page, 'An order over budget', 'Not checked')
    await ann.page.get_by_label('Late receipts, days after the end').fill('60')
    await ann.button('Save rules').click()
    await expect(ann.page.get_by_text('The rules are saved')).to_be_visible()

    await seasoning.imports(pia, season, 'Season plan', half.last_year())
    await pia.goes_to(f'/seasons/{season}/plan')
    planner = Planner(pia)
    await planner.chooses('All categories, All locations, season, net sales')
    await pia.button('Seed from…').click()
    dialog = pia.page.get_by_role('dialog', name='Where does the plan come from?')
    await dialog.get_by_label('Net sales, growth in percent').fill('5')
    await dialog.get_by_role('button', name='Seed', exact=True).click()
    await planner.sees('All categories, All locations, season, net sales', f'{half.budget:,.2f}')
    await planner.is_saved()
    await pia.goes_to(f'/seasons/{season}')
    await seasoning.hands_in_all(pia)
    await boss.goes_to(f'/seasons/{season}')
    await seasoning.approves_all(boss)


async def test_open_to_buy_and_the_range_complete_their_steps(crew, season, half):
    _, _, boss, _ = crew
    for name in ('Plan', 'OTB'):
        await seasoning.completes(boss, season, name)
    await seasoning.goes_on_to(boss, 'Open the range', '/range')
    for category, core in CORE.items():
        await seasoning.means(boss, category, core)
    await seasoning.completes(boss, season, 'Range')


async def test_the_orders_of_the_file_come_in_once_its_days_are_put_back(crew, season, half):
    *_, bob = crew
    await seasoning.chooses_file(bob, season, 'Purchase orders', half.content)
    await finds(bob, 'Need a fix', 719)
    await expect(bob.page.get_by_text('have changed places in a spreadsheet')).to_be_visible()
    await answers(bob, chooses(bob.page, 'Sub Classification is', 'Category'))
    await answers(bob, bob.page.get_by_role('button', name=re.compile('^Apply: Read “')).click())
    while await bob.button('Leave empty').count():
        await answers(bob, bob.button('Leave empty').first.click())
    await finds(bob, 'Need a fix', 'nothing to mend')
    await finds(bob, 'Ready to import', 719)
    await seasoning.imports_it(bob)
    await bob.goes_to(f'/seasons/{season}/orders')
    await bob.button('Confirm all drafts').click()
    await bob.page.get_by_role('dialog').get_by_role('button', name='Confirm drafts').click()
    left = bob.page.get_by_role('dialog', name='2 orders stay drafts')
    await expect(left.get_by_role('table')).to_contain_text('needs a price')
    await left.get_by_role('button', name='Close').last.click()
    await expect(bob.button('Confirmed 416')).to_be_visible()


async def test_what_was_delivered_comes_in_by_the_same_file_and_every_figure_is_right(crew, season, half):
    *_, bob = crew
    await seasoning.chooses_file(bob, season, 'Receipts', half.content)
    await finds(bob, 'Ready to import', 717)
    await bob.button('Import good rows only').click()
    await expect(bob.page.get_by_role('status').filter(has_text='Partly imported')).to_be_visible()
    await bob.goes_to(f'/seasons/{season}/orders')
    await expect(bob.button('Complete 416')).to_be_visible()
    await bob.goes_to(f'/seasons/{season}/analytics')
    told = half.punctuality
    await expect(bob.page.get_by_text(f'{told[ON_THE_DAY]} on the day, {told[EARLY]} early, {told[LATE]} late')
                 ).to_be_visible()
    for name, value in (('Budget', half.budget), ('Received', half.cost)):
        await expect(bob.page.locator('.rt-tile').filter(has_text=name).first).to_contain_text(
            seasoning.written(value))


async def test_the_same_file_again_changes_nothing(crew, season, half):
    *_, bob = crew
    await seasoning.chooses_file(bob, season, 'Purchase orders', half.content)
    await expect(bob.page.get_by_text('0 changes')).to_be_visible()


async def test_the_admin_locks_it_with_what_is_left_and_the_lock_proves_itself(crew, season):
    ann, *_ = crew
    await ann.goes_to(f'/seasons/{season}')
    await ann.button('Lock season').click()
    dialog = ann.page.get_by_role('dialog')
    await expect(dialog).to_contain_text('Listed as exceptions: 2 draft orders')
    await dialog.get_by_role('button', name='Lock with exceptions').click()
    await ann.button('Verify lock').click()
    await expect(ann.page.get_by_text('Revision 1 is what was locked: every row and every cell')).to_be_visible()
