"""Attempts at the edges of the machine: many open files, threads that cannot start, pipes that are closed already."""

import asyncio
import os
import resource
import threading
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from app.domain.ops.commands import Definition
from jobs import commands, supervision
from jobs.child import held
from jobs.owner import own_name
from tests import functions, ops


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def policy(policy, monkeypatch):
    for slug, function in (('demo.count', functions.count), ('demo.stubborn', functions.stubborn)):
        definition = Definition(slug, slug, parameters=(ops.COUNT,), limit=100)
        monkeypatch.setitem(policy.commands, slug, definition)
        monkeypatch.setitem(commands.FUNCTIONS, slug, (definition, function))
    functions.go_on.clear()
    functions.began.clear()
    yield policy
    functions.go_on.set()


@pytest.fixture
def crowd():
    """As many open files as a thousand browsers make."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2048:
        pytest.skip('this machine allows fewer open files')
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    with ExitStack() as files:
        for _ in range(1100):
            files.enter_context(open(os.devnull))
        yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_a_function_runs_also_while_a_thousand_browsers_are_here(room, crowd):
    run = await room.done('demo.count', parameters={'count': 4})
    assert (run.state, run.attempts) == ('succeeded', 1)


async def test_an_attempt_whose_thread_does_not_start_keeps_no_slot(room, monkeypatch):
    def refuse(thread):
        if thread.name.startswith('attempt '):
            refused.set()
            raise RuntimeError("can't start new thread")
        start(thread)
    start, refused = threading.Thread.start, threading.Event()
    monkeypatch.setattr(threading.Thread, 'start', refuse)
    run = await room.ask('succeed')
    await room.until(refused.is_set)
    assert ops.state(run) == 'starting' and not room.worker.attempts, 'its lease ends, and then it is settled'


async def test_an_attempt_that_was_cut_and_does_not_end_is_not_kept_alive(room):
    """Somebody else, or we ourselves, take it over as soon as its lease is past."""
    run = await room.ask('demo.stubborn')
    await room.until(functions.began.is_set)
    attempt = room.worker.attempts[run, 1]
    before = ops.row(run).lease_until
    attempt.is_cut = True  # without waking the one that waits for it
    await room.worker._beat()
    assert ops.row(run).lease_until == before
    attempt.cut()


async def test_who_wakes_an_attempt_that_is_over_writes_into_nobodys_file(room, tmp_path):
    run = await room.ask('demo.stubborn')
    await room.until(functions.began.is_set)
    attempt = room.worker.attempts[run, 1]
    functions.go_on.set()
    await asyncio.to_thread(attempt.is_over.wait, 10)
    with (tmp_path / 'file').open('wb') as file:
        attempt.nudge()
        attempt.stop('cancel')
        assert file.tell() == 0 and (tmp_path / 'file').stat().st_size == 0


@pytest.mark.skipif(not hasattr(os, 'memfd_create'), reason='this system has no files in memory')
def test_what_a_child_is_told_never_reaches_a_disk():
    with held(b'a key') as file:
        assert file.read() == b'a key' and os.readlink(f'/proc/self/fd/{file.fileno()}').startswith('/memfd:')


async def test_what_a_container_left_is_settled_at_once_by_the_one_that_takes_its_place(quiet_room):
    """With SQLite: nobody else can work on this database."""
    run = await quiet_room.ask('sleep')
    await asyncio.to_thread(ops.claim, '|'.join(['another-container', *own_name().split('|')[1:]]))
    await quiet_room.begin()
    assert ops.attempts(run)[0][0] == 'lost'


def test_who_escapes_and_writes_without_end_does_not_keep_a_run_from_its_own():
    """It is faster than we read."""
    reading, writing = os.pipe()
    read = []

    def write_as_much(data):
        read.append(data)
        os.write(writing, data)
    os.write(writing, b'y' * supervision.PIECE)
    supervision.Supervision._read_rest(SimpleNamespace(readers={reading: write_as_much}))
    assert sum(map(len, read)) == supervision.LARGEST_PIPE
    os.close(reading)
    os.close(writing)
