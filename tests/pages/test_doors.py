"""The ways in: set-up, sign-in, invitation, new password, sign-out."""

import pytest

from app.security.tokens import digest, new_setup_code, normal_setup_code
from app.services.people import accounts, sessions
from app.services.people.accounts import Founding
from app.work import read, transact
from tests.pages.conftest import (
    arrives,
    complaint,
    control,
    field,
    fill,
    named,
    open_menu,
    press,
    problem,
    sees,
    shown,
    submit,
    switch,
    until,
)
from tests.people import ANN, BOB, PASSWORD, invite_bob
from tests.poker import open_table, table_of

LOCKED = 'Too many wrong passwords. Try again in a few minutes.'
WRONG = 'The e-mail or the password is not right.'
MORE = 'other quiet river 8'


@pytest.fixture
def code(database):
    """What the log of the server would show."""
    code = new_setup_code()
    transact(accounts.keep_setup_code, digest(normal_setup_code(code)))
    return code


def set_up(user, code, **others):
    fill(user, **{'Set-up_code': code, 'Workspace_name': 'Acme', 'Your_name': 'Ann', 'E-mail': 'ann@example.com',
                  'Password': PASSWORD} | others)
    submit(user, 'Create workspace')


def credentials(user, email='ann@example.com', password=PASSWORD):
    fill(user, **{'E-mail': email, 'Password': password})
    submit(user, 'Sign in')


async def test_a_new_installation_leads_everybody_to_the_set_up(user, code):
    await user.open('/')
    assert control(user, 'Create workspace') and field(user, 'Set-up code')


async def test_the_set_up_founds_the_workspace_and_signs_its_admin_in(user, code):
    await user.open('/setup')
    set_up(user, code)
    await sees(user, 'Ann', 'Invite the people you plan with')
    assert read(accounts.list_people, ANN)[0].email == 'ann@example.com'


async def test_the_set_up_can_add_a_table_to_play_with(user, code):
    await user.open('/setup')
    switch(user, 'Add demo data')
    set_up(user, code)
    await sees(user, 'Needs you')
    await user.open('/poker')
    await sees(user, 'Demo: Checkout refinement')


async def test_a_wrong_set_up_code_is_refused_and_what_was_typed_stays(user, code):
    await user.open('/setup')
    set_up(user, 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA')
    await sees(user, 'This code is not right.')
    assert complaint(user, 'Set-up code') and field(user, 'Workspace name').value == 'Acme'
    assert not read(accounts.is_founded)


@pytest.mark.parametrize(('label', 'value', 'says'), [
    ('Password', 'short', 'Use 12 to 128 characters.'), ('E-mail', 'ann', 'This is not an e-mail address.'),
    ('Workspace_name', ' ', 'Give the workspace a name')])
async def test_the_set_up_says_which_field_is_wrong(user, code, label, value, says):
    await user.open('/setup')
    set_up(user, code, **{label: value})
    await sees(user, says)
    assert complaint(user, label.replace('_', ' ')).startswith(says)


async def test_a_workspace_is_set_up_once(user, workspace):
    answer = await user.http_client.get('/setup')
    assert answer.status_code == 404 and 'set up already' in answer.text


async def test_signing_in_leads_to_where_one_wanted_to_go(user, workspace):
    await user.open('/poker/decks')
    credentials(user)
    await arrives(user, '/session/begin?next=/poker/decks')
    await sees(user, 'What you can play with')


async def test_signing_in_never_leads_to_another_site(user, workspace):
    await user.open('/sign-in?next=//evil.example')
    credentials(user)
    await arrives(user, '/session/begin?next=/')


@pytest.mark.parametrize(('email', 'password'), [('ann@example.com', 'wrong'), ('nobody@example.com', PASSWORD),
                                                 ('no address', 'x')])
async def test_a_wrong_password_and_an_unknown_account_are_told_the_same(user, workspace, email, password):
    await user.open('/sign-in')
    credentials(user, email, password)
    await until(lambda: problem(user) == [WRONG])
    assert field(user, 'E-mail').value == email and 'disabled' not in control(user, 'Sign in').props


async def test_whoever_guesses_too_often_has_to_wait_also_with_the_right_password(user, workspace):
    for _ in range(8):
        transact(sessions.note_failure, 'ann@example.com', '127.0.0.1')
    await user.open('/sign-in')
    credentials(user)
    await until(lambda: problem(user) == [LOCKED])


async def test_a_disabled_account_cannot_sign_in(user, workspace, password_hash):
    transact(accounts.invite, ANN, 'dan@example.com', 'admin', 'link')
    dan = transact(accounts.accept, 'link', 'Dan', 'UTC', password_hash)
    transact(accounts.disable, ANN, dan)
    await user.open('/sign-in')
    credentials(user, 'dan@example.com')
    await until(lambda: problem(user) == [WRONG])


async def test_who_forgot_the_password_is_told_what_to_do(user, workspace):
    await user.open('/sign-in')
    place = control(user, 'Forgot password').props['href'].removeprefix('#')
    help_text = next(element for element in shown(user) if element.props.get('id') == place)
    assert help_text.text.startswith('Ask an admin of this workspace for a link.')


async def test_a_code_leads_to_a_table_without_an_account(user, workspace):
    table = open_table()
    await user.open('/sign-in')
    fill(user, Join_with_a_code=table_of(table).code.lower().replace('-', ' '))
    submit(user, 'Join a table')
    await arrives(user, f'/poker/{table}')


async def test_a_wrong_code_is_refused_beside_the_form(user, workspace):
    await user.open('/sign-in')
    fill(user, Join_with_a_code='FELT-000')
    submit(user, 'Join a table')
    await until(lambda: problem(user) == ['There is no table with the code FELT-000. Check it with your Scrum Master.'])


async def test_signing_out_ends_the_session(ann):
    await ann.open('/')
    open_menu(ann, 'Account menu')
    await ann.http_client.get(control(ann, 'Sign out').props['href'])
    await sees(ann, 'Sign in to Acme')
    assert not read(accounts.list_people, ANN)[0].devices


async def test_another_site_cannot_sign_anybody_out(ann):
    await ann.http_client.get('/sign-out', headers={'Sec-Fetch-Site': 'cross-site'})
    await ann.open('/')
    await sees(ann, 'Needs you')


async def test_a_session_that_ended_leads_to_the_sign_in_and_back(ann):
    await ann.open('/me')
    transact(accounts.end_sessions, ANN, ANN.person_id)
    await sees(ann, 'Sign in to Acme')
    credentials(ann)
    await sees(ann, 'How others see you')


async def test_an_invitation_makes_an_account_and_signs_in(user, workspace):
    transact(accounts.invite, ANN, 'eve@example.com', 'member', digest('link'))
    await user.open('/invite/link')
    await sees(user, 'Join Acme', 'You were invited as eve@example.com.')
    fill(user, Your_name='Eve', Password=MORE)
    submit(user, 'Join')
    await sees(user, 'Needs you')
    assert 'Eve' in [person.name for person in read(accounts.list_people, ANN) if person.state == 'active']


async def test_an_invitation_demands_a_good_password(user, workspace):
    transact(accounts.invite, ANN, 'eve@example.com', 'member', digest('link'))
    await user.open('/invite/link')
    fill(user, Your_name='Eve', Password='acme acme acme')
    submit(user, 'Join')
    await sees(user, 'Leave “acme” out')


async def test_a_link_for_a_new_password_works_once(user, workspace):
    transact(accounts.make_link, ANN, BOB.person_id, digest('link'))
    await user.open('/reset/link')
    fill(user, Password=MORE)
    submit(user, 'Save password')
    await sees(user, 'Needs you')
    assert (await user.http_client.get('/reset/link')).status_code == 404


@pytest.mark.parametrize('address', ['/invite/unknown', '/reset/unknown'])
async def test_an_unknown_link_says_what_to_do(user, workspace, address):
    answer = await user.http_client.get(address)
    assert answer.status_code == 404 and 'ask an admin for a new one' in answer.text


async def test_an_expired_link_says_so(user, workspace, time):
    transact(accounts.make_link, ANN, BOB.person_id, digest('link'))
    time.passes(hours=1)
    answer = await user.http_client.get('/reset/link')
    assert answer.status_code == 410 and 'This link has expired.' in answer.text


@pytest.fixture
def demo(database, monkeypatch):
    """A workspace to play with, in which Ann and Bob can be chosen."""
    monkeypatch.setenv('DEMO', 'true')
    transact(accounts.found, Founding('Acme', 'Ann', 'ann@example.com', 'UTC'), '', is_demo=True)
    invite_bob()


async def test_in_a_demo_one_chooses_who_one_wants_to_be(demo, user):
    await user.open('/sign-in')
    await sees(user, 'This is a demo.')
    press(user, 'Bob')
    await sees(user, 'Needs you', 'Demo', 'Bob')


async def test_nobody_is_chosen_by_name_in_a_real_workspace(user, workspace):
    await user.open('/sign-in')
    assert not named(user, 'Bob')


async def test_whoever_is_signed_in_needs_no_door(ann):
    await ann.open('/sign-in')
    await sees(ann, 'You are signed in as Ann')
    assert named(ann, 'Go to Home') and named(ann, 'Sign out') and not named(ann, 'Password')
    await ann.open('/sign-in?next=/poker/decks')
    assert control(ann, 'Go on').props['href'] == '/poker/decks'


async def test_a_session_that_has_ended_is_none(ann):
    transact(accounts.end_sessions, ANN, ANN.person_id)
    await ann.open('/sign-in')
    await sees(ann, 'Sign in to Acme')
