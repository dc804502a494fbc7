"""Programs that take more than they may: they really do, and their runs say what it was."""

from dataclasses import replace

import pytest

from jobs import limits
from tests import ops

GREEDY = {definition.slug: definition for definition in (
    ops.program('busy', 'while True: pass', cpu_seconds=1),
    ops.program('hungry', 'kept = []\nwhile True: kept.append(bytes(10_000_000))', memory_mb=300),
    ops.program('large', 'with open("large", "wb") as file:\n    while True: file.write(bytes(100_000))', file_mb=2),
    ops.program('hit', 'import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n'
                       'with open("large", "wb") as file:\n    while True: file.write(bytes(100_000))', file_mb=2),
    ops.program('breeds', 'import os, time\nwhile True:\n    if os.fork() == 0: time.sleep(600)\n    time.sleep(0.05)',
                processes=5),
    ops.program('modest', 'import os, time\nif os.fork() == 0: time.sleep(0.7); os._exit(0)\nos.wait(); print("done")',
                cpu_seconds=60, memory_mb=2000, file_mb=10, processes=5),
    ops.program('fails_otherwise', 'import sys; sys.exit(3)', memory_mb=300, cpu_seconds=60))}


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def policy(policy):
    return replace(policy, commands={**policy.commands, **GREEDY})


@pytest.mark.parametrize(('command', 'reason'), [
    ('busy', 'It used more than 1 s of processor time'), ('hungry', 'It used more than 300 MB of memory'),
    ('large', 'It wrote a file of more than 2 MB'), ('hit', 'It wrote a file of more than 2 MB'),
    ('breeds', 'It started more than 5 programs')])
async def test_what_takes_too_much_is_ended_and_not_tried_again(room, command, reason):
    run = await room.done(command)
    assert (run.state, run.reason, run.attempts) == ('failed', reason, 1)


async def test_what_starts_too_many_is_gone_with_all_of_them(room):
    run = await room.ask('breeds')
    await room.over(run)
    attempt = ops.view(run).attempts[0]
    assert (attempt.signal, attempt.state) == (9, 'failed')
    assert not [line for line in ops.said(run) if 'could not be ended' in line]


async def test_what_stays_within_its_limits_does_not_notice_them(room):
    run = await room.done('modest')
    assert (run.state, ops.said(run.id)) == ('succeeded', ['done'])


async def test_another_failure_is_not_taken_for_a_limit(room):
    run = await room.done('fails_otherwise')
    assert (run.state, run.reason, run.attempts) == ('failed', 'Ended with exit code 3', 4)


async def test_where_the_system_cannot_do_it_the_log_says_so(room, monkeypatch):
    monkeypatch.setattr(limits, 'confine', lambda _pid, _definition: False)
    run = await room.done('modest')
    assert run.state == 'succeeded' and 'This system cannot keep a program within limits' in ops.said(run.id)
