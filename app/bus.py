"""Carries announcements to every process: from hand to hand within one, through PostgreSQL among several."""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context
from time import monotonic

from psycopg import AsyncConnection
from sqlalchemy import event, func, select
from sqlalchemy.engine import make_url
from sqlmodel import Session

from app import clock, metrics
from app.clock import every
from app.events import Event

CHANNEL = 'roundtable'
RETRY = 1.0  # seconds between two attempts to hear the other processes

Handler = Callable[[], None]

_handlers: dict[str, set[Handler]] = {}
_loop: asyncio.AbstractEventLoop | None = None
_is_listening = False


def subscribe(topic: str, handler: Handler) -> Handler:
    """Call `handler` on the event loop after each event on `topic`, until the returned function is called."""
    _handlers.setdefault(topic, set()).add(handler)

    def unsubscribe() -> None:
        handlers = _handlers.get(topic, set())
        handlers.discard(handler)
        if not handlers:
            _handlers.pop(topic, None)
    return unsubscribe


def announce(session: Session, events: Sequence[Event]) -> None:
    """Spread `events` if, and only if, the transaction of `session` commits."""
    topics = list(dict.fromkeys(fact.topic for fact in events))
    for topic in topics:
        metrics.announced.labels(topic.partition('/')[0]).inc()
    if session.get_bind().dialect.name == 'postgresql':
        for topic in topics:
            session.execute(select(func.pg_notify(CHANNEL, f'{clock.now().timestamp()} {topic}')))
    elif topics and _loop is not None and not _loop.is_closed():
        event.listen(session, 'after_commit', lambda _: hand_over(_loop, _hear, topics, monotonic()), once=True)


def hand_over(loop: asyncio.AbstractEventLoop, deed: Callable[..., object], *args: object) -> None:
    """Onto the loop, from any thread; what holds only for whoever announces, as the claim of a run, stays there."""
    loop.call_soon_threadsafe(deed, *args, context=Context())


def deliver(*topics: str) -> None:
    """Call everybody who waits for one of `topics`; on the event loop only."""
    for topic in topics:
        for handler in tuple(_handlers.get(topic, ())):
            handler()


def is_listening() -> bool:
    """Whether announcements arrive here."""
    return _is_listening


async def run(database_url: str, listen_url: str = '') -> None:
    """Deliver announcements on this loop, for ever."""
    global _loop, _is_listening
    _loop = asyncio.get_running_loop()
    if database_url.startswith('postgresql'):
        url = make_url(listen_url or database_url).set(drivername='postgresql')
        await every(RETRY, _listen, url.render_as_string(hide_password=False))
    else:
        _is_listening = True


async def _listen(conninfo: str) -> None:
    global _is_listening
    try:
        async with await AsyncConnection.connect(conninfo, autocommit=True, keepalives_idle=10, keepalives_interval=5,
                                                 keepalives_count=3) as connection:
            await connection.execute(f'LISTEN {CHANNEL}')
            _is_listening = True
            deliver(*_handlers)  # while nobody listened, anything may have happened
            async for notice in connection.notifies():
                sent, _, topic = notice.payload.partition(' ')
                metrics.notify_lag.observe(max(0.0, clock.now().timestamp() - float(sent)))  # as far as clocks agree
                deliver(topic)
    finally:
        _is_listening = False


def _hear(topics: Sequence[str], sent: float) -> None:
    metrics.notify_lag.observe(monotonic() - sent)
    deliver(*topics)
