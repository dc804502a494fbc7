"""The outermost layer: every request and every socket passes here before anything else looks at it.

NiceGUI's socket has no login of its own and takes any origin. Here a socket must come from our own pages, and a page's
client id is accepted only together with the cookie the page was built for.
"""

import json
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from nicegui import Client
from starlette.requests import Request

from app import context, metrics
from app.domain.access import Credential
from app.domain.people.devices import device_name
from app.security import cookies, headers, origin
from app.security.cookies import Jar
from app.security.tokens import digest, new_secret, token_id
from app.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Broken = Callable[[Request, Exception], Awaitable[App]]

SAFE = frozenset({'GET', 'HEAD', 'OPTIONS'})
UNSAFE = frozenset({'POST', 'PUT', 'PATCH', 'DELETE'})
FREE_OF_HOST = frozenset({'/healthz', '/health', '/readyz', '/metrics'})  # probes know no name
NO_PAGES = (*headers.FOR_PROGRAMS, '/_nicegui', '/static/', '/favicon', '/session/begin', '/sign-out', '/forget')
FORWARDING = (b'forwarded', b'x-forwarded-for', b'x-forwarded-host', b'x-forwarded-proto', b'x-real-ip')
MOST_BYTES, MOST_UPLOADED = 10_000_000, 50_000_000
ENVELOPE = 10_000  # bytes that forms of pages put around a file
FILES = '/api/v1/ops/files'  # takes a file as it is

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Caller:
    """Who sent a request, as far as can be told without the database."""
    credential: Credential | None
    visitor: str  # hash of the visitor's cookie
    session: str  # hash of the session's cookie
    address: str  # of the browser
    place: str  # as much of it as is kept
    sender: str  # what counts as one for the brakes
    agent: str
    origin: str  # the address of this installation as the browser knows it
    is_https: bool
    request_id: str
    is_forwarded: bool

    def trace(self, request_id: str = '', actor: str = '', table: str = '') -> context.Trace:
        """For what is done on behalf of this caller, now or later."""
        return context.Trace(request_id or self.request_id, self.place, actor, self.session[:16], table,
                             device=device_name(self.agent) if self.agent else '')


class Refused(Exception):
    """Not even worth a look; the text is for whoever wrote the program that asks."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


class Gate:
    """`broken` answers where nobody has foreseen an exception: here, so that this answer is dressed like all others."""

    def __init__(self, app: App, settings: Settings, broken: Broken) -> None:
        self.app, self.settings, self.broken = app, settings, broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in ('http', 'websocket'):
            await self.app(scope, receive, send)
            return
        visit = Visit(scope, self.settings)
        try:
            visit.check()
        except Refused as refusal:
            await visit.refuse(refusal, send)
            return
        with context.tracing(visit.caller.trace()):
            await self._pass_on(visit, receive, send)

    async def _pass_on(self, visit: 'Visit', receive: Receive, send: Send) -> None:
        visit.scope['caller'] = visit.caller
        try:
            if visit.scope['type'] == 'websocket':  # an answer without headers
                await self.app(visit.scope, receive, send)
            else:
                await self.app(visit.scope, visit.counted(receive), visit.dressed(send))
        except Refused as refusal:
            await visit.refuse(refusal, send)
        except Exception as error:
            if visit.has_begun or visit.scope['type'] != 'http':
                raise
            answer = await self.broken(Request(visit.scope), error)
            await answer(visit.scope, receive, visit.dressed(send))
        finally:
            visit.note()


class Visit:
    """One request on its way in and its answer on the way out."""

    def __init__(self, scope: Scope, settings: Settings) -> None:
        self.scope, self.settings = scope, settings
        self.began, self.status, self.has_begun, self.received = time.perf_counter(), 0, False, 0
        self.path: str = scope['path']
        self.method: str = scope.get('method', 'WEBSOCKET')
        self.given: dict[bytes, list[str]] = {}
        for name, value in scope['headers']:
            self.given.setdefault(name.lower(), []).append(value.decode('latin-1'))
        self.peer = (scope.get('client') or ('', 0))[0]
        self.is_trusted_proxy = origin.is_trusted(self.peer, settings)
        self.scheme = self._scheme()
        self.jar = cookies.read_jar('; '.join(self.given.get(b'cookie', [])), self.scheme == 'https')
        self.given_visitor = ''
        self.caller = self._caller()

    def check(self) -> None:
        if self.path in FREE_OF_HOST:
            return
        hosts = self.given.get(b'host', [])
        if len(hosts) != 1 or not origin.is_known_host(hosts[0], self.settings):
            raise Refused(400, 'host', 'This name is not one of ours. Set BASE_URL or ALLOWED_HOSTS.')
        if self._needs_origin() and not origin.is_same_origin(
                self.given.get(b'origin', []), self.header(b'sec-fetch-site'), hosts[0], self.scheme, self.settings):
            raise Refused(403, 'auth.origin', 'This request did not come from our own pages.')
        if self.path.startswith(('/_nicegui_ws', '/_nicegui/client/')):
            self._check_page()
        if '\0' in self.path or b'%00' in self.scope['query_string']:
            raise Refused(400, 'address', 'No address has a NUL character in it.')
        length = self.header(b'content-length')
        self._demand_small(int(length) if length.isdecimal() else 0)

    def header(self, name: bytes) -> str:
        return self.given.get(name, [''])[0]

    def counted(self, receive: Receive) -> Receive:
        """Stop reading a body that grows too large."""
        async def counting() -> Message:
            message = await receive()
            self.received += len(message.get('body', b'')) if message['type'] == 'http.request' else 0
            self._demand_small(self.received)
            return message
        return counting

    def dressed(self, send: Send) -> Send:
        """Add our headers and cookies to the answer."""
        async def sending(message: Message) -> None:
            if message['type'] == 'http.response.start':
                self._demand_small(self.received)  # also of those who have taken this refusal for one of their own
                self.has_begun, self.status = True, message['status']
                own = frozenset(name.lower() for name, _ in message['headers'])
                message['headers'] = [*message['headers'], *self._headers(own)]
            await send(message)
        return sending

    async def refuse(self, refusal: Refused, send: Send) -> None:
        log.warning('refused: %s', refusal, extra={'event': 'http.refused', 'path': self.path,
                                                   'status': refusal.status})
        if self.scope['type'] == 'websocket':
            await send({'type': 'websocket.close', 'code': 1008})
            return
        if self.has_begun:
            return
        body = {'type': 'about:blank', 'title': 'Refused', 'status': refusal.status, 'detail': str(refusal),
                'code': refusal.code, 'request_id': self.caller.request_id}
        self.status = refusal.status
        await send({'type': 'http.response.start', 'status': refusal.status, 'headers': [
            (b'content-type', b'application/problem+json'), *self._headers(frozenset())]})
        await send({'type': 'http.response.body', 'body': json.dumps(body).encode()})

    def note(self) -> None:
        """Count the answer, under the route and not under the address."""
        if self.scope['type'] != 'http' or self.path.startswith(('/_nicegui', '/static/')):
            return
        route = getattr(self.scope.get('route'), 'path', 'other')
        seconds = time.perf_counter() - self.began
        method = self.method if self.method in SAFE | UNSAFE else 'other'
        metrics.http_requests.labels(method, route, str(self.status)).inc()
        metrics.http_seconds.labels(route).observe(seconds)
        log.info('%s %s', self.method, self.path,
                 extra={'event': 'http.answered', 'status': self.status, 'duration_ms': round(seconds * 1000, 1),
                        'actor': self.scope.get('actor', ''),
                        'table': str(self.scope.get('path_params', {}).get('table_id', ''))})

    def _caller(self) -> Caller:
        forwarded = ','.join(self.given.get(b'x-forwarded-for', []))
        address = origin.client_address(self.peer, forwarded, self.settings.trusted_proxies)
        jar = Jar() if self._has_token() else self._with_visitor(self.jar)
        host = self.header(b'host')
        given_id = self.header(b'x-request-id')[:64] if self.is_trusted_proxy else ''
        return Caller(
            credential=self._credential(jar, address), visitor=jar.visitor, session=jar.session, address=address,
            place=origin.place(address), sender=origin.one_sender(address), agent=self.header(b'user-agent'),
            origin=self.settings.base_url or f'{self.scheme}://{host}', is_https=self.scheme == 'https',
            request_id=given_id or context.new_request_id(),
            is_forwarded=any(name in self.given for name in FORWARDING))

    def _credential(self, jar: Jar, address: str) -> Credential | None:
        kind, _, value = self.header(b'authorization').partition(' ')
        if self._has_token():
            if kind.lower() == 'bearer' and token_id(value):
                return Credential('token', digest(value), address)
            if kind.lower() == 'seat' and value and ' ' not in value:
                return Credential('guest', digest(value), address)
            return None
        if jar.session:
            return Credential('session', jar.session, address)
        return Credential('guest', jar.visitor, address) if jar.visitor else None

    def _has_token(self) -> bool:
        """A token counts instead of any cookie, and nowhere but at the API."""
        return self.path.startswith('/api/') and bool(self.header(b'authorization'))

    def _with_visitor(self, jar: Jar) -> Jar:
        """Whoever opens a page gets a visitor's cookie, for another month: pages are bound to one."""
        if self._is_page():
            self.given_visitor = jar.visitor_secret or new_secret()
            return replace(jar, visitor=digest(self.given_visitor))
        return jar

    def _is_page(self) -> bool:
        return self.method == 'GET' and not self.path.startswith(NO_PAGES)

    def _needs_origin(self) -> bool:
        """Whatever changes something by the power of a cookie, and every socket; those of the API take no cookie."""
        if self.scope['type'] == 'websocket' and self.path.startswith('/api/'):
            return b'origin' in self.given
        if self.scope['type'] == 'websocket' or self.path.startswith('/_nicegui_ws'):
            return True
        is_hook = self.path.startswith('/hooks/')
        return self.method not in SAFE and b'cookie' in self.given and not self._has_token() and not is_hook

    def _check_page(self) -> None:
        """A page that is not known (any more) is let through: NiceGUI refuses it, and the browser reloads."""
        if not self.jar.session and not self.jar.visitor:
            raise Refused(403, 'auth.required', 'Open a page first.')
        client_id = self._client_id()
        if not client_id:  # it would name its page later, where nobody compares the cookie
            raise Refused(403, 'auth.page', 'Say which page this is for.')
        client = Client.instances.get(client_id)
        owner = client.request.scope.get('caller') if client and client._request else None
        if owner and not ((owner.session and owner.session == self.jar.session) or (
                not owner.session and owner.visitor == self.jar.visitor)):
            raise Refused(403, 'auth.page', 'This page belongs to somebody else.')

    def _client_id(self) -> str:
        if self.path.startswith('/_nicegui/client/'):
            return self.path.split('/')[3]
        query: dict[str, list[str]] = parse_qs(self.scope['query_string'].decode('latin-1'))
        return query.get('client_id', [''])[0]

    def _headers(self, own: frozenset[bytes]) -> list[tuple[bytes, bytes]]:
        extra = headers.security_headers(self.path, self.scheme == 'https', own)
        extra.append((b'x-request-id', self.caller.request_id.encode()))
        if self.given_visitor:
            cookie = cookies.set_cookie('guest', self.given_visitor, self.scheme == 'https', cookies.MONTH)
            extra.append((b'set-cookie', cookie.encode()))
        return extra

    def _scheme(self) -> str:
        if self.settings.base_url:
            return self.settings.base_url.partition(':')[0]
        if self.is_trusted_proxy and (proto := self.header(b'x-forwarded-proto')):
            return 'https' if proto.split(',')[-1].strip() in ('https', 'wss') else 'http'
        return 'https' if self.scope['scheme'] in ('https', 'wss') else 'http'

    def _demand_small(self, size: int) -> None:
        most = MOST_UPLOADED if '/upload/' in self.path or self.path == FILES else MOST_BYTES
        if size > most + (ENVELOPE if '/upload/' in self.path else 0):
            raise Refused(413, 'body.too_large', f'At most {most // 1_000_000} MB are accepted.')
