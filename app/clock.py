"""The only clock; tests replace it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import ParamSpec

P = ParamSpec('P')

log = logging.getLogger(__name__)


def now() -> datetime:
    return datetime.now(UTC)


async def every(seconds: float, deed: Callable[P, Awaitable[None]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do it, rest, do it again, for ever; a failure is logged and does not end it."""
    while True:
        try:
            await deed(*args, **kwargs)
        except Exception:
            log.exception('%s failed; again in %s s', getattr(deed, '__qualname__', deed), seconds)
        await asyncio.sleep(seconds)
