"""Sprints: boards with 9,000 issues and their histories; what it takes to read them, to report, to build a queue."""

import gc
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from playwright.async_api import async_playwright

from app import bus, clock, migrations, work
from app.domain.policy import Policy
from app.domain.sprints.facts.board import Board
from app.domain.sprints.forecasts.forecast import ALL, Window, days_ahead, when_done
from app.domain.sprints.jira.reading import FieldMap
from app.domain.sprints.jira.stamps import milliseconds
from app.domain.sprints.metrics import analysis, velocity
from app.domain.sprints.queue.adapter import inputs_of
from app.domain.sprints.queue.building import build
from app.domain.sprints.queue.changing import DROP, Change, apply
from app.domain.sprints.queue.inputs import Inputs, Parameters
from app.installation import REACTIONS
from app.integrations.jira.client import opened
from app.security import brakes
from app.services.sprints import adding, ground
from app.serving import COLLECTOR
from app.work import read, transact
from jobs import commands
from jobs.demo import Unheard
from jobs.demo_sprints import fill_sprints
from models.sprints import SprintSite
from tests.bench.figures import Figure, print_table
from tests.bench.ops_runs import api_of, sign_in
from tests.bench.portfolio import _page
from tests.fakes.jira.__main__ import apart
from tests.machine import chromium
from tests.machine.program import ADMIN, Program
from tests.people import ANN, found_workspace
from tests.sprints import DOING, FINISHED, SPRINT, TODO, History, board, issue, jan
from tests.sprints_sync import run

TURNS, PAINTS = 20, 8
CHECKOUT = 1
MANY, FEW = 10_000, 500
HOUR = 3_600_000


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder), RATE_LIMIT_ENABLED='false', LOG_LEVEL='WARNING', **ADMIN)
        program.start()
        program.stop()
        notes = [_fill(Path(folder))]
        figures = [*_reports(), *_queues(), _forecast()]
        program.start()
        try:
            figures.append(await _paint(program))
        finally:
            program.stop()
    figures += _site()
    print_table('Sprints: 9,000 issues with their histories', figures, notes)


def _fill(folder: Path) -> str:
    """In the workspace of the program, which is not running meanwhile; the collector is tuned as it is there."""
    policy = Policy(commands=commands.DEFINITIONS, master_keys=(('k1', bytes(range(32))),))
    work.configure(f'sqlite:///{folder}/roundtable.db', bus.announce, policy, REACTIONS)
    brakes.switch(False)
    began = perf_counter()
    fill_sprints(Unheard(), ANN, 'large')
    taken = perf_counter() - began
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    return f'made up, read, frozen and stored in {taken:.1f} s'


def _reports() -> list[Figure]:
    full, now = _full_sprint(), milliseconds(clock.now())
    known = read(ground.board_of, CHECKOUT)
    numbers = [one.number for one in known.sprints.values()] * 7
    return [
        _timed('a board of 4,000 issues read into memory', None, lambda _: (ground.forget(), _board()), 5),
        _timed('report of 500 issues, 8,000 changes, cold', 200,
               lambda _: analysis.report_of(_cold(full), SPRINT, now)),
        _timed('the same again', 10, lambda _: analysis.report_of(full, SPRINT, now)),
        _timed('reports of 100 sprints, cold', 2000, lambda _: _all(_cold(known), numbers[:100], now), 5),
        _timed('velocity of twelve sprints, cold', None, lambda _: velocity.velocity(_cold(known), now, 12), 5),
    ]


def _queues() -> list[Figure]:
    known = read(ground.board_of, CHECKOUT)
    sprint = next(one for one in known.sprints.values() if one.state == 'active')
    large = inputs_of(known, sprint, Parameters())
    small = replace(large, candidates=large.candidates[:FEW])
    drops = [Change(DROP, numbers=(one.number,)) for one in small.candidates[:20]]
    return [
        _timed(f'queue of {len(small.candidates)} candidates', 100, lambda _: build(small)),
        _timed(f'queue of {len(large.candidates)} candidates', 1000, lambda _: build(large), 10),
        _timed('one change tried on 500 candidates', 50, lambda n: build(_changed(small, drops[n % 20]))),
    ]


def _changed(inputs: Inputs, change: Change) -> Inputs:
    return apply(inputs, change)


def _forecast() -> Figure:
    today = clock.now().date()
    window = Window(tuple(today - timedelta(60 - n) for n in range(60)), tuple(n * 7 % 4 for n in range(60)))
    ahead = days_ahead(today, ALL, frozenset(range(5)))
    return _timed('forecast of 40 issues, 10,000 trials', 500, lambda n: when_done(window, 40, ahead, n), 10)


def _full_sprint() -> Board:
    """500 issues with sixteen changes each."""
    def history(number: int) -> History:
        told = History(number * 100).sprint(jan('2 09:00') + number, '', str(SPRINT))
        for step in range(14):
            steps = (TODO, DOING) if step % 2 == 0 else (DOING, TODO)
            told.status(jan('5 09:00') + step * 12 * HOUR + number, *steps)
        return told.status(jan('14 09:00') + number, TODO, FINISHED)
    return board([issue(number, points=number % 8 + 1, status=FINISHED, history=history(number))
                  for number in range(1, FEW + 1)])


def _cold(known: Board) -> Board:
    """Everything that was worked out hangs on issues and the board: others have nothing yet."""
    return replace(known, issues={number: replace(one) for number, one in known.issues.items()})


def _all(known: Board, numbers: list[int], now: int) -> None:
    for number in numbers:
        analysis.report_of(replace(known), number, now)


def _board() -> Board:
    return read(ground.board_of, CHECKOUT)


def _timed(name: str, budget: float | None, deed: Callable[[int], Any], turns: int = TURNS) -> Figure:
    figure = Figure(name, budget)
    for turn in range(turns):
        began = perf_counter()
        deed(turn)
        figure.times.append(1000 * (perf_counter() - began))
    return figure


async def _paint(program: Program) -> Figure:
    """From the address to the figures, in a browser."""
    figure = Figure('address to the figures of a sprint', 1500)
    async with async_playwright() as driver, api_of(program) as api:
        browser = await driver.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        await sign_in(api)
        page = await _page(browser, program, api)
        for _ in range(PAINTS):
            began = perf_counter()
            await page.goto(f'{program.url}/sprints/boards/{CHECKOUT}')
            await page.get_by_text('Committed').locator('visible=true').first.wait_for()
            figure.times.append(1000 * (perf_counter() - began))
        await browser.close()
    return figure


def _site() -> list[Figure]:
    """10,000 issues of a Jira that answers at once: whole, unchanged, and the same by the bare client."""
    whole, again = Figure('10,000 issues read with histories', 60_000), Figure('the same, unchanged', 5_000)
    bare = Figure('the same by the bare client')
    with apart(MANY) as access, _empty():
        board_id = transact(_connect, access)
        for figure in (whole, again):
            began = perf_counter()
            run(board=board_id, token=access.token)
            figure.times.append(1000 * (perf_counter() - began))
        bare.times.append(1000 * _bare(access))
    return [whole, again, bare]


@contextmanager
def _empty() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        policy = Policy(commands=commands.DEFINITIONS, master_keys=(('k1', bytes(range(32))),))
        migrations.upgrade(work.configure(f'sqlite:///{folder}/bench.db', bus.announce, policy, REACTIONS))
        ground.forget()
        found_workspace()
        yield


def _connect(work_: work.Work, access: Any) -> int:
    site = SprintSite(name='Jira', kind='cloud', url=access.url, account=access.email, zone='UTC')
    work_.session.add(site)
    work_.session.flush()
    with opened(access) as reader:
        return int(adding.setup_board(work_, ANN, site.id, reader.board_configuration(1))[0])


def _bare(access: Any) -> float:
    """Seconds to ask for everything and keep nothing of it."""
    began = perf_counter()
    with opened(access) as client:
        numbers = [one.number for some in client.census('project = BIG') for one in some]
        for _ in client.fetch_issues(numbers, FieldMap()):
            pass
        for _ in client.fetch_histories(numbers):
            pass
    return perf_counter() - began
