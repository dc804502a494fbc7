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
OLIVER = Actor('person:4', 'Oliver', (Grant('operator'),))
PIA = Actor('person:5', 'Pia', (Grant('planner'),))
MAX = Actor('person:6', 'Max', (Grant('manager'),))
GUS = Actor('guest:gus', 'Gus')
GINA = Actor('guest:gina', 'Gina')


def guest(number: int) -> Actor:
    return Actor(f'guest:{number}', f'Guest {number:02}')


def found_workspace(password_hash: str = 'x') -> Actor:
    """Ann's workspace."""
    transact(accounts.found, Founding('Acme', 'Ann', 'ann@example.com', 'UTC'), password_hash)
    return ANN


def invite_bob() -> Actor:
    return _invited(BOB)


def invite_cleo() -> Actor:
    return _invited(CLEO)


def invite_crew() -> None:
    """Whoever works with operations, after Bob and Cleo."""
    for person in (OLIVER, PIA, MAX):
        _invited(person)


def _invited(person: Actor) -> Actor:
    name, code = person.name.lower(), f'code of {person.name}'
    transact(accounts.invite, ANN, f'{name}@example.com', person.grants[0].role, code)
    transact(accounts.accept, code, person.name, 'UTC', 'y')
    return person
