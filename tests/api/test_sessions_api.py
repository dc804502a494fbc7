"""Sessions by requests alone: sign in, see one's devices, end them."""

import pytest

from app.domain.access import SYSTEM, Credential
from app.security.tokens import digest
from app.services.people import accounts, sessions
from app.work import transact
from tests.api.conftest import bearer, browser, deeds, entries, fields, program, refusal, session_of
from tests.people import ANN, BOB, CLEO, PASSWORD

SESSION, MINE = '/session', '/me/sessions'
RIGHT = {'email': 'ann@example.com', 'password': PASSWORD}
HOME = {'Origin': 'http://test'}


async def signed_in(client, **more):
    answer = await client.post(SESSION, json=RIGHT, headers=HOME | more)
    assert answer.status_code == 204, answer.text
    return answer


async def devices(client):
    return (await client.get(MINE)).json()['items']


async def test_the_right_password_gives_a_cookie_that_only_our_pages_can_use(nobody):
    answer = await signed_in(nobody)
    name, *flags = answer.headers['set-cookie'].split('; ')
    assert name.startswith('rt_session=') and len(name) > 50
    assert flags == ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Max-Age=604800']
    assert (await nobody.get('/me')).json()['name'] == 'Ann'
    assert deeds()[-1] == 'people.sign_in' and session_of(nobody) not in str(entries())


@pytest.mark.parametrize('body', [
    {'email': 'nobody@example.com'}, {'password': 'wrong password'}, {'password': ''}, {'email': ''},
    {'password': f'{PASSWORD} '}, {'email': 'bob@example.com'}, {'email': "' OR 1=1 --"}])
async def test_whatever_is_wrong_the_answer_is_the_same_and_the_failure_is_noted(nobody, body):
    answer = await nobody.post(SESSION, json=RIGHT | body)
    assert refusal(answer) == (401, 'auth.wrong')
    assert answer.json()['detail'] == 'The e-mail or the password is not right.'
    assert 'set-cookie' not in answer.headers
    [entry] = entries(deed='people.sign_in')
    assert (entry.actor, entry.is_refused) == ('nobody', True)
    assert PASSWORD not in str(entry) and 'wrong password' not in entry.thing


async def test_somebody_who_is_disabled_is_told_the_same(nobody):
    transact(accounts.set_grants, ANN, BOB.person_id, ANN.grants)
    transact(accounts.disable, SYSTEM, ANN.person_id)
    assert refusal(await nobody.post(SESSION, json=RIGHT)) == (401, 'auth.wrong')


@pytest.mark.parametrize(('body', 'field'), [
    ({'email': 301 * 'x'}, 'email'), ({'password': 1001 * 'x'}, 'password'), ({'email': None}, 'email'),
    ({'password': 7}, 'password'), ({'remember': True}, 'remember')])
async def test_what_is_no_sign_in_is_named(nobody, body, field):
    assert fields(await nobody.post(SESSION, json=RIGHT | body)) == [field]


async def test_signing_in_again_ends_the_former_session_and_gives_another_secret(nobody):
    await signed_in(nobody)
    former = session_of(nobody)
    await signed_in(nobody)
    assert session_of(nobody) != former
    nobody.cookies.clear()
    nobody.cookies.set('rt_session', former)
    assert refusal(await nobody.get('/me')) == (401, 'auth.expired')


async def test_signing_out_ends_the_session_on_the_server_and_drops_the_cookie(nobody):
    await signed_in(nobody)
    secret = session_of(nobody)
    answer = await nobody.delete(SESSION, headers=HOME)
    assert answer.status_code == 204 and 'Max-Age=0' in answer.headers['set-cookie']
    nobody.cookies.set('rt_session', secret)
    assert refusal(await nobody.get('/me')) == (401, 'auth.expired')
    assert deeds()[-2:] == ['people.sign_in', 'people.sign_out']
    assert (await program().delete(SESSION)).status_code == 204  # nobody was signed in: nothing to do


async def test_one_sees_ones_own_devices_and_no_secret(server):
    here = browser(BOB, **{'User-Agent': 'Firefox'})
    there, stranger = browser(BOB), browser(CLEO)
    shown = await devices(here)
    assert [device['is_this'] for device in shown].count(True) == 1 and len(shown) == 2
    assert set(shown[0]) == {'id', 'agent', 'address', 'made_at', 'used_at', 'is_this'}
    for client in (here, there, stranger):
        assert session_of(client) not in str(shown) and digest(session_of(client)) not in str(shown)
    assert len(await devices(stranger)) == 1


async def test_a_device_that_was_forgotten_somewhere_can_be_ended_from_here(server):
    here, there, stranger = browser(BOB), browser(BOB), browser(CLEO)
    other = next(device['id'] for device in await devices(here) if not device['is_this'])
    assert refusal(await stranger.delete(f'{MINE}/{other}')) == (404, 'not_found')
    assert (await here.delete(f'{MINE}/{other}')).status_code == 204
    assert refusal(await there.get('/me')) == (401, 'auth.expired')
    assert (await here.get('/me')).is_success
    assert refusal(await here.delete(f'{MINE}/{other}')) == (404, 'not_found')
    assert refusal(await here.delete(f'{MINE}/unknown')) == (404, 'not_found')
    assert deeds(actor='person:2')[-1] == 'people.end_session'


@pytest.mark.parametrize('interval', [{'hours': 8}, {'days': 7}])
async def test_a_session_that_is_not_used_ends(server, time, interval):
    bob = browser(BOB)
    time.passes(**interval)
    assert refusal(await bob.get('/me')) == (401, 'auth.expired')


@pytest.mark.parametrize('secret', ['', 'x', 'made up', 64 * 'a', '%00', '"quoted"'])
async def test_a_made_up_cookie_is_nobody(nobody, secret):
    nobody.headers['Cookie'] = f'rt_session={secret}'
    assert refusal(await nobody.get('/me'))[0] == 401


async def test_a_token_knows_nothing_of_sessions(bob):
    session = browser(BOB)
    for method, path in (('GET', MINE), ('DELETE', f'{MINE}/{digest(session_of(session))[:16]}')):
        assert refusal(await bob.request(method, path)) == (403, 'auth.forbidden')
    assert (await session.get('/me')).is_success


async def test_beside_a_cookie_a_token_counts(server):
    both = browser(ANN)
    both.headers['Authorization'] = bearer(BOB)
    assert (await both.get('/me')).json()['name'] == 'Bob'
    both.headers['Authorization'] = 'Bearer nothing'
    assert refusal(await both.get('/me')) == (401, 'auth.required')


async def test_after_a_change_of_password_only_this_device_stays(server):
    here, there = browser(BOB), browser(BOB)
    key = digest(session_of(here))
    transact(sessions.acting, Credential('session', key), accounts.change_password, 'new hash', key)
    assert (await here.get('/me')).is_success
    assert refusal(await there.get('/me')) == (401, 'auth.expired')


async def test_all_other_devices_are_ended_from_here(server):
    here, there, stranger = browser(BOB), browser(BOB), browser(CLEO)
    assert (await here.delete(MINE)).status_code == 204
    assert refusal(await there.get('/me')) == (401, 'auth.expired')
    assert (await here.get('/me')).is_success and (await stranger.get('/me')).is_success
