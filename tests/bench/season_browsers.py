"""The large season in browsers: an edit here and at a neighbour, and what twenty people are sent for each."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
from playwright.async_api import Browser, Page, async_playwright

from app import work
from app.domain.policy import Policy
from app.work import transact
from tests.bench.figures import Figure
from tests.bench.ops_runs import api_of, sign_in
from tests.machine import chromium
from tests.machine.program import ADMIN, Program
from tests.wire import Wire

EDITS, OPENS, VIEWERS, SENT = 50, 3, 20, 10
PATIENCE = 60  # seconds
CODE = 'LARG-0001'
PATH = f'/seasons/{CODE}/plan?periods=weeks&depth=9'
LEAF = r'/^Kind \d+, Store \d+, week 2,.*editable/'
CELLS = '[...document.querySelectorAll("[role=gridcell]")]'


async def seen(folder: Path, plant: Any) -> tuple[list[Figure], list[str]]:
    """`plant` writes the season into the tables of a program that is not running."""
    program = Program(folder, RATE_LIMIT_ENABLED='false', LOG_LEVEL='WARNING', **ADMIN)
    program.start()
    program.stop()
    engine = work.configure(f'sqlite:///{folder}/roundtable.db', lambda session, events: None, Policy())
    transact(plant)
    engine.dispose()
    program.start()
    try:
        return await _seen(program)
    finally:
        program.stop()


async def _seen(program: Program) -> tuple[list[Figure], list[str]]:
    cold, warm = Figure('page of the plan, until its cells are there: cold', 1000), Figure('the same, warm')
    here, there = Figure('a cell typed, until it is drawn', 100), Figure('until a neighbour sees it', 1000)
    async with api_of(program) as api, async_playwright() as driver:
        await sign_in(api)
        browser = await driver.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        pages = [await _page(browser, program, api) for _ in range(2)]
        for turn in range(OPENS + 1):
            began = perf_counter()
            await pages[0].goto(program.url + PATH)
            await _cell(pages[0]).first.wait_for()
            (warm if turn else cold).times.append(1000 * (perf_counter() - began))
        await pages[1].goto(program.url + PATH)
        await _cell(pages[1]).first.wait_for()
        await _edits(pages, here, there)
        await browser.close()
        note = await _viewers(program, api)
    return [cold, warm, here, there], [note]


async def _edits(pages: Sequence[Page], here: Figure, there: Figure) -> None:
    """A leaf that both look at, one number after the other."""
    name = await pages[0].evaluate(
        f'() => {CELLS}.map(cell => cell.ariaLabel).find(name => {LEAF}.test(name || ""))')
    start = name.split(', net sales')[0]
    cell = pages[0].locator(f'[role=gridcell][aria-label^={json.dumps(start)}]')
    for turn in range(EDITS):
        value = 1_000 + turn
        await cell.click()
        await pages[0].keyboard.type(str(value))
        began = perf_counter()
        await pages[0].keyboard.press('Enter')
        await asyncio.gather(*(_drawn(page, start, f'{value:,}.00', figure, began)
                               for page, figure in zip(pages, (here, there), strict=True)))


async def _drawn(page: Page, start: str, value: str, figure: Figure, began: float) -> None:
    told = json.dumps([start, value])
    await page.wait_for_function(f'() => {{ const [start, value] = {told}; return {CELLS}.some(cell => '
                                 'cell.ariaLabel?.startsWith(start) && cell.ariaLabel.includes(value)) }')
    figure.times.append(1000 * (perf_counter() - began))


async def _viewers(program: Program, api: aiohttp.ClientSession) -> str:
    """Characters that each page is sent for an edit, once it has the rows it shows."""
    cookies = {cookie.key: cookie.value for cookie in api.cookie_jar}
    opened = [await Wire.open(program.url, PATH, cookies) for _ in range(VIEWERS)]
    await asyncio.sleep(1)
    rooms = [room for room in opened if not room.socket.closed]  # a machine that is too busy loses some
    for room in rooms:
        await room.send(*_listener(room, 'window'), json.dumps({'isNew': True}))
    await asyncio.gather(*(room.hear('draw', seconds=PATIENCE) for room in rooms))
    await _quiet(rooms)
    largest = 0
    for turn in range(SENT):
        marks = [len(room.heard) for room in rooms]
        body = {'operation': 'set', 'scope': {'measure': 'net_sales', 'node': 'c:K000', 'place': 'l:L000',
                                              'period': 'w:2030-02-04'}, 'value': f'{2_000 + turn}.00'}
        async with api.post(f'/api/v1/seasons/{CODE}/edits', json=body) as answer:
            assert answer.status < 300, await answer.text()
        await asyncio.gather(*(room.hear('draw', after=mark, seconds=PATIENCE)
                               for room, mark in zip(rooms, marks, strict=True)))
        await _quiet(rooms)
        largest = max(largest, *(sum(map(len, room.heard[mark:])) for room, mark in zip(rooms, marks, strict=True)))
    await asyncio.gather(*(room.close() for room in opened))
    return f'{len(rooms)} viewers: {largest:,} bytes at most for an edit and a viewer (budget 20 000)'


async def _quiet(rooms: Sequence[Wire]) -> None:
    """Until nobody has heard anything for a second."""
    count = -1
    while count != (count := sum(len(room.heard) for room in rooms)):
        await asyncio.sleep(1)


def _listener(room: Wire, name: str) -> tuple[str, str]:
    for element_id, element in room.elements.items():
        for one in element.get('events', []):
            if one.get('type') == name and 'plan' in str(element.get('component', '')) + str(element.get('tag', '')):
                return element_id, one['listener_id']
    raise LookupError(name)


def _cell(page: Page) -> Any:
    return page.locator('[role=gridcell][aria-label*="week 2,"]')


async def _page(browser: Browser, program: Program, api: aiohttp.ClientSession) -> Page:
    context = await browser.new_context(viewport={'width': 1440, 'height': 900})
    await context.add_cookies([{'name': cookie.key, 'value': cookie.value, 'url': program.url}
                               for cookie in api.cookie_jar])
    return await context.new_page()
