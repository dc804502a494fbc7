"""The cast: every access rule gets its person."""

from datetime import UTC, datetime

from app.domain.access import Actor, Grant
from app.services.people import accounts
from app.services.people.accounts import Founding
from app.work import transact

NOON = datetime(2030, 1, 9, 12, tzinfo=UTC)
PASSWORD = 'quiet river stones 7'

ANN = Actor('person:1', 'Ann', (Grant('admin'),))
BOB = Actor('person:2', 'Bob', (Grant('member'),))
CLEO = Actor('person:3', 'Cleo', (Grant('viewer'),))
GUS = Actor('guest:gus', 'Gus')
GINA = Actor('guest:gina', 'Gina')


def guest(number: int) -> Actor:
    return Actor(f'guest:{number}', f'Guest {number:02}')


def found_workspace(password_hash: str = 'x') -> Actor:
    """Ann's workspace."""
    transact(accounts.found, Founding('Acme', 'Ann', 'ann@example.com', 'UTC'), password_hash)
    return ANN


def invite_bob() -> Actor:
    transact(accounts.invite, ANN, 'bob@example.com', 'member', 'code-of-bob')
    transact(accounts.accept, 'code-of-bob', 'Bob', 'UTC', 'y')
    return BOB
