"""Files of secrets that a passphrase opens: Argon2id makes the key, AES-256-GCM seals, and the head is sealed, too."""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.errors import Rejected

SHORTEST = 12  # characters of a passphrase
MEMORY_KIB, PASSES, LANES = 65_536, 3, 1
MOST_KIB, MOST_PASSES, MOST_LANES = 1_048_576, 16, 8  # of a file from elsewhere
KIND = 'roundtable secrets'

Values = tuple[tuple[str, str], ...]


def locked(values: Values, passphrase: str) -> str:
    """The values as a text that is worth nothing without the passphrase."""
    if len(passphrase) < SHORTEST:
        raise Rejected(f'A passphrase has at least {SHORTEST} characters.', 'vault.passphrase', 'passphrase')
    salt, nonce = os.urandom(16), os.urandom(12)
    head = {'kind': KIND, 'v': 1, 'kdf': 'argon2id', 'memory_kib': MEMORY_KIB, 'passes': PASSES, 'lanes': LANES,
            'salt': _text(salt), 'alg': 'A256GCM', 'nonce': _text(nonce)}
    plain = json.dumps([{'name': name, 'value': value} for name, value in values]).encode()
    sealed = AESGCM(_key(head, passphrase)).encrypt(nonce, plain, _bound(head))
    return json.dumps(head | {'ct': _text(sealed)}, indent=2) + '\n'


def unlocked(text: str, passphrase: str) -> Values:
    """Raises Rejected for another passphrase, and for a file that was changed or is none of ours."""
    head = _parts(text)
    sealed = _bytes(head, 'ct')
    try:
        plain = AESGCM(_key(head, passphrase)).decrypt(_bytes(head, 'nonce'), sealed, _bound(head))
    except (InvalidTag, ValueError):
        raise Rejected('This passphrase does not open the file, or the file was changed.', 'vault.passphrase',
                       'passphrase') from None
    return tuple((entry['name'], entry['value']) for entry in json.loads(plain))


def _parts(text: str) -> dict[str, Any]:
    try:
        head = json.loads(text)
        is_ours = head['kind'] == KIND and head['v'] == 1 and head['kdf'] == 'argon2id' and head['alg'] == 'A256GCM'
        is_bearable = all(isinstance(head[name], int) and 1 <= head[name] <= most for name, most in (
            ('memory_kib', MOST_KIB), ('passes', MOST_PASSES), ('lanes', MOST_LANES)))
    except (ValueError, KeyError, TypeError):
        is_ours = is_bearable = False
    if not (is_ours and is_bearable):
        raise Rejected('This is no file of exported secrets.', 'vault.file', 'file')
    return dict(head)


def _bytes(head: Mapping[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(head[name], validate=True)
    except (KeyError, TypeError, binascii.Error):
        raise Rejected('This is no file of exported secrets.', 'vault.file', 'file') from None


def _key(head: Mapping[str, Any], passphrase: str) -> bytes:
    argon = Argon2id(salt=_bytes(head, 'salt'), length=32, iterations=head['passes'], lanes=head['lanes'],
                     memory_cost=head['memory_kib'])
    return argon.derive(passphrase.encode(errors='surrogatepass'))


def _bound(head: Mapping[str, Any]) -> bytes:
    return json.dumps({name: head[name] for name in sorted(head) if name != 'ct'}).encode()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
