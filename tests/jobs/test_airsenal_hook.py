"""What AIrsenal leaves behind: databases that replace each other only when they are sound, and reports."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from app import airsenal
from app.domain.ops.states import LeaseLost
from app.services.ops import copies, reports
from app.work import read, transact
from jobs.airsenal import database, home, programs
from jobs.airsenal.definitions import PROGRAMS, offered
from jobs.airsenal.hook import AirsenalHook
from jobs.hooks import CannotStart
from tests.airsenal import RULES, TEAM, attempt, claimed, policy_for
from tests.people import ANN, CLEO

pytestmark = pytest.mark.usefixtures('database', 'time')


@pytest.fixture
def policy(policy, tmp_path):
    rules, commands = policy_for(tmp_path / 'home')
    return replace(policy, ops=rules, commands=commands)


@pytest.fixture
def place(tmp_path):
    """Where attempts have their folders."""
    return tmp_path / 'attempts'


@pytest.fixture
def team(tmp_path):
    return home.home_of(tmp_path / 'home', TEAM)


@pytest.fixture
def set_up(place):
    assert attempt(place, 'setup_db').conclusion.failure is None


def players(path):
    with closing(sqlite3.connect(path)) as base:
        return base.execute('SELECT COUNT(*) FROM player').fetchone()[0]


def test_a_set_up_leaves_a_database_for_the_team(place, team):
    done = attempt(place, 'setup_db')
    assert done.conclusion.failure is None and players(team.base) > 50
    [copy] = read(copies.list_copies, CLEO, TEAM)
    assert copy.is_present and copy.sha256 == home.sha256_of(team.base) and copy.size == team.base.stat().st_size
    assert [path.name for path in team.folder.iterdir() if path.name.startswith('.')] == []


def test_every_team_has_a_home_of_its_own(place, tmp_path, set_up):
    attempt(place, 'setup_db', fpl_team_id=7)
    assert {path.name for path in (tmp_path / 'home').iterdir()} == {'7', str(TEAM)}
    assert read(copies.list_copies, CLEO, 7)[0].run_id != read(copies.list_copies, CLEO, TEAM)[0].run_id


def test_predictions_are_read_from_the_database_with_the_players_numbers(place, set_up):
    done = attempt(place, 'predict', weeks_ahead=3)
    assert done.conclusion.failure is None
    report = read(reports.latest, CLEO, 'prediction')
    assert (report.line.source, report.line.is_complete, report.line.issues, report.line.error) == ('db', True, (), '')
    assert report.body.gameweeks == (20, 21, 22) and report.team_id == TEAM
    told = {f'{row.rank}. {row.name}, {row.points}pts (£{row.price}m, {row.club})' for rows in
            report.body.positions.values() for row in rows if row.player_id}
    assert len(told) == 20 and told <= set(done.printed.split('\n'))
    assert done.conclusion.result['prediction'] == report.as_json


def test_a_strategy_has_its_transfers_from_the_database_and_the_rest_from_the_text(place, set_up):
    attempt(place, 'predict', weeks_ahead=3)
    done = attempt(place, 'optimize', weeks_ahead=3, wildcard_week=21, bench_boost_week=0)
    report = read(reports.latest, CLEO, 'optimisation')
    assert (report.line.source, report.line.is_complete, report.line.issues) == ('db', True, ())
    body = report.body
    assert [(week.gameweek, week.chip) for week in body.weeks] == [
        (20, 'bench_boost'), (21, 'wildcard'), (22, None)]
    assert all(one.out_id and one.in_id for week in body.weeks for one in week.transfers)
    assert f'| {body.weeks[0].transfers[0].out}' in done.printed and len(body.weeks[0].starting) == 11


def test_a_pipeline_makes_both_reports_in_one_run_and_needs_no_database(place, team):
    done = attempt(place, 'pipeline', weeks_ahead=1)
    assert done.conclusion.failure is None and players(team.base) > 50
    both = read(reports.reports_of, CLEO, done.claim.run_id)
    assert [(view.line.kind, view.line.source, view.line.issues) for view in both] == [
        ('prediction', 'db', ()), ('optimisation', 'db', ())]


def test_a_new_squad_is_a_report_of_its_own_kind_of_strategy(place, set_up):
    attempt(place, 'predict', weeks_ahead=3)
    done = attempt(place, 'make_squad')
    report = read(reports.latest, CLEO, 'optimisation')
    assert done.conclusion.failure is None
    assert (report.line.source, report.line.issues, len(report.body.squad.players)) == ('text', (), 15)


def test_a_new_team_gets_a_squad_from_an_optimisation(place, set_up):
    attempt(place, 'predict', weeks_ahead=3)
    done = attempt(place, 'optimize', faults='new-team')
    assert done.code == 0 and done.conclusion.failure is None
    assert read(reports.latest, CLEO, 'optimisation').body.squad is not None


@pytest.mark.parametrize('command', ['update_db', 'check_data'])
def test_other_programs_make_no_reports(command, place, set_up):
    assert attempt(place, command).conclusion.failure is None
    assert read(reports.list_reports, CLEO) == ()


def test_a_check_leaves_the_database_and_its_copies_as_they_are(place, team, set_up):
    before = team.base.stat().st_ino
    attempt(place, 'check_data')
    assert team.base.stat().st_ino == before and len(read(copies.list_copies, CLEO, TEAM)) == 1


def test_the_last_five_databases_are_kept_and_no_file_more(place, team, set_up):
    for _ in range(6):
        attempt(place, 'predict', weeks_ahead=1)
    kept = read(copies.list_copies, CLEO, TEAM)
    assert len(kept) == 5 and [copy.is_present for copy in kept] == [True, False, False, False, False]
    assert {path.stem for path in (team.folder / 'copies').iterdir()} == {copy.sha256 for copy in kept}
    assert all(home.sha256_of(team.copy_of(copy.sha256)) == copy.sha256 for copy in kept)


def test_a_program_works_on_a_copy_in_the_folder_of_its_attempt(place, team, set_up):
    claim = claimed('predict')
    (place / 'here').mkdir()
    prepared = AirsenalHook().prepare(claim, {}, place / 'here')
    assert prepared.environment['AIRSENAL_DB_FILE'] == str(place / 'here' / 'data.db')
    assert prepared.environment['AIRSENAL_HOME'] == str(team.folder)
    assert prepared.environment['FPL_TEAM_ID'] == str(TEAM)
    assert (place / 'here' / 'data.db').read_bytes() == team.base.read_bytes()
    assert '--fpl_team_id' not in prepared.argv and prepared.argv[-4:-2] == ('--weeks_ahead', '3')


@pytest.mark.parametrize('command', [one.slug for one in PROGRAMS if one.slug not in ('setup_db', 'pipeline')])
def test_without_a_database_nothing_else_starts(command, place):
    with pytest.raises(CannotStart, match='no database yet'):
        AirsenalHook().prepare(claimed_anyhow(command), {}, place)


def claimed_anyhow(command):
    """Also of commands that are switched off or wait for somebody."""
    definition = next(one for one in PROGRAMS if one.slug == command)
    return replace(claimed('setup_db'), definition=definition)


def test_a_damaged_database_in_use_is_named_before_anything_starts(place, team, set_up):
    body = bytearray(team.base.read_bytes())
    body[4096:12288] = 8192 * b'\0'
    team.base.unlink()  # its copy is another name of it
    team.base.write_bytes(body)
    with pytest.raises(CannotStart, match='Restore one of its copies'):
        AirsenalHook().prepare(claimed('predict'), {}, place)


def test_where_airsenal_is_not_the_way_to_get_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv('PATH', str(tmp_path))
    for folder, place in (('', 'on the PATH'), (str(tmp_path), f'in {tmp_path}')):
        with pytest.raises(CannotStart) as caught:
            programs.located('airsenal_run_prediction', folder)
        assert place in str(caught.value)
        for way in ('uv tool install airsenal', 'pip install airsenal', 'WORKER_LABELS=airsenal'):
            assert way in str(caught.value)


def test_a_program_that_is_not_executable_counts_as_missing(tmp_path):
    path = tmp_path / 'airsenal_run_prediction'
    path.write_text('#!/bin/sh\n')
    with pytest.raises(CannotStart):
        programs.located('airsenal_run_prediction', str(tmp_path))
    path.chmod(0o755)
    assert programs.located('airsenal_run_prediction', str(tmp_path)) == (str(path),)


def test_its_version_is_read_from_its_package_without_starting_it(tmp_path):
    (tmp_path / 'bin').mkdir()
    (tmp_path / 'lib' / 'python3.12' / 'site-packages' / 'airsenal-1.17.0.dist-info').mkdir(parents=True)
    program = tmp_path / 'bin' / 'airsenal_run_prediction'
    program.write_text('#!/bin/sh\n')
    program.chmod(0o755)
    assert airsenal.version_in(str(tmp_path / 'bin')) == '1.17.0'
    assert airsenal.version_in('stand-in') == 'stand-in' and airsenal.version_in(str(tmp_path)) == ''


def test_runs_wait_for_workers_with_the_programs_where_the_installation_says_so():
    here, elsewhere = offered(PROGRAMS, RULES), offered(PROGRAMS, replace(RULES, airsenal_bin='worker'))
    assert {one.label for one in here.values()} == {''} and {one.label for one in elsewhere.values()} == {'airsenal'}


def test_a_home_that_cannot_be_used_is_named(place, tmp_path):
    (tmp_path / 'home').write_text('a file where a folder should be')
    with pytest.raises(CannotStart, match='cannot be used'):
        AirsenalHook().prepare(claimed('setup_db'), {}, place)


def test_a_disk_that_knows_no_second_names_gets_second_files(team, monkeypatch, place):
    def refuse(*_):
        raise OSError(95, 'Operation not supported')
    monkeypatch.setattr(os, 'link', refuse)
    assert attempt(place, 'setup_db').conclusion.failure is None
    [copy] = read(copies.list_copies, ANN, TEAM)
    assert home.sha256_of(team.copy_of(copy.sha256)) == copy.sha256 and database.flaw(team.base) == ''


def test_a_copy_that_finds_no_room_is_not_spoken_of(team, set_up, monkeypatch, place):
    def full(*_):
        raise OSError(28, 'No space left on device')
    before = read(copies.list_copies, ANN, TEAM)
    monkeypatch.setattr(home, '_link', full)
    assert 'No space left on device' in attempt(place, 'predict', weeks_ahead=1).conclusion.failure
    assert read(copies.list_copies, ANN, TEAM) == before and home.sha256_of(team.base) == before[0].sha256


def test_credentials_are_handed_on_only_when_somebody_has_set_them():
    grants = {one.slug: {grant.name: grant.is_required for grant in one.secrets} for one in PROGRAMS}
    assert grants['optimize'] == {'FPL_LOGIN': False, 'FPL_PASSWORD': False, 'DISCORD_WEBHOOK': False}
    assert grants['make_transfers'] == {'FPL_LOGIN': True, 'FPL_PASSWORD': True, 'DISCORD_WEBHOOK': False}


def test_what_cannot_be_undone_is_off_needs_a_second_person_and_is_never_tried_again():
    final = [one for one in PROGRAMS if not one.is_enabled]
    assert [one.slug for one in final] == ['make_transfers', 'set_lineup']
    assert all(one.needs_word and one.needs_approval and one.retries == 0 and not one.is_idempotent for one in final)
    assert all(one.is_idempotent and not one.needs_approval for one in PROGRAMS if one.is_enabled)


def test_a_claim_that_was_taken_away_replaces_nothing(place, team, set_up):
    before = team.base.read_bytes()
    claim = claimed('predict')
    stale = replace(claim, owner='somebody else')
    folder = place / 'stale'
    folder.mkdir()
    AirsenalHook().prepare(stale, {}, folder)
    with pytest.raises(LeaseLost):
        transact(copies.keep_copy, stale, TEAM, 1, 'x')
    assert team.base.read_bytes() == before


def test_a_database_whose_tables_are_empty_is_none(team, set_up, tmp_path):
    """The real program makes all of them as soon as it starts."""
    worked = tmp_path / 'worked.db'
    worked.write_bytes(team.base.read_bytes())
    assert database.flaw(worked) == ''
    with closing(sqlite3.connect(worked)) as base, base:
        base.execute('DELETE FROM fixture')
    assert database.flaw(worked) == 'nothing stands in fixture'


def test_the_arguments_of_every_program_are_those_it_takes():
    """As version 1.17.0 lists them; what is no flag decides where a program works."""
    flags = {one.slug: {parameter.flag.removeprefix('--') for parameter in one.parameters if parameter.flag}
             for one in PROGRAMS}
    chips = {'wildcard_week', 'free_hit_week', 'triple_captain_week', 'bench_boost_week'}
    assert flags['setup_db'] == {'fpl_team_id', 'clean', 'n_previous', 'no_current_season'}
    assert flags['update_db'] == {'fpl_team_id', 'noattr'}
    assert flags['predict'] == {'weeks_ahead', 'no_bonus', 'no_cards', 'no_saves', 'sampling', 'team_model'}
    assert flags['optimize'] == chips | {'fpl_team_id', 'weeks_ahead', 'num_free_transfers', 'max_hit', 'allow_unused',
                                         'max_transfers', 'num_iterations', 'num_thread'}
    assert flags['pipeline'] == chips | {'fpl_team_id', 'weeks_ahead', 'max_hit', 'allow_unused', 'max_transfers',
                                         'team_model', 'clean', 'n_previous', 'num_thread'}
    assert flags['make_squad'] == {'fpl_team_id', 'budget', 'num_gameweeks', 'gameweek_start', 'num_generations',
                                   'population_size', 'no_subs', 'include_zero'}
    assert flags['check_data'] == set() and flags['make_transfers'] == flags['set_lineup'] == {'fpl_team_id'}
    assert all(one.arguments == ('--confirm',) for one in PROGRAMS if not one.is_enabled)
