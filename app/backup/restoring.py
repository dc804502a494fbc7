"""Bringing a backup back: into an empty database only, of either kind, and only after all of it has been read once.

What was alive when the backup was made is not any more: sessions and guests have ended, runs are lost or called off,
and nothing starts by itself until an admin has looked around. That happens in the transaction that fills the tables.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, Table, create_engine, delete, func, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from app import clock, migrations
from app.backup import stored, tables
from app.backup.archive import BackupRefused, Manifest, Reader
from app.backup.making import TRIAL
from app.backup.stored import Folders
from app.domain.ops.states import LIVE, State

SILENCE = timedelta(seconds=30)  # after which a process counts as dead
Said = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    files: int


def look_into(path: Path, engine: Engine | None, said: Said) -> Manifest:
    """All that can be known before anything is changed; None is no database yet. Raises BackupRefused."""
    with Reader(path) as reader:
        manifest = reader.manifest
        said(f'Made {manifest.made_at[:16].replace("T", " ")} UTC by Roundtable {manifest.version}, schema '
             f'{manifest.schema}, from {manifest.database}: {manifest.rows} rows in {len(manifest.tables)} tables, '
             f'{len(manifest.files)} files.')
        if not migrations.is_known(manifest.schema):
            raise BackupRefused(f'This backup has schema {manifest.schema}, which is newer than this version of '
                                f'Roundtable knows ({migrations.head()}). Install Roundtable {manifest.version} '
                                'or later first.')
        reader.check(lambda member: None)
    said('Every member is what it was when the backup was made.')
    if engine is not None:
        _demand_empty(engine)
    said('The database is empty.')
    return manifest


def restore(path: Path, engine: Engine, folders: Folders, said: Said) -> Restored:
    """Raises BackupRefused; then the database is as empty as before."""
    manifest = look_into(path, engine, said)
    migrations.begin_anew(engine, manifest.schema)
    with Reader(path) as reader, engine.begin() as connection:
        found = fill(connection, reader, said)
        files = stored.bring_back(connection, found, reader, folders)
        calm(connection, found, manifest)
    if manifest.schema != migrations.head():
        said(f'Bringing the tables from schema {manifest.schema} to {migrations.head()}.')
        migrations.upgrade(engine)
    return Restored(manifest, files)


def fill(connection: Connection, reader: Reader, said: Said) -> Mapping[str, Table]:
    """Every table, in an order in which rows find what they belong to."""
    found = tables.tables_of(connection)
    named = {member.name: member for member in reader.manifest.tables}
    if unknown := named.keys() - {f'tables/{name}.jsonl' for name in found}:
        raise BackupRefused(f'The backup has tables that schema {reader.manifest.schema} does not have: '
                            f'{", ".join(sorted(unknown))}.')
    for name, table in found.items():
        if member := named.get(f'tables/{name}.jsonl'):
            try:
                count = tables.fill(connection, table, reader.lines(member))
            except (ValueError, SQLAlchemyError) as error:
                reason = str(getattr(error, 'orig', None) or error).splitlines()[0]
                raise BackupRefused(f'{member.name} cannot be brought back: {reason}') from error
            said(f'{name}: {count} rows')
    tables.count_on(connection, list(found.values()))
    return found


def try_out(path: Path, said: Said) -> Manifest:
    """Load a backup into a scratch database and take it out again: every table must come out as it went in."""
    with Reader(path) as reader, TemporaryDirectory(dir=path.parent, prefix=TRIAL) as folder:
        reader.check(lambda member: None)
        scratch = create_engine(f'sqlite:///{Path(folder) / "scratch.db"}')
        try:
            migrations.begin_anew(scratch, reader.manifest.schema)
            with scratch.begin() as connection:
                _compare(connection, fill(connection, reader, said), reader.manifest)
        finally:
            scratch.dispose()
        return reader.manifest


def calm(connection: Connection, found: Mapping[str, Table], manifest: Manifest) -> None:
    """What was going on when the backup was made does not go on; older schemas lack some of these tables."""
    now = clock.now()
    if 'personsession' in found:
        sessions = found['personsession']
        connection.execute(update(sessions).where(sessions.c.ended_at.is_(None)).values(ended_at=now))
    if 'guest' in found:
        connection.execute(delete(found['guest']))
    if 'ticket' in found:  # invitations stay good as long as they were meant to
        connection.execute(delete(found['ticket']).where(found['ticket'].c.kind != 'invite'))
    if 'opsrun' in found:
        _calm_runs(connection, found, manifest, now)
    if 'opspause' in found:
        pause = found['opspause']
        connection.execute(delete(pause).where(pause.c.what == 'schedules'))
        connection.execute(pause.insert().values(what='schedules', since=now, by='Roundtable', reason=(
            'A backup was restored. Look around, then let the schedule go on.')))


def _calm_runs(connection: Connection, found: Mapping[str, Table], manifest: Manifest, now: datetime) -> None:
    runs, attempts = found['opsrun'], found['opsattempt']
    ended = {'ended_at': now, 'owner': '', 'lease_until': None}
    for table, key in ((runs, runs.c.id), (attempts, attempts.c.run_id)):
        own = {name: value for name, value in ended.items() if name in table.c and name != 'owner'}  # who it was
        connection.execute(update(table).where(key == manifest.run_id, table.c.state.in_(LIVE)).values(
            state=State.SUCCEEDED, reason='', **own))  # it made the very backup this comes from
        connection.execute(update(table).where(table.c.state.in_(LIVE)).values(
            state=State.LOST, reason='It was running when the backup was made that was restored.', **own))
    connection.execute(update(runs).where(runs.c.state.in_((State.QUEUED, State.DELAYED, State.BLOCKED))).values(
        state=State.CANCELLED, reason='It was waiting when the backup was made that was restored.', **ended))
    connection.execute(update(runs).values(owner=''))


def _demand_empty(engine: Engine) -> None:
    """Nobody has been here. What a process puts there by itself when it starts may be thrown away."""
    try:
        with engine.connect() as connection:
            present = set(inspect(connection).get_table_names())
            people = connection.execute(text('SELECT count(*) FROM person')).scalar_one() if 'person' in present else 0
            alive = _alive(connection) if 'process' in present else 0
    except SQLAlchemyError as error:
        raise BackupRefused(f'The database does not answer: {getattr(error, "orig", error)}') from error
    if people:
        raise BackupRefused(f'This database holds a workspace with {people} '
                            f'{"person" if people == 1 else "people"} already, and would lose it. '
                            'Restore into an empty database: set DATABASE_URL or DATA_DIR to a new one.')
    if alive:
        raise BackupRefused('Roundtable is running on this database. Stop every process of it first.')


def _alive(connection: Connection) -> int:
    """SQLite says so by its lock, which was taken before."""
    if connection.dialect.name != 'postgresql':
        return 0
    seen = text('SELECT count(*) FROM process WHERE seen > :since')
    return int(connection.execute(seen, {'since': clock.now() - SILENCE}).scalar_one())


def _compare(connection: Connection, found: Mapping[str, Table], manifest: Manifest) -> None:
    for member in manifest.tables:
        table = found[member.name.removeprefix('tables/').removesuffix('.jsonl')]
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if count != member.rows:
            raise BackupRefused(f'{member.name} came out with {count} rows instead of {member.rows}.')
        seal = sha256()
        for line in tables.lines(connection, table):
            seal.update(line)
        if seal.hexdigest() != member.sha256:
            raise BackupRefused(f'{member.name} came out differently than it went in.')
