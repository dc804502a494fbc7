"""Secrets at rest: each value has a key of its own, which a master key wraps; both are bound to where they belong.

AES-256-GCM throughout. A record that was copied to another row, cut, or sealed with a key that is not here is an
error: there is no way in which the stored text itself becomes a value.
"""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import AppError
from app.security.keys import derived

KEY, NONCE, TAG = 32, 12, 16  # bytes
VERSION, ALGORITHM = 1, 'A256GCM'

Ring = Sequence[tuple[str, bytes]]  # name and key, the present one first


class Unreadable(AppError):
    """A sealed value cannot be opened here; the text says why and never what was sealed."""
    code = 'vault.unreadable'


@dataclass(frozen=True)
class Place:
    """Where a value belongs: in any other row it cannot be opened."""
    scope: str
    secret_id: int
    name: str
    version: int

    def of_value(self) -> bytes:
        return f'secret|v1|{self.scope}|{self.secret_id}|{self.name}|{self.version}'.encode()

    def of_key(self, kid: str) -> bytes:
        return f'{kid}|{self.secret_id}'.encode()


@dataclass(frozen=True)
class Sealed:
    kid: str
    record: str  # JSON


def seal(ring: Ring, place: Place, value: bytes) -> Sealed:
    """Encrypt with a new key, and wrap that with the present master key."""
    kid, key, data_key = *_present(ring), secrets.token_bytes(KEY)
    nonce, text = _encrypted(data_key, value, place.of_value())
    return Sealed(kid, json.dumps({
        'v': VERSION, 'alg': ALGORITHM, 'kid': kid, 'wrapped_dek': _text(_wrapped(kid, key, place, data_key)),
        'nonce': _text(nonce), 'ct': _text(text[:-TAG]), 'tag': _text(text[-TAG:])}))


def opened(ring: Ring, place: Place, record: str) -> bytes:
    """The value. Raises Unreadable for anything that is not exactly what was sealed for this place."""
    parts = _parts(record, place)
    data_key = _unwrapped(ring, place, parts)
    return _decrypted(data_key, _bytes(parts, 'nonce', place), _bytes(parts, 'ct', place) + _bytes(parts, 'tag', place),
                      place.of_value(), place)


def rewrapped(ring: Ring, place: Place, record: str) -> Sealed:
    """The same value under the present master key, proved to open with that key alone; the value is not encrypted
    anew.
    """
    parts = _parts(record, place)
    kid, key = _present(ring)
    wrapped = _wrapped(kid, key, place, _unwrapped(ring, place, parts))
    sealed = Sealed(kid, json.dumps(parts | {'kid': kid, 'wrapped_dek': _text(wrapped)}))
    opened(((kid, key),), place, sealed.record)
    return sealed


def check_value(kid: str, key: bytes) -> str:
    """Tells two keys of the same name apart, and says nothing about either."""
    return derived(key, f'check of master key {kid}').hex()


def _present(ring: Ring) -> tuple[str, bytes]:
    if not ring:
        raise Unreadable('There is no key to seal secrets with.', 'vault.no_key')
    return ring[0]


def _wrapped(kid: str, key: bytes, place: Place, data_key: bytes) -> bytes:
    nonce, text = _encrypted(key, data_key, place.of_key(kid))
    return nonce + text


def _unwrapped(ring: Ring, place: Place, parts: dict[str, object]) -> bytes:
    kid, wrapped = str(parts['kid']), _bytes(parts, 'wrapped_dek', place)
    key = dict(ring).get(kid)
    if key is None:
        raise Unreadable(f'{place.name} is sealed with the key “{kid}”, which is not in MASTER_KEYS.', 'vault.no_key')
    return _decrypted(key, wrapped[:NONCE], wrapped[NONCE:], place.of_key(kid), place)


def _encrypted(key: bytes, value: bytes, belongs: bytes) -> tuple[bytes, bytes]:
    nonce = os.urandom(NONCE)
    return nonce, AESGCM(key).encrypt(nonce, value, belongs)


def _decrypted(key: bytes, nonce: bytes, text: bytes, belongs: bytes, place: Place) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, text, belongs)
    except (InvalidTag, ValueError):  # a nonce or key of the wrong length is a ValueError
        raise _damaged(place) from None


def _parts(record: str, place: Place) -> dict[str, object]:
    try:
        parts = json.loads(record)
    except ValueError:
        raise _damaged(place) from None
    if not isinstance(parts, dict) or (parts.get('v'), parts.get('alg')) != (VERSION, ALGORITHM) or 'kid' not in parts:
        raise _damaged(place)
    return parts


def _bytes(parts: dict[str, object], name: str, place: Place) -> bytes:
    try:
        return base64.b64decode(str(parts[name]), validate=True)
    except (KeyError, binascii.Error):
        raise _damaged(place) from None


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _damaged(place: Place) -> Unreadable:
    return Unreadable(f'{place.name} cannot be opened: what is stored is not what was sealed here. Set it again.')
