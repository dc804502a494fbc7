"""What is kept, for how long, and what a preview says before anything goes."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.domain.audit import Filter
from app.domain.ops.states import State
from app.services import audit
from app.services.ops import commands, keeping
from app.services.people import guests
from app.services.people import keeping as of_people
from app.settings import OpsSettings
from app.work import read, transact
from jobs import housekeeping
from jobs.shipped import SHIPPED
from models.ops import OpsAttempt, OpsChunk, OpsCommand, OpsFile, OpsReport, OpsRun, OpsSection, StreamTicket
from models.people import BellNotice, Guest, PersonSession, SignInFailure, Ticket
from tests.people import ANN, NOON, found_workspace
from tests.voices import Listener

DAY = timedelta(days=1)


@pytest.fixture
def voice():
    return Listener()


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, ops=OpsSettings(files_dir=tmp_path / 'files', backup_dir=tmp_path / 'backups'))


@pytest.fixture
def workspace(database, time):
    found_workspace()


def keep(*rows):
    transact(lambda work: work.session.add_all(rows))


def kept(table, *conditions):
    return read(lambda work: len(work.session.exec(select(table).where(*conditions)).all()))


def a_run(number, days, command='ops.sync', state=State.SUCCEEDED, **more):
    """A run that ended so many days ago, with an attempt, a log, a section and a report."""
    ended = NOON - days * DAY
    run = OpsRun(id=number, command=command, version='v1', name=command, area='ops', is_process=False, parameters={},
                 trigger='ui', actor='person:1', actor_name='Ann', concurrency_key=command, state=state,
                 asked_at=ended, available_at=ended, deadline_at=ended, ended_at=ended, attempts=1, **more)

    def put(work):
        work.session.add(run)
        work.session.flush()
        work.session.add_all([
            OpsAttempt(run_id=number, n=1, state=state, owner='me', started_at=ended),
            OpsChunk(run_id=number, n=1, first_seq=1, last_seq=9, first_at=ended, size=1000, body=b'x'),
            OpsSection(run_id=number, n=1, first_seq=1, name='s', began_at=ended),
            OpsReport(run_id=number, n=1, kind='prediction', source='db', parser_version=1, issues=[],
                      made_at=ended)])
    transact(put)


def a_file(folder, run_id, name, kind='result', days=0, on_disk=True):
    path = f'{name[:2]}/{name}'
    if on_disk:
        place = folder / 'files' / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text('content')
    keep(OpsFile(run_id=run_id, kind=kind, name=name, size=7, sha256=64 * 'a', path=path, made_at=NOON - days * DAY))


def test_an_hour_removes_what_is_over_and_leaves_the_rest(workspace, voice):
    keep(PersonSession(hash='old', person_id=1, made_at=NOON, used_at=NOON, proved_at=NOON, address='', agent='',
                       ended_at=NOON - 31 * DAY),
         PersonSession(hash='new', person_id=1, made_at=NOON, used_at=NOON, proved_at=NOON, address='', agent='',
                       ended_at=NOON - 29 * DAY),
         PersonSession(hash='open', person_id=1, made_at=NOON, used_at=NOON, proved_at=NOON, address='', agent=''),
         Ticket(hash='old', kind='reset', person_id=1, ends_at=NOON - 31 * DAY),
         Ticket(hash='new', kind='invite', person_id=1, ends_at=NOON - DAY),
         SignInFailure(account='a', address='b', at=NOON - 91 * DAY),
         SignInFailure(account='a', address='b', at=NOON - 89 * DAY),
         BellNotice(person_id=1, at=NOON - 91 * DAY, text='old'), BellNotice(person_id=1, at=NOON, text='new'),
         Guest(hash='old', name='G', avatar='', used_at=NOON - 31 * DAY),
         StreamTicket(hash='old', run_id=1, kind='session', key='k', ends_at=NOON - DAY),
         StreamTicket(hash='new', run_id=1, kind='session', key='k', ends_at=NOON + DAY))
    removed = housekeeping.clean_up(voice, {})
    assert removed == {'guests': 1, 'sessions': 1, 'links': 1, 'failed sign-ins': 1, 'notices': 1,
                       'answered requests': 0, 'idempotency keys': 0, 'stream tickets': 1, 'poker tables': 0,
                       'FPL copies': 0, 'scenarios': 0, 'seats at timelines': 0}
    assert [kept(table) for table in (PersonSession, Ticket, SignInFailure, BellNotice, Guest, StreamTicket)] == [
        2, 1, 1, 1, 0, 1]
    assert 'Removed 1 sessions' in voice.said and voice.partial == []


def test_what_cannot_be_cleaned_does_not_keep_the_rest(workspace, voice, monkeypatch):
    def broken(work):
        raise OSError('the database is away')
    monkeypatch.setitem(housekeeping.CLEANING, 'sessions', broken)
    keep(Guest(hash='old', name='G', avatar='', used_at=NOON - 31 * DAY))
    assert housekeeping.clean_up(voice, {})['guests'] == 1
    assert voice.partial == ['Sessions could not be cleaned']


def test_an_idempotency_key_is_free_again_after_a_day(workspace, voice):
    a_run(1, 2, idempotency_key='old')
    a_run(2, 0, idempotency_key='new')
    assert housekeeping.clean_up(voice, {})['idempotency keys'] == 1
    assert kept(OpsRun, col(OpsRun.idempotency_key) == 'new') == 1


@pytest.fixture
def history(workspace):
    """Thirty runs of one command of two months ago, thirty of two years ago, and one of another command."""
    for number in range(1, 31):
        a_run(number, 800)
    for number in range(31, 61):
        a_run(number, 60)
    a_run(70, 800, 'ops.rare')


def test_logs_go_after_a_month_and_runs_after_a_year_but_never_the_newest_twenty(history, voice):
    result = housekeeping.remove_old(voice, {})
    assert (result['runs'], result['logs']) == (30, 40)  # of all but the newest twenty
    assert kept(OpsRun) == 31 and kept(OpsChunk) == kept(OpsSection) == 21
    assert kept(OpsAttempt) == kept(OpsReport) == 31, 'that there was a run stays known'
    assert kept(OpsRun, OpsRun.command == 'ops.rare') == 1


def test_pinned_runs_stay_with_all_they_said(history, voice):
    transact(lambda work: setattr(work.get(OpsRun, 1), 'is_pinned', True))
    housekeeping.remove_old(voice, {})
    assert kept(OpsRun, OpsRun.id == 1) == kept(OpsChunk, OpsChunk.run_id == 1) == 1


def test_what_is_pinned_while_old_things_are_being_removed_stays_with_its_log_and_files(history, tmp_path):
    a_file(tmp_path, 1, 'aa1')
    a_file(tmp_path, 2, 'bb2')
    overdue = read(keeping.list_overdue)
    transact(lambda work: setattr(work.get(OpsRun, 1), 'is_pinned', True))
    transact(keeping.forget_logs, overdue.logs)
    places = transact(keeping.forget_runs, overdue.runs)
    transact(keeping.forget_files, overdue.files)
    assert places == ('bb/bb2',) and kept(OpsRun, OpsRun.id == 2) == 0
    assert kept(OpsRun, OpsRun.id == 1) == kept(OpsChunk, OpsChunk.run_id == 1) == kept(OpsFile) == 1


def test_runs_that_are_not_over_stay(workspace, voice):
    for number in range(1, 26):
        a_run(number, 800, state=State.RUNNING if number == 1 else State.SUCCEEDED)
    housekeeping.remove_old(voice, {})
    assert kept(OpsRun, OpsRun.id == 1) == 1 and kept(OpsRun) == 21


def test_a_preview_says_what_would_go_and_touches_nothing(history, voice):
    result = housekeeping.remove_old(voice, {'dry_run': True})
    assert (result['runs'], result['logs'], result['dry_run']) == (30, 40, True)
    assert voice.said == ['Would go: the logs of 40 runs, 0.0 MB', 'Would go: 30 runs of ops.sync',
                          'Would go: 0 files']
    assert kept(OpsRun) == kept(OpsChunk) == 61
    assert read(audit.list_entries, ANN, Filter(deed='ops.retention')) == ()


def test_what_was_removed_stands_in_the_audit_trail(history, voice):
    housekeeping.remove_old(voice, {})
    [entry] = read(audit.list_entries, ANN, Filter(deed='ops.retention'))
    assert entry.detail == '30 runs, the logs of 40, 0 files' and entry.actor == 'system'
    housekeeping.remove_old(Listener(), {})
    assert len(read(audit.list_entries, ANN, Filter(deed='ops.retention'))) == 1, 'nothing more was removed'


def test_files_go_with_their_run_unless_another_one_shares_them(history, voice, tmp_path):
    a_file(tmp_path, 1, 'alone')
    a_file(tmp_path, 2, 'shared')
    a_file(tmp_path, 60, 'shared', on_disk=False)
    a_file(tmp_path, 3, 'copied', kind='database')
    a_file(tmp_path, 4, 'lost', on_disk=False)
    assert housekeeping.remove_old(voice, {})['files'] == 3
    assert {path.name for path in (tmp_path / 'files').rglob('*') if path.is_file()} == {'shared', 'copied'}
    assert kept(OpsFile) == 2


def test_a_file_that_was_given_and_never_used_goes_after_a_week(workspace, voice, tmp_path):
    a_file(tmp_path, None, 'unused', 'upload', 8)
    a_file(tmp_path, None, 'today', 'upload', 0)
    assert housekeeping.remove_old(voice, {})['files'] == 1
    assert [path.name for path in (tmp_path / 'files').rglob('*') if path.is_file()] == ['today']


def test_a_file_that_nobody_names_goes_after_a_day(workspace, voice, tmp_path):
    a_file(tmp_path, None, 'named', 'upload')
    for name, days in (('stray', 2), ('fresh', 0)):
        path = tmp_path / 'files' / name
        path.write_text('x')
        os.utime(path, (NOON.timestamp() - days * 86_400,) * 2)
    for path in (tmp_path / 'files').rglob('named'):
        os.utime(path, (NOON.timestamp() - 9 * 86_400,) * 2)
    assert housekeeping.remove_old(voice, {})['stray_files'] == 1
    assert {path.name for path in (tmp_path / 'files').rglob('*') if path.is_file()} == {'named', 'fresh'}


def test_no_row_leads_out_of_the_folder(workspace, tmp_path):
    outside = tmp_path / 'outside'
    outside.write_text('mine')
    (tmp_path / 'files').mkdir()
    housekeeping._unlink(tmp_path / 'files', ['../outside', str(outside)])
    assert outside.exists()


def test_definitions_that_no_run_remembers_are_forgotten(history):
    keep(OpsCommand(slug='ops.sync', version='v1', body='{}', made_at=NOON),
         OpsCommand(slug='ops.sync', version='v0', body='{}', made_at=NOON))
    assert transact(keeping.forget_definitions) == 1


def test_a_definition_in_force_stays_also_before_its_first_run(workspace):
    version = transact(lambda work: commands.snapshot(work, work.policy.commands['say']))
    assert transact(keeping.forget_definitions) == 0 and kept(OpsCommand, OpsCommand.version == version) == 1


def test_everything_that_runs_by_itself_is_something_that_can_be_run():
    from jobs.commands import DEFINITIONS
    assert {shipped.draft.command for shipped in SHIPPED} <= DEFINITIONS.keys()
    assert len({shipped.name for shipped in SHIPPED}) == len(SHIPPED)


def test_the_people_of_a_workspace_are_not_forgotten(workspace, voice):
    housekeeping.clean_up(voice, {})
    assert transact(of_people.forget_sessions) == transact(guests.remove_old) == 0
