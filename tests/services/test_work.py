"""One call of a service is one transaction: all of it happens and is announced, or nothing of it."""

import asyncio
import threading

import pytest
from sqlalchemy import event
from sqlmodel import select

from app import bus, context, work
from app.errors import NotFound
from app.events import Event
from app.services.people import bell
from app.work import ask, perform, read, transact
from models.people import BellNotice, Workspace
from tests.people import ANN, found_workspace


class Noted(Event): ...
class Echoed(Event): ...


NOTED, ECHOED = Noted('test'), Echoed('test')


def note(work, text='noted'):
    work.session.add(BellNotice(person_id=1, at=work.now, text=text))
    work.record(NOTED)


def echo(work, event):
    note_text(work, f'echo of {type(event).__name__}')
    work.record(ECHOED)


def note_text(work, text):
    work.session.add(BellNotice(person_id=1, at=work.now, text=text))


def fail(work, *_):
    note_text(work, 'never')
    raise ValueError


def notes():
    """What is kept, oldest first."""
    return [notice.text for notice in reversed(read(bell.list_notices, ANN))]


@pytest.fixture
def reactions():
    return {}


@pytest.fixture
def announced(database, url, reactions):
    """What is announced; every test has its own reactions."""
    found_workspace()
    heard = []
    engine = work.configure(url, lambda session, events: heard.extend(events), reactions=reactions)
    yield heard
    engine.dispose()


def test_what_a_service_did_is_kept_and_announced(announced):
    transact(note)
    assert notes() == ['noted'] and announced == [NOTED]


def test_a_refused_service_leaves_everything_as_it_was(announced):
    with pytest.raises(ValueError):
        transact(fail)
    assert notes() == [] and announced == []


@pytest.mark.parametrize('reactions', [{Noted: [echo]}])
def test_a_reaction_happens_together_with_what_it_reacts_to(announced):
    transact(note)
    assert notes() == ['noted', 'echo of Noted'] and announced == [NOTED, ECHOED]


@pytest.mark.parametrize('reactions', [{Noted: [echo], Echoed: [lambda work, event: note_text(work, 'the end')]}])
def test_a_reaction_may_have_consequences_of_its_own(announced):
    transact(note)
    assert notes() == ['noted', 'echo of Noted', 'the end']


@pytest.mark.parametrize('reactions', [{Noted: [echo, fail]}])
def test_when_a_reaction_fails_neither_it_nor_its_cause_has_happened(announced):
    with pytest.raises(ValueError):
        transact(note)
    assert notes() == [] and announced == []


def test_a_reader_cannot_write(announced, kind):
    if kind == 'postgresql':
        with pytest.raises(Exception, match='read-only transaction'):
            read(lambda work: (note(work), work.session.flush()))
    else:
        read(lambda work: (note(work), work.session.flush()))
    assert notes() == [] and announced == []


def test_a_reader_sees_one_moment_and_keeps_nobody_waiting(announced):
    def look_twice(work):
        before = bell.list_notices(work, ANN)
        transact(note)
        work.session.expire_all()
        return before, bell.list_notices(work, ANN)
    before, after = read(look_twice)
    assert before == after == ()
    assert notes() == ['noted']


def test_a_transaction_has_one_moment(announced, time):
    def look_at_the_clock(work):
        first = work.now
        time.passes(hours=1)
        return first == work.now
    assert transact(look_at_the_clock)


def test_what_does_not_exist_is_not_found(announced):
    for lock in (True, False):
        with pytest.raises(NotFound):
            transact(lambda work, lock=lock: work.get(Workspace, 404, lock=lock))


def test_a_writer_keeps_others_away_from_what_it_has_locked(announced):
    order, is_locked = [], threading.Event()

    def slow(work):
        work.lock(Workspace, 1)
        is_locked.set()
        other.join(0.2)
        order.append('first')

    def fast(work):
        work.lock(Workspace, 1)
        order.append('second')
    other = threading.Thread(target=lambda: (is_locked.wait(), transact(fast)))
    other.start()
    transact(slow)
    other.join()
    assert order == ['first', 'second']


async def test_off_the_event_loop_it_is_the_same(announced):
    await perform(note)
    assert [notice.text for notice in await ask(bell.list_notices, ANN)] == ['noted']
    with pytest.raises(ValueError):
        await perform(fail)


async def test_the_request_is_known_wherever_the_work_is_done(announced):
    with context.tracing(context.Trace('request-1')):
        assert await perform(lambda work: context.trace().request_id) == 'request-1'
        assert await ask(lambda work: context.trace().request_id) == 'request-1'


async def test_whoever_stops_waiting_does_not_stop_what_has_begun(announced):
    is_begun, may_end, has_ended = (threading.Event() for _ in range(3))

    def slow(work):
        is_begun.set()
        event.listen(work.session, 'after_commit', lambda _: has_ended.set())
        may_end.wait()
        note(work)
    task = asyncio.ensure_future(perform(slow))
    await asyncio.to_thread(is_begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_end.set()
    await asyncio.to_thread(has_ended.wait)
    assert notes() == ['noted']


@pytest.mark.parametrize('kind', ['sqlite'])
async def test_nothing_is_announced_before_it_is_kept(database, url):
    """Through the bus of the program; whoever hears of something can see it by then."""
    found_workspace()
    seen, is_done, loop = [], asyncio.Event(), asyncio.get_running_loop()
    unsubscribe = bus.subscribe('test', lambda: (seen.append(notes()), is_done.set()))
    await bus.run(url)
    engine = work.configure(url, bus.announce)

    def note_and_wait_for_the_loop(work):
        note(work)
        work.session.flush()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()
        assert seen == []
    await perform(note_and_wait_for_the_loop)
    await is_done.wait()
    assert seen == [['noted']]
    unsubscribe()
    engine.dispose()


def test_rows_are_seen_by_the_service_that_made_them(announced):
    def make_and_count(work):
        note(work)
        return len(work.session.exec(select(BellNotice)).all())
    assert transact(make_and_count) == 1
