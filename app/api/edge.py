"""What HTTP asks of the API beside its routes: HEAD, OPTIONS, and other origins where the operator lets them in."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.security.headers import FOR_PROGRAMS


class Edge:
    """Around the whole application; only addresses of the API and probes are treated differently."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self.shared = app if not origins else CORSMiddleware(
            app, allow_origins=origins, allow_methods=['*'],
            allow_headers=['Authorization', 'Content-Type', 'Idempotency-Key'],
            expose_headers=['Location', 'Retry-After', 'X-Request-ID'])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shared = self.shared if scope.get('path', '').startswith('/api/v1/') else self.app
        if scope['type'] != 'http' or not scope['path'].startswith(FOR_PROGRAMS):
            await self.app(scope, receive, send)
        elif scope['method'] == 'HEAD':
            scope['method'] = 'GET'
            await shared(scope, receive, _bodiless(send))
        elif scope['method'] == 'OPTIONS' and (shared is self.app or not _is_preflight(scope)):
            await self.app(scope, receive, _allowed(send))
        else:
            await shared(scope, receive, send)


def _is_preflight(scope: Scope) -> bool:
    return any(name == b'access-control-request-method' for name, _ in scope['headers'])


def _bodiless(send: Send) -> Send:
    async def sending(message: Message) -> None:
        await send({**message, 'body': b''} if message['type'] == 'http.response.body' else message)
    return sending


def _allowed(send: Send) -> Send:
    """The refusal of a method names those that are allowed, which is what was asked for."""
    is_answer = False

    async def sending(message: Message) -> None:
        nonlocal is_answer
        if message['type'] == 'http.response.start' and message['status'] == 405:
            is_answer = True
            kept = [(name, value) for name, value in message['headers'] if name not in (b'content-length',
                                                                                        b'content-type')]
            message = {**message, 'status': 204, 'headers': kept}
        elif is_answer:
            message = {**message, 'body': b''}
        await send(message)
    return sending
