"""AIrsenal when things go wrong: whatever it prints or leaves behind, the good database and the last report stay."""

import asyncio
import sys
from dataclasses import replace

import pytest

from app.domain.ops.airsenal.issues import issues_of
from app.domain.ops.airsenal.optimisation import parse_optimisation
from app.domain.ops.airsenal.prediction import parse_prediction
from app.domain.ops.airsenal.sections import missing
from app.errors import Invalid
from app.services import secrets
from app.services.ops import commands, copies, reports, runs
from app.work import read, transact
from jobs.airsenal import reading
from jobs.airsenal.home import Home, home_of, sha256_of
from jobs.commands import DEFINITIONS
from jobs.processes import members
from tests import ops
from tests.airsenal import RECORDED, ROOT, TEAM, policy_for, recorded, run
from tests.failures.conftest import SHORT
from tests.people import ANN, MAX, OLIVER
from tests.refusals import refused

SECRET = 'correct-horse-battery'


@pytest.fixture
def kind():
    """What the database has to do with is tested in test_engine.py, on both."""
    return 'sqlite'


@pytest.fixture
def policy(policy, tmp_path):
    rules, _ = policy_for(tmp_path / 'home')
    quick = replace(SHORT, airsenal_bin=rules.airsenal_bin, airsenal_home=rules.airsenal_home, retries=1)
    return replace(policy, ops=quick, commands=DEFINITIONS)


@pytest.fixture
def team(tmp_path):
    return home_of(tmp_path / 'home', TEAM)


@pytest.fixture
def faulty(monkeypatch):
    return lambda *faults: monkeypatch.setenv('STAND_IN_FAULTS', ','.join(faults))


@pytest.fixture
async def ready(room):
    """There is a good database, and a prediction."""
    assert (await done(room, 'setup_db')).state == 'succeeded'
    assert (await done(room, 'predict')).state == 'succeeded'
    return room


def asked(**parameters):
    return {'actor': OLIVER, 'parameters': {'fpl_team_id': TEAM} | parameters}


async def done(room, command, **parameters):
    return await room.done(command, **asked(**parameters))


def newest(kind):
    return read(reports.latest, ANN, kind)


async def test_from_an_empty_folder_to_a_strategy(room, team):
    """Set up, predict, optimise: what an operator does on the first day."""
    for command in ('setup_db', 'update_db', 'predict', 'optimize', 'check_data', 'make_squad', 'pipeline'):
        row = await done(room, command)
        assert (row.state, row.reason, row.is_partial, row.attempts) == ('succeeded', '', False, 1), command
    view = ops.view(row.id)
    assert [(report.kind, report.source, report.is_complete) for report in view.reports] == [
        ('optimisation', 'db', True), ('prediction', 'db', True)]
    assert [step.state for step in view.steps] == 5 * ['done']
    assert len(read(copies.list_copies, ANN, TEAM)) == 5
    assert not list(room.folder.glob('ops/runs/*'))


async def test_two_runs_of_one_team_work_one_after_the_other(ready):
    first, second = [await ready.ask('predict', **asked()) for _ in range(2)]
    ended = [(await ready.over(number)) for number in (first, second)]
    assert ended[0].ended_at <= ended[1].started_at


# Output


VARIANTS = [('run_prediction', ''), ('run_prediction', 'bad-utf8'), ('run_prediction', 'long-line'),
            ('run_prediction', 'twice'), ('run_optimization', ''), ('run_optimization', 'old'),
            ('run_optimization', 'twice'), ('run_optimization', 'prompt'), ('run_optimization', 'new-team'),
            ('run_optimization', 'new-team,old'), ('make_squad', ''), ('make_squad', 'old'), ('run_pipeline', ''),
            ('run_pipeline', 'old'), ('run_pipeline', 'new-team'), ('run_pipeline', 'bad-utf8,prompt')]
COMMANDS = {'run_prediction': 'predict', 'run_optimization': 'optimize', 'make_squad': 'make_squad',
            'run_pipeline': 'pipeline'}


@pytest.mark.parametrize(('program', 'faults'), VARIANTS, ids=[f'{name} {fault}' for name, fault in VARIANTS])
def test_every_variant_of_the_stand_in_is_read_completely(program, faults, tmp_path):
    """So that the stand-in and the readers cannot drift apart."""
    for before in ('setup_initial_db', 'run_prediction'):
        assert run(tmp_path, before)[1] == 0
    text, code = run(tmp_path, program, '--fpl_team_id', 7, faults=faults)
    assert code == 0 and missing(COMMANDS[program], text) == ''
    if program in ('run_prediction', 'run_pipeline'):
        body = parse_prediction(text)
        assert body.gameweeks == (20, 21, 22) and issues_of(body, 3) == ()
    if program != 'run_prediction':
        body = parse_optimisation(text)
        assert body.team_id in (7, None) and issues_of(body, 3) == ()
        assert ('new-team' in faults or program == 'make_squad') == (body.squad is not None)


@pytest.mark.parametrize('program', ['run_optimization', 'run_pipeline', 'make_transfers', 'set_lineup'])
def test_nobody_answering_a_prompt_ends_the_program_with_its_cause(program, tmp_path):
    for before in ('setup_initial_db', 'run_prediction'):
        run(tmp_path, before)
    text, code = run(tmp_path, program, stdin='')
    assert code == 1 and missing(COMMANDS.get(program, program), text)


@pytest.mark.parametrize('command', ['predict', 'optimize', 'pipeline', 'update_db', 'check_data', 'make_squad'])
async def test_to_end_well_without_a_result_is_a_failure_and_not_tried_again(command, ready, faulty, team):
    before, kept = sha256_of(team.base), newest('prediction').line.id
    faulty('no-section')
    row = await done(ready, command)
    assert (row.state, row.attempts) == ('failed', 1) and row.reason.startswith('Finished without a result: ')
    assert (sha256_of(team.base), newest('prediction').line.id) == (before, kept)


async def test_a_section_that_was_cut_is_an_incomplete_report(ready, faulty):
    good = newest('prediction').line.id
    faulty('cut')
    row = await done(ready, 'optimize')
    assert row.state == 'succeeded'
    [report] = ops.view(row.id).reports
    assert not report.is_complete and report.issues and newest('optimisation').line.issues == report.issues
    await done(ready, 'predict')  # its database is whole, whatever it printed
    assert newest('prediction').line.id > good


async def test_of_a_section_that_was_printed_twice_the_last_one_counts(ready, faulty):
    await done(ready, 'optimize')
    once = newest('optimisation')
    faulty('twice')
    await done(ready, 'optimize')
    assert newest('optimisation').as_json == once.as_json and newest('optimisation').line.id != once.line.id


async def test_the_old_format_is_read_as_well(ready, faulty):
    faulty('old')
    row = await done(ready, 'optimize')
    assert row.state == 'succeeded' and newest('optimisation').line.run_id == row.id
    assert newest('optimisation').body.weeks[0].transfers[0].out_id


@pytest.mark.parametrize('faults', [('bad-utf8',), ('long-line',), ('prompt',), ('fork',)], ids=' '.join)
async def test_noise_and_children_left_behind_do_not_matter(faults, ready, faulty):
    faulty(*faults)
    row = await done(ready, 'predict')
    assert row.state == 'succeeded' and newest('prediction').line.run_id == row.id


async def test_a_check_that_finds_something_succeeds_in_part(ready, faulty):
    faulty('flawed')
    row = await done(ready, 'check_data')
    assert (row.state, row.is_partial, row.reason) == ('succeeded', True, '1 of 4 checks found something wrong')


async def test_a_failure_is_told_with_its_cause_and_tried_again(ready, faulty, team):
    before = sha256_of(team.base)
    faulty('exit')
    row = await done(ready, 'predict')
    assert (row.state, row.attempts) == ('failed', 2)
    assert row.reason == 'requests.exceptions.ConnectionError: the FPL did not answer'
    assert sha256_of(team.base) == before


async def test_nothing_is_shown_of_a_secret_that_is_repeated(ready, faulty):
    transact(secrets.keep, ANN, 'FPL_LOGIN', SECRET)
    faulty('secret', 'environment')
    row = await done(ready, 'optimize')
    written = '\n'.join(ops.said(row.id))
    assert row.state == 'succeeded' and 'plain ***' in written
    assert SECRET not in written + row.result and 'battery' not in written
    assert not {'SECRET_KEY', 'MASTER_KEYS', 'DATABASE_URL'} & {line.partition('=')[0] for line in written.split('\n')}


@pytest.mark.parametrize(('command', 'faults', 'state'), [
    ('make_transfers', (), 'succeeded'), ('set_lineup', (), 'succeeded'), ('make_transfers', ('exit',), 'failed'),
    ('set_lineup', ('no-section',), 'failed')])
async def test_what_cannot_be_undone_waits_for_a_second_person_and_is_done_once(command, faults, state, ready, faulty,
                                                                               team):
    for name in ('FPL_LOGIN', 'FPL_PASSWORD'):
        transact(secrets.keep, ANN, name, SECRET)
    with refused('ops.disabled'):
        await ready.ask(command, word=command, **asked())
    transact(commands.switch, ANN, command, True)
    with pytest.raises(Invalid):
        await ready.ask(command, **asked())
    before = sha256_of(team.base)
    number = await ready.ask(command, word=command, **asked())
    assert ops.state(number) == 'blocked'
    faulty(*faults)
    transact(runs.approve, MAX, number)
    row = await ready.over(number)
    assert (row.state, row.attempts, sha256_of(team.base)) == (state, 1, before)


# Databases


@pytest.mark.parametrize('fault', ['partial', 'corrupt'])
@pytest.mark.parametrize('command', ['setup_db', 'update_db', 'predict', 'pipeline'])
async def test_a_half_built_database_never_replaces_the_good_one(fault, command, ready, faulty, team):
    before, known, report = sha256_of(team.base), len(read(copies.list_copies, ANN, TEAM)), newest('prediction').line.id
    faulty(fault)
    row = await done(ready, command, **({'clean': True} if command == 'setup_db' else {}))
    assert row.state == 'failed', ops.said(row.id)[-5:]
    assert sha256_of(team.base) == before and len(read(copies.list_copies, ANN, TEAM)) == known
    assert newest('prediction').line.id == report
    assert [path.name for path in team.folder.iterdir() if path.name.startswith('.')] == []
    faulty()
    assert (await done(ready, 'predict')).state == 'succeeded'


async def test_a_set_up_that_is_killed_in_the_middle_leaves_nothing(room, faulty, team):
    faulty('killed')
    row = await done(room, 'setup_db')
    assert (row.state, row.reason, row.attempts) == ('failed', 'Ended by SIGKILL', 2)
    assert not team.base.exists() and read(copies.list_copies, ANN, TEAM) == ()


async def test_a_set_up_anew_that_is_killed_leaves_the_former_database(ready, faulty, team):
    before = sha256_of(team.base)
    faulty('killed')
    assert (await done(ready, 'setup_db', clean=True)).state == 'failed'
    assert sha256_of(team.base) == before


@pytest.mark.parametrize('faults', [('hang',), ('stubborn',), ('fork', 'hang'), ('mute',)], ids=' '.join)
async def test_a_run_that_is_cancelled_leaves_no_process_and_the_former_database(faults, ready, faulty, team):
    before = sha256_of(team.base)
    faulty(*faults)
    number = await ready.ask('predict', **asked())
    await ready.says(number, 'Stand-in')
    attempt = read(lambda work: work.session.get(ops.OpsAttempt, (number, 1)))
    ops.cancel(number)
    row = await ready.over(number)
    assert row.state == 'cancelled' and sha256_of(team.base) == before
    assert members(attempt.pid, f'{number}.1.{attempt.owner}') == []


async def test_a_disk_that_is_full_is_named_and_the_former_database_stays(ready, team, monkeypatch):
    def full(*_):
        raise OSError(28, 'No space left on device')
    before = sha256_of(team.base)
    monkeypatch.setattr(Home, 'take_in', full)
    row = await done(ready, 'predict')
    assert row.state == 'failed'
    assert row.reason == 'The database could not be kept: No space left on device. The former one stays in use'
    assert sha256_of(team.base) == before


async def test_a_database_that_broke_can_be_brought_back(ready, team):
    first = read(copies.list_copies, ANN, TEAM)[-1]
    team.base.unlink()
    team.base.write_bytes(b'SQLite format 3\0' + 5000 * b'?')
    row = await done(ready, 'predict')
    assert (row.state, row.attempts) == ('failed', 1) and 'Restore one of its copies' in row.reason
    number = transact(copies.restore, OLIVER, first.id)
    assert (await ready.over(number)).state == 'succeeded'
    assert sha256_of(team.base) == first.sha256 == read(copies.list_copies, ANN, TEAM)[0].sha256
    assert (await done(ready, 'predict')).state == 'succeeded'


async def test_a_copy_that_was_damaged_on_the_disk_does_not_come_back(ready, team):
    before, first = sha256_of(team.base), read(copies.list_copies, ANN, TEAM)[-1]
    path = team.copy_of(first.sha256)
    body = path.read_bytes()
    path.unlink()
    for damaged in (body[:-4096], body[:-1] + bytes([body[-1] ^ 1]), None):
        if damaged is not None:
            path.write_bytes(damaged)
        else:
            path.unlink()
        row = await ready.over(transact(copies.restore, OLIVER, first.id))
        assert (row.state, row.attempts) == ('failed', 1) and 'cannot be used' in row.reason
    assert sha256_of(team.base) == before


# Readers and programs


async def test_a_reader_that_throws_leaves_the_run_succeeded_and_can_be_asked_again(ready, monkeypatch):
    def fail(*_):
        raise KeyError('somewhere deep')
    with monkeypatch.context() as broken:
        broken.setitem(reading.READERS, 'prediction', fail)
        row = await done(ready, 'predict')
    assert (row.state, row.reason) == ('succeeded', '')
    [report] = ops.view(row.id).reports
    assert (report.is_complete, report.error) == (False, 'What it wrote could not be read by reader 1: KeyError.')
    assert read(reports.view_report, OLIVER, report.id).may_read_again
    [again] = await asyncio.to_thread(transact, reports.reparse, OLIVER, row.id)
    view = read(reports.view_report, ANN, again)
    assert (view.line.source, view.line.is_complete, view.line.error) == ('text', True, '')
    assert newest('prediction').line.id == again


async def test_a_database_of_another_version_leaves_the_text_to_be_read(ready, monkeypatch):
    monkeypatch.setattr('jobs.airsenal.database.POINTS', 'SELECT nothing FROM nowhere')
    row = await done(ready, 'predict')
    [report] = ops.view(row.id).reports
    assert (row.state, report.source, report.is_complete) == ('succeeded', 'text', True)


@pytest.mark.parametrize('command', ['setup_db', 'pipeline'])
async def test_without_the_program_a_run_fails_at_its_start_and_says_how_to_get_it(command, room, monkeypatch):
    monkeypatch.setattr('jobs.airsenal.programs.STAND_IN', 'another name')
    row = await done(room, command)
    assert (row.state, row.attempts) == ('failed', 1)
    assert 'AIrsenal is not on this machine' in row.reason and 'uv tool install airsenal' in row.reason


async def test_without_a_database_a_run_fails_at_its_start(room):
    row = await done(room, 'predict')
    assert (row.state, row.attempts) == ('failed', 1)
    assert row.reason == f'Team {TEAM} has no database yet: run “Set up database” first.'


# The real one


PRINTED = {'predict': 'prediction.txt', 'optimize': 'optimisation-3-weeks.txt'}
CALLED = {'predict': 'run_prediction', 'optimize': 'run_optimization', 'setup_db': 'setup_initial_db'}


@recorded
@pytest.mark.realdata
class TestRecorded:
    @pytest.fixture
    def policy(self, policy, tmp_path):
        """Programs that say what AIrsenal said, word for word; the database is the stand-in's."""
        folder = tmp_path / 'bin'
        folder.mkdir()
        for command, name in CALLED.items():
            says = (f'cat {RECORDED / PRINTED[command]}' if command in PRINTED else
                    f'PYTHONPATH={ROOT} exec {sys.executable} -m jobs.airsenal.stand_in {name} "$@"')
            (folder / f'airsenal_{name}').write_text(f'#!/bin/sh\n{says}\n')
            (folder / f'airsenal_{name}').chmod(0o755)
        return replace(policy, ops=replace(policy.ops, airsenal_bin=str(folder)))

    @pytest.mark.parametrize(('command', 'kind_of_report'), [('predict', 'prediction'), ('optimize', 'optimisation')])
    async def test_what_airsenal_really_printed_ends_as_a_complete_report(self, room, command, kind_of_report):
        assert (await done(room, 'setup_db')).state == 'succeeded'
        row = await done(room, command, weeks_ahead=3)
        assert (row.state, row.reason, row.is_partial, row.attempts) == ('succeeded', '', False, 1)
        report = newest(kind_of_report)
        assert (report.line.run_id, report.line.source, report.line.issues) == (row.id, 'text', ())
        assert report.line.is_complete and [line for line in ops.said(row.id) if '£' in line]
        if command == 'predict':
            assert report.body.gameweeks == (20, 21, 22)
        else:
            assert [week.gameweek for week in report.body.weeks] == [20, 21, 22]
