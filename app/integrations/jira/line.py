"""The line to Jira below its library: deadlines, retries, and the refusal to be led elsewhere.

The library hands over its session; here it gets an adapter that reads every answer whole, follows no redirect (they
lead to pages for people) and turns whatever is no answer into SourceTrouble before the library sees it. Everything
asked here only reads, or writes the same value again, so everything may be asked again.
"""

import contextlib
import json
import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from app import clock
from app.domain.sprints.jira.reading import AUTH, CONFIG, REFUSED, THROTTLED, UNAVAILABLE, SourceTrouble
from app.domain.sprints.jira.stamps import milliseconds
from app.integrations.jira import sdk, trouble
from app.integrations.jira.access import Access
from app.integrations.jira.gate import gate_of

LONGEST: Final = 60.0  # seconds between two tries, where Jira does not say
PATIENCE: Final = 900.0  # seconds; whoever asks to be left alone for longer is left alone by ending the run
PIECE: Final = 65_536
LARGEST: Final = 256_000_000  # bytes
OVER: Final = 'This conversation with Jira is over.'
PASSING: Final = (429, 502, 503, 504)

logging.getLogger('jira').setLevel(logging.WARNING)  # below, it writes headers and whole answers


@dataclass(frozen=True)
class Ask:
    """One question. `about` names it in a sentence; `is_optional`: a refusal says nothing about all the rest."""
    path: str
    about: str
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None  # asked by POST where there is one
    interface: str = 'api'
    is_optional: bool = False
    writes: bool = False  # the same value again, however often it is sent

    @property
    def method(self) -> str:
        return 'PUT' if self.writes else 'GET' if self.body is None else 'POST'

    @property
    def endpoint(self) -> str:
        """What Jira counts together."""
        return f'{self.method} {self.interface}/{re.sub("[0-9]+", "*", self.path)}'


@dataclass
class Heard:
    """What became of one request below the library."""
    began: float = 0  # by the clock of the gate
    status: int = 0
    is_lost: bool = False


class Line:
    """One conversation; may be used by several threads at once."""

    def __init__(self, access: Access, base: str) -> None:
        self.access, self.base = access, base
        self.gate = gate_of(base, access.now)
        self.jira = sdk.connected(base, access.email, access.token, (access.connect, access.read))
        self.session = sdk.session(self.jira)
        self.counts: Counter[str] = Counter()  # requests by endpoint
        self.rested = 0.0  # seconds
        self.stopped: SourceTrouble | None = None  # nothing may be asked any more
        self.closed: dict[str, SourceTrouble] = {}  # address → why it is not asked any more
        self.site_clock: tuple[int, int] | None = None  # ms: theirs, and ours when they told it
        self.heard = threading.local()
        for scheme in ('https://', 'http://'):
            self.session.mount(scheme, _Adapter(self))

    @property
    def requests(self) -> int:
        return self.counts.total()

    @property
    def last_status(self) -> int:
        """Of what this thread asked last; 0: no answer."""
        heard: Heard = self.heard.now
        return heard.status

    def ask(self, ask: Ask) -> Any:
        """The JSON of the answer; raises SourceTrouble."""
        for tried in range(self.access.again + 1):
            self._rest(ask)
            heard = self.heard.now = Heard()
            try:
                return self._once(ask)
            except SourceTrouble as error:
                self._remember(ask, error, heard)
                if tried == self.access.again or not _may_pass(error, heard):
                    raise
                self._wait_for(ask, error, heard, tried)
        raise AssertionError('every try either answers or raises')

    def close(self) -> None:
        """Whatever is still on its way ends with the answer it waits for."""
        self.stopped = self.stopped or SourceTrouble(OVER)
        self.session.close()

    def _once(self, ask: Ask) -> Any:
        self._demand_open(ask)
        url = sdk.address(self.jira, ask.path, ask.interface)
        with self.gate.passed():
            self._demand_open(ask)
            self.counts[ask.endpoint] += 1
            self.heard.about, self.heard.now.began = ask.about, self.access.now()
            if ask.body is None:
                response = self.session.get(url, params=ask.params)
            else:
                send = self.session.put if ask.writes else self.session.post
                response = send(url, params=ask.params, data=json.dumps(ask.body))
        return None if ask.writes else _json(response)

    def _demand_open(self, ask: Ask) -> None:
        if known := self.stopped or self.closed.get(f'{ask.method} {ask.path}'):
            raise SourceTrouble(str(known), known.state)

    def _remember(self, ask: Ask, error: SourceTrouble, heard: Heard) -> None:
        """One refused sign-in is enough: more of them would lock the account."""
        if error.state == AUTH and not ask.is_optional:
            self.stopped = self.stopped or error
        if heard.status == 403:
            self.closed[f'{ask.method} {ask.path}'] = error
        if heard.status == 429:
            self.gate.complained(heard.began)

    def _wait_for(self, ask: Ask, error: SourceTrouble, heard: Heard, tried: int) -> None:
        most = min(LONGEST, 4.0 ** (tried + 1))
        seconds = error.seconds or 1.0 + (most - 1.0) * self.access.jitter()
        if heard.status == 429 or error.seconds:
            self.access.say(f'Jira asks for a rest of {seconds:.0f} s.')
        else:
            self.access.say(f'{error} Asking again in {seconds:.0f} s.')
        self.gate.rests_at(ask.endpoint, seconds)

    def _rest(self, ask: Ask) -> None:
        seconds = self.gate.rest_of(ask.endpoint)
        if seconds > PATIENCE:
            raise SourceTrouble(trouble.SLOWER, THROTTLED, seconds)
        if seconds > 0:
            self.rested += seconds
            self.access.wait(seconds)


class _Adapter(HTTPAdapter):
    def __init__(self, line: Line) -> None:
        self.line = line
        super().__init__(max_retries=0)

    def send(self, request: requests.PreparedRequest, stream: bool = True, timeout: Any = None,
             verify: bool | str = True, cert: Any = None, proxies: Any = None) -> requests.Response:
        line, heard = self.line, self.line.heard.now
        if _place(request.url or '') != _place(line.base):
            raise SourceTrouble('Jira sends us to another server, which must not see the token.', CONFIG)
        until = time.monotonic() + line.access.whole
        try:
            response = super().send(request, True, timeout, verify, cert, proxies)
            response._content = _whole(response, until)
        except (requests.RequestException, HTTPError, OSError) as error:
            found = trouble.of_line(error)
            heard.is_lost = str(found) != trouble.PACKED
            raise found from None
        response._content_consumed = True
        heard.status = response.status_code
        _keep_clock(line, response.headers.get('Date', ''))
        if refusal := trouble.of_status(response.status_code, response.headers, response.content, line.heard.about,
                                        _rest_asked(response.headers.get('Retry-After', ''))):
            raise refusal
        return response


def _may_pass(error: SourceTrouble, heard: Heard) -> bool:
    return (heard.is_lost or heard.status in PASSING) and error.state in (THROTTLED, UNAVAILABLE) and (
        error.seconds <= PATIENCE)


def _json(response: Any) -> Any:
    try:
        return json.loads(response.content)
    except ValueError:
        raise trouble.of_text(response.content, response.headers.get('Content-Type') or '') from None


def _whole(response: Any, until: float) -> bytes:
    pieces, size = [], 0
    while piece := response.raw.read1(PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > until:
            response.close()
            raise requests.ReadTimeout
        if size > LARGEST:
            response.close()
            raise SourceTrouble(trouble.TOO_MUCH, REFUSED)
    return b''.join(pieces)


def _rest_asked(said: str) -> float:
    """Seconds, told as a number or as a date."""
    if said.replace('.', '', 1).isdigit():
        return float(said)
    try:
        return max((parsedate_to_datetime(said) - clock.now()).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0


def _keep_clock(line: Line, said: str) -> None:
    with contextlib.suppress(ValueError, TypeError):
        line.site_clock = milliseconds(parsedate_to_datetime(said)), milliseconds(clock.now())


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.casefold()
