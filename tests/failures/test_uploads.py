"""Files on their way to programs: who gets them, what becomes of the kept ones, and what breaks on the way."""

import asyncio
import errno
from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock, uploads
from app.domain.ops.commands import Definition
from app.services.ops import files, keeping
from app.work import read
from jobs import commands, housekeeping
from models.ops import OpsFile
from tests import functions, ops
from tests.people import OLIVER
from tests.refusals import refused
from tests.uploads import TEXT, coming, left, sent


@pytest.fixture
def kind():
    """What the database has to do with is tested in the tests of the services, on both."""
    return 'sqlite'


@pytest.fixture
def policy(policy, tmp_path, monkeypatch):
    for slug, is_heavy in (('demo.read', False), ('demo.read_apart', True)):
        definition = Definition(slug, slug, parameters=(ops.FILE,), is_heavy=is_heavy)
        monkeypatch.setitem(policy.commands, slug, definition)
        monkeypatch.setitem(commands.FUNCTIONS, slug, (definition, functions.read_file))
    return replace(policy, ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture
def folder(policy):
    return policy.ops.files_dir


async def place_of(file):
    rows = await asyncio.to_thread(read, lambda work: work.session.get(OpsFile, file.id))
    return rows.path


async def test_a_program_reads_a_copy_that_bears_the_shown_name_and_never_sees_the_store(room, folder):
    file = await sent(OLIVER, '../📈 points.csv')
    run = await room.done('read', parameters={'file': file.id})
    path, mode, *text = ops.said(run.id)
    assert run.state == 'succeeded' and '\n'.join(text).rstrip() == TEXT.decode().rstrip()
    assert path == str(room.folder.resolve() / 'ops' / 'runs' / f'{run.id}-1' / 'given' / 'file' / '📈 points.csv')
    assert mode == '0o100400' and str(folder) not in path
    assert left(room.folder / 'ops') == []


@pytest.mark.parametrize('command', ['demo.read', 'demo.read_apart'])
async def test_functions_of_ours_read_it_by_its_path_too(room, command):
    run = await room.done(command, parameters={'file': (await sent()).id})
    assert (run.state, '\n'.join(ops.said(run.id)).rstrip()) == ('succeeded', TEXT.decode().rstrip())


async def test_a_program_that_spoils_its_copy_spoils_nothing_else(room, folder):
    file = await sent()
    assert (await room.done('spoil', parameters={'file': file.id})).state == 'succeeded'
    again = await room.done('read', parameters={'file': file.id})
    assert 'Saka,61' in ops.said(again.id)
    assert (folder / await place_of(file)).read_bytes() == TEXT


@pytest.mark.parametrize(('spoil', 'reason'), [
    (lambda path: path.unlink(), 'The file points.csv is not there any more'),
    (lambda path: path.write_bytes(b'other'), 'The file points.csv is damaged: it is not what was uploaded')],
    ids=['gone', 'changed'])
async def test_a_file_that_is_not_what_it_was_fails_the_run_which_says_so_and_is_not_tried_again(
        room, folder, spoil, reason):
    file = await sent()
    spoil(folder / await place_of(file))
    run = await room.done('read', parameters={'file': file.id})
    assert (run.state, run.reason, run.attempts) == ('failed', reason, 1)


async def test_an_optional_file_that_was_not_given_is_none(room):
    run = await room.done('read_table')
    assert (run.state, ops.said(run.id)) == ('succeeded', ['None'])


@pytest.mark.parametrize('fault', [asyncio.CancelledError, OSError(errno.ENOSPC, 'No space left on device'),
                                   RuntimeError('unforeseen')], ids=['aborted', 'disk full', 'defect'])
async def test_what_breaks_on_its_way_leaves_nothing(tmp_path, fault):
    async def breaking():
        yield TEXT
        raise fault
    with pytest.raises((asyncio.CancelledError, Exception)):
        await uploads.store(tmp_path / 'files', breaking())
    assert left(tmp_path / 'files') == []


async def test_a_disk_that_refuses_is_told_in_words(tmp_path):
    (tmp_path / 'files').write_text('no folder')
    with refused('ops.not_stored') as caught:
        await uploads.store(tmp_path / 'files', coming(TEXT))
    assert 'Not a directory' in str(caught.value) or 'File exists' in str(caught.value)


async def test_content_whose_row_cannot_be_written_goes_again(quiet_room, folder, monkeypatch):
    def refuse(_work, _actor, *_given):
        raise OSError('the database refuses')
    monkeypatch.setattr(files, 'keep_upload', refuse)
    with pytest.raises(OSError, match='refuses'):
        await sent()
    assert left(folder) == []


async def test_what_a_killed_upload_has_left_and_what_nobody_used_is_swept_after_a_day(quiet_room, folder, monkeypatch):
    used, unused = await sent(), await sent()
    await quiet_room.ask('read', parameters={'file': used.id})
    coming_still = folder / 'ab' / '.abcd.coming'
    coming_still.parent.mkdir(exist_ok=True)
    coming_still.write_bytes(TEXT)
    monkeypatch.setattr(clock, 'now', lambda now=clock.now: now() + timedelta(hours=25))
    overdue = await asyncio.to_thread(read, keeping.list_overdue)
    assert overdue.files == (unused.id,)
    await asyncio.to_thread(housekeeping.remove_old, Silent(), {})
    assert left(folder) == [await place_of(used)]


class Silent:
    """Nobody listens to it."""

    def speak(self, *_):
        """Says nothing."""

    def progress(self, *_):
        """Says nothing."""
