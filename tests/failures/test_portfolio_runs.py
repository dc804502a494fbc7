"""A source read by a worker: with the token it was granted and nobody sees, until it is cancelled, one at a time."""

import asyncio

import pytest

from app.services.portfolio import tokens
from app.work import transact
from jobs.portfolio import sync
from tests import ops
from tests.fakes.azure_devops import azure, shop
from tests.people import ANN
from tests.portfolio_sync import TOKEN, add_source, baseline, live, source, with_commands


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def fake():
    with azure(shop()) as server:
        yield server


@pytest.fixture
async def tracker(room, fake):
    """Its name is, of all names, that of the token."""
    add_source(fake.url, areas=('Shop\\Web', 'Shop\\Store'))
    transact(lambda work: setattr(work.session.get(type(source()), 1), 'name', f'Tracker {TOKEN}'))
    transact(tokens.keep_token, ANN, 1, tokens.READ, TOKEN)
    return fake


async def test_a_run_reads_with_the_token_of_the_source_and_never_tells_it(room, tracker):
    run = await room.done('portfolio.sync', parameters={'source': 1, 'kind': 'items'})
    assert run.state == 'succeeded', run.reason
    assert '"added": 5' in run.result
    said = '\n'.join(ops.said(run.id))
    assert 'Reading items of Tracker ***' in said and TOKEN not in said + run.result + str(run.parameters)
    assert len(live()) == 5


async def test_a_run_that_fails_says_why_and_leaves_what_was_read(room, tracker):
    await room.done('portfolio.sync', parameters={'source': 1, 'kind': 'items'})
    before = baseline()
    tracker.breaks('unauthorised')
    run = await room.done('portfolio.sync', parameters={'source': 1, 'kind': 'items'})
    assert (run.state, run.attempts, source().state) == ('failed', 1, 'auth')
    assert 'replace it in Setup' in run.reason
    assert baseline() == before


async def test_a_run_can_be_cancelled_between_two_pages(room, tracker, monkeypatch):
    reached, go_on = asyncio.Event(), asyncio.Event()
    keep, loop = sync.keeping.keep_batch, asyncio.get_running_loop()

    def waits(work, *given):
        loop.call_soon_threadsafe(reached.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(20)
        return keep(work, *given)
    monkeypatch.setattr(sync.keeping, 'keep_batch', waits)
    run = await room.ask('portfolio.sync', parameters={'source': 1, 'kind': 'all'})
    again = await room.ask('portfolio.sync', parameters={'source': 1, 'kind': 'items'})
    assert run == again
    await asyncio.wait_for(reached.wait(), 20)
    await asyncio.to_thread(ops.cancel, run)
    go_on.set()
    assert (await room.over(run)).state == 'cancelled'
    assert source().ok_at is None
