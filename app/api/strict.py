"""JSON that means one thing only: no NaN, no key twice, no towers of brackets."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from app.errors import BadRequest

DEEPEST = 10


class StrictRoute(APIRoute):
    """Reads the body of its requests strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))
        return strictly


class StrictRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, '_strict'):
            self._strict = read_strictly(await self.body())
        return self._strict


def read_strictly(body: bytes) -> Any:
    try:
        value = json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest('This is not JSON.', 'body.invalid') from error
    if _depth(value) > DEEPEST:
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
