"""Sessions: who a request comes from, with which rights, on which device, and until when."""

from datetime import timedelta

import pytest

from app.domain.access import Credential, Grant
from app.domain.audit import Filter
from app.domain.people import PROOF, SESSION_IDLE, SESSION_LIFE, SIGN_IN_LIFE
from app.errors import Forbidden, SignInNeeded
from app.events import SessionEnded, person_topic
from app.services import audit
from app.services.people import accounts, guests, sessions
from app.services.poker import rounds, seats
from app.work import read, transact
from tests.people import ANN, BOB, CLEO
from tests.poker import cards, open_table, seat_of, start, table_of
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('workspace')


def sign_in(person, session='session', visitor='visitor', former=''):
    """The two steps of a browser: the password was right, the cookie is fetched."""
    transact(sessions.prepare_sign_in, person.person_id, visitor)
    transact(sessions.redeem_sign_in, visitor, session, '203.0.113.0/24', 'Firefox', former)
    return Credential('session', session)


def name_of(credential):
    return read(sessions.identify, credential).name


def is_signed_in(credential):
    try:
        return bool(name_of(credential))
    except SignInNeeded:
        return False


def deeds_of(person):
    return [entry.deed for entry in read(audit.list_entries, ANN, Filter(actor=person.identity))]


def test_a_prepared_sign_in_becomes_a_session_once():
    credential = sign_in(BOB)
    actor = read(sessions.identify, credential)
    assert (actor.name, actor.grants, actor.scopes) == ('Bob', (Grant('member'),), None)
    with refused('auth.expired'):
        transact(sessions.redeem_sign_in, 'visitor', 'another', '', '')


def test_only_the_browser_that_gave_the_password_can_fetch_the_session():
    transact(sessions.prepare_sign_in, BOB.person_id, 'visitor')
    with refused('auth.expired'):
        transact(sessions.redeem_sign_in, 'somebody else', 'session', '', '')


def test_a_prepared_sign_in_waits_for_a_minute(time):
    transact(sessions.prepare_sign_in, BOB.person_id, 'visitor')
    time.now += SIGN_IN_LIFE + timedelta(seconds=1)
    with refused('auth.expired'):
        transact(sessions.redeem_sign_in, 'visitor', 'session', '', '')


def test_a_disabled_person_cannot_prepare_a_sign_in():
    transact(accounts.disable, ANN, BOB.person_id)
    with refused('auth.disabled'):
        transact(sessions.prepare_sign_in, BOB.person_id, 'visitor')


def test_an_unused_session_ends_after_eight_hours(time):
    credential = sign_in(BOB)
    time.now += SESSION_IDLE - timedelta(seconds=1)
    assert is_signed_in(credential)
    time.passes(seconds=1)
    assert not is_signed_in(credential)


def test_use_keeps_a_session_alive_but_not_beyond_seven_days(time):
    credential, end = sign_in(BOB), time.now + SESSION_LIFE
    while time.now + timedelta(hours=7) < end:
        time.passes(hours=7)
        transact(sessions.acting, credential, accounts.choose, theme='dark')
    time.now = end - timedelta(seconds=1)
    assert is_signed_in(credential)
    time.now = end
    assert not is_signed_in(credential)


def test_looking_is_no_use(time):
    credential = sign_in(BOB)
    time.passes(hours=7)
    read(sessions.looking, credential, accounts.view_profile)
    time.passes(hours=1)
    assert not is_signed_in(credential)


def test_the_last_use_is_written_at_most_once_a_minute(time):
    credential, began = sign_in(BOB), time.now
    for seconds in (30, 29):
        time.passes(seconds=seconds)
        transact(sessions.acting, credential, accounts.choose, theme='dark')
    assert read(sessions.list_devices, BOB, '')[0].used_at == began
    time.passes(seconds=2)
    transact(sessions.acting, credential, accounts.choose, theme='dark')
    assert read(sessions.list_devices, BOB, '')[0].used_at == time.now


def test_whoever_signs_out_is_out_and_it_is_noted_once(workspace):
    credential = sign_in(BOB)
    for _ in range(2):
        transact(sessions.sign_out, credential.key)
    assert not is_signed_in(credential)
    assert deeds_of(BOB)[-2:] == ['people.sign_in', 'people.sign_out']
    assert SessionEnded(person_topic('person:2')) in workspace


def test_signing_in_again_on_the_same_device_ends_the_former_session(workspace):
    bobs = sign_in(BOB, 'of Bob')
    workspace.clear()
    cleos = sign_in(CLEO, 'of Cleo', former='of Bob')
    assert not is_signed_in(bobs) and name_of(cleos) == 'Cleo'
    assert SessionEnded(person_topic('person:2')) in workspace


def test_another_device_can_be_signed_out_from_here(workspace):
    here, there = sign_in(BOB, 'h' * 64), sign_in(BOB, 't' * 64)
    devices = {device.is_this: device for device in read(sessions.list_devices, BOB, here.key)}
    workspace.clear()
    transact(sessions.end_device, BOB, devices[False].id)
    assert is_signed_in(here) and not is_signed_in(there)
    assert SessionEnded(person_topic('person:2')) in workspace
    with refused('not_found'):
        transact(sessions.end_device, BOB, devices[False].id)


def test_nobody_sees_or_ends_somebody_elses_devices():
    credential = sign_in(BOB)
    assert read(sessions.list_devices, CLEO, '') == ()
    with refused('not_found'):
        transact(sessions.end_device, CLEO, credential.key[:16])
    assert is_signed_in(credential)


def test_a_device_is_listed_with_its_browser_and_roughly_where_it_is():
    sign_in(BOB, 'h' * 64)
    [device] = read(sessions.list_devices, BOB, 'h' * 64)
    assert (device.id, device.agent, device.address, device.is_this) == ('h' * 16, 'Firefox', '203.0.113.0/24', True)


def test_a_device_whose_session_ran_out_is_not_listed(time):
    sign_in(BOB)
    time.now += SESSION_IDLE
    assert read(sessions.list_devices, BOB, '') == ()


def test_rights_are_those_of_the_moment():
    assert read(sessions.looking, sign_in(BOB), accounts.list_people)
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('viewer')])
    with pytest.raises(Forbidden):
        read(sessions.looking, sign_in(BOB, 'second'), accounts.list_people)
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('admin')])
    transact(sessions.acting, sign_in(BOB, 'third'), accounts.disable, CLEO.person_id)


def test_all_other_devices_are_signed_out_at_once():
    here, there = sign_in(BOB, 'h' * 64), sign_in(BOB, 't' * 64)
    transact(sessions.acting, here, sessions.end_other_devices, here.key)
    assert read(sessions.identify, here).name == 'Bob'
    with refused('auth.expired'):
        read(sessions.identify, there)


def test_a_new_name_holds_at_the_next_call():
    credential = sign_in(BOB)
    transact(accounts.change_profile, BOB, 'Robert', '', 'UTC')
    assert name_of(credential) == 'Robert'


@pytest.mark.parametrize('kind', ['session', 'token', 'password'])
def test_who_brings_nothing_of_worth_must_sign_in(kind):
    with pytest.raises(SignInNeeded):
        read(sessions.identify, Credential(kind, 'unknown'))


def test_sensitive_deeds_want_the_password_again_after_ten_minutes(time):
    credential = sign_in(ANN)
    give = (sessions.acting, credential, accounts.set_grants, BOB.person_id, [Grant('planner')])
    time.now += PROOF
    transact(*give)
    time.passes(seconds=1)
    with refused('auth.reauth'):
        transact(*give)
    transact(sessions.prove, credential.key)
    transact(*give)


def test_the_clock_knows_when_the_next_session_ends_and_ends_it(time, workspace):
    assert read(sessions.next_end) is None
    credential = sign_in(BOB)
    assert read(sessions.next_end) == time.now + SESSION_IDLE
    workspace.clear()
    transact(sessions.end_overdue)
    assert workspace == []
    time.now += SESSION_IDLE
    transact(sessions.end_overdue)
    assert workspace == [SessionEnded(person_topic('person:2'))]
    assert not is_signed_in(credential) and read(sessions.next_end) is None


def test_the_frame_shows_who_looks():
    me = read(sessions.view_me, sign_in(BOB))
    assert (me.name, me.workspace, me.unread) == ('Bob', 'Acme', 0)
    transact(guests.introduce, 'fresh', 'Gus', 'Fox')
    me = read(sessions.view_me, Credential('guest', 'fresh'))
    assert (me.name, me.avatar, me.workspace) == ('Gus', 'Fox', 'Acme')
    assert read(sessions.view_me, Credential('guest', 'unknown')).name == ''


def as_guest(table_id, name='Gus', visitor='visitor'):
    """A guest sits down in the browser that later signs in."""
    guest = transact(guests.introduce, visitor, name, 'Fox')
    transact(seats.take_seat, guest, table_id, avatar='Fox')
    return guest


def test_a_guest_who_signs_in_keeps_seat_and_card():
    table_id = open_table()
    guest = as_guest(table_id)
    transact(rounds.lay_card, guest, table_id, start(table_id), '5')
    before = seat_of(table_id, guest)
    sign_in(BOB)
    after = seat_of(table_id, BOB)
    assert (after.id, after.name, after.avatar, after.card) == (before.id, 'Bob', 'Fox', '5')
    assert read(guests.view_guest, 'visitor') is None


def test_a_guest_who_hosts_and_signs_in_stays_scrum_master():
    guest = transact(guests.introduce, 'visitor', 'Gus', '')
    table_id = open_table(guest)
    sign_in(BOB)
    assert seat_of(table_id, BOB).name == 'Bob'
    transact(rounds.start_round, BOB, table_id)


def test_whoever_sits_there_already_keeps_that_seat_and_has_one_card():
    table_id = open_table()
    transact(seats.take_seat, BOB, table_id)
    guest = as_guest(table_id)
    number = start(table_id)
    transact(rounds.lay_card, BOB, table_id, number, '8')
    transact(rounds.lay_card, guest, table_id, number, '5')
    sign_in(BOB)
    assert cards(table_id) == {'Ann': None, 'Bob': '8', 'Gus': None}
    assert not seat_of(table_id, guest).is_here and seat_of(table_id, BOB).is_here


def test_the_card_of_the_guest_becomes_the_card_of_the_account_that_had_none():
    table_id = open_table()
    transact(seats.take_seat, BOB, table_id)
    guest = as_guest(table_id)
    transact(rounds.lay_card, guest, table_id, start(table_id), '5')
    sign_in(BOB)
    assert cards(table_id) == {'Ann': None, 'Bob': '5', 'Gus': None}


def test_a_seat_that_the_account_has_left_is_taken_again():
    table_id = open_table()
    transact(seats.take_seat, BOB, table_id)
    transact(seats.leave, BOB, table_id)
    guest = as_guest(table_id)
    transact(rounds.lay_card, guest, table_id, start(table_id), '5')
    sign_in(BOB)
    assert (seat_of(table_id, BOB).is_here, seat_of(table_id, BOB).card) == (True, '5')
    assert [seat.name for seat in table_of(table_id).here] == ['Ann', 'Bob']


def test_a_guest_who_signs_in_beside_a_namesake_gets_a_number():
    table_id = open_table()
    as_guest(table_id, 'Bob', 'another browser')
    as_guest(table_id)
    sign_in(BOB)
    assert [seat.name for seat in table_of(table_id).here] == ['Ann', 'Bob', 'Bob 2']
