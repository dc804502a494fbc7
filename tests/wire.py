"""A page without a browser: the elements it was built with, and everything its socket hears."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp

ELEMENTS = re.compile(r'parseElements\(String\.raw`(.*?)`\)', re.DOTALL)
CLIENT = re.compile(r"client_id'?: '([^']+)'")
ESCAPES = (('&#36;', '$'), ('&#96;', '`'), ('&gt;', '>'), ('&lt;', '<'), ('&amp;', '&'))


class Wire:
    """One page of one person, on a connection of its own."""

    def __init__(self, session: aiohttp.ClientSession, html: str, socket: aiohttp.ClientWebSocketResponse,
                 client_id: str) -> None:
        self.session, self.html, self.socket, self.client_id = session, html, socket, client_id
        self.elements: dict[str, Any] = json.loads(_unescaped(ELEMENTS.search(html)[1]))
        self.heard: list[str] = []
        self.sizes: list[int] = []  # of the updates, in characters
        self.news = asyncio.Condition()
        self.listener = asyncio.get_running_loop().create_task(self._listen())

    @classmethod
    async def open(cls, base: str, path: str, cookies: Mapping[str, str]) -> 'Wire':
        connector = aiohttp.TCPConnector(force_close=True)
        cookie = '; '.join(f'{key}={value}' for key, value in cookies.items())
        session = aiohttp.ClientSession(base, connector=connector, cookie_jar=aiohttp.DummyCookieJar(),
                                        headers={'Cookie': cookie, 'Origin': base})
        async with session.get(path) as answer:
            html = await answer.text()
            assert answer.status == 200, html[:500]
        client_id = CLIENT.search(html)[1]
        query = urlencode({'EIO': 4, 'transport': 'websocket', 'client_id': client_id, 'next_message_id': 0,
                           'implicit_handshake': 'true', 'document_id': str(uuid4()), 'tab_id': str(uuid4())})
        socket = await session.ws_connect(f'/_nicegui_ws/socket.io/?{query}', max_msg_size=0)
        await socket.receive()
        await socket.send_str('40')
        return cls(session, html, socket, client_id)

    async def click(self, name: str, kind: str = '') -> None:
        """The element with this accessible name, or this text; `kind` is a class that tells it from others."""
        element_id, listener_id = self.control(name, kind)
        await self.send(element_id, listener_id)

    async def send(self, element_id: str, listener_id: str, *args: object) -> None:
        message = {'id': int(element_id), 'client_id': self.client_id, 'listener_id': listener_id, 'args': list(args)}
        await self.socket.send_str('42' + json.dumps(['event', message]))

    def control(self, name: str, kind: str = '') -> tuple[str, str]:
        for element_id, element in self.elements.items():
            props, classes = element.get('props', {}), element.get('class', [])
            names = (props.get('aria-label'), props.get('label'), element.get('text'))
            if name in names and (not kind or kind in classes):
                for event in element.get('events', ()):
                    if event['type'] == 'click':
                        return element_id, event['listener_id']
        raise LookupError(name)

    async def hear(self, *words: str, after: int = 0, seconds: float = 10) -> None:
        """Wait until each of the words has been heard."""
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(lambda: all(any(word in text for text in self.heard[after:]) for word in words))

    async def close(self) -> None:
        self.listener.cancel()
        await self.socket.close()
        await self.session.close()

    async def _listen(self) -> None:
        async for message in self.socket:
            text = str(message.data)
            if text == '2':
                await self.socket.send_str('3')
            elif text.startswith('42'):
                self._learn(text)
                async with self.news:
                    self.heard.append(text)
                    self.news.notify_all()

    def _learn(self, text: str) -> None:
        """Elements that came or changed since the page was built."""
        kind, content = json.loads(text[2:])[:2]
        if kind == 'update':
            self.sizes.append(len(text))
            for element_id, element in content.items():
                if element is not None and element_id != '_id':
                    self.elements.setdefault(element_id, {}).update(element)


def _unescaped(text: str) -> str:
    for escape, character in ESCAPES:
        text = text.replace(escape, character)
    return text
