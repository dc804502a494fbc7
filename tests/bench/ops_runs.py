"""From a click to the first line, from the queue to the start, and what happens when a process is killed."""

import asyncio
import random
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

import aiohttp
from nicegui import core
from playwright.async_api import async_playwright
from sqlmodel import insert

from app import bus, migrations, work
from app.domain.ops.states import FINAL
from app.domain.policy import Policy
from app.security import brakes
from app.services.ops import queue, runs
from app.services.people import accounts
from app.serving import REACTIONS
from app.settings import OpsSettings
from app.work import read, transact
from jobs.worker import Worker
from models.ops import OpsRun
from tests import ops
from tests.bench.figures import Figure, print_table
from tests.machine import chromium, postgres
from tests.machine.program import ADMIN, Program, running
from tests.people import ANN, found_workspace, invite_bob, invite_cleo, invite_crew

CLICKS, STARTS, CLAIMS, HISTORY, TURNS, LIVE = 30, 200, 1000, 100_000, 20, 20
SLOTS = OpsSettings(slots=4, grace=1)

Over = Callable[[int], Awaitable[OpsRun]]


async def measure() -> None:
    figures, notes = [await _clicks()], []
    with tempfile.TemporaryDirectory() as folder:
        figures.append(await _starts('queue to start, SQLite', 150, f'sqlite:///{folder}/bench.db', folder))
        figures.append(await _stops(Path(folder)))
        notes.append(_claims())
        figures += _history()
    if found := postgres.binaries():
        with postgres.running(found) as url, tempfile.TemporaryDirectory() as folder:
            figures.append(await _starts('queue to start, PostgreSQL', 300, url, folder))
    notes.append(await _kill())
    print_table('Runs', figures, notes)


async def _clicks() -> Figure:
    """A real browser, and a program that speaks at once."""
    figure = Figure('click to the first line on screen', 500)
    with _program() as program:
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
            page = await browser.new_page(viewport={'width': 1440, 'height': 900})
            async with api_of(program) as api:
                await sign_in(api)
                jar = [{'name': cookie.key, 'value': cookie.value, 'url': program.url} for cookie in api.cookie_jar]
            await page.context.add_cookies(jar)  # type: ignore[arg-type]
            for _ in range(CLICKS):
                await page.goto(f'{program.url}/ops/commands/setup_db')
                await page.get_by_role('button', name='Run command').click()
                dialog = page.get_by_role('dialog')
                await dialog.get_by_label('fpl_team_id').fill('1')
                start = dialog.get_by_role('button', name='Start run')
                await page.wait_for_timeout(300)  # the dialog has come to rest
                began = perf_counter()
                await start.click()
                await page.get_by_role('region', name='Log').get_by_text('Stand-in for AIrsenal').first.wait_for()
                figure.times.append(1000 * (perf_counter() - began))
                await page.get_by_role('status', name='Run state').get_by_text('Done').wait_for()
            await browser.close()
    return figure


async def _starts(name: str, budget: float, url: str, folder: str) -> Figure:
    """Programs that do nothing, one after the other: from the commit of the wish to the word that it was started."""
    figure = Figure(name, budget)
    async with _room(url, Path(folder)) as over:
        for _ in range(STARTS):
            run_id = await asyncio.to_thread(ops.ask_for, 'succeed')
            row = await over(run_id)
            figure.times.append(1000 * (row.started_at - row.asked_at).total_seconds())
    return figure


def _claims() -> str:
    """Four threads that want something to do; nothing is started."""
    for number in range(CLAIMS):
        transact(queue.enqueue, 'team', {'text': f'team {number}'}, trigger='system')
    began = perf_counter()
    threads = [threading.Thread(target=_claim_all, args=(f'thread {number}',)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = CLAIMS / (perf_counter() - began)
    transact(lambda work: work.connection.exec_driver_sql("UPDATE opsrun SET state = 'succeeded'"))
    return f'{rate:,.0f} claims a second on SQLite, four threads; budget 500'


def _claim_all(owner: str) -> None:
    while transact(queue.claim_next, owner):
        pass


async def _stops(folder: Path) -> Figure:
    """From the wish to stop to the death of a program that is deaf to it, with a second of grace."""
    figure = Figure('stop to the end of a deaf program', 2_000)
    async with _room(f'sqlite:///{folder}/bench.db', folder) as over:
        for _ in range(5):
            run_id = await asyncio.to_thread(ops.ask_for, 'stubborn')
            while not await asyncio.to_thread(lambda run=run_id: 'deaf' in ops.said(run)):
                await asyncio.sleep(0.02)
            began = perf_counter()
            await asyncio.to_thread(ops.cancel, run_id)
            await over(run_id)
            figure.times.append(1000 * (perf_counter() - began))
    return figure


def _history() -> list[Figure]:
    """The first page, a page with a filter, and one run, of a hundred thousand."""
    transact(_add_history)
    looks = (Figure('first page of 100,000 runs', 200), Figure('the same, failed ones only', 200),
             Figure('a month of them summed up', 200))
    for _ in range(TURNS):
        for figure, look in zip(looks, (
                lambda: read(runs.list_runs, ANN, runs.Sought()),
                lambda: read(runs.list_runs, ANN, runs.Sought(state='failed', command='fail')),
                lambda: read(runs.view_month, ANN)), strict=True):
            began = perf_counter()
            look()
            figure.times.append(1000 * (perf_counter() - began))
    return list(looks)


def _add_history(work: work.Work) -> None:
    chance, now = random.Random(1), datetime.now(UTC)
    version = read(lambda work: work.session.exec(ops.select(OpsRun.version)).first())
    for first in range(0, HISTORY, 10_000):
        work.session.execute(insert(OpsRun), [_past(chance, version, now - timedelta(minutes=5 * number))
                                              for number in range(first, first + 10_000)])


def _past(chance: random.Random, version: str | None, at: datetime) -> dict[str, object]:
    state = chance.choice(('succeeded', 'succeeded', 'succeeded', 'failed'))
    command = 'fail' if state == 'failed' else 'succeed'
    return {'command': command, 'version': version, 'name': command.title(), 'area': 'ops', 'is_process': True,
            'parameters': {}, 'trigger': 'schedule', 'actor': 'system', 'actor_name': 'Roundtable',
            'concurrency_key': command, 'state': state, 'asked_at': at, 'available_at': at,
            'deadline_at': at + timedelta(days=1), 'started_at': at, 'ended_at': at + timedelta(seconds=9),
            'attempts': 1, 'owner': 'gone'}


@asynccontextmanager
async def _room(url: str, folder: Path) -> AsyncIterator[Over]:
    """A worker in this process; gives what waits until a run is over and nothing of it is left."""
    policy = Policy(ops=SLOTS, commands=ops.COMMANDS)
    core.loop = asyncio.get_running_loop()
    migrations.upgrade(work.configure(url, bus.announce, policy, REACTIONS))
    hearing = asyncio.create_task(bus.run(url))
    while not bus.is_listening():
        await asyncio.sleep(0.01)
    if not read(accounts.is_founded):
        for somebody in (found_workspace, invite_bob, invite_cleo, invite_crew):
            somebody()
    brakes.switch(False)
    worker = Worker(policy, folder)
    await worker.run()
    try:
        yield partial(_over, worker)
    finally:
        worker.close()
        hearing.cancel()


async def _over(worker: Worker, run_id: int) -> OpsRun:
    while (row := await asyncio.to_thread(ops.row, run_id)).state not in FINAL or worker.attempts:
        await asyncio.sleep(0.01)
    found: OpsRun = row
    return found


async def _kill() -> str:
    """Twenty runs under way, the server killed, and started again."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder), RATE_LIMIT_ENABLED='false', LOG_LEVEL='WARNING', AIRSENAL_BIN='stand-in',
                          STAND_IN_FAULTS='hang', OPS_SLOTS=str(LIVE), OPS_MAX_RETRIES='0', **ADMIN)
        program.start()
        try:
            async with api_of(program) as api:
                await sign_in(api)
                for team in range(1, LIVE + 1):
                    await _send(api, '/api/v1/ops/runs', {'command': 'setup_db', 'parameters': {'fpl_team_id': team}})
                await _count(api, 'running', LIVE)
            program.kill()
            began = perf_counter()
            program.start()
            async with api_of(program) as api:
                await sign_in(api)
                await _count(api, 'running', 0)
            return f'{perf_counter() - began:.1f} s from a new start until all {LIVE} runs of a killed process are ' \
                   'settled; budget 5'
        finally:
            program.kill()


@contextmanager
def _program() -> Iterator[Program]:
    with tempfile.TemporaryDirectory() as folder, running(
            Path(folder), RATE_LIMIT_ENABLED='false', LOG_LEVEL='WARNING', AIRSENAL_BIN='stand-in',
            **ADMIN) as program:
        yield program


def api_of(program: Program) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(program.url, headers={'Origin': program.url},
                                 cookie_jar=aiohttp.CookieJar(unsafe=True))


async def sign_in(api: aiohttp.ClientSession) -> None:
    await _send(api, '/api/v1/session', {'email': ADMIN['SETUP_ADMIN_EMAIL'],
                                         'password': ADMIN['SETUP_ADMIN_PASSWORD']})


async def _send(api: aiohttp.ClientSession, path: str, body: object) -> None:
    async with api.post(path, json=body) as answer:
        assert answer.status < 300, await answer.text()


async def _count(api: aiohttp.ClientSession, state: str, wanted: int) -> None:
    while True:
        async with api.get('/api/v1/ops/runs', params={'state': state}) as answer:
            if (await answer.json())['total'] == wanted:
                return
        await asyncio.sleep(0.05)
