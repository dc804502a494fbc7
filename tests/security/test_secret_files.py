"""Files of secrets: sealed with a passphrase, or of the scheme before; whatever is wrong with them is refused whole."""

import json

import pytest
from cryptography.fernet import Fernet

from app.errors import Rejected
from app.security import fernet_file, passphrase

PHRASE = 'a long and quiet passphrase'
VALUES = (('FPL_LOGIN', 'fantasy@example.com'), ('FPL_PASSWORD', 'Größe "quoted"\nsecond line'))
KEY = Fernet.generate_key().decode()


def token(value):
    return Fernet(KEY).encrypt(value.encode()).decode()


@pytest.fixture(scope='module')
def locked():
    return passphrase.locked(VALUES, PHRASE)


def test_what_was_locked_opens_with_the_passphrase_only(locked):
    assert passphrase.unlocked(locked, PHRASE) == VALUES
    for other in ('', PHRASE.upper(), f'{PHRASE} '):
        with pytest.raises(Rejected, match='does not open the file'):
            passphrase.unlocked(locked, other)


def test_the_file_shows_neither_names_nor_values(locked):
    for name, value in VALUES:
        assert name not in locked and value not in locked


@pytest.mark.parametrize('change', [
    {'passes': 4}, {'salt': 'AAAAAAAAAAAAAAAAAAAAAA=='}, {'nonce': 'AAAAAAAAAAAAAAAA'}, {'ct': 'AAAA'}, {'ct': ''},
    {'nonce': ''}, {'extra': 1}])
def test_a_file_that_was_changed_is_refused(locked, change):
    with pytest.raises(Rejected):
        passphrase.unlocked(json.dumps(json.loads(locked) | change), PHRASE)


@pytest.mark.parametrize('change', [
    {'kind': 'other'}, {'v': 2}, {'kdf': 'none'}, {'memory_kib': 10**9}, {'memory_kib': 0}, {'passes': '3'},
    {'lanes': 10**6}, {'salt': None}, {'ct': 7}])
def test_a_file_that_asks_for_too_much_or_is_another_is_refused_before_any_work(locked, change):
    with pytest.raises(Rejected, match='no file of exported secrets'):
        passphrase.unlocked(json.dumps(json.loads(locked) | change), PHRASE)


@pytest.mark.parametrize('text', ['', 'x', '[]', 'null', '{}', '{"kind": "roundtable secrets"}'])
def test_what_is_no_such_file_is_refused(text):
    with pytest.raises(Rejected, match='no file of exported secrets'):
        passphrase.unlocked(text, PHRASE)


def test_a_short_passphrase_is_refused():
    with pytest.raises(Rejected, match='12 characters'):
        passphrase.locked(VALUES, 'eleven char')


def test_tokens_of_the_former_scheme_are_read_from_lines_and_from_json():
    tokens = {name: token(value) for name, value in VALUES}
    lines = '# kept since 2024\n\n' + '\n'.join(f'{name} = "{text}"' for name, text in tokens.items())
    rows = json.dumps([{'key': name, 'value': text} for name, text in tokens.items()])
    for content in (lines, json.dumps(tokens), rows):
        assert fernet_file.read_tokens(content, KEY) == VALUES


def test_a_token_of_another_key_is_named_and_its_content_is_not():
    content = f'FPL_LOGIN={token("x")}\nFPL_PASSWORD={Fernet(Fernet.generate_key()).encrypt(b"y").decode()}'
    with pytest.raises(Rejected) as caught:
        fernet_file.read_tokens(content, KEY)
    assert str(caught.value) == 'FPL_PASSWORD cannot be opened with ENCRYPTION_KEY. Nothing was imported.'


@pytest.mark.parametrize('content', ['FPL_LOGIN=plain text', json.dumps({'FPL_LOGIN': 'plain text'}),
                                     f'FPL_LOGIN={token("x")[:-9]}'], ids=['line', 'json', 'cut'])
def test_a_value_that_was_never_a_token_is_refused_and_not_taken_as_it_is(content):
    with pytest.raises(Rejected, match='FPL_LOGIN cannot be opened'):
        fernet_file.read_tokens(content, KEY)


@pytest.mark.parametrize('key', ['', 'short', 44 * 'x', 'ü'])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(Rejected, match='ENCRYPTION_KEY must be'):
        fernet_file.read_tokens('A=b', key)


@pytest.mark.parametrize('content', ['', '# nothing', '{}', '[]', 'no sign', '=x', 'A=', '{"A": 1}', '[1]', '{broken',
                                     'A=b\nA=c', '[{"key": "A"}]'])
def test_a_file_without_entries_is_refused(content):
    with pytest.raises(Rejected):
        fernet_file.read_tokens(content, KEY)
