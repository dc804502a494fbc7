"""The team, the reports and the page of AIrsenal in a real browser: on a desk, on a phone, in both themes."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from app import clock
from app.demo_fpl import TEAM_ID
from tests.browser.conftest import FREE
from tests.browser.test_accessibility import barriers
from tests.browser.test_phone import NARROW, OVERHANG
from tests.fakes.fpl import fake_fpl
from tests.machine.program import ADMIN, running

PAGES = ('/ops/team', '/ops/team?gameweek=18', '/ops/team?gameweek=21', '/ops/reports/predictions',
         '/ops/reports/optimisation', '/ops/airsenal')


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def priya(visitor):
    priya = await visitor('Priya', reduced_motion='reduce')
    await priya.plays_in_demo()
    return priya


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def on_phone(visitor):
    priya = await visitor('Priya', is_phone=True, reduced_motion='reduce')
    await priya.plays_in_demo()
    await priya.page.set_viewport_size(NARROW)
    return priya


@pytest.mark.parametrize('address', PAGES)
async def test_every_page_is_free_of_barriers(priya, address):
    await priya.goes_to(address)
    await priya.page.get_by_role('heading', level=1).wait_for()
    assert await barriers(priya.page) == ''


@pytest.mark.parametrize('address', PAGES)
async def test_no_page_scrolls_sideways_on_a_narrow_phone(on_phone, address):
    await on_phone.goes_to(address)
    await on_phone.page.get_by_role('heading', level=1).wait_for()
    assert await on_phone.page.evaluate(OVERHANG) == 0


async def test_the_team_is_two_ordered_lists_for_assistive_tools(priya):
    await priya.goes_to('/ops/team')
    await expect(priya.page.get_by_role('heading', name='Gameweek 20', level=1)).to_be_visible()
    starting = priya.page.get_by_role('list', name='Starting eleven').get_by_role('listitem')
    bench = priya.page.get_by_role('list', name='Bench').get_by_role('listitem')
    await expect(starting).to_have_count(11)
    await expect(bench).to_have_count(4)
    await expect(starting.filter(has=priya.page.get_by_text('C', exact=True))).to_have_count(1)
    names = [await one.get_attribute('aria-label') for one in await starting.all()]
    assert 'goalkeeper' in names[0] and sum(', captain' in name for name in names) == 1


async def test_the_line_up_stands_in_lines_from_the_goalkeeper_on(priya):
    await priya.goes_to('/ops/team')
    players = priya.page.get_by_role('list', name='Starting eleven').get_by_role('listitem')
    await expect(players).to_have_count(11)
    tops = [(await one.bounding_box())['y'] for one in await players.all()]
    assert tops == sorted(tops) and len({round(top) for top in tops}) == 4


async def test_one_goes_through_the_gameweeks_and_back(priya):
    await priya.goes_to('/ops/team')
    await priya.page.get_by_role('link', name='Previous gameweek').click()
    await expect(priya.page.get_by_role('heading', name='Gameweek 19', level=1)).to_be_visible()
    await expect(priya.page.get_by_text('Free hit').first).to_be_visible()
    await priya.page.go_back()
    await expect(priya.page.get_by_role('heading', name='Gameweek 20', level=1)).to_be_visible()


async def test_a_chart_is_drawn_in_the_colours_of_the_theme_that_holds(priya):
    await priya.goes_to('/ops/reports/predictions')
    chart = priya.page.get_by_role('img', name=re.compile('leads with'))
    for theme, other in (('light', 'dark'), ('dark', 'light')):
        await priya.page.emulate_media(color_scheme=theme)
        await expect(chart.locator(f'.rt-in-{theme} svg path').first).to_be_visible()
        await expect(chart.locator(f'.rt-in-{other}')).to_be_hidden()
    await priya.page.emulate_media(color_scheme='light')


async def test_a_chart_turns_into_a_table_by_keyboard(priya):
    await priya.goes_to('/ops/reports/predictions')
    button = priya.page.get_by_role('button', name='Show as table')
    await button.focus()
    await priya.page.keyboard.press('Enter')
    await expect(priya.page.get_by_role('table', name=re.compile('Predicted points'))).to_be_visible()
    await expect(priya.page.get_by_role('img', name=re.compile('leads with'))).to_be_hidden()


@pytest.mark.parametrize('form', ['CSV', 'JSON'])
async def test_a_report_is_taken_away_as_a_file(priya, form):
    await priya.goes_to('/ops/reports/optimisation')
    async with priya.page.expect_download() as coming:
        await priya.page.get_by_role('link', name=f'Download the report as {form}').click()
    download = await coming.value
    assert download.suggested_filename.endswith(f'.{form.lower()}')


async def test_the_start_of_a_command_is_one_click_away_from_its_page(priya):
    await priya.goes_to('/ops/airsenal')
    await priya.button('Predict', exact=True).click()
    dialog = priya.page.get_by_role('dialog', name='Run Predict')
    await expect(dialog.get_by_role('button', name='Start run')).to_be_visible()
    assert await barriers(priya.page) == ''


async def test_the_dialog_for_the_team_is_free_of_barriers(priya):
    await priya.goes_to('/ops/airsenal')
    await priya.button('Change team').click()
    await priya.page.get_by_role('dialog', name='Which team do you play with?').wait_for()
    assert await barriers(priya.page) == ''


@pytest.fixture
def fpl():
    with fake_fpl(clock.now()) as fpl:
        yield fpl


@pytest.fixture
def asking(fpl, tmp_path):
    """A workspace that asks this FPL."""
    with running(tmp_path, **ADMIN, **FREE, FPL_API_URL=fpl.url) as program:
        yield program


@pytest_asyncio.fixture(loop_scope='session')
async def ann(asking, person):
    """Has chosen her team, of which nothing is known yet."""
    ann = await person('Ann', asking, reduced_motion='reduce')
    await ann.signs_in()
    await ann.goes_to('/ops/team')
    await ann.page.get_by_label('Team number').fill(str(TEAM_ID))
    return ann


async def test_a_team_that_is_chosen_is_read_and_appears_by_itself(ann, fpl):
    await ann.button('Choose team').click()
    await expect(ann.page.get_by_role('heading', name='Gameweek 20', level=1)).to_be_visible()
    await expect(ann.page.get_by_role('list', name='Starting eleven').get_by_role('listitem')).to_have_count(11)
    assert fpl.paths().count('bootstrap-static/') == 1


async def test_while_the_fpl_is_away_the_page_says_so(ann, fpl):
    fpl.breaks('updating page')
    await ann.button('Choose team').click()
    await expect(ann.page.get_by_text('The FPL says: the game is being updated.')).to_be_visible()
    assert await barriers(ann.page) == ''
