"""The secret key of this installation: given by the operator, or made once where a missing one is forgivable."""

import logging
import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.settings import Misconfigured, Settings

SHORTEST = 32
SEALS, REQUESTS = 'audit seals', 'request secrets'

log = logging.getLogger(__name__)


def derived(key: bytes, purpose: str) -> bytes:
    """A key for one purpose: who learns it knows nothing about the others, nor about the secret key."""
    return HKDF(hashes.SHA256(), 32, None, f'roundtable {purpose}'.encode()).derive(key)


def secret_keys(settings: Settings) -> tuple[bytes, ...]:
    """The present key first, then former ones that old records still need."""
    if settings.secret_key:
        return tuple(key.strip().encode() for key in settings.secret_key.split(','))
    if settings.is_production:
        raise Misconfigured('SECRET_KEY is required with ENVIRONMENT=production')
    return (_kept_or_made(own_key(settings)),)


def own_key(settings: Settings) -> Path:
    """Where the key is kept that was made here."""
    return settings.data_dir / 'keys' / 'secret_key'


def _kept_or_made(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'w') as file:
            file.write(secrets.token_hex(32))
        log.warning('SECRET_KEY is not set: made one in %s. Keep it with your backups.', path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Misconfigured(f'{path} can be read by others: chmod 600 {path}')
    key = path.read_bytes().strip()
    if len(key) < SHORTEST:
        raise Misconfigured(f'{path} holds no key of {SHORTEST} characters: restore it from your backups')
    return key
