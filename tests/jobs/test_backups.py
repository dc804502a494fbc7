"""The nightly backup and its weekly trial, as the run that makes them sees it."""

from dataclasses import replace

import pytest

from app.backup.archive import BackupRefused
from app.domain.audit import Filter
from app.domain.ops.backups import KEPT
from app.errors import Forbidden, Gone
from app.services import audit
from app.services.ops import backups as service
from app.settings import OpsSettings
from app.work import read, transact
from jobs import backups
from jobs.voice import Stopped
from tests.people import ANN, BOB, NOON, found_workspace, invite_bob
from tests.refusals import refused
from tests.voices import Listener


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, ops=OpsSettings(files_dir=tmp_path / 'files', backup_dir=tmp_path / 'backups'))


@pytest.fixture
def folder(database, time, tmp_path):
    """Where backups of Ann's workspace go."""
    found_workspace()
    invite_bob()
    return tmp_path / 'backups'


@pytest.fixture
def voice():
    return Listener()


def shown():
    return read(service.view_backups, ANN).backups


def test_a_backup_is_written_and_known(folder, voice):
    result = backups.back_up(voice, {})
    [view] = shown()
    assert view.name == result['name'] == 'roundtable-20300109-120000.zip' and view.made_at == NOON
    assert view.size == result['size'] == (folder / view.name).stat().st_size
    assert view.checked_at is None and view.fault == ''
    assert [entry.thing for entry in read(audit.list_entries, ANN, Filter(deed='system.backup'))] == [view.name]
    assert voice.steps[-1][0] < voice.steps[-1][1] and 'rows' in voice.said[-1] and voice.partial == []


def test_fourteen_are_kept(folder, voice, time):
    for _ in range(KEPT + 3):
        backups.back_up(voice, {})
        time.passes(days=1)
    assert len(shown()) == len(list(folder.glob('*.zip'))) == KEPT == 14
    assert shown()[0].name.startswith('roundtable-20300125') and shown()[-1].name.startswith('roundtable-20300112')


def test_a_backup_that_is_stopped_leaves_nothing(folder):
    for steps in (1, 5, 12):
        with pytest.raises(Stopped):
            backups.back_up(Listener(stops_after=steps), {})
    assert list(folder.iterdir()) == [] and shown() == ()


def test_what_a_killed_process_left_is_swept_away(folder, voice):
    folder.mkdir()
    (folder / 'roundtable-20300108-120000.zip.part').write_bytes(b'half')
    backups.back_up(voice, {})
    assert [path.suffix for path in folder.iterdir()] == ['.zip']


def test_a_file_that_was_taken_away_is_not_spoken_of(folder, voice, time):
    first = backups.back_up(voice, {})['name']
    (folder / first).unlink()
    time.passes(days=1)
    second = backups.back_up(voice, {})['name']
    assert [view.name for view in shown()] == [second]


def test_backups_of_another_installation_in_the_same_folder_are_neither_shown_nor_removed(folder, voice, time):
    name = backups.back_up(voice, {})['name']
    transact(service.forget_missing, [name])
    for _ in range(KEPT + 1):
        time.passes(days=1)
        backups.back_up(voice, {})
    assert name not in [view.name for view in shown()] and (folder / name).exists()


def test_a_trial_of_the_newest_is_noted_beside_it(folder, voice, time):
    backups.back_up(voice, {})
    time.passes(hours=1)
    assert backups.try_newest(voice, {})['rows'] > 5
    assert shown()[0].checked_at == time.now and shown()[0].fault == ''


def test_what_a_trial_finds_is_noted_and_fails_the_run(folder, voice):
    name = backups.back_up(voice, {})['name']
    content = bytearray((folder / name).read_bytes())
    content[200] ^= 255
    (folder / name).write_bytes(content)
    with pytest.raises(BackupRefused, match='damaged'):
        backups.try_newest(voice, {})
    assert 'damaged' in shown()[0].fault and shown()[0].checked_at is not None


def test_there_has_to_be_a_backup_to_try_out(folder, voice):
    with pytest.raises(BackupRefused, match='no backup'):
        backups.try_newest(voice, {})


def test_only_admins_see_and_make_and_fetch_backups(folder, voice):
    backups.back_up(voice, {})
    for service_of, arguments in ((service.view_backups, ()), (service.make_now, ()), (service.fetch, ('x',))):
        with pytest.raises(Forbidden):
            transact(service_of, BOB, *arguments)


def test_fetching_one_needs_a_password_given_lately_and_stands_in_the_trail(folder, voice, time):
    name = backups.back_up(voice, {})['name']
    assert transact(service.fetch, replace(ANN, proved_at=time.now), name) == name
    assert [entry.thing for entry in read(audit.list_entries, ANN, Filter(deed='system.fetch_backup'))] == [name]
    with refused('auth.reauth'):
        transact(service.fetch, replace(ANN, proved_at=NOON.replace(hour=11)), name)
    with pytest.raises(Gone):
        transact(service.fetch, ANN, '../../etc/passwd')
