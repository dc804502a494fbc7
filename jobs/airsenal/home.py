"""The folder of a team: its good database, the copies of the last ones, and what the programs put beside it.

    <AIRSENAL_HOME>/<team>/data.db           the good one: never open for writing, only ever replaced as a whole
    <AIRSENAL_HOME>/<team>/copies/<hash>.db  what it was and is; the same file where the disk can do that

Programs work on a copy in the folder of their attempt, on a local disk. The home may lie on a network share: it
receives finished files only, under a temporary name, and renames them when they are safely there.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.disk import settle, settle_folder

BASE = 'data.db'
PIECE = 1 << 20


@dataclass(frozen=True)
class Finished:
    """A sound database, complete and on the disk, but not in its place yet."""
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Home:
    folder: Path

    @property
    def base(self) -> Path:
        return self.folder / BASE

    def make(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self.folder / 'copies'):
            folder.mkdir(mode=0o700, exist_ok=True)

    def lend(self, folder: Path) -> Path:
        """A copy to work on; where there is no database yet, the place for one."""
        if self.base.exists():
            shutil.copyfile(self.base, folder / BASE)
        return folder / BASE

    def take_in(self, worked: Path) -> Finished:
        """Bring a database of the attempt here; journals that were left are worked in."""
        coming = self.folder / f'.{BASE}.coming'
        coming.unlink(missing_ok=True)
        with closing(sqlite3.connect(worked)) as source, closing(sqlite3.connect(coming)) as target:
            source.backup(target)
            target.execute('PRAGMA journal_mode = DELETE')  # nobody writes it: it needs no files beside it
        settle(coming)
        return Finished(coming, coming.stat().st_size, sha256_of(coming))

    def copy_of(self, sha256: str) -> Path:
        return self.folder / 'copies' / f'{sha256}.db'

    def keep(self, new: Finished) -> None:
        """As one of the copies, before anything says that it is one."""
        copy = self.copy_of(new.sha256)
        if not copy.exists():
            _link(new.path, copy)
            settle_folder(copy.parent)

    def put_in_place(self, new: Finished) -> None:
        """From one moment to the next; whoever reads the former one goes on reading that."""
        os.replace(new.path, self.base)
        settle_folder(self.folder)

    def bring_back(self, sha256: str) -> None:
        """Put a copy into its place; raises ValueError for one that is not what it was."""
        copy, coming = self.copy_of(sha256), self.folder / f'.{BASE}.coming'
        if not copy.exists() or sha256_of(copy) != sha256:
            raise ValueError('This copy is gone or damaged.')
        coming.unlink(missing_ok=True)
        _link(copy, coming)
        os.replace(coming, self.base)
        coming.unlink(missing_ok=True)  # two names of one file stay two
        settle_folder(self.folder)

    def drop_copies(self, hashes: Iterable[str]) -> None:
        for sha256 in hashes:
            self.copy_of(sha256).unlink(missing_ok=True)


def home_of(root: Path, team_id: int) -> Home:
    return Home(root.absolute() / str(team_id))


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open('rb') as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _link(source: Path, target: Path) -> None:
    """A second name, or on disks that know none a second file."""
    try:
        os.link(source, target)
    except OSError:
        coming = target.with_name(f'.{target.name}.coming')
        shutil.copyfile(source, coming)
        settle(coming)
        os.replace(coming, target)
