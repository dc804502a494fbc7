"""The line to Azure DevOps below its library: deadlines, refusals by status, and rests asked for on good answers.

The library hands the session of every request to whoever signs it; that is where this line is put in. It retries
nothing by itself: what the library would retry differs between reading and asking questions by POST, which it never
repeats. Redirects lead to pages for people and are not followed.
"""

import json
import logging
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from app import clock
from app.domain.portfolio.sources.reading import CONFIG, SourceTrouble
from app.integrations.azure_devops import trouble
from app.integrations.azure_devops.address import may_be_asked

CONNECT: Final = 10.0  # seconds
WHOLE: Final = 30.0  # seconds for one call, from the question to the end of the answer
PIECE: Final = 65_536
LARGEST: Final = 256_000_000  # bytes
LONGEST_REST: Final = 600.0

for _name in ('azure', 'msrest'):  # they write whole answers into the log
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass
class Line:
    """Signs what is sent and hears what comes back; for one conversation."""
    base: str
    token: str = field(repr=False)
    whole: float = WHOLE
    status: int = 0  # of the last answer
    rest: float = 0  # seconds it asked for, although it answered
    sessions: list[Any] = field(default_factory=list)

    def signed_session(self, session: Any = None) -> Any:
        """Called by the library before each request."""
        session = session or requests.Session()
        if session not in self.sessions:
            self.sessions.append(session)
            session.auth = ('', self.token)
            for scheme in ('https://', 'http://'):
                session.mount(scheme, _Adapter(self))
        return session

    refresh_session = signed_session

    def heard(self, response: Any) -> None:
        self.status, seconds = response.status_code, _rest(response.headers.get('Retry-After', ''))
        kind = response.headers.get('Content-Type') or ''
        if found := trouble.of_status(self.status, kind, _said(response), seconds):
            raise found
        self.rest = seconds if self.status < 300 else 0

    def close(self) -> None:
        for session in self.sessions:
            session.close()
        self.sessions.clear()


class _Adapter(HTTPAdapter):
    def __init__(self, line: Line) -> None:
        self.line = line
        super().__init__(max_retries=0)

    def send(self, request: requests.PreparedRequest, stream: bool = True, timeout: Any = None,
             verify: bool | str = True, cert: Any = None, proxies: Any = None) -> requests.Response:
        line = self.line
        line.status = 0
        if not may_be_asked(request.url or '', line.base):
            raise SourceTrouble('Azure DevOps sends us to another server, which must not see the token.', CONFIG)
        until = time.monotonic() + line.whole
        try:
            response = super().send(request, True, (min(CONNECT, line.whole), line.whole), verify, cert, proxies)
            response._content = _whole(response, until)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise trouble.of_line(_cause(error)) from None
        response._content_consumed = True
        line.heard(response)
        return response


def _whole(response: Any, until: float) -> bytes:
    pieces, size = [], 0
    while piece := response.raw.read1(PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > until:
            response.close()
            raise SourceTrouble(trouble.LATE)
        if size > LARGEST:
            response.close()
            raise SourceTrouble('Azure DevOps answers with more than anybody could have asked for.')
    return b''.join(pieces)


def _cause(error: BaseException) -> BaseException:
    """A piece that is missing looks like a broken connection."""
    if isinstance(error, HTTPError) or 'IncompleteRead' in str(error):
        return requests.exceptions.ChunkedEncodingError() if 'IncompleteRead' in repr(error) else error
    return error


def _said(response: Any) -> str:
    """The message of a refusal; some begin with a byte-order mark."""
    if response.status_code < 400:
        return ''
    try:
        told = json.loads(response.content.decode('utf-8-sig'))
    except ValueError:
        return ''
    return str(told.get('message') or '') if isinstance(told, dict) else ''


def _rest(said: str) -> float:
    """In seconds or as a date, within reason."""
    try:
        seconds = float(said) if said.replace('.', '', 1).isdigit() else (
            parsedate_to_datetime(said) - clock.now()).total_seconds()
    except (ValueError, TypeError):
        return 0
    return min(max(seconds, 0.0), LONGEST_REST)
