"""The guarded way out: the only client that posts to addresses people typed in.

Only hosts that were agreed on are asked, over https, and only where all their addresses are public ones; an admin may
agree to a host of the private network by name. The address that was checked is the one that is called, so nothing
changes between the check and the call. Redirects are never followed. No address appears in a failure or in the log:
the address of a hook is its secret.
"""

import ipaddress
import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from socket import SOCK_STREAM, getaddrinfo
from threading import Event
from typing import Any, Final, Self, TypeVar

import httpx

from app import clock
from app.domain.sprints.publishing.sending import AUTH, FORBIDDEN, REFUSED, THROTTLED, UNAVAILABLE, SendTrouble

V = TypeVar('V')

CONNECT, READ, WHOLE = 5.0, 15.0, 30.0  # seconds: to be there, between two pieces, for everything
LARGEST: Final = 20_000_000  # bytes of an answer
SENT: Final = 10_000_000  # bytes of what is sent
TRIES: Final = 3
PATIENCE: Final = 120.0  # seconds; whoever wants to be left alone for longer is left alone by ending the run
AGENT: Final = 'Roundtable (self-hosted planning)'
UNSAFE: set[str] = set()  # hosts that are asked without TLS; only tests put their own machine here
NAT64: Final = ipaddress.ip_network('64:ff9b::/96')

for _name in ('httpx', 'httpcore'):  # they write whole addresses into the log
    logging.getLogger(_name).setLevel(logging.WARNING)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Terms:
    """Where one may go. A host that begins with a dot stands for all below it; `private` ones may stand on a private
    network, because an admin said so.
    """
    name: str  # of the other side, for people
    hosts: frozenset[str]
    private: frozenset[str] = frozenset()

    def knows(self, host: str) -> bool:
        return host in self.private or any(host == one or (one[:1] == '.' and host.endswith(one))
                                           for one in self.hosts)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self, name: str) -> Any:
        """`name` is whose answer it is."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            words = self.body[:200].decode('utf-8', 'replace').lstrip().lower()
            if words.startswith(('<!doctype', '<html')):
                raise SendTrouble(f'{name} answers with a page for signing in instead of data.', AUTH) from None
            raise SendTrouble(f'The answer of {name} cannot be read.', UNAVAILABLE) from None


class Outside:
    """One conversation with one side; `headers` may hold what proves who we are."""

    def __init__(self, terms: Terms, headers: Mapping[str, str] | None = None, *, whole: float = WHOLE,
                 wait: Callable[[float], object] | None = None, jitter: Callable[[], float] = random.random) -> None:
        self.terms, self.whole, self.jitter = terms, whole, jitter
        self.wait = wait or Event().wait
        self.http = httpx.Client(headers={'User-Agent': AGENT, 'Accept-Encoding': 'identity', **(headers or {})},
                                 timeout=httpx.Timeout(min(READ, whole), connect=min(CONNECT, whole)),
                                 follow_redirects=False, trust_env=False, verify=httpx.create_ssl_context())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def ask(self, method: str, url: str, *, body: Any = None, params: Sequence[tuple[str, str]] = (),
            headers: Mapping[str, str] | None = None) -> Answer:
        """One try. Any status is an answer, except those that lead elsewhere; no answer is SendTrouble."""
        until = time.monotonic() + self.whole
        target, extra, extensions = self._target(url, params)
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode('utf-8', 'replace')
        if sent is not None and len(sent) > SENT:
            raise SendTrouble(f'This is more than can be sent to {self.terms.name}.', REFUSED)
        kind = {} if sent is None else {'Content-Type': 'application/json; charset=utf-8'}
        with self._no_silence(), self.http.stream(method, target, content=sent, extensions=extensions,
                                                  headers={**extra, **kind, **(headers or {})}) as response:
            answer = Answer(response.status_code, dict(response.headers), b''.join(self._pieces(response, until)))
        if 300 <= answer.status < 400 and answer.status != 304:
            raise SendTrouble(f'{self.terms.name} sends us elsewhere, where we do not go.', FORBIDDEN)
        return answer

    def insist(self, call: Callable[[], V]) -> V:
        """Try again what may pass, three times in all: after as long as the other side said, or a few seconds."""
        for tried in range(1, TRIES + 1):
            try:
                return call()
            except SendTrouble as trouble:
                if tried == TRIES or not trouble.may_pass or trouble.seconds > PATIENCE:
                    raise
                self.wait(max(trouble.seconds, 2.0 ** (tried - 1) * (1 + self.jitter())))
        raise AssertionError('every try either answers or raises')

    def _target(self, url: str, params: Sequence[tuple[str, str]]) -> tuple[httpx.URL, dict[str, str], dict[str, Any]]:
        """The checked address to call, with the name that the other side knows itself by."""
        try:
            parsed = httpx.URL(url)
            parsed = parsed.copy_merge_params(list(params)) if params else parsed
        except (httpx.InvalidURL, ValueError, TypeError):
            raise SendTrouble(f'The address of {self.terms.name} cannot be read.', FORBIDDEN) from None
        host = parsed.raw_host.decode('ascii').rstrip('.').casefold()
        self._demand_host(parsed, host)
        port = parsed.port or (443 if parsed.scheme == 'https' else 80)
        found = _resolved(host, port, self.terms.name)
        for one in found:
            _demand_public(one, host in self.terms.private, self.terms.name)
        name = f'[{host}]' if ':' in host else host
        extensions = {'sni_hostname': host} if parsed.scheme == 'https' and not _is_number(host) else {}
        named = {'Host': name if parsed.port is None else f'{name}:{port}'}
        return parsed.copy_with(host=str(found[0])), named, extensions

    def _demand_host(self, url: httpx.URL, host: str) -> None:
        if url.userinfo:
            raise SendTrouble(f'The address of {self.terms.name} holds a name or a password.', FORBIDDEN)
        if url.scheme != 'https' and not (url.scheme == 'http' and host in UNSAFE):
            raise SendTrouble(f'{self.terms.name} is only asked over https.', FORBIDDEN)
        if not self.terms.knows(host):
            raise SendTrouble(f'{self.terms.name} is not asked at this host: nobody agreed to it.', FORBIDDEN)

    @contextmanager
    def _no_silence(self) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException:
            raise SendTrouble(f'{self.terms.name} did not answer in time.', UNAVAILABLE) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise SendTrouble(f'{self.terms.name} cannot be reached: {type(error).__name__}.', UNAVAILABLE) from None

    def _pieces(self, response: httpx.Response, until: float) -> Iterator[bytes]:
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            if time.monotonic() > until:
                raise SendTrouble(f'{self.terms.name} did not finish its answer in time.', UNAVAILABLE)
            if size > LARGEST:
                raise SendTrouble(f'{self.terms.name} answers with more than anybody could have asked for.', REFUSED)
            yield piece


def rest_of(headers: Mapping[str, str]) -> float:
    """Seconds the other side wants to be left alone, told as a number or a date; 0 where it does not say."""
    said = headers.get('retry-after', '').strip()
    try:
        seconds = float(said) if said.replace('.', '', 1).isdigit() else (
            parsedate_to_datetime(said) - clock.now()).total_seconds()
    except (ValueError, TypeError):
        return 0
    return min(max(seconds, 0.0), 3600.0)


def of_status(answer: Answer, name: str) -> SendTrouble | None:
    """What a status means that means the same everywhere."""
    if answer.status == 429:
        return SendTrouble(f'{name} has been asked too much and wants to be left alone for a while.', THROTTLED,
                           rest_of(answer.headers))
    if answer.status >= 500:
        return SendTrouble(f'{name} has a fault of its own (status {answer.status}).', UNAVAILABLE,
                           rest_of(answer.headers))
    return None


def _resolved(host: str, port: int, name: str) -> list[Address]:
    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SendTrouble(f'The host of {name} is not known.', UNAVAILABLE) from None
    return sorted((ipaddress.ip_address(str(one[4][0]).partition('%')[0]) for one in found),
                  key=lambda one: one.version)  # many machines know names of the sixth version, and no way there


def _demand_public(address: Address, may_be_private: bool, name: str) -> None:
    """Also where one address is wrapped in another."""
    real = _unwrapped(address)
    if real.is_link_local or real.is_multicast or real.is_unspecified:
        raise SendTrouble(f'{name} stands at an address that nobody is asked at.', FORBIDDEN)
    if not real.is_global and not may_be_private:
        raise SendTrouble(f'{name} stands on a private network. An admin has to agree to its host first.', FORBIDDEN)


def _unwrapped(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xffff_ffff)
    return address.ipv4_mapped or address.sixtofour or address


def _is_number(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False
