"""The end of the process: whoever asks for it is heard here first, so that probes and people know before it comes."""

import logging
from asyncio import AbstractEventLoop
from functools import partial
from types import FrameType

import uvicorn
from nicegui import Client, core
from nicegui.server import Server

from app import health
from components.feedback import toast

NOTICE = 1.0  # seconds in which balancers look elsewhere and pages get the message

log = logging.getLogger(__name__)


def announce_first() -> None:
    """From now on the server stops a moment after it was told to, not at once."""
    Server.handle_exit = _told  # type: ignore[assignment, method-assign]


def _told(server: uvicorn.Server, signal: int, frame: FrameType | None) -> None:
    """In the middle of anything, as signals come; whoever is told twice does not wait."""
    loop = core.loop
    if health.is_stopping() or not server.started or loop is None:
        uvicorn.Server.handle_exit(server, signal, frame)
        return
    health.stop()
    loop.call_soon_threadsafe(_prepare, server, loop)


def _prepare(server: uvicorn.Server, loop: AbstractEventLoop) -> None:
    log.info('Told to end: no new pages from now on', extra={'event': 'process.ending'})
    tell_pages()
    loop.call_later(NOTICE, partial(setattr, server, 'should_exit', True))  # so it ends with 0


def tell_pages() -> None:
    for client in tuple(Client.instances.values()):
        if client.has_socket_connection:
            with client:
                toast('Roundtable is restarting. This page comes back by itself in a moment.')
