"""A plan before two people at once: typed by keys alone, pasted, filled, undone, collided upon, and read by axe."""

import re
import subprocess
import sys

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser import planning
from tests.browser.conftest import FREE, Crowd
from tests.machine.program import ADMIN, running
from tests.seasons import CODE

AXE = {'preload': False, 'resultTypes': ['violations']}
WEEKS = f'/seasons/{CODE}/plan?periods=weeks&depth=9'
ACTIVE = ("document.getElementById(document.querySelector('.rt-pg-scroll').getAttribute('aria-activedescendant'))"
          "?.getAttribute('aria-label')")


class Planner:
    """One person before the grid."""

    def __init__(self, person):
        self.person, self.page = person, person.page
        self.grid = self.page.get_by_role('grid', name='Plan grid')

    async def opens(self, path=WEEKS):
        await self.person.goes_to(path)
        await self.cell('Linen, Harbour Street, week 1, net sales').wait_for()

    def cell(self, name):
        return self.page.get_by_role('gridcell', name=re.compile(f'^{re.escape(name)}'))

    async def chooses(self, name):
        await self.cell(name).click()
        await expect(self.cell(name)).to_have_attribute('aria-selected', 'true')

    async def types(self, *keys):
        for key in keys:
            await self.page.keyboard.type(key) if key[0] in '+-*/=0123456789(' else await self.page.keyboard.press(key)

    async def sees(self, name, value):
        await expect(self.cell(f'{name}, {value},')).to_have_count(1)

    async def is_saved(self):
        await expect(self.page.get_by_text('All changes saved')).to_be_visible()

    async def is_on(self, name):
        await self.page.wait_for_function(f'name => {ACTIVE}?.startsWith(name)', arg=name)


@pytest.fixture(scope='module')
def workspace(tmp_path_factory):
    with running(tmp_path_factory.mktemp('seasons'), **ADMIN, **FREE, OPS_DRAIN_SECONDS='0') as program:
        subprocess.run([sys.executable, '-m', 'tests.browser.seasons_planting', str(program.folder / 'roundtable.db')],
                       check=True)
        yield program


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def people(chromium, workspace):
    crowd = Crowd(chromium, lambda: workspace)
    ann = await crowd.come('Ann', reduced_motion='reduce')
    await ann.signs_in()
    pia = await crowd.come('Pia', reduced_motion='reduce')
    told = await ann.sends('POST', '/people', email='pia@example.com', role='planner')
    await planning.joins(pia, told['link'])
    await ann.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    yield Planner(ann), Planner(pia)
    await crowd.leave()


async def test_what_one_types_is_seen_by_the_other_without_a_reload(people):
    ann, pia = people
    await ann.opens()
    await pia.opens()
    await ann.chooses('Linen, Harbour Street, week 1, net sales')
    await ann.types('1234.5', 'Enter')
    await ann.sees('Linen, Harbour Street, week 1, net sales', '1,234.50')
    await pia.sees('Linen, Harbour Street, week 1, net sales', '1,234.50')
    await pia.sees('All categories, Harbour Street, week 1, net sales', '1,734.50')
    await ann.is_saved()


async def test_others_are_seen_where_they_are(people):
    ann, pia = people
    await ann.opens()
    await pia.opens()
    await ann.chooses('Dresses, Harbour Street, week 3, net sales')
    await expect(pia.page.get_by_text('Ann is in Dresses, W03')).to_be_visible()
    await expect(pia.page.locator('.pg-ring')).to_have_text('Ann')


async def test_a_button_is_about_the_cell_that_was_chosen_a_moment_before(people):
    ann, _ = people
    await ann.opens()
    cells = [await ann.cell(f'{category}, Harbour Street, week 2, net sales').element_handle()
             for category in ('Linen', 'Dresses')]
    explain = await ann.person.button('Explain', exact=True).element_handle()
    for cell in cells:
        await cell.click()
        await explain.click()
    await expect(ann.page.get_by_role('complementary', name='Explain')).to_contain_text('Dresses')


async def test_all_is_done_by_keys(people):
    ann, _ = people
    await ann.opens()
    await ann.grid.focus()
    await ann.types('Control+Home', 'ArrowDown', 'ArrowRight', 'ArrowRight')
    await ann.is_on('All categories, Harbour Street, week 3, net sales')
    await ann.types('Alt+ArrowLeft')
    await expect(ann.cell('Linen, Harbour Street, week 1')).to_have_count(0)
    await ann.types('Alt+ArrowRight')
    await expect(ann.cell('Linen, Harbour Street, week 1')).to_have_count(1)
    await ann.types('Control+End')
    await ann.is_on('Linen, South Gate, season, net sales')
    await ann.types('Control+Home', 'Shift+ArrowRight', 'Shift+ArrowDown')
    await expect(ann.page.locator('[role=gridcell][aria-selected=true]')).to_have_count(4)


async def test_a_sum_in_a_cell_and_the_way_back_and_forth(people):
    ann, _ = people
    await ann.opens()
    name = 'Linen, Harbour Street, week 2, net sales'
    await ann.chooses(name)
    await ann.types('+10%', 'Enter')
    await ann.sees(name, '220.00')
    await ann.is_saved()
    await ann.types('Control+z')
    await ann.sees(name, '200.00')
    await ann.types('Control+y')
    await ann.sees(name, '220.00')


async def test_typing_into_a_total_asks_how_to_spread_it(people):
    ann, _ = people
    await ann.opens()
    await ann.chooses('Women, Mill Lane, week 5, net sales')
    await ann.types('80', 'Enter')
    dialog = ann.page.get_by_role('dialog', name='How is this total spread?')
    await dialog.get_by_role('radio', name='Evenly').click()
    await dialog.get_by_role('button', name='Spread').click()
    await ann.sees('Linen, Mill Lane, week 5, net sales', '40.00')
    await ann.sees('Dresses, Mill Lane, week 5, net sales', '40.00')


async def test_a_value_that_is_refused_stays_in_brick_until_it_is_put_back(people):
    ann, _ = people
    await ann.opens()
    name = 'Linen, Harbour Street, week 3, net sales'
    await ann.chooses(name)
    await ann.types('-5', 'Enter')
    await expect(ann.cell(name)).to_have_attribute('aria-invalid', 'true')
    await expect(ann.page.get_by_role('button', name='1 value to fix')).to_be_visible()
    await ann.chooses(name)
    await ann.types('Escape')
    await ann.sees(name, '300.00')


async def test_a_clipboard_goes_in_as_one_step_and_one_that_does_not_fit_is_refused(people):
    ann, _ = people
    await ann.opens()
    first, last = (f'{one}, Mill Lane, week {week}, net sales' for one, week in (('Dresses', 1), ('Linen', 2)))
    await ann.page.evaluate("navigator.clipboard.writeText('1\\t2\\n3\\t\"4\"\\n')")
    await ann.chooses(first)
    await ann.types('Control+v')
    await ann.sees(first, '1.00')
    await ann.sees(last, '4.00')
    await ann.is_saved()
    await ann.types('Control+z')
    await ann.sees(last, '50.00')
    await ann.chooses('Dresses, Mill Lane, week 8, net sales')
    await ann.types('Control+v')
    await expect(ann.page.get_by_role('alert').filter(has_text='The clipboard holds 2 × 2 cells, 2 × 1 fit')
                 ).to_have_count(1)


async def test_a_range_is_copied_and_filled(people):
    ann, _ = people
    await ann.opens()
    await ann.chooses('Rugs, North Gate, week 1, net sales')
    await ann.types('9', 'Enter', 'ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Control+r')
    await ann.sees('Rugs, North Gate, week 3, net sales', '9.00')
    await ann.types('Control+c')
    assert await ann.page.evaluate('navigator.clipboard.readText()') == '9\t9\t9'


async def test_the_corner_of_what_is_chosen_fills_on_where_it_is_dragged_and_esc_lets_go(people):
    ann, _ = people
    await ann.opens()
    first, last = ('Lamps, South Gate, week 1, net sales', 'Lamps, South Gate, week 4, net sales')
    await ann.chooses(first)
    await ann.types('6', 'Enter', 'ArrowUp')
    await ann.sees(first, '6.00')
    corner, goal = ann.page.locator('.pg-handle'), await ann.cell(last).bounding_box()
    for key in ('Escape', ''):
        await corner.hover()
        await ann.page.mouse.down()
        await ann.page.mouse.move(goal['x'] + 20, goal['y'] + 20, steps=4)
        await expect(ann.page.locator('.pg-outline')).to_be_visible()
        if key:
            await ann.types(key)
            await expect(ann.page.locator('.pg-outline')).to_be_hidden()
        await ann.page.mouse.up()
    await ann.sees(last, '6.00')
    await ann.is_saved()
    await ann.types('Control+z')
    await ann.sees(last, 'blank')


async def test_measures_in_columns_are_planned_by_the_same_keys(people):
    ann, _ = people
    await ann.opens(f'{WEEKS}&measure=net_sales&measure=units&measures=columns')
    await ann.chooses('Lamps, North Gate, week 1, units')
    await ann.types('3', 'Tab', '8', 'Enter', 'ArrowUp')
    await ann.sees('Lamps, North Gate, week 1, units', '3')
    await ann.types('Control+r')
    await ann.sees('Lamps, North Gate, week 8, net sales', '8.00')
    await ann.sees('Lamps, North Gate, season, net sales', '56.00')
    await ann.types('End')
    await ann.is_on('Lamps, North Gate, season, units')


async def test_nobody_meets_a_barrier(people):
    ann, _ = people
    await ann.opens()
    found = await Axe().run(ann.page, options=AXE)
    assert [(one['id'], one['nodes'][0]['html'][:120]) for one in found.response['violations']] == []


async def test_a_phone_reads_the_plan_and_says_where_it_is_edited(people, workspace, chromium):
    ann, _ = people
    await ann.page.set_viewport_size({'width': 390, 'height': 844})
    await ann.person.goes_to(WEEKS)
    await expect(ann.page.get_by_text('Open on a larger screen to edit')).to_be_visible()
    await expect(ann.page.get_by_role('list', name='Plan').get_by_text('Harbour Street').first).to_be_visible()
    assert await ann.page.evaluate('document.documentElement.scrollWidth') <= 390
    await ann.page.get_by_role('button', name='Show the grid').click()
    await ann.chooses('Linen, Harbour Street, week 1, net sales')
    assert await ann.page.evaluate('document.documentElement.scrollWidth') <= 390
    await ann.page.set_viewport_size({'width': 1440, 'height': 900})
