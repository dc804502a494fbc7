"""The schedule in a real browser: an entry made by keyboard alone, tried out, run at once; no barriers on the way."""

import json
import re

from playwright.async_api import expect

from tests.browser.test_accessibility import barriers
from tests.browser.test_keyboard import Typist


async def test_an_entry_is_made_by_keyboard_seen_and_run_at_once(person):
    ann = Typist(await person('Ann'))
    await ann.person.signs_in()
    await ann.person.goes_to('/ops/schedules')
    table = ann.page.get_by_role('table', name='Schedule entries')
    await table.get_by_text('Came with Roundtable').first.wait_for()
    await ann.press('n')
    await expect(ann.page.get_by_role('combobox', name='Command')).to_be_focused()
    await ann.types('Clean')
    await expect(ann.page.get_by_role('option')).to_have_text([re.compile('Clean up')])  # not among all of them
    await ann.press('ArrowDown')
    await ann.press('Enter')
    await ann.tabs_to(ann.page.get_by_role('textbox', name='Cron expression'))
    await ann.press('Control+a')
    await ann.types('0 9 * * 7')
    times = ann.page.get_by_role('list', name='Next runs')
    await expect(ann.page.get_by_text('Every Sunday at 09:00')).to_be_visible()
    await expect(times.get_by_role('listitem')).to_have_count(5)
    await expect(times.get_by_role('listitem').first).to_contain_text('Sun')
    await ann.fills('Note', 'By hand')
    await ann.press('Enter')
    row = table.get_by_role('row').filter(has_text='By hand')
    await expect(row).to_contain_text('Every Sunday at 09:00')
    await expect(ann.page.get_by_role('complementary', name='New entry')).to_have_count(0)
    await ann.tabs_to(row.get_by_role('button', name='Run now'))
    await ann.press('Enter')
    await expect(row.get_by_role('link', name='Run ')).to_be_visible()
    await expect(row.get_by_text('Done')).to_be_visible()


async def test_the_switch_and_the_panel_work_without_a_mouse(person):
    ann = Typist(await person('Ann'))
    await ann.person.signs_in()
    made = await ann.person.sends('POST', '/ops/schedules', command='ops.clean_up', expression='0 7 * * *',
    note='Seven')
    await ann.person.goes_to('/ops/schedules?text=Seven')
    row = ann.page.get_by_role('row').filter(has_text='Seven')
    await expect(row.get_by_role('switch', name='Enabled')).to_be_checked()
    await ann.tabs_to(row.get_by_role('switch', name='Enabled'))
    await ann.press('Space')
    await expect(row).to_contain_text('Switched off')
    await ann.press('j')
    await expect(row.get_by_role('button', name='Clean up')).to_be_focused()
    await ann.press('Enter')
    panel = ann.page.get_by_role('complementary', name='Edit Clean up')
    await expect(panel.get_by_role('textbox', name='Cron expression')).to_be_focused()
    await ann.press('Escape')
    await expect(panel).to_have_count(0)
    await expect(row.get_by_role('button', name='Clean up')).to_be_focused()
    assert json.loads(await ann.person.reads(f'/ops/schedules/{made["id"]}'))['enabled'] is False


async def test_the_schedule_is_free_of_barriers(person):
    ann = await person('Ann', reduced_motion='reduce')
    await ann.signs_in()
    for address, seen in (('/ops/schedules', 'What runs when'),
    ('/ops/schedules?span=7d&new=1', 'Every weekday at 05:30'),
                          ('/ops/schedules?text=nothing', 'No entry is like')):
        await ann.goes_to(address)
        await ann.page.get_by_text(seen, exact=seen.startswith('What')).first.wait_for()
        assert await barriers(ann.page) == ''
    await ann.sends('POST', '/ops/schedules/pause', reason='We move house')
    await ann.goes_to('/ops/schedules?entry=1')
    await ann.page.get_by_text('Nothing runs by itself').wait_for()
    assert await barriers(ann.page) == ''
    await ann.sends('POST', '/ops/schedules/resume')


async def test_on_a_phone_nothing_moves_sideways(person):
    ann = await person('Ann', is_phone=True)
    await ann.signs_in()
    for address in ('/ops/schedules', '/ops/schedules?new=1'):
        await ann.goes_to(address)
        await ann.page.get_by_role('heading', name='New entry' if 'new' in address else 'What runs when').wait_for()
        assert await ann.page.evaluate('document.scrollingElement.scrollWidth <= innerWidth')
        assert await ann.page.evaluate("document.querySelector('.rt-body').scrollWidth <= innerWidth")
