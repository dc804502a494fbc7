"""Tokens: made on a page by a person, shown once, worth as much as their scopes, their owner and their time."""

from itertools import product

import pytest

from app.domain.access import SCOPES
from app.security.tokens import new_token
from app.services.people import accounts
from app.work import transact
from tests.api.conftest import bearer, browser, deeds, entries, fields, program, refusal
from tests.people import ANN, BOB, CLEO

MINE = '/me/tokens'
DEPLOY = {'name': 'deploy', 'scopes': ['read'], 'days': 30}


@pytest.fixture
def page(server):
    """Bob in his browser."""
    return browser(BOB)


async def made(page, **more):
    answer = await page.post(MINE, json=DEPLOY | more)
    assert answer.status_code == 201, answer.text
    return answer.json()['id'], program(f'Bearer {answer.json()["token"]}')


async def test_a_token_is_shown_once_and_works_at_once(page):
    answer = (await page.post(MINE, json=DEPLOY)).json()
    assert answer['token'].startswith(f'rt_{answer["id"]}_')
    assert (await program(f'Bearer {answer["token"]}').get('/me')).json()['name'] == 'Bob'
    [listed] = (await page.get(MINE)).json()['items']
    assert listed == {'id': answer['id'], 'name': 'deploy', 'owner': 'Bob', 'scopes': ['read'], 'state': 'active',
                      'made_at': '2030-01-09T12:00:00Z', 'ends_at': '2030-02-08T12:00:00Z',
                      'used_at': '2030-01-09T12:00:00Z'}
    assert (deeds()[-1], entries()[-1].detail) == ('people.make_token', 'read; 30 days')
    assert answer['token'].rpartition('_')[2] not in str(entries())


MISFITS = [
    ({'name': ''}, 'name'), ({'name': 61 * 'x'}, 'name'), ({'scopes': []}, 'scopes'), ({'scopes': ['all']}, 'scopes'),
    ({'scopes': 'read'}, 'scopes'), ({'scopes': [7]}, 'scopes.0'), ({'days': 366}, 'days'), ({'days': 0}, 'days'),
    ({'days': '30'}, 'days'), ({'days': 30.5}, 'days'), ({'owner': 'ann'}, 'owner')]


async def test_a_token_needs_a_name_a_purpose_and_an_end(page):
    for body, field in MISFITS:
        assert fields(await page.post(MINE, json=DEPLOY | body)) == [field], body
    assert (await page.get(MINE)).json()['total'] == 0


async def test_a_revoked_token_is_worth_nothing_from_the_next_request_on(page):
    number, token = await made(page)
    assert (await token.get('/me')).is_success
    for _ in range(2):  # once more does no harm
        assert (await page.delete(f'{MINE}/{number}')).status_code == 204
    answer = await token.get('/me')
    assert refusal(answer) == (401, 'auth.required') and answer.headers['www-authenticate'] == 'Bearer'
    assert deeds(deed='people.revoke_token') == ['people.revoke_token']
    assert (await page.get(MINE)).json()['items'][0]['state'] == 'revoked'


async def test_a_token_ends_on_its_day(page, time):
    _, token = await made(page, days=7)
    time.passes(days=7, seconds=-1)
    assert (await token.get('/me')).is_success
    time.passes(seconds=1)
    assert refusal(await token.get('/me')) == (401, 'auth.required')


async def test_a_token_ends_with_the_account_of_its_owner(page, ann):
    _, token = await made(page)
    transact(accounts.disable, ANN, BOB.person_id)
    assert refusal(await token.get('/me')) == (401, 'auth.required')


async def test_the_tokens_of_others_are_out_of_reach_except_for_admins(page):
    number, token = await made(page)
    stranger, admin = browser(CLEO), browser(ANN)
    assert (await stranger.get(MINE)).json()['total'] == 0
    assert refusal(await stranger.get('/tokens')) == (403, 'auth.forbidden')
    assert refusal(await stranger.delete(f'{MINE}/{number}'))[0] == 403
    assert (await token.get('/me')).is_success
    assert [shown['owner'] for shown in (await admin.get('/tokens')).json()['items']] == ['Bob']
    assert (await admin.delete(f'{MINE}/{number}')).status_code == 204
    assert refusal(await token.get('/me'))[0] == 401
    assert refusal(await admin.delete(f'{MINE}/unknown')) == (404, 'not_found')


async def test_a_token_makes_no_successor_and_sees_no_others(ann):
    number, _ = await made(browser(ANN))
    for method, path, body in (('GET', MINE, None), ('POST', MINE, DEPLOY), ('DELETE', f'{MINE}/{number}', None),
                               ('GET', '/tokens', None)):
        assert refusal(await ann.request(method, path, json=body)) == (403, 'auth.forbidden')
    assert (await browser(ANN).get(MINE)).json()['total'] == 2  # this one, and the one that asked


async def test_a_token_is_made_only_with_a_password_that_is_fresh(page, time):
    transact(accounts.change_password, BOB, 'a hash', '')
    page = browser(BOB)
    time.passes(minutes=10, seconds=1)
    assert refusal(await page.post(MINE, json=DEPLOY)) == (403, 'auth.reauth')


OTHER = new_token().text
FORMS = [('Bearer  {}', 401), ('bearer {}', 200), ('BEARER {}', 200),
         ('Bearer {}x', 401), ('Bearer', 401), ('{}', 401), ('Token {}', 401), ('Seat {}', 401), ('Bearer "{}"', 401),
         (f'Bearer {OTHER}', 401), ('Bearer rt_short', 401)]


async def test_a_token_is_given_in_one_way_only(server):
    text = bearer(BOB).removeprefix('Bearer ')
    for form, status in FORMS:
        assert (await program(form.format(text)).get('/me')).status_code == status, form
    for place in ({'params': {'token': text}}, {'headers': {'Cookie': f'rt_session={text}'}},
                  {'headers': {'X-API-Key': text}}):
        assert (await program().get('/me', **place)).status_code == 401, place


NEEDED = {'/me': 'people:read', '/bell': 'people:read', '/people': 'people:read', '/poker/tables': 'poker:read',
          '/poker/decks': 'poker:read', '/audit': 'admin', '/settings': 'admin'}


async def test_each_scope_opens_exactly_what_it_names(server):
    tokens = {scope: program(bearer(ANN, scope)) for scope in SCOPES}
    for scope, (address, needed) in product(SCOPES, NEEDED.items()):
        answer = await tokens[scope].get(address)
        if needed == scope or (scope == 'read' and needed.endswith(':read')):
            assert answer.status_code == 200, (scope, address)
        else:
            assert refusal(answer) == (403, 'auth.scope'), (scope, address)
            assert f'“{needed}”' in answer.json()['detail']


async def test_a_token_that_is_asked_for_twice_is_made_once_and_told_again(page):
    answers = [await page.post(MINE, json=DEPLOY, headers={'Idempotency-Key': 'key-1'}) for _ in range(2)]
    assert answers[0].status_code == answers[1].status_code == 201
    assert answers[0].json() == answers[1].json()
    assert len((await page.get(MINE)).json()['items']) == 1
    assert (await program(f'Bearer {answers[0].json()["token"]}').get('/me')).json()['name'] == 'Bob'
