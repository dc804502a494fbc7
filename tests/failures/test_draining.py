"""A worker that is told to drain: it finishes what it has, takes nothing, and goes on when it may."""

import asyncio
import os

import pytest

from app.services.ops import processes
from app.services.people import presence
from app.work import transact
from jobs.worker import Worker
from tests import ops
from tests.people import OLIVER

NAME = 'here:8080:ab12'


@pytest.fixture
async def named(quiet_room):
    """A worker that is known by a name."""
    transact(lambda work: presence.beat(work, NAME, ()))
    worker = Worker(quiet_room.policy, quiet_room.folder, dict(os.environ), NAME)
    await worker.run()
    quiet_room.workers.append(worker)
    return quiet_room


async def steer(deed):
    await asyncio.to_thread(transact, deed, OLIVER, NAME)


async def test_it_ends_what_runs_starts_nothing_and_goes_on_at_once(named):
    busy = await named.ask('sleep')
    await named.says(busy, 'ready')
    await steer(processes.drain)
    waiting = await named.ask('succeed')
    ops.cancel(busy)
    await named.over(busy)
    assert ops.state(waiting) == 'queued' and not named.worker.attempts
    await steer(processes.resume)
    assert (await named.over(waiting, seconds=2)).state == 'succeeded'
