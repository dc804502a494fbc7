"""What a page sends is believed only from the socket that was opened for this very page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError

from app import metrics
from app.security import limits

GUARDED = ('event', 'javascript_response', 'ack', 'log')


def guard(server: AsyncServer, slow_down: Callable[[str], None]) -> None:
    """NiceGUI takes the id of a page from the message; a socket that is not in the room of that page is ignored.

    A page that sends more than anybody can click is told to `slow_down`, and not heard until it has.
    """
    handlers = server.handlers['/']
    for name in GUARDED:
        if not hasattr(handlers[name], 'is_guarded'):
            handlers[name] = _guarded(server, handlers[name], slow_down if name == 'event' else None)


def watch(server: AsyncServer, note_stranger: Callable[[str], None]) -> None:
    """Tell `note_stranger` which page a browser asked for in vain."""
    handlers = server.handlers['/']
    if not hasattr(handlers['connect'], 'is_guarded'):
        handlers['connect'] = _watched(handlers['connect'], note_stranger)


def _guarded(server: AsyncServer, handle: Callable[..., Any],
             slow_down: Callable[[str], None] | None) -> Callable[..., Any]:
    def check(sid: str, message: dict[str, Any]) -> Any:
        if sid.startswith('test-') or message.get('client_id') in server.rooms(sid):
            if slow_down:
                metrics.ui_events.inc()
                if not limits.is_free_event(page := str(message['client_id'])):
                    return slow_down(page) if limits.may_warn(page) else None
            return handle(sid, message)
        return None
    check.is_guarded = True  # type: ignore[attr-defined]
    return check


def _watched(connect: Callable[..., Any], note_stranger: Callable[[str], None]) -> Callable[..., Any]:
    async def check(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        try:
            await connect(sid, environ, auth)
        except ConnectionRefusedError:
            for page in parse_qs(environ.get('QUERY_STRING', '')).get('client_id', []):
                note_stranger(page)
            raise
    check.is_guarded = True  # type: ignore[attr-defined]
    return check
