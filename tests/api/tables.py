"""Playing at a table by requests alone."""

from app import presence
from app.events import table_topic
from tests.api.conftest import program

TABLES = '/poker/tables'


async def opened(host, name='Sprint 12', **body):
    """The address of a new table."""
    answer = await host.post(TABLES, json={'name': name, **body})
    assert answer.status_code == 201, answer.text
    return f'{TABLES}/{answer.json()["id"]}'


async def seated(table, *people, **body):
    for person in people:
        answer = await person.post(f'{table}/seats', json=body)
        assert answer.status_code in (200, 201), answer.text


async def guest_at(table, name='Gus', **body):
    """A client with the token of a new seat."""
    answer = await program().post(f'{table}/seats', json={'name': name, **body})
    assert answer.status_code == 201, answer.text
    return program(f'Seat {answer.json()["seat_token"]}')


async def started(host, table, **body):
    """The address of a new round."""
    answer = await host.post(f'{table}/rounds', json=body)
    assert answer.status_code == 201, answer.text
    return f'{table}/rounds/{answer.json()["no"]}'


async def laid(round_, cards):
    for person, face in cards.items():
        answer = await person.put(f'{round_}/card', json={'face': face})
        assert answer.status_code == 204, answer.text


async def turned(host, round_):
    """The table, with its cards up."""
    await host.post(f'{round_}/reveal')
    await host.post(f'{round_}/turn-now')
    return (await host.get(round_.partition('/rounds')[0])).json()


async def played(host, table, cards, **body):
    """A whole round; the address of it."""
    round_ = await started(host, table, **body)
    await laid(round_, cards)
    await turned(host, round_)
    return round_


async def seat_of(person, table):
    """The own seat."""
    return next(seat for seat in (await person.get(table)).json()['seats'] if seat['is_me'])


async def public_id(person, table):
    return (await seat_of(person, table))['public_id']


async def gone(person, table):
    """The minute after the last request of this person is over."""
    await presence._forget((table_topic(table.rpartition('/')[2]), person.identity), 'program')
