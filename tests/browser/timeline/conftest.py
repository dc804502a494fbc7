"""A stage with nothing but a timeline, and people who look at it, drag what is on it and press keys."""

import json
import re
from asyncio import sleep
from itertools import count
from urllib.request import urlopen

import pytest
import pytest_asyncio

from tests.machine.program import Program

DAY = 240 / 30.4375  # pixels at the scale “Weeks”
NODS = count(1)


class Stage(Program):
    module = 'tests.browser.timeline_stage'


@pytest.fixture(scope='session')
def stage(tmp_path_factory):
    program = Stage(tmp_path_factory.mktemp('stage'), ())
    program.start()
    yield program
    program.stop()


class Look:
    """One person before one timeline."""

    def __init__(self, page, url):
        self.page, self.url = page, url

    def bar(self, name):
        return self.page.get_by_role('gridcell', name=re.compile(f'^{name}'))

    def does(self, deed):
        with urlopen(f'{self.url}/do/{deed}', timeout=10) as answer:
            return answer.read()

    def heard(self, name):
        with urlopen(f'{self.url}/heard', timeout=10) as answer:
            return [told[1:] for told in json.load(answer) if told[0] == name]

    async def hears(self, name, *told):
        """Until the server was told this last."""
        await expect_that(lambda: self.heard(name)[-1:], [list(told)])

    async def is_shown(self):
        """All that the server has said so far; it comes in the order in which it was said."""
        nod = next(NODS)
        self.does(f'nod-{nod}')
        await self.page.wait_for_function(f'document.body.dataset.nod == "{nod}"')

    async def is_told(self):
        """All that the hand did so far has come to the server, in the order in which it was done."""
        before = len(self.heard('key'))
        await self.bar('Slot booking').focus()
        await self.page.keyboard.press('b')
        await expect_that(lambda: len(self.heard('key')), before + 1)

    async def lets_pass(self, milliseconds):
        """Whatever waits that long is due now."""
        await self.page.clock.fast_forward(milliseconds)

    async def grabs(self, name, by=0.5):
        box = await self.bar(name).bounding_box()
        x, y = box['x'] + box['width'] * by, box['y'] + box['height'] / 2
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        return x, y

    async def drags(self, name, days, by=0.5, down=0):
        x, y = await self.grabs(name, by)
        await self.page.mouse.move(x + 10, y, steps=2)
        await self.page.mouse.move(x + days * DAY, y + down, steps=5)
        await self.page.mouse.up()

    async def pulls(self, name, end, days):
        box = await self.bar(name).locator(f'[data-part={end}]').bounding_box()
        x, y = box['x'] + box['width'] / 2, box['y'] + box['height'] / 2
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        await self.page.mouse.move(x + 10, y, steps=2)
        await self.page.mouse.move(x + days * DAY, y, steps=5)
        await self.page.mouse.up()

    async def focused(self):
        return await self.page.evaluate('document.activeElement.getAttribute("aria-label")')

    async def scroll(self):
        return await self.page.evaluate(
            '[document.querySelector(".rt-tl-scroll").scrollLeft, document.querySelector(".rt-tl-scroll").scrollTop]'
        )


async def expect_that(look, wanted):
    """As `expect` does for what is no element: until it is so."""
    for _ in range(200):
        if (found := look()) == wanted:
            return
        await sleep(0.05)
    assert found == wanted


@pytest_asyncio.fixture(loop_scope='session')
async def look(chromium, stage):
    """Opens the timeline with these wishes in its address."""
    contexts, complaints = [], []

    async def look(query='', **options):
        context = await chromium.new_context(viewport={'width': 1368, 'height': 820}, **options)
        contexts.append(context)
        page = await context.new_page()
        page.on('pageerror', lambda error: complaints.append(str(error)))
        page.on('console', lambda told: complaints.append(told.text) if told.type == 'error' else None)
        await page.goto(f'{stage.url}/?{query}')
        await page.get_by_role('gridcell').first.wait_for()
        return Look(page, stage.url)

    yield look
    for context in contexts:
        await context.close()
    assert complaints == []
