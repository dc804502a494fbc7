"""Real browsers at the real server. Whatever breaks, is forbidden or is fetched from elsewhere fails the test."""

from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from tests.browser.person import DESKTOP, PHONE, Person
from tests.browser.watch import Watch
from tests.machine import chromium as machine
from tests.machine.program import ADMIN, running

HERE = Path(__file__).parent
FAILURES = HERE.parents[1] / 'screenshots' / 'failures'  # what everybody saw when a test failed
HAS_FAILED = pytest.StashKey[bool]()
PATIENCE = 20_000  # milliseconds; two cores are late now and then
FREE = {'RATE_LIMIT_ENABLED': 'false', 'POKER_MAX_TABLES': '100'}  # the tests are one very busy person

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """One loop for all of them, because they share a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope='session'), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    item.stash[HAS_FAILED] = report.failed or item.stash.get(HAS_FAILED, False)
    return report


@pytest_asyncio.fixture(scope='session', loop_scope='session')
async def chromium():
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=machine.find(), args=machine.arguments())
        yield browser
        await browser.close()


@pytest.fixture(scope='session')
def program(tmp_path_factory):
    """A workspace whose admin is Ann."""
    with running(tmp_path_factory.mktemp('workspace'), **ADMIN, **FREE) as program:
        yield program


@pytest.fixture(scope='session')
def demo(tmp_path_factory):
    """A workspace full of people, sessions and tables."""
    with running(tmp_path_factory.mktemp('demo'), 'demo', **FREE) as program:
        yield program


class Crowd:
    """Everybody who has come, each with a browser window of their own."""

    def __init__(self, chromium, program):
        self.chromium, self.program, self.there = chromium, program, []

    async def come(self, name, program=None, *, is_phone=False, **options):
        """Further options are those of Playwright's browser contexts."""
        program = program or self.program()
        context = await self.chromium.new_context(viewport=PHONE if is_phone else DESKTOP, has_touch=is_phone,
                                                  is_mobile=is_phone, **options)
        context.set_default_timeout(PATIENCE)
        watch = Watch(program.url)
        watch.over(context)
        self.there.append(Person(name, await context.new_page(), program.url, watch))
        return self.there[-1]

    async def leave(self, pictures_for=''):
        """Nobody goes in silence about what was wrong with their pages."""
        for one in self.there:
            if pictures_for:
                await one.page.screenshot(path=FAILURES / f'{pictures_for}-{one.name}.png')
            await one.context.close()
        assert {one.name: one.watch.complaints for one in self.there if one.watch.complaints} == {}


@pytest_asyncio.fixture(loop_scope='session')
async def person(chromium, request):
    """Brings people: `await person('Ann', is_phone=True)`."""
    crowd = Crowd(chromium, partial(request.getfixturevalue, 'program'))
    yield crowd.come
    await crowd.leave(request.node.name if request.node.stash.get(HAS_FAILED, False) else '')


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def visitor(chromium, demo):
    """Brings people to the demo, who stay for all tests of a module."""
    crowd = Crowd(chromium, lambda: demo)
    yield crowd.come
    await crowd.leave()
