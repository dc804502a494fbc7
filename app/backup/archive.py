"""The file itself: a ZIP with a manifest that names every member with its length and its SHA-256.

It is written under another name and moved into its place when it is complete and on the disk. Read, it is believed
only as far as the manifest goes, and no further than a backup can be packed: a bomb is not unpacked.
"""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import orjson

from app.disk import settle_folder
from app.errors import AppError

FORMAT = 1
MANIFEST = 'manifest.json'
LEVEL = 3  # of packing: 60 MB/s, and 5 % larger than the smallest
PIECE = 1 << 20
MOST_MEMBERS, MOST_MANIFEST, MOST_RATIO, ALWAYS_ALLOWED = 100_000, 32_000_000, 200, 100_000_000
UNFINISHED = '.part'


class BackupRefused(AppError):
    """This file cannot be used, or could not be made."""
    code = 'backup.refused'


@dataclass(frozen=True)
class Member:
    name: str
    size: int
    sha256: str
    rows: int | None = None  # of a table


@dataclass(frozen=True)
class Manifest:
    made_at: str
    version: str  # of Roundtable
    schema: str  # chapter of the history of the tables
    database: str  # sqlite, postgresql
    run_id: int  # that made it
    missing: tuple[str, ...]  # files that were lost before
    members: tuple[Member, ...]
    format: int = FORMAT

    @property
    def tables(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.rows is not None)

    @property
    def files(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.rows is None)

    @property
    def rows(self) -> int:
        return sum(member.rows or 0 for member in self.members)


class Writer:
    """Used with `with`: what is not closed in good order leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        self.path, self.unfinished = path, path.with_name(path.name + UNFINISHED)
        self.members: list[Member] = []

    def __enter__(self) -> 'Writer':
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = os.fdopen(os.open(self.unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'wb')
        self.zip = ZipFile(self.file, 'w', ZIP_DEFLATED, compresslevel=LEVEL)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
            with suppress(OSError, ValueError):  # of a disk that is full: said already
                self.zip.close()
        finally:
            self.file.close()
            self.unfinished.unlink(missing_ok=True)

    def add(self, name: str, pieces: Iterable[bytes], *, is_table: bool) -> Member:
        seal, size, count = sha256(), 0, 0
        with self.zip.open(name, 'w', force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                seal.update(piece)
                size, count = size + len(piece), count + 1
        self.members.append(Member(name, size, seal.hexdigest(), count if is_table else None))
        return self.members[-1]

    def describe(self, version: str, schema: str, database: str, run_id: int, missing: Iterable[str],
                 made_at: datetime) -> Manifest:
        manifest = Manifest(made_at.astimezone(UTC).isoformat(), version, schema, database, run_id, tuple(missing),
                            tuple(self.members))
        self.zip.writestr(MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
        return manifest

    def _finish(self) -> None:
        self.zip.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        self.unfinished.replace(self.path)
        settle_folder(self.path.parent)


class Reader:
    """A file somebody says is a backup. Raises BackupRefused, in words for people, wherever it is not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> 'Reader':
        with _damage_named(self.path.name):
            self.zip = ZipFile(self.path)
        try:
            self.manifest = self._manifest()
            self._demand_sound()
        except BaseException:
            self.zip.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.close()

    def lines(self, member: Member) -> Iterator[bytes]:
        with _damage_named(member.name), self.zip.open(member.name) as opened:
            yield from opened

    def pieces(self, member: Member) -> Iterator[bytes]:
        with _damage_named(member.name), self.zip.open(member.name) as opened:
            yield from iter(lambda: opened.read(PIECE), b'')

    def check(self, told: Callable[[Member], None]) -> None:
        """Read everything once: each member must be what the manifest says."""
        for member in self.manifest.members:
            told(member)
            seal, size, ends = sha256(), 0, 0
            for piece in self.pieces(member):
                seal.update(piece)
                size, ends = size + len(piece), ends + piece.count(b'\n')
            if (size, seal.hexdigest()) != (member.size, member.sha256):
                raise BackupRefused(f'The backup is damaged: {member.name} is not what it was when it was made.')
            if member.rows is not None and member.rows != ends:
                raise BackupRefused(f'The backup is damaged: {member.name} has {ends} rows instead of {member.rows}.')

    def _manifest(self) -> Manifest:
        with _damage_named(self.path.name):
            if MANIFEST not in self.zip.namelist():
                raise BackupRefused(f'“{self.path.name}” is no backup of Roundtable: it has no {MANIFEST}.')
            if self.zip.getinfo(MANIFEST).file_size > MOST_MANIFEST:
                raise BackupRefused(f'“{self.path.name}” is no backup of Roundtable: its {MANIFEST} is too large.')
            with self.zip.open(MANIFEST) as opened:
                text = _read_at_most(opened, MOST_MANIFEST)
        try:
            given = orjson.loads(text)
            members = tuple(Member(**member) for member in given.pop('members'))
            manifest = Manifest(**{**given, 'missing': tuple(given['missing'])}, members=members)
        except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
            raise BackupRefused(f'The {MANIFEST} of “{self.path.name}” cannot be read.') from error
        if manifest.format != FORMAT:
            raise BackupRefused(f'“{self.path.name}” was written by another version of Roundtable '
                                f'({manifest.version}). Use that version.')
        return manifest

    def _demand_sound(self) -> None:
        """The members are exactly those that are named, and nothing in it is packed as tightly as only bombs are."""
        infos = {info.filename: info for info in self.zip.infolist()}
        named = {member.name: member.size for member in self.manifest.members}
        if len(infos) != len(self.zip.infolist()) or infos.keys() - {MANIFEST} != named.keys():
            raise BackupRefused('The backup is damaged: it does not hold exactly what its manifest names.')
        if len(named) > MOST_MEMBERS:
            raise BackupRefused(f'The backup has more than {MOST_MEMBERS} members, which none of ours has.')
        if any(infos[name].file_size != size for name, size in named.items()):
            raise BackupRefused('The backup is damaged: a member has another length than the manifest says.')
        if sum(named.values()) > max(ALWAYS_ALLOWED, MOST_RATIO * self.path.stat().st_size):
            raise BackupRefused('The backup would unpack to far more than it can hold; it was left alone.')


@contextmanager
def _damage_named(what: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise BackupRefused(f'There is no file {what}.') from error
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BackupRefused(f'The backup is damaged: {what} cannot be read ({error}).') from error
    except OSError as error:
        raise BackupRefused(f'{what} cannot be read: {error.strerror}.') from error


def _read_at_most(file: IO[bytes], most: int) -> bytes:
    text = file.read(most + 1)
    if len(text) > most:
        raise BackupRefused('The backup would unpack to far more than it can hold; it was left alone.')
    return text
