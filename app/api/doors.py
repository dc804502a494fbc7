"""Who may come in, how a refusal is put (RFC 9457), and requests that are sent twice."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException

from app import context
from app.domain.access import Credential
from app.errors import (
    AppError,
    BadRequest,
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    Rejected,
    SignInNeeded,
    TooMany,
    Upstream,
)
from app.security.gate import Caller
from app.services.people import requests, sessions, tokens
from app.work import ask, perform

V = TypeVar('V')

STATUS: Mapping[type[AppError], int] = {
    BadRequest: 400, SignInNeeded: 401, Forbidden: 403, NotFound: 404, Conflict: 409, Gone: 410, Rejected: 422,
    TooMany: 429, Upstream: 502}
TITLES = {400: 'Bad request', 401: 'Not signed in', 403: 'Forbidden', 404: 'Not found', 405: 'Method not allowed',
          409: 'Conflict', 410: 'Gone', 413: 'Too large', 422: 'Validation Error', 429: 'Too many',
          500: 'Internal error', 502: 'Upstream'}


class Body(BaseModel):
    """What programs send: exactly these fields, of exactly these types."""
    model_config = ConfigDict(extra='forbid', strict=True)


class Paging:
    """Which part of a list is wanted."""

    def __init__(self, skip: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> None:
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
        digest = hashlib.sha256(repr(body).encode()).hexdigest()
        return await self.do(requests.answer_once, key, digest, service, *arguments)


async def signed_client(request: Request) -> Client:
    """Whoever has an account; guests and their seats are not enough."""
    caller: Caller = request.scope['caller']
    if caller.credential is None or caller.credential.kind == 'guest':
        raise SignInNeeded('Give a token: Authorization: Bearer rt_…')
    return await _client(caller, caller.credential)


async def any_client(request: Request) -> Client:
    """Also programs without anything: at most they become guests."""
    caller: Caller = request.scope['caller']
    if 'authorization' in request.headers and caller.credential is None:
        raise SignInNeeded('This token is not valid, or not any more.')
    return await _client(caller, caller.credential or Credential('guest', ''))


Anybody = Annotated[Client, Depends(any_client)]
Signed = Annotated[Client, Depends(signed_client)]
IdempotencyKey = Annotated[str | None, Header(alias='Idempotency-Key', min_length=1, max_length=128)]


async def _client(caller: Caller, credential: Credential) -> Client:
    if credential.kind == 'token':
        await ask(sessions.identify, credential)
        await perform(tokens.note_use, credential.key)
    return Client(caller, credential)


def show_refusals(server: FastAPI) -> None:
    """Every refusal leaves as a problem document, whoever raised it."""
    server.add_exception_handler(AppError, _app_error)
    server.add_exception_handler(RequestValidationError, _bad_fields)
    server.add_exception_handler(ValidationError, _bad_fields)


def problem(status: int, detail: str, code: str, **more: Any) -> JSONResponse:
    body = {'type': 'about:blank', 'title': TITLES.get(status, 'Refused'), 'status': status, 'detail': detail,
            'code': code, 'request_id': context.trace().request_id, **more}
    return JSONResponse(body, status, media_type='application/problem+json')


def http_problem(error: HTTPException) -> Response:
    answer = problem(error.status_code, str(error.detail), 'not_found' if error.status_code == 404 else 'http')
    answer.headers.update(error.headers or {})
    return answer


async def _app_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    status = STATUS.get(type(error), 400)
    more: dict[str, Any] = {}
    if isinstance(error, Rejected) and error.field:
        more['errors'] = [{'field': error.field, 'message': str(error), 'type': error.code}]
    if isinstance(error, Conflict) and error.version is not None:
        more['version'] = error.version
    answer = problem(status, str(error), error.code, **more)
    if isinstance(error, TooMany):
        answer.headers['Retry-After'] = str(max(1, round(error.seconds)))
    if status == 401:
        answer.headers['WWW-Authenticate'] = 'Bearer'
    return answer


async def _bad_fields(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError | ValidationError)
    if any(item['type'] in ('json_invalid', 'json_type') for item in error.errors()):
        return problem(400, 'This is not JSON.', 'body.invalid')
    errors = [{'field': '.'.join(map(str, item['loc'][1:])), 'message': item['msg'], 'type': item['type']}
              for item in error.errors()]
    return problem(422, 'Validation Error', 'validation', errors=errors)


