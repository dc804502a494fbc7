"""Who may come in, how a refusal is put (RFC 9457), and requests that are sent twice."""

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, FastAPI, Header, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.routing import Match

from app import context
from app.domain.access import Credential
from app.errors import (
    AppError,
    BadRequest,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    Rejected,
    SignInNeeded,
    TooLarge,
    TooMany,
    Upstream,
    WrongType,
)
from app.security import limits
from app.security.gate import Caller
from app.security.headers import FOR_PROGRAMS
from app.security.tokens import new_secret
from app.services.people import accounts, guests, requests, sessions, tokens
from app.work import ask, perform

V = TypeVar('V')

STATUS: Mapping[type[AppError], int] = {
    BadRequest: 400, SignInNeeded: 401, Forbidden: 403, NotFound: 404, Conflict: 409, Gone: 410, TooLarge: 413,
    WrongType: 415, Rejected: 422, TooMany: 429, Upstream: 502}
TITLES = {400: 'Bad request', 401: 'Not signed in', 403: 'Forbidden', 404: 'Not found', 405: 'Method not allowed',
          409: 'Conflict', 410: 'Gone', 413: 'Too large', 415: 'Wrong type', 422: 'Validation Error', 429: 'Too many',
          500: 'Internal error', 502: 'Upstream'}
CODES = {400: 'body.invalid', 404: 'not_found', 405: 'method', 415: 'body.type'}  # of what the framework refuses
METHODS = ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')
LARGEST = 2**63 - 1  # number that databases know


class Body(BaseModel):
    """What programs send: exactly these fields, of exactly these types."""
    model_config = ConfigDict(extra='forbid', strict=True)


class Paging:
    """Which part of a list is wanted."""

    def __init__(self, skip: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
                 limit: Annotated[int, Query(ge=1, le=500)] = 100) -> None:
        self.skip, self.limit = skip, limit

    def cut(self, items: Sequence[V]) -> tuple[Sequence[V], int]:
        """The part, and how many there are in all."""
        return items[self.skip:self.skip + self.limit], len(items)


Part = Annotated[Paging, Depends()]


class Listing(BaseModel, Generic[V]):
    items: list[V]
    total: int


class Client:
    """A program at the door: runs services with its rights."""

    def __init__(self, caller: Caller, credential: Credential) -> None:
        self.caller, self.credential = caller, credential

    async def do(self, service: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        return await perform(sessions.acting, self.credential, service, *arguments, **options)

    async def look(self, service: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        return await ask(sessions.looking, self.credential, service, *arguments, **options)

    async def once(self, key: str | None, body: object, service: Callable[..., Any], *arguments: Any) -> Any:
        """The same key and body again get the first answer; the same key with another body is refused."""
        if key is None:
            return await self.do(service, *arguments)
        return await self.do(requests.answer_once, key, _digest(body), service, *arguments)

    async def new_secret(self, key: str | None, body: object) -> str:
        """For the answer of such a request: the same secret each time, although only its hash is kept."""
        secret: str = await self.look(requests.secret_for, key, _digest(body)) if key else new_secret()
        return secret

    async def stranger_secret(self, key: str | None, body: object) -> str:
        """The same for senders whom nothing but this request tells apart."""
        if key is None:
            return new_secret()
        return await ask(requests.secret_for_stranger, self.caller.sender, key, _digest(body))


async def signed_client(request: Request) -> Client:
    """Whoever has an account; guests and their seats are not enough."""
    caller: Caller = request.scope['caller']
    if caller.credential is None or caller.credential.kind == 'guest':
        raise SignInNeeded('Give a token: Authorization: Bearer rt_…')
    return await _client(request, caller.credential)


async def attended_client(client: Annotated[Client, Depends(signed_client)]) -> Client:
    """A person who is signed in: a token that leaks must not open further ways in."""
    if client.credential.kind != 'session':
        raise Forbidden('Sign in on a page to do that.')
    return client


async def any_client(request: Request) -> Client:
    """Also programs without anything: at most they become guests."""
    caller: Caller = request.scope['caller']
    credential, is_given = caller.credential, bool(request.headers.get('authorization'))
    if is_given and (credential is None or not await _is_known(credential)):
        raise SignInNeeded('This token is not valid, or not any more.')
    if not await ask(accounts.is_founded):
        raise Forbidden('Set the workspace up first.', 'people.setup')
    return await _client(request, credential or Credential('guest', ''))


async def downloading(request: Request) -> AsyncIterator[None]:
    """Until the file has been sent."""
    with limits.downloading(request.scope):
        yield


Anybody = Annotated[Client, Depends(any_client)]
Signed = Annotated[Client, Depends(signed_client)]
Attended = Annotated[Client, Depends(attended_client)]
Download = Annotated[None, Depends(downloading)]  # named after the client, who has to be known by then
IdempotencyKey = Annotated[str | None, Header(alias='Idempotency-Key', min_length=1, max_length=128)]
RowId = Annotated[int, Path(ge=1, le=LARGEST)]


async def admitted(connection: HTTPConnection, credential: Credential) -> Client:
    """Whoever opens a socket: counted like a request."""
    return await _client(connection, credential)


async def _is_known(credential: Credential) -> bool:
    """A token for a seat is made here, never by whoever sends it."""
    return credential.kind != 'guest' or await ask(guests.view_guest, credential.key) is not None


async def _client(request: HTTPConnection, credential: Credential) -> Client:
    if credential.kind != 'guest':
        request.scope['actor'] = (await ask(sessions.identify, credential)).identity  # for the log
    if payer := _payer(request, credential):
        limits.charge(request.scope, payer)
    if credential.kind == 'token':
        await perform(tokens.note_use, credential.key)
    return Client(request.scope['caller'], credential)


def _payer(request: HTTPConnection, credential: Credential) -> str:
    """On whose account this request goes: a token has its own. Anybody may invent the cookie of a guest."""
    if credential.kind == 'token':
        return f'token {credential.key}'
    if credential.kind == 'guest':
        return f'seat {credential.key}' if request.headers.get('authorization') else ''
    return str(request.scope['actor'])


def _digest(body: object) -> str:
    return hashlib.sha256(repr(body).encode()).hexdigest()


def show_refusals(server: FastAPI) -> None:
    """Every refusal leaves as a problem document, whoever raised it."""
    server.add_exception_handler(AppError, _app_error)
    server.add_exception_handler(RequestValidationError, _bad_fields)
    server.add_exception_handler(HTTPException, http_problem)


def problem(status: int, detail: str, code: str, **more: Any) -> JSONResponse:
    body = {'type': 'about:blank', 'title': TITLES.get(status, 'Refused'), 'status': status, 'detail': detail,
            'code': code, 'request_id': context.trace().request_id, **more}
    return JSONResponse(body, status, media_type='application/problem+json')


async def http_problem(request: Request, error: Exception) -> Response:
    """What the framework refuses."""
    assert isinstance(error, HTTPException)
    answer = problem(error.status_code, str(error.detail), CODES.get(error.status_code, 'http'))
    answer.headers.update(error.headers or {})
    if error.status_code == 405:
        answer.headers['Allow'] = ', '.join(_allowed(request))
    return answer


async def _app_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    more: dict[str, Any] = dict(error.told)
    if isinstance(error, Rejected) and error.field:
        wrong = error.errors if isinstance(error, Invalid) else ((error.field, str(error)),)
        more['errors'] = [{'field': field, 'message': text, 'type': error.code} for field, text in wrong]
    if isinstance(error, Conflict) and error.version is not None:
        more['version'] = error.version
    if isinstance(error, Upstream):
        more['age'] = error.age
    answer = problem(status, str(error), error.code, **more)
    if isinstance(error, TooMany):
        answer.headers['Retry-After'] = str(max(1, round(error.seconds)))
    if status == 401:
        answer.headers['WWW-Authenticate'] = 'Bearer'
    return answer


async def _bad_fields(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [{'field': '.'.join(map(str, item['loc'][1:])), 'message': item['msg'], 'type': item['type']}
              for item in error.errors()]
    return problem(422, 'Validation Error', 'validation', errors=errors)


def _allowed(request: Request) -> list[str]:
    """The framework names only the methods of the first route at an address."""
    allowed = [method for method in METHODS if any(
        route.matches({**request.scope, 'method': method})[0] is Match.FULL for route in request.app.routes)]
    if request.url.path.startswith(FOR_PROGRAMS):  # where these two are answered at the edge
        allowed += ['HEAD', 'OPTIONS'] if 'GET' in allowed else ['OPTIONS']
    return allowed
