"""Real disks that are full or closed, and a container without an init: what Roundtable stands on, taken away."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace

import psutil
import pytest

from app import bus, health, work
from app.domain.policy import Policy
from app.services.ops import queue
from app.settings import load
from app.work import transact
from tests import ops
from tests.failures.conftest import WAITS, wait_for, watched
from tests.machine.program import ADMIN, Program, own_environment


def can(*command):
    """Whether this machine lets us."""
    return bool(shutil.which(command[0])) and not subprocess.run(command, capture_output=True, check=False).returncode


own_disks = pytest.mark.skipif(not can('unshare', '-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'),
                               reason='disks cannot be mounted here')
own_numbers = pytest.mark.skipif(not can('unshare', '-pf', '--kill-child', '--mount-proc', 'true'),
                                 reason='processes cannot be numbered anew here')


@pytest.fixture
def kind():
    return 'sqlite'


@contextmanager
def full(folder):
    """Not one more byte fits on its disk; what the database had in reserve is taken away."""
    with closing(sqlite3.connect(folder / 'test.db')) as connection:
        connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    filler = folder / 'filler'
    with filler.open('wb', buffering=0) as file:
        for size in (65_536, 4_096, 1):
            with pytest.raises(OSError, match='No space left on device'):
                while True:
                    file.write(bytes(size))
    yield
    filler.unlink()


@contextmanager
def small_disk(folder):
    """A disk of its own, of sixteen megabytes."""
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=16m', 'none', folder], check=True)
    try:
        yield
    finally:
        subprocess.run(['umount', '-l', folder], check=True)


@own_disks
class TestSmallDisk:
    @pytest.fixture
    def tmp_path(self, tmp_path):
        with small_disk(tmp_path):
            yield tmp_path

    @pytest.fixture
    def policy(self, policy):
        return replace(policy, commands={**policy.commands, 'waits': WAITS})

    async def test_a_run_goes_on_while_the_disk_is_full_and_what_it_said_is_stored_once_there_is_room(
            self, room, tmp_path):
        run = await room.ask('waits', parameters={'text': str(tmp_path / 'go'), 'count': 1000})
        await room.says(run, 'first')
        attempt = room.worker.attempts[run, 1]
        with full(tmp_path):
            (tmp_path / 'go').touch()
            await room.until(lambda: attempt.outlet.is_failing)
        row = await room.over(run)
        assert (row.state, row.attempts) == ('succeeded', 1)
        assert ops.said(run) == ['first', *map(str, range(1000))]

    async def test_while_the_disk_stays_full_a_program_ends_before_its_lease_and_afterwards_all_goes_on(
            self, room, tmp_path):
        run = await room.ask('stubborn')
        await room.says(run, 'deaf')
        ends_before_its_lease = await watched(room, run)
        with full(tmp_path):
            await ends_before_its_lease()
        await room.until(lambda: ops.attempts(run)[0][0] == 'lost')
        assert (await room.done('say')).state == 'succeeded'


def remount(folder, how):
    subprocess.run(['mount', '-o', f'remount,{how}', folder], check=True)


async def bad():
    return {check.name: check.text for check in await health.run_checks() if not check.is_fine}


@own_disks
async def test_a_disk_that_is_full_or_closed_is_named_and_forgotten_once_it_is_not(database, tmp_path, monkeypatch):
    monkeypatch.setattr(bus, '_is_listening', True)
    folder = tmp_path / 'disk'
    folder.mkdir()
    with small_disk(folder):
        health.start(load(os.environ | {'DATA_DIR': str(folder)}))
        assert await bad() == {'Disk': '16 MB free'}
        remount(folder, 'size=2g')
        assert await bad() == {}
        remount(folder, 'ro')
        assert 'cannot be written to' in (await bad())['Disk']
        remount(folder, 'rw')
        assert await bad() == {}
        health.start(load({}))


@own_disks
def test_a_data_folder_on_a_read_only_disk_refuses_the_start_naming_it(tmp_path):
    mounted = 'mount -t tmpfs -o ro none "$1" && exec "$2" -m app serve'
    told = subprocess.run(['unshare', '-m', 'sh', '-c', mounted, 'sh', tmp_path, sys.executable], text=True,
                          env=own_environment() | {'DATA_DIR': str(tmp_path)}, capture_output=True, check=False)
    assert told.returncode == 78 and f'DATA_DIR: {tmp_path} cannot be written to' in told.stderr


@own_numbers
def test_in_a_container_without_an_init_the_start_warns_and_what_runs_leave_behind_is_reaped(tmp_path):
    program = Program(tmp_path, **ADMIN, APP_MODE='all')
    program.within = ('unshare', '-pf', '--kill-child', '--mount-proc')
    program.start()
    engine = work.configure(f'sqlite:///{tmp_path}/roundtable.db', lambda *_: None,
                            Policy(commands=dict(ops.COMMANDS)))
    try:
        inner, = psutil.Process(program.process.pid).children()
        runs = [transact(queue.enqueue, command, {}, trigger='area') for command in ('forks_and_ends', 'hides')]
        wait_for(lambda: ops.state(runs[0]) == 'succeeded' and 'ready' in ops.said(runs[1]))
        ops.cancel(runs[1])
        wait_for(lambda: ops.state(runs[1]) == 'cancelled')
        assert inner.children(recursive=True) == []
        assert 'an init' in program.log.read_text()
    finally:
        inner.send_signal(signal.SIGTERM)
        program.process.wait(30)
        engine.dispose()
