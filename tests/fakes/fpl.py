"""The FPL on this machine: any gameweek of a league that does not exist, with the faults of the real one.

Faults are switched per address or for all of them: `fpl.faults['bootstrap-static/'] = 'bot'`, `fpl.breaks('updating')`.
"""

import json
import threading
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.demo_fpl import FakeFpl

EVERYWHERE = ''
UPDATING = 'The game is being updated.'
PAGE = b'<!DOCTYPE html><html><head><title>Fantasy Premier League</title></head><body>%s</body></html>'
ANSWERS = {  # fault: status, kind of content, body, headers
    'updating': (503, 'application/json', json.dumps(UPDATING).encode(), {}),
    'updating page': (200, 'text/html', PAGE % UPDATING.encode(), {}),
    'html': (200, 'text/html', PAGE % b'Welcome', {}),
    'bot': (403, 'text/html', PAGE % b'Checking your browser before accessing.', {}),
    'too often': (429, 'text/plain', b'Too Many Requests', {'Retry-After': '120'}),
    'away': (503, 'text/plain', b'Service Unavailable', {'Retry-After': 'Wed, 09 Jan 2030 12:10:00 GMT'}),
    'broken': (500, 'text/html', PAGE % b'Server Error', {}),
    'moved': (302, 'text/html', b'', {'Location': '/login'}),
    'missing': (404, 'application/json', b'{"detail":"Not found."}', {}),
    'empty': (200, 'application/json', b'{}', {}),
    'list': (200, 'application/json', b'[]', {}),
}


class FplServer:
    def __init__(self, league):
        self.league = league
        self.faults, self.asked, self.bodies = {}, [], {}
        self.go_on = threading.Event()  # what is slow waits for it
        self.server = ThreadingHTTPServer(('127.0.0.1', 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_port}/api'
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def breaks(self, fault):
        """From now on every address has this fault."""
        self.faults[EVERYWHERE] = fault

    def recovers(self):
        self.faults.clear()

    def paths(self):
        """What was asked for, in order; forgotten afterwards."""
        found, self.asked[:] = [path for path, _ in self.asked], []
        return found

    def fault_at(self, path):
        return self.faults.get(path) or self.faults.get(EVERYWHERE, '')

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def fake_fpl(now, **options):
    server = FplServer(FakeFpl(now, **options))
    try:
        yield server
    finally:
        server.close()


def as_texts(value):
    """Every number as a text, as older interfaces and some fields of this one have them."""
    return _changed(value, lambda one: str(one) if isinstance(one, int | float) and not isinstance(one, bool) else one)


def without(value, *names):
    """The same without these fields."""
    if isinstance(value, dict):
        return {name: without(one, *names) for name, one in value.items() if name not in names}
    return [without(one, *names) for one in value] if isinstance(value, list) else value


def _changed(value, change):
    if isinstance(value, dict):
        return {name: _changed(one, change) for name, one in value.items()}
    return [_changed(one, change) for one in value] if isinstance(value, list) else change(value)


def _no_dates(value):
    """Postponed: neither gameweek nor kick-off is known."""
    return [one | {'event': None, 'kickoff_time': None} for one in value] if isinstance(value, list) else value


def _no_flags(value):
    if 'events' in value:
        value['events'] = [week | {'is_current': False, 'is_next': False, 'deadline_time': None}
                           for week in value['events']]
    return value


def _strangers(value):
    """Players who are on no list."""
    if 'picks' in value:
        value['picks'] = [pick | {'element': 99_000 + pick['position']} for pick in value['picks']]
    return value


CHANGES = {'texts': as_texts, 'no dates': _no_dates, 'no flags': _no_flags, 'strangers': _strangers,
           'bare': lambda value: without(value, 'deadline_time', 'news', 'status', 'now_cost', 'element_type',
                                         'active_chip', 'bank', 'rank', 'kickoff_time', 'team_h_score', 'name',
                                         'event_points', 'chips', 'web_name', 'multiplier')}


def _handler(fpl):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'

        def do_GET(self):
            path = self.path.removeprefix('/api/')
            fpl.asked.append((path, dict(self.headers)))
            fault = fpl.fault_at(path)
            if fault in ANSWERS:
                self.answer(*ANSWERS[fault])
            elif fault == 'hang up':
                self.close_connection = True
            else:
                self.serve(path, fault)

        def serve(self, path, fault):
            if fault == 'slow':
                fpl.go_on.wait(20)
            value = fpl.league.answer(path)
            if value is None:
                return self.answer(*ANSWERS['missing'])
            value = CHANGES.get(fault, lambda one: one)(value)
            body = json.dumps(value).encode()
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            if fault == 'truncated':
                body = body[:len(body) // 2].rstrip(b'}]')
            elif self.headers.get('If-None-Match') == tag:
                return self.answer(304, 'application/json', b'', {'ETag': tag})
            return self.answer(200, 'application/json', body, {'ETag': tag, 'X-Fake': 'yes'})

        def answer(self, status, kind, body, headers):
            self.send_response(status)
            for name, value in {'Content-Type': kind, 'Content-Length': str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if status != 304:
                self.wfile.write(body)

        def log_message(self, *_):
            """Nobody reads it."""
    return Handler
