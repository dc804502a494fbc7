"""A service on this machine: remembers what it was asked, and misbehaves as it is told.

Faults are `(status, headers, body)` for the next requests, or words: `slow` says nothing until it is let go, `cut`
hangs up. `server.breaks(fault, times=2, at='pages')`.
"""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

PAGE = b'<!DOCTYPE html><html><head><title>Log in</title></head><body>Log in</body></html>'
SIGN_IN = (200, {'Content-Type': 'text/html'}, PAGE)


@dataclass
class Asked:
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body) if self.body else None

    def value(self, name):
        return dict(self.query).get(name, '')


@dataclass
class Answer:
    status: int = 200
    told: object = None
    headers: dict = field(default_factory=dict)


class Loopback:
    """`answer(asked)` gives an Answer; `close` ends it."""

    def __init__(self, answer):
        self.answer, self.asked, self.faults = answer, [], []
        self.go_on = threading.Event()
        self.server = ThreadingHTTPServer(('127.0.0.1', 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_port}'
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def breaks(self, fault, times=1_000_000, at=''):
        self.faults.append([fault, times, at])

    def recovers(self):
        self.faults.clear()
        self.asked.clear()

    def fault_for(self, asked):
        for one in self.faults:
            if one[1] and one[2] in f'{asked.method} {asked.path}':
                one[1] -= 1
                return one[0]
        return None

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


def _handler(loopback):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'
        disable_nagle_algorithm = True

        def _take(self):
            size = int(self.headers.get('content-length') or 0)
            parts = urlsplit(self.path)
            asked = Asked(self.command, parts.path, parse_qsl(parts.query),
                          {name.lower(): value for name, value in self.headers.items()}, self.rfile.read(size))
            loopback.asked.append(asked)
            fault = loopback.fault_for(asked)
            if fault == 'slow':
                loopback.go_on.wait(20)
            if fault in ('slow', 'cut'):
                self.close_connection = True
                return
            if fault:
                self._send(*fault)
            else:
                answer = loopback.answer(asked)
                body = b'' if answer.told is None else answer.told if isinstance(answer.told, bytes) else json.dumps(
                    answer.told).encode()
                self._send(answer.status, {'Content-Type': 'application/json', **answer.headers}, body)

        do_GET = do_POST = do_PUT = _take

        def _send(self, status, headers, body):
            head = ''.join(f'{name}: {value}\r\n' for name, value in headers.items())
            self.wfile.write(f'HTTP/1.1 {status} Said\r\n{head}Content-Length: {len(body)}\r\n\r\n'.encode() + body)

        def log_message(self, *_):
            pass

    return Handler
