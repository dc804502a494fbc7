"""A worker with short leases, on a database of its own, in the process of the test."""

import asyncio
import os
import time as wall
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from time import monotonic

import pytest
from nicegui import background_tasks, core

from app import bus, work
from app.domain.ops.states import FINAL
from app.events import RUNS
from app.installation import REACTIONS
from app.settings import OpsSettings
from app.work import read
from jobs.processes import mark_of, members
from jobs.worker import Worker
from tests import ops
from tests.people import found_workspace, invite_bob, invite_cleo, invite_crew

SHORT = OpsSettings(slots=8, lease=6, grace=0.6, drain=0.3, retry_delay=0.1, retry_cap=0.2, timeout=60)
WAITS = ops.program('waits', f'{ops.ARGUMENTS} import os, time; print("first", flush=True)\n'
                             'while not os.path.exists(a.text): time.sleep(0.01)\n'
                             '[print(i) for i in range(a.count)]', parameters=(ops.TEXT, ops.COUNT))


@pytest.fixture
def policy(policy):
    return replace(policy, ops=SHORT)


class Room:
    """Where the work is done: starts workers, asks for runs, and waits for what becomes of them."""

    def __init__(self, policy, folder):
        self.policy, self.folder, self.workers = policy, folder, []

    @property
    def worker(self):
        return self.workers[0]

    async def begin(self):
        worker = Worker(self.policy, self.folder, dict(os.environ))
        await worker.run()
        self.workers.append(worker)
        return worker

    async def ask(self, command='succeed', **wanted):
        return await asyncio.to_thread(ops.ask_for, command, **wanted)

    async def until(self, condition, *arguments, seconds=15):
        """Looks again after every change of a run, and now and then for what is announced to nobody."""
        changed = asyncio.Event()
        unsubscribe = bus.subscribe(RUNS, changed.set)
        try:
            async with asyncio.timeout(seconds):
                while not (found := await asyncio.to_thread(condition, *arguments)):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(changed.wait(), 0.05)
                    changed.clear()
                return found
        finally:
            unsubscribe()

    async def is_in(self, run_id, *states, seconds=15):
        await self.until(lambda: ops.state(run_id) in states, seconds=seconds)
        return ops.state(run_id)

    async def over(self, run_id, seconds=15):
        """Also its folder and its thread are gone."""
        await self.is_in(run_id, *FINAL, seconds=seconds)
        await self.until(lambda: all(run_id != busy for worker in self.workers for busy, _ in worker.attempts))
        return await asyncio.to_thread(ops.row, run_id)

    async def done(self, command='succeed', **wanted):
        return await self.over(await self.ask(command, **wanted))

    async def says(self, run_id, text, n=1):
        """Until this was written by the program."""
        await self.until(lambda: any(text in line for line in ops.said(run_id, n)))


@asynccontextmanager
async def hearing(url, policy, monkeypatch):
    """Announcements arrive on the loop of this test."""
    monkeypatch.setattr(core, 'loop', asyncio.get_running_loop())
    work.configure(url, bus.announce, policy, REACTIONS)
    task = background_tasks.create(bus.run(url), name='bus')
    async with asyncio.timeout(5):
        while not bus.is_listening():
            await asyncio.sleep(0.01)
    try:
        yield
    finally:
        task.cancel()


@pytest.fixture
async def quiet_room(database, url, policy, tmp_path, monkeypatch):
    """Nobody works here yet."""
    async with hearing(url, policy, monkeypatch):
        await asyncio.to_thread(_people)
        room = Room(policy, tmp_path)
        yield room
        attempts = [attempt for worker in room.workers for attempt in worker.attempts.values()]
        for worker in room.workers:
            worker.close()
        for attempt in attempts:
            await asyncio.to_thread(attempt.is_over.wait, 10)


@pytest.fixture
async def room(quiet_room):
    await quiet_room.begin()
    return quiet_room


def row_of(run_id, n=1):
    return read(lambda work: work.session.get(ops.OpsAttempt, (run_id, n)))


def known_by(run_id, n=1):
    """Group and mark of what an attempt has started."""
    row = row_of(run_id, n)
    return (row.pid, mark_of(run_id, n, row.owner)) if row else (None, 'none')


async def watched(room, run):
    """Looks at its program without the database: it has to end before its lease."""
    attempt, known = room.worker.attempts[run, 1], await asyncio.to_thread(known_by, run)

    async def ends_before_its_lease():
        await room.until(lambda: not members(*known))
        assert attempt.is_cut and monotonic() < attempt.lease_ends
    return ends_before_its_lease


def wait_for(condition, seconds=20):
    """What another process does cannot be awaited."""
    until = monotonic() + seconds
    while not condition():
        assert monotonic() < until
        wall.sleep(0.02)


def _people():
    if not read(lambda work: work.session.get(ops.Person, 1)):
        found_workspace()
        invite_bob()
        invite_cleo()
        invite_crew()
