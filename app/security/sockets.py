"""What a page sends is believed only from the socket that was opened for this very page."""

from collections.abc import Callable
from typing import Any

from socketio import AsyncServer

GUARDED = ('event', 'javascript_response', 'ack', 'log')


def guard(server: AsyncServer) -> None:
    """NiceGUI takes the id of a page from the message; a socket that is not in the room of that page is ignored."""
    handlers = server.handlers['/']
    for name in GUARDED:
        if not hasattr(handlers[name], 'is_guarded'):
            handlers[name] = _guarded(server, handlers[name])


def _guarded(server: AsyncServer, handle: Callable[..., Any]) -> Callable[..., Any]:
    def check(sid: str, message: dict[str, Any]) -> Any:
        if sid.startswith('test-') or message.get('client_id') in server.rooms(sid):
            return handle(sid, message)
        return None
    check.is_guarded = True  # type: ignore[attr-defined]
    return check
