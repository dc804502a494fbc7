"""The live stream of a run for programs: state, progress and every line, resumable by number.

Whoever connects is given what they missed, however much that is. Whoever is so slow later on that the lines are not
remembered any more is told which ones were left out, and fetches them from the log if they are wanted.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

from app import metrics
from app.api.doors import LARGEST, Body, Client, RowId, Signed, admitted
from app.api.ops import live
from app.api.ops.live import LiveRun
from app.api.ops.logs import Form
from app.api.strict import StrictRoute
from app.domain.access import Credential
from app.domain.ops.states import SOURCE_WORDS
from app.domain.ops.views import LogLine
from app.errors import AppError, SignInNeeded, TooMany
from app.security.tokens import digest, new_secret
from app.services.ops import tickets
from app.services.ops.logs import following
from app.services.ops.logs.following import Now
from app.work import ask, perform

router = APIRouter(tags=['ops: logs'], route_class=StrictRoute)

BATCH = 500  # lines in one message, at most
BATCH_SIZE = 262_144  # characters in one message, at most, unless a single line has more
PATIENCE = 60.0  # seconds for one message to be taken
PROOF = 15.0  # seconds after which it is asked again whether they still may
BEHIND = 20_000  # lines after which a reader is too slow to be given all of them
DONE, REFUSED, SLOW_DOWN = 1000, 1008, 1013

log = logging.getLogger(__name__)


class TicketRequest(Body):
    run_id: str


class TicketOut(BaseModel):
    """Opens `/runs/{run_id}/stream?ticket=…` once, until `ends_at`."""
    ticket: str
    ends_at: datetime


@router.post('/stream-tickets', status_code=201)
async def make_ticket(client: Signed, body: TicketRequest) -> TicketOut:
    """For browsers, which cannot send a token with a socket."""
    secret = new_secret()
    run_id = int(body.run_id) if body.run_id.isascii() and body.run_id.isdigit() and len(body.run_id) < 19 else 0
    ends_at = await client.do(tickets.hand_out, run_id, digest(secret), client.credential)
    return TicketOut(ticket=secret, ends_at=ends_at)


@router.websocket('/runs/{run_id}/stream')
async def stream_run(socket: WebSocket, run_id: RowId, after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
                     attempt: Annotated[int, Query(ge=0, le=1000)] = 0, ticket: str = '',
                     form: Form = 'plain') -> None:
    """Messages are JSON; `ping` is answered with `pong`. Attempt 0 is the newest one."""
    await socket.accept()
    try:
        client = await _client(socket, run_id, ticket)
        await client.look(following.demand_readable, run_id)
    except AppError as error:
        await socket.close(SLOW_DOWN if isinstance(error, TooMany) else REFUSED, str(error)[:100])
        return
    with live.joined(run_id) as run:
        await Viewer(socket, run, client, attempt, after, form).serve()


async def _client(socket: WebSocket, run_id: int, ticket: str) -> Client:
    """The token in the header counts, or a ticket; a cookie does not, and neither does a token in the address."""
    credential: Credential | None = socket.scope['caller'].credential
    if ticket:
        credential = await perform(tickets.redeem, digest(ticket), run_id)
    elif credential and credential.kind != 'token':
        credential = None
    if credential is None:
        raise SignInNeeded('Give a token in the header Authorization, or a ticket that is good.')
    return await admitted(socket, credential)


class Gone(Exception):
    """Nobody listens any more."""


class Viewer:
    """One socket, and how far it has come."""

    def __init__(self, socket: WebSocket, run: LiveRun, client: Client, attempt: int, after: int, form: Form) -> None:
        self.socket, self.run, self.client, self.form = socket, run, client, form
        self.attempt, self.seq = attempt, after
        self.is_live = False  # it has had everything there was
        self.told: dict[str, dict[str, Any]] = {}  # what it was told last, by kind of message
        self.reports = 0
        self.asked_at = monotonic()

    async def serve(self) -> None:
        """Until the run is over, the rights end, or nobody listens any more."""
        try:
            async with asyncio.TaskGroup() as group:
                hearing = group.create_task(self._hear())
                code = await self._tell()
                hearing.cancel()
                await self.socket.close(code)
        except* (Gone, WebSocketDisconnect, TimeoutError):
            pass  # there is nobody left to tell

    async def _hear(self) -> None:
        while (message := await self.socket.receive())['type'] != 'websocket.disconnect':
            if message.get('text') == 'ping':
                await self.socket.send_text('pong')
        raise Gone

    async def _tell(self) -> int:
        """Returns the code to close with."""
        try:
            while self.run.refusal is None:
                news = self.run.news
                await self._demand_readable()
                if self.run.now and await self._tell_news(self.run.now):
                    await self._send('end', state=str(self.run.now.state), status=SOURCE_WORDS[self.run.now.state])
                    return DONE
                with suppress(TimeoutError):
                    async with asyncio.timeout(PROOF):
                        await news.wait()
        except AppError as error:
            log.info('run %s is not told any more: %s', self.run.run_id, error)
        return REFUSED

    async def _demand_readable(self) -> None:
        """A token may have been revoked, or a role taken away."""
        if monotonic() - self.asked_at >= PROOF:
            await self.client.look(following.demand_readable, self.run.run_id)
            self.asked_at = monotonic()

    async def _tell_news(self, now: Now) -> bool:
        """Whether that was all, for ever."""
        self._choose_attempt(now)
        await self._send_new('state', state=str(now.state), status=SOURCE_WORDS[now.state], reason=now.reason,
                             is_partial=now.is_partial, newest_attempt=now.attempt)
        while await self._tell_lines():
            await self._demand_readable()
            if self.run.now is not now:  # that comes first
                return False
        self.is_live = True
        if now.progress is not None or now.progress_text:
            await self._send_new('progress', percent=now.progress, text=now.progress_text)
        for number, kind in now.reports[self.reports:]:
            await self._send('report', id=str(number), kind=kind)
        self.reports = len(now.reports)
        return now.is_over and self.run.now is now

    def _choose_attempt(self, now: Now) -> None:
        """Numbers that this attempt does not have yet were those of a former one."""
        if not self.attempt:
            self.attempt = now.attempt
            self.seq = self.seq if self.seq <= self.run.last else 0
        self.attempt = min(self.attempt, now.attempt)

    async def _tell_lines(self) -> bool:
        """Whether there may be more."""
        is_newest = self.run.now is not None and self.attempt == self.run.now.attempt
        lines = self.run.after(self.seq, BATCH) if is_newest else None
        if lines is None and is_newest and self.is_live and self.run.last - self.seq > BEHIND:
            await self._skip(self.run.lines[0].seq - 1)
            return True
        if lines is None:
            lines = await ask(following.next_lines, self.run.run_id, self.attempt, self.seq, BATCH)
        if lines:
            await self._send_lines(lines)
        elif not is_newest:
            self.attempt, self.seq, self.is_live = self.attempt + 1, 0, False
        return bool(lines) or not is_newest

    async def _skip(self, last: int) -> None:
        metrics.ops_viewers_dropped.inc()
        first, self.seq = self.seq + 1, last
        await self._send('gap', first=first, last=last)

    async def _send_lines(self, lines: Sequence[LogLine]) -> None:
        size = most = 0
        while most < len(lines) and (not most or size + len(lines[most].text) <= BATCH_SIZE):
            size, most = size + len(lines[most].text), most + 1
        self.seq = lines[most - 1].seq
        body = self.run.written(self.attempt, lines[:most], self.form)
        await self._send_text(f'{{"type":"log","seq":{self.seq},"attempt":{self.attempt},"lines":{body}}}')

    async def _send_new(self, what: str, **more: Any) -> None:
        """Unless they know."""
        if self.told.get(what) != more:
            self.told[what] = more
            await self._send(what, **more)

    async def _send(self, what: str, **more: Any) -> None:
        await self._send_text(json.dumps({'type': what, 'seq': self.seq, 'attempt': self.attempt, **more},
                                         ensure_ascii=False, separators=(',', ':')))

    async def _send_text(self, text: str) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.socket.send_text(text)
