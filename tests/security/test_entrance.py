"""Coming in and going out: cookies that nobody can plant, sessions that really end, guesses that lead nowhere."""

import pytest

from app.domain.people import ADDRESS_LIMIT, LOCK, PAIR_LIMIT
from app.security.tokens import digest
from app.services.people import accounts, bell, sessions
from app.work import read, transact
from tests.api.conftest import bearer, browser, entries, program, refusal, session_of
from tests.people import ANN, BOB, CLEO, PASSWORD

RIGHT = {'email': 'ann@example.com', 'password': PASSWORD}
WRONG = RIGHT | {'password': 'a wrong guess'}
VISITOR = 'a visitor'
EVIL = '203.0.113.66'


def at_home(peer='127.0.0.1', **cookies):
    """A browser with these cookies and no other."""
    client = program(root='', peer=peer, Origin='http://test')
    for name, value in cookies.items():
        client.cookies.set(name, value)
    return client


def prepared(person=ANN, visitor=VISITOR):
    """The password was right, on a page of this visitor."""
    transact(sessions.prepare_sign_in, person.person_id, digest(visitor))


def failed(times, account='ann@example.com', sender=EVIL):
    for _ in range(times):
        transact(sessions.note_failure, account, sender)


async def is_signed_in(client):
    return (await client.get('/api/v1/me')).status_code == 200


async def test_a_sign_in_on_a_page_becomes_a_session_with_a_new_secret(server):
    prepared()
    client = at_home(rt_guest=VISITOR)
    answer = await client.get('/session/begin?next=/poker')
    assert (answer.status_code, answer.headers['location']) == (303, '/poker')
    name, *flags = answer.headers['set-cookie'].split('; ')
    assert name.startswith('rt_session=') and flags == ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Max-Age=604800']
    assert await is_signed_in(client)


async def test_a_planted_session_cookie_is_never_adopted(server):
    client = at_home(rt_session='planted by somebody else', rt_guest=VISITOR)
    prepared()
    assert 'planted' not in (await client.get('/session/begin')).headers['set-cookie']
    assert not await is_signed_in(at_home(rt_session='planted by somebody else'))


async def test_whoever_was_signed_in_there_before_is_not_any_more(server):
    cleo = browser(CLEO)
    client = at_home(rt_session=session_of(cleo), rt_guest=VISITOR)
    prepared()
    await client.get('/session/begin')
    assert (await client.get('/api/v1/me')).json()['name'] == 'Ann'
    assert refusal(await cleo.get('/me')) == (401, 'auth.expired')


async def test_a_prepared_sign_in_is_for_one_browser_once_and_soon(server, time):
    prepared()
    for client in (at_home(), at_home(rt_guest='another visitor')):
        answer = await client.get('/session/begin?next=/me')
        assert (answer.status_code, answer.headers['location']) == (303, '/sign-in?next=/me')
    await at_home(rt_guest=VISITOR).get('/session/begin')
    assert 'set-cookie' not in (await at_home(rt_guest=VISITOR).get('/session/begin')).headers
    prepared()
    time.passes(minutes=1, seconds=1)
    assert 'set-cookie' not in (await at_home(rt_guest=VISITOR).get('/session/begin')).headers


@pytest.mark.parametrize('target', [
    'https://evil.com', '//evil.com', '/\\evil.com', '\\\\evil.com', 'javascript:alert(1)', '', 'evil.com',
    ' //evil.com'])
async def test_the_way_on_is_one_of_ours(server, target):
    prepared()
    for client in (at_home(rt_guest=VISITOR), at_home()):
        location = (await client.get('/session/begin', params={'next': target})).headers['location']
        assert location in ('/', '/sign-in?next=/')


async def test_signing_out_ends_the_session_and_not_at_the_wish_of_another_site(server):
    bob = browser(BOB)
    client = at_home(rt_session=session_of(bob))
    for site in ('cross-site', 'same-site'):
        answer = await client.get('/sign-out', headers={'Sec-Fetch-Site': site})
        assert 'set-cookie' not in answer.headers and await is_signed_in(client)
    answer = await client.get('/sign-out', headers={'Sec-Fetch-Site': 'same-origin'})
    assert answer.headers['location'] == '/sign-in' and 'Max-Age=0' in answer.headers['set-cookie']
    assert not await is_signed_in(at_home(rt_session=session_of(bob)))


WAYS_OUT = {
    'signed out elsewhere': lambda key: transact(sessions.sign_out, key),
    'ended by an admin': lambda key: transact(accounts.end_sessions, ANN, BOB.person_id),
    'disabled': lambda key: transact(accounts.disable, ANN, BOB.person_id),
    'erased': lambda key: transact(accounts.erase, ANN, BOB.person_id),
    'ended on another device': lambda key: transact(sessions.end_device, BOB, key[:16])}


@pytest.mark.parametrize('way', WAYS_OUT)
async def test_a_page_that_is_open_shows_the_sign_in_as_soon_as_its_session_ends(server, user, way):
    secret = session_of(browser(BOB))
    user.http_client.cookies.set('rt_session', secret)
    await user.open('/poker')
    await user.should_see('Bob')
    WAYS_OUT[way](digest(secret))
    await user.should_see('Sign in', retries=10)
    await user.should_not_see('Bob')


async def test_roles_that_were_taken_away_count_no_more_and_need_a_new_session(server, user):
    transact(accounts.set_grants, ANN, BOB.person_id, ANN.grants)
    bob = browser(BOB)
    assert (await bob.get('/audit')).is_success
    transact(accounts.set_grants, ANN, BOB.person_id, BOB.grants)
    for address in ('/audit', '/settings'):
        assert refusal(await bob.get(address)) == (401, 'auth.expired')
        assert refusal(await browser(BOB).get(address)) == (403, 'auth.forbidden')
    user.http_client.cookies.set('rt_session', session_of(browser(BOB)))
    assert (await user.http_client.get('/admin/audit')).status_code == 403


async def test_after_five_guesses_the_guesser_waits_and_the_owner_does_not(server, time):
    failed(PAIR_LIMIT)
    guesser, owner = program(peer=EVIL), program(peer='198.51.100.1')
    for body in (WRONG, RIGHT, RIGHT | {'email': 'ANN@Example.com '}):
        answer = await guesser.post('/session', json=body)
        assert refusal(answer) == (429, 'auth.locked') and int(answer.headers['retry-after']) > 0
    assert (await owner.post('/session', json=RIGHT)).status_code == 204
    time.now += LOCK
    assert (await guesser.post('/session', json=RIGHT)).status_code == 204


async def test_what_a_guesser_invents_changes_nothing(server):
    failed(PAIR_LIMIT)
    for number, headers in enumerate(({'X-Forwarded-For': '198.51.100.{}'}, {'X-Real-IP': '198.51.100.{}'},
                                      {'Forwarded': 'for=198.51.100.{}'}, {'Authorization': 'Bearer rt_{}'},
                                      {'User-Agent': '{}'}, {'Cookie': 'rt_guest={}'})):
        given = {name: value.format(number) for name, value in headers.items()}
        answer = await program(peer=EVIL).post('/session', json=WRONG, headers=given | {'Origin': 'http://test'})
        assert refusal(answer) == (429, 'auth.locked'), headers


async def test_one_household_with_many_addresses_is_one_guesser(server):
    failed(PAIR_LIMIT, sender='2001:db8:1:2::/64')
    assert refusal(await program(peer='2001:db8:1:2:9::9').post('/session', json=WRONG))[0] == 429
    assert refusal(await program(peer='2001:db8:2:2::9').post('/session', json=WRONG))[0] == 401


async def test_whoever_tries_one_account_after_the_other_is_stopped(server):
    for number in range(ADDRESS_LIMIT):
        failed(1, f'person{number}@example.com')
    assert refusal(await program(peer=EVIL).post('/session', json=RIGHT)) == (429, 'auth.locked')


async def test_an_account_that_does_not_exist_is_braked_and_answered_like_one_that_does(server):
    answers = [await program(peer=EVIL).post('/session', json=WRONG | {'email': email})
               for email in ('ann@example.com', 'nobody@example.com')]
    assert len({(refusal(answer), answer.json()['detail']) for answer in answers}) == 1
    failed(PAIR_LIMIT, 'nobody@example.com')
    assert refusal(await program(peer=EVIL).post('/session', json=WRONG | {'email': 'nobody@example.com'}))[0] == 429


async def test_guesses_are_noted_without_the_password_and_the_owner_is_told(server):
    failed(9)
    await program(peer='198.51.100.1').post('/session', json=WRONG)
    noted = entries(deed='people.sign_in')
    assert len(noted) == 10 and all(entry.is_refused for entry in noted)
    assert noted[-1].address == '198.51.100.0/24' and WRONG['password'] not in str(noted)
    assert 'wrong passwords' in read(bell.list_notices, ANN)[0].text


async def test_a_token_opens_no_page_and_no_socket(server):
    for address in ('/me', '/admin/people', '/'):
        answer = await program(bearer(ANN), root='').get(address)
        assert (answer.status_code, answer.headers['location']) == (303, f'/sign-in?next={address}')


async def test_guests_are_strangers_outside_of_the_poker_tables(server):
    guest = at_home(rt_guest='a guest')
    for address in ('/me', '/people', '/audit', '/settings', '/bell', '/home', '/tokens', '/me/sessions'):
        assert refusal(await guest.get(f'/api/v1{address}')) == (401, 'auth.required'), address
    assert (await guest.get('/api/v1/poker/tables')).status_code == 200
