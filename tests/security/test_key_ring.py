"""Master keys: given by the operator, or made once; whatever is wrong with them is named, and no key is shown."""

import base64
import stat

import pytest

from app.security.key_ring import key_ring
from app.settings import Misconfigured, load

ONE, TWO = bytes(range(32)), bytes(range(32, 64))


def line(name, key=ONE):
    return f'{name}:{base64.b64encode(key).decode()}'


def ring(tmp_path, **environment):
    return key_ring(load({'DATA_DIR': str(tmp_path), **environment}))


def refusal(tmp_path, **environment):
    with pytest.raises(Misconfigured) as caught:
        ring(tmp_path, **environment)
    told = str(caught.value)
    for key in (ONE, TWO, ONE[:16]):
        assert base64.b64encode(key).decode().rstrip('=') not in told
    return told


@pytest.fixture
def made(tmp_path):
    """The key that is made at the first start."""
    ring(tmp_path)
    return tmp_path / 'keys' / 'master_keys'


@pytest.fixture
def given(tmp_path):
    """A file an operator gives."""
    path = tmp_path / 'given'
    path.write_text(f'{line("k2", TWO)}\n{line("k1")}\n')
    path.chmod(0o400)
    return path


@pytest.mark.parametrize('between', ['\n', ',', ' ', '\n\n  ', '\r\n'])
def test_the_first_key_is_the_present_one(tmp_path, between):
    found = ring(tmp_path, MASTER_KEYS=f'{line("k2", TWO)}{between}{line("k1")}')
    assert found.keys == (('k2', TWO), ('k1', ONE))
    assert found.source == 'the environment' and not (tmp_path / 'keys').exists()


def test_keys_in_the_alphabet_of_addresses_are_understood(tmp_path):
    key = bytes([251, 255, 254, *range(29)])
    assert ring(tmp_path, MASTER_KEYS=f'k:{base64.urlsafe_b64encode(key).decode()}').keys == (('k', key),)


@pytest.mark.parametrize('mode', [0o400, 0o600])
def test_a_file_may_hold_them(tmp_path, given, mode):
    given.chmod(mode)
    found = ring(tmp_path, MASTER_KEYS_FILE=str(given))
    assert found.keys == (('k2', TWO), ('k1', ONE)) and 'MASTER_KEYS_FILE' in found.source


@pytest.mark.parametrize('mode', [0o440, 0o444, 0o644, 0o640, 0o604, 0o601, 0o700])
def test_a_file_that_others_can_read_is_refused(tmp_path, given, mode):
    given.chmod(mode)
    assert refusal(tmp_path, MASTER_KEYS_FILE=str(given)) == (
        f'MASTER_KEYS_FILE can be read by others: chmod 600 {given}')


@pytest.mark.parametrize('content', [b'', b'\n', b'\xff\xfe'])
def test_a_file_without_keys_is_refused_and_not_replaced_by_a_key_made_here(tmp_path, given, content):
    given.chmod(0o600)
    given.write_bytes(content)
    assert 'MASTER_KEYS_FILE' in refusal(tmp_path, MASTER_KEYS_FILE=str(given))
    assert not (tmp_path / 'keys').exists()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert 'No such file' in refusal(tmp_path, MASTER_KEYS_FILE=str(tmp_path / 'gone'))


@pytest.mark.parametrize(('text', 'says'), [
    (line('k1', ONE[:16]), '“k1”, has 16 bytes, it needs 32'), (line('k1', ONE + TWO), 'has 64 bytes'),
    (line('k1', 32 * b'm'), 'is no random key'), ('k1:', 'has 0 bytes'), ('k1:not*base64', '“k1”, is not base64'),
    (base64.b64encode(ONE).decode(), 'key 1 must be a line'), (f':{line("k1")}', 'key 1 must be a line'),
    (f'{line("k1")},{line("k1", TWO)}', 'names the key “k1” twice'),
    (f'{line("k1")},{line("k2")}', 'the same key as “k1” and “k2”'), (',', 'holds no key'),
    (f'{line("k1")},{line("k2", TWO[:8])}', 'key 2, “k2”, has 8 bytes'),
])
def test_keys_that_are_none_are_named(tmp_path, text, says):
    assert says in refusal(tmp_path, MASTER_KEYS=text)


def test_everything_that_is_wrong_is_reported_at_once(tmp_path):
    told = refusal(tmp_path, MASTER_KEYS=f'{line("k1", ONE[:16])},{line("k2")},{line("k2", TWO)},nothing')
    assert len(told.splitlines()) == 3


def test_a_missing_key_is_made_once_and_for_ones_own_eyes_only(tmp_path, made):
    content = made.read_bytes()
    found = ring(tmp_path)
    assert len(found.keys) == 1 and len(found.keys[0][1]) == 32 and found.source == 'a file that was made here'
    assert ring(tmp_path) == found and made.read_bytes() == content
    assert stat.S_IMODE(made.stat().st_mode) == 0o600 and stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert [file.name for file in made.parent.iterdir()] == ['master_keys']


def test_a_made_key_is_not_printed(tmp_path, caplog):
    [(_, key)] = ring(tmp_path).keys
    assert 'made a key for secrets in' in caplog.text and base64.b64encode(key).decode() not in caplog.text


def test_a_file_system_without_links_gets_its_key_too(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError
    monkeypatch.setattr('os.link', refuse)
    assert ring(tmp_path) == ring(tmp_path)
    assert [file.name for file in (tmp_path / 'keys').iterdir()] == ['master_keys']


def test_of_two_processes_that_start_at_once_one_makes_the_key(tmp_path, monkeypatch):
    def too_late(*_):
        (tmp_path / 'keys' / 'master_keys').write_text(line('theirs'))
        (tmp_path / 'keys' / 'master_keys').chmod(0o600)
        raise FileExistsError
    monkeypatch.setattr('os.link', too_late)
    assert ring(tmp_path).keys == (('theirs', ONE),)
    assert [file.name for file in (tmp_path / 'keys').iterdir()] == ['master_keys']


def test_no_two_installations_have_the_same_key(tmp_path):
    assert ring(tmp_path / 'one').keys != ring(tmp_path / 'two').keys


def test_a_made_key_that_others_can_read_is_refused(tmp_path, made):
    made.chmod(0o644)
    assert 'can be read by others' in refusal(tmp_path)


@pytest.mark.parametrize('content', ['', 'short', 'own-1:c2hvcnQ='])
def test_a_made_key_that_was_damaged_is_not_replaced(tmp_path, made, content):
    made.write_text(content)
    assert str(made) in refusal(tmp_path)


def test_in_production_a_missing_key_is_no_small_matter(tmp_path):
    assert refusal(tmp_path, ENVIRONMENT='production') == 'MASTER_KEYS is required with ENVIRONMENT=production'
    assert not (tmp_path / 'keys').exists()


def test_a_key_ring_does_not_show_its_keys(tmp_path):
    assert repr(ring(tmp_path, MASTER_KEYS=line('k1'))) == 'KeyRing(k1; the environment)'
