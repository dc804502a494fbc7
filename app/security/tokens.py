"""Random capabilities: cookies, codes and API tokens. Only their SHA-256 is ever stored."""

import base64
import hashlib
import hmac
import re
import secrets
import zlib
from dataclasses import dataclass

ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
TOKEN = re.compile(r'rt_(?P<id>[0-9A-Za-z]{10})_(?P<secret>[0-9A-Za-z]{43})(?P<check>[0-9A-Za-z]{6})')


@dataclass(frozen=True)
class NewToken:
    """`text` is shown once, `hash` is kept."""
    id: str
    text: str
    hash: str


def new_secret() -> str:
    """256 random bits, fit for a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_token(seed: str = '') -> NewToken:
    """`rt_<id>_<secret><checksum>`: the prefix lets scanners find leaks, the checksum spares them false alarms.

    The same secret seed gives the same token.
    """
    source = hashlib.sha512((seed or new_secret()).encode()).digest()
    identifier, secret = _base62(int.from_bytes(source[:32]), 10), _base62(int.from_bytes(source[32:]), 43)
    text = f'rt_{identifier}_{secret}{_checksum(secret)}'
    return NewToken(identifier, text, digest(text))


def token_id(text: str) -> str | None:
    """The public part of a well-formed token."""
    match = TOKEN.fullmatch(text)
    return match['id'] if match and hmac.compare_digest(match['check'], _checksum(match['secret'])) else None


def new_setup_code() -> str:
    """125 bits in five groups that can be read from a log and typed."""
    text = base64.b32encode(secrets.token_bytes(16)).decode()[:25]
    return '-'.join(text[index:index + 5] for index in range(0, 25, 5))


def normal_setup_code(text: str) -> str:
    """As typed, whatever the spaces and the case."""
    return re.sub(r'[^A-Z2-7]', '', text.upper())


def _checksum(secret: str) -> str:
    return _base62(zlib.crc32(secret.encode()), 6)


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, 62)
        digits.append(ALPHABET[rest])
    return ''.join(reversed(digits))
