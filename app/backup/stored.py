"""Files that rows of the database name: where they lie, and where they may come back to.

Databases of teams lie in the folder of their team, everything else under its hash. A backup decides nothing about
places: what it names is checked, and never leads out of these folders.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from app.backup.archive import PIECE, UNFINISHED, Reader
from app.disk import settle, settle_folder

DATABASE = 'database'
TEAM_COPY = re.compile(r'(?P<team>[0-9]{1,12})/copies/(?P<seal>[0-9a-f]{64})\.db')
SEAL = re.compile(r'[0-9a-f]{64}')


@dataclass(frozen=True)
class Folders:
    files: Path
    teams: Path

    def of(self, kind: str) -> Path:
        return self.teams if kind == DATABASE else self.files


def bring_back(connection: Connection, found: Mapping[str, Table], reader: Reader, folders: Folders) -> int:
    """Every file of the backup to where its rows say; rows whose file is not in it go. Returns how many files."""
    if 'opsfile' not in found:
        return 0
    rows, kept = found['opsfile'], []
    for member in reader.manifest.files:
        seal = member.name.removeprefix('files/')
        if SEAL.fullmatch(seal) and member.sha256 == seal:  # else it was not what it should be before
            for row in connection.execute(select(rows).where(rows.c.sha256 == seal, rows.c.kind != 'backup')):
                place = _place(row)
                _write(folders.of(row.kind) / place, reader.pieces(member))
                connection.execute(update(rows).where(rows.c.id == row.id).values(path=place))
            kept.append(seal)
    connection.execute(delete(rows).where((rows.c.kind == 'backup') | rows.c.sha256.not_in(kept)))
    _put_in_use(connection.execute(select(rows.c.path).where(rows.c.id.in_(
        select(func.max(rows.c.id)).where(rows.c.kind == DATABASE).group_by(rows.c.key)))).scalars(), folders.teams)
    return len(kept)


def _place(row: Any) -> str:
    match = TEAM_COPY.fullmatch(row.path) if row.kind == DATABASE else None
    return str(row.path) if match and match['seal'] == row.sha256 else f'{row.sha256[:2]}/{row.sha256}'


def _write(place: Path, pieces: Iterable[bytes]) -> None:
    """Whole and on the disk, or not at all; what is there already stays."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = place.with_name(place.name + UNFINISHED)
    with unfinished.open('wb') as file:
        file.writelines(pieces)
    settle(unfinished)
    unfinished.replace(place)
    settle_folder(place.parent)


def _put_in_use(newest: Iterable[str], teams: Path) -> None:
    """Of each team the newest copy, unless a database is there that nobody has spoken of."""
    for path in newest:
        if match := TEAM_COPY.fullmatch(path):
            with (teams / path).open('rb') as copy:
                _write(teams / match['team'] / 'data.db', iter(partial(copy.read, PIECE), b''))
