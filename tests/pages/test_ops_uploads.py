"""Choosing a file in the form of a command."""

from dataclasses import replace

import pytest
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from sqlmodel import select

from app.domain import access
from app.work import read
from models.ops import OpsFile
from tests.ops import ask_for, cancel, view
from tests.pages.conftest import arrives, press, sees, shown, sign_in, touch, until
from tests.pages.test_ops_start import count, preview, starting
from tests.people import OLIVER, invite_cleo, invite_crew
from tests.uploads import TEXT, left, sent


@pytest.fixture
async def oliver(workspace, user):
    invite_cleo()
    invite_crew()
    sign_in(user, OLIVER)
    return user


@pytest.fixture
def folder(tmp_path):
    return tmp_path / 'files'


def place(user):
    return shown(user, ui.upload)[0]


async def choose(user, name='points.csv', content=TEXT):
    """As the browser does, which tells that it has begun before anything arrives."""
    touch(user, place(user), 'added')
    with user:
        await place(user).handle_uploads([SmallFileUpload(name, 'text/csv', content)])


def rows():
    return read(lambda work: list(work.session.exec(select(OpsFile).order_by(OpsFile.id))))


async def test_a_file_is_chosen_and_the_run_gets_it(oliver, folder):
    await starting(oliver, 'read')
    await sees(oliver, 'needed · at most 50 MB')
    await choose(oliver)
    await sees(oliver, 'points.csv, 20 bytes')
    await until(lambda: preview(oliver)[-2:] == ['--file', 'points.csv'])
    press(oliver, 'Start run')
    await arrives(oliver, '/ops/runs/1')
    assert view(1).parameters == (('file', 'points.csv'),) and len(left(folder)) == 1
    await sees(oliver, 'points.csv')


async def test_who_does_not_wait_for_the_file_starts_nothing(oliver):
    await starting(oliver, 'read_table')
    touch(oliver, place(oliver), 'added')
    press(oliver, 'Start run')
    await sees(oliver, 'The file has not come completely yet.')
    assert count() == 0
    touch(oliver, place(oliver), 'failed')
    await sees(oliver, 'The file did not arrive.')
    press(oliver, 'Start run')
    await arrives(oliver, '/ops/runs/1')


async def test_a_needed_file_that_is_missing_is_told_beside_its_field(oliver):
    await starting(oliver, 'read')
    press(oliver, 'Start run')
    await sees(oliver, 'file: Give a value.')
    assert count() == 0


async def test_a_file_of_the_wrong_kind_is_refused_and_another_one_can_be_chosen(oliver, folder):
    await starting(oliver, 'read_table')
    assert place(oliver).props['accept'] == '.csv'
    await choose(oliver, 'points.exe')
    await sees(oliver, 'Choose a file that ends with .csv.')
    assert rows() == [] and left(folder) == []
    touch(oliver, place(oliver), 'rejected')
    await sees(oliver, 'Choose one file that ends with .csv, of at most 50 MB.')
    await choose(oliver)
    await sees(oliver, 'points.csv, 20 bytes')


async def test_a_file_that_is_taken_out_again_is_not_given(oliver):
    await starting(oliver, 'read_table')
    await choose(oliver)
    await sees(oliver, 'points.csv, 20 bytes')
    press(oliver, 'Take it out')
    await until(lambda: '--file' not in preview(oliver))
    press(oliver, 'Start run')
    await arrives(oliver, '/ops/runs/1')
    assert view(1).parameters == ()


async def test_a_former_run_is_edited_and_run_again_with_its_file(oliver):
    file = await sent(OLIVER)
    first = ask_for('read', parameters={'file': file.id})
    cancel(first)
    await oliver.open(f'/ops/runs/{first}')
    press(oliver, 'Edit and run again')
    await sees(oliver, 'The file of the former run')
    press(oliver, 'Start run')
    await arrives(oliver, '/ops/runs/2')
    one, two = rows()
    assert (one.path, one.run_id, two.run_id) == (two.path, 1, 2)


async def test_who_lost_the_right_meanwhile_uploads_nothing(oliver, folder, monkeypatch):
    await starting(oliver, 'read')

    rule = access.RULES['ops.upload']
    monkeypatch.setitem(access.RULES, 'ops.upload', replace(rule, allows=lambda *_: False))
    await choose(oliver)
    await sees(oliver, rule.refusal)
    assert left(folder) == []
