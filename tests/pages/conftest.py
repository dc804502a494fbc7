"""Pages without a browser: NiceGUI's `User` looks at the elements the server holds. Each user is one browser."""

import httpx
import pytest
from nicegui import core
from nicegui.testing import User

from app.security import cookies, tokens
from app.services.people import guests, sessions
from app.work import transact
from tests.people import found_workspace, invite_bob


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture(autouse=True)
def _database_first(database):
    """The program reads the address of its database when it starts."""


@pytest.fixture
def workspace(database):
    """Ann's workspace, with Bob in it."""
    found_workspace()
    invite_bob()


@pytest.fixture
async def neighbour(user):
    """A second browser on the same server."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(core.app), base_url='http://test') as client:
        yield User(client)


def sign_in(user, person):
    """The browser of `user` gets the cookie of a session of `person`."""
    secret = tokens.new_secret()
    transact(sessions.begin, person.person_id, tokens.digest(secret), '', 'test')
    user.http_client.cookies.set(cookies.name_of('session', False), secret)


def be_guest(user, name, avatar=''):
    """The browser of `user` is one of a guest who has given a name before; returns the identity."""
    secret = tokens.new_secret()
    transact(guests.introduce, tokens.digest(secret), name, avatar)
    user.http_client.cookies.set(cookies.name_of('guest', False), secret)
    return f'guest:{tokens.digest(secret)}'
