"""The set-up: a code from the log, one use, one first admin."""

import logging

import pytest

from app import entrance
from app.domain.access import Credential, Grant
from app.domain.people import SETUP_LIFE, SETUP_TRIES
from app.security.tokens import digest, normal_setup_code
from app.services.people import accounts, sessions
from app.services.people.accounts import Founding
from app.work import read, transact
from tests.people import PASSWORD, found_workspace
from tests.refusals import refused

ACME = Founding('Acme', 'Ann', 'ann@example.com', 'UTC')


@pytest.fixture
def code(database, time):
    transact(accounts.keep_setup_code, 'the code')
    return 'the code'


def is_right(code):
    return transact(accounts.is_setup_code, code)


def printed(caplog):
    """The codes that stand in the log, oldest first."""
    return [record.args[0] for record in caplog.records if 'give this code' in record.message]


def test_the_code_is_right_and_another_one_is_not(code):
    assert is_right(code)
    assert not is_right('another')


def test_after_five_wrong_tries_even_the_right_code_is_worth_nothing(code):
    assert not any(is_right('a guess') for _ in range(SETUP_TRIES))
    assert not is_right(code)
    assert read(accounts.needs_setup_code)


def test_four_wrong_tries_are_forgiven(code):
    assert not any(is_right('a guess') for _ in range(SETUP_TRIES - 1))
    assert is_right(code)


def test_a_code_lasts_an_hour(code, time):
    time.now += SETUP_LIFE
    assert is_right(code) and not read(accounts.needs_setup_code)
    time.passes(seconds=1)
    assert not is_right(code) and read(accounts.needs_setup_code)


def test_a_new_code_replaces_the_former_one_and_its_wrong_tries(code):
    is_right('a guess')
    transact(accounts.keep_setup_code, 'a new code')
    assert is_right('a new code') and not is_right(code)


def test_the_code_is_used_up_once_the_workspace_is_founded(code):
    found_workspace()
    assert not is_right(code)


def test_a_workspace_has_one_first_admin(database):
    found_workspace()
    assert read(accounts.is_founded)
    with refused('people.founded'):
        transact(accounts.found, Founding('Other', 'Eve', 'eve@example.com', 'UTC'), 'x')
    assert read(accounts.view_workspace).name == 'Acme'


@pytest.mark.parametrize(('founding', 'code'), [
    (Founding('', 'Ann', 'ann@example.com', 'UTC'), 'people.workspace'),
    (Founding('  ', 'Ann', 'ann@example.com', 'UTC'), 'people.workspace'),
    (Founding(61 * 'a', 'Ann', 'ann@example.com', 'UTC'), 'people.workspace'),
    (Founding('Acme', 'Ann', 'ann@example', 'UTC'), 'people.email'),
    (Founding('Acme', 'Ann', 'ann@example.com', 'Mars/Olympus'), 'people.zone')])
def test_what_does_not_fit_founds_nothing(database, founding, code):
    with refused(code):
        transact(accounts.found, founding, 'x')
    assert not read(accounts.is_founded) and read(accounts.view_workspace).name == ''


def test_the_command_line_adds_the_first_admin_and_further_ones(database):
    first = transact(accounts.add_admin, ACME, 'x')
    second = transact(accounts.add_admin, Founding('Ignored', 'Zoe', 'zoe@example.com', 'UTC'), 'x')
    assert (first, second) == (1, 2)
    assert read(accounts.view_workspace).name == 'Acme'
    assert read(sessions.find_account, 'zoe@example.com').person_id == 2


async def test_the_code_of_the_log_founds_the_workspace_and_signs_its_admin_in(database, caplog):
    await entrance.offer_setup()
    await entrance.offer_setup()
    [code] = printed(caplog)
    await entrance.set_up(code.lower().replace('-', ' '), ACME, PASSWORD, 'visitor', '203.0.113.7')
    transact(sessions.redeem_sign_in, 'visitor', 'session', '', 'Firefox')
    actor = read(sessions.identify, Credential('session', 'session'))
    assert (actor.name, actor.grants) == ('Ann', (Grant('admin'),))
    await entrance.offer_setup()
    assert len(printed(caplog)) == 1


async def test_the_fifth_wrong_code_puts_a_new_one_into_the_log(database, caplog):
    caplog.set_level(logging.WARNING)
    await entrance.offer_setup()
    for _ in range(SETUP_TRIES):
        with refused('people.setup'):
            await entrance.set_up('AAAAA-AAAAA', ACME, PASSWORD, 'visitor', '203.0.113.7')
    first, second = printed(caplog)
    assert first != second
    assert transact(accounts.is_setup_code, digest(normal_setup_code(second)))
    assert not read(accounts.is_founded)


async def test_a_bad_password_does_not_use_up_the_code(database, caplog):
    await entrance.offer_setup()
    for password in ('short', 'password1234', 'we plan at Acme', 129 * 'x'):
        with refused('people.password'):
            await entrance.set_up('a wrong code', ACME, password, 'visitor', '203.0.113.7')
    assert is_right(digest(normal_setup_code(printed(caplog)[0])))


async def test_links_are_not_tried_without_end_from_one_address(database):
    for _ in range(20):
        with refused('not_found'):
            await entrance.view_invitee('reset', 'made up', '203.0.113.7')
    with refused('limit.people.codes'):
        await entrance.view_invitee('reset', 'made up', '203.0.113.7')
    with refused('not_found'):
        await entrance.view_invitee('reset', 'made up', '203.0.113.8')


async def test_set_up_codes_are_not_tried_without_end_either(database):
    for _ in range(20):
        with refused('people.setup'):
            await entrance.set_up('AAAAA', ACME, PASSWORD, 'visitor', '203.0.113.7')
    with refused('limit.people.codes'):
        await entrance.set_up('AAAAA', ACME, PASSWORD, 'visitor', '203.0.113.7')
