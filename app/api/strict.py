"""JSON that means one thing only: no NaN, no key twice, no towers of brackets."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, params
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from app.errors import BadRequest, Rejected

DEEPEST = 10


class StrictRoute(APIRoute):
    """Reads the body of its requests strictly, and before the framework, which would put every refusal differently."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.body_field and isinstance(self.body_field.field_info, params.Form):
            return handle

        async def strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            if await strict.json() and not self.body_field:
                raise Rejected('Nothing is to be sent to this address.')
            return await handle(strict)
        return strictly


class StrictRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, '_strict'):
            body = await self.body()
            if body and self.headers.get('content-type', '').partition(';')[0].strip().lower() != 'application/json':
                raise HTTPException(415, 'Send JSON, as application/json.')
            self._strict = read_strictly(body) if body else None
        return self._strict


def read_strictly(body: bytes) -> Any:
    try:
        value = json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()  # half of a character cannot be kept
        depth = _depth(value)
    except (ValueError, RecursionError) as error:
        raise BadRequest('This is not JSON.', 'body.invalid') from error
    if depth > DEEPEST:
        raise BadRequest(f'This JSON is nested deeper than {DEEPEST} levels.', 'body.invalid')
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError('a key twice')
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inside), default=0) if isinstance(value, dict | list) else 0
