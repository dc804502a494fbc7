"""Values of the scheme before the vault: Fernet tokens by name, to be sealed anew."""

import json

from cryptography.fernet import Fernet, InvalidToken

from app.errors import Rejected
from app.security.passphrase import Values


def read_tokens(text: str, key: str) -> Values:
    """Names and values of `NAME=token` lines or JSON; raises Rejected naming the entry that this key does not open."""
    try:
        fernet = Fernet(key)
    except ValueError:
        raise Rejected('ENCRYPTION_KEY must be the Fernet key of the old installation.', 'vault.fernet_key') from None
    tokens = _json(text) if text.lstrip()[:1] in ('{', '[') else _lines(text)
    if not tokens:
        raise Rejected('There is no entry in this file.', 'vault.file', 'file')
    if len({name for name, _ in tokens}) < len(tokens):
        raise Rejected('A name stands twice in this file.', 'vault.file', 'file')
    return tuple((name, _opened(fernet, name, token)) for name, token in tokens)


def _opened(fernet: Fernet, name: str, token: str) -> str:
    try:
        return fernet.decrypt(token).decode()
    except (InvalidToken, UnicodeDecodeError):
        raise Rejected(f'{name[:80]} cannot be opened with ENCRYPTION_KEY. Nothing was imported.', 'vault.fernet_key',
                       'file') from None


def _json(text: str) -> Values:
    """An object of names and tokens, or a list of objects with `key` and `value`."""
    try:
        found = json.loads(text)
        pairs = found.items() if isinstance(found, dict) else [(entry['key'], entry['value']) for entry in found]
        return tuple((_text(name), _text(token)) for name, token in pairs)
    except (ValueError, KeyError, TypeError):
        raise Rejected('This is neither an object of names and tokens nor a list of keys and values.', 'vault.file',
                       'file') from None


def _lines(text: str) -> Values:
    lines = [line.strip() for line in text.splitlines()]
    pairs = [line.partition('=') for line in lines if line and not line.startswith('#')]
    for number, (name, equals, token) in enumerate(pairs, 1):
        if not (name and equals and token):
            raise Rejected(f'Entry {number} is not NAME=token.', 'vault.file', 'file')
    return tuple((name.strip(), token.strip().strip('"\'')) for name, _, token in pairs)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
