"""One's own account for one's own programs: who am I, what may I do, what needs me."""

import pytest

from app.services.people import bell
from app.work import transact
from tests.api.conftest import bearer, browser, deeds, entries, fields, program, refusal
from tests.api.tables import opened, seated, started
from tests.people import ANN, BOB, CLEO


async def test_everybody_with_an_account_learns_who_they_are_and_what_they_may(ann, bob):
    assert (await bob.get('/me')).json() == {
        'id': '2', 'name': 'Bob', 'email': 'bob@example.com', 'avatar': '', 'time_zone': 'UTC', 'theme': 'auto',
        'locale': 'en-GB', 'shortcuts': True, 'sound': False, 'grants': [{'role': 'member', 'area': '*'}],
        'rights': ['people.own_look', 'people.own', 'people.directory', 'ops.look', 'ops.see',
                   'ops.upload', 'ops.secret_names', 'portfolio.look', 'portfolio.own',
                   'sprints.look', 'sprints.own', 'seasons.look', 'seasons.own', 'seasons.buy',
                   'seasons.ask']}
    assert {'people.admin', 'audit.read', 'system.health'} <= set((await ann.get('/me')).json()['rights'])
    assert 'people.own_secrets' in (await browser(BOB).get('/me')).json()['rights']


@pytest.mark.parametrize('authorization', ['', 'Seat made-up', 'Basic Ym9iOmJvYg=='])
async def test_whoever_has_no_account_is_asked_for_a_token(nobody, authorization):
    for method, path in (('GET', '/me'), ('PATCH', '/me'), ('GET', '/bell'), ('POST', '/bell/read'), ('GET', '/home')):
        answer = await program(authorization).request(method, path)
        assert refusal(answer) == (401, 'auth.required')
        assert answer.headers['www-authenticate'] == 'Bearer'


@pytest.mark.parametrize('change', [
    {'name': 'Robert'}, {'avatar': 'Fox'}, {'time_zone': 'Europe/Berlin'}, {'theme': 'dark'}, {'locale': 'en-US'},
    {'shortcuts': False},
    {'sound': True}, {'name': 'Robert', 'sound': True}, {}])
async def test_what_is_changed_changes_and_nothing_else(bob, cleo, change):
    before = (await bob.get('/me')).json()
    assert (await bob.patch('/me', json=change)).json() == before | change == (await bob.get('/me')).json()
    assert (await cleo.get('/me')).json()['name'] == 'Cleo'


async def test_a_new_name_is_noted_with_the_old_one(bob):
    await bob.patch('/me', json={'name': 'Robert'})
    [entry] = entries(deed='people.change_profile')
    assert (entry.actor, entry.changes) == ('person:2', (('name', 'Bob', 'Robert'),))


MISFITS = [
    ({'name': ''}, 'name'), ({'name': 51 * 'x'}, 'name'), ({'name': '<b>'}, 'name'), ({'name': 7}, 'name'),
    ({'time_zone': 'Mars/Olympus'}, 'time_zone'), ({'time_zone': ''}, 'time_zone'), ({'theme': 'pink'}, 'theme'),
    ({'locale': 'xx'}, 'locale'),
    ({'sound': 'yes'}, 'sound'), ({'shortcuts': 1}, 'shortcuts'), ({'email': 7}, 'email'),
    ({'grants': [{'role': 'admin'}]}, 'grants'), ({'id': '1'}, 'id')]


async def test_what_does_not_fit_is_named_and_nothing_changes(bob):
    before = (await bob.get('/me')).json()
    for change, field in MISFITS:
        assert fields(await bob.patch('/me', json=change)) == [field], change
    assert (await bob.get('/me')).json() == before and deeds(deed='people.change_profile') == []


async def test_a_token_that_may_only_read_reads_and_changes_nothing(server):
    reader = program(bearer(BOB, 'read'))
    for path in ('/me', '/bell', '/home', '/people'):
        assert (await reader.get(path)).status_code == 200, path
    for answer in (await reader.patch('/me', json={'sound': True}), await reader.post('/bell/read')):
        assert refusal(answer) == (403, 'auth.scope')
        assert '“people:write”' in answer.json()['detail']


async def test_the_bell_says_what_happened_and_falls_silent_for_this_person_only(bob, cleo):
    for person in (BOB, CLEO):
        transact(bell.ring, person.person_id, f'Hello {person.name}', '/me')
    notice = {'id': '1', 'at': '2030-01-09T12:00:00Z', 'text': 'Hello Bob', 'link': '/me', 'is_read': False}
    assert (await bob.get('/bell')).json() == {'items': [notice], 'total': 1}
    assert (await bob.post('/bell/read')).status_code == 204
    assert [[item['is_read'] for item in (await person.get('/bell')).json()['items']] for person in (bob, cleo)] == [
        [True], [False]]


async def test_home_lists_what_waits_for_the_sender_and_only_what_the_token_may_see(ann, bob, cleo):
    table = await opened(ann, switches={'countdown': 0})
    await seated(table, bob)
    await started(ann, table)
    [need] = (await bob.get('/home')).json()['items']
    assert (need['area'], need['button'], need['is_urgent']) == ('poker', 'Join table', True)
    assert need['title'] == 'Sprint 12 is waiting for your card' and need['link'].startswith('/poker/')
    assert (await cleo.get('/home')).json() == {'items': [], 'total': 0}
    assert (await program(bearer(BOB, 'people:read')).get('/home')).json()['total'] == 0
    assert (await program(bearer(ANN, 'seasons:read')).get('/home')).json()['total'] == 0


async def test_a_new_address_is_for_the_person_and_not_for_a_program(bob):
    assert refusal(await bob.patch('/me', json={'email': 'robert@example.com'})) == (403, 'auth.forbidden')
    page = browser(BOB)
    assert (await page.patch('/me', json={'email': 'robert@example.com'})).json()['email'] == 'robert@example.com'
    assert fields(await page.patch('/me', json={'email': 'robert'})) == ['email']
    assert refusal(await page.patch('/me', json={'email': 'ann@example.com'})) == (409, 'people.exists')
    assert deeds(actor='person:2')[-1] == 'people.change_email'


async def test_an_old_sign_in_is_not_enough_for_a_new_address(server, time):
    page = browser(BOB)
    time.passes(minutes=11)
    assert refusal(await page.patch('/me', json={'email': 'robert@example.com'})) == (403, 'auth.reauth')
