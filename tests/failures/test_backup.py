"""What can go wrong with backups: each is refused in a person's words, and nothing is left half done."""

import errno
import fcntl
import io
import json
import os
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import create_engine, select

from app import logs, ownership, work
from app.__main__ import BAD_CONFIGURATION, main
from app.backup import archive, restoring
from app.backup.archive import MANIFEST, BackupRefused, Reader, Writer
from app.backup.stored import Folders
from app.settings import OpsSettings
from app.work import read, transact
from jobs import backups
from models.ops import OpsRun
from models.people import Person
from tests.people import found_workspace, invite_bob
from tests.services.test_backup import fill_ops
from tests.voices import Listener


@pytest.fixture
def kind():
    """What differs between the databases is tested with the services."""
    return 'sqlite'


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, ops=OpsSettings(files_dir=tmp_path / 'files', backup_dir=tmp_path / 'backups'))


@pytest.fixture
def backup(database, time, tmp_path):
    """A backup of Ann's workspace with running runs."""
    found_workspace()
    invite_bob()
    transact(fill_ops, sha256(b'hello').hexdigest())
    return tmp_path / 'backups' / backups.back_up(Listener(50), {})['name']


@pytest.fixture
def run(capsys, monkeypatch, tmp_path, backup):
    """`python -m app restore`, with an empty data folder unless told otherwise: code, what was said and complained."""
    monkeypatch.setattr(logs, 'start', lambda level, form: None)

    def command(*arguments, folder='new', url=''):
        monkeypatch.setenv('DATA_DIR', str(tmp_path / folder))
        monkeypatch.setenv('DATABASE_URL', url or f'sqlite:///{tmp_path / folder / "roundtable.db"}')
        code = main(['restore', *map(str, arguments)])
        return code, *capsys.readouterr()
    yield command
    for path in list(ownership._held):
        ownership._held.pop(path).close()


def rebuilt(backup, name, change):
    """The same archive with its manifest and members as `change` leaves them."""
    made = backup.with_name(name)
    with zipfile.ZipFile(backup) as file:
        members = {member: file.read(member) for member in file.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    change(manifest, members)
    with zipfile.ZipFile(made, 'w', zipfile.ZIP_DEFLATED) as file:
        for member, content in members.items():
            file.writestr(member, content)
        if manifest is not None:
            file.writestr(MANIFEST, json.dumps(manifest))
    return made


def test_a_backup_comes_back_on_the_command_line_and_running_runs_are_lost(run, backup, tmp_path):
    code, said, complained = run(backup)
    assert (code, complained) == (0, '')
    assert 'rows and' in said and 'The audit trail is unbroken' in said and 'schedule stands still' in said
    states = {run.id: run.state for run in read(lambda work: work.session.exec(select(OpsRun)).all())}
    assert states[2] == 'lost' and states[3] == 'cancelled' and 'running' not in states.values()
    assert (tmp_path / 'new' / 'roundtable.db').exists()


def test_a_dry_run_says_what_would_come_back_and_makes_nothing(run, backup, tmp_path):
    code, said, _ = run(backup, '--dry-run')
    assert code == 0 and 'rows in' in said and 'Nothing was changed.' in said
    assert not (tmp_path / 'new').exists()


def test_a_database_with_people_in_it_is_left_alone(run, backup, tmp_path):
    assert run(backup)[0] == 0
    ownership._held.clear()
    for arguments in ((backup,), (backup, '--dry-run')):
        code, _, complained = run(*arguments)
        assert code == 1 and 'holds a workspace with 2 people already' in complained, complained
    assert read(lambda work: len(work.session.exec(select(Person)).all())) == 2


def test_a_backup_of_a_newer_version_is_refused_naming_that_version(run, backup, tmp_path):
    def newer(manifest, members):
        manifest.update(schema='9999', version='7.0')
    code, _, complained = run(rebuilt(backup, 'newer.zip', newer))
    assert code == 1 and 'newer than this version' in complained and 'Install Roundtable 7.0' in complained


def test_another_secret_key_is_told_and_the_data_is_there(run, backup, monkeypatch):
    monkeypatch.setenv('SECRET_KEY', 32 * 'x')
    code, said, complained = run(backup)
    assert code == 1 and 'rows and' in said and 'name that one behind the present key' in complained


def test_a_database_that_somebody_serves_from_is_left_alone(run, backup, tmp_path):
    (tmp_path / 'new').mkdir()
    with (tmp_path / 'new' / 'roundtable.db.lock').open('a+') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write('{"host": "a", "pid": 7}')
        lock.flush()
        code, _, complained = run(backup)
    assert code == BAD_CONFIGURATION and 'Another process already serves' in complained


def damaged(backup, name, change):
    content = bytearray(backup.read_bytes())
    change(content)
    path = backup.with_name(name)
    path.write_bytes(content)
    return path


def flip_in_the_middle(content):
    content[400] ^= 255


def cut(content):
    del content[len(content) // 2:]


def empty(content):
    del content[:]


def no_archive(content):
    content[:] = b'hello, I am no archive' * 100


@pytest.mark.parametrize('change', [flip_in_the_middle, cut, empty, no_archive])
def test_a_damaged_file_is_refused_and_the_database_stays_empty(run, backup, change, tmp_path):
    code, _, complained = run(damaged(backup, 'damaged.zip', change))
    assert code == 1 and 'damaged' in complained and 'Traceback' not in complained
    with create_engine(f'sqlite:///{tmp_path / "new" / "roundtable.db"}').connect() as connection:
        assert restoring.tables.tables_of(connection) == {}


def test_a_file_that_is_not_there_is_named(run):
    code, _, complained = run('/nowhere/backup.zip')
    assert code == 1 and 'There is no file backup.zip' in complained


def changed_member(manifest, members):
    members['tables/person.jsonl'] = members['tables/person.jsonl'].replace(b'ann@', b'eve@')


def missing_member(manifest, members):
    del members['tables/person.jsonl']


def additional_member(manifest, members):
    members['tables/../../evil'] = b'x'


def wrong_count(manifest, members):
    next(member for member in manifest['members'] if member['name'] == 'tables/person.jsonl')['rows'] = 3


def unknown_table(manifest, members):
    _put(manifest, members, 'tables/sqlite_master.jsonl', b'{}\n', 1)


def unknown_column(manifest, members):
    _put(manifest, members, 'tables/person.jsonl', b'{"id": 1, "is_evil": true}\n', 1)


def no_json(manifest, members):
    _put(manifest, members, 'tables/person.jsonl', b'hello\n', 1)


def dangling(manifest, members):
    line = members['tables/opschunk.jsonl'].replace(b'"run_id":1', b'"run_id":999')
    _put(manifest, members, 'tables/opschunk.jsonl', line, 1)


def other_format(manifest, members):
    manifest['format'] = 2


def no_members(manifest, members):
    del manifest['members']


def _put(manifest, members, name, content, rows):
    members[name] = content
    manifest['members'] = [member for member in manifest['members'] if member['name'] != name] + [
        {'name': name, 'size': len(content), 'sha256': sha256(content).hexdigest(), 'rows': rows}]


@pytest.mark.parametrize(('change', 'reason'), [
    (changed_member, 'person.jsonl is not what it was'), (missing_member, 'exactly what its manifest names'),
    (additional_member, 'exactly what its manifest names'), (wrong_count, 'has 2 rows instead of 3'),
    (unknown_table, 'tables that schema'), (unknown_column, 'the columns are not those'),
    (no_json, 'person.jsonl cannot be brought back'), (dangling, 'opschunk.jsonl cannot be brought back'),
    (other_format, 'another version of Roundtable'), (no_members, 'cannot be read')])
def test_what_was_changed_in_it_is_named_and_nothing_is_filled_in(backup, tmp_path, change, reason):
    made = rebuilt(backup, 'changed.zip', change)
    engine = work.configure(f'sqlite:///{tmp_path / "other.db"}', lambda session, events: None)
    with pytest.raises(BackupRefused, match=reason):
        restoring.restore(made, engine, Folders(tmp_path / 'restored', tmp_path / 'teams'), lambda text: None)
    with engine.connect() as connection:
        assert 'person' not in (found := restoring.tables.tables_of(connection)) or not connection.execute(
            select(Person)).all(), found
    engine.dispose()


def test_a_bomb_is_not_unpacked(backup, monkeypatch, tmp_path):
    monkeypatch.setattr(archive, 'ALWAYS_ALLOWED', 1_000_000)
    zeros = 30_000_000 * b'\0'

    def bomb(manifest, members):
        _put(manifest, members, 'files/bomb', zeros, None)
    with pytest.raises(BackupRefused, match='far more than it can hold'), Reader(rebuilt(backup, 'bomb.zip', bomb)):
        pass


def test_a_manifest_that_is_a_bomb_is_not_read(backup, monkeypatch):
    monkeypatch.setattr(archive, 'MOST_MANIFEST', 100)
    with pytest.raises(BackupRefused, match='too large'), Reader(backup):
        pass


def test_a_file_in_it_can_only_come_back_into_its_folder(backup, tmp_path):
    def escape(manifest, members):
        _put(manifest, members, 'files/../../escaped', b'x', None)
    made = rebuilt(backup, 'escape.zip', escape)
    engine = work.configure(f'sqlite:///{tmp_path / "other.db"}', lambda session, events: None)
    restoring.restore(made, engine, Folders(tmp_path / 'deep' / 'files', tmp_path / 'teams'), lambda text: None)
    engine.dispose()
    assert not list(tmp_path.rglob('escaped'))


class FullDisk(io.RawIOBase):
    """Takes so many bytes, and no more."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, data):
        self.room -= len(data)
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.file.write(data)

    def seekable(self):
        return False

    def flush(self):
        self.file.flush()

    def close(self):
        self.file.close()


@pytest.mark.parametrize('room', [0, 300, 3000])
def test_a_full_disk_is_named_and_leaves_no_half_backup(backup, monkeypatch, room):
    opened = os.fdopen
    monkeypatch.setattr(archive.os, 'fdopen', lambda *given: FullDisk(opened(*given), room))
    with pytest.raises(BackupRefused, match=r'The disk of .* is full: nothing was written'):
        backups.back_up(Listener(50), {})
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_a_folder_that_cannot_be_written_to_is_named(backup, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    monkeypatch.setattr(archive.os, 'fdopen', refuse)
    with pytest.raises(BackupRefused, match='cannot be written to'):
        backups.back_up(Listener(50), {})


def test_a_process_that_is_killed_while_it_writes_leaves_no_file_with_the_name_of_a_backup(backup, tmp_path):
    path = tmp_path / 'backups' / 'roundtable-20300110-000000.zip'
    child = os.fork()
    if not child:
        writer = Writer(path).__enter__()
        writer.add('tables/x.jsonl', iter([b'{}\n']), is_table=True)
        os._exit(9)
    os.waitpid(child, 0)
    assert not path.exists()
    for scratch in (path.parent / '.snapshot-x', path.parent / '.try-out-y'):
        scratch.mkdir()
        (scratch / 'snapshot.db').touch()
    backups.back_up(Listener(50), {})
    assert not [path.name for path in Path(path.parent).iterdir() if path.suffix != '.zip']


def test_a_stored_file_that_changes_meanwhile_is_said_to_be_lost(backup, tmp_path):
    seal = sha256(b'hello').hexdigest()
    place = tmp_path / 'files' / seal[:2] / seal
    place.parent.mkdir(parents=True)
    place.write_bytes(b'something else')
    voice = Listener(50)
    backups.back_up(voice, {})
    assert voice.partial == ['2 stored files were lost before']
