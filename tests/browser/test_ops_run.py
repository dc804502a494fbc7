"""Runs in real browsers: from click to first line, watched by two, reloaded, stopped, searched, by keys alone."""

import json
import os
import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import FREE, Crowd
from tests.browser.person import DESKTOP, PHONE
from tests.browser.test_accessibility import barriers
from tests.machine.operating import operating
from tests.machine.program import ADMIN

OVERHANG = '''Math.max(...[document.documentElement, ...document.querySelectorAll('main')]
    .map(one => one.scrollWidth - one.clientWidth))'''
MIDDLE = (700, 500)  # of the log
STARTED = []  # who, and the number of the run


@pytest.fixture(scope='module')
def factory(tmp_path_factory):
    quick = {'OPS_SLOTS': '8', 'OPS_DRAIN_SECONDS': '0'}
    with operating(tmp_path_factory.mktemp('operations'), **ADMIN, **FREE, **quick) as program:
        yield program


@pytest_asyncio.fixture(loop_scope='session')
async def crowd(chromium, factory, request):
    """What they started is stopped when they go, also after a test that failed: others need the slots."""
    crowd = Crowd(chromium, lambda: factory)
    yield crowd
    while STARTED:
        ann, run = STARTED.pop()
        await ann.context.request.post(f'{ann.home}/api/v1/ops/runs/{run}/cancel', headers={'Origin': ann.home})
    await crowd.leave()


@pytest_asyncio.fixture(loop_scope='session')
async def ann(crowd):
    ann = await crowd.come('Ann', reduced_motion='reduce')
    await ann.signs_in()
    return ann


async def starts(ann, slug, **parameters):
    """Returns the number of the run; its page is open."""
    run = await ann.sends('POST', '/ops/runs', command=slug, parameters=parameters)
    STARTED.append((ann, run['id']))
    await ann.goes_to(f'/ops/runs/{run["id"]}')
    await ann.page.get_by_role('heading', level=1).filter(has_text=f'Run {run["id"]}').wait_for()
    return run['id']


async def stops(ann, run):
    await ann.sends('POST', f'/ops/runs/{run}/cancel')


def line(page, text):
    return page.get_by_role('group', name='Lines').get_by_text(text, exact=True)


async def test_the_first_line_is_on_screen_after_the_click(ann):
    await ann.goes_to('/ops/commands/hello')
    await ann.button('Run command').click()
    await ann.button('Start run').click()
    await line(ann.page, 'the first line').wait_for()


async def test_back_and_forward_and_a_reload_lead_where_they_would_from_a_page_that_was_loaded(ann):
    page = ann.page
    await ann.goes_to('/ops/commands/count')
    await ann.button('Run command').click()
    await page.get_by_role('dialog').get_by_role('button', name='Start run').click()
    run = page.get_by_role('heading', level=1).filter(has_text=re.compile('Run [0-9]+: Count'))
    await expect(run).to_be_visible()
    await expect(page).to_have_url(re.compile('/ops/runs/[0-9]+'))
    await expect(page).to_have_title(re.compile('Run [0-9]+: Count'))
    await page.go_back()
    await expect(page.get_by_role('heading', level=1, name='Count', exact=True)).to_be_visible()
    await page.go_forward()
    await expect(run).to_be_visible()
    await page.reload()
    await expect(run).to_be_visible()


async def test_two_people_watch_the_same_run(ann, crowd):
    run = await starts(ann, 'talk')
    other = await crowd.come('Ann2')
    await other.signs_in()
    await other.goes_to(f'/ops/runs/{run}')
    for one in (ann, other):
        await expect(line(one.page, 'the first line')).to_be_visible()
    newest = (await ann.page.locator('.rt-ll').last.inner_text()).strip()
    await expect(line(other.page, newest)).to_be_visible()
    await stops(ann, run)
    for one in (ann, other):
        await expect(one.page.get_by_role('status', name='Run state')).to_contain_text('Cancelled')


async def test_a_reload_goes_on_without_losing_or_repeating_a_line(ann):
    run = await starts(ann, 'talk')
    await expect(line(ann.page, 'calm line 5')).to_be_visible()
    await ann.page.reload()
    await expect(line(ann.page, 'calm line 20')).to_be_visible()
    numbers = await ann.page.locator('.rt-ll-n').evaluate_all('all => all.map(one => Number(one.dataset.n))')
    assert numbers == list(range(1, len(numbers) + 1))
    await stops(ann, run)


async def test_a_run_is_stopped_with_everything_it_started(ann):
    run = await starts(ann, 'forks')
    await expect(line(ann.page, 'ready').first).to_be_visible()
    attempt = json.loads(await ann.reads(f'/ops/runs/{run}'))
    await ann.button('Stop run').click()
    await ann.page.get_by_role('dialog').get_by_role('button', name='Stop run').click()
    await expect(ann.page.get_by_role('status', name='Run state')).to_contain_text('Cancelled', timeout=20_000)
    assert attempt['id'] == run and not [pid for pid in os.listdir('/proc') if pid.isdigit() and _is_of(pid, run)]


async def test_the_place_is_kept_while_new_lines_arrive_and_end_leads_on(ann):
    run = await starts(ann, 'talk')
    follow = ann.button('Follow', exact=True)
    await expect(line(ann.page, 'calm line 60')).to_be_visible(timeout=15_000)
    await expect(follow).to_have_attribute('aria-pressed', 'true')
    await ann.page.mouse.move(*MIDDLE)
    await ann.page.mouse.wheel(0, -300)
    await expect(follow).to_have_attribute('aria-pressed', 'false')
    place = ann.page.locator('.rt-log-lines')
    before = await place.evaluate('one => one.scrollTop')
    await expect(ann.button(re.compile('new line'))).to_be_visible()
    assert await place.evaluate('one => one.scrollTop') == before
    await ann.page.keyboard.press('End')
    await expect(follow).to_have_attribute('aria-pressed', 'true')
    await stops(ann, run)


async def test_while_a_million_lines_arrive_two_people_watch_work_on_and_search_all_that_is_kept(ann, crowd):
    other = await crowd.come('Other', reduced_motion='reduce')
    await other.signs_in()
    run = await starts(ann, 'flood')
    await other.goes_to(f'/ops/runs/{run}')
    for one in (ann, other):
        await one.page.keyboard.press('Control+k')
        await one.page.get_by_role('combobox', name='Search').fill('hist')
        await expect(one.page.get_by_role('option', name='History of estimates')).to_be_visible()
        await one.page.keyboard.press('Escape')
    for one in (ann, other):
        await expect(one.page.locator('.rt-log-foot')).to_contain_text(re.compile('1.000.002 lines'), timeout=180_000)
    await ann.page.keyboard.press('/')
    search = ann.page.get_by_role('searchbox', name='Search in log')
    await expect(search).to_be_focused()
    await search.fill('needle')
    await expect(ann.page.get_by_text('1 of 2')).to_be_visible()
    await ann.button('Next match').click()
    await expect(ann.page.get_by_text('2 of 2')).to_be_visible()
    await expect(ann.page.locator('.rt-chosen')).to_contain_text('line 950000')
    await stops(ann, run)


async def test_a_long_log_opens_at_its_end_and_at_any_line(ann):
    run = await starts(ann, 'long')
    await expect(ann.page.get_by_role('status', name='Run state')).to_contain_text('Done', timeout=60_000)
    await ann.goes_to(f'/ops/runs/{run}')
    await line(ann.page, 'line 450000').wait_for()
    await ann.goes_to(f'/ops/runs/{run}?line=1234')
    await expect(ann.page.locator('.rt-chosen')).to_contain_text('line 1234')
    await expect(ann.page.locator('.rt-chosen')).to_be_in_viewport()


async def test_everything_can_be_done_with_keys_alone(ann):
    await ann.goes_to('/')
    page = ann.page
    await page.get_by_role('heading', level=1).wait_for()
    await page.keyboard.press('Control+k')
    palette = page.get_by_role('combobox', name='Search')
    await expect(palette).to_be_focused()
    await palette.press_sequentially('run predict')
    await expect(page.get_by_role('option', name='Run Predict')).to_have_attribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    dialog = page.get_by_role('dialog', name='Run Predict')
    await dialog.wait_for()
    await dialog.get_by_label('count').fill('7')
    await dialog.get_by_role('textbox', name='Type predict to confirm').fill('predict')
    await page.keyboard.press('Control+Enter')
    await expect(page.get_by_role('heading', level=1)).to_contain_text(re.compile(r'Run \d+: Predict'))
    await expect(line(page, 'the first line')).to_be_visible()
    await expect(page.get_by_role('status', name='Run state')).to_contain_text('Done')
    await page.locator('main').focus()
    await page.keyboard.press('g')
    place = page.get_by_role('textbox', name='Line or time')
    await expect(place).to_be_focused()
    await place.fill('2')
    await page.keyboard.press('Enter')
    await expect(page.locator('.rt-chosen')).to_contain_text('done')


async def test_a_run_fits_a_phone_and_can_be_stopped_there(crowd):
    ann = await crowd.come('Ann', is_phone=True)
    await ann.signs_in()
    run = await starts(ann, 'talk')
    await expect(line(ann.page, 'the first line')).to_be_attached()
    for path in (f'/ops/runs/{run}', '/ops', '/ops/runs', '/ops/commands', '/ops/commands/talk'):
        await ann.goes_to(path)
        await ann.page.get_by_role('heading', level=1).wait_for()
        assert await ann.page.evaluate(OVERHANG) == 0, path
    await ann.goes_to(f'/ops/runs/{run}')
    await ann.button('Stop run').tap()
    await ann.page.get_by_role('dialog').get_by_role('button', name='Stop run').tap()
    await expect(ann.page.get_by_role('status', name='Run state')).to_contain_text('Cancelled', timeout=20_000)
    assert ann.page.viewport_size == PHONE


@pytest.mark.parametrize('address', ['/ops', '/ops/runs', '/ops/runs?state=lost', '/ops/commands', '/ops/commands/talk',
                                     '/ops/commands/off'])
async def test_lists_are_free_of_barriers(ann, address):
    await ann.goes_to(address)
    await ann.page.get_by_role('heading', level=1).wait_for()
    assert await barriers(ann.page) == ''


async def test_a_run_is_free_of_barriers_while_it_runs_and_afterwards(ann):
    run = await starts(ann, 'talk')
    await expect(line(ann.page, 'calm line 3')).to_be_visible()
    assert await barriers(ann.page) == ''
    await stops(ann, run)
    await expect(ann.page.get_by_role('status', name='Run state')).to_contain_text('Cancelled')
    assert await barriers(ann.page) == ''
    await ann.page.set_viewport_size(DESKTOP)


async def test_a_flood_is_free_of_barriers_and_scrolling_up_leads_to_its_lines(ann):
    run = await starts(ann, 'storm')
    await expect(ann.page.locator('.xterm')).to_be_visible(timeout=20_000)
    assert await barriers(ann.page) == ''
    await ann.page.mouse.move(*MIDDLE)
    await ann.page.mouse.wheel(0, -300)
    await expect(ann.page.locator('.xterm')).to_have_count(0)
    await expect(ann.button('Follow', exact=True)).to_have_attribute('aria-pressed', 'false')
    await stops(ann, run)


async def test_the_form_of_a_command_is_free_of_barriers(ann):
    await ann.goes_to('/ops/commands/predict?start=1')
    await ann.button('Start run').wait_for()
    assert await barriers(ann.page) == ''
    await ann.button('Start run').click()
    await expect(ann.page.get_by_text('Type predict to confirm.')).to_be_visible()
    assert await barriers(ann.page) == ''


def _is_of(pid, run):
    """Whether this process works for the run: its folder says so."""
    try:
        return f'/{run}/' in os.readlink(f'/proc/{pid}/cwd') + '/'
    except OSError:
        return False
