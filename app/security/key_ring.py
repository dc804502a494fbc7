"""The master keys of the vault: given by the operator, or made once where a missing one is forgivable."""

import base64
import binascii
import logging
import os
import re
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.security.vault import KEY
from app.settings import Misconfigured, Settings

NAME = re.compile(r'[A-Za-z0-9][A-Za-z0-9._-]{0,39}')
HINT = 'must be a line such as name:key, the key being the base64 of 32 bytes'

MADE_HERE = 'a file that was made here'

log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class KeyRing:
    """Keys by name, the present one first, and where they come from in words."""
    keys: tuple[tuple[str, bytes], ...]
    source: str

    def __repr__(self) -> str:
        return f'KeyRing({", ".join(name for name, _ in self.keys)}; {self.source})'


def key_ring(settings: Settings, *, may_make: bool = True) -> KeyRing:
    """Raises Misconfigured with everything that is wrong with the keys, without showing any."""
    if file := settings.master_keys_file:
        return KeyRing(_read(file, 'MASTER_KEYS_FILE'), 'the file that MASTER_KEYS_FILE names')
    if settings.master_keys:
        return KeyRing(parsed(settings.master_keys, 'MASTER_KEYS'), 'the environment')
    if settings.is_production:
        raise Misconfigured('MASTER_KEYS is required with ENVIRONMENT=production')
    path = own_keys(settings)
    if not path.exists():
        if not may_make:
            raise Misconfigured(f'{path} is gone: put it back before the next start, or all secrets are lost')
        _make(path)
    return KeyRing(_read(path, str(path)), MADE_HERE)


def own_keys(settings: Settings) -> Path:
    """Where the key is kept that was made here."""
    return settings.data_dir / 'keys' / 'master_keys'


def parsed(text: str, origin: str) -> tuple[tuple[str, bytes], ...]:
    """The keys of a text; where lines are awkward, commas part them, too."""
    lines = [line for line in re.split(r'[\s,]+', text) if line]
    if not lines:
        raise Misconfigured(f'{origin} holds no key; it {HINT}')
    mistakes: list[str] = []
    keys = [key for number, line in enumerate(lines, 1) if (key := _key(line, f'{origin}, key {number}', mistakes))]
    mistakes += [f'{origin} names the key “{name}” twice' for name in _twice(name for name, _ in keys)]
    mistakes += [f'{origin} has the same key as {" and ".join(f"“{name}”" for name, key in keys if key == double)}'
                 for double in _twice(dict(keys).values())]
    if mistakes:
        raise Misconfigured('\n'.join(mistakes))
    return tuple(keys)


def _key(line: str, origin: str, mistakes: list[str]) -> tuple[str, bytes] | None:
    """Only what is certainly a name is repeated: a line without one may be nothing but a key."""
    name, colon, text = line.partition(':')
    if not colon or not NAME.fullmatch(name):
        mistakes.append(f'{origin} {HINT}')
        return None
    try:
        key = base64.b64decode(text.replace('-', '+').replace('_', '/'), validate=True)
    except binascii.Error:
        mistakes.append(f'{origin}, “{name}”, is not base64')
        return None
    if len(key) != KEY or len(set(key)) < 4:
        mistakes.append(f'{origin}, “{name}”, has {len(key)} bytes, it needs {KEY}' if len(key) != KEY else
                        f'{origin}, “{name}”, is no random key')
        return None
    return name, key


def _twice(values: Iterable[object]) -> list[object]:
    seen = list(values)
    return list(dict.fromkeys(value for value in seen if seen.count(value) > 1))


def _read(path: Path, origin: str) -> tuple[tuple[str, bytes], ...]:
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding='ascii')
    except OSError as error:
        raise Misconfigured(f'{origin} cannot be read: {error.strerror}') from None
    except UnicodeDecodeError:
        raise Misconfigured(f'{origin} {HINT}') from None
    if stat.S_IMODE(mode) & ~(stat.S_IRUSR | stat.S_IWUSR):
        raise Misconfigured(f'{origin} can be read by others: chmod 600 {path}')
    return parsed(text, origin)


def _make(path: Path) -> None:
    """Complete or not at all: what a process that is killed leaves behind must not look like a key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f'{path.name}.{secrets.token_hex(4)}')
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'w') as file:
        file.write(f'own-{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(KEY)).decode()}\n')
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # another process may have been faster: then its key it is
    except FileExistsError:
        log.info('Another process has just made %s.', path)
        return
    except OSError:  # not every file system knows links
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    log.warning('MASTER_KEYS is not set: made a key for secrets in %s. Without it they are lost: keep it safe, and '
                'apart from your backups.', path)
