"""What an operator does to the vault on the machine itself: keys, exports, imports."""

import base64
import json
import stat

import pytest
from cryptography.fernet import Fernet

from app.domain.audit import Filter
from app.services import audit, secrets
from app.work import read, transact
from tests.people import ANN
from tests.secrets import COMMANDS, KEY, OTHER, attempt, secret_policy
from tests.security.test_command_line import run  # noqa: F401

OLD = f'k1:{base64.b64encode(KEY).decode()}'
NEW = f'k2:{base64.b64encode(OTHER).decode()}'
PHRASE = 'a long and quiet passphrase'


@pytest.fixture
def policy():
    return secret_policy()


@pytest.fixture(autouse=True)
def _commands(monkeypatch):
    monkeypatch.setattr('jobs.commands.DEFINITIONS', COMMANDS)


@pytest.fixture
def values(database):
    """Two shared secrets, and one of Ann's own."""
    for name, value in (('FPL_LOGIN', 'ann@example.com'), ('FPL_PASSWORD', 'swordfish-77')):
        transact(secrets.keep, ANN, name, value)
    transact(secrets.keep, ANN, 'AZURE_DEVOPS_PAT', 'personal-77', ANN.identity)


def opened():
    return transact(secrets.open_for, attempt())


def deeds():
    return [entry.deed for entry in read(audit.list_entries, ANN, Filter(area='ops'))]


def test_status_lists_keys_and_says_what_is_set(run, values):  # noqa: F811
    assert run('secrets', 'status') == (
        0, 'key\tstate\tknown since\tvalues\nk1\tpresent\t2030-01-09\t3\n2 of 5 shared secrets are set\n', '')


def test_keys_are_exchanged_from_first_to_last_step(run, values):  # noqa: F811
    both = {'MASTER_KEYS': f'{NEW}\n{OLD}'}
    code, told, _ = run('secrets', 'status', **both)
    assert code == 1 and 'k2\tpresent\t2030-01-09\t0\nk1\tformer\t2030-01-09\t3' in told
    assert run('secrets', 'retire', 'k1', **both)[0::2] == (
        1, '“k1” still guards 3 of the values. Run “secrets rotate-master” first.\n')
    code, told, _ = run('secrets', 'rotate-master', **both)
    assert code == 0 and '3 values under the present key.' in told and '3 values proved.' in told
    assert 'secrets retire k1' in told
    assert run('secrets', 'retire', 'k1', **both)[0] == 0
    assert run('secrets', 'status', MASTER_KEYS=NEW)[0] == 0
    assert opened() == {'FPL_LOGIN': 'ann@example.com', 'FPL_PASSWORD': 'swordfish-77'}


def test_no_deed_writes_a_value_or_a_key(run, values, tmp_path):  # noqa: F811
    told = [run('secrets', *deed, typed=f'{PHRASE}\n', MASTER_KEYS=f'{NEW}\n{OLD}') for deed in (
        ['status'], ['rotate-master'], ['retire', 'k1'], ['export', str(tmp_path / 'out')])]
    for text in ('swordfish-77', 'personal-77', *(line.partition(':')[2] for line in (OLD, NEW)), PHRASE):
        assert text not in repr(told) and text not in (tmp_path / 'out').read_text()


def test_what_was_exported_can_be_imported_elsewhere(run, values, tmp_path):  # noqa: F811
    file = tmp_path / 'secrets.json'
    assert run('secrets', 'export', str(file), typed=f'{PHRASE}\n')[:2] == (0, f'2 shared secrets are in {file}.\n')
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    transact(secrets.keep, ANN, 'FPL_PASSWORD', 'another value')
    code, _, problem = run('secrets', 'import', str(file), typed='another passphrase\n')
    assert code == 1 and 'does not open the file' in problem
    assert run('secrets', 'import', str(file), typed=f'{PHRASE}\n')[:2] == (0, '2 shared secrets are set.\n')
    assert opened()['FPL_PASSWORD'] == 'swordfish-77'
    assert {'ops.export_secrets', 'ops.import_secrets'} <= set(deeds())


def test_an_export_overwrites_nothing_and_needs_a_good_passphrase(run, values, tmp_path):  # noqa: F811
    file = tmp_path / 'precious'
    assert run('secrets', 'export', str(file), typed='short\n')[0::2] == (
        1, 'A passphrase has at least 12 characters.\n')
    file.write_text('precious')
    assert 'File exists' in run('secrets', 'export', str(file), typed=f'{PHRASE}\n')[2]
    assert file.read_text() == 'precious'


def test_tokens_of_the_former_scheme_are_sealed_anew(run, tmp_path):  # noqa: F811
    key = Fernet.generate_key()
    file = tmp_path / 'old.json'
    file.write_text(json.dumps({name: Fernet(key).encrypt(value.encode()).decode() for name, value in (
        ('FPL_LOGIN', 'old@example.com'), ('FPL_PASSWORD', 'abc'))}))
    code, told, warning = run('secrets', 'import-fernet', str(file), ENCRYPTION_KEY=key.decode())
    assert (code, told) == (0, '2 shared secrets are set.\n') and 'FPL_PASSWORD: Shorter than 6' in warning
    assert opened() == {'FPL_LOGIN': 'old@example.com', 'FPL_PASSWORD': 'abc'}


def test_a_token_that_does_not_open_is_named_and_nothing_is_imported(run, tmp_path):  # noqa: F811
    key = Fernet.generate_key()
    file = tmp_path / 'old.env'
    file.write_text(f'FPL_LOGIN={Fernet(key).encrypt(b"old@example.com").decode()}\nFPL_PASSWORD=plain\n')
    code, _, problem = run('secrets', 'import-fernet', str(file), ENCRYPTION_KEY=key.decode())
    assert code == 1 and 'FPL_PASSWORD cannot be opened' in problem
    assert not any(one.is_set for one in read(secrets.list_secrets, ANN))


@pytest.mark.parametrize('deed', ['import', 'import-fernet'])
def test_a_file_that_cannot_be_read_is_named(run, deed, tmp_path):  # noqa: F811
    code, _, problem = run('secrets', deed, str(tmp_path / 'gone'), typed=f'{PHRASE}\n')
    assert code == 1 and 'gone cannot be read: No such file' in problem


def test_an_import_of_what_nothing_here_asks_for_is_refused_whole(run, tmp_path):  # noqa: F811
    key = Fernet.generate_key()
    file = tmp_path / 'old.env'
    file.write_text('\n'.join(f'{name}={Fernet(key).encrypt(b"some value").decode()}'
                              for name in ('FPL_LOGIN', 'MONGO_URL')))
    code, _, problem = run('secrets', 'import-fernet', str(file), ENCRYPTION_KEY=key.decode())
    assert code == 1 and problem.startswith('MONGO_URL: No command here asks for')
    assert not any(one.is_set for one in read(secrets.list_secrets, ANN))


def test_a_deed_has_to_be_named(run, capsys):  # noqa: F811
    for arguments in (['secrets'], ['secrets', 'reveal', 'FPL_PASSWORD'], ['secrets', 'retire'], ['secrets', 'export']):
        with pytest.raises(SystemExit) as ended:
            run(*arguments)
        assert ended.value.code == 2 and 'usage' in capsys.readouterr().err


@pytest.mark.parametrize('deed', [['status'], ['rotate-master'], ['retire', 'k1'], ['export', 'x'], ['import', 'x']])
def test_in_production_no_deed_does_without_a_key(run, deed, monkeypatch):  # noqa: F811
    monkeypatch.delenv('MASTER_KEYS')
    code, _, told = run('secrets', *deed, ENVIRONMENT='production')
    assert code == 78 and 'MASTER_KEYS is required' in told
