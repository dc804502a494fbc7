"""The end of the process: whoever asks for it is heard here first, so that probes and people know before it comes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from types import FrameType

import uvicorn
from nicegui import Client, background_tasks, core
from nicegui.server import Server

from app import health
from components.feedback import toast

NOTICE = 1.0  # seconds in which balancers look elsewhere and pages get the message

log = logging.getLogger(__name__)


_drain: Callable[[], Awaitable[None]]


def announce_first(drain: Callable[[], Awaitable[None]]) -> None:
    """From now on the server stops a moment after it was told to, and when `drain` has waited for what is under way."""
    global _drain
    _drain = drain
    Server.handle_exit = _told  # type: ignore[assignment, method-assign]


def _told(server: uvicorn.Server, signal: int, frame: FrameType | None) -> None:
    """In the middle of anything, as signals come; whoever is told twice does not wait."""
    loop = core.loop
    if health.is_stopping() or not server.started or loop is None:
        uvicorn.Server.handle_exit(server, signal, frame)
        return
    health.stop()
    loop.call_soon_threadsafe(_prepare, server)


def _prepare(server: uvicorn.Server) -> None:
    log.info('Told to end: no new pages and no new runs from now on', extra={'event': 'process.ending'})
    tell_pages()
    background_tasks.create(_end(server), name='end')


async def _end(server: uvicorn.Server) -> None:
    for failure in await asyncio.gather(asyncio.sleep(NOTICE), _drain(), return_exceptions=True):
        if failure:
            log.error('Could not wait for what is under way', exc_info=failure)
    server.should_exit = True  # so it ends with 0


def tell_pages() -> None:
    for client in tuple(Client.instances.values()):
        if client.has_socket_connection:
            with client:
                toast('Roundtable is restarting. This page comes back by itself in a moment.')
