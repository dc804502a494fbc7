"""A backup holds everything, comes back into either kind of database, and starts nothing by itself there."""

import json
import re
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, insert, select
from sqlmodel import SQLModel

from app import migrations, work
from app.backup import making, restoring, tables
from app.backup.archive import MANIFEST, BackupRefused, Reader
from app.backup.making import Order
from app.backup.stored import Folders
from app.domain.access import SYSTEM
from app.domain.audit import Filter
from app.domain.policy import Policy
from app.installation import REACTIONS
from app.security.keys import SEALS, derived
from app.services import audit
from app.work import read, transact
from models.ops import OpsAttempt, OpsChunk, OpsFile, OpsPause, OpsRun, OpsSchedule, Secret, SecretVersion
from models.people import Guest, Person, PersonSession, SetupCode, Ticket
from tests.people import ANN, NOON, found_workspace, guest, invite_bob
from tests.poker import open_table, seated

ODD = 'Zoë “quoted” \n ☕ \u2028 end'


def run_row(number, state, command='portfolio.sync', **more):
    texts = dict.fromkeys(
        ('request_id', 'note', 'label', 'body_hash', 'reason', 'stop_reason', 'approved_by', 'result'), '')
    switches = dict.fromkeys(('is_process', 'is_export', 'is_quiet', 'is_partial', 'is_pinned'), False)
    moments = dict.fromkeys(('asked_at', 'available_at', 'deadline_at', 'lease_until'), NOON)
    return texts | switches | moments | {
        'id': number, 'command': command, 'version': 'v', 'name': 'A run', 'area': 'ops', 'state': state,
        'parameters': {'weeks': 3, 'odd': ODD, 'list': [1, None, 2.5]}, 'trigger': 'ui', 'actor': 'person:1',
        'actor_name': 'Ann', 'priority': 5, 'concurrency_key': 'k', 'concurrency_limit': 1, 'attempts': 1,
        'most_attempts': 1, 'owner': 'somebody'} | more


def fill_ops(work, seal):
    states = ('succeeded', 'running', 'queued', 'delayed', 'blocked', 'starting', 'cancelling', 'finishing', 'lost')
    for number, state in enumerate(states, 1):
        work.session.execute(insert(OpsRun).values(run_row(number, state)))
    work.session.execute(insert(OpsRun).values(run_row(50, 'running', 'ops.backup')))
    work.session.execute(insert(OpsAttempt).values(run_id=2, n=1, state='running', owner='somebody', started_at=NOON,
                                                   pid=4711, pid_start=12345.678901, boot_id='b'))
    work.session.execute(insert(OpsAttempt).values(run_id=50, n=1, state='running', owner='me', started_at=NOON))
    work.session.execute(insert(OpsChunk).values(run_id=1, n=1, first_seq=1, last_seq=2, first_at=NOON, size=3,
                                                 body=bytes(range(256))))
    work.session.add(OpsSchedule(command='ops.backup', kind='cron', expression='30 2 * * *', zone='Europe/Vienna',
                                 parameters={}, made_at=NOON, changed_at=NOON))
    work.session.add(OpsFile(run_id=1, kind='result', name='plan.csv', size=5, sha256=seal,
                             path=f'{seal[:2]}/{seal}', made_at=NOON))
    work.session.add(OpsFile(run_id=1, kind='upload', name='gone.csv', size=5, sha256=64 * '0', path='00/gone',
                             made_at=NOON))
    work.session.add(OpsFile(kind='backup', name='old.zip', size=5, sha256=64 * '1', path='old.zip', made_at=NOON))
    work.session.add(Secret(id=1, name='FPL_PASSWORD', updated_at=NOON, updated_by='Ann'))
    work.session.flush()
    work.session.add(SecretVersion(secret_id=1, version=1, kid='k1', record='{"ct": "c2VhbGVk"}', made_at=NOON,
                                   made_by='Ann'))
    work.session.add(SetupCode(hash='h', made_at=NOON))
    work.session.add(PersonSession(hash='s', person_id=1, made_at=NOON, used_at=NOON, proved_at=NOON,
                                   address='203.0.113.0/24', agent=ODD))
    work.session.add(Guest(hash='g', name='Gus', avatar='', used_at=NOON))
    work.session.add(Ticket(hash='t', kind='sign_in', person_id=1, ends_at=NOON))
    work.session.add(Ticket(hash='i', kind='invite', person_id=2, ends_at=NOON))


@pytest.fixture
def files(tmp_path):
    """The folder of stored files, with one in it."""
    seal = sha256(b'hello').hexdigest()
    place = tmp_path / 'files' / seal[:2] / seal
    place.parent.mkdir(parents=True)
    place.write_bytes(b'hello')
    return tmp_path / 'files'


@pytest.fixture
def workspace(database, time, files):
    """Ann's workspace with a table at which people estimate, and a lot of runs."""
    found_workspace()
    invite_bob()
    seated(open_table(), guest(1), guest(2))
    transact(fill_ops, sha256(b'hello').hexdigest())
    return work.engine()


@pytest.fixture
def order(tmp_path, files):
    return Order(tmp_path / 'backups', Folders(files, tmp_path / 'teams'), '0.1.0', 50, NOON)


@pytest.fixture
def backup(workspace, order):
    return making.make(workspace, order, lambda done, total, what: None)


@pytest.fixture(params=['into sqlite', 'into postgresql'])
def empty(request, tmp_path):
    """A database without any table."""
    if request.param == 'into sqlite':
        url = f'sqlite:///{tmp_path / "empty.db"}'
    else:
        server = create_engine(request.getfixturevalue('postgres_url'), isolation_level='AUTOCOMMIT')
        with server.connect() as connection:
            connection.exec_driver_sql('DROP DATABASE IF EXISTS restored WITH (FORCE)')
            connection.exec_driver_sql('CREATE DATABASE restored')
        server.dispose()
        url = server.url.set(database='restored')
    engine = create_engine(url)
    yield engine
    engine.dispose()


def said(*_):
    """Nobody listens."""


def rows(engine, table, *conditions):
    with engine.connect() as connection:
        return connection.execute(select(table).where(*conditions)).mappings().all()


def everything(engine):
    """All lines of all tables, as text."""
    with engine.connect() as connection:
        return {name: list(tables.lines(connection, table)) for name, table in tables.tables_of(connection).items()}


def test_the_manifest_names_every_member_with_its_rows_and_its_hash(backup):
    with zipfile.ZipFile(backup.path) as file:
        manifest = json.loads(file.read(MANIFEST))
        assert manifest['schema'] == migrations.head() and manifest['version'] == '0.1.0'
        assert {member['name'] for member in manifest['members']} == set(file.namelist()) - {MANIFEST}
        for member in manifest['members']:
            content = file.read(member['name'])
            assert sha256(content).hexdigest() == member['sha256'] and len(content) == member['size']
            assert member['rows'] in (None, len(content.splitlines()) if '\u2028' not in content.decode() else
                                      content.count(b'\n'))
    assert sum(member['rows'] or 0 for member in manifest['members']) == backup.manifest.rows > 20


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_else_behind(backup, order):
    assert backup.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in order.folder.iterdir()] == [backup.path.name] == ['roundtable-20300109-120000.zip']
    assert making.file_hash(backup.path) == backup.sha256


def test_two_backups_of_one_second_have_two_names(workspace, backup, order):
    assert making.make(workspace, order, said).path.name == 'roundtable-20300109-120000-2.zip'


def test_files_of_runs_are_inside_and_lost_ones_are_named(backup):
    assert [member.name for member in backup.manifest.files] == [f'files/{sha256(b"hello").hexdigest()}']
    assert [Path(path).name for path in backup.manifest.missing] == ['gone']


def test_secrets_stay_sealed_and_no_key_is_inside(backup, tmp_path):
    (tmp_path / 'keys').mkdir(exist_ok=True)
    with zipfile.ZipFile(backup.path) as file:
        content = b''.join(map(file.read, file.namelist()))
        names = file.namelist()
    assert b'c2VhbGVk' in content and 32 * b'k' not in content
    assert not [name for name in names if 'key' in name and 'masterkey' not in name]


def test_what_is_worth_nothing_later_is_left_out(backup):
    names = {member.name for member in backup.manifest.members}
    assert not names & {f'tables/{name}.jsonl' for name in tables.PASSING}
    assert 'tables/person.jsonl' in names


def test_a_backup_is_one_moment_while_people_work_on(workspace, order):
    """Rows of one table that are written after another was read are in neither or in both."""
    def told(done, total, what):
        transact(audit.write_by, 'nobody', 'Nobody', f'test.{what}')
    made = making.make(workspace, order, told)
    with Reader(made.path) as reader:
        entries = next(member for member in reader.manifest.tables if member.name == 'tables/auditentry.jsonl')
        assert not [line for line in reader.lines(entries) if b'"test.' in line]
    assert read(audit.list_entries, ANN, Filter(deed='test.person'))


def test_a_backup_comes_back_into_either_database_as_it_was(workspace, backup, empty, tmp_path):
    migrations.begin_anew(empty, migrations.head())
    with Reader(backup.path) as reader, empty.begin() as connection:
        restoring.fill(connection, reader, said)
    assert everything(empty) == everything(workspace)


def test_what_was_alive_is_not_any_more(backup, empty, tmp_path):
    restored = restoring.restore(backup.path, empty, Folders(tmp_path / 'new', tmp_path / 'teams'), said)
    assert restored.files == 1
    states = {row['id']: row['state'] for row in rows(empty, OpsRun)}
    assert states == {1: 'succeeded', 2: 'lost', 3: 'cancelled', 4: 'cancelled', 5: 'cancelled', 6: 'lost', 7: 'lost',
                      8: 'lost', 9: 'lost', 50: 'succeeded'}
    assert {(row['run_id'], row['state']) for row in rows(empty, OpsAttempt)} == {(2, 'lost'), (50, 'succeeded')}
    assert all(row['owner'] == '' and row['lease_until'] is None for row in rows(empty, OpsRun)
               if row['state'] in ('lost', 'cancelled') and row['id'] != 9)
    assert all(row['ended_at'] for row in rows(empty, PersonSession))
    assert rows(empty, Guest) == [] and [row['hash'] for row in rows(empty, Ticket)] == ['i']
    assert [row['what'] for row in rows(empty, OpsPause)] == ['schedules']
    assert all(row['is_enabled'] for row in rows(empty, OpsSchedule)), 'which ones were on is not forgotten'


def test_files_come_back_under_their_hash_and_lost_ones_are_not_spoken_of(backup, empty, tmp_path):
    restoring.restore(backup.path, empty, Folders(tmp_path / 'new', tmp_path / 'teams'), said)
    [row] = rows(empty, OpsFile)
    assert row['name'] == 'plan.csv' and (tmp_path / 'new' / row['path']).read_bytes() == b'hello'


def test_databases_of_teams_come_back_into_their_folders_and_into_use(workspace, order, empty, tmp_path):
    teams, seals = order.folders.teams, []
    for content in (b'former', b'newest'):
        seals.append(sha256(content).hexdigest())
        place = teams / '123' / 'copies' / f'{seals[-1]}.db'
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        row = OpsFile(kind='database', name='data.db', size=6, sha256=seals[-1], key='team:123', made_at=NOON,
                      path=f'123/copies/{seals[-1]}.db')
        transact(lambda work, row=row: work.session.add(row))
    made = making.make(workspace, order, said)
    restoring.restore(made.path, empty, Folders(tmp_path / 'new', tmp_path / 'others'), said)
    assert (tmp_path / 'others' / '123' / 'data.db').read_bytes() == b'newest'
    assert {path.read_bytes() for path in (tmp_path / 'others' / '123' / 'copies').iterdir()} == {b'former', b'newest'}


def test_the_audit_trail_verifies_after_it_and_goes_on(backup, empty, policy, monkeypatch):
    restoring.restore(backup.path, empty, Folders(backup.path.parent / 'files', backup.path.parent / 'teams'), said)
    monkeypatch.setattr(work, 'create_engine', lambda *_, **__: empty)
    work.configure(empty.url.render_as_string(hide_password=False), lambda session, events: None, policy, REACTIONS)
    verdict = read(audit.verify, SYSTEM)
    assert verdict.first_broken is None and verdict.entries > 3
    found = transact(lambda work: work.session.add(Person(email='x', email_key='x', name='X', zone='UTC',
                                                          made_at=NOON)))
    assert found is None and max(row['id'] for row in rows(empty, Person)) == 3, 'numbers go on'
    transact(audit.write_by, 'nobody', 'Nobody', 'test.after')
    assert read(audit.verify, SYSTEM).first_broken is None


def test_a_backup_that_was_tried_out_comes_out_as_it_went_in(backup, order):
    heard = []
    assert restoring.try_out(backup.path, heard.append).rows == backup.manifest.rows
    assert any(line.startswith('person: 2 rows') for line in heard)
    assert [path.name for path in order.folder.iterdir()] == [backup.path.name], 'nothing is left of the trial'


def as_before(line, columns):
    """A row without what was not known of it yet."""
    row = json.loads(line)
    return json.dumps({name: row[name] for name in columns}).encode() + b'\n'


def test_an_older_schema_is_brought_up_to_date(backup, empty, tmp_path, monkeypatch):
    """As it would have been written before there were operations."""
    older = tmp_path / 'older.zip'
    with zipfile.ZipFile(backup.path) as file, zipfile.ZipFile(older, 'w') as made:
        manifest = json.loads(file.read(MANIFEST))
        with create_engine(f'sqlite:///{tmp_path / "older.db"}').connect() as connection:
            migrations.begin_anew(connection.engine, '0002')
            known = {f'tables/{name}.jsonl': table.columns.keys() for name, table in
                     tables.tables_of(connection).items()}
        manifest['members'] = [member for member in manifest['members'] if member['name'] in known]
        manifest['schema'] = '0002'
        for member in manifest['members']:
            held = b''.join(as_before(line, known[member['name']]) for line in file.read(member['name']).splitlines())
            made.writestr(member['name'], held)
            member |= {'size': len(held), 'sha256': sha256(held).hexdigest()}
        made.writestr(MANIFEST, json.dumps(manifest))
    heard = []
    restoring.restore(older, empty, Folders(tmp_path / 'new', tmp_path / 'teams'), heard.append)
    assert any('from schema 0002' in line for line in heard)
    assert len(rows(empty, Person)) == 2 and rows(empty, OpsRun) == []


def test_only_an_empty_database_is_filled(workspace, backup, order):
    with pytest.raises(BackupRefused, match=r'holds a workspace with 2 people already'):
        restoring.restore(backup.path, workspace, order.folders, said)
    assert len(rows(workspace, Person)) == 2


def test_what_a_process_left_in_a_database_where_nobody_was_is_thrown_away(backup, empty, tmp_path):
    migrations.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(insert(SetupCode).values(id=1, hash='new', made_at=NOON, tries=0))
        connection.execute(insert(OpsSchedule).values(
            command='ops.backup', kind='cron', expression='0 1 * * *', zone='UTC', parameters={}, is_enabled=True,
            misfire='once', misfire_most=1, overlap='queue', jitter=0, grace=300, note='', shipped='backup',
            version=1, made_at=NOON, changed_at=NOON))
    restoring.restore(backup.path, empty, Folders(tmp_path / 'new', tmp_path / 'teams'), said)
    assert rows(empty, SetupCode) == [] and len(rows(empty, OpsSchedule)) == 1


def test_looking_changes_nothing(backup, empty, tmp_path):
    heard = []
    manifest = restoring.look_into(backup.path, empty, heard.append)
    assert manifest.rows == backup.manifest.rows and 'rows in' in heard[0] and len(heard) == 3
    with empty.connect() as connection:
        assert tables.tables_of(connection) == {}


def test_every_table_of_the_models_is_in_a_backup_or_worth_nothing_later(backup):
    names = {re.sub(r'tables/|\.jsonl', '', member.name) for member in backup.manifest.tables}
    assert names | tables.PASSING == set(SQLModel.metadata.tables) | {'alembic_version'}
    with work.engine().connect() as connection:
        assert connection.execute(select(func.count()).select_from(Person)).scalar_one() == 2


def test_keys_are_needed_to_believe_the_trail(backup, empty, monkeypatch, tmp_path):
    restoring.restore(backup.path, empty, Folders(tmp_path / 'new', tmp_path / 'teams'), said)
    monkeypatch.setattr(work, 'create_engine', lambda *_, **__: empty)
    other = Policy(seal_keys=(derived(32 * b'x', SEALS),))
    work.configure(empty.url.render_as_string(hide_password=False), lambda session, events: None, other)
    assert read(audit.verify, SYSTEM).first_broken == 1
