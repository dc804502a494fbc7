"""The accounts of all, for admins and their programs: each deed with who may do it, who may not, and what is noted."""

import pytest

from app.domain.access import SCOPES
from app.security.tokens import digest
from app.services.people import accounts, bell
from app.work import read
from tests.api.conftest import bearer, browser, deeds, entries, fields, program, refusal, session_of
from tests.people import ANN, BOB, CLEO

PEOPLE = '/people'
WITHOUT_ADMIN = [scope for scope in SCOPES if scope != 'admin']
FOR_ADMINS = {  # what is asked for, and where its audit entry stands
    'invite': ('POST', '', {'email': 'dora@example.com', 'role': 'planner'}, 'people.invite'),
    'disable': ('PATCH', '/{}', {'state': 'disabled'}, 'people.disable'),
    'erase': ('DELETE', '/{}', None, 'people.erase'),
    'give roles': ('PUT', '/{}/grants', {'grants': [{'role': 'planner'}]}, 'people.grant'),
    'make a link': ('POST', '/{}/reset-link', None, 'people.reset_link'),
    'sign out everywhere': ('DELETE', '/{}/sessions', None, 'people.end_sessions')}
ABOUT_SOMEBODY = [deed for deed in FOR_ADMINS if deed != 'invite']


async def asked(client, deed, about=CLEO.person_id):
    method, path, body, _ = FOR_ADMINS[deed]
    return await client.request(method, PEOPLE + path.format(about), json=body)


async def person(client, number):
    return (await client.get(f'{PEOPLE}/{number}')).json()


@pytest.fixture
def admin(server):
    """Ann in her browser, where she may do everything."""
    return browser(ANN)


@pytest.mark.parametrize('deed', FOR_ADMINS)
async def test_an_admin_may_do_it_and_it_is_noted_once(admin, deed):
    before = len(entries())
    answer = await asked(admin, deed)
    assert answer.is_success, answer.text
    [entry] = entries()[before:]
    assert (entry.deed, entry.actor_name) == (FOR_ADMINS[deed][3], 'Ann')
    assert entry.request_id == answer.headers['x-request-id']


async def test_nobody_else_may_and_nothing_is_noted(bob, cleo, nobody):
    others = (bob, cleo, browser(BOB), browser(CLEO), program(bearer(ANN, *WITHOUT_ADMIN)))
    before = entries()
    for deed in FOR_ADMINS:
        for client in others:
            assert refusal(await asked(client, deed))[0] == 403, deed
        for client in (nobody, program('Seat made-up')):
            assert refusal(await asked(client, deed)) == (401, 'auth.required')
    assert entries() == before
    assert [view.state for view in read(accounts.list_people, ANN)] == 3 * ['active']


@pytest.mark.parametrize('deed', ABOUT_SOMEBODY)
async def test_whoever_does_not_exist_is_not_found(admin, deed):
    assert refusal(await asked(admin, deed, 404)) == (404, 'not_found')
    for wrong in (0, -1, 2**63, 'cleo', '3.5'):
        assert fields(await asked(admin, deed, wrong)) == ['person_id']


async def test_a_member_sees_the_directory_and_a_viewer_does_not(bob, cleo, nobody):
    listed = (await bob.get(PEOPLE)).json()
    assert ([shown['name'] for shown in listed['items']], listed['total']) == (['Ann', 'Bob', 'Cleo'], 3)
    assert await person(bob, 2) == {
        'id': '2', 'name': 'Bob', 'email': 'bob@example.com', 'avatar': '', 'state': 'active', 'seen_at': None,
        'grants': [{'role': 'member', 'area': '*'}], 'made_at': '2030-01-09T12:00:00Z'}
    for address in (PEOPLE, f'{PEOPLE}/2', f'{PEOPLE}/2/grants'):
        assert refusal(await cleo.get(address)) == (403, 'auth.forbidden')
        assert refusal(await nobody.get(address)) == (401, 'auth.required')
    assert refusal(await bob.get(f'{PEOPLE}/404')) == (404, 'not_found')


async def test_the_directory_is_sorted_filtered_and_cut(admin, ann):
    await asked(admin, 'invite')
    await asked(admin, 'disable', BOB.person_id)

    async def names(**wanted):
        return [shown['name'] for shown in (await ann.get(PEOPLE, params=wanted)).json()['items']]
    assert await names() == ['Ann', 'Bob', 'Cleo', 'dora']
    assert await names(sort='-name') == ['dora', 'Cleo', 'Bob', 'Ann']
    assert await names(skip=1, limit=2) == ['Bob', 'Cleo']
    assert [await names(state=state) for state in ('invited', 'disabled')] == [['dora'], ['Bob']]
    assert (await ann.get(PEOPLE, params={'limit': 1})).json()['total'] == 4
    for wrong in ({'sort': 'password'}, {'state': 'erased'}):
        assert fields(await ann.get(PEOPLE, params=wrong)) == list(wrong)


async def test_users_is_another_name_for_people(ann):
    for address in ('', '/2'):
        assert (await ann.get(f'/users{address}')).json() == (await ann.get(f'{PEOPLE}{address}')).json()


async def test_an_invitation_is_a_link_for_an_account_that_waits(ann):
    answer = await ann.post(PEOPLE, json={'email': ' Dora@Example.com ', 'role': 'planner'})
    link, number = answer.json()['link'], answer.json()['id']
    assert answer.status_code == 201 and answer.headers['location'] == f'/api/v1/people/{number}'
    shown = await person(ann, number)
    assert (shown['email'], shown['state'], shown['grants'][0]['role']) == ('Dora@Example.com', 'invited', 'planner')
    kind, code = link.removeprefix('http://test/').split('/')
    assert read(accounts.view_invitee, kind, digest(code)).email == 'Dora@Example.com'
    assert code not in str(entries()) and digest(code) not in str(entries())


MISFITS = [
    ({'email': 'dora'}, 'email'), ({'email': ''}, 'email'), ({'email': 'a@b'}, 'email'), ({'email': None}, 'email'),
    ({'email': 301 * 'x'}, 'email'), ({'role': 'queen'}, 'role'), ({'role': 7}, 'role'), ({'admin': True}, 'admin')]


async def test_what_does_not_fit_an_invitation_is_named(ann):
    for body, field in MISFITS:
        assert fields(await ann.post(PEOPLE, json={'email': 'dora@example.com'} | body)) == [field], body
    assert (await ann.get(PEOPLE)).json()['total'] == 3


async def test_an_address_has_one_account_whatever_its_case(ann):
    assert refusal(await ann.post(PEOPLE, json={'email': 'BOB@example.com'})) == (409, 'people.exists')


async def test_whoever_is_disabled_is_out_at_once_and_can_come_back(ann, bob):
    at_home = browser(BOB)
    assert (await at_home.get('/me')).is_success
    assert (await ann.patch(f'{PEOPLE}/2', json={'state': 'disabled'})).json()['state'] == 'disabled'
    assert refusal(await bob.get('/me')) == (401, 'auth.required')
    assert refusal(await at_home.get('/me')) == (401, 'auth.expired')
    assert (await ann.patch(f'{PEOPLE}/2', json={'state': 'active'})).json()['state'] == 'active'
    assert refusal(await ann.patch(f'{PEOPLE}/2', json={'state': 'active'})) == (409, 'people.enabled')
    assert refusal(await bob.get('/me')) == (401, 'auth.required')  # what was revoked stays so
    assert deeds()[-2:] == ['people.disable', 'people.enable']
    assert fields(await ann.patch(f'{PEOPLE}/2', json={'state': 'erased'})) == ['state']


async def test_whoever_is_erased_leaves_a_history_without_a_name(ann, bob):
    assert (await ann.delete(f'{PEOPLE}/2')).status_code == 204
    assert refusal(await bob.get('/me')) == (401, 'auth.required')
    assert refusal(await ann.get(f'{PEOPLE}/2')) == (404, 'not_found')
    assert refusal(await ann.delete(f'{PEOPLE}/2')) == (404, 'not_found')
    assert (entries(deed='people.erase')[0].thing, len(entries(actor='person:2'))) == ('Former member 2', 2)


async def test_roles_hold_at_the_next_request(ann, cleo):
    assert refusal(await cleo.get(PEOPLE))[0] == 403
    wanted = [{'role': 'planner', 'area': 'poker'}, {'role': 'viewer', 'area': '*'}]
    assert (await ann.put(f'{PEOPLE}/3/grants', json={'grants': wanted})).json() == {'grants': wanted}
    assert (await cleo.get(f'{PEOPLE}/3/grants')).json() == {'grants': wanted}
    assert entries(deed='people.grant')[0].changes == (('roles', 'viewer', 'planner in poker, viewer'),)
    assert 'planner in poker' in read(bell.list_notices, CLEO)[0].text


@pytest.mark.parametrize(('grant', 'field'), [
    ({'role': 'queen'}, 'role'), ({'role': 'viewer', 'area': 'kitchen'}, 'area'), ({}, 'grants.0.role'),
    ({'role': 'viewer', 'until': '2031'}, 'grants.0.until'), ('viewer', 'grants.0')])
async def test_a_role_is_one_of_ours_in_an_area_of_ours(ann, grant, field):
    assert fields(await ann.put(f'{PEOPLE}/3/grants', json={'grants': [grant]})) == [field]
    assert (await ann.get(f'{PEOPLE}/3/grants')).json()['grants'][0]['role'] == 'viewer'


@pytest.mark.parametrize('deed', ['disable', 'erase', 'give roles'])
async def test_the_last_admin_stays(admin, deed):
    assert refusal(await asked(admin, deed, ANN.person_id)) == (409, 'people.last_admin')
    assert (await person(admin, 1))['grants'] == [{'role': 'admin', 'area': '*'}]


async def test_an_admin_who_is_not_the_last_may_go(admin, bob):
    await admin.put(f'{PEOPLE}/2/grants', json={'grants': [{'role': 'admin'}]})
    assert (await asked(bob, 'disable', ANN.person_id)).is_success
    assert refusal(await asked(bob, 'disable', BOB.person_id)) == (409, 'people.last_admin')


async def test_roles_are_given_on_a_page_only_with_a_password_that_is_fresh(admin, time):
    time.passes(minutes=10, seconds=1)
    assert refusal(await asked(admin, 'give roles')) == (403, 'auth.reauth')


@pytest.mark.parametrize('deed', ['make a link', 'sign out everywhere'])
async def test_a_token_opens_no_further_way_in(ann, deed):
    assert refusal(await asked(ann, deed)) == (403, 'auth.forbidden')


async def test_a_link_for_a_new_password_is_for_one_person(admin):
    answer = await asked(admin, 'make a link')
    kind, code = answer.json()['link'].removeprefix('http://test/').split('/')
    assert (answer.status_code, answer.json()['id'], kind) == (201, '3', 'reset')
    assert read(accounts.view_invitee, 'reset', digest(code)).name == 'Cleo'
    assert code not in str(entries())


async def test_whoever_has_not_come_yet_is_invited_again_and_whoever_is_disabled_is_not(admin):
    number = (await asked(admin, 'invite')).json()['id']
    assert '/invite/' in (await asked(admin, 'make a link', number)).json()['link']
    await asked(admin, 'disable')
    assert refusal(await asked(admin, 'make a link')) == (409, 'people.disabled')


async def test_somebody_can_be_signed_out_everywhere(admin):
    devices = [browser(CLEO), browser(CLEO)]
    assert (await asked(admin, 'sign out everywhere')).status_code == 204
    for device in devices:
        assert refusal(await device.get('/me')) == (401, 'auth.expired')


async def test_admins_see_every_setting_with_its_source_and_no_secret(ann, bob):
    settings = {item['name']: item for item in (await ann.get('/settings')).json()}
    assert settings['SECRET_KEY'] == {'name': 'SECRET_KEY', 'value': 'set', 'source': 'environment'}
    assert settings['POKER_MAX_TABLES'] == {'name': 'POKER_MAX_TABLES', 'value': '3', 'source': 'default'}
    assert 32 * 'k' not in str(settings)
    assert refusal(await bob.get('/settings')) == (403, 'auth.forbidden')


async def test_an_admin_mends_an_address(admin):
    assert (await admin.patch(f'{PEOPLE}/2', json={'email': 'robert@example.com'})).json()['email'] == (
        'robert@example.com')
    assert (await admin.patch(f'{PEOPLE}/2', json={})).json()['state'] == 'active'


async def test_new_roles_end_the_sessions_of_their_owner_and_renew_the_own_one(admin):
    bob = browser(BOB)
    former = session_of(admin)
    await admin.put(f'{PEOPLE}/2/grants', json={'grants': [{'role': 'planner'}]})
    assert refusal(await bob.get('/me')) == (401, 'auth.expired') and session_of(admin) == former
    answer = await admin.put(f'{PEOPLE}/1/grants', json={'grants': [{'role': 'admin'}, {'role': 'planner'}]})
    renewed = answer.headers['set-cookie'].partition(';')[0].partition('=')[2]
    admin.cookies.clear()
    admin.cookies.set('rt_session', renewed)
    assert len((await admin.get('/me')).json()['grants']) == 2
    admin.cookies.clear()
    admin.cookies.set('rt_session', former)
    assert refusal(await admin.get('/me')) == (401, 'auth.expired')
