"""Ask the FPL, patiently and rarely: it has no contract with us, and shows robots the door.

A line that breaks is tried again at once; a refusal (403, 429, 503) is not: whoever asks is told how long to leave it
in peace, and keeps to it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Self

import httpx

from app import clock
from app.errors import Upstream
from app.integrations.fpl.translate import UPDATING, Unreadable

CONNECT, READ, WHOLE = 5.0, 15.0, 45.0  # seconds: to be there, between two pieces, for everything
TRIES = 3
PAUSES = (0.5, 2.0)  # seconds before the second and the third try
LARGEST = 20_000_000  # bytes; the largest answer has 2.2 million
REST = 300.0  # seconds after a refusal that does not say how long
LONGEST_REST = 3600.0
HEADERS = {'Accept': 'application/json', 'User-Agent': 'Roundtable (self-hosted planning; one request at a time)'}


@dataclass(frozen=True)
class Answer:
    body: bytes
    etag: str = ''
    is_unchanged: bool = False  # since the copy whose tag was sent


class Refused(Upstream):
    """It does not want to be asked for some time."""
    code = 'fpl.refused'

    def __init__(self, text: str, code: str | None = None, seconds: float = REST) -> None:
        super().__init__(text, code)
        self.seconds = seconds


class Unknown(Upstream):
    """It has no such thing; asking again does not help."""
    code = 'fpl.unknown'

    def __init__(self, text: str) -> None:
        super().__init__(text, is_permanent=True)


class Silent(Upstream):
    """No answer, or none in time."""
    code = 'fpl.silent'


class Fpl:
    """One conversation; `wait` pauses between two tries and may raise to end it."""

    def __init__(self, address: str, *, wait: Callable[[float], object] | None = None, whole: float = WHOLE,
                 read: float = READ) -> None:
        self.wait, self.whole = wait or Event().wait, whole
        self.http = httpx.Client(base_url=f'{address}/', headers=HEADERS,
                                 timeout=httpx.Timeout(read, connect=min(read, CONNECT)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def fetch(self, path: str, etag: str = '') -> Answer:
        """The answer to one address below the interface, such as `bootstrap-static/`."""
        for pause in (*PAUSES[:TRIES - 1], None):
            try:
                return self._once(path, etag)
            except (Silent, Broken):
                if pause is None:
                    raise
                self.wait(pause)
        raise AssertionError('every try either answers or raises')

    def _once(self, path: str, etag: str) -> Answer:
        until = time.monotonic() + self.whole
        with _no_silence(), self.http.stream('GET', path, headers={'If-None-Match': etag} if etag else {}) as response:
            body = b''.join(_pieces(response, until))
        if response.status_code == 304 and etag:
            return Answer(b'', etag, is_unchanged=True)
        _demand_answer(response, body)
        return Answer(body, response.headers.get('etag', ''))


class Broken(Upstream):
    """A fault on its side that may have passed already."""
    code = 'fpl.broken'


@contextmanager
def _no_silence() -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException:
        raise Silent('The FPL did not answer in time.') from None
    except httpx.HTTPError as error:
        raise Silent(f'The FPL cannot be reached: {type(error).__name__}.') from error


def _pieces(response: httpx.Response, until: float) -> Iterator[bytes]:
    size = 0
    for piece in response.iter_bytes():
        size += len(piece)
        if time.monotonic() > until:
            raise Silent('The FPL did not finish its answer in time.')
        if size > LARGEST:
            raise Unreadable('The FPL answers with more than anybody could have asked for.')
        yield piece


def _demand_answer(response: httpx.Response, body: bytes) -> None:
    """Nothing but JSON with status 200 is one."""
    status, is_data = response.status_code, body.lstrip()[:1] in (b'{', b'[')
    if not is_data and UPDATING.encode() in body[:20_000]:
        raise Refused('The FPL says: the game is being updated.', 'fpl.updating', _rest(response))
    if status in (403, 429, 503):
        raise Refused(_REFUSALS[status], seconds=_rest(response))
    if status == 404:
        raise Unknown('The FPL has nothing at this address.')
    if status >= 500:
        raise Broken(f'The FPL has a fault of its own (status {status}).')
    if status != 200:
        raise Unreadable(f'The FPL answers with status {status}.')
    if not is_data:
        raise Unreadable('The FPL answers with a page instead of data.')
    if body.rstrip()[-1:] not in (b'}', b']'):
        raise Unreadable('The answer of the FPL is cut off.')


_REFUSALS = {403: 'The FPL takes us for a robot and refuses to answer.', 429: 'The FPL has been asked too often.',
             503: 'The FPL is not available just now.'}


def _rest(response: httpx.Response) -> float:
    """As long as it says, in seconds or as a date, within reason."""
    said = response.headers.get('retry-after', '')
    try:
        seconds = float(said) if said.isdigit() else (parsedate_to_datetime(said) - clock.now()).total_seconds()
    except (ValueError, TypeError):
        return REST
    return min(max(seconds, 1.0), LONGEST_REST)
