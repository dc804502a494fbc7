"""What an operator does on the machine itself: help, accounts, links, the audit trail, and a start that is refused."""

import io
import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from app import logs, ownership
from app.__main__ import BAD_CONFIGURATION, main
from app.security.tokens import digest
from app.services.people import accounts
from app.settings import Misconfigured
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, PASSWORD

EMIL = ['add-admin', 'emil@example.com', 'Emil']


@pytest.fixture
def run(time, database, capsys, monkeypatch):
    """A command; says with which code it ended, and what it wrote."""
    monkeypatch.setattr(logs, 'start', lambda level, form: None)

    def command(*arguments, typed='', **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, 'stdin', io.StringIO(typed))
        code = main(list(arguments))
        return code, *capsys.readouterr()
    return command


def test_help_lists_every_command(run, capsys):
    with pytest.raises(SystemExit) as ended:
        run('--help')
    told = capsys.readouterr().out
    assert not ended.value.code
    for command in ('serve', 'migrate', 'demo', 'probe', 'add-admin', 'user', 'audit', 'secrets', 'restore'):
        assert command in told


@pytest.mark.parametrize('command', [[], ['serve'], ['migrate'], ['user', 'list'], ['audit', 'verify']])
def test_wrong_settings_are_reported_all_at_once_before_anything_is_touched(run, command, tmp_path):
    code, _, told = run(*command, PORT='x', LOG_LEVEL='LOUD', SECRET_KEY='short', POKER_MAX_TABEL='3',
                        DATABASE_URL='mysql://x', DATA_DIR=str(tmp_path / 'new'))
    assert code == BAD_CONFIGURATION == 78
    for name in ('PORT', 'LOG_LEVEL', 'SECRET_KEY', 'POKER_MAX_TABEL', 'DATABASE_URL'):
        assert name in told
    assert not (tmp_path / 'new').exists()


def test_a_second_process_on_the_same_file_is_refused(tmp_path):
    ownership.claim(tmp_path / 'roundtable.db', 'test')
    others = {name: value for name, value in os.environ.items() if not name.startswith(('PYTEST', 'NICEGUI'))}
    told = subprocess.run([sys.executable, '-m', 'app', 'serve'], env=others | {'DATA_DIR': str(tmp_path)},
                          capture_output=True, text=True, timeout=60)
    assert told.returncode == BAD_CONFIGURATION
    assert f'process {os.getpid()}' in told.stderr and 'PostgreSQL' in told.stderr and 'Trace' not in told.stderr


def test_without_a_key_production_is_refused_and_anything_else_makes_one(run, monkeypatch, tmp_path):
    monkeypatch.delenv('SECRET_KEY')
    code, _, told = run('migrate', ENVIRONMENT='production')
    assert code == BAD_CONFIGURATION and 'SECRET_KEY is required' in told
    assert run('migrate', ENVIRONMENT='standard')[0] == 0
    assert (tmp_path / 'keys' / 'secret_key').stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_can_read_is_refused(run, monkeypatch, tmp_path):
    monkeypatch.delenv('SECRET_KEY')
    run('migrate')
    (tmp_path / 'keys' / 'secret_key').chmod(0o644)
    code, _, told = run('migrate')
    assert code == BAD_CONFIGURATION and 'can be read by others' in told


def test_a_claim_lasts_as_long_as_the_process_and_names_its_owner(tmp_path):
    ownership.claim(tmp_path / 'one.db', '1')
    ownership.claim(tmp_path / 'one.db', '1')  # it is ours
    with pytest.raises(Misconfigured, match=f'process {os.getpid()}'), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ownership, '_held', {})  # as another process
        ownership.claim(tmp_path / 'one.db', '1')


def test_accounts_are_listed_with_state_and_roles_and_without_secrets(run):
    transact(accounts.invite, ANN, 'dora@example.com', 'planner', 'code of Dora')
    transact(accounts.disable, ANN, CLEO.person_id)
    code, told, _ = run('user', 'list')
    assert code == 0 and told.splitlines() == [
        'ann@example.com\tAnn\tactive\tadmin', 'bob@example.com\tBob\tactive\tmember',
        'cleo@example.com\tCleo\tdisabled\tviewer', 'dora@example.com\tdora\tinvited\tplanner']


@pytest.mark.parametrize(('email', 'kind_of_link', 'name'), [
    ('BOB@example.com', 'reset', 'Bob'), ('dora@example.com', 'invite', 'dora')])
def test_a_link_gets_somebody_in_who_has_no_password(run, email, kind_of_link, name):
    transact(accounts.invite, ANN, 'dora@example.com', 'planner', 'code of Dora')
    code, told, _ = run('user', 'reset-link', email, BASE_URL='https://plan.example.com')
    address, _, secret = told.strip().rpartition('/')
    assert (code, address) == (0, f'https://plan.example.com/{kind_of_link}')
    assert read(accounts.view_invitee, kind_of_link, digest(secret)).name == name


@pytest.mark.parametrize('email', ['nobody@example.com', ''])
def test_an_account_that_does_not_exist_gets_no_link(run, email):
    code, told, problem = run('user', 'reset-link', *([email] if email else []))
    assert (code, told) == (1, '') and 'Nobody here has the e-mail' in problem


def test_a_disabled_account_gets_no_link(run):
    transact(accounts.disable, ANN, BOB.person_id)
    assert run('user', 'reset-link', 'bob@example.com')[0::2] == (1, 'Enable the account first.\n')


def test_the_first_admin_and_further_ones_are_added(run, tmp_path):
    for name in ('Dora', 'Emil'):
        command = ('add-admin', f'{name.lower()}@example.com', name)
        assert run(*command, typed=f'{PASSWORD}\n', DATABASE_URL=f'sqlite:///{tmp_path}/new.db')[0] == 0
    assert run('user', 'list')[1].splitlines() == [
        'dora@example.com\tDora\tactive\tadmin', 'emil@example.com\tEmil\tactive\tadmin']


@pytest.mark.parametrize(('arguments', 'password', 'says'), [
    (EMIL, '', '12 to 128 characters'), (EMIL, 'short', '12 to 128 characters'), (EMIL, 12 * 'a', 'first that'),
    (EMIL, 'emil and the detectives', 'Leave “emil” out'),
    (['add-admin', 'emil', 'Emil'], PASSWORD, 'not an e-mail address'),
    (['add-admin', 'ANN@example.com', 'Ann'], PASSWORD, 'has an account already')])
def test_an_admin_needs_a_good_password_an_address_and_a_name(run, arguments, password, says):
    code, _, told = run(*arguments, typed=f'{password}\n')
    assert code == 1 and says in told
    assert len(read(accounts.list_people, ANN)) == 3


def test_an_unknown_command_is_refused(run, capsys):
    for arguments in (['fly'], ['user', 'fly'], ['audit', 'delete'], ['add-admin']):
        with pytest.raises(SystemExit) as ended:
            run(*arguments)
        assert ended.value.code == 2 and 'usage' in capsys.readouterr().err


def tamper(work):
    work.session.execute(text('DROP TRIGGER auditentry_no_update'))
    work.session.execute(text("UPDATE auditentry SET actor_name = 'Bob' WHERE seq = 2"))


def test_the_audit_trail_is_verified_and_the_first_broken_entry_is_named(run):
    assert run('audit', 'verify')[:2] == (0, '5 entries, all sealed\n')
    transact(tamper)
    assert run('audit', 'verify')[:2] == (1, '1 entries; the first broken one is 2\n')


def test_a_probe_of_a_process_that_does_not_answer_fails(run):
    assert run('probe', PORT='1')[0] == 1
