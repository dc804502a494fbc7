"""Two processes on one database: where somebody's page comes from makes no difference."""

from contextlib import ExitStack

import psycopg
import pytest
from playwright.async_api import expect

from tests.browser.conftest import FREE
from tests.machine.program import ADMIN, running


@pytest.fixture(scope='module')
def database(postgres_url):
    """One that no other test empties."""
    with psycopg.connect(postgres_url.replace('+psycopg', ''), autocommit=True) as connection:
        connection.execute('CREATE DATABASE replicas')
    return postgres_url.replace('/postgres?', '/replicas?')


@pytest.fixture(scope='module')
def replicas(tmp_path_factory, database):
    """Each with a folder of its own, as on two machines."""
    shared = {'DATABASE_URL': database, 'SECRET_KEY': 32 * 'k', **ADMIN, **FREE}
    with ExitStack() as stack:
        yield [stack.enter_context(running(tmp_path_factory.mktemp('replica'), **shared)) for _ in range(2)]


async def test_people_on_two_replicas_play_at_one_table(person, replicas):
    ann, bob = await person('Ann', replicas[0]), await person('Bob', replicas[1])
    await ann.signs_in()
    table = await ann.opens_table()
    await ann.is_at_table(table)

    await bob.goes_to(f'/poker/{table}')
    await bob.page.get_by_label('Your name').fill('Bob')
    await bob.button('Take a seat').click()
    await expect(ann.seat('Bob')).to_have_count(1)
    await expect(ann.seat('away')).to_have_count(0)
    await expect(bob.seat('Ann, Scrum Master')).to_have_count(1)

    await ann.button('Start round').click()
    await bob.card('8 points').click()
    await expect(ann.seat('Bob, has voted')).to_have_count(1)
    await ann.card('8 points').click()
    await ann.button('Reveal cards').click()
    for one in (ann, bob):
        await expect(one.page.get_by_text('Everyone said 8.', exact=True)).to_be_visible()

    await bob.goes_to('/sign-in')
    await expect(ann.seat('Bob, 8')).to_have_count(1)


async def test_whoever_loses_their_replica_finds_their_card_at_another_one(person, replicas):
    ann, bob = await person('Ann', replicas[0]), await person('Bob', replicas[1])
    bob.watch.forgives_a_broken_line()
    table = await ann.opens_table()
    await bob.takes_a_seat(table)
    await ann.sends('POST', f'/poker/tables/{table}/rounds')
    await ann.is_at_table(table)
    await bob.is_at_table(table)
    await bob.card('13 points').click()
    await expect(ann.seat('Bob, has voted')).to_have_count(1)
    replicas[1].kill()
    await expect(bob.page.get_by_label('Connection: reconnecting')).to_be_visible()
    bob.turns_to(replicas[0])
    await bob.is_at_table(table)
    await expect(bob.card('13 points')).to_be_checked()
    await expect(ann.seat('Bob, has voted')).to_have_count(1)
    replicas[1].start()
