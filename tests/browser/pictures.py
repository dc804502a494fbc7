"""Pictures of every page of a demo, light and dark, on a desk and on a phone: `make pictures`."""

import asyncio
import json
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.browser.person import DESKTOP, PHONE, Person
from tests.browser.watch import Watch
from tests.machine import chromium
from tests.machine.program import running

FOLDER = Path('screenshots')
SIZES = {'desktop': DESKTOP, 'phone': PHONE}
MOVED = 700  # milliseconds after which everything that moves on a page has come to rest
PAGES = {
    'home': '/', 'lobby': '/poker', 'new-table': '/poker?new=1', 'history': '/poker/history', 'decks': '/poker/decks',
    'profile': '/me', 'sessions': '/me/sessions', 'tokens': '/me/tokens', 'people': '/admin/people',
    'operations': '/ops', 'commands': '/ops/commands', 'command': '/ops/commands/predict', 'runs': '/ops/runs',
    'start': '/ops/commands/predict?start=1',
    'team': '/ops/team', 'predictions': '/ops/reports/predictions', 'optimisation': '/ops/reports/optimisation',
    'airsenal': '/ops/airsenal',
    'timeline': '/portfolio', 'list-view': '/portfolio?view=list', 'scenarios': '/portfolio/scenarios',
    'compare': '/portfolio/scenarios/1/compare', 'publish': '/portfolio/scenarios/1/publish',
    'capacity': '/portfolio/capacity', 'cost': '/portfolio/cost', 'iterations': '/portfolio/iterations',
    'board': '/portfolio/board', 'plan-health': '/portfolio/health', 'plan-history': '/portfolio/history',
    'setup': '/portfolio/setup', **{f'setup-{part}': f'/portfolio/setup/{part}' for part in (
        'sources', 'plans', 'teams', 'people', 'calendars', 'iterations', 'rates', 'rules', 'events', 'backup')},
    'boards': '/sprints', 'sprint': '/sprints/boards/1', 'sprint-issues': '/sprints/boards/1/sprints/112?tab=issues',
    'queue': '/sprints/boards/1/queue', 'sprint-capacity': '/sprints/boards/1/capacity',
    'velocity': '/sprints/boards/1/velocity', 'flow': '/sprints/boards/1/flow',
    'forecast': '/sprints/boards/1/forecast', 'quality': '/sprints/boards/1/quality',
    'projects': '/sprints/projects', 'sprint-settings': '/sprints/settings',
    'all-tokens': '/admin/tokens', 'audit': '/admin/audit', 'health': '/admin/health', 'nowhere': '/nowhere'}
DIALOGS = {'settings': 'Table settings', 'import': 'Add stories', 'invite': 'Invite'}


class Album:
    """What one person sees, in one theme and one size."""

    def __init__(self, someone, tables, ending):
        self.someone, self.page, self.tables, self.ending = someone, someone.page, tables, ending

    async def picture(self, name):
        await self.page.wait_for_timeout(MOVED)
        await self.page.screenshot(path=FOLDER / f'{name}-{self.ending}.png')

    async def ways_in(self):
        for name, address in (('sign-in', '/sign-in'), ('join', f'/poker/{self.tables["voting"]}'),
                              ('guest-lobby', '/poker')):
            await self.someone.goes_to(address)
            await self.picture(name)

    async def pages(self):
        for name, address in PAGES.items():
            await self.someone.goes_to(address)
            await self.picture(name)
        await self.someone.goes_to('/poker/history')
        await self.page.get_by_role('link', name='Results of').first.click()
        await self.picture('session')
        await self.someone.goes_to('/ops/runs')
        runs = self.page.get_by_role('table', name='Runs').get_by_role('link', name='Run')
        if await runs.count():
            await runs.first.click()
            await self.picture('run')

    async def at_tables(self):
        for state, table in self.tables.items():
            await self.someone.is_at_table(table)
            await self.picture(f'table-{state}')

    async def dialogs(self):
        for name, opener in DIALOGS.items():
            await self.someone.is_at_table(self.tables['voting'])
            button = self.someone.button(opener).filter(visible=True)
            if await button.count():
                await button.first.click()
                await self.picture(name)
        await self.someone.goes_to('/')
        await self.page.keyboard.press('Control+k')
        await self.picture('palette')


async def take():
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), 'demo') as demo:
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
            tables = await _tables(browser, demo)
            for theme in ('light', 'dark'):
                for size in SIZES:
                    await _fill(Album(await _priya(browser, demo, theme, size), tables, f'{theme}-{size}'))


async def _fill(album):
    await album.ways_in()
    await album.someone.plays_in_demo()
    await album.pages()
    await album.at_tables()
    await album.dialogs()
    await album.someone.context.close()


async def _priya(browser, demo, theme='light', size='desktop'):
    is_phone = size == 'phone'
    context = await browser.new_context(viewport=SIZES[size], color_scheme=theme, is_mobile=is_phone,
                                        has_touch=is_phone, device_scale_factor=2 if is_phone else 1)
    return Person('Priya', await context.new_page(), demo.url, Watch(demo.url))


async def _tables(browser, demo):
    """Those of the demo and one at which nothing has begun, by what goes on there."""
    priya = await _priya(browser, demo)
    await priya.plays_in_demo()
    waiting = await priya.opens_table('Nothing yet')
    tables = json.loads(await priya.reads('/poker/tables'))['items']
    await priya.context.close()
    return {table['state']: table['id'] for table in tables} | {'waiting': waiting}


if __name__ == '__main__':
    asyncio.run(take())
