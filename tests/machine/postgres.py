"""A PostgreSQL server of our own for the tests, in a temporary folder, reachable through a socket file only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ('/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt')


def binaries() -> Path | None:
    """Where initdb and postgres are, if they are on this machine."""
    if found := shutil.which('initdb'):
        return Path(found).resolve().parent
    candidates = [path.parent for place in PLACES for path in sorted(Path(place).glob('*/bin/initdb'))]
    return candidates[-1] if candidates else None


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """The address of an empty server; fast and forgetful, as befits a test."""
    folder = Path(tempfile.mkdtemp(prefix='roundtable-pg-'))
    owner = _owner()
    if owner:
        shutil.chown(folder, owner)
    _run(owner, bin_folder / 'initdb', '-D', folder / 'data', '-U', 'roundtable', '-A', 'trust', '-E', 'UTF8',
         '--no-sync')
    options = f'-k {folder} -h "" -c fsync=off -c synchronous_commit=off -c full_page_writes=off'
    control = (bin_folder / 'pg_ctl', '-D', folder / 'data', '-w', '-s')
    _run(owner, *control, '-o', options, '-l', folder / 'log', 'start')
    try:
        yield f'postgresql+psycopg://roundtable@/postgres?host={folder}'
    finally:
        _run(owner, *control, '-m', 'immediate', 'stop')
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> str | None:
    """PostgreSQL does not run as root."""
    return 'postgres' if os.geteuid() == 0 else None


def _run(owner: str | None, *command: object) -> None:
    subprocess.run([str(word) for word in command], user=owner, check=True, stdout=subprocess.DEVNULL, cwd='/')
