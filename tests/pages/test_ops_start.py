"""Starting a command: its form, what is refused, and that one wish makes one run."""

import pytest
from sqlmodel import func, select

from app.services.ops import commands
from app.work import read, transact
from components.ops.start import StartDialog
from models.ops import OpsRun
from tests.ops import row, view
from tests.pages.conftest import (
    arrives,
    complaint,
    control,
    field,
    fill,
    misses,
    named,
    press,
    sees,
    shown,
    sign_in,
    touch,
    type_key,
    until,
)
from tests.people import ANN, BOB, OLIVER, invite_cleo, invite_crew


@pytest.fixture
async def oliver(workspace, user):
    invite_cleo()
    invite_crew()
    sign_in(user, OLIVER)
    return user


def count():
    return read(lambda work: work.session.exec(select(func.count()).select_from(OpsRun)).one())


def preview(user):
    place = next(one for one in shown(user) if 'rt-argv' in one.classes)
    return [part.text for part in place]


async def starting(user, slug):
    await user.open(f'/ops/commands/{slug}')
    press(user, 'Run command')
    await sees(user, 'Start run')


async def test_a_command_is_run_from_its_page(oliver):
    await starting(oliver, 'say')
    await sees(oliver, 'Run Say')
    fill(oliver, text='good morning', Note='trying it out')
    press(oliver, 'Start run')
    await arrives(oliver, '/ops/runs/1')
    assert (dict(view(1).parameters), view(1).line.note) == ({'text': 'good morning'}, 'trying it out')


async def test_a_double_click_makes_one_run(oliver):
    await starting(oliver, 'say')
    for _ in range(3):
        press(oliver, 'Start run')
    await arrives(oliver, '/ops/runs/1')
    assert count() == 1


async def test_the_key_of_a_form_makes_one_run_however_often_it_is_sent(oliver):
    await starting(oliver, 'say')
    dialog = next(one for one in shown(oliver) if type(one).__name__ == 'StartDialog')
    press(oliver, 'Start run')
    await until(lambda: count() == 1)
    await until(lambda: not dialog.is_busy)
    with oliver:
        await dialog.send()
    assert count() == 1


async def test_ctrl_enter_starts(oliver):
    await starting(oliver, 'say')
    touch(oliver, next(one for one in shown(oliver) if type(one).__name__ == 'StartDialog'), 'keydown.ctrl.enter')
    await arrives(oliver, '/ops/runs/1')


async def test_what_will_run_is_shown_part_by_part(oliver):
    await starting(oliver, 'say')
    assert preview(oliver)[-2:] == ['--text', 'hello']
    fill(oliver, text='two words; rm -rf /')
    await until(lambda: preview(oliver)[-2:] == ['--text', 'two words; rm -rf /'])


@pytest.mark.parametrize('given', ['-1', '1000001', 'many', '3; rm -rf /', '1e3', '٣', '3.5'])
async def test_a_wrong_number_is_told_beside_its_field_and_nothing_is_queued(oliver, given):
    await starting(oliver, 'count')
    fill(oliver, count=given)
    press(oliver, 'Start run')
    await until(lambda: 'Give a whole number from 0 to 1000000.' in complaint(oliver, 'count'))
    await sees(oliver, 'count: Give a whole number')
    assert count() == 0 and field(oliver, 'count').value == given


async def test_a_complaint_goes_when_its_field_is_mended(oliver):
    await starting(oliver, 'count')
    fill(oliver, count='many')
    press(oliver, 'Start run')
    await until(lambda: complaint(oliver, 'count'))
    fill(oliver, count='5')
    await until(lambda: not complaint(oliver, 'count'))
    press(oliver, 'Start run')
    await arrives(oliver, '/ops/runs/1')
    assert row(1).parameters == {'count': 5}


async def test_what_cannot_be_taken_back_needs_its_name_typed(oliver):
    await starting(oliver, 'confirmed')
    press(oliver, 'Start run')
    await sees(oliver, 'Type confirmed to confirm.')
    assert count() == 0
    fill(oliver, Type_confirmed_to_confirm='confirmed')
    press(oliver, 'Start run')
    await arrives(oliver, '/ops/runs/1')


async def test_what_needs_approval_says_so_before(oliver):
    await starting(oliver, 'approved')
    await sees(oliver, 'It waits until a manager other than you has approved it.')


async def test_a_command_that_is_switched_off_cannot_be_started(oliver):
    await oliver.open('/ops/commands/off')
    await sees(oliver, 'Switched off', 'It is switched off: nobody and nothing can start it.')
    assert 'disabled' in control(oliver, 'Run command').props


async def test_a_missing_secret_is_told_with_the_way_to_set_it(oliver):
    await oliver.open('/ops/commands/secretive')
    await sees(oliver, 'It needs the secret TOKEN, which is not set.', 'Set it')


async def test_a_command_that_was_switched_off_meanwhile_is_refused_and_the_form_stays(oliver):
    await starting(oliver, 'say')
    transact(commands.switch, ANN, 'say', False)
    press(oliver, 'Start run')
    await sees(oliver, 'Say is switched off.', 'Start run')
    assert count() == 0


async def test_only_those_who_may_start_are_offered_to(user, workspace):
    sign_in(user, BOB)
    await user.open('/ops/commands/say')
    await sees(user, 'Say')
    assert not named(user, 'Run command')


async def test_an_admin_switches_a_command_off_and_on(user, oliver):
    sign_in(user, ANN)
    await user.open('/ops/commands/say')
    toggle = field(user, 'Enabled')
    touch(user, toggle, 'update:modelValue', False)
    await sees(user, 'It is switched off: nobody and nothing can start it.')
    touch(user, toggle, 'update:modelValue', True)
    await misses(user, 'It is switched off: nobody and nothing can start it.')


async def test_the_search_finds_commands_to_run(oliver):
    await oliver.open('/')
    type_key(oliver, 'k', ctrlKey=True)
    await sees(oliver, 'Go to')
    palette = next(one for one in shown(oliver) if type(one).__name__ == 'Palette')
    with oliver:
        palette.line.set_value('> run say')
    await until(lambda: [hit.title for hit in palette.hits] == ['Run Say'])
    touch(oliver, palette.line, 'keydown.up.down.enter.prevent', {'key': 'Enter'})
    await sees(oliver, 'Start run')


async def test_an_unknown_command_is_not_found(oliver):
    assert (await oliver.http_client.get('/ops/commands/rm')).status_code == 404


async def test_keys_of_the_page_are_silent_below_a_dialog(oliver):
    await starting(oliver, 'say')
    type_key(oliver, 'r')
    type_key(oliver, 'g')
    type_key(oliver, 'h')
    await sees(oliver, 'Start run')
    assert len(shown(oliver, StartDialog)) == 1
