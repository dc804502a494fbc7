"""A process that only works, with short leases, as another replica would; told what to do by its arguments."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from nicegui import core

from app import bus, work
from app.domain.policy import Policy
from app.settings import OpsSettings
from jobs.worker import Worker
from tests.machine.program import own_environment

ROOT = Path(__file__).parents[2]


@contextmanager
def working(url, folder, rules):
    """Another process at work; ended at the end, whatever state it is in."""
    times = {name: value for name, value in asdict(rules).items() if isinstance(value, int | float)}
    process = subprocess.Popen([sys.executable, '-m', 'tests.machine.working', url, str(folder), repr(times)],
                               cwd=ROOT, env={**own_environment(), 'SECRET_KEY': 32 * 'k'}, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b'ready\n'
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
        process.wait(10)
        process.stdout.close()


async def main(url, folder, times):
    core.loop = asyncio.get_running_loop()
    policy = Policy(ops=OpsSettings(**eval(times)))  # our own repr
    work.configure(url, bus.announce, policy)
    hearing = asyncio.create_task(bus.run(url))
    while not bus.is_listening():
        await asyncio.sleep(0.01)
    worker = Worker(policy, Path(folder))
    await worker.run()
    os.write(1, b'ready\n')
    await hearing
    await asyncio.Event().wait()


if __name__ == '__main__':
    asyncio.run(main(*sys.argv[1:]))
