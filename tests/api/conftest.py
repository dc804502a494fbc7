"""The program as other programs meet it: each of the cast with a token, guests with a seat, and somebody unknown."""

import shutil

import httpx
import pytest
from nicegui import core

from app import clock, work
from app.domain.access import SCOPES
from app.domain.audit import Filter
from app.domain.policy import Policy
from app.security import cookies
from app.security.keys import SEALS, derived
from app.security.passwords import hash_now
from app.security.tokens import digest, new_secret, new_token
from app.services import audit
from app.services.people import sessions, tokens
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, NOON, PASSWORD, found_workspace, invite_bob, invite_cleo

HOME = 'http://test'


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture(autouse=True)
def _database_first(database):
    """The program reads the address of its database when it starts."""


@pytest.fixture(scope='session')
def password_hash():
    return hash_now(PASSWORD)


@pytest.fixture(scope='session')
def blank(blank, tmp_path_factory, password_hash):
    """Not blank any more: Ann's workspace, with Bob and Cleo, to be copied."""
    path = shutil.copy(blank, tmp_path_factory.mktemp('peopled') / 'peopled.db')
    engine = work.configure(f'sqlite:///{path}', lambda session, events: None,
                            Policy(seal_keys=(derived(32 * b'k', SEALS),)))
    with clock.standing_at(NOON):
        found_workspace(password_hash)
        invite_bob()
        invite_cleo()
    engine.dispose()
    return path


@pytest.fixture
async def stopped_in_any_case():
    """A test that fails at its end must not leave the program running for all others."""
    yield
    if not core.app.is_stopped:
        await core.app.stop()


@pytest.fixture
async def server(time, database, stopped_in_any_case, user):
    """The program runs on Ann's workspace; its clock stands still until it is told to go on."""


@pytest.fixture
def ann(server):
    return program(bearer(ANN))


@pytest.fixture
def bob(server):
    return program(bearer(BOB))


@pytest.fixture
def cleo(server):
    return program(bearer(CLEO))


@pytest.fixture
def nobody(server):
    return program()


def program(authorization='', peer='127.0.0.1', root='/api/v1', **headers):
    """A client of the running program that calls from the address `peer`; addresses begin at `root`."""
    given = {'Authorization': authorization} if authorization else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(core.app, client=(peer, 4711)), base_url=f'{HOME}{root}',
                             headers=given | headers)


def browser(person, **headers):
    """A client with the cookie of a session, and with the origin that browsers name."""
    secret = new_secret()
    transact(sessions.begin, person.person_id, digest(secret), '', 'test')
    client = program(Origin=HOME, **headers)
    client.cookies.set(cookies.name_of('session', False), secret)
    return client


def session_of(client):
    """The secret in the cookie of a client."""
    return client.cookies.get(cookies.name_of('session', False))


def deeds(**wanted):
    """What the audit trail says was done, oldest first."""
    return [entry.deed for entry in entries(**wanted)]


def entries(**wanted):
    return read(audit.list_entries, ANN, Filter(**wanted))


def bearer(person, *scopes, days=90):
    """What a program sends that acts for this person, by default with every scope."""
    token = new_token()
    transact(tokens.make_token, person, token.id, token.hash, 'a program', scopes or SCOPES, days)
    return f'Bearer {token.text}'


def refusal(answer):
    """Status and code of a refusal; nothing but a problem document is one."""
    assert answer.headers['content-type'] == 'application/problem+json', answer.text
    problem = answer.json()
    assert problem['status'] == answer.status_code
    assert problem['request_id'] == answer.headers['x-request-id'] != ''
    assert problem['title'] and problem['detail'] and problem['type'] == 'about:blank'
    return answer.status_code, problem['code']


def fields(answer):
    """Which fields a refusal names."""
    assert refusal(answer)[0] == 422
    assert all(error.keys() == {'field', 'message', 'type'} for error in answer.json()['errors'])
    return [error['field'] for error in answer.json()['errors']]
