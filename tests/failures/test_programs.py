"""External programs: what they write, how they end, and that nothing of them is left."""

import os
from dataclasses import replace
from threading import Event

import psutil
import pytest

from app.services import secrets
from app.work import read, transact
from jobs import packs, supervision
from jobs.attempt import BROKEN
from jobs.hooks import CannotStart, Conclusion, Preparation
from jobs.processes import members
from jobs.programs import UNJUDGED
from tests import ops
from tests.failures.conftest import SHORT
from tests.people import ANN
from tests.refusals import refused

SECRET = 'correct-horse-battery'
OWN = {definition.slug: definition for definition in (
    ops.program('silent', 'import time; time.sleep(600)', timeout=0.4, retries=0),
    ops.program('race', 'import time; print("ready", flush=True); time.sleep(0.5)', timeout=0.5, retries=0, limit=10))}


@pytest.fixture
def kind():
    """What the database has to do with is tested in test_engine.py, on both."""
    return 'sqlite'


@pytest.fixture
def policy(policy):
    return replace(policy, commands={**policy.commands, **OWN})


@pytest.fixture
def secret():
    return lambda: transact(secrets.keep, ANN, 'TOKEN', SECRET)


def pid_of(run_id, n=1):
    return read(lambda work: work.session.get(ops.OpsAttempt, (run_id, n))).pid


def left(run_id):
    """Programs that still live of what this run has started."""
    mark = read(lambda work: work.session.get(ops.OpsAttempt, (run_id, 1))).owner
    return members(pid_of(run_id), f'{run_id}.1.{mark}')


async def test_what_a_program_writes_is_kept_and_it_succeeds(room):
    run = await room.done('say', parameters={'text': 'hi; echo there $(id)'})
    assert (run.state, run.attempts, ops.said(run.id)) == ('succeeded', 1, ['hi; echo there $(id)'])
    assert ops.view(run.id).attempts[0].exit_code == 0


async def test_it_works_in_a_folder_and_a_group_of_its_own_that_vanish(room):
    run = await room.done('where')
    folder, mode, leads = ops.said(run.id)
    assert (mode, leads) == ('0o100600', 'True') and str(room.folder) in folder
    assert os.listdir(room.folder / 'ops' / 'runs') == []


async def test_it_gets_no_key_no_session_and_no_address_of_ours(room, monkeypatch):
    for name in ('SECRET_KEY', 'MASTER_KEYS', 'DATABASE_URL', 'ENCRYPTION_KEY', 'SETUP_ADMIN_PASSWORD', 'RANDOM'):
        monkeypatch.setenv(name, 'do not pass on')
    run = await room.done('environment')
    names = {line.partition('=')[0] for line in ops.said(run.id)}
    assert names <= {'PATH', 'HOME', 'TZ', 'LANG', 'LC_CTYPE', 'PYTHONUNBUFFERED', 'COLUMNS', 'RESULT_FILE',
                     'ROUNDTABLE_RUN'}
    assert 'do not pass on' not in str(ops.said(run.id))


async def test_whoever_asks_on_standard_input_gets_the_answers_and_then_nothing(room):
    assert ops.said((await room.done('ask')).id)[-1].endswith('you said yes')


async def test_a_secret_is_given_and_never_seen(room, secret):
    secret()
    run = await room.done('secretive')
    assert ops.said(run.id) == ['got ***']
    run = await room.done('secret_file')
    assert ops.said(run.id) == [f'0o100400 {len(SECRET)}']


async def test_a_result_is_kept_without_the_secret_in_it(room, secret):
    secret()
    run = await room.done('result_secret')
    assert (run.result, ops.said(run.id)) == ('{"a": "x***"}', ['***'])


@pytest.mark.parametrize(('command', 'result', 'said'), [
    ('result', '{"points": 61}', []),
    ('result_wrong', '', ['The result is not kept: it is no JSON object']),
    ('result_huge', '', ['The result is not kept: it is larger than 1 MB'])])
async def test_only_one_object_of_at_most_a_megabyte_is_a_result(room, command, result, said):
    run = await room.done(command)
    assert (run.state, run.result, ops.said(run.id)) == ('succeeded', result, said)


@pytest.mark.parametrize(('command', 'reason'), [
    ('missing', 'roundtable-no-such-program is not installed here'),
    ('not_executable', '/etc/passwd may not be executed'),
    ('secretive', 'TOKEN is not set. Set it on the page Secrets.')])
async def test_what_cannot_start_names_the_reason_and_is_not_tried_again(room, command, reason):
    run = await room.done(command)
    assert (run.state, run.reason, run.attempts) == ('failed', reason, 1)


async def test_a_secret_that_is_removed_while_a_run_waits_fails_its_start_by_name(quiet_room, secret):
    secret()
    run = await quiet_room.ask('secretive')
    transact(secrets.forget, ANN, 'TOKEN')
    await quiet_room.begin()
    row = await quiet_room.over(run)
    assert (row.state, row.reason, row.attempts) == ('failed', 'TOKEN is not set. Set it on the page Secrets.', 1)


@pytest.mark.parametrize('becomes', ['another', 'gone'])
async def test_a_run_that_waits_is_what_its_command_was_when_it_was_asked_for(quiet_room, monkeypatch, becomes):
    run = await quiet_room.ask('say', parameters={'text': 'as it was'})
    if becomes == 'gone':
        monkeypatch.delitem(quiet_room.policy.commands, 'say')
    else:
        monkeypatch.setitem(quiet_room.policy.commands, 'say', replace(ops.COMMANDS['dies'], slug='say'))
    await quiet_room.begin()
    assert (await quiet_room.over(run)).state == 'succeeded' and ops.said(run) == ['as it was']


class TestOneSlot:
    @pytest.fixture
    def policy(self, policy):
        return replace(policy, ops=replace(SHORT, slots=1, retry_delay=600, retry_cap=600))

    async def test_a_retry_that_waits_holds_no_worker(self, room):
        waiting = await room.ask('fail')
        await room.is_in(waiting, 'delayed')
        assert [(await room.done(command)).state for command in ('say', 'succeed')] == ['succeeded', 'succeeded']
        assert ops.state(waiting) == 'delayed'


async def test_a_failure_is_tried_again_and_each_try_has_a_log_of_its_own(room):
    run = await room.done('fail')
    assert (run.state, run.reason, run.attempts) == ('failed', 'Ended with exit code 3', 4)
    assert [ops.said(run.id, n) for n in (1, 2, 3, 4)] == 4 * [['about to fail']]


async def test_a_permanent_exit_code_is_not_tried_again(room):
    run = await room.done('fail_for_good')
    assert (run.state, run.attempts) == ('failed', 1)


async def test_a_signal_is_called_by_its_name(room):
    run = await room.done('dies')
    assert run.reason == 'Ended by SIGSEGV' and ops.view(run.id).attempts[0].signal == 11


async def test_whoever_runs_too_long_is_ended(room):
    run = await room.done('short')
    assert (run.state, run.reason) == ('timed_out', 'It took longer than it may')
    assert not left(run.id)


async def test_whoever_says_nothing_is_ended_when_its_time_is_over(room):
    run = await room.done('silent')
    assert (run.state, ops.said(run.id)) == ('timed_out', []) and not left(run.id)


async def test_of_a_stop_and_an_end_at_the_same_moment_one_counts_for_good(room):
    """Cancelled, timed out and ended by themselves within the same hundredths of a second."""
    wanted = [await room.ask('race') for _ in range(6)]
    for run in wanted:
        await room.says(run, 'ready')
    for run in wanted[::2]:
        ops.cancel(run)
    states = [(await room.over(run)).state for run in wanted]
    assert set(states) <= {'succeeded', 'cancelled', 'timed_out'}
    assert [ops.attempts(run)[0][0] for run in wanted] == states and [left(run) for run in wanted] == 6 * [[]]
    for run in wanted:
        with refused('ops.already_final'):
            ops.cancel(run)
    assert [ops.state(run) for run in wanted] == states


@pytest.mark.parametrize('command', ['sleep', 'stubborn', 'forks', 'hides'])
async def test_cancelling_takes_along_everything_that_was_started(room, command):
    run = await room.ask(command)
    await room.says(run, 'deaf' if command == 'stubborn' else 'ready')
    assert len(left(run)) == (2 if command in ('forks', 'hides') else 1)
    ops.cancel(run)
    row = await room.over(run, seconds=5)
    assert (row.state, row.reason, left(run)) == ('cancelled', 'Cancelled by Oliver', [])


async def test_a_program_that_listens_may_clean_up_before_it_ends(room):
    run = await room.ask('trap')
    await room.says(run, 'ready')
    ops.cancel(run)
    row = await room.over(run)
    assert row.state == 'cancelled' and ops.said(run)[-1] == 'cleaning up'


async def test_what_was_left_behind_is_ended_with_a_word_about_it(room):
    run = await room.done('forks_and_ends')
    assert run.state == 'succeeded' and not left(run.id)
    assert ops.said(run.id)[-1] == 'Ended what it had started and left behind: 1 program'


async def test_a_grandchild_that_holds_the_pipe_is_not_waited_for_for_ever(room, monkeypatch):
    monkeypatch.setattr(supervision, 'LINGER', 0.3)
    run = await room.done('holds_pipe')
    assert run.state == 'succeeded' and 'done' in ops.said(run.id) and not left(run.id)
    assert any(line.startswith('Something it started held its output open') for line in ops.said(run.id))


async def test_whoever_closes_its_output_and_goes_on_is_waited_for(room):
    run = await room.done('mute')
    assert (run.state, ops.said(run.id)) == ('succeeded', ['bye'])
    assert (run.ended_at - run.started_at).total_seconds() > 0.5


async def test_everything_a_talkative_program_writes_is_kept(room):
    run = await room.done('prints_much', parameters={'count': 30_000})
    assert ops.view(run.id).attempts[0].lines == 30_001 and run.state == 'succeeded'


async def test_a_broken_folder_for_runs_fails_the_run_and_names_it(room):
    (room.folder / 'ops').write_text('in the way')
    run = await room.done('say')
    assert run.state == 'failed' and run.reason.startswith('No place to work in')


class Hook:
    """Does as the test says."""

    def __init__(self, prepare=Preparation(), conclude=Conclusion()):
        self.prepared, self.concluded, self.heard = prepare, conclude, []

    def prepare(self, claim, secrets, folder):
        if isinstance(self.prepared, Exception):
            raise self.prepared
        return self.prepared

    def conclude(self, claim, folder, exit_code, texts):
        self.heard += [exit_code, list(texts('out'))]
        if isinstance(self.concluded, Exception):
            raise self.concluded
        return self.concluded


@pytest.mark.parametrize(('hook', 'state', 'reason'), [
    (Hook(), 'succeeded', ''),
    (Hook(conclude=Conclusion('Finished without a result', is_permanent=True)), 'failed', 'Finished without a result'),
    (Hook(conclude=Conclusion(partly='half')), 'succeeded', 'half'),
    (Hook(conclude=ValueError('a defect')), 'succeeded', UNJUDGED),
    (Hook(CannotStart('There is no database yet')), 'failed', 'There is no database yet'),
    (Hook(ValueError('a defect')), 'failed', BROKEN)],
    ids=['content', 'no result', 'half', 'broken judge', 'not ready', 'broken preparation'])
async def test_a_pack_prepares_and_judges_and_its_defects_harm_nobody(room, monkeypatch, hook, state, reason):
    monkeypatch.setitem(packs.HOOKS, 'test', hook)
    run = await room.done('hooked')
    assert (run.state, run.reason) == (state, reason)
    assert hook.heard == ([] if isinstance(hook.prepared, Exception) else [0, ['worked']])


class Slow(Hook):
    """Takes its time before or after the program."""

    def __init__(self, deed):
        super().__init__()
        self.deed, self.go_on = deed, Event()

    def prepare(self, claim, secrets, folder):
        return self.wait('prepare') or super().prepare(claim, secrets, folder)

    def conclude(self, claim, folder, exit_code, texts):
        return self.wait('conclude') or super().conclude(claim, folder, exit_code, texts)

    def wait(self, deed):
        if deed == self.deed:
            self.go_on.wait(20)


@pytest.mark.parametrize(('deed', 'asked_in', 'becomes'), [
    ('prepare', 'starting', 'cancelled'), ('conclude', 'finishing', 'succeeded')])
async def test_a_cancel_while_starting_counts_and_after_the_end_was_seen_the_end_does(room, monkeypatch, deed,
                                                                                   asked_in, becomes):
    hook = Slow(deed)
    monkeypatch.setitem(packs.HOOKS, 'test', hook)
    run = await room.ask('hooked')
    assert await room.is_in(run, asked_in) == asked_in
    ops.cancel(run)
    hook.go_on.set()
    row = await room.over(run)
    assert (row.state, row.attempts, left(run)) == (becomes, 1, [])


async def test_a_pack_this_version_does_not_have_is_named(room):
    assert (await room.done('hooked_otherwise')).reason == 'This version of Roundtable has no unknown'


async def test_of_all_this_no_program_of_ours_is_left(room):
    await room.done('say')
    await room.done('dies')
    assert [child.pid for child in psutil.Process().children() if child.status() == psutil.STATUS_ZOMBIE] == []
