"""Three tables with sixteen people each, every one with a page of their own on a real websocket."""

import asyncio
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import perf_counter, sleep

import aiohttp

from tests.bench.figures import Figure, print_table
from tests.machine.program import ADMIN, Program, free_port, running
from tests.wire import Wire

TABLES, SEATS, ROUNDS = 3, 16, 20
THINKING = 0.12  # seconds between two single votes: nobody votes back to back


async def measure() -> None:
    bare = Figure('bare NiceGUI page: a word flipped')
    with _bare_page() as address:
        await _flips(address, bare)
    with tempfile.TemporaryDirectory() as folder, running(
            Path(folder), RATE_LIMIT_ENABLED='false', LOG_LEVEL='WARNING', POKER_EXPIRY_MINUTES='0',
            **ADMIN) as program:
        await _tables(program, bare)


async def _tables(program: Program, bare: Figure) -> None:
    single = Figure('a card laid, until the last of 16 sees it', 25)
    reveal = Figure('cards turned, until the last of 16 sees it', 50)
    burst = Figure('16 cards at once, one table', 50)
    storm = Figure('48 cards at once, three tables', 100)
    sizes: list[int] = []
    async with _rooms(program) as rooms:
        for _ in range(ROUNDS):
            sizes += await _single_votes(rooms[0], single)
            await _reveal(rooms[0], reveal)
        for _ in range(ROUNDS):
            await _all_at_once(rooms[:1], burst)
        for _ in range(ROUNDS):
            await _all_at_once(rooms, storm)
        largest = max(size for room in rooms for page in room for size in page.sizes)
    print_table('Planning poker, 3 tables × 16 pages', [bare, single, reveal, burst, storm], [
        f'bytes for a card, on average of all pages {sum(sizes) // len(sizes)}, budget 2 000; the largest push, a '
        f'reveal, {largest}',
        f'a card laid takes {single.percentile(.95) / bare.percentile(.95):.1f} × the bare page, budget 4 ×',
        'every page saw every card: nothing was lost'])


async def _single_votes(room: Sequence[Wire], figure: Figure) -> list[int]:
    """Returns the sizes of what was sent to the pages."""
    await room[0].click('Start round')
    await asyncio.gather(*(page.hear(f'"0 of {SEATS}"') for page in room))
    before = [len(page.sizes) for page in room]
    for number, page in enumerate(room):
        await asyncio.sleep(THINKING)
        marks = [len(other.heard) for other in room]
        began = perf_counter()
        await page.click('5 points', 'rt-hand-card')
        await asyncio.gather(*(other.hear(f'"{number + 1} of {SEATS}"', after=mark)
                               for other, mark in zip(room, marks, strict=True)))
        figure.times.append(1000 * (perf_counter() - began))
    return [size for page, mark in zip(room, before, strict=True) for size in page.sizes[mark:]]


async def _reveal(room: Sequence[Wire], figure: Figure) -> None:
    await asyncio.sleep(THINKING)
    marks = [len(page.heard) for page in room]
    began = perf_counter()
    await room[0].click('Reveal cards')
    await asyncio.gather(*(page.hear('Cards are up', after=mark) for page, mark in zip(room, marks, strict=True)))
    figure.times.append(1000 * (perf_counter() - began))
    await _next_round(room)


async def _all_at_once(rooms: Sequence[Sequence[Wire]], figure: Figure) -> None:
    pages = [page for room in rooms for page in room]
    for room in rooms:
        await room[0].click('Start round')
    await asyncio.gather(*(page.hear(f'"0 of {SEATS}"') for page in pages))
    await asyncio.sleep(THINKING)
    began = perf_counter()
    await asyncio.gather(*(page.click('5 points', 'rt-hand-card') for page in pages))
    await asyncio.gather(*(page.hear(f'"{SEATS} of {SEATS}"') for page in pages))
    figure.times.append(1000 * (perf_counter() - began))
    for room in rooms:
        await _next_round(room)


async def _next_round(room: Sequence[Wire]) -> None:
    """Back to waiting, and nothing heard so far counts any more."""
    await asyncio.sleep(THINKING)
    await room[0].click('Cancel round' if 'Cards are up' not in ''.join(room[0].heard[-3:]) else 'Next story')
    await asyncio.gather(*(page.hear('Ready') for page in room))
    for page in room:
        page.heard.clear()


@asynccontextmanager
async def _rooms(program: Program) -> AsyncIterator[list[list[Wire]]]:
    rooms = [await _room(program, f'Table {number}') for number in range(TABLES)]
    try:
        yield rooms
    finally:
        for room in rooms:
            await asyncio.gather(*(page.close() for page in room))


async def _room(program: Program, name: str) -> list[Wire]:
    """A table whose people have come in through the API and opened their pages."""
    async with aiohttp.ClientSession(program.url) as session:
        switches = {'countdown': 0, 'pause': False}
        table = await _post(session, '/api/v1/poker/tables', {'name': name, 'guest': 'Voter 00', 'switches': switches})
        path = f'/api/v1/poker/tables/{table["id"]}/seats'
        tokens = [table['seat_token']]
        tokens += [(await _post(session, path, {'name': f'Voter {seat:02}'}))['seat_token'] for seat in range(1, SEATS)]
    return [await Wire.open(program.url, f'/poker/{table["id"]}', {'rt_guest': token}) for token in tokens]


async def _post(session: aiohttp.ClientSession, path: str, body: object) -> dict[str, str]:
    async with session.post(path, json=body) as answer:
        content: dict[str, str] = await answer.json()
        assert answer.status == 201, content
        return content


@contextmanager
def _bare_page() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, 'tests/bench/bare.py', str(port)], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f'http://localhost:{port}'
    finally:
        process.terminate()
        process.wait()


async def _flips(address: str, figure: Figure) -> None:
    """The same deed on a page that does nothing else."""
    room = [await Wire.open(address, '/', {}) for _ in range(SEATS)]
    for turn in range(ROUNDS):
        for number, page in enumerate(room):
            await asyncio.sleep(THINKING / 4)
            marks = [len(other.heard) for other in room]
            word = f'{"thinking" if turn % 2 else "voted"} {number}'
            began = perf_counter()
            await page.click(f'Seat {number}')
            await asyncio.gather(*(other.hear(word, after=mark) for other, mark in zip(room, marks, strict=True)))
            figure.times.append(1000 * (perf_counter() - began))
    await asyncio.gather(*(page.close() for page in room))


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f'http://localhost:{port}/readyz').close()
            return
        except OSError:
            sleep(0.05)
    raise TimeoutError(f'nothing answers on port {port}')
