"""One's own account: profile, preferences, password, devices, tokens."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.security import passwords
from app.services.people import accounts, guests, sessions, tokens
from app.work import read, transact
from components.theme import Theme
from tests.pages.conftest import (
    arrives,
    be_guest,
    complaint,
    control,
    field,
    fill,
    misses,
    named,
    open_menu,
    press,
    press_last,
    problem,
    sees,
    shown,
    sign_in,
    submit,
    switch,
    text_of,
    until,
)
from tests.people import ANN, PASSWORD

MORE = 'other quiet river 8'
AGAIN = 'Give your password again'


@pytest.fixture
async def at_home(ann):
    await ann.open('/me')
    return ann


@pytest.fixture
async def stale(workspace, user):
    """Ann has given her password an hour ago."""
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        sign_in(user, ANN)
    return user


def profile():
    return read(accounts.view_profile, ANN)


def password():
    return read(sessions.find_account, 'ann@example.com').password


def secret(user):
    return next(element.text for element in shown(user) if 'secret' in element._markers)


async def test_the_profile_shows_who_one_is(at_home):
    await sees(at_home, 'ann@example.com', 'Admin')
    assert field(at_home, 'Your name').value == 'Ann'


async def test_name_animal_and_zone_are_saved_and_shown_everywhere(at_home):
    fill(at_home, Your_name='Anna Lee', Time_zone='Europe/Berlin')
    press(at_home, 'Fox')
    submit(at_home, 'Save profile')
    await until(lambda: profile().avatar == 'Fox')
    assert (profile().name, profile().zone) == ('Anna Lee', 'Europe/Berlin')
    await sees(at_home, 'Profile saved', '🦊')


@pytest.mark.parametrize('name', ['', 'x', 51 * 'x'])
async def test_a_name_that_is_none_is_refused_beside_its_field(at_home, name):
    fill(at_home, Your_name=name)
    submit(at_home, 'Save profile')
    await until(lambda: complaint(at_home, 'Your name'))
    assert profile().name == 'Ann'


async def test_the_theme_holds_at_once_on_all_pages(at_home, neighbour):
    sign_in(neighbour, ANN)
    await neighbour.open('/')
    press(at_home, 'Dark')
    await until(lambda: profile().theme == 'dark')
    await until(lambda: shown(neighbour, Theme)[0].value is True)


async def test_single_keys_can_be_switched_off(at_home):
    switch(at_home, 'Single-key shortcuts')
    await until(lambda: not profile().has_shortcuts)


async def test_sounds_can_be_switched_on(at_home):
    switch(at_home, 'Sounds at poker tables')
    await until(lambda: profile().has_sound)


async def test_a_new_password_keeps_this_device_signed_in_and_ends_all_others(at_home, neighbour):
    sign_in(neighbour, ANN)
    await neighbour.open('/')
    fill(at_home, New_password=MORE)
    submit(at_home, 'Change password')
    await sees(neighbour, 'Sign in to Acme')
    assert await passwords.is_right(MORE, password())
    await until(lambda: len(read(sessions.list_devices, ANN, '')) == 1)


async def test_a_weak_password_is_refused_beside_its_field(at_home):
    fill(at_home, New_password='short')
    submit(at_home, 'Change password')
    await until(lambda: complaint(at_home, 'New password') == 'Use 12 to 128 characters.')


async def test_on_a_page_left_open_the_password_is_asked_for_first(stale):
    before = password()
    await stale.open('/me')
    fill(stale, New_password=MORE)
    submit(stale, 'Change password')
    await sees(stale, AGAIN)
    fill(stale, Password='wrong')
    submit(stale, 'Go on')
    await until(lambda: problem(stale))
    assert password() == before
    fill(stale, Password=PASSWORD)
    submit(stale, 'Go on')
    await until(lambda: password() != before)


async def test_who_does_not_give_the_password_changes_nothing(stale):
    before = password()
    await stale.open('/me')
    fill(stale, New_password=MORE)
    submit(stale, 'Change password')
    await sees(stale, AGAIN)
    press(stale, 'Back')
    await misses(stale, AGAIN)
    assert password() == before


async def test_every_device_is_listed_and_this_one_is_marked(ann, neighbour):
    sign_in(neighbour, ANN)
    await ann.open('/me/sessions')
    await sees(ann, 'Where you are signed in', 'This device')
    assert len([name for name in text_of(ann).splitlines() if name.startswith('End session on')]) == 1


async def test_a_session_elsewhere_is_ended_and_its_page_goes_to_the_sign_in(ann, neighbour):
    await ann.open('/me/sessions')
    sign_in(neighbour, ANN)
    await neighbour.open('/')
    transact(accounts.choose, ANN, theme='dark')  # whatever concerns Ann is looked at again
    name = await until(lambda: next((name for name in text_of(ann).splitlines() if 'End session on' in name), ''))
    press(ann, name)
    await sees(ann, 'Session ended')
    await sees(neighbour, 'Sign in to Acme')


async def test_where_there_is_no_token_the_page_says_what_they_are_for(ann):
    await ann.open('/me/tokens')
    await sees(ann, 'No tokens', 'A token lets a program use Roundtable')


async def test_a_token_is_shown_once_and_never_again(ann):
    await ann.open('/me/tokens')
    press(ann, 'New token')
    await sees(ann, 'Token name')
    fill(ann, Token_name='deploy', Expires='30')
    submit(ann, 'Make the token')
    await sees(ann, 'Your token “deploy”', 'Shown once')
    given = secret(ann)
    answer = await ann.http_client.get('/api/v1/me', headers={'Authorization': f'Bearer {given}'})
    assert answer.status_code == 200
    press(ann, 'Copy token')
    await sees(ann, 'Token copied')
    press(ann, 'Done')
    await ann.open('/me/tokens')
    await sees(ann, 'deploy', 'Active')
    assert given not in text_of(ann)


@pytest.mark.parametrize(('name', 'says'), [('', 'Give the token a name'), (61 * 'x', 'Give the token a name')])
async def test_a_token_needs_a_name(ann, name, says):
    await ann.open('/me/tokens')
    press(ann, 'New token')
    await sees(ann, 'Token name')
    fill(ann, Token_name=name)
    submit(ann, 'Make the token')
    await until(lambda: complaint(ann, 'Token name').startswith(says))


async def test_a_token_that_may_nothing_is_refused(ann):
    await ann.open('/me/tokens')
    press(ann, 'New token')
    await sees(ann, 'Token name')
    fill(ann, Token_name='deploy', read=False)
    submit(ann, 'Make the token')
    await until(lambda: problem(ann) == ['Choose what the token may do.'])


async def test_a_token_on_a_page_left_open_needs_the_password(stale):
    await stale.open('/me/tokens')
    press(stale, 'New token')
    await sees(stale, 'Token name')
    fill(stale, Token_name='deploy')
    submit(stale, 'Make the token')
    await sees(stale, AGAIN)
    fill(stale, Password=PASSWORD)
    submit(stale, 'Go on')
    await sees(stale, 'Your token “deploy”')


async def test_a_token_is_revoked_after_a_question(ann):
    transact(tokens.make_token, ANN, 'id', 'hash', 'deploy', ['read'], 30)
    await ann.open('/me/tokens')
    await sees(ann, 'Revoke deploy')
    press(ann, 'Revoke deploy')
    await sees(ann, 'Revoke “deploy”?')
    press(ann, 'Revoke token')
    await sees(ann, 'Revoked', 'Token revoked')
    await until(lambda: not named(ann, 'Revoke deploy'))


async def test_a_token_can_stay_after_second_thoughts(ann):
    transact(tokens.make_token, ANN, 'id', 'hash', 'deploy', ['read'], 30)
    await ann.open('/me/tokens')
    press(ann, 'Revoke deploy')
    await sees(ann, 'Revoke “deploy”?')
    press_last(ann, 'Back')
    await misses(ann, 'Revoke “deploy”?')
    assert read(tokens.list_own, ANN)[0].state == 'active'


async def test_a_guest_chooses_a_theme_and_can_be_forgotten(user, table):
    guest = be_guest(user, 'Gus').removeprefix('guest:')
    await user.open('/poker')
    open_menu(user, 'Your settings')
    press(user, 'Dark')
    await until(lambda: read(guests.view_guest, guest) and control(user, 'Dark').props['aria-checked'] == 'true')
    press(user, 'Forget me on this device')
    await until(lambda: read(guests.view_guest, guest) is None)
    await arrives(user, '/forget')


async def test_a_new_address_is_shown_and_holds(at_home):
    fill(at_home, **{'New e-mail': 'anna@example.com'})
    submit(at_home, 'Change e-mail')
    await sees(at_home, 'E-mail changed', 'anna@example.com')
    assert profile().email == 'anna@example.com'


async def test_an_address_that_is_none_is_refused_beside_its_field(at_home):
    fill(at_home, **{'New e-mail': 'anna'})
    submit(at_home, 'Change e-mail')
    await until(lambda: complaint(at_home, 'New e-mail') == 'This is not an e-mail address.')


async def test_on_a_page_left_open_a_new_address_needs_the_password(stale):
    await stale.open('/me')
    fill(stale, **{'New e-mail': 'anna@example.com'})
    submit(stale, 'Change e-mail')
    await sees(stale, AGAIN)
    fill(stale, Password=PASSWORD)
    submit(stale, 'Go on')
    await until(lambda: profile().email == 'anna@example.com')


async def test_dates_are_written_as_one_is_used_to(at_home):
    press(at_home, 'Oct 14 4:30 PM')
    await until(lambda: profile().locale == 'en-US')
    await at_home.open('/me/sessions')
    await until(lambda: re.search(r'since \w+ 1?\d:\d\d [AP]M', text_of(at_home)))
