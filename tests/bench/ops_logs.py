"""How fast a log is written, how little that keeps others waiting, and how fast one of a million lines is read."""

import asyncio
import gc
import tempfile
import threading
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from nicegui import background_tasks, core

from app import bus, clock, migrations, work
from app.api.ops import live
from app.api.ops.stream import Viewer
from app.domain.ops.log import Scribe
from app.domain.ops.states import Claim
from app.domain.policy import Policy
from app.services.ops import logs
from app.settings import OpsSettings
from app.work import read, transact
from tests import ops
from tests.bench.figures import Figure, print_table
from tests.people import NOON, OLIVER, found_workspace, invite_bob, invite_cleo, invite_crew

MILLION = 1_000_000
SECRETS = ('correct horse battery staple', 'hunter22hunter', 'https://user:password@host.example/path?a=b')
PIECE = 65_536
VIEWERS, PACE, BURST = 20, 2_000, 20_000  # readers, lines a second for them, and at the worst
SECONDS = 5
TIMES = 9
SEARCHES = (('a rare number', '999999', False), ('a word in every line', 'player', False),
            ('an expression found now and then', r'player.*99$', True), ('alternatives', 'nothing|12345$', True))


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _connect(Path(folder))
        claim = ops.begun('steps')
        scribe, whole = _ingest(claim)
        figures = _reading(claim)
        stall, viewing, memory, lines = await _live()
    print_table('The log of a run', [*figures, stall, viewing], [
        f'lines a second: {scribe:,.0f} through the scribe, {whole:,.0f} with storing them, budget 50,000',
        f'{VIEWERS} readers at {PACE:,} lines a second were sent {lines:,} lines, and none was left out',
        f'memory of a reader who waits, beside the socket: {memory / 1000:,.0f} kB, budget 1,000'])


def _connect(folder: Path) -> None:
    settings = replace(OpsSettings(), log_lines=2 * MILLION, log_bytes=1_000_000_000)
    engine = work.configure(f'sqlite:///{folder / "bench.db"}', bus.announce,
                            Policy(commands=dict(ops.COMMANDS), ops=settings))
    migrations.upgrade(engine)
    found_workspace()
    for invite in (invite_bob, invite_cleo, invite_crew):
        invite()


def _written(count: int) -> bytes:
    return b''.join(b'ATTRIBUTES 2526 some player name with stuff %d\n' % number for number in range(count))


def _ingest(claim: Claim) -> tuple[float, float]:
    """Lines a second, without storing them and with it."""
    data, scribe = _written(MILLION), Scribe(SECRETS)
    alone, storing = 0.0, 0.0
    for start in range(0, len(data), PIECE):
        began = perf_counter()
        scribe.feed('out', data[start:start + PIECE], NOON)
        lines = scribe.take()
        alone += perf_counter() - began
        began = perf_counter()
        transact(logs.append, claim, lines, scribe.standing)
        storing += perf_counter() - began
    return MILLION / alone, MILLION / (alone + storing)


def _reading(claim: Claim) -> Sequence[Figure]:
    tail, jump, back = (Figure(f'{what} in a log of a million lines', budget) for what, budget in (
        ('the tail', 1_000), ('a jump', 300), ('a page back', 300)))
    searches = [Figure(f'search: {name}', 2_000) for name, _, _ in SEARCHES]
    for turn in range(TIMES):
        place = MILLION * (turn + 1) // (TIMES + 1)
        _time(tail, logs.view_page, OLIVER, claim.run_id)
        _time(jump, logs.view_page, OLIVER, claim.run_id, after=place)
        _time(back, logs.view_page, OLIVER, claim.run_id, before=place)
    for _ in range(3):
        for figure, (_, text, is_regex) in zip(searches, SEARCHES, strict=True):
            _time(figure, logs.find, OLIVER, claim.run_id, 1, text, is_regex)
    return [tail, jump, back, *searches]


def _time(figure: Figure, service: Callable[..., Any], *arguments: Any, **options: Any) -> None:
    began = perf_counter()
    read(service, *arguments, **options)
    figure.times.append(1000 * (perf_counter() - began))


async def _live() -> tuple[Figure, Figure, float, int]:
    core.loop = asyncio.get_running_loop()
    hearing = background_tasks.create(bus.run('sqlite://'), name='bus')
    while not bus.is_listening():
        await asyncio.sleep(0.01)
    stall = Figure(f'stall of the loop at {BURST:,} lines a second', 20)
    with _writing(BURST):
        await _lags(stall)
    viewing = Figure(f'stall of the loop with {VIEWERS} readers at {PACE:,}', 20)
    memory, lines = await _viewed(viewing)
    hearing.cancel()
    return stall, viewing, memory, lines


async def _lags(figure: Figure) -> None:
    """How late the loop is, again and again."""
    until = perf_counter() + SECONDS
    while perf_counter() < until:
        began = perf_counter()
        await asyncio.sleep(0.005)
        figure.times.append(1000 * (perf_counter() - began - 0.005))


@contextmanager
def _writing(pace: int) -> Iterator[Claim]:
    """A thread that writes so many lines a second, as an attempt does."""
    claim, is_over = ops.begun('sleep'), threading.Event()
    data, scribe = _written(pace // 10), Scribe(SECRETS)

    def write() -> None:
        due = perf_counter()
        while not is_over.wait(max(0.0, due - perf_counter())):
            scribe.feed('out', data, clock.now())
            transact(logs.append, claim, scribe.take(), scribe.standing)
            due += 0.1
    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield claim
    finally:
        is_over.set()
        thread.join()


class Reader:
    """The other end of a socket."""

    def __init__(self) -> None:
        self.lines = self.gaps = 0

    async def send_text(self, text: str) -> None:
        self.lines += text.count('"seq":') - 1 if text.startswith('{"type":"log"') else 0
        self.gaps += text.startswith('{"type":"gap"')

    async def receive(self) -> dict[str, str]:
        await asyncio.Event().wait()
        return {}


async def _viewed(figure: Figure) -> tuple[float, int]:
    with _writing(PACE) as claim, live.joined(claim.run_id) as run:
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        readers = [Reader() for _ in range(VIEWERS)]
        viewers = [Viewer(reader, run, None, 0, 0, 'plain') for reader in readers]  # type: ignore[arg-type]
        tasks = [asyncio.ensure_future(viewer.serve()) for viewer in viewers]
        memory = (tracemalloc.get_traced_memory()[0] - before) / VIEWERS
        tracemalloc.stop()
        await _lags(figure)
        for task in tasks:
            task.cancel()
    assert not any(reader.gaps for reader in readers)
    return memory, sum(reader.lines for reader in readers)
