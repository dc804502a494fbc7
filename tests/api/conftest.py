"""The program as other programs meet it: each of the cast with a token, guests with a seat, and somebody unknown."""

import httpx
import pytest
from nicegui import core

from app.domain.access import SCOPES
from app.security import cookies
from app.security.passwords import hash_now
from app.security.tokens import digest, new_secret, new_token
from app.services.people import sessions, tokens
from app.work import transact
from tests.people import ANN, BOB, CLEO, PASSWORD, found_workspace, invite_bob, invite_cleo

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


@pytest.fixture
async def server(time, user, password_hash):
    """The program runs on Ann's workspace, with Bob and Cleo; its clock stands still until it is told to go on."""
    found_workspace(password_hash)
    invite_bob()
    invite_cleo()


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
