"""The plan of 50 teams with 10,000 items over five years: what it takes to look at it, to change it, to read it."""

import gc
import json
import multiprocessing
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
from playwright.async_api import Browser, Locator, Page, async_playwright

from app import bus, clock, migrations, work
from app.domain.policy import Policy
from app.domain.portfolio.capacity.capacity import CapacityAsk
from app.domain.portfolio.cost.costing import CostAsk
from app.domain.portfolio.health.views import HealthAsk
from app.domain.portfolio.planning.operations import MoveItems
from app.domain.portfolio.views.looks import DENSITIES, Filter, Looks
from app.installation import REACTIONS
from app.integrations.azure_devops.client import Access, opened
from app.security import brakes
from app.services.portfolio import capacity, cost, editing, finding, ground, health, scenarios, timeline
from app.services.portfolio.ground import Sight
from app.serving import COLLECTOR
from app.work import read, transact
from jobs import commands
from jobs.demo import Unheard
from jobs.demo_portfolio import fill_portfolio
from tests.bench.figures import Figure, print_table
from tests.bench.ops_runs import api_of, sign_in
from tests.fakes.azure_devops import azure, filled
from tests.machine import chromium
from tests.machine.program import ADMIN, Program
from tests.people import ANN, found_workspace
from tests.portfolio_sync import TOKEN, add_source, sync_now

TURNS, PAINTS, MOVES, TEAMS = 30, 8, 20, 50
PLACE = '/api/v1/portfolio'
CELLS = 'document.querySelectorAll("[role=gridcell]")'
LATENCY = 0.02  # seconds until Azure DevOps answers
SEES_ALL = Sight(None, has_cost=True)


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder), RATE_LIMIT_ENABLED='false', LOG_LEVEL='WARNING', **ADMIN)
        program.start()
        program.stop()
        notes = [_fill(Path(folder))]
        figures = [*_looks(), *_changes(), *_sums()]
        program.start()
        try:
            figures += await _browser(program)
        finally:
            program.stop()
    figures += _source()
    print_table('Portfolio: 10,000 items, 50 teams, five years', figures, notes)


def _fill(folder: Path) -> str:
    """In the workspace of the program, which is not running meanwhile; the collector is tuned as it is there."""
    policy = Policy(commands=commands.DEFINITIONS, master_keys=(('k1', bytes(range(32))),))
    work.configure(f'sqlite:///{folder}/roundtable.db', bus.announce, policy, REACTIONS)
    brakes.switch(False)
    began = perf_counter()
    fill_portfolio(Unheard(), ANN, 'large')
    taken = perf_counter() - began
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    return f'made up, read for the first time and stored in {taken:.1f} s'


def _looks() -> list[Figure]:
    """Each turn asks for something that nobody has asked for before."""
    setting = read(ground.setting_of)
    plans, teams = sorted(setting.plans), sorted(setting.teams)
    read(timeline.view_timeline, SEES_ALL, None, Looks())
    return [
        _timed('the plan read into memory', None, lambda _: (ground.forget(), read(ground.live)), 5),
        _timed('filter: five plans', 150, lambda n: _view(Looks(Filter(plans=tuple(plans[n:n + 5]))))),
        _timed('filter: a word', 150, lambda n: _view(Looks(Filter(text=chr(97 + n % 26))))),
        _timed('all of it, another density or order', 150, lambda n: _view(Looks(
            density=DENSITIES[n % 3], sort=('date', 'rank')[n % 2], snap=f'turn {n}'))),
        _timed('why an item is hidden', 20, lambda n: _explain(teams[n % len(teams)], n)),
        _timed('find by words', 150, lambda n: read(finding.find_items, ANN, None, Looks(), f'{n % 10} a')),
    ]


def _changes() -> list[Figure]:
    """A bar is moved and everybody's view is worked out; looks at two scenarios in turn."""
    first, second = (transact(scenarios.begin, ANN, name) for name in ('One', 'Two'))
    movable = [item.id for item in read(ground.live).items.values() if item.span and item.shares]
    chance = random.Random(5)
    for scenario in (first, second):
        read(timeline.view_timeline, SEES_ALL, scenario, Looks())

    def move(_: int) -> None:
        transact(editing.edit, ANN, first, [MoveItems((chance.choice(movable),), 7)])
        read(timeline.view_timeline, SEES_ALL, first, Looks())

    def drag(_: int) -> None:
        item = chance.choice(movable)
        read(timeline.preview, SEES_ALL, first, MoveItems((item,), chance.randrange(1, 40)), item)
    return [
        _timed('a bar moved, and the view after it', 100, move),
        _timed('what a drag would mean', 100, drag),
        _timed('another scenario', 150, lambda n: _view(Looks(snap=f'turn {n}'), (first, second)[n % 2])),
    ]


def _sums() -> list[Figure]:
    today = clock.now().date()
    year = today + timedelta(364)
    return [
        _timed('load of all teams for a year', None,
               lambda n: read(capacity.view_capacity, ANN, CapacityAsk(today + timedelta(n), year))),
        _timed('cost of a year', 300, lambda _: read(cost.view_cost, ANN, CostAsk(today, year)), 10, _renew),
        _timed('health of all items', 500, lambda _: read(health.view_health, ANN, HealthAsk()), 10, _renew),
    ]


def _view(looks: Looks, scenario: int | None = None) -> None:
    read(timeline.view_timeline, SEES_ALL, scenario, looks)


def _explain(team: int, number: int) -> None:
    ids = sorted(read(ground.live).items)
    read(finding.explain_item, ANN, None, Looks(Filter(teams=(team,), types=('Epic',))), ids[number * 7 % len(ids)])


def _renew() -> None:
    """Everything that was worked out hangs on the plan: another one has nothing yet."""
    ground.forget()
    read(ground.live)


def _timed(name: str, budget: float | None, deed: Callable[[int], Any], turns: int = TURNS,
           before: Callable[[], None] = lambda: None) -> Figure:
    figure = Figure(name, budget)
    for turn in range(turns):
        before()
        began = perf_counter()
        deed(turn)
        figure.times.append(1000 * (perf_counter() - began))
    return figure


async def _browser(program: Program) -> list[Figure]:
    """Two real browsers at one scenario: from the address to the first bar, from a move to both screens."""
    paint, move = Figure('address to the first bar', 1500), Figure('a move to the screens of two people', 1000)
    async with async_playwright() as driver, api_of(program) as api:
        browser = await driver.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        await sign_in(api)
        one, other = [await _page(browser, program, api) for _ in range(2)]
        for _ in range(PAINTS):
            began = perf_counter()
            await one.goto(f'{program.url}/portfolio')
            await _bars(one).first.wait_for()
            paint.times.append(1000 * (perf_counter() - began))
        await _moves(api, (one, other), program, move)
        await browser.close()
    return [paint, move]


async def _moves(api: aiohttp.ClientSession, pages: Sequence[Page], program: Program, figure: Figure) -> None:
    """The name of a bar says its days: another name means that the bar is somewhere else."""
    scenario = await _answer(api.post(f'{PLACE}/scenarios', json={'name': 'Two look at it'}))
    for page in pages:
        await page.goto(f'{program.url}/portfolio?scenario={scenario["id"]}')
        await _bars(page).first.wait_for()
    names = await pages[0].evaluate(f'() => [...{CELLS}].map(cell => cell.ariaLabel)')
    number = next(found[1] for name in names if (found := re.search(r', Feature (\d+), \d', name or '')))
    found = await _answer(api.get(f'{PLACE}/items', params={'q': number}))
    item = next(one['id'] for one in found['items'] if one['number'] == number)
    for turn in range(MOVES):
        names = [await page.get_by_role('gridcell', name=f' {number},').get_attribute('aria-label') for page in pages]
        began = perf_counter()
        move = {'type': 'MoveItems', 'ids': [item], 'days': 7 if turn % 2 == 0 else -7}
        await _answer(api.post(f'{PLACE}/scenarios/{scenario["id"]}/operations',
                               json={'version': turn + 1, 'operations': [move]}))
        for page, name in zip(pages, names, strict=True):
            await page.wait_for_function(f'() => ![...{CELLS}].some(cell => cell.ariaLabel === {json.dumps(name)})')
        figure.times.append(1000 * (perf_counter() - began))


async def _answer(call: Any) -> Any:
    async with call as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json()


def _bars(page: Page) -> Locator:
    return page.get_by_role('grid', name='Timeline').get_by_role('gridcell').locator('visible=true')


async def _page(browser: Browser, program: Program, api: aiohttp.ClientSession) -> Page:
    context = await browser.new_context(viewport={'width': 1440, 'height': 900})
    await context.add_cookies([{'name': cookie.key, 'value': cookie.value, 'url': program.url}
                               for cookie in api.cookie_jar])
    return await context.new_page()


def _source() -> list[Figure]:
    """10,000 items at an Azure DevOps that answers after 20 ms: whole, unchanged, and the same by the bare client."""
    whole, again = Figure('10,000 items read whole, answers after 20 ms', 30_000), Figure('the same, unchanged', 5_000)
    bare = Figure('the same by the bare client')
    with _azure() as url, tempfile.TemporaryDirectory() as folder:
        policy = Policy(commands=commands.DEFINITIONS, master_keys=(('k1', bytes(range(32))),))
        migrations.upgrade(work.configure(f'sqlite:///{folder}/bench.db', bus.announce, policy, REACTIONS))
        ground.forget()
        found_workspace()
        areas = [f'Project {1 + number % 2}\\Team {1 + number}' for number in range(TEAMS)]
        source = add_source(url, areas=areas)
        for figure in (whole, again):
            began = perf_counter()
            sync_now(source)
            figure.times.append(1000 * (perf_counter() - began))
        bare.times.append(1000 * _bare(url, source))
    return [whole, again, bare]


def _bare(url: str, source: int) -> float:
    """Seconds to ask for everything and keep nothing of it."""
    plans = [plan for plan in read(ground.setting_of).plans.values() if plan.source == source]
    began = perf_counter()
    with opened(Access(url, TOKEN)) as client:
        ids = [number for plan in plans for number in client.find_ids(plan)]
        client.fetch_revs(ids)
        client.fetch_bodies(ids)
    return perf_counter() - began


@contextmanager
def _azure() -> Iterator[str]:
    """In a process of its own: it must not take the time of whoever asks."""
    here, there = multiprocessing.get_context('spawn').Pipe()
    process = multiprocessing.get_context('spawn').Process(target=_serve, args=(there,), daemon=True)
    process.start()
    yield here.recv()
    here.send('enough')
    process.join()


def _serve(pipe: Connection) -> None:
    with azure(filled(10_000, TEAMS)) as fake:
        fake.latency = LATENCY
        pipe.send(fake.url)
        pipe.recv()
