"""Accounts: how people come in, what they may become, and what is left when they go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import SCOPES, Actor, Credential, Grant
from app.domain.audit import Filter
from app.domain.people import INVITATION_LIFE, RESET_LIFE
from app.errors import Forbidden
from app.events import DirectoryChanged, PersonChanged, SessionEnded, person_topic
from app.services import audit
from app.services.people import accounts, bell, sessions, tokens
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GUS, NOON
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('workspace')


def people():
    return {person.name: person for person in read(accounts.list_people, ANN)}


def invite(email='eve@example.com', role='member', code='code of Eve'):
    return transact(accounts.invite, ANN, email, role, code)


def signed_in(person, session='session'):
    transact(sessions.begin, person.person_id, session, '203.0.113.0/24', 'Firefox')
    return Credential('session', session)


def appoint(person):
    transact(accounts.set_grants, ANN, person.person_id, [Grant('admin')])


def test_an_invited_person_chooses_a_name_and_is_in_with_the_role_of_the_invitation():
    invite(role='planner')
    assert read(accounts.view_invitee, 'invite', 'code of Eve').email == 'eve@example.com'
    assert people()['eve'].state == 'invited'
    transact(accounts.accept, 'code of Eve', 'Eve', 'Europe/Berlin', 'hash')
    assert people()['Eve'].state == 'active' and people()['Eve'].grants == (Grant('planner'),)
    assert read(sessions.find_account, 'eve@example.com').password == 'hash'


def test_nobody_signs_in_to_an_account_that_was_not_accepted_yet():
    invite()
    assert read(sessions.find_account, 'eve@example.com') is None


def test_a_link_works_once():
    invite()
    transact(accounts.accept, 'code of Eve', 'Eve', 'UTC', 'hash')
    with refused('not_found'):
        transact(accounts.accept, 'code of Eve', 'Mallory', 'UTC', 'other')


@pytest.mark.parametrize(('kind', 'life'), [('invite', INVITATION_LIFE), ('reset', RESET_LIFE)])
def test_a_link_has_an_end(time, kind, life):
    person = invite() if kind == 'invite' else BOB.person_id
    transact(accounts.make_link, ANN, person, 'link')
    time.now += life
    with refused('people.link_expired'):
        read(accounts.view_invitee, kind, 'link')


def test_a_new_link_makes_the_former_one_worthless():
    person = invite(code='first')
    assert transact(accounts.make_link, ANN, person, 'second') == 'invite'
    with refused('not_found'):
        read(accounts.view_invitee, 'invite', 'first')
    assert read(accounts.view_invitee, 'invite', 'second').person_id == person


def test_an_invitation_is_no_way_to_a_new_password_and_the_other_way_round():
    invite()
    transact(accounts.make_link, ANN, BOB.person_id, 'reset of Bob')
    with refused('not_found'):
        transact(accounts.reset_password, 'code of Eve', 'hash')
    with refused('not_found'):
        transact(accounts.accept, 'reset of Bob', 'Bobby', 'UTC', 'hash')


def test_a_new_password_by_link_signs_all_devices_out_and_tells_the_owner():
    credential = signed_in(BOB)
    assert transact(accounts.make_link, ANN, BOB.person_id, 'link') == 'reset'
    transact(accounts.reset_password, 'link', 'new hash')
    assert read(sessions.find_account, 'bob@example.com').password == 'new hash'
    with refused('auth.expired'):
        read(sessions.identify, credential)
    assert 'password was changed' in read(bell.list_notices, BOB)[0].text


def test_a_changed_password_signs_the_other_devices_out():
    this, other = signed_in(BOB, 'this'), signed_in(BOB, 'other')
    transact(accounts.change_password, BOB, 'new hash', 'this')
    assert read(sessions.identify, this).name == 'Bob'
    with refused('auth.expired'):
        read(sessions.identify, other)


@pytest.mark.parametrize('email', ['ANN@EXAMPLE.COM', ' Ann@Example.com ', 'ann@example.com'])
def test_an_address_belongs_to_one_account_whatever_its_case(email):
    with refused('people.exists'):
        invite(email)


def test_an_address_is_kept_as_it_was_typed_and_found_in_any_case():
    invite('Eve.Müller@Example.COM')
    transact(accounts.accept, 'code of Eve', 'Eve', 'UTC', 'hash')
    assert people()['Eve'].email == 'Eve.Müller@Example.COM'
    assert read(sessions.find_account, 'eve.müller@example.com').name == 'Eve'


@pytest.mark.parametrize('email', ['ann+plan@example.com', 'аnn@example.com'])
def test_a_tag_or_a_look_alike_letter_makes_a_different_account(email):
    assert invite(email) == 4


@pytest.mark.parametrize('email', ['', 'a@b', 'ann', '@example.com', 'a b@example.com', f'{300 * "a"}@example.com',
                                   'ann@example.com, bob@example.com', 'Ann <ann@example.com>'])
def test_what_is_no_address_cannot_be_invited(email):
    with refused('people.email'):
        invite(email)


@pytest.mark.parametrize('end', ['disable', 'demote', 'erase'])
def test_the_last_admin_stays(end):
    deeds = {'disable': (accounts.disable, ANN, 1), 'erase': (accounts.erase, ANN, 1),
             'demote': (accounts.set_grants, ANN, 1, [Grant('manager'), Grant('admin', 'poker')])}
    with refused('people.last_admin'):
        transact(*deeds[end])
    appoint(BOB)
    transact(*deeds[end])
    assert 'Ann' not in [person.name for person in read(accounts.list_people, BOB)
                         if person.state == 'active' and Grant('admin') in person.grants]


def test_an_admin_who_has_not_come_yet_is_no_reason_to_let_the_last_one_go():
    invite(role='admin')
    with refused('people.last_admin'):
        transact(accounts.disable, ANN, ANN.person_id)


def test_a_disabled_person_is_out_on_every_device_and_with_every_token(workspace):
    credential = signed_in(BOB)
    transact(tokens.make_token, BOB, 'id', 'token of Bob', 'deploy', ['read'], 7)
    transact(accounts.disable, ANN, BOB.person_id)
    for former, code in ((credential, 'auth.expired'), (Credential('token', 'token of Bob'), 'auth.required')):
        with refused(code):
            read(sessions.identify, former)
    assert read(sessions.find_account, 'bob@example.com') is None
    assert SessionEnded(person_topic('person:2')) in workspace


def test_an_enabled_person_signs_in_again_but_former_sessions_and_tokens_stay_dead():
    credential = signed_in(BOB)
    transact(accounts.disable, ANN, BOB.person_id)
    transact(accounts.enable, ANN, BOB.person_id)
    assert read(sessions.find_account, 'bob@example.com').name == 'Bob'
    with refused('auth.expired'):
        read(sessions.identify, credential)


def test_an_invited_person_who_was_disabled_waits_for_a_new_link():
    person = invite()
    transact(accounts.disable, ANN, person)
    with refused('people.disabled'):
        transact(accounts.make_link, ANN, person, 'link')
    with refused('not_found'):
        transact(accounts.accept, 'code of Eve', 'Eve', 'UTC', 'hash')
    transact(accounts.enable, ANN, person)
    assert people()['eve'].state == 'invited'


def test_only_a_disabled_account_can_be_enabled():
    with refused('people.enabled'):
        transact(accounts.enable, ANN, BOB.person_id)


def test_an_erased_person_leaves_history_under_another_name():
    transact(accounts.change_profile, BOB, 'Bob', 'Bear', 'UTC')
    transact(accounts.erase, ANN, BOB.person_id)
    assert 'Bob' not in people()
    entries = read(audit.list_entries, ANN, Filter(actor='person:2'))
    assert [entry.deed for entry in entries] == ['people.accept_invitation', 'people.change_profile']
    [erasure] = read(audit.list_entries, ANN, Filter(deed='people.erase'))
    assert erasure.thing == 'Former member 2'


def test_the_address_of_an_erased_person_is_free_again():
    transact(accounts.erase, ANN, BOB.person_id)
    assert invite('bob@example.com') == 4


@pytest.mark.parametrize(('deed', 'details'), [
    (accounts.disable, ()), (accounts.enable, ()), (accounts.erase, ()), (accounts.end_sessions, ()),
    (accounts.set_grants, ([Grant('member')],)), (accounts.make_link, ('link',))])
def test_an_erased_account_does_not_come_back(deed, details):
    transact(accounts.erase, ANN, BOB.person_id)
    with refused('not_found'):
        transact(deed, ANN, BOB.person_id, *details)


def test_signing_somebody_out_ends_all_their_sessions_and_nobody_elses():
    bobs, anns = signed_in(BOB, 'of Bob'), signed_in(ANN, 'of Ann')
    transact(accounts.end_sessions, ANN, BOB.person_id)
    with refused('auth.expired'):
        read(sessions.identify, bobs)
    assert read(sessions.identify, anns).name == 'Ann'


def test_new_roles_replace_the_former_ones_and_are_announced_to_their_owner(workspace):
    wanted = [Grant('planner', 'poker'), Grant('viewer'), Grant('viewer')]
    transact(accounts.set_grants, ANN, BOB.person_id, wanted)
    assert people()['Bob'].grants == (Grant('planner', 'poker'), Grant('viewer'))
    assert read(bell.list_notices, BOB)[0].text == 'Ann changed your roles: planner in poker, viewer.'
    assert PersonChanged(person_topic('person:2')) in workspace and DirectoryChanged('people') in workspace


def test_new_roles_are_for_those_who_sign_in_anew():
    bobs, anns = signed_in(BOB, 'of Bob'), signed_in(ANN, 'of Ann')
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('planner')], 'of Ann')
    with refused('auth.expired'):
        read(sessions.identify, bobs)
    assert read(sessions.identify, anns).name == 'Ann'


def test_roles_that_stay_the_same_disturb_nobody(workspace):
    bobs = signed_in(BOB)
    transact(accounts.set_grants, ANN, BOB.person_id, BOB.grants)
    assert read(sessions.identify, bobs).name == 'Bob' and not read(bell.list_notices, BOB)


def test_whoever_changes_their_own_roles_stays_signed_in_here_and_nowhere_else():
    here, there = signed_in(ANN, 'here'), signed_in(ANN, 'there')
    transact(accounts.set_grants, ANN, ANN.person_id, [Grant('admin'), Grant('planner', 'poker')], 'here')
    assert len(read(sessions.identify, here).grants) == 2
    with refused('auth.expired'):
        read(sessions.identify, there)
    transact(sessions.renew, ANN, 'here', 'renewed')
    assert read(sessions.identify, Credential('session', 'renewed')).name == 'Ann'
    for session in ('here', 'there'):
        with refused('auth.expired'):
            transact(sessions.renew, ANN, session, 'again')


STALE = replace(ANN, proved_at=NOON - timedelta(hours=1))
FRESH = replace(ANN, proved_at=NOON)
SENSITIVE = {
    'invite an admin': (accounts.invite, 'eve@example.com', 'admin', 'code'),
    'make a link': (accounts.make_link, 2, 'code'),
    'give roles': (accounts.set_grants, 2, [Grant('planner')]),
    'change an e-mail': (accounts.change_email, 2, 'robert@example.com'),
    'change the own e-mail': (accounts.change_email, 1, 'anna@example.com'),
}


@pytest.mark.parametrize('deed', SENSITIVE)
def test_what_is_sensitive_needs_the_password_again(deed):
    with refused('auth.reauth'):
        transact(SENSITIVE[deed][0], STALE, *SENSITIVE[deed][1:])
    transact(SENSITIVE[deed][0], FRESH, *SENSITIVE[deed][1:])


def test_an_invitation_of_anybody_but_an_admin_needs_no_password():
    transact(accounts.invite, STALE, 'eve@example.com', 'manager', 'code')


def test_one_signs_in_with_the_new_address_and_stays_signed_in():
    credential = signed_in(BOB)
    transact(accounts.change_email, BOB, BOB.person_id, ' Robert@Example.com ')
    assert read(sessions.find_account, 'robert@example.com').person_id == BOB.person_id
    assert read(sessions.find_account, 'bob@example.com') is None
    assert read(accounts.view_profile, BOB).email == 'Robert@Example.com'
    assert read(sessions.identify, credential).name == 'Bob' and not read(bell.list_notices, BOB)


def test_an_admin_who_changes_an_address_is_named_and_former_links_end():
    transact(accounts.make_link, ANN, BOB.person_id, 'link')
    transact(accounts.change_email, ANN, BOB.person_id, 'robert@example.com')
    assert read(bell.list_notices, BOB)[0].text.startswith('Ann changed your e-mail: sign in as robert@example.com')
    with refused('not_found'):
        read(accounts.view_invitee, 'reset', 'link')
    [entry] = read(audit.list_entries, ANN, Filter(deed='people.change_email'))
    assert entry.changes == (('email', 'bob@example.com', 'robert@example.com'),)


def test_the_only_admin_may_have_another_address():
    transact(accounts.change_email, ANN, ANN.person_id, 'anna@example.com')
    assert read(sessions.find_account, 'anna@example.com') is not None


@pytest.mark.parametrize(('email', 'code'), [('CLEO@example.com', 'people.exists'), ('no address', 'people.email')])
def test_an_address_that_is_taken_or_none_is_refused(email, code):
    with refused(code):
        transact(accounts.change_email, BOB, BOB.person_id, email)
    assert people()['Bob'].email == 'bob@example.com'


def test_the_same_address_in_other_letters_is_free_for_its_owner():
    transact(accounts.change_email, BOB, BOB.person_id, 'Bob@Example.com')
    assert people()['Bob'].email == 'Bob@Example.com'


@pytest.mark.parametrize('person', [CLEO, GUS])
def test_nobody_changes_the_address_of_somebody_else(person):
    with pytest.raises(Forbidden):
        transact(accounts.change_email, person, BOB.person_id, 'mine@example.com')


def test_a_token_does_not_change_the_address_of_its_owner():
    with pytest.raises(Forbidden):
        transact(accounts.change_email, replace(BOB, scopes=frozenset(SCOPES)), BOB.person_id, 'mine@example.com')


@pytest.mark.parametrize(('grant', 'code'), [(Grant('king'), 'people.role'), (Grant('member', 'moon'), 'people.area')])
def test_roles_and_areas_that_do_not_exist_cannot_be_given(grant, code):
    with refused(code):
        transact(accounts.set_grants, ANN, BOB.person_id, [grant])
    assert people()['Bob'].grants == (Grant('member'),)


ADMIN_DEEDS = {
    'invite': lambda actor: transact(accounts.invite, actor, 'eve@example.com', 'admin', 'code'),
    'make a link': lambda actor: transact(accounts.make_link, actor, 2, 'code'),
    'disable': lambda actor: transact(accounts.disable, actor, 2),
    'enable': lambda actor: transact(accounts.enable, actor, 2),
    'erase': lambda actor: transact(accounts.erase, actor, 2),
    'end sessions': lambda actor: transact(accounts.end_sessions, actor, 2),
    'grant': lambda actor: transact(accounts.set_grants, actor, 2, [Grant('admin')]),
    'list all tokens': lambda actor: read(tokens.list_all, actor),
    'read the audit trail': lambda actor: read(audit.view_page, actor, Filter()),
    'take the audit trail away': lambda actor: read(audit.list_entries, actor, Filter()),
    'note an export': lambda actor: transact(audit.note_export, actor, Filter()),
    'see the histogram': lambda actor: read(audit.view_histogram, actor),
    'verify the audit trail': lambda actor: read(audit.verify, actor),
}


@pytest.mark.parametrize('deed', ADMIN_DEEDS)
def test_what_admins_do_is_refused_to_everybody_else(deed):
    area_admin = Actor('person:2', 'Bob', (Grant('admin', 'poker'),))
    weak_token = Actor('person:1', 'Ann', (Grant('admin'),), frozenset({'people:write', 'read'}))
    before = people()
    for actor in (BOB, CLEO, GUS, area_admin, weak_token):
        with pytest.raises(Forbidden):
            ADMIN_DEEDS[deed](actor)
    assert people() == before


def test_the_directory_is_for_those_who_work_here():
    assert [person.name for person in read(accounts.list_people, BOB)] == ['Ann', 'Bob', 'Cleo']
    for actor in (CLEO, GUS):
        with pytest.raises(Forbidden):
            read(accounts.list_people, actor)


def test_a_profile_is_changed_by_its_owner_and_only_what_differs_is_noted():
    transact(accounts.change_profile, BOB, 'Bob', 'Bear', 'Europe/Berlin')
    profile = read(accounts.view_profile, BOB)
    assert (profile.name, profile.avatar, profile.zone) == ('Bob', 'Bear', 'Europe/Berlin')
    [entry] = read(audit.list_entries, ANN, Filter(deed='people.change_profile'))
    assert entry.changes == (('avatar', '', 'Bear'), ('zone', 'UTC', 'Europe/Berlin'))


def test_an_avatar_that_does_not_exist_becomes_initials():
    transact(accounts.change_profile, BOB, 'Bob', 'Dragon', 'UTC')
    assert read(accounts.view_profile, BOB).avatar == ''


@pytest.mark.parametrize(('theme', 'kept'), [('dark', 'dark'), ('light', 'light'), ('pink', 'auto')])
def test_preferences_are_kept(theme, kept):
    transact(accounts.choose, BOB, theme=theme, has_shortcuts=False, has_sound=True)
    profile = read(accounts.view_profile, BOB)
    assert (profile.theme, profile.has_shortcuts, profile.has_sound) == (kept, False, True)


@pytest.mark.parametrize('deed', [
    lambda: read(accounts.view_profile, GUS), lambda: transact(accounts.choose, GUS, theme='dark'),
    lambda: transact(accounts.change_profile, GUS, 'Gus', '', 'UTC'), lambda: read(sessions.list_devices, GUS, ''),
    lambda: read(tokens.list_own, GUS), lambda: read(bell.list_notices, GUS),
    lambda: transact(accounts.change_password, GUS, 'hash', '')])
def test_guests_have_no_account(deed):
    with pytest.raises(Forbidden):
        deed()
