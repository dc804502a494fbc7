"""A SQLite database belongs to one process: a locked file beside it says whose it is."""

import fcntl
import json
import logging
import os
import socket
from pathlib import Path
from typing import TextIO

from app.settings import Misconfigured

REMOTE = ('nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'sshfs', 'fuse.sshfs', '9p')

log = logging.getLogger(__name__)

_held: dict[Path, TextIO] = {}  # the lock lasts as long as the file is open


def claim(database: Path, version: str) -> None:
    """Raises Misconfigured while another process serves from this database."""
    path = database.with_name(f'{database.name}.lock')
    file = _held.get(path) or path.open('a+')
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Misconfigured(f'Another process already serves from {database}: {_owner(path)}. '
                            'Stop it first, or use PostgreSQL for several processes.') from error
    file.truncate(0)
    file.write(json.dumps({'host': socket.gethostname(), 'pid': os.getpid(), 'version': version}))
    file.flush()
    _held[path] = file
    _warn_if_remote(database)


def _owner(path: Path) -> str:
    try:
        owner = json.loads(path.read_text() or '{}')
    except ValueError:  # in the middle of being written
        owner = {}
    version = f', Roundtable {owner["version"]}' if 'version' in owner else ''
    return f'process {owner.get("pid", "?")} on {owner.get("host", "?")}{version}'


def _warn_if_remote(database: Path) -> None:
    """SQLite's locks cannot be relied on across a network."""
    mounts = Path('/proc/mounts')
    if not mounts.exists():
        return
    entries = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    own = max(((place, kind) for place, kind in entries if database.resolve().is_relative_to(place)),
              key=lambda entry: len(entry[0]), default=('', ''))
    if own[1] in REMOTE:
        log.warning('%s lies on a network file system (%s), where SQLite can lose data.', database, own[1])
