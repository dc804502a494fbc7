"""How often anybody may ask, before anything is done for them: a layer between the gate and the program.

Whoever has been recognised, by a session or token that is worth something, has a quota of their own, counted after
that: see `charge`. Everybody else is counted by address, and so is a credential that nobody has recognised lately:
an invented one opens no account with us. A whole office is one address, hence the generous number.

Windows are those of `limits` (6 µs and 300 bytes for each address); it has no token bucket, which is in buckets.py.
All of it is in the memory of one process, bounded, and forgets rather than refuses when it is full.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app import clock, metrics
from app.errors import TooMany
from app.security.buckets import MOST, Buckets, Quota
from app.security.gate import Caller
from app.security.headers import FOR_PROGRAMS

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BURST = 20  # requests of one person or token at once
EVENTS = 50  # clicks, keys and the like of one page in a second
DOWNLOADS = 4  # at a time for one person
SOCKETS = '/_nicegui_ws'
GOING_ON = re.compile(rb'(?:^|&)sid=[^&]')
FREE = ('/healthz', '/health', '/api/v1/health')
FREE_FILES = ('/static/', '/_nicegui/', '/favicon')
HOOKS = '/hooks/'  # one site delivers everything from one address
NO_FILES = '/_nicegui/client/'  # what a page offers or takes
VOUCHED = 600.0  # seconds for which a credential counts as recognised


@dataclass(frozen=True)
class Limit:
    """So many in any minute."""
    name: str
    item: RateLimitItem
    text: str


ANONYMOUS = Limit('address', RateLimitItemPerMinute(300), 'There were too many requests from this address.')
OF_HOOKS = Limit('hooks', RateLimitItemPerMinute(3000), 'There were too many deliveries from this address.')
OF_VISITOR = Limit('sockets', RateLimitItemPerMinute(30), 'This browser has opened too many pages.')
OF_ADDRESS = Limit('socket_address', RateLimitItemPerMinute(300), 'Too many pages were opened from this address.')


class Counts:
    """Everything that is remembered; `is_on` is off for measurements only."""

    def __init__(self) -> None:
        self.is_on = True
        self.reset(None)

    def reset(self, per_minute: int | None) -> None:
        self.storage = MemoryStorage()
        self.windows = SlidingWindowCounterRateLimiter(self.storage)
        self.api: Buckets | None = Buckets(per_minute, BURST) if per_minute else None
        self.events, self.warnings = Buckets(60 * EVENTS, EVENTS), Buckets(12, 1)
        self.vouched: dict[str, float] = {}
        self.downloads: dict[str, int] = {}


_counts = Counts()


def configure(is_on: bool, per_minute: int) -> None:
    """As the environment says; 0 requests a minute are as many as one likes."""
    _counts.is_on = is_on
    _counts.reset(per_minute if is_on else None)


class Limits:
    """Inside the gate, which knows the address whatever the proxies, and around everything else."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in ('http', 'websocket'):
            await self.app(scope, receive, send)
            return
        if exceeded := _exceeded(scope):
            await _refuse(exceeded, scope, send)
            return
        await self.app(scope, receive, _telling(scope, send) if scope['type'] == 'http' else send)


def charge(scope: Scope, who: str) -> None:
    """Count a request to the API of somebody who was recognised: a token, a person or a guest. Raises TooMany."""
    caller: Caller = scope['caller']
    scope['payer'] = who
    vouch(caller)
    if _counts.api is None:
        return
    scope['quota'] = quota = _counts.api.take(who)
    if not quota.is_free:
        metrics.limiter_hits.labels('api').inc()
        raise TooMany('That were too many requests in a row. Go on more slowly.', 'limit.api', quota.seconds)


def vouch(caller: Caller) -> None:
    """The credential of this sender has turned out to be worth something."""
    if caller.credential:
        _counts.vouched.pop(caller.credential.key, None)
        _counts.vouched[caller.credential.key] = monotonic()
        if len(_counts.vouched) > MOST:
            _counts.vouched = dict(list(_counts.vouched.items())[-MOST // 2:])


@contextmanager
def downloading(scope: Scope) -> Iterator[None]:
    """One of the few files at a time that one person may fetch. Raises TooMany."""
    who = scope.get('payer') or f'address {scope["caller"].sender}'
    present = _counts.downloads.get(who, 0)
    if _counts.is_on and present >= DOWNLOADS:
        metrics.limiter_hits.labels('downloads').inc()
        raise TooMany(f'You are fetching {DOWNLOADS} files already. Wait until one of them has come.',
                      'limit.downloads', 5)
    _counts.downloads[who] = present + 1
    try:
        yield
    finally:
        _counts.downloads[who] -= 1
        if not _counts.downloads[who]:
            del _counts.downloads[who]


def is_free_event(page: str) -> bool:
    """Whether this page has not sent too much in this second."""
    if not _counts.is_on or _counts.events.take(page).is_free:
        return True
    metrics.limiter_hits.labels('events').inc()
    return False


def may_warn(page: str) -> bool:
    """Not for each event that is not heard."""
    return _counts.warnings.take(page).is_free


def _exceeded(scope: Scope) -> tuple[Limit, Quota] | None:
    """The limit that this request is beyond; it is counted unless it is free."""
    path, caller = scope['path'], scope['caller']
    if not _counts.is_on or path in FREE or (path.startswith(FREE_FILES) and not path.startswith(NO_FILES)):
        return None
    if path.startswith(HOOKS):
        return _hit(OF_HOOKS, caller.sender)
    if not path.startswith(SOCKETS):
        return None if _is_vouched(caller) else _hit(ANONYMOUS, caller.sender)
    if GOING_ON.search(scope['query_string']):  # goes on with a socket that was counted
        return None
    return _beyond(OF_ADDRESS, caller.sender) or _hit(OF_VISITOR, caller.session or caller.visitor) or _hit(
        OF_ADDRESS, caller.sender)


def _is_vouched(caller: Caller) -> bool:
    since = _counts.vouched.get(caller.credential.key) if caller.credential else None
    return since is not None and monotonic() - since < VOUCHED


def _hit(limit: Limit, who: str) -> tuple[Limit, Quota] | None:
    if len(_counts.storage.storage) > MOST:
        _counts.storage.reset()
    return None if _counts.windows.hit(limit.item, limit.name, who) else _refusal(limit, who)


def _beyond(limit: Limit, who: str) -> tuple[Limit, Quota] | None:
    """Without counting: whoever is refused anyway cannot fill the memory with cookies they have invented."""
    return None if _counts.windows.test(limit.item, limit.name, who) else _refusal(limit, who)


def _refusal(limit: Limit, who: str) -> tuple[Limit, Quota]:
    metrics.limiter_hits.labels(limit.name).inc()
    stats = _counts.windows.get_window_stats(limit.item, limit.name, who)
    return limit, Quota(False, limit.item.amount, 0, max(1, round(stats.reset_time - clock.now().timestamp())))


async def _refuse(exceeded: tuple[Limit, Quota], scope: Scope, send: Send) -> None:
    limit, quota = exceeded
    if scope['type'] == 'websocket':
        await send({'type': 'websocket.close', 'code': 1013})  # try again later
        return
    text = f'{limit.text} Try again in {quota.seconds} s.'
    kind, body = b'text/plain; charset=utf-8', text
    if scope['path'].startswith((*FOR_PROGRAMS, SOCKETS)):
        kind, body = b'application/problem+json', json.dumps({
            'type': 'about:blank', 'title': 'Too many', 'status': 429, 'detail': text, 'code': f'limit.{limit.name}',
            'request_id': scope['caller'].request_id})
    await send({'type': 'http.response.start', 'status': 429, 'headers': [
        (b'content-type', kind), (b'retry-after', str(quota.seconds).encode()), *_headers(quota)]})
    await send({'type': 'http.response.body', 'body': body.encode()})


def _telling(scope: Scope, send: Send) -> Send:
    """Answers to those who have a quota say what is left of it."""
    async def sending(message: Message) -> None:
        if message['type'] == 'http.response.start':
            if quota := scope.get('quota'):
                message['headers'] = [*message['headers'], *_headers(quota)]
            if message['status'] == 401 and (credential := scope['caller'].credential):
                _counts.vouched.pop(credential.key, None)
        await send(message)
    return sending


def _headers(quota: Quota) -> list[tuple[bytes, bytes]]:
    return [(b'ratelimit-limit', str(quota.limit).encode()), (b'ratelimit-remaining', str(quota.left).encode()),
            (b'ratelimit-reset', str(quota.seconds).encode()),
            (b'ratelimit-policy', f'{quota.limit};w=60'.encode())]
