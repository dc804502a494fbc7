"""API tokens: what a program may do in the name of a person, and for how long."""

from datetime import timedelta

import pytest

from app.domain.access import Actor, Credential, Grant
from app.domain.people import TOKEN_DAYS
from app.errors import Forbidden, SignInNeeded
from app.events import PersonChanged, person_topic
from app.services.people import accounts, sessions, tokens
from app.services.poker import tables
from app.services.poker.tables import TableDraft
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GUS
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('workspace')

BOBS = Credential('token', 'hash of deploy')


def make(person=BOB, name='deploy', scopes=('read',), days=90):
    transact(tokens.make_token, person, f'id of {name}', f'hash of {name}', name, scopes, days)


def bearer():
    """Who a request with Bob's token comes from."""
    return read(sessions.identify, BOBS)


def states(person=BOB):
    return {token.name: token.state for token in read(tokens.list_own, person)}


def test_a_token_acts_as_its_owner_within_its_scopes():
    make(scopes=('poker:write', 'read', 'read'))
    actor = bearer()
    assert (actor.identity, actor.grants) == (BOB.identity, BOB.grants)
    assert actor.scopes == frozenset({'poker:write', 'read'})
    table_id = transact(sessions.acting, BOBS, tables.open_table, TableDraft('Made by a program'))
    assert read(tables.view_table, table_id).table.host_seat.name == 'Bob'


def test_what_a_token_lacks_is_named():
    make(scopes=('poker:read',))
    with refused('auth.scope') as caught:
        transact(sessions.acting, BOBS, tables.open_table, TableDraft('Made by a program'))
    assert 'poker:write' in str(caught.value)


def test_a_token_gives_no_right_that_its_owner_has_not():
    make(scopes=('admin', 'people:write'))
    with pytest.raises(Forbidden):
        transact(sessions.acting, BOBS, accounts.disable, CLEO.person_id)


def test_a_token_follows_the_rights_of_its_owner():
    make(CLEO)
    credential = Credential('token', 'hash of deploy')
    with pytest.raises(Forbidden):
        read(sessions.looking, credential, accounts.list_people)
    transact(accounts.set_grants, ANN, CLEO.person_id, [Grant('member')])
    assert read(sessions.looking, credential, accounts.list_people)


def test_a_token_is_listed_for_its_owner_without_its_secret(time):
    make(scopes=('read', 'poker:write'))
    [token] = read(tokens.list_own, BOB)
    assert (token.name, token.scopes) == ('deploy', ('poker:write', 'read'))
    assert token.ends_at == time.now + timedelta(days=90)
    assert 'hash' not in str(token)
    assert read(tokens.list_own, CLEO) == ()


def test_a_person_may_have_several_so_that_they_can_be_exchanged_without_a_gap():
    make(name='old')
    make(name='new')
    transact(tokens.revoke, BOB, 'id of old')
    assert states() == {'old': 'revoked', 'new': 'active'}


@pytest.mark.parametrize('days', TOKEN_DAYS)
def test_a_token_ends(time, days):
    make(days=days)
    time.passes(days=days, seconds=-1)
    assert bearer().name == 'Bob' and states() == {'deploy': 'active'}
    time.passes(seconds=1)
    with refused('auth.required'):
        bearer()
    assert states() == {'deploy': 'expired'}


def test_a_revoked_token_is_worth_nothing_at_once(workspace):
    make()
    workspace.clear()
    for _ in range(2):
        transact(tokens.revoke, BOB, 'id of deploy')
    with refused('auth.required'):
        bearer()
    assert workspace.count(PersonChanged(person_topic('person:2'))) == 1


def test_admins_see_and_revoke_the_tokens_of_everybody():
    make(BOB, 'of Bob')
    make(CLEO, 'of Cleo')
    assert {token.owner for token in read(tokens.list_all, ANN)} == {'Bob', 'Cleo'}
    transact(tokens.revoke, ANN, 'id of of Bob')
    assert states() == {'of Bob': 'revoked'}


@pytest.mark.parametrize('actor', [CLEO, GUS, Actor('person:1', 'Ann', (Grant('admin'),), frozenset({'read'}))])
def test_nobody_else_revokes_a_token(actor):
    make()
    with pytest.raises(Forbidden):
        transact(tokens.revoke, actor, 'id of deploy')
    assert states() == {'deploy': 'active'}


def test_a_token_that_does_not_exist_cannot_be_revoked():
    with refused('not_found'):
        transact(tokens.revoke, ANN, 'unknown')


OUT_OF_REACH = {
    'make a token': (tokens.make_token, 'id', 'hash', 'successor', ['admin'], 365),
    'list tokens': (tokens.list_own,),
    'revoke a token': (tokens.revoke, 'id of deploy'),
    'change the password': (accounts.change_password, 'new hash', ''),
    'list sessions': (sessions.list_devices, ''),
    'end a session': (sessions.end_device, 'session'),
}


@pytest.mark.parametrize('deed', OUT_OF_REACH)
def test_tokens_passwords_and_sessions_are_out_of_reach_for_a_token(deed):
    make(scopes=('admin', 'people:write', 'people:read', 'read'))
    with pytest.raises(Forbidden):
        transact(sessions.acting, BOBS, *OUT_OF_REACH[deed])
    assert states() == {'deploy': 'active'}


def test_guests_have_no_tokens():
    with pytest.raises(Forbidden):
        make(GUS)


@pytest.mark.parametrize(('wrong', 'field'), [
    ({'name': ''}, 'name'), ({'name': '  '}, 'name'), ({'name': 61 * 'x'}, 'name'), ({'scopes': ()}, 'scopes'),
    ({'scopes': ('read', 'everything')}, 'scopes'), ({'days': 366}, 'days'), ({'days': 0}, 'days')])
def test_a_token_needs_a_name_a_purpose_and_an_end(wrong, field):
    with refused('people.token') as caught:
        make(**wrong)
    assert caught.value.field == field


def test_the_last_use_is_noted_at_most_once_a_minute(time):
    make()
    assert read(tokens.list_own, BOB)[0].used_at is None
    began = time.now
    for seconds, noted in ((0, 0), (60, 0), (1, 61)):
        time.passes(seconds=seconds)
        transact(tokens.note_use, BOBS.key)
        assert read(tokens.list_own, BOB)[0].used_at == began + timedelta(seconds=noted)


@pytest.mark.parametrize('kind', ['session', 'guest'])
def test_a_token_is_no_cookie(kind):
    make()
    try:
        actor = read(sessions.identify, Credential(kind, BOBS.key))
    except SignInNeeded:
        return
    assert actor.is_guest and not actor.grants


@pytest.mark.parametrize('days', [1, 60, 365])
def test_a_token_lives_for_any_number_of_days_up_to_a_year(days, time):
    make(days=days)
    assert read(tokens.list_own, BOB)[0].ends_at == time.now + timedelta(days=days)


@pytest.mark.parametrize('days', [-1, 0, 366])
def test_and_no_longer(days):
    with refused('people.token'):
        make(days=days)
