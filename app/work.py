"""One service call is one transaction; what it announces becomes known if, and only if, it commits.

What a writer has checked stays true until it commits. SQLite has one writer at a time (BEGIN IMMEDIATE; in this
process one writing thread, so that nobody sleeps while waiting for the file). On PostgreSQL a writer first locks the
row of the document it changes: with SERIALIZABLE and retries 16 people at one table waited for each other for
seconds, with the row lock 0.05 s.

An area that must act on what another area did registers a reaction: it runs in the same transaction, so that both
happen or neither.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event, func, select
from sqlmodel import Session, SQLModel, create_engine

from app import clock, metrics
from app.domain.policy import Policy
from app.errors import NotFound
from app.events import Event

P = ParamSpec('P')
R = TypeVar('R')
Row = TypeVar('Row', bound=SQLModel)
Announce = Callable[[Session, Sequence[Event]], None]
Reaction = Callable[['Work', Any], None]

READING = {'isolation_level': 'REPEATABLE READ', 'postgresql_readonly': True}  # one moment, of PostgreSQL
Fence = Callable[['Work'], object]

READERS = WRITERS = 8  # threads, with a connection each


@dataclass
class Work:
    """What a service works with: the session, the moment, the rules of this installation, and what to announce."""
    session: Session
    policy: Policy
    events: list[Event] = field(default_factory=list)
    is_reading: bool = False  # one moment of the database: what was asked once need not be asked again

    @cached_property
    def now(self) -> datetime:
        """One moment for the whole transaction."""
        return clock.now()

    @property
    def connection(self) -> Connection:
        """For plain rows where mapped objects would be too slow."""
        return self.session.connection()

    @property
    def is_postgres(self) -> bool:
        return self.session.get_bind().dialect.name == 'postgresql'

    def get(self, table: type[Row], key: Any, *, lock: bool = False) -> Row:
        row = self.session.get(table, key, with_for_update=lock or None, populate_existing=lock)
        if row is None:
            raise NotFound('This does not exist, or not any more.')
        return row

    def lock(self, table: type[Row], key: Any) -> Row:
        """Get the row of the document that is about to change, and keep other writers away from it."""
        return self.get(table, key, lock=True)

    def take_turns(self, key: int) -> None:
        """Make all writers that name this key wait for each other, where no row stands for what they share."""
        if self.is_postgres:
            self.session.execute(select(func.pg_advisory_xact_lock(key)))

    def record(self, event: Event) -> None:
        self.events.append(event)


class Calm:
    """Whether anybody writes."""

    def __init__(self) -> None:
        self.writing = 0
        self.has_come = asyncio.Event()
        self.has_come.set()

    def __enter__(self) -> None:
        self.writing += 1
        self.has_come.clear()

    def __exit__(self, *_: object) -> None:
        self.writing -= 1
        if not self.writing:
            self.has_come.set()


@dataclass(frozen=True)
class Base:
    """The database, with a door for writers and one for readers, and the threads that may go through them."""
    writing: Engine
    reading: Engine
    writers: Executor
    readers: Executor
    announce: Announce
    policy: Policy
    reactions: Mapping[type[Event], Sequence[Reaction]]
    turn: AbstractContextManager[Any]  # one writer at a time where the database knows no queue
    calm: Calm = field(default_factory=Calm)


_base: Base | None = None


def configure(url: str, announce: Announce, policy: Policy | None = None,
              reactions: Mapping[type[Event], Sequence[Reaction]] | None = None) -> Engine:
    """Choose the database; called once, before anything else."""
    global _base
    if url.startswith('sqlite'):
        engine = create_engine(url, pool_size=READERS + 2)
        _take_the_write_lock_early(engine)
        reading, writers = engine.execution_options(reading=True), 1
        turn: AbstractContextManager[Any] = threading.RLock()
    else:
        limits = '-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s'
        engine = create_engine(url, pool_size=READERS + WRITERS, pool_pre_ping=True, connect_args={'options': limits})
        reading = engine.execution_options(**READING)
        writers, turn = WRITERS, nullcontext()
    _base = Base(engine, reading, ThreadPoolExecutor(writers, 'write'), ThreadPoolExecutor(READERS, 'read'),
                 announce, policy or Policy(), reactions or {}, turn)
    return engine


_fence: ContextVar[Fence | None] = ContextVar('fence', default=None)


@contextmanager
def fenced(fence: Fence) -> Iterator[None]:
    """What this thread writes in here becomes true only if `fence` does not raise, as the last thing of each
    transaction: whoever has lost the right to work on something cannot finish what it began.
    """
    token = _fence.set(fence)
    try:
        yield
    finally:
        _fence.reset(token)


def transact(service: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a service that changes something, in a transaction of its own. It blocks: never on the event loop."""
    base = _configured()
    with base.turn, metrics.db_seconds.time(), Session(base.writing) as session, session.begin():
        work = Work(session, base.policy)
        result = service(work, *args, **kwargs)
        _react(work, base.reactions)
        if fence := _fence.get():
            fence(work)
        base.announce(session, work.events)
    return result


def read(service: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a service that looks at one moment of the database; what it wrote would be rolled back."""
    base = _configured()
    with metrics.db_seconds.time(), Session(base.reading) as session:
        return service(Work(session, base.policy, is_reading=True), *args, **kwargs)


async def perform(service: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`transact` off the event loop. A cancelled caller does not stop what has begun."""
    base = _configured()
    with base.calm:
        return await _elsewhere(base.writers, partial(transact, service, *args, **kwargs))


async def ask(service: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`read` off the event loop."""
    return await _elsewhere(_configured().readers, partial(read, service, *args, **kwargs))


async def lull(most: float) -> None:
    """Until nobody in this process waits for a change to be written, but for no longer than `most` seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(most):
            await _configured().calm.has_come.wait()


def engine() -> Engine:
    """For backups, which take and bring everything as it is, past the services."""
    return _configured().writing


def _react(work: Work, reactions: Mapping[type[Event], Sequence[Reaction]]) -> None:
    for fact in work.events:  # grows while it is walked: reactions have consequences of their own
        for reaction in reactions.get(type(fact), ()):
            reaction(work, fact)


async def _elsewhere(threads: Executor, call: Callable[[], R]) -> R:
    return await asyncio.get_running_loop().run_in_executor(threads, copy_context().run, call)


def _configured() -> Base:
    if _base is None:
        raise RuntimeError('work.configure has not been called')
    return _base


def _take_the_write_lock_early(engine: Engine) -> None:
    """A SQLite writer takes its lock when it begins, not when it first writes: no check can go stale."""
    @event.listens_for(engine, 'connect')
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ('journal_mode=WAL', 'synchronous=NORMAL', 'foreign_keys=ON', 'busy_timeout=5000'):
            connection.execute(f'PRAGMA {pragma}')

    @event.listens_for(engine, 'begin')
    def on_begin(connection: Connection) -> None:
        is_reading = connection.get_execution_options().get('reading')
        connection.exec_driver_sql('BEGIN' if is_reading else 'BEGIN IMMEDIATE')
