"""Files for runs: whose they are, who may give them to a run, and how long they stay."""

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlmodel import select

from app.domain.ops.files import Stored
from app.errors import Forbidden, Invalid, TooLarge, TooMany
from app.security import brakes
from app.services.ops import files, keeping, queue, schedules
from app.services.ops.schedules import EntryDraft
from app.work import read, transact
from models.ops import OpsFile, OpsRun
from models.people import AuditEntry
from tests import ops
from tests.people import ANN, BOB, CLEO, OLIVER, PIA, invite_crew
from tests.refusals import refused
from tests.uploads import TEXT, left, upload

BOSS = replace(BOB, grants=(replace(BOB.grants[0], role='manager'),))


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture
def folder(policy):
    return policy.ops.files_dir


@pytest.fixture(autouse=True)
def crew(workspace):
    invite_crew()


def rows():
    return read(lambda work: list(work.session.exec(select(OpsFile).order_by(OpsFile.id))))


def run_with(file, actor=OLIVER, command='read'):
    return ops.ask_for(command, actor, parameters={'file': file.id})


def complaint(file, actor, command='demo.read'):
    with pytest.raises(Invalid) as caught:
        run_with(file, actor, command)
    return caught.value.errors


def test_what_is_uploaded_is_kept_with_its_hash_under_a_name_nobody_chose(folder):
    file = upload()
    assert (file.name, file.size, file.sha256) == ('points.csv', len(TEXT), sha256(TEXT).hexdigest())
    row, = rows()
    assert (row.kind, row.key, row.run_id) == ('upload', OLIVER.identity, None)
    assert left(folder) == [row.path] and 'points' not in row.path
    assert (folder / row.path).read_bytes() == TEXT
    assert (folder / row.path).stat().st_mode & 0o777 == 0o600


def test_whoever_may_start_nothing_uploads_nothing(folder):
    for actor in (CLEO, replace(OLIVER, grants=())):
        with pytest.raises(Forbidden):
            upload(actor)
    assert rows() == [] and left(folder) == []


def test_a_token_needs_the_scope_for_runs(folder):
    with pytest.raises(Forbidden):
        upload(replace(OLIVER, scopes=frozenset({'ops:read', 'ops:write'})))
    assert left(folder) == []


def test_what_is_larger_than_fifty_megabytes_leaves_nothing(folder):
    with pytest.raises(TooLarge):
        upload(OLIVER, 'big', *([bytes(1_000_000)] * 50), b'x')
    assert rows() == [] and left(folder) == []
    assert upload(OLIVER, 'big', *([bytes(1_000_000)] * 50)).size == 50_000_000


def test_one_person_uploads_ten_files_a_minute_and_twenty_that_nobody_uses(folder):
    for number in range(20):
        upload(OLIVER, f'{number}')
        if number == 9:
            with pytest.raises(TooMany):
                upload()
            brakes.release_all()
    brakes.release_all()
    with refused('ops.many_files'):
        upload()
    assert len(left(folder)) == 20
    run_with(upload(ANN), ANN)


def test_a_file_that_is_used_belongs_to_its_run_which_shows_its_name():
    file = upload()
    run = run_with(file)
    assert [row.run_id for row in rows()] == [run]
    assert ops.view(run).parameters == (('file', 'points.csv'),)


def test_only_who_uploaded_it_and_operators_may_use_it():
    file = upload(PIA)
    assert complaint(file, BOSS) == (('file', files.GONE),)
    assert run_with(file, OLIVER)


@pytest.mark.parametrize('kind', ['sqlite'])
@pytest.mark.parametrize('of', ['backup', 'database', 'result'])
def test_nothing_but_an_upload_can_be_given_to_a_run(of, kind):
    file = transact(lambda work: _kept(work, of))
    assert complaint(file, OLIVER, 'read') == (('file', files.GONE),)


def _kept(work, kind):
    row = OpsFile(kind=kind, name='x', size=1, sha256='x', path='x', key=OLIVER.identity, made_at=work.now)
    work.session.add(row)
    work.session.flush()
    return row.model_copy()


def test_a_file_that_does_not_exist_is_told_beside_its_field():
    with pytest.raises(Invalid) as caught:
        ops.ask_for('read', parameters={'file': 404})
    assert caught.value.errors == (('file', files.GONE),)


def test_a_file_of_the_wrong_kind_is_refused_before_it_comes_and_when_it_is_used():
    with refused('body.type'):
        upload(OLIVER, 'points.exe', command='read_table', parameter='file')
    assert upload(OLIVER, 'POINTS.CSV', command='read_table', parameter='file')
    file = upload(OLIVER, 'points.exe')
    assert complaint(file, OLIVER, 'read_table') == (('file', 'Choose a file that ends with .csv.'),)


def test_a_file_for_a_command_one_may_not_start_or_for_no_parameter_is_refused():
    with pytest.raises(Forbidden):
        upload(BOB, command='read', parameter='file')
    with refused('validation'):
        upload(OLIVER, command='read', parameter='text')
    with refused('ops.no_command'):
        upload(OLIVER, command='nonsense', parameter='file')


def test_another_run_with_the_same_file_shares_its_content_and_outlives_the_first(time, folder):
    file = upload()
    first = run_with(file)
    second = run_with(file)
    one, two = rows()
    assert (one.run_id, two.run_id, one.path) == (first, second, two.path)
    assert read(lambda work: work.session.get(OpsRun, second)).parameters == {'file': two.id}
    ops.cancel(first)
    assert transact(keeping.forget_runs, [first]) == ()
    ops.cancel(second)
    assert transact(keeping.forget_runs, [second]) == (two.path,)


def test_the_same_key_with_the_same_file_is_the_same_run():
    file = upload()
    runs = {transact(queue.ask_for, OLIVER, queue.Wanted('read', {'file': file.id}, key='once')).run_id
            for _ in range(3)}
    assert len(runs) == 1 and len(rows()) == 1


def test_what_no_run_has_used_for_a_day_goes(time):
    file, used = upload(), upload(OLIVER, 'used')
    run_with(used)
    time.passes(hours=23)
    assert read(keeping.list_overdue).files == ()
    time.passes(hours=2)
    assert read(keeping.list_overdue).files == (file.id,)
    place = rows()[0].path
    assert transact(keeping.forget_files, [file.id]) == (place,)


def test_an_attempt_is_told_of_the_files_of_its_own_run_only(folder):
    run_with(upload())
    claim = ops.claim()
    given, = transact(files.list_given, claim)
    assert (given.parameter, given.name) == ('file', 'points.csv') and given.place.startswith(str(folder))
    other = upload(OLIVER, 'other')
    with refused('ops.no_file'):
        transact(files.list_given, replace(claim, parameters={'file': other.id}))


def test_a_schedule_cannot_give_a_file():
    draft = EntryDraft('read', 'cron', '0 9 * * *', parameters={'file': upload().id})
    with pytest.raises(Invalid) as caught:
        transact(schedules.add, OLIVER, draft)
    assert [field for field, _ in caught.value.errors] == ['parameters.file']


def test_an_upload_stands_in_the_audit_trail(database):
    file = upload()
    with refused('auth.forbidden'):
        transact(files.keep_upload, CLEO, 'x', Stored('x', 1, 'x'))
    entry = read(lambda work: work.session.exec(select(AuditEntry).where(AuditEntry.deed == 'ops.upload')).first())
    assert (entry.actor, entry.thing) == (OLIVER.identity, f'file {file.id}') and 'points.csv' in entry.detail
