"""Secrets on the screen: what is set shows as dots, what is typed is sealed, and nothing is ever shown again."""

from datetime import timedelta

import pytest
from nicegui import ui

from app import clock
from app.domain.access import Actor, Grant
from app.domain.ops.secrets import TOO_SHORT, declared
from app.services import secrets
from app.services.people import accounts
from app.work import read, transact
from tests.pages.conftest import (
    complaint,
    field,
    fill,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    submit,
    text_of,
    type_key,
    until,
)
from tests.people import ANN, BOB, CLEO, PASSWORD
from tests.secrets import COMMANDS, NAMES, attempt

VALUE = 'swordfish-77-alpha'


@pytest.fixture(autouse=True)
def _commands(monkeypatch):
    monkeypatch.setattr(secrets, 'declared', lambda _: declared(COMMANDS))


@pytest.fixture
async def at_secrets(ann):
    await ann.open('/ops/secrets')
    return ann


@pytest.fixture
async def bob_there(bob):
    await bob.open('/ops/secrets')
    return bob


def keep(name='FPL_PASSWORD', value=VALUE, actor=ANN, scope='shared'):
    transact(secrets.keep, actor, name, value, scope)


def view(name='FPL_PASSWORD', scope='shared', actor=ANN):
    return next(one for one in read(secrets.list_secrets, actor) if (one.name, one.scope) == (name, scope))


def listed(user):
    """Names of the table, from top to bottom."""
    return [element.text for element in shown(user) if 'rt-secret-name' in element.classes]


def panel(user):
    return next((element.props['aria-label'] for element in shown(user) if 'rt-secret-panel' in element.classes), None)


async def test_every_secret_that_commands_ask_for_is_listed(at_secrets):
    await sees(at_secrets, 'Set FPL_PASSWORD', '5 secrets, 5 not set')
    assert listed(at_secrets) == NAMES
    assert named(at_secrets, 'Secrets')
    await sees(at_secrets, 'E-mail of the account at the FPL', 'predict',
               'The vault key “k1” comes from the environment')


async def test_a_value_set_elsewhere_shows_as_dots(at_secrets):
    keep()
    await sees(at_secrets, 'Set, never shown', 'Replace FPL_PASSWORD', '5 secrets, 4 not set', '· Ann')
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    await sees(at_secrets, 'Set FPL_PASSWORD', '5 not set')
    await misses(at_secrets, 'Set, never shown')


async def test_a_use_shows_at_once(at_secrets):
    keep()
    keep('FPL_LOGIN', 'ann@example.com')
    await sees(at_secrets, 'never')
    transact(secrets.open_for, attempt())
    await sees(at_secrets, 'just now')


async def test_a_value_is_set_by_hand_and_sealed(at_secrets):
    press(at_secrets, 'Set FPL_PASSWORD')
    await until(lambda: panel(at_secrets) == 'Set FPL_PASSWORD')
    assert field(at_secrets, 'New value').props['type'] == 'password'
    fill(at_secrets, New_value=VALUE)
    submit(at_secrets, 'Save value')
    await until(lambda: view().is_set)
    await sees(at_secrets, 'FPL_PASSWORD is set.', 'Set, never shown')
    assert panel(at_secrets) is None
    keep('FPL_LOGIN', 'ann@example.com')
    assert transact(secrets.open_for, attempt())['FPL_PASSWORD'] == VALUE


async def test_nothing_that_was_typed_or_kept_is_on_the_page_afterwards(at_secrets):
    keep()
    await sees(at_secrets, 'Replace FPL_PASSWORD')
    press(at_secrets, 'Replace FPL_PASSWORD')
    assert 'nobody can read it back, administrators included' in field(at_secrets, 'New value').props['hint']
    fill(at_secrets, New_value='another-value-88')
    submit(at_secrets, 'Save value')
    await until(lambda: view().version == 2)
    await misses(at_secrets, 'another-value-88')
    press(at_secrets, 'Replace FPL_PASSWORD')
    assert field(at_secrets, 'New value').value == ''
    everything = [str(element.props) + text_of(at_secrets) for element in at_secrets.current_layout.descendants()]
    assert not any(VALUE in text or 'another-value-88' in text for text in everything)


async def test_one_can_look_at_what_one_types(at_secrets):
    press(at_secrets, 'Set FPL_PASSWORD')
    for kind in ('text', 'password'):
        press(at_secrets, 'Look at the value')
        await until(lambda kind=kind: field(at_secrets, 'New value').props['type'] == kind)


async def test_a_private_key_has_several_lines(at_secrets):
    press(at_secrets, 'Set FPL_PASSWORD')
    fill(at_secrets, New_value='first line of it')
    press(at_secrets, 'Several lines, such as a private key')
    await until(lambda: isinstance(field(at_secrets, 'New value'), ui.textarea))
    assert field(at_secrets, 'New value').value == 'first line of it'
    fill(at_secrets, New_value='first line of it\nsecond line of it')
    submit(at_secrets, 'Save value')
    await until(lambda: view().is_set)
    keep('FPL_LOGIN', 'ann@example.com')
    assert transact(secrets.open_for, attempt())['FPL_PASSWORD'] == 'first line of it\nsecond line of it'


async def test_what_is_no_value_is_refused_beside_its_field(at_secrets):
    press(at_secrets, 'Set FPL_PASSWORD')
    submit(at_secrets, 'Save value')
    await until(lambda: complaint(at_secrets, 'New value').startswith('Give a value'))
    assert panel(at_secrets) and not view().is_set


async def test_a_value_that_cannot_be_masked_says_so(at_secrets):
    press(at_secrets, 'Set FPL_PASSWORD')
    fill(at_secrets, New_value='abc')
    submit(at_secrets, 'Save value')
    await sees(at_secrets, TOO_SHORT, f'FPL_PASSWORD is set. {TOO_SHORT}')


async def test_the_panel_tells_who_uses_it_and_who_replaced_it(at_secrets):
    keep('DISCORD_WEBHOOK')
    keep('DISCORD_WEBHOOK')
    await sees(at_secrets, 'Replace DISCORD_WEBHOOK')
    press(at_secrets, 'Replace DISCORD_WEBHOOK')
    await sees(at_secrets, 'replaced the value', 'set a value', 'send')
    transact(secrets.forget, ANN, 'DISCORD_WEBHOOK')
    await sees(at_secrets, 'removed it')
    await until(lambda: panel(at_secrets) == 'Set DISCORD_WEBHOOK')


async def test_a_secret_is_removed_once_that_is_confirmed(at_secrets):
    keep()
    await sees(at_secrets, 'Replace FPL_PASSWORD')
    press(at_secrets, 'Replace FPL_PASSWORD')
    press(at_secrets, 'Remove')
    await sees(at_secrets, 'Remove FPL_PASSWORD?')
    press(at_secrets, 'Back')
    await misses(at_secrets, 'Remove FPL_PASSWORD?')
    assert view().is_set
    press(at_secrets, 'Remove')
    await sees(at_secrets, 'Remove FPL_PASSWORD?')
    press_last(at_secrets, 'Remove FPL_PASSWORD')
    await until(lambda: not view().is_set)
    await sees(at_secrets, 'FPL_PASSWORD is removed')


async def test_the_password_is_asked_for_when_it_was_given_long_ago(workspace, user):
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        sign_in(user, ANN)
    await user.open('/ops/secrets')
    press(user, 'Set FPL_PASSWORD')
    fill(user, New_value=VALUE)
    submit(user, 'Save value')
    await sees(user, 'Give your password again')
    assert not view().is_set
    fill(user, Password=PASSWORD)
    submit(user, 'Go on')
    await until(lambda: view().is_set)


async def test_the_list_is_filtered_and_the_address_knows(at_secrets):
    fill(at_secrets, Filter_secrets='webhook')
    await until(lambda: listed(at_secrets) == ['CHAT_WEBHOOK_URL', 'DISCORD_WEBHOOK'])
    fill(at_secrets, Filter_secrets='portfolio')
    await until(lambda: listed(at_secrets) == ['AZURE_DEVOPS_PAT'])
    fill(at_secrets, Filter_secrets='nothing')
    await sees(at_secrets, 'No secret is called “nothing”')
    press(at_secrets, 'Clear filter')
    await until(lambda: listed(at_secrets) == NAMES)


async def test_an_address_brings_back_filter_half_and_panel(ann):
    await ann.open('/ops/secrets?text=fpl&name=FPL_LOGIN')
    assert listed(ann) == ['FPL_LOGIN', 'FPL_PASSWORD'] and panel(ann) == 'Set FPL_LOGIN'
    await ann.open('/ops/secrets?whose=mine')
    await sees(ann, 'Set FPL_PASSWORD')
    press(ann, 'Set FPL_PASSWORD')
    fill(ann, New_value=VALUE)
    submit(ann, 'Save value')
    await until(lambda: view(scope=ANN.identity).is_set)
    assert not view().is_set


async def test_keys_open_the_next_one_that_is_not_set_and_close_it(at_secrets):
    keep('AZURE_DEVOPS_PAT')
    await sees(at_secrets, 'Replace AZURE_DEVOPS_PAT')
    type_key(at_secrets, 'n')
    await until(lambda: panel(at_secrets) == 'Set CHAT_WEBHOOK_URL')
    type_key(at_secrets, 'Escape')
    await until(lambda: panel(at_secrets) is None)
    type_key(at_secrets, '?')
    await sees(at_secrets, 'Set a secret', 'Filter', 'Close the panel')


async def test_who_may_not_set_what_is_shared_sees_why_and_sets_their_own(bob_there):
    await until(lambda: listed(bob_there) == NAMES)
    press(bob_there, 'Set AZURE_DEVOPS_PAT')
    fill(bob_there, New_value=VALUE)
    submit(bob_there, 'Save value')
    await until(lambda: view('AZURE_DEVOPS_PAT', BOB.identity, BOB).is_set)
    press(bob_there, 'Everybody’s')
    await sees(bob_there, 'Only admins can set what everybody’s runs use', 'Look at FPL_PASSWORD')
    assert not [one for one in shown(bob_there, ui.element) if one.props.get('aria-label') == 'Set FPL_PASSWORD']
    press(bob_there, 'Look at FPL_PASSWORD')
    await sees(bob_there, 'Only admins can set secrets that everybody’s runs use.')
    assert not named(bob_there, 'Save value') and not named(bob_there, 'Remove')


async def test_what_is_somebody_elses_own_is_on_no_other_page(at_secrets, bob):
    keep('AZURE_DEVOPS_PAT', VALUE, BOB, BOB.identity)
    press(at_secrets, 'Only mine')
    await sees(at_secrets, 'Set AZURE_DEVOPS_PAT')
    assert 'Set, never shown' not in text_of(at_secrets)


async def test_a_right_that_was_taken_away_meanwhile_counts(at_secrets):
    press(at_secrets, 'Set FPL_PASSWORD')
    fill(at_secrets, New_value=VALUE)
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('admin')])
    transact(accounts.set_grants, Actor(BOB.identity, 'Bob', (Grant('admin'),)), ANN.person_id, [Grant('member')])
    submit(at_secrets, 'Save value')
    await sees(at_secrets, 'Sign in to Acme')
    assert not view(actor=BOB).is_set


async def test_viewers_are_refused_the_page(cleo, user):
    sign_in(user, CLEO)
    answer = await user.http_client.get('/ops/secrets')
    assert answer.status_code == 403 and 'Ask an admin for a role.' in answer.text


async def test_without_any_command_that_asks_the_page_says_what_it_is_for(workspace, monkeypatch, ann):
    monkeypatch.setattr(secrets, 'declared', lambda _: ())
    await ann.open('/ops/secrets')
    await sees(ann, 'No command asks for a secret')
