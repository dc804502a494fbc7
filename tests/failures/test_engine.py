"""The engine under stress: crashes, frozen processes, databases that refuse, and everybody at once."""

import asyncio
import signal
import sqlite3
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from sqlalchemy import create_engine, make_url, text

from app import work
from app.domain.policy import Policy
from app.services.ops import attempts, queue
from app.settings import OpsSettings
from app.work import read, transact
from jobs import worker as working_here
from jobs.owner import is_gone, own_name
from jobs.processes import boot_id, end_left_behind, is_same, members, start_of
from tests import ops
from tests.failures.conftest import SHORT, WAITS, Room, known_by, row_of, wait_for, watched
from tests.machine.program import ADMIN, Program
from tests.machine.working import working

BRIEF = replace(SHORT, lease=1.5)
LONG = replace(SHORT, lease=30)  # so that nothing comes with a heartbeat


def left(run_id, n=1):
    """What lives of an attempt."""
    return members(*known_by(run_id, n))


def nothing_is_live():
    return not read(queue.list_live)


@pytest.fixture
def innocent():
    """A program that has nothing to do with us."""
    process = subprocess.Popen(['sleep', '600'], start_new_session=True)
    yield process
    process.kill()
    process.wait()


class TestReplicas:
    async def test_two_workers_at_once_run_everything_once(self, room):
        await room.begin()
        wanted = [await room.ask('sleep' if number % 3 else 'team', parameters={'text': str(number)} if not number % 3
                                 else {}) for number in range(9)]
        await room.until(lambda: all(ops.state(run) in ('running', 'succeeded') for run in wanted))
        assert {len(ops.attempts(run)) for run in wanted} == {1}
        assert {row_of(run).owner for run in wanted} <= {worker.owner for worker in room.workers}

    @pytest.mark.parametrize('kind', ['postgresql'])
    async def test_a_cancel_asked_here_reaches_the_process_that_works_on_it(self, quiet_room, url, tmp_path, kind):
        with working(url, tmp_path, LONG):
            run = await quiet_room.ask('sleep')
            await quiet_room.says(run, 'ready')
            ops.cancel(run)
            assert await quiet_room.is_in(run, 'cancelled', seconds=LONG.lease / 3 - 1)
            assert left(run) == []

    async def test_only_whoever_has_the_label_takes_what_needs_it(self, room):
        run, other = await room.ask('elsewhere'), await room.ask('succeed')
        await room.over(other)
        assert ops.state(run) == 'queued'
        able = Room(replace(room.policy, ops=replace(SHORT, labels=('gpu',))), room.folder)
        room.workers.append(await able.begin())
        assert (await room.over(run)).state == 'succeeded'


class TestFrozen:
    @pytest.mark.parametrize('policy', [Policy(ops=BRIEF, commands=dict(ops.COMMANDS))], ids=['short lease'])
    async def test_a_worker_that_froze_and_wakes_changes_nothing_and_ends_its_program(
            self, quiet_room, url, tmp_path, monkeypatch, policy):
        monkeypatch.setattr(working_here, 'end_left_behind', lambda *_: 0)  # as if it were on another machine
        with working(url, tmp_path / 'other', BRIEF) as other:
            run = await quiet_room.ask('sleep')
            await quiet_room.says(run, 'ready')
            other.send_signal(signal.SIGSTOP)
            await quiet_room.begin()
            await quiet_room.until(lambda: len(ops.attempts(run)) == 2 and ops.state(run) == 'running')
            before = row_of(run).model_dump()
            assert left(run)
            other.send_signal(signal.SIGCONT)
            await quiet_room.until(lambda: not left(run), seconds=5)
            await quiet_room.until(lambda: not (tmp_path / f'other/ops/runs/{run}-1').exists())  # its last deed
            assert row_of(run).model_dump() == before and ops.attempts(run)[0] == ('lost', attempts.GONE)
            assert (ops.state(run), len(ops.attempts(run))) == ('running', 2) and left(run, 2)

    @pytest.mark.parametrize('kind', ['sqlite'])
    async def test_a_frozen_workers_program_is_ended_by_whoever_takes_over_on_the_same_machine(
            self, quiet_room, url, tmp_path, kind):
        with working(url, tmp_path / 'other', BRIEF) as other:
            run = await quiet_room.ask('stubborn')
            await quiet_room.says(run, 'deaf')
            other.send_signal(signal.SIGSTOP)
            await quiet_room.begin()
            await quiet_room.until(lambda: len(ops.attempts(run)) == 2)
            assert left(run) == []


class TestDeath:
    async def test_everything_of_a_killed_worker_is_settled_before_anything_is_claimed(
            self, quiet_room, url, tmp_path):
        with working(url, tmp_path / 'other', SHORT) as other:
            runs = [await quiet_room.ask(command) for command in ('sleep', 'stubborn', 'once', 'hides')]
            for run in runs:
                await quiet_room.says(run, 'ready')
            other.kill()
            other.wait()
        async with asyncio.timeout(5):
            await quiet_room.begin()
        assert [ops.attempts(run)[0] for run in runs] == 4 * [('lost', attempts.GONE)]
        assert [left(run) for run in runs] == [[], [], [], []]
        assert ops.state(runs[2]) == 'lost'  # nobody knows whether it was done

    async def test_a_restored_backup_with_running_rows_is_settled(self, quiet_room):
        """Its owner never was on this machine, or has not been for long."""
        run = await quiet_room.ask('once')
        claim = await asyncio.to_thread(ops.claim, 'elsewhere|0|0|1|1.0|x')
        await asyncio.to_thread(transact, queue.begin, claim, 1, 1.0, 'another boot')
        await asyncio.to_thread(transact, _lapse, run)
        await quiet_room.begin()
        assert ops.state(run) == 'lost'

    async def test_after_a_reboot_nothing_waits_for_a_lease(self, quiet_room):
        """The process that worked had a number that another may have by now."""
        run = await quiet_room.ask('sleep')
        host, _, *rest = own_name().split('|')
        claim = await asyncio.to_thread(ops.claim, '|'.join([host, 'a former boot', *rest]))
        await asyncio.to_thread(transact, queue.begin, claim, 1, 1.0, 'a former boot')
        await quiet_room.begin()
        assert ops.attempts(run)[0] == ('lost', attempts.GONE)

    def test_a_number_that_another_program_has_by_now_is_left_alone(self, innocent):
        pid, start = innocent.pid, start_of(innocent.pid)
        assert end_left_behind(pid, start + 1, boot_id(), 'no such mark') == 0
        assert end_left_behind(pid, start, 'another boot', 'no such mark') == 0
        assert innocent.poll() is None and is_same(pid, start, boot_id())
        assert end_left_behind(pid, start, boot_id(), 'no such mark') == 1
        assert innocent.wait(2) == -signal.SIGKILL

    async def test_an_orphan_whose_number_was_used_again_is_settled_without_harm(self, quiet_room, innocent):
        run = await quiet_room.ask('sleep')
        claim = await asyncio.to_thread(ops.claim, 'nobody')
        await asyncio.to_thread(transact, queue.begin, claim, innocent.pid, 1.0, boot_id())
        await quiet_room.begin()
        assert ops.attempts(run)[0] == ('lost', attempts.GONE) and innocent.poll() is None

    def test_whose_an_attempt_is_can_be_told_from_its_owners_name(self):
        own = own_name()
        host, boot, space, pid, start, rest = own.split('|')
        other = '|'.join([host, boot, space, pid, start, 'abc'])
        assert not is_gone(own, own) and not is_gone(other, own)
        assert is_gone('|'.join([host, 'x', space, pid, start, rest]), own)  # before a reboot
        assert is_gone('|'.join([host, boot, 'pid:[1]', pid, start, rest]), own)  # another container
        assert is_gone('|'.join([host, boot, space, pid, '1.0', rest]), own)  # its number is used again
        assert is_gone('|'.join([host, boot, space, '4194999', start, rest]), own)
        assert not is_gone('|'.join(['far', boot, space, pid, start, rest]), own) and is_gone('a test', own)


class TestStorage:
    @pytest.fixture
    def policy(self, policy):
        return replace(policy, commands={**policy.commands, 'waits': WAITS})

    @pytest.mark.parametrize('kind', ['sqlite'])
    async def test_while_the_database_is_locked_the_program_ends_before_its_lease(self, room, tmp_path, kind):
        run = await room.ask('stubborn')
        await room.says(run, 'deaf')
        ends_before_its_lease = await watched(room, run)
        blocker = sqlite3.connect(tmp_path / 'test.db', isolation_level=None)
        blocker.execute('BEGIN IMMEDIATE')
        await ends_before_its_lease()
        blocker.execute('ROLLBACK')
        blocker.close()
        await room.until(lambda: ops.attempts(run)[0][0] == 'lost', seconds=10)

    @pytest.mark.parametrize('kind', ['postgresql'])
    async def test_while_the_database_is_away_the_program_ends_before_its_lease(self, room, url, kind):
        run = await room.ask('stubborn')
        await room.says(run, 'deaf')
        ends_before_its_lease = await watched(room, run)
        with away(url):
            await ends_before_its_lease()
        await room.until(lambda: ops.attempts(run)[0][0] == 'lost', seconds=10)

    @pytest.mark.parametrize('kind', ['postgresql'])
    async def test_a_database_that_was_away_for_a_moment_costs_no_line(self, room, url, tmp_path, kind):
        run = await room.ask('waits', parameters={'text': str(tmp_path / 'away'), 'count': 1000})
        await room.says(run, 'first')
        attempt, known = room.worker.attempts[run, 1], await asyncio.to_thread(known_by, run)
        with away(url):
            (tmp_path / 'away').touch()
            await room.until(lambda: attempt.outlet.is_failing and not members(*known))
        row = await room.over(run)
        assert (row.state, row.attempts) == ('succeeded', 1)
        assert ops.said(run) == ['first', *map(str, range(1000))]

    @pytest.mark.parametrize('kind', ['postgresql'])
    async def test_after_all_connections_were_cut_a_run_goes_on(self, room, kind):
        run = await room.ask('count', parameters={'count': 5})
        sleeping = await room.ask('sleep')
        await room.says(sleeping, 'ready')
        await asyncio.to_thread(_cut_connections)
        later = await room.ask('say')
        assert (await room.over(later)).state == 'succeeded' and (await room.over(run)).state == 'succeeded'
        assert ops.state(sleeping) == 'running' and len(ops.attempts(sleeping)) == 1


class TestServer:
    """The whole program, as an operator runs it."""

    @pytest.fixture
    def kind(self):
        return 'sqlite'

    @pytest.fixture
    def program(self, tmp_path):
        program = Program(tmp_path, **ADMIN, APP_MODE='all', OPS_DRAIN_SECONDS='1', OPS_SLOTS='8')
        program.start()
        engine = work.configure(f'sqlite:///{tmp_path}/roundtable.db', lambda *_: None,
                                Policy(ops=OpsSettings(slots=8), commands=dict(ops.COMMANDS)))
        yield program
        program.kill()
        engine.dispose()

    def ask(self, *commands):
        """Written into the database of the program, which finds it at its next look."""
        return [transact(queue.enqueue, command, {}, trigger='area') for command in commands]

    def test_after_a_power_cut_nothing_is_running_and_nothing_is_left(self, program):
        runs = self.ask('sleep', 'sleep', 'stubborn', 'forks', 'hides', 'once')
        wait_for(lambda: all(row_of(run) and row_of(run).lines for run in runs))
        programs = [one for run in runs for one in left(run)]
        assert len(programs) >= 8
        program.kill()
        assert all(one.is_running() for one in programs)
        program.start()
        wait_for(nothing_is_live, 5)
        assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in programs)
        assert [ops.state(run) for run in runs] == 5 * ['delayed'] + ['lost']
        assert {ops.attempts(run)[0] for run in runs} == {('lost', attempts.GONE)}

    def test_told_to_end_it_waits_a_while_stops_what_still_runs_and_ends_cleanly(self, program):
        *runs, quick = self.ask('sleep', 'stubborn', 'once', 'mute')
        wait_for(lambda: all(row_of(run) and row_of(run).lines for run in (*runs, quick)))
        programs = [one for run in runs for one in left(run)]
        assert program.stop() == 0
        assert not any(one.is_running() for one in programs)
        assert [ops.state(run) for run in (*runs, quick)] == ['queued', 'queued', 'lost', 'succeeded']
        assert {ops.attempts(run)[0] for run in runs} == {('lost', attempts.SHUTDOWN)}
        assert 'Traceback' not in program.log.read_text()

    @pytest.mark.parametrize(('mode', 'pages', 'state'), [('worker', 404, 'succeeded'), ('serve', 200, 'queued')])
    def test_a_process_may_only_work_or_only_serve(self, tmp_path, mode, pages, state):
        program = Program(tmp_path, **ADMIN, APP_MODE=mode)
        program.start()
        try:
            engine = work.configure(f'sqlite:///{tmp_path}/roundtable.db', lambda *_: None,
                                    Policy(commands=dict(ops.COMMANDS)))
            run, = self.ask('say')
            if mode == 'worker':
                wait_for(lambda: ops.state(run) == state)
            assert ops.state(run) == state and status(f'{program.url}/sign-in') == pages
        finally:
            assert program.stop() == 0
            engine.dispose()


def status(url):
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


@contextmanager
def away(url):
    """Nobody gets in, and whoever was in is cut off."""
    address = make_url(url)
    server = create_engine(address.set(database='template1'), isolation_level='AUTOCOMMIT')
    with server.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE {address.database} ALLOW_CONNECTIONS false')
        connection.execute(text('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name'),
                           {'name': address.database})
        try:
            yield
        finally:
            connection.exec_driver_sql(f'ALTER DATABASE {address.database} ALLOW_CONNECTIONS true')
    server.dispose()


def _lapse(work, run_id):
    work.get(ops.OpsRun, run_id).lease_until = work.now


def _cut_connections():
    def cut(work):
        work.session.execute(text('SELECT pg_terminate_backend(pid) FROM pg_stat_activity '
                                  'WHERE pid <> pg_backend_pid() AND backend_type = \'client backend\''))
    read(cut)
