"""Runs and their logs by requests alone; who works on a run is the test itself."""

import asyncio
import json
from urllib.parse import urlencode

from nicegui import core

from app.domain.ops.log import Scribe
from app.domain.ops.states import Ending, State
from app.services.ops import logs, queue
from app.work import perform
from tests.people import NOON

RUNS = '/ops/runs'


async def asked(client, command='succeed', status=201, key=None, **body):
    """The description of a new run."""
    headers = {'Idempotency-Key': key} if key else {}
    answer = await client.post(RUNS, json={'command': command, **body}, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


class Attempt:
    """Works on the next run."""

    def __init__(self, claim, *secrets):
        self.claim, self.scribe = claim, Scribe(secrets)
        self.run_id = claim.run_id

    async def writes(self, text, stream='out'):
        self.scribe.feed(stream, text.encode(), NOON)
        await perform(logs.append, self.claim, self.scribe.take(), self.scribe.standing)
        return self

    async def ends(self, state=State.SUCCEEDED, **more):
        await perform(queue.finish, self.claim, Ending(state, **more))


async def begun(client, command='succeed', **body):
    """An attempt at a new run, which has just begun."""
    await asked(client, command, **body)
    claim = await perform(queue.claim_next, 'the test', ())
    return Attempt(await perform(queue.begin, claim))


class Socket:
    """A program that follows a run."""

    def __init__(self, path, authorization='', **query):
        headers = [(b'host', b'test'), *([(b'authorization', authorization.encode())] if authorization else [])]
        self.scope = {'type': 'websocket', 'path': f'/api/v1{path}', 'raw_path': path.encode(), 'root_path': '',
                      'query_string': urlencode(query).encode(), 'headers': headers, 'client': ('127.0.0.1', 4711),
                      'server': ('test', 80), 'scheme': 'ws', 'subprotocols': [], 'asgi': {'version': '3.0'}}
        self.heard, self.said = asyncio.Queue(), asyncio.Queue()
        self.may_send = asyncio.Event()
        self.may_send.set()
        self.task = None

    def naming(self, **headers):
        self.scope['headers'] += [(name.encode(), value.encode()) for name, value in headers.items()]
        return self

    async def __aenter__(self):
        self.said.put_nowait({'type': 'websocket.connect'})
        self.task = asyncio.create_task(core.app(self.scope, self.said.get, self._send))
        return self

    async def __aexit__(self, *_):
        self.may_send.set()
        self.said.put_nowait({'type': 'websocket.disconnect', 'code': 1000})
        async with asyncio.timeout(5):
            await self.task

    async def _send(self, message):
        await self.may_send.wait()
        self.heard.put_nowait(message)

    async def hears(self, kind):
        """The next message of the protocol."""
        async with asyncio.timeout(5):
            message = await self.heard.get()
        assert message['type'] == f'websocket.{kind}', message
        return message

    async def is_told(self, *kinds):
        """The next message of one of these kinds; others may come before it."""
        while True:
            message = json.loads((await self.hears('send'))['text'])
            if message['type'] in kinds:
                return message

    async def gets(self, count):
        """The numbers of so many lines."""
        numbers = []
        while len(numbers) < count:
            numbers += [line['seq'] for line in (await self.is_told('log'))['lines']]
        return numbers

    async def is_closed(self):
        return (await self.hears('close'))['code']

    def says(self, text):
        self.said.put_nowait({'type': 'websocket.receive', 'text': text})
