"""The secret key: given by the operator, or made once where a missing one is forgivable."""

import stat

import pytest

from app.security.keys import derived, secret_keys
from app.settings import Misconfigured, load


def keys(tmp_path, **environment):
    return secret_keys(load({'DATA_DIR': str(tmp_path), **environment}))


@pytest.fixture
def file(tmp_path):
    """The key that is made at the first start."""
    keys(tmp_path)
    return tmp_path / 'keys' / 'secret_key'


def test_the_given_keys_are_taken_the_present_one_first(tmp_path):
    assert keys(tmp_path, SECRET_KEY=f'{32 * "a"}, {32 * "b"}') == (32 * b'a', 32 * b'b')
    assert not (tmp_path / 'keys').exists()


def test_a_missing_key_is_made_once_and_for_ones_own_eyes_only(tmp_path, file):
    made = file.read_bytes()
    assert len(made) == 64 and keys(tmp_path) == keys(tmp_path) == (made,)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_made_key_is_not_printed(tmp_path, caplog):
    [key] = keys(tmp_path)
    assert 'made one in' in caplog.text and key.decode() not in caplog.text


def test_no_two_installations_have_the_same_key(tmp_path):
    assert keys(tmp_path / 'one') != keys(tmp_path / 'two')


@pytest.mark.parametrize('mode', [0o644, 0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused(tmp_path, file, mode):
    file.chmod(mode)
    with pytest.raises(Misconfigured, match='can be read by others'):
        keys(tmp_path)


@pytest.mark.parametrize('content', ['', '\n', 'short'])
def test_a_key_that_was_lost_is_not_replaced_by_none(tmp_path, file, content):
    file.write_text(content)
    with pytest.raises(Misconfigured, match='restore it from your backups'):
        keys(tmp_path)


def test_in_production_a_missing_key_is_no_small_matter(tmp_path):
    with pytest.raises(Misconfigured, match='SECRET_KEY is required'):
        keys(tmp_path, ENVIRONMENT='production')
    assert not (tmp_path / 'keys').exists()


def test_each_purpose_has_a_key_of_its_own():
    keys = {derived(key, purpose) for key in (32 * b'a', 32 * b'b') for purpose in ('seals', 'requests')}
    assert len(keys) == 4 and 32 * b'a' not in keys
    assert derived(32 * b'a', 'seals') == derived(32 * b'a', 'seals')
