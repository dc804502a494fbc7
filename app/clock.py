"""The only clock; tests replace it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import ParamSpec

P = ParamSpec('P')

log = logging.getLogger(__name__)


_pretended: ContextVar[datetime | None] = ContextVar('pretended', default=None)


def now() -> datetime:
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """For demo data, which has a past: services called here believe that it is `moment`."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


async def every(seconds: float, deed: Callable[P, Awaitable[None]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do it, rest, do it again, for ever; a failure is logged and does not end it."""
    while True:
        try:
            await deed(*args, **kwargs)
        except Exception:
            log.exception('%s failed; again in %s s', getattr(deed, '__qualname__', deed), seconds)
        await asyncio.sleep(seconds)
