"""Whether the browsers at the tables come, and come back: what the share of good connections is counted from."""

from collections import deque
from functools import partial

from nicegui import Client

from app import metrics

REMEMBERED = 10_000  # pages that were given up, to be recognised when their browser comes back too late

_connected: set[str] = set()
_given_up: deque[str] = deque(maxlen=REMEMBERED)


def watch(client: Client) -> None:
    """Count how the browser of this page fares."""
    client.on_connect(partial(_came, client.id))
    client.on_delete(partial(_ended, client.id))


def note_stranger(page: str) -> None:
    """A browser asked for a page that is not there: it has to load it anew."""
    if page in _given_up:
        _given_up.remove(page)
        metrics.poker_reconnects.labels('failed').inc()


def _came(page: str) -> None:
    counter = metrics.poker_reconnects if page in _connected else metrics.poker_connects
    counter.labels('ok').inc()
    _connected.add(page)


def _ended(page: str) -> None:
    if page in _connected:
        _connected.discard(page)
        _given_up.append(page)
    else:
        metrics.poker_connects.labels('failed').inc()
