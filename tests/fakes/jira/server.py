"""HTTP, tokens and faults in front of a site in memory."""

import gzip
import json
import threading
from base64 import b64decode
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from app.integrations.jira.access import Access
from tests.fakes.jira import hooks, pages, routes
from tests.fakes.jira.knobs import CONNECTION, PAGES, WHOLE, Fault, Knobs, struck
from tests.fakes.jira.refusal import Refusal

EMAIL, TOKEN = 'lead@example.com', 'jira-token-4711'
READING = {'search', 'search/jql', 'search/approximate-count', 'jql/parse', 'issue/bulkfetch', 'changelog/bulkfetch'}


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict
    body: object
    account: str


@dataclass(frozen=True)
class Ask:
    """What an answer is worked out from."""
    site: object
    knobs: Knobs
    query: dict
    body: object
    account: str


class JiraServer:
    """`tokens`: token → account; in the cloud only together with the e-mail."""

    def __init__(self, site, port=0):
        self.site, self.knobs = site, Knobs()
        self.tokens = {TOKEN: 'lead'}
        self.faults, self.asked = [], []
        self.busy, self.busiest = 0, 0  # requests at once
        self.counting = threading.Lock()
        self.go_on = threading.Event()  # what is slow waits for it
        self.arrived = threading.Event()  # something slow has been asked
        self.server = _Server(('127.0.0.1', port), Handler)
        self.server.fake = self
        self.url = f'http://127.0.0.1:{self.server.server_port}'
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    # The site, for short

    def __getattr__(self, name):
        if name.startswith('_') or name == 'site':
            raise AttributeError(name)
        return getattr(self.site, name)

    def access(self, token=TOKEN, **options):
        return Access(self.url, token, EMAIL if self.site.is_cloud else '', **options)

    def send_webhook(self, url, body, secret='', **options):
        """`body`: of `hooks.issue_event` or `hooks.sprint_event`, or raw bytes. The status of the answer."""
        return hooks.send(url, *hooks.delivery(body, secret, **options))

    # Faults and what was asked

    def breaks(self, kind, at='', times=None, after=0, seconds=0.0, retry_after=''):
        assert kind in {*WHOLE, *CONNECTION, *PAGES}, kind
        self.faults.append(Fault(kind, at, times, after, seconds, retry_after))

    def recovers(self):
        self.faults.clear()

    def count(self, at='', method=''):
        return sum(at in one.path and method in ('', one.method) for one in self.asked)

    def forget(self):
        self.asked.clear()
        self.busiest = 0

    def writes(self):
        """Whatever was asked that does more than read."""
        return [(one.method, one.path) for one in self.asked if one.method != 'GET' and not (
            one.method == 'POST' and one.path.partition('/rest/api/2/')[2] in READING)]

    def entered(self, step):
        with self.counting:
            self.busy += step
            self.busiest = max(self.busiest, self.busy)

    def answer(self, asked):
        """Status, body and headers of what is not disturbed."""
        if not asked.account and not asked.path.endswith(routes.OPEN):
            raise Refusal(401, 'Client must be authenticated to access this resource.',
                          headers={'WWW-Authenticate': 'Basic realm="jira"'})
        found = routes.found(asked.method, asked.path, self.site.is_cloud)
        if not found:
            raise Refusal(405 if asked.method not in ('GET', 'POST') else 404, 'null for uri')
        deed, parts = found
        with self.site.lock:
            told = deed(Ask(self.site, self.knobs, asked.query, asked.body, asked.account), *map(unquote, parts))
        return told if isinstance(told, tuple) else (200, told)

    def account_of(self, header):
        """Basic with the e-mail in the cloud, Bearer on servers."""
        kind, _, value = header.partition(' ')
        if self.site.is_cloud and kind == 'Basic':
            email, _, token = b64decode(value).decode().partition(':')
            return self.tokens.get(token, '') if email == EMAIL else ''
        return self.tokens.get(value, '') if kind == 'Bearer' and not self.site.is_cloud else ''

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True

    @property
    def fake(self):
        return self.server.fake

    def do_GET(self):
        asked = self.asked()
        self.fake.asked.append(asked)
        self.fake.entered(1)
        try:
            self.meet(asked, struck(self.fake.faults, asked.path))
        finally:
            self.fake.entered(-1)

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET

    def meet(self, asked, fault):
        if self.fake.knobs.latency:
            self.fake.go_on.wait(self.fake.knobs.latency)
        if fault.kind in WHOLE:
            status, kind, body, headers = WHOLE[fault.kind]
            after = fault.retry_after or (f'{fault.seconds:g}' if fault.seconds else '')
            return self.say(status, body, kind, headers | ({'Retry-After': after} if after else {}))
        if fault.kind == 'hang up':
            return self.hang_up()
        if fault.kind == 'slow':
            self.fake.arrived.set()
            self.fake.go_on.wait(fault.seconds or 30)
        return self.serve(asked, fault)

    def asked(self):
        size = int(self.headers.get('Content-Length') or 0)
        raw = self.rfile.read(size) if size else b''
        address = urlsplit(self.path)
        query = {name: values[0] if len(values) == 1 else ','.join(values)
                 for name, values in parse_qs(address.query).items()}
        account = self.fake.account_of(self.headers.get('Authorization', ''))
        return Asked(self.command, address.path, query, json.loads(raw) if raw else None, account)

    def serve(self, asked, fault):
        try:
            status, told = self.fake.answer(asked)
            headers = {}
        except Refusal as refusal:
            status, told, headers = refusal.status, refusal.body, refusal.headers
        if fault.kind in PAGES and status == 200:
            told = pages.spoilt(told, fault.kind, (asked.body or asked.query).get('nextPageToken'))
        body = json.dumps(told).encode()
        if fault.kind in ('drip', 'cut off'):
            return self.drip(body, fault)
        return self.say(status, body, 'application/json;charset=UTF-8', headers)

    def say(self, status, body, kind, headers):
        if self.fake.knobs.gzips and 'Content-Encoding' not in headers:
            body, headers = gzip.compress(body), headers | {'Content-Encoding': 'gzip'}
        self.begin(status, {'Content-Type': kind, 'Content-Length': str(len(body)), **headers})
        self.wfile.write(self.head() + body)

    def begin(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)

    def head(self):
        """As one piece with the body: two of them cost 40 ms."""
        whole = b''.join(self._headers_buffer) + b'\r\n'
        self._headers_buffer = []
        return whole

    def drip(self, body, fault):
        """One byte at a time until nobody waits any more, or half of it and then nothing."""
        self.begin(200, {'Content-Type': 'application/json', 'Content-Length': str(len(body))})
        self.wfile.write(self.head() + body[:len(body) // 2])
        self.fake.arrived.set()
        for byte in body[len(body) // 2:] if fault.kind == 'drip' else b'':
            if self.fake.go_on.wait(fault.seconds or 0.02):
                break
            try:
                self.wfile.write(bytes([byte]))
            except OSError:
                break
        self.hang_up()

    def hang_up(self):
        self.close_connection = True
        self.connection.close()

    def date_time_string(self, timestamp=None):
        return formatdate(self.fake.site.now() / 1000 + self.fake.knobs.skew, usegmt=True)

    def log_message(self, *_):
        """Nothing: tests read `fake.asked`."""
