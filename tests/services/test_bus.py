"""Announcements: whoever waits for a topic is called on the event loop, whichever process something happened in."""

import asyncio
import threading

import psycopg
import pytest

from app import bus, work
from app.events import Event
from app.services.people import bell
from app.work import perform


class Happened(Event): ...


@pytest.fixture(autouse=True)
def program(database, url, monkeypatch):
    """The database announces through the bus, as in the program."""
    monkeypatch.setattr(bus, 'RETRY', 0.01)
    engine = work.configure(url, bus.announce)
    yield
    engine.dispose()


@pytest.fixture
async def heard(url, kind):
    """What was delivered, once the bus listens: (topic, is it the thread of the loop)."""
    calls = asyncio.Queue()
    main = threading.get_ident()

    def hear(topic):
        calls.put_nowait((topic, threading.get_ident() == main))
    unsubscribers = [bus.subscribe(topic, lambda topic=topic: hear(topic)) for topic in ('tea', 'coffee')]
    listening = asyncio.ensure_future(bus.run(url))
    if kind == 'postgresql':
        await everything(calls)
    else:
        await listening
    yield calls
    listening.cancel()
    for unsubscribe in unsubscribers:
        unsubscribe()


async def everything(calls):
    """After (re)connecting all topics are delivered, for anything may have happened."""
    assert {(await calls.get())[0] for _ in range(2)} == {'tea', 'coffee'}


def happen(work, *topics):
    for topic in topics:
        work.record(Happened(topic))


async def nothing_more(calls):
    """A last announcement is the next one to arrive."""
    await perform(happen, 'coffee')
    assert (await calls.get())[0] == 'coffee' and calls.empty()


async def test_whoever_waits_for_a_topic_is_called_on_the_loop(heard):
    await perform(happen, 'tea')
    assert await heard.get() == ('tea', True)


async def test_whoever_is_woken_by_a_run_is_not_held_by_its_claim(heard):
    """What the clock does next is its own, also when a run that is long over has woken it."""
    claims = asyncio.Queue()
    unsubscribe = bus.subscribe('tea', lambda: claims.put_nowait(work._fence.get()))

    def announce():
        with work.fenced(lambda work: None):
            work.transact(happen, 'tea')
    await asyncio.to_thread(announce)
    assert await claims.get() is None
    unsubscribe()


async def test_nobody_is_called_for_other_topics(heard):
    await perform(happen, 'milk')
    await nothing_more(heard)


async def test_a_burst_in_one_transaction_is_one_call_for_each_topic(heard):
    await perform(happen, 'tea', 'tea', 'coffee', 'tea')
    assert [await heard.get(), await heard.get()] == [('tea', True), ('coffee', True)]
    await nothing_more(heard)


async def test_what_was_rolled_back_is_not_announced(heard):
    def fail(work):
        happen(work, 'tea')
        bell.ring(work, 404, 'nobody')
        raise ValueError
    with pytest.raises(ValueError):
        await perform(fail)
    await nothing_more(heard)


async def test_who_unsubscribed_is_not_called(heard):
    calls = []
    unsubscribe = bus.subscribe('tea', lambda: calls.append('first'))
    other = bus.subscribe('tea', lambda: calls.append('second'))
    unsubscribe()
    unsubscribe()
    await perform(happen, 'tea')
    await heard.get()
    other()
    assert calls == ['second']


async def test_who_unsubscribes_while_being_called_harms_nobody(heard):
    calls = []
    unsubscribe = bus.subscribe('tea', lambda: (calls.append('once'), unsubscribe()))
    await perform(happen, 'tea')
    await perform(happen, 'tea')
    assert [await heard.get(), await heard.get()] == 2 * [('tea', True)]
    assert calls == ['once']


async def test_the_bus_knows_that_it_listens(heard):
    assert bus.is_listening()


@pytest.mark.parametrize('kind', ['postgresql'])
async def test_when_the_line_was_cut_everybody_is_told_to_look_again(heard, url):
    with psycopg.connect(url.replace('+psycopg', ''), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    await everything(heard)
    assert bus.is_listening()
    await perform(happen, 'tea')
    assert await heard.get() == ('tea', True)
