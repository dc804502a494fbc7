"""Writing a backup while everybody works on: the database is read as it was at one moment."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from app.backup import tables
from app.backup.archive import PIECE, UNFINISHED, BackupRefused, Manifest, Writer
from app.backup.stored import Folders
from app.domain.ops.backups import NAME, file_name
from app.work import READING

SNAPSHOT, TRIAL = '.snapshot-', '.try-out-'  # folders that are there for a while only

Told = Callable[[float, float, str], None]  # done, of how many, with what


@dataclass(frozen=True)
class Made:
    path: Path
    size: int
    sha256: str
    manifest: Manifest


@dataclass(frozen=True)
class Order:
    """What to write, and where."""
    folder: Path
    folders: Folders
    version: str
    run_id: int
    at: datetime


def make(engine: Engine, order: Order, told: Told) -> Made:
    """Raises BackupRefused with what is in the way; whatever happens, no half file bears the name of a backup."""
    try:
        order.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _clear_away(order.folder)
        path = _free(order.folder, order.at)
        with snapshot(engine, order.folder) as connection, Writer(path) as writer:
            manifest = _write(writer, connection, order, engine.dialect.name, told)
        return Made(path, path.stat().st_size, file_hash(path), manifest)
    except (OSError, sqlite3.Error, OperationalError) as error:
        raise BackupRefused(_reason(error, order.folder)) from error


@contextmanager
def snapshot(engine: Engine, folder: Path) -> Iterator[Connection]:
    """One moment: of PostgreSQL a transaction, of SQLite a copy by its own means, which nobody has to wait for."""
    if engine.dialect.name == 'postgresql':
        with engine.execution_options(**READING).connect() as connection:
            yield connection
        return
    with TemporaryDirectory(dir=folder, prefix=SNAPSHOT) as scratch:
        copy = Path(scratch) / 'snapshot.db'
        with closing(sqlite3.connect(str(engine.url.database))) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        copied = create_engine(f'sqlite:///{copy}')
        try:
            with copied.connect() as connection:
                yield connection
        finally:
            copied.dispose()


def file_hash(path: Path) -> str:
    seal = sha256()
    with path.open('rb') as file:
        for piece in iter(lambda: file.read(PIECE), b''):
            seal.update(piece)
    return seal.hexdigest()


def _clear_away(folder: Path) -> None:
    """What a process has left that was killed; one at a time works here."""
    for left in folder.glob(f'*{UNFINISHED}'):
        left.unlink(missing_ok=True)
    for scratch in (*folder.glob(f'{SNAPSHOT}*'), *folder.glob(f'{TRIAL}*')):
        shutil.rmtree(scratch, ignore_errors=True)


def _write(writer: Writer, connection: Connection, order: Order, database: str, told: Told) -> Manifest:
    found = tables.tables_of(connection)
    stored = _stored(connection, order.folders)
    for done, (name, table) in enumerate(found.items()):
        told(done, len(found) + len(stored), name)
        writer.add(f'tables/{name}.jsonl', tables.lines(connection, table), is_table=True)
    missing = []
    for done, (seal, path) in enumerate(stored):
        told(len(found) + done, len(found) + len(stored), 'stored files')
        try:
            member = writer.add(f'files/{seal}', _pieces(path), is_table=False)
        except FileNotFoundError:
            missing.append(str(path))
            continue
        if member.sha256 != seal:
            missing.append(str(path))
    schema = connection.execute(text('SELECT version_num FROM alembic_version')).scalar_one()
    return writer.describe(order.version, schema, database, order.run_id, missing, order.at)


def _stored(connection: Connection, folders: Folders) -> Sequence[tuple[str, Path]]:
    """Hash and place of every file that belongs to a run; backups are not put into backups."""
    rows = connection.execute(text("SELECT sha256, path, kind FROM opsfile WHERE kind <> 'backup' "
                                   'ORDER BY sha256, id'))
    return list({row.sha256: folders.of(row.kind) / row.path for row in rows}.items())


def _pieces(path: Path) -> Iterator[bytes]:
    file = path.open('rb')  # before the member is begun, where it is missing

    def pieces() -> Iterator[bytes]:
        with file:
            yield from iter(lambda: file.read(PIECE), b'')
    return pieces()


def _free(folder: Path, at: datetime) -> Path:
    names = (file_name(at, number) for number in range(1, 1000))
    return next(folder / name for name in names if not (folder / name).exists() and NAME.fullmatch(name))


def _reason(error: Exception, folder: Path) -> str:
    number = error.errno if isinstance(error, OSError) else None
    said = str(getattr(error, 'orig', error))
    if number == errno.ENOSPC or 'disk is full' in said:
        return f'The disk of {folder} is full: nothing was written. Make room, then run it again.'
    if number in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f'{folder} cannot be written to ({os.strerror(number)}). Set BACKUP_DIR to a folder that can be.'
    return f'The backup could not be written: {said}'
