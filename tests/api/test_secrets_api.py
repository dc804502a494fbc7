"""Secrets for programs: names and states come out, values only go in, and only from people who are signed in."""

import pytest

from app.domain.ops.secrets import LONGEST, TOO_SHORT, declared
from app.services import secrets
from app.work import transact
from tests.api.conftest import bearer, browser, fields, program, refusal
from tests.people import ANN, BOB, CLEO
from tests.secrets import COMMANDS, NAMES, attempt

VALUE = 'swordfish-77'


@pytest.fixture(autouse=True)
def _commands(monkeypatch):
    monkeypatch.setattr(secrets, 'declared', lambda _: declared(COMMANDS))


@pytest.fixture
def admin(server):
    return browser(ANN)


async def listed(client, **wanted):
    answer = await client.get('/ops/secrets', params=wanted)
    assert answer.status_code == 200, answer.text
    return {item['name']: item for item in answer.json()['items']}


async def test_an_admin_sets_a_secret_and_nobody_reads_it_back(admin, ann):
    answer = await admin.put('/ops/secrets/FPL_PASSWORD', json={'value': VALUE})
    assert (answer.status_code, answer.content) == (204, b'')
    item = (await listed(ann, scope='shared'))['FPL_PASSWORD']
    assert item == {
        'name': 'FPL_PASSWORD', 'scope': 'shared', 'help': '', 'is_set': True, 'masked_value': '***',
        'used_by': ['predict'], 'updated_at': '2030-01-09T12:00:00Z', 'updated_by': 'Ann', 'last_used_at': None,
        'warning': ''}
    for client in (ann, admin):
        assert VALUE not in (await client.get('/ops/secrets')).text


async def test_all_names_are_listed_set_or_not(ann):
    found = await listed(ann, scope='shared')
    assert sorted(found) == NAMES and not any(item['is_set'] or item['masked_value'] for item in found.values())
    assert len((await ann.get('/ops/secrets', params={'limit': 3})).json()['items']) == 3
    assert (await ann.get('/ops/secrets')).json()['total'] == 10  # and as many that are one's own


async def test_a_secret_is_removed(admin):
    await admin.put('/ops/secrets/FPL_PASSWORD', json={'value': VALUE})
    assert (await admin.delete('/ops/secrets/FPL_PASSWORD')).status_code == 204
    assert refusal(await admin.delete('/ops/secrets/FPL_PASSWORD')) == (404, 'not_found')
    assert not (await listed(admin))['FPL_PASSWORD']['is_set']


async def test_a_persons_own_secret_is_theirs(server):
    bob = browser(BOB)
    assert (await bob.put('/ops/secrets/AZURE_DEVOPS_PAT', json={'value': VALUE, 'scope': 'personal'})
            ).status_code == 204
    assert (await listed(bob, scope='personal'))['AZURE_DEVOPS_PAT']['is_set']
    assert not (await listed(browser(ANN), scope='personal'))['AZURE_DEVOPS_PAT']['is_set']
    assert transact(secrets.open_for, attempt(COMMANDS['portfolio.sync'], BOB.identity)) == {'AZURE_DEVOPS_PAT': VALUE}
    assert (await bob.delete('/ops/secrets/AZURE_DEVOPS_PAT?scope=personal')).status_code == 204


async def test_no_token_sets_or_removes_a_secret(admin, ann, bob):
    await admin.put('/ops/secrets/FPL_PASSWORD', json={'value': VALUE})
    for client in (ann, bob, program(bearer(ANN, 'admin'))):
        for scope in ('shared', 'personal'):
            assert refusal(await client.put('/ops/secrets/FPL_LOGIN', json={'value': VALUE, 'scope': scope})
                           )[0] == 403
        assert refusal(await client.delete('/ops/secrets/FPL_PASSWORD'))[0] == 403


async def test_who_may_not_is_refused(server, nobody, cleo):
    bob, viewer = browser(BOB), browser(CLEO)
    assert refusal(await bob.put('/ops/secrets/FPL_LOGIN', json={'value': VALUE})) == (403, 'auth.forbidden')
    assert refusal(await bob.delete('/ops/secrets/FPL_LOGIN')) == (403, 'auth.forbidden')
    for client in (viewer, cleo):
        assert refusal(await client.get('/ops/secrets'))[0] == 403
    assert refusal(await viewer.put('/ops/secrets/FPL_LOGIN', json={'value': VALUE, 'scope': 'personal'}))[0] == 403
    assert refusal(await nobody.get('/ops/secrets'))[0] == 401
    assert refusal(await nobody.put('/ops/secrets/FPL_LOGIN', json={'value': VALUE}))[0] == 401


async def test_the_password_must_have_been_given_lately(admin, time):
    time.passes(minutes=11)
    assert refusal(await admin.put('/ops/secrets/FPL_LOGIN', json={'value': VALUE})) == (403, 'auth.reauth')


@pytest.mark.parametrize('name', ['UNKNOWN', 'fpl_login', 'FPL%20LOGIN'])
async def test_a_name_that_nothing_asks_for_is_refused(admin, name):
    answer = await admin.put(f'/ops/secrets/{name}', json={'value': VALUE})
    assert refusal(answer) == (422, 'ops.secret_unknown') and fields(answer) == ['name']


@pytest.mark.parametrize('body', [
    {}, {'value': ''}, {'value': '\0'}, {'value': 7}, {'value': None}, {'value': (LONGEST + 1) * 'x'},
    {'value': LONGEST * 'ü'}, {'value': VALUE, 'scope': 'person:1'}, {'value': VALUE, 'more': 1}])
async def test_what_is_no_value_is_refused_and_not_repeated(admin, body):
    answer = await admin.put('/ops/secrets/FPL_LOGIN', json=body)
    assert answer.status_code == 422 and len(answer.text) < 1_000
    assert VALUE not in answer.text
    assert not (await listed(admin))['FPL_LOGIN']['is_set']


async def test_bytes_that_are_no_text_are_refused(admin):
    for content in (b'{"value": "\xff\xfe"}', b'{"value": "\\ud800"}'):
        answer = await admin.put('/ops/secrets/FPL_LOGIN', content=content,
                                 headers={'Content-Type': 'application/json'})
        assert answer.status_code in (400, 422)
    assert not (await listed(admin))['FPL_LOGIN']['is_set']


async def test_what_cannot_be_masked_says_so_afterwards(admin):
    await admin.put('/ops/secrets/FPL_LOGIN', json={'value': 'abc'})
    assert (await listed(admin, scope='shared'))['FPL_LOGIN']['warning'] == TOO_SHORT
