"""The page of AIrsenal: what is there, what is missing, and the next thing to do."""

import pytest

from app.airsenal import Programs
from app.demo_fpl import TEAM_ID
from app.services.ops import teams
from app.work import read, transact
from components.controls import Button
from models.ops import OpsFile
from tests import reports
from tests.fpl import choose_team
from tests.pages.conftest import complaint, control, fill, misses, named, press, press_last, sees, shown, until


@pytest.fixture
async def at_set_up(ann):
    await ann.open('/ops/airsenal')
    return ann


def keep_copy(sha='a' * 64, size=118_000_000):
    def add(work):
        work.session.add(OpsFile(run_id=None, kind='database', name='data.db', size=size, sha256=sha, path='x',
                                 key=f'team:{TEAM_ID}', made_at=work.now))
    transact(add)


def primary(user):
    return [button.text for button in shown(user, Button) if 'rt-primary' in button.classes]


async def test_what_is_missing_is_said_line_by_line(at_set_up):
    await sees(at_set_up, 'Program:', 'not found on this machine', 'Team:', 'nobody has chosen one', 'Secrets:',
               'FPL_PASSWORD', 'Database:', 'there is none yet', 'FPL:', 'it has not been asked yet')
    await sees(at_set_up, 'How to get AIrsenal', 'uv tool install airsenal', 'Nothing has been run yet.')


async def test_without_program_and_team_nothing_can_be_started(at_set_up):
    await sees(at_set_up, 'Set up database', 'AIrsenal itself is missing.')
    assert 'disabled' in control(at_set_up, 'Set up database').props


async def test_a_team_is_chosen_in_a_dialog(at_set_up):
    press(at_set_up, 'Choose team')
    await sees(at_set_up, 'Which team do you play with?')
    fill(at_set_up, Team_number='x')
    press_last(at_set_up, 'Choose team')
    await until(lambda: complaint(at_set_up, 'Team number'))
    fill(at_set_up, Team_number=str(TEAM_ID))
    press_last(at_set_up, 'Choose team')
    await until(lambda: read(teams.chosen) == TEAM_ID)
    await sees(at_set_up, 'Change team')


async def test_the_next_thing_to_do_stands_out(monkeypatch, ann):
    monkeypatch.setattr('app.airsenal.programs', lambda folder: Programs('/opt/airsenal/bin', '1.17.0'))
    choose_team()
    await ann.open('/ops/airsenal')
    await sees(ann, 'version 1.17.0 in /opt/airsenal/bin')
    await misses(ann, 'How to get AIrsenal')
    assert primary(ann) == ['Set up database']
    keep_copy()
    reports.keep(reports.predicted())
    await sees(ann, '118 MB, from just now, 1 copy kept', 'in use')
    assert primary(ann) == ['Run pipeline']
    press(ann, 'Predict')
    await sees(ann, 'Run Predict', 'Start run')


async def test_the_latest_run_leads_to_its_log(at_set_up):
    reports.keep(reports.predicted())
    await sees(at_set_up, 'Run 1: Predict')
    assert control(at_set_up, 'Run 1: Predict').props['href'] == '/ops/runs/1'


async def test_a_former_database_is_restored_after_a_question(ann):
    choose_team()
    keep_copy('b' * 64)
    keep_copy()
    await ann.open('/ops/airsenal')
    await sees(ann, 'bbbbbbbbbbbb', 'aaaaaaaaaaaa', 'in use')
    press(ann, next(one.props['aria-label'] for one in shown(ann, Button)
                    if (one.props.get('aria-label') or '').startswith('Restore the copy')))
    await sees(ann, 'Restore this copy?', 'The one in use stays in the list')


async def test_who_may_only_look_finds_no_buttons(bob):
    choose_team()
    await bob.open('/ops/airsenal')
    await sees(bob, 'Health')
    assert not named(bob, 'Set up database') and not named(bob, 'Choose team')


async def test_the_commands_lead_here(ann):
    await ann.open('/ops/commands')
    await sees(ann, 'AIrsenal', 'Set-up of AIrsenal')


async def test_of_a_long_list_of_choices_the_first_few_are_told(ann):
    await ann.open('/ops/commands/optimize')
    await sees(ann, 'one of Not used, Any week, Gameweek 1, Gameweek 2, Gameweek 3 and 35 more', 'Not used',
               'whole number 1 to 100\u202f000\u202f000', 'whole number 1 to 6')
    await misses(ann, '−1 to 38')


async def test_a_name_that_begins_with_run_is_not_run_twice(ann):
    await ann.open('/ops/commands/pipeline?start=1')
    await sees(ann, 'Start run', 'Run pipeline')
    await misses(ann, 'Run Run')
